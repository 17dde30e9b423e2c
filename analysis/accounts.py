"""Which accounts are listed as media, as official, or as bots: shipped lists, and what an event file adds to them."""

from collections.abc import Iterable, Mapping
from typing import Literal

from config.event_parts import Accounts

Listing = Literal["media", "official", "bots"]
PLATFORMS = ("x", "reddit")
Shipped = Mapping[str, Mapping[str, Iterable[str]]]


def listed_names(shipped: Shipped, own: Accounts) -> dict[tuple[str, str], Listing]:
    """The list of each (platform, name in small letters). What the event file says goes before what is shipped; its
    `people` are on no list; bots go before official, official before media."""
    found: dict[tuple[str, str], Listing] = {}
    for listing in ("media", "official", "bots"):
        for platform, lists in shipped.items():
            found.update({(platform, name.lower()): listing for name in lists.get(listing, ())})
    for listing in ("media", "official", "bots"):
        for name in getattr(own, listing):
            found.update(dict.fromkeys(places(name), listing))  # type: ignore[arg-type]
    for name in own.people:
        for place in places(name):
            found.pop(place, None)
    return found


def places(written: str) -> list[tuple[str, str]]:
    """What a name in an event file stands for: "x:name" on X only, "u/name" on Reddit only, else on both."""
    name = written.strip().lower()
    for start, platform in (("x:", "x"), ("reddit:", "reddit"), ("@", "x"), ("/u/", "reddit"), ("u/", "reddit")):
        if name.startswith(start):
            return [(platform, name.removeprefix(start).lstrip("@").removeprefix("u/"))]
    return [(platform, name) for platform in PLATFORMS]
