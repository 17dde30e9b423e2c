"""A new event from a form: written as the TOML file that a person would write, checked as that is, and begun."""

import json
import os
import pathlib
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence

from config.beginnings import WRITTEN, packs
from config.settings import settings
from dashboard.uploading import program

KEYWORD_LANGUAGES = WRITTEN
PATIENCE = 60.0  # seconds


class NotBegun(Exception):
    """The event file has faults, or is there already; the message says which."""


def toml(asked: Mapping[str, str], languages: Sequence[str]) -> str:
    """The event file. A JSON string is a TOML string too, so nothing that was typed can end one."""
    lines = ["# Made on the pages. Check it after an edit with: groundswell events check", ""]
    lines.append(f"title = {_string(asked['title'])}")
    if asked["happened_at"]:
        lines.append(f"happened_at = {asked['happened_at']}")
        lines += [f"happened_within = {asked['within']}"] if asked["within"] not in ("", "0") else []
    lines += [f"zone = {_string(asked['zone'])}", f"languages = {_list(languages)}", 'relevance = "thread"', ""]
    if asked["since"]:
        lines += ["[window]", f"from = {asked['since']}", ""]
    for language in KEYWORD_LANGUAGES:
        words = split(asked[f"keywords_{language}"])
        if words:
            lines += ["[keywords]" if language == "en" else f"[keywords.{language}]", f"any = {_list(words)}"]
            lines.append("")
    lines = _with_general(lines, asked)
    library = packs().get(asked["pack"], {}).get("library", "all")
    lines += ["[themes]", f"library = {_string(library) if isinstance(library, str) else _list(library)}", ""]
    lines += ["[[alerts]]", 'rule = "volume"', "per_week = 1.0", ""]
    if asked["place"]:  # so that it can be compared with the like of it elsewhere
        named = [word for code in KEYWORD_LANGUAGES for word in split(asked[f"keywords_{code}"])]
        lines += ["[comparison]", f"place = {_list(dict.fromkeys(named))}", ""]
    return "\n".join([*lines, "[digest]", "at = 08:00:00", ""])


def _with_general(lines: Sequence[str], asked: Mapping[str, str]) -> list[str]:
    """With the words that hold for all languages: under [keywords], which stands there only where a word is English."""
    also, none = split(asked["also"]), split(asked["none"])
    more = [f"all = [{_list(also)}]"] * bool(also) + [f"none = {_list(none)}"] * bool(none)
    place = lines.index("[keywords]") + 1 if "[keywords]" in lines else None
    if place is not None:
        return [*lines[:place], *more, *lines[place:]]
    first = next((n for n, line in enumerate(lines) if line.startswith("[keywords.")), len(lines))
    return [*lines[:first], "[keywords]", *more, "", *lines[first:]] if more else list(lines)


def split(words: str) -> list[str]:
    """Keywords as people type them: one a line, or separated by commas."""
    return [word.strip() for line in words.splitlines() for word in line.split(",") if word.strip()]


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(words: Iterable[str]) -> str:
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
