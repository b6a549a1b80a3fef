"""Boosted ballistic flight at the level of a class of missiles.

One constant-flow motor, sized by the rocket equation from the ideal delta-v; a vertical start, a linear pitch-over to
an elevation that is then held; then a ballistic fall. A class has a range, a burn time and a specific impulse: no
staging, guidance law, mass or shape of any real missile is in here. Equations, limits and sources:
``docs/methods/ballistic-flight.md``.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.physics._jit import inner, kernel
from iamd.physics.ballistics import (
    COASTING,
    Programme,
    State,
    powered_step,
)
from iamd.physics.geodesy import (
    Vector,
    from_local,
    geodetic_to_ecef,
    height_above_ellipsoid,
    local_axes,
)
from iamd.physics.trajectory import NO_ROOM, hermite, store

STANDARD_GRAVITY = 9.80665  # m/s2, by definition (3rd CGPM, 1901)
PITCH_FRACTION = 0.6  # of the burn: the final elevation is reached here and held
MAX_FLIGHT = 7200.0  # s: what has not fallen by then does not come back in a raid

# Numerical settings, with their effect in docs/methods/ballistic-flight.md.
LONGEST_STEP = 20.0  # internal steps, where there is no air
THIN_AIR = 6.0e4  # m: below it each step is one internal step
SAME_TIME = 1.0e-9  # s: rounding of a sum of steps
SHORTEST_INTERVAL = 1.0e-3  # s: a shorter last interval would divide by rounding


@kernel
def propellant_fraction(delta_v: float, isp: float) -> float:
    """Propellant over launch mass of a rocket stage.

    Parameters
    ----------
    delta_v : float
        Ideal velocity increment [m/s], 0 or more.
    isp : float
        Specific impulse [s], above 0.

    Returns
    -------
    float
        1 - exp(-delta_v / (g0 isp)). Source: the rocket equation, G. P. Sutton and O. Biblarz, *Rocket
        Propulsion Elements* (2001), section 4.1; P. Zarchan, *Tactical and Strategic Missile Guidance*, on boosters.
    """
    return 1.0 - math.exp(-delta_v / (STANDARD_GRAVITY * isp))


@kernel
def thrust_programme(
    latitude: float,
    longitude: float,
    azimuth: float,
    elevation: float,
    delta_v: float,
    burn_time: float,
    isp: float,
    vertical_time: float,
) -> Programme:
    """Motor and pitch programme of one launch, for :func:`iamd.physics.ballistics.thrust_acceleration`.

    Parameters
    ----------
    latitude, longitude : float
        Geodetic launch point [rad].
    azimuth : float
        Of the launch plane, from north through east [rad].
    elevation : float
        Of the thrust at the end of the pitch-over, above the launch point's horizon [rad], 0 to pi/2.
    delta_v : float
        Ideal velocity increment, without losses [m/s], above 0.
    burn_time, isp : float
        Burn time [s] and specific impulse [s], above 0.
    vertical_time : float
        Vertical flight before the pitch-over [s]; cut at 0.6 of the burn time.

    Returns
    -------
    tuple of float
        Vertical, pitch and burn time [s], elevation [rad], exhaust speed [m/s], propellant fraction [-],
        horizontal and upward unit vectors of the launch plane (ECEF), which stay fixed to the earth.
    """
    axes = local_axes(latitude, longitude)
    hx, hy, hz = from_local(math.sin(azimuth), math.cos(azimuth), 0.0, axes)
    pitch = PITCH_FRACTION * burn_time
    exhaust = STANDARD_GRAVITY * isp
    fraction = propellant_fraction(delta_v, isp)
    vertical = min(vertical_time, pitch)
    return vertical, pitch, burn_time, elevation, exhaust, fraction, hx, hy, hz, axes[6], axes[7], axes[8]


@inner
def _climb_rate(state: State) -> float:
    """Rate of the distance from the earth's centre [m/s]."""
    x, y, z, vx, vy, vz = state
    return (x * vx + y * vy + z * vz) / math.sqrt(x * x + y * y + z * z)


@inner
def _step_length(
    time: float, state: State, height: float, internal_step: float, programme: Programme
) -> float:
    """Length of the next step: ends on the corners of the thrust programme, grows where the air is thin."""
    if time < programme[2] - SAME_TIME:
        corner = programme[2]
        if time < programme[0] - SAME_TIME:
            corner = programme[0]
        elif time < programme[1] - SAME_TIME:
            corner = programme[1]
        left = corner - time
        return left / max(1.0, float(math.ceil(left / internal_step - SAME_TIME)))
    # A quarter of the time that it takes to reach thick air, at the present climb or descent.
    free = 0.25 * (height - THIN_AIR) / max(1.0, abs(_climb_rate(state)))
    return max(internal_step, min(LONGEST_STEP * internal_step, free))


@inner
def _to_ground(
    time: float, state: State, dt: float, new_state: State, ballistic_coefficient: float, programme: Programme
) -> tuple[float, State]:
    """Part of a step that ends at height 0, by the secant method, and the state there."""
    begin, end = 0.0, dt
    low = height_above_ellipsoid(state[0], state[1], state[2])
    high = height_above_ellipsoid(new_state[0], new_state[1], new_state[2])
    for _ in range(8):
        if abs(high) < 1.0e-4 or high == low:
            break
        guess = max(0.0, min(dt, end - high * (end - begin) / (high - low)))
        begin, low = end, high
        end = guess
        new_state = powered_step(time, state, end, ballistic_coefficient, programme)
        high = height_above_ellipsoid(new_state[0], new_state[1], new_state[2])
    return end, new_state


@inner
def _write_samples(
    table: Any,
    next_row: int,
    first_row: int,
    end_row: int,
    sample_step: float,
    time: float,
    dt: float,
    limit: float,
    state: State,
    new_state: State,
) -> int:
    """Write the samples from ``time`` up to ``limit``, inside one step; return the next row."""
    sample = (next_row - first_row) * sample_step
    while sample < limit:
        store(table, next_row, end_row, hermite(state, new_state, dt, (sample - time) / dt))
        next_row += 1
        sample = (next_row - first_row) * sample_step
    return next_row


@inner
def _top(state: State, new_state: State, dt: float) -> float:
    """Greatest height in a step where the climb ends [m]: climb rate taken as linear."""
    climb = _climb_rate(state)
    fall = _climb_rate(new_state)
    x, y, z, _, _, _ = hermite(state, new_state, dt, climb / (climb - fall))
    return height_above_ellipsoid(x, y, z)


@kernel
def fly_programme(
    table: Any,
    first_row: int,
    max_rows: int,
    start: Vector,
    programme: Programme,
    ballistic_coefficient: float,
    internal_step: float,
    sample_step: float,
) -> tuple[int, float, float, Vector]:
    """As :func:`fly_boosted`, from a point (ECEF, m) by a given programme; the point of impact is returned too."""
    end_row = first_row + max_rows
    state = (start[0], start[1], start[2], 0.0, 0.0, 0.0)
    height = height_above_ellipsoid(start[0], start[1], start[2])
    time, apogee, row, falls = 0.0, height, first_row, False
    while not falls and time < MAX_FLIGHT:
        active = programme if time < programme[2] - SAME_TIME else COASTING
        dt = _step_length(time, state, height, internal_step, programme)
        new_state = powered_step(time, state, dt, ballistic_coefficient, active)
        height = height_above_ellipsoid(new_state[0], new_state[1], new_state[2])
        falls = height < 0.0 and _climb_rate(new_state) < 0.0
        limit = time + dt
        if falls:
            dt, new_state = _to_ground(time, state, dt, new_state, ballistic_coefficient, active)
            limit = time + dt - SHORTEST_INTERVAL
            if limit <= 0.0:
                return 0, 0.0, apogee, start
        row = _write_samples(table, row, first_row, end_row, sample_step, time, dt, limit, state, new_state)
        if _climb_rate(state) > 0.0 >= _climb_rate(new_state):
            apogee = max(apogee, _top(state, new_state, dt))
        time += dt
        state = new_state
    if not falls:
        return 0, time, apogee, start
    # The last interval has a row of its own for its start (see iamd.physics.trajectory).
    if row < end_row:
        for column in range(6):
            table[row, column] = table[row - 1, column]
    store(table, row + 1, end_row, state)
    rows = row + 2 - first_row
    return rows if rows <= max_rows else NO_ROOM, time, apogee, (state[0], state[1], state[2])


@kernel
def fly_boosted(
    table: Any,
    first_row: int,
    max_rows: int,
    latitude: float,
    longitude: float,
    height: float,
    azimuth: float,
    elevation: float,
    delta_v: float,
    burn_time: float,
    isp: float,
    vertical_time: float,
    ballistic_coefficient: float,
    internal_step: float,
    sample_step: float,
) -> tuple[int, float, float]:
    """Fly a single-stage missile from launch to the ground and write its states into a table.

    Parameters
    ----------
    table : array of float, shape (any, 6)
        Written from ``first_row`` on, laid out as :mod:`iamd.physics.trajectory` says.
    first_row, max_rows : int
        First row to write and number of rows that may be written.
    latitude, longitude, height : float
        Geodetic launch point [rad, rad, m]; the missile is at rest on the rotating earth.
    azimuth, elevation, delta_v, burn_time, isp, vertical_time : float
        Programme of the motor: see :func:`thrust_programme`.
    ballistic_coefficient : float
        m / (Cd A) [kg/m2], the same in boost and fall; infinite or not above 0 means no drag.
    internal_step : float
        Runge-Kutta step in the boost and below 60 km [s], 0.1 to 1; up to 20 times longer above.
    sample_step : float
        Interval of the rows [s]. The burnout should fall on a row: between rows the interpolated velocity errs by
        up to 0.15 sample_step times the jump of acceleration.

    Returns
    -------
    rows : int
        Number of rows written; 0 if it does not take off or does not fall within two hours; ``NO_ROOM`` if it needs
        more than ``max_rows``.
    impact_time : float
        Time at which it reaches height 0 [s]: the time of the last row.
    apogee : float
        Greatest height above the ellipsoid [m].
    """
    programme = thrust_programme(
        latitude, longitude, azimuth, elevation, delta_v, burn_time, isp, vertical_time
    )
    start = geodetic_to_ecef(latitude, longitude, height)
    rows, impact_time, apogee, _ = fly_programme(
        table, first_row, max_rows, start, programme, ballistic_coefficient, internal_step, sample_step
    )
    return rows, impact_time, apogee
