"""What a formula of ``iamd calc`` is made of: plain records, so that the table of formulae reads like a list.

A formula has one or more forms: the same question answered from other inputs. The form that fits the inputs given is
taken. Nothing here imports a number library; the functions of a form do so when they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final


class _Required:
    """Stands where an input has no default."""

    def __repr__(self) -> str:
        return "required"


REQUIRED: Final = _Required()


@dataclass(frozen=True)
class Kind:
    """One kind of input.

    Attributes:
        words: what is asked for, with its unit, for the help.
        dimension: key of the project's units, or "" where only ``own`` units count.
        unit: unit of a bare number.
        suffix: what the unit is called in a key; "" for plain numbers.
        scale: how many of ``unit`` make one canonical unit.
        own: further units: factor and offset to ``unit``.
        decibels: units in decibels above one ``unit``: offset in decibels.
        whole: whole numbers only.
    """

    words: str
    dimension: str = ""
    unit: str = ""
    suffix: str = ""
    scale: float = 1.0
    own: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    decibels: Mapping[str, float] = field(default_factory=dict)
    whole: bool = False


DEGREE_PER_RADIAN = 57.29577951308232

KINDS: dict[str, Kind] = {
    "length": Kind("length in metres", "length", "m", "m"),
    "area": Kind("area in square metres", "area", "m2", "m2", decibels={"dBsm": 0.0}),
    "time": Kind("time in seconds", "time", "s", "s"),
    "speed": Kind("speed in metres per second", "speed", "m/s", "mps"),
    "angle": Kind(
        "angle in degrees",
        "angle",
        "deg",
        "deg",
        DEGREE_PER_RADIAN,
        dict.fromkeys(("deg", "°", "degree", "degrees"), (1.0, 0.0)),
    ),
    "power": Kind("power in watts", "power", "W", "w", decibels={"dBW": 0.0, "dBm": -30.0}),
    "frequency": Kind("frequency in hertz", "frequency", "Hz", "hz"),
    "temperature": Kind("temperature in kelvin", "", "K", "k", own={"K": (1.0, 0.0), "degC": (1.0, 273.15)}),
    "pressure": Kind("pressure in pascals", "pressure", "Pa", "pa"),
    "decibel": Kind("decibels", "decibel", "dB", "db", own={"dBi": (1.0, 0.0)}),
    "rain": Kind("rain rate in millimetres per hour", "speed", "mm/h", "mmh", 3.6e6, {"mm/h": (1.0, 0.0)}),
    "vapour": Kind("grams of water vapour in a cubic metre", "", "g/m3", "gm3", own={"g/m3": (1.0, 0.0)}),
    "rate": Kind("events in a second", "rate", "1/s", "per_s"),
    "ratio": Kind("number", "ratio"),
    "probability": Kind("probability from 0 to 1", "probability"),
    "count": Kind("whole number", "count", whole=True),
    "power-aperture": Kind(
        "average power times aperture in watts times square metres",
        "",
        "W m2",
        "wm2",
        own={"W m2": (1.0, 0.0), "kW m2": (1e3, 0.0), "MW m2": (1e6, 0.0)},
    ),
    "name": Kind("name"),
    "place": Kind(
        "latitude,longitude in degrees", "angle", "deg", "deg", DEGREE_PER_RADIAN, {"deg": (1.0, 0.0)}
    ),
}


@dataclass(frozen=True)
class Input:
    """One input of a formula.

    Attributes:
        name: as written after the two dashes.
        kind: key of :data:`KINDS`.
        help: what it is, in words.
        default: its value where none is given; None for an input that may be left out.
        low, high: limits, in the unit of a bare number.
        above, below: the limit itself is not allowed.
        many: takes several values.
        choices: the words allowed, for an input that is no number.
        argument: name of the function's argument, where it is not the input's own.
        key: name in the JSON document, where it is not the input's name and unit.
    """

    name: str
    kind: str
    help: str
    default: Any = REQUIRED
    low: float = float("-inf")
    high: float = float("inf")
    above: bool = False
    below: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()
    argument: str = ""
    key: str = ""

    @property
    def required(self) -> bool:
        """Whether the formula cannot do without it."""
        return self.default is REQUIRED

    @property
    def parameter(self) -> str:
        """Name of the argument of the form's function."""
        return self.argument or self.name.replace("-", "_")

    @property
    def json_key(self) -> str:
        """Name in the JSON document; it carries the unit."""
        plain = self.name.replace("-", "_")
        suffix = "" if self.choices else KINDS[self.kind].suffix
        return self.key or (plain if not suffix or plain.endswith(f"_{suffix}") else f"{plain}_{suffix}")


@dataclass(frozen=True)
class Output:
    """One entry of a result: its key, which carries the unit, what it is in words, and how it is shown."""

    key: str
    words: str
    kind: str = ""


@dataclass(frozen=True)
class Answer:
    """What the function of a form returns.

    Attributes:
        result: SI values by key.
        steps: the equation with the numbers put in, a line each.
        notes: what the reader should know about this very result.
        table: column names and rows, for a result that is a list.
    """

    result: dict[str, Any]
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None = None


@dataclass(frozen=True)
class Form:
    """One way to answer the question of a formula."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    function: Callable[..., Answer]
    equation: str
    source: str
    validity: str
    title: str = ""

    @property
    def required(self) -> frozenset[str]:
        """Names of the inputs that have no default."""
        return frozenset(each.name for each in self.inputs if each.required)

    @property
    def names(self) -> frozenset[str]:
        """Names of all inputs."""
        return frozenset(each.name for each in self.inputs)


@dataclass(frozen=True)
class Formula:
    """A name of ``iamd calc``.

    Attributes:
        checks: what the result is held to; each names a published case or a closed form of the tests.
    """

    name: str
    title: str
    forms: tuple[Form, ...]
    example: str
    checks: tuple[str, ...]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Inputs of all forms, each once."""
        found = {each.name: each for form in self.forms for each in form.inputs}
        return tuple(found.values())


@dataclass(frozen=True)
class Worked:
    """A formula with its numbers: what the command prints."""

    formula: Formula
    form: Form
    inputs: dict[str, Any]
    answer: Answer

    def document(self) -> dict[str, Any]:
        """The JSON document: name, inputs in SI, result, equation and source."""
        return {
            "name": self.formula.name,
            "inputs": self.inputs,
            "result": self.answer.result,
            "equation": self.form.equation,
            "source": self.form.source,
        }


def number(value: float, digits: int = 5) -> str:
    """A number as a reader wants it: no more than ``digits`` significant digits."""
    if value == 0.0 or 1e-4 <= abs(value) < 1e9:
        text = f"{value:.{digits}g}"
        return text if "e" not in text else f"{value:.0f}"
    return f"{value:.{digits}g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def _scaled(value: float, unit: str, steps: tuple[tuple[float, str], ...]) -> str:
    """A number in the first unit of ``steps`` that it reaches, or in ``unit``."""
    factor, shown = next((step for step in steps if abs(value) >= step[0]), (1.0, unit))
    return f"{number(value / factor)} {shown}"


def metres(value: float) -> str:
    """A length as a reader wants it: ``24 m``, ``864.28 km``."""
    return _scaled(value, "m", ((1e3, "km"),))


def watts(value: float) -> str:
    """A power as a reader wants it."""
    return _scaled(value, "W", ((1e9, "GW"), (1e6, "MW"), (1e3, "kW")))


def hertz(value: float) -> str:
    """A frequency as a reader wants it."""
    return _scaled(value, "Hz", ((1e9, "GHz"), (1e6, "MHz"), (1e3, "kHz")))
