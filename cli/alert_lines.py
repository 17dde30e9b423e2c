"""Prints episodes, their story and the shift log."""

import datetime as dt
import sys
from collections.abc import Sequence
from typing import Any

import orjson
from sqlmodel import Session, SQLModel

import storage.episodes
import storage.outbox
from alerts.wording import PLATFORMS
from analysis.outward import visible
from config.event_file import Event as EventFile
from storage.tables import Episode, EpisodeMark
from worker.delivering import outgoing


def print_json(rows: Sequence[Any]) -> None:
    """One line for each; docs/formats.md states the schemas."""
    for row in rows:
        record = row.model_dump(mode="json") if isinstance(row, SQLModel) else row
        print(orjson.dumps(record).decode())


def print_list(rows: Sequence[Episode], file: EventFile) -> None:
    if not rows:
        print("Nothing was found so far.")
    for row in rows:
        start = row.started_at.astimezone(file.tz)
        end = f"–{row.ended_at.astimezone(file.tz):%H:%M}" if row.ended_at else " on"
        marks = [row.grade] * (row.grade == "major") + [f"has it: {row.acknowledged_by}"] * bool(row.acknowledged_by)
        marks += [f"not news: {row.not_news}"] * bool(row.not_news) + [f"with {row.handed_to}"] * bool(row.handed_to)
        standing = f"part of {row.parent_id}" if row.standing == "attached" else row.standing
        state = " (corrected)" if row.state == "corrected" else ""
        tail = f"  [{', '.join(marks)}]" if marks else ""
        print(visible(f"{row.id:>5}  {start:%Y-%m-%d %H:%M}{end:<6}  {standing:<8}{state}  {_words(row)}{tail}"))
        if row.why:
            print(visible(f"       not sent: {row.why}" if row.standing == "finding" else f"       {row.why}"))


def _words(row: Episode) -> str:
    platform = PLATFORMS.get(row.platform, row.platform)
    return f"{platform} {row.words}".strip()


def print_episode(session: Session, event_id: int, file: EventFile, number: int) -> None:
    row = _found(session, event_id, number)
    print_list([row], file)
    for notice in storage.outbox.notices_of(session, event_id, number):
        print(f"\n--- {notice.kind}, {notice.made_at.astimezone(file.tz):%d %b %H:%M} ---")
        print(visible(outgoing(session, notice).text))
        for delivery in storage.outbox.of_notice(session, notice.id or 0):
            print(f"  {delivery.channel}: {delivery.state}" + (f", {delivery.error}" if delivery.error else ""))
    print("\n--- log ---")
    for mark in storage.episodes.marks(session, event_id, episode_id=number):
        print(log_line(mark, file))


def print_receipt(session: Session, event_id: int, number: int) -> None:
    """The episode with its messages, deliveries and log, for programs."""
    row = _found(session, event_id, number)
    notices = [
        {
            **outgoing(session, notice).record,
            "deliveries": [each.model_dump(mode="json") for each in storage.outbox.of_notice(session, notice.id or 0)],
        }
        for notice in storage.outbox.notices_of(session, event_id, number)
    ]
    log = [mark.model_dump(mode="json") for mark in storage.episodes.marks(session, event_id, episode_id=number)]
    record = {**row.model_dump(mode="json"), "messages": notices, "log": log}
    print(orjson.dumps(record, option=orjson.OPT_INDENT_2).decode())


def _found(session: Session, event_id: int, number: int) -> Episode:
    row = storage.episodes.by_id(session, event_id, number)
    if row is None:
        sys.exit(f"There is no alert {number} of this event.")
    return row


def log_line(mark: EpisodeMark, file: EventFile) -> str:
    at = mark.at.astimezone(file.tz)
    until = f" until {mark.until.astimezone(file.tz):%d %b %H:%M}" if isinstance(mark.until, dt.datetime) else ""
    about = f" #{mark.episode_id}" if mark.episode_id else ""
    return visible(
        f"{at:%Y-%m-%d %H:%M}  {mark.by or 'groundswell'}: {mark.what}{about}{until}"
        + (f" · {mark.words}" if mark.words else "")
    )
