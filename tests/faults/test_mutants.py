"""The harness itself: each known bug turns a try red that is green without it, and by what the checker says."""

import datetime as dt
import re

import pytest

from tests.faults.mutants import MUTANTS
from tests.faults.scenarios import load
from tests.faults.scenarios.days import begin
from tests.faults.world import Makers


@pytest.mark.parametrize("name", MUTANTS)
def test_a_known_bug_is_found(name: str, makers: Makers) -> None:
    said = next(filter(None, (_said(name, makers, seed) for seed in range(1, MUTANTS[name].seeds + 1))), "")
    assert re.search(MUTANTS[name].sees, said), f"{MUTANTS[name].words} Nobody saw it. {said}"


def test_a_service_that_is_never_calm_ends_in_words(makers: Makers) -> None:
    with makers.world("sqlite", 1) as world:
        begin(world, "Europe/Kyiv", dt.date(2025, 4, 18))
        failing = {"at": "before worker.publishing.publish_next", "do": "io", "times": 10_000}
        with pytest.raises(AssertionError, match=r"there is still something to do: \['publish'"):
            world.run("ticks", world.env["GROUNDSWELL_NOW"], faults=[failing])


def _said(name: str, makers: Makers, seed: int) -> str:
    """What the try says of the bug; "" when it holds in spite of it."""
    with makers.world(MUTANTS[name].on, seed) as world:
        world.faults.append({"mutant": name})
        try:
            load()[MUTANTS[name].found_by].play(world)
        except AssertionError as fault:
            return str(fault) or "something that was not said"
    return ""
