"""The page of the service's own state, for admins, and the same for programs."""

from typing import Any

import fastapi
from fastapi.responses import HTMLResponse

from config import clock
from dashboard.opened import database
from dashboard.shown import page
from dashboard.status import status
from dashboard.visiting import visitor

router = fastapi.APIRouter()
ADMINS = "What the service does is for admins to see."


@router.get("/status", include_in_schema=False)
def shown() -> HTMLResponse:
    """Who was at work when, what waits, and what is wrong."""
    _admins_only()
    return page("status.html", title="Status", service=status(database(), now=clock.now()))


@router.get("/api/status", tags=["service"])
def answered() -> dict[str, Any]:
    """The state of the service, for admins: heartbeats, what waits, feeds, ways out, disk, versions."""
    _admins_only()
    return status(database(), now=clock.now())


def _admins_only() -> None:
    if not visitor().may_change:
        raise fastapi.HTTPException(403, ADMINS)
