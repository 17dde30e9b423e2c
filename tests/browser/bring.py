"""Makes sure that there is a Chromium, and axe where npm is installed: `python -m tests.browser.bring`.

Where the system has no Chromium, that of Debian is unpacked into .browser/, which needs no root.
"""

import pathlib
import shutil
import subprocess
import sys

from tests.browser.chromium import FOLDER, found

AXE = "axe-core@4.14.1"
PATIENCE = 420  # seconds for about 120 MB
WRAPPER = """#!/bin/sh
L={root}/usr/lib/$(uname -m)-linux-gnu
LD_LIBRARY_PATH=$L:$L/pulseaudio:{root}/usr/lib/chromium exec {root}/usr/lib/chromium/chromium "$@"
"""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    if found() is None:
        bring_chromium()
    print(f"Chromium: {found() or 'there is none, and it could not be brought'}", file=sys.stderr)
    if not (FOLDER / "axe.min.js").exists():
        bring_axe()


def bring_chromium() -> None:
    """Downloads what Debian's chromium lacks here, and unpacks it."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return
    debs, root = FOLDER / "debs", FOLDER / "root"
    debs.mkdir(exist_ok=True)
    plan = said(["apt-get", "install", "-s", "--no-install-recommends", "chromium"], debs)
    names = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    if not names or not said(["apt-get", "download", *names], debs):
        return
    for deb in sorted(debs.glob("*.deb")):
        said(["dpkg", "-x", str(deb), str(root)], debs)
    shutil.rmtree(debs)
    if (root / "usr/lib/chromium/chromium").exists():
        (FOLDER / "chromium").write_text(WRAPPER.format(root=root), encoding="utf-8")
        (FOLDER / "chromium").chmod(0o755)


def bring_axe() -> None:
    """The accessibility checks, from npm; without npm those tests are skipped."""
    if shutil.which("npm") is None or not said(["npm", "pack", AXE], FOLDER):
        return
    for package in FOLDER.glob("axe-core-*.tgz"):
        said(["tar", "-xzf", package.name, "package/axe.min.js"], FOLDER)
        (FOLDER / "package" / "axe.min.js").rename(FOLDER / "axe.min.js")
        shutil.rmtree(FOLDER / "package")
        package.unlink()


def said(command: list[str], folder: pathlib.Path) -> str:
    """What a program says; empty where it does not do its work."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
        return ""
    return done.stdout or done.stderr or "done"


if __name__ == "__main__":
    main()
