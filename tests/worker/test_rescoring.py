"""A changed lexicon, theme or scorer: new findings beside the old, what moved is said, and no number changes in silence."""

import datetime as dt
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

import analysis.scorers
import storage.events
import storage.leases
import storage.rescores
from storage.database import Database
from storage.tables import Event
from tests.conftest import EVENT, NOW
from tests.counting import counted
from tests.making import comment, write_lines
from worker import digesting, intake, rebuilding, rescoring, revising, sweeping
from worker.intake import Watcher

DAY = dt.date(2025, 4, 18)
SIEGE = EVENT + '[tone]\nadd = ["grief"]\ndrop = ["killed"]\n'
THEMED = SIEGE + '[themes.grief]\nen = ["grief"]\n'


@pytest.fixture
def records() -> list[Any]:
    texts = (
        "In Kharkiv they are all full of grief",
        "In Kharkiv many of them were killed",
        "And Kharkiv stands with them, so brave",
        "Харків, ми разом",
    )
    return [comment(n, f"{texts[n % 4]} {n}", minutes=n) for n in range(60)]


@pytest.fixture
def bring(
    database: Database, event_file: Callable[..., str], records: list[Any], tmp_path: pathlib.Path, now: Any
) -> Any:
    """Writes the event file and imports the records, or whatever else is given."""

    def bring(text: str = EVENT, paths: Any = None, watcher: Any = None, into: Database = database) -> Event:
        event_file(text)
        paths = [write_lines(tmp_path / "a.ndjson", records)] if paths is None else paths
        intake.bring_in(into, "strike", paths, covers=lambda _: None, clock=now, watcher=watcher or Watcher())
        with into.read() as session:
            event = storage.events.named(session, "strike")
            assert event is not None
            session.expunge(event)
            return event

    return bring


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.read() as session:
        return [tuple(row) for row in session.execute(sa.text(query))]


def last_pass(database: Database, event: Event) -> dict[str, Any]:
    with database.read() as session:
        return storage.rescores.concluded(session, event.id or 0)[-1].moved


def test_new_words_give_new_scores_beside_the_old_and_say_what_moved(bring: Any, database: Database) -> None:
    bring()
    before = rows(database, "select count(*) from score")[0][0]
    event = bring(SIEGE, paths=[])
    assert rows(database, "select count(*) from score")[0][0] == before * 3 // 2
    (change,) = last_pass(database, event)["tones"]
    assert change["scorer"] == "vader-event-neutral"
    assert change["before"] != change["after"]
    assert change["n"] == 45


def test_the_numbers_are_those_of_an_import_with_the_changed_file(
    bring: Any, database: Database, tmp_path: pathlib.Path
) -> None:
    bring()
    bring(THEMED, paths=[])
    rescored = counted(database)
    with database.write() as session:
        import sqlmodel

        for table in reversed(sqlmodel.SQLModel.metadata.sorted_tables):
            if table.name not in ("scorer", "theme"):  # so that versions keep their numbers
                session.execute(sa.delete(table))
    bring(THEMED)
    assert counted(database) == rescored


def test_killed_in_the_middle_and_begun_again_gives_the_same(
    bring: Any, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        pass

    class Killer(Watcher):
        def matched(self, done: int, of: int) -> None:
            if done >= 20:
                raise Killed

    bring()
    monkeypatch.setattr(revising, "BATCH", 10)
    with pytest.raises(Killed):
        bring(THEMED, paths=[], watcher=Killer())
    partly = rows(database, "select count(*) from score")[0][0]
    seen: list[int] = []
    watcher = Watcher()
    monkeypatch.setattr(watcher, "matched", lambda done, of: seen.append(done))
    event = bring(THEMED, paths=[], watcher=watcher)
    assert partly < rows(database, "select count(*) from score")[0][0]
    assert seen[-1] == 40  # the first 20 were not done again
    interrupted = counted(database), last_pass(database, event)["themes"]
    bring(EVENT, paths=[])
    event = bring(THEMED, paths=[])
    assert (counted(database), last_pass(database, event)["themes"]) == interrupted


def test_the_current_and_the_previous_versions_are_kept_and_older_ones_are_not(bring: Any, database: Database) -> None:
    for words in ('["grief"]', '["grief", "brave"]', '["grief", "brave", "stands"]', '["brave"]'):
        bring(EVENT + f"[tone]\nadd = {words}\n", paths=None)
    kept = rows(
        database,
        "select distinct s.name, v.version_id = s.id from score join scorer s on s.id = scorer_id"
        " join version_in_use v on v.name = s.name and v.kind = 'scorer'",
    )
    assert sorted(kept) == [("vader", 1), ("vader-event-neutral", 0), ("vader-event-neutral", 1)]
    assert rows(database, "select count(distinct scorer_id) from score") == [(3,)]


def test_a_scorer_of_a_newer_version_is_due_and_the_sweep_rings_for_it(
    bring: Any, database: Database, monkeypatch: pytest.MonkeyPatch, now: Any
) -> None:
    event = bring()
    before = counted(database)
    monkeypatch.setattr(analysis.scorers, "_version", lambda: "4.0.0.py3.11")
    analysis.scorers.scorers.cache_clear()
    try:
        rung: list[Any] = []
        sweeping.sweep(database, lambda *call: rung.append(call), now=NOW)
        assert ("apply_revision", event.id) in rung
        revising.apply(database, event.id or 0, clock=now)
        assert rebuilding.rebuild(database, event.id or 0, clock=now)
        assert counted(database) != before  # the same tones, under the ids of the new version
        with database.read() as session:
            assert not rescoring.is_due(session, event)
            assert storage.rescores.concluded(session, event.id or 0) == []  # nothing moved
    finally:
        analysis.scorers.scorers.cache_clear()


def test_digests_keep_their_numbers_and_the_next_says_what_was_revised(
    bring: Any, database: Database, now: Any
) -> None:
    event = bring()
    first = digesting.digest(database, event, DAY, now=NOW)
    assert "REVISED" not in first.text
    with database.write() as session:
        session.execute(sa.text("update file set done_at = datetime(done_at, '-2 hour')"))
        session.execute(sa.text("update digest set made_at = datetime(made_at, '-1 hour')"))
    event = bring(THEMED, paths=[])
    assert digesting.digest(database, event, DAY, now=NOW).text == first.text
    following = digesting.digest(database, event, DAY + dt.timedelta(days=1), now=NOW)
    said = " ".join(following.text.split("\nREVISED")[1].split("HOW MUCH")[0].split())
    assert "Since then: posts scored and themed anew on 21 Apr." in said
    assert "Reddit share of “grief” none 25 %" in said


def test_a_theme_that_changed_and_changed_back_finds_what_came_between(
    bring: Any, database: Database, records: list[Any], tmp_path: pathlib.Path
) -> None:
    bring(THEMED)
    bring(
        SIEGE, paths=[write_lines(tmp_path / "b.ndjson", [comment(99, "In Kharkiv they have only grief", minutes=30)])]
    )
    bring(THEMED, paths=[])
    with database.read() as session:
        query = sa.text("select sum(posts) from bucket where grain = 'day' and theme = 'grief' and voice = ''")
        assert session.execute(query).scalar() == 16


def test_of_two_passes_at_once_the_second_waits_for_the_first(bring: Any, database: Database, now: Any) -> None:
    event = bring()
    with database.write() as session:
        row = session.get_one(Event, event.id)
        row.pending_id = row.revision_id
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(storage.leases, "owner", lambda: "elsewhere/1/1")
            storage.leases.take(session, f"apply {event.id}", now=NOW)
    assert revising.match_again(database, event.id or 0, clock=now) is False


def test_where_phrases_are_found_in_another_way_than_before_all_posts_are_matched_again(
    bring: Any, database: Database
) -> None:
    denied = [comment(0, "Kharkiv will not stay strong"), comment(1, "Kharkiv, stay strong", minutes=1)]
    themed = EVENT + '[themes.strong]\nen = ["stay strong"]\n'
    event = bring(
        themed, paths=[write_lines(pathlib.Path(str(database.engine.url.database)).with_name("d.ndjson"), denied)]
    )
    hits = "select post_id, places, mark from theme_hit order by post_id"
    found = rows(database, hits)
    assert sorted(mark for *_, mark in found) == ["", "negated"]
    with database.write() as session:
        session.execute(sa.text("update theme_hit set places = '0-0', mark = ''"))
        session.execute(sa.text("update version_in_use set version_id = 1 where kind = 'matcher'"))
    revising.apply(database, event.id or 0, clock=lambda: NOW)
    assert rows(database, hits) == found
    assert not rows(database, "select 1 from event where pending_id is not null")
