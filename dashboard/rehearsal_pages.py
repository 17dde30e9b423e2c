"""What the alert rules would have sent over the stored history, before anybody is woken by them."""

import datetime as dt
import subprocess
from typing import Any

import fastapi
import orjson
from fastapi.responses import HTMLResponse

from dashboard.opened import Name, Opened, minute, open_event
from dashboard.shown import local, page
from dashboard.uploading import program
from dashboard.visiting import changing, said

router = fastapi.APIRouter(include_in_schema=False)
PATIENCE = 120.0  # seconds that a replay may take
LISTED = 200
LONG = "The replay took longer than two minutes; ask for a shorter time, or use groundswell alerts rehearse."


@router.post("/events/{name}/rehearse")
def rehearse(name: Name, request: fastapi.Request) -> HTMLResponse:
    """Runs `groundswell alerts rehearse` and shows what it tells. Nothing is kept and nothing sent."""
    form = changing(request)
    asked = {each: said(form, each, 40) for each in ("since", "until", "per_week")}
    with open_event(name) as opened:
        for each in ("since", "until"):
            minute(asked[each], opened.tz)  # refuses what is no time
        fired = _run(name, asked)
        told = [
            {**each, "at": _local(each["at"], opened)}
            for each in fired
            if each["what"] in ("opened", "worse") and not each["part_of"]
        ]
        return page(
            "rehearsal.html",
            title=f"Rehearsal · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="alerts",
            asked=asked,
            openings=sum(each["what"] == "opened" for each in told),
            told=told[-LISTED:][::-1],
            more=max(len(told) - LISTED, 0),
        )


def _run(name: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    words = ["alerts", "rehearse", name, "--format", "json"]
    words += [f"--{each}={asked[each]}" for each in ("since", "until") if asked[each]]
    words += [f"--per-week={_per_week(asked['per_week'])}"] if asked["per_week"] else []
    try:
        done = subprocess.run([*program(), *words], capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise fastapi.HTTPException(422, LONG) from None
    if done.returncode:
        raise fastapi.HTTPException(422, done.stderr.strip()[-500:] or "That could not be replayed.")
    return [orjson.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def _local(at: str, opened: Opened) -> str:
    return local(dt.datetime.fromisoformat(at), opened.tz, "%a %d %b %Y %H:%M")


def _per_week(given: str) -> float:
    """Wanted alerts a week; 422 for what is no such number."""
    try:
        number = float(given)
    except ValueError:
        number = -1.0
    if not 0 < number <= 1_000:
        raise fastapi.HTTPException(422, "Alerts a week are a number above 0.")
    return number
