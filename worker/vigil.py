"""Keeps vigil over the service from outside its queues: when the schedule or the watch no longer gives a sign, it looks
and sends in their place, so that their own death is told too."""

import datetime as dt
import logging
import time
from collections.abc import Callable

import storage.events
import storage.leases
from storage.database import Database
from worker import delivering, watching, wellness

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds


def keep(database: Database, *, clock: Callable[[], dt.datetime]) -> None:
    """Looks once a minute, for ever."""
    while True:
        once(database, clock=clock)
        time.sleep(EVERY)


def once(database: Database, *, clock: Callable[[], dt.datetime]) -> bool:
    """One look; True when something was overdue and this stepped in."""
    with database.read() as session:
        silent = [
            name
            for name, lease in ((wellness.BEAT, wellness.BEAT), ("watch", wellness.WATCHER))
            if (row := storage.leases.holder(session, lease)) is not None
            and clock() - (row.until - storage.leases.LENGTH) > wellness.SILENT
        ]
        events = [event.id or 0 for event in storage.events.all_events(session)] if silent else []
    if not silent:
        return False
    log.warning("a part of the service gives no sign", extra={"parts": silent})
    for event_id in events:
        watching.watch(database, event_id, clock=clock)
    delivering.deliver_due(database, clock=clock)
    return True
