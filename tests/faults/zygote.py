"""Starts the processes under test: has everything loaded and nothing opened, and forks for each. A thousand processes
that are killed would else be a thousand times two seconds of loading."""

import json
import os
import pathlib
import signal
import sys
import time
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Reads orders as JSON lines and answers each with one."""
    sys.path.insert(0, str(ROOT))
    _load()
    mouth = os.fdopen(os.dup(1), "w")
    print(json.dumps({"ready": os.getpid()}), file=mouth, flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        answer = {"pid": _start(order)} if "run" in order else {"code": _wait(order["wait"], order["seconds"])}
        print(json.dumps(answer), file=mouth, flush=True)


def _load() -> None:
    import celery.__main__
    import celery.apps.worker
    import celery.bin.worker
    import celery.concurrency.prefork
    import psycopg
    import sqlalchemy.dialects.postgresql.psycopg

    import cli.main
    import cli.progress
    import storage.schema
    import tests.faults.mutants
    import tests.faults.service
    import worker.tasks
    from analysis.language import _model

    _ = celery, psycopg, sqlalchemy, cli, storage, tests, worker, _model()


def _start(order: dict[str, Any]) -> int:
    number = os.fork()
    if number:
        return number
    code = 70
    try:
        os.setsid()
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        code = _become(order)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else _say(leaving.code)
    except BaseException:  # noqa: BLE001 (what ends the process is put down in its log)
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _say(words: object) -> int:
    sys.stderr.write(f"{words}\n")
    return 1


def _become(order: dict[str, Any]) -> int:
    """Runs a command of the product, a Celery program, or the service of one process."""
    from config.settings import settings
    from tests.faults import inside, service
    from worker.app import app

    os.environ.update(order["env"])
    os.chdir(order["env"]["GROUNDSWELL_HOME"])
    settings.cache_clear()
    app.conf.broker_url = settings().redis_url
    app.conf.beat_schedule_filename = str(settings().data / f"beat-{os.getpid()}")
    if "user" in order:
        os.setgroups([])
        os.setgid(order["user"])
        os.setuid(order["user"])
    inside.put_in(order["faults"])
    kind, *words = order["run"]
    sys.argv = [kind, *words]
    if kind == "groundswell":
        from cli.main import run

        run()
    elif kind == "celery":
        from celery.__main__ import main as celery

        celery()
    else:
        getattr(service, kind)(*words)
    return 0


def _wait(number: int, seconds: float) -> int | None:
    """The exit code, negative for a signal; None while it lives on."""
    until = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(number, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            return None
        time.sleep(0.004)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
