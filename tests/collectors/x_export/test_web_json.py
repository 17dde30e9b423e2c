"""Posts of X's web pages: captured, recorded or saved as they came."""

import base64
import json
import pathlib
from typing import Any

import pytest

from collectors import READERS, opening, reading, recognising
from collectors.base import Head, Notice, RecordRejected, Rejected
from collectors.x_export import web_json
from storage.tables import NewPost
from tests.collectors.x_export.forms import captured, number, recorded, stamp, timeline, web_tweet
from tests.making import at, write_lines


def read(value: dict[str, Any]) -> list[Any]:
    return list(web_json.outcomes(value, {}))


def test_a_search_answer_gives_its_posts_in_order_and_no_cursor() -> None:
    found = read(timeline(web_tweet(2, "second"), web_tweet(1, "first")))
    assert [(post.text, post.native_id) for post in found] == [("second", number(2)), ("first", number(1))]


def test_a_post_has_its_account_its_counts_and_the_time_of_its_id() -> None:
    (post,) = read(timeline(web_tweet(1, lang="uk")))
    assert (post.author, post.author_name, post.stated_language) == ("77", "demo_web", "uk")
    assert (post.likes, post.reposts, post.replies, post.quotes, post.views) == (5, 2, 1, 0, 1200)
    assert post.created_at.replace(microsecond=0) == at(1)


def test_the_name_of_an_account_is_found_where_x_kept_it_before() -> None:
    tweet = web_tweet(1)
    tweet["core"]["user_results"]["result"] = {"rest_id": "77", "legacy": {"screen_name": "demo_old"}}
    assert read(timeline(tweet))[0].author_name == "demo_old"
    del tweet["core"]
    assert read(timeline(tweet))[0].author_name is None
    address = f"https://x.com/demo_media/status/{number(1)}/photo/1"
    tweet["legacy"]["extended_entities"] = {"media": [{"expanded_url": address}]}
    assert read(timeline(tweet))[0].author_name == "demo_media"


def test_a_long_post_is_read_from_its_note_which_is_not_escaped() -> None:
    tweet = web_tweet(1, "short &amp; cut…")
    tweet["note_tweet"] = {"note_tweet_results": {"result": {"text": "short & cut no more &amp; whole"}}}
    (post,) = read(timeline(tweet))
    assert (post.text, post.text_cut) == ("short & cut no more &amp; whole", False)
    assert read(timeline(web_tweet(1, "a &amp; b &lt;3")))[0].text == "a & b <3"


def test_a_repost_has_the_whole_text_and_no_counts_and_its_original_is_context() -> None:
    original = {"result": {"__typename": "TweetWithVisibilityResults", "tweet": web_tweet(1, "all of a long text")}}
    repost, context = read(timeline(web_tweet(2, "RT @demo_web: all of…", retweeted_status_result=original)))
    assert (repost.kind, repost.ref_id, repost.text) == ("repost", number(1), "RT @demo_web: all of a long text")
    assert (repost.likes, repost.reposts, repost.is_context) == (None, None, False)
    assert (context.native_id, context.likes, context.is_context) == (number(1), 5, True)


@pytest.mark.parametrize(
    "result", [{}, {"result": {}}, {"result": {"__typename": "TweetTombstone", "tombstone": {}}}, {"result": None}]
)
def test_a_quote_whose_post_is_gone_is_still_a_quote(result: dict[str, Any]) -> None:
    tweet = web_tweet(1, quoted_status_id_str="123456789012345678")
    tweet["quoted_status_result"] = result
    (post,) = read(timeline(tweet))
    assert (post.kind, post.ref_id) == ("quote", "123456789012345678")


def test_accounts_and_tombstones_are_passed_over() -> None:
    page = timeline(web_tweet(1))
    account = {"user_results": {"result": {"__typename": "User", "rest_id": "5", "legacy": {"screen_name": "x"}}}}
    gone = {"tweet_results": {"result": {"__typename": "TweetTombstone", "tombstone": {"text": {"text": "gone"}}}}}
    page["data"]["more"] = [{"itemContent": account}, {"itemContent": gone}]
    assert len(read(page)) == 1


def test_one_post_without_a_text_costs_itself_only() -> None:
    broken = {"__typename": "Tweet", "rest_id": number(2)}
    assert [type(each) for each in read(timeline(web_tweet(1), broken, web_tweet(3)))] == [NewPost, Rejected, NewPost]


def test_fields_that_move_out_of_their_place_are_still_found() -> None:
    tweet = web_tweet(1, "moved")
    tweet["details"] = tweet.pop("legacy")
    (post,) = read(timeline(tweet))
    assert (post.text, post.likes) == ("moved", 5)


def test_advertisements_are_marked() -> None:
    page = timeline(web_tweet(1), web_tweet(2))
    instruction = page["data"]["search_by_raw_query"]["search_timeline"]["timeline"]["instructions"][0]
    instruction["entries"][0]["content"]["itemContent"]["promotedMetadata"] = {"impressionId": "1"}
    assert [post.is_ad for post in read(page)] == [True, False]
    assert [post.is_ad for post in read(captured(1, promoted=True))] == [True]


def test_a_captured_post_goes_by_its_own_id_and_says_when_it_was_seen() -> None:
    (post,) = read(captured(3))
    assert post.native_id == number(3)
    assert post.metrics_at == at(63)


def test_captures_of_before_2023_are_read() -> None:
    tweet = {"legacy": web_tweet(1)["legacy"], "user": {"id_str": "9", "screen_name": "demo_adaptive"}}
    (post,) = read(captured(1, data={**tweet, "type": "adaptive"}))
    assert (post.native_id, post.author, post.author_name) == (number(1), "77", "demo_adaptive")


def test_search_answers_of_before_2023_tell_what_was_listed_and_what_came_along() -> None:
    posts = {number(own): {**web_tweet(own)["legacy"], "user_id_str": "9"} for own in (1, 2)}
    listed = {"content": {"item": {"content": {"tweet": {"id": number(1), "displayType": "Tweet"}}}}}
    page = {
        "globalObjects": {"tweets": posts, "users": {"9": {"id_str": "9", "screen_name": "demo_a"}}},
        "timeline": {"instructions": [{"addEntries": {"entries": [listed]}}]},
    }
    assert [(post.native_id, post.is_context, post.author_name) for post in read(page)] == [
        (number(1), False, "demo_a"),
        (number(2), True, "demo_a"),
    ]


def test_a_capture_says_where_it_was_made_and_what_it_cannot_stand_for() -> None:
    def warnings(address: str) -> str:
        claim = web_json.recognise(Head("json", [captured(1, source_platform_url=address)]))
        assert claim
        return " ".join(claim.warnings)

    assert "own home timeline" in warnings("https://x.com/home")
    assert "Top" in warnings("https://x.com/search?q=demo&src=typed_query")
    assert "Top" not in warnings("https://x.com/search?q=demo&f=live")
    assert "https://x.com/demo" in warnings("https://x.com/demo")


def test_captures_of_other_platforms_are_not_claimed() -> None:
    assert web_json.recognise(Head("json", [captured(1, source_platform="tiktok.com")])) is None


def test_of_a_recording_only_answers_with_posts_are_read(tmp_path: pathlib.Path) -> None:
    body = json.dumps(timeline(web_tweet(1)))
    packed = base64.b64encode(json.dumps(timeline(web_tweet(2))).encode()).decode()
    entries = [
        recorded("x" * 700_000, url="https://abs.twimg.com/main.js"),
        recorded(body),
        recorded(packed, encoding="base64"),
        recorded("full_text but no JSON"),
        recorded("{}", encoding="base64"),
    ]
    path = tmp_path / "a.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "pages": [], "entries": entries}, "comment": [1]}, indent=1))
    (member,) = opening.members(path)
    claim = recognising.recognise(member, READERS)
    outcomes = [record.outcome for unit in reading.read(member, web_json, claim.layout) for record in unit.records]
    assert "HAR" in claim.format
    assert [type(each) for each in outcomes] == [Notice, NewPost, NewPost, Notice, Notice]
    assert outcomes[1].metrics_at == at(90)


def test_a_recording_without_answers_says_how_to_save_it() -> None:
    entry = recorded("")
    del entry["response"]["content"]["text"]
    claim = web_json.recognise(Head("json", [entry]))
    assert claim
    assert "HAR with content" in " ".join(claim.warnings)


def test_answers_without_posts_are_no_posts_and_other_json_is_rejected() -> None:
    assert [type(each) for each in read({"data": {"viewer": {}}})] == [Notice]
    with pytest.raises(RecordRejected):
        read({"hello": 1})


def test_a_file_of_raw_answers_laid_end_to_end_is_read(tmp_path: pathlib.Path) -> None:
    path = write_lines(tmp_path / "raw", [json.dumps(timeline(web_tweet(own)), indent=2) for own in (1, 2)])
    (member,) = opening.members(path)
    claim = recognising.recognise(member, READERS)
    found = [record.outcome for unit in reading.read(member, web_json, claim.layout) for record in unit.records]
    assert [post.native_id for post in found if isinstance(post, NewPost)] == [number(1), number(2)]


def test_a_time_is_taken_from_the_post_where_its_id_is_too_old_to_tell() -> None:
    tweet = web_tweet(1)
    tweet["rest_id"] = tweet["legacy"]["id_str"] = "1234"
    tweet["legacy"]["created_at"] = "Wed Oct 10 20:19:24 +0000 2007"
    assert read(timeline(tweet))[0].created_how == "stated"
    assert stamp(0).endswith("2025")


def test_an_answer_that_names_errors_too_is_read() -> None:
    page = {"errors": [{"message": "Timeout: a part is missing"}], **timeline(web_tweet(1))}
    assert web_json.recognise(Head("json", [page]))
    assert [type(each) for each in read(page)] == [NewPost]
