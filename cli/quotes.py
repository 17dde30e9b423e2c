"""`groundswell quotes`: the quotes of a digest, and what people typed for them."""

import datetime as dt
import sys
from typing import Annotated

import typer

app = typer.Typer(help="List the quotes of a digest, and give posts in other words.", no_args_is_help=True)
LANGUAGE = r"[a-z]{2,3}"
LONGEST = 600


@app.command("list")
def list_(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    day: Annotated[str, typer.Option(help="The local day of the digest; else the latest that has one.")] = "",
) -> None:
    """List the quotes of a frozen digest: which posts they are, and whether they still stand."""
    import storage.digests
    import storage.post_list
    from cli.opened import open_event
    from storage.tables.identity import uid

    opened = open_event(event)
    with opened.database.read() as session:
        days = storage.digests.days(session, opened.id)
        wanted = _day(day) if day else (days[-1] if days else None)
        made = storage.digests.current(session, opened.id, wanted) if wanted else None
        if made is None:
            sys.exit(f"There is no such digest of {event} yet: groundswell digest {event}")
        for slot, (number, text) in storage.digests.quoted(session, made).items():
            row = storage.post_list.one(session, number)
            name = uid(row["platform"], row["native_id"]) if row else "a post that is not here any more"
            print(f"{slot:>4}  {name}  {'deleted since' if text is None else 'stands in the digest'}")


@app.command("translate")
def translate(
    post: Annotated[str, typer.Argument(help="x:1491…, reddit:t1_…, or the address of the post.")],
    words: Annotated[str, typer.Argument(help="What it says, in quotation marks. Names are masked when it is shown.")],
    by: Annotated[str, typer.Option(help="Your initials; they stand beside it.")],
    to: Annotated[str, typer.Option(help="The language of these words, such as en.")] = "en",
) -> None:
    """Keep what a post says in another language, or in other words of its own; digests made from now on show it."""
    import re

    import storage.translations
    from cli.opened import now
    from digests import explaining
    from worker import house

    if not re.fullmatch(LANGUAGE, to):
        raise typer.BadParameter("two or three small letters, such as en", param_hint="--to")
    if not by.strip() or len(by) > 20:
        raise typer.BadParameter("your initials, at most 20 letters", param_hint="--by")
    if not words.strip() or len(words) > LONGEST:
        raise typer.BadParameter(f"at most {LONGEST} characters", param_hint="WORDS")
    number = explaining.number_of(post)
    with house.database().write() as session:
        kept = number is not None and storage.translations.add(
            session, number, to, " ".join(words.split()), by.strip(), now=now()
        )
    if not kept:
        sys.exit(
            f"There is no post {post!r} with a text here. Names look like x:1491234567890123456 or reddit:t1_abc123."
        )
    print(
        "Kept. Digests that are made from now on show it beside the post; remake one with: groundswell digest --remake"
    )


def _day(given: str) -> dt.date:
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise typer.BadParameter(f"{given!r} is not a day such as 2025-04-18", param_hint="--day") from None
