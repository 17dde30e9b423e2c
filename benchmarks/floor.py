"""The least that an import can do: parse the lines and insert four columns. Nothing is understood or counted."""

import itertools
import sqlite3
import sys

import orjson

BATCH = 1_000


def main(source: str, target: str) -> None:
    database = sqlite3.connect(target)
    database.execute("CREATE TABLE post (id INTEGER PRIMARY KEY, created_at TEXT, author TEXT, text TEXT)")
    with open(source, "rb") as file:
        while lines := list(itertools.islice(file, BATCH)):
            posts = map(orjson.loads, lines)
            rows = [(int(post["id"]), post["created_at"], post["author_id"], post["text"]) for post in posts]
            database.executemany("INSERT OR IGNORE INTO post VALUES (?, ?, ?, ?)", rows)
            database.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
