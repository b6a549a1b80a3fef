"""Works out the steps of a study that need no run: values, formulae of ``iamd calc``, arithmetic, siting."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from iamd.analysis.calc import FORMULAS, work
from iamd.errors import InputError
from iamd.study.expression import evaluate
from iamd.study.steps import Calculation, Coverage, Derived, Siting, Step

if TYPE_CHECKING:
    from iamd.analysis.calc import Worked
    from iamd.study.shelf import StudySpec

Where = Callable[[tuple[str | int, ...]], str]

#: Unit of a result of ``iamd calc`` by the end of its key; decibels and solid angles are plain numbers.
UNITS = {
    "m": "m", "m2": "m**2", "s": "s", "mps": "m/s", "deg": "deg", "w": "W", "k": "K", "pa": "Pa", "hz": "Hz",
    "kgm3": "kg/m**3", "per_s": "1/s", "db": "", "sr": "", "erlang": "",
}  # fmt: skip
#: ``{mast.range_m in km:.0f}`` in the answer of a study; a place in a list follows in brackets.
PLACEHOLDER = re.compile(
    r"\{(?P<name>\w+)(?:\.(?P<key>\w+))?(?:\[(?P<place>\d+)\])?(?: in (?P<unit>[^}:]+))?(?::(?P<format>[^}]*))?\}"
)
_POWER = re.compile(r"(?<=[A-Za-z])([23])\b")


class Working(NamedTuple):
    """One step worked out, for the page.

    Attributes:
        step: as the study's file has it.
        labels: what varies, in words; one empty text where nothing does.
        worked: the formula with its numbers, one for each label; empty for other steps.
        results: by key.
    """

    step: Step
    labels: tuple[str, ...]
    worked: tuple[Worked, ...]
    results: Mapping[str, Any]


class Worksheet:
    """All steps of a study worked out, in the order of its file.

    Attributes:
        workings: one for each step.
        names: results by the name of their step and their key: quantities of pint, text, or lists of text.
    """

    def __init__(self) -> None:
        self.workings: list[Working] = []
        self.names: dict[str, dict[str, Any]] = {}

    def add(self, working: Working) -> None:
        """Append a step; its name is new, as :class:`iamd.study.shelf.StudySpec` has checked."""
        self.workings.append(working)
        self.names[working.step.name] = dict(working.results)

    def number(self, name: str, key: str, unit: str, where: str | None = None) -> list[float]:
        """The numbers of a result in a unit; one that does not vary is a list of one.

        Raises:
            InputError: there is no such step or key, it is no number, or it has another unit.
        """
        found = self.entry(name, key, where)
        if isinstance(found, str) or (
            isinstance(found, list) and any(isinstance(each, str) for each in found)
        ):
            raise InputError("the result is a text and no number", given=f"{name}.{key}", where=where)
        return [float(each) for each in np.atleast_1d(in_unit(found, unit, f"{name}.{key}", where))]

    def entry(self, name: str, key: str, where: str | None = None) -> Any:
        """A result as it is.

        Raises:
            InputError: there is no such step or key.
        """
        if name not in self.names:
            raise InputError(
                "the study works out nothing of this name", given=name, allowed=self.names, where=where
            )
        if key not in self.names[name]:
            raise InputError(f"{name} has no such result", given=key, allowed=self.names[name], where=where)
        return self.names[name][key]

    def answer(self, template: str, where: str | None = None) -> str:
        """The answer of the study with its numbers put in.

        Raises:
            InputError: a placeholder names what is not there, or asks for a form that a number does not have.
        """
        words = PLACEHOLDER.sub(lambda match: self._filled(match, where), template)
        if "{" in words or "}" in words:
            raise InputError(
                "a placeholder cannot be read", given=words, allowed="{name.key in unit:.0f}", where=where
            )
        return " ".join(words.split())

    def _filled(self, match: re.Match[str], where: str | None) -> str:
        name, key = match["name"], match["key"] or "value"
        place = int(match["place"] or 0)
        found = self.entry(name, key, where)
        words = [found] if isinstance(found, str) else found if isinstance(found, list) else None
        values = words or self.number(name, key, match["unit"] or "", where)
        if place >= len(values):
            raise InputError(f"{name}.{key} has {len(values)} entries", given=match[0], where=where)
        try:
            return format(values[place], match["format"] or "")
        except ValueError:
            raise InputError("a number has no such form", given=match[0], where=where) from None


def work_out(spec: StudySpec, where: Where, place: Path = Path()) -> Worksheet:
    """Work out all steps: values, calculations, sitings, coverage, then what is derived from them.

    Args:
        place: folder of the study.
        where: file and line of a place in the study's file.

    Raises:
        InputError: an unknown formula, input, unit or name, with the line that has it.
    """
    sheet = Worksheet()
    for number, value in enumerate(spec.values):
        sheet.add(
            Working(value, ("",), (), {"value": quantity(value.value, where(("values", number, "value")))})
        )
    for number, calculation in enumerate(spec.calculations):
        sheet.add(calculated(calculation, lambda *tail, at=number: where(("calculations", at, *tail))))
    for number, siting in enumerate(spec.siting):
        sheet.add(_sited(siting, where(("siting", number, "ground"))))
    for number, coverage in enumerate(spec.coverage):
        sheet.add(_covered(coverage, place, where(("coverage", number))))
    for number, derived in enumerate(spec.derived):
        sheet.add(_derived(derived, sheet, lambda *tail, at=number: where(("derived", at, *tail))))
    return sheet


def document_of(working: Working) -> dict[str, Any]:
    """A step with its results, for ``study.json``."""
    step = working.step
    entry: dict[str, Any] = {"name": step.name, "title": step.title, "step": type(step).__name__.lower()}
    if isinstance(step, Calculation):
        documents = [each.document() for each in working.worked]
        entry |= {"formula": step.formula, "inputs": [each["inputs"] for each in documents]}
        entry |= {key: documents[0][key] for key in ("equation", "source")}
    if isinstance(step, Derived):
        entry |= {"expression": step.expression}
    results = {}
    for key, found in working.results.items():
        texts = isinstance(found, str | list)
        results[key] = {
            "value": found if texts else found.magnitude,
            "unit": "" if texts else f"{found.units:~}",
        }
    return {**entry, "labels": list(working.labels), "results": results}


# --- formulae -----------------------------------------------------------------------------------------------------


def calculated(step: Calculation, where: Callable[..., str]) -> Working:
    """A formula with its inputs, once or for each value of the one that varies."""
    if step.formula not in FORMULAS:
        raise InputError(
            "no such formula", given=step.formula, allowed=list(FORMULAS), where=where("formula")
        )
    inputs = {key.replace("_", "-"): value for key, value in step.inputs.items()}
    if step.vary is None:
        once = (_worked(step, inputs, where),)
        return Working(step, ("",), once, _quantities(once, varies=False))
    varied = step.vary.replace("_", "-")
    worked = tuple(_worked(step, {**inputs, varied: value}, where) for value in inputs[varied])
    labels = tuple(f"{step.vary.replace('_', ' ').replace('-', ' ')} {value}" for value in inputs[varied])
    return Working(step, labels, worked, _quantities(worked, varies=True))


def _worked(step: Calculation, inputs: Mapping[str, object], where: Callable[..., str]) -> Worked:
    """The formula, with mistakes told by the line of the study."""
    try:
        return work(FORMULAS[step.formula], inputs)
    except InputError as error:
        named = (error.where or str(error.given or "")).removeprefix("--")
        line = next(
            (where("inputs", key) for key in step.inputs if key.replace("_", "-") == named), where("inputs")
        )
        message = re.sub(r"--(?!help)", "", error.message)
        if not message.startswith(step.formula):
            message = f"{step.formula}, {named}: {message}"
        given = error.given.removeprefix("--") if isinstance(error.given, str) else error.given
        allowed = [each.removeprefix("--") for each in error.allowed]
        raise InputError(message, given=given, allowed=allowed, where=line) from None


def _quantities(worked: tuple[Worked, ...], *, varies: bool) -> dict[str, Any]:
    """Numeric results of a formula with their units."""
    found: dict[str, Any] = {}
    for key in worked[0].answer.result:
        values = [each.answer.result.get(key) for each in worked]
        if not all(_numeric(each) for each in values):
            continue
        found[key] = quantity_of(values if varies else values[0], unit_of(key))
    return found


def _numeric(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_numeric(each) for each in value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def unit_of(key: str) -> str:
    """Unit of a result from the end of its key."""
    # A power is reported as power_w, a rate as rate_per_s; the longest end that fits is meant.
    ends = sorted((end for end in UNITS if key == end or key.endswith(f"_{end}")), key=len)
    return UNITS[ends[-1]] if ends else ""


# --- values, arithmetic, siting -----------------------------------------------------------------------------------


def _derived(step: Derived, sheet: Worksheet, where: Callable[..., str]) -> Working:
    found = evaluate(step.expression, sheet.names, where=where("expression"))
    value = in_unit(found, step.unit, step.name, where("unit") if step.unit else where("expression"))
    # A list of numbers varies with what it was worked out from.
    used = set(re.findall(r"[a-z_]\w*", step.expression))
    labels = next(
        (
            each.labels
            for each in sheet.workings
            if each.step.name in used and len(each.labels) == np.size(value)
        ),
        ("",),
    )
    return Working(step, labels, (), {"value": quantity_of(value, step.unit)})


def _sited(step: Siting, where: str) -> Working:
    from iamd.study.siting import results, site

    found = {
        key: values if isinstance(values[0], str) else quantity_of(values, "")
        for key, values in results(step, site(step, where)).items()
    }
    return Working(step, tuple(f"target at {height:g} m" for height in step.heights), (), found)


def _covered(step: Coverage, place: Path, where: str) -> Working:
    from iamd.study.coveragestep import cover

    labels, found = cover(step, place, where)
    return Working(step, labels, (), {key: quantity_of(value, "m**2") for key, value in found.items()})


def quantity(given: str | float, where: str | None = None) -> Any:
    """A number with its unit as a quantity.

    Raises:
        InputError: no number, or an unknown unit.
    """
    from iamd.library.units import split_quantity

    number, unit = split_quantity(given, where=where)
    return quantity_of(number, unit, where)


def quantity_of(value: Any, unit: str, where: str | None = None) -> Any:
    """A number or numbers with a unit as a quantity."""
    from iamd.library.units import registry

    values = np.asarray(value, dtype=np.float64) if isinstance(value, list) else value
    try:
        return registry().Quantity(values, _spelt(unit) or "dimensionless")
    except Exception as error:  # pint raises many kinds of errors for text that is not a unit
        raise InputError(
            "unknown unit", given=unit, allowed=["m", "km", "nmi", "s", "m2", "km2"], where=where
        ) from error


def in_unit(found: Any, unit: str, what: str, where: str | None = None) -> Any:
    """The magnitude of a quantity, or of a plain number, in a unit.

    Raises:
        InputError: unknown unit, or a unit of another kind.
    """
    import pint

    from iamd.library.units import registry

    wanted = quantity_of(1.0, unit, where).units
    held = found if isinstance(found, pint.Quantity) else registry().Quantity(found, "dimensionless")
    try:
        return held.to(wanted).magnitude
    except pint.DimensionalityError:
        kind = f"in {held.units:~P}" if str(held.units) != "dimensionless" else "a plain number"
        raise InputError(
            f"{what} is {kind} and not in that unit",
            given=unit or "no unit",
            where=where,
        ) from None


def _spelt(unit: str) -> str:
    """A unit as pint writes it: ``km2`` is ``km**2``."""
    return _POWER.sub(r"**\1", unit)
