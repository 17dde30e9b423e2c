"""`groundswell phrases`: which groups of words rose, against the event's own past."""

import dataclasses
import enum
import zoneinfo
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from analysis.phrases import Rising
    from digests.rising import Risen


class Format(enum.StrEnum):
    table = "table"
    json = "json"


def phrases(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    since: Annotated[str, typer.Option(help="From this time on, in the event's zone; else the latest day.")] = "",
    until: Annotated[str, typer.Option(help="Up to this time, not included.")] = "",
    platform: Annotated[str, typer.Option(help="Only x or reddit.")] = "",
    days_back: Annotated[int, typer.Option(min=1, max=365, help="Compare with up to so many days before.")] = 28,
    limit: Annotated[int, typer.Option(min=1, help="At most so many for each feed.")] = 20,
    format: Annotated[Format, typer.Option()] = Format.table,
) -> None:
    """Show the phrases that stand in clearly more posts than before, each language against itself."""
    import storage.series
    from cli.opened import minute_range, open_event
    from digests.rising import risen

    opened = open_event(event)
    limits = minute_range(opened, since, until)
    with opened.database.read() as session:
        for each in storage.series.platforms(session, opened.id):
            bounds = storage.series.bounds(session, opened.id, platform=each)
            if bounds is None or (platform and each != platform):
                continue
            start, end = _stretch(bounds[1], limits, opened.file.tz)
            found = risen(session, opened.id, each, start, end, days_back)
            stretch = [_local(minute, opened.file.tz) for minute in (start, end)]
            records = [_record(event, each, stretch, *pair) for pair in found.phrases[:limit]]
            if format == Format.json:
                _print_json(records)
            else:
                _print_table(each, stretch, found, records)


def _stretch(last_hour: int, limits: tuple[int | None, int | None], zone: zoneinfo.ZoneInfo) -> tuple[int, int]:
    """What was asked for; where nothing was, the local day of the latest posts."""
    from storage.buckets import day_bounds
    from storage.tables.columns import moment_of

    start, end = day_bounds(moment_of(last_hour).astimezone(zone).date(), zone)
    if limits[1] is not None:
        end, start = limits[1], limits[1] - 1440
    return (start if limits[0] is None else limits[0]), end


def _local(minute: int, zone: zoneinfo.ZoneInfo) -> str:
    from storage.tables.columns import moment_of

    return moment_of(minute).astimezone(zone).isoformat(timespec="minutes")


def _record(event: str, platform: str, stretch: list[str], language: str, each: "Rising") -> dict[str, Any]:
    """One rising phrase as it goes to programs; docs/formats.md states the schema."""
    from analysis import estimates

    key = f"event={event}&platform={platform}&language={language}&since={stretch[0]}&until={stretch[1]}"
    now = estimates.share(each.posts, each.whole, f"share of phrase?{key}&phrase={each.phrase}")
    before = estimates.share(each.before, each.whole_before, f"share of phrase before?{key}&phrase={each.phrase}")
    return {
        "event": event,
        "platform": platform,
        "since": stretch[0],
        "until": stretch[1],
        "language": language,
        "phrase": each.phrase,
        "posts": each.posts,
        "share": dataclasses.asdict(now),
        "posts_before": each.before,
        "share_before": dataclasses.asdict(before),
        "root_g2": round(each.score, 4),
    }


def _print_json(records: list[dict[str, Any]]) -> None:
    import orjson

    for record in records:
        print(orjson.dumps(record).decode())


def _print_table(platform: str, stretch: list[str], found: "Risen", records: list[dict[str, Any]]) -> None:
    print(f"{platform}, {stretch[0]} to {stretch[1]}: {found.posts:,} posts compared with {found.before:,} before")
    if not found.before:
        print("    no earlier posts to compare with")
    elif not records:
        print("    no phrase rose clearly")
    width = max((len(record["phrase"]) for record in records), default=0)
    for record in records:
        now, before = record["share"], record["share_before"]
        spelt = f"{record['posts']:,} of {now['n']:,} posts ({now['value']:.1%})"
        earlier = f"before {record['posts_before']:,} of {before['n']:,} ({before['value']:.1%})"
        print(f"    {record['phrase']:<{width}}  {record['language']}  {spelt}, {earlier}")
    if len(found.phrases) > len(records):
        print(f"    and {len(found.phrases) - len(records)} more: --limit N")
