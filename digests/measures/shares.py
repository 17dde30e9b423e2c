"""Shares: of themes, copies, languages, communities and voices, and what readers called right."""

import storage.corrections
import storage.series
from analysis import estimates
from analysis.estimates import Figure
from digests.measures.base import Asked, CannotAsk
from digests.measures.counts import Counted
from digests.precision import rules
from digests.series import REACTING
from digests.theme_shares import ThemeShare, shares


def theme(asked: Asked) -> Figure:
    """Posts with the theme among those of the voice, over the buckets of the stretch."""
    start, end = asked.stretch
    found = storage.series.theme_posts(
        asked.session, asked.event_id, asked.grain, start, end, platform=asked.platform, voice=asked.voice
    )
    part, whole = (sum(found.get(name, {}).values()) for name in (asked.theme, ""))
    return estimates.share(part, whole, asked.definition)


def _of_digest(asked: Asked) -> ThemeShare:
    found = (each for each in shares(asked.of_day, asked.platform) if each.name == asked.theme)
    chosen = next(found, None)
    if chosen is None:
        raise CannotAsk(f"The event has no theme “{asked.theme}” now, or no reacting posts on that day.")
    return chosen


def theme_before(asked: Asked) -> Figure:
    return _of_digest(asked).before


def theme_change(asked: Asked) -> Figure:
    return _of_digest(asked).change


def copies(asked: Asked) -> Figure:
    """Posts beyond the first of each text."""
    posts, texts = (Counted(name)(asked).value for name in ("posts", "distinct_texts"))
    if posts is None or texts is None:
        return Figure(None, None, definition=asked.definition)
    return estimates.share(int(posts - texts), int(posts), asked.definition)


class OfFacet:
    """Posts with one value of a facet among all of them; the value is named by a parameter, or is fixed."""

    def __init__(self, kind: str, part: str, value: str = "") -> None:
        self.kind, self.part, self.value = kind, part, value

    def __call__(self, asked: Asked) -> Figure:
        found = dict(
            storage.series.facets(asked.session, asked.event_id, self.kind, *asked.stretch, platform=asked.platform)
        )
        value = self.value or asked.parts.get(self.part, "")
        return estimates.share(found.get(value, 0), sum(found.values()), asked.definition)


reacting = OfFacet("voice", "", REACTING)


def rule_right(asked: Asked) -> Figure:
    """How often the rules of who reacts agree with readers."""
    right, labels = storage.corrections.agreement(asked.session, asked.event_id)
    return estimates.share(right, labels, asked.definition)


def theme_right(asked: Asked) -> Figure:
    """How often readers called the phrases of a theme right."""
    found = rules(asked.session, asked.event_id, asked.file).get(asked.theme)
    if found is None:
        raise CannotAsk(f"The event has no theme “{asked.theme}” now.")
    return found.figure
