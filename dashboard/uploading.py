"""Exports that people upload: kept as they came under data/uploads, looked at, and then imported or thrown away.

Reading a stranger's file is left to a process of its own (`groundswell inspect`, `groundswell import`), which may be
killed without the pages noticing. The file is never run, and its name is never a path.
"""

import dataclasses
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import IO, Any

import orjson

from config.settings import settings

PATIENCE = 60.0  # seconds that inspecting may take
MARK = re.compile(r"[0-9a-f]{16}")
UNWANTED = re.compile(r"[^\w.() -]+")
BLOCK = 1 << 20
REPORT = ".inspected.json"
LOG = ".import.log"
_one_import = threading.Lock()


@dataclasses.dataclass(frozen=True)
class Upload:
    """One file that waits to be taken, and what inspecting said of it."""

    mark: str
    path: pathlib.Path
    reports: Sequence[Mapping[str, Any]]

    @property
    def can_be_taken(self) -> bool:
        return any(not report.get("error") for report in self.reports)


def folder(event: str) -> pathlib.Path:
    return settings().data / "uploads" / event


def keep(event: str, name: str, content: IO[bytes]) -> Upload:
    """Writes the bytes to a folder of their own, under a name that is safe, and inspects them."""
    mark = secrets.token_hex(8)
    place = folder(event) / mark
    place.mkdir(parents=True)
    path = place / safe_name(name)
    with path.open("xb") as written:
        shutil.copyfileobj(content, written, BLOCK)
    path.chmod(0o400)
    (place / REPORT).write_bytes(orjson.dumps(_inspected(event, path)))
    return Upload(mark, path, orjson.loads((place / REPORT).read_bytes()))


def safe_name(name: str) -> str:
    """The last part of a name as its sender gave it, with nothing in it that means something to a file system."""
    plain = UNWANTED.sub("_", pathlib.PurePosixPath(name.replace("\\", "/")).name).lstrip(". -")
    return plain[-120:].lstrip(". -") or "upload"


def waiting(event: str) -> list[Upload]:
    """What was uploaded and neither taken nor thrown away."""
    found = [opened(event, path.parent.name) for path in sorted(folder(event).glob(f"*/{REPORT}"))]
    return [each for each in found if each]


def opened(event: str, mark: str) -> Upload | None:
    """One of them by its mark."""
    place = folder(event) / mark
    if not MARK.fullmatch(mark) or not (place / REPORT).exists():
        return None
    files = [path for path in place.iterdir() if not path.name.startswith(".")]
    return Upload(mark, files[0], orjson.loads((place / REPORT).read_bytes())) if files else None


def discard(event: str, upload: Upload) -> None:
    shutil.rmtree(folder(event) / upload.mark)


def take(event: str, upload: Upload, options: Sequence[str]) -> None:
    """Begins the import and returns at once; how it goes stands among the files of the event."""
    (upload.path.parent / REPORT).unlink()
    command = [*program(), "import", event, *options, "--format", "json", "--", str(upload.path)]
    threading.Thread(target=_import, args=(command, upload.path.parent / LOG), daemon=True).start()


def _import(command: Sequence[str], log: pathlib.Path) -> None:
    """One import at a time: they would only wait for each other in the database."""
    with _one_import, log.open("wb") as said:
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False)  # noqa: S603


def _inspected(event: str, path: pathlib.Path) -> list[dict[str, Any]]:
    """The reports of `groundswell inspect`; one that says so when it did not end well."""
    command = [*program(), "inspect", "--event", event, "--format", "json", "--", str(path)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return [{"error": f"looking at it took longer than {PATIENCE:.0f} seconds"}]
    found = [orjson.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
    return found or [{"error": done.stderr.decode("utf-8", "replace").strip()[-500:] or "it could not be looked at"}]


def program() -> list[str]:
    """The command `groundswell` of this installation."""
    return [sys.executable, "-m", "cli"]
