"""Lines and small panels as SVG text, in the manner of `charts`: no script, no style attribute, a title and a
description; lines differ in more than colour."""

import dataclasses
from collections.abc import Sequence
from xml.sax.saxutils import escape

from analysis.outward import shortened
from digests.charts import AXIS, BAR, PALE, SHADE, TEXT, nice_top

WIDTH, HEIGHT = 720, 190
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 26, 26
PANEL, PANEL_HEIGHT, ACROSS = 240, 96, 3
DASHES = ("", "7 4", "2 3")
Values = Sequence[float | None]


@dataclasses.dataclass(frozen=True)
class Line:
    """One value for each step, None where it is not known. `refused` says why it is not drawn."""

    name: str
    values: Values
    refused: str = ""


@dataclasses.dataclass(frozen=True)
class Panel:
    """A small chart of its own: the values, and the interval of each."""

    name: str
    values: Values
    low: Values
    high: Values
    peak: int | None = None


def lines(title: str, description: str, drawn: Sequence[Line], labels: Sequence[str]) -> str:
    """Lines over the same steps; `labels` stand under every eighth of the axis or so. One that is refused has its place
    hatched, with the reason."""
    steps = max(len(line.values) for line in drawn)
    top = nice_top(max((value or 0 for line in drawn if not line.refused for value in line.values), default=0))

    def x(step: float) -> float:
        return LEFT + step / max(steps, 1) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM)

    parts = [_line(LEFT, y(0), WIDTH - RIGHT, y(0))]
    for value in (top / 2, top):
        parts += _line(LEFT, y(value), WIDTH - RIGHT, y(value)), _text(LEFT - 4, y(value) + 4, f"×{value:g}", "end")
    for step in range(0, steps, max(steps // 8, 1)):
        parts += _line(x(step), y(0), x(step), y(0) + 5), _text(x(step) + 2, HEIGHT - 8, labels[step], "start")
    for place, line in enumerate(drawn):
        ends = LEFT + 6 + place * (WIDTH - LEFT - RIGHT) / max(len(drawn), 1)
        parts += _legend(ends, place, line.name)
        if line.refused:
            parts.append(f'<rect x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" height="26" fill="url(#unseen)"/>')
            parts.append(_text(WIDTH / 2, TOP + 17, f"not compared: {line.refused.split(' (')[0]}", "middle"))
        else:
            parts.append(_path([None if v is None else (x(s + 0.5), y(v)) for s, v in enumerate(line.values)], place))
    return _svg(title, description, WIDTH, HEIGHT, parts)


def panels(title: str, description: str, drawn: Sequence[Panel], labels: Sequence[str]) -> str:
    """A panel for each series, all on one scale, three beside each other."""
    top = max((value or 0 for panel in drawn for value in panel.high), default=0) or 1
    rows = -(-len(drawn) // ACROSS)
    parts: list[str] = []
    for place, panel in enumerate(drawn):
        parts += _panel(panel, place % ACROSS * PANEL, place // ACROSS * PANEL_HEIGHT, top, labels)
    return _svg(title, description, WIDTH, rows * PANEL_HEIGHT, parts)


def _panel(panel: Panel, left: float, upper: float, top: float, labels: Sequence[str]) -> list[str]:
    width, height, steps = PANEL - 16, PANEL_HEIGHT - 40, max(len(panel.values), 1)
    floor = upper + 20 + height

    def x(step: float) -> float:
        return left + (step + 0.5) / steps * width

    def y(value: float) -> float:
        return floor - value / top * height

    scale = f"to {top:.0%}".replace("%", " %")
    parts = [_text(left, upper + 13, shortened(panel.name, 34), "start"), _text(left + width, upper + 13, scale, "end")]
    parts += [_line(left, floor, left + width, floor)]
    for step, (value, low, high) in enumerate(zip(panel.values, panel.low, panel.high, strict=True)):
        if value is None or low is None or high is None:
            continue
        colour, name = (BAR, "bar") if step == panel.peak else (PALE, "bar pale")
        wide, tall = 0.8 / steps * width, floor - y(value)
        size = f'x="{x(step - 0.4):.1f}" y="{y(value):.1f}" width="{wide:.1f}" height="{tall:.1f}"'
        tip = f"<title>{escape(labels[step])}: {value:.0%} ({low:.0%}–{high:.0%})</title>"
        parts.append(f'<rect {size} fill="{colour}" class="{name}">{tip}</rect>')
        parts.append(_line(x(step), y(low), x(step), y(high), TEXT))
    parts.append(_text(left, floor + 13, labels[0], "start"))
    parts.append(_text(left + width, floor + 13, labels[-1], "end"))
    if panel.peak is not None:
        parts.append(_text(left + width / 2, floor + 13, f"most {labels[panel.peak]}", "middle"))
    return parts


def _legend(left: float, place: int, name: str) -> tuple[str, str]:
    return _path([(left, 12), (left + 26, 12)], place), _text(left + 32, 16, shortened(name, 46), "start")


def _path(points: Sequence[tuple[float, float] | None], place: int) -> str:
    """A line through the points, broken where there is none."""
    spelt, is_drawing = [], False
    for point in points:
        if point is not None:
            spelt.append(f"{'L' if is_drawing else 'M'}{point[0]:.1f} {point[1]:.1f}")
        is_drawing = point is not None
    dash = f' stroke-dasharray="{DASHES[place % len(DASHES)]}"' if DASHES[place % len(DASHES)] else ""
    colour = BAR if place == 0 else TEXT
    look = f'fill="none" stroke="{colour}" stroke-width="{2.2 if place == 0 else 1.6}"{dash}'
    return f'<path d="{" ".join(spelt)}" {look} class="curve c{place}"/>' if spelt else ""


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = AXIS) -> str:
    name = "axis" if colour == AXIS else "whisker"
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" class="{name}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{TEXT}" class="label">{escape(words)}</text>'


def _svg(title: str, description: str, width: int, height: int, parts: Sequence[str]) -> str:
    hatch = (
        '<defs><pattern id="unseen" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{SHADE}" class="hatch-ground"/>'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{AXIS}" stroke-width="2"/></pattern></defs>'
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f'{head} font-family="sans-serif" font-size="11">{words}{hatch}{"".join(parts)}</svg>'
