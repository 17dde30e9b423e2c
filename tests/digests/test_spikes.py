"""Spikes say what they were: the phrases, subreddits and sites that had a larger share than in the hours before."""

from typing import Any

import pytest

from digests.spike_causes import site_of
from tests.digests.conftest import Bring, Make, said
from tests.making import at, comment, submission

COVERED = (at(-14 * 1440), at(3 * 1440))
WORDS = (
    "amber birch cedar delta ember fjord grove heath iris jade kelp lotus maple north olive pearl quartz river".split()
)


def own_words(number: int) -> str:
    return " ".join(WORDS[(number * step + step * step) % len(WORDS)] for step in range(1, 7))


def quiet() -> list[Any]:
    """Two weeks of one post an hour in many subreddits."""
    return [
        comment(
            20_000 + n,
            f"I was in Kharkiv with {own_words(n)} {n}",
            minutes=-60 * n - 5,
            author=f"q{n}",
            subreddit=f"s{n % 5}",
        )
        for n in range(14 * 24)
    ]


def burst() -> list[Any]:
    return [
        comment(
            n,
            f"Kharkiv and the silver bridge was hit, {own_words(n)} {n}",
            minutes=10 + n / 4,
            author=f"b{n}",
            subreddit="bridges",
        )
        for n in range(200)
    ]


def linked(first: int, number: int, minutes: float, site: str) -> list[Any]:
    return [
        submission(
            f"l{first + n}",
            f"Kharkiv {own_words(n)}",
            minutes=minutes + n,
            url=f"https://www.{site}/{n}",
            is_self=False,
            author=f"l{n}",
        )
        for n in range(number)
    ]


@pytest.fixture
def told(event_file: Any, bring_to: Bring, make: Make) -> Any:
    def told(*more: Any) -> str:
        event_file()
        return said(make(bring_to("strike", *quiet(), *burst(), *more, covers=COVERED), remake=True), "spikes")

    return told


def test_a_spike_says_which_phrases_and_subreddits_it_was(told: Any) -> None:
    text = told()
    assert "More of it than in the 24 hours before: phrases “" in text
    assert "bridge" in text
    assert "subreddits bridges 100 % (" in text
    assert "(before 0 % (0–" in text or "(before 0.0 % (0.0–" in text


def test_sites_are_told_where_there_were_links_before(told: Any) -> None:
    assert "sites" not in told()
    text = told(*linked(0, 20, -900, "old.example"), *linked(100, 20, 20, "new.example"))
    assert "sites new.example 100 % (" in text


def test_a_site_is_the_host_of_a_link_and_not_the_platforms_own() -> None:
    assert site_of("https://www.news.example/a?b=c") == "news.example"
    assert site_of("https://old.reddit.com/r/x") == site_of("https://x.com/i/1") == site_of("no link") == ""
    assert site_of("http://[broken") == ""
    assert site_of("https://notx.com/") == "notx.com"
