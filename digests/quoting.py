"""Chooses posts to quote by rule: of each large theme a typical one, a dissenting one and a rising one, of different
accounts and communities, none of them a copy."""

import dataclasses
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import storage.post_list
from analysis.phrases import words_of
from analysis.scorers import SHOWN
from digests import rising
from digests.base import Context
from digests.series import REACTING
from storage.tables.score import COMPOUND_SCALE

Kind = Literal["typical", "dissenting", "rising"]
Row = Mapping[str, Any]
THEMES = 4
FEWEST = 3  # posts with a theme, without which it is not quoted
OF_THE_DAY = 3  # typical posts of the day, where no theme can be quoted
LONGEST = 280
SHORTEST_WORDS = 6
LOOKED_AT = 1_500  # posts of the day that are compared, spread evenly over it
PHRASES = 10
CLEAR_TONE = 0.3
WORD = re.compile(r"[^\W\d_]{4,}")


@dataclasses.dataclass(frozen=True)
class Chosen:
    """A post with the theme that it is quoted for ("" for none), and why it was chosen."""

    kind: Kind
    theme: str
    why: str
    row: Row


def kinds(context: Context) -> list[str]:
    """Which kinds of quotes the digest has, for its first screen."""
    if context.event.quotes == "none":
        return []
    found = {each.kind for each in chosen(context)}
    return [kind for kind in ("typical", "dissenting", "rising") if kind in found]


def chosen(context: Context) -> list[Chosen]:
    """The posts to be quoted, theme by theme, the largest first; looked for once."""
    return context.once("quotes", lambda: _Choice(context).all())


class _Choice:
    """Chooses post after post, and remembers whose were taken."""

    def __init__(self, context: Context) -> None:
        self.rows = _candidates(context)
        self.words = {row["id"]: frozenset(WORD.findall(row["text"].lower())) for row in self.rows}
        self.names = {number: name for name, number in context.theme_ids.items()}
        self.shown = {number for number, name in context.scorer_names.items() if name.startswith(f"{SHOWN}@")}
        self.phrases = _phrases(context)
        self.authors: set[int] = set()
        self.told: set[str] = set()
        self.platforms: Counter[str] = Counter()

    def all(self) -> list[Chosen]:
        members: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows:
            for number in row["hits"]:
                members[number].append(row)
        large = [number for number in members if len(members[number]) >= FEWEST]
        order = sorted(large, key=lambda number: (-len(members[number]), self.names[number]))
        found = [each for number in order[:THEMES] for each in self._of_theme(number, members[number])]
        return found or self._of_the_day()

    def _of_the_day(self) -> list[Chosen]:
        """Where no theme can be quoted."""
        rows = (self._take(self.rows, self.rows, ()) for _ in range(OF_THE_DAY))
        return [Chosen("typical", "", "shares most words with the posts of the day", row) for row in rows if row]

    def _of_theme(self, number: int, rows: Sequence[Row]) -> list[Chosen]:
        """The three kinds in order; a kind that no post fits is left out."""
        name, communities, found = self.names[number], set[str | None](), list[Chosen]()
        plain = [row for row in rows if not row["hits"][number][1]]
        for kind, groups in (
            ("typical", {"shares most words with the posts of its theme": plain}),
            ("dissenting", self._against(number, rows)),
            ("rising", self._with_phrases(rows)),
        ):
            for why, group in groups.items():
                if row := self._take(group, rows, communities):
                    communities.add(row["community"])
                    self.told.add(why)
                    found.append(Chosen(kind, name, why, row))  # type: ignore[arg-type]
                    break
        return found

    def _against(self, number: int, rows: Sequence[Row]) -> dict[str, list[Row]]:
        """Posts that stand against the theme in a way that can be told, the surest way first."""
        negated = [row for row in rows if row["hits"][number][1] == "negated"]
        mean = _mean([tone for row in rows if (tone := self._tone(row)) is not None])
        opposite = [row for row in rows if mean and (self._tone(row) or 0) * mean < 0 and self._is_clear(row)]
        bright = "dark" if mean and mean > 0 else "bright"
        own = {row["id"] for row in rows}
        answers = [row for row in self.rows if row["ref_id"] in own and row["hits"] and number not in row["hits"]]
        return {
            "negates the words of the theme": negated,
            f"its words are {bright}, those of the theme on average not": opposite,
            "answers a post of the theme, and has another": answers,
        }

    def _tone(self, row: Row) -> float | None:
        return next((row["scores"][n] / COMPOUND_SCALE for n in self.shown if n in row["scores"]), None)

    def _is_clear(self, row: Row) -> bool:
        return abs(self._tone(row) or 0) >= CLEAR_TONE

    def _with_phrases(self, rows: Sequence[Row]) -> dict[str, list[Row]]:
        """The posts that hold a rising phrase of their platform and language, clearest phrase first."""
        found: dict[str, list[Row]] = {}
        for platform, language, phrase in self.phrases:
            fits = [row for row in rows if row["platform"] == platform and row["language"] == language]
            holding = [row for row in fits if f" {phrase} " in _spaced(row["text"])]
            why = f"holds “{phrase}”, which rises"
            if holding and why not in self.told:
                found[why] = holding
        return found

    def _take(self, rows: Sequence[Row], centre: Sequence[Row], communities: Collection[str | None]) -> Row | None:
        """The post nearest to the centre of these, of an account that was not taken yet; one of another community, and
        of the platform quoted least, goes first. Of equals the earliest."""
        left = [row for row in rows if row["author_key"] not in self.authors]
        if not left:
            return None
        common = self._centre(centre)

        def rank(row: Row) -> tuple[float, ...]:
            is_near = row["community"] is not None and row["community"] in communities
            near = sum(common[word] for word in self.words[row["id"]]) / math.sqrt(len(self.words[row["id"]]) + 4)
            last = -near, row["created_at"].timestamp(), row["id"]
            return (is_near, self.platforms[row["platform"]], len(row["text"]) > LONGEST, *last)

        row = min(left, key=rank)
        self.authors.add(row["author_key"])
        self.platforms[row["platform"]] += 1
        return row

    def _centre(self, rows: Sequence[Row]) -> Counter[str]:
        """How many accounts use each word: one who writes much does not move it."""
        said = {(row["author_key"], word) for row in rows for word in self.words[row["id"]]}
        return Counter(word for _, word in said)


def _candidates(context: Context) -> list[Row]:
    """Counted posts of the day that react and can be quoted."""
    wanted = storage.post_list.Filter(since=context.start, until=context.end, counted_only=True, voice=REACTING)
    ids = list(context.theme_ids.values())
    rows = storage.post_list.sampled(context.session, context.event_id, wanted, ids, LOOKED_AT)
    return [row for row in rows if _can_be_quoted(row)]


def _can_be_quoted(row: Row) -> bool:
    """Whole texts of known accounts that repeat nothing."""
    whole = row["text_state"] == "ok" and not row["text_cut"] and row["kind"] != "repost" and bool(row["text"])
    first = row["first"] is None or row["first"] == (row["platform"], row["native_id"])
    return whole and first and row["author_key"] is not None and len(row["text"].split()) >= SHORTEST_WORDS


def _phrases(context: Context) -> list[tuple[str, str, str]]:
    """The day's rising phrases: platform, language and words."""
    feeds = [platform for platform in context.platforms if context.today(platform).counts]
    return [
        (platform, language, each.phrase)
        for platform in feeds
        for language, each in rising.of_day(context, platform).phrases[:PHRASES]
    ]


def _spaced(text: str) -> str:
    return f" {' '.join(word or '|' for word in words_of(text))} "


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
