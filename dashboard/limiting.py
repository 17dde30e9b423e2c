"""How often one address may ask for what needs no account. Counts in memory, bounded, and forgets after a minute."""

import time
from collections import OrderedDict

A_MINUTE = 60.0
MOST_ADDRESSES = 10_000


class Limit:
    """So many questions in a minute for each address; the oldest addresses are forgotten first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._asked: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def allows(self, address: str, now: float | None = None) -> bool:
        """Whether one more question is within the limit."""
        at = time.monotonic() if now is None else now
        since, number = self._asked.pop(address, (at, 0))
        if at - since >= A_MINUTE:
            since, number = at, 0
        self._asked[address] = since, number + 1
        while len(self._asked) > MOST_ADDRESSES:
            self._asked.popitem(last=False)
        return number < self.most
