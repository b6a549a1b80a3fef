"""Which input moves the answer most: rank screening of the draws that a study has made anyway.

For each uncertain input the Spearman rank correlation between its drawn values and the draw means of a metric.
It needs no extra runs, sees monotone effects only, and is a screening: the bar chart of one input at a time, on
the same draws, is what a report should rest on. Chance left in the draw means weakens every correlation.

Source: A. Saltelli et al., *Sensitivity Analysis in Practice* (Wiley, 2004), on rank-based measures.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from iamd.analysis.intervals import Floats
from iamd.analysis.metrics import GRADES, WEAK_GRADES, run_values
from iamd.results import ResultsFolder
from iamd.results.jsonfile import plain

#: Fewer draws than this give no ranking.
LEAST_DRAWS = 5


class InputEffect(NamedTuple):
    """One uncertain input and how the metric follows it."""

    name: str
    title: str
    grade: str  # empty if the manifest does not say
    correlation: float  # Spearman, -1 to 1
    p_value: float  # two-sided, for this input alone
    p_adjusted: float  # Holm's, for all inputs together
    share: float  # approximate share of the parameter variance, of all inputs 1

    def as_json(self) -> dict[str, Any]:
        """The fields by name, with None for NaN."""
        fields: dict[str, Any] = plain(self._asdict())
        return fields


def rank_screening(folder: ResultsFolder, metric: str) -> list[InputEffect]:
    """Inputs by strength of their rank correlation with a metric; empty with fewer than five draws.

    Inputs that never varied are left out.

    Raises:
        ResultsError: no such metric.
    """
    draws, means = draw_means(folder, metric)
    names, values = drawn_values(folder, draws)
    complete = ~np.isnan(means) & ~np.isnan(values).any(axis=1)
    means, values = means[complete], values[complete]
    if len(means) < LEAST_DRAWS or not names:
        return []
    varied = np.ptp(values, axis=0) > 0.0
    names = [name for name, kept in zip(names, varied, strict=True) if kept]
    correlation = spearman(values[:, varied], means)
    p_value = correlation_p(correlation, len(means))
    adjusted, share = holm(p_value), variance_shares(correlation, len(means))
    inputs = {entry["name"]: entry for entry in folder.manifest.get("inputs", [])}
    effects = [
        InputEffect(name, *_title_grade(inputs.get(name, {})), *map(float, numbers))
        for name, *numbers in zip(names, correlation, p_value, adjusted, share, strict=True)
    ]
    return sorted(effects, key=lambda effect: (-abs(effect.correlation), effect.name))


def share_by_grade(effects: list[InputEffect]) -> dict[str, float]:
    """Approximate share of the parameter variance by grade, with ``unknown`` and ``D_or_E``; NaN if there is none."""
    shares = dict.fromkeys((*GRADES, "unknown"), 0.0)
    for effect in effects:
        shares[effect.grade if effect.grade in GRADES else "unknown"] += effect.share
    if not effects or any(math.isnan(effect.share) for effect in effects):
        shares = dict.fromkeys(shares, math.nan)
    return {**shares, "D_or_E": sum(shares[grade] for grade in WEAK_GRADES)}


def draw_means(folder: ResultsFolder, metric: str) -> tuple[NDArray[np.int64], Floats]:
    """Numbers of the draws, and the mean of the metric over the runs of each; NaN where no run has a value."""
    runs = run_values(folder, metric)
    there = ~np.isnan(runs.value)
    draws, index = np.unique(runs.draw, return_inverse=True)
    count = np.bincount(index[there], minlength=len(draws))
    total = np.bincount(index[there], weights=runs.value[there], minlength=len(draws))
    return draws, np.divide(total, count, out=np.full(len(draws), np.nan), where=count > 0)


def drawn_values(folder: ResultsFolder, draws: ArrayLike) -> tuple[list[str], Floats]:
    """Names of the inputs, and their values in SI, shape (draws, inputs); NaN where none was drawn."""
    table = folder.read_table("draws")
    texts = np.array(table["input"].to_pylist(), dtype=object)
    names, column = np.unique(texts.astype(str), return_inverse=True)
    wanted = np.asarray(draws)
    number = table["draw"].to_numpy()
    values = np.full((len(wanted), len(names)), np.nan)
    known = np.isin(number, wanted)
    values[np.searchsorted(wanted, number[known]), column[known]] = table["value"].to_numpy()[known]
    return [str(name) for name in names], values


def spearman(inputs: ArrayLike, outcome: ArrayLike) -> Floats:
    """Spearman rank correlation of each column with the outcome, ties by mean rank; 0 where the outcome is constant.

    Args:
        inputs: shape (draws, inputs), no column constant.
        outcome: shape (draws,).
    """
    from scipy.stats import rankdata

    ranks = rankdata(np.asarray(inputs, dtype=np.float64), axis=0)
    goal = rankdata(np.asarray(outcome, dtype=np.float64))
    ranks, goal = ranks - ranks.mean(axis=0), goal - goal.mean()
    scale = np.sqrt((ranks**2).sum(axis=0) * (goal**2).sum())
    products: Floats = goal @ ranks
    correlation: Floats = np.divide(products, scale, out=np.zeros_like(products), where=scale > 0.0)
    return correlation


def correlation_p(correlation: Floats, draws: int) -> Floats:
    """Two-sided p-value of rank correlations by Student's t with draws - 2 degrees of freedom."""
    from scipy.special import stdtr

    squared = np.minimum(correlation**2, 1.0 - 1e-15)
    statistic = np.sqrt(squared * (draws - 2) / (1.0 - squared))
    return np.asarray(2.0 * stdtr(draws - 2, -statistic), dtype=np.float64)


def holm(p_value: Floats) -> Floats:
    """Holm's adjusted p-values (*Scand. J. Stat.* 6 (1979) 65): with 60 idle inputs three fall below 0.05 by chance."""
    order = np.argsort(p_value)
    scaled = p_value[order] * np.arange(len(p_value), 0, -1)
    adjusted = np.empty_like(p_value)
    adjusted[order] = np.minimum(np.maximum.accumulate(scaled), 1.0)
    return adjusted


def variance_shares(correlation: Floats, draws: int) -> Floats:
    """Approximate first-order shares: squared rank correlation, less 1/(draws - 1), scaled to a sum of 1.

    The square of a rank correlation without any effect is 1/(draws - 1) on average, so that much is taken off.
    Exact only for independent inputs with linear effects on ranks; interactions are not seen. NaN if nothing is left.
    """
    left = np.maximum(correlation**2 - 1.0 / (draws - 1), 0.0)
    total = float(left.sum())
    return left / total if total > 0.0 else np.full_like(left, np.nan)


def _title_grade(entry: dict[str, Any]) -> tuple[str, str]:
    return str(entry.get("title", "")), str(entry.get("grade", ""))
