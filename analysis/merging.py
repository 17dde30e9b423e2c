"""One post from several places: which text, which counts and which facts stay. The order of arrival does not matter.

Text: one taken away by its author or a moderator wins, then the newer stated version, then one that is not cut, then
the longer, then the later in the alphabet. Counts: those with the latest stated time, as a whole; of counts without a
time the larger. Times of files say nothing.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

METRICS = ("likes", "reposts", "replies", "quotes", "views")
TEXT_FACTS = ("text", "text_state", "text_cut", "version_at")
KINDS = ("post", "comment", "reply", "quote", "repost")
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Facts = Mapping[str, Any]


def merged(old: Facts, new: Facts) -> dict[str, Any]:
    """What changes in `old` by what `new` says; empty when nothing does. Merging is commutative and associative."""
    better = dict(old)
    if _text_rank(new) > _text_rank(old):
        better.update({name: new[name] for name in TEXT_FACTS})
    _merge_metrics(better, old, new)
    if (KINDS.index(new["kind"]), new["ref_id"] or 0) > (KINDS.index(old["kind"]), old["ref_id"] or 0):
        better.update(kind=new["kind"], ref_id=new["ref_id"])
    if _time_rank(new) > _time_rank(old):
        better.update(created_at=new["created_at"], created_how=new["created_how"])
    for name in ("community", "root_id", "stated_language", "link"):
        better[name] = max((each[name] for each in (old, new) if each[name] is not None), default=None)
    better["author_key"] = _better_author(old["author_key"], new["author_key"])
    better["is_ad"], better["is_bot"] = old["is_ad"] or new["is_ad"], old["is_bot"] or new["is_bot"]
    better["is_context"] = old["is_context"] and new["is_context"]
    return {name: value for name, value in better.items() if value != old[name]}


def _text_rank(facts: Facts) -> tuple[Any, ...]:
    text = facts["text"] or ""
    gone = facts["text_state"] in ("deleted", "removed")
    version = facts["version_at"] or LONG_AGO
    return gone, version, not facts["text_cut"], len(text), text, facts["text_state"]


def _time_rank(facts: Facts) -> tuple[bool, float]:
    """A stated zone is better than an assumed one; of two times the earlier is taken."""
    return facts["created_how"] != "assumed", -facts["created_at"].timestamp()


def _merge_metrics(better: dict[str, Any], old: Facts, new: Facts) -> None:
    if new["metrics_at"] is None and old["metrics_at"] is None:
        for name in METRICS:
            better[name] = max((each[name] for each in (old, new) if each[name] is not None), default=None)
    elif _metrics_rank(new) > _metrics_rank(old):
        better.update({name: new[name] for name in (*METRICS, "metrics_at")})


def _metrics_rank(facts: Facts) -> tuple[Any, ...]:
    at = facts["metrics_at"]
    return at is not None, at or LONG_AGO, *(-1 if facts[name] is None else facts[name] for name in METRICS)


def _better_author(*keys: int | None) -> int | None:
    """A key made from the account's id (an even number) before one made from its name."""
    known = [key for key in keys if key is not None]
    return max(known, key=lambda key: (key % 2 == 0, key), default=None)
