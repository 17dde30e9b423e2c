"""Keeps one batch of records: posts, membership, scores, themes, counts and the cursor, all in one transaction."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

import storage.echoes
import storage.events
import storage.files
import storage.leases
import storage.posts
import storage.quarantine
import storage.understood
from analysis.marks import mark_of
from analysis.understanding import Meaning, places, scaled
from collectors.base import Rejected
from collectors.reading import Record
from storage.database import Database
from storage.tables import Event, FilePart
from storage.tables.columns import minute_of
from worker import belonging, house, voices
from worker.batches import Pass, Tally, gather
from worker.belonging import Kept
from worker.deleting import DELETED, delete_posts, without_deleted

DELETIONS = "posts that were here were deleted"
LONGEST_KEPT = 1 << 20  # bytes of an unreadable record that are kept


def keep(
    database: Database,
    records: Sequence[Record],
    of: Pass,
    part: FilePart,
    *,
    at: tuple[int, int],
    lease: tuple[str, int],
    now: dt.datetime,
    resolves: Sequence[int] = (),
) -> None:
    """Writes a batch, its counts and the cursor together, or nothing. `at` is the number of its last unit and the
    position in the file; `resolves` the quarantined records that these came from, which leave the quarantine and its
    count. Raises LeaseLost when the work has gone to another worker."""
    tally = Tally()
    found = gather(records, of, tally)
    with database.read() as session:
        kept, waiting = belonging.sort(session, found, of, tally)
    with database.write() as session:
        storage.leases.renew(session, *lease, now=now)
        for reason, numbers in tally.deletions.items():
            tally.notices[DELETIONS] += delete_posts(session, sorted(numbers), reason, now=now)
        storage.quarantine.remove(session, resolves)
        kept, minutes = _write(session, kept, of, tally, now=now)
        if of.joining is None and of.file_id is not None:
            _quarantine(session, records, of)
            storage.files.wait_for_roots(session, of.reading.event_id, of.file_id, waiting)
        tally.counts["quarantined"] -= len(resolves)
        _advance(session, part, tally, at)
        _mark(session, kept, of, minutes)


def keep_live(session: Session, kept: list[Kept], of: Pass, tally: Tally, *, now: dt.datetime) -> None:
    """Writes posts of a live source in the caller's transaction, as its last writes."""
    kept, minutes = _write(session, kept, of, tally, now=now)
    _mark(session, kept, of, minutes)


def _write(
    session: Session, kept: list[Kept], of: Pass, tally: Tally, *, now: dt.datetime
) -> tuple[list[Kept], list[int]]:
    """Posts, membership and findings. Returns the posts as they were kept, and the minutes to be counted again."""
    kept = without_deleted(session, kept, of)
    aliases = voices.learn_names(session, _aliases(kept))
    kept = _add_posts(session, kept, of)
    minutes = _join(session, kept, of, tally)
    _write_findings(session, kept, of, now=now)
    storage.posts.mark_authors_dirty(session, aliases)
    return kept, minutes


def _mark(session: Session, kept: Sequence[Kept], of: Pass, minutes: Iterable[int]) -> None:
    """Asks for what is to be done later: texts to be compared, minutes to be counted. Comes last in a transaction."""
    storage.echoes.ask(session, _texts_changed(kept))
    storage.posts.mark_dirty_everywhere(session, [each.number for each in kept if each.changes])
    storage.posts.mark_dirty(session, of.reading.event_id, minutes)


def _add_posts(session: Session, kept: list[Kept], of: Pass) -> list[Kept]:
    """Adds the new posts. Where another writer was quicker since we looked, merges with what that one wrote."""
    fresh = {each.number: each for each in kept if each.old is None}
    rows = [{**each.found.facts, **_understood_columns(each.meaning)} for each in fresh.values()]
    added = storage.posts.add(session, rows)
    raced = [each for number, each in fresh.items() if number not in added]
    if not raced:
        return kept
    known = storage.posts.known(session, [each.number for each in raced])
    again = belonging.understood([(each.found, each.via) for each in raced], known, of)
    return [each for each in kept if each.old is not None or each.number in added] + again


def _join(session: Session, kept: Sequence[Kept], of: Pass, tally: Tally) -> list[int]:
    """Puts the posts into the event, and writes what merges changed. Returns the minutes to be counted again."""
    members = storage.posts.members(session, of.reading.event_id, [each.number for each in kept])
    rows, minutes = [], []
    decider = voices.Decider(session, of.reading.event_id, of.reading.plan.event)
    decider.look_up([each.number for each in kept])
    for each in kept:
        before = members.get(each.number)
        _tally(each, tally, of, is_member=before is not None)
        if before != each.via or each.changes:
            facts = {**each.facts, "language": each.meaning.language.code}
            minute = minute_of(facts["created_at"])
            rows.append(_membership(each, minute, decider.columns(each.number, facts, unlisted=each.unlisted), of))
            minutes.append(minute)
            if each.old and each.changes:
                minutes.append(minute_of(each.old["created_at"]))
                _change(session, each)
                _redecide_elsewhere(session, each.number, minute, facts, of.reading.event_id)
    storage.posts.join(session, rows)
    if of.file_id is not None:
        _add_origins(session, kept, of.file_id)
    return minutes


def _add_origins(session: Session, kept: Sequence[Kept], file_id: int) -> None:
    records = ((each.number, record) for each in kept for record in each.found.records)
    storage.posts.add_origins(session, [(number, file_id, record.line, record.record) for number, record in records])


def _redecide_elsewhere(session: Session, number: int, minute: int, facts: dict[str, Any], event_id: int) -> None:
    """A changed post is decided anew in the other events that hold it: their account lists are their own."""
    for other in storage.posts.events_of(session, number):
        if other != event_id:
            file = storage.events.revision_of(session, session.get_one(Event, other))
            decider = voices.Decider(session, other, file)
            decider.look_up([number])
            storage.posts.redecide(session, other, number, minute, decider.columns(number, facts))


def _membership(each: Kept, minute: int, decided: dict[str, Any], of: Pass) -> dict[str, Any]:
    return {
        "event_id": of.reading.event_id,
        "post_id": each.number,
        "minute": minute,
        "via": each.via,
        "revision_id": of.reading.revision_id,
        **decided,
    }


def _change(session: Session, each: Kept) -> None:
    understood = _understood_columns(each.meaning) if each.says_other else {}
    storage.posts.change(session, each.number, {**each.changes, **understood})


def _tally(each: Kept, tally: Tally, of: Pass, *, is_member: bool) -> None:
    """The first record of a post decides: a new member, a change, or a duplicate. A post that was here only as context
    is new when it is collected itself. Repeats in the batch are duplicates, or changes."""
    found = each.found
    if found.is_context:
        return
    is_new = not is_member or (each.old is not None and each.old["is_context"])
    if found.is_deleted:
        tally.skipped[DELETED] += (1 + found.repeats) * (is_new or of.joining is None)
        tally.skipped[storage.files.OFF_TOPIC] -= (1 + found.repeats) * (is_new and of.joining is not None)
        return
    if of.joining is not None:
        tally.counts["imported"] += is_new
        tally.skipped[storage.files.OFF_TOPIC] -= is_new * (1 + found.repeats)
        tally.counts["duplicate"] += is_new * found.repeats
        return
    tally.counts["imported" if is_new else "updated" if each.changes else "duplicate"] += 1
    tally.counts["updated"] += found.changed_by_repeats
    tally.counts["duplicate"] += found.repeats - found.changed_by_repeats


def _write_findings(session: Session, kept: Sequence[Kept], of: Pass, *, now: dt.datetime) -> None:
    """Scores and theme hits; those of a text that changed are replaced, in every event that holds the post."""
    changed = [each.number for each in kept if each.says_other]
    storage.understood.drop(session, changed, list(of.reading.theme_ids.values()), of.reading.scorer_ids)
    scores, hits = [], []
    for each in kept:
        for scorer_id, score in zip(of.reading.scorer_ids, each.meaning.scores, strict=True):
            if score is not None:
                key = {"post_id": each.number, "scorer_id": scorer_id, "text_hash": each.meaning.text_hash}
                scores.append({**key, **scaled(score)})
        hits += _hits(each.number, each.meaning.themes, of.reading.theme_ids)
    storage.understood.add(session, scores, hits)
    for number in changed:
        _restate_elsewhere(session, number, of.reading.event_id, now=now)


def _hits(number: int, themes: dict[str, Any], ids: dict[str, int]) -> list[dict[str, Any]]:
    return [storage.understood.hit_row(ids[name], number, places(uses), mark_of(uses)) for name, uses in themes.items()]


def _restate_elsewhere(session: Session, number: int, event_id: int, *, now: dt.datetime) -> None:
    """A changed text is matched again with the themes of the other events that hold the post."""
    post = storage.posts.known(session, [number])[number]
    text = post["text"] or ""
    for other in storage.posts.events_of(session, number):
        if other != event_id:
            reading = house.reading(session, session.get_one(Event, other), now=now)
            storage.understood.drop(session, [number], list(reading.theme_ids.values()), [])
            themes = reading.plan.themes(reading.plan.find(text), text, post["language"])
            storage.understood.add(session, [], _hits(number, themes, reading.theme_ids))


def _texts_changed(kept: Sequence[Kept]) -> list[int | None]:
    """The keys of texts that came, and of those that went."""
    came = [each.meaning.text_key for each in kept if each.old is None or each.says_other]
    return came + [each.old["text_key"] for each in kept if each.old and each.says_other]


def _understood_columns(meaning: Meaning) -> dict[str, Any]:
    return {
        "language": meaning.language.code,
        "language_how": meaning.language.how,
        "language_probability": meaning.language.probability,
        "text_key": meaning.text_key,
    }


def _aliases(kept: Sequence[Kept]) -> dict[int, int]:
    """Account keys by name key; 0 where one name stands for two accounts in this batch."""
    pairs: dict[int, int] = {}
    for each in kept:
        if each.found.alias:
            name, account = each.found.alias
            pairs[name] = account if pairs.get(name, account) == account else 0
    return pairs


def _quarantine(session: Session, records: Iterable[Record], of: Pass) -> None:
    rows: list[dict[str, Any]] = [
        {
            "file_id": of.file_id,
            "line": record.line,
            "record": record.record,
            "reason": record.outcome.reason,
            "raw": record.outcome.raw[:LONGEST_KEPT],
            "cut": len(record.outcome.raw) > LONGEST_KEPT,
        }
        for record in records
        if isinstance(record.outcome, Rejected)
    ]
    storage.files.quarantine(session, rows)


def _advance(session: Session, part: FilePart, tally: Tally, at: tuple[int, int]) -> None:
    """Moves the cursor and the counts of the part, in the transaction of the batch."""
    row = session.get_one(FilePart, part.id)
    row.units, row.position = at
    row.read += tally.read
    for name, number in tally.counts.items():
        setattr(row, name, getattr(row, name) + number)
    row.skipped = _added(row.skipped, tally.skipped)
    row.notices = _added(row.notices, tally.notices)
    row.spans = _widened(row.spans, tally.spans)
    session.add(row)


def _added(stored: dict[str, int], more: Counter[str]) -> dict[str, int]:
    return {name: stored.get(name, 0) + more.get(name, 0) for name in sorted({*stored, *more})}


def _widened(stored: dict[str, list[int]], seen: Mapping[str, tuple[dt.datetime, dt.datetime]]) -> dict[str, list[int]]:
    """The first and the last time by platform, in ms since 1970."""
    spans = dict(stored)
    for platform, times in seen.items():
        both = sorted([*spans.get(platform, ()), *(round(at.timestamp() * 1000) for at in times)])
        spans[platform] = [both[0], both[-1]]
    return spans
