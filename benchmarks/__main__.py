"""Runs one benchmark by name, or all but `scale`."""

import importlib
import sys

NAMES = ("sentiment", "themes", "echoes", "importing", "rescoring", "spikes", "reddit_polling")

if __name__ == "__main__":
    if sys.argv[1:2] == ["scale"]:  # has options of its own, and is not run with all: it takes minutes and space
        from benchmarks.scale.main import main

        sys.exit(main(sys.argv[2:]))
    wanted = sys.argv[1:] or list(NAMES)
    if unknown := [name for name in wanted if name not in NAMES]:
        sys.exit(f"There is no benchmark {unknown[0]!r}; there is: {', '.join(NAMES)}")
    for name in wanted:
        importlib.import_module(f"benchmarks.{name}").main()
