"""Which readers claim a file by its first values, and how surely: the file's own, or those inside its only object."""

import contextlib
from collections.abc import Mapping

from collectors import wrapping
from collectors.base import Head, Layout, Reader, Recognised
from collectors.x_export.building import ODD_FORMS

HEAD_UNITS = 300
SURE_ENOUGH = 0.5
SURE_OF_THE_WHOLE = 0.95  # nothing inside an object that is known so well is looked for
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
    """How the records lie inside a lone object, where a reader is surer of those than of the object itself: in the
    place that holds the most of what is surest, and in those that hold more of the same."""
    value = head.values[0]
    if found and found[0][1].sure >= SURE_OF_THE_WHOLE:
        return {}, found
    inner = [
        (way, records, mine)
        for way, records in (wrapping.ways(value) if isinstance(value, dict) else ())
        if (mine := claims(Head("json", records[:HEAD_UNITS]), readers)) and _is_better(mine, found)
    ]
    if not inner:
        return {}, found
    best = max(inner, key=lambda each: (round(each[2][0][1].sure, 2), len(each[1])))
    same = [way for way, _, mine in inner if mine[0][0] == best[2][0][0] and way.startswith("in ")]
    together = wrapping.joined(same) if best[0] in same else best[0]
    if together != best[0]:
        records = wrapping.turned(value, together)[:HEAD_UNITS]
        if (mine := claims(Head("json", records), readers)) and _is_better(mine, found):
            return {"turned": together}, mine
    return {"turned": best[0]}, best[2]


def _is_better(inner: Claims, outer: Claims) -> bool:
    """Whether the records inside an object are claimed more surely than the object. What is read by meaning finds only
    one list of them by itself, so that the same sureness is enough."""
    sure = inner[0][1].sure
    if sure < SURE_ENOUGH or not outer:
        return sure >= SURE_ENOUGH
    return sure > outer[0][1].sure or (sure == outer[0][1].sure and outer[0][0] == inner[0][0] == "by meaning")
