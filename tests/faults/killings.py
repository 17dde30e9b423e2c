"""Very many random kills, during import, polling and alerting, with counts of what became of every post and message."""

import sys
import time

from tests.faults.alerting import alert_world, got, keys, put_message
from tests.faults.checker import Verdict, check, check_messages, verified
from tests.faults.live import live, story, until
from tests.faults.nemesis import kill_until_done
from tests.faults.scenarios.sending import INVENTED, ticks
from tests.faults.world import SMALL_BATCHES, Makers, World

SHARES = {"importing": 0.5, "polling": 0.2, "alerting": 0.3}


def run(makers: Makers, kills: int, seed: int) -> int:
    """So many kills in all, on both databases in turn. 1 when anything did not hold."""
    whole, wrong = Verdict(), 0
    for name, share in SHARES.items():
        killed, rounds, total = 0, 0, Verdict()
        while killed < kills * share:
            kind = ("sqlite", "postgres")[rounds % 2]
            with makers.world(kind, seed + rounds) as world:
                found = globals()[name](world, int(kills * share - killed))
                if not found.holds:
                    wrong += 1
                    sys.stdout.write(f"NOT  {name} on {kind}, seed {seed + rounds}: {found.words()}\n")
                total.add(found)
                killed, rounds = killed + world.kills, rounds + 1
        sys.stdout.write(f"{name}: {killed:,} kills in {rounds:,} rounds: {total.words()}\n")
        sys.stdout.flush()
        whole.add(total)
    sys.stdout.write(f"all: {whole.words()}\n")
    return 1 if wrong else 0


def importing(world: World, most: int) -> Verdict:
    words = ["groundswell", "import", "strike", *world.files(600)]
    world.faults.append(SMALL_BATCHES)
    kill_until_done(world, words, most=min(most, 25), between=(0.05, 0.5))
    world.calm(*words)
    return check(world)


def polling(world: World, most: int) -> Verdict:
    with live(world, story(world)) as play:
        while not play.has_come(9) and world.kills < most:
            kill_until_done(world, play.ticks(10), most=1, between=(0.05, 0.35))
        until(play, 9)
        world.run(*play.ticks(10))
        return play.check()


def alerting(world: World, most: int) -> Verdict:
    begun, minute = time.monotonic(), 0.0
    with alert_world(world) as alerted:
        while world.kills < min(most, 40) and time.monotonic() - begun < 60:
            minute += 1.5
            if world.chance.random() < 0.5:
                put_message(world, int(minute * 2), alerted.end)
            kill_until_done(world, ticks(world, alerted, minute), most=1, between=(0.01, 0.25))
        for later in (5, 10, 75):
            world.run(*ticks(world, alerted, minute + later))
        verdict = check_messages(got(alerted), keys(world))
        verdict.broken += verified(world, but=INVENTED)
        return verdict
