"""Steps of a study that are worked out and not played: what its file may say of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=3)]


class Model(BaseModel):
    """Unknown keys are refused; nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Value(Model):
    """A number that the study takes from somewhere, with its unit."""

    name: Name
    title: Text
    value: str | float | int
    source: str
    kind: Literal["published", "recalled", "calculated", "assumption"]


class Calculation(Model):
    """A formula of ``iamd calc`` with its inputs; the input that ``vary`` names is a list, one working each."""

    name: Name
    title: Text
    formula: str
    inputs: dict[str, Any]
    vary: str | None = None

    @model_validator(mode="after")
    def _one_varies(self) -> Calculation:
        if self.vary is not None and not isinstance(self.inputs.get(self.vary), list):
            raise ValueError(f"vary names {self.vary!r}, which is not a list of inputs")
        return self


class Derived(Model):
    """Arithmetic on what is known so far."""

    name: Name
    title: Text
    expression: Text
    unit: str = ""


class Site(Model):
    """A candidate place of a radar, metres east and north of the middle of a fictional region."""

    name: str
    east: float
    north: float


class Box(Model):
    """Where coverage counts, metres east and north."""

    east: tuple[float, float]
    north: tuple[float, float]


class Siting(Model):
    """Which sites see most of a region of the defender, over a fictional ground given by a formula.

    Attributes:
        ground: height above the sea in metres, of ``x`` metres east and ``y`` metres north.
        cell: side of a cell [m].
        extent: half the side of the whole region [m].
        region: the part of it that is to be covered.
        antenna: height above the ground [m].
        reach: farthest range [m]; the energy of the radar is in this one number.
        heights: of the target above the ground [m].
        choose: how many sites are built.
        k: effective-earth factor.
    """

    name: Name
    title: Text
    ground: str
    cell: float = Field(gt=0, le=10_000)
    extent: float = Field(gt=0, le=500_000)
    region: Box
    sites: tuple[Site, ...] = Field(min_length=2, max_length=20)
    antenna: float = Field(ge=0, le=1000)
    reach: float = Field(gt=0)
    heights: tuple[float, ...] = Field(min_length=1)
    choose: int = Field(ge=1)
    k: float = Field(default=4.0 / 3.0, gt=0)

    @model_validator(mode="after")
    def _fits(self) -> Siting:
        if self.choose > len(self.sites):
            raise ValueError(f"choose is {self.choose}, but there are {len(self.sites)} sites")
        if 2 * self.extent / self.cell > 2000:
            raise ValueError("the ground has more than 2,000 cells a side: make the cells larger")
        names = [site.name for site in self.sites]
        if len(set(names)) < len(names):
            raise ValueError("two sites have the same name")
        corners = [abs(edge) for edge in (*self.region.east, *self.region.north)]
        if max([*corners, *(max(abs(s.east), abs(s.north)) for s in self.sites)]) > self.extent:
            raise ValueError("a site or the region lies outside the ground")
        return self


class Coverage(Model):
    """What a scenario's radars see and its units reach, by altitude (``iamd coverage``).

    Attributes:
        scenario: shipped, or a file in the study's folder.
        set: overrides of it.
        target: one of those that its coverage is drawn for; the first by default.
        draws: sets of inputs; 0 takes the best values, which only a fictional laydown may do.
    """

    name: Name
    title: Text
    scenario: str
    set: dict[str, Any] = Field(default_factory=dict)
    target: str | None = None
    draws: int = Field(default=0, ge=0, le=2000)
    exact: bool = False
    aspect: Literal["nose", "side", "tail", "mean"] = "nose"


#: A step of a study that is worked out.
Step = Value | Calculation | Siting | Coverage | Derived


class Chart(Model):
    """Bars on the page: quantities by their names, in one unit."""

    title: Text
    unit: str
    bars: tuple[str, ...] = Field(min_length=1)
