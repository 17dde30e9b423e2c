"""X's own web answers as browsers record them: raw GraphQL and older search answers, HAR recordings, and Zeeschuimer's
captures."""

import base64
import binascii
import functools
import re
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from collectors.base import Head, Layout, Notice, Outcome, Recognised, RecordRejected
from collectors.units import parsed
from collectors.x_export.building import aside, dig, guarded
from collectors.x_export.mapped import time_of
from collectors.x_export.web_post import is_tweet, post_of, posts_of
from storage.tables import NewPost

SURE = 0.97
UNCERTAIN = 0.6  # a recording of X whose first requests hold no posts
PLATFORMS = ("twitter.com", "x.com")
X_ADDRESS = re.compile(r"https?://(?:[\w-]+\.)*(?:twitter|x)\.com/")
OPERATION = re.compile(r"/graphql/[^/]+/(\w+)")
LONGEST_BODY = 32 << 20
MOST_ADDRESSES = 3


def recognise(head: Head) -> Recognised | None:
    values = [value for value in head.values if isinstance(value, dict) and not aside(value)]
    if head.shape != "json" or not values:
        return None
    kinds = Counter(kind for value in values if (kind := _kind(value)))
    if not kinds:
        return None
    what, _ = kinds.most_common(1)[0]
    if what == "recording":
        return _recording(values)
    warnings = _captured(values)
    return Recognised(SURE * sum(kinds.values()) / len(values), f"X web, {what}", {}, warnings)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    del layout
    kind = _kind(value)
    if kind == "Zeeschuimer capture":
        yield from _captured_posts(value)
    elif kind == "recording":
        yield from _recorded_posts(value)
    elif kind == "raw answers":
        yield from _answered(value, None)
    elif notice := aside(value):
        yield notice
    elif isinstance(value.get("data"), dict) and not {"id", "text"} & set(value["data"]):
        yield Notice("answers of X without posts")
    else:
        raise RecordRejected("no answer of X's web pages")


def _kind(value: Mapping[str, Any]) -> str | None:
    if "source_platform" in value and isinstance(value.get("data"), dict):
        return "Zeeschuimer capture" if str(value["source_platform"]) in PLATFORMS else None
    if isinstance(value.get("request"), dict) and isinstance(value.get("response"), dict):
        return "recording" if "url" in value["request"] and "content" in value["response"] else None
    if "globalObjects" in value or next(_tweets(value), None):
        return "raw answers"
    return None


def _captured(values: list[dict[str, Any]]) -> tuple[str, ...]:
    """What a capture tells of how it came about: the addresses it was taken from, and what they cannot stand for."""
    seen = Counter(str(value["source_platform_url"]) for value in values if value.get("source_platform_url"))
    found = [f"captured while looking at {address}" for address, _ in seen.most_common(MOST_ADDRESSES)]
    if any(urllib.parse.urlsplit(address).path.rstrip("/") == "/home" for address in seen):
        found.append("this is one account's own home timeline, chosen by X for that account: no sample of reactions")
    searches = [address for address in seen if "/search?" in address]
    if any("f=live" not in address for address in searches):
        found.append("a search for Top shows what X chose: it says nothing about volume")
    return tuple(found)


def _recording(values: list[dict[str, Any]]) -> Recognised | None:
    """A claim on a HAR recording: sure when one of its first answers holds posts."""
    addresses = [str(dig(value, "request", "url")) for value in values]
    if not any(map(X_ADDRESS.match, addresses)):
        return None
    bodies = [body for value in values if (body := _body(value)) is not None]
    with_posts = any(True for body in bodies for _ in _tweets(body))
    operations = {match[1] for address in addresses if (match := OPERATION.search(address))}
    warnings = [f"recorded requests of X: {', '.join(sorted(operations)[:8])}"] if operations else []
    if operations and not bodies:
        warnings.append("no answers are in this recording; save it as HAR with content")
    return Recognised(SURE if with_posts else UNCERTAIN, "X web, HAR recording", {}, tuple(warnings))


def _captured_posts(value: Mapping[str, Any]) -> Iterator[Outcome]:
    source = value["data"]
    inner = source.get("tweet")
    source = inner if isinstance(inner, dict) and "legacy" not in source else source
    if not is_tweet(source):
        yield Notice("captured rows that are no posts")
        return
    is_ad = value.get("promoted") is True or source.get("promoted") is True
    yield from posts_of(source, time_of(value.get("timestamp_collected")), is_ad=is_ad)


def _recorded_posts(value: Mapping[str, Any]) -> Iterator[Outcome]:
    body = _body(value)
    found = body is not None and ("globalObjects" in body or next(_tweets(body), None))
    if body is not None and found:
        yield from _answered(body, time_of(value.get("startedDateTime")))
    else:
        yield Notice("recorded requests that hold no posts")


def _body(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """The JSON of a recorded answer that could hold posts."""
    content = dig(value, "response", "content")
    text = content.get("text") if isinstance(content, dict) else None
    if not isinstance(text, str) or len(text) > LONGEST_BODY:
        return None
    try:
        raw = base64.b64decode(text) if content["encoding"] == "base64" else text.encode()
    except KeyError:
        raw = text.encode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None
    if b"full_text" not in raw and b"rest_id" not in raw:
        return None
    try:
        body = parsed(raw)
    except RecordRejected:
        return None
    return {"data": body} if isinstance(body, list) else body if isinstance(body, dict) else None


def _answered(value: Mapping[str, Any], collected_at: Any) -> Iterator[Outcome]:
    """The posts of an answer in the order of the page."""
    if isinstance(dig(value, "globalObjects", "tweets"), dict):
        yield from _older(value, collected_at)
        return
    for source, is_ad in _tweets(value):
        yield from posts_of(source, collected_at, is_ad=is_ad)


def _older(value: Mapping[str, Any], collected_at: Any) -> Iterator[Outcome]:
    """Search answers before 2023: posts and accounts by id, and the page as a list of ids."""
    users = dig(value, "globalObjects", "users") or {}
    page = orjson.dumps(value.get("timeline"), default=str).decode()
    listed = set(re.findall(r'"tweet":\{"id":"(\d+)"', page))
    for number, legacy in value["globalObjects"]["tweets"].items():
        if not isinstance(legacy, dict):
            continue
        source = {"legacy": {"id_str": number, **legacy}, "user": dig(users, str(legacy.get("user_id_str")))}
        outcome = guarded(source, functools.partial(post_of, source, collected_at))
        if isinstance(outcome, NewPost):
            outcome.is_context = bool(listed) and number not in listed
        yield outcome


def _tweets(value: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], bool]]:
    """The posts anywhere in an answer, each with whether it is an advertisement; not the posts inside posts."""
    stack: list[tuple[Any, bool]] = [(value, False)]
    while stack:
        each, is_ad = stack.pop()
        if isinstance(each, list):
            stack.extend((inner, is_ad) for inner in reversed(each) if isinstance(inner, dict | list))
        elif is_tweet(each):
            yield each, is_ad
        else:
            is_ad = is_ad or "promotedMetadata" in each or str(each.get("entryId")).startswith("promoted")
            stack.extend((inner, is_ad) for inner in reversed(each.values()) if isinstance(inner, dict | list))
