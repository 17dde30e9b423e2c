"""Rising phrases: what rose is found, and nothing in windows drawn at random. All texts are generated."""

import random

import pytest

from analysis import phrases
from analysis.phrases import Said, clearness, rising, words_of

VOCABULARY = [f"w{n}" for n in range(3_000)]
WEIGHTS = [1 / (n + 2) for n in range(3_000)]


def pool(seed: int, posts: int) -> list[Said]:
    """Posts of words as frequent as in a language, by accounts of which some write much."""
    chance = random.Random(seed)
    return [
        Said(" ".join(chance.choices(VOCABULARY, WEIGHTS, k=14)), int(chance.paretovariate(1) * 50), n, 0)
        for n in range(posts)
    ]


def plain(text: str, count: int, *, first: int = 0, stretch: int = 0) -> list[Said]:
    return [Said(f"{text} x{first + n}", first + n, first + n, stretch) for n in range(count)]


def names(found: phrases.Found) -> list[str]:
    return [each.phrase for each in found.phrases]


def test_no_phrase_rises_in_windows_drawn_at_random() -> None:
    said = pool(1, 2_400)
    for seed in range(8):
        random.Random(seed).shuffle(said)
        past = [each._replace(stretch=1 + n // 300) for n, each in enumerate(said[300:])]
        assert names(rising(said[:300], past)) == []


def test_a_phrase_that_rose_is_found_in_its_longest_form() -> None:
    past = plain("quiet day in town", 400, first=1_000, stretch=1)
    found = rising(plain("sirens over town", 40), past)
    assert names(found)[0] == "sirens over town"
    assert "sirens" not in names(found)
    first = found.phrases[0]
    assert (first.posts, first.whole, first.before, first.whole_before) == (40, 40, 0, 400)


def test_one_account_and_one_text_count_once() -> None:
    past = plain("quiet day in town", 400, first=1_000, stretch=1)
    window = plain("quiet day here", 100, first=100)
    loud = [Said(f"buy coins {n}", 7, n, 0) for n in range(90)]
    copied = [Said("share this everywhere", n, 5, 0) for n in range(90)]
    assert not {"coins", "buy coins", "share", "share this everywhere"} & set(
        names(rising(window + loud + copied, past))
    )


def test_the_key_by_which_accounts_are_told_apart_changes_nothing() -> None:
    """Two computers have the same posts under other author keys: what rises, and how clearly, is the same."""
    said = [each._replace(text_id=each.text_id % 300, number=n) for n, each in enumerate(pool(3, 900))]
    window = said[:200] + [each._replace(text=f"sirens over town {each.text}") for each in said[200:260]]
    past = [each._replace(stretch=1) for each in said[260:]]
    keys = list(range(100_000))
    random.Random(5).shuffle(keys)

    def keyed(posts: list[Said]) -> list[Said]:
        return [each._replace(author=keys[(each.author or 0) % 100_000]) for each in posts]

    assert rising(keyed(window), keyed(past)) == rising(window, past)


def test_fewer_than_five_posts_are_no_rise() -> None:
    past = plain("quiet day in town", 4_000, first=1_000, stretch=1)
    assert "sirens" not in names(rising(plain("sirens wail", 4) + plain("quiet day", 20, first=50), past))


def test_without_a_past_nothing_rises() -> None:
    found = rising(plain("sirens over town", 40), [])
    assert found == phrases.Found([], 40, 0)


def test_the_order_of_the_posts_does_not_matter() -> None:
    said, past = pool(3, 300), pool(4, 300)
    said += [Said(f"sirens over town w{n % 5}", 9_000 + n % 50, 9_000 + n % 55, 0) for n in range(80)]
    turned = rising(said[::-1], past[::-1])
    assert turned == rising(said, past)
    assert turned.phrases


def test_a_slogan_is_named_once() -> None:
    past = plain("quiet day in town", 400, first=1_000, stretch=1)
    found = names(rising(plain("people demand patriot batteries today", 40), past))
    assert len([name for name in found if len(name.split()) == 3]) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RT @demo_a: Kharkiv’s metro &amp; trams https://t.co/x", ["kharkiv's", "metro", "trams"]),
        ("ask u/demo_user or @demo_b now", ["ask", "or", "now"]),
        ("One. Two", ["one", None, "two"]),
        ("Ещё раз", ["еще", "раз"]),
        ("cut wor…", ["cut"]),
    ],
)
def test_words_are_those_that_people_mean(text: str, words: list[str | None]) -> None:
    assert words_of(text) == words


def test_groups_of_function_words_only_are_no_phrases() -> None:
    past = plain("quiet day town", 400, first=1_000, stretch=1)
    assert names(rising(plain("they are there", 60), past)) == []


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "MOST_GRAMS", 500)
    past = plain("quiet day in town", 400, first=10_000, stretch=1)
    noise = [Said(" ".join(f"n{n}a{m}" for m in range(30)), n, n, 0) for n in range(200)]
    assert names(rising(noise + plain("sirens over town", 60, first=5_000), past))[0] == "sirens over town"


def test_clearness_is_signed_and_zero_without_a_difference() -> None:
    assert clearness(10, 100, 100, 1_000) == pytest.approx(0, abs=1e-6)
    assert clearness(30, 100, 100, 1_000) > 4 > 0 > clearness(1, 100, 100, 1_000)
    assert clearness(5, 10, 0, 0) == 0


def test_no_phrase_rises_in_random_windows_of_real_posts(samples: object) -> None:
    import csv

    from analysis.echoes import text_key

    with open(f"{samples}/real/x_ukraine_2022-02-01.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    said = [Said(row["text"], hash(row["author_id"]), text_key(row["text"]) or n, 0) for n, row in enumerate(rows)]
    for seed in range(3):
        random.Random(seed).shuffle(said)
        past = [each._replace(stretch=1 + n // 500) for n, each in enumerate(said[500:4_000])]
        assert names(rising(said[:500], past)) == []
