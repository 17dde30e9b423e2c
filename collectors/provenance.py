"""What a file itself tells of how its posts were chosen: the query, and whether X ranked them (Top) or gave them in
order (Latest). What the file does not tell stays unknown."""

import dataclasses
import itertools
import urllib.parse
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from collectors import reading
from collectors.base import FileCut, FileRefused, Layout
from collectors.opening import Member
from collectors.x_export.building import dig

LOOKED_AT = 200  # units
LONGEST_QUERY = 500
URL_FIELDS = ("source_platform_url", "source_url", "collected_from_url", "startUrl", "searchUrl", "search_url")
QUERY_FIELDS = ("search_query", "searchQuery", "query", "searchTerm", "search")
TABS = {"live": "latest", "latest": "latest", "top": "top"}
STOPPED = "the export stopped before the end of the search: its last page names a further one"
RANKED = ("top", "home")  # orders in which X chooses what one sees: such posts are never all there are


@dataclasses.dataclass(frozen=True, slots=True)
class Chosen:
    """The query, and the order in which the platform gave the posts: "top", "home", "latest", or "" (not known)."""

    query: str = ""
    sort: str = ""
    stopped: bool = False  # the last page says that there were more


def chosen(member: Member, layout: Layout) -> Chosen:
    """What the first records of the file tell."""
    try:
        values = list(itertools.islice(reading.values(member, layout), LOOKED_AT + 1))
    except (FileCut, FileRefused):
        return Chosen()
    is_whole = 0 < len(values) <= LOOKED_AT
    return dataclasses.replace(of_values(values), stopped=is_whole and bool(dig(values[-1], "meta", "next_token")))


def of_values(values: Iterable[dict[str, Any]]) -> Chosen:
    """Where the records name several queries, the commonest. One Top page makes the whole a choice of X's."""
    queries: Counter[str] = Counter()
    sorts: set[str] = set()
    for found in (each for value in values for each in _told(value)):
        queries[found.query] += bool(found.query)
        sorts.add(found.sort)
    query = max(queries, key=lambda each: (queries[each], each), default="")
    return Chosen(query[:LONGEST_QUERY], next((sort for sort in (*RANKED, "latest") if sort in sorts), ""))


def _told(value: dict[str, Any]) -> Iterator[Chosen]:
    if url := dig(value, "__twarc", "url") or value.get("__twarc.url"):
        yield of_url(url)
    for name in URL_FIELDS:
        if url := value.get(name):
            yield of_url(url)
    for name in QUERY_FIELDS:
        if isinstance(query := value.get(name), str) and query.strip():
            yield Chosen(query.strip())
    if isinstance(query := dig(value, "search_metadata", "query"), str):
        yield Chosen(urllib.parse.unquote_plus(query))


def of_url(url: Any) -> Chosen:
    """The query and the order in the address of a search: of the web page (Top unless `f=live`), or of the API, which
    searches by time unless told to go by relevancy."""
    if not isinstance(url, str):
        return Chosen()
    try:
        parts = urllib.parse.urlsplit(url)
        fields = urllib.parse.parse_qs(parts.query)
    except ValueError:
        return Chosen()
    query = (fields.get("query") or fields.get("q") or [""])[0]
    if parts.path.endswith(("/search/recent", "/search/all")):
        by_relevancy = fields.get("sort_order") == ["relevancy"]
        return Chosen(query, "top" if by_relevancy else "latest")
    if variables := fields.get("variables"):
        return _of_variables(parts.path, variables[0])
    if parts.path == "/home":
        return Chosen(sort="home")
    if parts.path.rstrip("/") == "/search" and query:
        return Chosen(query, TABS.get(fields.get("f", ["top"])[0], ""))
    if parts.path.startswith("/hashtag/"):
        return Chosen("#" + urllib.parse.unquote(parts.path.split("/")[2]), TABS.get(fields.get("f", ["top"])[0], ""))
    return Chosen(query)


def _of_variables(path: str, variables: str) -> Chosen:
    """The query in an address of X's own web interface."""
    if path.endswith("/HomeTimeline"):
        return Chosen(sort="home")
    try:
        asked = orjson.loads(variables)
    except orjson.JSONDecodeError:
        return Chosen()
    query = dig(asked, "rawQuery")
    return Chosen(query if isinstance(query, str) else "", TABS.get(str(dig(asked, "product")).lower(), ""))
