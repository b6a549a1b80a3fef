"""Trajectory tables, which every threat flies by: how they are laid out and read, and level flight written into one.

Layout, for a flight whose first row is ``first_row``, with n = rows - 3 whole sample intervals:

- rows 0 to n hold the states at 0, sample_step, ..., n sample_step;
- row n + 1 is the start of the last, odd interval. It is at n sample_step too: the same position as row n, and the
  same velocity unless the flight has a corner there (where a low flyer starts to dive);
- row n + 2 is the end, at ``end_time``. The last interval may be shorter or longer than ``sample_step``.

A row is x, y, z [m], vx, vy, vz [m/s] in ECEF, relative to the rotating earth. Time counts from launch.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.physics._jit import inner, kernel
from iamd.physics.ballistics import State
from iamd.physics.geodesy import (
    ECCENTRICITY2,
    SEMI_MAJOR_AXIS,
    Vector,
    from_local,
    geodetic_to_ecef,
    local_axes,
    to_local,
)

Path = tuple[float, float, float, float, float, float, float]

NO_ROOM = -1  # the flight needs more rows than it was given


@kernel
def hermite(start: State, end: State, duration: float, fraction: float) -> State:
    """State inside an interval, by the cubic through position and velocity at both ends.

    Parameters
    ----------
    start, end : tuple of float
        x, y, z [m], vx, vy, vz [m/s] at both ends.
    duration : float
        Length of the interval [s], above 0.
    fraction : float
        Of the interval that is over, 0 to 1.

    Returns
    -------
    tuple of float
        Position on the cubic and the derivative of the cubic. The position errs by at most
        duration^4 / 384 times the fourth derivative of the path. Source: E. Hairer, S. P. Norsett and G. Wanner,
        *Solving Ordinary Differential Equations I* (1993), section II.6.
    """
    rest = 1.0 - fraction
    p1 = fraction * fraction * (3.0 - 2.0 * fraction)
    p0 = 1.0 - p1
    m0 = duration * fraction * rest * rest
    m1 = -duration * fraction * fraction * rest
    slope = 6.0 * fraction * rest * (1.0 / duration)
    n0 = rest * (1.0 - 3.0 * fraction)
    n1 = fraction * (3.0 * fraction - 2.0)
    return (
        p0 * start[0] + p1 * end[0] + m0 * start[3] + m1 * end[3],
        p0 * start[1] + p1 * end[1] + m0 * start[4] + m1 * end[4],
        p0 * start[2] + p1 * end[2] + m0 * start[5] + m1 * end[5],
        slope * (end[0] - start[0]) + n0 * start[3] + n1 * end[3],
        slope * (end[1] - start[1]) + n0 * start[4] + n1 * end[4],
        slope * (end[2] - start[2]) + n0 * start[5] + n1 * end[5],
    )


@inner
def _row(table: Any, row: int) -> State:
    return table[row, 0], table[row, 1], table[row, 2], table[row, 3], table[row, 4], table[row, 5]


@kernel
def store(table: Any, row: int, last_row: int, state: State) -> None:
    """Write a state into a row of a table, or nothing if the row lies at or behind ``last_row``."""
    if row < last_row:
        for column in range(6):
            table[row, column] = state[column]


@kernel
def trajectory_state(
    table: Any, first_row: int, rows: int, sample_step: float, end_time: float, time: float
) -> State:
    """State of a threat at a time, from the table of its flight.

    Parameters
    ----------
    table : array of float, shape (any, 6)
        Flights by :func:`fly_level` or :func:`iamd.physics.boost.fly_boosted`.
    first_row, rows : int
        Where the flight lies in the table; ``rows`` at least 3.
    sample_step, end_time : float
        Interval of the rows [s] and time of the last row [s], as returned by the function that wrote them.
    time : float
        Time since launch [s]. Before 0 the first row is returned, after ``end_time`` the last.

    Returns
    -------
    tuple of float
        x, y, z [m], vx, vy, vz [m/s], ECEF; exact at the rows, a cubic between them (see :func:`hermite`).
    """
    if time >= end_time:
        return _row(table, first_row + rows - 1)
    if time <= 0.0:
        return _row(table, first_row)
    place = time / sample_step
    interval = int(place)
    row = first_row + interval
    duration = sample_step
    fraction = place - interval
    whole = rows - 3
    if interval >= whole:
        begin = whole * sample_step
        row = first_row + whole + 1
        duration = end_time - begin
        fraction = max(0.0, time - begin) / duration
    return hermite(_row(table, row), _row(table, row + 1), duration, fraction)


@inner
def _great_circle(latitude: float, longitude: float, aim_latitude: float, aim_longitude: float) -> Path:
    """Unit normal at the start, unit direction of travel there, and the angle between start and aim [rad]."""
    normal = local_axes(latitude, longitude)
    target = local_axes(aim_latitude, aim_longitude)
    ax, ay, az = normal[6], normal[7], normal[8]
    cosine = ax * target[6] + ay * target[7] + az * target[8]
    bx = target[6] - cosine * ax
    by = target[7] - cosine * ay
    bz = target[8] - cosine * az
    sine = math.sqrt(bx * bx + by * by + bz * bz)
    if sine == 0.0:
        return ax, ay, az, 0.0, 0.0, 0.0, 0.0
    return ax, ay, az, bx / sine, by / sine, bz / sine, math.atan2(sine, cosine)


@inner
def _level_point(path: Path, angle: float, height: float, speed: float) -> tuple[State, float]:
    """State of a level flight that has turned its normal by ``angle``, and the rate of that angle [rad/s]."""
    cosine = math.cos(angle)
    sine = math.sin(angle)
    nx = path[0] * cosine + path[3] * sine
    ny = path[1] * cosine + path[4] * sine
    nz = path[2] * cosine + path[5] * sine
    latitude = math.atan2(nz, math.sqrt(nx * nx + ny * ny))
    longitude = math.atan2(ny, nx)
    axes = local_axes(latitude, longitude)
    east, north, _ = to_local(
        path[3] * cosine - path[0] * sine,
        path[4] * cosine - path[1] * sine,
        path[5] * cosine - path[2] * sine,
        axes,
    )
    bent = 1.0 - ECCENTRICITY2 * nz * nz
    across = SEMI_MAJOR_AXIS / math.sqrt(bent)
    east *= across + height
    north *= across * (1.0 - ECCENTRICITY2) / bent + height
    radius = math.sqrt(east * east + north * north)
    x, y, z = geodetic_to_ecef(latitude, longitude, height)
    vx, vy, vz = from_local(speed * east / radius, speed * north / radius, 0.0, axes)
    return (x, y, z, vx, vy, vz), speed / radius


@inner
def _level_time(path: Path, angle: float, height: float, speed: float) -> float:
    """Time to fly the first ``angle`` of a level path [s], by Simpson's rule."""
    if angle <= 0.0:
        return 0.0
    intervals = 32  # the radius of curvature changes by 1 % over a quadrant: the rule errs by less than 1 mm
    total = 0.0
    for i in range(intervals + 1):
        _, rate = _level_point(path, angle * i / intervals, height, speed)
        weight = 4.0 if i % 2 == 1 else 2.0
        if i == 0 or i == intervals:
            weight = 1.0
        total += weight / rate
    return total * angle / (3.0 * intervals)


@inner
def _straight(start: State, aim: Vector, speed: float) -> tuple[State, State, float]:
    """First and last state of a straight flight to a point, and its duration [s]."""
    dx = aim[0] - start[0]
    dy = aim[1] - start[1]
    dz = aim[2] - start[2]
    duration = math.sqrt(dx * dx + dy * dy + dz * dz) / speed
    vx = dx / duration
    vy = dy / duration
    vz = dz / duration
    first = (start[0], start[1], start[2], vx, vy, vz)
    return first, (aim[0], aim[1], aim[2], vx, vy, vz), duration


@inner
def _write_level(
    table: Any, first_row: int, end_row: int, path: Path, whole: int, height: float, speed: float, step: float
) -> State:
    """Write the level rows 0 to ``whole`` and return the last."""
    angle = 0.0
    state, rate = _level_point(path, angle, height, speed)
    store(table, first_row, end_row, state)
    for row in range(1, whole + 1):
        # Midpoint rule: the rate changes by less than 1e-5 in a step.
        _, rate = _level_point(path, angle + 0.5 * rate * step, height, speed)
        angle += rate * step
        state, rate = _level_point(path, angle, height, speed)
        store(table, first_row + row, end_row, state)
    return state


@kernel
def fly_level(
    table: Any,
    first_row: int,
    max_rows: int,
    sample_step: float,
    latitude: float,
    longitude: float,
    aim_latitude: float,
    aim_longitude: float,
    height: float,
    speed: float,
    dive_angle: float,
) -> tuple[int, float, float]:
    """Write a flight at constant height and speed along a great circle, with a straight dive onto the aim.

    Parameters
    ----------
    table : array of float, shape (any, 6)
        Written from ``first_row`` on, laid out as this module says.
    first_row, max_rows : int
        First row to write and number of rows that may be written.
    sample_step : float
        Longest interval between rows [s], above 0. Distance in one step: 20 km at most, for 1 m of height.
    latitude, longitude, aim_latitude, aim_longitude : float
        Geodetic start and aim [rad], neither the same point nor opposite ones.
    height : float
        Above the ellipsoid [m], 0 or more.
    speed : float
        Along the path, relative to the earth [m/s], above 0.
    dive_angle : float
        Below the horizontal [rad], at most pi/2; from 0.05 on (a flatter line of 10 km height meets the curved
        ground first). 0 or less: no dive, the flight ends above the aim.

    Returns
    -------
    rows : int
        Number of rows written; 0 if start and aim coincide; ``NO_ROOM`` if ``max_rows`` is too small.
    end_time, step : float
        Time of the last row and interval of the rows [s], ``step`` at most ``sample_step``: what
        :func:`trajectory_state` needs. The step is shortened so that the dive begins on a row.

    Notes
    -----
    The geodetic normal turns in a plane (a great circle of geodetic latitudes; 0.02 % of the distance beside
    the geodesic at most) and the height is added along it, so it is exact at the rows. The line
    element is ds^2 = (M + h)^2 dlat^2 + (N + h)^2 cos^2(lat) dlon^2: R. H. Rapp, *Geometric Geodesy, Part I* (1991),
    chapter 3. The dive begins height / tan(dive_angle) before the aim, or at the start if that is nearer.
    """
    path = _great_circle(latitude, longitude, aim_latitude, aim_longitude)
    if path[6] <= 0.0:
        return 0, 0.0, sample_step
    dives = dive_angle > 0.0 and height > 0.0
    level = path[6]
    if dives:
        _, rate = _level_point(path, level, 0.0, speed)
        level = max(0.0, level - height / math.tan(dive_angle) * rate / speed)
    level_time = _level_time(path, level, height, speed)
    intervals = math.ceil(level_time / sample_step)
    step = level_time / intervals if intervals > 0 else sample_step
    # Without a dive the last level interval is the odd one.
    whole = intervals if dives else intervals - 1
    end_row = first_row + max_rows
    before = _write_level(table, first_row, end_row, path, whole, height, speed, step)
    last, _ = _level_point(path, level, height, speed)
    duration = step
    if dives:
        if whole > 0:
            store(table, first_row + whole, end_row, last)
        before, last, duration = _straight(last, geodetic_to_ecef(aim_latitude, aim_longitude, 0.0), speed)
        if whole == 0:
            store(table, first_row, end_row, before)
    store(table, first_row + whole + 1, end_row, before)
    store(table, first_row + whole + 2, end_row, last)
    rows = whole + 3 if whole + 3 <= max_rows else NO_ROOM
    return rows, whole * step + duration, step
