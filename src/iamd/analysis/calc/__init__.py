"""One published formula: the values put into it, the result, the equation, the source.

``calculate("horizon", antenna=24, target=50)`` returns what ``iamd calc horizon --antenna 24 --target 50 --json``
prints.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from iamd.analysis.calc.formula import Answer, Form, Formula, Worked
from iamd.analysis.calc.reading import choose, read
from iamd.analysis.calc.table import FORMULAS
from iamd.errors import InputError

__all__ = ["FORMULAS", "Form", "Formula", "Worked", "calculate", "formula", "work"]


def calculate(name: str, **inputs: object) -> dict[str, Any]:
    """One formula of :data:`FORMULAS` with its numbers.

    Args:
        name: as listed by ``iamd calc``.
        inputs: by name, with underscores; SI numbers (angles in degrees, ratios whose name ends in ``_db`` in
            decibels) or text with a unit such as ``"300 km"``. Python keywords take an underscore at the end
            (``from_``); the keys of ``inputs`` in the result are accepted as well.

    Returns:
        ``name``, ``inputs`` in SI, ``result`` (keys carry the unit), ``equation``, ``source``.

    Raises:
        InputError: no such formula or input, a wrong unit, a number out of range.
    """
    found = formula(name)
    return work(
        found, {_name(found, key): value for key, value in inputs.items() if value is not None}
    ).document()


def formula(name: str) -> Formula:
    """A formula by its name, in any case.

    Raises:
        InputError: there is none, with the nearest name.
    """
    if name.casefold() not in FORMULAS:
        raise InputError("no such formula", given=name, allowed=list(FORMULAS))
    return FORMULAS[name.casefold()]


def work(found: Formula, given: Mapping[str, object]) -> Worked:
    """A formula with the inputs given, by the names of the command line.

    Raises:
        InputError: as :func:`calculate`.
    """
    form = choose(found, given)
    values = read(form, given)
    answer = _answer(form, values)
    echoed = {each.json_key: values[each.name] for each in form.inputs if values[each.name] is not None}
    return Worked(found, form, echoed, answer)


def _answer(form: Form, values: Mapping[str, Any]) -> Answer:
    """The result; numbers beyond what a computer can hold are a mistake of the inputs."""
    try:
        answer = form.function(**{each.parameter: values[each.name] for each in form.inputs})
    except (ArithmeticError, ValueError):
        answer = None
    if answer is None or not all(
        math.isfinite(each) for each in answer.result.values() if isinstance(each, float)
    ):
        given = " ".join(f"--{name} {value}" for name, value in values.items() if value is not None)
        raise InputError("these numbers are too large or too small for the formula", given=given)
    return answer


def _name(found: Formula, key: str) -> str:
    """Name of an input on the command line from its name in Python."""
    plain = key.rstrip("_")
    for each in found.inputs:
        if plain in (each.name, each.name.replace("-", "_"), each.json_key):
            return each.name
    return plain.replace("_", "-")
