"""What one post says: language, scores, themes, and the key of its text. The same for a batch as for single posts."""

import dataclasses
from collections.abc import Sequence

from analysis.echoes import text_key
from analysis.language import Language, languages
from analysis.marks import Use
from analysis.plan import Hits, Plan
from analysis.scorers import Scorer
from analysis.sentiment import Score
from storage.tables.identity import hash64
from storage.tables.score import COMPOUND_SCALE, SHARE_SCALE

NO_TEXT = Language("none", 1.0, "none")


@dataclasses.dataclass(slots=True)
class Meaning:
    """What was understood of a text. `scores` has one entry for each scorer, None where it cannot read the text."""

    language: Language
    scores: list[Score | None]
    themes: dict[str, list[Use]]
    text_key: int | None
    text_hash: int


def understand(
    texts: Sequence[str],
    stated_languages: Sequence[str | None],
    found: Sequence[Hits | None],
    plan: Plan,
    scorers: Sequence[Scorer],
) -> list[Meaning]:
    """The meaning of each text; an empty text has none. `found` holds what the plan found in a text already."""
    spoken = languages(texts, stated_languages)
    return [
        _meaning(text, language, plan.themes(plan.find(text) if hits is None else hits, text, language.code), scorers)
        for text, language, hits in zip(texts, spoken, found, strict=True)
    ]


def _meaning(text: str, language: Language, themes: dict[str, list[Use]], scorers: Sequence[Scorer]) -> Meaning:
    if not text:
        return Meaning(NO_TEXT, [None] * len(scorers), {}, None, hash64(""))
    scores = [scorer.score(text) if language.code in scorer.languages else None for scorer in scorers]
    return Meaning(language, scores, themes, text_key(text), hash64(text))


def scaled(score: Score) -> dict[str, int]:
    """A score as it is stored: whole numbers, in the order of the table's columns."""
    return {
        "compound": round(score.compound * COMPOUND_SCALE),
        "positive": round(score.positive * SHARE_SCALE),
        "neutral": round(score.neutral * SHARE_SCALE),
        "negative": round(score.negative * SHARE_SCALE),
    }


def places(uses: Sequence[Use]) -> str:
    """Uses as they are stored: "3-5 9-9:n 12-12:q", n for negated and q for quoted."""
    return " ".join(f"{use.first}-{use.last}{':' * (use.negated or use.quoted)}{_letters(use)}" for use in uses)


def hits_at(stored: str) -> list[Use]:
    """What `places` wrote, read back."""
    found = []
    for each in stored.split():
        chunks, _, letters = each.partition(":")
        first, last = chunks.split("-")
        found.append(Use(int(first), int(last), "n" in letters, "q" in letters))
    return found


def _letters(use: Use) -> str:
    return "n" * use.negated + "q" * use.quoted
