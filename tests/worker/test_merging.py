"""The same posts from several files: any order and any split give the same posts, scores and series, bit for bit, and
every place that a post was read from stays known."""

import pathlib
import shutil
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from storage.database import Database
from tests.making import comment, submission, tweet, write_lines
from tests.worker.test_importing import _empty
from worker import intake
from worker.intake import Watcher

TEXTS = ("Kharkiv was hit", "Kharkiv was hit, stay resilient", "Act now for Kharkiv …")
OF_COMMENTS = (*TEXTS, "[deleted]", "[removed]", "so sad")


@pytest.fixture(scope="module")
def folder() -> Iterator[pathlib.Path]:
    path = pathlib.Path(tempfile.mkdtemp(prefix="gs-merge-"))
    yield path
    shutil.rmtree(path)


@st.composite
def versions(draw: st.DrawFn) -> Any:
    """A record of one of a few posts, as one of several tools at one of several times would have it. Each belongs by
    itself: by its words, or by a thread that comes too."""
    number = draw(st.integers(1, 4))
    return draw(of_reddit(number) if draw(st.booleans()) else of_x(number))


@st.composite
def of_reddit(draw: st.DrawFn, number: int) -> Any:
    more = {
        "score": draw(st.sampled_from([1, 9])),
        "retrieved_on": draw(st.sampled_from([None, 1745000000, 1746000000])),
        "edited": draw(st.sampled_from([False, 1745100000])),
    }
    if draw(st.booleans()):
        return submission(
            "thr0", draw(st.sampled_from(TEXTS)), selftext=draw(st.sampled_from(["", "[deleted]"])), **more
        )
    if number % 2:
        return comment(number, draw(st.sampled_from(OF_COMMENTS)), thread="thr1", minutes=number * 30, **more)
    return comment(number, draw(st.sampled_from(TEXTS)), thread="other", minutes=number * 30, **more)


@st.composite
def of_x(draw: st.DrawFn, number: int) -> Any:
    post = tweet(number, draw(st.sampled_from(TEXTS)), minutes=number * 20)
    post["public_metrics"] = {"like_count": draw(st.integers(0, 5)), "retweet_count": draw(st.integers(0, 5))}
    if draw(st.booleans()):
        post["edit_history_tweet_ids"] = [post["id"], str(int(post["id"]) + (60_000 << 22))]
    if number % 2:
        return {"data": [post], "meta": {}}
    root = tweet(40, "Kharkiv, a context", minutes=1)
    post |= {"conversation_id": root["id"], "referenced_tweets": [{"type": "replied_to", "id": root["id"]}]}
    return {"data": [post], "includes": {"tweets": [root]}, "meta": {}}


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[list[Any]], list[list[Any]]]:
    """The same records twice, each time in another order and split into other files; X and Reddit apart."""
    records = [submission("thr1", "Kharkiv was hit"), *draw(st.lists(versions(), min_size=2, max_size=9))]

    def split() -> list[list[Any]]:
        shuffled = draw(st.permutations(records))
        files: list[list[Any]] = [[] for _ in range(4)]
        for record in shuffled:
            files[draw(st.integers(0, 1)) + (2 if "data" in record else 0)].append(record)
        return draw(st.permutations([file for file in files if file]))

    return split(), split()


def stored(database: Database) -> list[Any]:
    """All that is kept of posts and all counts; not the files, nor the stretches that each of them has posts of."""
    tables = ("post", "post_text", "score", "theme_hit", "membership", "bucket", "mood", "facet")
    with database.read() as session:
        found = [sorted(map(repr, session.execute(sa.text(f"select * from {table}")).all())) for table in tables]
        origins = session.execute(sa.text("select post_id from origin group by post_id order by post_id")).all()
    return [*found, origins]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(deliveries())
def test_any_order_and_split_of_files_gives_the_same(
    database: Database, event_file: Any, now: Any, folder: pathlib.Path, both: tuple[list[list[Any]], list[list[Any]]]
) -> None:
    event_file()
    results = []
    for delivery in both:
        _empty(database)
        for place, records in enumerate(delivery):
            path = write_lines(folder / f"{place}.jsonl", records)
            done = intake.bring_in(database, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher())
            assert [report.error for report in done.reports] == [None]
        results.append(stored(database))
    assert results[0] == results[1]


def test_every_file_and_line_of_a_post_stays_known(
    database: Database, event_file: Any, now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    post = tweet(1, "Kharkiv")
    paths = [
        write_lines(tmp_path / "a.jsonl", [tweet(2, "Kharkiv too"), post]),
        write_lines(tmp_path / "b.jsonl", [post, tweet(3, "Kharkiv three")]),
    ]
    intake.bring_in(database, "strike", paths, covers=lambda _: None, clock=now, watcher=Watcher())
    with database.read() as session:
        query = f"select file_id, line, record from origin where post_id = {post['id']} order by file_id"
        assert [tuple(row) for row in session.execute(sa.text(query))] == [(1, 2, 1), (2, 1, 1)]


@pytest.mark.parametrize("texts", [("so sad", "Kharkiv is hit"), ("Kharkiv is hit", "so sad, and a longer text")])
def test_a_post_belongs_when_any_of_its_records_does(
    database: Database, event_file: Any, now: Any, tmp_path: pathlib.Path, texts: tuple[str, str]
) -> None:
    event_file()
    path = write_lines(tmp_path / "a.jsonl", [tweet(1, text) for text in texts])
    (report,) = intake.bring_in(database, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher()).reports
    assert (report.imported, report.skipped) == (1, {})
