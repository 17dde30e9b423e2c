"""`groundswell up`, `doctor` and `migrate`: the service in one terminal, what is set up, and the schema."""

import contextlib
import socket
import sys
from typing import Annotated

import typer


def up(
    port: Annotated[int, typer.Option(help="The port of the pages; else PORT, else 8700.")] = 0,
) -> None:
    """Run the whole service in this terminal until Ctrl-C: pages, workers, schedule, and a broker of its own."""
    from cli.supervisor import Supervisor, program
    from config.settings import settings
    from worker import house
    from worker.broker import NoBroker, embedded_broker

    house.database()
    house.keys_of_authors()
    port = port or settings().port
    if _is_taken(port):
        sys.exit(f"Port {port} is in use; choose another with --port.")
    celery = [program("celery"), "-q", "-A", "worker.app"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    commands = {
        "web": [
            program("uvicorn"),
            "dashboard.app:app",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--no-access-log",
            "--log-level",
            "warning",
        ],
        "worker": [
            *celery,
            "worker",
            "-Q",
            "celery",
            "-n",
            "worker@%h",
            "--concurrency",
            str(settings().processes),
            *quiet,
        ],
        "reddit": [*celery, "worker", "-Q", "reddit", "-n", "reddit@%h", "--concurrency", "1", *quiet],
        "watch": [*celery, "worker", "-Q", "watch", "-n", "watch@%h", "--concurrency", "1", *quiet],
        "vigil": [program("groundswell"), "vigil"],
        "beat": [*celery, "beat", "--loglevel", "WARNING"],
    }
    with contextlib.ExitStack() as stack:
        environment, broker = {"PORT": str(port), "GROUNDSWELL_HOME": str(settings().home)}, None
        if not settings().redis_url:
            try:
                environment["REDIS_URL"], broker = stack.enter_context(embedded_broker())
            except NoBroker as fault:
                sys.exit(str(fault))
        print(f"groundswell runs: http://127.0.0.1:{port}  (Ctrl-C stops it)", file=sys.stderr)
        print(f"Event files: {settings().events}", file=sys.stderr)
        code = Supervisor(commands, environment, broker).run()
    print("Stopped.", file=sys.stderr)
    if code:
        sys.exit(code)


def vigil() -> None:
    """Keep vigil: when the schedule or the watch gives no sign, look and send in their place. `up` runs it too."""
    from config import clock
    from worker import house, logs
    from worker import vigil as keeping

    logs.set_up()
    keeping.keep(house.database(), clock=clock.now)


def doctor() -> None:
    """Say what is set up, what is missing, and how to get it."""
    from cli import checkup

    faulty = False
    for check in checkup.checks():
        print(f"{'ok ' if check.fine else 'NOT'}  {check.name}: {check.words}")
        faulty |= not check.fine and check.needed
    if faulty:
        sys.exit(1)


def migrate() -> None:
    """Bring the database to the schema of this version."""
    from config.settings import settings
    from storage import schema
    from storage.database import open_database

    database = open_database(settings().database)
    before = schema.current(database)
    schema.migrate(database)
    print(
        f"The database has schema {schema.HEAD}"
        + (" already." if before == schema.HEAD else f", from {before or 'nothing'}.")
    )


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
