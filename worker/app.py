"""The Celery application. The broker is a doorbell: what is due is written in the database, and a task that is lost,
doubled or late changes nothing (see the settings' reasons in docs/running.md)."""

import logging
import os
import signal
import sys

import sqlalchemy.exc
from billiard import current_process
from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init

from config.settings import settings
from worker import logs, schedule

log = logging.getLogger(__name__)
EX_CONFIG = 78
LONGEST_TASK = 90  # seconds; a step stops by itself long before
VISIBILITY = 900  # far above the longest task: a shorter one would start tasks twice

app = Celery("groundswell", broker=settings().redis_url or "redis://127.0.0.1:6379/0", include=["worker.tasks"])
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_time_limit=LONGEST_TASK,
    task_soft_time_limit=60,
    task_publish_retry_policy={"max_retries": 3, "interval_start": 0.5, "interval_step": 0.0, "interval_max": 0.5},
    task_routes={
        **{f"worker.tasks.{name}": {"queue": "reddit"} for name in ("collect_reddit", "check_reddit", "tidy_reddit")},
        "worker.tasks.watch": {"queue": "watch"},  # one process: it keeps the detectors in memory
        "worker.tasks.deliver": {"queue": "watch"},
        "worker.tasks.ping": {"queue": "watch"},
    },
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=200,
    worker_max_memory_per_child=400_000,
    worker_soft_shutdown_timeout=30,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": VISIBILITY,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_connect_timeout": 5,
        "health_check_interval": 15,
    },
    beat_schedule=schedule.BEAT,
    beat_schedule_filename=str(settings().data / "beat-schedule"),
    timezone="UTC",
)


@setup_logging.connect
def _set_up_logs(**_: object) -> None:
    logs.set_up()


@worker_init.connect
@beat_init.connect
def _check_schema(**_: object) -> None:
    """A worker or beat that does not fit the database ends before its first task, with words and a code that says that
    to start it again would not help."""
    from storage.database import Database
    from storage.schema import SchemaMismatch, ensure

    opened = Database(settings().database)  # one of its own: the children fork later
    try:
        ensure(opened)
    except SchemaMismatch as fault:
        print(fault, file=sys.stderr)  # noqa: T201 (the logs are not set up yet)
        raise SystemExit(EX_CONFIG) from None
    except sqlalchemy.exc.OperationalError:
        log.warning("the database does not answer yet")
    finally:
        opened.close()


def end_worker() -> None:
    """Ends the worker whose child this is. When it is started again, it sees why at its start."""
    if current_process().name == "MainProcess":
        return  # no worker at all: a test, or a command
    os.kill(os.getppid(), signal.SIGTERM)
