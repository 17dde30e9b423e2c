"""The only entry of beat. It rings; the database says what is due (worker/sweeping.py)."""

TICK_SECONDS = 5.0

BEAT = {"tick": {"task": "worker.tasks.tick", "schedule": TICK_SECONDS, "options": {"expires": TICK_SECONDS * 4}}}
