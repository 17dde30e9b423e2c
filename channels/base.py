"""The contract of this room: a channel is a module that declares its options and sends one message. It knows nothing of
events, and decides nothing."""

import dataclasses
import os
import queue
import threading
from collections.abc import Callable
from typing import Protocol

import pydantic

DEADLINE = 10.0  # seconds that one attempt may take in all


class ChannelError(Exception):
    """A message did not go out; the message of the error says why, without secrets. `permanent`: trying again is of no
    use until a person changes something. `unknown`: it may have arrived. `retry_after`: seconds the other side asks
    us to wait."""

    def __init__(
        self, words: str, *, permanent: bool = False, unknown: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(words)
        self.permanent, self.unknown, self.retry_after = permanent, unknown, retry_after


@dataclasses.dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to go, its quotes in place. `key` names it for good and `thread` the first message of its story
    (the same for that one); `repeat` when an earlier attempt may have arrived. `brief` is what chat gets where the text
    is a whole digest."""

    key: str
    thread: str
    kind: str
    subject: str
    text: str
    phone: str
    html: str
    link: str
    chart: str
    record: dict[str, object]
    repeat: bool = False
    brief: str = ""

    @property
    def head(self) -> str:
        """The subject, marked where the message may be a repeat."""
        return f"(possible repeat) {self.subject}" if self.repeat else self.subject


class Channel(Protocol):
    @property
    def Options(self) -> type[pydantic.BaseModel]:  # noqa: N802 (a class of the module)
        """What an event file says of such a channel."""

    def send(self, message: Outgoing, options: pydantic.BaseModel, *, now: float) -> str:
        """Sends the message within the deadline and says what happened. Raises ChannelError. `now` is seconds since
        1970, for signatures and dates."""


def secret(written: str, what: str) -> str:
    """The value itself, or that of the environment variable that `env:NAME` names. Raises ChannelError."""
    if not written.startswith("env:"):
        return written
    name = written.removeprefix("env:")
    value = os.environ.get(name, "")
    if not value:
        raise ChannelError(f"{what}: the environment variable {name} is not set", permanent=True)
    return value


def within(seconds: float, step: Callable[[], str]) -> str:
    """The result of the step, which gets so many seconds in all. One that takes longer is left to itself: then nobody
    knows whether the message arrived. Raises what the step raises."""
    results: queue.Queue[str | Exception] = queue.Queue()
    threading.Thread(target=_run, args=(step, results), daemon=True).start()
    try:
        result = results.get(timeout=seconds)
    except queue.Empty:
        raise ChannelError(f"no answer within {seconds:g} seconds; it may have arrived", unknown=True) from None
    if isinstance(result, Exception):
        raise result
    return result


def _run(step: Callable[[], str], results: "queue.Queue[str | Exception]") -> None:
    try:
        results.put(step())
    except (ChannelError, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        results.put(error)
