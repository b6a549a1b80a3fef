"""Reads the inputs of a formula: text of the command line or numbers of Python, to SI."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Any

from iamd.analysis.calc.formula import KINDS, Form, Formula, Input, Kind, number
from iamd.errors import InputError

_FRACTION = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*$")
_PLACE = re.compile(
    r"^\s*[\[(]?\s*([^,;\s]+(?:\s*(?:deg|°))?)\s*[,;\s]\s*([^,;\s]+(?:\s*(?:deg|°))?)\s*[\])]?\s*$"
)
LONGITUDE, LATITUDE = 360.0, 90.0


def choose(formula: Formula, given: Iterable[str]) -> Form:
    """The form of a formula that fits the inputs given.

    Raises:
        InputError: an input that no form has, inputs that do not go together, or one that is missing.
    """
    names = frozenset(given)
    known = [each.name for each in formula.inputs]
    for name in sorted(names - set(known)):
        raise InputError(
            f"{formula.name} has no such input",
            given=f"--{name}",
            allowed=[f"--{each}" for each in known],
        )
    fitting = [form for form in formula.forms if names <= form.names]
    for form in fitting:
        if form.required <= names:
            return form
    if not fitting:
        message = f"these inputs of {formula.name} do not go together; it takes {_ways(formula)}"
        raise InputError(message, given=_dashed(names))
    nearest = min(fitting, key=lambda form: len(form.required - names))
    if len(fitting) > 1:
        raise InputError(f"{formula.name} needs more inputs: {_ways(formula)}", given=_dashed(names))
    missing = [each for each in nearest.inputs if each.required and each.name not in names]
    wanted = "; ".join(f"--{each.name}, {each.help}" for each in missing)
    raise InputError(f"{formula.name} needs {wanted}; see `iamd calc {formula.name} --help`")


def _dashed(names: Iterable[str]) -> str:
    return " ".join(f"--{name}" for name in sorted(names)) or "no inputs"


def _ways(formula: Formula) -> str:
    """The inputs that each form cannot do without, as a sentence."""
    return ", or ".join(
        " ".join(f"--{each.name}" for each in form.inputs if each.required) for form in formula.forms
    )


def read(form: Form, given: Mapping[str, object]) -> dict[str, Any]:
    """Values of all inputs of a form by name: those given in SI (angles in degrees), the others by default."""
    return {
        each.name: value(given[each.name], each) if each.name in given else each.default
        for each in form.inputs
    }


def value(raw: object, item: Input) -> Any:
    """One input, checked against its kind and limits.

    Raises:
        InputError: not a number, unknown unit, a unit of another kind, out of range.
    """
    where = f"--{item.name}"
    if item.choices:
        return _choice(raw, item, where)
    if item.kind == "name":
        return str(raw).strip()
    if item.many:
        return _several(raw, item, where)
    if item.kind == "place":
        return _place(raw, where)
    return _limited(quantity(raw, KINDS[item.kind], where), raw, item, where)


def _choice(raw: object, item: Input, where: str) -> str:
    word = str(raw).strip().casefold()
    if word not in item.choices:
        raise InputError("not one of the choices", given=raw, allowed=item.choices, where=where)
    return word


def _several(raw: object, item: Input, where: str) -> list[float | int]:
    pieces: list[Any]
    if isinstance(raw, str):
        pieces = [piece for piece in raw.split(",") if piece.strip()]
    elif isinstance(raw, Iterable):
        pieces = [part for piece in raw for part in (piece.split(",") if isinstance(piece, str) else [piece])]
        pieces = [piece for piece in pieces if not isinstance(piece, str) or piece.strip()]
    else:
        pieces = [raw]
    if not pieces:
        raise InputError("needs at least one value", where=where)
    return [_limited(quantity(piece, KINDS[item.kind], where), piece, item, where) for piece in pieces]


def _place(raw: object, where: str) -> tuple[float, float]:
    """Latitude and longitude in degrees from ``"40.1,32.6"`` or a pair of numbers."""
    allowed = "latitude,longitude in degrees, as in 40.1,32.6"
    if isinstance(raw, str):
        match = _PLACE.match(raw)
        if match is None:
            raise InputError("expected a place", given=raw, allowed=allowed, where=where)
        pieces: list[object] = list(match.groups())
    elif isinstance(raw, Iterable):
        pieces = list(raw)
    else:
        pieces = [raw]
    if len(pieces) != 2:
        raise InputError("expected a place", given=raw, allowed=allowed, where=where)
    latitude, longitude = (quantity(piece, KINDS["place"], where) for piece in pieces)
    if abs(latitude) > LATITUDE:
        raise InputError("the latitude comes first", given=number(latitude), allowed="-90 to 90", where=where)
    if abs(longitude) > LONGITUDE:
        raise InputError("no such longitude", given=number(longitude), allowed="-360 to 360", where=where)
    return latitude, longitude


def quantity(raw: object, kind: Kind, where: str) -> float:
    """A number in the unit of ``kind``; a bare one is in that unit already."""
    amount, unit = _split(raw, kind, where)
    if unit in ("", kind.unit):
        return amount
    if unit in kind.own:
        factor, offset = kind.own[unit]
        return amount * factor + offset
    if unit in kind.decibels:
        return float(10.0 ** ((amount + kind.decibels[unit]) / 10.0))
    if not kind.dimension:
        raise InputError("unknown unit", given=unit, allowed=list(kind.own), where=where)
    from iamd.library.units import to_canonical

    return to_canonical(amount, unit, kind.dimension, where=where) * kind.scale


def _split(raw: object, kind: Kind, where: str) -> tuple[float, str]:
    """Amount and unit of what was given."""
    if isinstance(raw, bool):
        raise InputError(f"expected a {kind.words}", given=raw, where=where)
    if isinstance(raw, Real):
        amount = float(raw)
        if not math.isfinite(amount):
            raise InputError("expected a finite number", given=raw, where=where)
        return amount, ""
    if not isinstance(raw, str):
        raise InputError(f"expected a {kind.words}", given=raw, where=where)
    fraction = _FRACTION.match(raw) if kind.dimension == "ratio" else None
    if fraction and float(fraction.group(2)) > 0.0:
        return float(fraction.group(1)) / float(fraction.group(2)), ""
    from iamd.library.units import split_quantity

    try:
        return split_quantity(raw, where=where)
    except InputError as error:
        example = f"2 {kind.unit}" if kind.unit else "2"
        raise InputError(
            f"expected a {kind.words}", given=raw, allowed=f"such as {example}", where=where
        ) from error


def _limited(amount: float, raw: object, item: Input, where: str) -> float | int:
    """``amount`` if it is within the limits of ``item``; whole numbers as such."""
    kind = KINDS[item.kind]
    low = amount <= item.low if item.above else amount < item.low
    high = amount >= item.high if item.below else amount > item.high
    if not math.isfinite(amount) or low or high:
        raise InputError("out of range", given=raw, allowed=limits(item), where=where)
    if kind.whole:
        if amount != round(amount):
            raise InputError("expected a whole number", given=raw, where=where)
        return round(amount)
    return amount


def limits(item: Input) -> str:
    """The limits of an input in words."""
    unit = KINDS[item.kind].unit
    low = f"{'above' if item.above else 'from'} {number(item.low)}" if math.isfinite(item.low) else ""
    high = f"{'to below' if item.below else 'to'} {number(item.high)}" if math.isfinite(item.high) else ""
    return " ".join(part for part in (low, high, unit) if part) if low or high else ""
