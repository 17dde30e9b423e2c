"""Two lines over the same age, drawn as SVG; hatched where they are not to be compared."""

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from digests.charts import nice_top

WIDTH, HEIGHT, LEFT, FLOOR = 480, 150, 36, 18
KINDS = ("first", "second")
Lines = tuple[Sequence[float | None], Sequence[float | None]]


def curves(title: str, lines: Lines, names: tuple[str, str], step: int, *, is_refused: bool) -> Markup:
    """Both lines on one scale; a value of None was not seen, and the line stays open there."""
    steps = max(len(line) for line in lines) or 1
    top = nice_top(max((value for line in lines for value in line if value), default=1.0))

    def x(place: float) -> float:
        return LEFT + (place + 0.5) / steps * (WIDTH - LEFT - 4)

    def y(value: float) -> float:
        return 8 + (1 - value / top) * (HEIGHT - FLOOR - 8)

    parts = list(_axis(y, top)) + [_tick(x(place), place * step) for place in range(0, steps, max(1, 12 // step))]
    parts += [_line(line, kind, x, y, name) for line, kind, name in zip(lines, KINDS, names, strict=True)]
    if is_refused:
        parts.append(_hatching())
    head = f'<svg class="curves" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label={quoteattr(title)}>'
    return Markup(f"{head}<title>{escape(title)}</title>{''.join(parts)}</svg>")  # noqa: S704 (escaped above)


def _axis(y: Callable[[float], float], top: float) -> list[str]:
    drawn = []
    for value in (0.0, top / 2, top):
        at, kind = f"{y(value):.1f}", "grid" if value else "axis"
        drawn.append(f'<line class="{kind}" x1="{LEFT}" y1="{at}" x2="{WIDTH}" y2="{at}"/>')
        drawn.append(f'<text x="{LEFT - 5}" y="{y(value) + 4:.1f}" text-anchor="end">×{value:g}</text>')
    return drawn


def _tick(x: float, hours: int) -> str:
    return f'<text x="{x:.1f}" y="{HEIGHT - 4}" text-anchor="middle">{hours}h</text>'


def _line(
    line: Sequence[float | None], kind: str, x: Callable[[float], float], y: Callable[[float], float], name: str
) -> str:
    """Strokes between neighbours that are known, and a point for each: one that stands alone is seen too."""
    points = [(x(place), y(value)) for place, value in enumerate(line) if value is not None]
    pairs = [(a, b) for a, b in zip(enumerate(line), enumerate(line[1:], 1), strict=False)]
    strokes = "".join(
        f'<line class="{kind}" x1="{x(a):.1f}" y1="{y(low):.1f}" x2="{x(b):.1f}" y2="{y(high):.1f}"/>'
        for (a, low), (b, high) in pairs
        if low is not None and high is not None
    )
    dots = "".join(f'<circle class="{kind}" cx="{at:.1f}" cy="{tall:.1f}" r="2"/>' for at, tall in points)
    return f"<g><title>{escape(name)}</title>{strokes}{dots}</g>"


def _hatching() -> str:
    place = f'x="{LEFT}" y="0" width="{WIDTH - LEFT}" height="{HEIGHT - FLOOR}"'
    lines = "".join(
        f'<line class="hatch" x1="{at}" y1="{HEIGHT - FLOOR}" x2="{at + 40}" y2="0"/>' for at in range(LEFT, WIDTH, 14)
    )
    return f'<g><title>not compared</title><rect class="hit" {place}/>{lines}</g>'
