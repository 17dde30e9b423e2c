"""Every number in a digest, against a script of plain SQL and Python that counts the raw posts again."""

import datetime as dt
import math
import pathlib
from typing import Any

import pytest

from storage.database import Database
from tests.digests import receipts_world as world
from tests.digests.recounting import ZONE, World, read

NAMES = ("value", "n", "low", "high")
EVERY = {
    "posts", "authors", "originals", "distinct texts", "posts the day before", "share of theme",
    "share of theme the day before", "change of share", "share of copies", "share of community", "share of language",
    "share unscored", "share scored", "mean compound", "share reacting", "rule right", "most originals in a bucket",
    "share of phrase", "share of phrase before", "share of sampled posts with theme called right",
}  # fmt: skip


@pytest.fixture
def made(database: Database, event_file: Any, tmp_path: pathlib.Path) -> tuple[dict[str, Any], World]:
    bring = world.bringing(database, event_file, tmp_path)
    event = bring(*world.records(), *(world.posts_on_x(n) for n in range(60)))
    world.label(database, event)
    numbers = world.digest(database, event)
    return numbers, World(str(database.engine.url.database))


def test_every_figure_of_a_digest_is_what_the_raw_posts_say(made: tuple[dict[str, Any], World]) -> None:
    numbers, raw = made
    figures = world.figures_of(numbers)
    assert {read(each["definition"])[0] for each in figures} >= EVERY
    for figure in figures:
        counted = dict(zip(NAMES, raw.number(figure["definition"]), strict=True))
        # Student's t stands in the digest by Hill's expansion, which is right to 0.3 %
        close = 2e-3 if figure["definition"].startswith("mean compound") else 1e-9
        for name in NAMES:
            is_same = counted[name] == figure[name] or math.isclose(
                counted[name], figure[name], rel_tol=close, abs_tol=close
            )  # type: ignore[arg-type]
            assert is_same, (name, figure, counted)


def test_the_hours_of_the_charts_are_what_the_raw_posts_say(made: tuple[dict[str, Any], World]) -> None:
    numbers, raw = made
    charts = [part for section in numbers["sections"] for part in section["parts"] if part["kind"] == "chart"]
    assert len(charts) == 2
    for chart in charts:
        hours = raw.by_hour("x" if chart["title"].startswith("X") else "reddit")
        for words, value in chart["points"]:
            at = dt.datetime.strptime(f"{words} 2025", "%a %d %b %H:%M %Y").replace(tzinfo=ZONE)
            assert (value or 0) == hours[int(at.timestamp() // 3600)], words


def test_the_plain_numbers_beside_shares_are_what_the_raw_posts_say(made: tuple[dict[str, Any], World]) -> None:
    numbers, raw = made
    tables = [part for section in numbers["sections"] for part in section["parts"] if part["kind"] == "table"]
    checked = 0
    for table in tables:
        kind = table["header"][0]
        for row in table["rows"]:
            asked = {"day": numbers["day"], "platform": "x" if " X" in kind else "reddit"}
            if kind.startswith("theme on"):
                wanted = {**asked, "theme": row[0], "who": "reacting"}
            elif kind == "community":
                wanted = asked
            else:
                continue
            rows = raw.within(wanted, raw.day(wanted))
            counted = [each for each in rows if kind != "community" or row[0] == f"r/{each['community']}"]
            assert row[1] == f"{len(counted):,}", (kind, row)
            checked += 1
    assert checked >= 6
