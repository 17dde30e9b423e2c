"""Composes the sentences of `texts.toml`, and those that `asides.toml` makes, into posts."""

import functools
import importlib.resources
import random
import re
import tomllib
from collections.abc import Mapping
from typing import Any

EMOJI_ONLY = ("💔💔💔", "🕯️", "😢😢", "🙏", "💙💛")
TAGS = {
    "en": ("#Kharkiv", "#StandWithUkraine", "#Ukraine"),
    "uk": ("#Харків", "#Україна"),
    "ru": ("#Харьков",),
    "pl": ("#Charków",),
}
SLOT = re.compile(r"\{(\w+)\}")
MIXED_SCRIPT = str.maketrans("іос", "ioc")  # as people type on a keyboard of another language


@functools.cache
def sentences() -> Mapping[str, Any]:
    text = importlib.resources.files("cli.demo_world").joinpath("texts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@functools.cache
def asides() -> Mapping[str, Any]:
    text = importlib.resources.files("cli.demo_world").joinpath("asides.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class Writer:
    """Writes posts with the chance it is given; of another place than Kharkiv when it is named."""

    def __init__(self, chance: random.Random, place: str = "") -> None:
        self.chance, self.place = chance, place

    def reaction(self, language: str, theme: str, *, names_city: bool) -> str:
        """A post about the strike; replies in threads leave the city out."""
        own = sentences()[language]
        parts = [self._one(own["openings"])]
        if names_city:
            parts.append(self._one(self._local(language)["city"]))
        parts += [self._one(own["themes"][theme]), self._one(own["closings"])]
        if self.chance.random() < 0.85:
            parts[-1:-1] = [self.aside(language) for _ in range(1 + (self.chance.random() < 0.6))]
        return self._decorated(" ".join(part for part in parts if part), language, tagged=names_city)

    def quiet(self, language: str) -> str:
        """A post of an ordinary day that names the city."""
        own = sentences()[language]
        parts = (self._one(own["openings"]), self._one(self._local(language)["quiet"]), self.aside(language))
        return " ".join(part for part in parts if part)

    def off_topic(self, language: str) -> str:
        own = sentences()[language]
        return " ".join(part for part in (self._one(own["off_topic"]), self._one(own["closings"][:6])) if part)

    def aside(self, language: str) -> str:
        """A sentence beside the point: two of them are seldom the same."""
        own = asides()[language]
        found = SLOT.sub(lambda slot: str(self._one(own[slot[1]])), self._one(own["patterns"]))
        return re.sub(r"(?:^|(?<=[.?] ))\w", lambda letter: letter[0].upper(), found)

    def headline(self, language: str) -> str:
        return str(self._one(self._local(language)["headlines"]))

    def small_talk(self) -> str:
        """A comment of a thread on an ordinary day: it names nothing."""
        own = sentences()["small_talk"]
        said = f"{self._one(own['sentences'])} {self._one(own['ends'])}".strip()
        return f"{said} {self.aside('en')}" if self.chance.random() < 0.8 else said

    def _local(self, language: str) -> Mapping[str, Any]:
        """The sentences that name the place."""
        own: Mapping[str, Any] = sentences()[language]
        return own[self.place] if self.place else own

    def _decorated(self, text: str, language: str, *, tagged: bool) -> str:
        kind = self.chance.random()
        if language == "uk" and kind < 0.03:
            return text.translate(MIXED_SCRIPT)
        if tagged and kind < 0.25 and not self.place:
            return f"{text} {self._one(TAGS[language])}"
        return text.replace("'", "’") if kind < 0.6 else text

    def _one(self, choices: Any) -> Any:
        return choices[int(self.chance.random() * len(choices))]
