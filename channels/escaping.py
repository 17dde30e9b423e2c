"""Text that chat services must not take for anything but text: no mention, no markup, no link but ours."""

import re

OURS = re.compile(r"https?://[^\s<>()\"]+")
OWN = re.compile(r"https://(?:x\.com/i/status/\d+|www\.reddit\.com/comments/[a-z0-9]+/(?:_/[a-z0-9]+/)?)$")
DOMAIN = re.compile(r"(?<=[\w-])\.(?=[^\W\d_]{2,24}\b)")
LIKE = str.maketrans({"<": "‹", ">": "›", "&": "＆", "`": "ˋ", "*": "∗", "~": "∼", "|": "∣", "[": "⦋", "]": "⦌"})
ZERO_WIDTH = "\u2060"


def harmless(text: str, *, keep: str) -> str:
    """The text with nothing in it that a service would act on. `keep` is our own link, which stays."""
    ours = [link for link in dict.fromkeys(OURS.findall(text)) if link == keep or OWN.match(link)]
    pieces = re.split("(" + "|".join(re.escape(link) for link in ours) + ")", text) if ours else [text]
    return "".join(piece if piece in ours else _harmless(piece) for piece in pieces)


def _harmless(text: str) -> str:
    text = text.translate(LIKE).replace("@", f"@{ZERO_WIDTH}").replace("://", ":⫽")
    text = re.sub(r"_(?=\w)|(?<=\w)_", "＿", text)
    return DOMAIN.sub("․", re.sub(r"(?m)^([#>+-])", f"{ZERO_WIDTH}\\1", text))
