"""Imports of generated posts, from files to counted series: posts a second, peak memory, and the share of each step.

In the same run stand two others that read the same JSON Lines: the floor (parse and insert only), and a plain script of
pandas, vaderSentiment and SQLModel as an analyst would write it, on fewer posts, since it is slow.
"""

import cProfile
import os
import pathlib
import pstats
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from benchmarks import generated

POSTS = int(os.environ.get("BENCH_POSTS", "100000"))
MEMORY = float(os.environ.get("BENCH_MEMORY", "inf"))  # MB
PLAIN_POSTS = 5_000
FORMATS: dict[str, Callable[[pathlib.Path, int], None]] = {
    "posts.jsonl": generated.write_jsonl,
    "posts.csv": generated.write_csv,
    "comments.zst": generated.write_zst,
}
# Steps by the functions that stand for them, in the profile of one process.
STEPS = {
    "unpack and parse": (("collectors/reading.py", "read"),),
    "match keywords and themes": (("worker/belonging.py", "_via"),),
    "language, scores, text keys": (("analysis/understanding.py", "understand"),),
    "store": tuple(("worker/keeping.py", name) for name in ("_add_posts", "_join", "_write_findings", "_advance")),
    "count": (("worker/rebuilding.py", "rebuild"),),
}


def main() -> None:
    print(f"importing: {POSTS:,} generated posts (half on topic, median 20 words, 60 % English, 25 % uk and ru)")
    with tempfile.TemporaryDirectory(prefix="gs-bench-") as name:
        folder = pathlib.Path(name)
        for file, write in FORMATS.items():
            write(folder / file, POSTS)
            for processes in (1, os.cpu_count() or 1):
                _print(file, processes, *_import(folder / file, processes))
        _print_steps(folder / "posts.jsonl")
        _others(folder)


def _home(folder: pathlib.Path) -> pathlib.Path:
    home = pathlib.Path(tempfile.mkdtemp(dir=folder))
    (home / "events").mkdir()
    (home / "events" / "generated.toml").write_text(generated.EVENT, encoding="utf-8")
    return home


def _import(path: pathlib.Path, processes: int) -> tuple[float, float, float, float]:
    """Seconds from the start of the command to its end less those of finding copies, those of finding copies, seconds
    that all its processors worked, and the peak memory of its largest process in MB."""
    command = [sys.executable, "-m", "cli", "import", "generated", str(path), "--processes", str(processes)]
    environment = {**os.environ, "GROUNDSWELL_HOME": str(_home(path.parent))}
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
    seconds, used = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    found = re.search(r"Finding copies took ([\d.]+) s", said)  # said from a second on
    copies = float(found[1]) if found else 0.0
    worked = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return seconds - copies, copies, worked, used.ru_maxrss / 1024


def _print(name: str, processes: int, seconds: float, copies: float, worked: float, memory: float) -> None:
    many = "process  " if processes == 1 else "processes"
    print(
        f"  {name:13} {processes} {many} {POSTS / seconds:9,.0f} posts/s, and {copies:.1f} s for copies; "
        f"{worked / POSTS * 1e6:.0f} µs of processors a post; largest process so far {memory:.0f} MB"
    )
    if memory > MEMORY:
        sys.exit(f"  a process took more than {MEMORY:.0f} MB")


def _print_steps(path: pathlib.Path) -> None:
    """Where the time of one process goes. Profiling slows small functions most, so the shares are rough."""
    os.environ["GROUNDSWELL_HOME"] = str(_home(path.parent))
    from config import clock
    from worker import house, intake

    profile = cProfile.Profile()
    profile.runcall(
        intake.bring_in,
        house.database(),
        "generated",
        [path],
        covers=lambda _: None,
        clock=clock.now,
        watcher=intake.Watcher(),
    )
    stats = pstats.Stats(profile)
    whole, shares = stats.total_tt, []  # type: ignore[attr-defined]
    for step, places in STEPS.items():
        spent = [row[3] for key, row in stats.stats.items() if ("/".join(key[0].split("/")[-2:]), key[2]) in places]  # type: ignore[attr-defined]
        shares.append(f"{step} {sum(spent) / whole:.0%}")
    print("  of the time of one process: " + ", ".join(shares))


def _others(folder: pathlib.Path) -> None:
    for name, posts in (("floor", POSTS), ("plain", PLAIN_POSTS)):
        generated.write_jsonl(folder / f"{name}.jsonl", posts)
        command = [
            sys.executable,
            "-m",
            f"benchmarks.{name}",
            str(folder / f"{name}.jsonl"),
            str(folder / f"{name}.db"),
        ]
        begun = time.monotonic()
        subprocess.run(command, check=True)
        words = {"floor": "parse and insert only", "plain": "pandas, vaderSentiment, SQLModel"}[name]
        print(f"  {name}: {posts / (time.monotonic() - begun):,.0f} posts/s ({words}; {posts:,} posts, one process)")
