"""Radars and jammers of a draw: rows of Sensors and Jammers, and what terrain hides from each radar."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from iamd.engine import tables
from iamd.engine.codes import BANDS, SensorRole
from iamd.engine.flights import Site, geodesic_bearing
from iamd.errors import ScenarioError
from iamd.physics.geodesy import geodetic_to_ecef
from iamd.physics.propagation import EARTH_RADIUS
from iamd.physics.rng import name_word
from iamd.physics.terrain import curvature_of
from iamd.physics.terrain_lines import polar_floor
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


def ticks(seconds: float, step: float) -> int:
    """Whole flight steps in ``seconds``, at least one."""
    return max(1, round(seconds / step))


def build_sensors(
    resolved: ResolvedScenario, values: Values, sites: list[Site], step: float
) -> tuple[Any, list[tuple[int, int]]]:
    """Rows of all radars, and for each unit its first row and how many."""
    refs = [(row, sensor) for row, unit in enumerate(resolved.units) for sensor in unit.sensors]
    sensors = tables.SENSORS.allocate(len(refs))
    spans = []
    for row, unit in enumerate(resolved.units):
        first = next((i for i, (owner, _) in enumerate(refs) if owner == row), 0)
        spans.append((first, len(unit.sensors)))
    for i, (row, ref) in enumerate(refs):
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
    reach = resolved.scenario.coverage.radius or FLOOR_REACH
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
