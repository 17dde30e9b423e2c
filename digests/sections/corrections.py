"""What readers corrected: marks on posts of this day. Days whose digests were made before are in `revised.py`."""

from collections.abc import Iterator

import storage.corrections
from digests.base import Context, Part, sentence

title = "Corrected by readers"


def build(context: Context) -> Iterator[Part]:
    here = storage.corrections.between(context.session, context.event_id, context.start, context.end, None)
    if here:
        days = "this day" if context.stretch.is_one_day else "these days"
        marks = "One mark" if here == 1 else f"{here} marks"
        yield sentence(
            f"{marks} on posts of {days} {'was' if here == 1 else 'were'} set by readers and went before the rules: "
            f"groundswell corrections {context.event.name}."
        )
