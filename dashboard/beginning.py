"""A new event from a form: written as the TOML file that a person would write, checked as that is, and begun."""

import json
import os
import pathlib
import subprocess
import tempfile
from collections.abc import Mapping, Sequence

from config.settings import settings
from dashboard.uploading import program

KEYWORD_LANGUAGES = ("en", "uk", "ru", "pl")
PATIENCE = 60.0  # seconds


class NotBegun(Exception):
    """The event file has faults, or is there already; the message says which."""


def toml(asked: Mapping[str, str], languages: Sequence[str]) -> str:
    """The event file. A JSON string is a TOML string too, so nothing that was typed can end one."""
    lines = ["# Made on the pages. Check it after an edit with: groundswell events check", ""]
    lines.append(f"title = {_string(asked['title'])}")
    if asked["happened_at"]:
        lines.append(f"happened_at = {asked['happened_at']}")
    lines += [f"zone = {_string(asked['zone'])}", f"languages = {_list(languages)}", 'relevance = "thread"', ""]
    if asked["since"]:
        lines += ["[window]", f"from = {asked['since']}", ""]
    for language in KEYWORD_LANGUAGES:
        words = split(asked[f"keywords_{language}"])
        if words:
            lines += ["[keywords]" if language == "en" else f"[keywords.{language}]", f"any = {_list(words)}"]
            lines += [f"none = {_list(split(asked['none']))}"] if language == "en" and asked["none"] else []
            lines.append("")
    lines += ["[themes]", 'library = "all"', "", "[[alerts]]", 'rule = "volume"', "per_week = 1.0", ""]
    return "\n".join([*lines, "[digest]", "at = 08:00:00", ""])


def split(words: str) -> list[str]:
    """Keywords as people type them: one a line, or separated by commas."""
    return [word.strip() for line in words.splitlines() for word in line.split(",") if word.strip()]


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(words: Sequence[str]) -> str:
    return f"[{', '.join(_string(word) for word in words)}]"


def begin(name: str, text: str) -> None:
    """Writes events/NAME.toml and makes the event of it. Raises NotBegun, and then nothing is written."""
    _check(name, text)
    path = settings().events / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise NotBegun(f"There is an event file {name}.toml already; it was not touched.") from None
    with tempfile.TemporaryDirectory(prefix="gs-") as nothing:
        _run(["import", name, nothing], {})


def _check(name: str, text: str) -> None:
    """As `groundswell events check` does, before the file is where the service looks."""
    with tempfile.TemporaryDirectory(prefix="gs-") as folder:
        path = pathlib.Path(folder) / "events" / f"{name}.toml"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        _run(["events", "check", name], {"GROUNDSWELL_HOME": folder})


def _run(words: Sequence[str], changed: Mapping[str, str]) -> None:
    command, environment = [*program(), *words], {**os.environ, **changed}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
    if done.returncode:
        raise NotBegun((done.stdout + done.stderr).strip()[-2000:])
