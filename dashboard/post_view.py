"""Posts as the pages and the answers for programs show them, with what was found in each."""

import dataclasses
from typing import Any

import fastapi

import storage.corrections
import storage.post_search
import storage.understood
from dashboard.opened import Opened
from digests.posts import records
from storage.post_search import Page, Place, Search

VIAS = ("keyword", "thread", "all")
VOICES = ("reacting", "passing on", "official", "unclear")


def place_of(given: str) -> Place | None:
    """Where a page begins, as `cursor` wrote it."""
    if not given:
        return None
    minute, _, number = given.partition(".")
    try:
        found = int(minute), int(number)
    except ValueError:
        raise fastapi.HTTPException(422, "`after` is not the place of a page.") from None
    if not all(-(1 << 63) <= part < 1 << 63 for part in found):
        raise fastapi.HTTPException(422, "`after` is not the place of a page.")
    return found


def cursor(place: Place | None) -> str | None:
    return f"{place[0]}.{place[1]}" if place else None


def found(opened: Opened, wanted: Search, after: Place | None, size: int) -> tuple[Page, list[dict[str, Any]]]:
    """One page, and its posts as records: names masked, links without names."""
    page = storage.post_search.page(opened.session, opened.id, wanted, after, size)
    return page, records(opened.session, opened.event, opened.file, page.posts)


def with_theme(opened: Opened, wanted: Search, theme: str) -> Search:
    """The search for a theme: its phrases, and what readers said of single posts. One that nothing was found of yet
    has a number that no post has."""
    if not theme:
        return wanted
    number = storage.understood.known_theme_ids(opened.session, opened.file).get(theme, -1)
    said = storage.corrections.about_themes(opened.session, opened.id)
    yes, no = (tuple(said.get((theme, value), ())) for value in (True, False))
    return dataclasses.replace(wanted, theme_id=number, said_yes=yes, said_no=no)
