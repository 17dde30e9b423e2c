"""`groundswell forget`: takes away what is known of an author, a post or a file."""

import enum
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storage.database import Database
    from worker.forgetting import Receipt, Subject


class Format(enum.StrEnum):
    text = "text"
    json = "json"


def forget(
    author: Annotated[str, typer.Option(help="A name or account id; x: or reddit: before it means only there.")] = "",
    post: Annotated[str, typer.Option(help="x:1491…, reddit:t1_…, or the address of the post.")] = "",
    file: Annotated[str, typer.Option(help="An imported file: its name, path, archive member or number.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Really do it; without, the command says what would go.")] = False,
    format: Annotated[Format, typer.Option(help="json prints the receipt as one object.")] = Format.text,
) -> None:
    """Take away, everywhere and for good, what is known of an author, of a post, or of the posts of a file."""
    import dataclasses

    import orjson

    from config import clock
    from worker import forgetting, house

    if sum(map(bool, (author, post, file))) != 1:
        raise typer.BadParameter("give one of --author, --post and --file")
    database = house.database()
    receipt = forgetting.forget(database, _subject(database, author, post, file), clock=clock.now, really=yes)
    if format == Format.json:
        print(orjson.dumps(dataclasses.asdict(receipt)).decode())
        return
    print(*_words(receipt), sep="\n")


def _subject(database: "Database", author: str, post: str, file: str) -> "Subject":
    from digests import explaining
    from worker import forgetting

    if author:
        return forgetting.author(author)
    if post:
        number = explaining.number_of(post)
        if number is None:
            sys.exit(f"{post!r} is no post. Names look like x:1491234567890123456 or reddit:t1_abc123.")
        return forgetting.post(number)
    found = forgetting.file(database, file)
    if found is None:
        sys.exit(f"No file {file!r} was imported. groundswell files EVENT lists them.")
    return found


def _words(receipt: "Receipt") -> list[str]:
    gone = "Gone" if receipt.done else "Would go"
    lines = [f"{gone}: {receipt.posts:,} posts, with all that was found in them."]
    if not receipt.places:
        lines = ["Nothing is stored of it." + ("" if receipt.done else " With --yes it is kept away from now on.")]
    lines += [f"  {rows:>8,} rows of {name}" for name, rows in sorted(receipt.places.items())]
    if receipt.elsewhere:
        lines.append(f"{receipt.elsewhere:,} posts of the file are in other files too, and stay.")
    if receipt.naming:
        lines.append(f"{receipt.naming:,} texts of others name the author; names in texts are masked wherever shown.")
    if not receipt.done:
        return [*lines, "Nothing was changed. To do it: the same command with --yes"]
    lines.append("Its key stays, so that it does not come back with any file. Counts were made again without it.")
    if not receipt.scrubbed:
        lines.append("The freed pages could not be overwritten while others use the database: run the command again.")
    lines.append(
        "Out of reach: your own files, exports, and what was mailed or printed. On backups, restore repeats it."
    )
    return [*lines, f"Receipt {receipt.number}, {receipt.at:%Y-%m-%d %H:%M} UTC"]
