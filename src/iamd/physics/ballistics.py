"""Flight under gravity, drag and a rocket's thrust, and the closed forms that frame it.

Positions and velocities are Cartesian in the rotating WGS-84 frame (ECEF). Forces: the central field with its J2
term, drag with a constant ballistic coefficient in the US Standard Atmosphere 1976 at rest with the earth, and the
Coriolis and centrifugal accelerations of the frame. Equations, limits and sources:
``docs/methods/ballistic-flight.md``.
"""

from __future__ import annotations

import math

from iamd.physics._jit import inner, kernel
from iamd.physics.atmosphere import density
from iamd.physics.geodesy import (
    EARTH_RATE,
    GRAVITATIONAL_PARAMETER,
    SEMI_MAJOR_AXIS,
    Vector,
    height_above_ellipsoid,
)

State = tuple[float, float, float, float, float, float]
Programme = tuple[float, ...]

J2 = 1.08262982131e-3  # -sqrt(5) C20 with C20 = -0.484166774985e-3, NIMA TR8350.2, table 3.3
MEAN_RADIUS = 6371.0e3  # m, the sphere of the closed forms

NO_DRAG_ABOVE = 2.0e5  # m: drag on 1000 kg/m2 at 5 km/s is below 4e-6 m/s2 there

# A thrust programme is (vertical time, pitch time, burn time, elevation, exhaust speed, propellant fraction,
# horizontal unit vector, upward unit vector); see boost.thrust_programme.
COASTING: Programme = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@kernel
def minimum_energy(range_m: float) -> tuple[float, float, float, float]:
    """Least launch speed for a range on a sphere, without air, rotation or boost.

    Parameters
    ----------
    range_m : float
        Distance over ground [m], from surface to surface; 0 to half the circumference, 20,015 km.

    Returns
    -------
    tuple of float
        Speed at launch [m/s], apogee above ground [m], time of flight [s], elevation at launch [rad].

    Notes
    -----
    With s = sin(range / 2R): v^2 = (2 mu / R) s / (1 + s), elevation = (pi - range / R) / 4 and apogee
    R (s + cos(range / 2R) - 1) / 2. The chord passes through the vacant focus, so a = R (1 + s) / 2 and Lambert's
    equation gives t = sqrt(a^3 / mu) (pi - beta + sin beta), sin^2(beta / 2) = (1 - s) / (1 + s).
    Source: A. D. Wheelon, ARS Journal 29 (1959) 915; Bate, Mueller and White, *Fundamentals of Astrodynamics*
    (1971), section 6.2; time: J. E. Prussing and B. A. Conway, *Orbital Mechanics* (1993), chapter 4.
    """
    angle = range_m / MEAN_RADIUS
    sine = math.sin(0.5 * angle)
    speed = math.sqrt(2.0 * GRAVITATIONAL_PARAMETER / MEAN_RADIUS * sine / (1.0 + sine))
    apogee = 0.5 * MEAN_RADIUS * (sine + math.cos(0.5 * angle) - 1.0)
    axis = 0.5 * MEAN_RADIUS * (1.0 + sine)
    beta = 2.0 * math.asin(math.sqrt((1.0 - sine) / (1.0 + sine)))
    time = math.sqrt(axis * axis * axis / GRAVITATIONAL_PARAMETER) * (math.pi - beta + math.sin(beta))
    return speed, apogee, time, 0.25 * (math.pi - angle)


@kernel
def free_flight_time(range_m: float, apogee: float) -> float:
    """Time of flight from surface to surface of a Kepler arc with a known range and apogee.

    Parameters
    ----------
    range_m : float
        Distance over ground [m], 0 to 20,015 km.
    apogee : float
        Greatest height above ground [m], above 0.

    Returns
    -------
    float
        Time [s]. A flight with a boost phase takes longer: its motor burns for one to five minutes.

    Notes
    -----
    With psi = range / 2R and r_a = R + apogee: e = (r_a - R) / (r_a - R cos psi), a = r_a / (1 + e),
    cos E = (1 - R / a) / e at the surface, t = 2 sqrt(a^3 / mu) (pi - E + e sin E).
    Source: Bate, Mueller and White (1971), sections 1.5 (conic), 4.2 (time) and 6.2 (free flight).
    """
    farthest = MEAN_RADIUS + apogee
    eccentricity = apogee / (farthest - MEAN_RADIUS * math.cos(0.5 * range_m / MEAN_RADIUS))
    axis = farthest / (1.0 + eccentricity)
    anomaly = math.acos(max(-1.0, min(1.0, (1.0 - MEAN_RADIUS / axis) / eccentricity)))
    swept = math.pi - anomaly + eccentricity * math.sin(anomaly)
    return 2.0 * math.sqrt(axis * axis * axis / GRAVITATIONAL_PARAMETER) * swept


@kernel
def gravity(x: float, y: float, z: float) -> Vector:
    """Attraction of the earth: central field and J2, without the centrifugal part.

    Parameters
    ----------
    x, y, z : float
        Position [m], ECEF, outside the earth. Terms after J2 are below 3e-5 of the field.

    Returns
    -------
    tuple of float
        Acceleration [m/s2] along the ECEF axes.

    Notes
    -----
    With k = (3/2) J2 (a / r)^2: g = -mu r / r^3 times 1 + k (1 - 5 z^2 / r^2) in x and y, 1 + k (3 - 5 z^2 / r^2)
    in z. Source: Bate, Mueller and White (1971), section 9.7; constants: NIMA TR8350.2 (2000).
    """
    inverse_square = 1.0 / (x * x + y * y + z * z)
    central = -GRAVITATIONAL_PARAMETER * inverse_square * math.sqrt(inverse_square)
    oblate = 1.5 * J2 * SEMI_MAJOR_AXIS * SEMI_MAJOR_AXIS * inverse_square
    tilt = 5.0 * z * z * inverse_square
    level = central * (1.0 + oblate * (1.0 - tilt))
    return level * x, level * y, central * (1.0 + oblate * (3.0 - tilt)) * z


@kernel
def ballistic_acceleration(
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic_coefficient: float
) -> Vector:
    """Acceleration, as seen in the rotating frame, of a body that only falls.

    Parameters
    ----------
    x, y, z : float
        Position [m], ECEF.
    vx, vy, vz : float
        Velocity [m/s] relative to the rotating earth, so also relative to the air.
    ballistic_coefficient : float
        m / (Cd A) [kg/m2]; infinite or not above 0 means no drag.

    Returns
    -------
    tuple of float
        Acceleration [m/s2] along the ECEF axes.

    Notes
    -----
    a = g - rho |v| v / (2 beta) - 2 w x v - w x (w x r), w along z. Source: H. Goldstein,
    *Classical Mechanics* (1980), chapter 4 (Coriolis force); drag as in P. Zarchan, *Tactical and Strategic Missile
    Guidance*, chapter on ballistic targets. No wind, no lift, Cd the same at all speeds.
    """
    ax, ay, az = gravity(x, y, z)
    ax += EARTH_RATE * (2.0 * vy + EARTH_RATE * x)
    ay += EARTH_RATE * (-2.0 * vx + EARTH_RATE * y)
    if ballistic_coefficient > 0.0 and ballistic_coefficient < math.inf:
        height = height_above_ellipsoid(x, y, z)
        if height < NO_DRAG_ABOVE:
            speed = math.sqrt(vx * vx + vy * vy + vz * vz)
            drag = 0.5 * density(height) * speed / ballistic_coefficient
            ax -= drag * vx
            ay -= drag * vy
            az -= drag * vz
    return ax, ay, az


@kernel
def thrust_acceleration(time: float, programme: Programme) -> Vector:
    """Acceleration by a constant-flow motor that pitches over from the vertical; zero for ``COASTING``.

    Parameters
    ----------
    time : float
        Time since ignition [s], 0 to the burn time; the caller ends the burn.
    programme : tuple of float
        From :func:`iamd.physics.boost.thrust_programme`.

    Returns
    -------
    tuple of float
        Acceleration [m/s2] along the ECEF axes.

    Notes
    -----
    c k / (burn_time - k t) with exhaust speed c and propellant fraction k: thrust over the mass that is left.
    Source: G. P. Sutton and O. Biblarz, *Rocket Propulsion Elements* (2001), section 4.1.
    """
    vertical, pitch, burn, final, exhaust, fraction, hx, hy, hz, ux, uy, uz = programme
    if exhaust == 0.0:
        return 0.0, 0.0, 0.0
    elevation = final
    if time < vertical:
        elevation = 0.5 * math.pi
    elif time < pitch:
        elevation = 0.5 * math.pi + (final - 0.5 * math.pi) * (time - vertical) / (pitch - vertical)
    size = exhaust * fraction / (burn - fraction * time)
    level = size * math.cos(elevation)
    up = size * math.sin(elevation)
    return level * hx + up * ux, level * hy + up * uy, level * hz + up * uz


@inner
def _rates(time: float, state: State, ballistic_coefficient: float, programme: Programme) -> Vector:
    """Acceleration by all forces together."""
    x, y, z, vx, vy, vz = state
    ax, ay, az = ballistic_acceleration(x, y, z, vx, vy, vz, ballistic_coefficient)
    tx, ty, tz = thrust_acceleration(time, programme)
    return ax + tx, ay + ty, az + tz


@inner
def _shifted(state: State, velocity: Vector, acceleration: Vector, dt: float) -> State:
    """State moved by ``dt`` along given rates."""
    return (
        state[0] + dt * velocity[0],
        state[1] + dt * velocity[1],
        state[2] + dt * velocity[2],
        state[3] + dt * acceleration[0],
        state[4] + dt * acceleration[1],
        state[5] + dt * acceleration[2],
    )


@inner
def _mean_rate(first: Vector, second: Vector, third: Vector, fourth: Vector) -> Vector:
    """Weighted mean of the four stages of the Runge-Kutta formula."""
    return (
        (first[0] + 2.0 * (second[0] + third[0]) + fourth[0]) / 6.0,
        (first[1] + 2.0 * (second[1] + third[1]) + fourth[1]) / 6.0,
        (first[2] + 2.0 * (second[2] + third[2]) + fourth[2]) / 6.0,
    )


@kernel
def powered_step(
    time: float, state: State, dt: float, ballistic_coefficient: float, programme: Programme
) -> State:
    """One step of the classical fourth-order Runge-Kutta method, with thrust.

    Parameters
    ----------
    time : float
        Time since ignition at the start of the step [s].
    state : tuple of float
        x, y, z [m], vx, vy, vz [m/s], ECEF.
    dt : float
        Length of the step [s]; the thrust must not start or end inside it.
    ballistic_coefficient : float
        m / (Cd A) [kg/m2]; infinite or not above 0 means no drag.
    programme : tuple of float
        Thrust programme, or ``COASTING``.

    Returns
    -------
    tuple of float
        State at the end of the step. Source: W. Kutta, *Z. Math. Phys.* 46 (1901) 435; E. Hairer, S. P. Norsett and
        G. Wanner, *Solving Ordinary Differential Equations I* (1993), table II.1.2.
    """
    half = 0.5 * dt
    a1 = _rates(time, state, ballistic_coefficient, programme)
    v1 = (state[3], state[4], state[5])
    s2 = _shifted(state, v1, a1, half)
    a2 = _rates(time + half, s2, ballistic_coefficient, programme)
    v2 = (s2[3], s2[4], s2[5])
    s3 = _shifted(state, v2, a2, half)
    a3 = _rates(time + half, s3, ballistic_coefficient, programme)
    v3 = (s3[3], s3[4], s3[5])
    s4 = _shifted(state, v3, a3, dt)
    a4 = _rates(time + dt, s4, ballistic_coefficient, programme)
    v4 = (s4[3], s4[4], s4[5])
    return _shifted(state, _mean_rate(v1, v2, v3, v4), _mean_rate(a1, a2, a3, a4), dt)


@kernel
def step(
    x: float, y: float, z: float, vx: float, vy: float, vz: float, dt: float, ballistic_coefficient: float
) -> State:
    """One Runge-Kutta step of unpowered flight; units and limits as in :func:`ballistic_acceleration`.

    Parameters
    ----------
    x, y, z : float
        Position [m], ECEF.
    vx, vy, vz : float
        Velocity [m/s], relative to the rotating earth.
    dt : float
        Length of the step [s]: at most 1 s where the air matters, 10 s above it.
    ballistic_coefficient : float
        m / (Cd A) [kg/m2]; infinite or not above 0 means no drag.

    Returns
    -------
    tuple of float
        Position and velocity after ``dt``; source as in :func:`powered_step`.
    """
    return powered_step(0.0, (x, y, z, vx, vy, vz), dt, ballistic_coefficient, COASTING)
