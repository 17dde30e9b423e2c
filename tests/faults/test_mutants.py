"""The harness itself: each known bug turns a try red that is green without it, and by what the checker says."""

import re

import pytest

from tests.faults.mutants import MUTANTS
from tests.faults.scenarios import load
from tests.faults.world import Makers


@pytest.mark.parametrize("name", MUTANTS)
def test_a_known_bug_is_found(name: str, makers: Makers) -> None:
    said = next(filter(None, (_said(name, makers, seed) for seed in range(1, MUTANTS[name].seeds + 1))), "")
    assert re.search(MUTANTS[name].sees, said), f"{MUTANTS[name].words} Nobody saw it. {said}"


def _said(name: str, makers: Makers, seed: int) -> str:
    """What the try says of the bug; "" when it holds in spite of it."""
    with makers.world(MUTANTS[name].on, seed) as world:
        world.faults.append({"mutant": name})
        try:
            load()[MUTANTS[name].found_by].play(world)
        except AssertionError as fault:
            return str(fault) or "something that was not said"
    return ""
