"""`groundswell reacting`: measures, on posts that a person labels, how right the rules on who reacts are."""

import enum
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cli.opened import Opened

app = typer.Typer(help="Who reacts, and who passes on news: measure the rules.", no_args_is_help=True)
KEYS = {"r": "reacting", "p": "passing on", "o": "official", "u": "unclear"}


class Format(enum.StrEnum):
    text = "text"
    json = "json"


@app.callback()
def group() -> None:
    """Who reacts, and who passes on news: measure the rules."""


@app.command("measure")
def measure(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    sample: Annotated[int, typer.Option(min=0, help="How many posts to label now; 0 only shows the result.")] = 50,
    seed: Annotated[str, typer.Option(help="Names the sample: the same seed draws the same posts.")] = "1",
    format: Annotated[Format, typer.Option()] = Format.text,
) -> None:
    """Label posts drawn at random and print how often the rules agree, with intervals."""
    import storage.corrections
    from cli.opened import open_event
    from worker import voices

    opened = open_event(event)
    if sample:
        with opened.database.read() as session:
            numbers = storage.corrections.unlabelled(session, opened.id)
        _label(opened, voices.drawn(numbers, seed, sample))
    with opened.database.read() as session:
        confusion = storage.corrections.confusion(session, opened.id)
    _print(event, confusion, as_json=format == Format.json)


def _label(opened: "Opened", numbers: list[int]) -> None:
    """Shows post by post without the mark, and keeps each answer at once."""
    from cli.opened import now
    from worker import voices

    print("Who speaks? r reacts · p passes on news · o official or media · u unclear · s skip · q quit")
    for place, number in enumerate(numbers, start=1):
        with opened.database.read() as session:
            shown = voices.to_be_labelled(session, opened.id, number)
        print(f"\n{place} of {len(numbers)}  {shown.about}\n{shown.text}")
        answer = _answer()
        if answer == "q":
            return
        if answer in KEYS:
            voices.label(opened.database, opened.event, number, KEYS[answer], now=now())


def _answer() -> str:
    """One letter of those asked for; the end of the input quits."""
    while True:
        try:
            answer = input("> ").strip().lower()[:1]
        except EOFError:
            return "q"
        if answer in {*KEYS, "s", "q"}:
            return answer
        print("r, p, o, u, s or q")


def _print(event: str, confusion: Mapping[tuple[str, str], int], *, as_json: bool) -> None:
    from analysis import estimates
    from analysis.reacting import VOICES

    total = sum(confusion.values())
    right = sum(number for (value, mark), number in confusion.items() if value == mark)
    overall = estimates.share(right, total, f"rule right?event={event}")
    by_mark: dict[str, estimates.Figure] = {}
    for mark in VOICES:
        marked = sum(number for (_, each), number in confusion.items() if each == mark)
        by_mark[mark] = estimates.share(confusion.get((mark, mark), 0), marked, f"rule right?event={event}&who={mark}")
    if as_json:
        _print_json(event, confusion, overall, by_mark)
        return
    if not total:
        print("Nothing is labelled yet.")
        return
    print(f"\n{'labelled as':<14}" + "".join(f"{mark:>12}" for mark in VOICES) + "   (by the rules)")
    for value in VOICES:
        print(f"{value:<14}" + "".join(f"{confusion.get((value, mark), 0):>12,}" for mark in VOICES))
    print(f"\nThe rules were right in {right:,} of {total:,} labelled posts: {_percent(overall)}")
    for called, figure in by_mark.items():
        if figure.n:
            print(f"  of those they call {called}: {_percent(figure)} of {figure.n:,}")


def _print_json(event: str, confusion: Mapping[tuple[str, str], int], overall: Any, by_mark: Mapping[str, Any]) -> None:
    import dataclasses

    import orjson

    cells = [{"label": value, "rule": mark, "posts": number} for (value, mark), number in sorted(confusion.items())]
    figures = {mark: dataclasses.asdict(figure) for mark, figure in by_mark.items()}
    record = {"event": event, "right": dataclasses.asdict(overall), "by_rule": figures, "confusion": cells}
    print(orjson.dumps(record).decode())


def _percent(figure: Any) -> str:
    return "unknown" if figure.value is None else f"{figure.value:.0%} ({figure.low:.0%}–{figure.high:.0%})"
