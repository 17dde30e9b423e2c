"""Deletes posts that were deleted or withheld at their source, or whose deletion somebody asks for: in one transaction,
everywhere, and for good. The files they came from are the user's and stay as they are."""

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

import storage.deletions
import storage.events
import storage.forgetting
import storage.posts
from storage.tables import Event
from worker import belonging, voices
from worker.batches import Found, Pass
from worker.belonging import Kept

DELETED = "deleted at the source"  # why a record of such a post is skipped


def delete_posts(session: Session, numbers: Sequence[int], reason: str, *, now: dt.datetime) -> int:
    """Takes the posts' texts, authors, scores, themes and quotes away, leaves them out of every count from the next
    rebuild on, and keeps each from coming back with any file. To be called first in a writing transaction, since it
    waits for others. Returns how many of the posts were here."""
    storage.deletions.begin(session)
    return take_away(session, storage.deletions.bury(session, numbers, reason, now=now))


def take_away(session: Session, numbers: Sequence[int]) -> int:
    """What `delete_posts` does to posts that have their tombstone. Returns how many of them are here."""
    here = storage.deletions.empty(session, numbers)
    for event_id in storage.posts.events_of_posts(session, numbers):
        file = storage.events.revision_of(session, session.get_one(Event, event_id))
        voices.mark_again(session, event_id, file, storage.posts.members_among(session, event_id, numbers))
    storage.posts.mark_dirty_everywhere(session, numbers)
    return here


def without_deleted(session: Session, kept: list[Kept], of: Pass) -> list[Kept]:
    """The posts of a batch, those with a tombstone emptied: they are members that do not count, in whichever order
    post and tombstone came."""
    gone = storage.deletions.buried(session, [each.number for each in kept])
    gone |= forgotten_among(session, [each.found for each in kept])
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


def forgotten_among(session: Session, found: Sequence[Found]) -> set[int]:
    """Those of the posts whose authors are to be forgotten; they get a tombstone as they come."""
    storage.deletions.share(session)
    keys = {each.number: _author_keys(each) for each in found}
    wanted = {key for some in keys.values() for key in some}
    known = storage.forgetting.known(session, storage.forgetting.AUTHOR, wanted)
    numbers = sorted(number for number, some in keys.items() if some & known.keys())
    if numbers:
        storage.deletions.bury(session, numbers, "forgotten on request", now=max(known.values()))
    return set(numbers)


def _author_keys(each: Found) -> set[int]:
    keys = {each.facts["author_key"], *(each.alias or ())}
    return {key for key in keys if key}
