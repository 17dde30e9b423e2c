"""Shares as people say them: about one in nine."""

from analysis.estimates import Figure

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PARTS = tuple((part, whole) for whole in range(2, 11) for part in (1, 2, 3, 4) if part < whole)
SMALL = tuple((1, whole) for whole in (12, 15, 20, 25, 30, 40, 50, 100, 200))


def fraction(figure: Figure) -> str | None:
    """The simplest fraction that lies within the interval, so that no more is said than is known; the range in percent
    where none does; None where the share is unknown or of nothing."""
    if figure.value is None or figure.low is None or figure.high is None or not figure.value:
        return None
    value, low, high = figure.value, figure.low, figure.high
    if low > 0.95:
        return "nearly all"
    found = [(part, whole) for part, whole in (*PARTS, *SMALL) if low <= part / whole <= high]
    if not found:
        return f"between {low * 100:.1f} and {high * 100:.1f} %"
    part, whole = min(found, key=lambda pair: (pair[0] > 1, round(abs(pair[0] / pair[1] - value), 3), pair[1]))
    return f"about {NUMBERS[part]} in {NUMBERS[whole] if whole <= 10 else whole}"
