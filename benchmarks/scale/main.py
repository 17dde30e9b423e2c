"""`go.py bench scale`: fills a database with very many posts and prints how long everything takes in it."""

import argparse
import contextlib
import os
import pathlib
import sys
import tempfile
import time
from collections.abc import Iterator

import sqlalchemy as sa


def main(words: list[str]) -> None:
    asked = _asked(words)
    print(f"scale: {asked.posts:,} generated posts of two years, 3 events, 200 communities, 5 languages")
    with _place(asked) as (home, url):
        os.environ["GROUNDSWELL_HOME"] = str(home)
        os.environ["DATABASE_URL"] = url
        _run(asked)


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="go.py bench scale", description=__doc__)
    parser.add_argument("--posts", type=int, default=500_000)
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres (a server from a wheel), or an address")
    parser.add_argument("--home", type=pathlib.Path, help="keep the files here, and use what is there already")
    parser.add_argument("--deep", action="store_true", help="also verify, backup, forget and retention: minutes")
    return parser.parse_args(words)


@contextlib.contextmanager
def _place(asked: argparse.Namespace) -> Iterator[tuple[pathlib.Path, str]]:
    """A folder, and the address of a database ("" for the file in it)."""
    with contextlib.ExitStack() as stack:
        home = asked.home or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gs-scale-")))
        if asked.database == "postgres":
            from tests.conftest import _postgres

            yield home, stack.enter_context(_postgres())
        else:
            yield home, "" if asked.database == "sqlite" else asked.database


def _run(asked: argparse.Namespace) -> None:
    from benchmarks.scale import filling, looking
    from config.settings import settings
    from storage import schema
    from storage.database import open_database
    from storage.tables import Post
    from storage.tables.columns import table

    database = open_database(settings().database)
    schema.migrate(database)
    with database.read() as session:
        there = session.execute(sa.select(table(Post).c.id).limit(1)).first()
    if there is None:
        _print_filled(filling.fill(database, asked.posts, _tell))
    print(f"  {'':34} {'first':>9} {'again':>9} {'statements':>11} {'memory':>9}")
    for looked in looking.looks(database, deep=asked.deep):
        again = f"{looked.best * 1000:,.0f} ms" if looked.best < looked.first else ""
        first = f"{looked.first * 1000:,.0f} ms"
        print(f"  {looked.what:34} {first:>9} {again:>9} {looked.statements:11,} {looked.memory:6,.0f} MB", flush=True)
    _print_sizes(database)


def _print_filled(filled: object) -> None:
    from benchmarks.scale.filling import Filled

    assert isinstance(filled, Filled)
    pace = filled.posts / filled.counting
    print(f"  rows written in {filled.rows:,.0f} s, counted in {filled.counting:,.0f} s ({pace:,.0f} posts/s)")


def _print_sizes(database: object) -> None:
    from storage.database import Database

    assert isinstance(database, Database)
    if database.is_sqlite:
        size = pathlib.Path(database.url.removeprefix("sqlite:///")).stat().st_size
        print(f"  the file has {size / 1e9:.2f} GB")
        return
    query = "SELECT relname, pg_total_relation_size(relid) AS bytes FROM pg_catalog.pg_statio_user_tables"
    with database.read() as session:
        rows = session.execute(sa.text(f"{query} ORDER BY 2 DESC LIMIT 10")).all()
        whole = session.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one()
    print(f"  the database has {whole / 1e9:.2f} GB: " + ", ".join(f"{r.relname} {r.bytes / 1e9:.2f}" for r in rows))


_begun = time.monotonic()


def _tell(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{time.monotonic() - _begun:6.0f} s  {words:<60}\r", end="", file=sys.stderr, flush=True)
