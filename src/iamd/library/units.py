"""Units at the edge of the program: text such as ``"24 m"`` or ``"Mach 2"`` becomes SI floats.

Pint does the conversion and is imported on first use only, because it costs a third of a second.
Inside the program everything is SI: metre, second, radian, kilogram, and plain numbers.
"""

from __future__ import annotations

import functools
import math
import re
from typing import TYPE_CHECKING, Any

from iamd.errors import InputError

if TYPE_CHECKING:
    import pint

#: Canonical unit of each dimension that the project uses; the float inside is in this unit.
DIMENSIONS: dict[str, str] = {
    "length": "m",
    "time": "s",
    "speed": "m/s",
    "angle": "rad",
    "area": "m**2",
    "mass": "kg",
    "acceleration": "m/s**2",
    "area_density": "kg/m**2",
    "rate": "1/s",
    "frequency": "Hz",
    "power": "W",
    "ratio": "",
    "probability": "",
    "count": "",
    "money": "USD",
    "decibel": "dB",
    "pressure": "Pa",
    "noise": "m**2/s**3",
    "temperature": "K",
    "density": "kg/m**3",
    "conductivity": "S/m",
    "extinction": "1/m",
    "mach": "Mach",
}

_NUMBER = re.compile(r"^\s*([+-]?(?:\d+(?:[_ ]\d{3})*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*$")
_MACH = re.compile(r"^\s*mach\s+(.+)$", re.IGNORECASE)
#: A unit is short and holds no number but a one-digit power: pint would compute ``9**9**9`` for ever.
_UNIT = re.compile(
    r"^(?:1/|per )?(?:[^\W\d]|[%°²³])*(?:(?:\*\*|\^)?-?\d)?(?:[ */](?:[^\W\d]|[%°²³])+(?:(?:\*\*|\^)?-?\d)?){0,4}$"
)
#: Spellings that pint reads differently or not at all.
_SPELLING = {
    "%": "percent",
    "m2": "m**2",
    "m²": "m**2",
    "kg/m2": "kg/m**2",
    "g/m3": "g/m**3",
    "m/s2": "m/s**2",
    "g": "standard_gravity",
    "prob": "",
    "count": "",
    "fraction": "",
    "°": "deg",
    "rounds/min": "1/minute",
    "per year": "1/year",
    "USD": "USD",
    "kt": "knot",
    "nmi": "nautical_mile",
}


@functools.cache
def registry() -> pint.UnitRegistry[Any]:
    """The one unit registry: pint's defaults and the field's own spellings."""
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry(cache_folder=None)
    for line in ("USD = [money]", "kUSD = 1e3 USD", "MUSD = 1e6 USD", "BUSD = 1e9 USD", "kft = 1000 * foot"):
        units.define(line)
    return units


def parse_quantity(text: str | float, dimension: str, *, where: str | None = None) -> float:
    """Read ``text`` as a quantity of ``dimension`` and return it in the canonical unit.

    Args:
        text: for example ``"24 m"``, ``"600 km"``, ``"10 kft"``, ``"25 %"``; a bare number is
            accepted for ratios, probabilities and counts only.
        dimension: a key of :data:`DIMENSIONS`; ``speed`` refuses Mach numbers (they need an altitude).
        where: file and line for the message.

    Returns:
        The value as a finite float.

    Raises:
        InputError: unreadable text, unknown unit, a unit of another dimension, NaN or infinity.
    """
    number, unit = split_quantity(text, where=where)
    if unit == "" and DIMENSIONS.get(dimension) != "":
        raise InputError(
            f"{_a(dimension)} needs a unit",
            given=text,
            allowed=[f"{number:g} {DIMENSIONS[dimension]}"],
            where=where,
        )
    return to_canonical(number, unit, dimension, where=where)


def split_quantity(text: str | float, *, where: str | None = None) -> tuple[float, str]:
    """Split ``"600 km"`` into ``(600.0, "km")``; ``"Mach 2"`` becomes ``(2.0, "Mach")``."""
    if isinstance(text, bool) or not isinstance(text, (str, int, float)):
        raise InputError("expected a number with a unit", given=text, allowed="'24 m', '25 %'", where=where)
    mach = _MACH.match(text) if isinstance(text, str) else None
    match = _NUMBER.match(mach.group(1) if mach else str(text))
    if match is None:
        raise InputError("expected a number with a unit", given=text, allowed="'24 m', '25 %'", where=where)
    number = float(match.group(1).replace("_", "").replace(" ", ""))
    if not math.isfinite(number):
        raise InputError("expected a finite number", given=text, where=where)
    unit = "Mach" if mach or match.group(2).casefold() == "mach" else match.group(2)
    return number, unit


def to_canonical(number: float, unit: str, dimension: str, *, where: str | None = None) -> float:
    """Convert ``number`` of ``unit`` to the canonical unit of ``dimension``."""
    if dimension not in DIMENSIONS:
        raise InputError("unknown dimension", given=dimension, allowed=DIMENSIONS, where=where)
    target = DIMENSIONS[dimension]
    if unit == target or (target == "" and unit in ("", "count", "prob", "fraction")):
        return float(number)
    if "Mach" in (unit, target):
        raise InputError(
            f"a Mach number is not {_a(dimension)}: it needs an altitude to become a speed",
            given=f"{number:g} {unit}",
            allowed="a speed such as '680 m/s'",
            where=where,
        )
    return float(number * conversion(unit, target, dimension, where))


@functools.lru_cache(maxsize=1024)
def conversion(unit: str, target: str, dimension: str, where: str | None = None) -> float:
    """Factor from ``unit`` to ``target``; refuses unknown units and other dimensions."""
    import pint

    units = registry()
    if len(unit) > 40 or not _UNIT.match(unit):
        raise InputError("unknown unit", given=unit, allowed=_examples(dimension), where=where)
    try:
        factor = units.Quantity(1.0, _SPELLING.get(unit, unit)).to(
            _SPELLING.get(target, target) or "dimensionless"
        )
    except pint.DimensionalityError:
        raise InputError(
            f"the unit {unit!r} is not {_a(dimension)}", given=unit, allowed=_examples(dimension), where=where
        ) from None
    except Exception as error:  # pint raises many kinds of errors for text that is not a unit
        raise InputError("unknown unit", given=unit, allowed=_examples(dimension), where=where) from error
    return float(factor.magnitude)


def _a(dimension: str) -> str:
    """The dimension as a noun with its article."""
    word = dimension.replace("_", " ")
    return f"an {word}" if word[:1] in "aeiou" else f"a {word}"


def _examples(dimension: str) -> list[str]:
    """Units that a user may write for ``dimension``."""
    return {
        "length": ["m", "km", "ft", "kft", "nmi", "mi"],
        "time": ["s", "ms", "min", "h", "day"],
        "speed": ["m/s", "km/s", "km/h", "kt"],
        "angle": ["deg", "rad", "mrad"],
        "area": ["m2", "km2"],
        "mass": ["kg", "t"],
        "acceleration": ["m/s2", "g"],
        "area_density": ["kg/m2"],
        "rate": ["1/s", "rounds/min"],
        "ratio": ["%", "a plain number"],
        "probability": ["%", "a number from 0 to 1"],
        "count": ["a plain number"],
        "money": ["USD", "kUSD", "MUSD", "BUSD"],
        "frequency": ["Hz", "kHz", "MHz", "GHz"],
        "power": ["W", "kW", "MW"],
        "density": ["kg/m**3", "g/m**3"],
    }.get(dimension, [DIMENSIONS[dimension]])
