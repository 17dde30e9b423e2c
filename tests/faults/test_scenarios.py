"""The quick set: every quick try once on each of its databases, with a seed that is printed when it fails."""

import os

import pytest

from tests.faults.scenarios import load
from tests.faults.world import Makers

SEED = int(os.environ.get("FAULTS_SEED", "1"))
TRIES = [(each.name, kind) for each in load().values() if each.quick for kind in each.on]


@pytest.mark.parametrize(("name", "kind"), TRIES)
def test_nothing_is_lost_and_nothing_counted_twice(name: str, kind: str, makers: Makers) -> None:
    print(f"again: python3 go.py faults --only {name} --on {kind} --seed {SEED}")
    with makers.world(kind, SEED) as world:
        load()[name].play(world)
