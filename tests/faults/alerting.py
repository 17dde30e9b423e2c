"""An event with quiet days and a burst, and a webhook that listens: what alerts are tried on."""

import contextlib
import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

import storage.outbox
from storage.tables import Notice
from tests.channels.receivers import OK, Receiver, receiver
from tests.faults.world import World
from tests.worker import watching_world
from tests.worker.watching_world import FILE, NOW, minutes
from worker import watching

DAYS, BURST = 4, 60


@dataclasses.dataclass
class Alerted:
    """The receiver, and the end of the burst; nobody has looked at the burst yet."""

    receiver: Receiver
    end: dt.datetime

    def later(self, by: float) -> str:
        """So many minutes after the burst, for GROUNDSWELL_NOW."""
        return (self.end + dt.timedelta(minutes=by)).isoformat()


@contextlib.contextmanager
def alert_world(world: World, *answers: Any) -> Iterator[Alerted]:
    """Quiet days that were watched and judged, then a burst that was counted."""
    with receiver(*(answers or (OK,))) as to:
        world.event(FILE.replace("{port}", str(to.port)))
        world.env |= {"HOOK_SECRET": "a secret", "GROUNDSWELL_PRIVATE_HOSTS": "127.0.0.1"}
        made = watching_world.World(world.database, port=to.port)
        began = NOW - dt.timedelta(days=DAYS)
        made.cover(began, NOW)
        made.noise(began, NOW, seed=world.seed)
        made.count()
        watching.watch(world.database, made.event_id, clock=lambda: NOW)
        end = NOW + dt.timedelta(minutes=3)
        made.post(minutes(NOW, BURST, 3))
        made.cover(NOW, end)
        made.count()
        yield Alerted(to, end)


def got(alerted: Alerted) -> list[tuple[str, bool]]:
    """Keys of what arrived whole, and whether it was marked as a possible repeat; a sender may die in its first words."""
    arrived = [each.partition(b"\r\n\r\n")[2] for each in alerted.receiver.got]
    bodies = [json.loads(body) for body in arrived if body.endswith(b"}")]
    return [(body["key"], body["possible_repeat"]) for body in bodies]


def keys(world: World, states: tuple[str, ...] = ()) -> set[str]:
    """The keys of the messages in the outbox, of all or of some states."""
    query = "select notice.key, delivery.state from delivery join notice on notice.id = delivery.notice_id"
    with world.database.read() as session:
        return {row.key for row in session.execute(sa.text(query)) if not states or row.state in states}


def put_message(world: World, number: int, at: dt.datetime) -> None:
    """Puts one more message into the outbox, due at once, as the watch does."""
    key = f"strike message {number}"
    with world.database.write() as session:
        notice = Notice(
            event_id=1,
            key=key,
            thread=key,
            kind="worse",
            made_at=at,
            subject=key,
            text=key,
            phone=key,
            facts={"n": number},
        )
        storage.outbox.add(session, notice, {}, {"desk": at})
