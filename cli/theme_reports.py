"""Reports about themes: as records for programs, and as lines for people."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import typer

import storage.theme_posts
import storage.understood
from analysis.language import languages
from analysis.marks import mark_of
from analysis.outward import one_line
from analysis.plan import Plan
from analysis.stars import StarCounts, Tracer
from analysis.words import spans
from cli.opened import Opened, open_event
from config.event_file import Event as EventFile
from config.event_parts import Theme
from config.theme_library import shipped_themes
from digests.precision import Rule, rules


def of_library() -> list[dict[str, Any]]:
    """Each shipped theme with the number of its phrases by language."""
    return [
        {"theme": name, "phrases": {key: len(each) for key, each in theme.items() if key != "not"}}
        | {"not": list(theme.get("not", ()))}
        for name, theme in shipped_themes().items()
    ]


def of_event(name: str) -> list[dict[str, Any]]:
    """Each theme of the event as it was last applied, with its counted posts and how right it was."""
    opened = open_event(name)
    with opened.database.read() as session:
        ids = storage.understood.known_theme_ids(session, opened.file)
        posts = storage.theme_posts.counted(session, opened.id, list(ids.values()))
        measured = rules(session, opened.id, opened.file)
    return [_listed(theme, posts.get(ids.get(theme.name, 0), 0), measured[theme.name]) for theme in opened.file.themes]


def _listed(theme: Theme, posts: int, rule: Rule) -> dict[str, Any]:
    figure = rule.figure
    return {
        "theme": theme.name,
        "wording": theme.hash,
        "phrases": {language: len(written) for language, written in theme.phrases.items()},
        "not": list(theme.exceptions),
        "posts": posts,
        "rule": {"right": rule.right, "n": figure.n, "value": figure.value, "low": figure.low, "high": figure.high}
        | {"current_wording": rule.is_current}
        if figure.n
        else None,
        "rule_words": rule.words,
    }


def list_lines(records: Sequence[dict[str, Any]]) -> Iterator[str]:
    for record in records:
        phrases = ", ".join(f"{language} {count}" for language, count in record["phrases"].items())
        exceptions = f"; {len(record['not'])} exceptions" if record["not"] else ""
        yield f"{record['theme']}: phrases in {phrases}{exceptions}"
        if "posts" in record:
            yield f"    {record['posts']:,} posts; phrases {record['rule_words']}; wording {record['wording']}"


def tried(event: EventFile, text: str) -> dict[str, Any]:
    """What the event file makes of a text: its language, whether the keywords match, and each theme's places."""
    plan, language = Plan(event), languages([text], [None])[0]
    found = plan.find(text)
    uses = plan.themes(found, text, language.code)
    return {
        "text": text,
        "language": language.code,
        "matches_keywords": plan.matches(found),
        "keywords": [text[start:end] for start, end in spans(text, plan.keyword_hits(found))],
        "themes": [
            {
                "theme": theme.name,
                "counts": theme.name in uses,
                "mark": mark_of(uses.get(theme.name, [])),
                "places": traced,
            }
            for theme in event.themes
            if (traced := _traced(theme, text, {(use.first, use.last): use for use in uses.get(theme.name, [])}))
        ],
    }


def _traced(theme: Theme, text: str, uses: dict[tuple[int, int], Any]) -> list[dict[str, Any]]:
    places = []
    for trace in Tracer(theme).traces(text):
        start, end = next(iter(spans(text, [trace.hit])))
        use = uses.get((trace.hit.first, trace.hit.last)) if not trace.is_left_out else None
        places.append(
            {
                "words": text[start:end],
                "start": start,
                "phrase": trace.phrase,
                "stars": [{"star": star, "word": word} for star, word in trace.caught],
                "negated": bool(use and use.negated),
                "quoted": bool(use and use.quoted),
                "left_out": trace.is_left_out,
            }
        )
    return places


def tried_lines(found: dict[str, Any]) -> Iterator[str]:
    keywords = ", ".join(f"“{one_line(words)}”" for words in found["keywords"])
    yield f"Language: {found['language']}. Keywords: {keywords or 'none'}" + (
        "" if found["matches_keywords"] else "; by its words alone it would not belong to the event"
    )
    if not found["themes"]:
        yield "No theme."
    for theme in found["themes"]:
        mark = f", {theme['mark']}" if theme["mark"] else ""
        yield f"{theme['theme']}{mark}" if theme["counts"] else f"{theme['theme']}: left out by its exceptions"
        for place in theme["places"]:
            stars = "".join(f"; {each['star']} stood for {each['word']}" for each in place["stars"])
            notes = [name.replace("_", " ") for name in ("negated", "quoted", "left_out") if place[name]]
            marks = f" ({', '.join(notes)})" if notes else ""
            yield f"    “{one_line(place['words'])}” at {place['start']} by {place['phrase']!r}{stars}{marks}"


def stars(name: str, theme: str, limit: int) -> list[dict[str, Any]]:
    """For each star of each theme: how many different words it stood for, and the most frequent with their posts."""
    opened = open_event(name)
    wanted = [each for each in opened.file.themes if not theme or each.name == theme]
    if not wanted:
        raise typer.BadParameter(_other_themes(opened), param_hint="--theme")
    return [record for each in wanted for record in _stars_of(opened, each, limit)]


def _other_themes(opened: Opened) -> str:
    return f"the event has no such theme; it has: {', '.join(theme.name for theme in opened.file.themes)}"


def _stars_of(opened: Opened, theme: Theme, limit: int) -> Iterator[dict[str, Any]]:
    counts, posts = StarCounts(theme), 0
    with opened.database.read() as session:
        theme_id = storage.understood.known_theme_ids(session, opened.file).get(theme.name, 0)
        for text in storage.theme_posts.texts(session, opened.id, theme_id):
            counts.see(text)
            posts += 1
    words = [word for written in theme.phrases.values() for phrase in written for word in phrase.split()]
    for star in dict.fromkeys(word for word in words if word.endswith("*")):
        caught, left_out = counts.caught.get(star, Counter()), counts.left_out.get(star, Counter())
        yield {
            "theme": theme.name,
            "posts_with_theme": posts,
            "star": star,
            "different_words": len(caught),
            "posts": sum(caught.values()),
            "words": _most(caught, limit),
            "left_out": _most(left_out, limit),
            "rarest_dropped": counts.is_cut,
        }


def _most(words: Counter[str], limit: int) -> list[dict[str, Any]]:
    ordered = sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"word": word, "posts": posts} for word, posts in ordered[:limit]]


def star_lines(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    theme, silent = "", list[str]()
    for record in records:
        if record["theme"] != theme:
            yield from _silent(silent)
            theme, silent = record["theme"], []
            yield f"{theme}: {record['posts_with_theme']:,} posts"
        if not record["words"] and not record["left_out"]:
            silent.append(record["star"])
            continue
        more = record["different_words"] - len(record["words"])
        yield f"    {record['star']}: {_spelt(record['words'])}" + (f", and {more:,} other words" if more > 0 else "")
        if record["left_out"]:
            yield f"        left out: {_spelt(record['left_out'])}"
    yield from _silent(silent)


def _silent(stars: Sequence[str]) -> Iterator[str]:
    if stars:
        yield f"    found nothing: {', '.join(stars)}"


def _spelt(words: Sequence[dict[str, Any]]) -> str:
    return ", ".join(f"{one_line(each['word'])} {each['posts']:,}" for each in words) or "nothing"
