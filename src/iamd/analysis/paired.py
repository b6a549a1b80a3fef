"""The difference of two results that share their draws: run r of one is compared with run r of the other.

Both results must come from the same seed and assign the same outer draw to each run. What is common to both runs
then cancels, so that far fewer runs show a difference than for independent results.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from iamd.analysis.intervals import Estimate, estimate
from iamd.analysis.metrics import RunValues, run_values
from iamd.errors import ResultsError
from iamd.results import ResultsFolder
from iamd.results.jsonfile import plain
from iamd.results.schema import METRICS


class PairedDifference(NamedTuple):
    """``second`` minus ``first``, over the runs that both have."""

    metric: str
    unit: str
    first: float  # mean over the common runs
    second: float
    mean: float  # of the difference
    mc_low: float  # 95 % interval of the mean difference, draws as clusters
    mc_high: float
    low: float  # 5 % of the differences per draw, chance removed
    high: float
    standard_error: float
    unpaired_error: float  # what it would be for independent results
    sd_reduction: float  # unpaired_error / standard_error; NaN if the difference never varies
    runs: int
    draws: int
    excluded: int  # common runs where either has no value
    unmatched: int  # runs that only one of them has

    def as_json(self) -> dict[str, Any]:
        """The fields by name, with None for NaN."""
        fields: dict[str, Any] = plain(self._asdict())
        return fields


def paired_difference(first: ResultsFolder, second: ResultsFolder, metric: str) -> PairedDifference:
    """Difference of a metric between two results of the same seed and draws.

    Raises:
        ResultsError: the results are not paired, or there is no such metric.
    """
    one, two = run_values(first, metric), run_values(second, metric)
    common = _check_pairs(first, second, one, two)
    here, there = np.isin(one.run, common), np.isin(two.run, common)
    a, b, draw = one.value[here], two.value[there], one.draw[here]
    missing = np.isnan(a) | np.isnan(b)
    a, b = np.where(missing, np.nan, a), np.where(missing, np.nan, b)
    difference, alone_a, alone_b = estimate(b - a, draw), estimate(a, draw), estimate(b, draw)
    unpaired = math.hypot(alone_a.standard_error, alone_b.standard_error)
    return PairedDifference(
        metric,
        METRICS[metric][0],
        alone_a.mean,
        alone_b.mean,
        difference.mean,
        difference.mc_low,
        difference.mc_high,
        difference.low,
        difference.high,
        difference.standard_error,
        unpaired,
        _reduction(unpaired, difference),
        difference.runs,
        difference.draws,
        difference.excluded,
        len(one.run) + len(two.run) - 2 * len(common),
    )


def _reduction(unpaired: float, difference: Estimate) -> float:
    return unpaired / difference.standard_error if difference.standard_error > 0.0 else math.nan


def _check_pairs(first: ResultsFolder, second: ResultsFolder, one: RunValues, two: RunValues) -> np.ndarray:
    """Numbers of the runs that both have, in order; refuses results that do not share seed and draws."""
    seeds = [folder.manifest.get("seed") for folder in (first, second)]
    where = f"{first.path} and {second.path}"
    if seeds[0] != seeds[1]:
        raise ResultsError(
            "the results have different seeds, so their runs are not pairs; run both with the same --seed",
            given=f"seeds {seeds[0]} and {seeds[1]}",
            where=where,
        )
    common = np.intersect1d(one.run, two.run)
    if not len(common):
        raise ResultsError("the results have no run in common", where=where)
    draws = one.draw[np.isin(one.run, common)], two.draw[np.isin(two.run, common)]
    if (draws[0] != draws[1]).any():
        run = common[np.argmax(draws[0] != draws[1])]
        raise ResultsError(
            f"run {run} belongs to different draws in the two results; run both with the same --runs and --draws",
            where=where,
        )
    if _inputs_differ(first, second):
        raise ResultsError(
            "no input has the same drawn values in the two results; run both with the same --seed and --draws",
            where=where,
        )
    return common


def _inputs_differ(first: ResultsFolder, second: ResultsFolder) -> bool:
    """Whether two inputs or more are common and none of them has the same values: then the draws are not shared.

    Inputs that were overridden in one of the results may differ; that is what a comparison is for.
    """
    values: list[dict[str, dict[int, float]]] = []
    for folder in (first, second):
        by_input: dict[str, dict[int, float]] = {}
        for row in folder.read_table("draws").to_pylist():
            by_input.setdefault(row["input"], {})[row["draw"]] = row["value"]
        values.append(by_input)
    shared = values[0].keys() & values[1].keys()
    equal = [name for name in shared if _agree(values[0][name], values[1][name])]
    return len(shared) > 1 and not equal


def _agree(first: dict[int, float], second: dict[int, float]) -> bool:
    return all(first[draw] == second[draw] for draw in first.keys() & second.keys())
