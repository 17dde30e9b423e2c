"""One owner at a time: a live one is left alone, a dead one's work is taken over at once, a late one commits nothing."""

import datetime as dt

import pytest

import storage.leases
from storage.database import Database
from storage.leases import LENGTH, LeaseLost

NOW = dt.datetime(2025, 4, 21, tzinfo=dt.UTC)


def take(database: Database, now: dt.datetime = NOW) -> int | None:
    with database.write() as session:
        return storage.leases.take(session, "work", now=now)


def as_owner(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(storage.leases, "owner", lambda: name)


def test_a_free_lease_is_given(database: Database) -> None:
    assert take(database) == 1


def test_another_hosts_lease_is_left_alone_until_its_time_is_over(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_owner(monkeypatch, "elsewhere/12/345")
    take(database)
    as_owner(monkeypatch, "here/13/346")
    assert take(database, NOW + LENGTH / 2) is None
    assert take(database, NOW + LENGTH * 2) == 2


def test_work_of_a_dead_process_of_this_host_is_taken_over_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    as_owner(monkeypatch, f"{socket.gethostname()}/999999999/1")
    take(database)
    monkeypatch.undo()
    assert take(database) == 2


def test_a_number_given_to_another_process_is_not_taken_for_the_old_owner(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os
    import socket

    as_owner(monkeypatch, f"{socket.gethostname()}/{os.getpid()}/another start")
    take(database)
    monkeypatch.undo()
    assert take(database) == 2


def test_a_commit_of_an_owner_that_lost_the_lease_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_owner(monkeypatch, "elsewhere/12/345")
    epoch = take(database)
    assert epoch is not None
    as_owner(monkeypatch, "here/13/346")
    take(database, NOW + LENGTH * 2)
    with pytest.raises(LeaseLost), database.write() as session:
        storage.leases.renew(session, "work", epoch, now=NOW + LENGTH * 2)


def test_a_released_lease_is_free(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    as_owner(monkeypatch, "elsewhere/12/345")
    epoch = take(database)
    assert epoch is not None
    with database.write() as session:
        storage.leases.release(session, "work", epoch, now=NOW)
    as_owner(monkeypatch, "here/13/346")
    assert take(database) == 2


def test_held_means_by_a_live_owner(database: Database) -> None:
    take(database)
    with database.read() as session:
        assert storage.leases.is_held(session, "work", now=NOW)
        assert not storage.leases.is_held(session, "work", now=NOW + LENGTH * 2)
        assert not storage.leases.is_held(session, "other", now=NOW)


def test_leases_of_work_that_ended_a_month_ago_are_dropped(database: Database) -> None:
    take(database)
    later = NOW + dt.timedelta(days=31)
    with database.write() as session:
        storage.leases.mark(session, "at work", now=later)
        storage.leases.drop_old(session, now=later)
        assert storage.leases.holder(session, "work") is None
        assert storage.leases.holder(session, "at work") is not None
