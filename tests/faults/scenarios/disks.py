"""Disks that are full, and files that may not grow: SQLite gets real errors from the system, at any of its writes."""

import contextlib
import os
import pathlib
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.faults.scenarios import scenario
from tests.faults.scenarios.databases import in_words
from tests.faults.scenarios.killing import as_undisturbed
from tests.faults.world import SMALL_BATCHES, World


@scenario(16, 17, on=("sqlite",), quick=(0,))
def a_write_of_the_system_fails_at_any_size(world: World) -> None:
    """No file may grow beyond so many bytes: the write that would, fails, in the middle of a page or a batch."""
    words = ["groundswell", "import", "strike", *world.files(500)]
    world.faults.append(SMALL_BATCHES)
    base = (world.home / "data" / "groundswell.sqlite").stat().st_size
    for _ in range(8):
        most = base + world.chance.randrange(-base // 2, 900_000)
        process = world.run(*words, faults=[{"limit": "fsize", "to": max(4096, most)}])
        in_words(process)
        world.history.note("limited", to=most, code=process.code)
    assert world.history.count("limited") == 8
    assert any(process.code for process in world.running), "no write failed"
    world.calm(*words)
    as_undisturbed(world)


@contextlib.contextmanager
def small_disk(folder: pathlib.Path, size: str) -> Iterator[None]:
    """Puts the folder on a disk of its own, with what it holds."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can make a small disk")
    held = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        for name, content in held.items():
            (folder / name).write_bytes(content)
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@scenario(16, on=("sqlite",), quick=(0,))
def the_disk_is_full(world: World) -> None:
    """The disk of the database fills up during the import; it says so, and goes on when there is room again."""
    words = ["groundswell", "import", "strike", *world.files()]
    world.faults.append(SMALL_BATCHES)
    world.database.close()
    with small_disk(world.home / "data", "2m"):
        for _ in range(2):
            process = world.run(*words)
            in_words(process)
            assert process.code != 0, "the disk was not full"
            assert "full" in process.said() or "space" in process.said(), process.said()[-500:]
        subprocess.run(["mount", "-o", "remount,size=64m", str(world.home / "data")], check=True)
        world.calm(*words)
        as_undisturbed(world)
        world.database.close()


@scenario(58)
def limits_of_memory_and_files(world: World) -> None:
    """Hardly any memory or file descriptors: it ends in words or by the system, and nothing is half done."""
    words = ["groundswell", "import", "strike", *world.files(300)]
    for limit, to in (("files", 12), ("files", 20), ("memory", 500 << 20)):
        process = world.run(*words, faults=[{"limit": limit, "to": to}])
        world.history.note("limited", limit=limit, to=to, code=process.code)
    world.calm(*words)
    as_undisturbed(world)


@scenario(58, on=("sqlite",))
def a_home_that_may_not_be_written(world: World) -> None:
    """Another user's process may read and not write: it is refused in words."""
    words = ["groundswell", "import", "strike", *world.files(100)]
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    process = world.run(*words, user=65534)
    in_words(process)
    assert process.code != 0
    world.calm(*words)
    as_undisturbed(world)
