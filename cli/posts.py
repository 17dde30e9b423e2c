"""`groundswell posts` and `groundswell explain`: the posts behind the numbers."""

import enum
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer


class Format(enum.StrEnum):
    table = "table"
    jsonl = "jsonl"
    csv = "csv"


class Who(enum.StrEnum):
    reacting = "reacting"
    passing_on = "passing-on"
    official = "official"
    unclear = "unclear"


class ExplainFormat(enum.StrEnum):
    text = "text"
    json = "json"


TABLE_LIMIT = 30


def posts(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    theme: Annotated[str, typer.Option(help="Only posts with this theme.")] = "",
    since: Annotated[str, typer.Option(help="From this time on, in the event's zone.")] = "",
    until: Annotated[str, typer.Option(help="Up to this time, not included.")] = "",
    platform: Annotated[str, typer.Option(help="Only x or reddit.")] = "",
    lang: Annotated[str, typer.Option(help="Only this language: en, uk, unknown, none, …")] = "",
    who: Annotated[Who | None, typer.Option(help="Only posts that react, that pass on news, and so on.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=0, help="At most so many; 0 for all. The table shows 30 unless told.")
    ] = None,
    raw: Annotated[bool, typer.Option(help="Do not mask @names in texts.")] = False,
    format: Annotated[Format, typer.Option()] = Format.table,
) -> None:
    """List the posts of an event, oldest first."""
    import storage.understood
    from cli.opened import minute_range, open_event
    from digests.posts import posts as shown_posts
    from storage.post_list import Filter

    opened = open_event(event)
    start, end = minute_range(opened, since, until)
    most = (TABLE_LIMIT if limit is None and format == Format.table else limit) or None
    with opened.database.read() as session:
        themes = storage.understood.known_theme_ids(session, opened.file)
        if theme and theme not in themes:
            raise typer.BadParameter(f"the event has no such theme; it has: {', '.join(themes)}", param_hint="--theme")
        voice = who.value.replace("-", " ") if who else None
        wanted = Filter(themes.get(theme), start, end, platform or None, lang or None, voice=voice)
        found = shown_posts(session, opened.event, opened.file, wanted, limit=most, raw=raw)
        {Format.table: _print_table, Format.jsonl: _print_jsonl, Format.csv: _print_csv}[format](found)


def explain(
    uid: Annotated[str, typer.Argument(help="x:1491…, reddit:t1_…, or the address of the post.")],
    raw: Annotated[bool, typer.Option(help="Do not mask @names in texts.")] = False,
    format: Annotated[ExplainFormat, typer.Option()] = ExplainFormat.text,
) -> None:
    """Say why a post belongs, what matched where, how it was scored, and which file and line it came from."""
    from digests import explaining
    from worker import house

    number = explaining.number_of(uid)
    with house.database().read() as session:
        found = explaining.explain(session, number, raw=raw) if number is not None else None
    if found is None:
        sys.exit(f"There is no post {uid!r} here. Names look like x:1491234567890123456 or reddit:t1_abc123.")
    if format == ExplainFormat.json:
        import orjson

        print(orjson.dumps(found).decode())
    else:
        for line in _explained(found):
            print(line)


def _print_table(found: Iterable[dict[str, Any]]) -> None:
    from analysis.outward import one_line, shortened

    shown = 0
    for record in found:
        shown += 1
        tone = next(iter(record["scores"].values()), None)  # of the scorer that is shown unless asked
        marks = record["theme_marks"]
        themes = [f"{theme} ({marks[theme]})" if theme in marks else theme for theme in record["themes"]]
        notes = [record["language"], record["via"], record["who"], *themes]
        notes += [f"not counted: {record['why_not']}"] if record["why_not"] else []
        notes += [f"a copy of {record['echo_of']}"] if record["echo_of"] else []
        notes += [f"word tone {tone:+.2f}"] if tone is not None else []
        print(f"{record['created_at'][:16].replace('T', ' ')}  {record['uid']}  [{', '.join(notes)}]")
        print(f"    {shortened(one_line(record['text'] or '(no text)'), 200)}")
    print(f"\n{shown} posts, times in UTC. More: --limit N (0 for all), --format jsonl or csv.")
    print("Why one is here: groundswell explain UID")


def _print_jsonl(found: Iterable[dict[str, Any]]) -> None:
    import orjson

    for record in found:
        sys.stdout.buffer.write(orjson.dumps(record) + b"\n")


def _print_csv(found: Iterable[dict[str, Any]]) -> None:
    import csv

    from analysis.outward import csv_cell

    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    header: list[str] = []
    for record in found:
        flat = {
            **record,
            "scores": "; ".join(f"{k}={v}" for k, v in record["scores"].items()),
            "themes": "; ".join(record["themes"]),
            "theme_marks": "; ".join(f"{theme}={mark}" for theme, mark in record["theme_marks"].items()),
        }
        if not header:
            header = list(flat)
            writer.writerow(header)
        writer.writerow([csv_cell(flat[name]) for name in header])


def _explained(found: dict[str, Any]) -> Iterator[str]:
    from analysis.outward import visible

    yield f"{found['uid']}  {found['kind']}, {found['created_at']} (time from the {_CLOCKS[found['created_at_from']]})"
    yield f"  {found['url'] or 'no address: the post has no id'}"
    for line in visible(found["text"] or f"(no text: {found['text_state']})").split("\n"):
        yield f"  | {line}"
    language = found["language"]
    stated = f"; the platform says {language['stated']}" if language["stated"] else ""
    yield f"Language: {language['code']}, decided by {language['decided_by']} (p {language['probability']:.2f}){stated}"
    for score in found["scores"]:
        if score["compound"] is None:
            yield f"{_tone_name(score['scorer'])}: not scored, {score['why_not']}"
        else:
            words = (
                ", ".join(f"{visible(each['word'])} {each['value']:+.2f}" for each in score["words"])
                or "no word of the lexicon"
            )
            yield f"{_tone_name(score['scorer'])}: {score['compound']:+.4f}, from: {words}"
    for event in found["events"]:
        yield from _explained_event(event)
    for origin in found["read_from"]:
        member = f" › {visible(origin['member'])}" if origin["member"] else ""
        place = f"line {origin['line']}, record {origin['record']} in it"
        yield f"Read from {visible(origin['file'])}{member}, {place} ({origin['format']})"
    for sighting in found["seen_live"]:
        place = f"{visible(sighting['listing'])} (feed {visible(sighting['source'])})"
        yield f"Seen live in {place} at {sighting['seen_at'][:19].replace('T', ' ')} UTC"


def _tone_name(scorer: str) -> str:
    from digests.series import plain_name

    title = plain_name(scorer)
    return f"{title[0].upper()}{title[1:]} ({scorer})"


def _explained_event(event: dict[str, Any]) -> Iterator[str]:
    from analysis.outward import one_line
    from analysis.reacting import RULES

    yield f"Event {event['event']} (settings version {event['revision']}):"
    words = ", ".join(f"“{one_line(hit['words'])}” at {hit['start']}" for hit in event["keywords"])
    if event["via"] == "thread" and event["thread"]:
        yield f"  belongs by its thread: {event['thread']['uid']} “{one_line(event['thread']['text'] or '')}”"
    elif event["via"] == "all":
        yield "  belongs because its feed takes all posts"
    else:
        yield f"  belongs by its words: {words or 'its text was taken away since'}"
    yield "  counts" if event["counts"] else f"  does not count: {event['why_not']}"
    yield f"  {event['who']}: {RULES.get(event['who_rule'], 'not marked yet')} (rule {event['who_rule'] or 'none'})"
    if event["echo_of"]:
        yield f"  repeats the text of an earlier post: {event['echo_of']}"
    for theme, hits in event["themes"].items():
        yield f"  theme {theme}: " + ", ".join(
            f"“{one_line(hit['words'])}” at {hit['start']}{_use(hit)}" for hit in hits
        )
    for said in event["corrections"]:
        undone = ", taken back since" if said["undone_at"] else ""
        mark = f"{said['what']}: {said['before'] or 'its own'} → {said['value']}"
        yield f"  correction {said['id']}, {mark}, by {one_line(said['by'])}: “{one_line(said['why'])}”{undone}"


def _use(hit: dict[str, Any]) -> str:
    """(negated, quoted), where it can be told."""
    marks = [mark for mark in ("negated", "quoted") if hit[mark]]
    return f" ({', '.join(marks)})" if marks else ""


_CLOCKS = {"id": "id", "stated": "file", "assumed": "file, zone assumed UTC", "collected": "time of collection"}
