"""Beginning an event in two minutes, also on a phone: where, when, and which words."""

import zoneinfo

import fastapi
from fastapi.responses import HTMLResponse, RedirectResponse, Response

import storage.audit
from config import clock
from config.beginnings import packs
from config.event_parts import NAME
from dashboard import beginning
from dashboard.beginning import KEYWORD_LANGUAGES, NotBegun
from dashboard.opened import database, minute
from dashboard.shown import page
from dashboard.suggesting import suggested
from dashboard.visiting import changing, said, visitor
from storage.tables.columns import moment_of

router = fastapi.APIRouter(include_in_schema=False)
FIELDS = (
    "place", "pack", "narrow", "name", "title", "zone", "happened_at", "within", "since", "also", "none",
    *(f"keywords_{code}" for code in KEYWORD_LANGUAGES),
)  # fmt: skip
LONGEST = 2_000
START = {**dict.fromkeys(FIELDS, ""), "zone": "Europe/Kyiv"}
WITHIN = ("", "0", "5", "15", "30", "60", "180")  # minutes


@router.get("/new")
def new(by_hand: bool = False) -> HTMLResponse:
    """Where, what and when; from these the words are suggested. `by_hand` shows all fields, empty."""
    if by_hand:
        return _form(START, "")
    return page("new_place.html", title="New event", packs=list(packs()), within=WITHIN[1:])


@router.post("/new")
def begin(request: fastapi.Request) -> Response:
    """Writes the event file and begins the event, or says what is wrong with it."""
    form = changing(request)
    asked = {field: said(form, field, LONGEST) for field in FIELDS}
    if said(form, "suggest"):
        filled, note = suggested(asked)
        return _form(filled, "", note=note)
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
    if asked["within"] not in WITHIN:
        raise NotBegun("How unsure the time is, is said in minutes.")
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


def _form(asked: dict[str, str], fault: str, status: int = 200, *, note: str = "") -> HTMLResponse:
    shown = {"asked": asked, "fault": fault, "note": note, "within": WITHIN[1:]}
    return page("new.html", status, title="New event", zones=sorted(zoneinfo.available_timezones()), **shown)
