"""Charts as SVG text: no script, no style attribute, a title and a description for those who do not see them.

Colours are presentation attributes with a class beside each, so that a page can set other ones for dark screens.
"""

import dataclasses
import math
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 720, 168
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 14, 26
PALE, BAR, SHADE, AXIS, TEXT = "#a9c4e2", "#2b6cb0", "#eef3f9", "#c3cad3", "#4a5563"


@dataclasses.dataclass(frozen=True)
class Bar:
    """One bucket on the time axis, in minutes; a value of None is not known, and `unseen` when nobody watched. `inner`
    is the part of the value that is drawn darker."""

    start: int
    end: int
    value: float | None
    label: str
    unseen: bool = False
    inner: float = 0.0


def bars(
    title: str, description: str, shown: Sequence[Bar], *, day_starts: Sequence[tuple[int, str]], shade_from: int
) -> str:
    """A bar for each bucket. From `shade_from` on the ground is shaded: the day that the digest is about."""
    low, high = shown[0].start, shown[-1].end
    top = nice_top(max((bar.value or 0 for bar in shown), default=0))

    def x(minute: float) -> float:
        return LEFT + (minute - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM)

    parts = [_rect(x(shade_from), TOP, x(high) - x(shade_from), y(0) - TOP, SHADE, "shade")]
    for value in (top / 2, top):
        parts += _line(LEFT, y(value), WIDTH - RIGHT, y(value)), _text(LEFT - 4, y(value) + 4, f"{value:,.0f}", "end")
    for start, end in _runs(bar for bar in shown if bar.unseen):
        parts.append(_rect(x(start), TOP, x(end) - x(start), y(0) - TOP, "url(#unseen)", "unseen"))
    for bar in shown:
        if bar.value:
            width = max(x(bar.end) - x(bar.start) - 0.6, 0.6)
            tip = f"<title>{escape(bar.label)}: {bar.value:,.0f}</title>"
            colour, name = (PALE, "bar pale") if bar.inner else (BAR, "bar")
            parts.append(_rect(x(bar.start), y(bar.value), width, y(0) - y(bar.value), colour, name, tip))
            if bar.inner:
                inner = f"<title>{escape(bar.label)}: {bar.inner:,.0f} react</title>"
                parts.append(_rect(x(bar.start), y(bar.inner), width, y(0) - y(bar.inner), BAR, "bar", inner))
    parts.append(_line(LEFT, y(0), WIDTH - RIGHT, y(0)))
    for start, name in day_starts:
        if low <= start < high:
            parts.append(_line(x(start), y(0), x(start), y(0) + 5) + _text(x(start) + 3, HEIGHT - 8, name, "start"))
    return _svg(title, description, parts)


def spark(title: str, values: Sequence[int], width: int = 120, height: int = 22) -> str:
    """A small line of bars without axes."""
    top, step = max(max(values, default=0), 1), width / max(len(values), 1)
    parts = [
        _rect(place * step, height - value / top * height, max(step - 0.5, 0.5), value / top * height, BAR, "bar")
        for place, value in enumerate(values)
        if value
    ]
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(title)}>'
    return f"{head}<title>{escape(title)}</title>{''.join(parts)}</svg>"


def nice_top(value: float) -> float:
    """The end of an axis that holds the value, at a number whose half is a round one too."""
    if value <= 2:
        return 2
    power = 10.0 ** math.floor(math.log10(value))
    return next(factor * power for factor in (1, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10) if factor * power >= value)


def _svg(title: str, description: str, parts: Sequence[str]) -> str:
    hatch = (
        '<defs><pattern id="unseen" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="#f4f4f4" class="hatch-ground"/>'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{AXIS}" stroke-width="2"/></pattern></defs>'
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f'{head} font-family="sans-serif" font-size="11">{words}{hatch}{"".join(parts)}</svg>'


def _rect(x: float, y: float, width: float, height: float, fill: str, name: str, inner: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} fill="{fill}" class="{name}">{inner}</rect>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{AXIS}" class="axis"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{TEXT}" class="label">{escape(words)}</text>'


def _runs(unseen: Iterable[Bar]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for bar in unseen:
        if runs and runs[-1][1] == bar.start:
            runs[-1] = (runs[-1][0], bar.end)
        else:
            runs.append((bar.start, bar.end))
    return runs
