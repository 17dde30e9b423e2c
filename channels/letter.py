"""A page as the HTML of a mail: drawings become pictures inside the mail, and styles say plainly what they mean, since
mail programs show no SVG and know no variables. Nothing is fetched from elsewhere."""

import dataclasses
import html
import re

from channels import pictures

DRAWING = re.compile(r"<svg\b[^>]*>.*?</svg>", re.DOTALL)
SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
ROOT = re.compile(r":root\s*{([^}]*)}")
VARIABLE = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+)")
DARK = re.compile(r"@media \(prefers-color-scheme: dark\)\s*{(?:[^{}]*{[^}]*})*\s*}")
RULES = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')
CARD = re.compile(r'(<b class="figure") title="[^"]*"')
MOST = 60  # pictures; further drawings are told in words
SHARP = 2  # dots of the picture for each of the drawing


@dataclasses.dataclass(frozen=True)
class Letter:
    """The HTML, and its pictures by content id."""

    html: str
    pictures: dict[str, bytes]


def letter(page: str, name: str) -> Letter:
    """The page made ready for mail; `name` makes the content ids its own."""
    found: dict[str, bytes] = {}

    def picture(match: re.Match[str]) -> str:
        words = _words(match[0])
        if len(found) >= MOST:
            return f"<em>{words}</em>"
        size = SIZE.search(match[0])
        width = round(float(size[1])) if size else 720
        cid = f"chart-{len(found) + 1}-{name}@groundswell.invalid"
        found[cid] = pictures.png(match[0], width * SHARP)
        return f'<img src="cid:{cid}" alt="{words}" width="{width}" style="max-width:100%;height:auto">'

    return Letter(DRAWING.sub(picture, _plain(page)), found)


def _words(drawing: str) -> str:
    """What the drawing shows, for those who do not see it; escaped."""
    parts = [re.search(rf"<{tag}>(.*?)</{tag}>", drawing, re.DOTALL) for tag in ("title", "desc")]
    said = ". ".join(html.unescape(part[1]).strip().rstrip(".") for part in parts if part and part[1].strip())
    return html.escape(said or "chart")


def _plain(page: str) -> str:
    """The page with the values of its variables in their places, in its light colours only, without the rule that lets
    only a browser's own pictures through, and without the cards that show behind numbers where there is a mouse: they
    are on the page, and mail programs cut long mails."""
    styles = DARK.sub("", RULES.sub("", CARD.sub(r"\1", page)))
    values = {name: value.strip() for root in ROOT.finditer(styles) for name, value in VARIABLE.findall(root[1])}
    return re.sub(r"var\((--[\w-]+)\)", lambda match: values.get(match[1], "inherit"), styles)
