"""Which list an account is on."""

import pytest

from analysis.accounts import listed_names, places
from config.account_library import shipped_accounts
from config.event_parts import Accounts

SHIPPED = {"x": {"media": ("DemoNews",), "official": ("DemoCity",)}, "reddit": {"bots": ("DemoBot",)}}


def test_names_are_compared_in_small_letters() -> None:
    assert listed_names(SHIPPED, Accounts())["x", "demonews"] == "media"


def test_an_event_adds_to_what_is_shipped_and_takes_from_it() -> None:
    own = Accounts(official=("x:DemoNews",), bots=("u/echo_demo",), media=("Paper",), people=("democity",))
    found = listed_names(SHIPPED, own)
    assert found["x", "demonews"] == "official"
    assert found["reddit", "echo_demo"] == "bots"
    assert ("x", "echo_demo") not in found
    assert found["x", "paper"] == found["reddit", "paper"] == "media"
    assert ("x", "democity") not in found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("@Name", [("x", "name")]),
        ("x:@Name", [("x", "name")]),
        ("u/Name", [("reddit", "name")]),
        ("/u/Name", [("reddit", "name")]),
        ("reddit:u/Name", [("reddit", "name")]),
        ("Name", [("x", "name"), ("reddit", "name")]),
    ],
)
def test_a_name_may_be_of_one_platform(written: str, expected: list[tuple[str, str]]) -> None:
    assert places(written) == expected


def test_the_shipped_lists_have_each_account_once() -> None:
    for platform, lists in shipped_accounts().items():
        names = [name.lower() for each in lists.values() for name in each]
        assert sorted(name for name in set(names) if names.count(name) > 1) == [], platform


@pytest.mark.parametrize("name", ["", "two words", "a/b", "x:", "é"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not an account name"):
        Accounts(media=(name,))
