"""Builds the digest of one day, or the summary of an event: the sections in order, then every form of it."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

import digests
from analysis.spikes import Spike
from config.event_file import Event as EventFile
from digests import publishing, rendering
from digests.base import Context, QuoteSlot, Section, Stretch
from digests.context import gather, gather_whole
from digests.publishing import Published
from storage.tables import Event


@dataclasses.dataclass(frozen=True)
class Built:
    """A digest ready to be frozen. The bodies have slots where quotes go; `quotes` holds post and text by slot."""

    day: dt.date
    made_at: dt.datetime
    preview: bool
    numbers: dict[str, Any]
    html: str
    text: str
    markdown: str
    quotes: dict[int, tuple[int, str]]
    published: Published

    @property
    def sha256(self) -> str:
        return hashlib.sha256(f"{self.html}\0{self.text}\0{self.markdown}".encode()).hexdigest()


def build(
    session: Session,
    event: Event,
    file: EventFile,
    day: dt.date,
    spikes: Mapping[str, Sequence[Spike]],
    *,
    now: dt.datetime,
    newsroom: dt.tzinfo | None = None,
) -> Built:
    """The digest of a local day from what is counted now."""
    return _built(gather(session, event, file, day, spikes, now=now, newsroom=newsroom), digests.SECTIONS)


def build_whole(
    session: Session,
    event: Event,
    file: EventFile,
    stretch: Stretch,
    spikes: Mapping[str, Sequence[Spike]],
    *,
    now: dt.datetime,
    newsroom: dt.tzinfo | None = None,
) -> Built:
    """The summary of several days, of the sections that make sense of them."""
    context = gather_whole(session, event, file, stretch, spikes, now=now, newsroom=newsroom)
    return _built(context, {name: digests.SECTIONS[name] for name in digests.OVER_DAYS})


def _built(context: Context, wanted: Mapping[str, Section]) -> Built:
    sections = []
    for name, section in wanted.items():
        if parts := tuple(section.build(context)):
            sections.append((name, section.title, parts))
    published, shown = publishing.of_day(context, sections)
    answer = published.row.id
    slots = [part for _, _, parts in sections for part in parts if isinstance(part, QuoteSlot)]
    return Built(
        day=context.day,
        made_at=context.now,
        preview=not context.is_over,
        numbers=rendering.as_numbers(context, shown, answer),
        html=rendering.as_html(context, shown, answer),
        text=rendering.as_text(context, shown, answer),
        markdown=rendering.as_markdown(context, shown, answer),
        quotes={part.slot: (part.post_id, part.text) for part in slots},
        published=published,
    )
