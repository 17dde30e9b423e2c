"""What was served, and what happened: the truth that the checker compares with."""

import dataclasses
import json
import pathlib
import time
from collections import Counter
from typing import Any

from tests.making import STRIKE


@dataclasses.dataclass
class History:
    """`belong` holds the minute of every post that was served and belongs to the event, by platform and native id;
    `others` those served that do not. `kept_before` are those that were stored when the last undisturbed run began."""

    belong: dict[tuple[str, str], int] = dataclasses.field(default_factory=dict)
    others: set[tuple[str, str]] = dataclasses.field(default_factory=set)
    kept_before: set[tuple[str, str]] = dataclasses.field(default_factory=set)
    unreadable: int = 0
    happened: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    begun: float = dataclasses.field(default_factory=time.monotonic)

    def note(self, what: str, **facts: Any) -> None:
        self.happened.append({"after": round(time.monotonic() - self.begun, 3), "what": what, **facts})

    def serve(self, platform: str, native: str, minutes: float, *, belongs: bool = True) -> None:
        """A post was put where the product can see it, so many minutes after the strike."""
        if belongs:
            self.belong[platform, native] = int((STRIKE.timestamp() + minutes * 60) // 60)
        else:
            self.others.add((platform, native))

    @property
    def minutes(self) -> Counter[tuple[str, int]]:
        """How many posts each minute of a platform must count."""
        return Counter((platform, minute) for (platform, _), minute in self.belong.items())

    def count(self, what: str) -> int:
        return sum(each["what"] == what for each in self.happened)

    def write(self, path: pathlib.Path) -> pathlib.Path:
        """Puts all that happened beside the database, for who wants to know why."""
        path.write_text("".join(json.dumps(each, default=str) + "\n" for each in self.happened), encoding="utf-8")
        return path
