"""Events side by side at the same age, each against its own usual; refused, with the reasons, where they differ."""

from collections.abc import Sequence
from typing import Annotated, Any

import fastapi
from fastapi.responses import HTMLResponse

import storage.events
from config import clock
from dashboard.curves import curves
from dashboard.opened import NO_EVENT, Name, Opened, open_event
from dashboard.shown import page
from digests import comparison
from digests.base import PLATFORM_NAMES
from digests.comparison import STEP, Compared
from digests.sides import LONGEST, Side, side

router = fastapi.APIRouter(include_in_schema=False)
OFFERED = 200  # events of the list to choose from


@router.get("/events/{name}/compare")
def compare(
    name: Name,
    other: Annotated[str, fastapi.Query(max_length=63)] = "",
    hours: Annotated[int, fastapi.Query(ge=0, le=LONGEST)] = 0,
) -> HTMLResponse:
    """The event beside another one, or beside those that it is usually compared with."""
    with open_event(name) as opened:
        one = side(opened.session, opened.event)
        age = (hours or comparison.age_at(one, clock.now())) if one else 0
        found = compared(opened, one, other, age) if one and age else []
        return page(
            "compare.html",
            title=f"Compared · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="compare",
            one=one,
            other=other,
            age=age,
            hours=hours,
            longest=LONGEST,
            step=STEP,
            choices=[row.name for row in storage.events.all_events(opened.session) if row.id != opened.id][:OFFERED],
            compared=[_shown(one, each) for each in found] if one else [],
        )


def compared(opened: Opened, one: Side, other: str, age: int) -> Sequence[Compared]:
    """The event against another one, or those that it is usually compared with, on every platform."""
    return comparison.compare_all(opened.session, one, _others(opened, one, other), age)


def _others(opened: Opened, one: Side, other: str) -> list[Side]:
    if not other:
        return comparison.others(opened.session, one)
    event = storage.events.named(opened.session, other)
    if event is None or event.id == opened.id:
        raise fastapi.HTTPException(404, NO_EVENT)
    found = side(opened.session, event)
    if found is None:
        raise fastapi.HTTPException(422, "The file of that event does not say when it happened.")
    return [found]


def _shown(one: Side, each: Compared) -> dict[str, Any]:
    names = f"{one.file.name} and {each.other.file.name} on {PLATFORM_NAMES[each.platform]}"
    title = f"How many times the usual was posted, by {STEP} hours of age: {names}"
    return {
        "row": each,
        "ratio": comparison.times(each.ratio).words,
        "chart": curves(title, each.curves, (one.file.name, each.other.file.name), STEP, is_refused=bool(each.reasons)),
    }
