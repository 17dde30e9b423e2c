"""What is forgotten is gone from every file under the home folder, and stays gone. The people here are invented."""

import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

import storage.events
from storage.database import Database
from storage.tables import Listing, Notice, Sighting
from tests.counting import counted
from tests.making import STRIKE, comment, submission, tweet, write_lines
from worker import digesting, forgetting, holding, house, intake, verifying
from worker.batches import FACTS, Found
from worker.intake import Watcher

CANARY = "zanzibarquux"
NAME = "vellichor_demo"
SPOKEN = comment(1, f"Kharkiv is resilient {CANARY}", author=NAME, minutes=5)
BROKEN = f'{{"id": "c00099", "author": "{NAME}", "body": "{CANARY} cut'


@pytest.fixture
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[pathlib.Path]:
    """The user's own files, outside the home folder: what a person says is in them, read well and read badly."""
    folder = tmp_path_factory.mktemp("theirs")
    others = [comment(n, f"Kharkiv holds out {n}", minutes=n) for n in range(2, 30)]
    return [
        write_lines(folder / "rs.ndjson", [submission("thr1", "Kharkiv hit")]),
        write_lines(folder / "rc.ndjson", [SPOKEN, *others, BROKEN, '{"id": "other']),
        write_lines(folder / "x.jsonl", [tweet(n, f"Kharkiv tonight {n}", minutes=n) for n in range(9)]),
    ]


@pytest.fixture
def bring(event_file: Callable[..., str], now: Any) -> Callable[..., Any]:
    event_file()

    def bring(database: Database, paths: list[pathlib.Path]) -> Any:
        return intake.bring_in(database, "strike", paths, covers=lambda _: None, clock=now, watcher=Watcher())

    return bring


@pytest.fixture(params=["database", "postgres"])
def filled(request: pytest.FixtureRequest, bring: Any, sources: list[pathlib.Path], now: Any) -> Database:
    """A database with the posts, and a digest that quotes them."""
    database: Database = request.getfixturevalue(request.param)
    bring(database, sources)
    with database.read() as session:
        event = storage.events.named(session, "strike")
        session.expunge_all()
    assert event is not None
    digesting.digest(database, event, STRIKE.date(), now=now())
    with database.write() as session:
        numbers = session.execute(sa.text("select id from post where native_id = 't1_c00001'")).scalars().all()
        slot = {"post": numbers[0], "text": CANARY}
        session.execute(
            sa.text("insert into quote (digest_id, slot, post_id, text) values (1, 99, :post, :text)"), slot
        )
        notice = Notice(event_id=1, key="k", thread="k", kind="open", made_at=now(), subject="", text="", phone="")
        session.add(notice)
        session.flush()
        session.execute(
            sa.text("insert into notice_quote (notice_id, slot, post_id, text) values (1, 1, :post, :text)"), slot
        )
    return database


def in_rows(database: Database, word: str) -> list[str]:
    """The tables in which the word stands anywhere."""
    found = []
    with database.read() as session:
        for name in sa.inspect(session.connection()).get_table_names():
            for row in session.execute(sa.text(f'select * from "{name}"')):
                found += [name] if word in repr(tuple(row)) else []
    return sorted(set(found))


def in_files(home: pathlib.Path, word: str) -> list[str]:
    """The files under the home folder whose bytes have the word, freed pages and logs included."""
    spelt = [word.encode(), word.encode("utf-16-le")]
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path.name for path in files if any(each in path.read_bytes() for each in spelt)]


@pytest.mark.parametrize(
    "subject",
    [
        lambda _: forgetting.author(NAME),
        lambda _: forgetting.author(f"reddit:u/{NAME.upper()}"),
        lambda database: forgetting.file(database, "rc.ndjson"),
    ],
    ids=["by name", "by platform and name", "by file"],
)
def test_what_is_forgotten_is_in_no_table_and_no_file(
    filled: Database, home: pathlib.Path, now: Any, subject: Callable[[Database], Any]
) -> None:
    assert {"post_text", "quarantined", "quote", "notice_quote"} <= set(in_rows(filled, CANARY))
    receipt = forgetting.forget(filled, subject(filled), clock=now, really=True)
    assert receipt.done
    assert receipt.scrubbed
    for word in (CANARY, NAME):
        assert in_rows(filled, word) == []
        assert in_files(home, word) == []
    found = verifying.verify(filled, clock=now)
    assert [check for check in found.checks if check.wrong] == []


def test_a_dry_run_counts_what_would_go_and_changes_nothing(filled: Database, now: Any) -> None:
    before = in_rows(filled, CANARY), counted(filled)
    wanted = forgetting.author(NAME)
    dry = forgetting.forget(filled, wanted, clock=now, really=False)
    assert (in_rows(filled, CANARY), counted(filled)) == before
    assert dry.posts == 1
    assert dry.places["quarantined"] == 1
    assert dry.places["quote"] == 1
    done = forgetting.forget(filled, wanted, clock=now, really=True)
    assert (done.posts, done.places, done.number) == (dry.posts, dry.places, dry.number)


def test_a_forgotten_author_does_not_come_back_with_any_file(
    filled: Database, bring: Any, now: Any, tmp_path: pathlib.Path
) -> None:
    forgetting.forget(filled, forgetting.author(NAME), clock=now, really=True)
    again = [SPOKEN, comment(50, f"Kharkiv, once more {CANARY}", author=NAME)]
    bring(filled, [write_lines(tmp_path / "later.ndjson", again)])
    (tmp_path / "later.ndjson").unlink()
    assert in_rows(filled, CANARY) == []
    with filled.read() as session:
        reasons = session.execute(sa.text("select distinct reason from tombstone")).scalars().all()
    assert reasons == ["forgotten on request"]


def test_a_forgotten_file_is_refused_and_posts_that_others_have_stay(
    filled: Database, bring: Any, now: Any, sources: list[pathlib.Path], tmp_path: pathlib.Path
) -> None:
    other = write_lines(tmp_path / "other.ndjson", [comment(5, "Kharkiv holds out 5", minutes=5)])
    bring(filled, [other])
    subject = forgetting.file(filled, "rc.ndjson")
    assert subject is not None
    receipt = forgetting.forget(filled, subject, clock=now, really=True)
    assert (receipt.posts, receipt.elsewhere) == (28, 1)
    (report,) = bring(filled, [sources[1]]).reports
    assert "was forgotten on 2025-04-21" in report.error
    assert forgetting.file(filled, "rc.ndjson") is None


def test_a_post_is_forgotten_alone(filled: Database, now: Any) -> None:
    with filled.read() as session:
        number = session.execute(sa.text("select id from post where native_id = 't1_c00001'")).scalar_one()
        posts = session.execute(sa.text("select count(*) from post_text")).scalar_one()
    receipt = forgetting.forget(filled, forgetting.post(number), clock=now, really=True)
    assert receipt.posts == 1
    with filled.read() as session:
        assert session.execute(sa.text("select count(*) from post_text")).scalar_one() == posts - 1


def test_the_names_of_an_account_lead_to_each_other(
    database: Database, bring: Any, now: Any, tmp_path: pathlib.Path
) -> None:
    old = tweet(1, f"Kharkiv {CANARY}", author_id="777")
    page = {"data": [old], "includes": {"users": [{"id": "777", "username": "Someone_Demo", "name": "x"}]}}
    bring(database, [write_lines(tmp_path / "v2.jsonl", [page])])
    (tmp_path / "v2.jsonl").unlink()
    receipt = forgetting.forget(database, forgetting.author("@someone_demo"), clock=now, really=True)
    assert receipt.posts == 1
    assert in_rows(database, CANARY) == []


def test_posts_that_are_held_and_belong_to_no_event_go_with_their_author(
    filled: Database, home: pathlib.Path, now: Any
) -> None:
    key, _ = house.keys_of_authors()("reddit", None, NAME)
    facts = dict.fromkeys(FACTS) | {
        "text": CANARY,
        "author_key": key,
        "kind": "comment",
        "root_id": None,
        "ref_id": None,
    }
    with filled.write() as session:
        session.add(Listing(id=1, source_id=1, name="a", kind="new"))
        session.flush()
        held = holding.packed(Found(-77, facts, CANARY, None, []))
        session.add(Sighting(source_id=1, post_id=-77, listing_id=1, seen_at=now(), check_at=now(), held=held))
    forgetting.forget(filled, forgetting.author(NAME), clock=now, really=True)
    with filled.read() as session:
        assert session.execute(sa.text("select count(held) from sighting")).scalar_one() == 0
        assert session.execute(sa.text("select count(*) from tombstone where post_id = -77")).scalar_one() == 1


def test_receipts_name_nobody(filled: Database, home: pathlib.Path, now: Any) -> None:
    forgetting.forget(filled, forgetting.author(NAME), clock=now, really=True)
    (home / "author.key").write_text("11" * 32)
    house.keys_of_authors.cache_clear()
    other = forgetting.author(NAME).keys
    assert not other & {key for _, key in forgetting.ledger()}


def test_the_page_of_a_user_is_kept_without_its_name(database: Database, bring: Any, tmp_path: pathlib.Path) -> None:
    theirs = submission("thr9", "Kharkiv hit", subreddit=f"u_{NAME}", author=NAME)
    bring(database, [write_lines(tmp_path / "rs.ndjson", [theirs])])
    (tmp_path / "rs.ndjson").unlink()
    assert in_rows(database, NAME) == []


def test_uploads_that_hold_something_of_the_author_go_whole(
    database: Database, bring: Any, home: pathlib.Path, now: Any
) -> None:
    taken, waiting, other = (home / "data" / "uploads" / "strike" / mark for mark in ("a" * 16, "b" * 16, "c" * 16))
    path = write_lines(taken / "posts.ndjson", [comment(1, f"Kharkiv {CANARY}", author=NAME)])
    write_lines(waiting / "more.ndjson", [comment(2, CANARY, author=NAME)])
    write_lines(other / "others.ndjson", [comment(3, "Kharkiv")])
    bring(database, [path])
    assert forgetting.forget(database, forgetting.author(NAME), clock=now, really=False).places["uploads"] == 2
    assert taken.exists()
    forgetting.forget(database, forgetting.author(NAME), clock=now, really=True)
    assert [place.exists() for place in (taken, waiting, other)] == [False, False, True]
    assert in_files(home, CANARY) == []
