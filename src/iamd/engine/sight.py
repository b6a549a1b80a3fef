"""Whether a radar can see a point, and what one look at it gives: geometry, ground, jamming, energy, Doppler.

Used by ``sense`` on the truth, and by ``track``, ``decide`` and ``engage`` on what they believe.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.engine.codes import SensorKind, ThreatStatus
from iamd.physics._jit import inner
from iamd.physics.aspect import cross_section
from iamd.physics.geodesy import height_above_ellipsoid, to_local
from iamd.physics.propagation import EARTH_RADIUS, effective_radius, slant_elevation, visible
from iamd.physics.sensing import echo_ratio, look_detection
from iamd.physics.terrain_lines import floor_lookup
from iamd.results.schema import Reason

_FLYING = ThreatStatus.FLYING.value
_ACOUSTIC = SensorKind.ACOUSTIC.value
_SECTOR = Reason.SECTOR.value
_HORIZON = Reason.HORIZON.value
_MASK = Reason.MASK.value
_SIZE = Reason.SIZE.value
#: Arc over chord to third order: c (1 + c^2 / (24 R^2)).
_ARC_SERIES = 24.0


@inner
def ground_range(slant: float, low: float, high: float) -> float:
    """Range along the surface [m] between points at heights ``low`` and ``high`` [m], from the straight distance.

    Exact chord on a sphere, then the arc to third order (error below 1 m up to 1000 km).
    """
    rise = high - low
    chord2 = (slant * slant - rise * rise) / ((1.0 + low / EARTH_RADIUS) * (1.0 + high / EARTH_RADIUS))
    if chord2 <= 0.0:
        return 0.0
    chord = math.sqrt(chord2)
    return chord * (1.0 + chord2 / (_ARC_SERIES * EARTH_RADIUS * EARTH_RADIUS))


@inner
def sector_gate(sensor: Any, east: float, north: float) -> bool:
    """Whether a direction lies in the radar's azimuth sector."""
    if sensor.half_sector >= math.pi:
        return True
    turn = math.atan2(east, north) - sensor.facing
    turn = abs(turn - 2.0 * math.pi * math.floor(turn / (2.0 * math.pi) + 0.5))
    return turn <= sensor.half_sector


@inner
def hidden(
    sensor: Any,
    sensor_row: int,
    floors: Any,
    east: float,
    north: float,
    ground: float,
    height: float,
    k: float,
) -> int:
    """What the earth does to a sight line: 0 nothing, or the Reason: beyond the horizon, or behind terrain.

    On a smooth earth the horizon of the k-factor. With an elevation model the radar's own floor; what a smooth earth
    at the height of the site would hide as well counts as horizon.
    """
    # Below the ground of the site a smooth earth hides as if one stood on it.
    level = sensor.ground_m
    if sensor.duct_top_m > 0.0 and sensor.floor_step_m <= 0.0 and height - level < sensor.duct_top_m:
        return 0  # the duct goes on beyond the horizon; how far is a matter of energy
    if not visible(max(sensor.height_m - level, 0.0), max(height - level, 0.0), ground, k):
        if sensor.floor_step_m <= 0.0 or height < _floor(sensor, sensor_row, floors, east, north, ground, k):
            return _HORIZON
        return 0
    if sensor.floor_step_m > 0.0 and height < _floor(sensor, sensor_row, floors, east, north, ground, k):
        return _MASK
    return 0


@inner
def _floor(
    sensor: Any, sensor_row: int, floors: Any, east: float, north: float, ground: float, k: float
) -> float:
    """Lowest visible height over the ground model [m]; beyond its table the last sight goes on over the earth."""
    floor = floors[sensor_row]
    azimuth = math.atan2(east, north)
    last = (floor.shape[1] - 1) * sensor.floor_step_m
    if ground <= last:
        return floor_lookup(floor, azimuth, ground, sensor.floor_step_m)
    bulge = 0.5 / effective_radius(k)
    slope = (floor_lookup(floor, azimuth, last, sensor.floor_step_m) - sensor.height_m) / last - bulge * last
    return float(sensor.height_m + ground * (slope + bulge * ground))


@inner
def sight_gate(
    sensor: Any,
    sensor_row: int,
    floors: Any,
    east: float,
    north: float,
    slant: float,
    height: float,
    k: float,
) -> int:
    """First geometric limit that hides a point from a radar: a Reason, or 0.

    Sector in azimuth and apparent elevation, then horizon and terrain.
    """
    if not sector_gate(sensor, east, north):
        return _SECTOR
    ground = ground_range(slant, sensor.height_m, height)
    gate = hidden(sensor, sensor_row, floors, east, north, ground, height, k)
    if gate != 0:
        return gate
    elevation = slant_elevation(sensor.height_m, height, slant, k)
    if elevation > sensor.elevation_max or elevation < sensor.elevation_min:
        return _SECTOR
    return 0


@inner
def jamming(
    sensor: Any, sensor_row: int, floors: Any, jammers: Any, flights: Any, threats: Any, axes: Any, east: float,
    north: float, up: float, slant: float, k: float,
) -> float:  # fmt: skip
    """Noise of all jammers in the radar's band over that of its receiver, with the beam laid on a target.

    One way: J/N = density G lambda^2 / ((4 pi)^2 R^2 k T L). Source: Barton, *Radar Equations for Modern Radar*
    (2013), section 3.3. A jammer inside the half-power beam counts with the gain of the main lobe, others with that
    of the side lobes, and one below the horizon not at all.
    """
    noise = 0.0
    frame = (axes[0], axes[1], axes[2], axes[3], axes[4], axes[5], axes[6], axes[7], axes[8])
    for row in range(jammers.shape[0]):
        jammer = jammers[row]
        density = jammer.density[sensor.band]
        if density <= 0.0:
            continue
        if jammer.flight < 0:
            noise += density * jam_path(
                sensor, sensor_row, floors, frame, jammer.x, jammer.y, jammer.z, jammer.height_m, east, north, up,
                slant, k,
            )  # fmt: skip
            continue
        for t in range(threats.shape[0]):
            threat = threats[t]
            if threat.flight == jammer.flight and threat.status == _FLYING:
                height = height_above_ellipsoid(threat.x, threat.y, threat.z)
                noise += density * jam_path(
                    sensor, sensor_row, floors, frame, threat.x, threat.y, threat.z, height, east, north, up, slant, k
                )  # fmt: skip
    return noise


@inner
def jam_path(
    sensor: Any, sensor_row: int, floors: Any, frame: Any, x: float, y: float, z: float, height: float, east: float,
    north: float, up: float, slant: float, k: float,
) -> float:  # fmt: skip
    """Jamming noise over receiver noise for a density of one watt per hertz at a place [Hz/W]."""
    jam_east, jam_north, jam_up = to_local(x - sensor.x, y - sensor.y, z - sensor.z, frame)
    distance = math.sqrt(jam_east * jam_east + jam_north * jam_north + jam_up * jam_up)
    distance = max(distance, 1.0)
    ground = ground_range(distance, sensor.height_m, height)
    if hidden(sensor, sensor_row, floors, jam_east, jam_north, ground, height, k) != 0:
        return 0.0
    cosine = (jam_east * east + jam_north * north + jam_up * up) / (distance * slant)
    half = 0.5 * min(sensor.azimuth_beam, sensor.elevation_beam)
    gain = 1.0 if cosine >= math.cos(half) else sensor.sidelobe
    return sensor.jam_gain * gain / (distance * distance)


@inner
def detection_gate(
    sensor: Any, threat: Any, flight: Any, k: float, east: float, north: float, dx: float, dy: float, dz: float,
    slant: float, height: float, jam: float, draw: float,
) -> int:  # fmt: skip
    """Energy and Doppler: 0 if this look detects, else the Reason (too small)."""
    if slant > sensor.instrumented_m:
        return _SIZE
    radial = (dx * threat.vx + dy * threat.vy + dz * threat.vz) / slant
    if abs(radial) < sensor.radial_speed_min:
        return _SIZE
    speed = math.sqrt(threat.vx * threat.vx + threat.vy * threat.vy + threat.vz * threat.vz)
    # The target shows its nose where it comes straight on: range falls as fast as it flies.
    ahead = min(1.0, max(-1.0, -radial / speed)) if speed > 0.0 else 1.0
    nose = flight.rcs[sensor.band]
    rcs = cross_section(nose, nose * flight.beam_ratio, nose * flight.tail_ratio, ahead, flight.flash_width)
    ground = ground_range(slant, sensor.height_m, height)
    elevation = slant_elevation(sensor.height_m, height, slant, k)
    snr = echo_ratio(sensor, rcs, slant, ground, height, math.atan2(east, north), elevation, k, jam)
    return 0 if draw < look_detection(snr, sensor.false_alarm, flight.swerling) else _SIZE


@inner
def passive_gate(
    sensor: Any, sensor_row: int, floors: Any, flight: Any, east: float, north: float, slant: float, height: float,
    k: float, draw: float,
) -> int:  # fmt: skip
    """One look of a sensor that sends nothing out: 0 if it detects, else the Reason.

    Sound comes round corners: for it neither sector nor horizon nor terrain counts, only range.
    """
    if sensor.kind != _ACOUSTIC:
        gate = sight_gate(sensor, sensor_row, floors, east, north, slant, height, k)
        if gate != 0:
            return gate
    # A range that is no number (what flies faster than its sound) is out of reach as well.
    if slant <= flight.passive_reach[sensor.reach] and draw < sensor.detection:
        return 0
    return _SIZE
