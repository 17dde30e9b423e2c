"""X Analytics: the posts of one's own account with their counts, as downloaded before 2024 (40 columns) and since."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors import ids
from collectors.base import Head, Layout, Outcome, Recognised, RecordRejected
from collectors.x_export import rows, tools
from collectors.x_export.tools import Tool

OWN = "these are the posts of one account about itself, no sample of reactions"
TOOLS = (
    Tool(
        name="X Analytics, posts",
        marks=[["post id", "date", "post text"]],
        columns={
            "id": "post id",
            "url": "post link|link",
            "text": "post text",
            "time": "date",
            "likes": "likes",
            "reposts": "reposts",
            "replies": "replies",
            "views": "impressions",
        },
        notes=(OWN,),
    ),
    Tool(
        name="Twitter Analytics, Tweets",
        marks=[
            ["tweet id", "tweet text", "time"],
            ["ツイートid", "ツイート本文"],
            ["identifiant du tweet", "texte du tweet"],
        ],
        columns={
            "id": "tweet id|ツイートid|identifiant du tweet",
            "url": "tweet permalink|ツイートの固定リンク|permalien du tweet",
            "text": "tweet text|ツイート本文|texte du tweet",
            "time": "time|時間|heure",
            "likes": "likes|いいね",
            "reposts": "retweets|リツイート",
            "replies": "replies|返信",
            "views": "impressions|インプレッション",
        },
        notes=(OWN,),
    ),
)


def recognise(head: Head) -> Recognised | None:
    claim = tools.first_claim(TOOLS, head)
    if claim is None:
        return None
    # A date without a time is always behind the clock of the id: nothing to warn of.
    warnings = tuple(warning for warning in claim.warnings if "clock in the ids" not in warning)
    return Recognised(claim.sure, claim.format, claim.layout, warnings)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    row = tools.by_meaning(value, layout)
    if not ids.x_id(row.get("id")) and not ids.is_scientific(row.get("id")) and not rows.status_of(row.get("url")):
        raise RecordRejected("the row has no id")
    yield from rows.outcomes_of(row, layout)
