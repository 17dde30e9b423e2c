"""The tables of an event file: what each holds, and what stands where nothing is written."""

import datetime as dt
import hashlib
import json
import re
import zoneinfo
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import pydantic

from config import phrases
from config.neutral_words import NEUTRAL_WORDS

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
ACCOUNT = re.compile(r"(?:x:|reddit:|@|/?u/)?@?[\w-]{1,40}", re.ASCII)
LANGUAGE_KEYS = frozenset("en uk ru pl de fr es it pt nl cs sk ro tr bg be".split())
Relevance = Literal["keyword", "thread", "all"]
Day = dt.date | dt.datetime
QuietHours = Annotated[str, pydantic.Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$")]
STRETCH = r"^\d{4}-\d\d-\d\d(T\d\d:\d\d)?\.\.\d{4}-\d\d-\d\d(T\d\d:\d\d)?$"


class Part(pydantic.BaseModel):
    """A piece of an event file; a key that nobody reads is a fault, since it is most often a typing slip."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Window(Part):
    """Posts outside it are skipped. A plain day means its midnight in the event's zone; `to` is not included."""

    since: Day | None = pydantic.Field(default=None, alias="from")
    until: Day | None = pydantic.Field(default=None, alias="to")


class Keywords(Part):
    """A post matches when it has any of `any`, one of each entry of `all`, and none of `none`."""

    any: tuple[str, ...] = ()
    all: tuple[str | tuple[str, ...], ...] = ()
    none: tuple[str, ...] = ()


class Theme(Part):
    """A named set of phrases, by language. What they find is left out where it shares a word with an exception."""

    name: str
    phrases: Mapping[str, tuple[str, ...]]
    exceptions: tuple[str, ...] = pydantic.Field(default=(), alias="not")

    @property
    def hash(self) -> str:
        """Names this version of the theme: the same for all ways of writing that find the same, whatever the order,
        the spelling, or the language under which a phrase stands."""
        found = {phrases.canonical(phrase) for written in self.phrases.values() for phrase in written}
        left_out = {phrases.canonical(phrase) for phrase in self.exceptions}
        return content_hash({"name": self.name, "phrases": sorted(found), "not": sorted(left_out)})

    @pydantic.model_serializer(mode="wrap")
    def _without_nothing(self, serialize: pydantic.SerializerFunctionWrapHandler) -> dict[str, Any]:
        """No exceptions are not written: an event file that has none keeps its revision."""
        content: dict[str, Any] = serialize(self)
        return {key: value for key, value in content.items() if value or key not in ("not", "exceptions")}


class SourceSpec(Part):
    name: Annotated[str, pydantic.Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,62}$")]
    kind: str
    relevance: Relevance
    options: Mapping[str, Any] = {}


class RuleSpec(Part):
    """A rule, the channels its alerts go to (none named: all), and its own quiet hours."""

    rule: str
    to: tuple[str, ...] = ()
    quiet: QuietHours = ""
    options: Mapping[str, Any] = {}


class ChannelSpec(Part):
    """A way out. In its quiet hours only major alerts go at once; the others wait."""

    name: Annotated[str, pydantic.Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
    kind: str
    quiet: QuietHours = ""
    options: Mapping[str, Any] = {}


class Baseline(Part):
    """What the detectors learn from: stretches that are left `without` (earlier strikes, such as
    "2025-03-01..2025-03-03", the last day included)."""

    without: tuple[Annotated[str, pydantic.Field(pattern=STRETCH)], ...] = ()


class Accounts(Part):
    """Accounts that are marked by name, beside the shipped lists. `people` are on no list, whatever is shipped."""

    official: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    bots: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @pydantic.field_validator("official", "media", "bots", "people")
    @classmethod
    def _are_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if not ACCOUNT.fullmatch(name.strip()):
                raise ValueError(
                    f"{name!r} is not an account name such as KyivIndependent, x:KyivIndependent or u/name"
                )
        return names


class DigestSpec(Part):
    """When the digest of the day before is made, in the event's zone, and who gets it: the channels `to` (None:
    all of the event) and mail to each of `recipients`. `flash`: a short one in each of the first six hours."""

    at: dt.time = dt.time(8)
    recipients: tuple[Annotated[str, pydantic.Field(pattern=r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$")], ...] = ()
    to: tuple[str, ...] | None = None
    flash: bool = False

    @pydantic.model_serializer(mode="wrap")
    def _without_defaults(self, serialize: pydantic.SerializerFunctionWrapHandler) -> dict[str, Any]:
        """What is not asked for is not written: an event file from before these keys keeps its revision."""
        content: dict[str, Any] = serialize(self)
        return {key: value for key, value in content.items() if (key, value) not in (("to", None), ("flash", False))}


class Comparison(Part):
    """With which other events this one is compared (none named: the latest that happened before it), and which of its
    keywords name the place, in which events of one kind may differ."""

    others: tuple[Annotated[str, pydantic.Field(pattern=NAME.pattern)], ...] = ()
    place: tuple[str, ...] = ()


class Tone(Part):
    """The words that name the event itself, which the second scorer leaves out: the shipped ones unless
    `neutral_words` lists others, with some added and some dropped."""

    neutral_words: tuple[str, ...] | None = None
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        base = NEUTRAL_WORDS if self.neutral_words is None else self.neutral_words
        return frozenset(map(str.lower, {*base, *self.add})) - frozenset(map(str.lower, self.drop))


USUAL_UPLOADS_DAYS = 180


def _is_the_usual(days: int) -> bool:
    return days == USUAL_UPLOADS_DAYS


class Retention(Part):
    """Days after the import, not after the post's date."""

    texts_days: Annotated[int, pydantic.Field(ge=1)] = 180
    unreadable_days: Annotated[int, pydantic.Field(ge=1)] = 90
    uploads_days: Annotated[int, pydantic.Field(ge=1, exclude_if=_is_the_usual)] = USUAL_UPLOADS_DAYS


def content_hash(content: object) -> str:
    """The first 16 hex digits of the SHA-256 of the content as canonical JSON."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def stretch_bounds(stretch: str, zone: zoneinfo.ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """A stretch such as 2025-03-01..2025-03-03 as UTC instants, half-open; of plain days the last is included. Raises
    ValueError."""
    first, last = (dt.datetime.fromisoformat(part).replace(tzinfo=zone) for part in stretch.split(".."))
    last += dt.timedelta(days=0 if "T" in stretch.split("..")[1] else 1)
    if first >= last:
        raise ValueError(stretch)
    return first.astimezone(dt.UTC), last.astimezone(dt.UTC)
