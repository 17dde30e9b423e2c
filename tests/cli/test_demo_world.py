"""The demo's world: synthetic and says so, the same from the same seed, and in files that the readers read."""

import collections
import datetime as dt
import pathlib
import random

import pytest

from analysis.plan import Plan
from cli.demo_world import exports, texts, world
from cli.demo_world.world import World
from collectors import READERS, ids, opening, reading, recognising
from collectors.base import Rejected
from config import event_file
from storage.tables import NewPost
from worker.house import registers


@pytest.fixture(scope="module")
def small() -> World:
    return world.make(scale=0.2)


@pytest.fixture(scope="module")
def files(small: World, tmp_path_factory: pytest.TempPathFactory) -> list[pathlib.Path]:
    return exports.write(small, tmp_path_factory.mktemp("world"))


def test_the_same_seed_gives_the_same_bytes(small: World, files: list[pathlib.Path], tmp_path: pathlib.Path) -> None:
    again = exports.write(world.make(scale=0.2), tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]


def test_another_seed_gives_another_world(small: World) -> None:
    assert world.make(seed=7, scale=0.2).posts != small.posts


def test_every_record_reads_but_the_three_that_are_broken_on_purpose(files: list[pathlib.Path]) -> None:
    outcomes = collections.Counter[type]()
    for path in files:
        (member,) = opening.members(path)
        found = recognising.recognise(member, READERS)
        for unit in reading.read(member, READERS[found.layout["reader"]], found.layout):
            outcomes.update(type(record.outcome) for record in unit.records)
    assert outcomes[Rejected] == 3
    assert outcomes[NewPost] > 1_500


def test_x_ids_carry_their_time(small: World) -> None:
    for post in small.posts:
        if post.platform == "x":
            at = ids.x_time(post.native_id)
            assert at is not None
            assert abs(at - post.created_at) < dt.timedelta(milliseconds=2)


def test_every_comment_has_its_thread_before_it(small: World) -> None:
    threads = {
        post.native_id: post.created_at for post in small.posts if post.kind == "post" and post.platform == "reddit"
    }
    comments = [post for post in small.posts if post.kind == "comment"]
    assert all(threads[post.root_id] <= post.created_at for post in comments)


def test_most_replies_in_threads_never_name_the_city(small: World) -> None:
    comments = [post.text for post in small.posts if post.kind == "comment" and post.on_topic]
    assert sum("Kharkiv" in text or "Харк" in text for text in comments) < len(comments) / 4


def test_the_strike_day_is_far_above_the_quiet_ones(small: World) -> None:
    days = collections.Counter(post.created_at.astimezone(world.KYIV).date() for post in small.posts)
    assert days[dt.date(2025, 4, 18)] > 8 * days[dt.date(2025, 4, 16)]


def test_the_event_says_that_it_is_synthetic() -> None:
    text = pathlib.Path("config/events/kharkiv-demo.toml").read_text(encoding="utf-8")
    event = event_file.check(text, "kharkiv-demo", registers())
    assert "SYNTHETIC" in event.title
    assert len(event.themes) == 12


def test_what_is_said_beside_the_point_has_no_theme_and_names_no_place() -> None:
    text = pathlib.Path("config/events/kharkiv-demo.toml").read_text(encoding="utf-8")
    plan = Plan(event_file.check(text, "kharkiv-demo", registers()))
    chance = random.Random(4)
    for language in texts.asides():
        said = [texts.Writer(chance).aside(language) for _ in range(400)]
        assert len(set(said)) > 350
        found = [
            each for each in said if plan.keyword_hits(plan.find(each)) or plan.themes(plan.find(each), each, language)
        ]
        assert found == []


def test_most_reactions_are_no_copies_of_each_other(small: World) -> None:
    own = [post.text for post in small.posts if post.theme and post.kind != "repost"]
    assert len(set(own)) > 0.9 * len(own)


def test_the_earlier_strike_is_smaller_and_in_files_of_its_own(tmp_path: pathlib.Path) -> None:
    earlier = world.make_earlier(scale=0.4)
    days = collections.Counter(post.created_at.astimezone(world.KYIV).date() for post in earlier.posts)
    assert days[world.SUMY_STRIKE.date()] == max(days.values())
    assert not any("Kharkiv" in post.text for post in earlier.posts)
    paths = exports.write_earlier(earlier, tmp_path)
    for path in paths:
        (member,) = opening.members(path)
        found = recognising.recognise(member, READERS)
        units = list(reading.read(member, READERS[found.layout["reader"]], found.layout))
        assert all(type(record.outcome) is not Rejected for unit in units for record in unit.records)


def test_the_two_events_of_the_demo_may_be_compared() -> None:
    files = [
        event_file.check(pathlib.Path(f"config/events/{name}.toml").read_text(encoding="utf-8"), name, registers())
        for name in ("kharkiv-demo", "sumy-demo")
    ]
    assert files[0].comparison.others == ("sumy-demo",)
    assert files[0].languages == files[1].languages
    assert all("SYNTHETIC" in file.title for file in files)
