"""Clusters of near-same texts are a function of the texts: no order, batch, interruption or second worker changes them."""

import datetime as dt
import itertools
import pathlib
import random
import shutil
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import storage.buckets
import storage.echoes
import storage.leases
from analysis.echoes import marks_of, nearly_same, pairs_of, stars, text_key, words_of
from storage.database import Database
from storage.tables import Membership, Post, PostText
from storage.tables.columns import minute_of, table
from tests.conftest import NOW
from tests.copies import KINDS, edited, unrelated
from worker import linking

EVENT = 1


def put(database: Database, texts: list[str], first: int = 1) -> None:
    """Posts with these texts in the event, a minute apart, to be compared."""
    with database.write() as session:
        for number, text in enumerate(texts, start=first):
            at = NOW + dt.timedelta(minutes=number)
            facts = {
                "id": number, "platform": "x", "native_id": str(number), "kind": "post", "created_at": at, "created_how": "id",
                "text_state": "ok", "text_cut": False, "language": "en", "language_how": "words", "language_probability": 1.0,
                "is_ad": False, "is_context": False, "is_bot": False, "text_key": text_key(text),
            }  # fmt: skip
            session.execute(sa.insert(table(Post)).values(**facts))
            session.execute(sa.insert(table(PostText)).values(post_id=number, text=text))
            member = {"event_id": EVENT, "post_id": number, "minute": minute_of(at), "via": "all"}
            session.execute(sa.insert(table(Membership)).values(**member, counts=True, why_not=None, revision_id=1))
        storage.echoes.ask(session, map(text_key, texts))


def link(database: Database) -> None:
    assert linking.link(database, clock=lambda: NOW) == "done"


def clusters(database: Database) -> dict[int, int]:
    with database.read() as session:
        return {row.text_key: row.cluster for row in session.execute(sa.text("select * from text_cluster"))}


def by_definition(texts: list[str], compared: int) -> dict[int, int]:
    """The clusters of texts, worked out from all of them at once, each compared with each."""
    pairs = {key: pairs_of(words_of(text)) for text in texts if (key := text_key(text)) is not None}
    marks = {key: set(marks_of(each)) for key, each in pairs.items()}
    holders: dict[int, list[int]] = {}
    for key in sorted(pairs):
        for mark in marks[key]:
            holders.setdefault(mark, []).append(key)
    links = []
    for one, other in itertools.combinations(sorted(pairs), 2):
        shared = [mark for mark in marks[one] & marks[other] if one in holders[mark][:compared]]
        if len(shared) >= 2 and nearly_same(pairs[one], pairs[other]):
            links.append((one, other))
    return stars(links)


def family(chance: random.Random, number: int) -> list[str]:
    """Texts and copies of them, and copies of the copies: chains whose ends are not alike."""
    found = unrelated(chance, number)
    for _ in range(3 * number):
        found.append(edited(chance.choice(found), chance.choice(KINDS), chance))
    return found


@pytest.fixture
def fresh(database: Database, tmp_path: pathlib.Path) -> Callable[[], Database]:
    """Makes empty databases, one after the other."""
    database.close()
    source, numbers = pathlib.Path(database.url.removeprefix("sqlite:///")), itertools.count()

    def fresh() -> Database:
        path = tmp_path / f"{next(numbers)}.sqlite"
        shutil.copyfile(source, path)
        return Database(f"sqlite:///{path}")

    return fresh


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.sampled_from([1, 2, 3, 5, 100]), st.integers(1, 4))
def test_clusters_are_those_of_the_definition_in_any_order_and_any_batches(
    fresh: Callable[[], Database], seed: int, compared: int, batches: int
) -> None:
    chance = random.Random(seed)
    texts = family(chance, 6)
    chance.shuffle(texts)
    database = fresh()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linking, "COMPARED", compared)
        patch.setattr(linking, "BATCH", chance.randint(1, 9))
        size = -(-len(texts) // batches)
        for start in range(0, len(texts), size):
            put(database, texts[start : start + size], first=start + 1)
            link(database)
    assert clusters(database) == by_definition(texts, compared)
    database.close()


def test_marks_that_nearly_all_texts_have_do_not_bring_each_together_with_each(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []
    monkeypatch.setattr(linking, "COMPARED", 10)
    whole = linking._candidates

    def counted(*arguments: Any) -> Any:
        found = list(whole(*arguments))
        compared.append(len(found))
        return found

    monkeypatch.setattr(linking, "_candidates", counted)
    opening = "one two three four five six seven eight nine ten"
    put(database, [f"{opening} {text}" for text in unrelated(random.Random(8), 400)])
    link(database)
    assert sum(compared) < 400 * 8 * 10


def test_a_copy_that_comes_later_has_the_minutes_of_both_counted_again(database: Database) -> None:
    text, other = unrelated(random.Random(1), 2)
    put(database, [text, other])
    link(database)
    assert clusters(database) == {}
    put(database, [f"Yes: {text}"], first=10)
    link(database)
    assert len(set(clusters(database).values())) == 1
    with database.read() as session:
        marked = session.execute(sa.text("select distinct minute from dirty_minute")).scalars().all()
        assert sorted(marked) == [minute_of(NOW) + 1, minute_of(NOW) + 10]


def test_what_another_worker_has_in_hand_is_left_to_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    put(database, unrelated(random.Random(1), 3))
    with monkeypatch.context() as patch, database.write() as session:
        patch.setattr(storage.leases, "owner", lambda: "elsewhere/1/1")
        storage.leases.take(session, linking.LEASE, now=NOW)
    assert linking.link(database, clock=lambda: NOW) == "elsewhere"
    later = NOW + dt.timedelta(minutes=2)
    assert linking.link(database, clock=lambda: later) == "done"
    with database.read() as session:
        assert not storage.echoes.is_due(session)


def test_a_time_limit_leaves_the_rest_for_the_next_call(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "BATCH", 2)
    texts = family(random.Random(2), 3)
    put(database, texts)
    calls = 1
    while linking.link(database, clock=lambda: NOW, seconds=0) == "more":
        calls += 1
    assert calls > 2
    assert clusters(database) == by_definition(texts, linking.COMPARED)


def test_a_text_that_nobody_has_any_more_holds_no_others_together(database: Database) -> None:
    words = [f"w0x{number}" for number in range(26)]
    early, whole, late = (" ".join(some) for some in ([*words[:17], "no one"], words, ["and so", *words[9:]]))
    put(database, [early, whole, late])
    link(database)
    assert len(clusters(database)) == 3
    with database.write() as session:
        gone = session.execute(sa.text("select text_key from post where id = 2")).scalar_one()
        session.execute(sa.text("update post set text_key = null where id = 2"))
        session.execute(sa.text("delete from post_text where post_id = 2"))
        storage.echoes.ask(session, [gone])
    link(database)
    assert clusters(database) == {}
    put(database, [whole], first=20)
    link(database)
    assert len(clusters(database)) == 3
