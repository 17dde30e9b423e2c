"""`groundswell alerts`: what was spoken of, what was only found, what people did about it, and rehearsals."""

import enum
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cli.opened import Opened

app = typer.Typer(help="List, show and answer alerts; rehearse rules on stored history.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The name of the event.")]
Id = Annotated[str, typer.Argument(help="EVENT/ID, such as kharkiv/12; `alerts list` shows the ids.")]
By = Annotated[str, typer.Option(help="Who says so; it stands in the shift log.")]
Why = Annotated[str, typer.Argument(help="In a few words.")]


class Format(enum.StrEnum):
    text = "text"
    json = "json"


@app.command("list")
def list_(
    event: Name,
    limit: Annotated[int, typer.Option(help="So many, the latest first.")] = 30,
    format: Annotated[Format, typer.Option()] = Format.text,
) -> None:
    """List episodes: alarms, what belongs to them, and findings that were not sent."""
    import storage.episodes
    from cli import alert_lines
    from cli.opened import open_event

    opened = open_event(event)
    _judge(opened)
    with opened.database.read() as session:
        rows = storage.episodes.listed(session, opened.id, limit=limit)
    if format == Format.json:
        alert_lines.print_json(rows)
    else:
        alert_lines.print_list(rows, opened.file)


@app.command("show")
def show(alert: Id, format: Annotated[Format, typer.Option()] = Format.text) -> None:
    """Show an alert whole: what was said, what is behind it, what happened since."""
    from cli import alert_lines

    opened, number = _opened(alert)
    with opened.database.read() as session:
        if format == Format.json:
            alert_lines.print_receipt(session, opened.id, number)
        else:
            alert_lines.print_episode(session, opened.id, opened.file, number)


@app.command("ack")
def ack(alert: Id, by: By = "") -> None:
    """I have it: say that you look after this alert."""
    _answer(alert, "acknowledged", by, "")


@app.command("note")
def note(alert: Id, words: Why, by: By = "") -> None:
    """Add a note, such as "this was the press conference"."""
    _answer(alert, "note", by, words)


@app.command("not-news")
def not_news(alert: Id, why: Why, by: By = "") -> None:
    """Say that this is not news, and why: no more follow-ups of it, unless it becomes a major one."""
    _answer(alert, "not news", by, why)


@app.command("hand")
def hand(alert: Id, to: Annotated[str, typer.Argument(help="Who takes it over.")], by: By = "") -> None:
    """Hand an alert over."""
    _answer(alert, "handed", by, to)


@app.command("quiet")
def quiet(
    event: Name,
    until: Annotated[str, typer.Argument(help="Such as 2025-04-19T07:00, in the event's zone; `now` ends it.")],
    by: By = "",
) -> None:
    """Send nothing for this event until then; what comes up meanwhile is sent at the end."""
    import storage.episodes
    from cli.opened import instant, now, open_event

    opened = open_event(event)
    at = now() if until == "now" else instant(opened.file, until, "UNTIL")
    with opened.database.write() as session:
        storage.episodes.note(session, opened.id, None, "quiet", now=now(), by=who(by), until=at)
    assert at is not None
    print(f"{event}: quiet until {at.astimezone(opened.file.tz):%d %b %H:%M} {opened.file.zone}.")


@app.command("log")
def log(
    event: Name,
    since: Annotated[str, typer.Option(help="From this time on, in the event's zone.")] = "",
    format: Annotated[Format, typer.Option()] = Format.text,
) -> None:
    """Show the shift log: who did what when, and what groundswell did."""
    import storage.episodes
    from cli import alert_lines
    from cli.opened import instant, open_event

    opened = open_event(event)
    with opened.database.read() as session:
        marks = storage.episodes.marks(session, opened.id, since=instant(opened.file, since, "--since"))
    if format == Format.json:
        alert_lines.print_json(marks)
    else:
        for mark in marks:
            print(alert_lines.log_line(mark, opened.file))


@app.command("rehearse")
def rehearse(
    event: Name,
    since: Annotated[str, typer.Option(help="From this time on, in the event's zone; else from the first post.")] = "",
    until: Annotated[str, typer.Option(help="Up to this time, not included.")] = "",
    per_week: Annotated[
        float, typer.Option(help="Try this many wanted alerts a week in every rule; 0 keeps the file's.")
    ] = 0.0,
    format: Annotated[Format, typer.Option()] = Format.text,
) -> None:
    """Replay the rules over stored history: what would have been sent, when, and how late."""
    from cli import alert_lines, rehearsal
    from cli.opened import instant, open_event

    opened = open_event(event)
    print("Replaying what is stored ...", file=sys.stderr)
    limits = instant(opened.file, since, "--since"), instant(opened.file, until, "--until")
    with opened.database.read() as session:
        made = rehearsal.rehearse(session, opened.event, opened.file, limits, per_week=per_week or None)
    if format == Format.json:
        alert_lines.print_json(made.fired)
    else:
        rehearsal.print_rehearsal(made, opened.file)


def _judge(opened: "Opened") -> None:
    """Looks at the series now where no service does so every minute."""
    from cli.opened import now
    from worker import sweeping, watching

    with opened.database.read() as session:
        tick = sweeping.last_tick(session)
    if tick is None or (now() - tick).total_seconds() > 120:
        watching.watch(opened.database, opened.id, clock=now)


def _opened(alert: str) -> "tuple[Opened, int]":
    from cli.opened import open_event

    name, _, number = alert.rpartition("/")
    if not name or not number.isdecimal():
        raise typer.BadParameter(f"{alert!r} is not EVENT/ID such as kharkiv/12", param_hint="ALERT")
    return open_event(name), int(number)


def _answer(alert: str, what: str, by: str, words: str) -> None:
    import storage.episodes
    from cli.opened import now

    opened, number = _opened(alert)
    with opened.database.write() as session:
        episode = storage.episodes.by_id(session, opened.id, number)
        if episode is None:
            sys.exit(f"There is no alert {alert}; see: groundswell alerts list {opened.event.name}")
        column = {"acknowledged": "acknowledged_by", "not news": "not_news", "handed": "handed_to"}.get(what)
        if column:
            setattr(episode, column, words or who(by))
            session.add(episode)
        storage.episodes.note(session, opened.id, number, what, now=now(), by=who(by), words=words)
    print(f"{alert}: {what}" + (f", {words}" if words else "") + f" ({who(by)}).")


def who(by: str) -> str:
    """The one who was named, else the user of this terminal."""
    import getpass

    if by:
        return by
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "someone"
