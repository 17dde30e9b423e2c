"""Communities and languages stand by how much was posted, never by their themes."""

from typing import Any

from tests.conftest import EVENT
from tests.digests.conftest import Bring, Make, part, said
from tests.making import comment


def test_no_figure_sets_a_theme_against_a_community_or_a_language(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file("happened_at = 2025-04-18T05:12:00+03:00\n" + EVENT)
    posts = [
        comment(n, f"Kharkiv, so resilient, number {n} {'z' * n}", minutes=n, author=f"u{n}", subreddit=f"s{n % 4}")
        for n in range(60)
    ]
    made = make(bring_to("strike", *posts))
    definitions = list(_definitions(made.numbers))
    assert any("community=" in each for each in definitions)
    assert not [each for each in definitions if "theme=" in each and ("community=" in each or "language=" in each)]
    assert "nor languages are ranked by their themes" in said(made, "communities")


def test_communities_are_listed_by_posts(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file()
    posts = [comment(n, f"Kharkiv {n}", minutes=n, subreddit="many" if n % 3 else "few") for n in range(9)]
    (table,) = [each for each in part(make(bring_to("strike", *posts)), "communities")["parts"] if "rows" in each]
    assert [row[:2] for row in table["rows"]] == [["r/many", "6"], ["r/few", "3"]]


def _definitions(found: Any) -> Any:
    if isinstance(found, dict):
        yield from [found["definition"]] if isinstance(found.get("definition"), str) else []
        for each in found.values():
            yield from _definitions(each)
    elif isinstance(found, list):
        for each in found:
            yield from _definitions(each)
