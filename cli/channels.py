"""`groundswell channels`: the ways out of an event, and whether they work."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cli.opened import Opened
    from config.event_parts import ChannelSpec

app = typer.Typer(help="List and test the channels of an event.", no_args_is_help=True)


@app.command("list")
def list_(event: Annotated[str, typer.Argument(help="The name of the event.")]) -> None:
    """List the channels that the event file names, with what is known of each."""
    import storage.outbox
    from cli.opened import open_event

    opened = open_event(event)
    with opened.database.read() as session:
        known = storage.outbox.addresses(session, opened.id)
    if not opened.file.channels:
        print("The event file names no [[channels]]: alerts are listed (groundswell alerts list), and not sent.")
    for channel in opened.file.channels:
        row = known.get(channel.name)
        state = "not used yet"
        if row and row.disabled_at:
            state = f"DISABLED since {row.disabled_at.astimezone(opened.file.tz):%d %b %H:%M}: {row.fault}"
        elif row and row.sent_at:
            state = f"last sent {row.sent_at.astimezone(opened.file.tz):%d %b %H:%M}"
        quiet = f", quiet {channel.quiet}" if channel.quiet else ""
        print(f"{channel.name}: {channel.kind}{quiet}, {state}")


@app.command("test")
def try_out(
    name: Annotated[str, typer.Argument(help="The channel, as the event file names it.")],
    event: Annotated[str, typer.Option(help="The event; needed when several have such a channel.")] = "",
) -> None:
    """Send a test message and say what happened. One that works is enabled again."""
    import storage.outbox
    from cli.opened import now
    from worker import delivering, house

    found = _with_channel(name, event)
    if len(found) != 1:
        words = f"more than one event has a channel {name!r}" if found else f"no event has a channel {name!r}"
        raise typer.BadParameter(f"{words}; name the event with --event", param_hint="NAME")
    ((opened, channel),) = found
    message = delivering.test_message(opened.file, now=now())
    state, words, _ = delivering.attempt(channel, message, clock=now)
    if state == "sent":
        with house.database().write() as session:
            values = {"disabled_at": None, "fault": "", "sent_at": now()}
            storage.outbox.put_address(session, opened.id, name, **values)
        print(f"{name}: sent; {words}.")
        return
    sys.exit(f"{name}: not sent ({state}): {words}.")


def _with_channel(name: str, event: str) -> "list[tuple[Opened, ChannelSpec]]":
    import storage.events
    from cli.opened import open_event
    from worker import house

    with house.database().read() as session:
        names = [row.name for row in storage.events.all_events(session)]
    opened = [open_event(each) for each in names if event in ("", each)]
    return [(each, channel) for each in opened for channel in each.file.channels if channel.name == name]
