"""Who posts what when in the demo: quiet days, a strike, two days after. Pure; all chance comes from the seed."""

import dataclasses
import datetime as dt
import math
import random
import zoneinfo
from collections.abc import Iterator

from cli.demo_world.texts import EMOJI_ONLY, Writer

KYIV = zoneinfo.ZoneInfo("Europe/Kyiv")
FIRST_DAY, DAYS = dt.date(2025, 4, 8), 13
STRIKE = dt.datetime(2025, 4, 18, 5, 12, tzinfo=KYIV)
SUMY_FIRST_DAY, SUMY_DAYS, SUMY_SCALE = dt.date(2025, 4, 5), 12, 0.18
SUMY_STRIKE = dt.datetime(2025, 4, 13, 10, 20, tzinfo=KYIV)
REDDIT_QUIET, REDDIT_PEAK = 105, 150  # comments a day; comments an hour
X_QUIET, X_PEAK = 105, 160
LANGUAGES = {
    "reddit": {"en": 0.9, "uk": 0.06, "ru": 0.02, "pl": 0.02},
    "x": {"en": 0.52, "uk": 0.27, "ru": 0.1, "pl": 0.11},
}
COMMUNITIES = (
    "worldnews",
    "ukraine",
    "europe",
    "UkrainianConflict",
    "UkraineWarVideoReport",
    "news",
    "poland",
    "geopolitics",
)
ELSEWHERE = ("cats", "soccer", "gardening", "laptops", "soup")
CAMPAIGN_AT, CAMPAIGN_POSTS = 9.8, 80  # hours after the strike
CAMPAIGN_TEXT = (
    "The world must act. Share this until somebody listens: close the sky over Kharkiv now, not tomorrow, "
    "not after the holidays."
)
# Weight of each theme by hours after the strike: height, when it is highest, and how long it lasts.
THEMES = {
    "grief": (5.0, 1.5, 5.0),
    "anger": (3.6, 5.0, 5.0),
    "the world must act": (5.2, 16.0, 9.0),
    "civilian harm": (2.6, 1.0, 8.0),
    "solidarity": (2.4, 24.0, 20.0),
    "resilience": (2.2, 18.0, 30.0),
    "aid and donations": (2.2, 30.0, 14.0),
    "war crimes and accountability": (1.3, 8.0, 16.0),
    "air defence": (1.2, 4.0, 14.0),
    "comparison with earlier strikes": (1.0, 6.0, 14.0),
    "ceasefire and negotiations": (1.1, 15.0, 10.0),
    "official denial": (0.8, 12.0, 7.0),
}


@dataclasses.dataclass(slots=True)
class PlayedPost:
    """One invented post. `themes` is what it was written to say; "" for none."""

    platform: str
    native_id: str
    kind: str
    created_at: dt.datetime
    author: str
    author_id: str
    text: str
    language: str
    theme: str = ""
    on_topic: bool = True
    community: str = ""
    title: str = ""
    root_id: str = ""
    ref_id: str = ""
    link: str = ""
    likes: int = 0
    reposts: int = 0


@dataclasses.dataclass(frozen=True)
class World:
    """All posts, oldest first."""

    seed: int
    posts: list[PlayedPost]


def make(seed: int = 20250418, scale: float = 1.0) -> World:
    """The world of this seed; `scale` multiplies how much is posted."""
    chance = random.Random(seed)  # noqa: S311 (a world to look at, not a secret)
    builder = _Builder(chance, scale)
    for start in _hours(FIRST_DAY, DAYS):
        builder.reddit_hour(start)
        builder.x_hour(start)
    builder.campaign()
    return World(seed, builder.in_order())


def make_earlier(seed: int = 20250413, scale: float = 1.0) -> World:
    """A smaller strike on another place some days before, to compare with."""
    chance = random.Random(seed)  # noqa: S311 (as above)
    builder = _Builder(chance, scale * SUMY_SCALE, strike=SUMY_STRIKE, place="sumy")
    for start in _hours(SUMY_FIRST_DAY, SUMY_DAYS):
        builder.reddit_hour(start)
        builder.x_hour(start)
    return World(seed, builder.in_order())


def _hours(first: dt.date, days: int) -> Iterator[dt.datetime]:
    begin = dt.datetime.combine(first, dt.time(), KYIV)
    return (begin + dt.timedelta(hours=hour) for hour in range(days * 24))


def interest(after: float) -> float:
    """How strongly people react so many hours after the strike: a steep rise, a slow decay, and a second, smaller rise
    in the evening, when a statement is made."""
    if after < 0.15:
        return 0.0
    rise = min(1.0, after / 2.2)
    evening = 0.35 * math.exp(-(((after - 15.2) / 1.1) ** 2))
    return rise * math.exp2(-max(after - 4, 0) / 9) + evening


class _Builder:
    """Adds post after post; remembers what can be answered, quoted and repeated."""

    def __init__(self, chance: random.Random, scale: float, *, strike: dt.datetime = STRIKE, place: str = "") -> None:
        self.chance, self.scale, self.strike, self.write = chance, scale, strike, Writer(chance, place)
        self.posts: list[PlayedPost] = []
        self.threads: list[PlayedPost] = []
        self.other_threads: list[PlayedPost] = []
        self.last_comment: dict[str, str] = {}
        self.x_roots: list[PlayedPost] = []
        self.numbers = 1_300_000_000 if place else 1_400_000_000
        self.sequence = 3_000_000 if place else 0

    def reddit_hour(self, start: dt.datetime) -> None:
        after = (start - self.strike).total_seconds() / 3600
        hot = REDDIT_PEAK * interest(after + 0.5)
        quiet = REDDIT_QUIET / 24 * _daylight(start.hour)
        for _ in range(self._number(0.09 * _daylight(start.hour) + hot / 60)):
            self._submission(start, hot / (hot + quiet) if hot else 0.0)
        for _ in range(self._number(quiet)):
            self._comment(start, after, reacting=False)
        for _ in range(self._number(hot)):
            self._comment(start, after, reacting=True)

    def x_hour(self, start: dt.datetime) -> None:
        after = (start - self.strike).total_seconds() / 3600
        for _ in range(self._number(X_QUIET / 24 * _daylight(start.hour))):
            self._x_post(start, after, reacting=False)
        for _ in range(self._number(X_PEAK * interest(after + 0.5))):
            self._x_post(start, after, reacting=True)

    def in_order(self) -> list[PlayedPost]:
        return sorted(self.posts, key=lambda post: (post.created_at, post.native_id))

    def campaign(self) -> None:
        """One text from many accounts within forty minutes, some with a word added."""
        for number in range(int(CAMPAIGN_POSTS * self.scale)):
            at = STRIKE + dt.timedelta(hours=CAMPAIGN_AT, minutes=self.chance.random() * 40)
            text = CAMPAIGN_TEXT + self.chance.choice(["", "", "", " Please.", " #ActNow", " 🙏"])
            post = self._x("post", at, text, "en", "the world must act")
            post.author, post.author_id = f"demo_copy_{number:03}", str(8_000_000 + number)

    def _submission(self, start: dt.datetime, reacting: float) -> None:
        at = self._moment(start)
        if self.chance.random() < 0.3:
            thread = self._reddit("post", at, "en", on_topic=False, community=self.chance.choice(ELSEWHERE))
            thread.title = self.write.off_topic("en")
            self.other_threads.append(thread)
        else:
            language = "pl" if self.chance.random() < 0.03 else "en"
            thread = self._reddit("post", at, language, community=self.chance.choice(COMMUNITIES))
            is_news = self.chance.random() < reacting
            thread.title = self.write.headline(language) if is_news else self.write.quiet(language)
            if is_news and self.chance.random() < 0.7:
                thread.link = f"https://news.example/{thread.native_id[3:]}"
            self.threads.append(thread)
            self._bot_welcome(thread)
        thread.text = thread.title
        thread.root_id = thread.native_id
        thread.likes = int(self.chance.paretovariate(1.1) * 5)

    def _bot_welcome(self, thread: PlayedPost) -> None:
        if self.chance.random() < 0.5:
            bot = self._reddit("comment", thread.created_at + dt.timedelta(seconds=2), "en", community=thread.community)
            bot.author, bot.author_id, bot.root_id, bot.ref_id = (
                "AutoModerator",
                "automod",
                thread.native_id,
                thread.native_id,
            )
            bot.text = "Welcome. Please keep it civil and read the rules before you post. I am a bot."

    def _comment(self, start: dt.datetime, after: float, *, reacting: bool) -> None:
        at = self._moment(start)
        elsewhere = not reacting and self.other_threads and self.chance.random() < 0.45
        pool = self.other_threads if elsewhere else self.threads
        threads = [thread for thread in pool[-14:] if thread.created_at < at]
        if not threads:
            return
        thread = threads[int(len(threads) * math.sqrt(self.chance.random()))]  # rather a recent one
        language = self._language("reddit")
        post = self._reddit("comment", at, language, on_topic=not elsewhere, community=thread.community)
        post.root_id, post.ref_id = thread.native_id, self.last_comment.get(thread.native_id, thread.native_id)
        if self.chance.random() < 0.4:
            post.ref_id = thread.native_id
        self.last_comment[thread.native_id] = post.native_id
        if reacting:
            post.theme = self._theme(after)
            post.text = self.write.reaction(language, post.theme, names_city=self.chance.random() < 0.12)
        else:
            post.language = "en"
            post.text = self.write.off_topic("en") if elsewhere else self.write.small_talk()
        if self.chance.random() < 0.02:
            post.text = self.chance.choice(["[deleted]", "[removed]"])
        post.likes = int(self.chance.paretovariate(1.3)) - 1

    def _x_post(self, start: dt.datetime, after: float, *, reacting: bool) -> None:
        at, kind = self._moment(start), self.chance.random()
        language = self._language("x")
        popular = [post for post in self.x_roots[-60:] if post.created_at < at]
        if reacting and popular and kind < 0.22:
            self._repost(at, popular)
        elif reacting and popular and kind < 0.5:
            self._answer(at, popular, language, after, quoting=kind < 0.3)
        elif reacting and kind > 0.97:
            self._x("post", at, self.chance.choice(EMOJI_ONLY), "none", on_topic=False)
        elif self.chance.random() < (0.08 if reacting else 0.3):
            self._x("post", at, self.write.off_topic(language), language, on_topic=False)
        elif reacting and kind > 0.9:
            post = self._x(
                "post", at, f"{self.write.headline(language)} https://news.example/{self.sequence}", language
            )
            post.author, post.author_id = f"demo_news_{self.sequence % 9}", str(7_000_000 + self.sequence % 9)
        else:
            theme = self._theme(after) if reacting else ""
            text = self.write.reaction(language, theme, names_city=True) if reacting else self.write.quiet(language)
            post = self._x("post", at, text, language, theme)
            if reacting:
                self.x_roots.append(post)

    def _repost(self, at: dt.datetime, popular: list[PlayedPost]) -> None:
        original = popular[int(len(popular) * self.chance.random() ** 3)]  # a few are repeated by many
        post = self._x("repost", at, f"RT @{original.author}: {original.text}", original.language, original.theme)
        post.ref_id = original.native_id
        original.reposts += 1

    def _answer(
        self, at: dt.datetime, popular: list[PlayedPost], language: str, after: float, *, quoting: bool
    ) -> None:
        """A reply or a quote: neither names the city."""
        other, theme = self.chance.choice(popular), self._theme(after)
        text = self.write.reaction(language, theme, names_city=False)
        post = self._x(
            "quote" if quoting else "reply", at, text if quoting else f"@{other.author} {text}", language, theme
        )
        post.ref_id = other.native_id
        if not quoting:
            post.root_id = other.root_id or other.native_id

    def _x(
        self, kind: str, at: dt.datetime, text: str, language: str, theme: str = "", *, on_topic: bool = True
    ) -> PlayedPost:
        self.sequence += 1
        milliseconds = round(at.timestamp() * 1000)
        number = (milliseconds - 1_288_834_974_657 << 22) | self.sequence % (1 << 22)
        author = int(self.chance.paretovariate(0.7) * 10) % 4_000
        post = PlayedPost(
            "x", str(number), kind, at, f"demo_{author:04}", str(5_000_000 + author), text, language, theme, on_topic
        )
        post.root_id = post.native_id
        post.likes = int(self.chance.paretovariate(1.1)) - 1
        self.posts.append(post)
        return post

    def _reddit(
        self, kind: str, at: dt.datetime, language: str, *, on_topic: bool = True, community: str
    ) -> PlayedPost:
        self.numbers += 1 + int(self.chance.random() * 9)
        name = ("t3_" if kind == "post" else "t1_") + _base36(self.numbers)
        author = int(self.chance.paretovariate(0.8) * 10) % 3_000
        post = PlayedPost(
            "reddit",
            name,
            kind,
            at.replace(microsecond=0),
            f"demo_reader_{author:04}",
            f"t2_{_base36(author + 1)}",
            "",
            language,
        )
        post.on_topic, post.community = on_topic, community
        self.posts.append(post)
        return post

    def _theme(self, after: float) -> str:
        weights = [
            height * math.exp(-(((after - peak) / width) ** 2)) + 0.15 for height, peak, width in THEMES.values()
        ]
        return self.chance.choices(list(THEMES), weights)[0]

    def _language(self, platform: str) -> str:
        shares = LANGUAGES[platform]
        return self.chance.choices(list(shares), list(shares.values()))[0]

    def _moment(self, start: dt.datetime) -> dt.datetime:
        return start + dt.timedelta(milliseconds=int(self.chance.random() * 3_600_000))

    def _number(self, mean: float) -> int:
        """A count of this mean that spreads wider than pure chance, as real ones do."""
        left = mean * self.scale * self.chance.gammavariate(12, 1 / 12)
        return int(left) + (self.chance.random() < left % 1)


def _daylight(hour: int) -> float:
    return 1 + 0.75 * math.sin((hour - 9) / 24 * 2 * math.pi)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
