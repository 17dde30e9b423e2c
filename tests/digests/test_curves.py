"""Charts of lines and panels: titles for those who do not see them, holes where nothing is known, refusals in words."""

import re
import xml.etree.ElementTree as ET

from digests.curves import Line, Panel, lines, panels

LABELS = [f"T+{n}h" for n in range(4)]


def test_a_line_is_broken_where_nothing_is_known() -> None:
    drawn = lines("Times", "Words", [Line("Here", [1, None, 3, 4]), Line("There", [2, 2, 2, 2])], LABELS)
    ET.fromstring(drawn)
    first = re.findall(r'<path d="([^"]+)"[^>]*class="curve c0"', drawn)[-1]
    assert first.count("M") == 2
    assert 'stroke-dasharray="7 4"' in drawn  # told apart by more than colour
    assert "<title>Times</title><desc>Words</desc>" in drawn


def test_what_is_refused_is_hatched_with_its_reason_and_not_drawn() -> None:
    drawn = lines("T", "D", [Line("Here", [1, 2, 3, 4]), Line("There", [9, 9, 9, 9], "the <feeds> differ")], LABELS)
    ET.fromstring(drawn)
    assert 'fill="url(#unseen)"' in drawn
    assert "not compared: the &lt;feeds&gt; differ" in drawn
    assert len(re.findall(r'class="curve c1"', drawn)) == 1  # in the legend only


def test_panels_share_a_scale_and_mark_the_largest_share() -> None:
    made = [
        Panel("grief & loss", [0.5, None, 0.1, 0.1], [0.4, None, 0.05, 0.05], [0.6, None, 0.2, 0.2], 0),
        Panel("calm", [0.1] * 4, [0.05] * 4, [0.2] * 4),
    ]
    drawn = panels("Shares", "By step", made, LABELS)
    ET.fromstring(drawn)
    assert "grief &amp; loss" in drawn
    assert drawn.count("to 60 %") == 2
    assert drawn.count('class="bar"') == 1
    assert "most T+0h" in drawn
    assert "style=" not in drawn
