"""Laws that ballistic flight obeys: conservation, order of convergence, frames, interpolation, compiler on and off."""

import hashlib
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from iamd.physics.atmosphere import density
from iamd.physics.ballistics import (
    COASTING,
    J2,
    State,
    ballistic_acceleration,
    gravity,
    step,
    thrust_acceleration,
)
from iamd.physics.boost import thrust_programme
from iamd.physics.geodesy import (
    EARTH_RATE,
    GRAVITATIONAL_PARAMETER,
    SEMI_MAJOR_AXIS,
    from_local,
    geodetic_to_ecef,
    height_above_ellipsoid,
    local_axes,
)
from iamd.physics.trajectory import hermite

latitudes = st.floats(-1.5, 1.5)
longitudes = st.floats(-math.pi, math.pi)
azimuths = st.floats(0.0, 2.0 * math.pi)


def launched(
    latitude: float, longitude: float, height: float, azimuth: float, climb: float, speed: float
) -> State:
    """State at a geodetic point with a velocity by azimuth and angle of climb."""
    level = speed * math.cos(climb)
    axes = local_axes(latitude, longitude)
    velocity = from_local(level * math.sin(azimuth), level * math.cos(azimuth), speed * math.sin(climb), axes)
    return (*geodetic_to_ecef(latitude, longitude, height), *velocity)


def flown(state: State, duration: float, steps: int, ballistic_coefficient: float) -> State:
    for _ in range(steps):
        state = step(*state, duration / steps, ballistic_coefficient)
    return state


def jacobi_integral(state: State) -> float:
    """Energy in the rotating frame [J/kg]: v^2 / 2, the potential with J2, and the centrifugal potential."""
    x, y, z, vx, vy, vz = state
    square = x * x + y * y + z * z
    oblate = 0.5 * J2 * SEMI_MAJOR_AXIS**2 / square * (3.0 * z * z / square - 1.0)
    potential = -GRAVITATIONAL_PARAMETER / math.sqrt(square) * (1.0 - oblate)
    return 0.5 * (vx * vx + vy * vy + vz * vz) + potential - 0.5 * EARTH_RATE**2 * (x * x + y * y)


def polar_momentum(state: State) -> float:
    """Angular momentum about the earth's axis in the inertial frame [m2/s]."""
    x, y, _, vx, vy, _ = state
    return x * (vy + EARTH_RATE * x) - y * (vx - EARTH_RATE * y)


def in_inertial_frame(state: State, duration: float, rate: float) -> np.ndarray:
    """The same vacuum flight without any force of the frame, returned to a frame that turns at ``rate``."""
    x, y, z, vx, vy, vz = state

    def rates(_: float, s: np.ndarray) -> list[float]:
        return [*s[3:], *gravity(float(s[0]), float(s[1]), float(s[2]))]

    start = [x, y, z, vx - rate * y, vy + rate * x, vz]
    s = solve_ivp(rates, (0.0, duration), start, method="DOP853", rtol=1e-12, atol=1e-6).y[:, -1]
    sin, cos = math.sin(rate * duration), math.cos(rate * duration)
    return np.array([cos * s[0] + sin * s[1], cos * s[1] - sin * s[0], s[2]])


@settings(max_examples=20)
@given(latitudes, longitudes, azimuths, st.floats(0.3, 1.5), st.floats(1000.0, 6000.0))
def test_energy_and_polar_momentum_are_conserved_without_air(
    latitude: float, longitude: float, azimuth: float, climb: float, speed: float
) -> None:
    start = launched(latitude, longitude, 1000.0, azimuth, climb, speed)
    end = flown(start, 300.0, 60, math.inf)
    assert jacobi_integral(end) == pytest.approx(jacobi_integral(start), rel=1e-9)  # steps of 5 s
    # Relative to r v, since the component along the axis may vanish.
    assert polar_momentum(end) == pytest.approx(polar_momentum(start), abs=1e-9 * 6.4e6 * speed)


def test_gravity_is_the_gradient_of_the_potential() -> None:
    """The centrifugal potential is taken out again: an independent check of each J2 coefficient."""
    point = (3.1e6, -2.2e6, 5.3e6)

    def potential(position: list[float]) -> float:
        x, y, _ = position
        return -jacobi_integral((*position, 0.0, 0.0, 0.0)) - 0.5 * EARTH_RATE**2 * (x * x + y * y)

    for axis, value in enumerate(gravity(*point)):
        ahead, behind = list(point), list(point)
        ahead[axis] += 50.0
        behind[axis] -= 50.0
        # Central difference: (50 m / r)^2 and rounding of a potential of 6e7 J/kg over 100 m.
        assert value == pytest.approx((potential(ahead) - potential(behind)) / 100.0, abs=2e-8)


def test_gravity_with_the_centrifugal_part_is_normal_gravity() -> None:
    """NIMA TR8350.2, table 3.4: 9.7803253359 m/s2 at the equator, 9.8321849378 at the poles."""
    for latitude, normal in ((0.0, 9.7803253359), (0.5 * math.pi, 9.8321849378)):
        acceleration = ballistic_acceleration(*geodetic_to_ecef(latitude, 0.3, 0.0), 0.0, 0.0, 0.0, math.inf)
        size = math.sqrt(sum(part * part for part in acceleration))
        assert size == pytest.approx(normal, abs=2e-5 * normal)  # the J4 term, 1.5e-5 of it, is left out


def test_order_of_convergence_is_four() -> None:
    start = launched(0.7, 0.5, 1.0e5, 1.0, 0.7, 4000.0)
    exact = np.array(flown(start, 800.0, 800, math.inf)[:3])
    errors = [np.linalg.norm(np.array(flown(start, 800.0, n, math.inf)[:3]) - exact) for n in (10, 20, 40)]
    orders = [math.log2(errors[i] / errors[i + 1]) for i in range(2)]
    assert orders == pytest.approx([4.0, 4.0], abs=0.3)  # asymptotic only for short steps


def test_rotating_frame_agrees_with_the_inertial_one_and_not_with_the_wrong_sign() -> None:
    start = launched(0.7, 0.5, 0.0, 1.0, 0.8, 4000.0)
    ours = np.array(flown(start, 600.0, 120, math.inf)[:3])
    # 5 s steps err by less than a centimetre in this flight.
    assert np.linalg.norm(ours - in_inertial_frame(start, 600.0, EARTH_RATE)) < 0.01
    assert np.linalg.norm(ours - in_inertial_frame(start, 600.0, -EARTH_RATE)) > 1.0e5
    assert np.linalg.norm(ours - in_inertial_frame(start, 600.0, 0.0)) > 5.0e4


def test_coriolis_turns_flights_right_in_the_north_and_left_in_the_south() -> None:
    for latitude, sign in ((0.8, 1.0), (-0.8, -1.0)):
        start = launched(latitude, 0.0, 0.0, 0.0, 0.6, 2000.0)  # northward
        aside = flown(start, 200.0, 40, math.inf)[1]
        assert sign * aside > 1000.0


@pytest.mark.parametrize("ballistic_coefficient", [math.inf, 5000.0, 500.0])
def test_re_entry_agrees_with_dop853(ballistic_coefficient: float) -> None:
    start = launched(0.6, 0.2, 60e3, 2.0, -0.7, 2500.0)

    def rates(_: float, s: np.ndarray) -> list[float]:
        x, y, z, vx, vy, vz = s.tolist()
        return [vx, vy, vz, *ballistic_acceleration(x, y, z, vx, vy, vz, ballistic_coefficient)]

    reference = solve_ivp(rates, (0.0, 25.0), start, method="DOP853", rtol=1e-10, atol=1e-6, max_step=0.5).y[
        :, -1
    ]
    ours = np.array(flown(start, 25.0, 100, ballistic_coefficient))
    # The density has kinks between its layers, which cost both methods some order.
    assert np.linalg.norm(ours[:3] - reference[:3]) < 0.05
    assert np.linalg.norm(ours[3:] - reference[3:]) < 0.02


def test_greatest_deceleration_is_that_of_allen_and_eggers() -> None:
    """NACA TR 1381: V^2 sin(climb) / (2 e H), at V exp(-1/2), where the density is beta sin(climb) / H.

    The formula (cases BAL-AE-*) is for an exponential density; the standard atmosphere has it from 11 to 20 km.
    """
    entry, sine, ballistic_coefficient = 6000.0, math.sin(math.radians(45.0)), 1500.0
    scale = 287.05287 * 216.65 / 9.80665  # m, R T / g from 11 to 20 km
    state = launched(0.0, 0.0, 60e3, 0.0, -math.radians(45.0), entry)
    greatest, thickness, speed = 0.0, 0.0, 0.0
    while height_above_ellipsoid(*state[:3]) > 5000.0:
        state = step(*state, 0.05, ballistic_coefficient)
        air, pace = (
            density(height_above_ellipsoid(*state[:3])),
            math.sqrt(sum(part * part for part in state[3:])),
        )
        if (drag := 0.5 * air * pace * pace / ballistic_coefficient) > greatest:
            greatest, thickness, speed = drag, air, pace
    # The formula leaves out gravity, which adds 1 % of speed on the way down; the greatest is found to 0.05 s.
    assert greatest == pytest.approx(entry * entry * sine / (2.0 * math.e * scale), rel=0.03)
    assert speed == pytest.approx(entry * math.exp(-0.5), rel=0.04)
    assert thickness == pytest.approx(ballistic_coefficient * sine / scale, rel=0.05)


def test_drag_is_opposite_to_the_velocity_and_goes_with_the_inverse_coefficient() -> None:
    state = launched(0.6, 0.2, 20e3, 2.0, -0.7, 2500.0)
    free = np.array(ballistic_acceleration(*state, math.inf))
    assert np.array_equal(free, ballistic_acceleration(*state, 0.0))
    drag = np.array(ballistic_acceleration(*state, 1000.0)) - free
    half = np.array(ballistic_acceleration(*state, 2000.0)) - free
    assert drag == pytest.approx(2.0 * half, rel=1e-9)
    assert np.dot(drag, state[3:]) == pytest.approx(-np.linalg.norm(drag) * 2500.0, rel=1e-9)


@settings(max_examples=20)
@given(st.floats(500.0, 7000.0), st.floats(20.0, 150.0), st.floats(200.0, 300.0), st.floats(0.2, 1.5))
def test_integral_of_the_thrust_is_the_ideal_delta_v(
    delta_v: float, burn_time: float, isp: float, elevation: float
) -> None:
    programme = thrust_programme(0.3, 0.4, 1.0, elevation, delta_v, burn_time, isp, 5.0)
    nodes, weights = np.polynomial.legendre.leggauss(80)
    times = (0.5 * burn_time * (nodes + 1.0)).tolist()
    sizes = [math.sqrt(sum(part * part for part in thrust_acceleration(time, programme))) for time in times]
    assert 0.5 * burn_time * np.dot(weights, sizes) == pytest.approx(delta_v, rel=1e-9)  # Gauss, 80 points
    assert thrust_acceleration(0.0, COASTING) == (0.0, 0.0, 0.0)


@given(st.lists(st.floats(-1e3, 1e3), min_size=12, max_size=12), st.floats(0.1, 20.0), st.floats(0.0, 1.0))
def test_hermite_reproduces_every_cubic(numbers: list[float], duration: float, fraction: float) -> None:
    c = np.array(numbers).reshape(3, 4)

    def on_cubic(time: float) -> State:
        position = c @ [1.0, time, time**2, time**3]
        velocity = c @ [0.0, 1.0, 2.0 * time, 3.0 * time**2]
        return (*position.tolist(), *velocity.tolist())

    between = hermite(on_cubic(0.0), on_cubic(duration), duration, fraction)
    scale = 1e3 * (1.0 + duration) ** 3
    assert between == pytest.approx(on_cubic(fraction * duration), abs=1e-12 * scale)


BOTH_WAYS = """
import hashlib, numpy
from iamd.physics.aiming import aim_ballistic
from iamd.physics.trajectory import fly_level, trajectory_state
table = numpy.zeros((600, 6))
flown = aim_ballistic(table, 0, 400, 0.62, 0.55, 0.65, 0.57, 1.1, 40.0, 230.0, 5.0, 5000.0)
level = fly_level(table, 400, 200, 5.0, 0.6, 0.5, 0.61, 0.51, 50.0, 150.0, 0.3)
between = [trajectory_state(table, 0, flown[0], 1.0, flown[1], 0.37 * k) for k in range(100)]
print(flown, level, hashlib.sha256(table.tobytes() + numpy.array(between).tobytes()).hexdigest())
"""


@pytest.mark.jit_only
def test_results_are_equal_bit_for_bit_with_the_compiler_off() -> None:
    printed = []
    for disabled in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", BOTH_WAYS], env={**os.environ, "NUMBA_DISABLE_JIT": disabled},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        printed.append(done.stdout)
    assert printed[0] == printed[1]
    assert hashlib.sha256(np.zeros((600, 6)).tobytes()).hexdigest() not in printed[0]
