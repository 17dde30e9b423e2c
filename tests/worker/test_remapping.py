"""A mapping file that is written, changed or taken away after its file was imported: the file is read anew. Invented."""

import pathlib
from typing import Any

import pytest
import sqlalchemy as sa

from storage.database import Database
from tests.collectors.tables import columns, content_of, iso, own_id
from tests.counting import counted
from tests.worker.test_importing import Bring, adds_up
from tests.worker.test_retrying import bring, reports
from worker import verifying

__all__ = ["bring"]
SAID = '[columns]\ntime = "when"\ntext = "what"\nauthor_name = "who"\n'


def words(n: int) -> str:
    return f"Kharkiv stands, says number {n} of them"


def table(path: pathlib.Path, **more: Any) -> pathlib.Path:
    path.write_text(content_of(*columns(30, when=lambda n: iso(n, 3), what=words, who="demo", **more)))
    return path


def say(path: pathlib.Path, more: str = "") -> None:
    path.with_name(path.name + ".map.toml").write_text(more + SAID)


def minutes(database: Database) -> list[int]:
    with database.read() as session:
        counting = sa.text("select minute from membership where counts order by minute")
        return list(session.execute(counting).scalars())


def test_a_changed_mapping_has_the_file_read_anew(
    bring: Bring, database: Database, tmp_path: pathlib.Path, now: Any
) -> None:
    path = table(tmp_path / "posts.csv")
    say(path)
    (first,) = bring(path)
    before = minutes(database)
    say(path, 'zone = "Europe/Kyiv"\n')
    (again,) = bring(path)
    assert (again.imported, again.read) == (first.imported, first.read) == (30, 30)
    assert any("30 posts were taken back" in warning for warning in again.warnings)
    assert minutes(database) == [minute - 180 for minute in before]
    assert adds_up(again)
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from post")).scalar_one() == 30
    assert verifying.verify(database, clock=now).holds


def test_a_mapping_that_says_the_same_changes_nothing(bring: Bring, database: Database, tmp_path: pathlib.Path) -> None:
    path = table(tmp_path / "posts.csv")
    say(path)
    bring(path)
    before = counted(database), reports(database)
    say(path, "# a remark\n")
    (again,) = bring(path)
    assert (counted(database), reports(database)) == before
    assert "already imported" in again.warnings


def test_reading_anew_gives_what_reading_so_from_the_first_gives(
    bring: Bring, database: Database, tmp_path: pathlib.Path
) -> None:
    path = table(tmp_path / "posts.csv", nr=own_id)
    bring(path)
    say(path, 'zone = "Europe/Kyiv"\n')
    bring(path)
    found = counted(database), minutes(database)
    path.with_name("posts.csv.map.toml").unlink()
    bring(path)
    assert counted(database) != found[0]
    say(path, 'zone = "Europe/Kyiv"\n')
    bring(path)
    assert (counted(database), minutes(database)) == found


def test_posts_that_another_file_gave_too_stay(bring: Bring, database: Database, tmp_path: pathlib.Path) -> None:
    path, other = table(tmp_path / "posts.csv", id=own_id), table(tmp_path / "other.csv", id=own_id, more="x")
    bring(path, other)
    say(path, 'zone = "Europe/Kyiv"\n')
    (again,) = bring(path)
    assert again.imported == 30  # without their ids they are other posts
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from post")).scalar_one() == 60


@pytest.mark.parametrize("said", ["[columns", '[columns]\ntext = "nowhere"\ntime = "when"\n'])
def test_a_mapping_with_a_fault_takes_nothing_away(
    bring: Bring, database: Database, tmp_path: pathlib.Path, said: str
) -> None:
    path = table(tmp_path / "posts.csv")
    say(path)
    bring(path)
    before = counted(database), minutes(database)
    path.with_name("posts.csv.map.toml").write_text(said)
    (refused,) = bring(path)
    assert refused.error
    assert "posts.csv.map.toml" in refused.error
    assert (counted(database), minutes(database)) == before


def test_a_post_that_somebody_corrected_stays_and_counts_when_it_is_read_again(
    bring: Bring, database: Database, tmp_path: pathlib.Path
) -> None:
    path = table(tmp_path / "posts.csv", id=own_id)
    bring(path)
    with database.write() as session:
        number = session.execute(sa.text("select min(post_id) from membership")).scalar_one()
        session.execute(
            sa.text(
                "insert into voice_label (event_id, post_id, value, mark, at) "
                "select event_id, post_id, 'reacting', '', '2025-04-18 03:00:00' from membership where post_id = :number"
            ),
            {"number": number},
        )
    say(path, 'zone = "Europe/Kyiv"\n')
    path.with_name("posts.csv.map.toml").write_text('[columns]\nid = "id"\ntext = "what"\n')
    (again,) = bring(path)
    assert (again.imported, len(minutes(database))) == (30, 30)
    with database.read() as session:
        assert session.execute(sa.text("select post_id from voice_label")).scalars().all() == [number]
