"""The parts of a digest as HTML, plain text, Markdown and JSON. Quotes are numbered slots until they are filled: so a
post that is deleted leaves the digest without another word of it changing."""

import dataclasses
import functools
import html
import importlib.resources
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jinja2

from analysis.outward import visible
from digests.base import Chart, Context, Line, Link, Part, QuoteSlot, Sentence, Shown, Table, Words
from digests.heading import covers, heading, made

SLOT = re.compile(r"⟦quote (\d+)⟧| ?⟦link (\w+) (/[\w/.%?=&;+:~-]*)⟧")
DELETED = "[deleted since]"
WIDTH = 100
NUMBER, LABEL = 2, 7  # columns that a number, or a label, has in plain text
FIRST = "first_screen"  # the section that has no heading of its own: the digest's stands over it

Sections = Sequence[tuple[str, str, Sequence[Part]]]  # name, title, parts


@functools.cache
def _templates() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(
        lambda name: importlib.resources.files("digests").joinpath("templates", name).read_text(encoding="utf-8")
    )
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["kind"] = lambda part: type(part).__name__
    environment.filters["words"] = _words_html
    environment.filters["drawing"] = _drawing
    environment.globals |= {"slot": slot, "link": link}
    return environment


def as_html(context: Context, sections: Sections, answer: str = "") -> str:
    """A page that stands alone: no script, nothing fetched from elsewhere."""
    return (
        _templates()
        .get_template("digest.html")
        .render(
            context=context,
            sections=sections,
            heading=heading(context),
            first=FIRST,
            made=made(context),
            covers=covers(context),
            answer=answer,
        )
    )


def as_text(context: Context, sections: Sections, answer: str = "") -> str:
    """Plain text that stands alone, for mail and terminals."""
    lines = _wrapped(heading(context), WIDTH)
    for name, title, parts in sections:
        lines += [] if name == FIRST else ["", title.upper()]
        for part in parts:
            lines += _text_lines(part)
    lines += ["", f"Where each number comes from: groundswell receipt {answer}"] if answer else []
    return "\n".join(lines) + "\n"


def as_markdown(context: Context, sections: Sections, answer: str = "") -> str:
    lines = [f"# {_md(heading(context))}"]
    for name, title, parts in sections:
        lines += [""] if name == FIRST else ["", f"## {_md(title)}", ""]
        for part in parts:
            lines += _markdown_lines(part)
    lines += ["", f"Where each number comes from: `groundswell receipt {answer}`"] if answer else []
    return "\n".join(lines) + "\n"


def as_numbers(context: Context, sections: Sections, answer: str = "") -> dict[str, Any]:
    """The digest for programs: every figure with its n, interval and definition. docs/formats.md states the schema."""
    return {
        "event": context.event.name,
        "title": context.event.title,
        "revision": context.revision,
        "day": context.day.isoformat(),
        "since": context.stretch.first.isoformat(),
        "zone": context.event.zone,
        "made_at": context.now.isoformat(),
        "preview": not context.is_over,
        "receipt": answer or None,
        "sections": [
            {"name": name, "title": title, "parts": [_record(part) for part in parts]}
            for name, title, parts in sections
        ],
    }


def slot(number: int) -> str:
    return f"⟦quote {number}⟧"


def link(link: Link) -> str:
    """The place of a link into the dashboard; where that is, is known when the digest is shown."""
    return f" ⟦link {link.words} {link.path}⟧"


def fill(body: str, quotes: Mapping[int, str | None], form: str, pages: str | None = "") -> str:
    """The body with its quotes, and with links to the pages at this address; None leaves the links out. What a quote
    says cannot be taken for a slot: the body is gone through once."""

    def filled(match: re.Match[str]) -> str:
        if match[1] is None:
            return _linked(match[2], f"{pages}{match[3]}", form) if pages is not None else ""
        text = visible(quotes.get(int(match[1])) or DELETED)
        return html.escape(text) if form == "html" else _md(text) if form == "md" else text

    return SLOT.sub(filled, body)


def _linked(words: str, address: str, form: str) -> str:
    if form == "html":
        return f' <a class="behind" href="{html.escape(html.unescape(address))}">{words}</a>'
    return f" [{words}]({address})" if form == "md" else ""


def _words_html(words: Sequence[Words]) -> str:
    from markupsafe import Markup

    spelt = []
    for word in words:
        if isinstance(word, Shown):
            receipt = f' data-receipt="{html.escape(word.id)}"' if word.id else ""
            spelt.append(f'<b class="figure"{receipt} title="{html.escape(_card(word))}">{_together(word.words)}</b>')
        else:
            spelt.append(html.escape(visible(word)))
    return Markup("".join(spelt))  # noqa: S704 (each piece was escaped above)


def _together(words: str) -> str:
    """The words of a figure, a number on one line with its percent sign."""
    return html.escape(words.replace(" %", "\u00a0%"))


def _card(shown: Shown) -> str:
    """What stands behind a number, on one line."""
    figure = shown.figure
    n = f"n = {figure.n:,}; " if figure.n is not None else ""
    return f"{n}{figure.definition}" + (f"; receipt {shown.id}" if shown.id else "")


def _drawing(chart: Chart) -> str:
    from markupsafe import Markup

    return Markup(chart.svg)  # noqa: S704 (our own drawing; every word was escaped when it was drawn)


def _plain(words: Sequence[Words]) -> str:
    return "".join(word.words if isinstance(word, Shown) else visible(word) for word in words)


def _cells(row: Sequence[Words]) -> list[str]:
    return [_plain([cell]) for cell in row]


def _text_lines(part: Part) -> list[str]:
    if isinstance(part, Sentence):
        return _wrapped(_plain(part.words), WIDTH, initial_indent="* " if part.lead else "  ", subsequent_indent="  ")
    if isinstance(part, Line):
        return _line_text(part)
    if isinstance(part, Chart):
        return _wrapped(f"{part.title}. {part.description}", WIDTH, initial_indent="  ", subsequent_indent="  ")
    if isinstance(part, QuoteSlot):
        return [f"  “{slot(part.slot)}”", f"      {part.about}" + (f", {part.url}" if part.url else "")]
    rows = [list(part.header), *(_cells(row) for row in part.rows)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(part.header))]
    spelt = [
        "  " + "  ".join(_padded(row[place], widths[place], left=place == 0) for place in range(len(widths)))
        for row in rows
    ]
    return [line.rstrip() for line in [spelt[0], "  " + "  ".join("-" * width for width in widths), *spelt[1:]]]


def _line_text(line: Line) -> list[str]:
    width = NUMBER if line.label.isdigit() else LABEL
    label = line.label.ljust(width) if len(line.label) < width else f"{line.label}  "
    return _wrapped(_plain(line.words), WIDTH, initial_indent=label, subsequent_indent=" " * width)


def _wrapped(text: str, width: int, **how: str) -> list[str]:
    """The text in lines; a number stays with its percent sign."""
    lines = textwrap.wrap(text.replace(" %", "\u00a0%"), width, **how)  # type: ignore[arg-type]
    return [line.replace("\u00a0%", " %") for line in lines]


def _padded(cell: str, width: int, *, left: bool) -> str:
    return cell.ljust(width) if left else cell.rjust(width)


def _markdown_lines(part: Part) -> list[str]:
    if isinstance(part, Sentence):
        return [("- **" + _md(_plain(part.words)) + "**") if part.lead else f"- {_md(_plain(part.words))}"]
    if isinstance(part, Line):
        label = f"{part.label}." if part.label.isdigit() else f"- **{_md(part.label)}**"
        return [f"{label} {_md(_plain(part.words))}" + "".join(link(each) for each in part.links)]
    if isinstance(part, Chart):
        return [f"- *{_md(part.title)}.* {_md(part.description)}"]
    if isinstance(part, QuoteSlot):
        return [f"> {slot(part.slot)}", ">", f"> {_md(part.about)}" + (f", <{part.url}>" if part.url else ""), ""]
    lines = ["", "| " + " | ".join(_md(cell) for cell in part.header) + " |", "|" + "---|" * len(part.header)]
    return [*lines, *("| " + " | ".join(_md(cell) for cell in _cells(row)) + " |" for row in part.rows), ""]


def _md(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(text.split()))


def _record(part: Part) -> dict[str, Any]:
    if isinstance(part, Sentence):
        return {"kind": "sentence", "text": _plain(part.words), "lead": part.lead, "figures": _figures(part.words)}
    if isinstance(part, Line):
        return {
            "kind": "line",
            "label": part.label,
            "text": _plain(part.words),
            "figures": _figures(part.words),
            "links": [dataclasses.asdict(each) for each in part.links],
        }
    if isinstance(part, Table):
        return {
            "kind": "table",
            "header": list(part.header),
            "rows": [_cells(row) for row in part.rows],
            "figures": [_figures(row) for row in part.rows],
        }
    if isinstance(part, Chart):
        return {
            "kind": "chart",
            "title": part.title,
            "description": part.description,
            "points": [list(point) for point in part.points],
        }
    return {"kind": "quote", "slot": part.slot, "about": part.about, "url": part.url}


def figures_in(numbers: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every figure of a digest as `as_numbers` has written it, in its order."""
    for section in numbers["sections"]:
        for part in section["parts"]:
            for figure in part.get("figures", ()):
                yield from figure if isinstance(figure, list) else [figure]


def _figures(words: Sequence[Words]) -> list[dict[str, Any]]:
    return [{**dataclasses.asdict(word.figure), "id": word.id} for word in words if isinstance(word, Shown)]
