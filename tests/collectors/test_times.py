"""Times as exports write them; what could be two times is none."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import times
from collectors.times import SlashOrder


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2022-02-02T05:59:59.000Z", "2022-02-02T05:59:59+00:00"),
        ("2022-02-02 05:59:59+03:00", "2022-02-02T02:59:59+00:00"),
        ("Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19:24+00:00"),
        ("Wed Oct 10 20:19:24 +0130 2018", "2018-10-10T18:49:24+00:00"),
        ("2018-08-31 20:37:55 +0000", "2018-08-31T20:37:55+00:00"),
        ("2020-08-29 15:21:06 UTC", "2020-08-29T15:21:06+00:00"),
        ("1649285469", "2022-04-06T22:51:09+00:00"),
        (1649285469, "2022-04-06T22:51:09+00:00"),
        (1649285469.0, "2022-04-06T22:51:09+00:00"),
        ("1610005273.0", "2021-01-07T07:41:13+00:00"),
        (1649285469000, "2022-04-06T22:51:09+00:00"),
        ("Mar 1, 2022 · 10:20 AM UTC", "2022-03-01T10:20:00+00:00"),
        ("2021-06-13 19:58:54 Eastern Daylight Time", "2021-06-13T23:58:54+00:00"),
        ("2021-06-13 19:58:54 India Standard Time", "2021-06-13T14:28:54+00:00"),
        ("2020-01-14 14:08:59 NZDT", "2020-01-14T01:08:59+00:00"),
    ],
)
def test_a_time_with_a_zone_is_read(cell: object, expected: str) -> None:
    stated = times.parse(cell)
    assert stated is not None
    assert (stated.at.isoformat(), stated.zoned) == (expected, True)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("2022-02-02 05:59:59", "2022-02-02T05:59:59"), ("2022-02-02", "2022-02-02T00:00:00"), ("Mon Feb 03 2025", "2025-02-03T00:00:00"),
     ("Sun, Nov 9, 2025", "2025-11-09T00:00:00"), ("2/28/22 00:07", "2022-02-28T00:07:00"), ("28.2.2022 14:05", "2022-02-28T14:05:00"),
     ("12/13/2016 1:22:35 PM", "2016-12-13T13:22:35"), ("5/5/2022", "2022-05-05T00:00:00")],
)  # fmt: skip
def test_a_time_without_a_zone_says_so(cell: object, expected: str) -> None:
    stated = times.parse(cell)
    assert stated is not None
    assert (stated.at.isoformat(), stated.zoned) == (expected + "+00:00", False)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "03/04/22",
        "yesterday",
        "538095",
        None,
        True,
        "13/13/2022",
        "1969-01-01",
        "3000-01-01",
        {},
        "0",
        "31/02/2022",
    ],
)
def test_what_is_no_time_or_could_be_two_is_none(cell: object) -> None:
    assert times.parse(cell) is None


@pytest.mark.parametrize(("order", "expected"), [("day first", "2022-04-03"), ("month first", "2022-03-04")])
def test_the_order_of_a_column_decides_ambiguous_dates(order: SlashOrder, expected: str) -> None:
    stated = times.parse("03/04/22", order)
    assert stated is not None
    assert stated.at.date().isoformat() == expected


def test_the_order_of_a_column_is_told_by_a_number_above_twelve() -> None:
    assert times.slash_order(["03/04/22", "25/04/22"]) == "day first"
    assert times.slash_order(["03/04/22", "04/25/22"]) == "month first"
    assert times.slash_order(["03/04/22"]) == "unknown"
    assert times.slash_order(["25/04/22", "04/25/22"]) == "unknown"


@given(st.one_of(st.text(max_size=40), st.floats(), st.integers()))
def test_no_cell_ever_breaks_the_parser(cell: object) -> None:
    stated = times.parse(cell)
    assert stated is None or times.plausible(stated.at)


@given(st.timedeltas(dt.timedelta(), dt.timedelta(days=11_000)))
def test_iso_times_read_back(later: dt.timedelta) -> None:
    at = dt.datetime(2006, 3, 22, tzinfo=dt.UTC) + later
    stated = times.parse(at.isoformat())
    assert stated is not None
    assert stated.at == at


def test_days_between_hyphens_are_read_where_they_can_be_only_one() -> None:
    assert str(times.parse("03-25-2022 10:20:30")) == str(times.parse("2022-03-25 10:20:30"))
    assert times.parse("04-03-2022 10:20:30") is None
    assert times.parse("04-03-2022 10:20:30", "day first") == times.parse("2022-03-04 10:20:30")
    assert times.parse("22-03-15") is None  # could be a year first


def test_a_zone_of_an_unknown_name_leaves_a_time_without_one() -> None:
    stated = times.parse("2021-06-13 19:58:54 Mars Standard Time")
    assert stated == times.Stated(dt.datetime(2021, 6, 13, 19, 58, 54, tzinfo=dt.UTC), zoned=False)
