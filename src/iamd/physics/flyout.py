"""Flight of an interceptor as a point mass: boost, drag, gravity, a lateral limit, and steering to a point.

Model: thrust acceleration along the velocity during the burn; drag by ballistic coefficient in the US Standard
Atmosphere 1976; inverse-square gravity; lateral acceleration limited by the load factor, and in the air by dynamic
pressure as well. Earth rotation and oblateness are left out: guidance takes them up within metres per second.
Integration: velocity from the acceleration at the start of the step, position with it to second order in the step.

Sources: P. Zarchan, *Tactical and Strategic Missile Guidance*, 6th edition (2012), chapters 2 and 8;
E. L. Fleeman, *Tactical Missile Design*, 2nd edition (2006), chapters 2 and 5 (boost-coast flight, manoeuvrability
and dynamic pressure).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from iamd.physics._jit import inner, kernel
from iamd.physics.atmosphere import density
from iamd.physics.ballistics import State
from iamd.physics.geodesy import FLATTENING, SEMI_MAJOR_AXIS, Vector
from iamd.physics.guidance import limited, proportional_navigation

#: Earth's gravitational parameter, WGS-84 [m3/s2].
GRAVITATIONAL_PARAMETER = 3.986004418e14
#: Spacing and number of rows of the density table: linear in between, within 2e-4 of the model below 86 km.
DENSITY_STEP = 250.0
DENSITY_ROWS = 401
#: Below this speed [m/s] a coasting round has stopped being one.
STALLED = 100.0


def density_table() -> Any:
    """Air density every 250 m from 0 to 100 km [kg/m3], for linear interpolation in the flight loop."""
    return np.array([density(row * DENSITY_STEP) for row in range(DENSITY_ROWS)])


@kernel
def table_density(table: Any, height: float) -> float:
    """Air density [kg/m3] at ``height`` [m]; sea-level value below 0, none above 100 km."""
    if height <= 0.0:
        return float(table[0])
    place = height / DENSITY_STEP
    row = int(place)
    if row >= DENSITY_ROWS - 1:
        return 0.0
    below = table[row]
    return float(below + (table[row + 1] - below) * (place - row))


@kernel
def quick_height(x: float, y: float, z: float) -> float:
    """Height above the ellipsoid [m] to first order in the flattening: within 40 m up to 200 km.

    The geocentric radius of the ellipsoid is a (1 - f sin^2 phi') + O(f^2). Good enough for air density; never used
    for line of sight.
    """
    square = x * x + y * y + z * z
    radius = math.sqrt(square)
    return radius - SEMI_MAJOR_AXIS * (1.0 - FLATTENING * z * z / square)


@kernel
def advance(
    state: State,
    command: Vector,
    thrust: float,
    ballistic_coefficient: float,
    load_max: float,
    full_load_pressure: float,
    dt: float,
    air: Any,
) -> State:
    """One flight step of an interceptor.

    Parameters
    ----------
    state : tuple of float
        x, y, z [m], vx, vy, vz [m/s], ECEF.
    command : tuple of float
        Acceleration asked for by guidance [m/s2], gravity not yet compensated.
    thrust : float
        Thrust acceleration now [m/s2], along the velocity.
    ballistic_coefficient : float
        m / (Cd A) [kg/m2], above 0.
    load_max : float
        Greatest lateral acceleration [m/s2].
    full_load_pressure : float
        Dynamic pressure at which it becomes available [Pa]; 0 for thrusters, which need no air.
    dt : float
        Step [s].
    air : array of float
        :func:`density_table`.

    Returns
    -------
    tuple of float
        State after the step.
    """
    x, y, z, vx, vy, vz = state
    square = x * x + y * y + z * z
    radius = math.sqrt(square)
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    pull = -GRAVITATIONAL_PARAMETER / (square * radius)
    gx = pull * x
    gy = pull * y
    gz = pull * z
    pressure = 0.5 * table_density(air, quick_height(x, y, z)) * speed * speed
    if full_load_pressure > 0.0 and pressure < full_load_pressure:
        load_max = load_max * pressure / full_load_pressure
    # Lift acts across the velocity: the part of the command (with gravity made good) along it is dropped.
    lx = command[0] - gx
    ly = command[1] - gy
    lz = command[2] - gz
    ux = vx / speed
    uy = vy / speed
    uz = vz / speed
    along = lx * ux + ly * uy + lz * uz
    lx, ly, lz = limited(lx - along * ux, ly - along * uy, lz - along * uz, load_max)
    push = thrust - pressure / ballistic_coefficient
    ax = push * ux + lx + gx
    ay = push * uy + ly + gy
    az = push * uz + lz + gz
    half = 0.5 * dt * dt
    return (
        x + vx * dt + ax * half,
        y + vy * dt + ay * half,
        z + vz * dt + az * half,
        vx + ax * dt,
        vy + ay * dt,
        vz + az * dt,
    )


@kernel
def lofted_point(x: float, y: float, z: float, px: float, py: float, pz: float, loft: float) -> Vector:
    """The point to steer to on the way to ``p``: raised by ``loft`` times the distance still to go.

    Long shots climb into thin air first and come down on the target (energy management; Fleeman 2006, chapter 2).
    The raise shrinks with the distance, so the path ends at the point itself.
    """
    distance = math.sqrt((px - x) * (px - x) + (py - y) * (py - y) + (pz - z) * (pz - z))
    radius = math.sqrt(px * px + py * py + pz * pz)
    scale = 1.0 + loft * distance / radius
    return px * scale, py * scale, pz * scale


@kernel
def steer_to_point(
    state: State, px: float, py: float, pz: float, loft: float, navigation_ratio: float
) -> Vector:
    """Commanded acceleration toward a fixed point [m/s2]: proportional navigation against the lofted point."""
    x, y, z, vx, vy, vz = state
    tx, ty, tz = lofted_point(x, y, z, px, py, pz, loft)
    return proportional_navigation(tx - x, ty - y, tz - z, -vx, -vy, -vz, navigation_ratio)


@kernel
def launch_state(
    x: float, y: float, z: float, px: float, py: float, pz: float, loft: float, speed: float
) -> State:
    """State just after launch: at the site, moving toward the lofted aim point at ``speed`` [m/s].

    The turn after a vertical launch is left out; it costs a second or two, which the reaction time holds.
    """
    tx, ty, tz = lofted_point(x, y, z, px, py, pz, loft)
    dx = tx - x
    dy = ty - y
    dz = tz - z
    scale = speed / math.sqrt(dx * dx + dy * dy + dz * dz)
    return x, y, z, dx * scale, dy * scale, dz * scale


@kernel
def fly_to(
    site: Vector,
    aim: Vector,
    thrust: float,
    burn_s: float,
    ballistic_coefficient: float,
    load_max: float,
    full_load_pressure: float,
    navigation_ratio: float,
    loft: float,
    dt: float,
    air: Any,
    times: Any,
    reach_step: float,
    longest_s: float,
) -> tuple[float, float, float]:
    """Fly from a site toward a fixed point and note when each distance is reached.

    Parameters
    ----------
    site, aim : tuple of float
        ECEF [m].
    times : array of float
        Filled with the time [s] at which the straight distance from the site passes ``row * reach_step``;
        rows that are not reached keep 1e9.
    reach_step : float
        Spacing of the rows [m].
    longest_s : float
        Time at which the flight is broken off [s].

    Returns
    -------
    peak, last, distance : float
        Highest speed [m/s], speed at the end [m/s] and distance reached [m]. The flight ends at the distance of the
        aim, when the round has slowed below :data:`STALLED`, or at the ground.
    """
    for row in range(times.shape[0]):
        times[row] = 1.0e9
    times[0] = 0.0
    goal = _distance(site, aim)
    state = launch_state(site[0], site[1], site[2], aim[0], aim[1], aim[2], loft, 30.0)
    row = 1
    time = 0.0
    peak = 0.0
    last = 30.0
    reached = 0.0
    while time < longest_s:
        push = thrust if time < burn_s else 0.0
        command = steer_to_point(state, aim[0], aim[1], aim[2], loft, navigation_ratio)
        state = advance(state, command, push, ballistic_coefficient, load_max, full_load_pressure, dt, air)
        time += dt
        before = reached
        reached = _distance(site, (state[0], state[1], state[2]))
        last = math.sqrt(state[3] * state[3] + state[4] * state[4] + state[5] * state[5])
        peak = max(peak, last)
        while row < times.shape[0] and reached >= row * reach_step:
            times[row] = time - dt * (reached - row * reach_step) / max(reached - before, 1.0e-6)
            row += 1
        # Past the distance of the aim the table needs nothing more; half a step closes the last row.
        if reached >= goal or quick_height(state[0], state[1], state[2]) < -100.0:
            break
        if time > burn_s and (last < STALLED or reached < before):
            break
    return peak, last, reached


@inner
def _distance(a: Vector, b: Vector) -> float:
    dx = a[0] - b[0]
    dy = a[1] - b[1]
    dz = a[2] - b[2]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@kernel
def flight_time(
    times: Any, elevations: int, rows: int, reach_step: float, elevation: float, distance: float
) -> float:
    """Time to a point by bilinear interpolation in a fly-out table; 1e9 or more if it is out of reach.

    Parameters
    ----------
    times : array of float, shape (elevations, rows)
        Written by :func:`fly_to`, for elevations evenly spaced from 0 to 90 degrees.
    elevation, distance : float
        Of the point as seen from the site [rad, m].
    """
    place = distance / reach_step
    column = int(place)
    if column >= rows - 1:
        return 1.0e9
    spot = max(elevation, 0.0) * (elevations - 1) / (0.5 * math.pi)
    line = min(int(spot), elevations - 2)
    u = place - column
    w = spot - line
    low = times[line, column] + (times[line, column + 1] - times[line, column]) * u
    high = times[line + 1, column] + (times[line + 1, column + 1] - times[line + 1, column]) * u
    return float(low + (high - low) * w)


@kernel
def fit_round(
    site: Vector,
    aim: Vector,
    speed_max: float,
    end_fraction: float,
    burn_s: float,
    load_max: float,
    full_load_pressure: float,
    navigation_ratio: float,
    loft: float,
    dt: float,
    air: Any,
    times: Any,
) -> tuple[float, float, float]:
    """Thrust and ballistic coefficient with which a round does what is published of it.

    Two unknowns, two conditions, on one reference shot to the published range: the highest speed is ``speed_max``,
    and the speed at the end is ``end_fraction`` of it. Bisection on the ballistic coefficient (100 to 200 000 kg/m2),
    with the thrust found for each by a secant on the boost alone.

    Returns
    -------
    thrust, ballistic_coefficient, fraction : float
        [m/s2], [kg/m2] and the fraction reached; it lies below the wanted one where the published figures cannot
        all be true together, and the least draggy round is returned then.
    """
    low = math.log(100.0)
    high = math.log(200000.0)
    thrust = speed_max / burn_s
    for _ in range(14):
        middle = math.exp(0.5 * (low + high))
        thrust = boost_thrust(
            site, aim, speed_max, burn_s, middle, load_max, full_load_pressure, navigation_ratio, loft, dt, air, times
        )  # fmt: skip
        peak, last, reached = fly_to(
            site, aim, thrust, burn_s, middle, load_max, full_load_pressure, navigation_ratio, loft, dt, air, times,
            1.0e9, 900.0,
        )  # fmt: skip
        if reached >= 0.999 * _distance(site, aim) and last >= end_fraction * peak:
            high = math.log(middle)
        else:
            low = math.log(middle)
    coefficient = math.exp(high)
    thrust = boost_thrust(
        site, aim, speed_max, burn_s, coefficient, load_max, full_load_pressure, navigation_ratio, loft, dt, air, times
    )  # fmt: skip
    peak, last, reached = fly_to(
        site, aim, thrust, burn_s, coefficient, load_max, full_load_pressure, navigation_ratio, loft, dt, air, times,
        1.0e9, 900.0,
    )  # fmt: skip
    fraction = last / peak if reached >= 0.999 * _distance(site, aim) else 0.0
    return thrust, coefficient, fraction


@kernel
def boost_thrust(
    site: Vector,
    aim: Vector,
    speed_max: float,
    burn_s: float,
    ballistic_coefficient: float,
    load_max: float,
    full_load_pressure: float,
    navigation_ratio: float,
    loft: float,
    dt: float,
    air: Any,
    times: Any,
) -> float:
    """Thrust acceleration [m/s2] that gives ``speed_max`` at its highest, by four secant steps."""
    before = speed_max / burn_s
    error_before = 0.0
    thrust = before * 1.2
    for turn in range(5):
        trial = before if turn == 0 else thrust
        peak, _, _ = fly_to(
            site, aim, trial, burn_s, ballistic_coefficient, load_max, full_load_pressure, navigation_ratio, loft, dt,
            air, times, 1.0e9, burn_s + dt,
        )  # fmt: skip
        error = peak - speed_max
        if turn == 0:
            error_before = error
            continue
        if abs(error - error_before) < 1.0e-9:
            return thrust
        following = thrust - error * (thrust - before) / (error - error_before)
        before = thrust
        error_before = error
        thrust = min(max(following, 0.2 * speed_max / burn_s), 20.0 * speed_max / burn_s)
    return thrust
