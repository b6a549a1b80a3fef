"""Names become cards, and cards become the list of inputs that a run draws.

Nothing numeric is decided here: a resolved scenario says *which* input fills which place of the engine's tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from iamd.errors import InputError, ScenarioError
from iamd.library.card import (
    AircraftCard,
    Card,
    GunCard,
    InterceptorCard,
    NetworkCard,
    RadarCard,
    SystemCard,
    ThreatCard,
)
from iamd.library.loader import Library, library
from iamd.scenario.inputs import Input, Inputs
from iamd.scenario.passive import PassiveRef, passive_sensor, with_signals
from iamd.scenario.places import check_distance
from iamd.scenario.spec import Origin, RaidEntry, Scenario, UnitSpec

if TYPE_CHECKING:
    from iamd.scenario.ground import Ground

RADAR_FIGURES = (
    "detection_range", "instrumented_range", "scan_period", "antenna_height", "azimuth_sector", "elevation_min",
    "elevation_max", "range_error", "azimuth_error", "elevation_error", "anchor_detection_probability",
    "false_alarm_probability", "false_plots_per_scan", "radial_speed_min",
)  # fmt: skip
ROUND_FIGURES = (
    "range_min", "range_max", "altitude_min", "altitude_max", "target_speed_max", "sspk_aircraft", "sspk_cruise",
    "sspk_drone", "common_cause", "speed_max", "burn_time", "load_factor_max", "navigation_ratio",
    "terminal_speed_fraction", "handover_range", "seeker_basket", "gate_miss",
)  # fmt: skip
ROUND_OPTIONAL = (
    "range_max_ballistic", "altitude_max_ballistic", "altitude_min_ballistic", "sspk_ballistic", "launch_preparation",
    "price",
)  # fmt: skip
GUN_FIGURES = (
    "range_min", "range_max", "altitude_min", "altitude_max", "target_speed_max", "sspk_aircraft", "sspk_cruise",
    "sspk_drone", "common_cause", "projectile_speed", "burst_time", "engagement_time", "gate_track_error", "bursts",
    "reload_time",
)  # fmt: skip
DOCTRINE_FIGURES = (
    "salvo", "looks", "ripple", "reserve", "assessment_delay", "false_kill", "missed_kill", "identification_time",
    "decision_period", "keep_out_altitude",
)  # fmt: skip
BALLISTIC_FIGURES = ("burn_time", "specific_impulse", "vertical_time", "loft", "ballistic_coefficient")
#: What a look at a radar's echo needs beyond its range: not for ideal sensors.
LOOK_FIGURES = (
    "frequency", "azimuth_beamwidth", "elevation_beamwidth", "range_resolution", "improvement_factor",
)  # fmt: skip
LOOK_OPTIONAL = (
    "scan_loss_exponent",
    "boresight_elevation",
    "track_share",
    "pulses_per_look",
    "prf",
    "dwell",
)
JAMMED_FIGURES = ("noise_temperature", "system_loss", "sidelobe_level")
#: Names of cross-sections, in the order of the engine's bands.
RCS_FIGURES = ("rcs_vhf", "rcs_uhf", "rcs_l", "rcs_s", "rcs_c", "rcs_x", "rcs_ku", "rcs_ka")

Refs = dict[str, str]


class SensorRef(NamedTuple):
    """A radar of a unit."""

    card: RadarCard
    name: str
    refs: Refs


class MagazineRef(NamedTuple):
    """A round or gun type of a unit and how many."""

    type: str
    ready: str
    refs: Refs
    guns: str | None


class UnitRef(NamedTuple):
    """A unit with its cards."""

    spec: UnitSpec
    system: SystemCard
    network: NetworkCard
    sensors: tuple[SensorRef, ...]
    magazines: tuple[MagazineRef, ...]
    refs: Refs
    doctrine: Refs
    passive: tuple[PassiveRef, ...] = ()


class RaidRef(NamedTuple):
    """A raid entry with its card."""

    entry: RaidEntry
    card: ThreatCard | AircraftCard
    kind: str
    refs: Refs


class TypeRef(NamedTuple):
    """A round or gun type that some unit holds."""

    card: InterceptorCard | GunCard
    refs: Refs


class ResolvedScenario(NamedTuple):
    """A scenario with its cards and inputs."""

    scenario: Scenario
    units: tuple[UnitRef, ...]
    raid: tuple[RaidRef, ...]
    types: dict[str, TypeRef]
    inputs: dict[str, Input]
    #: What a map of coverage is drawn for; filled only for one.
    targets: tuple[RaidRef, ...] = ()
    #: Elevation model; None on a smooth earth.
    ground: Ground | None = None

    @property
    def weak_share(self) -> float:
        """Share of the inputs whose evidence has grade D or E."""
        grades = [item.figure.grade for item in self.inputs.values()]
        return sum(grade in ("D", "E") for grade in grades) / len(grades)


def resolve(scenario: Scenario, cards: Library | None = None, *, coverage: bool = False) -> ResolvedScenario:
    """Look up every card that a scenario names and collect the inputs it uses.

    Args:
        coverage: also the targets that a map of coverage is drawn for. A scenario without a raid always has them.

    Raises:
        InputError: an unknown name (with the nearest match), a card that cannot be used (with its reason), an aim
            that is no asset or unit, a threat from farther than it can fly, or an override of a figure that is not
            used; with file and line if the scenario was read from a file.
    """
    try:
        return _resolve(scenario, cards or library(), coverage or not scenario.raid)
    except InputError as error:
        place = scenario._read_from.place(_location(error.where)) if error.where else ""
        error.where = f"{place}: {error.where}" if place else error.where
        raise


def _location(where: str) -> tuple[str | int, ...]:
    """``units.0.system`` as the steps that lead there; the name of a figure is one step, whatever dots it holds."""
    if where.startswith("figures."):
        return "figures", where.removeprefix("figures.")
    return tuple(int(step) if step.isdigit() else step for step in where.split("."))


def _resolve(scenario: Scenario, cards: Library, coverage: bool) -> ResolvedScenario:
    inputs = Inputs(cards, scenario.figures)
    types: dict[str, TypeRef] = {}
    _surroundings(scenario, inputs)
    units = tuple(
        _unit(spec, scenario, cards, inputs, types, f"units.{row}") for row, spec in enumerate(scenario.units)
    )
    bands: set[str] = {sensor.card.band for unit in units for sensor in unit.sensors}
    targets = [unit.name for unit in scenario.units] + [asset.name for asset in scenario.assets]
    raid = []
    for row, entry in enumerate(scenario.raid):
        if entry.aim not in targets:
            raise ScenarioError(
                "the raid aims at something that is neither an asset nor a unit",
                given=entry.aim, allowed=targets, where=f"raid.{row}.aim",
            )  # fmt: skip
        found = _raid(entry, cards, inputs, bands, f"raid.{row}.threat")
        check_distance(
            entry, scenario, found.card, inputs.card(found.card).get("range_max"), f"raid.{row}.from"
        )
        raid.append(with_signals(found, units, inputs))
    seen = _targets(scenario, tuple(raid), cards, inputs, bands) if coverage else ()
    inputs.check_overrides()
    return ResolvedScenario(scenario, units, tuple(raid), types, inputs.found, seen, _ground(scenario))


def _targets(
    scenario: Scenario, raid: tuple[RaidRef, ...], cards: Library, inputs: Inputs, bands: set[str]
) -> tuple[RaidRef, ...]:
    """What a map of coverage is drawn for: the targets that it names, else those of the raid, each once.

    A target that is not in the raid stands in an entry that flies nowhere. Entries of one card are one target unless a
    radar can tell them apart: by reflector, jammer or speed. Maps have altitudes of their own.
    """
    if not scenario.coverage.targets:
        keys = [(each.card.name, each.entry.reflector, each.entry.jammer, each.entry.speed) for each in raid]
        return tuple(item for row, item in enumerate(raid) if keys[row] not in keys[:row])
    found: dict[str, RaidRef] = {}
    for row, name in enumerate(scenario.coverage.targets):
        where = f"coverage.targets.{row}"
        entry = RaidEntry.model_construct(
            threat=name, count=1, origin=Origin(at=scenario.units[0].at), jammer=None, reflector=False, aim=""
        )
        card = cast(
            "ThreatCard | AircraftCard",
            usable(cards.card(name, "threats", "aircraft", where=where), where),
        )
        refs = _echo(entry, card, inputs, bands, where)
        speed = None if card.target_class == "ballistic" else inputs.maybe(card, "speed")
        found[card.name] = RaidRef(entry, card, card.target_class, refs | ({"speed": speed} if speed else {}))
    return tuple(found.values())


def _ground(scenario: Scenario) -> Ground | None:
    """The elevation model of the scenario, once for all draws."""
    if scenario.terrain == "smooth":
        return None
    from iamd.scenario.ground import Ground

    try:
        return Ground(scenario)
    except InputError as error:
        error.where = error.where or "terrain"
        raise


def _surroundings(scenario: Scenario, inputs: Inputs) -> None:
    """Register what air, weather and ground the scenario's models need."""
    way = scenario.propagation
    names = []
    if way.gas:
        names.append("vapour-density")
    if scenario.weather.rain > 0.0:
        names.append("rain-height")
    if way.clutter and way.surface == "land":
        names.append("land-gamma-farmland")
    if way.lobing or (way.duct and way.surface == "sea"):
        kind = "sea" if way.surface == "sea" else "ground"
        names += [f"{kind}-permittivity", f"{kind}-conductivity"]
        if kind == "ground":
            names.append("terrain-roughness")
    if way.duct and way.surface == "sea":
        names.append("evaporation-duct-height")
    for name in names:
        inputs.surroundings(name)


def usable(card: Card, where: str) -> Card:
    """The card itself, or a refusal with the reason why it cannot be used."""
    if card.usable is not None:
        raise ScenarioError(
            f"{card.name} cannot be used, because {card.usable.because}", given=card.name, where=where
        )
    return card


def _unit(
    spec: UnitSpec, scenario: Scenario, cards: Library, inputs: Inputs, types: dict[str, TypeRef], where: str
) -> UnitRef:
    at = f"{where}.system"
    system = cast(SystemCard, usable(cards.card(spec.system, "systems", where=at), at))
    network = cast(NetworkCard, cards.card(spec.network, "networks", where=f"{where}.network"))
    doctrine = cards.card(spec.doctrine.shots, "doctrines", where=f"{where}.doctrine.shots")
    refs = {name: inputs.use(system, name) for name in ("reaction_time", "readiness", "hit_radius")}
    for name in ("target_channels", "guided_rounds", "launchers", "reload_rounds"):
        found = inputs.maybe(system, name)
        if found:
            refs[name] = found
    if network.shares:
        refs |= {f"network_{name}": inputs.use(network, name) for name in ("delay", "period", "loss")}
    if system.aircraft:
        refs["radar_altitude"] = inputs.use(cards.card(system.aircraft, "aircraft"), "radar_altitude")
    if system.launcher:
        launcher = cards.card(system.launcher, "launchers")
        refs |= {
            f"launcher_{name}": inputs.use(launcher, name) for name in ("launch_interval", "reload_time")
        }
    jammed = bool(scenario.jammers) or any(entry.jammer for entry in scenario.raid)
    sensors = tuple(_sensor(part.part, spec, cards, inputs, jammed) for part in system.radars)
    _check_channels(spec, system, sensors, refs, where)
    return UnitRef(
        spec, system, network, sensors,
        tuple(_magazines(spec, system, cards, inputs, types, where)),
        refs,
        {name: inputs.use(doctrine, name) for name in DOCTRINE_FIGURES},
        tuple(passive_sensor(part.part, spec, cards, inputs) for part in system.sensors),
    )  # fmt: skip


def _check_channels(
    spec: UnitSpec, system: SystemCard, sensors: tuple[SensorRef, ...], refs: Refs, where: str
) -> None:
    """Refuse a unit of which nobody says how many targets it can engage at once."""
    for sensor in sensors:
        told = spec.channels or "target_channels" in refs or "target_channels" in sensor.refs
        if sensor.card.role != "search" and not told and not sensor.card.ideal:
            raise ScenarioError(
                f"nobody publishes the target channels of {system.name}: give `channels:` in the scenario",
                given=spec.name, where=where,
            )  # fmt: skip


def _sensor(part: str, spec: UnitSpec, cards: Library, inputs: Inputs, jammed: bool) -> SensorRef:
    card = cast(RadarCard, cards.card(part, "radars"))
    needed = RADAR_FIGURES if card.ideal else RADAR_FIGURES + LOOK_FIGURES
    refs = {name: inputs.use(card, name) for name in needed}
    optional: tuple[str, ...] = ("target_channels", "guided_rounds", "revisit_period")
    if not card.ideal:
        optional += LOOK_OPTIONAL + (JAMMED_FIGURES if jammed else ())
    for name in optional:
        found = inputs.maybe(card, name)
        if found:
            refs[name] = found
    return SensorRef(card, f"{spec.name}/{card.name}", refs)


def _magazines(
    spec: UnitSpec, system: SystemCard, cards: Library, inputs: Inputs, types: dict[str, TypeRef], where: str
) -> list[MagazineRef]:
    found = []
    for load in system.rounds:
        card = cast(InterceptorCard, cards.card(load.round, "interceptors"))
        refs = {name: inputs.use(card, name) for name in ROUND_FIGURES}
        refs |= {name: ref for name in ROUND_OPTIONAL if (ref := inputs.maybe(card, name))}
        types.setdefault(card.name, TypeRef(card, refs))
        found.append(MagazineRef(card.name, inputs.use(system, load.ready), refs, None))
    for part in system.guns:
        gun = cast(GunCard, cards.card(part.part, "guns"))
        refs = {name: inputs.use(gun, name) for name in GUN_FIGURES}
        refs |= {name: ref for name in ("burst_price",) if (ref := inputs.maybe(gun, name))}
        types.setdefault(gun.name, TypeRef(gun, refs))
        count = inputs.use(system, part.count) if part.count else None
        found.append(MagazineRef(gun.name, refs["bursts"], refs, count or "one"))
    if spec.magazine is not None:
        names = [item.type for item in found]
        for name in spec.magazine:
            if name not in names:
                raise ScenarioError(
                    f"the system {system.name} fires no such round",
                    given=name,
                    allowed=names,
                    where=f"{where}.magazine",
                )
    return found


def _echo(
    entry: RaidEntry, card: ThreatCard | AircraftCard, inputs: Inputs, bands: set[str], where: str
) -> Refs:
    """Inputs of a target's echo: cross-section in the bands of the scenario's radars, and how it varies by aspect."""
    have = inputs.card(card)
    if entry.reflector:
        if "rcs_reflector" not in have:
            raise ScenarioError(
                f"the card {card.name} knows no radar reflector", given=card.name, where=where
            )
        return {name: inputs.use(card, "rcs_reflector") for name in RCS_FIGURES}
    refs = {}
    for name in RCS_FIGURES:
        if name.removeprefix("rcs_") not in bands:
            continue
        # Where no band is published the nearest published one stands in; the card says so in its conditions.
        found = inputs.maybe(card, name, "rcs", "rcs_x", "rcs_s", "rcs_c", "rcs_l", "rcs_vhf")
        if found is None:
            raise ScenarioError(
                f"the card {card.name} has no radar cross-section", given=card.name, where=where
            )
        refs[name] = found
    for side in ("beam", "tail"):
        # A published value from that side holds for X band; its ratio to that from ahead is taken for all bands.
        for name in (f"rcs_{side}", f"aspect_{side}_db"):
            if name in have and f"aspect_{side}" not in refs:
                refs[f"aspect_{side}"] = inputs.use(card, name)
    if "aspect_beam" in refs:
        refs["rcs_ahead"] = inputs.maybe(card, "rcs_x", "rcs") or next(iter(refs.values()))
        refs["flash_width"] = inputs.use(card, "flash_width")
    return refs


def _raid(entry: RaidEntry, cards: Library, inputs: Inputs, bands: set[str], where: str) -> RaidRef:
    card = cast(
        "ThreatCard | AircraftCard",
        usable(cards.card(entry.threat, "threats", "aircraft", where=where), where),
    )
    refs = {name: inputs.use(card, name) for name in ("reliability", "cep")}
    if card.target_class == "ballistic":
        refs |= {name: inputs.use(card, name) for name in BALLISTIC_FIGURES}
    else:
        refs |= {name: inputs.use(card, name) for name in ("speed", "altitude")}
    refs |= _echo(entry, card, inputs, bands, where)
    price = inputs.maybe(card, "price")
    if price:
        refs["price"] = price
    return RaidRef(entry, card, card.target_class, refs)
