"""The supervisor of `groundswell up`: what dies is started again, what cannot help itself ends the whole."""

import os
import pathlib
import subprocess
import sys

import pytest

from cli.supervisor import HOPELESS, Supervisor


def test_a_process_that_says_that_a_new_start_would_not_help_ends_the_service(
    capfd: pytest.CaptureFixture[str],
) -> None:
    hopeless = [sys.executable, "-c", f"print('a newer groundswell'); raise SystemExit({HOPELESS})"]
    waiting = [sys.executable, "-c", "import time; time.sleep(60)"]
    assert Supervisor({"worker": hopeless, "web": waiting}, {}).run() == HOPELESS
    assert "a newer groundswell" in capfd.readouterr().err


def test_a_broker_that_dies_is_started_again_and_ends_after_the_others(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "began"
    program = f"import os, time; open({str(path)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    broker = subprocess.Popen([sys.executable, "-c", program])
    broker.kill()
    broker.wait()
    path.unlink(missing_ok=True)
    wait = f"import os, time\nwhile not os.path.exists({str(path)!r}) or not os.path.getsize({str(path)!r}): time.sleep(0.01)"
    ending = [sys.executable, "-c", f"{wait}\nraise SystemExit({HOPELESS})"]
    assert Supervisor({"web": ending}, {}, broker).run() == HOPELESS
    with pytest.raises(ProcessLookupError):
        os.kill(int(path.read_text()), 0)
