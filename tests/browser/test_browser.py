"""The pages in a real browser: phone and desk, light and dark, by keyboard, without scripts, and under attack."""

import pathlib
from collections.abc import Callable

import pytest

from analysis.outward import masked, visible
from tests.browser.chromium import FOLDER, Tab
from tests.browser.hostile import STRINGS
from tests.making import comment, write_lines

NewTab = Callable[..., Tab]
PAGES = (
    "/", "/events/strike", "/events/strike/posts", "/events/strike/files", "/events/strike/unreadable",
    "/events/strike/digests", "/events/strike/said", "/events/strike/label", "/events/strike/label?theme=resilience", "/events/strike/alerts", "/new", "/new?by_hand=true",
    "/events/strike/themes?over=resilience", "/events/strike/compare", "/events/strike/compare?hours=6&other=sumy", "/events/strike/label?what=who", "/events/strike/label?what=relevance",
    "/events/strike/log", "/status", "/events/strike/upload", "/posts/reddit:t1_c00005", "/api", "/login", "/nothing",
)  # fmt: skip
AXE = FOLDER / "axe.min.js"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def missed(said: list[str]) -> list[str]:
    """Complaints that are none: the browser says of each page that is not there that it is not there."""
    return [words for words in said if "404" not in words]


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_and_the_browser_has_nothing_to_complain_of(tab: NewTab, site: str, path: str, width: int) -> None:
    page = tab(width=width)
    page.go(site + path)
    assert page.value(WIDE) <= 0
    assert page.value("document.querySelectorAll('h1').length") == 1
    assert page.value("document.title").endswith("groundswell")
    assert missed(page.complaints()) == []


def test_hostile_posts_are_text_and_nothing_of_them_runs(tab: NewTab, site: str) -> None:
    page = tab()
    shown: list[str] = []
    page.go(f"{site}/events/strike/posts?since=2025-04-19T14:00&until=2025-04-20T23:00&platform=reddit")
    while True:
        shown += page.value("[...document.querySelectorAll('.text')].map(each => each.textContent)")
        if not page.value("document.querySelector('a[rel=next]') !== null"):
            break
        page.click("a[rel=next]")
    assert len(STRINGS) >= 200
    assert shown == [visible(masked(f"Kharkiv {text}")) for text in STRINGS]
    assert (
        page.value("document.querySelectorAll('main script, main img, main iframe, main object, main style').length")
        == 0
    )
    assert page.complaints() == []


def test_a_hostile_search_is_text(tab: NewTab, site: str) -> None:
    page = tab()
    page.go(f"{site}/events/strike/posts?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert page.value("document.querySelector('input[name=q]').value") == '"><script>alert(1)</script>'
    assert page.complaints() == []


def test_a_script_that_got_in_would_not_run(tab: NewTab, site: str) -> None:
    """The policy is in force: the browser itself refuses what the page did not bring."""
    page = tab()
    page.go(f"{site}/")
    page.value("const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)")
    assert page.value("window.ran === undefined")
    assert any("Content Security Policy" in words for words in page.complaints())


@pytest.mark.parametrize("width", [360, 1200])
def test_all_works_without_scripts(tab: NewTab, site: str, width: int) -> None:
    page = tab(width=width, scripts=False)
    page.go(f"{site}/")
    page.click("h2 a")
    page.click(f"svg.{'narrow' if width < 600 else 'wide'} a:nth-of-type(3)")
    html = page.ask("Runtime.evaluate", expression="document.body.innerText", returnByValue=True)["result"]["value"]
    assert "the world must act" in html


def test_the_keyboard_reaches_the_content_first(tab: NewTab, site: str) -> None:
    page = tab()
    page.go(f"{site}/events/strike")
    page.press("Tab")
    assert page.value("document.activeElement.className") == "skip"
    page.press("Enter")
    assert page.value("location.hash") == "#main"
    reached = set()
    for _ in range(12):
        page.press("Tab")
        reached.add(
            page.value("document.activeElement.tagName + ' ' + document.activeElement.textContent.trim().slice(0, 20)")
        )
    assert "A 7 days" in reached
    assert any(each.startswith("SUMMARY") for each in reached)


def test_a_sample_is_labelled_by_keys(tab: NewTab, site: str) -> None:
    page = tab(width=360)
    page.go(f"{site}/events/strike/label?theme=the%20world%20must%20act")
    assert "0 of 50" in page.value("document.querySelector('h2').textContent")
    for key in ("y", "n", "s"):
        page.press(key, leads_on=True)
    assert "3 of 50" in page.value("document.querySelector('h2').textContent")
    assert "right 1 of 2" in page.value("document.body.innerText")
    assert page.complaints() == []


def test_a_stretch_of_a_chart_is_looked_at_closer_with_the_mouse(tab: NewTab, site: str) -> None:
    page = tab()
    page.go(f"{site}/events/strike?since=2025-04-17T00:00&until=2025-04-20T00:00")
    box = page.value(
        "(() => { const b = document.querySelector('svg.wide').getBoundingClientRect(); return [b.x, b.y, b.width, b.height] })()"
    )
    middle = box[1] + box[3] / 2

    def mouse(kind: str, share: float) -> None:
        page.ask(
            "Input.dispatchMouseEvent", type=kind, x=box[0] + box[2] * share, y=middle, button="left", clickCount=1
        )

    mouse("mouseMoved", 0.5)
    mouse("mouseMoved", 0.52)
    assert "posts" in page.value("document.querySelector('.readout').textContent")
    mouse("mousePressed", 0.4)
    mouse("mouseMoved", 0.5)
    mouse("mouseMoved", 0.6)
    assert page.value("document.querySelectorAll('rect.chosen').length") == 1
    page._forget("Page.loadEventFired")
    mouse("mouseReleased", 0.6)
    page.browser.wait_for("Page.loadEventFired", page.session)
    assert page.value("location.search").startswith("?since=2025-04-1")
    assert page.value("location.pathname") == "/events/strike"
    assert "Not here" not in page.value("document.body.innerText")
    assert page.complaints() == []


def test_a_bar_still_leads_to_its_posts(tab: NewTab, site: str) -> None:
    page = tab()
    page.go(f"{site}/events/strike")
    page.click("svg.wide a:nth-of-type(3)")
    assert page.value("location.pathname") == "/events/strike/posts"
    assert page.complaints() == []


def test_an_event_is_begun_on_a_phone_without_scripts(tab: NewTab, site: str) -> None:
    page = tab(width=390, scripts=False)
    page.go(f"{site}/new")
    root = page.ask("DOM.getDocument")["root"]["nodeId"]
    place = page.ask("DOM.querySelector", nodeId=root, selector="input[name=place]")["nodeId"]
    page.ask("DOM.focus", nodeId=place)
    page.ask("Input.insertText", text="Poltava")
    page.click("button[name=suggest]")
    written = "Object.fromEntries([...document.querySelectorAll('textarea')].map(each => [each.name, each.value]))"
    found = page.value(written)
    assert (found["keywords_uk"], found["keywords_pl"]) == ("полтав*", "połtaw*")
    page.click("form[action='/new'] button")
    assert page.value("location.pathname") == "/events/poltava"
    assert "Attack on Poltava" in page.value("document.body.innerText")
    assert page.complaints() == []


def test_a_file_is_uploaded_and_looked_at(tab: NewTab, site: str, tmp_path: pathlib.Path) -> None:
    path = write_lines(tmp_path / "new.ndjson", [comment(8000 + n, f"Kharkiv again {n}") for n in range(3)])
    page = tab(scripts=False)
    page.go(f"{site}/events/strike/upload")
    root = page.ask("DOM.getDocument")["root"]["nodeId"]
    chosen = page.ask("DOM.querySelector", nodeId=root, selector="input[type=file]")["nodeId"]
    page.ask("DOM.setFileInputFiles", files=[str(path)], nodeId=chosen)
    page.click("form[enctype] button")
    assert "3 by their words" in page.value("document.body.innerText")
    page.click("form[action$=discard] button")
    assert "new.ndjson" not in page.value("document.body.innerText")
    assert page.complaints() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(tab: NewTab, site: str, path: str, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe is not here (python3 go.py browser brings it where npm is installed)")
    page = tab()
    page.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    page.go(site + path)
    page.value(AXE.read_text(encoding="utf-8") + "; 1")
    found = page.value(
        "axe.run().then(found => found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3)))"
    )
    assert found == []
