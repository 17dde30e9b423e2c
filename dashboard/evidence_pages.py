"""A bundle of evidence from the pages: what it is, and the zip."""

import tempfile
from typing import Annotated

import fastapi
from fastapi.responses import HTMLResponse, StreamingResponse

from dashboard.exporting import IN_MEMORY, MOST, answer
from dashboard.opened import Name, minute, open_event, theme_of
from dashboard.shown import page
from digests import evidence

router = fastapi.APIRouter(include_in_schema=False)
Short = Annotated[str, fastapi.Query(max_length=120)]


@router.get("/events/{name}/evidence")
def about(name: Name) -> HTMLResponse:
    """What a bundle holds and proves, and a form for it."""
    with open_event(name) as opened:
        return page("evidence.html", title="Evidence", event=opened.event, file=opened.file, tab="files", most=MOST)


@router.get("/events/{name}/evidence.zip", response_class=StreamingResponse)
def bundle(name: Name, theme: Short = "", since: Short = "", until: Short = "") -> StreamingResponse:
    """The bundle, of at most 100,000 posts; the command line writes larger ones."""
    with open_event(name) as opened:
        start, end = minute(since, opened.tz), minute(until, opened.tz)
        chosen = evidence.filter_of(opened.session, opened.file, theme_of(opened, theme), start, end)
        asked = {"theme": theme, "since": since, "until": until}
        written = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed when it was sent)
        evidence.write(opened.session, opened.event, opened.file, evidence.Wanted(chosen, asked, MOST), written)
        return answer(written, "application/zip", f"{name}-evidence.zip")
