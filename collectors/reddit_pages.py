"""Reddit's own wrapping: listings, threads with answers inside answers, and pages of the Pushshift API."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.base import Notice

WRAPPED = ("t1", "t3")


def is_page(value: Mapping[str, Any]) -> bool:
    """Whether a value wraps posts, and is none itself."""
    return not ("body" in value or "selftext" in value or "title" in value) or isinstance(value.get("replies"), dict)


def things_of(value: Mapping[str, Any]) -> Iterator[dict[str, Any] | Notice]:
    """The comments and submissions in a value in the order of the page, and a notice for each of what is no post. A
    value that wraps nothing is given back."""
    stack: list[Any] = [value]
    while stack:
        each = stack.pop()
        if not isinstance(each, dict):
            continue
        kind, inner = each.get("kind"), each.get("data")
        if kind == "Listing" and isinstance(inner, dict):
            children = inner.get("children")
            stack.extend(reversed(children if isinstance(children, list) else []))
            if not children:
                yield Notice("empty pages")
        elif kind in WRAPPED and isinstance(inner, dict):
            yield from _with_answers(inner, stack)
        elif kind == "more":
            yield Notice("places where a thread goes on that was not opened")
        elif isinstance(kind, str) and isinstance(inner, dict) and "body" not in each:
            yield Notice("things of Reddit that are no posts")
        elif isinstance(things := _things(each), list):
            stack.extend(reversed(things))
            if not things:
                yield Notice("empty pages")
        else:
            yield from _with_answers(each, stack)


def _with_answers(thing: dict[str, Any], stack: list[Any]) -> Iterator[dict[str, Any]]:
    yield thing
    if isinstance(thing.get("replies"), dict):
        stack.append(thing["replies"])


def _things(value: Mapping[str, Any]) -> Any:
    """What an answer of morechildren or of the Pushshift API lists."""
    answer = value.get("json")
    inner = answer.get("data") if isinstance(answer, dict) else None
    if isinstance(inner, dict):
        return inner.get("things")
    return value.get("data") if not ("body" in value or "selftext" in value) else None
