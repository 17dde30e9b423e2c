"""Finding copies: microseconds a post with the database, how many edits are found, and false merges."""

import datetime as dt
import itertools
import pathlib
import random
import tempfile
import time

import sqlalchemy as sa

import storage.echoes
from analysis.echoes import marks_of, nearly_same, pairs_of, text_key, words_of
from storage import schema
from storage.database import Database
from storage.tables import Post, PostText
from storage.tables.columns import table
from tests.copies import KINDS, edited, unrelated
from worker import linking

POSTS = 20_000
NOW = dt.datetime(2025, 4, 21, tzinfo=dt.UTC)


def main() -> None:
    chance = random.Random(1)
    texts = unrelated(chance, POSTS * 8 // 10)
    texts += [edited(chance.choice(texts), chance.choice(KINDS), chance) for _ in range(POSTS - len(texts))]
    chance.shuffle(texts)
    print(f"echoes: {POSTS:,} synthetic posts, a fifth of them edited copies")
    begun = time.process_time()
    for text in texts:
        marks_of(pairs_of(words_of(text)))
    print(f"  marks of a text: {(time.process_time() - begun) / POSTS * 1e6:.0f} microseconds")
    with tempfile.TemporaryDirectory(prefix="gs-bench-") as folder:
        print(f"  compared, linked and stored: {_linked(pathlib.Path(folder), texts):.0f} microseconds a post")
    merged = _false_merges(unrelated(chance, 3_000))
    print(f"  false merges: {merged} in 3,000 unrelated texts, each compared with each")
    some = unrelated(chance, 600)
    found = {kind: sum(_same(text, edited(text, kind, chance)) for text in some) / len(some) for kind in KINDS}
    spelt = ", ".join(f"{kind} {share:.2f}" for kind, share in found.items())
    print(f"  edits found: {sum(found.values()) / len(found):.3f} ({spelt})")


def _linked(folder: pathlib.Path, texts: list[str]) -> float:
    database = Database(f"sqlite:///{folder / 'bench.sqlite'}")
    schema.migrate(database)
    with database.write() as session:
        shared = {
            "platform": "x", "kind": "post", "created_at": NOW, "created_how": "id", "text_state": "ok",
            "text_cut": False,
            "language": "en", "language_how": "words", "language_probability": 1.0, "is_ad": False, "is_context": False,
            "is_bot": False,
        }  # fmt: skip
        posts = [
            {**shared, "id": number, "native_id": str(number), "text_key": text_key(text)}
            for number, text in enumerate(texts, start=1)
        ]
        session.execute(sa.insert(table(Post)), posts)
        session.execute(sa.insert(table(PostText)), [{"post_id": n, "text": t} for n, t in enumerate(texts, start=1)])
        storage.echoes.ask(session, map(text_key, texts))
    begun = time.process_time()
    linking.link(database, clock=lambda: NOW)
    seconds = time.process_time() - begun
    database.close()
    return seconds / len(texts) * 1e6


def _false_merges(texts: list[str]) -> int:
    pairs = [pairs_of(words_of(text)) for text in texts]
    return sum(nearly_same(one, other) for one, other in itertools.combinations(pairs, 2))


def _same(one: str, other: str) -> bool:
    if text_key(one) == text_key(other):
        return True
    a, b = pairs_of(words_of(one)), pairs_of(words_of(other))
    return len({*marks_of(a)} & {*marks_of(b)}) >= 2 and nearly_same(a, b)
