"""Walks through a listing, page after page back to what is known. Each page is kept with the cursor in one transaction,
and the last one with how much was seen."""

import datetime as dt
import time

from sqlmodel import Session

import storage.coverage
import storage.listings
from collectors import polling, reddit, reddit_client
from collectors.polling import Page, State, Step
from collectors.reddit import Answer
from collectors.reddit_faults import Closed
from storage.tables import Poll
from worker import holding, looking
from worker.batches import Pass
from worker.looking import PLATFORM, Look
from worker.permits import Connection

AT_ONCE = 0.0


def walk(look: Look, connection: Connection) -> None:
    """One look: the pages from the newest back to what is known, or as many as there is time for."""
    state = State.from_json(look.listing.cursor)
    until = time.monotonic() + looking.SECONDS
    with look.database.write() as session:
        of = holding.prepare(session, look.event, look.source, now=look.clock())
    while True:
        asked = look.clock()
        answer = _ask(look, connection, state, asked)
        step = polling.take(state, answer.page, look.limits, now=asked.timestamp())
        _keep(look, connection, of, step, answer)
        if step.is_over or time.monotonic() > until:
            return
        state = step.state


def _ask(look: Look, connection: Connection, state: State, asked: dt.datetime) -> Answer:
    """The next page. Where the anchor of a page was taken away, Reddit may refuse: that is an empty page."""
    anchor = polling.next_anchor(state)
    place = look.listing.place
    params = {**place.get("params", {}), "limit": polling.PAGE, **({"after": anchor} if anchor else {})}
    try:
        return reddit.answer(reddit_client.get(connection.client, place["path"], params), now=asked)
    except Closed:
        if anchor:
            return Answer(Page((), None), {})
        raise


def _keep(look: Look, connection: Connection, of: Pass, step: Step, answer: Answer) -> None:
    """Writes the new posts of a page, the cursor and, at the end of the walk, its outcome: all together or nothing."""
    now = look.clock()
    with look.database.read() as session:
        posts = holding.sort(session, look.source_id, [answer.posts[name] for name in step.new], of)
    wait = _wait(look, connection, step) if step.is_over else AT_ONCE
    with look.database.write() as session:
        row = look.row(session)
        looking.succeed(session, look, row, step.state.as_json(), wait)
        if step.is_over or answer.rejected:
            session.add(_poll(look, step, answer, now))
        if step.is_over:
            cover(session, look, step)
        holding.write(session, look.source_id, look.id, posts, of, now=now)


def _wait(look: Look, connection: Connection, step: Step) -> float:
    """Seconds to the next look, counted from when this one began."""
    began = None if step.outcome in ("stale", "empty") else step.state.until
    elapsed = 0.0 if began is None else max(0.0, look.clock().timestamp() - began)
    pressed = connection.gate.is_pressed()
    return polling.wait_of(step.state, look.listing.name, pressed=pressed, limits=look.limits, elapsed=elapsed)


def _poll(look: Look, step: Step, answer: Answer, now: dt.datetime) -> Poll:
    """The row of the look; of a page on the way only what could not be read."""
    ahead = len(answer.posts) - len(answer.page.shown)
    row = Poll(
        listing_id=look.id,
        at=now,
        outcome=step.outcome or "page",
        pages=step.pages,
        new=step.posts,
        rejected=answer.rejected + ahead,
        detail=answer.reason[: looking.LONGEST_DETAIL],
    )
    if step.gap:
        row.lost = step.gap.lost
        row.gap_from = dt.datetime.fromtimestamp(step.gap.start, dt.UTC)
        row.gap_to = dt.datetime.fromtimestamp(step.gap.end, dt.UTC)
    return row


def cover(session: Session, look: Look, step: Step) -> None:
    """Writes how much was seen. A minute of a source is watched when each of its listings has seen it; searches
    count only where nothing else is read."""
    if step.gap:
        low, high = int(step.gap.start // 60), int(step.gap.end // 60) + 1
        storage.coverage.add_gap(session, look.source_id, PLATFORM, low, high, f"{look.listing.name}: {step.outcome}")
    rows = storage.listings.of_source(session, look.source_id)
    kinds = ("comments", "posts") if any(row.kind in ("comments", "posts") for row in rows) else ("search",)
    states = [State.from_json(row.cursor) for row in rows if row.kind in kinds]
    since = [state.since for state in states if state.since is not None]
    until = [state.until for state in states if state.until is not None]
    if states and len(since) == len(until) == len(states):
        start, end = -int(-max(since) // 60), int(min(until) // 60)
        storage.coverage.extend_watched(session, look.source_id, PLATFORM, start, end)
