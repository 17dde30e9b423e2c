"""Beginning an event in two minutes, also on a phone: where, when, and which words."""

import zoneinfo

import fastapi
from fastapi.responses import HTMLResponse, RedirectResponse, Response

import storage.audit
from config import clock
from config.event_file import NAME
from dashboard import beginning
from dashboard.beginning import KEYWORD_LANGUAGES, NotBegun
from dashboard.opened import database, minute
from dashboard.shown import page
from dashboard.visiting import changing, said, visitor
from storage.tables.columns import moment_of

router = fastapi.APIRouter(include_in_schema=False)
FIELDS = ("name", "title", "zone", "happened_at", "since", "none", *(f"keywords_{code}" for code in KEYWORD_LANGUAGES))
LONGEST = 2_000
START = {**dict.fromkeys(FIELDS, ""), "zone": "Europe/Kyiv"}


@router.get("/new")
def new() -> HTMLResponse:
    return _form(START, "")


@router.post("/new")
def begin(request: fastapi.Request) -> Response:
    """Writes the event file and begins the event, or says what is wrong with it."""
    form = changing(request)
    asked = {field: said(form, field, LONGEST) for field in FIELDS}
    if not NAME.fullmatch(asked["name"]):
        return _form(asked, "A name has small letters, digits, - and _ only.", 422)
    try:
        written = beginning.toml(_checked(asked), [code for code in KEYWORD_LANGUAGES if _has(asked, code)] or ["en"])
        beginning.begin(asked["name"], written)
    except NotBegun as fault:
        return _form(asked, str(fault), 422)
    with database().write() as session:
        storage.audit.add(session, visitor().name, "began an event", {"event": asked["name"]}, now=clock.now())
    return RedirectResponse(f"/events/{asked['name']}", 303)


def _has(asked: dict[str, str], code: str) -> bool:
    return code == "en" or bool(asked[f"keywords_{code}"])


def _checked(asked: dict[str, str]) -> dict[str, str]:
    """The times as TOML writes them, with the offset of the zone."""
    if asked["zone"] not in zoneinfo.available_timezones():
        raise NotBegun("There is no such time zone; choose one of the list.")
    zone = zoneinfo.ZoneInfo(asked["zone"])
    times = {}
    for field in ("happened_at", "since"):
        try:
            at = minute(asked[field], zone)
        except fastapi.HTTPException as fault:
            raise NotBegun(str(fault.detail)) from None
        times[field] = moment_of(at).astimezone(zone).isoformat() if at is not None else ""
    if not any(asked[f"keywords_{code}"] for code in KEYWORD_LANGUAGES):
        raise NotBegun("Give at least one word to look for.")
    return {**asked, **times}


def _form(asked: dict[str, str], fault: str, status: int = 200) -> HTMLResponse:
    return page(
        "new.html", status, title="New event", asked=asked, fault=fault, zones=sorted(zoneinfo.available_timezones())
    )
