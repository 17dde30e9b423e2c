"""Compares what was served with what is stored, counted and sent, in five words, and asks `groundswell verify`."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage.database import Database

if TYPE_CHECKING:
    from tests.faults.world import World

Name = tuple[Any, ...]
WORDS = ("ok", "lost", "unexpected", "recovered", "duplicated")
POSTS = "select platform, native_id from post where not is_context"
COUNTED = "select platform, start, posts from bucket where grain = 'minute' and theme = '' and voice = '' and posts > 0"


@dataclasses.dataclass
class Verdict:
    """`ok` was served and is there; `recovered` too, though the try that wrote it died or failed; `lost` is not there;
    `unexpected` was never served; `duplicated` is there, counted or sent more than once. `broken` are promises of the
    product's own check that do not hold."""

    ok: list[Name] = dataclasses.field(default_factory=list)
    lost: list[Name] = dataclasses.field(default_factory=list)
    unexpected: list[Name] = dataclasses.field(default_factory=list)
    recovered: list[Name] = dataclasses.field(default_factory=list)
    duplicated: list[Name] = dataclasses.field(default_factory=list)
    broken: list[str] = dataclasses.field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.unexpected or self.duplicated or self.broken)

    def words(self) -> str:
        """The counts, and the first of what is wrong."""
        counts = ", ".join(f"{len(getattr(self, word)):,} {word}" for word in WORDS)
        wrong = [f"{word}: {getattr(self, word)[:3]}" for word in ("lost", "unexpected", "duplicated", "broken")]
        return counts + "".join(f"\n  {line}" for line in wrong if not line.endswith("[]"))

    def add(self, other: "Verdict") -> "Verdict":
        for word in (*WORDS, "broken"):
            getattr(self, word).extend(getattr(other, word))
        return self


def compare(served: Iterable[Name], stored: Iterable[Name], before: Iterable[Name] = ()) -> Verdict:
    """Sets of names against each other; `stored` may hold one more than once."""
    wanted, found, early = set(served), Counter(stored), set(before)
    verdict = Verdict(
        lost=sorted(wanted - set(found)),
        unexpected=sorted(set(found) - wanted),
        duplicated=sorted(name for name, times in found.items() if times > 1),
    )
    for name in sorted(wanted & set(found)):
        (verdict.recovered if name in early else verdict.ok).append(name)
    return verdict


def compare_counts(wanted: Counter[Name], found: Counter[Name]) -> Verdict:
    """Counts of minutes: what is missing is lost, what is too much was counted twice."""
    verdict = Verdict()
    for key in sorted(wanted.keys() | found.keys()):
        more = found[key] - wanted[key]
        verdict.duplicated.extend([("counted", *key)] * more)
        verdict.lost.extend([("not counted", *key)] * -more)
    return verdict


def posts(database: Database) -> list[Name]:
    return [tuple(row) for row in rows(database, POSTS)]


def rows(database: Database, query: str, **values: Any) -> Sequence[Any]:
    with database.read() as session:
        return session.execute(sa.text(query), values).all()


def check(world: "World") -> Verdict:
    """Posts, counts, and all that `groundswell verify` looks at."""
    history, database = world.history, world.database
    verdict = compare(history.belong, posts(database), history.kept_before)
    found = Counter({(row.platform, row.start): row.posts for row in rows(database, COUNTED)})
    verdict.add(compare_counts(Counter(history.minutes), found))
    verdict.broken += verified(world)
    return verdict


def verified(world: "World", but: tuple[str, ...] = ()) -> list[str]:
    """What does not hold, or waits though nothing is under way, by the user's own command; some checks left out."""
    code, said = world.ask("verify", "--format", "json")
    checks = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    code = code if any(not each["holds"] and each["name"] not in but for each in checks) else 0
    checks = [each for each in checks if each["name"] not in but]
    wrong = [f"verify: {each['name']}: {each['examples'][:2]}" for each in checks if not each["holds"]]
    late = [f"verify: {each['name']} still waits" for each in checks if each["waiting"] and each["name"] != "messages"]
    return wrong + late + ([] if code == 0 and checks else [f"verify ended with {code}: {said[-300:]}"])


def check_messages(sent: Sequence[tuple[str, bool]], keys: Iterable[str]) -> Verdict:
    """What a receiver got, as (key, whether it was marked as a possible repeat), against the keys of the outbox: once
    each, and a second time only with the mark."""
    plain = Counter(key for key, repeat in sent if not repeat)
    marked = Counter(key for key, repeat in sent if repeat)
    wanted = set(keys)
    got = set(plain) | set(marked)
    twice = [key for key in got if plain[key] > 1 or marked[key] > 1]
    return Verdict(
        ok=[(key,) for key in sorted(got & wanted - set(marked))],
        recovered=[(key,) for key in sorted(set(marked) & wanted)],
        lost=[(key,) for key in sorted(wanted - got)],
        unexpected=[(key,) for key in sorted(got - wanted)],
        duplicated=[(key,) for key in sorted(twice)],
    )
