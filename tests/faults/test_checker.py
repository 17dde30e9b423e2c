"""The checker knows its five words, and the matrix and the register agree."""

import pathlib
from collections import Counter

import hypothesis
from hypothesis import strategies as st

from tests.faults.checker import check_messages, compare, compare_counts
from tests.faults.matrix import MATRIX
from tests.faults.mutants import MUTANTS
from tests.faults.report import Try, as_markdown
from tests.faults.scenarios import load

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NAMES = st.sets(st.tuples(st.sampled_from(("x", "reddit")), st.integers(0, 30).map(str)))


def test_each_word_has_its_meaning() -> None:
    verdict = compare([("a",), ("b",), ("c",)], [("b",), ("c",), ("c",), ("d",)], before=[("b",)])
    assert verdict.lost == [("a",)]
    assert verdict.recovered == [("b",)]
    assert verdict.ok == [("c",)]
    assert verdict.duplicated == [("c",)]
    assert verdict.unexpected == [("d",)]
    assert not verdict.holds


@hypothesis.given(NAMES, NAMES, NAMES)
def test_every_served_name_is_ok_recovered_or_lost(
    served: set[object], stored: set[object], before: set[object]
) -> None:
    verdict = compare(served, stored, before)  # type: ignore[arg-type]
    told = [*verdict.ok, *verdict.recovered, *verdict.lost]
    assert sorted(told) == sorted(served)  # type: ignore[type-var]
    assert set(verdict.unexpected) == stored - served
    assert verdict.holds == (served == stored)


def test_a_count_too_many_is_a_duplicate_and_one_too_few_a_loss() -> None:
    verdict = compare_counts(Counter({("x", 1): 2, ("x", 2): 1}), Counter({("x", 1): 3}))
    assert verdict.duplicated == [("counted", "x", 1)]
    assert verdict.lost == [("not counted", "x", 2)]


def test_a_message_may_come_twice_only_with_its_mark() -> None:
    assert check_messages([("one", False), ("two", False), ("two", True)], ["one", "two"]).holds
    assert check_messages([("one", False), ("one", False)], ["one"]).duplicated == [("one",)]
    assert check_messages([("one", False)], ["one", "two"]).lost == [("two",)]
    assert check_messages([("one", False)], []).unexpected == [("one",)]


def test_every_fault_is_tried_or_says_why_not() -> None:
    tries = load()
    assert list(MATRIX) == list(range(1, 59))
    tried = {number for each in tries.values() for number in each.faults}
    assert tried <= set(MATRIX)
    assert [n for n, row in MATRIX.items() if n not in tried and not row.tests and not row.open] == []
    assert [test for row in MATRIX.values() for test in row.tests if not _exists(test)] == []
    assert [mutant.found_by for mutant in MUTANTS.values() if mutant.found_by not in tries] == []


def _exists(test: str) -> bool:
    path, _, name = test.partition("::")
    return (ROOT / path).exists() and (not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"))


def test_the_report_says_what_did_not_hold() -> None:
    broken = Try("imports_killed_at_random", "sqlite", 7, False, 3, "AssertionError: 1 lost")
    fine = Try("imports_killed_at_points", "sqlite", 7, True, 4, "")
    told = as_markdown([broken, fine], {}, 7, "The run took a minute.")
    assert "| 1 | a worker's child is killed in the middle of a batch | 2× | no |" in told
    assert "**imports_killed_at_random, sqlite, seed 7**" in told
    assert "| imports killed at points | 1 | 4 | – |" in told


def test_the_report_of_the_last_long_run_has_every_fault() -> None:
    lines = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8").splitlines()
    assert [n for n in MATRIX if not any(line.startswith(f"| {n} | ") for line in lines)] == []
