"""Stage 3: dwells become plots. One of the two stages that turn truth into perception (the other is ``assess``).

A search or multifunction radar, or a passive sensor, looks at its whole volume at the end of each scan. An engaged
target gets dedicated looks by the radar that supports the engagement. Detection: radar equation anchored on the
published range, or inside the reach of a passive sensor its own probability. Plots carry position and accuracy only;
which threat caused a plot is kept in ``serials``, which only ``assess`` may read.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.engine import counts as place
from iamd.engine.codes import Counter, EngagementState, SensorKind, SensorRole, ThreatStatus, UnitState
from iamd.engine.events import emit
from iamd.engine.sight import detection_gate, jamming, passive_gate, sight_gate
from iamd.engine.stages.fly import place_threat
from iamd.physics._jit import inner
from iamd.physics.acoustics import sound_delay
from iamd.physics.geodesy import from_local, height_above_ellipsoid, to_local
from iamd.physics.propagation import EARTH_RADIUS
from iamd.physics.rng import Stream, normal4, pair_name, poisson_small, uniform, uniform2
from iamd.results.schema import EventKind

_ENGAGEMENT_ROWS = place.ENGAGEMENT_ROWS
_ON = UnitState.ON.value
_FLYING = ThreatStatus.FLYING.value
_ENGAGEMENT = SensorRole.ENGAGEMENT.value
_RADAR = SensorKind.RADAR.value
_ACOUSTIC = SensorKind.ACOUSTIC.value
_FREE = EngagementState.FREE.value
_ASSESSING = EngagementState.ASSESSING.value
_DETECTION = Stream.DETECTION.value
_MEASUREMENT = Stream.MEASUREMENT.value
_FALSE_PLOTS = Stream.FALSE_PLOTS.value
_LOOK_DETECTION = Stream.ENGAGEMENT_DETECTION.value
_LOOK_MEASUREMENT = Stream.ENGAGEMENT_MEASUREMENT.value
_FIRST_DETECTION = EventKind.FIRST_DETECTION.value
_PLOTS = Counter.PLOTS.value
_LOOKS = Counter.ENGAGEMENT_LOOKS.value
_SEARCH_LOOKS = Counter.SEARCH_LOOKS.value
#: False plots of one scan beyond this many are not drawn.
_MOST_FALSE = 64
#: Height of false plots above the ground [m]: weather, birds and chaff are low.
_FALSE_HEIGHT_M = 5000.0
#: A dedicated beam searches at least this far around the predicted place [m].
_LEAST_SEARCH_M = 1000.0
#: However busy a radar is, this share of its time is left for each of its tasks.
_LEAST_SHARE = 0.05
#: A guess of range is never shorter than this share of the true one.
_LEAST_GUESS = 0.1
_ROUNDING = 1e-9  # an interval that is not slowed stays what it is
#: Dedicated looks are addressed by their time in milliseconds: a shorter flight step renumbers nothing.
_MILLISECONDS = 1000.0


@inner
def measure(
    plots: Any, counts: Any, sensor: Any, sensor_row: int, axes: Any, threat: Any, track: int,
    east: float, north: float, up: float, slant: float, rate_error: float,
    seed: int, run: int, stream: int, name: int, index: int,
) -> int:  # fmt: skip
    """Append a plot: true position plus range, azimuth and elevation errors, with its covariance.

    Errors are laid along the line of sight and the two directions across it (small angles). A passive sensor guesses
    the range, and a line of sight of length zero says that it measures no range rate. Returns the serial number, or
    -1 if the table of plots is full.
    """
    row = counts[1]
    if row >= plots.shape[0]:
        counts[1] = row + 1
        return -1
    n1, n2, n3, n4 = normal4(seed, run, stream, name, index)
    level = math.sqrt(east * east + north * north)
    level = max(level, 1.0)
    radar = sensor.kind == _RADAR
    s1 = sensor.range_error if radar else slant * sensor.range_share
    s2 = level * sensor.azimuth_error
    s3 = slant * sensor.elevation_error
    frame = (axes[0], axes[1], axes[2], axes[3], axes[4], axes[5], axes[6], axes[7], axes[8])
    ax, ay, az = from_local(east / slant, north / slant, up / slant, frame)
    bx, by, bz = from_local(north / level, -east / level, 0.0, frame)
    cx, cy, cz = from_local(-east * up / (level * slant), -north * up / (level * slant), level / slant, frame)
    plot = plots[row]
    plot.sensor = sensor_row
    plot.unit = sensor.unit
    plot.track = track
    plot.serial = counts[2]
    x, y, z0, along = threat.x, threat.y, threat.z, s1 * n1
    if not radar:
        x, y, z0 = sensor.x + slant * ax, sensor.y + slant * ay, sensor.z + slant * az
        along = max(along, (_LEAST_GUESS - 1.0) * slant)
    z = plot.z
    z[0] = x + along * ax + s2 * n2 * bx + s3 * n3 * cx
    z[1] = y + along * ay + s2 * n2 * by + s3 * n3 * cy
    z[2] = z0 + along * az + s2 * n2 * bz + s3 * n3 * cz
    _fill(plot.r, s1 * s1, s2 * s2, s3 * s3, (ax, ay, az), (bx, by, bz), (cx, cy, cz))
    rated = 1.0 if radar else 0.0
    plot.los[0] = rated * ax
    plot.los[1] = rated * ay
    plot.los[2] = rated * az
    plot.radial = rated * (ax * threat.vx + ay * threat.vy + az * threat.vz + rate_error * n4)
    counts[1] = row + 1
    counts[2] += 1
    return counts[2] - 1


@inner
def _fill(r: Any, v1: float, v2: float, v3: float, a: Any, b: Any, c: Any) -> None:
    """Covariance with variances v1, v2, v3 along the unit vectors a, b, c; upper triangle by rows."""
    r[0] = v1 * a[0] * a[0] + v2 * b[0] * b[0] + v3 * c[0] * c[0]
    r[1] = v1 * a[0] * a[1] + v2 * b[0] * b[1] + v3 * c[0] * c[1]
    r[2] = v1 * a[0] * a[2] + v2 * b[0] * b[2] + v3 * c[0] * c[2]
    r[3] = v1 * a[1] * a[1] + v2 * b[1] * b[1] + v3 * c[1] * c[1]
    r[4] = v1 * a[1] * a[2] + v2 * b[1] * b[2] + v3 * c[1] * c[2]
    r[5] = v1 * a[2] * a[2] + v2 * b[2] * b[2] + v3 * c[2] * c[2]


@inner
def observe(
    sensor: Any, sensor_row: int, floors: Any, jammers: Any, threats: Any, row: int, flights: Any, axes: Any,
    rules: Any, draw: float,
) -> tuple[int, float, float, float, float]:  # fmt: skip
    """One look at one threat: (0 or the Reason why it is not seen, east, north, up, slant range [m])."""
    threat = threats[row]
    k = rules[0].earth_factor
    dx = threat.x - sensor.x
    dy = threat.y - sensor.y
    dz = threat.z - sensor.z
    if sensor.kind == _ACOUSTIC:
        # Sound is old: the target is heard where it was when the sound left it.
        age = sound_delay(dx, dy, dz, threat.vx, threat.vy, threat.vz, sensor.sound_speed)
        dx, dy, dz = dx - age * threat.vx, dy - age * threat.vy, dz - age * threat.vz
    slant = math.sqrt(dx * dx + dy * dy + dz * dz)
    east, north, up = to_local(
        dx, dy, dz, (axes[0], axes[1], axes[2], axes[3], axes[4], axes[5], axes[6], axes[7], axes[8])
    )
    height = height_above_ellipsoid(threat.x, threat.y, threat.z)
    flight = flights[threat.flight]
    if sensor.kind != _RADAR:
        gate = passive_gate(sensor, sensor_row, floors, flight, east, north, slant, height, k, draw)
        return gate, east, north, up, slant
    gate = sight_gate(sensor, sensor_row, floors, east, north, slant, height, k)
    if gate == 0:
        jam = jamming(sensor, sensor_row, floors, jammers, flights, threats, axes, east, north, up, slant, k)
        gate = detection_gate(sensor, threat, flight, k, east, north, dx, dy, dz, slant, height, jam, draw)
    return gate, east, north, up, slant


@inner
def search(
    units: Any, sensors: Any, floors: Any, jammers: Any, threats: Any, flights: Any, plots: Any, sights: Any,
    serials: Any, rules: Any, events: Any, counts: Any, work: Any, unit_row: int, sensor_row: int, time_s: float,
    seed: int, run: int,
) -> None:  # fmt: skip
    """One scan of a search volume: a look at every flying threat, and false plots."""
    sensor = sensors[sensor_row]
    axes = units[unit_row].axes
    for row in range(threats.shape[0]):
        threat = threats[row]
        held = sensor.scan > 0 and sights[unit_row * threats.shape[0] + row].track >= 0
        if threat.status != _FLYING or (sensor.cued == 1 and not held):
            continue
        work[_SEARCH_LOOKS] += 1
        name = pair_name(sensor.name_word, threat.name_word)
        draw = uniform(seed, run, _DETECTION, name, sensor.scan)
        gate, east, north, up, slant = observe(
            sensor, sensor_row, floors, jammers, threats, row, flights, axes, rules, draw
        )
        if gate == 0:
            serial = measure(
                plots, counts, sensor, sensor_row, axes, threat, -1, east, north, up, slant,
                rules[0].radial_error, seed, run, _MEASUREMENT, name, sensor.scan,
            )  # fmt: skip
            note_detection(threats, serials, events, counts, row, serial, unit_row, slant, time_s)
            work[_PLOTS] += 1
        sights[unit_row * threats.shape[0] + row].gate = gate


@inner
def look_load(sensor: Any, step_s: float) -> float:
    """Share of the radar's time that its dedicated looks ask for: targets times dwell over interval."""
    return sensor.busy_channels * sensor.dwell_s / (sensor.look_ticks * step_s)


@inner
def look_share(sensor: Any, step_s: float) -> float:
    """Share of the looks asked for that the radar has time for: 1 until its budget is spent, then less."""
    load = look_load(sensor, step_s)
    return 1.0 if load <= sensor.track_share else sensor.track_share / load


@inner
def search_cut(sensor: Any, step_s: float) -> float:
    """Share of the time of search that dedicated looks of the same antenna take."""
    if sensor.shares_time == 0:
        return 0.0
    return min(look_load(sensor, step_s), sensor.track_share)


@inner
def slowed(interval: int, share: float) -> int:
    """An interval [tick] of work for which only a share of the time is left."""
    return math.ceil(interval / max(share, _LEAST_SHARE) - _ROUNDING)


@inner
def note_detection(
    threats: Any,
    serials: Any,
    events: Any,
    counts: Any,
    row: int,
    serial: int,
    unit: int,
    slant: float,
    time_s: float,
) -> None:
    """Remember, on the truth side, which threat caused the plot and when it was first seen."""
    if serial >= 0:
        serials[serial % serials.shape[0]] = row
    threat = threats[row]
    if time_s < threat.first_detection_s:
        threat.first_detection_s = time_s
        emit(
            events, counts, time_s, _FIRST_DETECTION, unit, row, -1, -1, 0, slant, threat.x, threat.y, threat.z
        )  # fmt: skip


@inner
def false_plots(
    plots: Any, counts: Any, sensor: Any, sensor_row: int, axes: Any, serials: Any, ghost: Any, rate_sigma: float,
    seed: int, run: int,
) -> None:  # fmt: skip
    """Poisson number of false plots, uniform over the area of the sector, at 5 km height above the horizon plane.

    Spread uniform in area after Blackman and Popoli 1999, section 6.1 (clutter density constant in the volume).
    """
    if sensor.false_plots <= 0.0:
        return
    mean = sensor.false_plots
    first = uniform(seed, run, _FALSE_PLOTS, sensor.name_word, sensor.scan * (_MOST_FALSE + 1))
    number = min(poisson_small(mean, first), _MOST_FALSE)
    frame = (axes[0], axes[1], axes[2], axes[3], axes[4], axes[5], axes[6], axes[7], axes[8])
    for i in range(number):
        index = sensor.scan * (_MOST_FALSE + 1) + 1 + i
        u1, u2 = uniform2(seed, run, _FALSE_PLOTS, sensor.name_word, index)
        slant = sensor.instrumented_m * math.sqrt(u1)
        azimuth = sensor.facing + (2.0 * u2 - 1.0) * min(sensor.half_sector, math.pi)
        east = slant * math.sin(azimuth)
        north = slant * math.cos(azimuth)
        # The curvature of the earth lifts a point on the horizontal plane: r^2 / 2R.
        up = _FALSE_HEIGHT_M - slant * slant / (2.0 * EARTH_RADIUS)
        dx, dy, dz = from_local(east, north, up, frame)
        target = ghost[0]
        target.x = sensor.x + dx
        target.y = sensor.y + dy
        target.z = sensor.z + dz
        # The range rate of clutter that passes the filter is anything up to the speed of a new track.
        target.vx = target.vy = target.vz = 0.0
        serial = measure(
            plots, counts, sensor, sensor_row, axes, target, -1, east, north, up,
            math.sqrt(east * east + north * north + up * up),
            rate_sigma, seed, run, _MEASUREMENT, sensor.name_word, index,
        )  # fmt: skip
        if serial >= 0:
            serials[serial % serials.shape[0]] = -1


@inner
def find_target(threats: Any, candidate: int, x: float, y: float, z: float, gate_m: float) -> int:
    """The flying threat nearest to a point, within ``gate_m``: the one followed so far if it is still there."""
    limit = gate_m * gate_m
    if candidate >= 0:
        threat = threats[candidate]
        if threat.status == _FLYING:
            dx = threat.x - x
            dy = threat.y - y
            dz = threat.z - z
            if dx * dx + dy * dy + dz * dz < limit:
                return candidate
    best = -1
    for row in range(threats.shape[0]):
        threat = threats[row]
        if threat.status == _FLYING:
            dx = threat.x - x
            dy = threat.y - y
            dz = threat.z - z
            square = dx * dx + dy * dy + dz * dz
            if square < limit:
                limit = square
                best = row
    return best


@inner
def bring_up_to_date(
    threats: Any, flights: Any, trajectory: Any, candidate: int, work: Any, time_s: float
) -> None:
    """Move the threat that a beam follows to ``time_s``, or all of them if it follows none yet."""
    first = candidate if candidate >= 0 else 0
    last = candidate + 1 if candidate >= 0 else threats.shape[0]
    for row in range(first, last):
        threat = threats[row]
        if threat.status == _FLYING:
            place_threat(threat, flights[threat.flight], trajectory, work, time_s)


@inner
def look(
    units: Any, sensors: Any, floors: Any, jammers: Any, threats: Any, flights: Any, trajectory: Any, tracks: Any,
    engagements: Any, plots: Any, sights: Any, serials: Any, rules: Any, events: Any, counts: Any, work: Any, row: int,
    time_s: float, seed: int, run: int,
) -> None:  # fmt: skip
    """One dedicated look of an engagement radar toward the predicted position of the track that it supports."""
    engagement = engagements[row]
    sensor_row = engagement.sensor
    sensor = sensors[sensor_row]
    track = tracks[engagement.track]
    ahead = time_s - track.time_s
    state = track.state
    px = state[0] + state[3] * ahead
    py = state[1] + state[4] * ahead
    pz = state[2] + state[5] * ahead
    # The beam searches the uncertainty of the track: three sigma of position, not less than one kilometre.
    cov = track.cov
    spread = math.sqrt(cov[0] + cov[6] + cov[11]) + ahead * math.sqrt(cov[15] + cov[18] + cov[20])
    bring_up_to_date(threats, flights, trajectory, engagement.candidate, work, time_s)
    target = find_target(threats, engagement.candidate, px, py, pz, max(3.0 * spread, _LEAST_SEARCH_M))
    engagement.candidate = target
    engagement.look += 1
    engagement.lost_looks += 1
    held = engagement.held_looks
    engagement.held_looks = 0
    work[_LOOKS] += 1
    if target < 0:
        return
    threat = threats[target]
    axes = units[engagement.unit].axes
    name = pair_name(sensor.name_word, threat.name_word)
    index = int(_MILLISECONDS * time_s + 0.5)
    draw = uniform(seed, run, _LOOK_DETECTION, name, index)
    gate, east, north, up, slant = observe(
        sensor, sensor_row, floors, jammers, threats, target, flights, axes, rules, draw
    )
    if gate == 0:
        engagement.lost_looks = 0
        engagement.held_looks = held + 1
        serial = measure(
            plots, counts, sensor, sensor_row, axes, threat, engagement.track, east, north, up, slant,
            rules[0].radial_error, seed, run, _LOOK_MEASUREMENT, name, index,
        )  # fmt: skip
        note_detection(threats, serials, events, counts, target, serial, engagement.unit, slant, time_s)
    sights[engagement.unit * threats.shape[0] + target].gate = gate


@inner
def sense(
    units: Any, sensors: Any, floors: Any, jammers: Any, threats: Any, flights: Any, trajectory: Any, tracks: Any,
    engagements: Any, plots: Any, sights: Any, serials: Any, ghost: Any, rules: Any, events: Any, counts: Any,
    work: Any,
    tick: int, time_s: float, seed: int, run: int,
) -> None:  # fmt: skip
    """Scans that end at this tick, then the dedicated looks that are due."""
    counts[1] = 0
    for unit_row in range(units.shape[0]):
        unit = units[unit_row]
        for s in range(unit.first_sensor, unit.first_sensor + unit.sensors):
            sensor = sensors[s]
            if sensor.role == _ENGAGEMENT or sensor.next_scan > tick:
                continue
            if unit.state == _ON:
                search(
                    units, sensors, floors, jammers, threats, flights, plots, sights, serials, rules, events, counts,
                    work, unit_row, s, time_s, seed, run,
                )  # fmt: skip
                false_plots(
                    plots, counts, sensor, s, unit.axes, serials, ghost, rules[0].speed_sigma, seed, run
                )
                sensor.scanned = tick
            sensor.next_scan += slowed(sensor.scan_ticks, 1.0 - search_cut(sensor, rules[0].step_s))
            sensor.scan += 1
    for row in range(counts[_ENGAGEMENT_ROWS]):
        engagement = engagements[row]
        if engagement.state == _FREE or engagement.state == _ASSESSING or engagement.sensor < 0:
            continue
        if engagement.next_look <= tick:
            if units[engagement.unit].state == _ON:
                look(
                    units, sensors, floors, jammers, threats, flights, trajectory, tracks, engagements, plots, sights,
                    serials, rules, events, counts, work, row, time_s, seed, run,
                )  # fmt: skip
            else:
                engagement.lost_looks += 1
            sensor = sensors[engagement.sensor]
            engagement.next_look += slowed(sensor.look_ticks, look_share(sensor, rules[0].step_s))
