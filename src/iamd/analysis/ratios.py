"""A ratio of sums over runs, such as shots per kill, with the intervals of the nested estimator.

The delta method (Taylor linearisation; W. G. Cochran, *Sampling Techniques*, 3rd ed., Wiley 1977, section 2.11)
turns a ratio R of the sums of a and b into a mean: the value of run j is ``R + (a_j - R b_j) / mean(b)``, whose
mean over all runs is R itself and whose error is that of R to first order.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from iamd.analysis.intervals import EMPTY, Estimate, Floats, estimate


def linearised(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Value of each run whose plain mean is the ratio of the sums; all NaN if the denominators sum to 0.

    Runs where either is NaN are NaN and take no part.
    """
    above, below = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    there = ~(np.isnan(above) | np.isnan(below))
    total = float(below[there].sum())
    if total == 0.0:
        return np.full(above.shape, np.nan)
    ratio = float(above[there].sum()) / total
    values = ratio + (above - ratio * below) / (total / there.sum())
    return np.where(there, values, np.nan)


def ratio_estimate(numerator: ArrayLike, denominator: ArrayLike, draws: ArrayLike) -> Estimate:
    """Estimate of a ratio of sums.

    The mean and its Monte Carlo interval come from the linearised values over all runs; the spread between draws
    from the ratio of each draw, with its chance taken from values linearised inside the draw; the spread of
    single runs from the runs with a denominator above 0. Draws whose denominator is 0 have no ratio: they count
    in the mean, not in the spread, and the note says so.

    Args:
        numerator: of each run, shape (runs,), not negative.
        denominator: of each run, shape (runs,), not negative.
        draws: outer draw of each run, shape (runs,).
    """
    above, below = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    labels = np.asarray(draws)
    whole = estimate(linearised(above, below), labels, bounds=None)
    if not whole.runs:
        return EMPTY._replace(excluded=len(above), note="the denominator is 0 in every run")
    inside, empty = np.full(above.shape, np.nan), 0
    for draw in np.unique(labels):
        rows = labels == draw
        inside[rows] = linearised(above[rows], below[rows])
        empty += bool(np.isnan(inside[rows]).all())
    spread = estimate(inside, labels)
    single = above[below > 0.0] / below[below > 0.0]
    run_low, run_high = np.quantile(single, [0.05, 0.95], method="inverted_cdf")
    left_out = f"draws with a denominator of 0, not in low and high: {empty}" if empty else ""
    return spread._replace(
        mean=whole.mean,
        mc_low=max(0.0, whole.mc_low) if not math.isnan(whole.mc_low) else math.nan,
        mc_high=whole.mc_high,
        run_low=float(run_low),
        run_high=float(run_high),
        standard_error=whole.standard_error,
        runs=whole.runs,
        draws=whole.draws,
        excluded=whole.excluded,
        note="; ".join(filter(None, (spread.note, left_out))),
    )
