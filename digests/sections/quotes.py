"""Posts in their own words, theme by theme: a typical, a dissenting and a rising one; or only what is known of them,
where the event file says so."""

from collections.abc import Iterator
from typing import Any

import storage.sightings
import storage.translations
from analysis.outward import masked, one_line, shortened
from digests.base import PLATFORM_NAMES, Context, Part, QuoteSlot, sentence
from digests.quoting import LONGEST, Chosen, chosen
from digests.sections.languages import NAMES
from storage.tables.identity import uid, url_of

title = "In their words"
TRANSLATIONS_FROM = 51  # slots of what people typed; copies have those from 101 on
HOW = (
    "Chosen by rule, one account each, no copies, names taken out. Typical: shares most words with its theme. "
    "Dissenting: negates the theme’s words, or is of the opposite tone, or answers with another theme. Rising: holds a "
    "rising phrase."
)


def build(context: Context) -> Iterator[Part]:
    found = chosen(context) if context.event.quotes != "none" else []
    if not found:
        return
    numbers = [each.row["id"] for each in found]
    typed = storage.translations.of_posts(context.session, numbers)
    states = _states(context, numbers)
    slots = iter(range(TRANSLATIONS_FROM, TRANSLATIONS_FROM + 50))
    for slot, each in enumerate(found, start=1):
        number = each.row["id"]
        if context.event.quotes == "verbatim":
            yield _verbatim(context, slot, each, states[number])
        else:
            yield sentence(_known(context, each, states[number]))
        for words, place in zip(typed.get(number, ()), slots, strict=False):
            yield _typed(context, place, words)
    yield sentence(HOW)


def _verbatim(context: Context, slot: int, each: Chosen, state: str) -> QuoteSlot:
    row = each.row
    text = shortened(" ".join(masked(row["text"]).split()), LONGEST)
    url = url_of(row["platform"], row["native_id"], row["root_id"])
    return QuoteSlot(slot, row["id"], text, f"{_headed(each)}: {_where(context, each)}; {each.why}; {state}", url)


def _headed(each: Chosen) -> str:
    return f"{each.kind} of “{each.theme}”" if each.theme else f"{each.kind} of the day"


def _where(context: Context, each: Chosen) -> str:
    row = each.row
    community = f" r/{row['community']}" if row["community"] else ""
    at = row["created_at"].astimezone(context.event.tz)
    when = f"{at:%H:%M}" if context.stretch.is_one_day else f"{at:%d %b %H:%M}"
    return f"{PLATFORM_NAMES[row['platform']]}{community}, {when}"


def _known(context: Context, each: Chosen, state: str) -> str:
    """What may be said of a post that is not quoted: a verbatim quote can be searched for."""
    row = each.row
    length = len(row["text"].split())
    language = NAMES.get(row["language"], row["language"])
    facts = f"{_where(context, each)}, a {row['kind']} of {length} words, {language}; {each.why}; {state}"
    name = uid(row["platform"], row["native_id"])
    return one_line(f"{_headed(each)}: {facts}. Not quoted; for those with access: groundswell explain {name}")


def _typed(context: Context, slot: int, words: dict[str, Any]) -> QuoteSlot:
    at = words["at"].astimezone(context.event.tz)
    language = NAMES.get(words["language"], words["language"])
    about = f"the post above in other words, {language}, typed by {words['by']} on {at:%d %b %Y}"
    return QuoteSlot(slot, words["post_id"], masked(words["text"]), one_line(about), None)


def _states(context: Context, numbers: list[int]) -> dict[int, str]:
    """Whether the post was looked for at its source since it came here."""
    seen = {row["post_id"]: row for row in storage.sightings.of_posts(context.session, numbers)}
    found = {}
    for number in numbers:
        row = seen.get(number)
        checks = row["checks"] if row else 0
        how = "checked at its source since" if checks else "not checked since it was seen"
        found[number] = how if row else "not checked since import"
    return found
