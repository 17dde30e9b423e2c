"""The story of a spike: one episode for one rise, worse only when clearly worse, and nothing hides a later one."""

import datetime as dt
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.episodes import QUIET, Look, Step, Story

BUCKET = dt.timedelta(minutes=15)
BEGIN = dt.datetime(2025, 4, 18, tzinfo=dt.UTC)


def look(place: int, count: float = 30, *, fires: bool = True, size: float = 0, rarity: float = 3.0) -> Look:
    return Look(BEGIN + place * BUCKET, fires, fires, count, 5, size or count - 5, rarity)


def tell(*looks: Look) -> list[str]:
    story = Story(BUCKET)
    return [step.what for each in looks for step in story.look(each)]


def quiet(start: int, count: int) -> list[Look]:
    return [look(start + place, 5, fires=False) for place in range(count)]


def test_a_rise_opens_and_ends_after_three_quiet_hours() -> None:
    assert tell(look(0), look(1), *quiet(2, 14)) == ["opened", "ended"]


def test_it_is_worse_only_when_clearly_worse() -> None:
    assert tell(look(0, 30), look(1, 40), look(2, 45)) == ["opened", "worse"]


def test_a_second_rise_of_like_size_speaks_again() -> None:
    assert tell(look(0, 30), *quiet(1, 20), look(21, 28)) == ["opened", "ended", "opened"]


def test_an_aftershock_stays_silent() -> None:
    assert tell(look(0, 100, rarity=4), *quiet(1, 20), look(21, 20, rarity=3)) == ["opened", "ended"]


def test_a_small_false_alarm_does_not_hide_a_larger_rise_that_follows() -> None:
    assert tell(look(0, 20), look(4, 25), look(8, 90)) == ["opened", "worse"]


def test_what_ended_says_how_much_it_was() -> None:
    story = Story(BUCKET)
    for each in (look(0, 30), look(1, 50), *quiet(2, 14)):
        story.look(each)
    assert story.ended is not None
    assert (story.ended.total, story.ended.usual, story.ended.most) == (80, 10, 50)


def test_looking_ahead_changes_nothing() -> None:
    story = Story(BUCKET)
    _, steps = story.ahead(look(0))
    assert [step.what for step in steps] == ["opened"]
    assert story.as_record() == Story(BUCKET).as_record()


LOOKS = st.lists(
    st.tuples(st.booleans(), st.integers(1, 300), st.floats(0, 6, allow_nan=False)), min_size=1, max_size=80
)


def looks_of(drawn: list[tuple[bool, int, float]]) -> list[Look]:
    return [look(place, count, fires=fires, rarity=rarity) for place, (fires, count, rarity) in enumerate(drawn)]


@given(LOOKS, st.integers(0, 79))
@settings(max_examples=60, deadline=None)
def test_a_story_that_was_kept_goes_on_as_if_it_had_not_been(drawn: list[tuple[bool, int, float]], cut: int) -> None:
    looks = looks_of(drawn)
    whole, first = Story(BUCKET), Story(BUCKET)
    expected = [whole.look(each) for each in looks]
    found = [first.look(each) for each in looks[:cut]]
    second = Story.from_record(json.loads(json.dumps(first.as_record())))
    assert found + [second.look(each) for each in looks[cut:]] == expected


@given(st.lists(st.booleans(), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_flapping_within_three_hours_is_one_episode(drawn: list[bool]) -> None:
    """However it flaps: as long as it comes back within three hours, at most one is opened, and none is worse."""
    story, steps = Story(BUCKET), list[Step]()
    for place, fires in enumerate(drawn):
        steps += story.look(look(place, fires=fires or place % 12 == 0))
    assert [step.what for step in steps] == ["opened"]


@given(LOOKS, st.integers(13, 40))
@settings(max_examples=60, deadline=None)
def test_a_later_larger_rise_is_always_told(drawn: list[tuple[bool, int, float]], pause: int) -> None:
    """Whatever came before, a rise of twice the size of all before it is told: as a new one, or as worse."""
    looks = looks_of(drawn)
    most = max(each.count for each in looks)
    later = look(len(looks) + pause, 2 * most + 20, rarity=1.0)
    assert later.at - looks[-1].at > QUIET
    story = Story(BUCKET)
    for each in (*looks, *quiet(len(looks), pause)):
        story.look(each)
    assert {"opened", "worse"} & {step.what for step in story.look(later)}
