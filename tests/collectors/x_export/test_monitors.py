"""Exports of monitoring services: ids in addresses, times of a project's zone, texts withheld, other platforms between."""

import pathlib

from collectors.base import Notice
from collectors.x_export import monitors
from tests.collectors.tables import columns, content_of, iso, outcomes, own_id, read, told
from tests.making import at


def address(n: int) -> str:
    return f"http://twitter.com/demo/statuses/{own_id(n)}"


def test_talkwalkers_project_time_is_told_by_the_ids(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        40, url=address, indexed=iso, published=lambda n: at(n + 120).strftime("%d/%m/%y %H:%M:%S"), content=told, lang="en",
        extra_author_attributes__id="tw:795", extra_author_attributes__short_name="demo", tags_marking=lambda n: "isRepost" if n == 1 else "",
    )  # fmt: skip
    found, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert found.format == "Talkwalker"
    assert any("+2.0 h" in warning for warning in found.warnings)
    assert (posts[2].native_id, posts[2].author, posts[2].author_name) == (own_id(2), "795", "demo")
    assert posts[1].kind == "repost"


def test_rows_of_other_platforms_are_no_posts_and_not_errors(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        6,
        url=lambda n: address(n) if n else "https://www.facebook.com/demo/posts/5",
        published="18/04/25 02:12:00",
        content=told,
    )
    (tmp_path / "f").write_text(content_of(header, rows))
    _, found = outcomes(tmp_path / "f")
    assert found[0] == Notice("rows of other platforms than X and Reddit")


def test_texts_that_a_service_withholds_are_said_to_be_missing(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        6,
        **{
            "Date": "18-Apr-2025",
            "Time": "02:12AM",
            "Document ID": '"abc"',
            "URL": address,
            "Hit Sentence": "",
            "Author Handle": "@demo",
        },
    )
    found, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert any("have no text" in warning for warning in found.warnings)
    assert {post.text_state for post in posts} == {"empty"}
    assert posts[0].author_name == "demo"


def test_reddits_posts_are_reddits(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        4, **{"Date": "18-Apr-2025", "Time": lambda n: f"{n + 1}:12 PM", "Document ID": "1", "URL": lambda n: f"https://www.reddit.com/r/worldnews/comments/abc12{n}/title/def34{n}/", "Hit Sentence": told}
    )  # fmt: skip
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert (posts[1].platform, posts[1].native_id, posts[1].root_id, posts[1].community) == (
        "reddit",
        "t1_def341",
        "t3_abc121",
        "worldnews",
    )
    assert posts[1].created_at.isoformat() == "2025-04-18T14:12:00+00:00"


def test_brandwatchs_lines_before_the_header_are_passed_over(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        10, **{"Query Id": 5, "Query Name": "strike", "Date": lambda n: iso(n) + ".0", "Title": "", "Snippet": "short", "Full Text": told, "Url": address, "Thread Entry Type": "reply", "X Author ID": "66"}
    )  # fmt: skip
    content = "Report:,Bulk Mentions Download\nBrand:,Demo\nFrom:,2025-04-18\n\n" + content_of(header, rows)
    found, posts, _ = read(tmp_path / "f", content)
    assert found.format == "Brandwatch"
    assert (posts[0].text, posts[0].kind, posts[0].author) == (told(0), "reply", "66")
    assert monitors.TOOLS[2].name == "Brandwatch"
