"""The share of each theme among the reacting posts of one day and platform, and its change against the day before."""

import dataclasses
from collections import Counter
from collections.abc import Mapping
from typing import Any

import storage.series
from analysis import estimates
from analysis.estimates import Cell, Figure, Flag
from digests.base import Context
from digests.precision import Rule, rules
from digests.series import REACTING
from storage.tables.series import MARKS


@dataclasses.dataclass(frozen=True)
class ThemeShare:
    """Posts with a theme, of all that react; `change` is in shares, unknown where the day before was not seen whole."""

    name: str
    posts: int
    whole: int
    share: Figure
    before: Figure
    change: Figure
    hours: tuple[int, ...]
    marks: Mapping[str, int]
    rule: Rule
    flags: tuple[Flag, ...] = ()

    @property
    def rises(self) -> bool:
        """A change is called one only when its interval leaves out zero."""
        return self.change.low is not None and self.change.low > 0

    @property
    def falls(self) -> bool:
        return self.change.high is not None and self.change.high < 0


def _flags(row: Mapping[str, Any] | None, share_seen: float | None) -> tuple[Flag, ...]:
    if row is None:
        return ()
    cell = Cell(row["posts"], row["authors"], row["top_author"], row["distinct_texts"], None, share_seen)
    return estimates.flags(cell)


def every(context: Context, platform: str) -> list[ThemeShare]:
    """All themes of the event, largest share first; found once for all sections."""
    return context.once(("shares of themes", platform), lambda: shares(context, platform))


def shares(context: Context, platform: str) -> list[ThemeShare]:
    """All themes of the event, largest share first."""
    today, before = context.today(platform), context.before(platform)
    if today.counts is None or not today.counts.posts:
        return []
    rows = storage.series.by_theme(
        context.session,
        context.event_id,
        "day",
        before.start or today.start,
        today.end,
        platform=platform,
        voice=REACTING,
    )
    posts: Counter[tuple[str, int]] = Counter()
    for row in rows:  # of several days together: summed
        posts[row["theme"], min(row["start"], today.start)] += row["posts"]
    hourly = storage.series.by_theme(
        context.session, context.event_id, "hour", today.start, today.end, platform=platform, voice=REACTING
    )
    hours = {(row["theme"], row["start"]): row["posts"] for row in hourly}
    marks = _marks(context, platform)
    measured = rules(context.session, context.event_id, context.event)
    compared = today.is_known and before.is_known and before.counts is not None
    whole, whole_before = posts.get(("", today.start), 0), posts.get(("", before.start), 0) if compared else 0
    if not whole:
        return []
    cells = {row["theme"]: row for row in rows if row["start"] == today.start and context.stretch.is_one_day}
    found = []
    for theme in context.event.themes:
        now, then = posts.get((theme.name, today.start), 0), posts.get((theme.name, before.start), 0)
        found.append(
            ThemeShare(
                name=theme.name,
                posts=now,
                whole=whole,
                share=estimates.share(
                    now, whole, context.definition("share of theme", platform, theme=theme.name, who=REACTING)
                ),
                before=estimates.share(
                    then,
                    whole_before,
                    context.definition("share of theme the day before", platform, theme=theme.name, who=REACTING),
                ),
                change=estimates.change(
                    now,
                    whole,
                    then,
                    whole_before,
                    context.definition("change of share", platform, theme=theme.name, who=REACTING),
                ),
                flags=_flags(cells.get(theme.name), today.share_seen),
                hours=tuple(hours.get((theme.name, at), 0) for at in range(today.start, today.end, 60)),
                marks={mark: marks.get((theme.name, mark), 0) for mark in MARKS},
                rule=measured[theme.name],
            )
        )
    return sorted(found, key=lambda each: (-each.posts, each.name))


def _marks(context: Context, platform: str) -> dict[tuple[str, str], int]:
    """Reacting posts of the day in which a theme is negated or quoted, by theme and mark."""
    found: dict[tuple[str, str], int] = {}
    rows = storage.series.marked(
        context.session, context.event_id, context.start, context.end, platform=platform, voice=REACTING
    )
    for _, theme, mark, posts in rows:
        found[theme, mark] = found.get((theme, mark), 0) + posts
    return found
