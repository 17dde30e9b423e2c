"""PostgreSQL gives the same numbers as SQLite, bit for bit, and its migration is clean."""

import json
import pathlib
import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import sqlmodel
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import storage.events
import storage.labels
import storage.leases
import storage.theme_posts
import storage.understood
from digests.rising import risen
from storage.database import Database
from storage.quarantine import Wanted
from tests.collectors.tables import columns, content_of, iso
from tests.conftest import EVENT
from tests.copies import KINDS, edited, unrelated
from tests.counting import counted
from tests.making import comment, submission, tweet, write_lines
from worker import intake, linking, retrying
from worker.intake import Watcher


def files(folder: pathlib.Path) -> list[pathlib.Path]:
    """Comments before their threads, copies, a deletion, X posts with context, a NUL and a broken line."""
    comments = [
        comment(n, f"How awful {n % 40} \x00 {'act now' if n % 3 else ''}", thread=f"thr{n % 4}", minutes=n * 7)
        for n in range(300)
    ]
    comments += [comment(7, "[deleted]", author="[deleted]"), '{"id": "cut']  # type: ignore[list-item]
    posts = [
        submission("thr1", "Kharkiv hit"),
        submission("thr2", "Харків’яни, тримайтесь"),
        submission("thr3", "Cats"),
    ]
    root = tweet(900, "Kharkiv tonight", minutes=-90)
    page = {
        "data": [tweet(n, f"{'Not' if n % 4 else 'Stay'} resilient, Kharkiv {n % 9}", minutes=n) for n in range(150)],
        "includes": {"tweets": [root]},
    }
    return [
        write_lines(folder / "rc.ndjson", comments),
        write_lines(folder / "rs.ndjson", posts),
        write_lines(folder / "x.jsonl", [page]),
    ]


def bring(database: Database, paths: list[pathlib.Path], now: Any) -> Any:
    return intake.bring_in(database, "strike", paths, covers=lambda _: None, clock=now, watcher=Watcher())


def test_series_are_equal_to_those_of_sqlite(
    database: Database, postgres: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    paths = files(tmp_path)
    one, other = bring(database, paths, now), bring(postgres, paths, now)
    assert one.reports == other.reports
    assert one.again == other.again
    assert counted(database) == counted(postgres)


def test_samples_labels_and_phrases_are_equal_to_those_of_sqlite(
    database: Database, postgres: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    found = []
    for each in (database, postgres):
        bring(each, files(tmp_path), now)
        with each.write() as session:
            event = storage.events.named(session, "strike")
            assert event is not None
            file = storage.events.revision_of(session, event)
            event_id, theme_id = event.id or 0, storage.understood.known_theme_ids(session, file)["resilience"]
            drawn = storage.labels.sample(session, event_id, theme_id, seed="s", most=20)
            key = {"event_id": event_id, "theme_id": theme_id, "labelled_at": now()}
            for reader, right in (("ann", True), ("bob", False), ("ann", None)):
                rows = [{**key, "post_id": number, "reader": reader, "is_right": right} for number in drawn[:7]]
                storage.labels.add(session, rows)
            tally = storage.labels.tallies(session, event_id, {theme.name: theme.hash for theme in file.themes})
            texts = list(storage.theme_posts.texts(session, event_id, theme_id))
            rose = [risen(session, event_id, platform, 29_082_240, 29_083_680) for platform in ("x", "reddit")]
            found.append((drawn, tally, texts, rose))
    assert found[0] == found[1]
    assert len(found[0][0]) == 20
    assert found[0][1]["resilience"].judged == 7


def test_near_copies_and_a_rescore_are_equal_to_those_of_sqlite(
    database: Database,
    postgres: Database,
    event_file: Callable[..., str],
    now: Any,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(linking, "COMPARED", 3)
    chance = random.Random(4)
    texts = [f"Kharkiv {text}" for text in unrelated(chance, 20)]
    texts += [edited(chance.choice(texts), chance.choice(KINDS), chance) for _ in range(80)]
    records = [comment(n, text, minutes=n * 3) for n, text in enumerate(texts)]
    paths = [write_lines(tmp_path / f"{half}.ndjson", records[half::2]) for half in range(2)]
    for opened, order in ((database, paths), (postgres, paths[::-1])):
        event_file()
        for path in order:
            bring(opened, [path], now)
        event_file(EVENT + '[tone]\nadd = ["missed"]\n[themes.river]\nen = ["river"]\n')
        bring(opened, [], now)
    clusters = "select text_key, cluster from text_cluster order by text_key"
    moved = "select moved from rescore order by id"
    for query in (clusters, moved):
        one, other = (_rows(opened, query) for opened in (database, postgres))
        assert [_plain(row) for row in one] == [_plain(row) for row in other]
    assert counted(database) == counted(postgres)


def _rows(database: Database, query: str) -> list[Any]:
    with database.read() as session:
        return [tuple(row) for row in session.execute(sa.text(query))]


def _plain(row: tuple[Any, ...]) -> list[Any]:
    return [json.loads(value) if isinstance(value, str) else value for value in row]


def test_four_imports_at_once_give_what_one_gives(
    database: Database, postgres: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    paths = files(tmp_path)
    bring(database, paths, now)
    faults: list[BaseException] = []

    def work() -> None:
        try:
            bring(postgres, paths, now)
        except BaseException as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert counted(database) == counted(postgres)


def test_the_migration_gives_the_tables_of_the_code(postgres: Database) -> None:
    with postgres.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, sqlmodel.SQLModel.metadata) == []


def test_deletions_and_retries_give_the_same_and_in_any_order(
    database: Database, postgres: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    paths = files(tmp_path)
    gone = write_lines(
        tmp_path / "gone.jsonl", [{"delete": {"tweet": {"id": tweet(n, "")["id"]}}} for n in range(0, 150, 7)]
    )
    bring(database, [*paths, gone], now)
    bring(postgres, [gone], now)
    bring(postgres, paths, now)
    for each in (database, postgres):
        with each.read() as session:
            event = storage.events.named(session, "strike")
            assert event is not None
            session.expunge_all()
        assert retrying.retry(each, event, Wanted(), clock=now, watcher=Watcher()).tried == 1
    assert counted(database) == counted(postgres)


def test_a_file_that_is_mapped_otherwise_gives_the_same(
    database: Database, postgres: Database, event_file: Callable[..., str], tmp_path: pathlib.Path, now: Any
) -> None:
    event_file()
    path = tmp_path / "posts.csv"
    path.write_text(
        content_of(*columns(40, when=lambda n: iso(n, 3), what=lambda n: f"Kharkiv stands, says {n}", who="demo"))
    )
    for said in ("", 'zone = "Europe/Kyiv"\n'):
        path.with_name("posts.csv.map.toml").write_text(said + '[columns]\ntime = "when"\ntext = "what"\n')
        found = []
        for each in (database, postgres):
            (report,) = intake.bring_in(
                each, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher()
            ).reports
            found.append((report.imported, report.warnings, counted(each)))
        assert found[0] == found[1]
        assert found[0][0] == 40


def test_live_collection_gives_the_same_posts_and_coverage(
    postgres: Database, home: pathlib.Path, monkeypatch: Any, event_file: Callable[..., str]
) -> None:
    from tests.playing import played, stream, thread

    root = thread(1, -600)
    gone = stream(1, -20, -10, root, first=7)[0]
    things = [
        root,
        gone,
        *stream(250, -300, 100, root, first=100),
        *stream(20, -200, 50, thread(2, -500, "cats"), first=900),
    ]
    with played(postgres, home, monkeypatch, event_file, things) as play:
        play.run(200, tick=20)
        play.world.take_away(gone.name)
        play.run(4500, tick=300)
        play.rebuild()
        assert len(play.stored()) == 252
        assert play.one("select count(*) from sighting where held is not null") == 20
        assert tuple(
            play.one("select posts, removed from bucket where grain = 'day' and theme = '' and voice = ''")
        ) == (251, 1)
        assert play.one("select count(*) from coverage where kind = 'watched'") == 1


def test_the_first_who_asks_for_a_lease_gets_it(postgres: Database, now: Any) -> None:
    with postgres.write() as session:
        assert storage.leases.take(session, "a", now=now()) == 1
