"""A series on the terminal, as CSV and as JSON. What is unknown is empty or null, never 0."""

import csv
import io
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from analysis.estimates import FEW_VOICES, FLAGS_IN_WORDS, Figure
from analysis.scorers import scorers as scorers_of_process
from digests.series import Row, SeriesTable
from digests.series_records import Naming, as_record, lines

BAR = 20  # characters; a quarter of it where the terminal is narrow, none beside a theme
WIDE = 140
PIPED_WIDTH = 200
LONGEST_SHARE = len("(14.9%–17.6%)")
COLUMNS = {"vader-event-neutral": "word tone", "vader": "plain VADER"}
EIGHTHS = " ▏▎▍▌▋▊▉█"
SEEN = {
    "watched": "watched",
    "stated": "stated complete",
    "observed": "some; completeness unknown",
    "not seen": "not watched",
}


def print_table(series: SeriesTable) -> None:
    if not series.rows:
        print("Nothing was counted here yet.")
        return
    scorers = series.scorers
    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)
    bar = BAR if console.width >= WIDE else 0 if series.theme else BAR // 4
    title = f"{series.event.title} by {series.grain}, {series.event.zone}"
    title += f", theme “{series.theme}”" if series.theme else ""
    title += ", only posts that react" if series.voice else ""
    table = Table(title=title, title_justify="left", box=None, padding=(0, 1, 0, 0))
    for heading in ["from", "feed"]:
        table.add_column(heading, no_wrap=True)
    for heading in _headings(series, bar):
        table.add_column(heading, justify="left" if not heading else "right", no_wrap=not heading, overflow="fold")
    if series.theme:
        table.add_column("share of posts", justify="right", min_width=LONGEST_SHARE)
        table.add_column("negated / quoted", justify="right", overflow="fold")
    for name in scorers:
        table.add_column(COLUMNS.get(name.split("@")[0], name.split("@")[0]), justify="right")
    table.add_column("scored", justify="right")
    table.add_column("how much we saw")
    if any(row.flags for row in series.rows):
        table.add_column("read with care", min_width=8)
    most: dict[str, int] = {}
    for row in series.rows:
        if row.point.counts:
            most[row.platform] = max(most.get(row.platform, 1), row.point.counts.posts)
    for line in _collapsed(series.rows):
        table.add_row(*_cells(line, series, scorers, most, bar)) if isinstance(line, Row) else table.add_row(line)
    console.print(table, markup=False)
    if series.rule:
        print(
            f"How right the theme’s phrases are: {series.rule.words}. Posts that only negate or quote them are counted."
        )
    print(
        "An empty cell is not known; it is not zero. Intervals are 95 %. “scored”: the share of posts with a word tone."
    )
    made = {scorer.id.name: scorer for scorer in scorers_of_process()}
    for name in scorers:
        if scorer := made.get(name.split("@")[0]):
            heading = COLUMNS.get(scorer.id.name, scorer.id.name)
            title = scorer.title.removeprefix("word tone, ")
            about = f" ({title})" if title != heading else ""
            print(f"“{heading}”{about} runs from -1 to +1. {scorer.meaning}")
    if any("few voices" in row.flags for row in series.rows):
        print(FEW_VOICES)
    if not series.voice:
        print("Of all posts that count, the reacting ones are those that do not pass on news: --who reacting.")


def _headings(series: SeriesTable, bar: int) -> list[str]:
    reacting = [] if series.voice else ["reacting"]
    return ["posts", *[""] * bool(bar), *reacting, "not reposts", "different texts", "accounts"]


def _collapsed(rows: list[Row]) -> Iterator[Row | str]:
    """The rows with each run of missing ones as one line."""
    missing: list[Row] = []
    for row in rows:
        if row.point.counts is None:
            missing.append(row)
            continue
        yield from _missing(missing)
        missing = []
        yield row
    yield from _missing(missing)


def _missing(rows: list[Row]) -> Iterator[Row | str]:
    if len(rows) <= 2:
        yield from rows
    else:
        yield f"… {len(rows)} without posts"


def _cells(row: Row, series: SeriesTable, scorers: list[str], most: dict[str, int], bar: int) -> list[str]:
    point, counts = row.point, row.point.counts
    at = point.start.astimezone(series.event.tz)
    cells = [f"{at:%Y-%m-%d}" if series.grain == "day" else f"{at:%Y-%m-%d %H:%M}", row.platform]
    numbers = (counts.posts, counts.originals, counts.distinct_texts, counts.authors) if counts else (None,) * 4
    spelt = ["" if number is None else f"{number:,}" for number in numbers]
    reacting = [] if series.voice else ["" if row.reacting is None else f"{row.reacting:,}"]
    bars = [_bar(counts.posts / most[row.platform], bar) if counts else ""] * bool(bar)
    cells += [spelt[0], *bars, *reacting, *spelt[1:]]
    if series.theme:
        cells.append(_percent(row.share_of_theme))
        cells.append(" / ".join(f"{posts:,}" for posts in row.marks.values()) if row.marks else "")
    cells += [_tone(row.tones.get(name), row) for name in scorers]
    scored = max(row.scored.values(), default=0)
    cells.append(f"{scored / counts.posts:.0%}" if counts and counts.posts else "")
    share = f" {point.share_seen:.0%}" if point.share_seen and point.share_seen < 1 else ""
    care = ", ".join(FLAGS_IN_WORDS[flag] for flag in row.flags) if counts and counts.posts else ""
    return [*cells, SEEN[point.seen] + share, *[care] * any(each.flags for each in series.rows)]


def _bar(share: float, length: int) -> str:
    eighths = round(share * length * 8)
    return "█" * (eighths // 8) + (EIGHTHS[eighths % 8] if eighths % 8 else "")


def _tone(figure: Figure | None, row: Row) -> str:
    """A tone with its interval; none of fewer than ten accounts, and a hollow mark before one of fewer than thirty."""
    if figure is None or figure.value is None:
        return ""
    if "too few authors" in row.flags:
        return f"– (n {figure.n})"
    hollow = "○ " if "few" in row.flags else ""
    if figure.low is None or figure.high is None:
        return f"{hollow}{figure.value:+.2f} (n {figure.n})"
    return f"{hollow}{figure.value:+.2f} ({figure.low:+.2f} to {figure.high:+.2f})"


def _percent(figure: Figure | None) -> str:
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return ""
    return f"{figure.value:.1%} ({figure.low:.1%}–{figure.high:.1%})"


def print_json(series: SeriesTable, name: Naming) -> None:
    import orjson

    for row in series.rows:
        print(orjson.dumps(as_record(row, series, name)).decode())


def print_csv(series: SeriesTable, name: Naming) -> None:
    """Flat columns; those of a scorer begin with its name."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for cells in lines(series, name):
        writer.writerow(cells)
    print(out.getvalue(), end="")
