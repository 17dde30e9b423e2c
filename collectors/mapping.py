"""Mapping files: how to read a table or JSON that no reader is sure of, to be filled in by a person."""

from collectors.base import FileRefused, Head, Recognised


def draft(head: Head, found: Recognised | FileRefused | str) -> str:
    """A mapping file for a file that begins so, ready to be edited: the columns that were seen, each with an example,
    and what they were taken for."""
    columns = found.layout.get("columns", {}) if isinstance(found, Recognised) else {}
    taken = {column: meaning for meaning, column in columns.items()}
    first = next((value for value in head.values if isinstance(value, dict)), {})
    names = list(head.header) or list(first)
    lines = ["# Which column means what. Needed: text, and id or time.", "[columns]"]
    for name in names:
        example = " ".join(str(first.get(name, ""))[:60].split())
        comment = f"  # for example: {example}" if example else ""
        meaning = taken.get(name)
        lines.append(f"{meaning} = {_quoted(name)}{comment}" if meaning else f"# ? = {_quoted(name)}{comment}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
