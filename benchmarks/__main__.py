"""Runs one benchmark by name, or all but `scale`. `importing --posts N --memory MB` imports so many posts and fails
where a process takes more memory."""

import argparse
import importlib
import os
import sys

NAMES = ("sentiment", "themes", "echoes", "importing", "rescoring", "spikes", "reddit_polling")

if __name__ == "__main__":
    if sys.argv[1:2] == ["scale"]:  # has options of its own, and is not run with all: it takes minutes and space
        from benchmarks.scale.main import main

        sys.exit(main(sys.argv[2:]))
    parser = argparse.ArgumentParser(prog="go.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--posts", help="of the benchmark importing: how many posts (100,000)")
    parser.add_argument("--memory", help="of the benchmark importing: MB that a process may take")
    given = parser.parse_args()
    os.environ.update(
        {f"BENCH_{name.upper()}": value for name in ("posts", "memory") if (value := getattr(given, name))}
    )
    wanted = given.names or list(NAMES)
    if unknown := [name for name in wanted if name not in NAMES]:
        sys.exit(f"There is no benchmark {unknown[0]!r}; there is: {', '.join(NAMES)}")
    for name in wanted:
        importlib.import_module(f"benchmarks.{name}").main()
