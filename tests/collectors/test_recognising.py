"""What a file is: told from its content, in words that a person can act on."""

import gzip
import json
import pathlib
from typing import Any

import pytest

from collectors import READERS, opening, recognising
from collectors.base import FileRefused, Recognised
from tests.making import at as after
from tests.making import comment, submission, tweet, x_id

STATUS = {
    "id_str": x_id(after(1)),
    "full_text": "a text of some length",
    "user": {"id_str": "5", "screen_name": "demo"},
    "created_at": "Fri Apr 18 02:13:00 +0000 2025",
}


def recognised(path: pathlib.Path, content: bytes | str | Any) -> Recognised:
    raw = (
        content
        if isinstance(content, bytes)
        else content.encode()
        if isinstance(content, str)
        else json.dumps(content).encode()
    )
    path.write_bytes(raw)
    (member,) = opening.members(path)
    return recognising.recognise(member, READERS)


@pytest.fixture
def path(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "some.file"


def lines(*values: Any) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


@pytest.mark.parametrize(
    ("content", "words", "kind"),
    [
        (lines(comment(1, "a"), comment(2, "b")), "Reddit archive, comments", "lines"),
        (lines(submission("a", "t")), "Reddit archive, submissions", "lines"),
        (lines(comment(1, "a"), submission("a", "t")), "comments and submissions", "lines"),
        ([comment(1, "a")], "Reddit archive, comments", "document"),
        (lines({"data": [tweet(1, "a")], "includes": {}, "__twarc": {}}), "pages (twarc2)", "lines"),
        (lines({"data": tweet(1, "a"), "matching_rules": []}), "stream", "lines"),
        (lines(tweet(1, "a")), "one post per record", "lines"),
        ({"data": [tweet(1, "a")], "meta": {}}, "X API v2, pages", "lines"),
        ({"statuses": [STATUS], "search_metadata": {}}, "search answer", "lines"),
        ([STATUS, STATUS], "X API v1.1, posts", "document"),
        (json.dumps([STATUS], indent=2), "X API v1.1, posts", "document"),
        (json.dumps({"statuses": [STATUS]}, indent=2), "search answer", "document"),
    ],
)
def test_formats_are_recognised(path: pathlib.Path, content: Any, words: str, kind: str) -> None:
    found = recognised(path, content)
    assert words in found.format
    assert found.layout["units"] == kind


def table(delimiter: str = ",", rows: int = 3) -> str:
    header = delimiter.join(["id", "created_at", "text"])
    return (
        "\n".join(
            [header, *(delimiter.join([x_id(after(n), n), "2025-04-18", f"words of a post {n}"]) for n in range(rows))]
        )
        + "\n"
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_of_a_table_is_found(path: pathlib.Path, delimiter: str) -> None:
    assert recognised(path, table(delimiter)).layout["delimiter"] == delimiter


def test_commas_in_texts_do_not_hide_the_delimiter(path: pathlib.Path) -> None:
    rows = [f"{x_id(after(n), n)};2025-04-18;one, two, three, four, five and {n}" for n in range(8)]
    assert recognised(path, "id;created_at;text\n" + "\n".join(rows)).layout["delimiter"] == ";"


def test_a_line_that_names_the_delimiter_is_obeyed(path: pathlib.Path) -> None:
    found = recognised(path, "sep=;\n" + table(";"))
    assert (found.layout["delimiter"], found.layout["header_line"]) == (";", 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp1252"])
def test_the_encoding_of_a_table_is_found(path: pathlib.Path, encoding: str) -> None:
    words = {"cp1252": "café “naïve” déjà vu", "utf-16": "привіт, місто"}.get(encoding, "привіт, місто моє рідне")
    content = "id;created_at;text\n" + "".join(f"{x_id(after(n), n)};2025-04-18;{words} {n}\n" for n in range(20))
    found = recognised(path, content.encode(encoding))
    assert found.layout["encoding"] == encoding
    assert ("read as" in " ".join(found.warnings)) is not encoding.startswith("utf-8")


def test_lines_before_the_header_are_passed_over(path: pathlib.Path) -> None:
    found = recognised(path, "Report of the day\n\n" + table(","))
    assert found.layout["header_line"] == 3


def test_two_columns_of_one_name_are_told_apart(path: pathlib.Path) -> None:
    rows = "".join(f"{n},{x_id(after(n), n)},2025-04-18,words of a post {n}\n" for n in range(5))
    found = recognised(path, "id,id,created_at,text\n" + rows)
    assert found.layout["header"] == ["id", "id (2)", "created_at", "text"]
    assert found.layout["columns"]["id"] == "id (2)"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lines({"data": [{"id": "1", "username": "a", "name": "A", "public_metrics": {}}]}), "user accounts"),
        (lines({"data": [{"tweet_count": 3, "start": "x", "end": "y"}]}), "counts of posts"),
        (lines({"data": [{"id": "1", "name": "l", "follower_count": 1, "owner_id": "2"}]}), "lists of accounts"),
        (lines({"action": "delete", "created_at": "x", "id": "1", "reason": "deleted"}), "deletion notices"),
        ('{"a": 1}\n{"b": 2}\n', "no posts were recognised"),
        ("just a note, nothing more\n", "no JSON and no table"),
        ("date,total,percent\n2025-01-01,3,4\n", "no posts were recognised"),
        ("name,phone\nAnn,5\nBob,6\n", "no posts were recognised"),
        ("[]", "no"),
        ("{not json at all", "no line of this file is JSON"),
    ],
)
def test_what_is_no_posts_is_refused_with_what_it_is(path: pathlib.Path, content: str, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        recognised(path, content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[{'id': 1, 'text': 'x'}]\n", "Python"),
        (json.dumps([x_id(after(n), n) for n in range(3)]), "without their texts"),
        (lines({"id": x_id(after(1), 1)}, {"id": x_id(after(2), 2)}), "without their texts"),
        (lines({"_type": "snscrape.modules.twitter.User", "username": "a"}), "user accounts"),
        ('window.YTD.deleted_tweets.part0 = [{"tweet": {"id_str": "5", "full_text": "x"}}]', "deleted"),
        ("window.YTD.ad_engagements.part0 = [ ]", "ad_engagements"),
    ],
)
def test_json_that_is_no_posts_is_refused_with_what_it_is(path: pathlib.Path, content: str, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        recognised(path, content)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1251"])
def test_json_in_another_encoding_is_read(path: pathlib.Path, encoding: str) -> None:
    content = lines(*({**tweet(n, "привіт, місто моє рідне")} for n in range(20)))
    content = content.encode().decode("unicode_escape")
    found = recognised(path, content.encode(encoding))
    assert (found.layout["encoding"], "v2" in found.format) == (encoding, True)


def test_a_refusal_names_the_columns(path: pathlib.Path) -> None:
    with pytest.raises(FileRefused, match="date, total, percent"):
        recognised(path, "date,total,percent\n2025-01-01,3,4\n")


def test_a_first_line_that_is_broken_does_not_hide_the_rest(path: pathlib.Path) -> None:
    assert "comments" in recognised(path, '{"broken\n' + lines(comment(1, "a"), comment(2, "b"))).format


def test_a_first_record_longer_than_the_first_look_is_read_whole(path: pathlib.Path) -> None:
    page = {"data": [tweet(n, "x" * 900) for n in range(700)], "meta": {}}
    assert len(json.dumps(page)) > recognising.LOOKED_AT
    assert "pages" in recognised(path, page).format


def test_a_packed_file_is_recognised_by_what_is_inside(path: pathlib.Path) -> None:
    assert "comments" in recognised(path, gzip.compress(lines(comment(1, "a")).encode())).format


def test_json_of_no_known_tool_is_read_by_its_field_names(path: pathlib.Path) -> None:
    posts = [{"tweet_id": x_id(after(n), n), "message": f"some words here {n}", "when": "?"} for n in range(4)]
    assert recognised(path, {"tweets": posts}).layout["columns"]["text"] == "message"


COUNTS = {
    "real/x_ukraine_2022-02-01.csv": (9979, 0), "real/warline_tweets_2022.jsonl": (859, 0), "real/reddit_ukraine_war_comments.ndjson": (7137, 0),
    "real/reddit_ukraine_war_submissions.ndjson": (366, 0), "x/twarc2_jsonl/brexit.jsonl": (100, 0), "x/twarc2_jsonl/2sets.jsonl": (200, 0),
    "x/twarc2_jsonl/withheld.jsonl": (215, 0), "x/twarc2_jsonl/streaming_output_with_error.jsonl": (7, 1), "x/twarc2_jsonl/geo_tweets.jsonl": (2, 0),
    "x/snscrape_jsonl/snscrape_pt_2021.json": (538, 0), "x/snscrape_jsonl/snscrape_small_2021.json": (10, 0),
    "x/x_archive_grailbird_2012_2018/grailbird_tweets.csv": (2313, 0), "x/zeeschuimer_csv/zeeschuimer_native_2026-01.csv": (77, 0),
    "x/4cat_csv/4cat_from_zeeschuimer_2026-01.csv": (77, 0), "x/twarc_csv/2sets.twarc-csv-0.7.2.csv": (200, 0),
    "x/api_v11_search_json/twitter.json": (100, 0), "x/api_v2_flat_handmade/payload-v2.json": (10, 0),
    "x/twscrape_jsonl/raw_search.twscrape-0.20.1.jsonl": (25, 0), "x/minet_gazouilloire_twitwi/tweet-export.csv": (4, 0),
    "x/tags_google_sheet_csv/sample-data.csv": (10, 0), "x/apify_tweet_scraper_json/dataset_tweet-scraper_2025-11-21_21-51-32-246.json": (10, 0),
    "x/x_analytics_csv/tweet_activity_metrics_rOpenSci_20180901_20181001_en.csv": (46, 0),
    "reddit/pushshift_importer_test_data/test_comments.ndjson": (27, 0), "reddit/pushshift_importer_test_data/test_submissions.ndjson": (31, 0),
    "reddit/pushshift_importer_test_data/test_comments_wlog31.zst": (27, 0), "reddit/pushshift_api_v3_europe_2022.ndjson": (249, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTS)
def test_real_files_give_every_post(samples: pathlib.Path, name: str) -> None:
    from collectors import reading
    from collectors.base import Rejected
    from storage.tables import NewPost

    (member,) = opening.members(samples / name)
    found = recognising.recognise(member, READERS)
    outcomes = [
        record.outcome
        for unit in reading.read(member, READERS[found.layout["reader"]], found.layout)
        for record in unit.records
    ]
    posts = [outcome for outcome in outcomes if isinstance(outcome, NewPost) and not outcome.is_context]
    assert (len(posts), sum(isinstance(outcome, Rejected) for outcome in outcomes)) == COUNTS[name]


@pytest.mark.parametrize("name", ["empty.json", "counts.jsonl", "lists.jsonl", "users_compliance.jsonl"])
def test_real_files_of_other_things_are_refused(samples: pathlib.Path, name: str) -> None:
    with pytest.raises(FileRefused):
        (member,) = opening.members(samples / "x" / "negative_not_posts" / name)
        recognising.recognise(member, READERS)
