"""Lines that are set under the heading of a digest: that it came late, what was corrected since. They are put into the
finished bodies, so that no section and no template has to know of them."""

import dataclasses
import datetime as dt
import html
import re
import textwrap
from collections.abc import Sequence

WIDTH = 98
HEADING = re.compile(r"</h1>(?:\s*<p class=\"when\">.*?</p>)?", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Bodies:
    html: str
    text: str
    markdown: str


def stamped(bodies: Bodies, lines: Sequence[str]) -> Bodies:
    """The bodies with the lines under their headings; the same where there are none."""
    if not lines:
        return bodies
    return Bodies(_in_html(bodies.html, lines), _in_text(bodies.text, lines), _in_markdown(bodies.markdown, lines))


def span(length: dt.timedelta) -> str:
    """A length for people: 1 d 3 h, 2 h 5 min, 40 min."""
    minutes = int(length.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{number} {unit}" for number, unit in ((days, "d"), (hours, "h"), (rest, "min")) if number]
    return " ".join(parts[:2]) or "less than a minute"


def _in_html(body: str, lines: Sequence[str]) -> str:
    shown = "".join(f'<p class="stamp" role="note"><strong>{html.escape(line)}</strong></p>\n' for line in lines)
    return HEADING.sub(lambda match: f"{match[0]}\n{shown}", body, count=1)


def _in_text(body: str, lines: Sequence[str]) -> str:
    """Under the rule below the heading, or below the heading where it has none."""
    rows = body.split("\n")
    at = next((place + 1 for place, row in enumerate(rows[:4]) if row and set(row) == {"="}), 1)
    wrapped = [row for line in lines for row in textwrap.wrap(line, WIDTH, initial_indent="! ")]
    return "\n".join([*rows[:at], *wrapped, *rows[at:]])


def _in_markdown(body: str, lines: Sequence[str]) -> str:
    head, _, rest = body.partition("\n")
    return "\n".join([head, "", *(f"> **{_escaped(line)}**" for line in lines), rest])


def _escaped(line: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", line)
