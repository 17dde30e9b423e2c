"""Posts for measuring: invented words by the million, in the mix an import usually meets. Nobody said any of this.

Half are on topic, the median is 20 words, 60 % are English, 25 % Ukrainian or Russian, the rest Polish and German.
As in any language a few words are frequent and most are rare (Zipf's law), so that new words keep coming.
"""

import csv
import datetime as dt
import json
import math
import pathlib
import random
from collections.abc import Iterator
from typing import Any

BEGIN = dt.datetime(2025, 4, 14, tzinfo=dt.UTC)
X_EPOCH_MS = 1_288_834_974_657
POSTS_A_SECOND = 2
SHARES = {"en": 0.60, "uk": 0.15, "ru": 0.10, "pl": 0.10, "de": 0.05}
COMMON = {
    "en": "the and of to is it that you with this are have they what from your there will would about been who when "
    "not so but never very good bad great terrible love hate people city night home help hope",
    "uk": "і в не на що з це як за до ми вони його але від так про все було тільки які ще люди місто ніч вдома є",
    "ru": "и в не на что с это как за к мы они его но от так о все было только которые еще люди город ночь дома",
    "pl": "i w nie na że z to jak za do my oni jego ale od tak o wszystko było tylko które jeszcze ludzie miasto noc",
    "de": "und der die das nicht auf ist mit wie für wir sie sein aber von so über alles war nur noch menschen stadt",
}
LETTERS = {"en": "aeiourstnlmdcpbghk", "uk": "аеиоуіїрстнлмдкпвзб", "ru": "аеиоуыярстнлмдкпвзб"}
TOPIC = {"en": "kharkiv", "uk": "харків", "ru": "харьков", "pl": "charków", "de": "kharkiv"}
EVENT = """
title = "Generated for measuring"
zone = "Europe/Kyiv"
languages = ["en", "uk", "ru", "pl", "de"]
relevance = "keyword"
[keywords]
any = ["kharkiv", "харків*", "харьков*", "charków*"]
[themes]
library = "all"
"""


class Texts:
    """Texts without end, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._words = {language: self._vocabulary(language) for language in SHARES}

    def _vocabulary(self, language: str) -> list[str]:
        letters = LETTERS.get(language, LETTERS["en"])
        rare = {"".join(self._chance.choices(letters, k=self._chance.randint(4, 11))) for _ in range(60_000)}
        ranked = sorted(rare)
        self._chance.shuffle(ranked)
        return ranked

    def text(self) -> str:
        chance = self._chance
        language = chance.choices(list(SHARES), list(SHARES.values()))[0]
        common, rare = COMMON[language].split(), self._words[language]
        length = max(2, round(math.exp(chance.gauss(math.log(20), 0.7))))
        words = [
            common[int(len(common) ** chance.random()) - 1]
            if chance.random() < 0.4
            else rare[int(len(rare) ** chance.random()) - 1]
            for _ in range(length)
        ]
        if chance.random() < 0.5:
            words[chance.randrange(length)] = TOPIC[language]
        if chance.random() < 0.2:
            words.append(f"https://example.org/{chance.getrandbits(40):x}")
        return " ".join(words).capitalize() + chance.choice(".!?…")


def posts(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Id, time, account and text of each post, two a second."""
    texts, chance = Texts(seed), random.Random(seed)
    for number in range(count):
        at = BEGIN + dt.timedelta(seconds=number / POSTS_A_SECOND)
        yield {
            "id": (round(at.timestamp() * 1000) - X_EPOCH_MS << 22) + number % 4096,
            "at": at,
            "author": int(count * 0.6 * chance.random() ** 2),
            "text": texts.text(),
            "likes": int(chance.expovariate(0.3)),
        }


def write_jsonl(path: pathlib.Path, count: int) -> None:
    """Posts as X API v2 gives them, one a line."""
    with path.open("w", encoding="utf-8") as file:
        for post in posts(count):
            metrics = {"like_count": post["likes"], "retweet_count": 0, "reply_count": 0, "quote_count": 0}
            tweet = {
                "id": str(post["id"]),
                "text": post["text"],
                "author_id": str(10_000 + post["author"]),
                "conversation_id": str(post["id"]),
                "created_at": f"{post['at']:%Y-%m-%dT%H:%M:%S}.000Z",
                "public_metrics": metrics,
                "edit_history_tweet_ids": [str(post["id"])],
            }
            file.write(json.dumps(tweet, ensure_ascii=False) + "\n")


def write_csv(path: pathlib.Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "created_at", "author_id", "text", "like_count"])
        for post in posts(count):
            at = f"{post['at']:%Y-%m-%d %H:%M:%S}+00:00"
            writer.writerow([post["id"], at, 10_000 + post["author"], post["text"], post["likes"]])


def write_zst(path: pathlib.Path, count: int) -> None:
    """Comments as Reddit archives have them, packed with their wide window."""
    import zstandard

    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    with path.open("wb") as file, zstandard.ZstdCompressor(compression_params=parameters).stream_writer(file) as packed:
        for number, post in enumerate(posts(count)):
            comment = {
                "id": f"m{number:07d}",
                "name": f"t1_m{number:07d}",
                "author": f"invented_{post['author']}",
                "body": post["text"],
                "created_utc": int(post["at"].timestamp()),
                "link_id": f"t3_z{number // 50}",
                "parent_id": f"t3_z{number // 50}",
                "subreddit": "invented",
                "score": post["likes"],
            }
            packed.write(json.dumps(comment, ensure_ascii=False).encode() + b"\n")
