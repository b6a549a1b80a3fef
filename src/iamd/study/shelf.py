"""The studies that come with the program: a folder each, with ``study.yaml``, a README and scenarios of its own."""

from __future__ import annotations

import functools
from collections.abc import Container
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from iamd.errors import InputError
from iamd.library.yamlfile import read_yaml

SHIPPED = Path(__file__).parent / "shipped"
Number = float | int


class Model(BaseModel):
    """Unknown keys are refused; nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class Tolerance(Model):
    """How far the result may lie from the expected value, and why so far: the sum of what is given."""

    absolute: float = Field(default=0.0, ge=0)
    standard_errors: float = Field(default=0.0, ge=0)
    reason: str = Field(min_length=5)

    @model_validator(mode="after")
    def _not_nothing(self) -> Tolerance:
        if self.absolute == 0.0 and self.standard_errors == 0.0:
            raise ValueError(
                "a tolerance of nothing is met by nothing but exact numbers: say absolute or errors"
            )
        return self


class Oracle(Model):
    """A published or calculated answer that must come out; tolerance, source and query by their names in the file."""

    name: str
    expected: Number | list[Number]
    how: Formula | Simulated
    tolerance: str
    source: str
    kind: Literal["published", "calculated"]


class StudySpec(Model):
    """One study."""

    title: str
    question: str
    answer: str
    what: str
    metrics: tuple[str, ...] = ()
    cases: tuple[CaseSpec, ...] = ()
    tolerances: dict[str, Tolerance]
    sources: dict[str, Annotated[str, Field(min_length=5)]]
    queries: dict[str, str] = Field(default_factory=dict)
    oracles: tuple[Oracle, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_exist(self) -> StudySpec:
        cases = {case.name for case in self.cases}
        for oracle in self.oracles:
            named: list[tuple[str, Container[str]]] = [
                (oracle.tolerance, self.tolerances),
                (oracle.source, self.sources),
            ]
            if isinstance(oracle.how, Simulated):
                named.append((oracle.how.case, cases))
                named += [(oracle.how.sql, self.queries)] if oracle.how.sql else []
            for name, there in named:
                if name not in there:
                    raise ValueError(
                        f"the oracle {oracle.name!r} names {name!r}, which the study does not define"
                    )
        return self


class StudyLine(NamedTuple):
    """A study in one line."""

    name: str
    title: str
    answer: str


def studies() -> list[StudyLine]:
    """Name, question and answer of every study that comes with the program."""
    return [StudyLine(name, study(name).question, study(name).answer) for name in names()]


def names() -> list[str]:
    """Names of the shipped studies."""
    return sorted(path.parent.name for path in SHIPPED.glob("*/study.yaml"))


@functools.cache
def study(name: str) -> StudySpec:
    """A shipped study by name.

    Raises:
        InputError: there is none, or its file breaks the rules.
    """
    if name not in names():
        raise InputError("there is no such study", given=name, allowed=names())
    document = read_yaml(SHIPPED / name / "study.yaml")
    try:
        return StudySpec.model_validate(document.data)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"{'.'.join(map(str, first['loc']))}: {first['msg']}", where=document.where(tuple(first["loc"]))
        ) from None


def scenario_of(name: str, case: CaseSpec) -> str:
    """The scenario of a case: a file in the study's folder, or a shipped one."""
    own = SHIPPED / name / case.scenario
    return str(own) if own.is_file() else case.scenario
