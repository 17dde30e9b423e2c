"""What readers know better of single posts: corrections, whose effect is shown before they hold."""

import subprocess
from collections.abc import Sequence

import fastapi
from fastapi.responses import Response

import storage.audit
from config import clock
from dashboard.opened import database
from dashboard.shown import page
from dashboard.uploading import program
from dashboard.visiting import changing, said, visitor
from digests import explaining

router = fastapi.APIRouter(include_in_schema=False)
MARKS = ("reacting", "passing-on", "official", "unclear", "off-topic", "on-topic", "quoted-or-sarcastic", "not-same")
PATIENCE = 120.0  # seconds that counting a day anew may take


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
