"""The studies that come with the program: a folder each, with ``study.yaml``, a README and scenarios of its own."""

from __future__ import annotations

import functools
from collections.abc import Container
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Discriminator, Field, Tag, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from iamd.errors import InputError
from iamd.library.yamlfile import Document, read_yaml
from iamd.study.steps import Calculation, Chart, Coverage, Derived, Model, Siting, Step, Value

SHIPPED = Path(__file__).parent / "shipped"
Number = float | int


class CaseSpec(Model):
    """A scenario that the study plays, shipped or in the study's folder, with overrides."""

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    scenario: str
    set: dict[str, Any] = Field(default_factory=dict)
    runs: int = Field(default=1000, ge=1, le=1_000_000)
    full_runs: int = Field(default=10_000, ge=1, le=1_000_000)


class Formula(Model):
    """Computed by a closed form; an argument that is a list gives one value each."""

    formula: Literal[
        "kill_probability", "no_leaker_probability", "shots_needed", "layers_leakage", "layers_mean", "layers_sd",
        "layers_none", "layers_rounds", "common_mode_effectiveness", "salvo_leakers", "look_rounds",
        "magazine_leakers", "erlang_b",
    ]  # fmt: skip
    arguments: dict[str, Number | list[Number]]
    vary: str | None = None

    @model_validator(mode="after")
    def _one_varies(self) -> Formula:
        if self.vary is not None and not isinstance(self.arguments.get(self.vary), list):
            raise ValueError(f"vary names {self.vary!r}, which is not a list of arguments")
        return self


class Simulated(Model):
    """Measured on a case: a statistic of a metric, or of the column ``value`` of a named query, one row per run."""

    case: str
    metric: str = "leakers"
    sql: str | None = None
    statistic: Literal["mean", "sd", "share of zero"] = "mean"


class StepResult(Model):
    """A result of a step that is worked out and not played, in a unit; of a list all, or those at ``places``."""

    calculation: str
    key: str = "value"
    unit: str = ""
    places: tuple[Annotated[int, Field(ge=0)], ...] | None = None


def _which(how: Any) -> str | None:
    """Which kind of answer is meant, by the key that only it has; so a message speaks of that kind alone."""
    keys = how if isinstance(how, dict) else getattr(type(how), "model_fields", {})
    return next((key for key in ("formula", "calculation", "case") if key in keys), None)


How = Annotated[
    Annotated[Formula, Tag("formula")]
    | Annotated[Simulated, Tag("case")]
    | Annotated[StepResult, Tag("calculation")],
    Discriminator(
        _which,
        custom_error_type="how",
        custom_error_message="needs formula (a closed form), calculation (a step of the study) or case (one played)",
    ),
]


class Tolerance(Model):
    """How far the result may lie from the expected value, and why so far: the sum of what is given."""

    absolute: float = Field(default=0.0, ge=0)
    relative: float = Field(default=0.0, ge=0, lt=1)
    standard_errors: float = Field(default=0.0, ge=0)
    reason: str = Field(min_length=5)

    @model_validator(mode="after")
    def _not_nothing(self) -> Tolerance:
        if self.absolute == self.relative == self.standard_errors == 0.0:
            raise ValueError(
                "a tolerance of nothing is met by nothing but exact numbers: say absolute, relative or errors"
            )
        return self


class Oracle(Model):
    """A published or calculated answer that must come out; tolerance, source and query by their names in the file.

    One that is ``recalled`` was remembered from the publication and not read in it: it is shown beside what is found
    and decides nothing (``gate: false``).
    """

    name: str
    expected: Number | list[Number] | None = None
    between: tuple[Number, Number] | None = None
    how: How
    tolerance: str | None = None
    source: str
    kind: Literal["published", "calculated", "recalled"]
    gate: bool = True

    @model_validator(mode="after")
    def _one_expectation(self) -> Oracle:
        if (self.expected is None) is (self.between is None):
            raise ValueError(f"the oracle {self.name!r} needs either expected or between")
        if (self.expected is None) is not (self.tolerance is None):
            raise ValueError(
                f"the oracle {self.name!r}: a tolerance belongs to expected, and to nothing else"
            )
        if self.between is not None and self.between[0] >= self.between[1]:
            raise ValueError(f"the oracle {self.name!r}: between needs the smaller number first")
        if self.kind == "recalled" and self.gate:
            raise ValueError(f"the oracle {self.name!r} is recalled and not read: say gate: false")
        return self


class StudySpec(Model):
    """One study: cases that are played, steps that are worked out, or both.

    The answer of a study with steps has placeholders for their numbers (:mod:`iamd.study.worksheet`).
    """

    title: str
    question: str
    answer: str
    what: str
    metrics: tuple[str, ...] = ()
    cases: tuple[CaseSpec, ...] = ()
    values: tuple[Value, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    siting: tuple[Siting, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    derived: tuple[Derived, ...] = ()
    charts: tuple[Chart, ...] = ()
    tolerances: dict[str, Tolerance]
    sources: dict[str, Annotated[str, Field(min_length=5)]]
    queries: dict[str, str] = Field(default_factory=dict)
    oracles: tuple[Oracle, ...] = Field(min_length=1)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is worked out, in the order in which it is."""
        return (*self.values, *self.calculations, *self.siting, *self.coverage, *self.derived)

    @model_validator(mode="after")
    def _names_exist(self) -> StudySpec:
        cases = {case.name for case in self.cases}
        steps = [step.name for step in self.steps]
        for number, value in enumerate(self.values):
            _defined(f"the value {value.name!r}", value.source, self.sources, ("values", number, "source"))
        for number, oracle in enumerate(self.oracles):
            named: list[tuple[str, Container[str], str]] = [(oracle.source, self.sources, "source")]
            named += [(oracle.tolerance, self.tolerances, "tolerance")] if oracle.tolerance else []
            if isinstance(oracle.how, Simulated):
                named.append((oracle.how.case, cases, "how"))
                named += [(oracle.how.sql, self.queries, "how")] if oracle.how.sql else []
            if isinstance(oracle.how, StepResult):
                named.append((oracle.how.calculation, steps, "how"))
            for name, there, key in named:
                _defined(f"the oracle {oracle.name!r}", name, there, ("oracles", number, key))
        for kind in ("values", "calculations", "siting", "coverage", "derived"):
            for number, step in enumerate(getattr(self, kind)):
                if steps.count(step.name) > 1:
                    raise _misnamed(f"two steps have the name {step.name!r}", (kind, number, "name"))
        return self


def _defined(who: str, name: str, there: Container[str], at: tuple[str | int, ...]) -> None:
    if name not in there:
        raise _misnamed(f"{who} names {name!r}, which the study does not define", at)


def _misnamed(words: str, at: tuple[str | int, ...]) -> PydanticCustomError:
    """An error of the whole study that knows the place in its file."""
    return PydanticCustomError("misnamed", "{words}", {"words": words, "at": at})


class StudyLine(NamedTuple):
    """A study in one line."""

    name: str
    title: str
    answer: str


def studies() -> list[StudyLine]:
    """Name, question and answer of every study that comes with the program."""
    return [StudyLine(name, study(name).question, listed_answer(name)) for name in names()]


def listed_answer(name: str) -> str:
    """The answer of a study in one line, for lists: its numbers as they were last worked out.

    Working them out takes the compiler; so ``answer.txt`` keeps what ``iamd study run`` found, and a test compares.
    """
    kept = SHIPPED / name / "answer.txt"
    if study(name).steps and kept.is_file():
        return " ".join(kept.read_text(encoding="utf-8").split())
    return study(name).answer


def names() -> list[str]:
    """Names of the shipped studies."""
    return sorted(path.parent.name for path in SHIPPED.glob("*/study.yaml"))


@functools.cache
def study(name: str) -> StudySpec:
    """A shipped study by name.

    Raises:
        InputError: there is none, or its file breaks the rules.
    """
    return spec_of(document(name))


@functools.cache
def document(name: str) -> Document:
    """The file of a shipped study, which knows its lines.

    Raises:
        InputError: there is none, or it is not YAML.
    """
    if name not in names():
        raise InputError("there is no such study", given=name, allowed=names())
    return read_yaml(SHIPPED / name / "study.yaml")


def spec_of(found: Document) -> StudySpec:
    """A study from its file.

    Raises:
        InputError: the file breaks the rules; with its line.
    """
    try:
        return StudySpec.model_validate(found.data)
    except ValidationError as error:
        first = error.errors()[0]
        message = first["msg"].removeprefix("Value error, ")
        place = (*first["loc"], *first.get("ctx", {}).get("at", ()))
        raise InputError(
            f"{'.'.join(map(str, place)) or 'the study'}: {message}",
            where=found.where(place),
        ) from None


def scenario_of(name: str, case: CaseSpec) -> str:
    """The scenario of a case: a file in the study's folder, or a shipped one."""
    own = SHIPPED / name / case.scenario
    return str(own) if own.is_file() else case.scenario
