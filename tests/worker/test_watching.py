"""From posts to alarms and findings: what is told, what is only listed, and what is not there at all."""

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa

import storage.episodes
import storage.outbox
from storage.database import Database
from storage.tables import Delivery, Episode, Notice
from storage.tables.columns import table
from tests.worker.watching_world import FILE, NOW, World, minutes
from worker import judging, watching

HOUR = dt.timedelta(hours=1)
BEGAN = NOW - dt.timedelta(days=8)
Look = Callable[..., list[Notice]]


@pytest.fixture
def world(database: Database) -> World:
    """Eight quiet days, watched and judged."""
    made = World(database)
    made.cover(BEGAN, NOW)
    made.noise(BEGAN, NOW)
    made.count()
    look(made, NOW)
    return made


def look(world: World, at: dt.datetime) -> list[Notice]:
    return watching.watch(world.database, world.event_id, clock=lambda: at)


def burst(world: World, at: dt.datetime, posts: int = 60, over: int = 3, **more: object) -> dt.datetime:
    """A burst that is watched to its end."""
    end = at + dt.timedelta(minutes=over)
    world.post(minutes(at, posts, over), **more)  # type: ignore[arg-type]
    world.cover(at, end)
    world.count()
    return end


def episodes(world: World) -> list[Episode]:
    with world.database.read() as session:
        return list(storage.episodes.listed(session, world.event_id, limit=1_000))[::-1]


def count(world: World, model: type) -> int:
    with world.database.read() as session:
        return int(session.execute(sa.select(sa.func.count()).select_from(table(model))).scalar_one())


def test_eight_quiet_days_raise_nothing(world: World) -> None:
    assert episodes(world) == []


def test_a_burst_is_told_in_the_minute_that_made_it(world: World) -> None:
    end = burst(world, NOW)
    (notice,) = look(world, end)
    assert "rising" in notice.subject
    assert "61 accounts in 15 min" in notice.text or "60 accounts in 15 min" in notice.text
    assert len(notice.phone) <= 240
    assert [(each.rule, each.standing) for each in episodes(world)] == [("authors", "alarm")]


def test_a_second_look_at_the_same_says_nothing_more(world: World) -> None:
    end = burst(world, NOW)
    assert len(look(world, end)) == 1
    assert look(world, end) == []
    judging.forget(world.database.url, world.event_id)  # as after a restart
    assert look(world, end + HOUR / 60) == []
    assert count(world, Notice) == 1


def test_copies_of_one_account_do_not_fire(world: World) -> None:
    end = burst(world, NOW, 200, author=7, text="Kharkiv: share this until somebody listens")
    assert look(world, end) == []


def test_a_burst_in_files_of_unknown_completeness_is_a_finding(database: Database) -> None:
    made = World(database)
    made.cover(BEGAN, NOW + HOUR, "observed")
    made.noise(BEGAN, NOW)
    made.post(minutes(NOW, 60, 3))
    made.count()
    assert look(made, NOW + HOUR) == []
    (finding,) = episodes(made)
    assert (finding.standing, finding.why) == ("finding", "how complete these files are is not known")


def test_a_burst_of_days_ago_that_comes_with_a_file_is_a_finding_and_says_so(world: World) -> None:
    world.post(minutes(NOW - 48 * HOUR, 60, 3))
    world.count()
    assert look(world, NOW + HOUR / 4) == []
    (finding,) = [each for each in episodes(world) if each.rule == "authors"]
    assert finding.standing == "finding"
    assert finding.why == "data came late"


def test_a_burst_that_late_data_takes_back_is_corrected_in_its_thread(world: World) -> None:
    end = burst(world, NOW)
    (first,) = look(world, end)
    with world.database.write() as session:
        session.execute(
            sa.text("update membership set counts = false where minute >= :m"), {"m": NOW.timestamp() // 60}
        )
        session.execute(
            sa.text(
                "insert into dirty_minute (event_id, minute) select event_id, minute from membership where minute >= :m"
            ),
            {"m": NOW.timestamp() // 60},
        )
    world.cover(end, NOW + HOUR)
    world.count()
    look(world, NOW + HOUR)
    with world.database.read() as session:
        notices = storage.outbox.notices_of(session, world.event_id)
    assert [each.kind for each in notices] == ["opened", "corrected"]
    assert "no longer holds" in notices[1].text
    assert {each.thread for each in notices} == {first.key}


def test_a_gap_is_no_spike_and_no_silence(world: World) -> None:
    later = NOW + 6 * HOUR
    world.cover(later, later + HOUR)
    world.noise(later, later + HOUR, seed=5)
    world.count()
    assert look(world, later + HOUR) == []
    assert [each for each in episodes(world) if each.rule == "authors"] == []


def test_an_episode_ends_with_what_it_was(world: World) -> None:
    look(world, burst(world, NOW))
    quiet = NOW + 12 * HOUR  # the longest window of the detector holds on to it for some hours
    world.cover(NOW, quiet)
    world.noise(NOW + HOUR / 4, quiet, seed=9)
    world.count()
    (over,) = [notice for hour in range(1, 13) for notice in look(world, NOW + hour * HOUR)]
    assert over.kind == "ended"
    assert "Over after" in over.text
    (episode,) = episodes(world)
    assert episode.state == "ended"
    assert episode.facts["ended"]["most"] >= 60


def test_worse_goes_into_the_same_thread(world: World) -> None:
    (first,) = look(world, burst(world, NOW, 40, 10))
    world.cover(NOW, NOW + HOUR / 4)
    (second,) = look(world, burst(world, NOW + HOUR / 4, 120, 5))
    assert (second.kind, second.thread) == ("worse", first.key)


def test_while_counts_are_unsettled_nothing_is_judged(world: World) -> None:
    world.post(minutes(NOW, 60, 3))
    world.cover(NOW, NOW + HOUR / 20)
    assert look(world, NOW + HOUR / 20) == []
    world.count()
    assert len(look(world, NOW + HOUR / 20)) == 1


def test_a_service_that_was_away_lists_what_it_missed(world: World) -> None:
    end = burst(world, NOW)
    world.cover(end, NOW + 30 * HOUR)
    world.noise(end, NOW + 30 * HOUR, seed=3)
    world.count()
    assert look(world, NOW + 30 * HOUR) == []
    (finding,) = [each for each in episodes(world) if each.rule == "authors"]
    assert (finding.standing, finding.state) == ("finding", "ended")


def test_a_strike_that_is_marked_out_teaches_nothing(database: Database) -> None:
    day = (NOW - dt.timedelta(days=3)).date()
    made = World(database, FILE + f'[baseline]\nwithout = ["{day}..{day}"]\n')
    made.cover(BEGAN, NOW)
    made.noise(BEGAN, NOW)
    made.post(minutes(NOW - dt.timedelta(days=3), 600, 30))
    made.count()
    assert look(made, NOW) == []
    assert episodes(made) == []
    assert len(look(made, burst(made, NOW, 60))) == 1


def test_without_history_it_says_so(database: Database) -> None:
    made = World(database)
    start = NOW - 6 * HOUR
    made.cover(start, NOW)
    made.noise(start, NOW)
    made.count()
    look(made, NOW)
    (notice,) = look(made, burst(made, NOW, 90))
    assert "Still learning" in notice.text
    assert "within the day only" in notice.text


def test_live_and_after_a_restart_at_any_time_the_episodes_are_the_same(database: Database) -> None:
    """A look every five minutes, the memory lost before each: as many episodes and notices as with one memory."""
    found = []
    for lose in (False, True):
        made = World(database, name=f"strike{int(lose)}")
        made.cover(BEGAN, NOW)
        made.noise(BEGAN, NOW)
        made.count()
        look(made, NOW)
        for place in range(24):
            at = NOW + place * HOUR / 12
            if place in (2, 3, 9):
                made.post(minutes(at, 40 * place, 4))
            made.cover(at, at + HOUR / 12)
            made.count()
            if lose:
                judging.forget(database.url, made.event_id)
            look(made, at + HOUR / 12)
        found.append([(each.series, each.started_at, each.opened_at, each.standing) for each in episodes(made)])
    assert found[0] == found[1]
    assert found[0]


def test_many_series_at_once_are_one_message(database: Database) -> None:
    themes = "".join(f'[themes."theme {n}"]\nen = ["word{n}"]\n' for n in range(40))
    made = World(database, FILE + themes + '[[alerts]]\nrule = "theme"\n')
    began = NOW - dt.timedelta(days=2)
    import storage.understood

    with database.write() as session:
        numbers = storage.understood.theme_ids(session, made.file, now=NOW)
    made.cover(began, NOW)
    made.noise(began, NOW)
    made.count()
    look(made, NOW)
    posts = made.post(minutes(NOW, 60, 3))
    with database.write() as session:
        hits = [{"theme_id": t, "post_id": p, "places": "", "mark": ""} for t in numbers.values() for p in posts]
        storage.understood.add(session, [], hits)
    end = NOW + HOUR / 20
    made.cover(NOW, end)
    made.count()
    (notice,) = look(made, end)
    assert notice.kind == "together"
    assert "40 series at once" in notice.subject
    assert len(notice.phone) <= 240
    assert count(made, Delivery) == 1
    assert len(episodes(made)) == 40


def test_themes_that_rise_with_their_platform_are_part_of_its_story(database: Database) -> None:
    import storage.understood

    made = World(database, FILE + '[themes.grief]\nen = ["grief"]\n')
    began = NOW - dt.timedelta(days=3)
    with database.write() as session:
        (number,) = storage.understood.theme_ids(session, made.file, now=NOW).values()
    made.cover(began, NOW)
    made.noise(began, NOW)
    for at, size in ((NOW - 30 * HOUR, 60), (NOW, 200)):
        posts = made.post(minutes(at, size, 3))
        with database.write() as session:
            hits = [{"theme_id": number, "post_id": post, "places": "", "mark": ""} for post in posts[:40]]
            storage.understood.add(session, [], hits)
    made.count()
    (notice,) = look(made, NOW)  # the first minute of it is enough
    made.cover(NOW, NOW + HOUR / 20)
    look(made, NOW + HOUR / 20)
    assert "“grief”" in notice.text
    found = [(each.rule, each.standing) for each in episodes(made)]
    assert sorted(found) == [("authors", "alarm"), ("authors", "finding"), ("theme", "attached"), ("theme", "attached")]


def test_a_crash_before_the_commit_loses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    end = burst(world, NOW)
    for step in ("storage.leases.release", "storage.outbox.add", "storage.detections.move", "storage.episodes.note"):
        with monkeypatch.context() as patched:
            patched.setattr(step, _killed)
            with pytest.raises(KeyboardInterrupt):
                look(world, end)
        assert count(world, Notice) == 0
        with world.database.write() as session:
            session.execute(sa.text("delete from lease"))  # its process is gone
    assert len(look(world, end)) == 1


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_feed_that_was_lost_is_told_and_told_again_when_it_is_back(world: World) -> None:
    from storage.tables import Source

    with world.database.write() as session:
        session.add(
            Source(
                event_id=world.event_id,
                name="news",
                kind="folder",
                relevance="thread",
                last_at=NOW - 5 * HOUR,
                next_at=NOW - 4 * HOUR,
            )
        )
    (lost,) = [each for each in look(world, NOW) if "was not looked at" in each.text]
    assert look(world, NOW + HOUR / 60) == []
    with world.database.write() as session:
        session.execute(sa.text("update source set next_at = :at where name = 'news'"), {"at": NOW + HOUR})
    (back,) = look(world, NOW + HOUR / 30)
    assert (back.kind, back.thread) == ("ended", lost.key)
