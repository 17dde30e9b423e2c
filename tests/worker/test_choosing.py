"""How the posts of a file were chosen is kept with it; a scroll of Top is never sold as volume."""

import pathlib
from collections.abc import Callable
from typing import Any

import pytest

import storage.coverage
import storage.events
from collectors.provenance import STOPPED
from storage.database import Database
from storage.tables import Event
from tests.making import STRIKE, at, tweet, write_lines
from worker import digesting, filed, intake
from worker.intake import Watcher
from worker.taking import NOTHING_SAID, Covers, Said

COVERED = at(-1440), at(1440)


@pytest.fixture
def bring(database: Database, event_file: Callable[..., str], now: Any) -> Callable[..., list[intake.Report]]:
    event_file()

    def bring(path: pathlib.Path, *, said: Said = NOTHING_SAID, covers: Covers | None = None) -> list[intake.Report]:
        covered = (lambda _: covers) if covers else (lambda _: None)
        return intake.bring_in(
            database, "strike", [path], covers=covered, said=said, clock=now, watcher=Watcher()
        ).reports

    return bring


def page(url: str, number: int = 3) -> dict[str, Any]:
    return {"data": [tweet(n, f"Kharkiv tonight {n}") for n in range(number)], "meta": {}, "__twarc": {"url": url}}


def kinds(database: Database) -> set[str]:
    with database.read() as session:
        return {row.kind for row in storage.coverage.of_event(session, 1)}


def event_of(database: Database) -> Event:
    with database.read() as session:
        event = storage.events.named(session, "strike")
        assert event is not None
        session.expunge_all()
        return event


def test_the_file_is_asked_for_its_search(bring: Any, database: Database, tmp_path: pathlib.Path) -> None:
    bring(write_lines(tmp_path / "a.jsonl", [page("https://api.twitter.com/2/tweets/search/all?query=kharkiv")]))
    (file,) = filed.files(database, 1)
    assert (file.query, file.sort, file.ranked, file.coverage) == ("kharkiv", "latest", False, "observed")


def test_what_a_person_says_weighs_more_and_can_be_said_later(
    bring: Any, database: Database, tmp_path: pathlib.Path
) -> None:
    path = write_lines(tmp_path / "a.jsonl", [page("https://api.twitter.com/2/tweets/search/all?query=kharkiv")])
    bring(path, said=Said(note="from the desk"))
    bring(path, said=Said(query="kharkiv OR charkiw", exported_by="Night desk"))
    (file,) = filed.files(database, 1)
    assert (file.query, file.exported_by, file.note) == ("kharkiv OR charkiw", "Night desk", "from the desk")


@pytest.mark.parametrize("how", ["said", "found"])
def test_top_posts_are_never_complete(bring: Any, database: Database, tmp_path: pathlib.Path, how: str) -> None:
    order = "&sort_order=relevancy" if how == "found" else ""
    path = write_lines(tmp_path / "a.jsonl", [page(f"https://api.twitter.com/2/tweets/search/all?query=a{order}")])
    (report,) = bring(path, said=Said(sort="top" if how == "said" else ""), covers=COVERED)
    assert any("--covers was refused" in warning for warning in report.warnings)
    assert kinds(database) == {"observed"}


@pytest.mark.parametrize(("at_most", "kind"), [(3, "observed"), (4, "stated"), (None, "stated")])
def test_a_file_that_is_as_long_as_its_tool_allows_is_not_complete(
    bring: Any, database: Database, tmp_path: pathlib.Path, at_most: int | None, kind: str
) -> None:
    path = write_lines(tmp_path / "a.jsonl", [tweet(n, f"Kharkiv {n}") for n in range(3)])
    bring(path, said=Said(tool="desk scraper", at_most=at_most), covers=COVERED)
    (file,) = filed.files(database, 1)
    assert kinds(database) == {kind}
    assert any("as many posts as its tool gives" in each for each in file.report.warnings) == (kind == "observed")
    assert (file.tool, file.at_most) == ("desk scraper", at_most)


def test_a_file_that_turns_out_to_be_top_loses_its_stated_coverage(
    bring: Any, database: Database, tmp_path: pathlib.Path
) -> None:
    path = write_lines(tmp_path / "a.jsonl", [tweet(1, "Kharkiv")])
    bring(path, covers=COVERED)
    assert kinds(database) == {"stated"}
    bring(path, said=Said(sort="top"))
    assert kinds(database) == {"observed"}


def test_the_digest_says_that_top_is_no_volume_and_how_posts_were_chosen(
    bring: Any, database: Database, tmp_path: pathlib.Path, now: Any
) -> None:
    path = write_lines(tmp_path / "a.jsonl", [tweet(1, "Kharkiv tonight")])
    bring(path, said=Said(query="kharkiv <b>", sort="top", exported_by="Night desk", note="scrolled to the end"))
    digest = digesting.digest(database, event_of(database), STRIKE.date(), now=now())
    text = " ".join(digest.text.split())
    assert "came from Top or a home feed" in text
    assert "search “kharkiv <b>” (Top), exported by Night desk, note: scrolled to the end" in text
    assert "kharkiv &lt;b&gt;" in digest.html


def test_a_digest_of_files_of_which_nothing_is_known_says_nothing_of_them(
    bring: Any, database: Database, tmp_path: pathlib.Path, now: Any
) -> None:
    bring(write_lines(tmp_path / "a.jsonl", [tweet(1, "Kharkiv tonight")]))
    text = digesting.digest(database, event_of(database), STRIKE.date(), now=now()).text
    assert "Top" not in text
    assert "exported by" not in text


def test_a_number_at_which_exports_stop_is_pointed_out(bring: Any, tmp_path: pathlib.Path) -> None:
    (report,) = bring(write_lines(tmp_path / "a.jsonl", [tweet(n, "Kharkiv") for n in range(100)]))
    assert any("exactly 100 posts" in warning for warning in report.warnings)
    (report,) = bring(write_lines(tmp_path / "b.jsonl", [tweet(n, "Kharkiv") for n in range(101)]))
    assert report.warnings == ()


def test_a_search_that_was_stopped_before_its_end_says_so(bring: Any, tmp_path: pathlib.Path) -> None:
    url = "https://api.twitter.com/2/tweets/search/all?query=kharkiv"
    pages = [{**page(url), "meta": {"next_token": "b26"}}, page(url)]
    (whole,) = bring(write_lines(tmp_path / "a.jsonl", pages))
    (stopped,) = bring(write_lines(tmp_path / "b.jsonl", pages[:1]))
    assert STOPPED not in whole.warnings
    assert STOPPED in stopped.warnings
