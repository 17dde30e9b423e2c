"""The quick set: every quick try once on each of its databases, with a seed that is printed when it fails."""

import os
import sys

import pytest

from tests.faults.scenarios import load
from tests.faults.world import Makers

SEED = int(os.environ.get("FAULTS_SEED", "1"))
TRIES = [(each.name, each.on[place]) for each in load().values() for place in each.quick]


@pytest.mark.parametrize(("name", "kind"), TRIES)
def test_nothing_is_lost_and_nothing_counted_twice(name: str, kind: str, makers: Makers) -> None:
    sys.stdout.write(f"again: python3 go.py faults --only {name} --on {kind} --seed {SEED}\n")
    with makers.world(kind, SEED) as world:
        load()[name].play(world)
