"""Cards: one part of a system, its figures and what it is good for.

A card never holds a bare number. What nobody publishes is *referenced* from a prior
(``priors: {figure name: prior name}``) and so stays visible as an assumption.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from iamd.library.figure import Figure

TargetClass = Literal["ballistic", "cruise", "drone", "aircraft", "glide"]
Guidance = Literal["semi-active", "track-via-missile", "active", "command", "gun", "ideal"]
Scanning = Literal["rotating", "array", "staring"]
Swerling = Literal[0, 1, 2, 3, 4]
Band = Literal["vhf", "uhf", "l", "s", "c", "x", "ku", "ka"]


class Unusable(BaseModel):
    """Why a card cannot take part in a run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    because: str = Field(min_length=10)


class Card(BaseModel):
    """What all cards share.

    Attributes:
        name: public designation; unique over the whole library, as are the aliases.
        title: one line in plain words.
        figures: name of the vocabulary to figure.
        priors: name of the vocabulary to name of a prior.
        limits: what the card does not represent, in plain words.
        usable: absent if the card can be used; otherwise the reason why not.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    title: str = Field(min_length=5)
    aliases: tuple[str, ...] = ()
    figures: dict[str, Figure] = Field(default_factory=dict)
    priors: dict[str, str] = Field(default_factory=dict)
    limits: str = Field(min_length=20)
    usable: Unusable | None = None
    ideal: bool = Field(default=False, description="a closed-form test object, not a real system")


class RadarCard(Card):
    """A radar; ``role`` decides what it may do in an engagement.

    Attributes:
        scanning: the antenna turns (``rotating``), an array steers its beam from a face that stands still
            (``array``), or the whole sector is lit at once (``staring``).
        polarisation: None where nobody publishes it.
    """

    role: Literal["search", "engagement", "multifunction"]
    band: Band
    rotating: bool = False
    scanning: Scanning = "array"
    polarisation: Literal["horizontal", "vertical", "circular"] | None = None
    swerling: Literal[0, 1] = 1
    anchor: Literal["single-look", "cumulative"] = "single-look"

    @model_validator(mode="before")
    @classmethod
    def _scanning(cls, data: Any) -> Any:
        """A radar that turns scans by turning, unless its card says otherwise."""
        if isinstance(data, dict) and data.get("rotating") and "scanning" not in data:
            return {**data, "scanning": "rotating"}
        return data


class SensorCard(Card):
    """A sensor that is not a radar: it radiates nothing.

    Attributes:
        kind: ``passive-df`` hears the radars and transponders of its targets, ``acoustic`` their engines,
            ``eo-ir`` sees them in visible or infrared light.
        day, night: when it works at all.
        through_cloud: whether cloud and fog leave it its range.
        gives_range: whether it measures distance by itself, and not only a bearing.
        needs: what the target has to do to be found; empty if nothing.
        target: card of the threat or aircraft that the detection range refers to; empty if no source says it.
        light: what a camera sees; says nothing about other sensors.
        cued: it follows what a radar or the crew points out, and does not search.
    """

    kind: Literal["passive-df", "acoustic", "eo-ir"]
    day: bool = True
    night: bool = True
    through_cloud: bool = False
    gives_range: bool = False
    needs: Literal["", "emission", "sound"] = ""
    target: str = ""
    light: Literal["visible", "infrared"] = "infrared"
    cued: bool = False


class InterceptorCard(Card):
    """A round that flies to its target."""

    guidance: Guidance
    exoatmospheric: bool = False


class LauncherCard(Card):
    """A launcher vehicle."""


class GunCard(Card):
    """A gun; one shot is one burst."""


class ThreatCard(Card):
    """Something that attacks.

    ``swerling`` is the fluctuation of its echo: 1 or 2 for many scatterers of like size, 3 or 4 for one large
    scatterer and small ones, slow or from pulse to pulse; 0 for a steady echo (Skolnik, Introduction to Radar
    Systems, 3rd ed. 2001, ch. 2).
    """

    target_class: TargetClass
    swerling: Swerling = 1


class AircraftCard(Card):
    """An aircraft, as a target or as the carrier of a radar."""

    target_class: TargetClass = "aircraft"
    swerling: Swerling = 1
    radar: str | None = None


class DoctrineCard(Card):
    """How a unit fires."""


class NetworkCard(Card):
    """How units share tracks."""

    shares: Annotated[bool, Field(description="False: every unit on its own")] = True


class PartCount(BaseModel):
    """A part of a system and how many of it: a figure name of the system's own card, or 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    part: str
    count: str | None = None


class RoundLoad(BaseModel):
    """Ready rounds of one type: ``ready`` names a figure of the system's card."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    round: str
    ready: str


class SystemCard(Card):
    """One fire unit: what it senses with, shoots with and how many rounds it has.

    Attributes:
        radars: search, engagement and multifunction radars.
        sensors: sensors that are not radars.
        launcher: the launcher card; rounds are fired from ``launchers`` of them.
        rounds: interceptor types in the order in which the unit prefers them (shortest reach first).
        guns: gun cards.
        sensor_only: true for a unit that only sees (early-warning aircraft).
        aircraft: name of the aircraft card that carries the radar.
    """

    origin: str = ""
    radars: tuple[PartCount, ...] = ()
    sensors: tuple[PartCount, ...] = ()
    launcher: str | None = None
    rounds: tuple[RoundLoad, ...] = ()
    guns: tuple[PartCount, ...] = ()
    sensor_only: bool = False
    aircraft: str | None = None
    parts: tuple[str, ...] = Field(
        default=(), description="named parts without figures, such as command posts"
    )


class Prior(BaseModel):
    """A figure of a class of systems that nobody publishes for the single system."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    figure: Figure
    applies_to: str


CARD_TYPES: dict[str, type[Card]] = {
    "radars": RadarCard,
    "sensors": SensorCard,
    "interceptors": InterceptorCard,
    "launchers": LauncherCard,
    "guns": GunCard,
    "threats": ThreatCard,
    "aircraft": AircraftCard,
    "doctrines": DoctrineCard,
    "networks": NetworkCard,
    "systems": SystemCard,
}
