"""Digests: once for each local day, whatever clocks, zones and processes do."""

import datetime as dt
import zoneinfo

from tests.conftest import EVENT
from tests.faults.checker import Verdict, compare, rows
from tests.faults.nemesis import die_at, kill_until_done
from tests.faults.scenarios import scenario
from tests.faults.world import World

FEED = '\n[[sources]]\nname = "drop"\nkind = "folder"\npath = "drop"\n'
# a zone, and a day on which its clocks change: spring and autumn, at midnight, by half an hour
CHANGES = (
    ("Europe/Kyiv", dt.date(2025, 3, 30)),
    ("Europe/Berlin", dt.date(2025, 10, 26)),
    ("America/Havana", dt.date(2025, 3, 9)),
    ("Asia/Beirut", dt.date(2025, 3, 30)),
    ("Australia/Lord_Howe", dt.date(2025, 4, 6)),
    ("America/New_York", dt.date(2024, 12, 31)),
    ("Pacific/Auckland", dt.date(2024, 2, 28)),
)


def begin(world: World, zone: str, day: dt.date) -> zoneinfo.ZoneInfo:
    world.event(EVENT.replace("Europe/Kyiv", zone) + FEED)
    (world.home / "drop").mkdir()
    tz = zoneinfo.ZoneInfo(zone)
    world.env["GROUNDSWELL_NOW"] = noon(tz, day)
    return tz


def noon(tz: zoneinfo.ZoneInfo, day: dt.date, hours: float = 12) -> str:
    at = dt.datetime.combine(day, dt.time(), tz).astimezone(dt.UTC) + dt.timedelta(hours=hours)
    return at.isoformat()


def made(world: World, days: list[dt.date]) -> Verdict:
    """One digest for each of these days, and for no other."""
    found = [(str(row.day)[:10],) for row in rows(world.database, "select day from digest where not preview")]
    return compare([(day.isoformat(),) for day in days], found)


@scenario(28, 29, quick=(0,))
def days_on_which_clocks_change(world: World) -> None:
    """Ticks every seven hours over the change: one digest for each local day that is over."""
    zone, change = world.chance.choice(CHANGES)
    first = change - dt.timedelta(days=2)
    tz = begin(world, zone, first)
    hours = 0.0
    while hours < 5 * 24:
        at = noon(tz, first, 12 + hours)
        world.run("ticks", at, env={"GROUNDSWELL_NOW": at})
        hours += world.chance.choice((3, 7, 9))
    verdict = made(world, [first + dt.timedelta(days=n) for n in range(-1, 4)])
    assert not [*verdict.duplicated, *verdict.lost], f"{zone} {change}: {verdict.words()}"


@scenario(27)
def a_clock_that_jumps(world: World) -> None:
    """An hour and two days forth and back: no digest twice, and none of a day that was not over by any clock."""
    first = dt.date(2025, 4, 18)
    tz = begin(world, "Europe/Kyiv", first)
    for hours in (0, 1, 0, 24, 23, 24, 72, 24, 48, 24, 47, 72, 96):
        at = noon(tz, first, 12 + hours)
        world.run("ticks", at, env={"GROUNDSWELL_NOW": at})
    verdict = made(world, [first + dt.timedelta(days=n) for n in range(-1, 4)])
    assert not [*verdict.duplicated, *verdict.unexpected, *verdict.lost], verdict.words()


@scenario(12, 26)
def digests_made_by_several_at_once_that_die(world: World) -> None:
    tz = begin(world, "Europe/Kyiv", dt.date(2025, 4, 18))
    for n in range(3):
        at = noon(tz, dt.date(2025, 4, 18) + dt.timedelta(days=n))
        world.env["GROUNDSWELL_NOW"] = at
        die_at(world, ["ticks", at], "before storage.digests.freeze", 1)
        die_at(world, ["ticks", at], "after storage.digests.freeze", 1)
        four = [world.start("digests", "2025-04-19") for _ in range(2)] + [world.start("ticks", at) for _ in range(3)]
        assert [process.wait() for process in four] == [0] * 5, four[0].said()[-1500:]
        kill_until_done(world, ["ticks", at], most=2, between=(0.02, 0.3))
        world.run("ticks", at)
    verdict = made(world, [dt.date(2025, 4, 17) + dt.timedelta(days=n) for n in range(3)])
    assert not [*verdict.duplicated, *verdict.lost], verdict.words()


@scenario(25)
def an_outage_of_days_leaves_no_day_without_its_digest(world: World) -> None:
    first = dt.date(2025, 4, 18)
    tz = begin(world, "Europe/Kyiv", first)
    for day in (0, 1, 5):
        at = noon(tz, first + dt.timedelta(days=day))
        for _ in range(2):
            world.run("ticks", at, env={"GROUNDSWELL_NOW": at})
    verdict = made(world, [first + dt.timedelta(days=n) for n in range(-1, 5)])
    assert verdict.holds, verdict.words()
