"""The reading of a sample: posts one by one with a question, or the answers from a file."""

import csv
import dataclasses
import getpass
import pathlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import typer

import storage.labels
import storage.theme_posts
import storage.understood
from analysis.outward import csv_cell, masked, one_line, shortened
from analysis.understanding import hits_at
from analysis.words import spans
from cli.opened import Opened, now, open_event
from digests.explaining import number_of
from digests.precision import rules
from storage.tables.identity import uid

ANSWERS: Mapping[str, bool | None] = {
    "y": True, "yes": True, "1": True, "true": True, "n": False, "no": False, "0": False, "false": False, "s": None,
    "skip": None,
}  # fmt: skip
KEYS = "y yes, n no, s skip, b back, q stop for now"
LONGEST = 1_200
LONGEST_NAME = 63


@dataclasses.dataclass(frozen=True)
class Sample:
    """The posts drawn for one theme, in the order of the draw, and who reads them."""

    opened: Opened
    theme: str
    theme_id: int
    reader: str
    seed: str
    posts: list[dict[str, Any]]

    def answered(self) -> dict[int, bool | None]:
        with self.opened.database.read() as session:
            return storage.labels.of_reader(session, self.opened.id, self.theme_id, self.reader)

    def keep(self, answers: Mapping[int, bool | None]) -> None:
        """Stores answers by post at once: nothing said is lost when the reader stops."""
        key = {"event_id": self.opened.id, "theme_id": self.theme_id, "reader": self.reader, "labelled_at": now()}
        with self.opened.database.write() as session:
            storage.labels.add(session, [{**key, "post_id": n, "is_right": said} for n, said in answers.items()])


def draw(event: str, theme: str, n: int, by: str, seed: str) -> Sample:
    """The sample of a theme. Raises BadParameter for a theme that the event has not."""
    opened = open_event(event)
    reader = (by or getpass.getuser()).strip()[:LONGEST_NAME]
    with opened.database.read() as session:
        ids = storage.understood.known_theme_ids(session, opened.file)
        if theme not in ids:
            raise typer.BadParameter(f"the event has no such theme; it has: {', '.join(ids)}", param_hint="THEME")
        numbers = storage.labels.sample(session, opened.id, ids[theme], seed=seed, most=n)
        rows = storage.theme_posts.shown(session, numbers, ids[theme])
    return Sample(opened, theme, ids[theme], reader, seed, [rows[number] for number in numbers])


def ask(sample: Sample) -> list[str]:
    """Shows each post that this reader has not answered yet. Returns what went wrong: nothing."""
    answered = sample.answered()
    left = [place for place, post in enumerate(sample.posts) if post["id"] not in answered]
    if not sample.posts:
        print(f"No counted post has the theme “{sample.theme}” yet.")
    elif not left:
        print(f"{sample.reader} has read all {len(sample.posts)} posts of this sample; a larger --n draws more.")
    at = 0
    while at < len(left):
        place = left[at]
        for line in _question(sample, place):
            print(line)
        key = _key()
        if key == "q":
            break
        if key == "b":
            at = max(0, at - 1)
        elif key in ANSWERS:
            sample.keep({sample.posts[place]["id"]: ANSWERS[key]})
            at += 1
    return []


def _question(sample: Sample, place: int) -> Iterator[str]:
    post = sample.posts[place]
    at = post["created_at"].astimezone(sample.opened.file.tz)
    yield f"\n{place + 1} of {len(sample.posts)}  {uid(post['platform'], post['native_id'])}  {at:%Y-%m-%d %H:%M}"
    yield f"    {_marked(post['text'], post['places'])}"
    yield f"Is “{sample.theme}” in it?  {KEYS}"


def _marked(text: str, places: str) -> str:
    """The text around the words that matched, which stand in [[brackets]], on one line."""
    found = list(spans(text, hits_at(places)))
    start = max(0, found[0][0] - LONGEST // 2) if found and len(text) > LONGEST else 0
    end, reached, spelt = start + LONGEST, start, "… " if start else ""
    for low, high in found:
        if low >= reached and high <= end:
            spelt += f"{text[reached:low]}[[{text[low:high]}]]"
            reached = high
    return one_line(masked(spelt + shortened(text[reached:], max(end - reached, 40))))


def _key() -> str:
    """One key; from a pipe the first letter of a line. The end of the input stops."""
    if sys.stdin.isatty():
        return typer.getchar().lower()
    line = sys.stdin.readline()
    return line.strip()[:1].lower() if line else "q"


def from_file(sample: Sample, path: pathlib.Path) -> list[str]:
    """Takes the answers of a CSV file. Returns what was refused, each a sentence; the other lines are kept."""
    drawn = {post["id"] for post in sample.posts}
    answers: dict[int, bool | None] = {}
    refused = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"uid", "label"} <= set(rows.fieldnames or ()):
            return [f"{path.name}: the first line must name the columns uid and label"]
        for row in rows:
            label, number = (row["label"] or "").strip().lower(), number_of((row["uid"] or "").lstrip("'"))
            if label and label not in ANSWERS:
                refused.append(f"{path.name}, line {rows.line_num}: the label {label[:20]!r} is not y, n or s")
            elif label and number not in drawn:
                draw_ = f"the sample of {len(drawn)} posts drawn with the seed {sample.seed!r}"
                refused.append(f"{path.name}, line {rows.line_num}: {row['uid'][:40]!r} is not in {draw_}")
            elif label and number is not None:
                answers[number] = ANSWERS[label]
    sample.keep(answers)
    return refused


def write(sample: Sample, path: pathlib.Path) -> None:
    """The sample as CSV with an empty column for the label."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["uid", "created_at", "language", "text", "label"])
        for post in sample.posts:
            text = csv_cell(_marked(post["text"], post["places"]))
            cells = (uid(post["platform"], post["native_id"]), post["created_at"].isoformat(), post["language"])
            writer.writerow([*cells, text, ""])


def result(sample: Sample) -> str:
    """What is known of the theme now, all readers together."""
    with sample.opened.database.read() as session:
        rule = rules(session, sample.opened.id, sample.opened.file)[sample.theme]
    skipped = sum(said is None for said in sample.answered().values())
    return f"{sample.theme}: phrases {rule.words}" + (f"; {skipped} skipped by {sample.reader}" if skipped else "")
