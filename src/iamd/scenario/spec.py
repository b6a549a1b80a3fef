"""The scenario as its author writes it: frozen Pydantic models.

What the scope of the project leaves out has no field here: no routes, no aim points against structures, no warhead
effects, no live data. Sites are rounded to 0.1 degrees unless the laydown is fictional.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, PrivateAttr, StrictBool, field_validator, model_validator
from pydantic_core import PydanticCustomError

from iamd.scenario.quantities import Bearing, Duration, Height, Length, Share, Speed
from iamd.scenario.surroundings import (
    CoverageSpec,
    ElevationModel,
    JammerSpec,
    Jamming,
    Model,
    Name,
    Place,
    Propagation,
    Weather,
)

Count = Annotated[int, Field(ge=1, le=10_000, strict=True)]
Worth = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False, strict=True)]
Plain = str | Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True, allow_inf_nan=False)]
Location = tuple[str | int, ...]
#: A raid larger than this is refused: memory and time would be spent on a slip of the pen.
MOST_THREATS = 2_000


class Laydown(Model):
    """Where the sites come from. Present-day locations have no place here."""

    kind: Literal["historical", "announced", "fictional"]
    """Whether the sites were real once, were publicly announced, or are made up."""
    date: datetime.date | None = None
    """Day on which it held, as 2019-09-15; needed unless it is fictional."""
    source: str = Field(default="", max_length=400)
    """Public source of the sites; needed unless they are fictional."""
    active_war: StrictBool = False
    """Whether the place lies in a war that goes on: then `iamd coverage` gives curves and no maps."""

    @model_validator(mode="after")
    def _sourced(self) -> Laydown:
        if self.kind != "fictional" and (self.date is None or len(self.source) < 10):
            raise ValueError("a historical or announced laydown needs a date and a public source")
        return self


class DoctrineSpec(Model):
    """How a unit fires: a doctrine of the library, with overrides."""

    shots: str = "shoot-look-shoot"
    """A doctrine of the library (`iamd list doctrines`)."""
    salvo: Annotated[int, Field(ge=1, le=16, strict=True)] | None = None
    """Rounds fired together."""
    looks: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    """Salvos that may follow one another on one target."""
    ripple: Duration | None = None
    """Interval between the rounds of a salvo."""
    reserve: Share | None = None
    """Share of the magazine kept for the unit's own defence."""
    weapons: Literal["hold", "tight", "free"] = "tight"
    """Hold: no shot. Tight: at identified targets. Free: at any confirmed track."""
    keep_out_altitude: Height | None = None
    """Lowest altitude at which an intercept of a ballistic missile is planned."""
    assessment_delay: Duration | None = None
    """From an intercept to the judgement of its result."""


def _or_a_name(schema: dict[str, Any]) -> None:
    """In the JSON Schema of a doctrine: the name alone will do."""
    schema["anyOf"] = [{"$ref": schema.pop("$ref")}, {"type": "string"}]


class UnitSpec(Model):
    """One fire unit or sensor unit."""

    name: Name
    """Its name in results; used once."""
    system: str
    """A system of the library (`iamd list systems`)."""
    at: Place
    """Latitude and longitude in degrees; to 0.1 unless the laydown is fictional."""
    network: str = "stand-alone"
    """A network of the library: units on the same one share their tracks."""
    doctrine: Annotated[DoctrineSpec, Field(json_schema_extra=_or_a_name)] = DoctrineSpec()
    """How it fires: the name of a doctrine, or a mapping of the keys below."""
    facing: Bearing | None = None
    """Middle of the sector of its radars; the middle of the raid's origins by default."""
    mast: Length | None = None
    """Height of its antennas above the ground, in place of the library's."""
    altitude: Height = 0.0
    """Height of the site above the ellipsoid, or of an aircraft that carries a radar."""
    magazine: dict[str, Annotated[int, Field(ge=0, le=10_000, strict=True)]] | None = None
    """Ready rounds by type, in place of the library's."""
    channels: Count | None = None
    """Targets engaged at once by each of its engagement radars, in place of the library's."""
    state: Literal["on", "silent", "moving"] = "on"
    """What it is doing when the raid begins; it stays so."""
    value: Worth = 0.0
    """What is lost when the unit is lost."""

    @field_validator("doctrine", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return {"shots": value} if isinstance(value, str) else value


class AssetSpec(Model):
    """Something worth defending."""

    name: Name
    """Its name in results; used once."""
    at: Place
    """Latitude and longitude in degrees; to 0.1 unless the laydown is fictional."""
    radius: Length
    """Impacts closer than this count as hits."""
    value: Worth = 1.0
    """What is lost when it is lost."""
    hits_to_lose: Count = 1
    """Hits that make it lost."""


class Origin(Model):
    """Where threats come from: a bearing and range as seen from the aim, or a place. One of the two."""

    bearing: Bearing | None = None
    """True bearing from the aim to the origin."""
    range: Length | None = None
    """Distance along the ground from the aim to the origin."""
    at: Place | None = None
    """Latitude and longitude in degrees, in place of bearing and range."""

    @model_validator(mode="after")
    def _one_way(self) -> Origin:
        polar = self.bearing is not None and self.range is not None
        if polar == (self.at is not None) or (self.bearing is None) != (self.range is None):
            raise ValueError("give either bearing and range, or at")
        return self


class RaidEntry(Model):
    """A number of like threats from one origin to one aim. Axes, counts and times only; never a route."""

    threat: str
    """A threat or an aircraft of the library (`iamd list threats`, `iamd list aircraft`)."""
    count: Count
    """How many."""
    origin: Origin = Field(alias="from")
    """Where they come from: `{bearing: 135 deg, range: 550 km}` or `{at: [37.0, 36.0]}`."""
    aim: str
    """Name of the asset or unit at which all of them are aimed."""
    start: Duration = 0.0
    """First launch, after the beginning of the raid."""
    spacing: Duration = 0.0
    """Interval between launches; its mean, if arrivals are random."""
    arrivals: Literal["regular", "random"] = "regular"
    """Regular intervals, or a Poisson stream."""
    altitude: Height | None = None
    """Height of flight above the ellipsoid, in place of the library's; not for ballistic missiles."""
    speed: Speed | None = None
    """Speed over ground, in place of the library's; not for ballistic missiles."""
    decoy: StrictBool = False
    """Counts as a decoy: it draws fire and is left out of what is launched."""
    jammer: Jamming | None = None
    """Each of them carries a noise jammer that screens itself and its neighbours."""
    reflector: StrictBool = False
    """Each of them carries a radar reflector, if its card knows one: `rcs_reflector` in place of its own echo."""


class Record(Model):
    """What to record besides the event log."""

    samples: StrictBool = True
    """Positions every second, of the first and the median run, for the map and the timeline."""


class Study(Model):
    """Defaults of the Monte Carlo study."""

    runs: Count = 500
    """How many times the raid is played unless `--runs` says otherwise."""
    draws: Count | None = None
    """Sets of inputs drawn from their intervals; a fifth of the runs by default."""
    seed: Annotated[int, Field(ge=0, lt=2**63, strict=True)] = 1
    """Same seed, same result."""


class ReadFrom:
    """Where each key of a scenario stood in its file. No part of what the scenario is: any two are equal."""

    def __init__(self, where: Callable[[Location], str] | None = None, folder: Path | None = None) -> None:
        self._where = where
        self.folder = folder

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReadFrom)

    __hash__ = None  # type: ignore[assignment]

    def place(self, location: Location) -> str:
        """``file:line``, or nothing if the scenario was not read from a file."""
        return self._where(location) if self._where else ""


def _wrong(message: str, *location: str | int) -> PydanticCustomError:
    """An error of the whole scenario that has its place in one entry of it."""
    return PydanticCustomError("scenario", "{message}", {"message": message, "at": location})


class Scenario(Model):
    """A whole scenario."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {
                    "required": ["assets", "raid"],
                    "properties": {"assets": {"minItems": 1}, "raid": {"minItems": 1}},
                },
                {"required": ["coverage"], "properties": {"coverage": {"required": ["targets"]}}},
            ]
        }
    )

    title: str = Field(min_length=5, max_length=200)
    """One line: what is played."""
    description: str = Field(default="", max_length=4000)
    """What the scenario stands for, and what in it is made up."""
    terrain: Literal["smooth", "relief"] | ElevationModel
    """`smooth`: an earth without hills. `{dem: tiles/}`: an elevation model. `relief`: coarse relief of the world."""
    laydown: Laydown
    """Where the sites come from."""
    reference: str | None = Field(default=None, max_length=400)
    """Published example from which exact sites are taken; they need not be rounded then."""
    units: tuple[UnitSpec, ...] = Field(min_length=1, max_length=64)
    """The defence."""
    assets: tuple[AssetSpec, ...] = Field(default=(), max_length=200)
    """What it defends; `iamd coverage` does without."""
    raid: tuple[RaidEntry, ...] = Field(default=(), max_length=200)
    """What attacks; at most 2,000 threats in all. `iamd coverage` does without."""
    jammers: tuple[JammerSpec, ...] = Field(default=(), max_length=20)
    """Noise jammers that stand off."""
    weather: Weather = Weather()
    """Rain, visibility, sea, wind, day or night."""
    propagation: Propagation = Propagation()
    """What is counted on the way of a wave."""
    coverage: CoverageSpec = CoverageSpec()
    """What `iamd coverage` draws."""
    figures: dict[str, Plain] = Field(default_factory=dict, max_length=200)
    """Figures of cards (`91N6E.scan_period: 5 s`) or models (`model.earth-factor: 1.33`) set to one value."""
    duration: Duration | None = None
    """End of a run, 10 s to 20,000 s; by default it ends when nothing attacks any more."""
    step: Duration = 0.05
    """Flight step of interceptors, 0.005 s to 0.5 s."""
    record: Record = Record()
    """What is written down besides the events."""
    study: Study = Study()
    """How often to play it."""
    _read_from: ReadFrom = PrivateAttr(default_factory=ReadFrom)

    @property
    def folder(self) -> Path | None:
        """Folder of the file from which it was read, to which names of elevation files are relative."""
        return self._read_from.folder

    @model_validator(mode="after")
    def _whole(self) -> Scenario:
        self._check_raid()
        if self.terrain != "smooth" and (self.propagation.lobing or self.propagation.duct):
            raise _wrong(
                "lobes and ducts are modelled over a smooth surface only: `terrain: smooth`", "propagation"
            )
        self._check_names()
        self._check_sites()
        total = sum(entry.count for entry in self.raid)
        if total > MOST_THREATS:
            raise _wrong(f"the raid has {total} threats; at most {MOST_THREATS} are allowed", "raid")
        if not 0.005 <= self.step <= 0.5:
            raise _wrong("the flight step must lie between 0.005 s and 0.5 s", "step")
        if not (self.duration is None or 10 <= self.duration <= 20_000):
            raise _wrong("the duration must lie between 10 s and 20000 s", "duration")
        return self

    def _check_raid(self) -> None:
        """Only a scenario that says what to draw coverage for can do without a raid."""
        for what in ("raid", "assets"):
            if not getattr(self, what) and not self.coverage.targets:
                raise _wrong("expected a list of at least 1, or `coverage:` with `targets:`", what)

    def _check_names(self) -> None:
        placed = [("units", row, unit.name) for row, unit in enumerate(self.units)]
        placed += [("assets", row, asset.name) for row, asset in enumerate(self.assets)]
        placed += [("jammers", row, jammer.name) for row, jammer in enumerate(self.jammers)]
        names = set()
        for kind, row, name in placed:
            if name.casefold() in names:
                raise _wrong(f"the name {name!r} is used twice", kind, row, "name")
            names.add(name.casefold())

    def _check_sites(self) -> None:
        if self.laydown.kind == "fictional" or self.reference:
            return
        places: list[tuple[str, Place, Location]] = [
            (unit.name, unit.at, ("units", row, "at")) for row, unit in enumerate(self.units)
        ]
        places += [(asset.name, asset.at, ("assets", row, "at")) for row, asset in enumerate(self.assets)]
        places += [
            (jammer.name, jammer.at, ("jammers", row, "at")) for row, jammer in enumerate(self.jammers)
        ]
        places += [
            ("raid origin", entry.origin.at, ("raid", row, "from", "at"))
            for row, entry in enumerate(self.raid)
            if entry.origin.at is not None
        ]
        for name, place, location in places:
            if not all(_rounded(degrees) for degrees in place):
                raise _wrong(
                    f"{name}: sites are rounded to 0.1 degrees unless the laydown is fictional;"
                    f" given: {list(place)}",
                    *location,
                )


def _rounded(degrees: float) -> bool:
    return math.isclose(degrees * 10, round(degrees * 10), abs_tol=1e-6)
