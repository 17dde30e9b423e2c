"""Small charts of one size and one scale, side by side, with the line of one of them laid over the others."""

import dataclasses
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

WIDTH, HEIGHT, LEFT, FLOOR = 300, 96, 30, 14


@dataclasses.dataclass(frozen=True)
class Column:
    """One bucket: its posts (None: nobody watched), the words for it, and the address of its posts."""

    posts: int | None
    words: str
    link: str


def multiple(title: str, columns: Sequence[Column], over: Sequence[int | None], top: float, ends: str) -> Markup:
    """One chart; `over` is the line, empty for none, `top` the highest number of the scale, `ends` the words of the
    time that it spans."""
    step, tall = (WIDTH - LEFT) / max(len(columns), 1), HEIGHT - FLOOR - 6

    def y(value: float) -> float:
        return 6 + (1 - value / top) * tall

    parts = [_grid(y(value), value) for value in (0.0, top)]
    parts += [_column(LEFT + place * step, step, each, y, tall) for place, each in enumerate(columns)]
    for run in _runs(over):
        points = " ".join(f"{LEFT + (place + 0.5) * step:.1f},{y(value):.1f}" for place, value in run)
        parts.append(f'<polyline class="over" points="{points}"/>')
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 2}">{escape(ends)}</text>')
    head = f'<svg class="multiple" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label={quoteattr(title)}>'
    return Markup(f"{head}<title>{escape(title)}</title>{''.join(parts)}</svg>")  # noqa: S704 (escaped above)


def _grid(y: float, value: float) -> str:
    line = f'<line class="{"grid" if value else "axis"}" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH}" y2="{y:.1f}"/>'
    return f'{line}<text x="{LEFT - 4}" y="{y + 4:.1f}" text-anchor="end">{value:,.0f}</text>'


def _column(x: float, step: float, column: Column, y: Callable[[float], float], tall: float) -> str:
    if column.posts is None:
        return f'<rect class="unseen" x="{x:.2f}" width="{step + 0.02:.2f}" y="6" height="{tall}"/>'
    place = f'x="{x:.1f}" width="{max(step - 0.3, 0.4):.1f}"'
    if not column.posts:
        return ""
    top = y(column.posts)
    drawn = f'<rect class="originals" {place} y="{top:.1f}" height="{6 + tall - top:.1f}"/>'
    hit = f'<rect class="hit" {place} y="6" height="{tall}"/>'
    return f'<a href={quoteattr(column.link)} tabindex="-1"><title>{escape(column.words)}</title>{hit}{drawn}</a>'


def _runs(over: Sequence[int | None]) -> list[list[tuple[int, int]]]:
    """The places and values of the line, broken where nothing is known."""
    runs: list[list[tuple[int, int]]] = [[]]
    for place, value in enumerate(over):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((place, value))
    return [run for run in runs if run]
