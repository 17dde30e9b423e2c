"""A changed theme and changed neutral words, over posts that are here: posts a second, counting included."""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

from benchmarks.importing import EVENT, _world

THEME = '\n[themes."a theme of its own"]\nen = ["power", "light*"]\nuk = ["світл*"]\n'
TONE = '\n[tone]\nadd = ["crisis"]\n'


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gs-bench-") as name:
        posts, files = _world(pathlib.Path(name))
        _run(name, "import", EVENT, *map(str, files))
        file = pathlib.Path(name, "events", f"{EVENT}.toml")
        print(f"rescoring: {posts:,} synthetic posts, one process, with the count of everything")
        for what, more in (("a new theme", THEME), ("other neutral words", TONE)):
            file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
            begun, used = time.monotonic(), _used()
            _run(name, "rescore", EVENT)
            seconds, used = time.monotonic() - begun, _used() - used
            print(
                f"  {what}: {posts / used:,.0f} posts/s of one core ({used:.1f} s of it, {seconds:.1f} s by the clock)"
            )


def _used() -> float:
    """Seconds of a core that the processes started here have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(home: str, *words: str) -> None:
    command = [sys.executable, "-m", "cli", *words, "--format", "json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "GROUNDSWELL_HOME": home})
