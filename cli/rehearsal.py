"""Prints a rehearsal: what would have been sent, with a chart for the terminal."""

import datetime as dt
import sys

from sqlmodel import Session

from alerts.wording import PLATFORMS
from analysis.outward import visible
from config.event_file import Event as EventFile
from storage.tables import Event
from storage.tables.columns import moment_of
from worker import rehearsing
from worker.rehearsing import Limits, Rehearsed

BLOCKS = " ▁▂▃▄▅▆▇█"
WIDTH = 84


def rehearse(session: Session, event: Event, file: EventFile, limits: Limits, *, per_week: float | None) -> Rehearsed:
    progress = _say if sys.stderr.isatty() else _say_nothing
    made = rehearsing.rehearse(session, event, file, limits, per_week=per_week, progress=progress)
    if progress is _say:
        print(f"\r{'':70}\r", end="", file=sys.stderr, flush=True)
    return made


def _say(platform: str, done: int, of: int) -> None:
    print(
        f"\r{PLATFORMS.get(platform, platform)}: {done} of {of} series replayed{'':20}",
        end="",
        file=sys.stderr,
        flush=True,
    )


def _say_nothing(*_: object) -> None:
    """For those who read the output by program, or from a file."""


def print_rehearsal(made: Rehearsed, file: EventFile) -> None:
    for platform, (start, counts) in made.counts.items():
        _print_chart(platform, start, counts, made, file)
    if made.observed_only and made.counts:
        print("How complete these files are is not known: live, these would be findings, listed and not sent.")
        print("State what they cover (import --covers FROM..TO) to have them judged as watched.\n")
    told = [each for each in made.fired if each["what"] in ("opened", "worse") and not each["part_of"]]
    parts = [each for each in made.fired if each["what"] == "opened" and each["part_of"]]
    for each in told:
        print(visible(_line(each, file)))
        for part in parts:
            same = part["part_of"] == each["started_at"] and part["platform"] == each["platform"]
            if same and each["what"] == "opened" and part["completeness_known"] == each["completeness_known"]:
                print(visible(f"{'':22}with it: {part['words']}"))
    openings = sum(each["what"] == "opened" for each in told)
    rate = f", {openings / made.weeks:.1f} a week" if made.weeks >= 1 else ""
    print(f"\nWould have been sent: {openings} alerts{rate}, {len(told) - openings} follow-ups that it is worse.")


def _line(each: dict[str, object], file: EventFile) -> str:
    at = dt.datetime.fromisoformat(str(each["at"])).astimezone(file.tz)
    word = "ALERT" if each["what"] == "opened" else "worse"
    major = " (major)" if each["grade"] == "major" else ""
    unsure = "" if each["completeness_known"] else "  [finding]"
    platform = PLATFORMS.get(str(each["platform"]), str(each["platform"]))
    late = f"at most {each['late_minutes']} min after it began"
    return f"{at:%Y-%m-%d %H:%M}  {word}  {platform}: {each['words']}{major}, {late}{unsure}"


def _print_chart(platform: str, start: int, counts: list[int | None], made: Rehearsed, file: EventFile) -> None:
    """Bars over time, a mark under each where an alert would have been sent; · where nothing was seen."""
    per = max(1, -(-len(counts) // WIDTH))
    columns = [counts[at : at + per] for at in range(0, len(counts), per)]
    sums = [sum(n or 0 for n in each) if any(n is not None for n in each) else None for each in columns]
    top = max([n for n in sums if n], default=1)
    bars = "".join("·" if n is None else BLOCKS[-(-n * 8 // top)] for n in sums)
    marks = [" "] * len(columns)
    for each in made.fired:
        if each["platform"] == platform and each["what"] == "opened" and not each["part_of"]:
            minute = int(dt.datetime.fromisoformat(each["at"]).timestamp() // 60)
            place = (minute - start) // 60 // per
            if 0 <= place < len(marks):
                marks[place] = "^"
    first, last = (moment_of(start + add).astimezone(file.tz) for add in (0, len(counts) * 60))
    print(f"{PLATFORMS.get(platform, platform)}, {per} h a column, at most {top:,}:")
    print(
        f"  {bars}\n  {''.join(marks).rstrip()}\n  {first:%d %b %H:%M}{'':{max(1, len(bars) - 24)}}{last:%d %b %H:%M}\n"
    )
