"""How the posts in the imported files were chosen, as far as the files or the people who gave them say."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import storage.files
from collectors.provenance import RANKED
from digests.base import Context, Part, sentence
from storage.tables import File

MS_A_MINUTE = 60_000
MOST_NAMED = 5
ORDERS = {"top": "Top", "home": "home feed", "latest": "Latest"}


def of_files(context: Context) -> Iterator[Part]:
    """Sentences on the files that have posts of the day; none where nothing is known of them."""
    files = files_of(context)
    ranked = sum(file.sort in RANKED for file in files)
    if ranked:
        when = "of this day" if context.stretch.is_one_day else "of these days"
        which = f"{ranked} of the {len(files)} files {when}" if len(files) > 1 else f"the file {when}"
        yield sentence(
            f"X: {which} came from Top or a home feed, where X chooses what one sees. How many "
            "posts they have says nothing of how much was written; do not read them as volume."
        )
    asked = Counter(_asked(file) for file in files if _asked(file))
    for words, number in sorted(asked.items())[:MOST_NAMED]:
        yield sentence(f"{number} file{'s' if number > 1 else ''}: {words}.")
    if len(asked) > MOST_NAMED:
        yield sentence(f"{len(asked) - MOST_NAMED} more: groundswell files {context.event.name}.")


def files_of(context: Context, platform: str | None = None) -> Sequence[File]:
    """The files that were read whole and have posts of the day; of one platform, where one is named."""
    rows = context.once(
        "files and their spans", lambda: storage.files.with_spans(context.session, context.event_id, state="done")
    )
    return [row for row, spans in rows if _has_posts(context, spans, platform)]


def _has_posts(context: Context, spans: Sequence[Mapping[str, Sequence[int]]], platform: str | None) -> bool:
    found = [span for each in spans for name, span in each.items() if platform in (None, name)]
    return any(low // MS_A_MINUTE < context.end and high // MS_A_MINUTE >= context.start for low, high in found)


def _asked(file: File) -> str:
    parts = (
        f"search “{file.query}”" + (f" ({ORDERS[file.sort]})" if file.sort in ORDERS else "") if file.query else "",
        f"exported by {file.exported_by}" if file.exported_by else "",
        f"with {file.tool}" if file.tool else "",
        f"at most {file.at_most:,} posts a file" if file.at_most else "",
        f"note: {file.note}" if file.note else "",
    )
    return ", ".join(part for part in parts if part)
