"""Accounts that are known to be programs. Their posts are kept, marked, and left out of counts."""

BOTS = frozenset(
    """automoderator autotldr wikisummarizerbot amputatorbot remindmebot sneakpeekbot repostsleuthbot savevideo
    stabbot vredditdownloader wikitextbot imguralbumbot gifvbot snapshillbot totesmessenger haikubot-1911
    b0trank goodbot_badbot tweetlinkerbot twitterlinkbot sub_doesnt_exist_bot same_subreddit_bot wikipedia_text_bot
    converter-bot alternate-source-bot the-paranoid-android anti-gif-bot nice-scores exclaim_bot""".split()
)


def is_bot(author_name: str | None) -> bool:
    return author_name is not None and author_name.lower() in BOTS
