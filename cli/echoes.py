"""`groundswell echoes`: the texts that were posted most often, as they are or nearly so."""

import enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from digests.copies import Cluster


class Format(enum.StrEnum):
    table = "table"
    json = "json"


def echoes(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    since: Annotated[str, typer.Option(help="From this time on, in the event's zone.")] = "",
    until: Annotated[str, typer.Option(help="Up to this time, not included.")] = "",
    platform: Annotated[str, typer.Option(help="Only x or reddit.")] = "",
    limit: Annotated[int, typer.Option(min=0, help="At most so many; 0 for all.")] = 20,
    format: Annotated[Format, typer.Option()] = Format.table,
) -> None:
    """List the largest groups of posts with the same or nearly the same text."""
    import storage.echoes
    from cli.opened import minute_range, open_event
    from digests.copies import clusters

    opened = open_event(event)
    start, end = minute_range(opened, since, until)
    with opened.database.read() as session:
        found = clusters(session, opened.id, start, end, platform=platform or None, limit=limit or None)
        left = storage.echoes.how_many_due(session)
    if format == Format.json:
        import orjson

        for each in found:
            print(orjson.dumps(_record(event, each)).decode())
        return
    for each in found:
        print("\n".join(_lines(each)))
    print(f"\n{len(found)} groups, times in UTC. The posts of one: groundswell posts {event}, those with its echo_of.")
    if left:
        print(f"{left:,} texts are not compared yet; the service, or the next import, will.")


def _lines(each: "Cluster") -> list[str]:
    from analysis.outward import one_line
    from digests.copies import length

    texts = f", {each.distinct_texts:,} wordings" if each.distinct_texts > 1 else ""
    accounts = f" by {each.authors:,} accounts" if each.authors else ""
    feeds = ", ".join(f"{name} {posts:,}" for name, posts in each.platforms.items())
    first = f"first {each.first_at:%Y-%m-%d %H:%M} {each.first_uid}"
    return [
        f"{each.posts:,} posts{accounts}{texts}  [{feeds}; {first}; within {length(each.spread)}]",
        f"    {one_line(each.text or '(its text was taken away)')}",
    ]


def _record(event: str, each: "Cluster") -> dict[str, Any]:
    return {
        "event": event,
        "posts": each.posts,
        "distinct_texts": each.distinct_texts,
        "authors": each.authors,
        "platforms": dict(each.platforms),
        "first_at": each.first_at.isoformat(),
        "last_at": each.last_at.isoformat(),
        "spread_seconds": round(each.spread.total_seconds()),
        "first_uid": each.first_uid,
        "url": each.url,
        "text": each.text,
    }
