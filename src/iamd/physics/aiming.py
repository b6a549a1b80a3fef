"""Launches that make a missile of a class fall on an aim point, for the raids of a scenario.

The solver knows a class only by burn time, specific impulse and ballistic coefficient, and its misses are those of
arithmetic, not of any guidance. Equations, limits and sources: ``docs/methods/ballistic-flight.md``.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.physics._jit import inner, kernel
from iamd.physics.ballistics import MEAN_RADIUS, minimum_energy
from iamd.physics.boost import STANDARD_GRAVITY, fly_programme, thrust_programme
from iamd.physics.geodesy import Axes, Vector, geodetic_to_ecef, local_axes, to_local

Matrix = tuple[float, float, float, float]

MAX_ELEVATION = 1.55  # rad: above it the azimuth has no hold on the impact point
LIFT_OFF = 1.2  # least thrust over weight at ignition

# Numerical settings, with their effect in docs/methods/ballistic-flight.md.
INTERNAL_STEP = 0.5  # s
SAMPLE_STEP = 1.0  # s
CLOSE_ENOUGH = 10.0  # m: accepted miss of the aim point
MAX_FLIGHTS = 15  # trial flights before the solver gives up


@inner
def _as_seen(start: Vector, point: Vector, axes: Axes) -> tuple[float, float, float]:
    """Bearing of a point [rad], angle at the earth's centre [rad], and minimum-energy speed to it [m/s]."""
    east, north, up = to_local(point[0] - start[0], point[1] - start[1], point[2] - start[2], axes)
    chord = math.sqrt(east * east + north * north + up * up)
    angle = 2.0 * math.asin(min(1.0, 0.5 * chord / MEAN_RADIUS))
    speed, _, _, _ = minimum_energy(angle * MEAN_RADIUS)
    return math.atan2(east, north), angle, speed


@inner
def _distance(first: Vector, second: Vector) -> float:
    """Straight distance of two points [m]."""
    dx, dy, dz = first[0] - second[0], first[1] - second[1], first[2] - second[2]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@inner
def _least_delta_v(burn_time: float, isp: float) -> float:
    """Ideal delta-v at which thrust at ignition is ``LIFT_OFF`` times the weight [m/s]; 0 if none is enough."""
    fraction = LIFT_OFF * burn_time / isp
    if fraction >= 1.0:
        return 0.0
    return -STANDARD_GRAVITY * isp * math.log(1.0 - fraction)


@inner
def _residual(start: Vector, hit: Vector, axes: Axes, bearing: float, wanted: float) -> tuple[float, float]:
    """How far a hit lies beyond and to the right of the aim, both as speeds [m/s]."""
    seen, _, reached = _as_seen(start, hit, axes)
    return reached - wanted, math.atan2(math.sin(seen - bearing), math.cos(seen - bearing)) * wanted


@inner
def _next_step(
    inverse: Matrix, r1: float, r2: float, delta_v: float, least: float, wanted: float
) -> tuple[float, float]:
    """Changes of delta-v and of azimuth times wanted speed [m/s], kept where the model is still nearly linear."""
    s1 = -(inverse[0] * r1 + inverse[1] * r2)
    s2 = -(inverse[2] * r1 + inverse[3] * r2)
    s1 = max(least - delta_v, max(-0.25 * delta_v, min(0.25 * delta_v, s1)))
    return s1, max(-0.5 * wanted, min(0.5 * wanted, s2))


@inner
def _broyden(inverse: Matrix, s1: float, s2: float, y1: float, y2: float) -> Matrix:
    """Inverse Jacobian after a step ``s`` that changed the residual by ``y``.

    Source: C. G. Broyden, *Mathematics of Computation* 19 (1965) 577: the first of his two methods.
    """
    b11, b12, b21, b22 = inverse
    p1 = b11 * y1 + b12 * y2
    p2 = b21 * y1 + b22 * y2
    scale = s1 * p1 + s2 * p2
    if scale == 0.0:
        return inverse
    q1 = (s1 * b11 + s2 * b21) / scale
    q2 = (s1 * b12 + s2 * b22) / scale
    d1, d2 = s1 - p1, s2 - p2
    return b11 + d1 * q1, b12 + d1 * q2, b21 + d2 * q1, b22 + d2 * q2


@kernel
def aim_ballistic(
    table: Any,
    first_row: int,
    max_rows: int,
    latitude: float,
    longitude: float,
    aim_latitude: float,
    aim_longitude: float,
    loft: float,
    burn_time: float,
    isp: float,
    vertical_time: float,
    ballistic_coefficient: float,
) -> tuple[int, float, float, float, float]:
    """Find the delta-v and azimuth that make a missile of a class fall on a point, and write its flight.

    Parameters
    ----------
    table, first_row, max_rows :
        As in :func:`iamd.physics.boost.fly_boosted`; a row a second. Rows after the last one returned, up to
        ``max_rows``, may hold left-overs of trial flights.
    latitude, longitude, aim_latitude, aim_longitude : float
        Geodetic launch and aim points [rad], both at height 0, 100 to 3,000 km apart.
    loft : float
        Final thrust elevation over that of the impulsive minimum-energy flight: about 1 for the least speed, 0.7 to
        1.6; above 1 is lofted.
    burn_time, isp, vertical_time, ballistic_coefficient : float
        As in :func:`iamd.physics.boost.fly_boosted`.

    Returns
    -------
    rows : int
        Number of rows written; 0 if no flight was found, ``NO_ROOM`` if it needs more than ``max_rows``.
    impact_time, apogee, miss, delta_v : float
        Time of the last row [s], greatest height [m], distance of the impact from the aim point [m] (at most 10 m
        when rows are returned) and ideal delta-v [m/s].

    Notes
    -----
    Broyden's method on (delta-v, azimuth). The range enters as the minimum-energy speed to the point hit, which is
    nearly linear in delta-v, so that a unit Jacobian starts it.
    """
    launch = geodetic_to_ecef(latitude, longitude, 0.0)
    aim = geodetic_to_ecef(aim_latitude, aim_longitude, 0.0)
    axes = local_axes(latitude, longitude)
    bearing, angle, wanted = _as_seen(launch, aim, axes)
    elevation = min(MAX_ELEVATION, 0.25 * loft * (math.pi - angle))
    least = _least_delta_v(burn_time, isp)
    # Gravity and drag take about half of g times the burn time.
    delta_v = max(least, wanted + 0.5 * STANDARD_GRAVITY * burn_time)
    azimuth, miss = bearing, _distance(launch, aim)
    inverse, s1, s2, old1, old2 = (1.0, 0.0, 0.0, 1.0), 0.0, 0.0, 0.0, 0.0
    for flight in range(MAX_FLIGHTS):
        programme = thrust_programme(
            latitude, longitude, azimuth, elevation, delta_v, burn_time, isp, vertical_time
        )
        rows, impact_time, apogee, hit = fly_programme(
            table, first_row, max_rows, launch, programme, ballistic_coefficient, INTERNAL_STEP, SAMPLE_STEP
        )
        miss = _distance(hit, aim)
        if rows == 0 or miss <= CLOSE_ENOUGH:
            return rows, impact_time, apogee, miss, delta_v
        r1, r2 = _residual(launch, hit, axes, bearing, wanted)
        if flight > 0:
            inverse = _broyden(inverse, s1, s2, r1 - old1, r2 - old2)
        s1, s2 = _next_step(inverse, r1, r2, delta_v, least, wanted)
        delta_v += s1
        azimuth += s2 / wanted
        old1, old2 = r1, r2
    return 0, 0.0, 0.0, miss, delta_v
