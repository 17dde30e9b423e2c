"""`groundswell init` and `groundswell events`: event files, written and checked."""

import sys
from typing import Annotated

import typer

app = typer.Typer(help="List and check event files.", no_args_is_help=True)


def init(
    name: Annotated[str, typer.Argument(help="Small letters, digits, - and _: it names the file events/NAME.toml.")],
) -> None:
    """Write a commented event file to fill in."""
    import importlib.resources

    from config.event_parts import NAME
    from config.settings import settings

    if not NAME.fullmatch(name):
        raise typer.BadParameter("small letters, digits, - and _ only", param_hint="NAME")
    path = settings().events / f"{name}.toml"
    if path.exists():
        sys.exit(f"{path} is there already; it was not touched.")
    text = importlib.resources.files("config").joinpath("event_template.toml").read_text(encoding="utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("NAME", name), encoding="utf-8")
    print(f"Wrote {path}\nEdit it (title, keywords), then: groundswell import {name} FILES")


@app.command("check")
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Event names; without any, all of events/.")] = None,
) -> None:
    """Check event files and name every fault by key and line."""
    from cli.faults import sentence
    from config.faults import EventFault
    from config.settings import settings
    from worker import revising

    found = names or sorted(path.stem for path in settings().events.glob("*.toml"))
    if not found:
        sys.exit(f"There is no event file in {settings().events}; make one with: groundswell init NAME")
    faulty = False
    for name in found:
        try:
            event = revising.load(name)
        except EventFault as fault:
            faulty = True
            print(sentence(fault))
        else:
            words = len(event.keywords.any) + len(event.keywords.all) + len(event.keywords.none)
            parts = f"{words} keywords, {len(event.themes)} themes, {len(event.sources)} feeds"
            print(f"{name}: fine. {parts}, settings version {event.revision}")
    if faulty:
        sys.exit(2)


@app.command("cut")
def cut(
    name: Annotated[str, typer.Argument(help="The new event; its file must be there.")],
    standing: Annotated[str, typer.Option("--from", help="The event that was watched all along.")],
) -> None:
    """Begin an event with the posts of a standing watch that match its words: its history is its baseline."""
    from config import clock
    from worker import cutting, house

    event, posts = cutting.cut(house.database(), name, standing, now=clock.now())
    print(f"{event.name}: {posts:,} posts of {standing} match and are its history.")


@app.command("list")
def list_() -> None:
    """List the events with the posts each has."""
    import storage.events
    import storage.posts
    from worker import house

    database = house.database()
    with database.read() as session:
        for event in storage.events.all_events(session):
            file = storage.events.revision_of(session, event)
            posts = storage.posts.counted(session, event.id or 0)
            print(
                f"{event.name}: {file.title}, {posts:,} posts" + (f"\n  {event.file_fault}" if event.file_fault else "")
            )
