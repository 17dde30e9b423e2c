"""Posts in the JSON of many tools, for the tests of their readers. Invented; nobody said any of this."""

from typing import Any

from tests.making import at, x_id


def number(own: int) -> str:
    return x_id(at(own), own)


def stamp(own: int) -> str:
    return at(own).strftime("%a %b %d %H:%M:%S +0000 %Y")


def web_tweet(own: int, text: str = "words of a post", **legacy: Any) -> dict[str, Any]:
    """A post as X's pages get it today, with the account's name in `core`."""
    account = {"__typename": "User", "rest_id": "77", "core": {"screen_name": "demo_web"}, "legacy": {}}
    return {
        "__typename": "Tweet",
        "rest_id": number(own),
        "core": {"user_results": {"result": account}},
        "views": {"count": "1200", "state": "EnabledWithCount"},
        "legacy": {
            "id_str": number(own),
            "full_text": text,
            "created_at": stamp(own),
            "conversation_id_str": number(own),
            "user_id_str": "77",
            "lang": "en",
            "favorite_count": 5,
            "retweet_count": 2,
            "reply_count": 1,
            "quote_count": 0,
            **legacy,
        },
    }


def timeline(*tweets: dict[str, Any]) -> dict[str, Any]:
    """A search answer: entries with posts, and a cursor."""
    entries = [
        {
            "entryId": f"tweet-{tweet.get('rest_id')}",
            "content": {"itemContent": {"__typename": "TimelineTweet", "tweet_results": {"result": tweet}}},
        }
        for tweet in tweets
    ]
    cursor = {"entryId": "cursor-top-1", "content": {"__typename": "TimelineTimelineCursor", "value": "DAAC"}}
    instructions = [{"type": "TimelineAddEntries", "entries": [*entries, cursor]}]
    return {"data": {"search_by_raw_query": {"search_timeline": {"timeline": {"instructions": instructions}}}}}


def captured(own: int, **more: Any) -> dict[str, Any]:
    """A row of Zeeschuimer."""
    tweet = more.pop("data", None) or web_tweet(own)
    return {
        "nav_index": "1:1:1",
        "item_id": str(int(number(own)) // 1000 * 1000),  # as JavaScript spoils it
        "timestamp_collected": int(at(own + 60).timestamp() * 1000),
        "source_platform": "twitter.com",
        "source_platform_url": "https://x.com/search?q=demo&f=live",
        "data": tweet,
        "id": own,
        **more,
    }


def recorded(body: str, *, url: str = "https://x.com/i/api/graphql/q/SearchTimeline", **content: Any) -> dict[str, Any]:
    """An entry of a HAR file."""
    return {
        "startedDateTime": at(90).isoformat(),
        "request": {"method": "GET", "url": url},
        "response": {"status": 200, "content": {"mimeType": "application/json", "text": body, **content}},
    }


def scraped(own: int, text: str = "words of a post", **more: Any) -> dict[str, Any]:
    """A line of snscrape."""
    return {
        "_type": "snscrape.modules.twitter.Tweet",
        "url": f"https://twitter.com/demo/status/{number(own)}",
        "date": at(own).isoformat(),
        "content": text,
        "renderedContent": text,
        "id": int(number(own)),
        "user": {"username": "demo_sn", "id": 55},
        "replyCount": 1,
        "retweetCount": 2,
        "likeCount": 3,
        "quoteCount": 4,
        "conversationId": int(number(own)),
        "lang": "en",
        "tcooutlinks": [],
        "retweetedTweet": None,
        "quotedTweet": None,
        "inReplyToTweetId": None,
        **more,
    }


def apify_row(own: int, text: str = "words of a post", **more: Any) -> dict[str, Any]:
    return {
        "type": "tweet",
        "id": number(own),
        "twitterUrl": f"https://twitter.com/demo/status/{number(own)}",
        "fullText": text,
        "createdAt": stamp(own),
        "lang": "en",
        "author": {"id": "66", "userName": "demo_ap"},
        "retweetCount": 1,
        "replyCount": 2,
        "likeCount": 3,
        "quoteCount": 4,
        "viewCount": 500,
        "conversationId": number(own),
        "isRetweet": False,
        "isQuote": False,
        "isReply": False,
        **more,
    }


def twint_row(own: int, text: str = "words of a post", **more: Any) -> dict[str, Any]:
    return {
        "id": int(number(own)),
        "conversation_id": number(own),
        "created_at": "2025-04-18 04:20:00 CET",
        "date": "2025-04-18",
        "time": "04:20:00",
        "timezone": "+0200",
        "user_id": 44,
        "username": "demo_tw",
        "tweet": text,
        "language": "en",
        "replies_count": 1,
        "retweets_count": 2,
        "likes_count": 3,
        "link": f"https://twitter.com/demo_tw/status/{number(own)}",
        "retweet": False,
        "quote_url": "",
        **more,
    }


def minet_row(own: int, text: str = "words & <more> of a post", **more: Any) -> dict[str, Any]:
    return {
        "id": number(own),
        "timestamp_utc": at(own).timestamp(),
        "local_time": at(own + 60).strftime("%Y-%m-%dT%H:%M:%S"),
        "user_screen_name": "demo_mi",
        "user_id": "33",
        "text": text,
        "lang": "en",
        "like_count": 3,
        "retweet_count": 2,
        "reply_count": 1,
        "to_tweetid": None,
        "quoted_id": None,
        "retweeted_id": None,
        "collection_time": at(own + 120).isoformat(),
        **more,
    }


def exported(own: int, text: str = "words of a post", **more: Any) -> dict[str, Any]:
    """A row of twitter-web-exporter."""
    return {
        "id": number(own),
        "created_at": "2025-04-18 05:20:00 +03:00",
        "full_text": text,
        "media": [],
        "screen_name": "demo_ex",
        "name": "Demo",
        "user_id": "22",
        "in_reply_to": None,
        "retweeted_status": None,
        "quoted_status": None,
        "favorite_count": 3,
        "retweet_count": 2,
        "bookmark_count": 0,
        "quote_count": 1,
        "reply_count": 0,
        "views_count": 90,
        "url": f"https://twitter.com/demo_ex/status/{number(own)}",
        **more,
    }


def archived(own: int, text: str = "words of a post", **more: Any) -> dict[str, Any]:
    """An element of tweets.js."""
    return {
        "tweet": {
            "id_str": number(own),
            "id": number(own),
            "full_text": text,
            "created_at": stamp(own),
            "favorite_count": "3",
            "retweet_count": "1",
            "lang": "en",
            "edit_info": {"initial": {"editTweetIds": [number(own)]}},
            **more,
        }
    }


def script_row(name: str = "abc12d", **more: Any) -> dict[str, Any]:
    """A submission as somebody's own PRAW script writes it."""
    return {
        "id": name,
        "title": "A title",
        "content": "and some words",
        "username": "demo_user",
        "subreddit": "worldnews",
        "upvotes": 12,
        "commentCount": 3,
        "date": "2025-04-18 03:00:00",
        **more,
    }
