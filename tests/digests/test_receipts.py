"""A receipt says the same as long as nothing changed, and exactly what changed when something did."""

import pathlib
import re
from typing import Any

import pytest

import storage.receipts
from analysis.estimates import Figure
from digests import live, receipts
from digests.measures import phrases
from digests.rising import Risen, risen
from storage.database import Database
from storage.tables import Event
from storage.tables.identity import post_number
from tests.conftest import EVENT, NOW
from tests.digests import receipts_world as world
from tests.digests.receipts_world import Bring
from tests.making import comment
from worker import correcting, deleting, digesting, rebuilding, watching
from worker.correcting import Wish


@pytest.fixture
def bring(database: Database, event_file: Any, tmp_path: pathlib.Path) -> Bring:
    return world.bringing(database, event_file, tmp_path)


def small(bring: Bring) -> Event:
    """A day with nine posts."""
    words = ("the world must act", "resilient people", "thoughts")
    return bring(*(comment(n, f"Kharkiv {words[n % 3]} corner {n}", minutes=n, author=f"a{n}") for n in range(9)))


def asked(database: Database, given: str) -> dict[str, Any]:
    with database.read() as session:
        found = receipts.find(session, given)
        assert found is not None
        return receipts.receipt(session, found, now=NOW, spikes=watching.spikes)


def posts_figure(numbers: dict[str, Any]) -> str:
    """The id of the day's posts on Reddit."""
    found = (each for each in world.figures_of(numbers) if each["definition"].startswith("posts?"))
    return str(next(found)["id"])


def counted_again(database: Database, event: Event) -> None:
    rebuilding.rebuild(database, event.id or 0, clock=lambda: NOW)


def reasons(told: dict[str, Any]) -> dict[str, int]:
    return {each["what"]: each["n"] for each in told["why"]}


def test_every_figure_of_a_digest_has_an_id_and_is_the_same(bring: Bring, database: Database) -> None:
    event = bring(*world.records(), *(world.posts_on_x(n) for n in range(60)))
    world.label(database, event)
    numbers = world.digest(database, event)
    figures = world.figures_of(numbers)
    assert {each["id"].split(".")[0] for each in figures} == {numbers["receipt"]}
    told = asked(database, numbers["receipt"])
    wrong = [each for each in told["figures"] if each["state"] != "the same"]
    assert wrong == []
    assert told["figures_of_answer"] == len({each["id"] for each in figures}) > 50


def test_a_second_look_at_a_frozen_digest_names_the_same_receipt(bring: Bring, database: Database) -> None:
    event = small(bring)
    assert world.digest(database, event)["receipt"] == world.digest(database, event)["receipt"]
    remade = digesting.digest(database, event, world.DAY, now=NOW, remake=True)
    assert remade.numbers["receipt"] == world.digest(database, event)["receipt"]
    with database.read() as session:
        assert len(storage.receipts.listed(session, event.id or 0, 9)) == 1


def test_the_figures_of_a_summary_of_days_are_the_same(bring: Bring, database: Database) -> None:
    event = bring(*world.records())
    made = digesting.summary(database, event, now=NOW)
    assert made is not None
    told = asked(database, made.numbers["receipt"])
    assert told["kind"] == "summary"
    assert [each for each in told["figures"] if each["state"] != "the same"] == []
    assert told["kept_until"] is not None


def test_late_posts_are_counted(bring: Bring, database: Database) -> None:
    event = small(bring)
    name = posts_figure(world.digest(database, event))
    bring(comment(50, "Kharkiv again", minutes=20), comment(51, "Kharkiv once more", minutes=21))
    told = asked(database, name)
    assert (told["state"], told["figure"]["value"], told["now"]["value"]) == ("changed", 9, 11)
    assert reasons(told) == {"late posts": 2}
    assert told["posts"]["count"] == 11


def test_deletions_are_told_from_late_posts(bring: Bring, database: Database) -> None:
    event = small(bring)
    name = posts_figure(world.digest(database, event))
    with database.write() as session:
        deleting.delete_posts(session, [post_number("reddit", "t1_c00003")], "deleted", now=NOW)
    counted_again(database, event)
    bring(comment(50, "Kharkiv again", minutes=20))
    told = asked(database, name)
    assert told["state"] == "the same"  # nine again: one came, one went
    with database.write() as session:
        deleting.delete_posts(session, [post_number("reddit", "t1_c00004")], "deleted", now=NOW)
    counted_again(database, event)
    told = asked(database, name)
    assert told["now"]["value"] == 8
    assert reasons(told) == {"deletions": 2, "late posts": 1}


def test_corrections_are_counted(bring: Bring, database: Database) -> None:
    event = small(bring)
    name = posts_figure(world.digest(database, event))
    number = post_number("reddit", "t1_c00003")
    correcting.apply(database, event, number, [Wish("topic", "off")], "another city", "ann", now=NOW)
    counted_again(database, event)
    told = asked(database, name)
    assert told["now"]["value"] == 8
    assert reasons(told) == {"corrected": 1, "corrections": 1}


def test_a_new_settings_version_is_named(bring: Bring, database: Database, event_file: Any) -> None:
    event = small(bring)
    numbers = world.digest(database, event)
    event_file(EVENT.replace('en = ["resilien*"]', 'en = ["thoughts", "resilien*"]'))
    bring(comment(60, "Kharkiv in my thoughts", minutes=2000))
    told = asked(database, numbers["receipt"])
    changed = [each for each in told["figures"] if each["state"] == "changed"]
    shares = [each for each in changed if "theme=resilience" in each["definition"]]
    assert shares
    assert all("new settings" in reasons(each) for each in shares)
    same = [each for each in told["figures"] if each["definition"].startswith("posts?")]
    assert {each["state"] for each in same} == {"the same"}


def test_an_answer_on_a_page_is_its_own_receipt_and_tells_late_posts(bring: Bring, database: Database) -> None:
    event = small(bring)
    definition = "posts?event=strike&platform=reddit&by=day&start=2025-04-17T21:00:00+00:00"
    with database.read() as session:
        file_hash = receipts.find(session, definition).file.revision  # type: ignore[union-attr]
        name = live.naming(session, event, file_hash, now=NOW)(Figure(9, 9, definition=definition))
    assert len(name) < 200
    assert asked(database, name)["state"] == "the same"
    bring(comment(50, "Kharkiv again", minutes=20))
    told = asked(database, name)
    assert (told["state"], reasons(told)) == ("changed", {"late posts": 1})


def test_an_id_that_was_tampered_with_is_no_receipt(bring: Bring, database: Database) -> None:
    event = small(bring)
    with database.read() as session:
        name = live.naming(session, event, "x", now=NOW)(Figure(9, 9, definition="posts?event=strike"))
        flipped = name[:20] + ("A" if name[20] != "A" else "B") + name[21:]
        assert live.read(name) is not None
        for given in (
            flipped,
            name[:-1],
            "live-",
            "live-!!",
            "live-" + "A" * 3000,
            "K7Q2MX4R",
            "",
            "?",
            "posts?event=no",
        ):
            assert receipts.find(session, given) is None, given


def test_an_id_is_read_in_any_case_and_with_letters_for_digits(bring: Bring, database: Database) -> None:
    name = posts_figure(world.digest(database, small(bring)))
    spelt = name.lower().replace("0", "o").replace("1", "l")
    with database.read() as session:
        assert receipts.find(session, f" {spelt} ") is not None
        assert receipts.find(session, name.split(".")[0] + ".9999") is None


def test_a_definition_that_was_typed_is_computed(bring: Bring, database: Database) -> None:
    small(bring)
    told = asked(database, "authors?event=strike&platform=reddit&day=2025-04-18")
    assert (told["state"], told["now"]["value"], told["figure"]) == ("computed", 9, None)
    for wrong in (
        "authors?event=strike&platform=reddit&day=x",
        "nothing?event=strike",
        "posts?event=strike&platform=q&day=2025-04-18",
    ):
        assert asked(database, wrong)["state"] == "not computed"


def test_the_posts_behind_a_figure_are_all_listed(bring: Bring, database: Database) -> None:
    numbers = world.digest(database, small(bring))
    shares = [f for f in world.figures_of(numbers) if f["definition"].startswith("share of theme?") and f["value"]]
    told = asked(database, shares[0]["id"])
    assert told["posts"]["count"] == round(told["now"]["value"] * told["now"]["n"]) == len(told["posts"]["first"])


def test_two_answers_whose_hashes_begin_alike_get_different_names(bring: Bring, database: Database) -> None:
    event = small(bring)
    digest = world.digest(database, event)
    with database.read() as session:
        row = storage.receipts.one(session, digest["receipt"])
        assert row is not None
        assert storage.receipts.id_of(session, row.sha256) == digest["receipt"]
        other = row.sha256[:12] + f"{~int(row.sha256[12:], 16) & (1 << 208) - 1:052x}"
        assert storage.receipts.id_of(session, other)[:8] == digest["receipt"]
        assert storage.receipts.id_of(session, other) != digest["receipt"]


def test_receipts_that_were_not_to_be_kept_go(bring: Bring, database: Database) -> None:
    event = small(bring)
    preview = digesting.digest(database, event, NOW.date(), now=NOW)
    frozen = world.digest(database, event)["receipt"]
    with database.write() as session:
        assert storage.receipts.one(session, preview.numbers["receipt"]) is not None
        assert storage.receipts.drop_old(session, now=NOW.replace(year=2026)) == 1
        assert storage.receipts.one(session, frozen) is not None


def test_the_phrases_of_a_day_are_looked_for_once_for_all_figures_of_an_answer(
    bring: Bring, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = bring(*world.records(), *(world.posts_on_x(n) for n in range(60)))
    numbers = world.digest(database, event)
    figures = [each for each in world.figures_of(numbers) if each["definition"].startswith("share of phrase")]
    assert len(figures) > 2
    looked = list[tuple[Any, ...]]()

    def counting(*given: Any) -> Risen:
        looked.append(given[1:])
        return risen(*given)

    monkeypatch.setattr(phrases, "risen", counting)
    told = asked(database, numbers["receipt"])
    assert set(told["states"]) == {"the same"}
    assert len(looked) == len(set(looked)) > 0


def told_of(database: Database, definition: str) -> tuple[dict[str, Any], str]:
    told = asked(database, definition)
    return told, receipts.caption(told)


def test_an_interval_is_called_95_percent_only_where_it_is(bring: Bring, database: Database) -> None:
    event = bring(*world.records())
    definition = f"posts on usual days?event={event.name}&platform=reddit&day=2025-04-18"
    told = {**asked(database, definition), "now": {"value": 61.0, "low": 49.0, "high": 75.0, "n": 10}}
    assert "95 %" not in told["how"] + receipts.caption(told)
    assert "61.000 (most days: 49.000 to 75.000, n 10)" in receipts.caption(told)
    of_step = "from=2025-04-18T02:00:00+00:00&to=2025-04-18T05:00:00+00:00"
    definition = (
        f"share of theme in texts?event={event.name}&platform=reddit&day=2025-04-18&theme=grief&who=reacting&{of_step}"
    )
    told = {**asked(database, definition), "now": {"value": 0.1, "low": 0.05, "high": 0.2, "n": 100}}
    assert "(95 % for all steps together: 0.050 to 0.200, n 100)" in receipts.caption(told)
    assert "18 April 2025 05:00 to 18 April 2025 08:00" in told["means"]


def test_the_fullest_hour_is_told_as_an_hour_with_its_posts(bring: Bring, database: Database) -> None:
    numbers = world.digest(database, small(bring))
    found = next(each for each in world.figures_of(numbers) if each["definition"].startswith("posts in an hour?"))
    told = asked(database, found["id"])
    assert told["state"] == "the same"
    minutes = re.findall(r"\d\d:\d\d", told["means"])
    assert [minute[3:] for minute in minutes] == ["00", "00"]
    assert told["posts"]["count"] == found["value"]
