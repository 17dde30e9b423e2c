"""Turns templates into pages, and numbers and times into what people read."""

import datetime as dt
import functools
import hashlib
import importlib.resources
import urllib.parse
import zoneinfo
from typing import Any

import jinja2
from fastapi.responses import HTMLResponse

from analysis.estimates import Figure
from analysis.outward import masked, one_line, visible
from config import clock
from config.settings import settings
from dashboard.visiting import set_cookie, visitor
from digests.base import PLATFORM_NAMES
from storage.tables.columns import moment_of

LANGUAGE_NAMES = {
    "en": "English", "uk": "Ukrainian", "ru": "Russian", "pl": "Polish", "de": "German", "fr": "French",
    "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "cs": "Czech", "sk": "Slovak",
    "ro": "Romanian", "tr": "Turkish", "bg": "Bulgarian", "be": "Belarusian", "unknown": "not sure", "none": "no words",
}  # fmt: skip


@functools.cache
def templates() -> jinja2.Environment:
    """All of them escape what they show; a name that is missing is an error, not an empty place."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        number=number, percent=percent, interval=interval, tone=tone, day=day, local=local, visible=visible,
        one_line=one_line, platform=lambda name: PLATFORM_NAMES.get(name, name), language=language, iso=iso,
        masked=masked, plain=plain, zip=lambda one, other: zip(one, other, strict=False),
    )  # fmt: skip
    environment.globals.update(static=static, query=query, newsroom_zone=newsroom_zone, visitor=visitor)
    return environment


def page(template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """The template with what it shows."""
    answer = HTMLResponse(templates().get_template(template).render(now=clock.now(), **shown), status)
    if visitor().is_new:
        set_cookie(answer, visitor().word)
    return answer


def _template(name: str) -> str:
    return importlib.resources.files("dashboard").joinpath("templates", name).read_text(encoding="utf-8")


@functools.cache
def file(name: str) -> bytes:
    """A file of static/."""
    return importlib.resources.files("dashboard").joinpath("static", name).read_bytes()


@functools.cache
def static(name: str) -> str:
    """The address of a file of static/; it changes with the content, so that it may be kept for ever."""
    return f"/static/{name}?{hashlib.sha256(file(name)).hexdigest()[:12]}"


def query(path: str, **given: object) -> str:
    """The path with those of the values that say something."""
    return f"{path}?{urllib.parse.urlencode({k: v for k, v in given.items() if v not in (None, '')})}".rstrip("?")


def number(value: float | None) -> str:
    return "not known" if value is None else f"{value:,.0f}"


def plain(value: float) -> str:
    """A number as it is: whole ones whole, others with four decimals."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.4f}"


def percent(value: float | None, digits: int = 0) -> str:
    return "not known" if value is None else f"{value * 100:.{digits}f} %"


def interval(figure: Figure | None) -> str:
    """A share as the range it lies in, with the number of posts it is made from."""
    if figure is None or figure.low is None or figure.high is None:
        return "not known"
    low, high = (f"{edge * 100:.0f}" for edge in (figure.low, figure.high))
    return f"{low} %" if low == high else f"{low}–{high} %"


def tone(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "not known"
    if figure.low is None or figure.high is None:
        return f"{figure.value:+.2f}, one voice"
    return f"{figure.value:+.2f} ({figure.low:+.2f} to {figure.high:+.2f})"


def day(at: dt.date) -> str:
    return f"{at:%a %d %b %Y}"


def local(at: dt.datetime | int | str, zone: zoneinfo.ZoneInfo, shape: str = "%a %d %b %H:%M") -> str:
    """An instant, also as records spell it, or a minute, on the clocks of a zone."""
    instant = moment_of(at) if isinstance(at, int) else dt.datetime.fromisoformat(at) if isinstance(at, str) else at
    return instant.astimezone(zone).strftime(shape)


def iso(at: dt.datetime | int, zone: zoneinfo.ZoneInfo) -> str:
    """As `local`, for addresses and forms."""
    instant = moment_of(at) if isinstance(at, int) else at
    return instant.astimezone(zone).isoformat(timespec="minutes")


def language(code: str) -> str:
    return LANGUAGE_NAMES.get(code, code)


def newsroom_zone() -> zoneinfo.ZoneInfo | None:
    return zoneinfo.ZoneInfo(settings().newsroom_zone) if settings().newsroom_zone else None
