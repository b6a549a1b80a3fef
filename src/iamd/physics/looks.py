"""Decisions over several looks or with an estimated threshold: M of N, cumulative detection, constant false alarms."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from iamd.physics._jit import inner, kernel
from iamd.physics.tails import NEGLIGIBLE, binomial_term

Floats = NDArray[np.float64]

_HALVINGS = 60
_SMALLEST_LOG = math.log(1e-30)  # of a probability that is looked for


@kernel
def binary_detection(needed: int, looks: int, probability: float) -> float:
    """Chance of at least `needed` successes in `looks` independent looks: binary integration, M of N.

    Parameters
    ----------
    needed, looks : int
        M and N, 0 <= M <= N.
    probability : float
        Of success in one look, 0 to 1: of detection, or of a false alarm; the rule is the same for both.

    Returns
    -------
    float
        Sum over k from M to N of the binomial chances; a small one keeps its relative accuracy.

    Source: M. Schwartz, "A coincidence procedure for signal detection", *IRE Transactions on Information Theory* 2
    (1956) 135-139; M. A. Richards, *Fundamentals of Radar Signal Processing*, 2nd ed. (2014), section 6.4.
    """
    if needed <= 0 or probability >= 1.0:
        return 1.0
    if probability <= 0.0 or needed > looks:
        return 0.0
    other = 1.0 - probability
    if needed > looks * probability:
        return _binomial_sum(needed, looks, 1, probability, other)
    return 1.0 - _binomial_sum(needed - 1, looks, -1, probability, other)


@inner
def _binomial_sum(first: int, looks: int, step: int, probability: float, other: float) -> float:
    """Sum of binomial chances from `first` outward, up (1) or down (-1), on the side where they fall."""
    term = binomial_term(first, looks, probability, other)
    total = term
    k = first
    while term > NEGLIGIBLE * total:
        if step > 0:
            term *= (looks - k) / (k + 1.0) * (probability / other)
        else:
            term *= k / (looks - k + 1.0) * (other / probability)
        total += term
        k += step
    return total


@kernel
def binary_single_look(needed: int, looks: int, wanted: float) -> float:
    """Probability of one look that gives a wanted probability over an M-of-N rule: inverse of `binary_detection`.

    Parameters
    ----------
    needed, looks : int
        M and N, 1 <= M <= N.
    wanted : float
        Probability after all looks, 1e-15 to below 1.

    Returns
    -------
    float
        Probability of one look, to 1e-12 relative.

    Source: as `binary_detection`; bisection in the logarithm.
    """
    low = _SMALLEST_LOG
    high = 0.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if binary_detection(needed, looks, math.exp(middle)) < wanted:
            low = middle
        else:
            high = middle
    return math.exp(0.5 * (low + high))


@kernel
def binary_break_even(needed: int, looks: int) -> float:
    """Probability of one look above which the M-of-N rule raises it, and below which it lowers it.

    Parameters
    ----------
    needed, looks : int
        M and N, 1 < M < N. (One of N raises every probability, N of N lowers it.)

    Returns
    -------
    float
        p with binary_detection(M, N, p) = p, above 0 and below 1; 0.23 for 2 of 4.

    Source: Richards 2014 (see `binary_detection`), section 6.4.
    """
    if needed <= 1:
        return 0.0
    if needed >= looks:
        return 1.0
    low = 0.0
    high = 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if binary_detection(needed, looks, middle) < middle:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@kernel
def cumulative_detection(probabilities: Floats) -> float:
    """Chance of at least one detection in independent looks of unlike probability.

    Parameters
    ----------
    probabilities : array of float, shape (looks,)
        Of detection in each look, 0 to 1.

    Returns
    -------
    float
        One minus the product of the misses.

    Source: J. D. Mallett and L. E. Brennan, "Cumulative probability of detection for targets approaching a uniformly
    scanning search radar", *Proceedings of the IEEE* 51 (1963) 596-601.
    """
    log_missed = 0.0
    for n in range(probabilities.shape[0]):
        if probabilities[n] >= 1.0:
            return 1.0
        log_missed += math.log1p(-probabilities[n])
    return -math.expm1(log_missed)


@kernel
def cfar_detection(snr: float, pfa: float, cells: int) -> float:
    """Probability of detection of one look at a Swerling 1 target when the threshold is the mean of cells of noise.

    Parameters
    ----------
    snr : float
        Mean signal-to-noise ratio, a power ratio, 0 or more.
    pfa : float
        Probability of false alarm, above 0 and below 1.
    cells : int
        Reference cells averaged, 1 or more; the same noise in all, no target in any.

    Returns
    -------
    float
        (1 + a / (N (1 + snr)))^-N with a = N (pfa^(-1/N) - 1).

    Source: H. M. Finn and R. S. Johnson, "Adaptive detection mode with threshold control as a function of spatially
    sampled clutter-level estimates", *RCA Review* 29 (1968) 414-464; P. P. Gandhi and S. A. Kassam, "Analysis of CFAR
    processors in nonhomogeneous background", *IEEE Transactions on Aerospace and Electronic Systems* 24 (1988) 427-445.
    """
    factor = math.expm1(-math.log(pfa) / cells)
    return math.exp(-cells * math.log1p(factor / (1.0 + snr)))


@kernel
def cfar_required_snr(pd: float, pfa: float, cells: int) -> float:
    """Mean signal-to-noise ratio that gives a probability of detection behind cell averaging: Swerling 1, one look.

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection and of false alarm, 0 < pfa <= pd < 1.
    cells : int
        Reference cells averaged, 1 or more.

    Returns
    -------
    float
        A power ratio: inverse of `cfar_detection`.

    Source: as `cfar_detection`.
    """
    return math.expm1(-math.log(pfa) / cells) / math.expm1(-math.log(pd) / cells) - 1.0


@kernel
def cfar_loss(pd: float, pfa: float, cells: int) -> float:
    """Signal that cell averaging costs against a threshold set on known noise: Swerling 1, one look.

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection and of false alarm, 0 < pfa < pd < 1.
    cells : int
        Reference cells averaged, 1 or more.

    Returns
    -------
    float
        Required ratio with averaging over that with known noise, a power ratio above 1 that falls to 1 with many cells.

    Source: as `cfar_detection`.
    """
    known = math.log(pfa) / math.log(pd) - 1.0
    return cfar_required_snr(pd, pfa, cells) / known
