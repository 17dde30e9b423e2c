"""The report: each of the 58 faults, how it was tried, and whether it held."""

import dataclasses
import json
import pathlib
from collections.abc import Mapping, Sequence

from tests.faults.matrix import MATRIX, Row
from tests.faults.scenarios import load

HEAD = """# Faults tried

Written by `python3 go.py faults --report docs/faults.md`; the figures are those of one run. Each try works on real processes,
SQLite or PostgreSQL, and a known input; afterwards every post that was served is compared with what is stored, counted and sent, and
`groundswell verify` counts everything again. “Elsewhere” are tests of the suite that try the fault in its own room; the run includes
them. A try has a seed: `python3 go.py faults --only NAME --seed N` repeats its input, points and order; moments of random kills
depend on the machine too. With `--log` several runs are put together, and a try that was repeated with its seed counts as it went
last. One that ran out of time on a loaded machine stands here as one that did not hold.

"""


@dataclasses.dataclass(frozen=True)
class Try:
    """One try: on which database, with which seed, whether it held, how many processes were killed, what was wrong."""

    name: str
    on: str
    seed: int
    held: bool
    kills: int
    words: str


@dataclasses.dataclass(frozen=True)
class Line:
    """One fault in the report."""

    tried: int
    failed: list[Try]
    broken: list[str]
    tests: int
    open: str

    @property
    def is_tried(self) -> bool:
        return bool(self.tried or self.tests)

    @property
    def held(self) -> bool:
        return self.is_tried and not self.failed and not self.broken


def logged(
    path: pathlib.Path, tries: Sequence[Try], elsewhere: Mapping[str, bool]
) -> tuple[list[Try], dict[str, bool]]:
    """Adds what was tried to a log, and returns all that stands in it; of a try that was repeated, how it went last."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(dataclasses.asdict(each)) + "\n" for each in tries)
        file.writelines(json.dumps({"test": test, "passed": passed}) + "\n" for test, passed in elsewhere.items())
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    last = {(row["name"], row["on"], row["seed"]): Try(**row) for row in rows if "name" in row}
    return list(last.values()), {row["test"]: row["passed"] for row in rows if "test" in row}


def as_markdown(tries: Sequence[Try], elsewhere: Mapping[str, bool], seed: int, ran: str) -> str:
    """The report; `ran` says how long and on what it was made."""
    lines = {number: _line(number, row, tries, elsewhere) for number, row in MATRIX.items()}
    tried = [line for line in lines.values() if line.is_tried]
    seeds = {each.seed for each in tries}
    told = f"**{sum(line.held for line in tried)} faults survived of {len(tried)} tried, of {len(lines)} in all.** "
    told += f"{len(tries):,} tries of {len(load())} kinds with seeds {seed} to {max(seeds, default=seed)}, "
    told += f"{sum(each.kills for each in tries):,} processes killed; "
    told += f"{len(elsewhere)} tests or files of tests elsewhere, {sum(elsewhere.values())} of them passed. {ran}"
    rows = ["| # | fault | tried | held | how, and what is open |", "|---|---|---|---|---|"]
    rows += [_row(number, MATRIX[number], line) for number, line in lines.items()]
    kinds = ["", "## The tries", "", "| try | rounds | kills | did not hold |", "|---|---|---|---|"]
    kinds += [_kind(name, [each for each in tries if each.name == name]) for name in sorted(load())]
    return HEAD + told + "\n\n" + "\n".join([*rows, *kinds]) + "\n"


def _line(number: int, row: Row, tries: Sequence[Try], elsewhere: Mapping[str, bool]) -> Line:
    names = {each.name for each in load().values() if number in each.faults}
    mine = [each for each in tries if each.name in names and not each.words.startswith("skipped")]
    run = [test for test in row.tests if test in elsewhere]
    broken = [test for test in run if not elsewhere[test]]
    return Line(len(mine), [each for each in mine if not each.held], broken, len(run), row.open)


def _row(number: int, row: Row, line: Line) -> str:
    names = [f"{each.name.replace('_', ' ')}" for each in load().values() if number in each.faults]
    how = "; ".join(names + [f"`{test.partition('::')[0]}`" for test in row.tests])
    wrong = [f"**{each.name}, {each.on}, seed {each.seed}**" for each in line.failed[:2]] + line.broken
    what = "; ".join(filter(None, [how, f"open: {line.open}" if line.open else "", *wrong]))
    rounds = f"{line.tried}×" if line.tried else "elsewhere" if line.tests else "no"
    return (
        f"| {number} | {row.words} | {rounds} | {'yes' if line.held else 'no' if line.is_tried else 'open'} | {what} |"
    )


def _kind(name: str, tries: Sequence[Try]) -> str:
    wrong = [f"{each.on} seed {each.seed}" for each in tries if not each.held]
    kills = sum(each.kills for each in tries)
    return f"| {name.replace('_', ' ')} | {len(tries)} | {kills} | {', '.join(wrong) or '–'} |"
