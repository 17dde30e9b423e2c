"""The digest says what was sent, what was only found and why, and what people did about it."""

import datetime as dt

import storage.episodes
from storage.database import Database
from tests.worker.test_watching import BEGAN, burst, look
from tests.worker.watching_world import NOW, World
from worker import digesting


def test_alarms_findings_and_the_shift_stand_in_the_digest(database: Database) -> None:
    world = World(database)
    world.cover(BEGAN, NOW)
    world.noise(BEGAN, NOW)
    world.post([NOW - dt.timedelta(hours=9, minutes=n % 5) for n in range(80)])
    world.count()
    look(world, NOW)
    look(world, burst(world, NOW))
    with database.write() as session:
        storage.episodes.note(session, world.event_id, 1, "note", now=NOW, by="Olena", words="press conference")
    made = digesting.digest(database, world.event, NOW.date(), now=NOW + dt.timedelta(days=1))
    section = made.text.partition("\nALERTS\n")[2].partition("\nIN THEIR WORDS\n")[0]
    assert "Sent: 18 Apr 15:00, still on, Reddit 60 accounts in 15 min" in " ".join(section.split())
    assert "Found, not sent (it was over when groundswell first looked at it)" in " ".join(section.split())
    assert "Olena: note #1, press conference" in section
