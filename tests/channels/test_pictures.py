"""Charts as pictures: they show, and every character of them is in the font that is shipped."""

import pathlib

from channels import pictures
from tests.channels.sending import CHART

FONT = pathlib.Path(pictures.__file__).parent / "fonts" / pictures.FONT


def test_a_chart_becomes_a_png_in_which_words_show() -> None:
    assert pictures.png(CHART)[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(pictures.png(CHART)) > len(pictures.png(CHART.replace("00:00", "")))


def test_it_is_the_same_every_time() -> None:
    assert pictures.png(CHART) == pictures.png(CHART)


def test_the_font_comes_with_its_licence() -> None:
    assert "Bitstream" in (FONT.parent / "LICENSE-DejaVu.txt").read_text()
    assert FONT.stat().st_size < 64_000
