"""The records of one batch, sorted by post: what they say of each, and what else stood there."""

import dataclasses
import operator
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from analysis.authors import community_without_name
from analysis.bots import is_bot
from analysis.merging import merged
from analysis.plan import Hits
from analysis.threads import thread_candidates
from collectors.base import Notice, Rejected
from collectors.reading import Record
from config.event_file import Relevance
from storage.tables import NewPost
from storage.tables.identity import post_number
from worker.house import Reading

AuthorKeys = Callable[[str, str | None, str | None], tuple[int | None, int | None]]
FACTS = (
    "platform native_id kind created_at created_how community text_state text_cut stated_language link "
    "likes reposts replies quotes views metrics_at version_at is_ad is_context"
).split()
FACTS_OF = operator.attrgetter(*FACTS)


@dataclasses.dataclass(frozen=True)
class Pass:
    """One pass over one file, or (without a `file_id`) one page of a live source. `joining` holds the roots that a
    later pass came for; such a pass takes in only posts of their threads, and tallies nothing else."""

    file_id: int | None
    reading: Reading
    relevance: Relevance
    author_keys: AuthorKeys
    joining: frozenset[int] | None = None


@dataclasses.dataclass(slots=True)
class Found:
    """A post of the batch, with every record of it. `words` is the longest text that a record had, also of a post
    whose text was taken away since, and `other_words` further texts: what any of them said decides whether it belongs,
    as if each record had come alone. So do the threads that any of them names (`roots`)."""

    number: int
    facts: dict[str, Any]
    words: str
    alias: tuple[int, int] | None
    records: list[Record]
    hits: Hits | None = None
    repeats: int = 0
    changed_by_repeats: int = 0
    is_deleted: bool = False
    other_words: set[str] = dataclasses.field(default_factory=set)
    roots: set[int] = dataclasses.field(default_factory=set)


@dataclasses.dataclass(slots=True)
class Tally:
    """What became of the records of a batch; `spans` has the first and the last time by platform, in ms since 1970,
    `deletions` the posts that it asks to delete, by the kind of notice."""

    counts: Counter[str] = dataclasses.field(default_factory=Counter)
    skipped: Counter[str] = dataclasses.field(default_factory=Counter)
    notices: Counter[str] = dataclasses.field(default_factory=Counter)
    spans: dict[str, list[int]] = dataclasses.field(default_factory=dict)
    deletions: dict[str, set[int]] = dataclasses.field(default_factory=dict)

    @property
    def read(self) -> int:
        return sum(self.counts.values()) + sum(self.skipped.values())

    def skip(self, found: Found, reason: str) -> None:
        """All records of a post; context posts were not read as posts."""
        if not found.facts["is_context"]:
            self.skipped[reason] += 1 + found.repeats

    def see(self, platform: str, milliseconds: int) -> None:
        low, high = self.spans.get(platform, (milliseconds, milliseconds))
        self.spans[platform] = [min(low, milliseconds), max(high, milliseconds)]


def gather(records: Iterable[Record], of: Pass, tally: Tally) -> dict[int, Found]:
    """The posts of the batch by number, each with all its records merged; what else stood there is tallied."""
    found: dict[int, Found] = {}
    for record in records:
        outcome = record.outcome
        if isinstance(outcome, NewPost):
            if of.joining is None or not of.joining.isdisjoint(thread_candidates(_references(outcome), outcome.kind)):
                _gather_post(found, record, outcome, of, tally)
        elif of.joining is None and isinstance(outcome, Notice):
            tally.notices[outcome.kind] += 1
            if outcome.native_id:
                number = post_number(outcome.platform, outcome.native_id)
                tally.deletions.setdefault(outcome.kind, set()).add(number)
        elif of.joining is None and isinstance(outcome, Rejected):
            tally.counts["quarantined"] += 1
    return found


def _gather_post(found: dict[int, Found], record: Record, post: NewPost, of: Pass, tally: Tally) -> None:
    number = post_number(post.platform, post.native_id)
    if not post.is_context:
        tally.see(post.platform, round(post.created_at.timestamp() * 1000))
    facts, alias = _facts(number, post, of.author_keys)
    roots = set() if post.is_context else set(thread_candidates(_references(post), post.kind)) - {number}
    first = found.get(number)
    if first is None:
        found[number] = Found(number, facts, post.text, alias, [record], roots=roots)
        return
    first.roots |= roots
    was_read = not first.facts["is_context"]
    changes = merged(first.facts, facts)
    if not post.is_context and was_read:
        first.repeats += 1
        first.changed_by_repeats += bool(changes)
    first.facts.update(changes)
    if post.text != first.words:
        longer = len(post.text) > len(first.words)
        first.other_words.add(first.words if longer else post.text)
        first.words = post.text if longer else first.words
    first.records.append(record)


def _references(post: NewPost) -> tuple[int | None, int | None]:
    """The numbers of the post's root and of the post it refers to."""
    root = post_number(post.platform, post.root_id) if post.root_id else None
    ref = post_number(post.platform, post.ref_id) if post.ref_id else None
    return root, ref


def _facts(number: int, post: NewPost, author_keys: AuthorKeys) -> tuple[dict[str, Any], tuple[int, int] | None]:
    """The post as columns, and the pair of its account's name key and account key, where it has both."""
    facts = dict(zip(FACTS, FACTS_OF(post), strict=True))
    facts["id"] = number
    facts["root_id"], facts["ref_id"] = _references(post)
    key, name_key = author_keys(post.platform, post.author, post.author_name)
    facts["author_key"] = key
    facts["community"] = community_without_name(post.community)
    facts["is_bot"] = is_bot(post.author_name, post.text)
    facts["text"] = "" if post.text_state in ("deleted", "removed") else post.text
    alias = (name_key, key) if key is not None and name_key is not None and key != name_key else None
    return facts, alias
