"""An event's TOML file, checked all at once: every fault is a sentence that names the key and its line."""

import dataclasses
import datetime as dt
import pathlib
import tomllib
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, Self

import pydantic

from config import phrases, toml_lines
from config.event_parts import (
    LANGUAGE_KEYS,
    NAME,
    Accounts,
    Baseline,
    ChannelSpec,
    Comparison,
    Day,
    DigestSpec,
    Keywords,
    Part,
    Relevance,
    Retention,
    RuleSpec,
    SourceSpec,
    Theme,
    Tone,
    Window,
    content_hash,
    stretch_bounds,
)
from config.faults import EventFault
from config.theme_library import nearest, shipped_themes

LATER_KEYS = ("happened_within", "quotes", "comparison")  # came later: an event file without them keeps its revision


class Event(Part):
    """A checked event file. `relevance` is that of files imported by hand, and of sources that name none;
    `happened_within` so many minutes before or after `happened_at` it was."""

    name: str
    title: Annotated[str, pydantic.Field(min_length=1, max_length=200)]
    happened_at: dt.datetime | None = None
    happened_within: Annotated[int, pydantic.Field(ge=0, le=1440)] = 0
    zone: str
    languages: tuple[str, ...] = ("en",)
    relevance: Relevance = "thread"
    window: Window = Window()
    keywords: Keywords = Keywords()
    themes: tuple[Theme, ...] = ()
    sources: tuple[SourceSpec, ...] = ()
    alerts: tuple[RuleSpec, ...] = ()
    channels: tuple[ChannelSpec, ...] = ()
    baseline: Baseline = Baseline()
    accounts: Accounts = Accounts()
    digest: DigestSpec = DigestSpec()
    quotes: Literal["verbatim", "paraphrase", "none"] = "verbatim"
    comparison: Comparison = Comparison()
    tone: Tone = Tone()
    retention: Retention = Retention()

    @property
    def tz(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.zone)

    @property
    def window_utc(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """The window as half-open UTC instants; None is open."""
        return self._instant(self.window.since), self._instant(self.window.until)

    @property
    def revision(self) -> str:
        """The hash that names this state of the event."""
        return content_hash(self.model_dump(mode="json", by_alias=True))

    def selection(self, relevance: Relevance) -> str:
        """The hash of what decides which records of a file belong: keywords, window and relevance."""
        parts = self.model_dump(mode="json", by_alias=True, include={"keywords", "window", "zone"})
        return content_hash({**parts, "relevance": relevance})

    def _instant(self, day: Day | None) -> dt.datetime | None:
        if day is None:
            return None
        at = day if isinstance(day, dt.datetime) else dt.datetime.combine(day, dt.time())
        return (at if at.tzinfo else at.replace(tzinfo=self.tz)).astimezone(dt.UTC)

    @pydantic.model_serializer(mode="wrap")
    def _without_unused_keys(self, serialize: pydantic.SerializerFunctionWrapHandler) -> dict[str, Any]:
        content: dict[str, Any] = serialize(self)
        unused = [key for key in LATER_KEYS if getattr(self, key) == type(self).model_fields[key].default]
        return {key: value for key, value in content.items() if key not in unused}

    @pydantic.model_validator(mode="after")
    def _window_runs_forward(self) -> Self:
        since, until = self.window_utc
        if since and until and since >= until:
            raise ValueError("window: `from` must lie before `to`")
        return self


@dataclasses.dataclass(frozen=True)
class Registers:
    """What an event file may name: source kinds and alert rules with their options, and the phrase grammar."""

    sources: Mapping[str, type[pydantic.BaseModel]]
    rules: Mapping[str, type[pydantic.BaseModel]]
    phrase_fault: Callable[[str], str | None]
    channels: Mapping[str, type[pydantic.BaseModel]] = dataclasses.field(default_factory=dict)


def load(path: pathlib.Path, registers: Registers) -> Event:
    """The checked event of a file; its name is the file's. Raises EventFault with every fault found."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EventFault(path.name, [f"the file cannot be read ({error.strerror})"]) from None
    except UnicodeDecodeError:
        raise EventFault(path.name, ["the file is not UTF-8 text"]) from None
    return check(text, path.stem, registers)


def check(text: str, name: str, registers: Registers) -> Event:
    """The checked event of a TOML text. Raises EventFault with every fault found."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EventFault(f"{name}.toml", [f"not TOML: {error}"]) from None
    faults = _Faults(toml_lines.positions(text))
    if not NAME.fullmatch(name):
        faults.add((), f"the file name {name!r} must be small letters, digits, - and _")
    raw = {**written, "name": name}
    raw["keywords"] = _merged_keywords(written.get("keywords", {}), faults)
    raw["themes"] = _themes(written, faults)
    raw["sources"] = _specs(written, "sources", "kind", registers.sources, ("name", "kind", "relevance"), faults)
    for source in raw["sources"]:
        source.setdefault("relevance", written.get("relevance", "thread"))
    raw["alerts"] = _specs(written, "alerts", "rule", registers.rules, ("rule", "to", "quiet"), faults)
    raw["channels"] = _specs(written, "channels", "kind", registers.channels, ("name", "kind", "quiet"), faults)
    event = _build(raw, faults)
    if event:
        _check_meaning(event, registers, faults)
    if faults.found or event is None:
        raise EventFault(f"{name}.toml", faults.found)
    return event


class _Faults:
    """Gathers faults as sentences with the key and the line of the file."""

    def __init__(self, lines: toml_lines.Positions) -> None:
        self.lines, self.found = lines, list[str]()

    def add(self, key: tuple[str | int, ...], sentence: str) -> None:
        line = self.lines.nearest(key)
        place = toml_lines.spell(key) + (f" (line {line})" if line else "")
        full = f"{place}: {sentence}" if key else sentence
        if full not in self.found:
            self.found.append(full)


def _merged_keywords(written: Any, faults: _Faults) -> dict[str, Any]:
    """The keywords with those of each language added to the general ones: the language only groups them."""
    if not isinstance(written, dict):
        faults.add(("keywords",), "must be a table with `any`, `all` and `none`")
        return {}
    merged = {key: value for key, value in written.items() if not isinstance(value, dict)}
    for language, group in written.items():
        if not isinstance(group, dict):
            continue
        if language not in LANGUAGE_KEYS:
            faults.add(("keywords", language), "is not a language code such as en, uk, ru")
        for key, words in group.items():
            if isinstance(words, list) and isinstance(merged.get(key, []), list):
                merged[key] = [*merged.get(key, []), *words]
            else:
                faults.add(("keywords", language, key), "must be a list of words")
    return merged


def _themes(written: dict[str, Any], faults: _Faults) -> list[dict[str, Any]]:
    """The event's own themes, then those it takes from the shipped library, in the languages it names."""
    table = written.get("themes", {})
    if not isinstance(table, dict):
        faults.add(("themes",), "must be a table")
        return []
    own = [_own_theme(name, phrases, faults) for name, phrases in table.items() if name != "library"]
    taken = {theme["name"] for theme in own}
    languages = written.get("languages", ["en"])
    wanted = table.get("library", [])
    if wanted == "all":
        wanted = [name for name in shipped_themes() if name not in taken]
    if not isinstance(wanted, list):
        faults.add(("themes", "library"), 'must be a list of theme names, or "all"')
        return own
    for name in wanted:
        theme = shipped_themes().get(str(name))
        if theme is None:
            faults.add(
                ("themes", "library"), f"there is no shipped theme {name!r}; did you mean {nearest(str(name))!r}?"
            )
        elif name in taken:
            faults.add(("themes", str(name)), "is both an own theme and taken from the library; rename one")
        else:
            taken.add(name)
            wording = {key: theme[key] for key in theme if key in languages}
            own.append({"name": name, "phrases": wording, "not": theme.get("not", ())})
    return own


def _own_theme(name: str, written: Any, faults: _Faults) -> dict[str, Any]:
    if not isinstance(written, dict) or not set(written) - {"not"}:
        faults.add(("themes", name), 'must be a table such as en = ["first phrase", "second phrase"]')
        return {"name": name, "phrases": {}}
    lists = {key: _phrases_of(name, key, each, faults) for key, each in written.items()}
    return {"name": name, "not": lists.pop("not", []), "phrases": lists}


def _phrases_of(name: str, key: str, written: Any, faults: _Faults) -> list[str]:
    if key not in LANGUAGE_KEYS and key != "not":
        faults.add(("themes", name, key), "is neither a language code such as en, uk, ru nor `not`")
    if isinstance(written, list) and all(isinstance(phrase, str) for phrase in written):
        return written
    faults.add(("themes", name, key), 'must be a list of phrases such as ["first phrase", "second phrase"]')
    return []


def _specs(
    written: dict[str, Any],
    key: str,
    kind_key: str,
    register: Mapping[str, type[pydantic.BaseModel]],
    own_keys: tuple[str, ...],
    faults: _Faults,
) -> list[dict[str, Any]]:
    """The entries of a list of tables, with the options of their kind checked and gathered under `options`."""
    entries = written.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.add((key,), f"must be a list of tables: [[{key}]]")
        return []
    checked = []
    for index, entry in enumerate(entries):
        kind = entry.get(kind_key)
        options = {name: value for name, value in entry.items() if name not in own_keys}
        model = register.get(kind) if isinstance(kind, str) else None
        if model is None:
            known = ", ".join(sorted(register))
            faults.add((key, index, kind_key), f"{kind!r} is not known here; there is: {known}")
        else:
            try:
                options = model(**options).model_dump(mode="json")
            except pydantic.ValidationError as error:
                _add_all(error, (key, index), faults)
        checked.append({**{name: entry[name] for name in own_keys if name in entry}, "options": options})
    return checked


def _build(raw: dict[str, Any], faults: _Faults) -> Event | None:
    try:
        return Event.model_validate(raw)
    except pydantic.ValidationError as error:
        _add_all(error, (), faults)
        return None


def _add_all(error: pydantic.ValidationError, prefix: tuple[str | int, ...], faults: _Faults) -> None:
    for fault in error.errors():
        key = (*prefix, *(part for part in fault["loc"] if isinstance(part, int) or "[" not in part))
        faults.add(key, _sentence(fault))


def _sentence(fault: Any) -> str:
    if fault["type"] == "extra_forbidden":
        return "no such key; see the commented file that `groundswell init` writes"
    if fault["type"] == "missing":
        return "is missing"
    return f"{fault['msg'].removeprefix('Value error, ')} (it is {str(fault['input'])[:80]!r})"


def _check_meaning(event: Event, registers: Registers, faults: _Faults) -> None:
    """The faults that a form with every field in place can still have."""
    if event.zone not in zoneinfo.available_timezones():
        faults.add(("zone",), f"{event.zone!r} is not a time zone such as Europe/Kyiv")
    if event.happened_at and event.happened_at.tzinfo is None:
        faults.add(("happened_at",), "needs an offset, such as 2025-04-18T05:10:00+03:00")
    for language in event.languages:
        if language not in LANGUAGE_KEYS:
            faults.add(("languages",), f"{language!r} is not a language code such as en, uk, ru")
    _check_words(event, registers, faults)
    _check_names(event, faults)


def _check_names(event: Event, faults: _Faults) -> None:
    channels = [channel.name for channel in event.channels]
    for key, names in (("sources", [source.name for source in event.sources]), ("channels", channels)):
        for index, name in enumerate(names):
            if name in names[:index]:
                faults.add((key, index, "name"), f"two {key} are named {name!r}")
    for index, spec in enumerate(event.alerts):
        for name in spec.to:
            if name not in channels:
                known = f"there is: {', '.join(channels)}" if channels else "the file has no [[channels]]"
                faults.add(("alerts", index, "to"), f"there is no channel {name!r}; {known}")
    for name in event.digest.to or ():
        if name not in channels:
            known = f"there is: {', '.join(channels)}" if channels else "the file has no [[channels]]"
            faults.add(("digest", "to"), f"there is no channel {name!r}; {known}")
    for stretch in event.baseline.without:
        try:
            stretch_bounds(stretch, event.tz)
        except ValueError:
            faults.add(("baseline", "without"), f"{stretch!r} is not a stretch such as 2025-03-01..2025-03-03")


def _check_words(event: Event, registers: Registers, faults: _Faults) -> None:
    lists = {"any": event.keywords.any, "none": event.keywords.none}
    groups = [entry if isinstance(entry, tuple) else (entry,) for entry in event.keywords.all]
    lists["all"] = tuple(word for group in groups for word in group)
    for key, words in lists.items():
        for word in words:
            if fault := registers.phrase_fault(word):
                faults.add(("keywords", key), fault)
    for word in event.comparison.place:
        if word not in (*event.keywords.any, *lists["all"]):
            faults.add(("comparison", "place"), f"{word!r} is not one of the keywords as they are written above")
    relevances = {event.relevance, *(source.relevance for source in event.sources)}
    if not event.keywords.any and not event.keywords.all and relevances != {"all"}:
        faults.add(("keywords",), 'no keyword is given; write some, or take in everything with relevance = "all"')
    for key, written in (
        ("neutral_words", event.tone.neutral_words),
        ("add", event.tone.add),
        ("drop", event.tone.drop),
    ):
        for word in written or ():
            if not word.strip() or len(word.split()) > 1:
                faults.add(("tone", key), f"{word!r} must be one word: the lexicon has no phrases")
    for theme in event.themes:
        _check_theme(theme, event, faults)


def _check_theme(theme: Theme, event: Event, faults: _Faults) -> None:
    if not any(theme.phrases.values()) and not faults.found:
        faults.add(("themes", theme.name), f"has no phrase in the event's languages ({', '.join(event.languages)})")
    found = set()
    for language, written in theme.phrases.items():
        for phrase in written:
            if fault := phrases.theme_fault(phrase):
                faults.add(("themes", theme.name, language), fault)
            else:
                found.add(phrases.canonical(phrase))
    for phrase in theme.exceptions:
        if fault := phrases.exception_fault(phrase, found):
            faults.add(("themes", theme.name, "not"), fault)
