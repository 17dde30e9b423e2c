"""How surprising a count is: the tail of the negative binomial distribution, in plain Python.

P(count >= y) is the regularised incomplete beta function I_q(y, r), computed by its continued fraction with the
method of Lentz (Numerical Recipes, section 6.4).
"""

import math

TINY = 1e-300


def surprise(count: float, mean: float, dispersion: float) -> float:
    """-log10 of the probability of at least `count` posts, for a negative binomial of this mean and a variance of
    mean + dispersion * mean**2. 0 where the count is not clearly above the mean (less than 1.4 standard deviations)."""
    y = math.floor(count + 1e-9)
    if y <= mean or y <= 0 or mean <= 0 or (y - mean) ** 2 < 2 * (mean + dispersion * mean * mean):
        return 0.0
    r = 1 / max(dispersion, 1e-6)
    q = mean / (mean + r)
    log_p = math.lgamma(y + r) - math.lgamma(y + 1) - math.lgamma(r) + y * math.log(q) - r * math.log1p(mean / r)
    log_p += math.log(_continued_fraction(y, r, q))
    return max(0.0, -log_p / math.log(10))


def lull(count: float, mean: float, dispersion: float) -> float:
    """-log10 of the probability of at most `count` posts, for the same distribution. 0 where the count is not far
    below the mean (more than a half of it)."""
    y = math.floor(count + 1e-9)
    if mean <= 0 or y > mean / 2:
        return 0.0
    r = 1 / max(dispersion, 1e-6)
    log_term = -r * math.log1p(mean / r)  # of no post at all
    step = math.log(mean) - math.log(mean + r)
    terms = [log_term]
    for k in range(1, y + 1):
        log_term += step + math.log((k - 1 + r) / k)
        terms.append(log_term)
    top = max(terms)
    return max(0.0, -(top + math.log(math.fsum(math.exp(term - top) for term in terms))) / math.log(10))


def _continued_fraction(a: float, b: float, q: float) -> float:
    c = 1.0
    d = 1 / _away_from_zero(1 - (a + b) * q / (a + 1))
    h = d
    for m in range(1, 300):
        step = 1.0
        for numerator in (
            m * (b - m) * q / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * q / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + numerator * d)
            c = _away_from_zero(1 + numerator / c)
            step = c * d
            h *= step
        if abs(step - 1) < 1e-9:
            break
    return h


def _away_from_zero(value: float) -> float:
    return value if abs(value) >= TINY else TINY
