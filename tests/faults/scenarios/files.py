"""Files that come in pieces, grow, vanish, and come again in other shapes; settings that are edited meanwhile."""

import gzip
import os

from tests.conftest import EVENT
from tests.faults.checker import rows
from tests.faults.nemesis import die_at
from tests.faults.scenarios import scenario
from tests.faults.scenarios.killing import as_undisturbed
from tests.faults.world import NOW, SMALL_BATCHES, World

BEFORE = 1_745_200_000  # a moment before the clock of the world


@scenario(38, 39, 40)
def a_file_written_in_pieces_and_cut_while_packed(world: World) -> None:
    """Imported when half is written, when a packed copy was cut, and when it is whole: only the rest is new each time."""
    paths = world.files(400)
    whole = paths[0].read_bytes()
    for share in sorted(world.chance.uniform(0.1, 0.9) for _ in range(2)):
        paths[0].write_bytes(whole[: int(len(whole) * share)])
        world.run("groundswell", "import", "strike", paths[0])
    packed = gzip.compress(whole)
    cut = world.home / "cut.ndjson.gz"
    cut.write_bytes(packed[: len(packed) // 2])
    world.run("groundswell", "import", "strike", cut)
    paths[0].write_bytes(whole)
    world.history.kept_before = set()
    world.run("groundswell", "import", "strike", *paths)
    from tests.faults.checker import check

    verdict = check(world)
    assert not [*verdict.lost, *verdict.duplicated, *verdict.unexpected], verdict.words()


@scenario(40)
def the_same_posts_in_other_shapes_bring_nothing_new(world: World) -> None:
    paths = world.files(300)
    world.calm("groundswell", "import", "strike", *paths)
    lines = [line for path in paths[:3] for line in path.read_bytes().splitlines(keepends=True)]
    world.chance.shuffle(lines)
    joined = world.home / "joined.ndjson"
    joined.write_bytes(b"".join(lines) * 2)
    (world.home / "renamed.json.gz").write_bytes(gzip.compress(paths[3].read_bytes()))
    before = rows(world.database, "select count(*) from post")[0][0]
    done = world.run("groundswell", "import", "strike", joined, world.home / "renamed.json.gz", "--format", "json")
    assert done.code == 0, done.said()
    assert rows(world.database, "select count(*) from post")[0][0] == before
    as_undisturbed(world, more_files=True)


@scenario(44)
def a_file_taken_away_or_changed_under_the_reader(world: World) -> None:
    """The import ends in words, and goes on when the file is back."""
    paths = world.files(500)
    world.faults.append(SMALL_BATCHES)
    words = ["groundswell", "import", "strike", *paths]
    die_at(world, words, "before worker.importing.keep", 2)
    hidden = [path.rename(path.with_suffix(".away")) for path in paths[:2]]
    process = world.run("groundswell", "import", "strike", *paths[2:])
    assert "Traceback" not in process.said(), process.said()[-1500:]
    for path in hidden:
        path.rename(path.with_suffix(".ndjson"))
    world.calm(*words)
    as_undisturbed(world)


@scenario(39)
def files_dropped_into_a_folder_while_they_grow(world: World) -> None:
    """The folder is looked at while its files are written; each is taken when it has stopped growing, once."""
    paths = world.files(200)
    world.event(EVENT + '\n[[sources]]\nname = "drop"\nkind = "folder"\npath = "drop"\nevery = 10\nsettle = 5\n')
    drop = world.home / "drop"
    drop.mkdir()
    contents = {path.name: path.read_bytes() for path in paths}
    for step in range(1, 7):
        at = f"2025-04-21T06:{step:02d}:00+00:00"
        for name, content in contents.items():
            (drop / name).write_bytes(content[: len(content) * min(step, 3) // 3])
            os.utime(drop / name, (BEFORE + min(step, 3), BEFORE + min(step, 3)))
        done = world.run("ticks", at, env={"GROUNDSWELL_NOW": at})
        assert done.code == 0
    world.event()
    from tests.faults.checker import check

    verdict = check(world)
    assert verdict.holds, verdict.words()


@scenario(53, quick=(0,))
def settings_edited_to_nonsense_while_the_service_runs(world: World) -> None:
    """A half-saved file, nonsense and a file that is gone change nothing; the next good state holds."""
    paths = world.files(300)
    world.calm("groundswell", "import", "strike", *paths)
    for text in (EVENT[: world.chance.randrange(20, len(EVENT) - 20)], "title = 3", "\x00", ""):
        world.event(text)
        done = world.run("ticks", NOW)
        assert done.code == 0, done.said()[-1500:]
    (world.home / "events" / "strike.toml").unlink()
    assert world.run("ticks", NOW).code == 0
    world.event()
    world.calm("groundswell", "import", "strike", *paths)
    as_undisturbed(world)
    assert len(rows(world.database, "select id from revision")) == 1


@scenario(46)
def words_changed_and_the_change_killed(world: World) -> None:
    """New words of a theme and of the tone are applied by a service that dies at every step; then they are taken back."""
    paths = world.files(250)
    words = ["groundswell", "import", "strike", *paths]
    world.calm(*words)
    world.event(EVENT.replace('"resilien*"', '"resilien*", "awful"') + '[tone]\nadd = ["night"]\n')
    for nth in range(3, 40, 6):
        die_at(world, ["ticks", NOW], "statement", nth)
    assert world.run("ticks", NOW).code == 0
    as_undisturbed(world)
