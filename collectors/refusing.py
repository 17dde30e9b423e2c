"""Why a table is refused, in words: what it is instead of posts, what it lacks, and what can be done."""

from collections.abc import Sequence

from collectors import elsewhere, ids, times
from collectors.base import Head, Recognised

# What else such tools write, by columns that only it has (in small letters).
NO_TABLES: dict[frozenset[str], str] = {
    frozenset(["date", "impressions", "unfollows"]): "an overview of an X account by day (account_overview), no posts",
    frozenset(["date", "impressions", "profile visits", "new follows"]): "an overview of an X account by day, no posts",
    frozenset(["date", "tweets published"]): "the figures of an account by day (daily_tweet_activity), no posts",
    frozenset(["date", "views", "watch time (ms)"]): "an overview of videos by day (video_overview), no posts",
    frozenset(["date", "completion rate"]): "an overview of videos by day (video_overview), no posts",
    frozenset(["vertex", "in-degree"]): "the accounts of a NodeXL graph, no posts; the sheet of edges holds the posts",
    frozenset(["screen_name", "followers_count", "friends_count"]): "user accounts, no posts",
    frozenset(["username", "followers", "following"]): "user accounts, no posts",
    frozenset(["term", "start", "end"]): "counts, no posts",
}
LONGEST = 300
NO_TABLE = "this is no JSON and no table"
IDS_ONLY = "ids of posts without their texts; the texts must be fetched (hydrated) first"
MAPPING = "If it holds posts, a mapping file beside it (NAME.map.toml) can say which column is what"


def of_lines(lines: Sequence[str]) -> str:
    """The sentence that refuses what is neither JSON nor a table of at least two columns and one row."""
    filled = [line.strip() for line in lines[:200] if line.strip()]
    if sum(len(ids.x_id(line) or "") > 15 for line in filled) > 0.8 * len(filled):
        return f"this file holds {IDS_ONLY}"
    if len(filled) == 1 and any(filled[0].count(each) > filled[0].count(f"{each} ") for each in ",;\t|"):
        return f"the table has a header and no rows: {filled[0][:LONGEST]}"
    if len(filled) > 1 and sum(line.count(" ") >= 3 for line in filled) > 0.5 * len(filled):
        return (
            f"{NO_TABLE}: lines of text without ids or times, which nothing can put in time. It begins {_start(lines)}"
        )
    return f"{NO_TABLE}; it begins {_start(lines)}"


def _start(lines: Sequence[str]) -> str:
    return f"with {lines[0][:60] if lines else ''!r}"


def of_table(head: Head, claims: Sequence[Recognised]) -> str:
    """The sentence that refuses a table."""
    names = {name.strip().lower() for name in head.header}
    for marks, what in NO_TABLES.items():
        if marks <= names:
            return f"this table holds {what}"
    if head.header and not head.values:
        return "the table has a header and no rows that can be read"
    if not claims and _only_ids(head):
        return f"this table holds {IDS_ONLY}"
    if place := elsewhere.place_of(head.values):
        return f"this table {elsewhere.NOT_READ.format(place=place)}"
    near = max(claims, key=lambda claim: claim.sure).format if claims else ""
    hint = f" The nearest known format is: {near}." if near else ""
    columns = ", ".join(filter(None, head.header))[:LONGEST]
    return f"no posts were recognised here: {_lack(head)}. Its columns are: {columns}.{hint} {MAPPING}"


def _only_ids(head: Head) -> bool:
    """Whether no column has words in it, and one has ids."""
    rows = [value for value in head.values[:100] if isinstance(value, dict)]
    cells = [str(cell) for row in rows for cell in row.values() if cell]
    return (
        bool(cells) and not any(" " in cell for cell in cells) and any(len(ids.x_id(cell) or "") > 15 for cell in cells)
    )


def _lack(head: Head) -> str:
    """What a table of posts has and this one has not."""
    text = time = number = False
    for name in head.header:
        cells = [str(row.get(name) or "") for row in head.values[:100]]
        filled = [cell for cell in cells if cell]
        text = text or sum(cell.count(" ") >= 3 for cell in filled) > 0.5 * max(len(filled), 1)
        time = time or sum(times.parse(cell, "month first") is not None for cell in filled) > 0.6 * max(len(filled), 1)
        number = number or sum(len(ids.x_id(cell) or "") > 15 for cell in filled) > 0.8 * max(len(filled), 1)
    if text and not time and any(ids.is_scientific(cell) for row in head.values[:100] for cell in row.values()):
        return "the ids are damaged like 1.5E+18 (by a spreadsheet), and there are no times to go by instead"
    if text and not (time or number):
        return "there are texts, but neither ids nor times, and without them nothing can be put in time"
    if not text:
        return "no column holds texts"
    return "a text with an id or a time is needed, and its columns could not be told"
