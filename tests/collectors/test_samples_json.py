"""The readers of JSON on real files, where those are at hand; what is expected is what stands in their descriptions."""

import pathlib
from collections import Counter

import pytest

from collectors import READERS, opening, reading, recognising
from collectors.base import FileRefused, Notice, Rejected
from storage.tables import NewPost
from tests.conftest import SAMPLES

pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the real files are not here")
X, REDDIT = SAMPLES / "x", SAMPLES / "reddit"


def only(pattern: str, below: pathlib.Path = X) -> pathlib.Path:
    return next(iter(sorted(below.glob(pattern))))


def read(path: pathlib.Path) -> tuple[Counter[str], list[NewPost]]:
    counts: Counter[str] = Counter()
    posts = []
    for member in opening.members(path):
        claim = recognising.recognise(member, READERS)
        for unit in reading.read(member, READERS[claim.layout["reader"]], claim.layout):
            for record in unit.records:
                outcome = record.outcome
                if isinstance(outcome, NewPost):
                    posts.append(outcome)
                    counts["context" if outcome.is_context else "ads" if outcome.is_ad else "posts"] += 1
                counts["rejected"] += isinstance(outcome, Rejected)
                counts["notices"] += isinstance(outcome, Notice)
    return counts, posts


@pytest.mark.parametrize(
    ("pattern", "posts", "context", "ads", "rejected", "notices"),
    [
        ("twarc2_jsonl/2sets.jsonl", 200, 76, 0, 0, 1),  # 82 in includes, of which 6 are posts of the page too
        ("twarc2_jsonl/streaming_output_with_error.jsonl", 7, 4, 0, 1, 0),
        ("twarc2_jsonl/withheld.jsonl", 215, 69, 0, 0, 5),
        ("api_v11_search_json/twitter.json", 100, 73, 0, 0, 0),
        ("api_v2_flat_handmade/payload-v2.json", 10, 5, 0, 0, 0),
        ("zeeschuimer_ndjson/*", 68, 2, 9, 0, 0),
        ("graphql_raw_json/raw_search.json", 20, 5, 0, 0, 0),
        ("graphql_raw_json/_issue_28_1.json", 2, 2, 0, 0, 0),
        ("twscrape_jsonl/*", 25, 5, 0, 0, 0),
        ("snscrape_jsonl/snscrape_pt_2021.json", 538, 31, 0, 0, 0),
        ("snscrape_jsonl/snscrape_small_2021.json", 10, 0, 0, 0, 0),
        ("apify_tweet_scraper_json/*", 10, 1, 0, 0, 0),
        ("x_archive_grailbird_2012_2018/*.js", 65, 0, 0, 0, 0),
    ],
)
def test_a_real_file_of_x_gives_all_its_posts(
    pattern: str, posts: int, context: int, ads: int, rejected: int, notices: int
) -> None:
    counts, _ = read(only(pattern))
    assert (counts["posts"], counts["context"], counts["ads"]) == (posts, context, ads)
    assert (counts["rejected"], counts["notices"]) == (rejected, notices)


@pytest.mark.parametrize(
    ("pattern", "posts", "notices"),
    [
        ("graw_testdata/thread.json", 200, 125),
        ("graw_testdata/more.json", 50, 11),
        ("graw_testdata/subreddit.json", 27, 0),
        ("graw_testdata/user.json", 25, 0),
        ("pushshift_importer_test_data/test_comments.ndjson", 27, 0),
        ("pushshift_importer_test_data/test_submissions.ndjson", 31, 0),
        ("pushshift_api_v3_europe_2022.ndjson", 249, 0),
    ],
)
def test_a_real_file_of_reddit_gives_all_its_posts(pattern: str, posts: int, notices: int) -> None:
    counts, _ = read(only(pattern, REDDIT))
    assert (counts["posts"], counts["rejected"], counts["notices"]) == (posts, 0, notices)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("graphql_raw_json/raw_search.json", "twscrape_jsonl/*", 25),
        ("zeeschuimer_ndjson/*", "4cat_csv/*", 77),
        ("zeeschuimer_ndjson/*", "zeeschuimer_csv/*", 77),
        ("twarc2_jsonl/brexit.jsonl", "twarc2_jsonl/2sets.jsonl", 100),
    ],
)
def test_the_same_posts_from_two_files_agree(one: str, other: str, shared: int) -> None:
    first = {post.native_id: post for post in read(only(one))[1]}
    second = {post.native_id: post for post in read(only(other))[1]}
    both = first.keys() & second.keys()
    assert len(both) >= shared
    for name in both:
        assert (first[name].created_at, first[name].text) == (second[name].created_at, second[name].text)


@pytest.mark.parametrize("name", ["counts.jsonl", "lists.jsonl", "users_compliance.jsonl", "empty.json"])
def test_what_is_no_file_of_posts_is_refused(name: str) -> None:
    with pytest.raises(FileRefused):
        read(X / "negative_not_posts" / name)
