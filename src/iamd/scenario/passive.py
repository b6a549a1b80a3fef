"""Sensors that send nothing out: from what a target radiates, how loud and how large it is, to the range of a draw.

Each is anchored on the range that its card states. What differs from the anchor changes it by the models of
:mod:`iamd.physics.passive`, :mod:`iamd.physics.acoustics` and :mod:`iamd.physics.optics`; what nobody states is taken
to be as in the anchor. Equations: ``docs/methods/passive-sensors.md``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from iamd.errors import ScenarioError
from iamd.library.card import AircraftCard, SensorCard, ThreatCard
from iamd.library.units import to_canonical
from iamd.library.vocabulary import Term
from iamd.physics.acoustics import absorption_db, hearing_range, received_level_db
from iamd.physics.optics import (
    DETECTION_CYCLES,
    KOSCHMIEDER,
    camera_range,
    rain_extinction,
    thermal_difference,
    thermal_range,
    visible_extinction,
)
from iamd.physics.passive import intercept_range
from iamd.physics.radar import LIGHT_SPEED

if TYPE_CHECKING:
    from iamd.library.loader import Library
    from iamd.scenario.inputs import Inputs
    from iamd.scenario.resolve import RaidRef, ResolvedScenario, UnitRef
    from iamd.scenario.spec import UnitSpec
    from iamd.scenario.surroundings import Weather

Refs = dict[str, str]
Values = Mapping[str, float]

#: Cards of passive sensors that one scenario may hold: places in the reaches of a flight.
PASSIVE_CARDS = 8
#: What these models need beside the cards, by the name of the prior.
TERMS: dict[str, Term] = {
    "range-guess": Term("ratio", "one-sigma error of the range that a bearing is given, over the range"),
    "emitter-sidelobe": Term("decibel", "power of a radar toward a sensor outside its main beam, over that in it"),
    "engine-tone": Term("frequency", "frequency at which most of the sound of an engine arrives"),
    "size-aircraft": Term("length", "root of the area that an aircraft shows from ahead"),
    "size-missile": Term("length", "root of the area that a missile shows from ahead"),
    "size-drone": Term("length", "root of the area that a drone shows from ahead"),
    "size-small-drone": Term("length", "the same, drones below 15 kg"),
}  # fmt: skip
_NEEDED = (
    "detection_range", "scan_period", "antenna_height", "azimuth_sector", "elevation_min", "elevation_max",
    "bearing_error", "anchor_detection_probability",
)  # fmt: skip
_OF_KIND = {
    "passive-df": ("antenna_gain", "sensitivity"),
    "acoustic": ("ambient_sound",),
    "eo-ir": ("visibility",),
}
_OPTIONAL = ("elevation_error", "detection_range_night", "wind_max", "frequency_min", "frequency_max")
_AIR = {
    "passive-df": (),
    "acoustic": ("air-temperature", "relative-humidity", "air-pressure", "ambient-sound"),
    "eo-ir": ("infrared-extinction",),
}
_SIGNALS = {"passive-df": ("emitter_erp", "emitter_frequency"), "acoustic": ("sound_level",), "eo-ir": ()}
_OF_TARGET: tuple[str, ...] = ("emitter_erp", "emitter_frequency", "sound_level", "size")
#: Heaviest drone of the class "mini", kg: NATO classification of unmanned aircraft (ATP-3.3.8.1).
_SMALL_DRONE = 15.0
#: Visibility below which the weather is fog [m], by the definition of the World Meteorological Organization.
_FOG = 1_000.0
_MM_PER_HOUR = 3.6e6  # of a metre per second
_LEAST_LENGTH = 1e-3  # m, against figures that a scenario sets to nothing


class PassiveRef(NamedTuple):
    """A passive sensor of a unit: inputs of its card, and those of the target that its anchor range refers to."""

    card: SensorCard
    name: str
    refs: Refs
    anchor: Refs


def passive_sensor(part: str, spec: UnitSpec, cards: Library, inputs: Inputs) -> PassiveRef:
    """The sensor called ``part`` with the inputs that it uses.

    Raises:
        ScenarioError: its card lacks a figure, or its target one.
    """
    card = cast(SensorCard, cards.card(part, "sensors"))
    refs = {name: inputs.use(card, name) for name in _NEEDED + _OF_KIND[card.kind]}
    refs |= {name: found for name in _OPTIONAL if (found := inputs.maybe(card, name))}
    for name in _AIR[card.kind]:
        refs[name] = inputs.surroundings(name)
    if card.kind == "acoustic":
        refs["engine-tone"] = inputs.passive("engine-tone", TERMS["engine-tone"])
    if card.kind == "passive-df":
        refs["emitter-sidelobe"] = inputs.passive("emitter-sidelobe", TERMS["emitter-sidelobe"])
        return PassiveRef(card, f"{spec.name}/{card.name}", refs | _guess(card, inputs), {})
    if not card.target:
        raise ScenarioError(
            f"the card {card.name} does not say what target its range refers to", given=card.name
        )
    target = cast("ThreatCard | AircraftCard", cards.card(card.target, "threats", "aircraft"))
    anchor = _signals(target, inputs, {card.kind})
    if card.kind == "acoustic" and "sound_level" not in anchor:
        raise ScenarioError(f"the card {target.name} has no sound level", given=card.name)
    return PassiveRef(card, f"{spec.name}/{card.name}", refs | _guess(card, inputs), anchor)


def _guess(card: SensorCard, inputs: Inputs) -> Refs:
    """How well range is known: as well as the place across, or not at all."""
    return {} if card.gives_range else {"range-guess": inputs.passive("range-guess", TERMS["range-guess"])}


def with_signals(item: RaidRef, units: Iterable[UnitRef], inputs: Inputs) -> RaidRef:
    """A raid entry with what the passive sensors of the units need to know of it."""
    kinds = {ref.card.kind for unit in units for ref in unit.passive}
    return item._replace(refs=item.refs | _signals(item.card, inputs, kinds)) if kinds else item


def _signals(card: ThreatCard | AircraftCard, inputs: Inputs, kinds: Iterable[str]) -> Refs:
    found: Refs = {}
    for kind in sorted(kinds):
        found |= {name: ref for name in _SIGNALS[kind] if (ref := inputs.maybe(card, name))}
        if kind == "eo-ir":
            name = _size_of(card)
            found["size"] = inputs.passive(name, TERMS[name])
    return found


def _size_of(card: ThreatCard | AircraftCard) -> str:
    if card.target_class in ("aircraft", "drone"):
        mass = card.figures.get("mass")
        small = mass is not None and to_canonical(mass.value, mass.unit, "mass") < _SMALL_DRONE
        return (
            "size-aircraft" if card.target_class == "aircraft" else f"size-{'small-' if small else ''}drone"
        )
    return "size-missile"


def passive_cards(resolved: ResolvedScenario) -> dict[str, PassiveRef]:
    """Passive sensors of a scenario by card, in the order of the places in the reaches of a flight.

    Raises:
        ScenarioError: more cards than there are places.
    """
    found = {ref.card.name: ref for unit in resolved.units for ref in unit.passive}
    if len(found) > PASSIVE_CARDS:
        raise ScenarioError(
            "the units hold too many kinds of passive sensors", given=len(found), where="units",
            allowed=f"up to {PASSIVE_CARDS} different cards",
        )  # fmt: skip
    return found


def passive_reach(ref: PassiveRef, item: RaidRef, weather: Weather, values: Values) -> float:
    """Range at which a passive sensor finds a target of a raid entry in one draw [m]; 0 if it never does.

    Horizon, terrain and the sector that it watches are for the caller.

    Source: `docs/methods/passive-sensors.md`, section "In a run".
    """
    if not (ref.card.night if weather.night else ref.card.day):
        return 0.0
    value = {name: values[source] for name, source in ref.refs.items()}
    anchor = {name: values[source] for name, source in ref.anchor.items()}
    target = {name: values[item.refs[name]] for name in _OF_TARGET if name in item.refs}
    if ref.card.kind == "passive-df":
        return _heard_emitter(value, target)
    if ref.card.kind == "acoustic":
        return _heard_engine(value, anchor, target, weather)
    return _seen(ref.card, value, anchor, target, weather)


def _heard_emitter(value: Values, target: Values) -> float:
    """One-way radar equation with the power that a radar sends beside its beam, up to the advertised range."""
    power, frequency = target.get("emitter_erp", 0.0), target.get("emitter_frequency", 0.0)
    lowest, highest = value.get("frequency_min", 0.0), value.get("frequency_max", math.inf)
    if power <= 0.0 or frequency <= 0.0 or not lowest <= frequency <= highest:
        return 0.0
    toward = power * 10.0 ** (value["emitter-sidelobe"] / 10.0)
    gain = 10.0 ** (value["antenna_gain"] / 10.0)
    least = max(value["sensitivity"], 1e-30)
    heard = float(intercept_range(toward, LIGHT_SPEED / frequency, gain, 1.0, least))
    return min(heard, value["detection_range"])


def _heard_engine(value: Values, anchor: Values, target: Values, weather: Weather) -> float:
    """Levels against the anchor: what is left of its sound over its ambient noise at its range has to be left."""
    if "sound_level" not in target or weather.wind > value.get("wind_max", math.inf):
        return 0.0
    absorption = absorption_db(
        value["engine-tone"], value["air-temperature"], value["relative-humidity"], value["air-pressure"]
    )
    least = received_level_db(anchor["sound_level"], value["detection_range"], absorption, 0.0)
    threshold = least - value["ambient_sound"]
    return float(hearing_range(target["sound_level"], value["ambient-sound"], threshold, absorption, 0.0))


def _seen(card: SensorCard, value: Values, anchor: Values, target: Values, weather: Weather) -> float:
    """Size and air against the anchor: resolution and contrast in visible light, a warm spot in infrared."""
    reach = value["detection_range"]
    if weather.night:
        reach = value.get("detection_range_night", reach)
    own, size = max(anchor["size"], _LEAST_LENGTH), target["size"]
    rain = rain_extinction(weather.rain * _MM_PER_HOUR)
    visibility = max(weather.visibility, _LEAST_LENGTH)
    haze = visible_extinction(visibility, KOSCHMIEDER)
    if card.light == "visible":
        pixel = 0.5 * own / (reach * DETECTION_CYCLES)
        clear = visible_extinction(max(value["visibility"], _LEAST_LENGTH), KOSCHMIEDER)
        threshold = min(KOSCHMIEDER, math.exp(-clear * reach))
        return float(camera_range(size, pixel, DETECTION_CYCLES, 1.0, threshold, haze + rain, True))
    clear = value["infrared-extinction"]
    # Target and picture element only enter by their ratio: one of a radian, which no target fills.
    threshold = thermal_difference(1.0, own * own, 1.0, clear, reach)
    extinction = rain + (max(clear, haze) if visibility < _FOG else clear)
    return float(thermal_range(1.0, size * size, 1.0, extinction, threshold)) if threshold > 0.0 else reach
