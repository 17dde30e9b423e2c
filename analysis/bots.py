"""Accounts that are programs, by what they say of themselves. Those that are known by name stand in
`config/accounts.toml` and in event files. Posts of bots are kept, marked, and left out of counts."""

import re

NAME = re.compile(r"(?:bot|b0t|_bot_)\d*$|^auto(?:mod|tl)", re.IGNORECASE)
CONFESSION = re.compile(
    r"\bi(?:['’]?m| am) (?:just )?an? (?:\w+ )?bot\b|performed automatically|\bbeep boop\b|\^\^?bot\b|"
    r"this (?:comment|message|post|action) (?:was|is) (?:made |posted |sent )?(?:by a bot|automatic)|"
    r"bot (?:information|feedback)",
    re.IGNORECASE,
)
LOOKED_AT = 20_000  # characters; what a bot says of itself stands in its text, mostly at the end


def is_bot(author_name: str | None, text: str) -> bool:
    """Whether name and text both say so. Either alone does not: people are named so, and people say so."""
    if author_name is None or not NAME.search(author_name):
        return False
    return CONFESSION.search(text if len(text) <= LOOKED_AT else text[-LOOKED_AT:]) is not None
