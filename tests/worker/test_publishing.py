"""One digest for each local day, at its hour, once to each reader: whatever dies, comes late, or jumps. Invented."""

import concurrent.futures
import datetime as dt
import re
import zoneinfo
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

import storage.digests
import storage.editions
import storage.outbox
from config import event_file
from storage.database import Database
from storage.tables import Delivery, Digest, Edition, Notice
from tests.channels.test_mail import parsed, post_office
from tests.worker.watching_world import World
from worker import delivering, digesting, due_days, house, previewing, publishing, sweeping

FILE = """
title = "Strike on Kharkiv"
zone = "Europe/Kyiv"
languages = ["en"]
[keywords]
any = ["kharkiv"]
[[channels]]
name = "desk"
kind = "mail"
to = ["desk@example.org"]
[[sources]]
name = "exports"
kind = "folder"
path = "exports"
[digest]
at = 08:00:00
recipients = ["editor@example.org"]
"""
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
DUE = dt.datetime(2025, 4, 19, 5, 0, tzinfo=dt.UTC)  # 08:00 in Kyiv: the digest of the 18th


@pytest.fixture
def world(database: Database) -> World:
    made = World(database, FILE)
    settle_before(made, dt.date(2025, 4, 18))
    return made


def settle_before(world: World, day: dt.date) -> None:
    """The weeks before are done: only this day and later ones are due."""
    with world.database.write() as session:
        for back in range(1, 20):
            slot = (day - back * DAY).isoformat()
            session.add(Edition(event_id=world.event_id, kind="day", slot=slot, due_at=DUE, made_at=DUE))


def work_off(world: World, now: dt.datetime) -> list[str]:
    """Everything that is due, as ticks would bring it; the days in their order."""
    days = []
    while day := publishing.publish_next(world.database, world.event, now=now):
        days.append(day.isoformat())
    return days


def rows(world: World, of: Any) -> list[Any]:
    with world.database.read() as session:
        found = list(session.execute(sa.select(of).order_by(of.id)).scalars())
        session.expunge_all()
        return found


def test_nothing_is_due_a_minute_before_the_hour_and_the_digest_is_at_it(world: World) -> None:
    assert work_off(world, DUE - HOUR / 60) == []
    assert work_off(world, DUE) == ["2025-04-18"]
    assert work_off(world, DUE + HOUR) == []
    assert [each.channel for each in rows(world, Delivery)] == ["desk", "mailto:editor@example.org"]


def test_a_day_on_which_nothing_happened_is_told_all_the_same(world: World) -> None:
    work_off(world, DUE)
    (notice,) = rows(world, Notice)
    assert notice.subject == "Strike on Kharkiv · digest of Fri 18 Apr 2025"
    assert len(notice.text.splitlines()) >= 3


def test_after_days_of_outage_every_day_comes_in_order_and_says_how_late(world: World) -> None:
    assert work_off(world, DUE + 2 * DAY + 3 * HOUR) == ["2025-04-18", "2025-04-19", "2025-04-20"]
    lines = [each.subject for each in rows(world, Notice)]
    assert [line.partition(" (")[2] for line in lines] == ["late by 2 d 3 h)", "late by 1 d 3 h)", "late by 3 h)"]
    first, *_ = rows(world, Digest)
    for form in (first.html, first.text, first.markdown, str(first.numbers["stamps"])):
        assert "Late by 2 d 3 h: it was due on 19 Apr at 08:00." in form
    with world.database.read() as session:
        assert len(storage.outbox.due(session, now=DUE + 3 * DAY)) == 6


def test_what_was_missed_more_than_a_week_ago_is_left_out_and_that_is_said(world: World) -> None:
    days = work_off(world, DUE + 20 * DAY)
    assert (len(days), days[0], days[-1]) == (7, "2025-05-02", "2025-05-08")
    with world.database.read() as session:
        (mark,) = [each for each in storage.episodes.marks(session, world.event_id) if "not made" in each.what]
    assert mark.words.startswith("2025-04-18 to 2025-05-01")


def test_a_digest_that_a_person_made_before_is_the_one_that_is_sent(world: World) -> None:
    made = digesting.digest(world.database, world.event, dt.date(2025, 4, 18), now=DUE - 2 * HOUR)
    work_off(world, DUE)
    (kept,) = rows(world, Digest)
    (notice,) = rows(world, Notice)
    assert (kept.made_at, notice.digest_id) == (made.made_at, kept.id)


@pytest.mark.parametrize("step", ["prepare", "freeze", "notice_of", "_settle"])
@pytest.mark.parametrize("after", [False, True])
def test_whoever_is_killed_at_whatever_step_leaves_one_digest_and_one_message(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    owner = digesting if step in ("prepare", "freeze") else publishing
    real = getattr(owner, step)

    def killed(*arguments: Any, **more: Any) -> Any:
        if after:
            real(*arguments, **more)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(owner, step, killed)
        publishing.publish_next(world.database, world.event, now=DUE)
    assert (rows(world, Digest), rows(world, Notice), rows(world, Delivery)) == ([], [], [])
    assert work_off(world, DUE + HOUR) == ["2025-04-18"]
    assert [len(rows(world, each)) for each in (Digest, Notice, Delivery)] == [1, 1, 2]


def test_two_workers_at_once_make_one_digest(world: World) -> None:
    with concurrent.futures.ThreadPoolExecutor(2) as workers:
        tasks = [
            workers.submit(publishing.publish, world.database, world.event, dt.date(2025, 4, 18), now=DUE)
            for _ in range(2)
        ]
        assert sorted(each.result() is None for each in tasks) == [False, True]
    assert [len(rows(world, each)) for each in (Digest, Notice, Delivery)] == [1, 1, 2]


def test_a_clock_that_jumps_back_makes_nothing_twice_and_one_that_jumped_ahead_leaves_nothing_out(world: World) -> None:
    assert work_off(world, DUE) == ["2025-04-18"]
    assert work_off(world, DUE - 5 * DAY) == []
    work_off(world, DUE + 400 * DAY)  # the clock was wrong by a year, and was put right
    assert work_off(world, DUE + 1 * DAY) == ["2025-04-19"]


def test_a_day_outside_the_window_of_the_event_has_no_digest(database: Database) -> None:
    world = World(database, FILE + "[window]\nto = 2025-04-18\n")
    assert work_off(world, DUE)[-1] == "2025-04-17"


def test_the_tick_rings_for_what_is_due(world: World) -> None:
    rung: list[Any] = []
    world.count()
    sweeping.sweep(world.database, lambda *call: rung.append(call), now=DUE)
    assert ("publish", world.event_id) in rung


def test_channels_are_those_that_the_file_names(database: Database) -> None:
    def of(more: str) -> list[str]:
        return publishing.readers(
            event_file.check(FILE.replace("recipients", f"{more}\nrecipients"), "a", house.registers())
        )

    assert of("") == ["desk", "mailto:editor@example.org"]
    assert of("to = []") == ["mailto:editor@example.org"]
    with pytest.raises(event_file.EventFault, match="there is no channel 'dsk'"):
        of('to = ["dsk"]')


def test_a_file_without_the_new_keys_keeps_its_revision(world: World) -> None:
    assert {"to", "flash"}.isdisjoint(world.file.model_dump(mode="json", by_alias=True)["digest"])


ZONES = [
    "Europe/Kyiv", "Europe/Berlin", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia",
    "America/Sao_Paulo", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns",
]  # fmt: skip


@given(
    zone=st.sampled_from(ZONES),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    hours=st.integers(0, 22 * 8766),
    steps=st.lists(st.integers(1, 1500), min_size=1, max_size=12),
)
def test_every_local_day_is_due_once_and_in_order_in_every_zone(
    zone: str, at: dt.time, hours: int, steps: list[int]
) -> None:
    registers = house.registers()
    file = event_file.check(f'title="a"\nzone="{zone}"\nkeywords.any=["a"]\ndigest.at={at.isoformat()}', "a", registers)
    now, days = dt.datetime(2008, 1, 1, tzinfo=dt.UTC) + hours * HOUR, list[dt.date]()
    for minutes in [0, *steps]:
        now += dt.timedelta(minutes=minutes)
        day = due_days.latest(file, now=now)
        assert day is not None
        assert due_days.due_at(file, day) <= now
        assert dt.timedelta(0) <= now - due_days.due_at(file, day) <= 2 * DAY + 2 * HOUR
        days.append(day)
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (dt.date(2025, 3, 29), dt.time(3, 30), "2025-03-30T01:30:00+00:00"),  # 03:30 is left out that night
        (dt.date(2025, 10, 25), dt.time(3, 30), "2025-10-26T00:30:00+00:00"),  # and comes twice on this one
        (dt.date(2025, 3, 30), dt.time(8), "2025-03-31T05:00:00+00:00"),  # a day of 23 hours
        (dt.date(2025, 10, 26), dt.time(8), "2025-10-27T06:00:00+00:00"),  # and one of 25
    ],
)
def test_the_hour_is_that_of_the_wall_clock_when_the_clock_is_changed(
    world: World, day: dt.date, at: dt.time, expected: str
) -> None:
    file = world.file.model_copy(update={"digest": world.file.digest.model_copy(update={"at": at})})
    assert file.tz == zoneinfo.ZoneInfo("Europe/Kyiv")
    assert due_days.due_at(file, day).isoformat() == expected


def test_the_mail_carries_the_digest_as_it_was_frozen_with_its_charts_inside(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.post([DUE - 20 * HOUR], text="Kharkiv <b>stands</b> tonight, an invented post")
    world.cover(DUE - 30 * DAY, DUE)
    world.count()
    monkeypatch.setenv("MAIL_FROM", "watch@example.org")
    monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("DASHBOARD_URL", "https://desk.example.org")
    with post_office(monkeypatch) as postman:
        work_off(world, DUE)
        assert delivering.deliver_due(world.database, clock=lambda: DUE) == 2
        assert delivering.deliver_due(world.database, clock=lambda: DUE + HOUR) == 0
    mails = [parsed(each) for each in postman.got]
    assert sorted(str(each["To"]) for each in mails) == ["desk@example.org", "editor@example.org"]
    assert len({str(each["Message-ID"]) for each in mails}) == 1
    shown = digesting.digest(world.database, world.event, dt.date(2025, 4, 18), now=DUE + DAY)
    plain, page = (mails[0].get_body((form,)).get_content() for form in ("plain", "html"))  # type: ignore[union-attr]
    assert " ".join(plain.split()).startswith(" ".join(shown.text.split()))  # but that long lines are broken
    assert "https://desk.example.org/digests/strike/2025-04-18" in plain
    pictures = [each for each in mails[0].walk() if each.get_content_type() == "image/png"]
    assert pictures
    for each in pictures:
        assert f'src="cid:{str(each["Content-ID"]).strip("<>")}"' in page
    assert "<b>stands" not in page
    assert not re.search(r"""src=["'](?!cid:)""", page)


def test_a_sender_killed_after_the_mail_was_taken_sends_it_once_more_under_the_same_id_and_marked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_FROM", "watch@example.org")
    monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "127.0.0.1")

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with post_office(monkeypatch) as postman:
        work_off(world, DUE)
        first = min(each.id for each in rows(world, Delivery))
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(delivering, "_settle", killed)
            delivering.deliver(world.database, first, clock=lambda: DUE)
        for minutes in (0, 1, 2, 60):
            delivering.deliver_due(world.database, clock=lambda at=DUE + minutes * HOUR / 60: at)
    desk = [parsed(each) for each in postman.got if b"To: desk@" in each]
    assert [str(each["Subject"]).startswith("(possible repeat)") for each in desk] == [False, True]
    assert len({str(each["Message-ID"]) for each in desk}) == 1
    assert len(postman.got) == 3


def test_the_chat_gets_the_first_screen_and_not_the_whole_digest(world: World) -> None:
    world.cover(DUE - 30 * DAY, DUE)
    world.count()
    work_off(world, DUE)
    (notice,) = rows(world, Notice)
    with world.database.read() as session:
        message = delivering.outgoing(session, session.get_one(Notice, notice.id))
    assert message.brief.startswith("Strike on Kharkiv")
    assert "HOW THIS WAS MADE" not in message.brief
    assert len(message.brief) < len(message.text) / 3


def test_an_address_that_no_mail_can_go_to_is_said_and_does_not_hold_the_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(database, FILE.replace('["editor@example.org"]', '["a,b@example.org"]'))
    monkeypatch.setenv("MAIL_FROM", "watch@example.org")
    monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "127.0.0.1")
    settle_before(world, dt.date(2025, 4, 18))
    with post_office(monkeypatch) as postman:
        work_off(world, DUE)
        delivering.deliver_due(world.database, clock=lambda: DUE)
    assert len(postman.got) == 1
    assert [each.state for each in rows(world, Delivery)] == ["sent", "dead"]


def test_a_preview_is_a_mail_and_sends_and_keeps_nothing(world: World) -> None:
    content, readers = previewing.mail_of(world.database, world.event, dt.date(2025, 4, 18), now=DUE)
    assert readers == ["desk", "mailto:editor@example.org"]
    assert "digest of Fri 18 Apr 2025" in str(parsed(content)["Subject"])
    assert (rows(world, Digest), rows(world, Notice)) == ([], [])
