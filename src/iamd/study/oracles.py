"""Does the published answer come out? What a study computes or measures, beside what is expected."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis import closed_forms
from iamd.analysis.metrics import run_values
from iamd.results import ResultsFolder
from iamd.study.shelf import Formula, Oracle, Simulated, StudySpec, Tolerance

Row = dict[str, Any]

FORMULAS: dict[str, Callable[..., float]] = {
    "kill_probability": closed_forms.kill_probability,
    "no_leaker_probability": closed_forms.no_leaker_probability,
    "shots_needed": closed_forms.shots_needed,
    "layers_leakage": lambda sspk: closed_forms.layers_leakage(sspk),
    "layers_mean": lambda targets, sspk: closed_forms.layers_leakers(targets, sspk)[0],
    "layers_sd": lambda targets, sspk: closed_forms.layers_leakers(targets, sspk)[1],
    "layers_none": lambda targets, sspk: closed_forms.layers_leakers(targets, sspk)[2],
    "layers_rounds": closed_forms.layers_rounds,
    "common_mode_effectiveness": closed_forms.common_mode_effectiveness,
    "salvo_leakers": closed_forms.salvo_leakers,
    "look_rounds": closed_forms.look_rounds,
    "magazine_leakers": closed_forms.magazine_leakers,
    "erlang_b": closed_forms.erlang_b,
}


class Found(NamedTuple):
    """A number and its standard error (zero for a closed form)."""

    label: str
    value: float
    error: float


def rows_of(spec: StudySpec, oracle: Oracle, folders: Mapping[str, ResultsFolder]) -> list[Row]:
    """One row for every expected number of an oracle: oracle, expected, got, tolerance, ok, source."""
    expected = oracle.expected if isinstance(oracle.expected, list) else [oracle.expected]
    if isinstance(oracle.how, Formula):
        found = computed(oracle.how)
    else:
        query = spec.queries[oracle.how.sql] if oracle.how.sql else None
        found = [measured(oracle.how, folders[oracle.how.case], query)]
    if len(found) != len(expected):
        raise ValueError(f"{oracle.name}: {len(expected)} numbers expected, {len(found)} computed")
    return [row_of(spec, oracle, wanted, got) for wanted, got in zip(expected, found, strict=True)]


def row_of(spec: StudySpec, oracle: Oracle, expected: float, got: Found) -> Row:
    """Expected against found."""
    tolerance = spec.tolerances[oracle.tolerance]
    allowed = width(tolerance, got.error)
    return {
        "oracle": f"{oracle.name}{got.label}",
        "expected": expected,
        "got": got.value,
        "tolerance": allowed,
        "ok": bool(abs(got.value - expected) <= allowed),
        "source": spec.sources[oracle.source],
        "kind": oracle.kind,
        "reason": tolerance.reason,
        "how": "closed form" if isinstance(oracle.how, Formula) else f"simulated, case {oracle.how.case}",
    }


def width(tolerance: Tolerance, error: float) -> float:
    """Allowed distance from the expected value; a little more for the last bit of a decimal fraction."""
    return tolerance.absolute * (1.0 + 1e-9) + tolerance.standard_errors * error


def computed(how: Formula) -> list[Found]:
    """The closed form, once for every value of the argument that varies."""
    form = FORMULAS[how.formula]
    if how.vary is None:
        return [Found("", float(form(**how.arguments)), 0.0)]
    values = how.arguments[how.vary]
    found = []
    for value in values if isinstance(values, list) else [values]:
        got = float(form(**{**how.arguments, how.vary: value}))
        found.append(Found(f", {how.vary.replace('_', ' ')} {value:g}", got, 0.0))
    return found


def measured(how: Simulated, folder: ResultsFolder, query: str | None) -> Found:
    """A statistic over the runs of a case, with its standard error; the run is the unit."""
    values = run_numbers(how, folder, query)
    if how.statistic == "sd":
        return Found("", float(values.std(ddof=1)), error_of_sd(values))
    if how.statistic == "share of zero":
        values = (values == 0.0).astype(np.float64)
    return Found("", float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values)))


def run_numbers(how: Simulated, folder: ResultsFolder, query: str | None) -> NDArray[np.float64]:
    """One number for each run."""
    if query is None:
        return run_values(folder, how.metric).value
    with folder.connect() as connection:
        columns = connection.execute(query).fetchnumpy()
    return np.asarray(columns["value"], dtype=np.float64)


def error_of_sd(values: NDArray[np.float64]) -> float:
    """Standard error of a standard deviation from the fourth central moment (Kendall and Stuart, vol. 1, 10.9)."""
    count = len(values)
    rest = values - values.mean()
    second, fourth = float(np.mean(rest**2)), float(np.mean(rest**4))
    if second == 0.0:
        return 0.0
    return math.sqrt(max(fourth - second**2, 0.0) / count) / (2.0 * math.sqrt(second))
