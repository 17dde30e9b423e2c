"""What is worked out once of a word and remembered: most words of a text stood in others before."""

from collections.abc import Callable
from typing import TypeVar

MOST = 32_768  # keys; then it begins anew
LONGEST = 40  # characters of a key: hostile text must not fill the memory

Key = TypeVar("Key")
What = TypeVar("What")


class Remembered(dict[Key, What]):
    """What each key means, worked out at first sight. Emptied when full; long keys are not kept."""

    def __init__(self, understand: Callable[[Key], What]) -> None:
        super().__init__()
        self._understand = understand

    def __missing__(self, key: Key) -> What:
        meaning = self._understand(key)
        if not isinstance(key, str | tuple) or len(key) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[key] = meaning
        return meaning
