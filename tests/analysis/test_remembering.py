import pytest

from analysis import remembering
from analysis.remembering import LONGEST, Remembered


def test_a_meaning_is_worked_out_once() -> None:
    asked: list[str] = []

    def understand(word: str) -> int:
        asked.append(word)
        return len(word)

    remembered = Remembered(understand)
    assert [remembered[word] for word in ("one", "three", "one")] == [3, 5, 3]
    assert asked == ["one", "three"]


def test_hostile_text_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST", 10)
    remembered: Remembered[str, int] = Remembered(len)
    assert [remembered[word] for word in [f"chunk{n}" for n in range(100)] + ["x" * 10_000]][-1] == 10_000
    assert len(remembered) <= 10
    assert all(len(chunk) <= LONGEST for chunk in remembered)
