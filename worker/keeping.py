"""Keeps one batch of records: what each post is, whether it belongs, what it says, and all of it in one transaction."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlmodel import Session

import storage.files
import storage.leases
import storage.posts
import storage.understood
from analysis.bots import is_bot
from analysis.counting import why_not_counted
from analysis.merging import merged
from analysis.plan import Hits
from analysis.sentiment import Score
from analysis.threads import thread_candidates
from analysis.understanding import Meaning, places, understand
from collectors.base import Notice, Rejected
from collectors.reading import Record
from config.event_file import Relevance
from storage.database import Database
from storage.tables import Event, File, FilePart, NewPost
from storage.tables.columns import minute_of
from storage.tables.identity import post_number
from storage.tables.post import Via
from storage.tables.score import COMPOUND_SCALE, SHARE_SCALE
from worker import house
from worker.house import Reading

LONGEST_KEPT = 1 << 20  # bytes of an unreadable record that are kept
AuthorKeys = Callable[[str, str | None, str | None], tuple[int | None, int | None]]
FACTS = (
    "platform native_id kind created_at created_how community text_state text_cut stated_language link "
    "likes reposts replies quotes views metrics_at version_at is_ad is_context"
).split()


@dataclasses.dataclass(slots=True)
class Found:
    """A post of the batch, with every record of it."""

    number: int
    facts: dict[str, Any]
    words: str
    alias: tuple[int, int] | None
    records: list[Record]
    hits: Hits | None = None
    repeats: int = 0
    changed_by_repeats: int = 0


@dataclasses.dataclass(slots=True)
class Kept:
    """A post that belongs: the facts to write, why it belongs, and what it says."""

    found: Found
    via: Via
    meaning: Meaning
    old: dict[str, Any] | None
    changes: dict[str, Any]


@dataclasses.dataclass(slots=True)
class Tally:
    """What became of the records of a batch. `read` is the sum of all the others."""

    counts: Counter[str] = dataclasses.field(default_factory=Counter)
    skipped: Counter[str] = dataclasses.field(default_factory=Counter)
    notices: Counter[str] = dataclasses.field(default_factory=Counter)
    spans: dict[str, list[int]] = dataclasses.field(default_factory=dict)  # first and last, in ms since 1970


class Keeper:
    """Keeps the batches of one pass over one file. `joining` holds the roots that a later pass came for; such a pass
    takes in only posts of their threads."""

    def __init__(
        self,
        database: Database,
        reading: Reading,
        file: File,
        relevance: Relevance,
        author_keys: AuthorKeys,
        joining: set[int] | None = None,
    ) -> None:
        self.database, self.reading, self.relevance = database, reading, relevance
        self.file_id = file.id or 0
        self.author_keys, self.joining = author_keys, joining

    def keep(
        self,
        records: Sequence[Record],
        part: FilePart,
        *,
        at: tuple[int, int],
        lease: tuple[str, int],
        now: dt.datetime,
    ) -> Tally:
        """Writes the batch, its counts and the cursor together, or nothing. Raises LeaseLost when the work has gone
        to another worker. `at` is the number of the last unit and the position in the file."""
        tally = Tally()
        self.now = now
        found = self._gather(records, tally)
        with self.database.read() as session:
            kept, waiting = self._sort(session, found, tally)
        with self.database.write() as session:
            storage.leases.renew(session, *lease, now=now)
            self._write(session, kept, tally)
            self._quarantine(session, records)
            if self.joining is None:
                storage.files.wait_for_roots(session, self.reading.event_id, self.file_id, waiting)
            _advance(session, part, tally, at)
        return tally

    def _gather(self, records: Iterable[Record], tally: Tally) -> dict[int, Found]:
        """The posts of the batch by number; what else stood there is tallied."""
        found: dict[int, Found] = {}
        for record in records:
            outcome = record.outcome
            if isinstance(outcome, Notice):
                tally.notices[outcome.kind] += self.joining is None
            elif isinstance(outcome, Rejected):
                tally.counts["quarantined"] += self.joining is None
            elif self.joining is None or self._is_awaited(outcome):
                self._gather_post(found, record, outcome, tally)
        return found

    def _gather_post(self, found: dict[int, Found], record: Record, post: NewPost, tally: Tally) -> None:
        number = post_number(post.platform, post.native_id)
        if not post.is_context:
            at = round(post.created_at.timestamp() * 1000)
            low, high = tally.spans.get(post.platform, (at, at))
            tally.spans[post.platform] = [min(low, at), max(high, at)]
        facts, alias = self._facts(number, post)
        first = found.get(number)
        if first is None:
            found[number] = Found(number, facts, post.text, alias, [record])
            return
        changes = merged(first.facts, facts)
        if not post.is_context:
            first.repeats += not first.facts["is_context"]
            first.changed_by_repeats += bool(changes) and not first.facts["is_context"]
        first.facts.update(changes)
        first.words = max(first.words, post.text, key=len)
        first.records.append(record)

    def _is_awaited(self, post: NewPost) -> bool:
        return any(
            candidate in (self.joining or ()) for candidate in thread_candidates(self._references(post), post.kind)
        )

    def _references(self, post: NewPost) -> tuple[int | None, int | None]:
        root = post_number(post.platform, post.root_id) if post.root_id else None
        ref = post_number(post.platform, post.ref_id) if post.ref_id else None
        return root, ref

    def _facts(self, number: int, post: NewPost) -> tuple[dict[str, Any], tuple[int, int] | None]:
        facts = {name: getattr(post, name) for name in FACTS}
        facts["id"] = number
        facts["root_id"], facts["ref_id"] = self._references(post)
        key, name_key = self.author_keys(post.platform, post.author, post.author_name)
        facts["author_key"] = key
        facts["is_bot"] = is_bot(post.author_name)
        facts["text"] = "" if post.text_state in ("deleted", "removed") else post.text
        alias = (name_key, key) if key is not None and name_key is not None and key != name_key else None
        return facts, alias

    def _sort(self, session: Session, found: dict[int, Found], tally: Tally) -> tuple[list[Kept], list[int]]:
        """The posts that belong, understood; and the roots for which the others wait."""
        event_id, plan = self.reading.event_id, self.reading.plan
        known = storage.posts.known(session, list(found))
        members = storage.posts.members(session, event_id, [number for number in found if number in known])
        belonging: list[tuple[Found, Via]] = []
        unmatched: list[Found] = []
        for each in found.values():
            old = known.get(each.number)
            words = each.words if old is None else max(each.words, old["text"] or "", key=len)
            hits = plan.find(words)
            each.hits = hits if old is None and words == each.facts["text"] else None
            if not plan.in_window(each.facts["created_at"]):
                _tally_skip(tally, each, "outside the window")
            elif plan.matches(hits):
                belonging.append((each, "keyword"))
            elif each.number in members:
                belonging.append((each, members[each.number]))  # type: ignore[arg-type]
            elif self.relevance == "all":
                belonging.append((each, "all"))
            else:
                unmatched.append(each)
        threads, waiting = self._by_thread(
            session, unmatched, {each.number for each, via in belonging if via == "keyword"}, tally
        )
        kept = self._understood([*belonging, *((each, "thread") for each in threads)], known)
        return kept, waiting

    def _by_thread(
        self, session: Session, unmatched: list[Found], roots_here: set[int], tally: Tally
    ) -> tuple[list[Found], list[int]]:
        """Those of the posts that stand in a thread of the event; the others are off topic, and wait for their root."""
        if self.relevance != "thread":
            for each in unmatched:
                _tally_skip(tally, each, storage.files.OFF_TOPIC)
            return [], []
        candidates = {
            each.number: [
                c
                for c in thread_candidates((each.facts["root_id"], each.facts["ref_id"]), each.facts["kind"])
                if c != each.number
            ]
            for each in unmatched
        }
        wanted = sorted({number for numbers in candidates.values() for number in numbers} - roots_here)
        roots = roots_here | storage.files.roots_in_event(session, self.reading.event_id, wanted)
        threads, waiting = [], list[int]()
        for each in unmatched:
            if roots.intersection(candidates[each.number]) and not each.facts["is_context"]:
                threads.append(each)
            else:
                _tally_skip(tally, each, storage.files.OFF_TOPIC)
                if not each.facts["is_context"]:
                    waiting.extend(candidates[each.number])
        return threads, waiting

    def _understood(self, belonging: Sequence[tuple[Found, Via]], known: dict[int, dict[str, Any]]) -> list[Kept]:
        """The posts with their meaning; one that is known already is merged with what is here first."""
        pairs: list[tuple[dict[str, Any] | None, dict[str, Any]]] = []
        for each, _ in belonging:
            old = known.get(each.number)
            pairs.append((old, merged({**old, "text": old["text"] or ""}, each.facts) if old else {}))
        texts = [
            _now(old, changes, each.facts, "text") for (each, _), (old, changes) in zip(belonging, pairs, strict=True)
        ]
        stated = [
            _now(old, changes, each.facts, "stated_language")
            for (each, _), (old, changes) in zip(belonging, pairs, strict=True)
        ]
        found = [each.hits for each, _ in belonging]
        meanings = understand(texts, stated, found, self.reading.plan, self.reading.scorers)
        return [
            Kept(each, via, meaning, old, changes)
            for (each, via), (old, changes), meaning in zip(belonging, pairs, meanings, strict=True)
        ]

    def _write(self, session: Session, kept: list[Kept], tally: Tally) -> None:
        reading = self.reading
        fresh = [each for each in kept if each.old is None]
        added = storage.posts.add(session, [_row(each) for each in fresh])
        raced = [each for each in fresh if each.found.number not in added]
        if raced:  # another writer was quicker with these: look again, and merge
            known = storage.posts.known(session, [each.found.number for each in raced])
            again = self._understood([(each.found, each.via) for each in raced], known)
            kept = [each for each in kept if each.old is not None or each.found.number in added] + again
        members = storage.posts.members(session, reading.event_id, [each.found.number for each in kept])
        rows, minutes, touched = [], list[int](), list[int]()
        for each in kept:
            facts = {**(each.old or {}), **(each.changes if each.old else each.found.facts)}
            is_new = each.found.number not in members
            self._tally_kept(each, is_new, tally)
            minute = minute_of(facts["created_at"])
            if is_new or each.changes or members[each.found.number] != each.via:
                why_not = why_not_counted(facts)
                rows.append(
                    {
                        "event_id": reading.event_id,
                        "post_id": each.found.number,
                        "minute": minute,
                        "via": each.via,
                        "counts": why_not is None,
                        "why_not": why_not,
                        "revision_id": reading.revision_id,
                    }
                )
                minutes.append(minute)
            if each.old and each.changes:
                touched.append(each.found.number)
                minutes.append(minute_of(each.old["created_at"]))
                self._change(session, each)
                storage.posts.recount(session, each.found.number, minute, why_not_counted(facts))
        storage.posts.join(session, rows)
        storage.posts.add_origins(
            session, [self._origin(record, each.found) for each in kept for record in each.found.records]
        )
        changed_texts = [each.found.number for each in kept if each.old and _says_other(each)]
        storage.understood.drop(session, changed_texts, list(reading.theme_ids.values()), reading.scorer_ids)
        storage.understood.add(session, *self._findings(kept))
        self._restate_elsewhere(session, changed_texts)
        renamed = storage.posts.learn_aliases(session, _aliases(kept))
        storage.posts.mark_authors_dirty(session, renamed)
        storage.posts.mark_dirty_everywhere(session, touched)
        storage.posts.mark_dirty(session, reading.event_id, minutes)

    def _restate_elsewhere(self, session: Session, numbers: Sequence[int]) -> None:
        """A changed text is matched again with the themes of the other events that hold the post."""
        for number in numbers:
            text = storage.posts.known(session, [number])[number]["text"] or ""
            for event_id in storage.posts.events_of(session, number):
                if event_id == self.reading.event_id:
                    continue
                other = house.reading(session, session.get_one(Event, event_id), now=self.now)
                storage.understood.drop(session, [number], list(other.theme_ids.values()), [])
                found = other.plan.themes(other.plan.find(text))
                rows = [
                    {"theme_id": other.theme_ids[name], "post_id": number, "places": places(hits)}
                    for name, hits in found.items()
                ]
                storage.understood.add(session, [], rows)

    def _change(self, session: Session, each: Kept) -> None:
        changes = dict(each.changes)
        if _says_other(each):
            changes.update(_understood_columns(each.meaning))
        storage.posts.change(session, each.found.number, changes)

    def _tally_kept(self, each: Kept, is_new: bool, tally: Tally) -> None:
        """The first record decides: a new member, a change, or a duplicate; repeats in the batch are duplicates."""
        if each.found.facts["is_context"]:
            return
        if self.joining is not None:
            tally.counts["imported"] += is_new
            tally.skipped[storage.files.OFF_TOPIC] -= is_new * (1 + each.found.repeats)
            tally.counts["duplicate"] += is_new * each.found.repeats
            return
        tally.counts["imported" if is_new else "updated" if each.changes else "duplicate"] += 1
        tally.counts["updated"] += each.found.changed_by_repeats
        tally.counts["duplicate"] += each.found.repeats - each.found.changed_by_repeats

    def _origin(self, record: Record, found: Found) -> dict[str, int]:
        return {"post_id": found.number, "file_id": self.file_id, "line": record.line, "record": record.record}

    def _findings(self, kept: Sequence[Kept]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The rows of scores and of theme hits."""
        scores, hits = [], []
        for each in kept:
            number, meaning = each.found.number, each.meaning
            for scorer_id, score in zip(self.reading.scorer_ids, meaning.scores, strict=True):
                if score is not None:
                    scores.append(
                        {"post_id": number, "scorer_id": scorer_id, **_scaled(score), "text_hash": meaning.text_hash}
                    )
            for name, found in meaning.themes.items():
                hits.append({"theme_id": self.reading.theme_ids[name], "post_id": number, "places": places(found)})
        return scores, hits

    def _quarantine(self, session: Session, records: Iterable[Record]) -> None:
        if self.joining is not None:
            return
        rows = [
            {
                "file_id": self.file_id,
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


def _tally_skip(tally: Tally, found: Found, reason: str) -> None:
    if not found.facts["is_context"]:
        tally.skipped[reason] += 1 + found.repeats


def _now(old: dict[str, Any] | None, changes: dict[str, Any], facts: dict[str, Any], name: str) -> Any:
    """The value of a fact after the merge."""
    value = facts[name] if old is None else changes.get(name, old[name])
    return (value or "") if name == "text" else value


def _row(each: Kept) -> dict[str, Any]:
    return {**each.found.facts, **_understood_columns(each.meaning)}


def _understood_columns(meaning: Meaning) -> dict[str, Any]:
    return {
        "language": meaning.language.code,
        "language_how": meaning.language.how,
        "language_probability": meaning.language.probability,
        "text_key": meaning.text_key,
    }


def _says_other(each: Kept) -> bool:
    return "text" in each.changes or "stated_language" in each.changes


def _scaled(score: Score) -> dict[str, int]:
    return {
        "compound": round(score.compound * COMPOUND_SCALE),
        "positive": round(score.positive * SHARE_SCALE),
        "neutral": round(score.neutral * SHARE_SCALE),
        "negative": round(score.negative * SHARE_SCALE),
    }


def _aliases(kept: Sequence[Kept]) -> dict[int, int]:
    """Account keys by name key; 0 where one name stands for two accounts in this batch."""
    pairs: dict[int, int] = {}
    for each in kept:
        if each.found.alias:
            name, account = each.found.alias
            pairs[name] = account if pairs.get(name, account) == account else 0
    return pairs


def _advance(session: Session, part: FilePart, tally: Tally, at: tuple[int, int]) -> None:
    """Moves the cursor and the counts of the part, in the transaction of the batch."""
    row = session.get_one(FilePart, part.id)
    row.units, row.position = at
    for name, number in tally.counts.items():
        setattr(row, name, getattr(row, name) + number)
    row.skipped = _added(row.skipped, tally.skipped)
    row.notices = _added(row.notices, tally.notices)
    spans = dict(row.spans)
    for platform, (low, high) in tally.spans.items():
        before = spans.get(platform, (low, high))
        spans[platform] = [min(low, before[0]), max(high, before[1])]
    row.spans = spans
    row.read += sum(tally.counts.values()) + sum(tally.skipped.values())
    session.add(row)


def _added(stored: dict[str, int], more: Counter[str]) -> dict[str, int]:
    return {name: stored.get(name, 0) + more.get(name, 0) for name in sorted({*stored, *more})}
