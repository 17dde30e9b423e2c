"""A message for the tests of channels. Invented."""

import dataclasses
import time

from alerts import wording
from channels.base import Outgoing
from digests import charts

TEXT = (
    "Strike · Reddit rising\n\n64 accounts in 15 min (expected 6–17).\n\n“It shook the house”\n  Reddit r/place, 07:31"
)
CHART = charts.bars("Posts", "A day", [charts.Bar(0, 15, 3, "x")], day_starts=[(0, "00:00")], shade_from=0)


def message(**changes: object) -> Outgoing:
    made = Outgoing(
        key="strike 1 opened",
        thread="strike 1 opened",
        kind="opened",
        subject="Strike · Reddit rising",
        text=TEXT,
        phone="Strike · Reddit rising\n64 accounts",
        html=wording.as_html(TEXT),
        link="",
        chart=CHART,
        record={"event": "strike", "kind": "opened"},
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def now() -> float:
    return time.time()
