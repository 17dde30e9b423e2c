"""The addresses of the exports: the posts of a search, with how the numbers were made."""

import itertools
from collections.abc import Mapping
from typing import Annotated, Literal

import fastapi
from fastapi.responses import StreamingResponse

import storage.receipts
from config import clock
from dashboard import exporting, method_sheet
from dashboard.opened import Name, Opened, database, open_event
from dashboard.post_asked import Asked, Short, Time, search
from dashboard.series_asked import asked_for
from digests import publishing
from digests.publishing import Published
from digests.series import SeriesTable
from digests.series_records import Naming, as_record, figures_of, lines

router = fastapi.APIRouter(tags=["exports"])
MOST_FIGURES = 20_000  # of one export that have receipts
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
        published = receipted(opened, table, asked)
        naming = naming_of(published)
        sheet = {**method_sheet.sheet(opened, "series", asked), "receipt": published.row.id}
        if form == "jsonl":
            made = exporting.jsonl(sheet, (as_record(row, table, naming) for row in table.rows), f"{name}-series")
        else:
            made = exporting.zipped(sheet, lines(table, naming), f"{name}-series")
    with database().write() as session:
        storage.receipts.keep(session, published.row, published.stretches)
    return made


def receipted(opened: Opened, table: SeriesTable, asked: Mapping[str, str]) -> Published:
    """The answer that an export of a series is: the figures of its first rows, as many as an answer keeps."""
    every = (figure for row in table.rows for figure in figures_of(row, table))
    return publishing.answer(
        opened.session,
        opened.id,
        opened.name,
        "export",
        "series " + " ".join(f"{name}={value}" for name, value in asked.items() if value),
        itertools.islice(every, MOST_FIGURES),
        revision=opened.file.revision,
        scorers=table.scorers,
        now=clock.now(),
    )


def naming_of(published: Published) -> Naming:
    """Names the figures of an answer; those beyond what it keeps have no name."""
    names = publishing.ids(published.row.id, publishing.figures_of(published.row))
    return lambda figure: names.get(figure, "")
