"""X API v2: twarc2 pages, flattened posts, stream lines, and raw or hand-made answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors import cells, ids, times
from collectors.base import Head, Layout, Notice, Outcome, Recognised, RecordRejected, Rejected
from collectors.x_export.building import aside, dig, raw_of, with_id
from storage.tables import NewPost

MARKS = frozenset(["edit_history_tweet_ids", "public_metrics", "referenced_tweets", "context_annotations"])
WEAK_MARKS = frozenset(["author_id", "conversation_id"])
CUT_FROM = 250  # a shorter text that ends in … was written so
KINDS = (("retweeted", "repost"), ("quoted", "quote"), ("replied_to", "reply"))


def recognise(head: Head) -> Recognised | None:
    values = [value for value in head.values if isinstance(value, dict)]
    if head.shape != "json" or not values:
        return None
    mine = [value for value in values if _posts_of(value) or _is_empty_page(value)]
    with_posts = [value for value in mine if _posts_of(value)]
    if not with_posts:
        return None
    return Recognised(0.95 * len(mine) / len(values), _format(with_posts[0]), {})


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    del layout
    posts = _posts_of(value)
    if not posts:
        if _is_empty_page(value):
            yield Notice("empty pages")
            return
        if notice := aside(value):
            yield notice
            return
        raise RecordRejected("no post of the X API v2")
    included = {str(each.get("id")): each for each in dig(value, "includes", "tweets") or [] if isinstance(each, dict)}
    included.update(_inlined(posts))
    users = {str(each.get("id")): each for each in dig(value, "includes", "users") or [] if isinstance(each, dict)}
    collected_at = _time(dig(value, "__twarc", "retrieved_at"))
    for source in posts:
        yield _outcome(source, included, users, collected_at)
    for error in value.get("errors") or ():
        yield Notice("posts or accounts that X could not give" if isinstance(error, dict) else "errors")
    own = {str(source.get("id")) for source in posts}
    for number, source in included.items():
        if number not in own and isinstance(context := _outcome(source, included, users, collected_at), NewPost):
            context.is_context = True
            yield context


def _inlined(posts: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The posts that flattened ones hold in their references."""
    for source in posts:
        for each in source.get("referenced_tweets") or ():
            if isinstance(each, dict) and "text" in each:
                yield str(each.get("id")), each


def _posts_of(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The posts of a page, a stream line, or the post itself."""
    inner = value.get("data")
    found = inner if isinstance(inner, list) else [inner] if isinstance(inner, dict) else [value]
    return [each for each in found if isinstance(each, dict) and _is_post(each)]


def _is_post(value: Mapping[str, Any]) -> bool:
    return "text" in value and "id" in value and not {"user", "id_str"} & set(value) and _is_marked(value)


def _is_marked(value: Mapping[str, Any]) -> bool:
    return not MARKS.isdisjoint(value) or value.keys() >= WEAK_MARKS


def _is_empty_page(value: Mapping[str, Any]) -> bool:
    return "data" not in value and ("meta" in value or "errors" in value) and not {"text", "id_str"} & set(value)


def _format(value: Mapping[str, Any]) -> str:
    if isinstance(value.get("data"), dict):
        return "X API v2, stream"
    if "data" in value:
        return "X API v2, pages (twarc2)" if "__twarc" in value else "X API v2, pages"
    return "X API v2, one post per record"


def _outcome(source: dict[str, Any], included: dict[str, Any], users: dict[str, Any], collected_at: Any) -> Outcome:
    try:
        return _post(source, included, users, collected_at)
    except RecordRejected as rejected:
        return Rejected(str(rejected), raw_of(source))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return Rejected(f"the post has an unexpected form ({type(error).__name__})", raw_of(source))


def _post(source: dict[str, Any], included: dict[str, Any], users: dict[str, Any], collected_at: Any) -> NewPost:
    versions = source.get("edit_history_tweet_ids") or [source.get("id")]
    native_id = ids.x_id(versions[0]) if isinstance(versions, list) and versions else ids.x_id(source.get("id"))
    if native_id is None:
        raise RecordRejected(f"no id: {str(source.get('id'))[:40]!r}")
    kind, ref_id = _reference(source)
    text = cells.clean_text(dig(source, "note_tweet", "text") or source.get("text"), escaped=True)
    original = included.get(ref_id or "") if kind == "repost" else None
    post = with_id(native_id, times.parse(source.get("created_at")), text)
    if cells.is_cut(text):
        if kind == "repost":
            _restore(post, original)
        else:
            post.text_cut = len(text) >= CUT_FROM
    post.kind, post.ref_id = kind, ref_id  # type: ignore[assignment]
    post.root_id = ids.x_id(source.get("conversation_id"))
    post.stated_language = cells.optional(source.get("lang"))
    author = source.get("author") if isinstance(source.get("author"), dict) else users.get(str(source.get("author_id")))
    post.author = ids.x_id(source.get("author_id")) or ids.x_id(dig(author, "id"))
    post.author_name = cells.optional(dig(author, "username"))
    post.version_at = ids.x_time(str(versions[-1])) if len(versions) > 1 and ids.x_id(versions[-1]) else None
    _set_metrics(post, source.get("public_metrics"), collected_at or _time(dig(source, "__twarc", "retrieved_at")))
    post.text_state = "ok" if post.text else "empty"
    return post


def _reference(source: dict[str, Any]) -> tuple[str, str | None]:
    """The kind of post, and the post it repeats, quotes or answers."""
    references = {
        each.get("type"): ids.x_id(each.get("id"))
        for each in source.get("referenced_tweets") or ()
        if isinstance(each, dict)
    }
    for theirs, kind in KINDS:
        if theirs in references:
            return kind, references[theirs]
    return ("reply", None) if source.get("in_reply_to_user_id") else ("post", None)


def _restore(post: NewPost, original: Any) -> None:
    """A repost's text is cut to 140 characters; the whole one stands with the original, where that is included."""
    whole = cells.clean_text(dig(original, "note_tweet", "text") or dig(original, "text"), escaped=True)
    if whole and not cells.is_cut(whole):
        head = post.text.split(": ", 1)[0] + ": " if post.text.startswith("RT @") else ""
        post.text = head + whole
    else:
        post.text_cut = True


def _set_metrics(post: NewPost, metrics: Any, at: Any) -> None:
    if not isinstance(metrics, dict):
        return
    post.likes, post.reposts = cells.count(metrics.get("like_count")), cells.count(metrics.get("retweet_count"))
    post.replies, post.quotes = cells.count(metrics.get("reply_count")), cells.count(metrics.get("quote_count"))
    post.views = cells.count(metrics.get("impression_count")) or None  # X writes 0 where it does not know
    post.metrics_at = at


def _time(value: Any) -> Any:
    stated = times.parse(value)
    return stated.at if stated else None
