"""Runs one benchmark by name, or all."""

import importlib
import sys

NAMES = ("sentiment", "themes", "echoes", "importing", "rescoring", "spikes", "reddit_polling")

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(NAMES)
    if unknown := [name for name in wanted if name not in NAMES]:
        sys.exit(f"There is no benchmark {unknown[0]!r}; there is: {', '.join(NAMES)}")
    for name in wanted:
        importlib.import_module(f"benchmarks.{name}").main()
