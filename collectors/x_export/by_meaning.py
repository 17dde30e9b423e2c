"""Tables and JSON of no known tool, read by what their columns mean: by name, and by whether the content fits."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectors import cells, ids, times
from collectors.base import Head, Layout, Outcome, Recognised, RecordRejected, Rejected
from collectors.x_export.building import dig, raw_of, with_id, without_id
from storage.tables import NewPost

# Column names with everything but letters and digits taken out, best first. A path into an object has dots.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("idstr", "tweetid", "statusid", "postid", "xid", "tweetidstr", "statusidstr", "id"),
    "text": ("fulltext", "rawcontent", "text", "tweettext", "posttext", "tweet", "tweets", "content", "body", "message",
             "msg", "post", "caption", "cleantweet"),
    "time": ("createdat", "createdutc", "tweetcreatedts", "datetime", "date", "publishedat", "published",
             "timestamputc", "unixtimestamp", "timestamp", "posteddate", "postedat", "time", "tweetcreatedat",
             "createdatfromid"),
    "day": ("datelocal", "day", "date"),
    "clock": ("timelocal", "hour", "time"),
    "author": ("authorid", "useridstr", "userid", "author.id", "user.id", "user.idstr"),
    "author_name": ("username", "screenname", "userscreenname", "fromuser", "authorhandle", "handle", "user.screenname",
                    "author.username", "user.username", "author", "user", "account"),
    "language": ("lang", "language"),
    "likes": ("likecount", "likescount", "favoritecount", "favouritescount", "likes", "favorites", "score"),
    "reposts": ("retweetcount", "retweetscount", "repostcount", "retweets", "reposts", "shares"),
    "replies": ("replycount", "repliescount", "replies", "numcomments"),
    "quotes": ("quotecount", "quotescount", "quotes"),
    "views": ("viewcount", "viewscount", "views", "impressioncount", "impressions"),
    "root": ("conversationid", "conversationidstr", "threadid"),
    "reply_to": ("inreplytostatusidstr", "inreplytostatusid", "inreplytotweetid", "inreplytoid", "replytoid"),
    "quoted": ("quotedstatusidstr", "quotedstatusid", "quotedtweetid", "quoteid", "quotetweetid"),
    "reposted": ("retweetedstatusidstr", "retweetedstatusid", "retweetid", "retweetedid"),
    "url": ("url", "tweeturl", "permalink", "link", "tweetlink", "statusurl", "postlink", "sourceurl"),
}  # fmt: skip
WRAPPERS = ("tweet", "status", "post", "_source")
LISTS = ("tweets", "posts", "statuses", "data", "results", "items", "records")
REPOST = re.compile(r"RT @(\w{1,15}): ")
REPEATED = re.compile(r" \(\d+\)$")  # what tells columns of one name apart
LOOKED_AT = 200
HANDLE = re.compile(r"@?\w{1,30}")


def recognise(head: Head) -> Recognised | None:
    """Sure when a text and an id or a time were found by name and the content fits."""
    values = [record for value in head.values for record in _records(value)][:LOOKED_AT]
    if not values:
        return None
    by_name = _columns(values)
    columns = {meaning: found for meaning in NAMES if (found := _fitting(meaning, by_name, values))}
    if "text" not in columns or not {"id", "url", "time", "day"} & set(columns):
        return None
    _keep_one_time(columns)
    id_cells = [cell for value in values if (cell := ids.x_id(_cell(value, columns.get("id"))))]
    damaged = ids.went_through_floats(id_cells)
    layout: Layout = {
        "columns": columns,
        "escaped": cells.is_escaped([str(_cell(value, columns["text"]) or "") for value in values]),
        "slashes": times.slash_order(
            [str(_cell(value, columns.get("day") or columns.get("time")) or "") for value in values]
        ),
        "ids_exact": not damaged,
    }
    read = ", ".join(
        f"{meaning} from {column}" for meaning, column in columns.items() if meaning in ("id", "text", "time", "day")
    )
    what = "table" if head.shape == "rows" else "JSON"
    good = _share_that_reads(values, layout)
    return Recognised(
        min(0.9 * good, 0.9), f"{what} read by its column names ({read})", layout, _warnings(values, layout)
    )


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    records = _records(value)
    if len(records) == 1:
        yield _post(records[0], layout)
        return
    for record in records:
        try:
            yield _post(record, layout)
        except RecordRejected as rejected:
            yield Rejected(str(rejected), raw_of(record))


def _records(value: Any) -> list[dict[str, Any]]:
    """The records in a value: itself, what a wrapper holds, or the members of a list under a usual name."""
    if not isinstance(value, dict):
        return []
    for key in WRAPPERS:
        if isinstance(value.get(key), dict):
            return [value[key]]
    for key in LISTS:
        inner = value.get(key)
        if isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner[:5]):
            return [each for each in inner if isinstance(each, dict)]
    return [value]


def _columns(values: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The columns by their bare name; a column of an object gives `outer.inner` names too."""
    found: dict[str, list[str]] = {}
    for value in values:
        for key, cell in value.items():
            paths = [key] + [f"{key}/{inner}" for inner in cell] if isinstance(cell, dict) else [key]
            for path in paths:
                bare = ".".join(_bare(REPEATED.sub("", part)) for part in path.split("/"))
                if path not in found.setdefault(bare, []):
                    found[bare].append(path)
    return found


def _bare(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum() or c == ".")


def _fitting(meaning: str, by_name: Mapping[str, list[str]], values: Sequence[Mapping[str, Any]]) -> str | None:
    """The first column with a name of this meaning whose content fits it."""
    for name in NAMES[meaning]:
        for column in by_name.get(name, ()):
            filled = [cell for value in values if (cell := _cell(value, column)) not in (None, "")]
            if filled and _fits(meaning, filled):
                return column
    return None


def _fits(meaning: str, filled: Sequence[Any]) -> bool:
    if meaning == "text":
        texts = [cell for cell in filled if isinstance(cell, str)]
        return len(texts) >= 0.9 * len(filled) and sum(map(len, texts)) >= 8 * len(texts)
    if meaning == "id":
        dated = [found for cell in filled if (found := ids.x_id(cell)) and _is_dated(found)]
        return len(dated) >= 0.8 * len(filled) and (len(set(dated)) > 1 or len(filled) == 1)
    if meaning in ("time", "day"):
        return max(_share_of_dates(filled, order) for order in ("day first", "month first")) >= 0.6
    if meaning == "clock":
        return all(re.fullmatch(r"\d{1,2}:\d\d(?::\d\d)?", str(cell).strip()) for cell in filled)
    if meaning == "url":
        return any(ids.STATUS_URL.search(str(cell)) for cell in filled)
    if meaning in ("root", "reply_to", "quoted", "reposted", "author"):
        return any(ids.x_id(cell) for cell in filled)
    if meaning == "author_name":
        return all(HANDLE.fullmatch(str(cell)) for cell in filled[:50] if not isinstance(cell, dict))
    return not any(isinstance(cell, dict | list) for cell in filled)


def _is_dated(native_id: str) -> bool:
    at = ids.x_time(native_id)
    return at is not None and times.plausible(at)


def _share_of_dates(filled: Sequence[Any], order: times.SlashOrder) -> float:
    return sum(times.parse(cell, order) is not None for cell in filled) / len(filled)


def _keep_one_time(columns: dict[str, str]) -> None:
    """A whole time wins over a day and a clock, unless the time column is only the day or the clock of the pair."""
    if {"day", "clock"} <= set(columns) and columns.get("time") in (columns["day"], columns["clock"], None):
        columns.pop("time", None)
    elif "time" in columns:
        columns.pop("day", None)
        columns.pop("clock", None)


def _share_that_reads(values: Sequence[Mapping[str, Any]], layout: Layout) -> float:
    good = 0
    for value in values:
        try:
            _post(value, layout)
        except RecordRejected:
            continue
        good += 1
    return good / len(values)


def _warnings(values: Sequence[Mapping[str, Any]], layout: Layout) -> tuple[str, ...]:
    """What the reader of the import should know: damaged ids, and a clock that the ids contradict."""
    found = []
    if not layout["ids_exact"]:
        found.append("the ids went through a spreadsheet or JavaScript (all end alike): times are right, links are not")
    lags = []
    for value in values:
        native_id, stated = ids.x_id(_cell(value, layout["columns"].get("id"))), _stated(value, layout)
        at = ids.x_time(native_id) if native_id else None
        if at and stated:
            lags.append((stated.at - at).total_seconds())
    if lags and abs(lag := sorted(lags)[len(lags) // 2]) > 90:
        found.append(f"the stated times are {lag / 3600:+.1f} h off the clock in the ids; the ids are used")
    if "id" not in layout["columns"] and "url" not in layout["columns"]:
        found.append("there are no post ids: posts are told apart by author, minute and text")
    return tuple(found)


def _post(value: Mapping[str, Any], layout: Layout) -> NewPost:
    columns = layout["columns"]

    def cell(meaning: str) -> Any:
        return _cell(value, columns.get(meaning))

    text = cells.clean_text(cell("text"), escaped=layout["escaped"])
    author = ids.x_id(cell("author"))
    author_name = cells.optional(cell("author_name"))
    native_id = ids.x_id(cell("id")) or ids.x_id(cell("url"))
    if native_id and layout["ids_exact"]:
        post = with_id(native_id, _stated(value, layout), text)
    else:
        at = ids.x_time(native_id) if native_id else None
        stated = times.Stated(at, zoned=True) if at else _stated(value, layout)
        post = without_id(stated, text, author or author_name)
    post.author, post.author_name = author, author_name.lstrip("@") if author_name else None
    post.stated_language = cells.optional(cell("language"))
    post.root_id = ids.x_id(cell("root"))
    for meaning, kind in (("reposted", "repost"), ("quoted", "quote"), ("reply_to", "reply")):
        if ref := ids.x_id(cell(meaning)):
            post.kind, post.ref_id = kind, ref  # type: ignore[assignment]
            break
    else:
        post.kind = "repost" if REPOST.match(text) else "reply" if text.startswith("@") else "post"
    for meaning in ("likes", "reposts", "replies", "quotes", "views"):
        setattr(post, meaning, cells.count(cell(meaning)))
    post.text_cut = cells.is_cut(text)
    post.text_state = "ok" if text.strip() else "empty"
    return post


def _cell(value: Mapping[str, Any], column: str | None) -> Any:
    if column is None:
        return None
    found = value.get(column)
    return dig(value, *column.split("/")) if found is None and "/" in column else found


def _stated(value: Mapping[str, Any], layout: Layout) -> times.Stated | None:
    columns = layout["columns"]
    if "day" in columns and "clock" in columns:
        day, clock = str(_cell(value, columns["day"]) or "").strip(), str(_cell(value, columns["clock"]) or "").strip()
        return times.parse(f"{day} {clock}", layout["slashes"])
    return times.parse(_cell(value, columns.get("time") or columns.get("day")), layout["slashes"])
