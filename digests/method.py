"""How the numbers of an event were made: what travels inside every export and every bundle of evidence."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from analysis.series import CoverageMap
from config.event_file import Event as EventFile
from digests.precision import rules
from digests.series import coverage_by_platform, scorer_names
from storage.tables.columns import moment_of

LIMITS = (
    "Tone and themes are of posts by people who posted here; they are not public opinion.",
    "An empty value is not known; it is not zero. A bucket that nobody watched is missing.",
    "Only stretches that were watched or stated complete have zeros. Of plain files the completeness is unknown.",
    "Word tone is of posts in the scorer's language only; other posts are counted and have none.",
    "Reddit and X are different crowds, collected in different ways: they are not to be added up.",
    "Accounts are keyed hashes and are not in this export. @names in texts are masked.",
    "Posts that were deleted at their platform, as far as that is known here, have no text.",
)


def sheet(session: Session, event_id: int, file: EventFile, what: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The sheet as a record: what was exported, under which settings, by which scorers and phrases, from what."""
    stretches = coverage_by_platform(session, event_id)
    return {
        "record": "method",
        "what": what,
        "filters": {name: value for name, value in asked.items() if value not in ("", None)},
        "event": file.name,
        "title": file.title,
        "settings_version": file.revision,
        "zone": file.zone,
        "keywords": file.keywords.model_dump(mode="json"),
        "relevance": file.relevance,
        "themes": {theme.name: theme.hash for theme in file.themes},
        "phrases_measured": {name: rule.words for name, rule in rules(session, event_id, file).items()},
        "scorers": list(scorer_names(session, event_id).values()),
        "intervals": "95 %: Wilson's for shares; for word tone clustered by account",
        "coverage": {name: _seen(CoverageMap(rows)) for name, rows in sorted(stretches.items())},
        "limits": list(LIMITS),
    }


def _seen(coverage: CoverageMap) -> dict[str, Any] | None:
    if coverage.bounds is None:
        return None
    kind, share = coverage.of(*coverage.bounds)
    start, end = (moment_of(edge).isoformat() for edge in coverage.bounds)
    return {"from": start, "to": end, "kind": kind, "share_known_complete": share}


def as_text(sheet: Mapping[str, Any]) -> str:
    """The sheet for people, one fact a line."""
    lines = [f"How this was made: {sheet['what']} of “{sheet['title']}” ({sheet['event']})", ""]
    plain = ("exported_at", "receipt", "settings_version", "zone", "relevance", "intervals")
    lines += [f"{name.replace('_', ' ')}: {sheet[name]}" for name in plain if name in sheet]
    lines.append(f"filters: {', '.join(f'{k} = {v}' for k, v in sheet['filters'].items()) or 'none'}")
    lines += [f"scorer: {name}" for name in sheet["scorers"]]
    lines += [
        f"theme: {name} (version {version}), phrases {sheet['phrases_measured'][name]}"
        for name, version in sheet["themes"].items()
    ]
    lines += [f"keywords {kind}: {words}" for kind, words in sheet["keywords"].items() if words]
    lines += [f"how much we saw, {name}: {seen}" for name, seen in sheet["coverage"].items()]
    return "\n".join([*lines, "", *(f"- {each}" for each in sheet["limits"]), ""])
