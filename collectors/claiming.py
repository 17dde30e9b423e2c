"""Which readers claim a file by its first values, and how surely: the file's own, or those inside its only object."""

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from collectors import elsewhere, wrapping
from collectors.base import Head, Layout, Reader, Recognised
from collectors.x_export import by_meaning
from collectors.x_export.building import ODD_FORMS

HEAD_UNITS = 300
SURE_ENOUGH = 0.5
SURE_OF_THE_WHOLE = 0.95  # nothing inside an object that is known so well is looked for
DOCUMENTS = 5  # of several objects so many are looked into
Claims = list[tuple[str, Recognised]]


def is_sure(found: Claims) -> bool:
    return bool(found) and found[0][1].sure >= SURE_ENOUGH


def claims(head: Head, readers: Mapping[str, Reader]) -> Claims:
    """What each reader says that the file is, the surest first and of equals the first of the register."""
    found = []
    for name, reader in readers.items():
        with contextlib.suppress(*ODD_FORMS):  # a reader that trips over a hostile value makes no claim
            if claim := reader.recognise(head):
                found.append((name, claim))
    return sorted(found, key=lambda each: -each[1].sure)


def turned(head: Head, readers: Mapping[str, Reader], found: Claims) -> tuple[Layout, Claims]:
    """How the records lie inside the objects of a file, where a reader is surer of those than of the objects: in the
    place that holds the most of what is surest, and in those that hold more of the same."""
    values = [value for value in head.values[:DOCUMENTS] if isinstance(value, dict)]
    if not values or (is_sure(found) and not _may_hold_more(head, found[0])):
        return {}, found
    ways = list(wrapping.ways(values[0]))
    if any(elsewhere.place_of(records) for _, records in ways):
        return {}, found
    inner = [
        (way, records, mine)
        for way, _ in ways
        if (records := _inside(values, way)) and (mine := claims(Head("json", records), readers))
        if _is_better(mine, found)
    ]
    if not inner:
        return {}, found
    best = max(inner, key=lambda each: (round(each[2][0][1].sure, 2), len(each[1])))
    same = [way for way, _, mine in inner if mine[0][0] == best[2][0][0] and way.startswith("in ")]
    together = wrapping.joined(same) if best[0] in same else best[0]
    if together != best[0]:
        mine = claims(Head("json", _inside(values, together)), readers)
        if mine and _is_better(mine, found):
            return {"turned": together}, mine
    return {"turned": best[0]}, best[2]


def _inside(values: Sequence[Mapping[str, Any]], way: str) -> list[Any]:
    records = [each for value in values for each in wrapping.turned(value, way)]
    return (
        records[:HEAD_UNITS] if any(record is not value for record, value in zip(records, values, strict=False)) else []
    )


def _may_hold_more(head: Head, found: tuple[str, Recognised]) -> bool:
    """Whether an object that is claimed could be better known by what is inside: the only one of a file, or one of
    which the reading by meaning knows one list, where others may be beside it."""
    name, claim = found
    if name == "by meaning":
        return by_meaning.records_of(head.values[0]) != [head.values[0]]
    return len(head.values) == 1 and claim.sure < SURE_OF_THE_WHOLE


def _is_better(inner: Claims, outer: Claims) -> bool:
    """Whether the records inside an object are claimed more surely than the object; of what is read by meaning, which
    finds only one list of them by itself, as surely."""
    sure = inner[0][1].sure
    if sure < SURE_ENOUGH or not outer:
        return sure >= SURE_ENOUGH
    return sure > outer[0][1].sure or (sure == outer[0][1].sure and outer[0][0] == inner[0][0] == "by meaning")
