"""The allowance: what may go out, and what has to wait."""

from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import allowance
from collectors.allowance import SHARES, Ledger, Purpose, told, wait_for_permit


def test_what_matters_least_is_given_up_first() -> None:
    order = [name for name, _ in sorted(SHARES.items(), key=lambda pair: pair[1])]
    assert order[:2] == ["thread", "scores"]
    assert set(order[-2:]) == {"comments", "deletions"}
    purposes: list[Purpose] = ["thread", "comments"]
    assert [wait_for_permit(Ledger(), 700, purpose, now=0.0) > 0 for purpose in purposes] == [True, False]


def test_reddits_own_count_holds_where_it_is_lower() -> None:
    ledger = told(
        Ledger(), {"x-ratelimit-remaining": "0.0", "x-ratelimit-used": "300", "x-ratelimit-reset": "40"}, now=1000.0
    )
    assert ledger.limit == 300
    assert wait_for_permit(ledger, 0, "comments", now=1000.0) == 40.0
    assert wait_for_permit(ledger, 0, "comments", now=1041.0) == 0.0


def test_a_higher_limit_of_reddit_is_not_used() -> None:
    headers = {"x-ratelimit-remaining": "9000", "x-ratelimit-used": "1000", "x-ratelimit-reset": "40"}
    assert told(Ledger(), headers, now=0.0).limit == allowance.LIMIT


def test_a_block_from_a_clock_that_jumped_does_not_last() -> None:
    ledger = Ledger(blocked_until=10_000_000.0)
    assert wait_for_permit(ledger, 0, "comments", now=1000.0) == 0.0


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 40), st.integers(1, 200)), min_size=5, max_size=60))
def test_no_window_of_ten_minutes_ever_holds_more_than_the_limit(bursts: list[tuple[float, int]]) -> None:
    used: dict[int, int] = {}
    made: list[float] = []
    now = 0.0
    for wait, wanted in bursts:
        now += wait
        for _ in range(wanted):
            first, last = allowance.slots_that_count(now)
            if wait_for_permit(
                Ledger(), sum(n for slot, n in used.items() if first <= slot <= last), "comments", now=now
            ):
                break
            used[allowance.slot_of(now)] = used.get(allowance.slot_of(now), 0) + 1
            made.append(now)
    for first, end in enumerate(made[allowance.LIMIT :]):
        assert end - made[first] >= allowance.WINDOW
