"""What `groundswell doctor` looks at."""

import dataclasses
import platform
import shutil
import sys
from collections.abc import Iterator

import sqlalchemy.exc

from config import clock
from config.faults import EventFault
from config.settings import settings
from storage import schema
from storage.database import open_database
from worker import revising
from worker.broker import server_binary

LEAST_FREE = 1 << 30
APPROVAL = (
    "not set. Reading Reddit live needs credentials, and Reddit gives new ones only after approval: apply at "
    "https://support.reddithelp.com (Responsible Builder Policy), then set REDDIT_CLIENT_ID, REDDIT_CLIENT_SECRET and "
    "REDDIT_USER_AGENT (docs/reddit.md). Without them everything but live Reddit works: import archive files instead"
)


@dataclasses.dataclass(frozen=True)
class Check:
    name: str
    words: str
    fine: bool = True
    needed: bool = True


def checks() -> Iterator[Check]:
    yield Check("Python", platform.python_version(), sys.version_info >= (3, 11))
    yield Check("folder", str(settings().home))
    yield _database()
    yield _broker()
    yield from _events()
    key = settings().author_key_file
    yield Check("author key", f"{key}; keep a copy apart from the data" if key.exists() else "made at the first import")
    free = shutil.disk_usage(settings().home if settings().home.exists() else settings().home.parent).free
    yield Check("disk", f"{free / (1 << 30):.1f} GB free", free > LEAST_FREE)
    yield reddit()


def reddit() -> Check:
    """Whether Reddit can be read live: credentials, the User-Agent by Reddit's rule, and what Reddit last said."""
    from worker import permits

    if not settings().reddit_client_id or not settings().reddit_client_secret.get_secret_value():
        return Check("Reddit", APPROVAL, fine=False, needed=False)
    if fault := permits.credentials_fault(settings()):
        return Check("Reddit", fault, fine=False, needed=False)
    how = "as a script" if settings().reddit_username else "application only"
    elsewhere = "" if settings().reddit_url == "https://www.reddit.com" else f", at {settings().reddit_url}"
    try:
        database = open_database(settings().database)
        if schema.current(database) != schema.HEAD:
            return Check("Reddit", f"credentials are set, {how}{elsewhere}")
        with database.read() as session:
            refused = permits.pause(session, now=clock.now())
            used, allowed = permits.usage(session, now=clock.now())
    except (sqlalchemy.exc.SQLAlchemyError, OSError, ImportError):
        return Check("Reddit", f"credentials are set, {how}{elsewhere}")
    if refused:
        words = "feeds are paused until the credentials are changed, or for an hour"
        return Check("Reddit", f"{refused}; {words}", fine=False, needed=False)
    words = f"{sum(used.values()):,} of {allowed:,} requests used in the last ten minutes"
    return Check("Reddit", f"credentials are set, {how}{elsewhere}; {words}")


def _database() -> Check:
    url = settings().database
    shown = "SQLite, " + url.removeprefix("sqlite:///") if url.startswith("sqlite") else "PostgreSQL"
    try:
        at = schema.current(open_database(url))
    except (sqlalchemy.exc.SQLAlchemyError, OSError, ImportError) as error:
        return Check("database", f"{shown}: does not open ({type(error).__name__})", fine=False)
    if at in (None, schema.HEAD):
        return Check("database", f"{shown}, " + (f"schema {at}" if at else "empty so far"))
    return Check(
        "database", f"{shown}: schema {at}, this version has {schema.HEAD}; run `groundswell migrate`", fine=False
    )


def _broker() -> Check:
    if settings().redis_url:
        return Check("broker", "REDIS_URL is set")
    if server_binary():
        return Check("broker", "embedded Valkey (REDIS_URL is not set)")
    return Check(
        "broker",
        "none: set REDIS_URL, or install valkey-server; only `up` and `demo` need it",
        fine=False,
        needed=False,
    )


def _events() -> Iterator[Check]:
    paths = sorted(settings().events.glob("*.toml"))
    if not paths:
        yield Check("events", "none yet; make one with `groundswell init NAME`")
    for path in paths:
        try:
            event = revising.load(path.stem)
        except EventFault as fault:
            yield Check(
                f"event {path.stem}",
                f"{len(fault.faults)} faults; see `groundswell events check {path.stem}`",
                fine=False,
            )
        else:
            yield Check(f"event {path.stem}", f"{event.title}, settings version {event.revision}")
