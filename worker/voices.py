"""Decides, for posts of one event, which count and whose voice they are; and marks them again when the lists change."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

import storage.corrections
import storage.events
import storage.posts
from analysis import reacting
from analysis.accounts import Listing, listed_names
from analysis.counting import NOTHING_SAID, decide
from analysis.outward import masked, shortened, visible
from config import event_file
from config.account_library import shipped_accounts, shipped_words
from config.event_parts import Accounts, content_hash
from storage.database import Database, lock
from storage.tables import Event
from storage.tables.identity import hash64
from worker import house

BATCH = 2_000
MOST_LISTS = 64
LONGEST_SHOWN = 1_500
_lists: dict[str, Mapping[int, Listing]] = {}


class Decider:
    """What decides of the posts of one event, as things stand in this transaction: the accounts that are listed, by
    key, and what readers said."""

    def __init__(self, session: Session, event_id: int, file: event_file.Event) -> None:
        self._session, self._event_id = session, event_id
        names = listed_keys(file.accounts)
        self._listings = {**names, **_by_account(names, storage.posts.aliases(session, sorted(names)))}
        self._anything_said = storage.corrections.any_of(session, event_id)
        self._said: Mapping[int, Mapping[str, str]] = {}

    def look_up(self, numbers: Sequence[int]) -> None:
        """Reads what readers said of these posts; to be called before they are decided."""
        self._said = storage.corrections.said(self._session, self._event_id, numbers) if self._anything_said else {}

    def columns(
        self, number: int, facts: Mapping[str, Any], *, belongs: bool = True, unlisted: reacting.Mark | None = None
    ) -> dict[str, Any]:
        """What is decided of a post, as columns of its membership; `unlisted` as for `analysis.counting.decide`."""
        said = self._said.get(number, NOTHING_SAID)
        decision = decide(facts, self._listings.get(facts["author_key"]), said, belongs=belongs, unlisted=unlisted)
        return decision._asdict()

    def mark(self, facts: Mapping[str, Any]) -> reacting.Mark:
        """What the rules call a post, whatever a reader said."""
        return reacting.judge(facts, self._listings.get(facts["author_key"]))


def _by_account(names: Mapping[int, Listing], aliases: Mapping[int, int]) -> dict[int, Listing]:
    """The lists by the keys of the accounts; of two names of one account the stricter list holds."""
    order: tuple[Listing, ...] = ("media", "official", "bots")
    pairs = sorted(((aliases[key], names[key]) for key in names if aliases.get(key)), key=lambda p: order.index(p[1]))
    return dict(pairs)


@functools.lru_cache(maxsize=32)
def listed_keys(own: Accounts) -> dict[int, Listing]:
    """The list of each listed name, by the key of the name."""
    keys, found = house.keys_of_authors(), dict[int, Listing]()
    for (platform, name), listing in listed_names(shipped_accounts(), own).items():
        key = keys(platform, None, name)[1]
        if key is not None:
            found[key] = listing
    return found


@functools.lru_cache(maxsize=32)
def rules_of(own: Accounts) -> str:
    """Names the rules by which the posts of an event with such lists are marked."""
    lists = sorted((*key, listing) for key, listing in listed_names(shipped_accounts(), own).items())
    words = {
        use: {language: sorted(each) for language, each in table.items()} for use, table in shipped_words().items()
    }
    return content_hash([reacting.VERSION, lists, words])


def is_settled(event: Event, file: event_file.Event) -> bool:
    """Whether the posts of an event are marked by the rules and lists of now."""
    return event.marked_by == rules_of(file.accounts)


def settle(database: Database, event_id: int) -> None:
    """Marks the posts of an event again, where rules or lists have changed since. Safe to repeat from the start."""
    with database.read() as session:
        event = session.get_one(Event, event_id)
        file = storage.events.revision_of(session, event)
        if is_settled(event, file):
            return
    after: int | None = None
    while True:
        with database.write() as session:
            lock(session, f"voices of {event_id}")
            rows = storage.posts.members_after(session, event_id, after, BATCH)
            if not rows:
                break
            mark_again(session, event_id, file, rows)
            after = rows[-1]["post_id"]
    with database.write() as session:
        _judge_labelled(session, event_id, file)
        session.get_one(Event, event_id).marked_by = rules_of(file.accounts)


def mark_again(session: Session, event_id: int, file: event_file.Event, rows: Sequence[dict[str, Any]]) -> None:
    """Decides anew of members (as from `storage.posts.members_after`); what changes is counted again."""
    decider = Decider(session, event_id, file)
    decider.look_up([row["post_id"] for row in rows])
    changed = []
    for row in rows:
        columns = decider.columns(row["post_id"], row, belongs=row["belongs"])
        if any(row[name] != value for name, value in columns.items()):
            changed.append({**{name: row[name] for name in storage.posts.MEMBERSHIP}, **columns})
    storage.posts.join(session, changed)
    storage.posts.mark_dirty(session, event_id, [row["minute"] for row in changed])


def learn_names(session: Session, pairs: Mapping[int, int]) -> list[int]:
    """Keeps which names stand for which accounts, before anything is decided by them; where that makes an account a
    listed one, its posts are decided anew. Returns the name keys that posts go by and that changed their meaning."""
    lists = {event.id or 0: _listed_in(session, event) for event in storage.events.all_events(session)}
    listed = [name for name in pairs if any(name in each for each in lists.values())]
    before = storage.posts.aliases(session, listed)
    new = [name for name in listed if before.get(name) != pairs[name]]
    lock(session, "listed accounts", shared=not new)  # else a batch that is under way could miss what this one learns
    changed = storage.posts.learn_aliases(session, pairs)
    keys = sorted({*new, *(pairs[name] for name in new), *(before[name] for name in new if name in before)})
    for event_id in storage.posts.events_of_authors(session, keys) if new else ():
        file = storage.events.revision_of(session, session.get_one(Event, event_id))
        mark_again(session, event_id, file, storage.posts.members_by(session, event_id, keys))
    return changed


def _listed_in(session: Session, event: Event) -> Mapping[int, Listing]:
    """The listed name keys of an event. Its state is read once for each revision: a revision never changes."""
    key = f"{session.get_bind().engine.url}#{event.revision_id}"
    if key not in _lists:
        if len(_lists) >= MOST_LISTS:
            _lists.clear()
        _lists[key] = listed_keys(storage.events.revision_of(session, event).accounts)
    return _lists[key]


def _judge_labelled(session: Session, event_id: int, file: event_file.Event) -> None:
    """What the rules of now call the labelled posts, whatever readers corrected."""
    decider = Decider(session, event_id, file)
    for row in storage.corrections.labelled(session, event_id):
        storage.corrections.remark_label(session, event_id, row["id"], decider.mark(row).voice)


@dataclasses.dataclass(frozen=True)
class Shown:
    """A post as a person who labels sees it: without its mark, and without the name of its author."""

    about: str
    text: str


def drawn(numbers: Sequence[int], seed: str, most: int) -> list[int]:
    """So many of the posts, drawn at random by the seed; the order does not depend on that of the numbers, and a post
    that is added or labelled moves no other."""
    return sorted(numbers, key=lambda number: (hash64(f"{seed}:{number}"), number))[:most]


def to_be_labelled(session: Session, event_id: int, number: int) -> Shown:
    row = storage.posts.member(session, event_id, number)
    if row is None:
        return Shown("gone", "")
    link = f", link {masked(row['link'])}" if row["link"] else ""
    about = f"{row['platform']} {row['kind']}, {row['created_at']:%Y-%m-%d %H:%M} UTC{link}"
    return Shown(about, shortened(visible(masked(row["text"] or "(no text)")), LONGEST_SHOWN))


def label(database: Database, event: Event, number: int, value: str, *, now: dt.datetime) -> None:
    """Keeps what a person called a post, beside what the rules call it."""
    event_id = event.id or 0
    with database.write() as session:
        row = storage.posts.member(session, event_id, number)
        if row is not None:
            mark = Decider(session, event_id, storage.events.revision_of(session, event)).mark(row)
            storage.corrections.keep_label(session, event_id, number, value, mark.voice, now=now)
