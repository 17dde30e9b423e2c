"""What a reader can say of sampled posts: whether a theme is in them, who speaks, whether they belong to the event."""

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence

import fastapi

import storage.corrections
import storage.labels
import storage.post_list
import storage.series
import storage.understood
from analysis import estimates
from analysis.estimates import Figure
from analysis.outward import masked
from config import clock
from config.settings import settings
from dashboard.opened import Opened, database
from storage.tables.identity import hash64, uid, url_of

SAMPLE, SEED = 50, "groundswell"
REDRAWN = 3_600  # seconds for which a sample is kept: to draw one reads all posts of the event
SMALL = 10_000  # posts up to which each new one may change the sample at once
RIGHT: Mapping[str, bool | None] = {"right": True, "wrong": False, "skip": None}


@dataclasses.dataclass(frozen=True)
class Answer:
    """One button of the page, and the key that presses it."""

    value: str
    words: str
    key: str


YES_NO = (Answer("right", "Yes", "y"), Answer("wrong", "No", "n"), Answer("skip", "Skip", "s"))
WHO = (
    Answer("reacting", "Reacts", "r"),
    Answer("passing on", "Passes on news", "p"),
    Answer("official", "Official or media", "o"),
    Answer("unclear", "Unclear", "u"),
    Answer("skip", "Skip", "s"),
)


@dataclasses.dataclass(frozen=True)
class Asked:
    """The next post and how far the reader is; no post when all of the sample are judged."""

    post: Mapping[str, object] | None
    done: int
    of: int


def next_post(opened: Opened, drawn: Sequence[int], judged: Callable[[int], bool], skipped: int) -> Asked:
    """The first post of the sample from place `skipped` on that is not judged and still has its text."""
    left = [number for place, number in enumerate(drawn) if place >= skipped and not judged(number)]
    for number in left:
        row = storage.post_list.one(opened.session, number)
        if row and row["text"]:
            return Asked(_shown(row), len(drawn) - len(left), len(drawn))
    return Asked(None, len(drawn), len(drawn))


def _shown(row: Mapping[str, object]) -> dict[str, object]:
    """The post without its author and without what the rules call it."""
    platform, native = str(row["platform"]), str(row["native_id"])
    return {
        "uid": uid(platform, native),
        "text": masked(str(row["text"])),
        "language": row["language"],
        "platform": platform,
        "url": url_of(platform, native, row["root_id"]),  # type: ignore[arg-type]
    }


def of_theme(opened: Opened, theme_id: int) -> tuple[int, ...]:
    return _drawn(settings().database, opened.id, theme_id, _state(opened))


def of_event(opened: Opened) -> tuple[int, ...]:
    return _drawn(settings().database, opened.id, None, _state(opened))


def _state(opened: Opened) -> tuple[int, int]:
    """While it is the same, a sample is not drawn again: the hour, and in a small event the number of its posts."""
    platforms = storage.series.platforms(opened.session, opened.id)
    posts = sum(storage.series.total(opened.session, opened.id, platform=each) for each in platforms)
    return int(clock.now().timestamp() // REDRAWN), min(posts, SMALL)


@functools.lru_cache(maxsize=64)
def _drawn(_: str, event_id: int, theme_id: int | None, __: tuple[int, int]) -> tuple[int, ...]:
    with database().read() as session:
        if theme_id is not None:
            return tuple(storage.labels.sample(session, event_id, theme_id, seed=SEED, most=SAMPLE))
        seed = abs(hash64(SEED))
        return tuple(storage.labels.sample_of_event(session, event_id, seed=seed, most=SAMPLE))


def keep_theme(opened: Opened, number: int, theme: str, given: str, reader: str) -> None:
    if given not in RIGHT:
        raise fastapi.HTTPException(422, "There is no such answer.")
    version = storage.understood.known_theme_ids(opened.session, opened.file).get(theme)
    if version is None:
        raise fastapi.HTTPException(422, "Nothing was found of that theme yet.")
    row = {"event_id": opened.id, "theme_id": version, "post_id": number, "reader": reader}
    with database().write() as session:
        storage.labels.add(session, [{**row, "is_right": RIGHT[given], "labelled_at": clock.now()}])


def keep_relevance(opened: Opened, number: int, given: str, reader: str) -> None:
    if given not in RIGHT:
        raise fastapi.HTTPException(422, "There is no such answer.")
    row = {"event_id": opened.id, "post_id": number, "reader": reader, "via": _member(opened, number)["via"]}
    with database().write() as session:
        storage.labels.add_relevance(session, {**row, "is_right": RIGHT[given], "labelled_at": clock.now()})


def keep_who(opened: Opened, number: int, given: str) -> None:
    """Beside what the rules call it; a post that a reader corrected is no measure of the rules."""
    if given not in {each.value for each in WHO}:
        raise fastapi.HTTPException(422, "There is no such answer.")
    member = _member(opened, number)
    if given != "skip" and member["voice_rule"] != "corrected":
        with database().write() as session:
            mark = str(member["voice"])
            storage.corrections.keep_label(session, opened.id, number, given, mark, now=clock.now())


def _member(opened: Opened, number: int) -> Mapping[str, object]:
    rows = storage.post_list.memberships(opened.session, number)
    found = next((row for row in rows if row["event_id"] == opened.id), None)
    if found is None:
        raise fastapi.HTTPException(422, "That post is not in this event.")
    return found


def who_is_right(opened: Opened) -> Figure:
    """The share of labelled posts that the rules call as readers do."""
    right, judged = storage.corrections.agreement(opened.session, opened.id)
    return estimates.share(right, judged, f"rule right?event={opened.name}")


def relevance(opened: Opened) -> dict[str, Figure]:
    """The share of judged posts that belong, by why they stand in the event."""
    found = storage.labels.relevances(opened.session, opened.id)
    return {
        via: estimates.share(right, judged, f"belongs?event={opened.name}&via={via}")
        for via, (right, judged) in found.items()
    }
