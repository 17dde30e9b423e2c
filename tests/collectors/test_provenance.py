"""What files tell of how their posts were chosen."""

import json
import urllib.parse
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import provenance
from collectors.provenance import Chosen

VARIABLES = urllib.parse.quote(json.dumps({"rawQuery": "kharkiv", "product": "Latest", "count": 20}))


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://x.com/search?q=kharkiv%20strike&src=typed_query&f=live", Chosen("kharkiv strike", "latest")),
        ("https://x.com/search?q=kharkiv&src=typed_query", Chosen("kharkiv", "top")),
        ("https://twitter.com/search?q=kharkiv&f=top", Chosen("kharkiv", "top")),
        ("https://x.com/search?q=kharkiv&f=media", Chosen("kharkiv", "")),
        ("https://x.com/hashtag/kharkiv?f=live", Chosen("#kharkiv", "latest")),
        ("https://x.com/hashtag/kharkiv", Chosen("#kharkiv", "top")),
        ("https://x.com/home", Chosen("", "home")),
        ("https://api.twitter.com/2/tweets/search/all?query=kharkiv%20lang%3Aen&max_results=100", Chosen("kharkiv lang:en", "latest")),
        ("https://api.twitter.com/2/tweets/search/recent?query=a&sort_order=relevancy", Chosen("a", "top")),
        ("https://api.twitter.com/2/tweets?ids=1,2", Chosen()),
        (f"https://x.com/i/api/graphql/abc/SearchTimeline?variables={VARIABLES}", Chosen("kharkiv", "latest")),
        ("https://x.com/i/api/graphql/abc/HomeTimeline?variables=%7B%7D", Chosen("", "home")),
        ("https://x.com/i/api/graphql/abc/SearchTimeline?variables=%7B", Chosen()),
        ("http://[broken", Chosen()),
        ("not an address", Chosen()),
        (None, Chosen()),
    ],
)  # fmt: skip
def test_addresses_tell_query_and_order(url: Any, found: Chosen) -> None:
    assert provenance.of_url(url) == found


def test_one_page_of_the_top_tab_makes_the_file_a_choice_of_the_platform() -> None:
    pages = [{"source_platform_url": f"https://x.com/search?q=kharkiv&f={tab}"} for tab in ("live", "live", "top")]
    assert provenance.of_values(pages) == Chosen("kharkiv", "top")


def test_pages_of_twarc_tell_their_search() -> None:
    page = {"data": [], "__twarc": {"url": "https://api.twitter.com/2/tweets/search/all?query=kharkiv"}}
    assert provenance.of_values([page, {}]) == Chosen("kharkiv", "latest")


@given(st.text())
def test_no_address_raises(url: str) -> None:
    provenance.of_url("https://x.com/" + url)
    provenance.of_url(url)
