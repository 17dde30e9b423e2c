"""The records of one batch, sorted by post: what they say of each, and what else stood there."""

import dataclasses
import datetime as dt
import operator
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, cast

from analysis.authors import community_without_name
from analysis.bots import is_bot
from analysis.merging import merged
from analysis.plan import Hits
from analysis.threads import thread_candidates
from collectors.base import Notice, Rejected
from collectors.reading import Record
from config.event_parts import Relevance
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


class Found:
    """A post of the batch, with every record of it. `words` is the longest text that a record had, also of a post
    whose text was taken away since, and `other_words` further texts: what any of them said decides whether it belongs,
    as if each record had come alone. So do the threads that any of them names (`roots`). The facts are made when they
    are first asked for: most posts of an archive are off topic, and need none."""

    __slots__ = (
        *("number", "words", "alias", "records", "hits", "repeats", "changed_by_repeats", "is_deleted"),
        *("other_words", "roots", "_facts", "_author_keys"),
    )

    def __init__(
        self,
        number: int,
        facts: dict[str, Any] | None,
        words: str,
        alias: tuple[int, int] | None,
        records: list[Record],
        author_keys: AuthorKeys | None = None,
    ) -> None:
        self.number, self.words, self.alias, self.records = number, words, alias, records
        self.hits: Hits | None = None
        self.repeats = self.changed_by_repeats = 0
        self.is_deleted = False
        self.other_words: set[str] = set()
        self.roots: set[int] = set()
        self._facts, self._author_keys = facts, author_keys

    @property
    def facts(self) -> dict[str, Any]:
        """The post as columns: of the first record, then of all that were merged."""
        if self._facts is None:
            self._facts, self.alias = _facts(self.number, self._first, cast(AuthorKeys, self._author_keys))
        return self._facts

    @property
    def is_context(self) -> bool:
        return bool(self._facts["is_context"]) if self._facts else self._first.is_context

    @property
    def created_at(self) -> dt.datetime:
        return cast(dt.datetime, self._facts["created_at"]) if self._facts else self._first.created_at

    @property
    def _first(self) -> NewPost:
        return cast(NewPost, self.records[0].outcome)


@dataclasses.dataclass(slots=True)
class Tally:
    """What became of the records of a batch; `spans` has the first and the last time by platform, `deletions` the posts
    that it asks to delete, by the kind of notice."""

    counts: Counter[str] = dataclasses.field(default_factory=Counter)
    skipped: Counter[str] = dataclasses.field(default_factory=Counter)
    notices: Counter[str] = dataclasses.field(default_factory=Counter)
    spans: dict[str, tuple[dt.datetime, dt.datetime]] = dataclasses.field(default_factory=dict)
    deletions: dict[str, set[int]] = dataclasses.field(default_factory=dict)

    @property
    def read(self) -> int:
        return sum(self.counts.values()) + sum(self.skipped.values())

    def skip(self, found: Found, reason: str) -> None:
        """All records of a post; context posts were not read as posts."""
        if not found.is_context:
            self.skipped[reason] += 1 + found.repeats

    def see(self, platform: str, *at: dt.datetime) -> None:
        low, high = self.spans.get(platform, (at[0], at[0]))
        self.spans[platform] = min(low, *at), max(high, *at)


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
        tally.see(post.platform, post.created_at)
    first = found.get(number)
    if first is None:
        first = found[number] = Found(number, None, post.text, None, [record], of.author_keys)
    else:
        _add(first, record, post, of)
    if of.relevance == "thread" and not post.is_context:
        first.roots |= set(thread_candidates(_references(post), post.kind)) - {number}


def _add(first: Found, record: Record, post: NewPost, of: Pass) -> None:
    """One more record of a post of the batch."""
    was_read = not first.is_context
    changes = merged(first.facts, _facts(first.number, post, of.author_keys)[0])
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
