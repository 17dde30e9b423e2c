"""Alerts whose watchers and senders die, and receivers that hang, refuse and break off."""

import signal

from tests.channels.receivers import OK, status
from tests.faults.alerting import Alerted, alert_world, got, keys, put_message
from tests.faults.checker import check_messages, rows, verified
from tests.faults.nemesis import die_at, kill_until_done, until_stopped
from tests.faults.scenarios import scenario
from tests.faults.world import World

STEPS = (
    "before worker.watching._decide",
    "after worker.watching._decide",
    "after storage.outbox.add",
    "after storage.outbox.claim",
    "before worker.delivering.attempt",
    "after worker.delivering.attempt",
    "after storage.outbox.settle",
    "after commit",
)
INVENTED = ("posts",)  # the posts of this world are written straight into the tables, with numbers of their own
SHORT_DEADLINE = {"set": "channels.webhook.DEADLINE", "to": 0.9}


def ticks(world: World, alerted: Alerted, minute: float) -> list[object]:
    """One sweep of the service at a minute after the burst, and all that is due then."""
    world.env["GROUNDSWELL_NOW"] = alerted.later(minute)
    return ["ticks", alerted.later(minute)]


def told_once(world: World, alerted: Alerted) -> None:
    """Every message of the outbox came, once, or twice with the second marked; and there is one of the burst."""
    for minute in (200, 205, 270):
        world.run(*ticks(world, alerted, minute))
    verdict = check_messages(got(alerted), keys(world))
    verdict.broken += verified(world, but=INVENTED)
    assert verdict.holds, verdict.words()
    opened = rows(world.database, "select key from notice where kind = 'opened'")
    assert opened, "the burst was not told"
    assert not rows(world.database, "select id from delivery where state not in ('sent', 'dead')")


@scenario(50, quick=(0, 1))
def watchers_and_senders_killed_at_steps(world: World) -> None:
    """A death at each step of deciding and sending, each with a message that is due, the minutes going on."""
    with alert_world(world) as alerted:
        minute = 1.0
        for place, step in enumerate(world.chance.sample(STEPS, len(STEPS))):
            put_message(world, place, alerted.end)
            die_at(world, ticks(world, alerted, minute), step, 1)
            minute += world.chance.choice((0.5, 1.5, 3))
        assert world.kills >= 5
        told_once(world, alerted)


@scenario(50)
def watchers_and_senders_killed_at_random(world: World) -> None:
    with alert_world(world) as alerted:
        for minute in range(1, 13):
            put_message(world, minute, alerted.end)
            kill_until_done(world, ticks(world, alerted, minute * 2), most=1, between=(0.02, 0.35))
        told_once(world, alerted)


@scenario(4, 12, quick=(0,))
def senders_at_once_and_one_that_wakes_late(world: World) -> None:
    """One sender stops itself with the message in hand; four others at once find what is due; it wakes at the end."""
    with alert_world(world) as alerted:
        stop = [{"at": "before worker.delivering.attempt", "do": "stop"}]
        sleeper = world.start(*ticks(world, alerted, 1), faults=stop)
        until_stopped(sleeper)
        four = [world.start(*ticks(world, alerted, 4)) for _ in range(4)]
        assert [process.wait() for process in four] == [0] * 4
        sleeper.signal(signal.SIGCONT)
        assert sleeper.wait() == 0
        sent = got(alerted)
        plain = [key for key, repeat in sent if not repeat]
        assert len(plain) == len(set(plain)), f"sent more than once: {sent}"
        told_once(world, alerted)


@scenario(47, 48, 49, quick=(0,))
def receivers_that_hang_fail_and_break_off(world: World) -> None:
    """Failures are tried again; what may have arrived comes once more, marked."""
    answers = [status(500), "hang", status(429, "Retry-After: 30"), "die", status(503), OK]
    with alert_world(world, *answers) as alerted:
        world.faults.append(SHORT_DEADLINE)
        for minute in (1, 2, 4, 8, 20, 60, 120):
            world.run(*ticks(world, alerted, minute))
        world.run(*ticks(world, alerted, 300))
        sent = got(alerted)
        assert {key for key, _ in sent} == keys(world), "something was not tried"
        assert not rows(world.database, "select id from delivery where state in ('due', 'sending', 'failed')")
        assert not verified(world, but=INVENTED)


@scenario(52)
def a_burst_told_once_however_often_it_is_looked_at(world: World) -> None:
    with alert_world(world) as alerted:
        for minute in (1, 1.5, 2, 3, 5, 8, 13, 40):
            world.run(*ticks(world, alerted, minute))
        opened = rows(world.database, "select key from notice where kind = 'opened'")
        assert len(opened) == len(set(opened))
        told_once(world, alerted)
