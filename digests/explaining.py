"""Why a post is where it is: what of it matched, what was understood and how, and where it came from."""

import re
from typing import Any

from sqlmodel import Session

import storage.events
import storage.files
import storage.post_list
import storage.sightings
import storage.understood
from analysis.outward import masked
from analysis.plan import Plan
from analysis.scorers import scorers, why_unscored
from analysis.sentiment import Vader
from analysis.threads import thread_candidates
from analysis.understanding import hits_at
from analysis.words import Hit, spans
from digests.series import scorer_name
from storage.tables import Event
from storage.tables.identity import native_id, post_number, uid, url_of
from storage.tables.score import COMPOUND_SCALE

UID = re.compile(r"(?:(x|reddit):)?(.+)")
STATUS = re.compile(r"(?:twitter|x)\.com/[^/\s]+/status(?:es)?/(\d+)")
COMMENT = re.compile(r"reddit\.com/(?:r/\w+/)?comments/(\w+)(?:/[^/\s]*/(\w+))?")


def number_of(given: str) -> int | None:
    """The number of the post that a person named: x:149…, reddit:t1_…, a bare id, or the address of its page."""
    if match := STATUS.search(given):
        return post_number("x", match[1])
    if match := COMMENT.search(given):
        return post_number("reddit", f"t1_{match[2]}" if match[2] else f"t3_{match[1]}")
    match = UID.fullmatch(given.strip())
    if not match:
        return None
    platform = match[1] or ("reddit" if match[2].startswith(("t1_", "t3_")) else "x")
    return post_number(platform, match[2])


def explain(session: Session, number: int, *, raw: bool) -> dict[str, Any] | None:
    """All that is known of a post, for people and as JSON; None when it is not here."""
    row = storage.post_list.one(session, number)
    if row is None:
        return None
    text = row["text"] or ""
    return {
        "uid": uid(row["platform"], row["native_id"]),
        "url": url_of(row["platform"], row["native_id"], row["root_id"]),
        "kind": row["kind"],
        "created_at": row["created_at"].isoformat(),
        "created_at_from": row["created_how"],
        "text": text if raw else masked(text),
        "text_state": row["text_state"],
        "text_cut": row["text_cut"],
        "language": {
            "code": row["language"],
            "decided_by": row["language_how"],
            "probability": row["language_probability"],
            "stated": row["stated_language"],
        },
        "scores": _scores(session, number, row, text),
        "events": [
            _in_event(session, row, dict(membership), text)
            for membership in storage.post_list.memberships(session, number)
        ],
        "read_from": [
            {
                "file": o["path"],
                "member": o["member"] or None,
                "line": o["line"],
                "record": o["record"],
                "sha256": o["sha256"],
                "format": o["format"],
            }
            for o in storage.post_list.origins(session, number)
        ],
        "seen_live": [
            {"source": row["source"], "listing": row["listing"], "seen_at": row["seen_at"].isoformat()}
            for row in storage.sightings.places(session, number)
        ],
    }


def _scores(session: Session, number: int, row: dict[str, Any], text: str) -> list[dict[str, Any]]:
    stored = storage.post_list.scores_of(session, [number]).get(number, {})
    names = {each.id: each for each in storage.understood.scorers(session)}
    found = []
    for scorer_id, score in sorted(stored.items()):
        words = [{"word": word, "value": round(value, 4)} for word, value in Vader().words(text)]
        found.append(
            {"scorer": scorer_name(names[scorer_id]), "compound": score["compound"] / COMPOUND_SCALE, "words": words}
        )
    reasons = ((scorer, why_unscored(scorer.languages, row["language"], row["text_state"])) for scorer in scorers())
    missing = [{"scorer": str(scorer.id), "compound": None, "why_not": reason} for scorer, reason in reasons if reason]
    return found + missing


def _in_event(session: Session, row: dict[str, Any], membership: dict[str, Any], text: str) -> dict[str, Any]:
    event = session.get_one(Event, membership["event_id"])
    file = storage.events.revision_of(session, event)
    plan = Plan(file)
    found = plan.find(text)
    themes = storage.understood.known_theme_ids(session, file)
    hits = storage.post_list.hits_of(session, [row["id"]], list(themes.values())).get(row["id"], {})
    return {
        "event": event.name,
        "revision": file.revision,
        "via": membership["via"],
        "keywords": _places(text, plan.keyword_hits(found)),
        "thread": _thread(session, row, event) if membership["via"] == "thread" else None,
        "counts": membership["counts"],
        "why_not": membership["why_not"],
        "themes": {
            name: _places(text, hits_at(hits[number])) for name, number in sorted(themes.items()) if number in hits
        },
    }


def _places(text: str, hits: list[Hit]) -> list[dict[str, Any]]:
    return [{"words": text[start:end], "start": start, "end": end} for start, end in spans(text, hits)]


def _thread(session: Session, row: dict[str, Any], event: Event) -> dict[str, Any] | None:
    """The post that brought this one in by its own words."""
    candidates = thread_candidates((row["root_id"], row["ref_id"]), row["kind"])
    roots = storage.files.roots_in_event(session, event.id or 0, candidates)
    root = next((number for number in candidates if number in roots), None)
    if root is None:
        return None
    stored = storage.post_list.one(session, root)
    name = uid(row["platform"], stored["native_id"] if stored else native_id(root) or "?")
    return {"uid": name, "text": masked(stored["text"] or "")[:200] if stored else None}
