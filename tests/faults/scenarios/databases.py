"""Databases that are locked, slow, restarted, cut off and used up."""

import os
import signal
import time

import psycopg

from tests.faults.nemesis import await_that, die_at
from tests.faults.processes import Process
from tests.faults.proxy import proxy
from tests.faults.scenarios import scenario
from tests.faults.scenarios.killing import as_undisturbed
from tests.faults.world import SMALL_BATCHES, World


def in_words(process: Process) -> None:
    """It ended well, or in a sentence; never with a traceback."""
    assert process.code in (0, 1, 2), f"ended with {process.code}\n{process.said()[-1500:]}"
    assert "Traceback" not in process.said(), process.said()[-2000:]


@scenario(15, 20)
def a_lock_held_for_seconds(world: World) -> None:
    """SQLite: another writer holds the file; PostgreSQL: another holds the table of posts. The import waits."""
    words = ["groundswell", "import", "strike", *world.files(400)]
    world.faults.append(SMALL_BATCHES)
    statement = "select 1" if world.kind == "sqlite" else "lock table post in access exclusive mode"
    holder = world.start("hold", statement, 4)
    time.sleep(world.chance.uniform(0.05, 0.3))
    world.calm(*words)
    assert holder.wait() == 0
    as_undisturbed(world)


@scenario(15, on=("sqlite",))
def a_lock_held_longer_than_anyone_waits(world: World) -> None:
    """The import gives up in words after fifteen seconds, with no half batch."""
    words = ["groundswell", "import", "strike", *world.files(300)]
    holder = world.start("hold", "select 1", 20)
    time.sleep(0.5)
    process = world.run(*words)
    in_words(process)
    holder.end()
    world.calm(*words)
    as_undisturbed(world)


def plain(world: World) -> str:
    return world.url.replace("+psycopg", "")


@scenario(18, on=("postgres",), quick=(0,))
def connections_ended_and_backends_killed(world: World) -> None:
    """Connections are terminated by the server; then one backend is killed, and the server resets all the others."""
    words = ["groundswell", "import", "strike", *world.files()]
    world.faults.append(SMALL_BATCHES)
    for how in ("terminate", "terminate", "kill"):
        process = world.start(*words)
        time.sleep(world.chance.uniform(0.2, 0.8))
        with psycopg.connect(plain(world), autocommit=True) as connection:
            others = "from pg_stat_activity where datname = current_database() and pid != pg_backend_pid()"
            if how == "terminate":
                connection.execute(f"select pg_terminate_backend(pid) {others}")  # type: ignore[arg-type]
            else:
                row = connection.execute(f"select pid {others} limit 1").fetchone()  # type: ignore[arg-type]
                if row:
                    os.kill(row[0], signal.SIGKILL)
        process.wait()
        in_words(process)
        world.database.engine.dispose()
        await_that(lambda: answers(world), 20, "the server did not come back")
    world.calm(*words)
    as_undisturbed(world)


def answers(world: World) -> bool:
    try:
        psycopg.connect(plain(world)).close()
    except psycopg.OperationalError:
        return False
    return True


@scenario(18, on=("postgres",), quick=(0,))
def the_line_to_the_database_breaks(world: World) -> None:
    """Through a proxy: slow, stalled, swallowed answers, reset in the middle of a batch."""
    words = ["groundswell", "import", "strike", *world.files(500)]
    world.faults.append(SMALL_BATCHES)
    folder = world.url.partition("host=")[2]
    with proxy(f"{folder}/.s.PGSQL.5432") as between:
        name = world.url.partition("@/")[2].partition("?")[0]
        env = {"DATABASE_URL": f"postgresql://gs@127.0.0.1:{between.port}/{name}"}
        for mode in ("reset", "half", "stall"):
            process = world.start(*words, env=env)
            time.sleep(world.chance.uniform(0.2, 0.6))
            between.become(mode)  # type: ignore[arg-type]
            time.sleep(0.4)
            between.become("reset")
            process.wait()
            in_words(process)
            between.become("pass")
    world.calm(*words)
    as_undisturbed(world)


@scenario(21, on=("postgres",))
def no_connection_is_left(world: World) -> None:
    """The role may open two connections and both are taken: the import says so, and works once one is free."""
    words = ["groundswell", "import", "strike", *world.files(300)]
    name = f"few{os.getpid()}_{world.seed}"
    with psycopg.connect(plain(world), autocommit=True) as owner:
        owner.execute(f"create role {name} login connection limit 2")  # type: ignore[arg-type]
        owner.execute(f"grant all on all tables in schema public to {name}")  # type: ignore[arg-type]
        owner.execute(f"grant all on all sequences in schema public to {name}")  # type: ignore[arg-type]
        owner.execute(f"grant temporary on database {owner.info.dbname} to {name}")  # type: ignore[arg-type]
        env = {"DATABASE_URL": world.url.replace("//gs@", f"//{name}@")}
        taken = [psycopg.connect(plain(world).replace("//gs@", f"//{name}@")) for _ in range(2)]
        process = world.run(*words, env=env)
        in_words(process)
        assert process.code != 0
        for each in taken:
            each.close()
        world.calm(*words, env=env)
        as_undisturbed(world)
        owner.execute(f"drop owned by {name}; drop role {name}")  # type: ignore[arg-type]


@scenario(19, on=("postgres",))
def deadlocks_and_serialization_failures(world: World) -> None:
    """Four importers of overlapping files, and a statement of one fails as a deadlock does."""
    paths = world.files(600)
    world.faults.append(SMALL_BATCHES)
    four = [world.start("groundswell", "import", "strike", *world.chance.sample(paths, len(paths))) for _ in range(4)]
    for process in four:
        process.wait()
        in_words(process)
        assert process.code == 0, process.said()[-1500:]
    as_undisturbed(world)


@scenario(17, quick=(0,))
def the_nth_write_fails(world: World) -> None:
    """The nth statement that writes fails with an I/O error or a full disk; n grows until the import gets through."""
    words = ["groundswell", "import", "strike", *world.files(200)]
    world.faults.append(SMALL_BATCHES)
    nth = 1
    while nth < 200 and die_at(world, words, "statement", nth, do=world.chance.choice(("io", "full"))):
        in_words(world.running[-1])
        nth += world.chance.randint(4, 40)
    world.calm(*words)
    as_undisturbed(world)
