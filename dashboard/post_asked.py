"""Which posts an address asks for: the same words for the page, the answers for programs, and the exports."""

import dataclasses
from typing import Annotated, Literal

import fastapi

from dashboard import post_view
from dashboard.opened import Opened, minute, platform_of, theme_of
from storage.post_search import Search

Short = Annotated[str, fastapi.Query(max_length=120)]
Time = Annotated[
    str, fastapi.Query(max_length=40, description="A day or time, in the event's zone unless it has an offset.")
]
COUNTS = {"": None, "yes": True, "no": False}


@dataclasses.dataclass(frozen=True)
class Asked:
    """The filters as they stand in an address; what is empty asks for all."""

    q: Short = ""
    theme: Short = ""
    platform: Short = ""
    language: Short = ""
    via: Short = ""
    who: Short = ""
    since: Time = ""
    until: Time = ""
    counts: Literal["", "yes", "no"] = ""
    order: Literal["", "newest"] = ""

    @property
    def given(self) -> dict[str, str]:
        """By name, for links and method sheets."""
        return dataclasses.asdict(self)


def search(opened: Opened, asked: Asked) -> Search:
    """What was asked for, checked; 422 for what is not to be had."""
    if asked.via and asked.via not in post_view.VIAS:
        raise fastapi.HTTPException(422, "`via` is keyword, thread or all.")
    if asked.who and asked.who not in post_view.VOICES:
        raise fastapi.HTTPException(422, f"`who` is one of: {', '.join(post_view.VOICES)}.")
    wanted = Search(
        words=asked.q,
        since=minute(asked.since, opened.tz),
        until=minute(asked.until, opened.tz),
        platform=platform_of(asked.platform),
        language=asked.language,
        via=asked.via,
        counts=COUNTS[asked.counts],
        newest_first=asked.order == "newest",
        voice=asked.who,
    )
    return post_view.with_theme(opened, wanted, theme_of(opened, asked.theme))
