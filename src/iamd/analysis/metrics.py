"""``summary.json``: every metric with its intervals and denominators, from a results folder.

The counts come from SQL over the Parquet parts, one row per run; the statistics are those of
:mod:`iamd.analysis.intervals`. A run without a denominator (nothing engageable) has no value and is counted as
excluded. The metric names are those of :data:`iamd.results.schema.METRICS`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.intervals import Estimate, Floats, estimate
from iamd.analysis.ratios import linearised, ratio_estimate
from iamd.errors import ResultsError
from iamd.results import ResultsFolder
from iamd.results.jsonfile import plain
from iamd.results.schema import METRICS

if TYPE_CHECKING:
    import duckdb

#: Leakage is given of each of these.
DENOMINATORS = ("launched", "threatening", "engageable", "engaged")
GRADES = ("A", "B", "C", "D", "E")
WEAK_GRADES = ("D", "E")

RUN_SQL = """
SELECT run, draw, launched,
    leakers / NULLIF(launched, 0)               AS leakage_of_launched,
    leakers_engageable / NULLIF(engageable, 0)  AS leakage_of_engageable,
    leakers,
    CAST(leakers = 0 AS DOUBLE)                 AS p_no_leak,
    kills, interceptors_expended, assets_lost_value, first_detection_s, warning_s,
    cost_defender, cost_attacker, fratricides
FROM runs ORDER BY run
"""
COUNT_SQL = """
SELECT avg(launched) AS launched, avg(threatening) AS threatening, avg(engageable) AS engageable,
    avg(engaged) AS engaged, avg(kills) AS killed, avg(leakers) AS leaked, avg(failed) AS failed
FROM runs
"""
REASON_SQL = """
SELECT reason, count(*) AS leaks FROM outcomes
WHERE outcome = 'leaked' AND target_class <> 'decoy' GROUP BY reason ORDER BY leaks DESC, reason
"""
CLASS_SQL = """
WITH counts AS (
    SELECT target_class, run, count(*) AS launched,
        count(*) FILTER (outcome = 'killed') AS killed,
        count(*) FILTER (outcome = 'leaked') AS leaked,
        count(*) FILTER (outcome = 'failed') AS failed,
        count(*) FILTER (threatening) AS threatening,
        count(*) FILTER (engageable) AS engageable,
        count(*) FILTER (engaged) AS engaged,
        count(*) FILTER (outcome = 'leaked' AND threatening) AS leaked_threatening,
        count(*) FILTER (outcome = 'leaked' AND engageable) AS leaked_engageable,
        count(*) FILTER (outcome = 'leaked' AND engaged) AS leaked_engaged
    FROM outcomes WHERE target_class <> 'decoy' GROUP BY target_class, run
)
SELECT counts.*, draw,
    leaked / NULLIF(launched, 0) AS leakage_of_launched,
    leaked_threatening / NULLIF(threatening, 0) AS leakage_of_threatening,
    leaked_engageable / NULLIF(engageable, 0) AS leakage_of_engageable,
    leaked_engaged / NULLIF(engaged, 0) AS leakage_of_engaged
FROM counts JOIN (SELECT run, draw FROM runs) USING (run) ORDER BY target_class, run
"""


class RunValues(NamedTuple):
    """One value per run, in run order."""

    run: NDArray[np.int64]
    draw: NDArray[np.int64]
    value: Floats  # NaN where the run has none


def summary(folder: ResultsFolder) -> dict[str, Any]:
    """The contents of ``summary.json`` (design, section 6), with None where a number cannot be known.

    Raises:
        ResultsError: the folder has no finished run.
    """
    manifest = folder.manifest
    with folder.connect() as connection:
        columns = _columns(connection, RUN_SQL)
        runs = len(columns["run"])
        if not runs:
            raise ResultsError("the folder has no finished run", where=str(folder.path))
        top = _total_value(manifest)
        whole = {
            "runs": runs,
            "seed": manifest.get("seed"),
            "draws": len(np.unique(columns["draw"])),
            "metrics": {
                name: _entry(_estimate(name, columns, top), unit) for name, (unit, _) in METRICS.items()
            },
            "denominators": {
                name: float(value[0]) for name, value in _columns(connection, COUNT_SQL).items()
            },
            "reasons": {reason: leaks / runs for reason, leaks in connection.execute(REASON_SQL).fetchall()},
            "by_class": _by_class(connection, runs),
        }
    whole |= {"grade_share": grade_share(manifest), "elapsed_s": manifest.get("elapsed_s")}
    return {**plain(whole), "result_hash": folder.result_hash()}


def write_summary(folder: ResultsFolder) -> dict[str, Any]:
    """Compute the summary and write it as ``summary.json`` into the folder."""
    whole = summary(folder)
    folder.write_json("summary.json", whole)
    return whole


def run_values(folder: ResultsFolder, metric: str) -> RunValues:
    """A metric of each run.

    For ``shots_per_kill``, a ratio of sums, the linearised value, whose mean is the metric.

    Raises:
        ResultsError: no such metric.
    """
    if metric not in METRICS:
        raise ResultsError("no such metric", given=metric, allowed=METRICS)
    with folder.connect() as connection:
        columns = _columns(connection, RUN_SQL)
    value = columns.get(metric)
    if value is None:
        value = linearised(columns["interceptors_expended"], columns["kills"])
    return RunValues(columns["run"].astype(np.int64), columns["draw"].astype(np.int64), value)


def metric_estimate(folder: ResultsFolder, metric: str) -> Estimate:
    """One metric with its intervals, without the rest of the summary (the stopping rule asks for it).

    Raises:
        ResultsError: no such metric.
    """
    if metric not in METRICS:
        raise ResultsError("no such metric", given=metric, allowed=METRICS)
    with folder.connect() as connection:
        return _estimate(metric, _columns(connection, RUN_SQL), _total_value(folder.manifest))


def grade_share(manifest: Mapping[str, Any]) -> dict[str, float]:
    """Share of the inputs by grade of evidence, the number of inputs, and the share of grades D and E."""
    grades = [entry.get("grade") for entry in manifest.get("inputs", [])]
    count = len(grades)
    share = {grade: grades.count(grade) / count if count else math.nan for grade in GRADES}
    return {"inputs": count, **share, "D_or_E": sum(share[grade] for grade in WEAK_GRADES)}


def _columns(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """Result columns by name: numbers as float64 with NaN for NULL, texts as they are."""
    columns: dict[str, Any] = connection.execute(sql).fetchnumpy()
    return {name: _filled(column) for name, column in columns.items()}


def _filled(column: Any) -> Any:
    if column.dtype == object:
        return column
    return np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)


def _estimate(name: str, columns: Mapping[str, Floats], total_value: float) -> Estimate:
    """The estimate of one metric from the per-run columns; the bounds are those of the quantity itself."""
    draws = columns["draw"]
    if name == "shots_per_kill":
        return ratio_estimate(columns["interceptors_expended"], columns["kills"], draws)
    most = float(columns["launched"].max(initial=0.0))
    bounds = {
        "leakage_of_launched": (0.0, 1.0),
        "leakage_of_engageable": (0.0, 1.0),
        "p_no_leak": (0.0, 1.0),
        "leakers": (0.0, most),
        "kills": (0.0, most),
        "fratricides": (0.0, math.inf),
        "assets_lost_value": (0.0, max(total_value, float(columns["assets_lost_value"].max(initial=0.0)))),
    }.get(name)
    if bounds is not None and bounds[1] <= bounds[0]:
        bounds = None
    return estimate(columns[name], draws, bounds=bounds)


def _total_value(manifest: Mapping[str, Any]) -> float:
    """Value of all assets and units, the most that a raid can destroy."""
    names = manifest.get("names", {})
    return math.fsum(
        float(entry.get("value") or 0.0) for kind in ("assets", "units") for entry in names.get(kind, [])
    )


def _entry(result: Estimate, unit: str) -> dict[str, Any]:
    """A metric as it stands in the summary; the keys up to ``unit`` are a contract."""
    keys = ("mean", "low", "high", "mc_low", "mc_high", "run_low", "run_high", "chance_sd", "parameter_sd")
    more = ("parameter_sd_error", "standard_error", "excluded", "note")
    return (
        {key: getattr(result, key) for key in keys}
        | {"unit": unit}
        | {key: getattr(result, key) for key in more}
    )


def _by_class(connection: duckdb.DuckDBPyConnection, runs: int) -> dict[str, Any]:
    """For each target class: counts per raid, and leakage of each denominator with its intervals."""
    columns = _columns(connection, CLASS_SQL)
    result: dict[str, Any] = {}
    for name in dict.fromkeys(columns["target_class"]):
        rows = columns["target_class"] == name
        counts = (*DENOMINATORS, "killed", "leaked", "failed")
        result[name] = {count: float(columns[count][rows].sum()) / runs for count in counts}
        for base in DENOMINATORS:
            leakage = estimate(columns[f"leakage_of_{base}"][rows], columns["draw"][rows], bounds=(0.0, 1.0))
            result[name][f"leakage_of_{base}"] = _entry(leakage, "fraction")
    return result
