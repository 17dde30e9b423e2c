"""Where a key stands in a TOML text. `tomllib` does not say, and a fault without a line is hard to find."""

import re

HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=""")
PIECE = re.compile(r""""([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)""")
Path = tuple[str | int, ...]


class Positions:
    """Line numbers by key path; tables in a list have their index in the path."""

    def __init__(self, lines: dict[Path, int]) -> None:
        self._lines = lines

    def nearest(self, path: Path) -> int | None:
        """The line of the key, else of the closest key above it that is written in the file."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return None


def positions(text: str) -> Positions:
    """The lines of all table headers and keys; multi-line strings with look-alikes in them may add wrong ones."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.match(line):
            table = _pieces(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif key := KEY.match(line):
            lines.setdefault((*table, *_pieces(key[1])), number)
    return Positions(lines)


def spell(path: Path) -> str:
    """A key path as a person writes it: sources[0].kind."""
    spelt = ""
    for part in path:
        spelt += f"[{part}]" if isinstance(part, int) else f"{'.' if spelt else ''}{part}"
    return spelt


def _pieces(dotted: str) -> Path:
    return tuple(a or b or c for a, b, c in PIECE.findall(dotted))
