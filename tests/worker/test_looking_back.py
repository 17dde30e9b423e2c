"""Corrections and deletions after a digest was sent: who got it is told once, in one notice. Invented."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from digests import differences
from storage.database import Database
from storage.tables import Delivery, Digest, Edition, Notice
from tests.worker.test_publishing import DAY, DUE, FILE, HOUR, rows, settle_before, work_off
from tests.worker.watching_world import World
from worker import correcting, deleting, digesting, looking_back, rebuilding
from worker.correcting import Wish

STRIKE_DAY = dt.date(2025, 4, 18)


@pytest.fixture
def world(database: Database) -> World:
    """An event whose digest of the day of the strike was sent: a hundred posts."""
    return sent(database, FILE)


def sent(database: Database, file: str) -> World:
    made = World(database, file)
    made.cover(DUE - 30 * DAY, DUE + 9 * DAY)
    made.numbers = made.post([DUE - 20 * HOUR + place * HOUR / 60 for place in range(100)])  # type: ignore[attr-defined]
    made.count()
    settle_before(made, STRIKE_DAY)
    work_off(made, DUE)
    return made


def delete(world: World, count: int, at: dt.datetime) -> None:
    with world.database.write() as session:
        deleting.delete_posts(session, world.numbers[:count], "deleted at the source", now=at)  # type: ignore[attr-defined]
    recount(world, at)


def recount(world: World, at: dt.datetime) -> None:
    rebuilding.rebuild(world.database, world.event_id, clock=lambda: at)


def look(world: World, at: dt.datetime) -> list[Notice]:
    work_off(world, at)
    return looking_back.look(world.database, world.event, now=at)


def test_without_changes_there_is_no_notice_and_one_look_a_day(world: World) -> None:
    assert look(world, DUE) == []
    with world.database.read() as session:
        looked = session.execute(sa.select(Edition.slot).where(Edition.kind == "looked")).scalars().all()
    assert looked == ["2025-04-18"]


def test_many_deletions_bring_one_notice_with_old_and_new_figure_and_the_reason(world: World) -> None:
    delete(world, 30, DUE + HOUR)
    (notice,) = look(world, DUE + DAY)
    assert notice.subject == "Strike on Kharkiv · correction to the digest of Fri 18 Apr 2025"
    assert "Reddit, posts: 100 → 70" in notice.text
    assert "Why: 30 posts were deleted." in notice.text
    assert notice.thread == "digest strike 2025-04-18"
    with world.database.read() as session:
        to = session.execute(sa.select(Delivery.channel).where(Delivery.notice_id == notice.id)).scalars()
        assert sorted(to) == ["desk", "mailto:editor@example.org"]
    assert look(world, DUE + DAY + HOUR) == []
    assert look(world, DUE + 2 * DAY) == []


def test_the_frozen_digest_is_shown_as_it_was_with_the_note_by_it(world: World) -> None:
    before = digesting.digest(world.database, world.event, STRIKE_DAY, now=DUE)
    delete(world, 30, DUE + HOUR)
    look(world, DUE + DAY)
    (frozen, *_) = rows(world, Digest)
    after = digesting.digest(world.database, world.event, STRIKE_DAY, now=DUE + DAY)
    assert "Corrected since" not in frozen.html
    for form, old in ((after.html, before.html), (after.text, before.text), (after.markdown, before.markdown)):
        assert "Corrected since, on 20 Apr 2025: 30 posts were deleted." in form.replace("\n", " ")
        assert len(old) < len(form) < len(old) + 1500
    assert after.numbers["corrected_since"][1].startswith("Reddit, posts: 100 → 70")


def test_a_few_deletions_do_not_matter(world: World) -> None:
    delete(world, 4, DUE + HOUR)
    assert look(world, DUE + DAY) == []


def test_small_ones_add_up_until_they_matter_and_what_was_told_is_not_told_again(world: World) -> None:
    delete(world, 6, DUE + HOUR)
    assert look(world, DUE + DAY) == []
    delete(world, 12, DUE + DAY + HOUR)
    (notice,) = look(world, DUE + 2 * DAY)
    assert "100 → 88" in notice.text
    delete(world, 16, DUE + 2 * DAY + HOUR)
    assert look(world, DUE + 3 * DAY) == []
    delete(world, 30, DUE + 3 * DAY + HOUR)
    (second,) = look(world, DUE + 4 * DAY)
    assert "88 → 70" in second.text


def test_posts_that_came_late_are_no_correction(world: World) -> None:
    world.post([DUE - 10 * HOUR + place * HOUR / 60 for place in range(300)])
    delete(world, 1, DUE + HOUR)
    assert look(world, DUE + DAY) == []


def test_marks_by_readers_are_told_with_their_number(world: World) -> None:
    for number in world.numbers[:20]:  # type: ignore[attr-defined]
        wish = [Wish("topic", "off")]
        correcting.apply(world.database, world.event, number, wish, "another city", "OK", now=DUE + HOUR)
    recount(world, DUE + HOUR)
    (notice,) = look(world, DUE + DAY)
    assert "Why: 20 marks by readers went before the rules." in notice.text
    assert "100 → 80" in notice.text


def test_a_digest_that_was_sent_to_nobody_needs_no_notice(database: Database) -> None:
    world = World(database, FILE.split("[[channels]]", maxsplit=1)[0])
    world.numbers = world.post([DUE - 20 * HOUR + place * HOUR / 60 for place in range(50)])  # type: ignore[attr-defined]
    world.count()
    work_off(world, DUE)
    delete(world, 30, DUE + HOUR)
    notices = look(world, DUE + DAY)
    with world.database.read() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(Delivery)).scalar() == 0
    assert len(notices) <= 1


def figure(
    value: float, low: float | None = None, high: float | None = None, of: str = "share of theme?theme=a"
) -> Any:
    return {"value": value, "n": 100, "low": low, "high": high, "definition": of}


@pytest.mark.parametrize(
    ("old", "new", "matters"),
    [
        (figure(0.10, 0.08, 0.12), figure(0.119, 0.1, 0.14), False),  # inside what was told
        (figure(0.10, 0.08, 0.12), figure(0.14, 0.1, 0.16), True),
        (figure(0.001, 0.0005, 0.002), figure(0.004, 0.002, 0.006), False),  # less than a point
        (figure(40, of="posts?platform=x"), figure(45, of="posts?platform=x"), True),
        (figure(40, of="posts?platform=x"), figure(44, of="posts?platform=x"), False),
        (figure(1000, of="posts?platform=x"), figure(1090, of="posts?platform=x"), False),
    ],
)
def test_what_matters_is_outside_what_was_told(old: Any, new: Any, matters: bool) -> None:
    key = ("posts", ())
    assert bool(differences.moved({key: old}, {key: new})) is matters


def test_a_theme_whose_name_looks_like_a_definition_keeps_its_name() -> None:
    of = "share of theme?event=e&revision=r&platform=x&day=2025-04-18&theme=a & b&who=reacting"
    numbers = {"sections": [{"parts": [{"figures": [figure(0.5, 0.4, 0.6, of)]}]}]}
    ((key, told),) = differences.figures(numbers).items()
    (moved,) = differences.moved({key: told}, {key: figure(0.9, 0.8, 0.95, of)})
    assert (
        moved.words
        == "X, share of “a & b” of reacting posts: 50.0 % (40.0–60.0 %, n 100) → 90.0 % (80.0–95.0 %, n 100)"
    )


def test_a_correction_after_the_last_day_of_the_event_is_told_too_and_long_after_it_nothing_is_looked_for(
    database: Database,
) -> None:
    world = sent(database, FILE + "\n[window]\nto = 2025-04-19\n")
    assert look(world, DUE) == []
    delete(world, 30, DUE + 3 * DAY)
    (notice,) = look(world, DUE + 4 * DAY)
    assert "Why: 30 posts were deleted." in notice.text
    assert look(world, DUE + 5 * DAY) == []
    with database.read() as session:
        assert looking_back.day_due(session, world.event, world.file, now=DUE + 13 * DAY)
        assert not looking_back.day_due(session, world.event, world.file, now=DUE + 16 * DAY)
