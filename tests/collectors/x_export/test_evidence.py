"""What the first rows show: laws of ids, clocks and shifts that hold for any table."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from collectors import ids
from collectors.base import Layout
from collectors.x_export import evidence, rows
from tests.collectors.tables import iso, own_id, told
from tests.making import at

ROWS = 30


def table(**made: Any) -> list[dict[str, Any]]:
    return [{name: make(n) if callable(make) else make for name, make in made.items()} for n in range(ROWS)]


@given(st.integers(-14 * 60, 14 * 60).filter(lambda minutes: abs(minutes) > 2))
def test_a_shift_that_all_ids_show_sets_rows_without_ids_right(minutes: int) -> None:
    named = table(id=own_id, text=told, time=lambda n: iso(n, minutes / 60))
    layout: Layout = {}
    warnings = evidence.complete(layout, named)
    assert any("off the clock" in warning for warning in warnings)
    post = rows.post_of({"text": "no id", "time": iso(5, minutes / 60)}, layout)
    assert abs((post.created_at - at(5)).total_seconds()) <= 1


@given(st.lists(st.integers(0, 100_000), min_size=ROWS, max_size=ROWS))
def test_times_that_are_late_each_by_its_own_are_never_shifted(minutes: list[int]) -> None:
    named = [{"id": own_id(n), "text": told(n), "time": iso(n + 2 * n * n + late)} for n, late in enumerate(minutes)]
    layout: Layout = {}
    evidence.complete(layout, named)
    shift = layout.get("shift", 0)
    lags = [2 * n * n * 60 + late * 60 for n, late in enumerate(minutes)]
    assert shift == 0 or sum(abs(lag - shift) <= 2 for lag in lags) >= 20


@given(st.lists(st.integers((1 << 60) + 1024, (1 << 61) - 1), min_size=40, max_size=60, unique=True))
def test_floats_damage_is_seen_and_health_is_not_called_damage(numbers: list[int]) -> None:
    assert ids.went_through_floats([str(int(float(number))) for number in numbers])
    assert ids.went_through_floats([str(number // 10**4 * 10**4) for number in numbers])
    assert not ids.went_through_floats([str(number | 1) for number in numbers])


@given(st.permutations(["good", "rows", "same", "floats", "words", "empty"]))
def test_of_columns_in_any_order_the_one_with_post_ids_is_found(order: list[str]) -> None:
    made = {"good": own_id, "rows": str, "same": "1911839000000000001", "floats": lambda n: str(int(float(own_id(n)))), "words": told, "empty": ""}  # fmt: skip
    assert evidence.id_column(order, table(**made)) == "good"
