"""Up to six posts in their own words: typical ones of the day’s themes, of different accounts, no copies, no names."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import storage.post_list
from analysis.outward import masked, shortened
from digests.base import PLATFORM_NAMES, Context, Part, QuoteSlot, sentence
from digests.series import REACTING
from storage.tables.identity import url_of

title = "In their words"
MOST = 6
LONGEST = 280
SHORTEST_WORDS = 6
LOOKED_AT = 1_500  # posts of the day that are compared, spread evenly over it
WORD = re.compile(r"[^\W\d_]{4,}")


def build(context: Context) -> Iterator[Part]:
    quoted = chosen(context)
    for slot, (row, theme) in enumerate(quoted, start=1):
        text = shortened(" ".join(masked(row["text"]).split()), LONGEST)
        at = row["created_at"].astimezone(context.event.tz)
        community = f" r/{row['community']}" if row["community"] else ""
        when = f"{at:%H:%M}" if context.stretch.is_one_day else f"{at:%d %b %H:%M}"
        about = f"{PLATFORM_NAMES[row['platform']]}{community}, {when}, {theme}"
        yield QuoteSlot(slot, row["id"], text, about, url_of(row["platform"], row["native_id"], row["root_id"]))
    if quoted:
        yield sentence(
            "Each shares more words with the other posts of its theme, or of the day, than most do. They were chosen "
            "by rule, and were not checked."
        )


def chosen(context: Context) -> list[tuple[dict[str, Any], str]]:
    """The posts that are quoted, each with the theme it stands for."""
    return context.once("quotes", lambda: list(_chosen(context)))


def _chosen(context: Context) -> Iterator[tuple[dict[str, Any], str]]:
    """One post of each of the largest themes, then others, no two of one account, the platforms in turn."""
    rows = _candidates(context)
    sizes = Counter(number for row in rows for number in row["hits"])
    order = sorted(context.theme_ids.items(), key=lambda pair: (-sizes[pair[1]], pair[0]))
    authors: set[int] = set()
    platforms: Counter[str] = Counter()
    for name, number in [*order, *[("no theme", None)] * MOST]:
        left = [row for row in rows if row["author_key"] not in authors and (number in row["hits"] or not number)]
        if left and len(authors) < MOST and (number is None or sizes[number]):
            row = _most_typical(left, platforms)
            authors.add(row["author_key"])
            platforms[row["platform"]] += 1
            yield row, name if number else _themes(row, context)


def _themes(row: dict[str, Any], context: Context) -> str:
    return ", ".join(sorted(name for name, number in context.theme_ids.items() if number in row["hits"])) or "no theme"


def _candidates(context: Context) -> list[dict[str, Any]]:
    """Counted posts of the day that can be quoted: whole texts of known accounts that repeat nothing."""
    wanted = storage.post_list.Filter(since=context.start, until=context.end, counted_only=True, voice=REACTING)
    rows = storage.post_list.sampled(
        context.session, context.event_id, wanted, list(context.theme_ids.values()), LOOKED_AT
    )
    return [row for row in rows if _can_be_quoted(row)]


def _can_be_quoted(row: dict[str, Any]) -> bool:
    whole = row["text_state"] == "ok" and not row["text_cut"] and row["kind"] != "repost" and bool(row["text"])
    first = row["first"] is None or row["first"] == (row["platform"], row["native_id"])
    return whole and first and row["author_key"] is not None and len(row["text"].split()) >= SHORTEST_WORDS


def _most_typical(rows: Sequence[dict[str, Any]], platforms: Counter[str]) -> dict[str, Any]:
    """The post whose words are most common among the others; of equals on the platform quoted least, the earliest."""
    words = [set(WORD.findall(row["text"].lower())) for row in rows]
    common = Counter(word for each in words for word in each)

    def rank(place: int) -> tuple[float, ...]:
        row = rows[place]
        short = len(row["text"]) <= LONGEST
        typical = sum(common[word] for word in words[place]) / (len(words[place]) + 4)
        return (platforms[row["platform"]], not short, -typical, row["created_at"].timestamp(), row["id"])

    return rows[min(range(len(rows)), key=rank)]
