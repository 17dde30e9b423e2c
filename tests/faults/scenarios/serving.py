"""The whole service, its pages and its backups, while something else goes on."""

import os
import signal
import threading
import time
import urllib.error
import urllib.request

from tests.faults.broker import free_port
from tests.faults.crews import SHORT_STEPS, SMALL, is_settled, queue_files
from tests.faults.nemesis import await_that, kill_until_done
from tests.faults.scenarios import scenario
from tests.faults.scenarios.killing import as_undisturbed
from tests.faults.world import SMALL_BATCHES, World


@scenario(2, 7)
def a_whole_service_whose_parts_are_killed(world: World) -> None:
    """`groundswell up`: each of its processes is killed in turn; it starts them again, ends well when it is asked to."""
    queue_files(world, world.files())
    world.faults += [SHORT_STEPS, SMALL]
    port = free_port()
    service = world.start(
        "groundswell", "up", "--port", port, env={"GROUNDSWELL_NOW": "", "GROUNDSWELL_PROCESSES": "1"}
    )
    await_that(lambda: asked(port) is not None, 60, f"no page came\n{service.said()[-1500:]}")
    for child in world.chance.sample(service.children(), 4):
        os.kill(child, signal.SIGKILL)
        world.kills += 1
        time.sleep(world.chance.uniform(0.2, 1.0))
    await_that(
        lambda: is_settled(world) and asked(port) is not None, 180, f"it did not finish\n{service.said()[-1500:]}"
    )
    service.signal(signal.SIGTERM)
    assert service.wait(50) == 0, service.said()[-1500:]
    as_undisturbed(world)


def asked(port: int, path: str = "/healthz") -> int | None:
    """The status with which the pages answer; None when nobody does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as fault:
        return fault.code
    except OSError:
        return None


@scenario(55)
def heavy_readers_during_an_import(world: World) -> None:
    """Fifty readers ask for series and posts again and again; all are answered, and the import is as undisturbed."""
    paths = world.files()
    world.calm("groundswell", "import", "strike", *paths[1:])
    port = free_port()
    pages = world.start("pages", port)
    await_that(lambda: asked(port) is not None, 60, f"no page came\n{pages.said()[-1500:]}")
    answers: list[int | None] = []
    stopping = threading.Event()

    def read(path: str) -> None:
        while not stopping.is_set():
            answers.append(asked(port, path))

    paths_asked = [
        "/events/strike",
        "/api/events/strike/series",
        "/healthz",
        "/events/strike/posts?q=awful",
        "/metrics",
    ]
    readers = [threading.Thread(target=read, args=(paths_asked[n % 5],), daemon=True) for n in range(50)]
    for reader in readers:
        reader.start()
    world.calm("groundswell", "import", "strike", paths[0])
    stopping.set()
    for reader in readers:
        reader.join(30)
    pages.end()
    assert answers
    assert not [each for each in answers if each not in (200, 503)], sorted(set(map(str, answers)))
    as_undisturbed(world)


@scenario(56)
def a_backup_while_an_import_dies(world: World) -> None:
    """Backups are taken while imports run and are killed; each holds, restored into a home of its own."""
    words = ["groundswell", "import", "strike", *world.files(500)]
    world.faults.append(SMALL_BATCHES)
    importer = world.start(*words)
    world.run("groundswell", "backup", world.home / "one.gz")
    importer.end()
    kill_until_done(world, words, most=2)
    assert world.run("groundswell", "backup", world.home / "two.gz").code == 0
    world.calm(*words)
    as_undisturbed(world)
    for name in ("one.gz", "two.gz"):
        done = world.run("groundswell", "restore", world.home / name, "--yes")
        assert done.code == 0, done.said()[-1500:]
        world.database.engine.dispose()
        code, said = world.ask("verify")
        assert code == 0, said[-1500:]
    world.run(*words)
    as_undisturbed(world)
