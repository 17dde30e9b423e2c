"""Posts that were deleted at their source are gone from everywhere and stay gone, in whichever order files come."""

import itertools
import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

import storage.events
from storage.database import Database
from tests.counting import counted
from tests.making import STRIKE, comment, tweet, write_lines
from tests.worker.test_importing import _empty, adds_up
from worker import digesting, intake
from worker.intake import Report, Watcher
from worker.taking import NOTHING_SAID, Said

LISTS = Said(deletions=True)
GONE = tweet(2, "Kharkiv is resilient, they said", minutes=7)


@pytest.fixture
def bring(database: Database, event_file: Callable[..., str], now: Any) -> Callable[..., list[Report]]:
    event_file()

    def bring(*paths: pathlib.Path, said: Said = NOTHING_SAID) -> list[Report]:
        done = intake.bring_in(
            database, "strike", paths, covers=lambda _: None, said=said, clock=now, watcher=Watcher()
        )
        return [*done.reports, *done.again]

    return bring


@pytest.fixture
def posts(tmp_path: pathlib.Path) -> pathlib.Path:
    others = [tweet(n, f"Kharkiv tonight {n}", minutes=n) for n in (1, 3, 4)]
    return write_lines(tmp_path / "posts.jsonl", [*others, GONE])


@pytest.fixture
def notices(tmp_path: pathlib.Path) -> pathlib.Path:
    return write_lines(tmp_path / "gone.jsonl", [{"delete": {"tweet": {"id": GONE["id"]}, "event_at": "x"}}])


def stored(database: Database) -> list[Any]:
    tables = ("post", "post_text", "score", "theme_hit", "membership", "bucket", "mood", "facet", "tombstone")
    with database.read() as session:
        return [sorted(map(repr, session.execute(sa.text(f"select * from {table}")).all())) for table in tables]


def test_a_deleted_post_loses_its_text_author_score_and_themes_and_is_counted_as_removed(
    bring: Any, database: Database, posts: pathlib.Path, notices: pathlib.Path
) -> None:
    bring(posts)
    (report,) = bring(notices)
    assert (report.read, report.imported) == (0, 0)
    assert "1 posts that were here were deleted" in report.warnings
    number = int(GONE["id"])
    with database.read() as session:
        for table in ("post_text", "score", "theme_hit"):
            found = session.execute(sa.text(f"select count(*) from {table} where post_id = {number}")).scalar()
            assert found == 0
        facts = session.execute(sa.text(f"select author_key, likes, text_state from post where id = {number}")).one()
        member = session.execute(sa.text(f"select counts, why_not from membership where post_id = {number}")).one()
        day = session.execute(
            sa.text("select posts, removed from bucket where grain = 'day' and theme = '' and voice = ''")
        ).one()
    assert tuple(facts) == (None, None, "deleted")
    assert (bool(member[0]), member[1]) == (False, "deleted")
    assert tuple(day) == (3, 1)


def test_the_order_of_post_and_deletion_does_not_matter(
    bring: Any, database: Database, posts: pathlib.Path, notices: pathlib.Path
) -> None:
    bring(posts)
    bring(notices)
    one_order, series = stored(database), counted(database)
    _empty(database)
    bring(notices)
    (report,) = bring(posts)
    assert stored(database) == one_order
    assert counted(database) == series
    assert adds_up(report)
    assert (report.imported, report.skipped) == (3, {"deleted at the source": 1})


def test_a_deleted_post_does_not_come_back_with_another_file(
    bring: Any, database: Database, posts: pathlib.Path, notices: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    bring(posts)
    bring(notices)
    before = stored(database)
    edited = {**GONE, "text": "Kharkiv is resilient, they said, and more", "author_id": "77"}
    (report,) = bring(write_lines(tmp_path / "other.jsonl", [edited]))
    assert report.skipped == {"deleted at the source": 1}
    assert adds_up(report)
    assert stored(database) == before


def test_a_post_in_the_same_batch_as_its_deletion_stays_away(
    bring: Any, database: Database, tmp_path: pathlib.Path
) -> None:
    status = {
        "id_str": GONE["id"],
        "full_text": "Kharkiv tonight",
        "user": {"id_str": "5", "screen_name": "demo"},
        "created_at": "x",
    }
    notice = {"delete": {"status": {"id_str": GONE["id"], "user_id_str": "5"}}}
    for lines in itertools.permutations([status, notice]):
        _empty(database)
        (report,) = bring(write_lines(tmp_path / "stream.jsonl", lines))
        assert report.skipped == {"deleted at the source": 1}
        with database.read() as session:
            assert session.execute(sa.text("select count(*) from post_text")).scalar() == 0


def test_a_list_of_ids_is_taken_when_a_person_says_that_it_is_one(
    bring: Any, database: Database, posts: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    job = {"id": GONE["id"], "action": "delete", "created_at": "2025-04-18T02:19:00Z", "reason": "deleted"}
    path = write_lines(tmp_path / "compliance.jsonl", [job])
    bring(posts)
    (refused,) = bring(path)
    assert "--deletions" in (refused.error or "")
    (taken,) = bring(path, said=LISTS)
    assert "1 posts that were here were deleted" in taken.warnings


def test_the_posts_of_a_file_can_be_deleted_by_the_file_itself(
    bring: Any, database: Database, tmp_path: pathlib.Path
) -> None:
    path = write_lines(tmp_path / "a.jsonl", [json.dumps(tweet(n, f"Kharkiv {n}")) for n in range(3)])
    bring(path)
    bring(path, said=LISTS)
    bring(path, said=LISTS)
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from post_text")).scalar() == 0
        assert session.execute(sa.text("select count(*) from tombstone")).scalar() == 3


def test_a_reddit_comment_is_deleted_by_its_name(bring: Any, database: Database, tmp_path: pathlib.Path) -> None:
    bring(write_lines(tmp_path / "a.ndjson", [comment(1, "Kharkiv"), comment(2, "Kharkiv too")]))
    bring(write_lines(tmp_path / "gone.txt", ["t1_c00001"]), said=LISTS)
    with database.read() as session:
        assert session.execute(sa.text("select text from post_text")).scalars().all() == ["Kharkiv too"]


def test_a_thread_keeps_its_replies_when_its_root_is_deleted_before_or_after(
    bring: Any, database: Database, tmp_path: pathlib.Path
) -> None:
    root = tweet(50, "Kharkiv was hit", minutes=1)
    reply = tweet(
        51,
        "How awful",
        minutes=2,
        conversation_id=root["id"],
        referenced_tweets=[{"type": "replied_to", "id": root["id"]}],
    )
    files = [
        write_lines(tmp_path / "root.jsonl", [root]),
        write_lines(tmp_path / "reply.jsonl", [reply]),
        write_lines(tmp_path / "gone.jsonl", [{"delete": {"tweet": {"id": root["id"]}}}]),
    ]
    seen = []
    for order in itertools.permutations(files):
        _empty(database)
        for path in order:
            assert all(adds_up(report) for report in bring(path))
        seen.append((stored(database), counted(database)))
    assert all(each == seen[0] for each in seen)


def test_a_quote_of_a_deleted_post_leaves_the_frozen_digest(
    bring: Any, database: Database, tmp_path: pathlib.Path, now: Any
) -> None:
    texts = [tweet(n, f"Kharkiv stays resilient tonight whatever comes, reason {n}", minutes=n) for n in range(6)]
    bring(write_lines(tmp_path / "a.jsonl", texts))
    with database.read() as session:
        event = storage.events.named(session, "strike")
        assert event is not None
        session.expunge_all()
    frozen = digesting.digest(database, event, STRIKE.date(), now=now())
    assert any(frozen.numbers["quotes"].values())
    bring(write_lines(tmp_path / "gone.txt", [each["id"] for each in texts]), said=LISTS)
    after = digesting.digest(database, event, STRIKE.date(), now=now())
    assert after.version == frozen.version
    assert not any(after.numbers["quotes"].values())
    assert "whatever comes" not in after.html + after.text + after.markdown
    assert "[deleted since]" in after.text
