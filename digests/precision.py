"""How right the phrases of a theme were where readers looked: what stands beside every share of a theme."""

import dataclasses
from collections.abc import Mapping

from sqlmodel import Session

import storage.labels
from analysis import estimates
from analysis.definitions import spelt
from analysis.estimates import Figure
from config.event_file import Event as EventFile
from digests.base import Shown


@dataclasses.dataclass(frozen=True)
class Rule:
    """The share of sampled posts under a theme that readers called right. `is_current` is whether they judged the
    wording of today; `figure` has no value where nobody judged any."""

    figure: Figure
    right: int = 0
    wording: str = ""
    is_current: bool = True

    @property
    def words(self) -> str:
        """ "right 58 of 64, 81–95 %", or that it was not measured."""
        figure = self.figure
        if figure.value is None or figure.low is None or figure.high is None:
            return "not measured"
        older = "" if self.is_current else " (older wording)"
        return f"right {self.right} of {figure.n}, {figure.low * 100:.0f}–{figure.high * 100:.0f} %{older}"

    @property
    def shown(self) -> Shown:
        return Shown(self.figure, self.words)


def rules(session: Session, event_id: int, event: EventFile) -> Mapping[str, Rule]:
    """What is known of every theme of the event, by name."""
    hashes = {theme.name: theme.hash for theme in event.themes}
    known = storage.labels.tallies(session, event_id, hashes)
    found = {}
    for name, own in hashes.items():
        tally = known.get(name) or storage.labels.Tally(own, 0, 0)
        parts = {"event": event.name, "revision": event.revision, "theme": name, "wording": tally.wording}
        definition = spelt("share of sampled posts with theme called right", parts)
        figure = estimates.share(tally.right, tally.judged, definition)
        found[name] = Rule(figure, tally.right, tally.wording, tally.wording == own)
    return found
