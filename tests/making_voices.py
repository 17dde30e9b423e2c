"""Invented posts of every kind, each with the mark that a person would give it. Nobody said any of this."""

R, P, M, U = "reacting", "passing on", "official", "unclear"
# kind, platform, text, link, language, list of the account, what a person would say
POSTS: list[tuple[str, str, str, str | None, str, str | None, str]] = [
    # comments and replies in own words
    *[("comment", "reddit", text, None, "en", None, R) for text in (
        "How can anyone sleep after this?", "My cousin lives two streets away. She is fine.", "They will never break us.",
        "This is the third time this month", "No words.", "Nobody will do anything, as always", "Russia again. Who else.",
        "Sanctions did nothing so far, did they", "The mayor said they would rebuild and I believe him.", "lol sure",
        "> Officials say five people were killed\n\nFive families. Five.", "Rest in peace", "ok", "Thoughts with everyone there",
        "That map is wrong, the river is further east", "Source? I only find one report", "😢😢😢", "💔",
    )],
    *[("reply", "x", text, None, "en", None, R) for text in (
        "@someone @other Exactly what happened in 2022", "@someone so sad", "@someone Why is nobody stopping this", "@someone 🙏",
        "@someone They hit the school as well", "@someone Look at this https://t.co/a1b2c3 I can't believe it",
        "@someone you have no idea what you are talking about",
    )],
    *[("reply", "x", text, None, "uk", None, R) for text in ("@someone тримайтеся, ми з вами", "@someone це жах", "@someone Слава Україні")],
    ("comment", "reddit", "https://news.example/a-long-report", None, "none", None, P),
    ("comment", "reddit", "[Strike hits Kharkiv](https://news.example/strike)", None, "none", None, P),
    ("comment", "reddit", "> He said that the talks go on.\n> They will not stop.", None, "none", None, P),
    ("reply", "x", "@someone https://t.co/q1w2e3", None, "none", None, P),
    ("comment", "reddit", "BREAKING: Missiles Hit Kharkiv Overnight https://news.example/1", None, "en", None, P),
    ("reply", "x", "@someone", None, "none", None, U),
    # headlines and links on X
    *[("post", "x", text, None, "en", None, P) for text in (
        "Missile strike on Kharkiv kills five, governor says https://t.co/aaa1", "Kharkiv Counts Damaged Homes After Night Of Explosions https://t.co/aaa2",
        "UN chief condemns attack on Kharkiv https://t.co/aaa3", "BREAKING: Explosions heard in Kharkiv", "⚡️Explosions in Kharkiv, air defence at work",
        "Rescuers search rubble in Kharkiv - BBC News https://t.co/aaa4", "Talks on a ceasefire to resume in May https://t.co/aaa5",
        "Kharkiv power grid damaged for a third day, ministry says | Reuters https://t.co/aaa6", "What we know about the strike on Kharkiv https://t.co/aaa7",
        "Kharkiv strike: how one family survived the night https://t.co/aaa8", "UPDATE: Death toll in Kharkiv rises to nine",
        "JUST IN: Kharkiv airport closed", "“We will rebuild,” mayor of Kharkiv tells parliament https://t.co/aab1",
        "Kharkiv school hit by drone, no injuries reported https://t.co/aab2", "EU leaders agree new sanctions after Kharkiv attack https://t.co/aab3",
        "kharkiv strike kills five https://news.example/2025/04/18/kharkiv-missile-strike-kills-five", "https://t.co/aab4", "#Kharkiv https://t.co/aab5",
        "@desk https://t.co/aab6", "RT @desk: Missile strike on Kharkiv kills five", "Explosions reported across Kharkiv region, officials urge calm https://t.co/aab7",
    )],
    ("post", "x", "Удар по Харкову: загинули п'ятеро людей, повідомив мер https://t.co/aab8", None, "uk", None, P),
    ("post", "x", "ТЕРМІНОВО: вибухи у Харкові", None, "uk", None, P),
    ("post", "x", "В Харькове прогремели взрывы, сообщил мэр https://t.co/aab9", None, "ru", None, P),
    ("post", "x", "PILNE: eksplozje w Charkowie", None, "pl", None, P),
    ("post", "x", "Atak rakietowy na Charków, według mera rannych jest dwanaście osób https://t.co/aac1", None, "pl", None, P),
    # own words on X
    *[("post", "x", text, None, "en", None, R) for text in (
        "I can't stop crying. Kharkiv, we are with you", "Another night, another strike. When will the world act?", "Kharkiv 💔",
        "My heart is with Kharkiv tonight https://t.co/bbb1", "Please donate, they need generators https://t.co/bbb2", "Praying for Kharkiv 🙏",
        "so angry right now about kharkiv", "This is what we were warned about https://t.co/bbb3", "You don't bomb a playground by accident.",
        "If they do not stop here they will stop nowhere", "Kharkiv deserves better than our silence", "Wake up, Europe!!",
        "Shame on everyone who looks away from Kharkiv!", "Thank you to every doctor in Kharkiv https://t.co/bbb4", "#StandWithKharkiv",
        "How much more can one city take", "Honestly the bravest city there is", "Never forget what they did to Kharkiv tonight",
        "Sending love to my friends in Kharkiv ❤️ https://t.co/bbb5", "the world must act. it will not",
    )],
    *[("post", "x", text, None, "uk", None, R) for text in ("Харкове, я люблю тебе", "Ми не пробачимо", "Боже, за що нам це", "Вічна пам'ять загиблим у Харкові 🕯️")],
    *[("post", "x", text, None, "ru", None, R) for text in ("Мои друзья в Харькове всю ночь в подвале", "Держитесь, родные")],
    ("post", "x", "Trzymajcie się, jesteśmy z wami", None, "pl", None, R),
    # reposts and quotes
    *[("repost", "x", text, None, "en", None, P) for text in ("RT @a: I can't stop crying", "RT @b: Missile strike on Kharkiv", "RT @c: 💔")],
    *[("quote", "x", text, None, "en", None, R) for text in (
        "Read this and tell me it does not matter https://t.co/ccc1", "Exactly this", "my city https://t.co/ccc2", "They knew. They always knew.", "💔",
    )],
    ("quote", "x", "https://t.co/ccc3", None, "none", None, P),
    ("quote", "x", "", None, "none", None, U),
    # Reddit submissions
    *[("post", "reddit", text, "https://news.example/report", "en", None, P) for text in (
        "Missile strike on Kharkiv kills five, governor says", "Kharkiv: rescuers search the rubble", "Drone attack damages power station",
        "Five dead after strike on Kharkiv | World News", "The night that Kharkiv did not sleep",
    )],
    ("post", "reddit", "I live in Kharkiv and this is what the morning looked like", "https://i.imgur.com/a.jpg", "en", None, R),
    ("post", "reddit", "View from a balcony in Kharkiv", "https://i.imgur.com/b.jpg", "en", None, U),
    ("post", "reddit", "How do I help people in Kharkiv?\n\nI am in Spain and want to send something. What do they need most?", None, "en", None, R),
    ("post", "reddit", "A letter to my city\n\nWe were never easy, you and I, but tonight I would give a lot to walk home past the opera.", None, "en", None, R),
    ("post", "reddit", "Why does nobody talk about Kharkiv?", None, "en", None, R),
    ("post", "reddit", "Strikes on Kharkiv", None, "en", None, U),
    # official and media
    *[("post", "x", text, None, "en", "official", M) for text in ("We condemn the attack on Kharkiv.", "Our teams in Kharkiv hand out water and blankets.", "Statement: https://t.co/ddd1")],
    *[("post", "x", text, None, "en", "media", M) for text in ("Missile strike on Kharkiv kills five", "Our correspondent in Kharkiv: I heard three explosions", "Follow our live coverage")],
    ("reply", "x", "@someone We are aware of reports and will inform you here.", None, "en", "official", M),
    # those on which the rules are known to be wrong, or that they leave open
    ("post", "x", "Kharkiv. Again. https://t.co/eee1", None, "en", None, R),
    ("post", "x", "Five killed in Kharkiv", None, "en", None, P),
    ("post", "x", "Nothing justifies an attack on a hospital https://t.co/eee2", None, "en", None, R),
    ("post", "x", "Watching the news from Kharkiv with a heavy heart https://t.co/eee3", None, "en", None, R),
    ("comment", "reddit", "According to the governor, five people were killed and twenty injured in the strike.", None, "en", None, P),
]  # fmt: skip
