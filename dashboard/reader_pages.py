"""What readers know better: labels that measure a theme's phrases, and corrections of single posts, whose effect is
shown before they hold."""

import subprocess
from collections.abc import Sequence
from typing import Annotated, Any

import fastapi
from fastapi.responses import HTMLResponse, RedirectResponse, Response

import storage.audit
import storage.labels
import storage.post_list
import storage.understood
from analysis.outward import masked
from config import clock
from dashboard.opened import Name, Opened, database, open_event, theme_of
from dashboard.shown import page, query
from dashboard.uploading import program
from dashboard.visiting import changing, said, visitor
from digests import explaining
from digests.precision import rules
from storage.tables.identity import uid, url_of

router = fastapi.APIRouter(include_in_schema=False)
SAMPLE, SEED = 50, "groundswell"
ANSWERS = {"right": True, "wrong": False, "skip": None}
MARKS = ("reacting", "passing-on", "official", "unclear", "off-topic", "on-topic", "quoted-or-sarcastic", "not-same")
PATIENCE = 120.0  # seconds that counting a day anew may take
Theme = Annotated[str, fastapi.Query(max_length=120)]


@router.get("/events/{name}/label")
def label(name: Name, theme: Theme = "") -> HTMLResponse:
    """The next post of the sample that this reader has not judged; without a theme, how right each theme is."""
    with open_event(name) as opened:
        asked = theme_of(opened, theme)
        shown = _next(opened, asked, visitor().name or "reader") if asked else None
        return page(
            "label.html",
            title=f"Label · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="label",
            theme=asked,
            shown=shown,
            rules=rules(opened.session, opened.id, opened.file),
        )


def _next(opened: Opened, theme: str, reader: str) -> dict[str, Any]:
    number = storage.understood.known_theme_ids(opened.session, opened.file).get(theme)
    if number is None:
        return {"post": None, "done": 0, "of": 0}
    drawn = storage.labels.sample(opened.session, opened.id, number, seed=SEED, most=SAMPLE)
    answered = storage.labels.of_reader(opened.session, opened.id, number, reader)
    left = [each for each in drawn if each not in answered]
    row = storage.post_list.one(opened.session, left[0]) if left else None
    return {"post": _post(row) if row else None, "done": len(drawn) - len(left), "of": len(drawn)}


def _post(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "uid": uid(row["platform"], row["native_id"]),
        "text": masked(row["text"] or ""),
        "language": row["language"],
        "platform": row["platform"],
        "url": url_of(row["platform"], row["native_id"], row["root_id"]),
    }


@router.post("/events/{name}/label")
def answer(name: Name, request: fastapi.Request) -> RedirectResponse:
    """Keeps one answer and goes on to the next post."""
    form = changing(request)
    theme, given, number = (
        said(form, "theme", 120),
        said(form, "answer", 10),
        explaining.number_of(said(form, "uid", 300)),
    )
    if given not in ANSWERS or number is None:
        raise fastapi.HTTPException(422, "There is no such answer.")
    with open_event(name) as opened:
        version = storage.understood.known_theme_ids(opened.session, opened.file).get(theme_of(opened, theme))
        event_id = opened.id
    if version is None:
        raise fastapi.HTTPException(422, "Nothing was found of that theme yet.")
    row = {"event_id": event_id, "theme_id": version, "post_id": number, "reader": visitor().name or "reader"}
    with database().write() as session:
        storage.labels.add(session, [{**row, "is_right": ANSWERS[given], "labelled_at": clock.now()}])
    return RedirectResponse(query(f"/events/{name}/label", theme=theme), 303)


@router.post("/correct")
def correct(request: fastapi.Request) -> Response:
    """Shows what a mark on a post would change in the figures of its day; sent again with `apply`, sets it."""
    form = changing(request)
    asked = {each: said(form, each, 300) for each in ("uid", "event", "mark", "theme", "why", "by", "apply")}
    by = visitor().name or asked["by"] or "reader"
    if explaining.number_of(asked["uid"]) is None or not asked["why"] or not _marks(asked):
        raise fastapi.HTTPException(422, "A correction needs a post, a mark and the reason.")
    words = ["correct", f"--event={asked['event']}", f"--why={asked['why']}", f"--by={by}"]
    words += ["--yes"] * bool(asked["apply"])
    done = _run([*words, "--", asked["uid"], *_marks(asked)])
    if asked["apply"]:
        with database().write() as session:
            about = {"post": asked["uid"], "event": asked["event"], "mark": " ".join(_marks(asked))}
            storage.audit.add(session, visitor().name, "corrected", about, now=clock.now())
    return page("correct.html", title="Correction", asked={**asked, "by": by}, said=done, marks=" ".join(_marks(asked)))


def _marks(asked: dict[str, str]) -> list[str]:
    """The mark as `groundswell correct` takes it."""
    if asked["mark"] in ("theme-yes", "theme-no") and asked["theme"]:
        return ["theme", asked["theme"], asked["mark"].removeprefix("theme-")]
    return [asked["mark"]] if asked["mark"] in MARKS else []


def _run(words: Sequence[str]) -> str:
    """What the command says; without --yes its question is answered with no."""
    done = subprocess.run(  # noqa: S603
        [*program(), *words], input="n\n", capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    if done.returncode and "Apply?" not in done.stdout:
        raise fastapi.HTTPException(422, (done.stderr or done.stdout).strip()[-500:] or "That could not be done.")
    return done.stdout.split("Apply?")[0].strip()
