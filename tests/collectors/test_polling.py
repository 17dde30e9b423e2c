"""The polling plan on a listing played in memory: what was served is kept or stands in a gap, whatever happens."""

import dataclasses
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import polling
from collectors.polling import Gap, Limits, Page, Shown, State, Step, take

LIMITS = Limits(pages=12, first_pages=12, reach_back=600.0)


@dataclasses.dataclass
class Listing:
    """Posts by time; of those so far the newest `depth` are shown, less those taken away."""

    posts: list[Shown]
    depth: int = 1000
    gone: set[str] = dataclasses.field(default_factory=set)

    def page(self, after: str | None, now: float) -> Page:
        there = sorted((post for post in self.posts if post.at <= now), key=lambda post: (post.at, post.name))
        shown = [post for post in reversed(there[-self.depth :]) if post.name not in self.gone]
        names = [post.name for post in shown]
        if after is not None and after not in names:
            return Page((), None)
        start = names.index(after) + 1 if after is not None else 0
        page = shown[start : start + polling.PAGE]
        return Page(page, page[-1].name if start + polling.PAGE < len(shown) else None)


def posts(times: Sequence[float], first: int = 0) -> list[Shown]:
    return [Shown(f"t1_{first + place:06d}", float(int(at))) for place, at in enumerate(times)]


def look(
    state: State, listing: Listing, now: float, limits: Limits = LIMITS, most: int = 1000
) -> tuple[Step, list[str]]:
    """Walks until the look is over, or for so many pages. Returns the last step and all names met."""
    names: list[str] = []
    for _ in range(most):
        step = take(state, listing.page(polling.next_anchor(state), now), limits, now=now)
        names.extend(step.new)
        state = step.state
        if step.is_over:
            break
    return step, names


def begun(listing: Listing, now: float = 1000.0) -> State:
    return look(State(), listing, now)[0].state


def test_a_quiet_look_takes_one_page_and_moves_the_mark() -> None:
    listing = Listing(posts(range(0, 1100, 10)))
    step, names = look(begun(listing), listing, 1100.0)
    assert (step.outcome, step.pages, len(names)) == ("ok", 1, 9)
    assert step.state.hi == 1090.0


def test_the_first_look_reaches_back_and_knows_from_when_on_it_is_whole() -> None:
    listing = Listing(posts(range(0, 1000, 1)))
    step, names = look(State(), listing, 1000.0)
    assert step.outcome == "first"
    assert step.state.since == 400.0
    assert {post.name for post in listing.posts if post.at >= 400} <= set(names)


@dataclasses.dataclass
class Merged(Listing):
    """Two members; each holds its newest `depth`."""

    def page(self, after: str | None, now: float) -> Page:
        there = sorted((post for post in self.posts if post.at <= now), key=lambda post: (post.at, post.name))
        rows = [[post for post in there if post.member == member][-self.depth :] for member in ("busy", "calm")]
        shown = sorted((post for row in rows for post in row), key=lambda post: (post.at, post.name), reverse=True)
        start = [post.name for post in shown].index(after) + 1 if after else 0
        page = shown[start : start + polling.PAGE]
        return Page(page, page[-1].name if start + polling.PAGE < len(shown) else None)


def merged(until: int) -> Merged:
    """A calm member from long ago on, and one that is busy since second 1000."""
    calm = [Shown(f"t1_c{at:06d}", float(at), "calm") for at in range(0, until, 4)]
    busy = [Shown(f"t1_b{at:06d}", 1000 + at / 10, "busy") for at in range((until - 1000) * 10)]
    return Merged([*calm, *busy], depth=300)


def test_a_busy_member_of_a_merged_listing_that_ran_out_is_a_gap_though_the_others_lead_back() -> None:
    listing = merged(1090)
    step, names = look(begun(listing), listing, 1090.0)
    assert step.outcome == "gap:member_end"
    missed = [post for post in listing.posts if post.at > 1000 and post.name not in names]
    assert len(missed) > 500
    assert step.gap is not None
    assert all(step.gap.start <= post.at <= step.gap.end for post in missed)


def test_the_first_look_at_a_merged_listing_is_whole_only_from_where_its_busy_member_is() -> None:
    step, _ = look(State(), merged(1090), 1090.0)
    assert (step.outcome, step.state.since) == ("first", 1060.0)


def test_a_walk_goes_on_where_it_was_interrupted() -> None:
    listing = Listing(posts(range(0, 1000, 10)))
    state = begun(listing)
    listing.posts += posts([1000 + n / 10 for n in range(900)], first=5000)
    step, first = look(state, listing, 1100.0, most=3)
    assert not step.is_over
    assert step.state.hi == state.hi  # the mark never runs ahead of what is kept
    listing.posts += posts([1101 + n / 10 for n in range(50)], first=9000)
    again = State.from_json(step.state.as_json())
    step, second = look(again, listing, 1110.0)
    assert step.outcome == "ok"
    assert len({*first, *second}) == 900
    step, third = look(step.state, listing, 1110.0)
    assert len(third) == 50


def test_the_place_to_go_on_was_taken_away_and_the_one_before_it_serves() -> None:
    listing = Listing(posts(range(0, 1000, 10)))
    state = begun(listing)
    listing.posts += posts([1000 + n / 10 for n in range(500)], first=5000)
    step, first = look(state, listing, 1100.0, most=2)
    listing.gone.add(polling.next_anchor(step.state) or "")
    step, second = look(step.state, listing, 1101.0)
    assert step.outcome == "ok"
    assert len({*first, *second}) == 500


def test_all_known_posts_were_taken_away_and_older_ones_tell_by_their_time() -> None:
    listing = Listing(posts(range(0, 1000, 5)))
    state = begun(listing)
    listing.gone |= set(state.recent[:30])
    listing.posts += posts([1001.0, 1002.0], first=5000)
    step, names = look(state, listing, 1010.0)
    assert (step.outcome, len(names)) == ("ok", 2)


def test_an_old_post_that_stands_among_new_ones_does_not_end_the_walk() -> None:
    listing = Listing(posts(range(0, 1000, 10)))
    state = begun(listing)
    listing.posts += posts([1000 + n / 10 for n in range(300)], first=5000)
    page = listing.page(None, 1100.0)
    stale = Page([Shown("t1_old", 3.0), *page.shown[:99]], page.shown[98].name)
    step = take(state, stale, LIMITS, now=1100.0)
    assert not step.is_over


def test_a_stale_page_does_not_move_the_mark() -> None:
    listing = Listing(posts(range(0, 1000, 10)))
    state = begun(listing)
    step = take(state, listing.page(None, 900.0), LIMITS, now=1010.0)
    assert step.outcome == "stale"
    assert (step.state.hi, step.state.until) == (state.hi, state.until)


def test_newest_posts_that_stay_away_were_removed_and_the_time_counts_as_watched() -> None:
    listing = Listing(posts(range(0, 1000, 10)))
    state = begun(listing)
    listing.gone.add(listing.posts[-1].name)
    outcomes = []
    for now in (1010.0, 1020.0, 1030.0):
        step, _ = look(state, listing, now)
        state = step.state
        outcomes.append(step.outcome)
    assert outcomes == ["stale", "stale", "ok"]
    assert state.until == 1030.0


def test_an_empty_answer_where_posts_were_is_not_believed() -> None:
    listing = Listing(posts(range(0, 1000, 10)))
    state = begun(listing)
    step = take(state, Page((), None), LIMITS, now=1010.0)
    assert step.outcome == "empty"
    assert (step.state.hi, step.state.until) == (state.hi, state.until)


def test_a_post_from_the_future_does_not_move_the_mark() -> None:
    listing = Listing(posts(range(0, 1000, 10)))
    state = begun(listing)
    page = Page([Shown("t1_future", 2e9), *listing.page(None, 1000.0).shown], None)
    assert (take(state, page, LIMITS, now=1010.0).state.hi or 0) < 2000


def test_an_empty_listing_is_watched_from_its_first_look() -> None:
    step, _ = look(State(), Listing([]), 1000.0)
    assert (step.outcome, step.state.since, step.state.until) == ("first", 1000.0, 1000.0)


def test_waits_grow_after_failures_and_have_an_end() -> None:
    waits = [polling.wait_after_failures(errors) for errors in range(1, 30)]
    assert waits == sorted(waits)
    assert waits[-1] == polling.LONGEST_WAIT


@settings(max_examples=60, deadline=None)
@given(
    seed=st.lists(st.floats(0.005, 20.0), min_size=20, max_size=600),
    waits=st.lists(st.floats(5.0, 400.0), min_size=1, max_size=12),
    pages=st.lists(st.integers(1, 6), min_size=1, max_size=6),
    depth=st.sampled_from([150, 300, 1000]),
    removed=st.sets(st.integers(0, 599), max_size=60),
)
def test_whatever_was_posted_is_met_or_stands_in_a_gap(
    seed: list[float], waits: list[float], pages: list[int], depth: int, removed: set[int]
) -> None:
    """With bursts, short listings, posts taken away and walks interrupted anywhere."""
    times, at = [], 1001.0
    for step in seed:
        at += step
        times.append(at)
    listing = Listing(posts(range(0, 1000, 10)) + posts(times, first=1000), depth)
    state, now, met, gaps = begun(listing), 1000.0, set[str](), list[Gap]()
    for turn, wait in enumerate(waits):
        now += wait
        step, names = look(state, listing, now, most=pages[turn % len(pages)])
        met.update(names)
        state = step.state
        assert (state.hi or 0) <= now
        gaps.extend([step.gap] if step.gap else [])
        listing.gone |= {
            post.name for number, post in enumerate(listing.posts) if number in removed and post.name in met
        }
    for _ in range(2):  # what was under way, and the last look
        step, names = look(state, listing, now)
        met.update(names)
        state = step.state
        gaps.extend([step.gap] if step.gap else [])
    missed = [post for post in listing.posts if 1001 <= post.at <= now and post.name not in met]
    assert [post for post in missed if not any(gap.start <= post.at <= gap.end for gap in gaps)] == []
