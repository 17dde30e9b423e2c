"""The archive that X gives an account of itself: all its parts, whose it is, and what stays closed."""

import json
import pathlib
import zipfile
from typing import Any

import pytest

from collectors import READERS, folder, opening, reading, recognising
from collectors.base import FileRefused, RecordRejected
from collectors.x_export import x_archive
from storage.tables import NewPost
from tests.collectors.x_export.forms import archived, number
from tests.making import at

MANIFEST = "window.__THAR_CONFIG = " + json.dumps({"userInfo": {"accountId": "4711", "userName": "demo_own"}})
ACCOUNT = "window.YTD.account.part0 = " + json.dumps([{"account": {"accountId": "4711", "username": "demo_own"}}])


def script(name: str, values: list[Any]) -> str:
    return f"window.YTD.{name} = " + json.dumps(values, indent=2)


FILES = {
    "data/manifest.js": MANIFEST,
    "data/tweets.js": script("tweets.part0", [archived(3, "third"), archived(2, "RT @other: a repost")]),
    "data/tweets-part1.js": script("tweets.part1", [archived(1, "first", in_reply_to_status_id_str="99")]),
    "data/deleted-tweets.js": script("deleted_tweets.part0", [archived(9, "regretted"), archived(8, "regretted too")]),
    "data/direct-messages.js": script("direct_messages.part0", [{"dmConversation": {"messages": []}}]),
    "data/tweets_media/1.jpg": "no picture",
    "Your archive.html": "<!doctype html>",
}


def packed(path: pathlib.Path, files: dict[str, str]) -> pathlib.Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def laid_out(path: pathlib.Path, files: dict[str, str]) -> pathlib.Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(content)
    return path


def read(members: list[opening.Member]) -> tuple[list[NewPost], str]:
    posts, warnings = [], ""
    for member in members:
        claim = recognising.recognise(member, READERS)
        assert claim.layout["reader"] == "x account archive"
        warnings += " ".join(claim.warnings)
        for unit in reading.read(member, x_archive, claim.layout):
            posts += [record.outcome for record in unit.records if isinstance(record.outcome, NewPost)]
    return posts, warnings


@pytest.mark.parametrize("form", ["zip", "folder"])
def test_all_parts_are_read_and_nothing_else_is_opened(tmp_path: pathlib.Path, form: str) -> None:
    if form == "zip":
        members = opening.members(packed(tmp_path / "a.zip", FILES))
    else:
        files = folder.files_below(laid_out(tmp_path / "a", FILES))
        members = [member for file in files for member in opening.members(file)]
    posts, warnings = read(members)
    assert sorted(post.text for post in posts) == ["RT @other: a repost", "first", "third"]
    assert {(post.author, post.author_name) for post in posts} == {("4711", "demo_own")}
    assert "2 posts that the account deleted" in warnings
    assert "own posts" in warnings
    assert "left closed" in warnings


def test_thousands_of_pictures_do_not_keep_an_archive_from_being_read(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST_MEMBERS", 3)
    files = {**FILES, **{f"data/tweets_media/{number}.jpg": "x" for number in range(9)}}
    assert len(opening.members(packed(tmp_path / "a.zip", files))) == 2


def test_kinds_and_counts_are_told() -> None:
    (repost,) = x_archive.outcomes(archived(1, "RT @other: so l…"), {})
    (reply,) = x_archive.outcomes(archived(1, in_reply_to_status_id_str="99"), {})
    (post,) = x_archive.outcomes(archived(1, "a &amp; b"), {})
    assert isinstance(repost, NewPost)
    assert isinstance(reply, NewPost)
    assert isinstance(post, NewPost)
    assert (repost.kind, repost.text_cut, repost.likes) == ("repost", True, None)
    assert (reply.kind, reply.ref_id) == ("reply", "99")
    assert (post.kind, post.likes, post.reposts, post.replies, post.text) == ("post", 3, 1, None, "a & b")


@pytest.mark.parametrize("form", ["zip", "folder"])
def test_posts_in_communities_are_read_too(tmp_path: pathlib.Path, form: str) -> None:
    files = {**FILES, "data/community-tweet.js": script("community_tweet.part0", [archived(4, "said in a community")])}
    if form == "zip":
        members = opening.members(packed(tmp_path / "a.zip", files))
    else:
        members = [m for file in folder.files_below(laid_out(tmp_path / "a", files)) for m in opening.members(file)]
    assert "said in a community" in {post.text for post in read(members)[0]}


def test_without_a_manifest_the_posts_have_no_author_and_it_is_said(tmp_path: pathlib.Path) -> None:
    posts, warnings = read(opening.members(packed(tmp_path / "a.zip", {"tweet.js": FILES["data/tweets.js"]})))
    assert [post.author for post in posts] == [None, None]
    assert "no author" in warnings


def test_the_account_file_stands_in_for_the_manifest(tmp_path: pathlib.Path) -> None:
    files = {"data/account.js": ACCOUNT, "data/tweet.js": script("tweet.part0", [archived(1)])}
    posts, _ = read(opening.members(packed(tmp_path / "a.zip", files)))
    assert posts[0].author_name == "demo_own"


def test_long_posts_are_read_whole_from_the_notes(tmp_path: pathlib.Path) -> None:
    whole = "this is the beginning of a long post & it goes on for quite a while"
    note = {"noteTweet": {"noteTweetId": "1", "createdAt": at(1).isoformat(), "core": {"text": whole}}}
    other = {"noteTweet": {"noteTweetId": "2", "createdAt": at(50).isoformat(), "core": {"text": whole + " (other)"}}}
    text = "this is the beginning of a long post &amp; it… https://t.co/abc"
    files = {**FILES, "data/note-tweet.js": script("note_tweet.part0", [note, other])}
    files["data/tweets.js"] = script("tweets.part0", [archived(1, text), archived(2, "a short one, written later")])
    posts, _ = read(opening.members(packed(tmp_path / "a.zip", files)))
    assert [(post.text, post.text_cut) for post in posts[:2]] == [
        (whole, False),
        ("a short one, written later", False),
    ]


def test_the_form_before_2018_is_read(tmp_path: pathlib.Path) -> None:
    old = {"id_str": number(1), "text": "old words", "created_at": "2018-08-31 20:37:55 +0000"}
    old["user"] = {"id_str": "5", "screen_name": "demo_bot"}  # type: ignore[assignment]
    files = {
        "data/js/tweets/2018_08.js": "Grailbird.data.tweets_2018_08 = \n " + json.dumps([old]),
        "data/js/user_details.js": "var user_details = {}",
        "index.html": "<html>",
        "tweets.csv": "tweet_id,text\n1,x\n",
    }
    posts, warnings = read(opening.members(packed(tmp_path / "a.zip", files)))
    assert [(post.text, post.author_name) for post in posts] == [("old words", "demo_bot")]
    assert "no author" not in warnings


@pytest.mark.parametrize("name", ["deleted-tweets", "direct-messages"])
def test_other_parts_are_refused_by_name(tmp_path: pathlib.Path, name: str) -> None:
    path = laid_out(tmp_path, FILES) / "data" / f"{name}.js"
    (member,) = opening.members(path)
    with pytest.raises(FileRefused, match="part of an X account archive"):
        recognising.recognise(member, READERS)


def test_what_is_no_post_is_rejected() -> None:
    with pytest.raises(RecordRejected):
        list(x_archive.outcomes({"like": {"tweetId": "1"}}, {}))
