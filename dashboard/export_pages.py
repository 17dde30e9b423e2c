"""The addresses of the exports: the posts of a search, with how the numbers were made."""

from typing import Annotated, Literal

import fastapi
from fastapi.responses import StreamingResponse

from dashboard import exporting, method_sheet
from dashboard.opened import Name, open_event
from dashboard.post_asked import Asked, Short, Time, search
from dashboard.series_asked import asked_for
from digests.series_records import as_record, lines

router = fastapi.APIRouter(tags=["exports"])
Form = Literal["jsonl", "csv.zip"]


@router.get("/events/{name}/posts.{form}", response_class=StreamingResponse)
def posts(
    name: Name,
    form: Form,
    asked: Annotated[Asked, fastapi.Depends()],
) -> StreamingResponse:
    """The posts of a search, at most 100,000. The first line of JSONL is the method sheet; in the zip it is a file."""
    with open_event(name) as opened:
        sheet = method_sheet.sheet(opened, "posts", {**asked.given, "most_records": exporting.MOST})
        records = exporting.post_records(opened, search(opened, asked))
        write = exporting.jsonl if form == "jsonl" else exporting.csv_zip
        return write(sheet, records, f"{name}-posts")


@router.get("/events/{name}/series.{form}", response_class=StreamingResponse)
def series(
    name: Name,
    form: Form,
    by: Literal["minute", "hour", "day"] = "hour",
    theme: Short = "",
    platform: Short = "",
    who: Short = "",
    since: Time = "",
    until: Time = "",
) -> StreamingResponse:
    """A series with its intervals and how much was seen, and the method sheet beside it."""
    asked = {"by": by, "theme": theme, "platform": platform, "who": who, "since": since, "until": until}
    with open_event(name) as opened:
        table = asked_for(opened, by, theme, platform, who, since, until)
        sheet = method_sheet.sheet(opened, "series", asked)
        if form == "jsonl":
            return exporting.jsonl(sheet, (as_record(row, table) for row in table.rows), f"{name}-series")
        return exporting.zipped(sheet, lines(table), f"{name}-series")
