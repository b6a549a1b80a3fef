"""Quantities with units as Pydantic types: ``"24 m"`` in the file, an SI float in the model."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from iamd.errors import InputError
from iamd.library.units import DIMENSIONS, parse_quantity, split_quantity, to_canonical

#: How a message about text that is no quantity begins.
_UNREADABLE = "expected a number with a unit"


def limit_text(dimension: str, low: float, high: float, unit: str) -> str:
    """Limits of a quantity in the unit in which it was given: ``0 to 360 mm/h``."""
    factor = to_canonical(1.0, unit, dimension)
    ends = (limit / factor for limit in (low, high))
    words = " to ".join(f"{end:,.0f}" if abs(end) >= 1e3 else f"{end:.4g}" for end in ends)
    return f"{words} {unit}".strip()


def _reader(dimension: str, low: float, high: float, example: str) -> Any:
    def read(value: Any) -> float:
        if isinstance(value, float | int) and not isinstance(value, bool) and DIMENSIONS[dimension] == "":
            value = float(value)
        try:
            number = _read(value, dimension)
        except InputError as error:
            error.given = value  # all of it, not only the unit
            if error.message.startswith(_UNREADABLE):
                error.allowed = [repr(example)]
            elif error.message.endswith("needs a unit"):
                error.allowed = [f"{value} {example.split()[-1]}"]
            # Pydantic adds the place in the file to a ValueError.
            raise ValueError(str(error)) from None
        if not low <= number <= high:
            limits = limit_text(dimension, low, high, split_quantity(value)[1])
            raise ValueError(f"outside the allowed range {limits}; given: {value}")
        return number

    return read


def _read(value: Any, dimension: str) -> float:
    """A quantity in its canonical unit; decibels are no factor, so they are refused."""
    if isinstance(value, str) and split_quantity(value)[1].startswith("dB"):
        raise InputError("decibels are not read here", allowed=f"a {dimension} in {DIMENSIONS[dimension]}")
    return parse_quantity(value, dimension)


def _quantity(dimension: str, low: float, high: float, example: str) -> Any:
    return Annotated[
        float,
        BeforeValidator(_reader(dimension, low, high, example)),
        PlainSerializer(lambda number: f"{number!r} {DIMENSIONS[dimension]}".strip()),
        WithJsonSchema(
            {
                "type": ["string", "number"] if DIMENSIONS[dimension] == "" else "string",
                "description": f"{dimension}, for example {example!r}",
                "examples": [example],
                "x-unit": DIMENSIONS[dimension],
            }
        ),
        Field(allow_inf_nan=False),
    ]


Length = _quantity("length", 0.0, 2.0e7, "24 m")
Height = _quantity("length", 0.0, 5.0e4, "10 kft")
Duration = _quantity("time", 0.0, 1.0e5, "4 s")
Speed = _quantity("speed", 1.0, 2.0e4, "250 m/s")
Bearing = _quantity("angle", -6.2832, 6.2832, "135 deg")
RainRate = _quantity("speed", 0.0, 1.0e-4, "4 mm/h")
Wind = _quantity("speed", 0.0, 100.0, "5 m/s")
Power = _quantity("power", 1e-3, 1.0e9, "10 kW")
Frequency = _quantity("frequency", 1.0, 1.0e12, "20 MHz")
Share = _quantity("probability", 0.0, 1.0, "25 %")
