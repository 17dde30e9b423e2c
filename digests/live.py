"""Receipt ids of figures that are shown and not kept, as on pages and in answers of the API: the id itself holds the
definition, the numbers and how far the data went, sealed by this installation. So asking costs nothing to store."""

import base64
import binascii
import datetime as dt
import functools
import hashlib
import hmac
import pathlib
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from sqlmodel import Session

import storage.receipts
from analysis.estimates import Figure
from config.keys import derived
from config.settings import settings
from storage.tables import Event
from storage.tables.columns import minute_of, moment_of

PREFIX = "live-"
SEAL = 6  # bytes
LONGEST = 2_000  # characters
MARKS = ("file", "correction", "taken_back", "rescore", "theme_labels", "voice_labels")
DIGITS = 6
USUAL = (
    b"share of sampled posts with theme called right?share of community?share of language?language=share negative?"
    b"share positive?mean compound?vader@vader-event-neutral@&scorer=authors?originals?posts with theme/posts?"
    b"share of theme?posts?event=&platform=x&by=minute&by=hour&start=&end=&theme=&who=reacting&platform=reddit&by=day"
    b'&start=2025-&start=2026-T00:00:00+00:00",null,null,'
)
Naming = Callable[[Figure], str]


def naming(session: Session, event: Event, revision: str, *, now: dt.datetime) -> Naming:
    """Names figures of an event as it is at this moment."""
    mark = storage.receipts.marks(session, event.id or 0)
    state = [event.name, revision, minute_of(now), *(mark[name] for name in MARKS)]
    key = _key(settings().author_key_file)

    def name(figure: Figure) -> str:
        numbers = [_short(each) for each in (figure.value, figure.n, figure.low, figure.high)]
        packer = zlib.compressobj(9, zlib.DEFLATED, -12, 5, zlib.Z_DEFAULT_STRATEGY, USUAL)
        body = packer.compress(orjson.dumps([figure.definition, *numbers, *state])) + packer.flush()
        return PREFIX + base64.urlsafe_b64encode(body + _seal(key, body)).decode().rstrip("=")

    return name


def read(given: str) -> tuple[Figure, Mapping[str, Any]] | None:
    """The figure behind such an id, with the event, the revision, when it was made and the watermark; None when it was
    not made here, or is damaged."""
    if not given.startswith(PREFIX) or len(given) > LONGEST:
        return None
    try:
        whole = base64.urlsafe_b64decode(given.removeprefix(PREFIX) + "=" * (-(len(given) - len(PREFIX)) % 4))
    except (binascii.Error, ValueError):
        return None
    body, seal = whole[:-SEAL], whole[-SEAL:]
    if not hmac.compare_digest(seal, _seal(_key(settings().author_key_file), body)):
        return None
    definition, value, n, low, high, event, revision, minute, *marks = orjson.loads(
        zlib.decompressobj(-12, USUAL).decompress(body)
    )
    state = {"event": event, "revision": revision, "made_at": moment_of(minute)}
    return Figure(value, n, low, high, definition), {**state, "watermark": dict(zip(MARKS, marks, strict=True))}


def _short(value: float | None) -> float | None:
    return round(value, DIGITS) if isinstance(value, float) else value


def _seal(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, body, hashlib.sha256).digest()[:SEAL]


@functools.lru_cache(maxsize=4)
def _key(path: pathlib.Path) -> bytes:
    return derived(path, "receipts")
