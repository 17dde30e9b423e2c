"""JSON files that hold records of more than one format: files laid end to end, or a stream whose format changed. Each
record is read by the reader that knows it."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors import reddit_archive
from collectors.base import Head, Layout, Outcome, Reader, Recognised, RecordRejected
from collectors.x_export import api_v2, api_v11, apify, minet, snscrape, twint, web_exporter, web_json, x_archive
from collectors.x_export.building import aside

SURE = 0.975  # above each of its readers, below a reader that knows all records
SURE_OF_ONE = 0.9
KINDS: Mapping[str, Reader] = {
    "Reddit archive": reddit_archive,
    "X API v2": api_v2,
    "X API v1.1": api_v11,
    "X account archive": x_archive,
    "X web": web_json,
    "twitter-web-exporter": web_exporter,
    "snscrape": snscrape,
    "Apify": apify,
    "twint": twint,
    "minet": minet,
}


def recognise(head: Head) -> Recognised | None:
    """Sure when records of at least two formats are there; the layouts are those that each reader makes of its own."""
    values = [value for value in head.values if isinstance(value, dict) and not aside(value)]
    if head.shape != "json" or head.variable or len({frozenset(value) for value in values}) < 2:
        return None
    groups: dict[str, list[Any]] = {}
    for value in values:
        if kind := _kind(value):
            groups.setdefault(kind, []).append(value)
    if len(groups) < 2:
        return None
    layouts = {
        kind: found.layout for kind, mine in groups.items() if (found := KINDS[kind].recognise(Head("json", mine)))
    }
    known = sum(map(len, groups.values()))
    return Recognised(SURE * known / len(values), "several formats: " + ", ".join(groups), {"layouts": layouts})


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    if notice := aside(value):
        yield notice
        return
    kind = _kind(value)
    if kind is None:
        raise RecordRejected("no post of a known format")
    own = layout["layouts"].get(kind)
    if own is None:  # none of its kind stood at the beginning of the file
        found = KINDS[kind].recognise(Head("json", [value]))
        own = found.layout if found else {}
    yield from KINDS[kind].outcomes(value, own)


def _kind(value: Mapping[str, Any]) -> str | None:
    """The format of one record; none where only a part of it is known."""
    for kind, reader in KINDS.items():
        claim = reader.recognise(Head("json", [value]))
        if claim and claim.sure >= SURE_OF_ONE:
            return kind
    return None
