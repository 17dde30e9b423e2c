"""A frozen digest as it is shown: its own words, with what was corrected since it was sent under the heading."""

from sqlmodel import Session

import storage.editions
from digests.stamps import Bodies, stamped
from storage.tables import Digest


def noted(session: Session, row: Digest) -> Bodies:
    """The bodies with the corrections noted; quotes are still slots."""
    return stamped(Bodies(row.html, row.text, row.markdown), since_corrected(session, row))


def since_corrected(session: Session, row: Digest) -> list[str]:
    """The lines on each correction that came after the digest was sent."""
    rows = storage.editions.corrections_of(session, row.id or 0)
    return [str(line) for each in rows for line in each.facts.get("lines", ())]
