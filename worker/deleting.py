"""Deletes posts that were deleted or withheld at their source, or whose deletion somebody asks for: in one transaction,
everywhere, and for good. The files they came from are the user's and stay as they are."""

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

import storage.deletions
import storage.events
import storage.posts
from storage.tables import Event
from worker import belonging, voices
from worker.batches import Pass
from worker.belonging import Kept

DELETED = "deleted at the source"  # why a record of such a post is skipped


def delete_posts(session: Session, numbers: Sequence[int], reason: str, *, now: dt.datetime) -> int:
    """Takes the posts' texts, authors, scores, themes and quotes away, leaves them out of every count from the next
    rebuild on, and keeps each from coming back with any file. To be called first in a writing transaction, since it
    waits for others. Returns how many of the posts were here."""
    storage.deletions.begin(session)
    new = storage.deletions.bury(session, numbers, reason, now=now)
    here = storage.deletions.empty(session, new)
    for event_id in storage.posts.events_of_posts(session, new):
        file = storage.events.revision_of(session, session.get_one(Event, event_id))
        voices.mark_again(session, event_id, file, storage.posts.members_among(session, event_id, new))
    storage.posts.mark_dirty_everywhere(session, new)
    return here


def without_deleted(session: Session, kept: list[Kept], of: Pass) -> list[Kept]:
    """The posts of a batch, those with a tombstone emptied: they are members that do not count, in whichever order
    post and tombstone came."""
    gone = storage.deletions.buried(session, [each.number for each in kept])
    if not gone:
        return kept
    emptied = [each for each in kept if each.number in gone]
    for each in emptied:
        left = {name: value for name, value in storage.deletions.GONE.items() if name in each.found.facts}
        each.found.facts.update(left, text="")
        each.found.is_deleted, each.found.alias, each.found.hits = True, None, None
    known = storage.posts.known(session, sorted(gone))
    again = belonging.understood([(each.found, each.via) for each in emptied], known, of)
    return [each for each in kept if each.number not in gone] + again
