"""Transactions: several writers wait for each other, a failed one leaves nothing, and errors quote no post."""

import pathlib
import threading

import pytest
import sqlalchemy as sa
import sqlalchemy.exc

from storage.database import Database, pieces


def test_writers_that_read_first_wait_for_each_other(database: Database) -> None:
    with database.write() as session:
        session.execute(sa.text("create table tally (n integer)"))
        session.execute(sa.text("insert into tally values (0)"))

    def work() -> None:
        for _ in range(20):
            with database.write() as session:
                n = session.execute(sa.text("select n from tally")).scalar_one()
                session.execute(sa.text("update tally set n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.execute(sa.text("select n from tally")).scalar_one() == 80


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.execute(sa.text("insert into author_alias values (1, 2)"))
        raise RuntimeError
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from author_alias")).scalar_one() == 0


def test_an_error_does_not_quote_what_was_to_be_written(database: Database) -> None:
    with pytest.raises(sqlalchemy.exc.IntegrityError) as caught, database.write() as session:
        for _ in range(2):
            session.execute(sa.text("insert into post_text values (:id, :text)"), {"id": 1, "text": "canary in a post"})
    assert "canary" not in str(caught.value)


def test_reading_goes_on_while_another_writes(database: Database) -> None:
    with database.write() as writing:
        writing.execute(sa.text("insert into author_alias values (1, 2)"))
        with database.read() as session:
            assert session.execute(sa.text("select count(*) from author_alias")).scalar_one() == 0


def test_pieces_hold_every_value_once() -> None:
    assert [list(some) for some in pieces(list(range(7)), 3)] == [[0, 1, 2], [3, 4, 5], [6]]


def test_the_file_is_written_ahead_and_to_the_disk(tmp_path: pathlib.Path) -> None:
    opened = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with opened.read() as session:
        assert session.execute(sa.text("pragma journal_mode")).scalar() == "wal"
        assert session.execute(sa.text("pragma synchronous")).scalar() == 2
        assert session.execute(sa.text("pragma foreign_keys")).scalar() == 1
    opened.close()


def test_several_that_open_a_new_database_at_once_all_can(tmp_path: pathlib.Path) -> None:
    faults: list[Exception] = []

    def open_it(path: pathlib.Path, start: threading.Barrier) -> None:
        opened = Database(f"sqlite:///{path}")
        start.wait()
        try:
            with opened.write() as session:
                session.execute(sa.text("create table if not exists tally (n integer)"))
        except sqlalchemy.exc.OperationalError as fault:
            faults.append(fault)
        opened.close()

    for number in range(20):
        start = threading.Barrier(4)
        threads = [threading.Thread(target=open_it, args=(tmp_path / f"{number}.sqlite", start)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not faults
