"""The label page: a random sample, one post at a time, by buttons or keys."""

from typing import Annotated, Any, Literal

import fastapi
from fastapi.responses import HTMLResponse, RedirectResponse

import storage.corrections
import storage.labels
import storage.understood
from dashboard import labelling
from dashboard.labelling import WHO, YES_NO, Asked
from dashboard.opened import Name, Opened, open_event, theme_of
from dashboard.shown import page, query
from dashboard.visiting import changing, said, visitor
from digests import explaining
from digests.precision import rules

router = fastapi.APIRouter(include_in_schema=False)
Theme = Annotated[str, fastapi.Query(max_length=120)]
What = Literal["", "who", "relevance"]


@router.get("/events/{name}/label")
def label(
    name: Name, theme: Theme = "", what: What = "", skipped: Annotated[int, fastapi.Query(ge=0, le=1_000)] = 0
) -> HTMLResponse:
    """The next post of a sample that this reader has not judged; without a theme or `what`, how right the rules are."""
    with open_event(name) as opened:
        asked = theme_of(opened, theme)
        shown = _next(opened, asked, what, skipped) if asked or what else None
        return page(
            "label.html",
            title=f"Label · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="label",
            theme=asked,
            what=what,
            shown=shown,
            skipped=skipped,
            answers=WHO if what == "who" else YES_NO,
            rules=rules(opened.session, opened.id, opened.file),
            who=labelling.who_is_right(opened),
            relevance=labelling.relevance(opened),
        )


def _next(opened: Opened, theme: str, what: str, skipped: int) -> Asked:
    if what == "relevance":
        said_of = storage.labels.relevance_of_reader(opened.session, opened.id, _reader())
        return labelling.next_post(opened, labelling.of_event(opened), said_of.__contains__, 0)
    if what == "who":
        labelled = {row["id"] for row in storage.corrections.labelled(opened.session, opened.id)}
        return labelling.next_post(opened, labelling.of_event(opened), labelled.__contains__, skipped)
    number = storage.understood.known_theme_ids(opened.session, opened.file).get(theme)
    if number is None:
        return Asked(None, 0, 0)
    answered = storage.labels.of_reader(opened.session, opened.id, number, _reader())
    return labelling.next_post(opened, labelling.of_theme(opened, number), answered.__contains__, 0)


def _reader() -> str:
    return visitor().name or "reader"


@router.post("/events/{name}/label")
def answer(name: Name, request: fastapi.Request) -> RedirectResponse:
    """Keeps one answer and goes on to the next post."""
    form = changing(request)
    theme, what, given = said(form, "theme", 120), said(form, "what", 20), said(form, "answer", 10)
    number = explaining.number_of(said(form, "uid", 80))
    if number is None:
        raise fastapi.HTTPException(422, "There is no such answer.")
    more: dict[str, Any] = {}
    with open_event(name) as opened:
        if what == "relevance":
            labelling.keep_relevance(opened, number, given, _reader())
        elif what == "who":
            labelling.keep_who(opened, number, given)
            drawn = labelling.of_event(opened)
            is_next = given == "skip" and number in drawn
            more = {"skipped": drawn.index(number) + 1 if is_next else said(form, "skipped", 4)}
        else:
            labelling.keep_theme(opened, number, theme_of(opened, theme), given, _reader())
    return RedirectResponse(query(f"/events/{name}/label", theme=theme, what=what, **more), 303)
