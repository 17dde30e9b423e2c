"""What an alert says, in words a person reads at night. Pure: everything it speaks of is given. Word tone is never in
the short form, and no name of a person anywhere."""

import dataclasses
import datetime as dt
import html
import re
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any

import alerts
from analysis.outward import one_line, shortened

PHONE = 240  # characters of the short form, before the link
LEAST_TITLE = 24
PLATFORMS = {"x": "X", "reddit": "Reddit", "": ""}
CAVEAT = "Reaction, not confirmation."
PLACE = "<!-- chart -->"
LINK = re.compile(r"https?://[^\s<>()\"]+")


@dataclasses.dataclass(frozen=True)
class Quoted:
    """The place of a quote: its slot, what it is about, and the address of the post."""

    slot: int
    about: str
    url: str | None


@dataclasses.dataclass(frozen=True)
class Behind:
    """What lies behind an episode, as counted over its window: how much of it is copies, where it came from, which
    themes drive it, what was seen."""

    posts: int = 0
    accounts: int = 0
    texts: int = 0
    copied: int = 0  # texts, of the three commonest, that more than one post says
    in_copied: int = 0  # posts that say one of those
    communities: Sequence[tuple[str, int]] = ()
    themes: Sequence[str] = ()
    seen: Sequence[tuple[str, float | None]] = ()  # platform, share of the last hours; None where nothing is known
    quotes: Sequence[Quoted] = ()


@dataclasses.dataclass(frozen=True)
class Told:
    """Everything a message is written from."""

    event: str
    title: str
    zone: str
    episode_id: int
    rule: str
    platform: str
    subject: str
    what: str  # opened, worse, ended, corrected
    grade: str
    started_at: dt.datetime
    now: dt.datetime
    facts: Mapping[str, Any]
    behind: Behind
    link: str
    note: str = ""
    receipt: str = ""


@dataclasses.dataclass(frozen=True)
class Written:
    subject: str
    text: str
    phone: str


def write(told: Told) -> Written:
    """The subject, the whole text, and the short form of a message."""
    return Written(subject(told), _text(told), _phone(told))


def subject(told: Told) -> str:
    word = {"opened": "", "worse": "worse: ", "ended": "over: ", "corrected": "corrected: "}[told.what]
    return one_line(f"{shortened(told.title, 60)} · {word}{_what(told)}")


def _what(told: Told) -> str:
    platform = PLATFORMS.get(told.platform, told.platform)
    if told.rule in alerts.TOTALS:
        return f"{platform} rising"
    title = alerts.RULES[told.rule].title
    if told.subject and told.rule == "theme":
        return f"{platform}, “{told.subject}” rising"
    return f"{platform} {title}".strip()


def _explained(told: Told) -> str:
    return alerts.RULES[told.rule].explain({**told.facts, "subject": told.subject})


def _text(told: Told) -> str:
    parts = [subject(told), *{"ended": _ended, "corrected": _corrected}.get(told.what, _rising)(told)]
    parts += _sight(told)
    named = f", groundswell receipt {told.receipt}" if told.receipt else ""
    receipt = f"Where these numbers come from: groundswell alerts show {told.event}/{told.episode_id}{named}"
    parts += [f"Open: {told.link}" if told.link else "", receipt, f"{CAVEAT} These are posts, not public opinion."]
    return "\n\n".join(part for part in parts if part)


def _rising(told: Told) -> list[str]:
    facts, behind = told.facts, told.behind
    first = f"{_explained(told)}, since {_clock(told, told.started_at)}."
    rare = facts.get("once_per_hours")
    if rare and rare > facts["history_hours"]:
        first += f" Rarer than anything in {_span(facts['history_hours'])} here."
    elif rare:
        first += f" Here about once per {_span(rare)}."
    parts = [first[0].upper() + first[1:]]
    if facts.get("phase") == "live":
        hours = facts.get("history_hours", 0)
        parts.append(f"Still learning: {hours:.0f} h of history, so this is compared within the day only.")
    if told.note:
        parts.append(f"{told.note[0].upper()}{told.note[1:]}.")
    if behind.posts:
        parts.append(_copies(behind))
    if behind.communities:
        named = ", ".join(f"r/{name} {posts:,}" for name, posts in behind.communities[:5])
        parts.append(f"Where: {one_line(named)}.")
    if behind.themes:
        parts.append("Rising with it: " + ", ".join(f"“{theme}”" for theme in behind.themes) + ".")
    return [*parts, *_quotes(behind)]


def _copies(behind: Behind) -> str:
    words = f"{behind.posts:,} posts of {behind.accounts:,} accounts in all, {behind.texts:,} different texts."
    share = behind.in_copied / behind.posts
    if share >= 0.1:
        texts = f"{behind.copied} text{'s' if behind.copied > 1 else ''}"
        words += f" {share:.0%} of this is {texts}.".replace("%", " %")
    return words


def _quotes(behind: Behind) -> list[str]:
    return [
        f"“⟦quote {quote.slot}⟧”\n  {one_line(quote.about)}" + (f", {quote.url}" if quote.url else "")
        for quote in behind.quotes
    ]


def _ended(told: Told) -> list[str]:
    ended = told.facts.get("ended", told.facts)
    minutes = ended.get("lasted_minutes", 0)
    words = f"Over after {_span(minutes / 60)}, since {_clock(told, told.started_at)}."
    if "total" in ended:
        words += f" {ended['total']:,.0f} in all, where about {ended['usual']:,.0f} are usual; the most at once"
        words += f" {ended['most']:,.0f} at {_clock(told, dt.datetime.fromisoformat(ended['most_at']))}."
    about = ", ".join(f"“{theme}”" for theme in told.behind.themes)
    return [words, f"It was about {about}." if about else ""]


def _corrected(told: Told) -> list[str]:
    because = told.facts.get("because", "data came late")
    return [f"What was said of {_clock(told, told.started_at)} no longer holds: {because}, and shows no such rise."]


def _sight(told: Told) -> list[str]:
    return [_seen(told)] if told.behind.seen else []


def _seen(told: Told) -> str:
    """Saw 100 % of Reddit and X feeds; or with what was not seen."""
    by_share: dict[str, list[str]] = {}
    for platform, share in told.behind.seen:
        by_share.setdefault(f"{share:.0%}".replace("%", " %") if share else "", []).append(
            PLATFORMS.get(platform, platform)
        )
    spelt = [f"saw {share} of {' and '.join(names)} feeds" for share, names in by_share.items() if share]
    spelt += [f"{' and '.join(names)} not seen" for share, names in by_share.items() if not share]
    words = "; ".join(spelt)
    return words[:1].upper() + words[1:] + "."


def _phone(told: Told) -> str:
    """At most 240 characters. What and how much always stay; then the title, what was seen, the themes."""
    head = f"{_what(told)} · {_clock(told, told.now)}"
    word = {"worse": "WORSE: ", "corrected": "CORRECTED: "}.get(told.what, "")
    for lines in _choices(told):
        rest = "\n".join([*(one_line(line) for line in lines if line), CAVEAT])
        space = PHONE - len(f"{word} · {one_line(head)}\n{rest}")
        if space >= LEAST_TITLE:
            return f"{word}{shortened(one_line(told.title), space)} · {one_line(head)}\n{rest}"
    first = shortened(f"{word}{one_line(head)}\n{one_line(_choices(told)[-1][0])}", PHONE - len(CAVEAT) - 1)
    return f"{first}\n{CAVEAT}"


def _choices(told: Told) -> list[list[str]]:
    """The lines of the short form, from the fullest to the barest."""
    if told.rule == "tone":
        return [["See the whole message."]]
    if told.what in ("ended", "corrected"):
        lines = {"ended": _ended, "corrected": _corrected}[told.what](told)
        return [lines, lines[:1]]
    first, seen = _first(told), _seen(told) if told.behind.seen else ""
    named = [", ".join(f"“{theme}”" for theme in told.behind.themes[:most]) for most in (2, 1)]
    full = [[first, f"Rising: {themes}. {seen}".strip()] for themes in named if themes]
    return [*full, [first, seen], [first]]


def _first(told: Told) -> str:
    behind = told.behind
    first = f"{_explained(told)}, since {_clock(told, told.started_at, zone=False)}."
    if behind.communities:
        first += f" {len(behind.communities)} communities."
    if behind.posts and behind.texts < behind.posts:
        first += f" {1 - behind.texts / behind.posts:.0%} copies.".replace("%", " %")
    return first


def _clock(told: Told, at: dt.datetime, *, zone: bool = True) -> str:
    """07:42 Kyiv; with the day where it is another one than that of the message."""
    tz = zoneinfo.ZoneInfo(told.zone)
    local, today = at.astimezone(tz), told.now.astimezone(tz)
    day = "" if local.date() == today.date() else f"{local:%d %b} "
    return f"{day}{local:%H:%M}" + (f" {told.zone.rpartition('/')[2].replace('_', ' ')}" if zone else "")


def _span(hours: float) -> str:
    if hours < 1:
        return f"{hours * 60:.0f} min"
    whole, minutes = int(hours), round(hours % 1 * 60)
    if hours < 24:
        return f"{whole} h" + (f" {minutes} min" if minutes and minutes < 60 else "")
    return f"{hours / 24:.0f} days"


def grouped(title: str, told: Sequence[Told], now: dt.datetime) -> Written:
    """One message for many series that speak at once: the largest first."""
    order = sorted(told, key=lambda each: (-each.facts.get("rarity", 0.0), each.episode_id))
    head = one_line(f"{shortened(title, 60)} · {len(told)} series at once")
    lines = [f"- {_what(each)}: {_explained(each)} [{each.episode_id}]" for each in order[:20]]
    more = [f"and {len(order) - 20} more: groundswell alerts list {order[0].event}"] if len(order) > 20 else []
    caveat = f"{CAVEAT} These are posts, not public opinion."
    link = order[0].link
    text = "\n\n".join(
        [head, "\n".join([*lines, *more]), *_sight(order[0]), *([f"Open: {link}"] if link else []), caveat]
    )
    rising = shortened(", ".join(_what(each) for each in order[:4]), 120)
    phone = one_line(f"{head} · {_clock(order[0], now)}") + f"\n{one_line(rising)}"
    return Written(head, text, shortened(phone, PHONE - len(CAVEAT) - 1) + f"\n{CAVEAT}")


def as_html(text: str) -> str:
    """The text as HTML for mail, slots left in place: nothing of it is taken for markup, and only our own addresses
    and those of the posts become links."""
    paragraphs = [_paragraph(part) for part in text.split("\n\n")]
    paragraphs.insert(2, PLACE)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"></head>'
        '<body style="font:16px/1.5 sans-serif;color:#1a202c;max-width:44rem">'
        + "\n".join(paragraphs)
        + "</body></html>"
    )


def _paragraph(part: str) -> str:
    escaped = html.escape(part)
    linked = LINK.sub(lambda match: f'<a href="{match[0]}" rel="noopener noreferrer nofollow">{match[0]}</a>', escaped)
    body = linked.replace("\n", "<br>\n")
    return f"<blockquote>{body}</blockquote>" if part.startswith("“") else f"<p>{body}</p>"
