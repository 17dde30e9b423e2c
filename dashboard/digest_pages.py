"""Digests: the archive of an event, and each as it was frozen."""

import base64
import datetime as dt
import hashlib
import re

import fastapi
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

import storage.digests
from dashboard.guarding import POLICY
from dashboard.opened import Name, open_event
from dashboard.shown import page
from digests import rendering
from digests.noted import noted

router = fastapi.APIRouter(include_in_schema=False)
FIGURE = re.compile(r'<b class="figure" data-receipt="([0-9A-Z.]+)"([^<]*)</b>')
NO_DIGEST = "There is no digest of that event and day."


@router.get("/events/{name}/digests")
def archive(name: Name) -> HTMLResponse:
    """Every day that has a digest, the latest first."""
    with open_event(name) as opened:
        days = storage.digests.days(opened.session, opened.id)[::-1]
        return page("digests.html", title="Digests", event=opened.event, file=opened.file, days=days, tab="digests")


@router.get("/digests/{name}/{day}.{form}")
def digest_as(name: Name, day: dt.date, form: str) -> Response:
    """The same as plain text or Markdown."""
    with open_event(name) as opened:
        row = storage.digests.current(opened.session, opened.id, day)
        if row is None or form not in ("txt", "md"):
            raise fastapi.HTTPException(404, NO_DIGEST)
        bodies = noted(opened.session, row)
        body = bodies.text if form == "txt" else bodies.markdown
        quotes = storage.digests.quotes(opened.session, row)
        return PlainTextResponse(rendering.fill(body, quotes, "md" if form == "md" else "text"))


@router.get("/digests/{name}/{day}")
def digest(name: Name, day: dt.date) -> HTMLResponse:
    """A digest as it was frozen, less what was deleted since."""
    with open_event(name) as opened:
        row = storage.digests.current(opened.session, opened.id, day)
        if row is None:
            raise fastapi.HTTPException(404, NO_DIGEST)
        body = noted(opened.session, row).html
        return frozen(linked(rendering.fill(body, storage.digests.quotes(opened.session, row), "html")))


def linked(html: str) -> str:
    """The digest with links from its figures to their receipts. What a post says is escaped and holds no such mark."""
    return FIGURE.sub(r'<a class="figure" href="/receipts/\1"\2</a>', html)


def frozen(html: str) -> HTMLResponse:
    """A page that brings styles of its own: they are named by their hash, and nothing else may run or load."""
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" for style in styles
    )
    policy = POLICY.format(styles=hashes or "'none'").replace("script-src 'self'", "script-src 'none'")
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})
