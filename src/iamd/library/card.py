"""Cards: one part of a system, its figures and what it is good for.

A card never holds a bare number. What nobody publishes is *referenced* from a prior
(``priors: {figure name: prior name}``) and so stays visible as an assumption.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from iamd.library.figure import Figure

TargetClass = Literal["ballistic", "cruise", "drone", "aircraft", "glide"]
Guidance = Literal["semi-active", "track-via-missile", "active", "command", "gun", "ideal"]
Band = Literal["vhf", "l", "s", "c", "x", "ku", "ka"]


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
    """A radar; ``role`` decides what it may do in an engagement."""

    role: Literal["search", "engagement", "multifunction"]
    band: Band
    rotating: bool = False
    swerling: Literal[0, 1] = 1
    anchor: Literal["single-look", "cumulative"] = "single-look"


class InterceptorCard(Card):
    """A round that flies to its target."""

    guidance: Guidance
    exoatmospheric: bool = False


class LauncherCard(Card):
    """A launcher vehicle."""


class GunCard(Card):
    """A gun; one shot is one burst."""


class ThreatCard(Card):
    """Something that attacks."""

    target_class: TargetClass


class AircraftCard(Card):
    """An aircraft, as a target or as the carrier of a radar."""

    target_class: TargetClass = "aircraft"
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
        launcher: the launcher card; rounds are fired from ``launchers`` of them.
        rounds: interceptor types in the order in which the unit prefers them (shortest reach first).
        guns: gun cards.
        sensor_only: true for a unit that only sees (early-warning aircraft).
        aircraft: name of the aircraft card that carries the radar.
    """

    origin: str = ""
    radars: tuple[PartCount, ...] = ()
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
    "interceptors": InterceptorCard,
    "launchers": LauncherCard,
    "guns": GunCard,
    "threats": ThreatCard,
    "aircraft": AircraftCard,
    "doctrines": DoctrineCard,
    "networks": NetworkCard,
    "systems": SystemCard,
}
