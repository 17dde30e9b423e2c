"""What an alert says: all that the reader needs, in so many characters, and hostile text stays text."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import alerts
from alerts import wording
from alerts.wording import Behind, Quoted, Told

AT = dt.datetime(2025, 4, 18, 4, 42, tzinfo=dt.UTC)
FACTS: dict[str, Any] = {
    "minutes": 15,
    "window": 1,
    "observed": 64.0,
    "expected": 11.0,
    "low": 6.0,
    "high": 17.0,
    "rarity": 3.0,
    "once_per_hours": 216.0,
    "history_hours": 600.0,
    "phase": "normal",
    "measure": "authors",
}
BEHIND = Behind(
    posts=100,
    accounts=64,
    texts=82,
    copied=3,
    in_copied=21,
    communities=(("europe", 40), ("news", 30), ("ukraine", 20), ("poland", 10)),
    themes=("the world must act", "anger"),
    seen=(("reddit", 1.0), ("x", None)),
    quotes=(Quoted(1, "Reddit r/europe, 07:31", "https://www.reddit.com/comments/abc/_/def/"),),
)


def told(**changes: Any) -> Told:
    made = Told(
        event="kharkiv",
        title="Kharkiv",
        zone="Europe/Kyiv",
        episode_id=12,
        rule="authors",
        platform="reddit",
        subject="",
        what="opened",
        grade="spike",
        started_at=AT - dt.timedelta(minutes=17),
        now=AT,
        facts=FACTS,
        behind=BEHIND,
        link="https://watch.example.org/alerts/kharkiv/12",
    )
    return dataclasses.replace(made, **changes)


def test_the_short_form_says_what_how_much_since_when_and_what_was_not_seen() -> None:
    assert wording.write(told()).phone == (
        "Kharkiv · Reddit rising · 07:42 Kyiv\n"
        "64 accounts in 15 min (expected 6–17), since 07:25. 4 communities. 18 % copies.\n"
        "Rising: “the world must act”, “anger”. Saw 100 % of Reddit feeds; X not seen.\n"
        "Reaction, not confirmation."
    )


def test_the_whole_text_has_what_a_reader_asks_first() -> None:
    text = wording.write(told()).text
    for words in (
        "64 accounts in 15 min (expected 6–17), since 07:25 Kyiv. Here about once per 9 days.",
        "100 posts of 64 accounts in all, 82 different texts. 21 % of this is 3 texts.",
        "Where: r/europe 40, r/news 30, r/ukraine 20, r/poland 10.",
        "“⟦quote 1⟧”\n  Reddit r/europe, 07:31, https://www.reddit.com/comments/abc/_/def/",
        "X not seen",
        "Open: https://watch.example.org/alerts/kharkiv/12",
        "groundswell alerts show kharkiv/12",
        "not public opinion",
    ):
        assert words in text


def test_word_tone_is_never_in_the_short_form() -> None:
    facts = {"hours": 3, "now": 0.6, "before": 0.2, "difference_low": 0.3, "difference_high": 0.5, "subject": "dark"}
    written = wording.write(told(rule="tone", facts=facts, subject="dark"))
    assert "60 %" in written.text
    assert "60" not in written.phone
    assert "dark" not in written.phone


def test_follow_ups_say_what_they_are() -> None:
    ended = {"lasted_minutes": 130, "total": 1900.0, "usual": 300.0, "most": 200.0, "most_at": AT.isoformat()}
    over = wording.write(told(what="ended", facts={**FACTS, "ended": ended}))
    assert over.text.splitlines()[2].startswith("Over after 2 h 10 min, since 07:25 Kyiv. 1,900 in all")
    assert "It was about “the world must act”, “anger”." in over.text
    assert wording.write(told(what="worse")).phone.startswith("WORSE: Kharkiv")
    corrected = wording.write(told(what="corrected", facts={**FACTS, "because": "data came late"}))
    assert "no longer holds: data came late" in corrected.phone


WORDS = st.text(min_size=1, max_size=200)


@given(title=WORDS, theme=WORDS, community=WORDS, what=st.sampled_from(["opened", "worse", "corrected"]))
@settings(max_examples=80, deadline=None)
def test_whatever_names_say_the_short_form_is_short_and_keeps_its_caveat(
    title: str, theme: str, community: str, what: str
) -> None:
    behind = dataclasses.replace(BEHIND, themes=(theme,), communities=((community, 3),))
    made = told(title=title, behind=behind, what=what, subject=theme, rule="theme")
    phone = wording.write(made).phone
    assert len(phone) <= 240
    assert phone.endswith("\nReaction, not confirmation.")


@pytest.mark.parametrize("rule", sorted(alerts.RULES))
def test_every_rule_has_words_for_its_subject_line(rule: str) -> None:
    facts = {
        **FACTS,
        "words": "feed “a”: refused",
        "quiet_observed": 1,
        "quiet_expected": 40,
        "now": 0.5,
        "before": 0.1,
        "hours": 3,
        "kind": "language",
        "difference_low": 0.1,
        "difference_high": 0.3,
    }
    written = wording.write(told(rule=rule, facts=facts, subject="grief"))
    assert written.subject.startswith("Kharkiv · ")
    assert len(written.phone) <= 240


def test_many_at_once_are_one_short_message() -> None:
    many = [told(episode_id=n, rule="theme", subject=f"theme {n}", facts={**FACTS, "rarity": n}) for n in range(500)]
    written = wording.grouped("Kharkiv", many, AT)
    assert "500 series at once" in written.subject
    assert "and 480 more: groundswell alerts list kharkiv" in written.text
    assert "theme 499" in written.text
    assert len(written.phone) <= 240


HOSTILE = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><a href='javascript:x'>", "a\r\nBcc: x@y"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_not_taken_for_markup_in_mail(hostile: str) -> None:
    made = told(title=hostile, behind=dataclasses.replace(BEHIND, themes=(hostile,), communities=((hostile, 1),)))
    written = wording.write(made)
    page = wording.as_html(written.text)
    assert "<script" not in page
    assert "<img" not in page
    assert "href='javascript" not in page
    assert "\n" not in written.subject
    assert page.count("<a ") == 2
