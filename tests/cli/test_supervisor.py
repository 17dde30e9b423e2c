"""The supervisor of `groundswell up`: what dies is started again, what cannot help itself ends the whole."""

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
