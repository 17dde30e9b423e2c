"""How a table of a known tool is described: the columns that only it has, and what its columns mean. The readers of
tables are such descriptions, with code for the quirks only."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectors.base import Head, Layout, Outcome, Recognised
from collectors.x_export import evidence, rows

SURE = 0.96


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tool:
    """`marks`: of these lists of columns one must be there whole (`a|b`: either). `columns`: for each meaning the names
    of its column, first present wins. `how`: what the layout says beyond that. `notes`: warnings for every file."""

    name: str
    marks: Sequence[Sequence[str]]
    columns: Mapping[str, str]
    how: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    notes: tuple[str, ...] = ()
    sure: float = SURE

    def recognise(self, head: Head) -> Recognised | None:
        """The claim on a table that has this tool's columns."""
        if head.shape != "rows" or not head.values:
            return None
        names = by_name(head.header)
        if not any(all(set(mark.split("|")) & names.keys() for mark in marks) for marks in self.marks):
            return None
        return self.claim(head, names)

    def claim(self, head: Head, names: Mapping[str, Sequence[str]]) -> Recognised:
        columns = {}
        for meaning, wanted in self.columns.items():
            present = [column for name in wanted.split("|") for column in names.get(name, ())]
            chosen = evidence.id_column(present, head.values) if meaning == "id" else next(iter(present), None)
            if chosen is not None:
                columns[meaning] = chosen
        for meaning in ("day", "clock") if "time" in columns else ():
            columns.pop(meaning, None)
        layout: Layout = {"columns": columns, **self.how}
        named = [by_meaning(value, layout) for value in head.values]
        warnings = evidence.complete(layout, named, head.lines)
        return Recognised(self.sure, self.name, layout, (*self.notes, *_of_twins(columns, names), *warnings))


def by_name(header: Sequence[str]) -> dict[str, list[str]]:
    """The columns by their names in small letters; columns that share a name stand together, in their order."""
    names: dict[str, list[str]] = {}
    for column in header:
        bare, behind, number = column.rpartition(" (")
        name = bare if behind and number.rstrip(")").isdecimal() and bare in header else column
        names.setdefault(" ".join(name.lower().split()), []).append(column)
    return names


def by_meaning(value: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    """The cells of a row that mean something, by meaning."""
    return {meaning: value.get(column) for meaning, column in layout["columns"].items()}


def outcomes_of(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    """What a row gives that needs no more than its field map."""
    return rows.outcomes_of(by_meaning(value, layout), layout)


def first_claim(tools: Sequence[Tool], head: Head) -> Recognised | None:
    """The claim of the first of several tools that has one."""
    return next((claim for tool in tools if (claim := tool.recognise(head))), None)


def _of_twins(columns: Mapping[str, str], names: Mapping[str, Sequence[str]]) -> list[str]:
    for twins in names.values():
        if len(twins) > 1 and columns.get("id") in twins:
            place = twins.index(columns["id"]) + 1
            return [f"{len(twins)} columns are named {twins[0]!r}; number {place} holds the post ids and is used"]
    return []
