"""Alert rules, channels and baselines in the event file: every fault is named with its line."""

import datetime as dt
import pathlib
import tomllib

import pytest

from config import event_file
from config.event_parts import stretch_bounds
from config.faults import EventFault
from tests.conftest import EVENT
from worker.house import registers
from worker.series_watched import specs

CHANNEL = '[[channels]]\nname = "desk"\nkind = "mail"\nto = ["desk@example.org"]\n'


def faults(text: str) -> str:
    with pytest.raises(EventFault) as caught:
        event_file.check(EVENT + text, "strike", registers())
    return "\n".join(caught.value.faults)


def test_without_rules_the_defaults_hold_and_word_tone_is_not_among_them() -> None:
    event = event_file.check(EVENT, "strike", registers())
    assert [spec.rule for spec in specs(event)] == ["authors", "theme", "coverage_lost", "service_unwell"]


def test_rules_name_channels_and_quiet_hours() -> None:
    text = CHANNEL + '[[alerts]]\nrule = "authors"\nto = ["desk"]\nquiet = "23:00-07:00"\nper_week = 2\n'
    event = event_file.check(EVENT + text, "strike", registers())
    (spec,) = event.alerts
    assert (spec.to, spec.quiet, spec.options["per_week"]) == (("desk",), "23:00-07:00", 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[alerts]]\nrule = "nosuch"\n', "'nosuch' is not known here"),
        ('[[alerts]]\nrule = "authors"\nto = ["room"]\n', "there is no channel 'room'; the file has no [[channels]]"),
        (CHANNEL + '[[alerts]]\nrule = "authors"\nto = ["room"]\n', "there is no channel 'room'; there is: desk"),
        ('[[alerts]]\nrule = "authors"\nquiet = "25:00-07:00"\n', "quiet"),
        ('[[alerts]]\nrule = "authors"\nper_week = 0\n', "per_week"),
        ('[[alerts]]\nrule = "authors"\nminutes = 7\n', "minutes"),
        (CHANNEL + CHANNEL, "two channels are named 'desk'"),
        ('[[channels]]\nname = "a"\nkind = "fax"\n', "'fax' is not known here"),
        ('[[channels]]\nname = "a"\nkind = "webhook"\nurl = "https://x.org"\nsecret = "plain"\n', "secret"),
        ('[baseline]\nwithout = ["2025-03-05..2025-03-01"]\n', "is not a stretch such as"),
        ('[baseline]\nwithout = ["2025-13-05..2025-14-01"]\n', "is not a stretch such as"),
    ],
)
def test_each_fault_is_named(text: str, words: str) -> None:
    assert words in faults(text)


def test_a_stretch_of_days_includes_the_last() -> None:
    event = event_file.check(EVENT, "strike", registers())
    start, end = stretch_bounds("2025-03-01..2025-03-01", event.tz)
    assert end - start == dt.timedelta(days=1)
    start, end = stretch_bounds("2025-03-01T06:00..2025-03-01T07:30", event.tz)
    assert end - start == dt.timedelta(hours=1.5)


def test_the_commented_channels_of_the_template_are_valid_when_they_are_used() -> None:
    path = pathlib.Path(event_file.__file__).with_name("event_template.toml")
    text = path.read_text().replace("NAME", "strike")
    start, end = text.index("# [[channels]]"), text.index("# The digest of the day before")
    used = "\n".join(line.removeprefix("# ") for line in text[start:end].splitlines())
    used = "\n".join(line for line in used.splitlines() if not line.startswith("Earlier strikes"))
    event = event_file.check(text[:start] + used + "\n" + text[end:], "strike", registers())
    assert {channel.kind for channel in event.channels} == {"mail", "apprise", "webhook"}
    assert tomllib.loads(text)
