"""Why a post is where it is: what of it matched, what was understood and how, and where it came from."""

import re
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

import storage.corrections
import storage.events
import storage.files
import storage.post_list
import storage.sightings
import storage.understood
import storage.versions
from analysis.marks import Use
from analysis.outward import masked
from analysis.plan import Plan
from analysis.scorers import Scorer, scorers, why_unscored
from analysis.threads import thread_candidates
from analysis.understanding import hits_at
from analysis.words import Chunks, spans
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
    """The scores that events go by now; the words behind one, where this process has the scorer that made it."""
    stored = storage.post_list.scores_of(session, [number]).get(number, {})
    current: dict[int, Any] = {}
    made: dict[str, Scorer] = {}
    for membership in storage.post_list.memberships(session, number):
        event = session.get_one(Event, membership["event_id"])
        current |= storage.versions.scorers_of(session, event.id or 0)
        of_event = scorers(storage.events.revision_of(session, event).tone.words)
        made |= {str(scorer.id): scorer for scorer in of_event}
    found = []
    for scorer_id, score in sorted(stored.items()):
        if scorer_id in current:
            name = scorer_name(current[scorer_id])
            words = made[name].words(text) if name in made else []
            spelt = [{"word": word, "value": round(value, 4)} for word, value in words]
            found.append({"scorer": name, "compound": score["compound"] / COMPOUND_SCALE, "words": spelt})
    reasons = ((scorer, why_unscored(scorer.languages, row["language"], row["text_state"])) for scorer in made.values())
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
        "echo_of": _echo_of(session, row, event),
        "why_not": membership["why_not"],
        "who": membership["voice"],
        "who_rule": membership["voice_rule"],
        "corrections": [
            {
                **{name: getattr(each, name) for name in ("id", "what", "value", "before", "why", "by")},
                "at": each.at.isoformat(),
                "undone_at": each.undone_at.isoformat() if each.undone_at else None,
            }
            for each in storage.corrections.of_post(session, event.id or 0, row["id"])
        ],
        "themes": {
            name: _uses(text, hits_at(hits[number][0])) for name, number in sorted(themes.items()) if number in hits
        },
    }


def _echo_of(session: Session, row: dict[str, Any], event: Event) -> str | None:
    """The earliest counted post of the event with the same or nearly the same text, where it is another."""
    if row["text_key"] is None:
        return None
    first = storage.post_list.first_of_text(session, event.id or 0, [row["text_key"]]).get(row["text_key"])
    name = uid(*first) if first else None
    return None if name == uid(row["platform"], row["native_id"]) else name


def _places(text: str, hits: Sequence[Chunks]) -> list[dict[str, Any]]:
    return [{"words": text[start:end], "start": start, "end": end} for start, end in spans(text, hits)]


def _uses(text: str, uses: list[Use]) -> list[dict[str, Any]]:
    """Where a theme stands, and how it is used there."""
    found = _places(text, uses)
    return [{**place, "negated": use.negated, "quoted": use.quoted} for place, use in zip(found, uses, strict=True)]


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
