"""What goes wrong outside the program ends in a sentence."""

import pathlib

import pytest

from cli import main
from config.settings import settings


def test_a_home_that_cannot_be_used_is_named_in_a_sentence(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("GROUNDSWELL_HOME", str(tmp_path / "file"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr("sys.argv", ["groundswell", "files", "strike"])
    settings.cache_clear()
    with pytest.raises(SystemExit) as leaving:
        main.run()
    settings.cache_clear()
    assert leaving.value.code == 2
    assert capsys.readouterr().err == f"{tmp_path / 'file' / 'data'} cannot be used: Not a directory\n"
