"""What changed in the numbers of days whose digests were made already; those keep the numbers they had."""

from collections.abc import Iterator

import storage.digests
import storage.rescores
from digests.base import Context, Part, sentence
from digests.rescores import on_days, spelt

title = "Revised"
SHOWN = 6


def build(context: Context) -> Iterator[Part]:
    latest = storage.digests.latest_made(context.session, context.event_id)
    if latest is None:
        return
    frozen = storage.digests.days(context.session, context.event_id)
    for row in storage.rescores.concluded(context.session, context.event_id, since=latest):
        lines = spelt(on_days(row.moved, frozen))
        if lines and row.done_at:
            yield sentence(
                f"On {row.done_at:%Y-%m-%d} posts were scored and themed anew, since the event file or a scorer had "
                "changed. Digests made before keep their numbers; by now they would differ in:"
            )
            for line in lines[:SHOWN]:
                yield sentence(f"{line}.")
            if len(lines) > SHOWN:
                yield sentence(f"and {len(lines) - SHOWN} more.")
