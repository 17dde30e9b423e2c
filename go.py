"""Sets groundswell up next to this file and runs it: test, check, audit, bench, soak, faults, browser, or any command.

Standard library only, and readable by old Pythons, so that a wrong version is refused in words.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "groundswell.stamp"
CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("lint-imports",),
    ("python", "-m", "tests.audit", "--offline"),
)


def main(words):
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed; this is %d.%d.%d." % sys.version_info[:3])
    word, rest = (words[0], words[1:]) if words else ("demo", [])
    needed = {
        "bench": ("test", "bench"),
        **dict.fromkeys(("test", "browser", "check", "soak", "audit", "faults"), ("test",)),
    }
    set_up(needed.get(word, ()))
    os.environ["PATH"] = str(BIN) + os.pathsep + os.environ.get("PATH", "")
    if word == "check":
        sys.exit(max(subprocess.call((str(BIN / check[0]),) + check[1:], cwd=str(HERE)) for check in CHECKS))
    if word == "test":
        run(["pytest", "-rs"] + rest, folder=HERE)
    if word == "browser":
        subprocess.call([str(BIN / "python"), "-m", "tests.browser.bring"], cwd=str(HERE))
        run(["pytest", "-rs", "tests/browser"] + rest, folder=HERE)
    if word == "soak":
        run(["python", "-m", "tests.soak"] + rest, folder=HERE)
    if word == "audit":
        run(["python", "-m", "tests.audit"] + rest, folder=HERE)
    if word == "bench":
        run(["python", "-m", "benchmarks"] + rest, folder=HERE)
    if word == "faults":
        run(["python", "-m", "tests.faults"] + rest, folder=HERE)
    run(["groundswell", word] + rest)


def run(command, folder=None):
    """Becomes the command, so that signals and the exit code are its own."""
    if folder:
        os.chdir(str(folder))
    program = str(BIN / command[0])
    if os.name == "nt":
        sys.exit(subprocess.call([program] + command[1:]))
    os.execv(program, [program] + command[1:])


def set_up(extras):
    """Makes .venv and installs into it, unless its stamp says that this was done for the files as they are now."""
    wanted = fingerprint()
    stamp = STAMP.read_text().split() if STAMP.exists() else []
    if wanted in stamp and set(extras) <= set(stamp):
        return
    extras = sorted(set(extras) | set(stamp[1:])) if wanted in stamp else sorted(extras)
    if not (BIN / "pip").exists() and not (BIN / "pip.exe").exists():
        print("Setting up in %s ..." % VENV, file=sys.stderr, flush=True)
        shutil.rmtree(str(VENV), ignore_errors=True)
        if subprocess.call([sys.executable, "-m", "venv", str(VENV)]):
            shutil.rmtree(str(VENV), ignore_errors=True)
            sys.exit("Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv")
    print("Installing what groundswell needs (about half a minute, once) ...", file=sys.stderr, flush=True)
    what = ["-e", str(HERE) + ("[%s]" % ",".join(extras) if extras else ""), "-c", str(HERE / "constraints.txt")]
    pip = [str(BIN / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if subprocess.call(pip + what):
        sys.exit("The installation did not finish (see above). With a network connection, run the same command again.")
    STAMP.write_text(" ".join([wanted] + extras))


def fingerprint():
    """What the installation depends on, as one hash."""
    parts = [(HERE / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    parts.append((sys.version + str(HERE)).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1:])
