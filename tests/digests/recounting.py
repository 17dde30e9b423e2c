"""The numbers of a digest, counted again from the raw tables in plain SQL and Python. It shares no code with the
product but VADER's own package, its list of event words, and the formulas that the methods are named after. What was
decided of each post (its language, whether it counts, whose voice it is, which texts are near the same) is taken as it
is stored; themes are found and tones scored here again."""

import collections
import datetime as dt
import math
import re
import sqlite3
import zoneinfo
from collections.abc import Iterable
from typing import Any

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from config.neutral_words import NEUTRAL_WORDS

Z = 1.959963984540054
ZONE = zoneinfo.ZoneInfo("Europe/Kyiv")
THEMES = {  # as in tests/conftest.py, as patterns
    "the world must act": r"\bworld must act\b|\bact now\b|\bсвіт має діяти\b",
    "resilience": r"\bresilien\w*",
}
Number = tuple[float | None, int | None, float | None, float | None]

ROWS = """
    select m.post_id, m.minute, m.voice, m.toned, p.platform, p.kind, p.language, p.language_how, p.community,
           t.text, coalesce(nullif(a.id_key, 0), p.author_key) as author,
           coalesce(c.cluster, m.same_text, p.text_key, p.id) as same
    from membership m join post p on p.id = m.post_id
    left join post_text t on t.post_id = m.post_id
    left join author_alias a on a.name_key = p.author_key
    left join text_cluster c on c.text_key = coalesce(m.same_text, p.text_key)
    where m.counts
"""


def read(definition: str) -> tuple[str, dict[str, str]]:
    measure, rest = definition.split("?", 1)
    return measure, dict(part.split("=", 1) for part in rest.split("&"))


def minute(moment: dt.datetime) -> int:
    return int(moment.timestamp() // 60)


def wilson(part: int, whole: int) -> Number:
    if not whole:
        return None, 0, None, None
    p = part / whole
    middle = (p + Z * Z / (2 * whole)) / (1 + Z * Z / whole)
    half = Z / (1 + Z * Z / whole) * math.sqrt(p * (1 - p) / whole + Z * Z / (4 * whole**2))
    return p, whole, middle - half if part else 0.0, middle + half if part < whole else 1.0


def newcombe(now: Number, before: Number) -> Number:
    if now[0] is None or before[0] is None:
        return None, now[1], None, None
    p, n, low, high = now
    q, _, before_low, before_high = before
    down = math.sqrt((p - low) ** 2 + (before_high - q) ** 2)  # type: ignore[operator]
    up = math.sqrt((high - p) ** 2 + (q - before_low) ** 2)  # type: ignore[operator]
    return p - q, n, p - q - down, p - q + up


def t_quantile(freedom: float) -> float:
    """The 97.5 % point of Student's t, by adding up its density in small steps."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)
    area, x, step = 0.5, 0.0, 0.0005
    while area < 0.975:
        area += scale * (1 + (x + step / 2) ** 2 / freedom) ** (-(freedom + 1) / 2) * step
        x += step
    return x


def clustered(scores: Iterable[tuple[Any, int]]) -> Number:
    """The mean of scores (author, score in 1/10,000), its interval by authors."""
    sums: dict[Any, list[int]] = collections.defaultdict(lambda: [0, 0])
    for author, score in scores:
        sums[author][0] += score
        sums[author][1] += 1
    n = sum(count for _, count in sums.values())
    if not n:
        return None, 0, None, None
    mean = sum(total for total, _ in sums.values()) / n
    authors = n * n / sum(count**2 for _, count in sums.values())
    if authors < 2:
        return mean / 10_000, n, None, None
    variance = sum((total - mean * count) ** 2 for total, count in sums.values()) / n**2 * authors / (authors - 1)
    half = t_quantile(authors - 1) * math.sqrt(variance)
    return mean / 10_000, n, (mean - half) / 10_000, (mean + half) / 10_000


class World:
    """The rows of a database, and the numbers that definitions ask for."""

    def __init__(self, path: str) -> None:
        self.base = sqlite3.connect(path)
        self.base.row_factory = sqlite3.Row
        self.rows = self.base.execute(ROWS).fetchall()
        self.vader = SentimentIntensityAnalyzer()
        self.neutral = SentimentIntensityAnalyzer()
        self.neutral.lexicon = {k: v for k, v in self.neutral.lexicon.items() if k not in NEUTRAL_WORDS}

    def day(self, asked: dict[str, str], back: int = 0) -> tuple[int, int]:
        day = dt.date.fromisoformat(asked.get("of") or asked["day"]) - dt.timedelta(days=back)
        return tuple(minute(dt.datetime.combine(day + dt.timedelta(days=n), dt.time(), ZONE)) for n in (0, 1))  # type: ignore[return-value]

    def within(self, asked: dict[str, str], stretch: tuple[int, int]) -> list[sqlite3.Row]:
        """The posts of a platform, of a voice and with a theme where they are asked for."""
        chosen = [
            row
            for row in self.rows
            if row["platform"] == asked["platform"] and stretch[0] <= row["minute"] < stretch[1]
        ]
        chosen = [row for row in chosen if asked.get("who") in (None, row["voice"])]
        return [row for row in chosen if "theme" not in asked or has_theme(row, asked["theme"])]

    def score(self, row: sqlite3.Row, scorer: str) -> int:
        made = self.vader if scorer.startswith("vader@") else self.neutral
        return round(made.polarity_scores(row["text"])["compound"] * 10_000)

    def scores(self, asked: dict[str, str], rows: list[sqlite3.Row]) -> list[tuple[Any, int]]:
        scored = [row for row in rows if row["language"] == "en" and row["toned"] and row["text"]]
        return [(row["author"] or f"post {row['post_id']}", self.score(row, asked["scorer"])) for row in scored]

    def number(self, definition: str) -> Number:
        measure, asked = read(definition)
        return getattr(self, "of_" + re.sub(r"\W", "_", measure))(asked)  # type: ignore[no-any-return]

    def of_posts(self, asked: dict[str, str]) -> Number:
        return count(len(self.within(asked, self.day(asked))))

    def of_posts_the_day_before(self, asked: dict[str, str]) -> Number:
        return count(len(self.within(asked, self.day(asked, 1))))

    def of_originals(self, asked: dict[str, str]) -> Number:
        stretch = self.day(asked)
        if "start" in asked:
            stretch = tuple(minute(dt.datetime.fromisoformat(asked[name])) for name in ("start", "end"))  # type: ignore[assignment]
        return count(sum(row["kind"] != "repost" for row in self.within(asked, stretch)))

    def of_most_originals_in_a_bucket(self, asked: dict[str, str]) -> Number:
        start, end = (minute(dt.datetime.fromisoformat(asked[name])) for name in ("start", "end"))
        steps = collections.Counter(
            row["minute"] // 15 for row in self.within(asked, (start, end)) if row["kind"] != "repost"
        )
        return count(max(steps.values()))

    def of_distinct_texts(self, asked: dict[str, str]) -> Number:
        return count(len({row["same"] for row in self.within(asked, self.day(asked))}))

    def of_authors(self, asked: dict[str, str]) -> Number:
        return count(len({row["author"] for row in self.within(asked, self.day(asked))} - {None}))

    def _theme_share(self, asked: dict[str, str], back: int) -> Number:
        stretch = self.day(asked, back)
        whole = {name: value for name, value in asked.items() if name != "theme"}
        return wilson(len(self.within(asked, stretch)), len(self.within(whole, stretch)))

    def of_share_of_theme(self, asked: dict[str, str]) -> Number:
        return self._theme_share(asked, 0)

    def of_share_of_theme_the_day_before(self, asked: dict[str, str]) -> Number:
        return self._theme_share(asked, 1)

    def of_change_of_share(self, asked: dict[str, str]) -> Number:
        return newcombe(self._theme_share(asked, 0), self._theme_share(asked, 1))

    def of_share_of_copies(self, asked: dict[str, str]) -> Number:
        rows = self.within(asked, self.day(asked))
        return wilson(len(rows) - len({row["same"] for row in rows}), len(rows))

    def _facet(self, asked: dict[str, str], column: str, value: str) -> Number:
        rows = self.within({"platform": asked["platform"]}, self.day(asked))
        if value == "emoji":
            return wilson(sum(row["language_how"] == "emoji" for row in rows), len(rows))
        return wilson(sum(row[column] == value for row in rows), len(rows))

    def of_share_of_language(self, asked: dict[str, str]) -> Number:
        return self._facet(asked, "language", asked["language"])

    def of_share_of_community(self, asked: dict[str, str]) -> Number:
        return self._facet(asked, "community", asked["community"])

    def of_share_reacting(self, asked: dict[str, str]) -> Number:
        return self._facet(asked, "voice", "reacting")

    def of_share_scored(self, asked: dict[str, str]) -> Number:
        rows = self.within(asked, self.day(asked))
        return wilson(len(self.scores(asked, rows)), len(rows))

    def of_share_unscored(self, asked: dict[str, str]) -> Number:
        rows = self.within(asked, self.day(asked))
        return wilson(len(rows) - len(self.scores({"scorer": "vader@"}, rows)), len(rows))

    def of_mean_compound(self, asked: dict[str, str]) -> Number:
        return clustered(self.scores(asked, self.within(asked, self.day(asked))))

    def _phrase(self, asked: dict[str, str], first: int, last: int) -> Number:
        """Posts of one language that say a phrase; in this world no account says two things on a day, nor a text twice."""
        start, end = self.day(asked, first)[0], self.day(asked, last)[1]
        seen: dict[tuple[int, Any], sqlite3.Row] = {}
        rows = sorted(self.within({"platform": asked["platform"]}, (start, end)), key=lambda row: row["same"])
        length = end - self.day(asked, last)[0]
        texts: dict[tuple[int, int], sqlite3.Row] = {}
        for row in (row for row in rows if row["language"] == asked["language"] and row["text"]):
            stretch = (end - 1 - row["minute"]) // length
            other = texts.get((stretch, row["same"]))
            if other is None or row["post_id"] < other["post_id"]:
                texts[stretch, row["same"]] = row
        for (stretch, _), row in sorted(texts.items(), key=lambda pair: pair[0]):
            seen.setdefault((stretch, row["author"] or f"post {row['post_id']}"), row)
        words = re.compile(rf"(?<![\w'-]){re.escape(asked['phrase'])}(?![\w'-])")
        said = sum(bool(words.search(re.sub(r"[^\w'.,:;!?-]+", " ", row["text"].lower()))) for row in seen.values())
        return wilson(said, len(seen))

    def of_share_of_phrase(self, asked: dict[str, str]) -> Number:
        return self._phrase(asked, 0, 0)

    def of_share_of_phrase_before(self, asked: dict[str, str]) -> Number:
        return self._phrase(asked, 28, 1)

    def of_share_of_sampled_posts_with_theme_called_right(self, asked: dict[str, str]) -> Number:
        query = "select is_right from theme_label l join theme t on t.id = l.theme_id where t.name = ? and is_right is not null"
        said = [row["is_right"] for row in self.base.execute(query, (asked["theme"],))]
        return wilson(sum(said), len(said))

    def of_rule_right(self, asked: dict[str, str]) -> Number:
        pairs = self.base.execute("select value, mark from voice_label").fetchall()
        return wilson(sum(value == mark for value, mark in pairs), len(pairs))

    def by_hour(self, platform: str) -> collections.Counter[int]:
        return collections.Counter(row["minute"] // 60 for row in self.rows if row["platform"] == platform)


def has_theme(row: sqlite3.Row, theme: str) -> bool:
    return bool(re.search(THEMES[theme], (row["text"] or "").lower()))


def count(value: int) -> Number:
    return value, value, None, None
