"""The nested estimator: outer draws (what we do not know) times inner runs (chance), kept apart.

The model is the one-way random model: the value of run j in draw i is ``m + a_i + e_ij``, where ``a_i`` has the
parameter variance and ``e_ij`` the chance variance. Both are estimated by analysis of variance, unbalanced data
included (S. R. Searle, G. Casella and C. E. McCulloch, *Variance Components*, Wiley 1992, chapter 3). Draws are
the clusters of every Monte Carlo error: runs of one draw share what is wrong with it.

Nothing here knows files or metrics: arrays in, numbers out, in the unit of the values.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

#: Half-width of a 95 % interval lies at this quantile.
UPPER_95 = 0.975
ONE_DRAW = "one draw: parameter uncertainty was not sampled"
ONE_RUN_EACH = "one run per draw: chance and parameter uncertainty cannot be told apart"
NO_VALUES = "no run has a value"
RULE_OF_THREE = "all runs at one end of the range: Monte Carlo bound by the rule of three, over draws"
RULE_OF_THREE_RUNS = "all runs at one end of the range: Monte Carlo bound by the rule of three, over runs"


class Estimate(NamedTuple):
    """A mean with its three intervals and two kinds of spread; NaN where it cannot be known (``note`` says why)."""

    mean: float
    low: float  # 5 % of the draw means with chance removed
    high: float  # 95 %
    mc_low: float  # 95 % Monte Carlo interval of the mean
    mc_high: float
    run_low: float  # 5 % of single runs
    run_high: float
    chance_sd: float  # within a draw
    parameter_sd: float  # between draws, chance removed
    parameter_sd_error: float  # standard error of parameter_sd
    standard_error: float  # Monte Carlo standard error of the mean
    runs: int  # with a value
    draws: int  # with a value
    excluded: int  # runs without a value (NaN)
    note: str

    def as_json(self) -> dict[str, Any]:
        """The fields by name, with None for NaN and without an empty note."""
        fields = {name: _json(value) for name, value in self._asdict().items()}
        return fields if self.note else {name: value for name, value in fields.items() if name != "note"}


#: The estimate of nothing.
EMPTY = Estimate(*[math.nan] * 11, runs=0, draws=0, excluded=0, note=NO_VALUES)  # type: ignore[misc, arg-type]


class Components(NamedTuple):
    """Variances of the one-way random model; arrays if the sums were arrays."""

    chance: Any
    parameter: Any  # may be negative: the estimator is unbiased before it is cut at 0


class Groups(NamedTuple):
    """Sums per draw over values measured from the grand mean, each of shape (draws,)."""

    size: Floats  # runs
    mean: Floats
    within: Floats  # sum of squares around the mean of the draw


def estimate(
    values: ArrayLike, draws: ArrayLike | None = None, *, bounds: tuple[float, float] | None = None
) -> Estimate:
    """Estimate a mean and its uncertainties from runs nested in draws.

    Args:
        values: value of each run, shape (runs,); NaN is excluded and counted.
        draws: number of the outer draw of each run, shape (runs,); None if there is one.
        bounds: lowest and highest possible value, for quantities such as proportions and counts. The Monte Carlo
            interval then stays inside (Wilson score with the effective sample size), and is not of zero width
            where every run sits at one end (rule of three). The upper bound may be infinite.

    Raises:
        ValueError: the shapes differ, or a value is infinite or out of bounds.
    """
    numbers, group, excluded = _clean(values, draws, bounds)
    if not len(numbers):
        return EMPTY._replace(excluded=excluded)
    mean = float(numbers.mean())
    groups = grouped(numbers - mean, group)
    chance, parameter, error, note = _spreads(groups)
    low, high = _parameter_interval(groups, chance, parameter)
    run_low, run_high = np.quantile(numbers, [0.05, 0.95], method="inverted_cdf")
    standard_error, freedom = mean_error(groups)
    mc, extreme = _mean_interval(mean, standard_error, freedom, numbers, len(groups.size), bounds)
    parameters = mean + float(low), mean + float(high)
    singles = float(run_low), float(run_high)
    spreads = math.sqrt(chance), math.sqrt(parameter), error, standard_error
    counts = len(numbers), len(groups.size), excluded
    text = "; ".join(filter(None, (note, extreme)))
    return Estimate(mean, *parameters, *mc, *singles, *spreads, *counts, text)


def grouped(values: ArrayLike, group: ArrayLike) -> Groups:
    """Size, mean and sum of squares within, per draw; ``group`` holds indices 0 to draws - 1, all of them used."""
    numbers, index = np.asarray(values, dtype=np.float64), np.asarray(group)
    size = np.bincount(index).astype(np.float64)
    mean: Floats = np.bincount(index, weights=numbers) / size
    within = np.bincount(index, weights=(numbers - mean[index]) ** 2).astype(np.float64)
    return Groups(size, mean, within)


def components(groups: Groups) -> tuple[Components, float]:
    """Chance and parameter variance by the method of moments, and the standard error of the parameter variance.

    The standard error is the jackknife over draws (J. N. Arvesen, *Ann. Math. Stat.* 40 (1969) 2076), which
    does not assume normal values. NaN with fewer than two draws, or with one run per draw; the error is NaN with
    fewer than three draws.
    """
    size, mean, within = groups
    terms = np.array([np.ones_like(size), size, size**2, size * mean, size * mean**2, within])
    total = terms.sum(axis=1)
    result = _from_sums(total)
    count = len(size)
    if count < 3 or math.isnan(result.parameter):
        return result, math.nan
    pseudo = _from_sums(total[:, None] - terms).parameter
    error = math.sqrt((count - 1) / count * float(np.sum((pseudo - pseudo.mean()) ** 2)))
    return result, error


def mean_error(groups: Groups) -> tuple[float, int]:
    """Standard error of the mean over all runs, and its degrees of freedom.

    With two draws or more: the variance of a ratio mean with draws as clusters (W. G. Cochran, *Sampling
    Techniques*, 3rd ed., Wiley 1977, section 9A.1), which for equal sizes is the variance of the draw means over
    their number. With one draw: that of a simple mean over runs. NaN with one run.
    """
    size, mean, within = groups
    count, runs = len(size), float(size.sum())
    if count > 1:
        return math.sqrt(count / (count - 1) * float(np.sum((size / runs * mean) ** 2))), count - 1
    if runs > 1:
        return math.sqrt(float(within.sum()) / (runs - 1) / runs), int(runs) - 1
    return math.nan, 0


def shrunk_means(groups: Groups, chance: float, parameter: float) -> Floats:
    """Draw means pulled toward the grand mean (0), so that their variance is the parameter variance.

    The factor is sqrt(parameter / (parameter + chance / n)). It is the square root of the usual Bayes factor:
    Bayes means spread too little, raw means too much (T. A. Louis, *J. Am. Stat. Assoc.* 79 (1984) 393).
    """
    total = parameter + chance / groups.size
    ratio = np.divide(parameter, total, out=np.zeros_like(total), where=total > 0.0)
    shrunk: Floats = groups.mean * np.sqrt(ratio)
    return shrunk


def student_95(freedom: int) -> float:
    """Two-sided 95 % point of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, UPPER_95))


def _clean(
    values: ArrayLike, draws: ArrayLike | None, bounds: tuple[float, float] | None
) -> tuple[Floats, NDArray[np.int64], int]:
    """Values without NaN, the index of the draw of each, and the number of NaN."""
    numbers = np.asarray(values, dtype=np.float64)
    labels = np.zeros(numbers.shape, dtype=np.int64) if draws is None else np.asarray(draws)
    if numbers.ndim != 1 or labels.shape != numbers.shape:
        raise ValueError(
            f"values have shape {numbers.shape}, draws {labels.shape}; expected one of each per run"
        )
    there = ~np.isnan(numbers)
    kept = numbers[there]
    if np.isinf(kept).any():
        raise ValueError("a run has an infinite value")
    if bounds is not None and kept.size and not (bounds[0] <= kept.min() and kept.max() <= bounds[1]):
        raise ValueError(f"values from {kept.min()} to {kept.max()} are outside {bounds}")
    _, group = np.unique(labels[there], return_inverse=True)
    return kept, group.astype(np.int64), int(numbers.size - kept.size)


def _from_sums(sums: Floats) -> Components:
    """Variance components from sums over draws: count, n, n^2, n mean, n mean^2, squares within."""
    count, runs, squares, weighted, weighted_square, within = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.where(runs > count, within / (runs - count), np.nan)
        between = (weighted_square - weighted**2 / runs) / (count - 1)
        typical = (runs - squares / runs) / (count - 1)  # runs per draw; equal to n if balanced
        parameter = np.where(count > 1, (between - chance) / typical, np.nan)
    if sums.ndim == 1:
        return Components(float(chance), float(parameter))
    return Components(chance, parameter)


def _spreads(groups: Groups) -> tuple[float, float, float, str]:
    """Chance variance, parameter variance (not below 0), standard error of the parameter sd, and a note."""
    (chance, parameter), error = components(groups)
    if len(groups.size) == 1:
        return chance, math.nan, math.nan, ONE_DRAW
    if math.isnan(chance):
        return math.nan, math.nan, math.nan, ONE_RUN_EACH
    floored = max(parameter, 0.0)
    # One standard error up, on the scale of the sd: error / (2 sd) for a large sd, and finite at 0.
    return chance, floored, math.sqrt(floored + error) - math.sqrt(floored), ""


def _parameter_interval(groups: Groups, chance: float, parameter: float) -> Floats:
    """5 and 95 % points of the shrunk draw means; quantiles of type 8 of Hyndman and Fan (1996)."""
    if math.isnan(parameter):
        return np.full(2, math.nan)
    return np.quantile(shrunk_means(groups, chance, parameter), [0.05, 0.95], method="median_unbiased")


def _mean_interval(
    mean: float,
    standard_error: float,
    freedom: int,
    values: Floats,
    draws: int,
    bounds: tuple[float, float] | None,
) -> tuple[tuple[float, float], str]:
    """95 % Monte Carlo interval of the mean, and a note if it is a rule-of-three bound."""
    if bounds is not None and values.min() == values.max() and mean in bounds:
        units, note = (draws, RULE_OF_THREE) if draws > 1 else (len(values), RULE_OF_THREE_RUNS)
        return _rule_of_three(mean, units, bounds), note
    if freedom == 0:
        return (math.nan, math.nan), ""
    quantile = student_95(freedom)
    if bounds is not None and standard_error > 0.0 and math.isfinite(bounds[1]):
        return _wilson(mean, standard_error, quantile, bounds), ""
    low, high = mean - quantile * standard_error, mean + quantile * standard_error
    return (low if bounds is None else max(low, bounds[0]), high), ""


def _rule_of_three(mean: float, units: int, bounds: tuple[float, float]) -> tuple[float, float]:
    """95 % bound where all values sit at one end: the chance of another value is below 1 - 0.05^(1/n), about 3/n.

    J. A. Hanley and A. Lippman-Hand, "If nothing goes wrong, is everything all right?", *JAMA* 249 (1983) 1743.
    ``units`` counts draws, because runs of one draw may all be spared by the same draw. For a value that can be
    anywhere in the range the bound holds too: the mean is at most the chance of any other value times the range.
    With an infinite upper bound it is the Poisson form, -ln(0.05)/n events.
    """
    bottom, top = bounds
    if math.isinf(top):
        return mean, bottom - math.log(0.05) / units
    step = (1.0 - 0.05 ** (1.0 / units)) * (top - bottom)
    return (mean, bottom + step) if mean == bottom else (top - step, mean)


def _wilson(
    mean: float, standard_error: float, quantile: float, bounds: tuple[float, float]
) -> tuple[float, float]:
    """Wilson's score interval (*J. Am. Stat. Assoc.* 22 (1927) 209) with the effective sample size of clusters.

    The effective size is the number of independent trials that would have the same standard error
    (C. Franco et al., *J. Surv. Stat. Methodol.* 7 (2019) 334).
    """
    bottom, width = bounds[0], bounds[1] - bounds[0]
    share, variance = (mean - bottom) / width, (standard_error / width) ** 2
    size = share * (1.0 - share) / variance
    weight = quantile**2 / size
    centre = (share + weight / 2.0) / (1.0 + weight)
    half = math.sqrt(weight * (share * (1.0 - share) + weight / 4.0)) / (1.0 + weight)
    return bottom + width * max(0.0, centre - half), bottom + width * min(1.0, centre + half)


def _json(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
