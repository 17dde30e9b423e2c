"""A page made ready for mail: pictures in the place of drawings, plain styles, nothing from elsewhere. Invented."""

from channels.letter import MOST, letter
from digests import charts

CHART = charts.bars("Posts <b>", "A day & a night.", [charts.Bar(0, 15, 3, "x")], day_starts=[], shade_from=0)
PAGE = f"""<!doctype html><head><meta http-equiv="Content-Security-Policy" content="img-src data:">
<style>:root {{ --ink: #123456; }} p {{ color: var(--ink); }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #ffffff; }} .bar {{ fill: #000; }}
}}
</style></head><body><p><b class="figure" title="n = 3; posts?event=a">3</b></p>{CHART}&lt;svg&gt;quoted&lt;/svg&gt;</body>"""


def test_a_drawing_becomes_a_picture_with_its_words() -> None:
    made = letter(PAGE, "abc")
    assert list(made.pictures) == ["chart-1-abc@groundswell.invalid"]
    assert made.pictures["chart-1-abc@groundswell.invalid"].startswith(b"\x89PNG")
    assert 'alt="Posts &lt;b&gt;. A day &amp; a night"' in made.html
    assert "<svg" not in made.html
    assert "&lt;svg&gt;quoted&lt;/svg&gt;" in made.html


def test_styles_say_plainly_what_they_mean() -> None:
    made = letter(PAGE, "abc").html
    assert "color: #123456" in made
    assert "var(" not in made
    assert "prefers-color-scheme" not in made


def test_what_a_mail_program_cannot_use_or_would_obey_wrongly_is_left_out() -> None:
    made = letter(PAGE, "abc").html
    assert "Content-Security-Policy" not in made
    assert "n = 3" not in made
    assert ">3</b>" in made


def test_a_page_of_very_many_drawings_has_words_for_the_last() -> None:
    spark = charts.spark("a spark", [1])
    made = letter(spark * (MOST + 2), "abc")
    assert len(made.pictures) == MOST
    assert made.html.count("<em>a spark</em>") == 2


def test_the_same_page_gives_the_same_letter() -> None:
    assert letter(PAGE, "abc") == letter(PAGE, "abc")
