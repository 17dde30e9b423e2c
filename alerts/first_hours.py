"""The short message of the first hours: how much was posted so far, how much of it was seen, and the first posts."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from alerts.wording import CAVEAT, PLATFORMS, Quoted
from analysis.outward import one_line, shortened
from analysis.series import Seen

PHONE, LONGEST_TITLE = 240, 60


@dataclasses.dataclass(frozen=True)
class SoFar:
    """What is known of one platform since the event."""

    platform: str
    posts: int
    accounts: int
    texts: int
    seen: Seen
    share_seen: float | None


@dataclasses.dataclass(frozen=True)
class Flash:
    """What a flash digest is written from; times are local."""

    title: str
    hours: int
    last: bool
    since: dt.datetime
    until: dt.datetime
    zone: str
    platforms: Sequence[SoFar]
    first: Sequence[Quoted]
    next_digest: dt.time
    is_quoted: bool = True  # whether the event file wants words of posts


def subject(flash: Flash) -> str:
    hours = "hour" if flash.hours == 1 else f"{flash.hours} hours"
    return f"{shortened(one_line(flash.title), LONGEST_TITLE)} · the first {hours}"


def text(flash: Flash) -> str:
    """The whole message, with slots in the place of quotes."""
    since, until = flash.since, flash.until
    return "\n\n".join(
        [
            subject(flash),
            "\n".join([f"{since:%d %b %H:%M} to {until:%H:%M} {flash.zone}:", *map(_line, flash.platforms)])
            if flash.platforms
            else "No feed was looked at yet and no file was read: nothing is known.",
            *_first(flash.first, is_quoted=flash.is_quoted),
            f"{CAVEAT} These are early numbers and they will change.",
            f"This was the last of the first hours; the digest comes at {flash.next_digest:%H:%M}."
            if flash.last
            else "The next one comes in an hour.",
        ]
    )


def phone(flash: Flash) -> str:
    lines = [f"{PLATFORMS[each.platform]}: {_count(each)} ({_seen(each)})." for each in flash.platforms]
    return shortened("\n".join([subject(flash), *lines, CAVEAT]), PHONE)


def record(flash: Flash) -> Mapping[str, object]:
    """The message for programs; docs/formats.md states the schema."""
    return {
        "kind": "flash",
        "hours": flash.hours,
        "since": flash.since.isoformat(),
        "until": flash.until.isoformat(),
        "platforms": [
            {
                **{name: None if each.seen == "not seen" else getattr(each, name) for name in ("posts", "accounts")},
                "platform": each.platform,
                "distinct_texts": None if each.seen == "not seen" else each.texts,
                "seen": each.seen,
                "share_seen": each.share_seen,
            }
            for each in flash.platforms
        ],
    }


def _line(each: SoFar) -> str:
    texts = (
        ""
        if each.seen == "not seen" or not each.posts
        else f", {each.texts:,} different text{'' if each.texts == 1 else 's'}"
    )
    return f"{PLATFORMS[each.platform]}: {_count(each)}{texts}; {_seen(each)}."


def _count(each: SoFar) -> str:
    if each.seen == "not seen" and not each.posts:
        return "unknown"
    posts, accounts = ("" if number == 1 else "s" for number in (each.posts, each.accounts))
    return f"{each.posts:,} post{posts} by {each.accounts:,} account{accounts}"


def _seen(each: SoFar) -> str:
    if each.seen in ("watched", "stated") and each.share_seen is not None:
        return f"{each.share_seen * 100:.0f} % of the time was seen"
    if each.seen == "observed":
        return "from files, how complete they are is unknown"
    return "nobody looked"


def _first(first: Sequence[Quoted], *, is_quoted: bool) -> list[str]:
    if not is_quoted:
        return ["First posts seen: on the pages. Not quoted, as the event file wants it."]
    if not first:
        return ["No post that could be quoted was seen yet."]
    quotes = [f"“⟦quote {each.slot}⟧”\n  {each.about}" + (f"\n  {each.url}" if each.url else "") for each in first]
    return ["First posts seen, the earliest that we have, not checked:", *quotes]
