"""The harness itself: each known bug turns a try red that is green without it."""

import re

import pytest

from tests.faults.mutants import MUTANTS
from tests.faults.scenarios import load
from tests.faults.world import Makers


@pytest.mark.parametrize("name", MUTANTS)
def test_a_known_bug_is_found(name: str, makers: Makers) -> None:
    mutant, tries = MUTANTS[name], load()
    for seed in range(1, mutant.seeds + 1):
        with makers.world(mutant.on, seed) as world:
            world.faults.append({"mutant": name})
            try:
                tries[mutant.found_by].play(world)
            except AssertionError as fault:
                assert re.search(mutant.sees, str(fault)), f"{name} broke the try, and was not found: {fault}"
                return
    pytest.fail(f"{mutant.words} Nobody saw it.")
