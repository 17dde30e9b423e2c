"""Who reacts, and who passes on news: rules that can be read, tried in the order in which they stand here. Each gives
a mark and its own code; RULES says what a code means. docs/method.md states how often they were right."""

import functools
import re
import unicodedata
import urllib.parse
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

from config.account_library import shipped_words

VERSION = 1  # raised when a rule changes: stored posts are then marked again
Voice = Literal["reacting", "passing on", "official", "unclear"]
VOICES: tuple[Voice, ...] = get_args(Voice)
RULES: Mapping[str, str] = {
    "listed-official": "the account is listed as official",
    "listed-media": "the account is listed as media",
    "no-text": "there is no text",
    "repost": "a repost without own words",
    "bare-link": "a link and no own words",
    "bare-quote": "a quoted post and no own words",
    "only-quote": "only lines quoted from others",
    "no-words": "only @names or numbers",
    "feeling": "only emoji or hashtags, which is a reaction",
    "link-submission": "a title with a link, and no own words",
    "crosspost": "a title passed on from another community",
    "picture-title": "a title with a picture or video, and no word that tells whose",
    "own-words": "a word or sign with which people speak for themselves",
    "title-of-link": "the words are those of the link’s own address",
    "news-sign": "begins or ends as news do",
    "headline": "shaped as a headline, with a link",
    "article": "a long text in the words of reports",
    "reply": "a comment or reply with words of its own",
    "quote": "a quoted post with words of its own",
    "body": "a text of several sentences under its title",
    "sentence-and-link": "one sentence and a link, without a word that tells of a person",
    "title-alone": "a title alone, and nothing that tells whose words",
    "words-and-link": "words and a link, and nothing that tells whose words",
    "headline-alone": "shaped as a headline, without a link",
    "words": "words of its own",
    "corrected": "a reader said so",
}
LOOKED_AT = 4_000  # characters
LONGEST_HEADLINE, LONG = 45, 90  # words
SHORT = 400  # characters
URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]+", re.IGNORECASE)
TITLED_LINK = re.compile(r"\[([^\[\]]{0,300})\]\((?:https?://|www\.)[^\s()]{1,2000}\)", re.IGNORECASE)
REPOST = re.compile(r"(?:^|\s)(?:RT|MT)\s+@\w{1,30}\b:?")
# Patterns here begin with a sign, and look behind it only then: most places of a text are passed at no cost.
NAMES_AND_TAGS = re.compile(r"@(?<!\w@)\w+|/(?<![\w/]/)[ur]/[\w-]+|u(?<![\w/]u)/[\w-]+|r(?<![\w/]r)/[\w-]+|#\w+")
QUOTED_LINE = re.compile(r"^[ \t]*(?:>(?!!)|&gt;).*$", re.MULTILINE)
QUOTATION = re.compile(r"“[^”]{0,500}”|«[^»]{0,500}»|\"[^\"\n]{0,500}\"|(?:(?<=\s)|^)['‘][^'’\n]{0,300}['’](?=\W|$)")
SENTENCE_END = re.compile(r"[.!?…](?<=[^\W\d_]{2}.)\s+\S")  # inside a text; "U.S. hits" has none
ABBREVIATION = re.compile(r"\b(?:[A-Z]\.){2,}")  # U.S. is not "u" and "s"
SITE = re.compile(r"\s[|–—-]\s(?:[A-Z][\w’'.&-]*\s?(?:&\s|of\s|the\s|and\s)?){1,6}$")
NEWS_HEAD = re.compile(r"([^\W\d_][\w ]{1,24}?)\s*(?:[:|!\]⚡❗—]|[-–]\s)")
LEAD_IN = re.compile(r"^[\s*_\[(#\U0001f1e6-\U0001f1ff]+")
ADDRESSED = re.compile(r"(?:@\w{1,30}\s+){0,60}")
SHOUT = re.compile(r"\w[\"”’)]?!$")
SINGLE_QUOTE = re.compile(r"['‘](?<!\S['‘])")  # one that opens
INITIALS = re.compile(r"[A-Z]\.[A-Z]\.")
SOURCE_SIGN = re.compile(r"[-–—|(]|via|per", re.IGNORECASE)  # without one of these no source is named
WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")
ENDS_WITH_SOURCE = re.compile(r"(?:\s[-–—|]\s*|\bvia\s+@?|\bper\s+@?|\()([\w /’'.-]{2,40})\)?\s*$", re.IGNORECASE)


class Mark(NamedTuple):
    voice: Voice
    rule: str


class Parts(NamedTuple):
    """A text taken apart: what its author wrote, the addresses in it, and what else stood there."""

    own: str
    every_word: Sequence[str]
    words: Sequence[str]  # less those that are numbers
    links: tuple[str, ...]
    is_repost: bool
    has_quoted_lines: bool
    has_tags: bool


def judge(facts: Mapping[str, Any], listing: str | None) -> Mark:
    """The mark of a post from its facts (kind, text, link, language…) and the list its account is on."""
    if listing in ("official", "media"):
        return Mark("official", f"listed-{listing}")
    if facts["kind"] == "repost":
        return Mark("passing on", "repost")
    text = facts["text"] or ""
    if not text.strip():
        return Mark("unclear", "no-text")
    if _is_plain_reply(facts, text):
        return Mark("reacting", "reply")
    parts = take_apart(text[:LOOKED_AT])
    if not parts.words:
        return _wordless(facts, parts)
    return _of_words(facts, parts)


def take_apart(text: str) -> Parts:
    """What the author wrote, less what others did: quoted lines, reposted text, titles of links, addresses."""
    own = QUOTED_LINE.sub(" ", text) if ">" in text or "&gt;" in text else text
    quoted = len(own) != len(text) or own != text
    repost = REPOST.search(own) if "T @" in own else None
    if repost:
        own = own[: repost.start()]
    own = TITLED_LINK.sub(" ", own) if "](" in own else own
    links = tuple(URL.findall(text)) if "://" in text or "www." in text.lower() else ()
    own = URL.sub(" ", own) if links else own
    own = (NAMES_AND_TAGS.sub(" ", own) if "@" in own or "#" in own or "/" in own else own).strip()
    every = WORD.findall(own)
    words = [word for word in every if not word.isdecimal()] if any(map(str.isdecimal, every)) else every
    return Parts(own, every, words, links, repost is not None, quoted, "#" in text)


def _is_plain_reply(facts: Mapping[str, Any], text: str) -> bool:
    """The most common case, told quickly: a short comment or reply of letters, without links or quoted lines."""
    if facts["kind"] not in ("comment", "reply") or len(text) > SHORT:
        return False
    if any(sign in text for sign in (">", "&gt;", "http", "www.", "RT @", "](")):
        return False
    start = ADDRESSED.match(text)
    return start is not None and text[start.end() : start.end() + 1].isalpha()


def _wordless(facts: Mapping[str, Any], parts: Parts) -> Mark:
    if parts.is_repost:
        return Mark("passing on", "repost")
    if parts.links or facts["link"]:
        return Mark("passing on", "bare-link")
    if parts.has_quoted_lines:
        return Mark("passing on", "only-quote")
    if facts["kind"] == "quote" and not parts.has_tags and not _has_emoji(parts.own):
        return Mark("passing on", "bare-quote")
    if parts.has_tags or _has_emoji(parts.own):
        return Mark("reacting", "feeling")
    return Mark("unclear", "no-words")


def _of_words(facts: Mapping[str, Any], parts: Parts) -> Mark:
    links = (*parts.links, *filter(None, [facts["link"]]))
    answers = facts["kind"] in ("comment", "reply", "quote")
    if links and _is_title_of(parts, links):
        return Mark("passing on", "title-of-link")
    if (links or not answers) and names_its_source(parts.own):
        return Mark("passing on", "news-sign")
    if speaks_for_itself(parts, facts["language"]):
        return Mark("reacting", ("quote" if facts["kind"] == "quote" else "reply") if answers else "own-words")
    if has_news_sign(parts.own):
        return Mark("passing on", "news-sign")
    if len(parts.words) >= LONG and _reports(parts, facts["language"]) >= max(5, len(parts.words) // 25):
        return Mark("passing on", "article")
    if facts["platform"] == "reddit" and facts["kind"] == "post":
        return _of_submission(facts, parts, links)
    shaped = is_headline(parts, facts["language"])
    if links and shaped:
        return Mark("passing on", "headline")
    if answers:
        return Mark("reacting", "quote" if facts["kind"] == "quote" else "reply")
    if links:
        is_one = len(parts.words) <= LONGEST_HEADLINE and not SENTENCE_END.search(parts.own) and "?" not in parts.own
        return Mark("passing on", "sentence-and-link") if is_one else Mark("unclear", "words-and-link")
    return Mark("unclear", "headline-alone") if shaped else Mark("reacting", "words")


def _of_submission(facts: Mapping[str, Any], parts: Parts, links: Sequence[str]) -> Mark:
    """A Reddit submission without a word that tells whose it is: a title, perhaps with a link or a body."""
    has_body = "\n\n" in (facts["text"] or "").strip()
    if facts["link"]:
        hosts = shipped_words()["signs"]["pictures"]
        is_picture = any(_host(facts["link"]).endswith(host) for host in hosts)
        return Mark("unclear", "picture-title") if is_picture else Mark("passing on", "link-submission")
    if facts["ref_id"] is not None and not has_body:
        return Mark("passing on", "crosspost")
    title = take_apart((facts["text"] or "").partition("\n\n")[0][:LOOKED_AT])
    shaped = is_headline(title, facts["language"])
    if has_body and len(parts.words) >= 25 and not shaped and not links:
        return Mark("reacting", "body")
    if links:
        return Mark("passing on", "headline") if shaped else Mark("unclear", "words-and-link")
    if shaped:
        return Mark("unclear", "headline-alone")
    return Mark("reacting", "words") if has_body or "?" in title.own else Mark("unclear", "title-alone")


def speaks_for_itself(parts: Parts, language: str) -> bool:
    """Whether there is a word, an emoji or a shout with which people speak for themselves, outside quotation marks."""
    own = QUOTATION.sub(" ", parts.own) if _may_quote(parts.own) else parts.own
    if _shouts(own):
        return not has_news_sign(own)
    if not own.isascii() and _shows_feeling(own):
        return True
    own = ABBREVIATION.sub(" ", own) if INITIALS.search(own) else own
    is_whole = own is parts.own and "’" not in own
    words = parts.every_word if is_whole else WORD.findall(own.replace("’", "'"))
    if "US" in words:
        words = [word for word in words if word != "US"]
    known, begins = _words_of("own", language), _words_of("begins", language)
    return (bool(words) and words[0].lower() in begins) or not known.isdisjoint(map(str.lower, words))


def _may_quote(own: str) -> bool:
    """Whether a quotation may begin in a text."""
    if "“" in own or "«" in own or '"' in own:
        return True
    return ("'" in own or "‘" in own) and SINGLE_QUOTE.search(own) is not None


def _shouts(own: str) -> bool:
    """Whether a text has marks as people put them who feel something, or ends with a shout."""
    if "!" in own and ("!!" in own or "?!" in own or SHOUT.search(own[-20:]) is not None):
        return True
    return "??" in own or ":(" in own or ":)" in own


def _shows_feeling(own: str) -> bool:
    signs, high = _feeling()
    return high.search(own) is not None and not signs.isdisjoint(own)


@functools.cache
def _feeling() -> tuple[frozenset[str], re.Pattern[str]]:
    """The emoji with which people show what they feel; and a range that holds them all, which is quickly looked for."""
    signs = frozenset(shipped_words()["signs"]["feeling"])
    return signs, re.compile(f"[{min(signs)}-\U0010ffff]")


def has_news_sign(own: str) -> bool:
    """Whether a text begins as news do ("BREAKING:", "⚡️")."""
    signs, start = shipped_words()["signs"], LEAD_IN.sub("", own, count=1)
    if start[:1] in "⚡❗🔴🚨‼🆘📰🗞🔔":
        return bool(start)
    head = NEWS_HEAD.match(start)
    return head is not None and (head[1].lower() in signs["begins"] or head[1].lower() in signs["outlets"])


def names_its_source(own: str) -> bool:
    """Whether a text ends with where it comes from: "- BBC News", "| World News", "via @reuters"."""
    end = own.rstrip(" .\n")[-60:]
    if not SOURCE_SIGN.search(end):
        return False
    source = ENDS_WITH_SOURCE.search(end)
    outlets = shipped_words()["signs"]["outlets"]
    return SITE.search(end) is not None or (source is not None and source[1].strip(" .").lower() in outlets)


def is_headline(parts: Parts, language: str) -> bool:
    """Whether a text of one to three dozen words reads as a headline: in capitals, or in the words of reports."""
    number = len(parts.words)
    if not 4 <= number <= LONGEST_HEADLINE:
        return False
    long = [word for word in parts.words if len(word) >= 4]
    capitals = sum(word[0].isupper() for word in long)
    is_titled = len(long) >= 4 and capitals >= 0.75 * len(long)
    if is_titled:
        return True
    is_one = parts.own[:1].isupper() and SENTENCE_END.search(parts.own) is None
    return is_one and _reports(parts, language) >= (1 if number <= 20 else 2)


def _reports(parts: Parts, language: str) -> int:
    known = _words_of("report", language)
    return sum(map(known.__contains__, map(str.lower, parts.words)))


def _words_of(use: str, language: str) -> frozenset[str]:
    words: Mapping[str, frozenset[str]] = shipped_words()[use]
    return words.get(language) or words["en"]


def _is_title_of(parts: Parts, links: Sequence[str]) -> bool:
    """Whether most of the words stand in the address of a link: /2025/04/18/kharkiv-missile-strike-kills-five."""
    slugs = [slug for slug in map(_slug, links[:4]) if len(slug) >= 4]
    if not slugs:
        return False
    words = {word.lower() for word in parts.words if len(word) >= 3}
    if not 3 <= len(words) <= LONGEST_HEADLINE:
        return False
    return any(len(words & slug) >= 0.7 * min(len(words), len(slug)) >= 2.8 and
               len(words & slug) >= 0.5 * len(words) for slug in slugs)  # fmt: skip


def _slug(link: str) -> set[str]:
    """The words of the longest part of an address that has words joined by - or _."""
    if "-" not in link and "_" not in link:
        return set()
    path = urllib.parse.unquote(link.partition("//")[2].partition("?")[0][:500]).lower()
    pieces = [re.split(r"[-_+.]", piece) for piece in path.split("/")[1:]]
    longest = max(pieces, key=len, default=[])
    return {word for word in longest if len(word) >= 3 and not word.isdecimal() and word not in ("html", "htm", "php")}


def _host(link: str) -> str:
    return link.partition("//")[2].partition("/")[0].lower()


def _has_emoji(text: str) -> bool:
    return any(unicodedata.category(character) == "So" for character in text)
