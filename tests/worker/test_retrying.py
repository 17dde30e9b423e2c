"""Records that could not be read wait, byte for byte, until a reader can; then they are imported as from the first."""

import json
import pathlib
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa

import storage.events
import storage.quarantine
from collectors import READERS, reading, reddit_archive
from collectors.base import Layout, Outcome, RecordRejected
from collectors.x_export import api_v2
from storage.database import Database
from storage.quarantine import Wanted
from tests.counting import counted
from tests.making import comment, submission, tweet, write_lines
from tests.worker.test_importing import Bring, _empty, adds_up
from worker import intake, keeping, retrying
from worker.intake import Report, Watcher
from worker.retrying import Retried


class OlderReader:
    """The reader of Reddit archives as an older version might have been: it stumbles over some comments."""

    recognise = staticmethod(reddit_archive.recognise)

    @staticmethod
    def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
        if "new_key" in value:
            raise RecordRejected("a key of a later year")
        yield from reddit_archive.outcomes(value, layout)


@pytest.fixture
def bring(database: Database, event_file: Callable[..., str], now: Any) -> Bring:
    event_file()

    def bring(*paths: pathlib.Path, covers: Any = None) -> list[Report]:
        done = intake.bring_in(database, "strike", paths, covers=lambda _: covers, clock=now, watcher=Watcher())
        return [*done.reports, *done.again]

    return bring


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Switches between the older reader, which was alone with its formats, and today's."""
    others = reading._of_other_kind

    def switch(to_older: bool) -> None:
        monkeypatch.setattr(reading, "_of_other_kind", (lambda *_: []) if to_older else others)
        monkeypatch.setitem(READERS, "reddit archive", OlderReader if to_older else reddit_archive)  # type: ignore[arg-type]

    return switch


def retry(database: Database, now: Any, wanted: Wanted = Wanted()) -> Retried:  # noqa: B008
    with database.read() as session:
        event = storage.events.named(session, "strike")
        assert event is not None
        session.expunge_all()
    return retrying.retry(database, event, wanted, clock=now, watcher=Watcher())


def reports(database: Database) -> list[Report]:
    with database.read() as session:
        numbers = session.execute(sa.text("select id from file order by id")).scalars().all()
    return [intake.report(database, number, was_known=False) for number in numbers]


def posts(more: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [comment(n, f"Kharkiv is resilient {n}", minutes=n, **(more if n % 3 == 0 else {})) for n in range(30)]


def test_what_a_newer_version_can_read_is_imported_as_from_the_first(
    bring: Bring,
    database: Database,
    older: Any,
    tmp_path: pathlib.Path,
    now: Any,
) -> None:
    path = write_lines(tmp_path / "a.ndjson", [*posts({"new_key": 1}), "{broken", comment(90, "tea", new_key=1)])
    bring(path)
    whole, (at_once,) = counted(database), reports(database)
    _empty(database)
    older(True)
    (report,) = bring(path)
    assert (report.imported, report.quarantined) == (20, 12)
    older(False)
    assert retry(database, now) == Retried(tried=12, read=11)
    (after,) = reports(database)
    assert after == at_once
    assert adds_up(after)
    assert counted(database) == whole
    with database.read() as session:
        lines = session.execute(sa.text("select line from origin order by line")).scalars().all()
    assert lines == list(range(1, 31))


def test_a_retry_that_finds_nothing_new_changes_nothing(
    bring: Bring,
    database: Database,
    tmp_path: pathlib.Path,
    now: Any,
) -> None:
    bring(write_lines(tmp_path / "a.ndjson", [comment(1, "Kharkiv"), "{broken", '{"id": "cut']))
    before = reports(database), counted(database)
    assert retry(database, now) == retry(database, now) == Retried(tried=2)
    assert (reports(database), counted(database)) == before


def test_a_record_too_long_to_be_kept_whole_is_read_from_its_file(
    bring: Bring,
    database: Database,
    older: Any,
    tmp_path: pathlib.Path,
    now: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "LONGEST_KEPT", 100)
    lines = [comment(n, f"Kharkiv {n} " + "x" * 200, new_key=1) for n in range(3)]
    path = write_lines(tmp_path / "a.ndjson", [*lines, comment(9, "Kharkiv")])
    older(True)
    bring(path)
    older(False)
    moved = path.rename(tmp_path / "elsewhere")
    assert retry(database, now) == Retried(tried=3, gone=3)
    moved.rename(path)
    assert retry(database, now) == Retried(tried=3, read=3)
    (report,) = reports(database)
    assert (report.read, report.imported, report.quarantined) == (4, 4, 0)


def test_a_post_of_a_page_is_read_again_with_its_page(
    bring: Bring, database: Database, tmp_path: pathlib.Path, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = "RT @other: Kharkiv stands, and this is the whole of what was said there that night"
    posts = [tweet(n, f"Kharkiv is resilient {n}", minutes=n) for n in range(6)]
    posts[3] |= {"text": whole[:50] + "…", "referenced_tweets": [{"type": "retweeted", "id": tweet(50, "")["id"]}]}
    users = [{"id": str(9000 + n), "username": f"demo_{n}"} for n in range(5)]
    page = {"data": posts, "includes": {"users": users, "tweets": [tweet(50, whole.partition(": ")[2])]}}
    path = write_lines(tmp_path / "pages.jsonl", [{**page, "data": [tweet(70, "Kharkiv")]}, page])
    bring(path)
    at_once, first = counted(database), reports(database)
    _empty(database)
    todays = api_v2._post

    def older(source: Any, *rest: Any) -> Any:
        if source["id"] == posts[3]["id"]:
            raise RecordRejected("a kind of a later year")
        return todays(source, *rest)

    monkeypatch.setattr(api_v2, "_post", older)
    (report,) = bring(path)
    assert (report.imported, report.quarantined) == (first[0].imported - 1, 1)  # type: ignore[operator]
    monkeypatch.setattr(api_v2, "_post", todays)
    assert retry(database, now) == Retried(tried=1, read=1)
    assert (counted(database), reports(database)) == (at_once, first)
    with database.read() as session:
        assert whole in session.execute(sa.text("select text from post_text")).scalars().all()


def test_a_post_of_a_page_whose_file_is_gone_is_read_alone(
    bring: Bring, database: Database, tmp_path: pathlib.Path, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts, todays = [tweet(n, f"Kharkiv is resilient {n}", minutes=n) for n in range(4)], api_v2._post

    def older(source: Any, *rest: Any) -> Any:
        if source["id"] in (posts[1]["id"], posts[2]["id"]):
            raise RecordRejected("a kind of a later year")
        return todays(source, *rest)

    monkeypatch.setattr(api_v2, "_post", older)
    path = write_lines(tmp_path / "pages.jsonl", [{"data": posts, "meta": {"result_count": 4}}])
    bring(path)
    path.unlink()
    assert retry(database, now) == Retried(tried=2)
    monkeypatch.setattr(api_v2, "_post", todays)
    assert retry(database, now) == Retried(tried=2, read=2)
    (report,) = reports(database)
    assert (report.read, report.imported, report.quarantined) == (4, 4, 0)


def test_a_thread_whose_root_was_unreadable_joins_after_the_retry(
    bring: Bring,
    database: Database,
    older: Any,
    tmp_path: pathlib.Path,
    now: Any,
) -> None:
    older(True)
    replies = write_lines(tmp_path / "rc.ndjson", [comment(n, f"So sad {n}") for n in range(4)])
    roots = [submission("thr1", "Kharkiv hit", new_key=1), submission("thr2", "Cats")]
    bring(replies, write_lines(tmp_path / "rs.ndjson", roots))
    older(False)
    retry(database, now)
    first, _ = reports(database)
    assert (first.imported, first.skipped) == (4, {})


def test_rows_of_a_table_are_read_again_from_their_own_bytes(
    bring: Bring,
    database: Database,
    tmp_path: pathlib.Path,
    now: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from collectors.x_export import by_meaning

    rows = "".join(f'{tweet(n, "")["id"]};"Kharkiv; ""{n}""\nof the night"\n' for n in range(5))
    path = tmp_path / "a.csv"
    path.write_bytes(("id;text\n" + rows).encode("utf-16"))

    def refuse(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
        raise RecordRejected("not yet")

    with monkeypatch.context() as patch:
        patch.setattr(by_meaning, "outcomes", refuse)
        (report,) = bring(path)
        assert report.quarantined == 5
    assert retry(database, now).read == 5
    with database.read() as session:
        texts = session.execute(sa.text("select text from post_text")).scalars().all()
    assert 'Kharkiv; "3"\nof the night' in texts


def test_two_retries_at_once_import_each_record_once(
    bring: Bring,
    database: Database,
    older: Any,
    tmp_path: pathlib.Path,
    now: Any,
) -> None:
    path = write_lines(tmp_path / "a.ndjson", posts({"new_key": 1}))
    older(True)
    bring(path)
    older(False)
    found: list[Retried] = []
    threads = [threading.Thread(target=lambda: found.append(retry(database, now))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each.read for each in found) == 10
    (report,) = reports(database)
    assert adds_up(report)
    assert report.imported == 30


def test_records_are_found_by_file_and_by_reason(bring: Bring, database: Database, tmp_path: pathlib.Path) -> None:
    good = comment(1, "Kharkiv")
    bring(
        write_lines(tmp_path / "a.ndjson", [good, "{broken"]), write_lines(tmp_path / "b.ndjson", [good, good, "[1]"])
    )
    with database.read() as session:
        for wanted, number in ((Wanted(), 2), (Wanted("b.ndjson"), 1), (Wanted("", "ARRAY"), 1), (Wanted("c"), 0)):
            assert storage.quarantine.count(session, 1, wanted) == number
        (row,) = storage.quarantine.listed(session, 1, Wanted("b.ndjson"))
        assert (row["line"], row["bytes"]) == (3, 3)
        ((of_a, _),) = [each for run in storage.quarantine.runs(session, 1, Wanted("a.ndjson")) for each in run]
        assert of_a.raw == b"{broken"


def test_a_member_that_an_older_version_refused_is_taken_when_it_is_imported_again(
    bring: Bring, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.json", json.dumps(comment(1, "Kharkiv")))
        archive.writestr("b.json", json.dumps(tweet(2, "Kharkiv")))
        archive.writestr("c.txt", "no posts")
    with monkeypatch.context() as patch:
        patch.delitem(READERS, "x api v2")  # type: ignore[arg-type]
        patch.delitem(READERS, "by meaning")  # type: ignore[arg-type]
        first = bring(tmp_path / "a.zip")
    again = bring(tmp_path / "a.zip")
    assert [report.imported for report in first] == [1, None, None]
    assert [report.imported for report in again] == [0, 1, None]
    assert [bool(report.error) for report in again] == [False, False, True]
