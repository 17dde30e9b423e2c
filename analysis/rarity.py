"""How rare an excess is for one series: a histogram of all its excesses, which fades, with a Pareto tail."""

import math

BINS, WIDTH = 220, 0.1
RESCALE_AT = 1e200


class Rarity:
    """Excesses on a logarithmic scale. A mass halves in 14 days; instead of shrinking all masses, new ones grow."""

    def __init__(self, decay: float) -> None:
        self.decay = decay
        self.masses = [0.0] * BINS
        self.weight = 1.0
        self.total = 0.0
        self.top = 0  # no bin above it holds anything

    def copy(self) -> "Rarity":
        other = Rarity.__new__(Rarity)
        other.__dict__.update(self.__dict__)
        other.masses = list(self.masses)
        return other

    def age(self) -> None:
        """One bucket passes, collected or not."""
        self.weight /= self.decay
        if self.weight > RESCALE_AT:
            self.masses = [mass / self.weight for mass in self.masses]
            self.total /= self.weight
            self.weight = 1.0

    def score_and_add(self, excess: float) -> float:
        """-log10 of how often this series shows such an excess, before this one is added to it."""
        x = math.log1p(excess)
        score = self._score(x, min(BINS - 1, math.floor(x / WIDTH)))
        self.add(excess)
        return score

    def add(self, excess: float) -> None:
        place = min(BINS - 1, math.floor(math.log1p(excess) / WIDTH)) if excess else 0
        self.masses[place] += self.weight
        self.top = max(self.top, place)
        self.total += self.weight

    def _score(self, x: float, place: int) -> float:
        whole = self.total / self.weight
        if whole < 1:
            return 0.0
        top, reached = self.top, 0.0
        while self.masses[top] == 0 and top > 0:
            top -= 1
        stop = top
        while True:
            reached += self.masses[stop]
            if reached >= 0.01 * self.total or stop == 0:
                break
            stop -= 1
        edge = (stop + 1) * WIDTH
        if x > edge:
            above = range(stop + 1, top + 1)
            mass = sum(self.masses[k] for k in above) / self.weight
            spread = sum(self.masses[k] * ((k + 0.5) * WIDTH - edge) for k in above) / self.weight
            alpha = (mass + 5) / (spread + 2.5)  # Hill's estimate, with 5 pseudo-excesses of index 2
            p = (mass + 0.5) / (whole + 1) * math.exp(-alpha * (x - edge))
        else:
            p = (sum(self.masses[place : top + 1]) / self.weight + 0.5) / (whole + 1)
        return -math.log10(min(1.0, p))
