"""Post ids: cleaned, never guessed, and read as clocks."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import ids
from tests.making import x_id


@given(st.timedeltas(dt.timedelta(), dt.timedelta(days=9_500)))
def test_an_x_id_tells_its_time_to_the_millisecond(later: dt.timedelta) -> None:
    at = dt.datetime(2010, 11, 5, tzinfo=dt.UTC) + later
    found = ids.x_time(x_id(at, 17))
    assert found is not None
    assert abs(found - at) < dt.timedelta(milliseconds=1)


def test_short_ids_from_before_2010_tell_no_time() -> None:
    assert ids.x_time("20") is None
    assert ids.x_time(str(1 << 63)) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1496692738024161282", "1496692738024161282"), (1496692738024161282, "1496692738024161282"), (" 123 ", "123"),
        ("x1576547545366507520", "1576547545366507520"), ("'1576547545366507520", "1576547545366507520"), ("tw:795", "795"),
        ("ID_12", "12"), ('"77"', "77"), ("https://x.com/someone/status/1491?s=20", "1491"),
        ("http://twitter.com/u/statuses/88", "88"), ("0012", "12"),
    ],
)  # fmt: skip
def test_ids_are_cleaned_of_what_tools_put_before_them(cell: object, expected: str) -> None:
    assert ids.x_id(cell) == expected


@pytest.mark.parametrize(
    "cell", ["", "0", None, "1.5E+18", 1.5e18, True, "abc", "12a", "١٢٣", "-5", "nan", "1" * 21, [], {}]
)
def test_what_is_no_id_is_none(cell: object) -> None:
    assert ids.x_id(cell) is None


def test_ids_that_went_through_floats_are_found_out() -> None:
    good = [x_id(dt.datetime(2022, 1, 1, 0, n, tzinfo=dt.UTC), n) for n in range(40)]
    assert not ids.went_through_floats(good)
    assert ids.went_through_floats([str(int(float(each))) for each in good])
    assert not ids.went_through_floats([str(int(float(each))) for each in good[:20]])


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [("t1", "i3ovlb2", "t1_i3ovlb2"), ("t1", "t1_i3ovlb2", "t1_i3ovlb2"), ("t3", "1007046", "t3_1007046"), ("t1", 36, "t1_10"),
     ("t1", "T1_ABC", "t1_abc"), ("t1", None, None), ("t1", "", None), ("t1", "not an id", None), ("t1", 0, None), ("t1", True, None)],
)  # fmt: skip
def test_reddit_names_are_made_whole(kind: str, value: object, expected: str | None) -> None:
    assert ids.fullname(kind, value) == expected


@given(st.integers(1, 1 << 62))
def test_base36_reads_back(number: int) -> None:
    assert int(ids.base36(number), 36) == number
