"""Gives everything that is published its receipt: one id for the answer, and for each of its figures the answer's id
with a number, as K7Q2MX4R.12."""

import dataclasses
import datetime as dt
import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlmodel import Session

import storage.receipts
from analysis.estimates import Figure
from digests.base import Context, Line, Link, Part, Shown
from storage.tables import Answer

Sections = Sequence[tuple[str, str, Sequence[Part]]]
PREVIEWS_KEPT = dt.timedelta(days=30)
PARTS = ("definition", "value", "n", "low", "high")


@dataclasses.dataclass(frozen=True)
class Published:
    """An answer that is about to be kept: its row, and the stretches whose posts are remembered."""

    row: Answer
    stretches: tuple[tuple[str, int, int], ...] = ()


def answer(
    session: Session,
    event_id: int,
    event: str,
    kind: str,
    place: str,
    figures: Iterable[Figure],
    *,
    revision: str,
    scorers: Sequence[str],
    stretches: Sequence[tuple[str, int, int]] = (),
    now: dt.datetime,
    kept_until: dt.datetime | None = None,
) -> Published:
    """The answer with these figures, not kept yet. It is named by what it says, not by when it was said."""
    rows = [[getattr(figure, name) for name in PARTS] for figure in dict.fromkeys(figures)]
    said = orjson.dumps([event, kind, place, revision, sorted(scorers), rows])
    sha256 = hashlib.sha256(said).hexdigest()
    row = Answer(
        id=storage.receipts.id_of(session, sha256),
        sha256=sha256,
        event_id=event_id,
        kind=kind,
        place=place,
        revision=revision,
        scorers=sorted(scorers),
        watermark=storage.receipts.watermark(session, event_id),
        figures=zlib.compress(orjson.dumps(rows)),
        made_at=now,
        kept_until=kept_until,
    )
    return Published(row, tuple(stretches))


def figures_of(row: Answer) -> list[Figure]:
    """The figures of an answer in their order; the first has number 1."""
    return [Figure(**dict(zip(PARTS, each, strict=True))) for each in orjson.loads(zlib.decompress(row.figures))]


def records(published: Published) -> list[dict[str, Any]]:
    """The figures with their ids, for programs."""
    figures = figures_of(published.row)
    names = ids(published.row.id, figures)
    return [{**dataclasses.asdict(figure), "id": names[figure]} for figure in figures]


def of_day(context: Context, sections: Sections) -> tuple[Published, Sections]:
    """The answer that a digest is, and its sections with the ids in them."""
    figures = list(dict.fromkeys(figures_in(sections)))
    made = answer(
        context.session,
        context.event_id,
        context.event.name,
        "digest",
        context.day.isoformat(),
        figures,
        revision=context.revision,
        scorers=list(context.scorer_names.values()),
        stretches=[(platform, context.start, context.end) for platform in context.platforms],
        now=context.now,
        kept_until=None if context.is_over else context.now + PREVIEWS_KEPT,
    )
    return made, _with_receipts(_with_ids(sections, ids(made.row.id, figures)))


def _with_receipts(sections: Sections) -> Sections:
    """A line of the first screen leads to the receipt of its first figure."""
    return [(name, title, tuple(_linked(part) for part in parts)) for name, title, parts in sections]


def _linked(part: Part) -> Part:
    first = next((word.id for word in part.words if isinstance(word, Shown)), "") if isinstance(part, Line) else ""
    if not isinstance(part, Line) or not first:
        return part
    return dataclasses.replace(part, links=(*part.links, Link("receipt", f"/receipts/{first}")))


def ids(answer_id: str, figures: Iterable[Figure]) -> dict[Figure, str]:
    """The id of each figure of an answer."""
    return {figure: f"{answer_id}.{number}" for number, figure in enumerate(dict.fromkeys(figures), start=1)}


def figures_in(part: Any) -> Iterable[Figure]:
    """Every figure in a part, whatever kind of part it is, in the order of reading."""
    if isinstance(part, Shown):
        yield part.figure
    elif isinstance(part, tuple | list):
        for each in part:
            yield from figures_in(each)
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from figures_in(getattr(part, field.name))


def _with_ids(part: Any, names: Mapping[Figure, str]) -> Any:
    """The part with the ids of its figures in it."""
    if isinstance(part, Shown):
        return dataclasses.replace(part, id=names[part.figure])
    if isinstance(part, tuple | list):
        return type(part)(_with_ids(each, names) for each in part)
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        fields = ((field.name, getattr(part, field.name)) for field in dataclasses.fields(part) if field.init)
        return dataclasses.replace(part, **{name: _with_ids(value, names) for name, value in fields})
    return part
