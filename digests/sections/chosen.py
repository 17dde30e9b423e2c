"""How the posts in the imported files were chosen, as far as the files or the people who gave them say."""

from collections import Counter
from collections.abc import Iterator, Sequence

import storage.files
from collectors.provenance import RANKED
from digests.base import Context, Part, sentence
from storage.tables import File

MS_A_MINUTE = 60_000
MOST_NAMED = 5
ORDERS = {"top": "Top", "home": "home feed", "latest": "Latest"}


def of_files(context: Context) -> Iterator[Part]:
    """Sentences on the files that have posts of the day; none where nothing is known of them."""
    files = _files_of_the_day(context)
    ranked = sum(file.sort in RANKED for file in files)
    if ranked:
        which = f"{ranked} of the {len(files)} files of this day" if len(files) > 1 else "the file of this day"
        yield sentence(
            f"X: {which} came from Top or a home feed, where X chooses what one sees. How many "
            "posts they have says nothing of how much was written; do not read them as volume."
        )
    asked = Counter(_asked(file) for file in files if _asked(file))
    for words, number in sorted(asked.items())[:MOST_NAMED]:
        yield sentence(f"{number} file{'s' if number > 1 else ''}: {words}.")
    if len(asked) > MOST_NAMED:
        yield sentence(f"{len(asked) - MOST_NAMED} more: groundswell files {context.event.name}.")


def _files_of_the_day(context: Context) -> Sequence[File]:
    rows = [row for row in storage.files.of_event(context.session, context.event_id) if row.state == "done"]
    return [row for row in rows if _has_posts(context, row)]


def _has_posts(context: Context, row: File) -> bool:
    spans = [span for part in storage.files.parts_of(context.session, row.id or 0) for span in part.spans.values()]
    return any(low // MS_A_MINUTE < context.end and high // MS_A_MINUTE >= context.start for low, high in spans)


def _asked(file: File) -> str:
    parts = (
        f"search “{file.query}”" + (f" ({ORDERS[file.sort]})" if file.sort in ORDERS else "") if file.query else "",
        f"exported by {file.exported_by}" if file.exported_by else "",
        f"with {file.tool}" if file.tool else "",
        f"at most {file.at_most:,} posts a file" if file.at_most else "",
        f"note: {file.note}" if file.note else "",
    )
    return ", ".join(part for part in parts if part)
