"""The scenario as its author writes it: frozen Pydantic models.

What the scope of the project leaves out has no field here: no routes, no aim points against structures, no warhead
effects, no live data. Sites are rounded to 0.1 degrees unless the laydown is fictional.
"""

from __future__ import annotations

import datetime
import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from iamd.scenario.quantities import Bearing, Duration, Height, Length, Share, Speed

Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._()+-]*$")]
Count = Annotated[int, Field(ge=1, le=10_000, strict=True)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Place = tuple[Latitude, Longitude]
#: A raid larger than this is refused: memory and time would be spent on a slip of the pen.
MOST_THREATS = 2_000


class Model(BaseModel):
    """Unknown keys are refused; nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Laydown(Model):
    """Where the sites come from. Present-day locations have no place here."""

    kind: Literal["historical", "announced", "fictional"]
    date: datetime.date | None = None
    source: str = Field(default="", max_length=400)

    @model_validator(mode="after")
    def _sourced(self) -> Laydown:
        if self.kind != "fictional" and (self.date is None or len(self.source) < 10):
            raise ValueError("a historical or announced laydown needs a date and a public source")
        return self


class DoctrineSpec(Model):
    """How a unit fires: a doctrine of the library, with overrides."""

    shots: str = "shoot-look-shoot"
    salvo: Annotated[int, Field(ge=1, le=16, strict=True)] | None = None
    looks: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    ripple: Duration | None = None
    reserve: Share | None = None
    weapons: Literal["hold", "tight", "free"] = "tight"
    keep_out_altitude: Height | None = None
    assessment_delay: Duration | None = None


class UnitSpec(Model):
    """One fire unit or sensor unit."""

    name: Name
    system: str
    at: Place
    network: str = "stand-alone"
    doctrine: DoctrineSpec = DoctrineSpec()
    facing: Bearing | None = None
    mast: Length | None = None
    altitude: Height = 0.0
    magazine: dict[str, Annotated[int, Field(ge=0, le=10_000, strict=True)]] | None = None
    channels: Count | None = None
    state: Literal["on", "silent", "moving"] = "on"
    value: Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)] = 0.0

    @field_validator("doctrine", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return {"shots": value} if isinstance(value, str) else value


class AssetSpec(Model):
    """Something worth defending."""

    name: Name
    at: Place
    radius: Length
    value: Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)] = 1.0
    hits_to_lose: Count = 1


class Origin(Model):
    """Where threats come from: a bearing and range as seen from the aim, or a place. One of the two."""

    bearing: Bearing | None = None
    range: Length | None = None
    at: Place | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Origin:
        polar = self.bearing is not None and self.range is not None
        if polar == (self.at is not None) or (self.bearing is None) != (self.range is None):
            raise ValueError("give either bearing and range, or at")
        return self


class RaidEntry(Model):
    """A number of like threats from one origin to one aim. Axes, counts and times only; never a route."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    threat: str
    count: Count
    origin: Origin = Field(alias="from")
    aim: str
    start: Duration = 0.0
    spacing: Duration = 0.0
    arrivals: Literal["regular", "random"] = "regular"
    altitude: Height | None = None
    speed: Speed | None = None
    decoy: bool = False


class Record(Model):
    """What to record besides the event log."""

    samples: bool = True


class Study(Model):
    """Defaults of the Monte Carlo study."""

    runs: Count = 500
    draws: Count | None = None
    seed: Annotated[int, Field(ge=0, lt=2**63, strict=True)] = 1


class Scenario(Model):
    """A whole scenario."""

    title: str = Field(min_length=5, max_length=200)
    description: str = Field(default="", max_length=4000)
    terrain: Literal["smooth"]
    laydown: Laydown
    reference: str | None = Field(
        default=None, max_length=400, description="published example with exact sites"
    )
    units: tuple[UnitSpec, ...] = Field(min_length=1, max_length=64)
    assets: tuple[AssetSpec, ...] = Field(min_length=1, max_length=200)
    raid: tuple[RaidEntry, ...] = Field(min_length=1, max_length=200)
    figures: dict[str, str | float | int] = Field(default_factory=dict, max_length=200)
    duration: Annotated[Duration, Field()] | None = None
    step: Duration = 0.05
    record: Record = Record()
    study: Study = Study()

    @model_validator(mode="after")
    def _whole(self) -> Scenario:
        self._check_names()
        self._check_sites()
        total = sum(entry.count for entry in self.raid)
        if total > MOST_THREATS:
            raise ValueError(f"the raid has {total} threats; at most {MOST_THREATS} are allowed")
        if not 0.005 <= self.step <= 0.5:
            raise ValueError("the flight step must lie between 0.005 s and 0.5 s")
        if not (self.duration is None or 10 <= self.duration <= 20_000):
            raise ValueError("the duration must lie between 10 s and 20000 s")
        return self

    def _check_names(self) -> None:
        names = [unit.name for unit in self.units] + [asset.name for asset in self.assets]
        folded = [name.casefold() for name in names]
        for name in names:
            if folded.count(name.casefold()) > 1:
                raise ValueError(f"the name {name!r} is used twice")

    def _check_sites(self) -> None:
        if self.laydown.kind == "fictional" or self.reference:
            return
        places = [(unit.name, unit.at) for unit in self.units] + [
            (asset.name, asset.at) for asset in self.assets
        ]
        places += [("raid origin", entry.origin.at) for entry in self.raid if entry.origin.at is not None]
        for name, place in places:
            for degrees in place:
                if not math.isclose(degrees * 10, round(degrees * 10), abs_tol=1e-6):
                    raise ValueError(
                        f"{name}: sites are rounded to 0.1 degrees unless the laydown is fictional;"
                        f" given: {list(place)}"
                    )
