"""Does the published answer come out? What a study computes or measures, beside what is expected."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis import closed_forms
from iamd.errors import InputError
from iamd.study.shelf import Formula, Oracle, Simulated, StepResult, StudySpec, Tolerance
from iamd.study.worksheet import Worksheet

if TYPE_CHECKING:
    from iamd.results import ResultsFolder

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


def rows_of(
    spec: StudySpec,
    oracle: Oracle,
    folders: Mapping[str, ResultsFolder],
    sheet: Worksheet | None = None,
    where: str | None = None,
) -> list[Row]:
    """One row for every expected number of an oracle: oracle, expected, got, tolerance, ok, source.

    ``ok`` is None for an oracle that is shown and decides nothing; ``agrees`` says then whether it comes out.

    Raises:
        InputError: it names a result that the study does not have, or expects another number of them.
    """
    found = found_of(spec, oracle, folders, sheet, where)
    if oracle.between is not None:
        return [_row(spec, oracle, got, oracle.between, None) for got in found]
    assert oracle.expected is not None, "the study's file has been checked"
    expected = oracle.expected if isinstance(oracle.expected, list) else [oracle.expected]
    if len(found) != len(expected):
        raise InputError(
            f"the oracle {oracle.name!r} expects another number of results than there are",
            given=len(expected),
            allowed=str(len(found)),
            where=where,
        )
    return [row_of(spec, oracle, wanted, got) for wanted, got in zip(expected, found, strict=True)]


def found_of(
    spec: StudySpec,
    oracle: Oracle,
    folders: Mapping[str, ResultsFolder],
    sheet: Worksheet | None,
    where: str | None,
) -> list[Found]:
    """What an oracle is held against."""
    if isinstance(oracle.how, Formula):
        return computed(oracle.how)
    if isinstance(oracle.how, StepResult):
        assert sheet is not None, "the steps come before the oracles"
        return read_off(oracle.how, sheet, where)
    query = spec.queries[oracle.how.sql] if oracle.how.sql else None
    return [measured(oracle.how, folders[oracle.how.case], query)]


def read_off(how: StepResult, sheet: Worksheet, where: str | None) -> list[Found]:
    """Results of a step, each with what varies and its unit."""
    values = sheet.number(how.calculation, how.key, how.unit, where)
    step = next(each for each in sheet.workings if each.step.name == how.calculation)
    labels = step.labels if len(step.labels) == len(values) else ("",) * len(values)
    unit = f" [{how.unit}]" if how.unit else ""
    places = range(len(values)) if how.places is None else how.places
    if max(places) >= len(values):
        raise InputError(
            f"{how.calculation}.{how.key} has {len(values)} numbers, counted from 0",
            given=max(places),
            where=where,
        )
    return [Found((f", {labels[at]}" if labels[at] else "") + unit, values[at], 0.0) for at in places]


def row_of(spec: StudySpec, oracle: Oracle, expected: float, got: Found) -> Row:
    """Expected against found."""
    assert oracle.tolerance is not None, "the study's file has been checked"
    return _row(spec, oracle, got, expected, spec.tolerances[oracle.tolerance])


def _row(
    spec: StudySpec,
    oracle: Oracle,
    got: Found,
    expected: float | tuple[float, float],
    tolerance: Tolerance | None,
) -> Row:
    """One row; without a tolerance the expectation is a range."""
    if isinstance(expected, tuple):
        allowed, agrees = None, expected[0] <= got.value <= expected[1]
    else:
        assert tolerance is not None, "a number has a tolerance"
        allowed = width(tolerance, got.error, expected)
        agrees = abs(got.value - expected) <= allowed
    return {
        "oracle": f"{oracle.name}{got.label}{'' if oracle.gate else ' (shown, not tested)'}",
        "expected": f"{expected[0]:g} to {expected[1]:g}" if isinstance(expected, tuple) else expected,
        "got": got.value,
        "tolerance": allowed,
        "ok": bool(agrees) if oracle.gate else None,
        "agrees": bool(agrees),
        "source": spec.sources[oracle.source],
        "kind": oracle.kind,
        "reason": tolerance.reason if tolerance else "within the range",
        "how": how_of(oracle),
    }


def how_of(oracle: Oracle) -> str:
    """Where a number comes from, in words."""
    if isinstance(oracle.how, Formula):
        return "closed form"
    if isinstance(oracle.how, StepResult):
        return f"worked out, {oracle.how.calculation}"
    return f"simulated, case {oracle.how.case}"


def width(tolerance: Tolerance, error: float, expected: float = 0.0) -> float:
    """Allowed distance from the expected value; a little more for the last bit of a decimal fraction."""
    fixed = tolerance.absolute + tolerance.relative * abs(expected)
    return fixed * (1.0 + 1e-9) + tolerance.standard_errors * error


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
        from iamd.analysis.metrics import run_values

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
