"""Rising phrases: the share of posts that say one, now and before."""

from analysis import estimates
from analysis.estimates import Figure
from analysis.phrases import Rising
from digests.measures.base import Asked, CannotAsk
from digests.rising import risen


def _rising(asked: Asked) -> Rising:
    of = asked.platform, *asked.stretch
    wanted = asked.parts.get("language", ""), asked.parts.get("phrase", "")
    found = asked.once(("risen", *of), lambda: risen(asked.session, asked.event_id, *of))
    for language, each in found.phrases:
        if (language, each.phrase) == wanted:
            return each
    raise CannotAsk(f"“{wanted[1]}” is no phrase that rises clearly by now.")


def now(asked: Asked) -> Figure:
    each = _rising(asked)
    return estimates.share(each.posts, each.whole, asked.definition)


def before(asked: Asked) -> Figure:
    each = _rising(asked)
    return estimates.share(each.before, each.whole_before, asked.definition)
