"""The connection to Reddit of this process, and the allowance of requests that it shares with all others."""

import dataclasses
import datetime as dt
import functools
import hashlib
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sqlmodel import Session

import storage.allowances
from collectors import allowance
from collectors.allowance import Ledger, Purpose
from collectors.reddit_faults import CredentialsRefused, NoPermit
from config.settings import Settings, settings
from storage.database import Database
from storage.tables import Allowance

if TYPE_CHECKING:
    import praw

    from collectors.reddit_client import Credentials

Clock = Callable[[], dt.datetime]
TRY_AGAIN = dt.timedelta(hours=1)  # after refused credentials one request is made, in case Reddit was wrong
KEPT_SLOTS = int(2 * 86_400 / allowance.SLOT)
WITHOUT = "no Reddit credentials are set: see `groundswell doctor` and docs/reddit.md"


class Gate:
    """Gives out permits, and takes in what the headers say. `purpose` is set by whoever makes the requests; `made`
    counts them."""

    def __init__(self, database: Database, client: str, clock: Clock) -> None:
        self.database, self.client, self.clock = database, client, clock
        self.purpose: Purpose = "comments"
        self.made = 0

    def permit(self, _: str) -> None:
        """Takes one permit. Raises NoPermit when there is none."""
        now = self.clock().timestamp()
        with self.database.write() as session:
            row = storage.allowances.locked(session, self.client)
            ledger = Ledger(**row.ledger)
            used = storage.allowances.used(session, self.client, *allowance.slots_that_count(now))
            wait = allowance.wait_for_permit(ledger, used, self.purpose, now=now)
            if wait == 0:
                storage.allowances.count(session, self.client, allowance.slot_of(now), self.purpose)
                row.ledger = dataclasses.asdict(ledger.after_request())
                session.add(row)
        if wait > 0:
            raise NoPermit(wait)
        self.made += 1

    def report(self, status: int, headers: Mapping[str, str]) -> None:
        """Corrects the allowance by what an answer says."""
        now = self.clock().timestamp()
        with self.database.write() as session:
            row = storage.allowances.locked(session, self.client)
            tell = allowance.refused if status == 429 else allowance.told
            ledger = tell(Ledger(**row.ledger), headers, now=now)
            if dataclasses.asdict(ledger) != row.ledger:
                row.ledger = dataclasses.asdict(ledger)
                session.add(row)

    def is_pressed(self) -> bool:
        now = self.clock().timestamp()
        with self.database.read() as session:
            row = storage.allowances.of(session, self.client)
            used = storage.allowances.used(session, self.client, *allowance.slots_that_count(now))
        return allowance.is_pressed(Ledger(**row.ledger) if row else Ledger(), used)


@dataclasses.dataclass(frozen=True)
class Connection:
    """The client and the gate that all its requests pass."""

    client: "praw.Reddit"
    gate: Gate


def connection(database: Database, clock: Clock) -> Connection:
    """The connection of this process, made when it is first needed, after any fork."""
    found = _connection(os.getpid(), database, settings())
    found.gate.clock = clock
    return found


@functools.lru_cache(maxsize=1)
def _connection(_: int, database: Database, of: Settings) -> Connection:
    from collectors import reddit_client

    fault = credentials_fault(of)
    if fault:
        raise CredentialsRefused(fault)
    gate = Gate(database, client_key(of), lambda: dt.datetime.now(dt.UTC))
    return Connection(reddit_client.connect(_credentials(of), gate.permit, gate.report), gate)


def credentials_fault(of: Settings) -> str:
    """What is missing or wrong in the settings for Reddit; empty when they can be tried."""
    from collectors.reddit_client import agent_fault

    if not of.reddit_client_id or not of.reddit_client_secret.get_secret_value():
        return WITHOUT
    return agent_fault(of.reddit_user_agent)


def client_key(of: Settings) -> str:
    """Names the client whose allowance is counted, without showing its id."""
    return hashlib.sha256(of.reddit_client_id.encode()).hexdigest()[:12]


def credentials_print(of: Settings) -> str:
    """Tells these credentials from others; too short to tell what they are."""
    parts = [
        of.reddit_client_id,
        of.reddit_client_secret.get_secret_value(),
        of.reddit_user_agent,
        of.reddit_username,
        of.reddit_password.get_secret_value(),
        of.reddit_url,
        of.reddit_oauth_url,
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def pause(session: Session, *, now: dt.datetime) -> str:
    """Why nothing is asked of Reddit now; empty when it may be. After refused credentials that is until they are
    changed, or for an hour."""
    of = settings()
    row = storage.allowances.of(session, client_key(of))
    if row is None or not row.fault or row.credentials != credentials_print(of) or row.fault_at is None:
        return ""
    return row.fault if abs(now - row.fault_at) < TRY_AGAIN else ""


def refuse(session: Session, fault: str, *, now: dt.datetime) -> None:
    storage.allowances.refuse(session, client_key(settings()), fault, credentials_print(settings()), now=now)


def accept(session: Session) -> None:
    storage.allowances.accept(session, client_key(settings()))


def forget(session: Session, *, now: dt.datetime) -> None:
    """Counts of requests that are two days old are of no use."""
    storage.allowances.forget(session, client_key(settings()), allowance.slot_of(now.timestamp()) - KEPT_SLOTS)


def usage(session: Session, *, now: dt.datetime) -> tuple[dict[str, int], int]:
    """The requests of the last ten minutes by purpose, and how many are allowed in that time."""
    client = client_key(settings())
    first, last = allowance.slot_of(now.timestamp() - allowance.WINDOW) + 1, allowance.slot_of(now.timestamp())
    row: Allowance | None = storage.allowances.of(session, client)
    ledger = Ledger(**row.ledger) if row else Ledger()
    return storage.allowances.used_by_purpose(session, client, first, last), ledger.limit


def _credentials(of: Settings) -> "Credentials":
    from collectors.reddit_client import Credentials

    return Credentials(
        client_id=of.reddit_client_id,
        client_secret=of.reddit_client_secret.get_secret_value(),
        user_agent=of.reddit_user_agent,
        username=of.reddit_username,
        password=of.reddit_password.get_secret_value(),
        reddit_url=of.reddit_url,
        oauth_url=of.reddit_oauth_url,
    )
