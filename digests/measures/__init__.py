"""MEASURES is the register: the name in a figure's definition, what it means, and the function that computes it. To add
a measure, write a function beside the others and one line here. A figure of a digest that is not registered is computed
by building the digest's sections again."""

from collections.abc import Mapping

from digests.measures import counts, phrases, shares, tones
from digests.measures.base import Measure
from digests.measures.counts import Counted
from digests.measures.shares import OfFacet
from digests.measures.tones import OfScored

COUNT = "A count of what was seen: nothing was sampled, so it has no interval."
WILSON = "A share with Wilson's 95 % interval."
NEWCOMBE = "A difference of two shares with Newcombe's 95 % interval."
CLUSTERED = "A mean with a 95 % interval that knows that posts of one account belong together."

MEASURES: Mapping[str, Measure] = {
    "posts": Measure("posts that count", COUNT, Counted("posts")),
    "posts in all": Measure("posts that count, over the whole event,", COUNT, counts.total, listed=False),
    "removed": Measure("posts that were taken away at the source", COUNT, Counted("removed"), listed=False),
    "originals": Measure("posts that are no reposts", COUNT, counts.originals, originals=True),
    "distinct texts": Measure("different texts, near-same ones as one", COUNT, Counted("distinct_texts")),
    "authors": Measure("different accounts", COUNT, Counted("authors")),
    "posts the day before": Measure("posts that count", COUNT, counts.day_before, shift=-1),
    "most originals in a bucket": Measure(
        "the most posts that are no reposts in 15 minutes", COUNT, counts.most_of_spike, originals=True
    ),
    "posts of community": Measure("posts in r/{community}", COUNT, counts.of_community),
    "seen by the rule": Measure(
        "what an alert rule counted, step by step and added up,", COUNT, counts.seen_by_rule, behind=("who", "theme")
    ),
    "share of theme": Measure("share of posts with the theme “{theme}”", WILSON, shares.theme),
    "share of theme the day before": Measure(
        "share of posts with the theme “{theme}”", WILSON, shares.theme_before, shift=-1
    ),
    "change of share": Measure(
        "change of the share of the theme “{theme}” against the day before", NEWCOMBE, shares.theme_change
    ),
    "posts with theme/posts": Measure("share of posts with the theme “{theme}”", WILSON, shares.theme),
    "share of copies": Measure("share of posts that repeat a text", WILSON, shares.copies),
    "share of language": Measure("share of posts in the language {language}", WILSON, OfFacet("language", "language")),
    "share of community": Measure("share of posts in r/{community}", WILSON, OfFacet("community", "community")),
    "share reacting": Measure("share of posts that react", WILSON, shares.reacting),
    "share scored": Measure(
        "share of posts with a word tone", WILSON, tones.scored, behind=("who", "theme"), language="en"
    ),
    "share unscored": Measure("share of posts without a word tone", WILSON, tones.unscored, listed=False),
    "mean compound": Measure("mean word tone, -1 to +1", CLUSTERED, tones.mean, language="en"),
    "share negative": Measure("share of scored posts with dark words", WILSON, OfScored("negative"), language="en"),
    "share positive": Measure("share of scored posts with bright words", WILSON, OfScored("positive"), language="en"),
    "share of phrase": Measure("share of posts that say “{phrase}”", WILSON, phrases.now, listed=False),
    "share of phrase before": Measure(
        "share of earlier posts that say “{phrase}”", WILSON, phrases.before, listed=False
    ),
    "rule right": Measure(
        "share of labelled posts in which the rules of who reacts agree with a reader",
        WILSON,
        shares.rule_right,
        listed=False,
    ),
    "share of sampled posts with theme called right": Measure(
        "share of sampled posts that readers called right for the theme “{theme}”",
        WILSON,
        shares.theme_right,
        listed=False,
    ),
}
