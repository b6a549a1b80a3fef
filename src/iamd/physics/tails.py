"""Terms and tails of the Poisson, binomial and negative binomial laws, right to the last digits also far out.

Detection after integration is a sum over such terms. They are evaluated at their own size, never as a difference of
large numbers, so that a false alarm of 1e-15 or a miss of 1e-12 keeps its leading digits. Only exponentials,
logarithms and roots are used: compiled and interpreted runs are then equal bit for bit.
"""

from __future__ import annotations

import math

import numpy as np

from iamd.physics._jit import inner

NEGLIGIBLE = 1e-17  # of a sum: below the rounding of a double

_TABLE = 16
# Error of Stirling's formula for n!: exact below 16, where its series converges slowly.
_STIRLING_ERROR = np.array(
    [0.0]
    + [
        math.log(math.factorial(n)) - (n + 0.5) * math.log(n) + n - 0.5 * math.log(2.0 * math.pi)
        for n in range(1, _TABLE)
    ]
)
_STIRLING_ERROR.setflags(write=False)
_TWO_PI = 2.0 * math.pi
_CLOSE = 0.1  # relative distance under which a series replaces the difference of logarithms


@inner
def stirling_error(n: int) -> float:
    """Logarithm of n! less that of Stirling's formula; n of 1 or more.

    Source: C. Loader, *Fast and Accurate Computation of Binomial Probabilities* (2000), section 2.
    """
    if n < _TABLE:
        return float(_STIRLING_ERROR[n])
    square = 1.0 / (float(n) * float(n))
    inside = 1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0)
    return (1.0 / 12.0 - square * (1.0 / 360.0 - square * inside)) / n


@inner
def deviance(count: float, mean: float) -> float:
    """count ln(count / mean) + mean - count, without loss of digits where the two are close.

    Source: Loader 2000 (see `stirling_error`), section 2.
    """
    difference = count - mean
    if abs(difference) >= _CLOSE * (count + mean):
        return count * math.log(count / mean) - difference
    ratio = difference / (count + mean)
    total = difference * ratio
    part = 2.0 * count * ratio
    square = ratio * ratio
    order = 1
    while True:
        part *= square
        order += 2
        more = total + part / order
        if more == total:
            return total
        total = more


@inner
def poisson_log(count: int, mean: float) -> float:
    """Logarithm of mean^count exp(-mean) / count!; count of 1 or more, mean above 0. Source: Loader 2000."""
    return -stirling_error(count) - deviance(float(count), mean) - 0.5 * math.log(_TWO_PI * count)


@inner
def poisson_term(count: int, mean: float) -> float:
    """mean^count exp(-mean) / count!; count and mean of 0 or more. Source: Loader 2000."""
    if count == 0:
        return math.exp(-mean)
    if mean <= 0.0:
        return 0.0
    return math.exp(poisson_log(count, mean))


@inner
def binomial_term(successes: int, trials: int, chance: float, other: float) -> float:
    """Chance of `successes` in `trials`; `other` is 1 - chance, given apart to keep its digits. Source: Loader 2000."""
    if successes == 0:
        return math.exp(trials * math.log(other))
    if successes == trials:
        return math.exp(trials * math.log(chance))
    failures = trials - successes
    log_term = stirling_error(trials) - stirling_error(successes) - stirling_error(failures)
    log_term -= deviance(float(successes), trials * chance) + deviance(float(failures), trials * other)
    return math.exp(log_term) * math.sqrt(trials / (_TWO_PI * successes * failures))


@inner
def negative_binomial_term(count: int, shape: int, scale: float) -> float:
    """Chance of a Poisson count whose mean is drawn from a gamma law of whole shape, and mean shape times scale."""
    if count == 0:
        return math.exp(-shape * math.log1p(scale))
    share = shape / float(shape + count)
    return share * binomial_term(shape, shape + count, 1.0 / (1.0 + scale), scale / (1.0 + scale))


@inner
def gamma_tails(shape: int, threshold: float) -> tuple[float, float]:
    """Chances that the sum of `shape` exponential values of mean 1 stays below the threshold, and that it passes it.

    The smaller of the two keeps its relative accuracy. Shape of 1 or more, threshold above 0.

    Source: M. Abramowitz and I. A. Stegun, *Handbook of Mathematical Functions* (1964), section 6.5: the incomplete
    gamma function of whole order as a Poisson sum.
    """
    if threshold >= shape:
        total, part, order = 1.0, 1.0, shape - 1
        while order > 0 and part > NEGLIGIBLE * total:
            part *= order / threshold
            total += part
            order -= 1
        above = poisson_term(shape - 1, threshold) * total
        return 1.0 - above, above
    total, part, order = 1.0, 1.0, shape
    while part > NEGLIGIBLE * total:
        order += 1
        part *= threshold / order
        total += part
    below = poisson_term(shape, threshold) * total
    return below, 1.0 - below


@inner
def log_gamma_above(shape: int, threshold: float) -> float:
    """Logarithm of the second value of `gamma_tails`, also where that is smaller than the smallest double."""
    if threshold < shape:
        return math.log1p(-gamma_tails(shape, threshold)[0])
    if shape == 1:
        return -threshold
    total, part, order = 1.0, 1.0, shape - 1
    while order > 0 and part > NEGLIGIBLE * total:
        part *= order / threshold
        total += part
        order -= 1
    return poisson_log(shape - 1, threshold) + math.log(total)
