"""The long set: tries with ever new seeds until the time is over, the tests elsewhere that cover a fault, and a report."""

import argparse
import concurrent.futures
import contextlib
import itertools
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator, Sequence

import pytest

from tests.conftest import _postgres
from tests.faults import killings, report
from tests.faults.matrix import MATRIX
from tests.faults.processes import ROOT, zygote
from tests.faults.report import Try
from tests.faults.scenarios import Scenario, load
from tests.faults.world import Makers

OUT = ROOT / "docs" / "faults.md"


def main() -> int:
    """0 when everything that was tried held."""
    asked, begun = _arguments(), time.monotonic()
    with contextlib.ExitStack() as stack:
        lanes = [stack.enter_context(_makers()) for _ in range(asked.lanes)]
        if asked.kills:
            return killings.run(lanes[0], asked.kills, asked.seed)
        chosen = {name: each for name, each in load().items() if not asked.only or name in asked.only.split(",")}
        if not chosen:
            sys.exit(f"There is no try {asked.only!r}. There are: {', '.join(sorted(load()))}")
        tries = _rounds(lanes, list(chosen.values()), asked)
    elsewhere = {} if asked.only else _elsewhere()
    if asked.log:
        tries, elsewhere = report.logged(asked.log, tries, elsewhere)
    if asked.report:
        asked.report.write_text(report.as_markdown(tries, elsewhere, asked.seed, _ran(begun, asked)), encoding="utf-8")
        _say(f"The report is in {asked.report}.")
    failed = [each for each in tries if not each.held]
    _say(f"{len(tries):,} tries, {len(failed):,} of them did not hold; {sum(each.kills for each in tries):,} kills.")
    return 1 if failed or not all(elsewhere.values()) else 0


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python3 go.py faults", description=__doc__)
    words.add_argument("--minutes", type=float, help="no new try begins after so many")
    words.add_argument("--seed", type=int, default=1, help="the first seed; each further round takes the next")
    words.add_argument("--only", default="", metavar="NAME", help="this try alone, or several: A,B")
    words.add_argument("--on", default="", choices=("", "sqlite", "postgres"), help="this database alone")
    words.add_argument("--kills", type=int, default=0, help="only random kills, so many in all")
    words.add_argument("--report", type=pathlib.Path, metavar="FILE", help=f"write the report, for example {OUT.name}")
    words.add_argument(
        "--log", type=pathlib.Path, metavar="FILE", help="add what was tried to this file, and report all of it"
    )
    words.add_argument("--lanes", type=int, default=1, help="so many tries at once")
    asked = words.parse_args()
    if asked.minutes is None:
        asked.minutes = 0.0 if asked.only else 10.0  # a try that is repeated by name runs once
    return asked


@contextlib.contextmanager
def _makers() -> Iterator[Makers]:
    """A lane of its own: a zygote and a PostgreSQL server, for some tries reset all connections of theirs."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gs-faults-"))
    folder.chmod(0o755)
    with _postgres() as url, zygote() as opened:
        yield Makers(opened, folder, url)
    with contextlib.suppress(OSError):
        folder.joinpath("empty.sqlite").unlink()
        folder.rmdir()  # what failed is left there, to be looked at


def _rounds(lanes: Sequence[Makers], chosen: Sequence[Scenario], asked: argparse.Namespace) -> list[Try]:
    """Round after round, in several lanes at once; the first round is finished whatever the time."""
    waiting, lock = _waiting(chosen, asked), threading.Lock()

    def ride(makers: Makers) -> list[Try]:
        tries = list[Try]()
        while True:
            with lock:
                following = next(waiting, None)
            if following is None:
                return tries
            tries.append(_one(makers, *following))

    with concurrent.futures.ThreadPoolExecutor(len(lanes)) as pool:
        return [each for tries in pool.map(ride, lanes) for each in tries]


def _waiting(chosen: Sequence[Scenario], asked: argparse.Namespace) -> Iterator[tuple[Scenario, str, int]]:
    until = time.monotonic() + asked.minutes * 60
    for seed in itertools.count(asked.seed):
        for each in chosen:
            for kind in each.on:
                if seed > asked.seed and time.monotonic() > until:
                    return
                if asked.on in ("", kind):
                    yield each, kind, seed


def _one(makers: Makers, each: Scenario, kind: str, seed: int) -> Try:
    begun, words, kills = time.monotonic(), "", 0
    try:
        with makers.world(kind, seed) as world:
            try:
                each.play(world)
            finally:
                kills = world.kills
    except pytest.skip.Exception as skipped:
        words = f"skipped: {skipped}"
    except Exception as fault:  # noqa: BLE001 (a try that fails in any way is a line of the report)
        words = f"{type(fault).__name__}: {fault}"
        traceback.print_exc()
    held = not words or words.startswith("skipped")
    seconds = time.monotonic() - begun
    _say(
        f"{'held' if held else 'NOT '}  {each.name} on {kind}, seed {seed}, {kills} kills, {seconds:.0f} s  {words[:300]}"
    )
    return Try(each.name, kind, seed, held, kills, words)


def _elsewhere() -> dict[str, bool]:
    """Whether the tests that cover a fault elsewhere pass, by what the matrix names them."""
    named = sorted({test for row in MATRIX.values() for test in row.tests})
    _say(f"{len(named)} tests and files of tests elsewhere …")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rfE", "--no-header", *named], cwd=ROOT, capture_output=True, text=True
    )
    failed = [line.split()[1] for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    for test in failed:
        _say(f"NOT   {test}")
    if done.returncode and not failed:
        _say(done.stdout[-1500:])
        return dict.fromkeys(named, False)
    return {
        name: not any(test == name or test.startswith((f"{name}::", f"{name}[")) for test in failed) for name in named
    }


def _ran(begun: float, asked: argparse.Namespace) -> str:
    minutes = (time.monotonic() - begun) / 60
    return f"The last run took {minutes:.0f} minutes, {asked.lanes} tries at once, on a computer with {os.cpu_count()} cores."


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
