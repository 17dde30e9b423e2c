"""An event made ready for reading posts: its keywords and themes compiled, its window as instants."""

import datetime as dt
from collections.abc import Iterable

from analysis.words import Hit, Matcher
from config.event_file import Event

Label = tuple[str, object]
ANY: Label = ("any", None)
NONE: Label = ("none", None)
Hits = dict[Label, list[Hit]]


class Plan:
    """What decides, of one text, whether it matches the event's keywords and which themes it has."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.since, self.until = event.window_utc
        self._all: list[Label] = [("all", place) for place in range(len(event.keywords.all))]
        phrases: dict[Label, Iterable[str]] = {ANY: event.keywords.any, NONE: event.keywords.none}
        for label, entry in zip(self._all, event.keywords.all, strict=True):
            phrases[label] = entry if isinstance(entry, tuple) else (entry,)
        for theme in event.themes:
            phrases["theme", theme.name] = [phrase for written in theme.phrases.values() for phrase in written]
        self._matcher: Matcher[Label] = Matcher(phrases)

    def find(self, text: str) -> Hits:
        """Where the keywords and themes stand in a text, by label."""
        return self._matcher.find(text.split())

    def matches(self, found: Hits) -> bool:
        """Whether what was found makes the post one of the event's: any of `any`, one of each `all`, none of `none`."""
        if NONE in found or not all(label in found for label in self._all):
            return False
        return ANY in found or (not self.event.keywords.any and bool(self._all))

    def themes(self, found: Hits) -> dict[str, list[Hit]]:
        """The hits of each theme by its name."""
        return {str(name): hits for (kind, name), hits in found.items() if kind == "theme"}

    def keyword_hits(self, found: Hits) -> list[Hit]:
        return sorted(hit for (kind, _), hits in found.items() if kind in ("any", "all") for hit in hits)

    def in_window(self, at: dt.datetime) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)
