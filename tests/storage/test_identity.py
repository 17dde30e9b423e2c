"""The number of a post is a function of its name, and no two names share one."""

from hypothesis import given
from hypothesis import strategies as st

from storage.tables.identity import native_id, post_number, url_of

reddit_names = st.builds(
    lambda kind, first, rest: kind + first + rest,
    st.sampled_from(["t1_", "t3_"]),
    st.sampled_from("123456789abcdefghijklmnopqrstuvwxyz"),
    st.text("0123456789abcdefghijklmnopqrstuvwxyz", max_size=10),
)


@given(st.integers(1, (1 << 63) - 1))
def test_an_x_id_stands_for_itself(number: int) -> None:
    assert post_number("x", str(number)) == number
    assert native_id(number) == str(number)


@given(reddit_names)
def test_a_reddit_name_can_be_read_back_from_its_number(name: str) -> None:
    number = post_number("reddit", name)
    assert -(1 << 62) < number < 0
    assert native_id(number) == name


@given(st.text(min_size=1), st.text(min_size=1), st.sampled_from(["x", "reddit"]), st.sampled_from(["x", "reddit"]))
def test_two_names_never_share_a_number(one: str, other: str, platform: str, other_platform: str) -> None:
    if (platform, one) != (other_platform, other):
        assert post_number(platform, one) != post_number(other_platform, other)


@given(st.text())
def test_any_name_has_a_number_that_fits_64_bits(name: str) -> None:
    assert -(1 << 63) <= post_number("x", name) < 1 << 63


def test_leading_zeros_do_not_make_two_posts_one() -> None:
    assert (
        len(
            {
                post_number("x", "12"),
                post_number("x", "012"),
                post_number("reddit", "t1_0a"),
                post_number("reddit", "t1_a"),
            }
        )
        == 4
    )


def test_addresses_name_no_author() -> None:
    assert url_of("x", "1491", None) == "https://x.com/i/status/1491"
    assert url_of("reddit", "t3_abc", None) == "https://www.reddit.com/comments/abc/"
    assert url_of("reddit", "t1_def", post_number("reddit", "t3_abc")) == "https://www.reddit.com/comments/abc/_/def/"
    assert url_of("x", "h:00ff", None) is None
