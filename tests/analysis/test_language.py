"""The language of short posts: sure, or "unknown"; never English because nothing else was thought of."""

import csv
import pathlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.language import Language, languages, stated_language

SENTENCES = {
    "en": "The people of this city have been through so much and they are still here.",
    "uk": "Сьогодні вночі знову було дуже гучно, але ми всі живі та тримаємося разом.",
    "ru": "Сегодня ночью опять было очень громко, но мы все живы и держимся вместе.",
    "pl": "Dziś w nocy znowu było bardzo głośno, ale wszyscy żyjemy i trzymamy się razem.",
    "de": "Heute Nacht war es wieder sehr laut, aber wir leben alle und halten zusammen.",
    "ar": "كانت الليلة صاخبة جدا مرة أخرى لكننا جميعا على قيد الحياة",
    "ja": "昨夜はまたとてもうるさかったですが、みんな無事です",
    "ko": "어젯밤에도 매우 시끄러웠지만 우리 모두 무사합니다",
    "he": "הלילה היה שוב רועש מאוד אבל כולנו בחיים",
    "ka": "წუხელ ისევ ძალიან ხმაურიანი იყო მაგრამ ყველანი ცოცხლები ვართ",
    "el": "Απόψε είχε πάλι πολύ θόρυβο αλλά είμαστε όλοι ζωντανοί",
    "th": "เมื่อคืนเสียงดังมากอีกครั้งแต่พวกเราทุกคนปลอดภัย",
}


def one(text: str, stated: str | None = None) -> Language:
    (found,) = languages([text], [stated])
    return found


@pytest.mark.parametrize("code", SENTENCES)
def test_a_plain_sentence_is_decided(code: str) -> None:
    assert one(SENTENCES[code]).code == code


@pytest.mark.parametrize(
    "text",
    ["", "😂😂", "https://t.co/abc", "@someone", "12:30", "🇺🇦 https://x.y @a @b", "!!!", "RT @someone: https://t.co/x"],
)
def test_without_words_there_is_no_language(text: str) -> None:
    assert one(text).code == "none"


@pytest.mark.parametrize(
    ("text", "how"),
    [("😂😂", "emoji"), ("🇺🇦 https://x.y @a", "emoji"), ("🙏🏻!", "emoji"), ("!!!", "none"), ("", "none")],
)
def test_posts_of_emoji_only_are_told_from_those_that_say_nothing(text: str, how: str) -> None:
    assert one(text) == Language("none", 1.0, how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["Stay strong Харків ми з вами завжди my friends", "Kyiv Київ", "слава Ukraine героям"]
)
def test_a_text_in_two_scripts_is_unknown(text: str) -> None:
    assert one(text).code == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "We hebben de hele nacht in de kelder gezeten en het was heel erg koud",
        "كانت ليلة طويلة and cold",
        "Bu gece yine çok gürültülüydü",
    ],
)
def test_other_languages_are_never_english(text: str) -> None:
    assert one(text).code != "en"


def test_links_and_names_do_not_make_a_text_one_of_two_scripts() -> None:
    assert one("Слава Україні, ми тримаємося https://t.co/abcdefgh @someone_else").code == "uk"


@pytest.mark.parametrize("text", ["Putin", "ok", "Kyiv Kharkiv Odesa", "haha no"])
def test_too_little_is_unknown(text: str) -> None:
    assert one(text).code in ("unknown", "none")


def test_the_platforms_label_helps_where_the_model_leans_the_same_way_and_decides_nothing_alone() -> None:
    assert one(SENTENCES["uk"], "en").code == "uk"
    assert one("Слава героям", "uk").code in ("uk", "unknown")
    assert one("😂", "en").code == "none"


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("und", None),
        ("zxx", None),
        ("qme", None),
        ("art", None),
        ("", None),
        (None, None),
        ("iw", "he"),
        ("in", "id"),
        ("en-GB", "en"),
        ("UK", "uk"),
    ],
)
def test_labels_that_name_no_language_are_none(label: str | None, expected: str | None) -> None:
    assert stated_language(label) == expected


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from([*SENTENCES.values(), "Putin", "😂", "no war please", "das ist gut", "слава"]), max_size=8
    ),
    st.data(),
)
def test_a_batch_gives_what_single_calls_give(texts: list[str], data: st.DataObject) -> None:
    stated = data.draw(st.lists(st.sampled_from([None, "en", "uk"]), min_size=len(texts), max_size=len(texts)))
    assert languages(texts, stated) == [one(text, label) for text, label in zip(texts, stated, strict=True)]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    found = one(text)
    assert 0 <= found.probability <= 1
    assert found.code


def test_right_on_real_posts_where_it_decides(samples: pathlib.Path) -> None:
    with (samples / "scoring" / "language_sample.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = languages([row["text"] for row in rows], [None] * len(rows))
    decided = [
        (row["lang"], each.code) for row, each in zip(rows, found, strict=True) if each.code not in ("unknown", "none")
    ]
    assert sum(a == b for a, b in decided) >= 0.99 * len(decided)
    not_english = [code for language, code in decided if language != "en"]
    assert sum(code == "en" for code in not_english) <= 0.005 * len(not_english)
    assert sum(each.code == "en" for row, each in zip(rows, found, strict=True) if row["lang"] == "en") >= 95
