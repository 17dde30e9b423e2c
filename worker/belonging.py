"""Which posts of a batch belong to the event, why, and what they say."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlmodel import Session

import storage.files
import storage.posts
from analysis.merging import merged
from analysis.reacting import Mark, judge
from analysis.understanding import Meaning, understand
from storage.tables.post import Via
from worker.batches import Found, Pass, Tally

OUTSIDE = "outside the window"
Belonging = Sequence[tuple[Found, Via]]
Known = Mapping[int, dict[str, Any]]


@dataclasses.dataclass(slots=True)
class Kept:
    """A post that belongs: why, the facts that are here already, what the batch changes in them, what it says, and
    whose voice it is if its account is on no list (None of one that was here: mostly it is not decided anew)."""

    found: Found
    via: Via
    old: dict[str, Any] | None
    changes: dict[str, Any]
    meaning: Meaning
    unlisted: Mark | None

    @property
    def number(self) -> int:
        return self.found.number

    @property
    def facts(self) -> dict[str, Any]:
        """The facts after the merge."""
        return {**self.old, **self.changes} if self.old else self.found.facts

    @property
    def says_other(self) -> bool:
        """Whether what the post says has to be understood anew."""
        return self.old is not None and bool({"text", "stated_language"} & self.changes.keys())


def sort(session: Session, found: Mapping[int, Found], of: Pass, tally: Tally) -> tuple[list[Kept], list[int]]:
    """The posts that belong, understood; and the roots for which the others wait."""
    known = storage.posts.known(session, list(found))
    members = storage.posts.members(session, of.reading.event_id, [number for number in found if number in known])
    belonging: list[tuple[Found, Via]] = []
    unmatched: list[Found] = []
    for each in found.values():
        via = _via(each, known.get(each.number), members.get(each.number), of)
        if via == OUTSIDE:
            tally.skip(each, OUTSIDE)
        elif via:
            belonging.append((each, cast(Via, via)))
        else:
            unmatched.append(each)
    roots_here = {each.number for each, via in belonging if via == "keyword"}
    threads, waiting = _by_thread(session, unmatched, roots_here, of, tally)
    belonging.extend((each, "thread") for each in threads)
    return understood(belonging, known, of), waiting


def understood(belonging: Belonging, known: Known, of: Pass) -> list[Kept]:
    """The posts with their meaning; one that is known already is merged with what is here first."""
    merges = [_merge(each, known.get(each.number)) for each, _ in belonging]
    facts = [
        {**old, **changes} if old else each.facts for (each, _), (old, changes) in zip(belonging, merges, strict=True)
    ]
    meanings = understand(
        [fact["text"] for fact in facts],
        [fact["stated_language"] for fact in facts],
        [each.hits for each, _ in belonging],
        of.reading.plan,
        of.reading.scorers,
    )
    return [
        Kept(each, via, old, changes, meaning, None if old else _unlisted(fact, meaning))
        for (each, via), (old, changes), fact, meaning in zip(belonging, merges, facts, meanings, strict=True)
    ]


def _unlisted(facts: Mapping[str, Any], meaning: Meaning) -> Mark:
    return judge({**facts, "language": meaning.language.code}, None)


def _merge(each: Found, old: dict[str, Any] | None) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The facts that are here already, and what the batch changes in them."""
    if old is None:
        return None, {}
    old = {**old, "text": old["text"] or ""}
    return old, merged(old, each.facts)


def _via(each: Found, old: dict[str, Any] | None, member: str | None, of: Pass) -> str | None:
    """Why the post belongs, as far as itself can tell: by its words, or because it did before."""
    plan = of.reading.plan
    words = each.words if old is None else max(each.words, old["text"] or "", key=len)
    if not plan.in_window(each.created_at):
        return OUTSIDE
    if plan.may_match(words):
        hits = plan.find(words)
        each.hits = hits if old is None and words == each.facts["text"] else None
        if plan.matches(hits):
            return "keyword"
    if any(plan.may_match(text) and plan.matches(plan.find(text)) for text in each.other_words):
        return "keyword"
    return member or ("all" if of.relevance == "all" else None)


def _by_thread(
    session: Session, unmatched: Sequence[Found], roots_here: set[int], of: Pass, tally: Tally
) -> tuple[list[Found], list[int]]:
    """Those of the posts that stand in a thread of the event; the others are off topic, and wait for their root."""
    candidates = {each.number: sorted(each.roots) if of.relevance == "thread" else [] for each in unmatched}
    wanted = sorted({number for numbers in candidates.values() for number in numbers} - roots_here)
    roots = roots_here | storage.files.roots_in_event(session, of.reading.event_id, wanted)
    threads: list[Found] = []
    waiting: list[int] = []
    for each in unmatched:
        if not roots.isdisjoint(candidates[each.number]):
            threads.append(each)
        else:
            tally.skip(each, storage.files.OFF_TOPIC)
            waiting.extend(candidates[each.number])
    return threads, waiting
