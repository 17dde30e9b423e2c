"""Who reacts and who passes on news: the rules, one by one and as a whole, on invented posts."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reacting import RULES, VOICES, judge
from tests.making_voices import POSTS


def facts(text: str, kind: str = "post", platform: str = "x", **more: Any) -> dict[str, Any]:
    plain = {"platform": platform, "kind": kind, "text": text, "link": None, "ref_id": None, "language": "en"}
    return {**plain, "text_state": "ok", **more}


def test_the_rules_are_right_as_often_as_the_docs_say() -> None:
    wrong = []
    for kind, platform, text, link, language, listing, said in POSTS:
        mark = judge(facts(text, kind, platform, link=link, language=language), listing)
        if mark.voice != said:
            wrong.append((text, said, mark))
    assert len(POSTS) == DOCUMENTED[1]
    assert len(POSTS) - len(wrong) == DOCUMENTED[0], wrong


DOCUMENTED = (114, 120)  # as in docs/method.md


@pytest.mark.parametrize(
    ("text", "more", "rule"),
    [
        ("https://t.co/x", {}, "bare-link"),
        ("RT @desk: something", {}, "repost"),
        ("Something", {"kind": "repost"}, "repost"),
        ("", {"text_state": "deleted"}, "no-text"),
        ("> only that", {"kind": "comment", "platform": "reddit"}, "only-quote"),
        ("Strike hits Kharkiv", {"platform": "reddit", "link": "https://news.example/a"}, "link-submission"),
        ("kharkiv strike kills five https://n.example/kharkiv-strike-kills-five", {}, "title-of-link"),
        ("Talks go on in Vienna - Reuters https://t.co/x", {}, "news-sign"),
        ("Governor says five were killed https://t.co/x", {}, "headline"),
        ("I am so sorry https://t.co/x", {}, "own-words"),
        ("this is it", {"kind": "comment", "platform": "reddit"}, "reply"),
        ("💔", {}, "feeling"),
    ],
)
def test_each_rule_decides_what_it_says(text: str, more: dict[str, Any], rule: str) -> None:
    assert judge(facts(text, **more), None).rule == rule


def test_a_listed_account_is_official_whatever_it_writes() -> None:
    assert judge(facts("I am so sorry"), "media").rule == "listed-media"
    assert judge(facts("I am so sorry"), "official").voice == "official"
    assert judge(facts("I am so sorry"), "bots").voice == "reacting"


def test_first_persons_inside_quotation_marks_are_not_the_authors() -> None:
    assert judge(facts("“We will rebuild,” mayor tells parliament https://t.co/x"), None).voice == "passing on"


def test_the_us_is_not_us() -> None:
    assert judge(facts("US and U.S. allies agree new aid https://t.co/x"), None).voice == "passing on"


@given(st.text(max_size=300), st.sampled_from(["post", "comment", "reply", "quote", "repost"]), st.booleans())
def test_every_text_gets_a_mark_with_a_rule_that_is_explained(text: str, kind: str, is_linked: bool) -> None:
    mark = judge(facts(text, kind, link="https://a.example/b-c" if is_linked else None), None)
    assert mark.voice in VOICES
    assert mark.rule in RULES


@pytest.mark.parametrize(
    "piece", ["(", "[a](http://b ", "“", "#", "@a ", "> ", "\n", "a-", "RT @", "'", "U.S.", " - A", "😢"]
)
def test_long_nasty_texts_cost_little(piece: str) -> None:
    begun = time.process_time()
    judge(facts(piece * 20_000), None)
    assert time.process_time() - begun < 0.25
