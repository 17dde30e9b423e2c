"""The audit of dependencies: what is installed here passes it, and what should not does not."""

import importlib.metadata
import json
from email.message import Message
from typing import Any

import pytest

from tests import audit


class Made(importlib.metadata.Distribution):
    """A package that says of itself what a test wants."""

    def __init__(self, name: str, version: str, **said: str) -> None:
        self.said = Message()
        for field, value in {"Name": name, "Version": version, **said}.items():
            self.said[field.replace("_", "-")] = value

    @property
    def metadata(self) -> Any:
        return self.said

    def read_text(self, filename: str) -> None: ...

    def locate_file(self, path: Any) -> Any: ...


def test_what_is_installed_here_is_what_is_named_and_may_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--offline"]) == 0, capsys.readouterr().out


def test_another_version_and_one_that_is_not_named_are_told() -> None:
    there = {"one": Made("one", "2.0"), "two": Made("two", "1.0")}
    assert list(audit.unpinned(there, "one==1.9\n")) == [
        "one 2.0 is installed; constraints.txt says 1.9",
        "two 1.0 is installed; constraints.txt says nothing of it",
    ]


@pytest.mark.parametrize(
    ("licence", "fits"),
    [
        ("MIT", True),
        ("BSD-3-Clause", True),
        ("LGPL-3.0-only", True),
        ("AGPL-3.0", False),
        ("GPL-2.0-only", False),
        ("", False),
    ],
)
def test_licences_that_do_not_fit_are_told(licence: str, fits: bool) -> None:
    assert (not list(audit.unfit({"one": Made("one", "1", License_Expression=licence)}))) is fits


@pytest.mark.parametrize(
    ("packages", "code"),
    [
        ([{"name": "one", "version": "1", "vulns": []}], 0),
        ([{"name": "one", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}], 1),
        ([{"name": "one", "skip_reason": "not found"}], audit.NOT_RUN),
        ([{"name": "one", "version": "1", "vulns": []}, {"name": "two", "skip_reason": "not found"}], audit.NOT_RUN),
        ([], audit.NOT_RUN),
    ],
)
def test_what_could_not_be_asked_is_not_called_free_of_faults(packages: list[Any], code: int) -> None:
    assert audit.told(json.dumps({"dependencies": packages})) == code
    assert audit.told("no answer") == audit.NOT_RUN
