"""Where a number comes from: what it is, the posts behind it, and whether it is the same now."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import Session

import storage.corrections
import storage.events
import storage.post_search
import storage.receipts
import storage.understood
from analysis.definitions import read
from analysis.estimates import Figure
from analysis.outward import one_line
from config.event_file import Event as EventFile
from digests import changes, live, posts, publishing
from digests.base import PLATFORM_NAMES
from digests.changes import Made
from digests.measures.base import Asked, CannotAsk
from digests.recomputing import Desk, Spikes, is_same, measure_of
from digests.series import plain_name, scorer_names
from storage.buckets import day_bounds
from storage.post_search import Place, Search
from storage.tables import Answer, Event
from storage.tables.columns import moment_of

FIRST = 20
MOST_CHECKED = 1_000  # figures of one answer that are computed again in one go


@dataclasses.dataclass(frozen=True)
class Found:
    """What an id stands for: the event, the state it was made in, and its figures by id. `kind` live: not kept."""

    event: Event
    file: EventFile
    made: Made
    kind: str
    place: str
    figures: Mapping[str, Figure]
    answer_id: str = ""
    kept_until: dt.datetime | None = None


def find(session: Session, given: str) -> Found | None:
    """The answer or the figure of this id, or of a definition that was typed; None when there is none."""
    if given.startswith(live.PREFIX):
        return _live(session, given)
    if "?" in given:
        return _asked(session, given)
    answer_id, _, number = storage.receipts.read_id(given).partition(".")
    row = storage.receipts.one(session, answer_id) if answer_id else None
    if row is None:
        return None
    figures = {f"{row.id}.{place}": each for place, each in enumerate(publishing.figures_of(row), start=1)}
    if number and f"{row.id}.{number}" not in figures:
        return None
    chosen = {f"{row.id}.{number}": figures[f"{row.id}.{number}"]} if number else figures
    return _stored(session, row, chosen)


def _stored(session: Session, row: Answer, figures: Mapping[str, Figure]) -> Found:
    event = session.get_one(Event, row.event_id)
    made = Made(row.id, row.revision, row.made_at, row.watermark, row.scorers)
    file = storage.events.revision_of(session, event)
    return Found(event, file, made, row.kind, row.place, figures, row.id, row.kept_until)


def _live(session: Session, given: str) -> Found | None:
    read_ = live.read(given)
    if read_ is None:
        return None
    figure, state = read_
    event = storage.events.named(session, state["event"])
    if event is None:
        return None
    made = Made("", state["revision"], state["made_at"], state["watermark"])
    return Found(event, storage.events.revision_of(session, event), made, "live", "", {given: figure})


def _asked(session: Session, definition: str) -> Found | None:
    """A definition without numbers: there is nothing to compare with."""
    event = storage.events.named(session, read(definition)[1].get("event", ""))
    if event is None:
        return None
    file = storage.events.revision_of(session, event)
    made = Made("", "", dt.datetime.max.replace(tzinfo=dt.UTC), {})
    return Found(event, file, made, "asked", "", {"": Figure(None, None, definition=definition)})


def receipt(session: Session, found: Found, *, now: dt.datetime, spikes: Spikes | None = None) -> dict[str, Any]:
    """Everything about an id as a record; docs/formats.md states the schema. One figure is told whole; of an answer
    each figure is told in a line."""
    desk = Desk(session, found.event, found.file, now=now, spikes=spikes)
    whole = {
        "event": found.event.name,
        "title": found.file.title,
        "zone": found.file.zone,
        "kind": found.kind,
        "place": found.place,
        "answer": found.answer_id or None,
        "revision": found.made.revision or found.file.revision,
        "scorers": list(found.made.scorers) or list(scorer_names(session, found.event.id or 0).values()),
        "made_at": None if found.kind == "asked" else found.made.made_at.isoformat(),
        "posts_up_to": {
            name: moment_of(minute + 1).isoformat()
            for name, minute in found.made.watermark.get("last_post", {}).items()
        },
        "kept_until": found.kept_until.isoformat() if found.kept_until else None,
        "looked_at": now.isoformat(),
    }
    chosen = list(found.figures.items())
    if len(chosen) == 1:
        return {**whole, **_told(desk, found, *chosen[0], whole=True)}
    told = [_told(desk, found, *each, whole=False) for each in chosen[:MOST_CHECKED]]
    states = [each["state"] for each in told]
    counts = {state: states.count(state) for state in sorted(set(states))}
    return {**whole, "figures": told, "figures_of_answer": len(chosen), "states": counts}


def _told(desk: Desk, found: Found, name: str, figure: Figure, *, whole: bool) -> dict[str, Any]:
    asked, measure = desk.asked(figure.definition), measure_of(figure.definition)
    now, fault = _computed(desk, figure.definition)
    state = _state(found, figure, now)
    told: dict[str, Any] = {
        "id": name or None,
        "figure": None if found.kind == "asked" else _numbers(figure),
        "definition": figure.definition,
        "means": in_words(asked),
        "now": _numbers(now) if now else None,
        "state": state,
        "why": [dataclasses.asdict(each) for each in _why(desk, found, asked)] if state == "changed" else [],
        "why_not": fault,
    }
    if not whole:
        return told
    wanted = behind(desk, asked)
    return {
        **told,
        "how": measure.how,
        "coverage": _coverage(asked),
        "filter": _filter(asked) if wanted else None,
        "posts": _posts(desk, wanted) if wanted else None,
    }


def caption(told: Mapping[str, Any]) -> str:
    """A figure as it can be quoted: what it is, how sure, where it comes from and when."""
    figure = told["figure"] or told["now"] or {"value": None}
    at = (told["made_at"] or told["looked_at"])[:16].replace("T", " ")
    named = told["id"] if told["answer"] else told["definition"]
    spelt = _spelt(figure, measure_of(told["definition"]).interval)
    caveat = "Of posts by people who posted here; not public opinion."
    return one_line(f"{spelt}: {told['means']}. {caveat} {told['title']}, {at} UTC, groundswell receipt {named}")


def _spelt(figure: Mapping[str, Any], interval: str) -> str:
    value, low, high = figure["value"], figure.get("low"), figure.get("high")
    if value is None:
        return "unknown"
    plain = f"{value:,.0f}" if float(value).is_integer() and low is None else f"{value:.3f}"
    n = f"n {figure['n']:,}" if figure.get("n") is not None else ""
    return f"{plain} ({interval}: {low:.3f} to {high:.3f}, {n})" if low is not None and high is not None else plain


def _computed(desk: Desk, definition: str) -> tuple[Figure | None, str | None]:
    try:
        return desk.compute(definition), None
    except CannotAsk as reason:
        return None, str(reason)


def _state(found: Found, then: Figure, now: Figure | None) -> str:
    if found.kind == "asked":
        return "computed" if now else "not computed"
    if now is None:
        return "not computed"
    return "the same" if is_same(then, now) else "changed"


def _why(desk: Desk, found: Found, asked: Asked) -> list[changes.Reason]:
    stretches = _stretches(asked, found)
    scorers = list(scorer_names(desk.session, found.event.id or 0).values())
    reasons = changes.since(desk.session, found.event, found.file, found.made, stretches, scorers)
    counted_again = "It was counted again: copies that were found since, or accounts that turned out to be one."
    return reasons or [changes.Reason("counted again", 1, counted_again)]


def _stretches(asked: Asked, found: Found) -> list[tuple[str, int, int]]:
    """The stretches that the figure is about, the day before too where it is compared with that."""
    try:
        start, end = asked.stretch
    except (CannotAsk, ValueError):
        return []
    measure = measure_of(asked.definition)
    if asked.day is not None and (measure.shift or asked.measure == "change of share"):
        before = day_bounds(asked.day - dt.timedelta(days=1), found.file.tz)
        both = [(asked.platform, *before), (asked.platform, start, end)]
        return both[:1] if measure.shift else both
    return [(asked.platform, start, end)]


def in_words(asked: Asked) -> str:
    """What a figure is, as people say it."""
    names = {name: asked.parts.get(name, "") for name in ("theme", "language", "community", "phrase")}
    measure = measure_of(asked.definition)
    noun = measure.noun.format(**names)
    words = f"{noun} on {PLATFORM_NAMES[asked.platform]}" if asked.platform in PLATFORM_NAMES else noun
    limits = [f"with the theme “{asked.theme}”"] if asked.theme and "{theme}" not in measure.noun else []
    if asked.voice:
        limits.append("of posts that react" if asked.voice == "reacting" else f"of posts marked “{asked.voice}”")
    if scorer := asked.parts.get("scorer"):
        limits.append(f"by {plain_name(scorer)}")
    when = _when(asked)
    return ", ".join([words, *limits, *([("the day before " if measure.shift else "") + when] if when else [])])


def _when(asked: Asked) -> str:
    try:
        start, end = (moment_of(each).astimezone(asked.file.tz) for each in asked.stretch)
    except (CannotAsk, ValueError, OverflowError):
        return ""
    if asked.day is not None and not {"start", "from"} & asked.parts.keys():
        return f"{asked.day:%A %d %B %Y} 00–24 {asked.file.zone}"
    return f"{start:%d %B %Y %H:%M} to {end:%d %B %Y %H:%M} {asked.file.zone}"


def behind(desk: Desk, asked: Asked) -> Search | None:
    """The search that finds the posts behind a figure: of a share, those that are its part. None where no list of
    posts says it."""
    measure = measure_of(asked.definition)
    stretches = _stretches_or_none(asked)
    if not measure.listed or stretches is None or asked.parts.get("language") == "emoji":
        return None
    start, end = stretches
    parts = {name: asked.parts.get(name, "") for name in measure.behind}
    event_id = desk.event.id or 0
    theme_id = storage.understood.known_theme_ids(desk.session, desk.file).get(asked.theme) if asked.theme else None
    said = storage.corrections.about_themes(desk.session, event_id) if theme_id else {}
    yes, no = (tuple(said.get((asked.theme, value), ())) for value in (True, False))
    voice = parts.get("who", "") or ("reacting" if asked.measure == "share reacting" else "")
    return Search(
        theme_id=theme_id,
        since=start,
        until=end,
        platform=asked.platform if asked.platform in PLATFORM_NAMES else "",
        language=parts.get("language", "") or measure.language,
        community=parts.get("community", ""),
        voice=voice,
        said_yes=yes,
        said_no=no,
        counts=True,
        originals=measure.originals,
    )


def _stretches_or_none(asked: Asked) -> tuple[int, int] | None:
    try:
        if asked.day is not None and measure_of(asked.definition).shift:
            return day_bounds(asked.day - dt.timedelta(days=1), asked.file.tz)
        found = asked.stretch
    except (CannotAsk, ValueError, OverflowError):
        return None
    return found


def _filter(asked: Asked) -> dict[str, Any]:
    names = ("platform", "theme", "who", "language", "community")
    start, end = _stretches_or_none(asked) or (0, 0)
    same = {name: asked.parts[name] for name in names if asked.parts.get(name)}
    return {**same, "since": moment_of(start).isoformat(), "until": moment_of(end).isoformat(), "counts": "yes"}


def _posts(desk: Desk, wanted: Search) -> dict[str, Any]:
    page = storage.post_search.page(desk.session, desk.event.id or 0, wanted, None, FIRST)
    return {
        "count": storage.receipts.behind(desk.session, desk.event.id or 0, wanted),
        "first": _records(desk, page.posts),
    }


def all_posts(desk: Desk, wanted: Search) -> Iterator[dict[str, Any]]:
    """Every post behind a figure, oldest first, page by page."""
    after: Place | None = None
    while True:
        page = storage.post_search.page(desk.session, desk.event.id or 0, wanted, after, 500)
        yield from _records(desk, page.posts)
        after = page.after
        if after is None:
            return


def _records(desk: Desk, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return posts.records(desk.session, desk.event, desk.file, rows)


def _coverage(asked: Asked) -> dict[str, Any] | None:
    stretch = _stretches_or_none(asked)
    if stretch is None or asked.platform not in PLATFORM_NAMES:
        return None
    kind, share = asked.coverage().of(*stretch)
    return {"kind": kind, "share": None if share is None else round(share, 4)}


def _numbers(figure: Figure) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in ("value", "low", "high", "n")}
