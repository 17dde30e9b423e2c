"""Imports that are killed: at random moments, at every writing statement, at points, and with the power."""

import os
import pathlib
import shutil
from typing import Any

from storage.database import Database
from tests.faults.checker import check
from tests.faults.nemesis import die_at, kill_until_done
from tests.faults.scenarios import scenario
from tests.faults.world import SMALL_BATCHES, World, all_counts

READING = (
    "before worker.importing.keep",
    "after worker.importing.keep",
    "after storage.posts.add",
    "after storage.posts.mark_dirty",
    "before storage.leases.release",
    "after commit",
)
COUNTING = ("before storage.buckets.rebuild", "after storage.buckets.rebuild")
ENDING = ("after worker.linking.link", "after storage.files.claim_roots")


def import_words(paths: list[pathlib.Path]) -> list[object]:
    return ["groundswell", "import", "strike", *paths]


def as_undisturbed(world: World, *, more_files: bool = False) -> None:
    """The verdict holds, and every count is that of an import that nothing disturbed; also the stretches
    and records of the files, unless more were given."""
    verdict = check(world)
    assert verdict.holds, verdict.words()
    tables = slice(-2 if more_files else None)
    differing = [
        f"{sorted(set(wanted) - set(found))[:3]} became {sorted(set(found) - set(wanted))[:3]}"
        for wanted, found in zip(reference(world)[tables], world.series()[tables], strict=True)
        if wanted != found
    ]
    assert not differing, f"the counts are not those of an undisturbed import: {differing}"


def reference(world: World) -> list[Any]:
    """The same files, imported undisturbed into a database of their own (SQLite: promise 6 says they are equal)."""
    path = world.home / "undisturbed.sqlite"
    shutil.copyfile(world.empty, path)
    url = f"sqlite:///{path}"
    opened = Database(url)
    faults, world.faults = world.faults, []
    done = world.run("groundswell", "import", "strike", world.home / "in", env={"DATABASE_URL": url})
    world.faults = faults
    assert done.code == 0, done.said()[-2000:]
    found = all_counts(opened)
    opened.close()
    return found


@scenario(1, quick=(0,))
def imports_killed_at_random(world: World) -> None:
    words = import_words(world.files())
    world.faults.append(SMALL_BATCHES)
    kill_until_done(world, words, most=20)
    world.calm(*words)
    as_undisturbed(world)


@scenario(1, 57, quick=(0,))
def imports_killed_at_writing_statements(world: World) -> None:
    """The nth statement that writes is the last; n grows until the import comes to its end."""
    words = import_words(world.files(300))
    world.faults.append(SMALL_BATCHES)
    nth, deaths = 1, 0
    while deaths < 14 and die_at(world, words, "statement", nth):
        deaths, nth = deaths + 1, world.chance.randint(1, 60)
    world.calm(*words)
    as_undisturbed(world)


@scenario(1)
def imports_killed_at_points(world: World) -> None:
    words = import_words(world.files(500))
    world.faults.append(SMALL_BATCHES)
    points = [(point, world.chance.choice((1, 1, 2))) for point in world.chance.sample(READING, len(READING))]
    points += [(point, 1) for point in world.chance.sample(COUNTING, len(COUNTING))]  # all is read by then
    points += [(point, 1) for point in ENDING]
    assert sum(die_at(world, words, *each) for each in points) >= 5, "hardly anything died"
    world.calm(*words)
    as_undisturbed(world)


@scenario(57, on=("sqlite",))
def power_cut_with_unsynced_pages_lost(world: World) -> None:
    """All is killed, and the end of the file written ahead is gone or torn, as after a disk that lied."""
    words = import_words(world.files(600))
    world.faults.append(SMALL_BATCHES)
    for _ in range(4):
        kill_until_done(world, words, most=1, between=(0.05, 0.5))
        log = world.home / "data" / "groundswell.sqlite-wal"
        if log.exists() and log.stat().st_size:
            kept = world.chance.randrange(log.stat().st_size)
            os.truncate(log, kept)
            (world.home / "data" / "groundswell.sqlite-shm").unlink(missing_ok=True)
            world.history.note("cut", kept=kept)
    world.calm(*words)
    as_undisturbed(world)


@scenario(40, 41)
def four_importers_of_the_same_files_die_at_random(world: World) -> None:
    paths = world.files(800)
    copy = world.home / "in" / "again.ndjson"
    shutil.copyfile(paths[0], copy)
    world.faults.append(SMALL_BATCHES)
    for _ in range(3):
        four = [
            world.start("groundswell", "import", "strike", *world.chance.sample([*paths, copy], 4)) for _ in range(4)
        ]
        for process in world.chance.sample(four, 3):
            if process.wait(world.chance.uniform(0.05, 0.3)) is None:
                process.end()
                world.kills += 1
        assert four[0].wait() in (0, -9)
        for process in four:
            assert process.wait() in (0, -9), process.said()[-2000:]
    world.calm("groundswell", "import", "strike", world.home / "in")
    as_undisturbed(world)
