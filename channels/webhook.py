"""A plain webhook: the alert as JSON, signed, with a time and a key by which a repeat is known."""

import hashlib
import hmac

import orjson
import pydantic

from channels import net
from channels.base import DEADLINE, ChannelError, Outgoing, secret, within

LONGEST_WAIT = 3600.0


class Options(pydantic.BaseModel):
    """`url` and `secret` may be `env:NAME`. The signature is HMAC-SHA-256 over "timestamp.body" with the secret."""

    model_config = pydantic.ConfigDict(extra="forbid")

    url: str = pydantic.Field(min_length=1)
    secret: str = pydantic.Field(pattern=r"^env:[A-Za-z_]\w*$")


def send(message: Outgoing, options: pydantic.BaseModel, *, now: float) -> str:
    assert isinstance(options, Options)
    url, key = secret(options.url, "the address"), secret(options.secret, "the secret")
    body = orjson.dumps({**message.record, "possible_repeat": message.repeat}, option=orjson.OPT_SORT_KEYS)
    stamp = str(int(now))
    signature = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "groundswell",
        "Idempotency-Key": message.key,
        "Groundswell-Timestamp": stamp,
        "Groundswell-Signature": f"v1={signature}",
    }
    return within(DEADLINE, lambda: _post(url, body, headers))


def _post(url: str, body: bytes, headers: dict[str, str]) -> str:
    status, wait = net.post(url, body, headers, seconds=DEADLINE - 0.5)
    if 200 <= status < 300:
        return f"taken with status {status}"
    raise refusal(status, wait)


def refusal(status: int, wait: str) -> ChannelError:
    """What an answer other than "taken" means for the next attempt."""
    if status in (408, 425, 429) or status >= 500:
        seconds = min(float(wait), LONGEST_WAIT) if wait.isdecimal() else None
        return ChannelError(f"answered with status {status}", retry_after=seconds)
    if 300 <= status < 400:
        return ChannelError(f"answered with a redirect ({status}), which is not followed", permanent=True)
    return ChannelError(f"refused with status {status}", permanent=True)
