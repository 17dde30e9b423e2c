"""An import from files to counted series, in a folder of its own: posts a second, and the memory it took."""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

EVENT = "kharkiv-demo"
SCALE = 4.0


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gs-bench-") as name:
        folder = pathlib.Path(name)
        posts, files = _world(folder)
        begun = time.monotonic()
        command = [sys.executable, "-m", "cli", "import", EVENT, *map(str, files), "--format", "json"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "GROUNDSWELL_HOME": name})
        seconds = time.monotonic() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    print(
        f"importing: {posts:,} synthetic posts in {len(files)} files (en, uk, ru, pl), one process, scored and counted"
    )
    memory = used.ru_maxrss / 1024
    print(f"  {posts / seconds:,.0f} posts/s ({seconds:.1f} s, {cpu:.1f} s of one core), peak memory {memory:.0f} MB")


def _world(folder: pathlib.Path) -> tuple[int, list[pathlib.Path]]:
    from cli.demo_world import exports, world

    made = world.make(scale=SCALE)
    (folder / "events").mkdir()
    text = pathlib.Path("config/events", f"{EVENT}.toml").read_text(encoding="utf-8")
    (folder / "events" / f"{EVENT}.toml").write_text(text, encoding="utf-8")
    return len(made.posts), exports.write(made, folder / "exports")
