"""The tasks: doors to the steps, nothing else. Each is idempotent, short, and goes on where it was; so a task that
fails is only logged, and the next tick rings again for what is still due."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from config import clock
from storage.schema import SchemaMismatch
from worker import (
    checking,
    collecting,
    collecting_reddit,
    delivering,
    digesting,
    expiring,
    flashing,
    house,
    importing,
    linking,
    looking_back,
    publishing,
    rebuilding,
    revising,
    sweeping,
    watching,
    wellness,
)
from worker.app import app, end_worker

log = logging.getLogger(__name__)
STEP_SECONDS = 40.0


def task(step: Callable[..., None]) -> Any:
    """A Celery task that lets no error out: this is the border where every error is caught and logged."""

    def guarded(*arguments: Any) -> None:
        try:
            step(*arguments)
        except SchemaMismatch as fault:  # the database was brought to another version while this worker ran
            log.critical("this worker ends", extra={"why": str(fault)})
            end_worker()
        except Exception:
            log.exception("%s failed", step.__name__, extra={"arguments": arguments})

    return app.task(name=f"worker.tasks.{step.__name__}")(guarded)


@task
def tick() -> None:
    sweeping.sweep(house.database(), ring, now=clock.now())


@task
def collect(source_id: int) -> None:
    collecting.collect_source(house.database(), source_id, clock=clock.now)


@task
def collect_reddit(listing_id: int) -> None:
    collecting_reddit.collect_listing(house.database(), listing_id, clock=clock.now)


@task
def check_reddit() -> None:
    checking.check(house.database(), clock=clock.now)


@task
def tidy_reddit() -> None:
    collecting_reddit.tidy(house.database(), clock=clock.now)


@task
def read_part(part_id: int) -> None:
    if importing.read_part(house.database(), part_id, clock=clock.now, seconds=STEP_SECONDS) == "more":
        ring("read_part", part_id)


@task
def queue_joins(event_id: int) -> None:
    importing.queue_joins(house.database(), house.event(event_id))


@task
def apply_revision(event_id: int) -> None:
    revising.apply(house.database(), event_id, clock=clock.now)


@task
def rebuild(event_id: int) -> None:
    rebuilding.rebuild(house.database(), event_id, clock=clock.now)


@task
def link() -> None:
    if linking.link(house.database(), clock=clock.now, seconds=STEP_SECONDS) == "more":
        ring("link")


@task
def digest(event_id: int, day: str) -> None:
    digesting.digest(house.database(), house.event(event_id), dt.date.fromisoformat(day), now=clock.now())


@task
def publish(event_id: int) -> None:
    if publishing.publish_next(house.database(), house.event(event_id), now=clock.now()):
        ring("deliver")


@task
def look_back(event_id: int) -> None:
    if looking_back.look(house.database(), house.event(event_id), now=clock.now()):
        ring("deliver")


@task
def flash(event_id: int) -> None:
    if flashing.publish(house.database(), house.event(event_id), now=clock.now()):
        ring("deliver")


@task
def watch(event_id: int) -> None:
    wellness.sign(house.database(), wellness.WATCHER, now=clock.now())
    for notice in watching.watch(house.database(), event_id, clock=clock.now):
        log.info("an alert is due", extra={"notice": notice.id, "kind": notice.kind})
    ring("deliver")


@task
def deliver() -> None:
    delivering.deliver_due(house.database(), clock=clock.now)


@task
def ping() -> None:
    wellness.ping(house.database(), now=clock.now())


@task
def sign_of_life() -> None:
    """Says that a worker of the general queue is at work."""
    wellness.sign(house.database(), wellness.WORKER, now=clock.now())


@task
def let_go() -> None:
    expiring.let_go(house.database(), clock=clock.now, seconds=STEP_SECONDS)


def ring(name: str, *arguments: Any) -> None:
    """Asks for a task by name. What was not begun within a minute is forgotten; a later tick asks again."""
    app.send_task(f"worker.tasks.{name}", args=arguments, expires=60)
