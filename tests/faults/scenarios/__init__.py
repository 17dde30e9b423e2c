"""The tries, by families: each says in words what it does, on which databases, and which faults of the matrix that is."""

import dataclasses
import importlib
import pkgutil
from collections.abc import Callable

from tests.faults.world import World

Play = Callable[[World], None]


@dataclasses.dataclass(frozen=True)
class Scenario:
    """`faults` are numbers of matrix.py. `quick` names the databases, by their place in `on`, with which it runs among
    the tests; the long set runs it on all."""

    name: str
    faults: tuple[int, ...]
    on: tuple[str, ...]
    quick: tuple[int, ...]
    play: Play


SCENARIOS: dict[str, Scenario] = {}


def scenario(
    *faults: int, on: tuple[str, ...] = ("sqlite", "postgres"), quick: tuple[int, ...] = ()
) -> Callable[[Play], Play]:
    """Registers a try under the name of its function."""

    def register(play: Play) -> Play:
        name = play.__name__
        assert name not in SCENARIOS, name
        SCENARIOS[name] = Scenario(name, faults, on, quick, play)
        return play

    return register


def load() -> dict[str, Scenario]:
    """All tries, from every file of this folder."""
    for each in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{each.name}")
    return SCENARIOS
