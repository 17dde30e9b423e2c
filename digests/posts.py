"""Posts as they are shown and exported: names masked, links without names, everything that is known of each."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import Session

import storage.corrections
import storage.post_list
import storage.understood
from analysis.outward import masked
from config.event_file import Event as EventFile
from digests.series import scorer_names
from storage.post_list import Filter
from storage.tables import Event
from storage.tables.identity import uid, url_of
from storage.tables.score import COMPOUND_SCALE

METRICS = ("likes", "reposts", "replies", "quotes", "views")


def posts(
    session: Session, event: Event, file: EventFile, wanted: Filter, *, limit: int | None, raw: bool
) -> Iterator[dict[str, Any]]:
    """One record for each post, oldest first; docs/formats.md states the schema."""
    scorers = scorer_names(session, event.id or 0)
    themes = {number: name for name, number in storage.understood.known_theme_ids(session, file).items()}
    said = storage.corrections.about_themes(session, event.id or 0)
    if wanted.theme_id is not None:
        name = themes[wanted.theme_id]
        yes, no = (tuple(said.get((name, value), ())) for value in (True, False))
        wanted = dataclasses.replace(wanted, said_yes=yes, said_no=no)
    for row in storage.post_list.listed(session, event.id or 0, wanted, list(themes), limit):
        yield corrected(record(row, scorers, themes, raw=raw), row["id"], said)


def records(session: Session, event: Event, file: EventFile, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The posts of a page of a search as such records, in its order."""
    scorers = scorer_names(session, event.id or 0)
    themes = {number: name for name, number in storage.understood.known_theme_ids(session, file).items()}
    said = storage.corrections.about_themes(session, event.id or 0)
    found = _with_findings(session, event.id or 0, rows, list(themes))
    return [corrected(record(row, scorers, themes, raw=False), row["id"], said) for row in found]


def _with_findings(
    session: Session, event_id: int, rows: Sequence[Mapping[str, Any]], theme_ids: Sequence[int]
) -> list[dict[str, Any]]:
    numbers = [row["id"] for row in rows]
    scores = storage.post_list.scores_of(session, numbers)
    hits = storage.post_list.hits_of(session, numbers, theme_ids)
    keys = sorted({row["text_key"] for row in rows if row["text_key"] is not None})
    firsts = storage.post_list.first_of_text(session, event_id, keys)
    return [
        {
            **row,
            "scores": {number: each["compound"] for number, each in scores.get(row["id"], {}).items()},
            "hits": hits.get(row["id"], {}),
            "first": firsts.get(row["text_key"]),
        }
        for row in rows
    ]


def corrected(shown: dict[str, Any], number: int, said: Mapping[tuple[str, bool], list[int]]) -> dict[str, Any]:
    """The record with the themes that readers gave the post, and without those they took from it."""
    for (name, has_it), numbers in said.items():
        if number in numbers:
            others = [theme for theme in shown["themes"] if theme != name]
            shown["themes"] = sorted([*others, name]) if has_it else others
            shown["theme_marks"].pop(name, None)
    return shown


def record(
    row: Mapping[str, Any], scorers: Mapping[int, str], themes: Mapping[int, str], *, raw: bool
) -> dict[str, Any]:
    own = uid(row["platform"], row["native_id"])
    first = uid(*row["first"]) if row["first"] else None
    text = row["text"]
    return {
        "uid": own,
        "platform": row["platform"],
        "post_id": row["native_id"],
        "kind": row["kind"],
        "created_at": row["created_at"].isoformat(),
        "text": text if raw or text is None else masked(text),
        "text_state": row["text_state"],
        "text_cut": row["text_cut"],
        "language": row["language"],
        "language_how": row["language_how"],
        "scores": {
            name: row["scores"][number] / COMPOUND_SCALE for number, name in scorers.items() if number in row["scores"]
        },
        "themes": sorted(themes[number] for number in row["hits"]),
        "theme_marks": dict(sorted((themes[number], mark) for number, (_, mark) in row["hits"].items() if mark)),
        "via": row["via"],
        "counts": row["counts"],
        "why_not": row["why_not"],
        "who": row["voice"],
        "who_rule": row["voice_rule"],
        "echo_of": first if first != own else None,
        "community": row["community"],
        "url": url_of(row["platform"], row["native_id"], row["root_id"]),
        "link": row["link"],
        **{name: row[name] for name in METRICS},
        "metrics_at": row["metrics_at"].isoformat() if row["metrics_at"] else None,
    }
