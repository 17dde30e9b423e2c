"""`groundswell receipt`: where a number comes from, and whether it is the same now."""

import datetime as dt
import enum
import sys
import zoneinfo
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer


class Format(enum.StrEnum):
    text = "text"
    json = "json"


NO_RECEIPT = (
    "There is no receipt {id!r} here. Ids look like K7Q2MX4R (a digest, an alert, an export) or K7Q2MX4R.12 (one of "
    "its figures); ids that begin with live- are long, and hold only in the installation that made them."
)


def receipt(
    id: Annotated[str, typer.Argument(help="An id such as K7Q2MX4R.12, or a definition such as posts?event=…&day=…")],
    posts: Annotated[bool, typer.Option("--posts", help="List all posts behind the figure, as JSON lines.")] = False,
    format: Annotated[Format, typer.Option()] = Format.text,
) -> None:
    """Say what a number means, which posts are behind it, and whether it is the same now; if not, why."""
    from cli.opened import now, open_event
    from digests import receipts
    from worker import house, watching

    with house.database().read() as session:
        found = receipts.find(session, id)
    if found is None:
        sys.exit(NO_RECEIPT.format(id=id[:80]))
    opened = open_event(found.event.name)  # counts what is to be counted first
    with opened.database.read() as session:
        found = receipts.find(session, id)
        if found is None:
            sys.exit(NO_RECEIPT.format(id=id[:80]))
        if posts:
            _print_posts(session, found)
            return
        told = receipts.receipt(session, found, now=now(), spikes=watching.spikes)
    if format == Format.json:
        import orjson

        print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        return
    for line in _whole(told) if "figures" in told else _one(told):
        print(line)


def _print_posts(session: Any, found: Any) -> None:
    import orjson

    from cli.opened import now
    from digests import receipts
    from digests.recomputing import Desk

    if len(found.figures) != 1:
        raise typer.BadParameter("--posts needs the id of one figure, with its number: K7Q2MX4R.12", param_hint="ID")
    desk = Desk(session, found.event, found.file, now=now())
    wanted = receipts.behind(desk, desk.asked(next(iter(found.figures.values())).definition))
    if wanted is None:
        sys.exit("No list of posts says this number: see its definition.")
    for record in receipts.all_posts(desk, wanted):
        sys.stdout.buffer.write(orjson.dumps(record) + b"\n")


def _head(told: Mapping[str, Any]) -> Iterator[str]:
    from analysis.outward import one_line

    if told["kind"] == "asked":
        yield f"Event {told['event']} “{one_line(told['title'])}”. Computed for you now; it was not published."
        return
    named = {
        "digest": f"the digest of {told['place']}",
        "summary": f"the summary of {told['place']}",
        "alert": f"alert {told['place']}",
        "export": f"an export, {told['place']}",
        "live": "a page or an answer of the API",
    }.get(told["kind"], told["kind"])
    made = f", made {told['made_at'][:16].replace('T', ' ')} UTC" if told["made_at"] else ""
    yield f"Event {told['event']} “{one_line(told['title'])}”. From: {one_line(named)}{made}."


def _tail(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"Settings version {told['revision']}. Scorers: {', '.join(told['scorers']) or 'none'}."
    if told["posts_up_to"]:
        seen = ", ".join(f"{name} {at[:16].replace('T', ' ')}" for name, at in told["posts_up_to"].items())
        yield f"It had seen posts up to: {seen} UTC."
    if told["kept_until"]:
        yield f"This receipt is kept until {told['kept_until'][:10]}."


def _one(told: Mapping[str, Any]) -> Iterator[str]:
    from analysis.outward import one_line, shortened

    yield from _head(told)
    yield f"It is: {one_line(told['means'])}."
    if told["figure"]:
        yield f"  then  {spelt(told['figure'])}"
    if told["now"]:
        yield f"  now   {spelt(told['now'])}"
    yield from _verdict(told)
    yield told["how"]
    if told["coverage"]:
        yield f"How much was seen: {_seen(told['coverage'])}."
    if told["posts"]:
        yield f"Posts behind it now: {told['posts']['count']:,}. All: groundswell receipt ID --posts"
        for record in told["posts"]["first"]:
            text = shortened(one_line(record["text"] or "(no text)"), 110)
            at = dt.datetime.fromisoformat(record["created_at"]).astimezone(zoneinfo.ZoneInfo(told["zone"]))
            yield f"  {at:%Y-%m-%d %H:%M}  {record['uid']}  {text}"
    yield from _tail(told)
    yield f"Definition: {one_line(told['definition'])}"


def _whole(told: Mapping[str, Any]) -> Iterator[str]:
    from analysis.outward import one_line

    yield from _head(told)
    for each in told["figures"]:
        if each["state"] != "the same":
            now = spelt(each["now"]) if each["now"] else each["why_not"]
            yield f"{each['id']}  {one_line(each['means'])}: {spelt(each['figure'])} → {now}"
    counts = ", ".join(f"{number} {state}" for state, number in told["states"].items())
    yield f"{told['figures_of_answer']} figures: {counts}."
    for words in dict.fromkeys(each["words"] for figure in told["figures"] for each in figure["why"]):
        yield f"  {words}"
    yield f"One of them: groundswell receipt {told['answer']}.1 and so on; all: --format json"
    yield from _tail(told)


def _verdict(told: Mapping[str, Any]) -> Iterator[str]:
    if told["state"] == "the same":
        yield "Computed again: the same."
    elif told["state"] == "changed":
        yield "Computed again: it is another number now. Since then:"
        for each in told["why"]:
            yield f"  - {each['words']}"
    elif told["state"] == "not computed":
        yield f"It cannot be computed now: {told['why_not']}"


def spelt(figure: Mapping[str, Any]) -> str:
    """A figure with its interval and n."""
    if figure["value"] is None:
        return "unknown"
    value, low, high = figure["value"], figure["low"], figure["high"]
    if low is None or high is None:
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:.4f} (n {figure['n']:,})"
    return f"{value:.4f} ({low:.4f} to {high:.4f}, n {figure['n']:,})"


def _seen(coverage: Mapping[str, Any]) -> str:
    share = "" if coverage["share"] is None else f", {coverage['share']:.0%}".replace("%", " %")
    return f"{coverage['kind']}{share}"
