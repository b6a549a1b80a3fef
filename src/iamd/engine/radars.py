"""Sensors and jammers of a draw: rows of Sensors and Jammers, and what terrain hides from each sensor."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from iamd.engine import tables
from iamd.engine.codes import BANDS, SensorKind, SensorRole
from iamd.engine.flights import Site, geodesic_bearing
from iamd.errors import ScenarioError
from iamd.physics.acoustics import air_sound_speed
from iamd.physics.geodesy import geodetic_to_ecef
from iamd.physics.propagation import EARTH_RADIUS
from iamd.physics.rng import name_word
from iamd.physics.terrain import curvature_of
from iamd.physics.terrain_lines import polar_floor
from iamd.scenario.passive import PassiveRef, passive_cards
from iamd.scenario.resolve import ResolvedScenario, SensorRef, UnitRef
from iamd.scenario.sensing import RadarSite, radar_record

Values = Mapping[str, float]
#: Table of the terrain floor of each radar: how far it reaches [m], directions, steps of range.
FLOOR_REACH = 150_000.0
FLOOR_AZIMUTHS = 720
FLOOR_STEPS = 300
#: No published limit: as good as infinite for a table of integers.
UNLIMITED = 1_000_000
_ROLES = {
    "search": SensorRole.SEARCH,
    "engagement": SensorRole.ENGAGEMENT,
    "multifunction": SensorRole.MULTIFUNCTION,
}
_KINDS = {
    "passive-df": SensorKind.PASSIVE_DF,
    "acoustic": SensorKind.ACOUSTIC,
    "eo-ir": SensorKind.EO_IR,
}
#: A tracker that is pointed at known targets looks at each this often [s]; more looks would sharpen little.
_CUED_PERIOD = 1.0


def ticks(seconds: float, step: float) -> int:
    """Whole flight steps in ``seconds``, at least one."""
    return max(1, round(seconds / step))


def build_sensors(
    resolved: ResolvedScenario, values: Values, sites: list[Site], step: float
) -> tuple[Any, list[tuple[int, int]]]:
    """Rows of all sensors, a unit's radars before its passive ones, and for each unit its first row and how many."""
    refs: list[tuple[int, SensorRef | PassiveRef]] = []
    for row, unit in enumerate(resolved.units):
        refs += [(row, radar) for radar in unit.sensors]
        refs += [(row, passive) for passive in unit.passive]
    places = list(passive_cards(resolved))
    sensors = tables.SENSORS.allocate(len(refs))
    spans = []
    for row, unit in enumerate(resolved.units):
        first = next((i for i, (owner, _) in enumerate(refs) if owner == row), 0)
        spans.append((first, len(unit.sensors) + len(unit.passive)))
    for i, (row, ref) in enumerate(refs):
        if isinstance(ref, PassiveRef):
            _passive(sensors[i], row, ref, resolved, values, sites[row], step)
            sensors[i].reach = places.index(ref.card.name)
        else:
            _sensor(sensors[i], row, ref, resolved, values, sites[row], step)
    return sensors, spans


def _sensor(
    sensor: Any, row: int, ref: SensorRef, resolved: ResolvedScenario, values: Values, site: Site, step: float
) -> None:
    unit = resolved.units[row]
    value = {name: values[input_name] for name, input_name in ref.refs.items()}
    antenna = value["antenna_height"] if unit.spec.mast is None else unit.spec.mast
    height = site.height + (0.0 if unit.system.aircraft else antenna)
    facing = _raid_bearing(resolved, unit) if unit.spec.facing is None else unit.spec.facing
    ground = site.ground if unit.system.aircraft else site.height
    for name, number in radar_record(resolved, ref, values, RadarSite(ground, height, facing)).items():
        sensor[name] = number
    sensor.x, sensor.y, sensor.z = geodetic_to_ecef(site.latitude, site.longitude, height)
    sensor.unit, sensor.role, sensor.name_word = row, _ROLES[ref.card.role], name_word(ref.name)
    sensor.range_error = value["range_error"]
    sensor.azimuth_error, sensor.elevation_error = value["azimuth_error"], value["elevation_error"]
    sensor.false_plots, sensor.band = value["false_plots_per_scan"], BANDS.index(ref.card.band)
    sensor.scan_ticks = ticks(value["scan_period"], step)
    sensor.look_ticks = ticks(value.get("revisit_period", value["scan_period"]), step)
    sensor.dwell_s = look_time(value)
    sensor.track_share = value.get("track_share", 1.0)
    sensor.shares_time = int(ref.card.role == "multifunction" and ref.card.scanning != "rotating")
    sensor.channels, sensor.guided = _channels(unit, ref, values)


def _passive(
    sensor: Any,
    row: int,
    ref: PassiveRef,
    resolved: ResolvedScenario,
    values: Values,
    site: Site,
    step: float,
) -> None:
    """Row of a sensor that sends nothing out.

    Its instrumented range stays 0: that it does not find a target says nothing against a track, because only some
    targets radiate, are loud or stand out.
    """
    unit = resolved.units[row]
    value = {name: values[source] for name, source in ref.refs.items()}
    # A mast of the scenario is that of the radar, if there is one.
    mast = unit.spec.mast
    above = value["antenna_height"] if mast is None or unit.sensors else mast
    sensor.height_m = site.height + (0.0 if unit.system.aircraft else above)
    sensor.ground_m = site.ground if unit.system.aircraft else site.height
    sensor.x, sensor.y, sensor.z = geodetic_to_ecef(site.latitude, site.longitude, float(sensor.height_m))
    sensor.unit, sensor.role, sensor.kind = row, SensorRole.SEARCH, _KINDS[ref.card.kind]
    sensor.name_word = name_word(ref.name)
    sensor.facing = _raid_bearing(resolved, unit) if unit.spec.facing is None else unit.spec.facing
    sensor.half_sector = 0.5 * value["azimuth_sector"]
    sensor.elevation_min, sensor.elevation_max = value["elevation_min"], value["elevation_max"]
    sensor.azimuth_error = value["bearing_error"]
    sensor.elevation_error = value.get("elevation_error", value["bearing_error"])
    sensor.range_share = value.get("range-guess", value["bearing_error"])
    sensor.detection = value["anchor_detection_probability"]
    sensor.cued = int(ref.card.cued)
    sensor.scan_ticks = ticks(max(value["scan_period"], _CUED_PERIOD * sensor.cued), step)
    sensor.look_ticks = sensor.scan_ticks
    if ref.card.kind == "acoustic":
        sensor.sound_speed = air_sound_speed(value["air-temperature"])


def look_time(value: Values) -> float:
    """Time of one dedicated look [s]: the published dwell, or the pulses of a look at the repetition frequency."""
    if "dwell" in value:
        return value["dwell"]
    if "pulses_per_look" in value and "prf" in value:
        return value["pulses_per_look"] / value["prf"]
    return 0.0


def build_jammers(resolved: ResolvedScenario) -> Any:
    """Stand-off jammers of the scenario, then the entries of the raid that carry one."""
    scenario = resolved.scenario
    carried = [(row, item.entry.jammer) for row, item in enumerate(resolved.raid) if item.entry.jammer]
    jammers = tables.JAMMERS.allocate(len(scenario.jammers) + len(carried))
    for row, spec in enumerate(scenario.jammers):
        jammer = jammers[row]
        latitude, longitude = map(math.radians, spec.at)
        jammer.x, jammer.y, jammer.z = geodetic_to_ecef(latitude, longitude, spec.altitude)
        jammer.height_m, jammer.flight = spec.altitude, -1
    for row, (flight, _) in enumerate(carried, start=len(scenario.jammers)):
        jammers[row].flight = flight
    for row, power in enumerate([*scenario.jammers, *(spec for _, spec in carried)]):
        for band in power.bands:
            jammers[row].density[BANDS.index(band)] = power.erp / power.bandwidth
    return jammers


def build_floors(resolved: ResolvedScenario, sensors: Any, sites: list[Site], rules: Any) -> Any:
    """Lowest visible heights by sensor, azimuth and ground range; one cell of zero on a smooth earth.

    Ground farther away than :data:`FLOOR_REACH` is not read: what it could hide is high up, where few threats fly.
    Cells above 1 km hide nothing (they say little about what is below 1 km).
    """
    if resolved.ground is None:
        return np.zeros((1, 1, 1), dtype=np.float32)
    reach = FLOOR_REACH
    floors = np.zeros((len(sensors), FLOOR_AZIMUTHS, FLOOR_STEPS + 1), dtype=np.float32)
    step = reach / FLOOR_STEPS
    for row, sensor in enumerate(sensors):
        unit = resolved.units[int(sensor.unit)]
        area = resolved.ground.around(*unit.spec.at, reach)
        if area.coarse:
            continue
        centre = area.heights.shape[0] // 2
        above = float(sensor.height_m) - float(area.heights[centre, centre])
        curvature = curvature_of(rules[0].earth_factor, EARTH_RADIUS)
        polar_floor(area.heights, centre, centre, above, area.cell, curvature, step, floors[row])
        sensor.floor_step_m = step
    return floors


def _channels(unit: UnitRef, ref: SensorRef, values: Values) -> tuple[int, int]:
    """Target channels and guided rounds: the scenario's, else the system's, else the radar's."""
    if ref.card.role == "search":
        return 0, 0
    found = []
    for figure in ("target_channels", "guided_rounds"):
        name = unit.refs.get(figure) or ref.refs.get(figure)
        found.append(round(values[name]) if name else UNLIMITED)
    channels = unit.spec.channels or found[0]
    if channels == UNLIMITED and not ref.card.ideal:
        raise ScenarioError(
            f"nobody publishes the target channels of {unit.system.name}: give `channels:` in the scenario",
            given=unit.spec.name,
        )
    return channels, max(found[1], channels)


def _raid_bearing(resolved: ResolvedScenario, unit: UnitRef) -> float:
    """Azimuth from a unit to the middle of the raid's origins: the declared axis."""
    east = north = 0.0
    for item in resolved.raid:
        bearing = geodesic_bearing(unit.spec.at, item.entry, resolved.scenario)
        east += math.sin(bearing) * item.entry.count
        north += math.cos(bearing) * item.entry.count
    return math.atan2(east, north)
