"""Asks Reddit whether posts still stand: an hour after they were first seen, after six, after a day, then every two
days at the latest. What was deleted or removed there goes here too; scores and counts of answers are refreshed."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

import storage.events
import storage.leases
import storage.posts
import storage.sightings
from collectors import reddit, reddit_client
from collectors.reading import Record
from collectors.reddit import Answer
from collectors.reddit_faults import CredentialsRefused, NoPermit, RedditFault
from storage.database import Database, pieces
from storage.tables import Event, NewPost, Post, Source
from storage.tables.columns import table
from storage.tables.identity import native_id
from worker import belonging, holding, permits
from worker.batches import Tally, gather
from worker.deleting import delete_posts
from worker.keeping import keep_live

AT_ONCE = 100  # posts of one request
TIERS = tuple(dt.timedelta(hours=hours) for hours in (5, 18, 46))  # after the first check at one hour
LATEST = dt.timedelta(minutes=10)  # a request that would not be full waits so long for more
AGAIN = dt.timedelta(minutes=15)
OVERDUE = dt.timedelta(hours=2)  # checks that wait longer go before everything but comments
NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
FEW, MOST_MISSING = 4, 0.5  # when more than a few and more than this share are missing, the answer is not believed
ROUNDS = 20  # requests of one task
LEASE = "reddit check"
REASON = "deleted at the source"
Clock = Callable[[], dt.datetime]


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What an answer says of the posts that were asked for, by number."""

    gone: list[int]
    missing: list[int]
    standing: dict[int, NewPost]
    nameless: list[int]


def is_due(session: Session, *, now: dt.datetime) -> bool:
    """Whether a request would be full, or posts wait too long."""
    number, first = storage.sightings.waits_for_check(session, now=now, most=AT_ONCE)
    return number >= AT_ONCE or (first is not None and first <= now - LATEST)


def check(database: Database, *, clock: Clock) -> None:
    """Checks posts that are due, a hundred with each request, one worker at a time."""
    with database.write() as session:
        epoch = storage.leases.take(session, LEASE, now=clock())
    if epoch is None:
        return
    try:
        connection = permits.connection(database, clock)
        for _ in range(ROUNDS):
            with database.read() as session:
                numbers = storage.sightings.due_for_check(session, now=clock(), most=AT_ONCE)
                _, first = storage.sightings.waits_for_check(session, now=clock(), most=AT_ONCE)
            is_overdue = first is not None and first <= clock() - OVERDUE
            connection.gate.purpose = "deletions" if is_overdue else "scores"
            if not numbers or not check_some(database, connection, numbers, (LEASE, epoch), clock=clock):
                break
    except CredentialsRefused as fault:
        with database.write() as session:
            permits.refuse(session, str(fault), now=clock())
    except NoPermit:
        pass  # they stay due
    except RedditFault:
        with database.write() as session:
            storage.sightings.postpone(session, numbers, clock() + AGAIN)
    finally:
        with database.write() as session:
            storage.leases.release(session, LEASE, epoch, now=clock())


def check_some(
    database: Database, connection: permits.Connection, numbers: Sequence[int], lease: tuple[str, int], *, clock: Clock
) -> bool:
    """Asks after some posts and writes what the answer says. False when it cannot be believed."""
    names = {number: name for number in numbers if (name := native_id(number))}
    params = {"id": ",".join(names.values())}
    answer = reddit.answer(reddit_client.get(connection.client, "api/info/", params), now=clock())
    verdict = judge(names, answer)
    now = clock()
    with database.write() as session:
        storage.leases.renew(session, *lease, now=now)
        if len(verdict.missing) > max(FEW, MOST_MISSING * len(names)):
            storage.sightings.postpone(session, numbers, now + AGAIN)
            return False
        _write(session, verdict, now=now)
    return True


def judge(names: Mapping[int, str], answer: Answer) -> Verdict:
    """Sorts the posts that were asked for by what became of them."""
    verdict = Verdict([], [], {}, [])
    for number, name in names.items():
        post = answer.posts.get(name)
        if post is None:
            verdict.missing.append(number)
        elif post.text_state in ("deleted", "removed"):
            verdict.gone.append(number)
        else:
            verdict.standing[number] = post
            if post.author_name is None:
                verdict.nameless.append(number)
    return verdict


def _write(session: Session, verdict: Verdict, *, now: dt.datetime) -> None:
    rows = storage.sightings.of_posts(session, [*verdict.gone, *verdict.missing, *verdict.standing])
    missed_before = {row["post_id"] for row in rows if row["misses"]}
    gone = sorted({*verdict.gone, *(number for number in verdict.missing if number in missed_before)})
    if gone:
        delete_posts(session, gone, REASON, now=now)
        storage.sightings.bury(session, gone, NEVER)
    _forget_accounts(session, verdict.nameless)
    for checks in sorted({row["checks"] for row in rows}):
        same = [row["post_id"] for row in rows if row["checks"] == checks]
        next_at = now + TIERS[min(checks, len(TIERS) - 1)]
        storage.sightings.checked(
            session, [n for n in same if n in verdict.standing], next_at, checks=checks + 1, misses=0
        )
        missing = [n for n in same if n in verdict.missing and n not in missed_before]
        storage.sightings.checked(session, missing, now + AGAIN, checks=checks, misses=1)
    _refresh(session, rows, verdict, now=now)


def _forget_accounts(session: Session, numbers: Sequence[int]) -> None:
    """The accounts of these posts were deleted: their keys go, the texts stay."""
    post = table(Post)
    for some in pieces(sorted(numbers)):
        changed = session.execute(
            sa.update(post).where(post.c.id.in_(some), post.c.author_key.is_not(None)).values(author_key=None)
        )
        if getattr(changed, "rowcount", 0):
            storage.posts.mark_dirty_everywhere(session, some)


def _refresh(session: Session, rows: Sequence[dict[str, Any]], verdict: Verdict, *, now: dt.datetime) -> None:
    """Newer scores and edits, source by source."""
    for source_id in sorted({row["source_id"] for row in rows}):
        mine = [row for row in rows if row["source_id"] == source_id and row["post_id"] in verdict.standing]
        source = session.get_one(Source, source_id)
        of = holding.prepare(session, session.get_one(Event, source.event_id), source, now=now)
        found = gather([Record(0, 0, verdict.standing[row["post_id"]]) for row in mine], of, Tally())
        held = {row["post_id"] for row in mine if row["held"] is not None}
        for number in sorted(held & found.keys()):
            each = found[number]
            storage.sightings.hold_again(session, source_id, number, holding.root_of(each), holding.packed(each))
        kept, _ = belonging.sort(session, {n: each for n, each in found.items() if n not in held}, of, Tally())
        keep_live(session, [each for each in kept if each.old is not None], of, Tally(), now=now)
