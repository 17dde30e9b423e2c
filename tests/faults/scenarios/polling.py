"""Live Reddit under faults: collectors that die, a far end in bad weather, lines that break, outages."""

import time

from tests.faults.live import live, story, until, weather
from tests.faults.nemesis import kill_until_done
from tests.faults.scenarios import scenario
from tests.faults.world import World
from tests.playing import stream, thread

END = 10.0  # minutes of the story


@scenario(1, 2, quick=(0,))
def collectors_killed_at_random(world: World) -> None:
    with live(world, story(world)) as play:
        while not play.has_come(8.5):
            kill_until_done(world, play.ticks(END), most=1, between=(0.1, 0.9))
        until(play, 9)
        world.run(*play.ticks(END))
        verdict = play.check()
    assert verdict.holds, verdict.words()


@scenario(30, 31, 32)
def the_far_end_in_bad_weather(world: World) -> None:
    """Refusals, pages in HTML, cut and empty answers, waits that are asked for: nothing is lost, nothing is made up."""
    with live(world, story(world)) as play:
        play.far_end.faults += weather(world)
        world.run(*play.ticks(45))
        assert not [fault for fault in play.far_end.faults if fault.times], "not every failure struck"
        verdict = play.check()
    assert verdict.holds, verdict.words()


@scenario(31)
def the_line_to_the_far_end_breaks(world: World) -> None:
    with live(world, story(world)) as play:
        service = world.start(*play.ticks(END + 4))
        for mode in world.chance.sample(["reset", "refuse", "slow", "reset"], 4):
            time.sleep(world.chance.uniform(0.5, 1.2))
            play.between.become(mode)  # type: ignore[arg-type]
            time.sleep(0.5)
            play.between.become("reset")
            play.between.become("pass")
        assert service.wait() == 0, service.said()[-1500:]
        verdict = play.check()
    assert verdict.holds, verdict.words()


@scenario(8, 25, 33, quick=(0,))
def an_outage_during_which_more_is_posted_than_can_be_read(world: World) -> None:
    """Nobody collects for some minutes, and the listing holds less than was posted: what is lost stands in a gap."""
    one = thread(1, -600)
    things = [one, *stream(40, -400, 60, one), *stream(900, 120, 400, one, first=500), *stream(60, 420, 560, one, 3000)]
    with live(world, things, depth=150) as play:
        world.run(*play.ticks(1.5))
        until(play, 7)
        world.run(*play.ticks(END))
        verdict = play.check()
    assert verdict.holds, verdict.words()
    assert len(verdict.ok) < len(things), "nothing was missed: the outage was none"


@scenario(34, 37)
def posts_taken_away_between_two_looks(world: World) -> None:
    """The newest posts, to which the next look would lead back, are gone."""
    with live(world, story(world)) as play:
        world.run(*play.ticks(3))
        shown = play.far_end.world.listing(["worldnews"], comments=True)
        gone = {thing.name for thing in shown[:5]}
        for name in gone:
            play.far_end.world.take_away(name)
        world.run(*play.ticks(END))
        verdict = play.check()
    assert not verdict.unexpected, verdict.words()
    assert not verdict.duplicated, verdict.words()
    assert {name for (name,) in verdict.lost} <= gone, verdict.words()
