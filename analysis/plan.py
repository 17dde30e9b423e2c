"""An event made ready for reading posts: its keywords and themes compiled, its window as instants."""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Sequence

from analysis.marks import Place, Use, uses
from analysis.needles import may_hold, needles
from analysis.theme_rules import near, without
from analysis.words import Hit, Matcher, Spot, hits_of
from config.event_file import Event
from config.event_parts import Theme
from config.phrases import Pair, parsed

MATCHING = 2  # one more whenever the same phrases are found or marked otherwise: stored posts are then matched again

Label = tuple[str, object]
ANY: Label = ("any", None)
NONE: Label = ("none", None)
Hits = dict[Label, list[Spot]]


class Plan:
    """What decides, of one text, whether it matches the event's keywords and which themes it has."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.since, self.until = event.window_utc
        self._all: list[Label] = [("all", place) for place in range(len(event.keywords.all))]
        phrases: dict[Label, Iterable[str]] = {ANY: event.keywords.any, NONE: event.keywords.none}
        for label, entry in zip(self._all, event.keywords.all, strict=True):
            phrases[label] = entry if isinstance(entry, tuple) else (entry,)
        self._rules = [_Rules(theme) for theme in event.themes]
        for rules in self._rules:
            phrases.update(rules.phrases)
        self._theme_labels = {label: rules for rules in self._rules for label in rules.phrases}
        self._matcher: Matcher[Label] = Matcher(phrases)
        self._needles = needles(phrases[(self._all or [ANY])[0] if not event.keywords.any else ANY])

    def find(self, text: str) -> Hits:
        """Where the keywords and themes stand in a text, by label."""
        return self._matcher.spots(text.split())

    def may_match(self, text: str) -> bool:
        """False only for a text without keywords: a quick look, which spares most posts of an archive the search."""
        return may_hold(text, self._needles)

    def matches(self, found: Hits) -> bool:
        """Whether what was found makes the post one of the event's: any of `any`, one of each `all`, none of `none`."""
        if NONE in found or not all(label in found for label in self._all):
            return False
        return ANY in found or (not self.event.keywords.any and bool(self._all))

    def themes(self, found: Hits, text: str, language: str) -> dict[str, list[Use]]:
        """Where each theme stands in the text that `found` comes from, and how it is used there, by its name."""
        if found.keys().isdisjoint(self._theme_labels):
            return {}
        wanted = {rules.name: rules for label in found if (rules := self._theme_labels.get(label))}
        ranks = functools.cache(lambda: self._matcher.ranks(text.split()))
        places = {name: each for name, rules in sorted(wanted.items()) if (each := rules.places(found, ranks))}
        return {name: uses(text, each, language) for name, each in places.items()}

    def keyword_hits(self, found: Hits) -> list[Hit]:
        return sorted({hit for (kind, _), spots in found.items() if kind in ("any", "all") for hit in hits_of(spots)})

    def in_window(self, at: dt.datetime) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


class _Rules:
    """One theme as labels of the matcher: its plain phrases, each side of its pairs, and its exceptions."""

    def __init__(self, theme: Theme) -> None:
        self.name = theme.name
        self._plain, self._not = ("theme", theme.name), ("not", theme.name)
        written = [parsed(phrase) for phrases in theme.phrases.values() for phrase in phrases]
        self.phrases: dict[Label, Iterable[str]] = {
            self._plain: [each for each in written if isinstance(each, str)],
            self._not: theme.exceptions,
        }
        self._pairs: list[tuple[Label, Label, int]] = []
        for pair in (each for each in written if isinstance(each, Pair)):
            one, other = (("side", (theme.name, side)) for side in pair[:2])
            self.phrases |= {one: (pair.one,), other: (pair.other,)}
            self._pairs.append((one, other, pair.within))

    def places(self, found: Hits, ranks: Callable[[], Sequence[int]]) -> list[Place]:
        """Where the theme stands, exceptions taken out. `ranks` is asked only where a pair may stand."""
        left_out = found.get(self._not, ())
        spots = without(found.get(self._plain, ()), left_out)
        places = [Place(spot.start[0], spot.end[0]) for spot in spots]
        for one, other, within in self._pairs:
            if one in found and other in found:
                sides = without(found[one], left_out), without(found[other], left_out)
                places += near(*sides, within, ranks())
        return places
