"""The drawings of the pages as SVG: no script and no style in them, colours from the style sheet, every bar a link to
the posts behind it. Each is drawn twice, wide and narrow, so that its words can be read on a phone."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from digests.charts import nice_top

TOP, RIBBON, AXIS = 22, 7, 20
LETTER = 6.6  # about the width of one


@dataclasses.dataclass(frozen=True)
class Bar:
    """One bucket, in minutes: all posts, those that are no reposts (None where nothing is known), how it was seen, the
    words for it, and the address of its posts."""

    start: int
    end: int
    posts: int | None
    originals: int | None
    seen: str
    words: str
    link: str


@dataclasses.dataclass(frozen=True)
class Band:
    """A stretch that is named, such as a spike."""

    start: int
    end: int
    words: str
    link: str = ""


@dataclasses.dataclass(frozen=True)
class Mark:
    """A moment that is named: the event itself, give or take some minutes, or a change of its settings."""

    at: int
    kind: str
    words: str
    give_or_take: int = 0


@dataclasses.dataclass(frozen=True)
class Tick:
    at: int
    words: str


@dataclasses.dataclass(frozen=True)
class Timeline:
    title: str
    description: str
    bars: Sequence[Bar]
    bands: Sequence[Band]
    marks: Sequence[Mark]
    ticks: Sequence[Tick]


@dataclasses.dataclass(frozen=True)
class Paper:
    """The size of a drawing, and where a minute and a number lie on it."""

    width: int
    height: int
    left: int
    low: int
    high: int
    top: float

    def x(self, minute: float) -> float:
        return self.left + (minute - self.low) / max(self.high - self.low, 1) * (self.width - self.left - 2)

    def y(self, value: float) -> float:
        return TOP + (1 - value / self.top) * (self.floor - TOP)

    @property
    def floor(self) -> int:
        return self.height - AXIS - RIBBON - 4


def timeline(drawn: Timeline) -> Markup:
    """The chart for wide and for narrow screens; the page shows one of them."""
    return Markup(_timeline(drawn, 960, 210, "wide") + _timeline(drawn, 370, 190, "narrow"))  # noqa: S704 (escaped)


def _timeline(drawn: Timeline, width: int, height: int, name: str) -> str:
    most = max((bar.posts or 0 for bar in drawn.bars), default=0)
    paper = Paper(width, height, 40, drawn.bars[0].start, drawn.bars[-1].end, nice_top(most))
    parts = [*_bands(paper, drawn.bands), *_scale(paper), *_ribbon(paper, drawn.bars, name)]
    parts += [_bar(paper, bar) for bar in drawn.bars if bar.posts]
    parts += [*_ticks(paper, drawn.ticks), *_marks(paper, drawn.marks)]
    ids = f"{name}-{abs(hash_of(drawn.title))}"
    head = (
        f'<svg class="timeline {name}" viewBox="0 0 {width} {height}" role="group" '
        f'aria-labelledby="t-{ids}" aria-describedby="d-{ids}" data-low="{paper.low}" data-high="{paper.high}" '
        f'data-left="{paper.left}" data-right="{width - 2}">'
    )
    words = f'<title id="t-{ids}">{escape(drawn.title)}</title><desc id="d-{ids}">{escape(drawn.description)}</desc>'
    return f"{head}{words}{''.join(parts)}</svg>"


def hash_of(words: str) -> int:
    """A number for an id, the same in every process."""
    return sum((place + 1) * ord(character) for place, character in enumerate(words))


def _bar(paper: Paper, bar: Bar) -> str:
    width = max(paper.x(bar.end) - paper.x(bar.start) - 0.8, 0.8)
    whole = _rect(paper, bar.start, width, bar.posts or 0, "posts")
    own = _rect(paper, bar.start, width, bar.originals or 0, "originals") if bar.originals else ""
    # the whole height can be hit, also where the bar is small
    hit = f'<rect class="hit" x="{paper.x(bar.start):.1f}" y="{TOP}" width="{width:.1f}" height="{paper.floor - TOP}"/>'
    return f'<a href={quoteattr(bar.link)} tabindex="-1"><title>{escape(bar.words)}</title>{hit}{whole}{own}</a>'


def _rect(paper: Paper, start: int, width: float, value: int, name: str) -> str:
    y = min(paper.y(value), paper.floor - 0.8)
    place = f'x="{paper.x(start):.1f}" y="{y:.1f}" width="{width:.1f}" height="{paper.floor - y:.1f}"'
    return f'<rect class="{name}" {place}/>'


def _bands(paper: Paper, bands: Iterable[Band]) -> Iterable[str]:
    for band in bands:
        x = max(paper.x(band.start), paper.left)
        width = max(min(paper.x(band.end), paper.width - 2) - x, 3)
        shape = f'<rect class="spike" x="{x:.1f}" y="{TOP}" width="{width:.1f}" height="{paper.floor - TOP}"/>'
        cap = f'<rect class="spike-cap" x="{x:.1f}" y="{TOP - 4}" width="{width:.1f}" height="4"/>'
        inner = f"<title>{escape(band.words)}</title>{shape}{cap}"
        yield f'<a href={quoteattr(band.link)} tabindex="-1">{inner}</a>' if band.link else f"<g>{inner}</g>"


def _scale(paper: Paper) -> Iterable[str]:
    for value in (0.0, paper.top / 2, paper.top):
        y, name = paper.y(value), "axis" if not value else "grid"
        yield f'<line class="{name}" x1="{paper.left}" y1="{y:.1f}" x2="{paper.width - 2}" y2="{y:.1f}"/>'
        yield f'<text x="{paper.left - 5}" y="{y + 4:.1f}" text-anchor="end">{value:,.0f}</text>'


def _ribbon(paper: Paper, bars: Sequence[Bar], name: str) -> Iterable[str]:
    """How much was seen, under the chart; and over its whole height where nobody watched."""
    hatch = f"hatch-{name}"
    yield (
        f'<defs><pattern id="{hatch}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>'
    )
    for start, end, seen in _runs(bars, lambda bar: bar.seen):
        x, width = paper.x(start), paper.x(end) - paper.x(start)
        place = f'x="{x:.1f}" width="{width:.1f}"'
        if seen == "not seen":
            yield f'<rect {place} y="{TOP}" height="{paper.floor - TOP}" fill="url(#{hatch})"/>'
        kind = seen.replace(" ", "-")
        yield f'<rect class="seen {kind}" {place} y="{paper.floor + 3}" height="{RIBBON}"/>'


def _runs(bars: Sequence[Bar], value: Callable[[Bar], str]) -> Iterable[tuple[int, int, str]]:
    start = 0
    for place, bar in enumerate(bars):
        if place + 1 == len(bars) or value(bars[place + 1]) != value(bar):
            yield bars[start].start, bar.end, value(bar)
            start = place + 1


def _ticks(paper: Paper, ticks: Sequence[Tick]) -> Iterable[str]:
    """A stroke for each, and its words where there is room for them."""
    last = -1e9
    for tick in ticks:
        x, room = paper.x(tick.at), LETTER * len(tick.words) + 10
        if x < paper.left - 1 or x > paper.width - 8:
            continue
        yield f'<line class="axis" x1="{x:.1f}" y1="{paper.floor}" x2="{x:.1f}" y2="{paper.floor + RIBBON + 7}"/>'
        if x - last >= room and x + room <= paper.width:
            yield f'<text x="{x + 4:.1f}" y="{paper.height - 4}">{escape(tick.words)}</text>'
            last = x


def _marks(paper: Paper, marks: Sequence[Mark]) -> Iterable[str]:
    for mark in marks:
        x = paper.x(mark.at)
        if not paper.left <= x <= paper.width:
            continue
        anchor = "end" if x > paper.width * 0.7 else "start"
        at = x + (-5 if anchor == "end" else 5)
        words = f'<text class="{mark.kind}" x="{at:.1f}" y="{TOP - 9}" text-anchor="{anchor}">'
        line = f'<line class="{mark.kind}" x1="{x:.1f}" y1="{TOP - 16}" x2="{x:.1f}" y2="{paper.floor}"/>'
        if mark.give_or_take:
            low, high = (min(max(paper.x(mark.at + by), paper.left), paper.width) for by in _both(mark.give_or_take))
            size = f'width="{high - low:.1f}" height="{paper.floor - TOP}"'
            yield f'<rect class="unsure" x="{low:.1f}" y="{TOP}" {size}/>'
        yield f"<g><title>{escape(mark.words)}</title>{line}{words}{escape(mark.words)}</text></g>"


def _both(number: int) -> tuple[int, int]:
    return -number, number


def spark(title: str, values: Sequence[float | None], width: int = 220, height: int = 40) -> Markup:
    """A small chart without axes; a value of None was not seen and stays open."""
    top, step = max([1.0, *(value for value in values if value)]), width / max(len(values), 1)
    parts = []
    for place, value in enumerate(values):
        if value:
            tall = max(value / top * (height - 2), 1)
            size = f'width="{max(step - 0.4, 0.5):.2f}" height="{tall:.1f}"'
            parts.append(f'<rect class="posts" x="{place * step:.2f}" y="{height - tall - 1:.1f}" {size}/>')
    floor = f'<line class="axis" x1="0" y1="{height - 0.5}" x2="{width}" y2="{height - 0.5}"/>'
    size = f'viewBox="0 0 {width} {height}" preserveAspectRatio="none"'
    head = f'<svg class="spark" {size} role="img" aria-label={quoteattr(title)}>'
    return Markup(f"{head}<title>{escape(title)}</title>{''.join(parts)}{floor}</svg>")  # noqa: S704 (escaped above)


@dataclasses.dataclass(frozen=True)
class Whisker:
    """A mean with its interval; None where it is not known."""

    value: float | None
    low: float | None
    high: float | None
    words: str


def whiskers(title: str, points: Sequence[Whisker], width: int = 300, height: int = 90) -> Markup:
    """Means with their intervals, in order, on a scale that holds them all and is the same up and down."""
    edges = [abs(edge) for point in points for edge in (point.value, point.low, point.high) if edge is not None]
    top, step = min(max([0.3, *edges]), 1.0), (width - 34) / max(len(points), 1)

    def y(value: float) -> float:
        return 8 + (1 - (value + top) / (2 * top)) * (height - 16)

    parts = []
    for value in (top, 0.0, -top):
        parts.append(f'<text x="28" y="{y(value) + 3:.1f}" text-anchor="end">{value:+.1f}</text>')
        name = "grid" if value else "axis"
        parts.append(f'<line class="{name}" x1="32" y1="{y(value):.1f}" x2="{width}" y2="{y(value):.1f}"/>')
    parts += [_whisker(34 + (place + 0.5) * step, y, point) for place, point in enumerate(points)]
    head = f'<svg class="whiskers" viewBox="0 0 {width} {height}" role="img" aria-label={quoteattr(title)}>'
    return Markup(f"{head}<title>{escape(title)}</title>{''.join(parts)}</svg>")  # noqa: S704 (escaped above)


def _whisker(x: float, y: Callable[[float], float], point: Whisker) -> str:
    if point.value is None:
        return ""
    drawn = f'<circle class="mean" cx="{x:.1f}" cy="{y(point.value):.1f}" r="3"/>'
    if point.low is not None and point.high is not None:
        drawn += f'<line class="mean" x1="{x:.1f}" y1="{y(point.high):.1f}" x2="{x:.1f}" y2="{y(point.low):.1f}"/>'
    return f"<g><title>{escape(point.words)}</title>{drawn}</g>"
