"""Flights of the raid: aimed once per draw, tabulated, and checked for whether any unit could engage them at all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from geographiclib.geodesic import Geodesic

from iamd.engine import tables
from iamd.engine.codes import BANDS, TargetClass
from iamd.engine.intercept import earliest_intercept
from iamd.engine.sight import sight_gate
from iamd.errors import ScenarioError
from iamd.physics._jit import kernel
from iamd.physics.aiming import SAMPLE_STEP, aim_ballistic
from iamd.physics.geodesy import (
    ECCENTRICITY2,
    SEMI_MAJOR_AXIS,
    height_above_ellipsoid,
    local_axes,
    to_local,
)
from iamd.physics.rng import name_word
from iamd.physics.trajectory import fly_level, trajectory_state
from iamd.scenario.passive import passive_cards, passive_reach
from iamd.scenario.places import origin_of, place_of
from iamd.scenario.resolve import RaidRef, ResolvedScenario
from iamd.scenario.sensing import echo_of
from iamd.scenario.spec import RaidEntry, Scenario

Values = Mapping[str, float]
_CLASSES = {
    "ballistic": TargetClass.BALLISTIC,
    "cruise": TargetClass.CRUISE,
    "drone": TargetClass.DRONE,
    "aircraft": TargetClass.AIRCRAFT,
}
#: Rows kept for one flight: 3000 s of ballistic flight, or 20 000 km of level flight.
_ROOM = 4_000
#: Longest distance between rows of level flight [m]; the height is exact at rows and within 0.2 m between.
_LEVEL_SPACING = 5_000.0
#: The same where a flight follows the ground [m].
_FOLLOWED_SPACING = 1_000.0
#: Circular error probable over one-sigma error in one direction, circular normal: sqrt(2 ln 2).
_CEP_OVER_SIGMA = 1.177410
#: A missile that no trajectory with the drawn loft brings to its aim is tried with a loft nearer to one.
_LOFT_TRIES = 6
#: Interval at which a path is searched for a launch window [s]; a window shorter than this counts as none.
_WINDOW_S = 5.0


class Site(NamedTuple):
    """Where a unit stands: radians; ground and unit above the ellipsoid [m]; ECEF."""

    latitude: float
    longitude: float
    ground: float
    height: float
    position: tuple[float, float, float]
    axes: tuple[float, ...]


def geodesic_bearing(at: tuple[float, float], entry: RaidEntry, scenario: Scenario) -> float:
    """Azimuth [rad] from a place to the origin of a raid entry."""
    origin = origin_of(entry, scenario)
    return math.radians(Geodesic.WGS84.Inverse(*at, *origin)["azi1"])


def build_flights(resolved: ResolvedScenario, values: Values) -> tuple[Any, Any, Any, float]:
    """Trajectories of all raid entries, their threats, and the time at which the last one arrives [s]."""
    flights = tables.FLIGHTS.allocate(len(resolved.raid))
    threats = tables.THREATS.allocate(sum(item.entry.count for item in resolved.raid))
    pieces = []
    first_row = row = 0
    end_s = 0.0
    scratch = np.zeros((_ROOM, 6))
    for number, item in enumerate(resolved.raid):
        flight = flights[number]
        _flight(flight, item, resolved, values, scratch, f"raid.{number}")
        flight.first_row = first_row
        pieces.append(scratch[: flight.rows].copy())
        first_row += flight.rows
        for ordinal in range(item.entry.count):
            threat = threats[row]
            threat.flight, threat.ordinal, threat.target_class = number, ordinal, flight.target_class
            threat.name_word = name_word(threat_name(number, item.entry, ordinal))
            row += 1
        # A Poisson stream may run late: ten standard deviations of the last arrival are waited for.
        late = 10.0 * math.sqrt(item.entry.count) * item.entry.spacing if flight.random_arrivals else 0.0
        last = item.entry.start + item.entry.count * item.entry.spacing + late + flight.end_s
        end_s = max(end_s, last)
    return flights, threats, np.concatenate(pieces), end_s


def threat_name(number: int, entry: RaidEntry, ordinal: int) -> str:
    """Name of one threat, as results and draws use it."""
    return f"{entry.threat}/{number + 1}.{ordinal + 1}"


def _flight(
    flight: Any, item: RaidRef, resolved: ResolvedScenario, values: Values, table: Any, where: str
) -> None:
    entry, scenario = item.entry, resolved.scenario
    origin = [math.radians(x) for x in origin_of(entry, scenario)]
    aim = [math.radians(x) for x in place_of(entry.aim, scenario)]
    flight.target_class = _CLASSES[item.kind]
    if item.kind == "ballistic":
        _ballistic(flight, item, origin, aim, values, table, where)
    else:
        # Aircraft fly by the altimeter; cruise missiles and drones keep their height over the ground.
        follows = resolved.ground is not None and item.kind != "aircraft"
        _level(
            flight, item, origin, aim, values, table, where, _FOLLOWED_SPACING if follows else _LEVEL_SPACING
        )
        if resolved.ground is not None and item.kind != "aircraft":
            ground = resolved.ground.under_path(origin_of(entry, scenario), place_of(entry.aim, scenario))
            follow_ground(table[: flight.rows], flight, ground)
    echo = echo_of(item, values)
    for band, name in enumerate(BANDS):
        flight.rcs[band] = echo.ahead.get(name, 0.0)
    flight.beam_ratio, flight.tail_ratio, flight.flash_width = (
        echo.beam_ratio,
        echo.tail_ratio,
        echo.flash_width,
    )
    flight.swerling = echo.swerling
    for place, ref in enumerate(passive_cards(resolved).values()):
        flight.passive_reach[place] = passive_reach(ref, item, scenario.weather, values)
    flight.decoy = int(entry.decoy)
    flight.reliability = values[item.refs["reliability"]]
    flight.dispersion_m = values[item.refs["cep"]] / _CEP_OVER_SIGMA
    names = [asset.name for asset in scenario.assets] + [unit.name for unit in scenario.units]
    flight.asset = names.index(entry.aim)
    flight.axes[:] = local_axes(aim[0], aim[1])
    flight.start_s, flight.spacing_s = entry.start, entry.spacing
    flight.random_arrivals = int(entry.arrivals == "random")


def _ballistic(
    flight: Any, item: RaidRef, origin: list[float], aim: list[float], values: Values, table: Any, where: str
) -> None:
    value = {name: values[ref] for name, ref in item.refs.items()}
    loft = value["loft"]
    for _ in range(_LOFT_TRIES):
        rows, end_s, _, _, _ = aim_ballistic(
            table, 0, _ROOM, origin[0], origin[1], aim[0], aim[1], loft, value["burn_time"], value["specific_impulse"],
            value["vertical_time"], value["ballistic_coefficient"],
        )  # fmt: skip
        if rows > 0:
            break
        loft = 0.5 * (loft + 1.0)
    if rows <= 0:
        raise ScenarioError(
            f"no trajectory brings {item.card.name} to its aim",
            given=f"{Geodesic.WGS84.Inverse(*map(math.degrees, (*origin, *aim)))['s12'] / 1000:.0f} km",
            allowed="100 km to 3000 km", where=where,
        )  # fmt: skip
    flight.rows, flight.sample_s, flight.end_s = rows, SAMPLE_STEP, end_s
    flight.burnout_s = min(value["burn_time"], 0.9 * end_s)


def _level(
    flight: Any, item: RaidRef, origin: list[float], aim: list[float], values: Values, table: Any, where: str,
    spacing: float,
) -> None:  # fmt: skip
    entry = item.entry
    speed = values[item.refs["speed"]] if entry.speed is None else entry.speed
    height = values[item.refs["altitude"]] if entry.altitude is None else entry.altitude
    dive = values["model.dive-angle"]
    rows, end_s, step = fly_level(
        table,
        0,
        _ROOM,
        spacing / speed,
        origin[0],
        origin[1],
        aim[0],
        aim[1],
        height,
        speed,
        dive if item.kind != "aircraft" else 0.0,
    )
    if rows <= 0:
        raise ScenarioError(
            "the raid entry starts at its aim or is too long", given=item.card.name, where=where
        )
    flight.rows, flight.sample_s, flight.end_s, flight.burnout_s = rows, step, end_s, 0.0


def follow_ground(rows: Any, flight: Any, ground: Any) -> None:
    """Lift a level flight over the ground below it, in place.

    Args:
        rows: of its trajectory, as :func:`fly_level` wrote them.
        flight: its row of Flights.
        ground: height to add, evenly along the way from origin to aim [m].
    """
    whole = len(rows) - 3
    times = np.append(np.arange(whole + 1) * flight.sample_s, [whole * flight.sample_s, flight.end_s])
    places = times / flight.end_s * (len(ground) - 1)
    grid = np.arange(len(ground))
    lift = np.interp(places, grid, ground)
    climb = np.interp(places, grid, np.gradient(ground)) * (len(ground) - 1) / flight.end_s
    up = rows[:, :3] / (SEMI_MAJOR_AXIS, SEMI_MAJOR_AXIS, SEMI_MAJOR_AXIS * (1.0 - ECCENTRICITY2))
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    rows[:, :3] += lift[:, None] * up
    rows[:, 3:] += climb[:, None] * up


def mark_engageable(
    flights: Any, trajectory: Any, units: Any, sensors: Any, floors: Any, magazines: Any, round_types: Any, times: Any,
    reach_steps: Any, rules: Any,
) -> None:  # fmt: skip
    """Set ``engageable`` where some unit would have a launch window with perfect knowledge and nothing else to do."""
    for flight in flights:
        for unit in units:
            for m in range(unit.first_magazine, unit.first_magazine + unit.magazines):
                magazine = magazines[m]
                if magazine.ready <= 0 or flight.engageable:
                    continue
                found = has_window(
                    flight, trajectory, unit, sensors, floors, round_types[magazine.type], times[magazine.type],
                    reach_steps[magazine.type], rules[0].earth_factor,
                )  # fmt: skip
                flight.engageable = int(found)


@kernel
def has_window(
    flight: Any,
    trajectory: Any,
    unit: Any,
    sensors: Any,
    floors: Any,
    kind: Any,
    times: Any,
    reach_step: float,
    k: float,
) -> bool:
    """Whether a launch window exists for one round type, looking every :data:`_WINDOW_S` along the true path."""
    ballistic = flight.target_class == 0
    time_s = 0.0
    while time_s < flight.end_s:
        state = trajectory_state(
            trajectory, flight.first_row, flight.rows, flight.sample_s, flight.end_s, time_s
        )
        sensor_row = -1
        radars = 0
        for s in range(unit.first_sensor, unit.first_sensor + unit.sensors):
            if sensors[s].role == 0:
                continue
            radars += 1
            dx = state[0] - sensors[s].x
            dy = state[1] - sensors[s].y
            dz = state[2] - sensors[s].z
            axes = unit.axes
            east, north, _ = to_local(
                dx, dy, dz, (axes[0], axes[1], axes[2], axes[3], axes[4], axes[5], axes[6], axes[7], axes[8])
            )
            slant = math.sqrt(dx * dx + dy * dy + dz * dz)
            height = height_above_ellipsoid(state[0], state[1], state[2])
            if (
                slant <= sensors[s].instrumented_m
                and sight_gate(sensors[s], s, floors, east, north, slant, height, k) == 0
            ):
                sensor_row = s
        if sensor_row >= 0 or radars == 0:
            reason, wait, _, _, _, _ = earliest_intercept(
                state, ballistic, flight.end_s - time_s, kind.preparation_s, 0.0, 0.0, 0.0, unit,
                sensors[max(sensor_row, 0)], sensor_row, floors, kind, times, reach_step, k,
            )  # fmt: skip
            if reason == 0 and wait < _WINDOW_S:
                return True
        time_s += _WINDOW_S
    return False
