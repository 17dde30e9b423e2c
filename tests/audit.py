"""`go.py audit`: whether what is installed is what constraints.txt names, under licences that fit, and without known
faults. Only the last needs the network: with `--offline` it is left out, and where nothing answers it says so."""

import importlib.metadata
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping

from packaging.requirements import Requirement

CONSTRAINTS = pathlib.Path(__file__).resolve().parent.parent / "constraints.txt"
OURS = frozenset({"groundswell", "pip", "setuptools", "wheel"})  # the last three come with Python
ALLOWED = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|PSFL|Python Software Foundation|MPL|Mozilla|LGPL|Zlib|CC0)\b", re.I
)
REFUSED = re.compile(r"\b(A?GPL|GNU (Affero )?General Public|SSPL|Commons Clause|proprietary|non-?commercial)\b", re.I)
SAID_ELSEWHERE = {"resvg-py": "MIT"}  # its metadata names none, its LICENSE file does
NOT_RUN = 75  # to be tried again


def main(words: list[str]) -> int:
    installed = {_plain(each.name): each for each in importlib.metadata.distributions()}
    found = [*unpinned(installed, CONSTRAINTS.read_text()), *unfit(installed)]
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(installed):,} packages: versions and licences {'do NOT fit' if found else 'fit'}.")
    return 1 if found else 0 if "--offline" in words else _advisories()


def unpinned(installed: Mapping[str, importlib.metadata.Distribution], constraints: str) -> Iterator[str]:
    """Packages whose version is not the one that constraints.txt names."""
    lines = [Requirement(line) for line in constraints.splitlines() if "==" in line]
    here = [line for line in lines if line.marker is None or line.marker.evaluate()]
    pins = {_plain(line.name): str(line.specifier).removeprefix("==") for line in here}
    for name, each in sorted(installed.items()):
        if name not in OURS and pins.get(name) != each.version:
            yield f"{name} {each.version} is installed; constraints.txt says {pins.get(name, 'nothing of it')}"


def unfit(installed: Mapping[str, importlib.metadata.Distribution]) -> Iterator[str]:
    """Packages under a licence that is not on the list, or under none that is known."""
    for name, each in sorted(installed.items()):
        licence = SAID_ELSEWHERE.get(name) or licence_of(each)
        if name not in OURS and (REFUSED.search(licence) or not ALLOWED.search(licence)):
            yield f"{name}: its licence is {licence[:80] or 'not named'}"


def licence_of(each: importlib.metadata.Distribution) -> str:
    """What a package says of its licence: the expression, else the classifiers, else the field."""
    said = each.metadata
    classifiers = [line for line in said.get_all("Classifier") or [] if line.startswith("License ::")]
    return said.get("License-Expression") or " ".join(classifiers) or said.get("License") or ""


def _advisories() -> int:
    """Asks for known faults of these versions, with pip-audit brought for this once."""
    with tempfile.TemporaryDirectory(prefix="gs-audit-") as folder:
        bring = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--target",
            folder,
            "pip-audit",
        ]
        if subprocess.run(bring, capture_output=True, check=False).returncode:
            print("Known faults: NOT RUN, pip-audit could not be brought here.")
            return NOT_RUN
        look = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "-f", "json", "-r", str(CONSTRAINTS)]
        done = subprocess.run(
            look, env={**os.environ, "PYTHONPATH": folder}, capture_output=True, text=True, check=False
        )
    return told(done.stdout)


def told(answer: str) -> int:
    """Prints what pip-audit answered as JSON. A package that nobody could be asked of is not one without faults."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        packages = []
    asked = [each for each in packages if "vulns" in each]
    faults = [(each, fault) for each in asked for fault in each["vulns"]]
    for each, fault in faults:
        print(
            f"{each['name']} {each['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'none'}"
        )
    if len(asked) < len(packages) or not asked:
        print(
            f"Known faults: NOT RUN for {len(packages) - len(asked) or 'all'} packages, nobody could be asked of them."
        )
    if asked:
        print(f"Known faults: {len(faults)} in {len(asked)} packages.")
    return 1 if faults else 0 if asked and len(asked) == len(packages) else NOT_RUN


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
