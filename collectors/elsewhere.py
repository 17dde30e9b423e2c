"""Posts of places that are not read: told by the fields that only their exports have, and by the addresses of the
posts, so that they are not taken for posts of X."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from collectors.ids import STATUS_URL

LOOKED_AT = 50
NOT_READ = "holds posts of {place}; those of X and Reddit are read"
PLACES: tuple[tuple[str, frozenset[str]], ...] = (
    ("Mastodon", frozenset(["reblogs_count", "account"])),
    ("Mastodon", frozenset(["spoiler_text", "visibility"])),
    ("Bluesky", frozenset(["uri", "cid"])),
    ("Bluesky", frozenset(["langs", "createdat", "$type"])),
    ("Telegram", frozenset(["text_entities", "date"])),
    ("Telegram", frozenset(["from", "from_id", "date"])),
    ("Telegram", frozenset(["peer_id", "message"])),
    ("YouTube", frozenset(["textdisplay"])),
    ("YouTube", frozenset(["textoriginal"])),
    ("YouTube", frozenset(["videoid", "publishedat"])),
    ("YouTube", frozenset(["video_id", "published_at"])),
    ("YouTube", frozenset(["video_id", "comment"])),
    ("Facebook", frozenset(["page name", "post created"])),
    ("Facebook", frozenset(["facebook id", "message"])),
    ("Facebook", frozenset(["facebookurl", "text"])),
    ("Instagram", frozenset(["shortcode", "caption"])),
    ("Instagram", frozenset(["ownerusername", "caption"])),
    ("TikTok", frozenset(["diggcount"])),
    ("TikTok", frozenset(["createtimeiso"])),
    ("news sites", frozenset(["title", "publishedat", "urltoimage"])),
)
LINKED_TO = frozenset(["YouTube", "Telegram", "VK", "LinkedIn", "Facebook", "Threads", "Weibo"])
LONG_ID = re.compile(r"\d{17,19}")
ADDRESSES = frozenset(["url", "link", "permalink", "post_url", "posturl", "uri", "permanent link"])
HOSTS = re.compile(
    r"(?:https?://(?:[\w-]+\.)*(?:(?P<Facebook>facebook\.com)|(?P<Instagram>instagram\.com)|(?P<TikTok>tiktok\.com)"
    r"|(?P<YouTube>youtube\.com/watch|youtu\.be)|(?P<Telegram>t\.me)|(?P<VK>vk\.com)|(?P<Threads>threads\.(?:net|com))"
    r"|(?P<LinkedIn>linkedin\.com)|(?P<Weibo>weibo\.c(?:om|n))|(?P<Bluesky>bsky\.app)"
    r"|(?P<Mastodon>[\w.-]+/(?:@[\w.-]+|users/[\w.-]+/statuses)/\d{17,19}))|(?P<Bluesky_>at://did:))"
)


def place_of(values: Sequence[Any]) -> str | None:
    """The place whose posts most of the records are, where it is one that is not read."""
    records = [value for value in values[:LOOKED_AT] if isinstance(value, dict)]
    found: dict[str, int] = {}
    for record in records:
        if place := _place(record):
            found[place] = found.get(place, 0) + 1
    best = max(found, key=lambda place: found[place], default=None)
    return best if best and found[best] > 0.5 * len(records) else None


def _place(record: Mapping[str, Any]) -> str | None:
    names = {str(key).strip().lower() for key in record}
    if any(isinstance(cell, str) and STATUS_URL.search(cell) for cell in record.values()):
        return None
    if place := next((place for place, marks in PLACES if marks <= names), None):
        return place
    cells = (cell for key, cell in record.items() if str(key).strip().lower() in ADDRESSES and isinstance(cell, str))
    match = next((match for cell in cells if (match := HOSTS.match(cell.strip()))), None)
    place = str(match.lastgroup).rstrip("_") if match else None
    return None if place in LINKED_TO and _has_long_id(record) else place


def _has_long_id(record: Mapping[str, Any]) -> bool:
    """Whether there is an id as X has them: then an address of another place is what a post links to."""
    return any("id" in str(key).lower() and LONG_ID.fullmatch(str(cell)) for key, cell in record.items())
