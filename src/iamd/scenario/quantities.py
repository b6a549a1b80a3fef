"""Quantities with units as Pydantic types: ``"24 m"`` in the file, an SI float in the model."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from iamd.errors import InputError
from iamd.library.units import DIMENSIONS, parse_quantity


def _reader(dimension: str, low: float, high: float) -> Any:
    def read(value: Any) -> float:
        if isinstance(value, float | int) and not isinstance(value, bool) and DIMENSIONS[dimension] == "":
            value = float(value)
        try:
            number = parse_quantity(value, dimension)
        except InputError as error:
            error.given = value  # all of it, not only the unit
            # Pydantic adds the place in the file to a ValueError.
            raise ValueError(str(error)) from None
        if not low <= number <= high:
            raise ValueError(
                f"outside the allowed range {low:g} to {high:g} {DIMENSIONS[dimension]}".rstrip()
                + f"; given: {value}"
            )
        return number

    return read


def _quantity(dimension: str, low: float, high: float, example: str) -> Any:
    return Annotated[
        float,
        BeforeValidator(_reader(dimension, low, high)),
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
