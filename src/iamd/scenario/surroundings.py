"""What surrounds the defence: the ground, the weather, how waves travel, and who jams. Parts of the scenario file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from iamd.scenario.quantities import Frequency, Height, Length, Power, RainRate, Share, Wind

Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._()+-]*$")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, strict=True)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=True)]
Place = tuple[Latitude, Longitude]
Band = Literal["vhf", "uhf", "l", "s", "c", "x", "ku", "ka"]
FilePattern = Annotated[str, Field(min_length=1, max_length=500)]


#: Altitudes of a coverage map unless the scenario names others, as text and in metres.
_ALTITUDES = {"50 m": 50.0, "100 m": 100.0, "300 m": 300.0, "1 km": 1e3, "3 km": 3e3, "10 km": 1e4}


class Model(BaseModel):
    """Unknown keys are refused; nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ElevationModel(Model):
    """Hills from files: GeoTIFF in any projection, SRTM `.hgt`, Copernicus tiles."""

    dem: FilePattern | Annotated[tuple[FilePattern, ...], Field(min_length=1, max_length=500)]
    """A file, a folder of tiles, a pattern such as `tiles/*.hgt`, or a list of these; beside the scenario file."""
    datum: Literal["egm96", "egm2008", "ellipsoid"] | None = None
    """What its heights count from, in place of what the files say."""
    sea: StrictBool = False
    """Missing tiles are sea: height zero. Without it a missing tile is refused by name."""


class Weather(Model):
    """One state of the weather for the whole scenario."""

    rain: RainRate = 0.0
    """Rain rate, the same everywhere below the rain height: light 2 mm/h, moderate 4 mm/h, heavy 16 mm/h."""
    visibility: Length = 23_000.0
    """How far a large dark object is seen by day; fog is below 1 km. For cameras only."""
    sea_state: Annotated[int, Field(ge=0, le=6, strict=True)] = 2
    """0 calm to 6 very rough; counts where `surface: sea`."""
    wind: Wind = 5.0
    """Wind speed; microphones hear nothing above their limit."""
    night: StrictBool = False
    """Cameras for visible light see nothing at night."""


class Propagation(Model):
    """How waves travel. Gas, rain, clutter and diffraction are always counted unless switched off here."""

    surface: Literal["land", "sea"] = "land"
    """What the echoes of the ground come from, and what reflects."""
    lobing: StrictBool = False
    """Reflection by the ground makes lobes and gaps in elevation; over sea and flat land."""
    duct: StrictBool = False
    """An evaporation duct carries waves beyond the horizon; needs `surface: sea`; lobes are counted with it."""
    gas: StrictBool = True
    """Loss in oxygen and water vapour."""
    clutter: StrictBool = True
    """Echoes of ground, sea and rain that the filter of the radar leaves."""
    diffraction: StrictBool = True
    """Loss near the horizon, where the earth shades part of the wave."""

    @model_validator(mode="after")
    def _over_sea(self) -> Propagation:
        if self.duct and self.surface != "sea":
            raise ValueError("a duct needs `surface: sea`")
        return self


class Jamming(Model):
    """Noise jamming, as power in a bandwidth and nothing more."""

    erp: Power
    """Effective radiated power toward the radars."""
    bandwidth: Frequency
    """Bandwidth over which it is spread, the same density over all of it."""
    bands: Annotated[tuple[Band, ...], Field(min_length=1, max_length=8)] = ("s", "x")
    """Bands of the radars that it reaches."""


class JammerSpec(Jamming):
    """A jammer that stands off at one place."""

    name: Name
    """Its name in results; used once."""
    at: Place
    """Latitude and longitude in degrees; to 0.1 unless the laydown is fictional."""
    altitude: Height = 9_000.0
    """Height above the ellipsoid."""


class CoverageSpec(Model):
    """What `iamd coverage` draws unless its options say otherwise."""

    altitudes: Annotated[
        tuple[Height, ...],
        Field(min_length=1, max_length=20, json_schema_extra={"default": list(_ALTITUDES)}),
    ] = tuple(_ALTITUDES.values())
    """Altitudes of the targets."""
    above: Literal["ground", "sea"] = "ground"
    """What the altitudes count from."""
    targets: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    """Threats or aircraft of the library; those of the raid by default."""
    detection: Share = 0.5
    """Probability of detection in one look that counts as seen."""
    radius: Length | None = None
    """How far the map reaches from each unit; the longest instrumented range by default, at most 1,000 km."""
    cell: Length | None = None
    """Side of a cell."""

    @model_validator(mode="after")
    def _sensible(self) -> CoverageSpec:
        if not 0.01 <= self.detection <= 0.999:
            raise ValueError("the probability of detection must lie between 1 % and 99.9 %")
        if self.radius is not None and not 1e3 <= self.radius <= 1e6:
            raise ValueError("the radius must lie between 1 km and 1000 km")
        if self.cell is not None and not 10.0 <= self.cell <= 50e3:
            raise ValueError("the cell must lie between 10 m and 50 km")
        if min(self.altitudes) <= 0.0:
            raise ValueError("altitudes must be above 0")
        return self
