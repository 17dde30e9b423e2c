"""What a file that was read says of how much was seen."""

from sqlmodel import Session

import storage.coverage
import storage.files
from storage.tables import File
from storage.tables.columns import minute_of

MS_A_MINUTE = 60_000
AT_MOST = (
    "--covers was refused: the file has as many posts as its tool gives at most, so there were probably more. They are "
    "kept as seen, not as complete"
)


def cover(session: Session, file: File) -> None:
    """What the file says of how much was seen: all, where a person stated so; else only that it was looked into."""
    spans: dict[str, list[int]] = {}
    parts = storage.files.parts_of(session, file.id or 0)
    if file.covers_from and file.at_most and sum(part.read for part in parts) >= file.at_most:
        file.covers_from, file.covers_to, file.warnings = None, None, [*file.warnings, AT_MOST]
    for part in parts:
        for platform, (first, last) in part.spans.items():
            low, high = first // MS_A_MINUTE, last // MS_A_MINUTE
            before = spans.get(platform, [low, high])
            spans[platform] = [min(low, before[0]), max(high, before[1])]
    stated = (minute_of(file.covers_from), minute_of(file.covers_to)) if file.covers_from and file.covers_to else None
    storage.coverage.of_file(session, file, spans, stated)
