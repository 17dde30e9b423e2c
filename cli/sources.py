"""`groundswell sources`: the feeds of an event, how each fares, and what of today was seen."""

import dataclasses
import datetime as dt
import enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sqlmodel import Session

    from cli.opened import Opened
    from storage.tables import Listing, Source


OVERDUE = dt.timedelta(minutes=10)  # a look that is due so long means that the service does not run


class Format(enum.StrEnum):
    table = "table"
    json = "json"


@dataclasses.dataclass(frozen=True)
class SourceState:
    """One feed as it is now. Shares and numbers are of today in the event's zone; None is not known."""

    event: str
    source: str
    kind: str
    state: str
    fault: str
    last_at: str | None
    next_at: str | None
    coverage_today: float | None
    gaps_today: int
    lost_today: int
    held: int | None
    listings: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    requests_10_min: dict[str, int] | None
    allowed_10_min: int | None


def sources(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    format: Annotated[Format, typer.Option(help="json prints one line for each feed.")] = Format.table,
) -> None:
    """Show each feed: its state, last look, posts a minute, what of today was seen, gaps, and requests used."""
    from cli.opened import now, open_event

    opened = open_event(event)
    with opened.database.read() as session:
        states = states_of(session, opened, now=now())
    if format == Format.json:
        import orjson

        for state in states:
            print(orjson.dumps(dataclasses.asdict(state)).decode())
    else:
        for state in states:
            print_state(state)


def states_of(session: "Session", opened: "Opened", *, now: dt.datetime) -> list[SourceState]:
    """The feeds that the event file names, in its order."""
    import storage.events

    midnight = dt.datetime.combine(now.astimezone(opened.file.tz).date(), dt.time(), opened.file.tz)
    return [
        _state(session, opened.event.name, source, midnight.astimezone(dt.UTC), now)
        for source in storage.events.sources(session, opened.event)
        if source.name != storage.events.IMPORTED
    ]


def _state(session: "Session", event: str, source: "Source", midnight: dt.datetime, now: dt.datetime) -> SourceState:
    import storage.listings
    import storage.sightings
    from worker import permits

    source_id = source.id or 0
    rows = storage.listings.of_source(session, source_id)
    is_live = source.kind == "reddit"
    gaps = storage.listings.gaps(session, [row.id or 0 for row in rows], midnight, now)
    names = {row.id: row.name for row in rows}
    requests, allowed = permits.usage(session, now=now) if is_live else (None, None)
    return SourceState(
        event=event,
        source=source.name,
        kind=source.kind,
        state=_word(source, rows, now),
        fault=source.fault,
        last_at=_iso(source.last_at),
        next_at=_iso(source.next_at),
        coverage_today=_coverage(session, source_id, midnight, now) if is_live else None,
        gaps_today=len(gaps),
        lost_today=sum(gap.lost for gap in gaps),
        held=storage.sightings.held(session, source_id) if is_live else None,
        listings=[_listing(session, row, midnight, now) for row in rows],
        gaps=[
            {"listing": names[gap.listing_id], "from": _iso(gap.gap_from), "to": _iso(gap.gap_to), "lost": gap.lost}
            for gap in gaps
        ],
        requests_10_min=requests,
        allowed_10_min=allowed,
    )


def _word(source: "Source", rows: "Any", now: dt.datetime) -> str:
    """The state of a feed in one word: that of its listings where they agree, else the worse."""
    if not rows:
        return ("paused" if source.fault else "starting") if source.kind == "reddit" else "watching"
    if source.fault and source.next_at is None:
        return "paused"
    if source.next_at and source.next_at < now - OVERDUE:
        return "not running"
    read = [row.state for row in rows if row.kind != "members"]
    return next((word for word in ("closed", "waiting", "starting") if word in read), "watching")


def _listing(session: "Session", row: "Listing", midnight: dt.datetime, now: dt.datetime) -> dict[str, Any]:
    import storage.listings

    looks = storage.listings.looks(session, row.id or 0, midnight, now)
    rate = row.cursor.get("rate")
    return {
        "name": row.name,
        "kind": row.kind,
        "state": row.state,
        "fault": row.fault,
        "last_at": _iso(row.last_at),
        "interval_seconds": round(row.cursor["interval"]) if row.cursor.get("interval") else None,
        "posts_per_minute": round(rate * 60, 2) if rate is not None else None,
        "looks_today": looks.looks,
        "new_today": looks.new,
        "failures_today": looks.failures,
        "gaps_today": looks.gaps,
        "left_to_fetch": len(row.cursor.get("pending", ())) if row.kind == "thread" else None,
    }


def _coverage(session: "Session", source_id: int, midnight: dt.datetime, now: dt.datetime) -> float | None:
    """The share of today's whole minutes that was watched."""
    import storage.coverage
    from storage.tables.columns import minute_of

    start, end = minute_of(midnight), minute_of(now)
    if end <= start:
        return None
    stretches = storage.coverage.of_source(session, source_id, start, end)
    watched = sum(min(each.end, end) - max(each.start, start) for each in stretches if each.kind == "watched")
    return round(watched / (end - start), 4)


def print_state(state: SourceState) -> None:
    from analysis.outward import one_line

    seen = "" if state.coverage_today is None else f", {state.coverage_today:.0%} of today seen"
    print(f"{one_line(state.source)} ({state.kind}): {state.state}{seen}")
    if state.fault:
        print(f"  {one_line(state.fault)}")
    for each in state.listings:
        rate = "" if each["posts_per_minute"] is None else f", {each['posts_per_minute']:g} posts/min"
        every = "" if each["interval_seconds"] is None else f", every {each['interval_seconds']} s"
        left = f", {each['left_to_fetch']:,} comments left to fetch" if each["left_to_fetch"] else ""
        print(
            f"  {one_line(each['name'])}: {each['state']}, last look {_clock(each['last_at'])}{every}{rate}{left}; "
            f"today {each['looks_today']:,} looks, {each['new_today']:,} new, {each['failures_today']:,} failed"
        )
    for gap in state.gaps:
        stretch = f"{_clock(gap['from'])} to {_clock(gap['to'])} UTC"
        print(f"  gap {stretch} in {one_line(gap['listing'])}: about {gap['lost']:,} posts missed")
    if state.held:
        print(f"  {state.held:,} posts matched nothing so far and are held")
    if state.requests_10_min is not None:
        used = sum(state.requests_10_min.values())
        parts = ", ".join(f"{number} {purpose}" for purpose, number in sorted(state.requests_10_min.items()))
        print(
            f"  requests in ten minutes, all feeds: {used:,} of {state.allowed_10_min:,}"
            + (f" ({parts})" if parts else "")
        )


def _clock(iso: str | None) -> str:
    return iso[11:19] if iso else "never"


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
