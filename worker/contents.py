"""What stands in the records of a file that is looked at: posts, times, languages, copies, matches, and what cannot be
read."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from analysis.echoes import text_key
from analysis.language import languages
from analysis.outward import masked, one_line, shortened
from analysis.plan import Plan
from analysis.threads import thread_candidates
from collectors import ids, times
from collectors.base import Layout, Notice, Rejected
from collectors.reading import Record
from collectors.x_export.building import dig
from storage.tables import NewPost
from storage.tables.identity import post_number

FIRST_POSTS = 3
SHOWN = 160  # characters of a post
TEXTS_OF_LANGUAGE = 2_000
MOST_REASONS = 10
MOST_WAITING = 200_000
OFF_BY = 90.0  # seconds; exports that state minutes only are up to a minute off
ID_KEYS = ("id_str", "rest_id", "tweet_id", "status_id", "id")
TIME_KEYS = ("created_at", "createdAt", "date", "timestamp_utc", "timestamp", "time")
DEEPEST = 8


class Contents:
    """Takes records one by one and tells what was in them."""

    def __init__(self, plan: Plan | None) -> None:
        self._plan = plan
        self.looked_at = 0
        self.platforms: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.marks: Counter[str] = Counter()
        self.unreadable: Counter[str] = Counter()
        self.notices: Counter[str] = Counter()
        self._spans: list[Any] = []
        self._first: list[dict[str, Any]] = []
        self._spoken: tuple[list[str], list[str | None]] = ([], [])
        self._texts: Counter[int] = Counter()
        self._x_ids: list[str] = []
        self._keyword: set[int] = set()
        self._in_window = 0
        self._waiting: list[list[int]] = []

    def add(self, record: Record) -> None:
        """One record more."""
        outcome = record.outcome
        if isinstance(outcome, Rejected):
            self.looked_at += 1
            reason = outcome.reason if len(self.unreadable) < MOST_REASONS else "other reasons"
            self.unreadable[reason] += 1
        elif isinstance(outcome, Notice):
            self.notices[outcome.kind] += 1
        elif outcome.is_context:
            self.marks["context"] += 1
            self._match(outcome)
        else:
            self.looked_at += 1
            self._add_post(outcome)

    def _add_post(self, post: NewPost) -> None:
        self.platforms[post.platform] += 1
        self.kinds[post.kind] += 1
        for name, holds in (
            ("ads", post.is_ad),
            ("cut_texts", post.text_cut),
            ("without_id", post.native_id.startswith("h:")),
            ("deleted", post.text_state in ("deleted", "removed")),
            ("without_text", post.text_state == "empty"),
            ("time_assumed", post.created_how == "assumed"),
        ):
            self.marks[name] += holds
        self._spans = [min([*self._spans, post.created_at]), max([*self._spans, post.created_at])]
        if len(self._first) < FIRST_POSTS:
            text = shortened(one_line(masked(post.text)), SHOWN)
            self._first.append({"created_at": post.created_at.isoformat(), "kind": post.kind, "text": text})
        if len(self._spoken[0]) < TEXTS_OF_LANGUAGE:
            self._spoken[0].append(post.text)
            self._spoken[1].append(post.stated_language)
        if (key := text_key(post.text)) is not None:
            self._texts[key] += 1
        if post.platform == "x" and post.native_id.isdecimal() and len(self._x_ids) < MOST_WAITING:
            self._x_ids.append(post.native_id)
        self._match(post)

    def _match(self, post: NewPost) -> None:
        if self._plan is None:
            return
        inside = self._plan.in_window(post.created_at)
        self._in_window += inside and not post.is_context
        number = post_number(post.platform, post.native_id)
        if inside and self._plan.matches(self._plan.find(post.text)):
            self._keyword.add(number)
            self.marks["matching context"] += post.is_context
            self.marks["matching"] += not post.is_context
        elif inside and not post.is_context and len(self._waiting) < MOST_WAITING:
            references = [post_number(post.platform, each) if each else None for each in (post.root_id, post.ref_id)]
            candidates = thread_candidates((references[0], references[1]), post.kind)
            self._waiting.append([each for each in candidates if each != number])

    def found(self, roots_here: Callable[[Sequence[int]], set[int]], *, ids_exact: bool) -> dict[str, Any]:
        """Everything, by the names of docs/formats.md."""
        spoken = Counter(each.code for each in languages(*self._spoken))
        repeated = sum(number for number in self._texts.values() if number > 1)
        return {
            "platforms": dict(self.platforms),
            "kinds": dict(sorted(self.kinds.items())),
            "first_at": self._spans[0].isoformat() if self._spans else None,
            "last_at": self._spans[1].isoformat() if self._spans else None,
            "first_posts": self._first,
            "languages": dict(sorted(spoken.items(), key=lambda each: (-each[1], each[0]))),
            "languages_of": len(self._spoken[0]),
            "texts": sum(self._texts.values()),
            "different_texts": len(self._texts),
            "repeated": repeated,
            "ids_damaged": not ids_exact or ids.went_through_floats(self._x_ids),
            **{name: self.marks[name] for name in "context ads cut_texts without_id deleted without_text".split()},
            "time_assumed": self.marks["time_assumed"],
            "keyword": self.marks["matching"] if self._plan else None,
            "thread": self._threads(roots_here) if self._plan else None,
            "in_window": self._in_window if self._plan else None,
            "notices": dict(self.notices),
            "unreadable": dict(self.unreadable),
        }

    def _threads(self, roots_here: Callable[[Sequence[int]], set[int]]) -> int:
        """Posts that belong by their thread, as far as the root is in this file or in the event."""
        wanted = sorted({number for each in self._waiting for number in each} - self._keyword)
        roots = self._keyword | roots_here(wanted)
        return sum(not roots.isdisjoint(each) for each in self._waiting)


def clock_check(values: Sequence[Any], layout: Layout) -> dict[str, Any] | None:
    """How far the stated times are from the clock in the ids: the median of the seconds, and of how many posts. None
    where nothing can be compared."""
    columns = layout.get("columns") or {}
    lags = sorted(lag for value in values for lag in _lags(value, columns, layout.get("slashes", "unknown"), 0))
    if not lags:
        return None
    median = lags[len(lags) // 2]
    return {"compared": len(lags), "off_by_seconds": round(median, 1), "agrees": abs(median) <= OFF_BY}


def _lags(value: Any, columns: Mapping[str, str], slashes: Any, depth: int) -> Iterator[float]:
    if isinstance(value, list) and depth < DEEPEST:
        for each in value[:200]:
            yield from _lags(each, columns, slashes, depth + 1)
    if not isinstance(value, dict):
        return
    id_keys = (columns["id"],) if "id" in columns else ID_KEYS
    time_keys = (columns["time"],) if "time" in columns else TIME_KEYS
    at = next((found for key in id_keys if (found := _time_of_id(_cell(value, key)))), None)
    stated = next((found for key in time_keys if (found := times.parse(_cell(value, key), slashes))), None)
    if at and stated:
        yield (stated.at - at).total_seconds()
    elif depth < DEEPEST:
        for inner in value.values():
            yield from _lags(inner, columns, slashes, depth + 1)


def _cell(value: Mapping[str, Any], key: str) -> Any:
    found = value.get(key)
    found = dig(value, *key.split("/")) if found is None and "/" in key else found
    return None if isinstance(found, dict | list) else found


def _time_of_id(value: Any) -> Any:
    native_id = ids.x_id(value)
    at = ids.x_time(native_id) if native_id else None
    return at if at and times.plausible(at) else None
