"""The filter: two half steps are one step, order of measurements does not matter, information only grows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from iamd.physics.filtering import initiate, innovation, position_sigma, predict, update

Track = tuple[NDArray[np.float64], NDArray[np.float64]]
R = (900.0, 100.0, -50.0, 400.0, 30.0, 2500.0)
steps = st.floats(0.01, 20.0)
noises = st.floats(0.0, 100.0)
parts = st.floats(-1e3, 1e3)


def a_track() -> Track:
    state, cov = np.zeros(6), np.zeros(21)
    initiate(state, cov, 10.0, -20.0, 30.0, *R, 200.0)
    predict(state, cov, 2.0, 1.0, 0.0, 0.0, 0.0)
    update(state, cov, 15.0, -25.0, 35.0, *R)
    return state, cov


@given(first=steps, second=steps, q=noises, a=parts)
def test_two_steps_are_one(first: float, second: float, q: float, a: float) -> None:
    one, two = a_track(), a_track()
    predict(*one, first + second, q, a, 0.0, -a)
    predict(*two, first, q, a, 0.0, -a)
    predict(*two, second, q, a, 0.0, -a)
    np.testing.assert_allclose(two[0], one[0], rtol=1e-9, atol=1e-6)  # rounding of parts that cancel
    np.testing.assert_allclose(two[1], one[1], rtol=1e-9, atol=1e-6)


@given(x=parts, y=parts, z=parts)
def test_order_of_measurements_does_not_matter(x: float, y: float, z: float) -> None:
    one, two = a_track(), a_track()
    other = (100.0, 0.0, 10.0, 200.0, 0.0, 300.0)
    update(*one, x, y, z, *R)
    update(*one, y, z, x, *other)
    update(*two, y, z, x, *other)
    update(*two, x, y, z, *R)
    np.testing.assert_allclose(two[0], one[0], rtol=1e-9, atol=1e-8)  # rounding
    np.testing.assert_allclose(two[1], one[1], rtol=1e-9, atol=1e-8)


@given(x=parts, y=parts, z=parts)
def test_a_measurement_never_makes_a_track_worse(x: float, y: float, z: float) -> None:
    state, cov = a_track()
    before, distance = position_sigma(cov), innovation(state, cov, x, y, z, *R)[0]
    update(state, cov, x, y, z, *R)
    assert position_sigma(cov) < before
    assert distance >= 0.0
    assert innovation(state, cov, x, y, z, *R)[0] <= distance * (1.0 + 1e-12)  # rounding


def test_a_useless_measurement_changes_nothing() -> None:
    state, cov = a_track()
    state_before, cov_before = state.copy(), cov.copy()
    update(state, cov, 1e3, 1e3, 1e3, 1e20, 0.0, 0.0, 1e20, 0.0, 1e20)
    np.testing.assert_allclose(state, state_before, rtol=1e-12, atol=1e-9)  # R is 1e17 times P
    np.testing.assert_allclose(cov, cov_before, rtol=1e-12)


def test_acceleration_is_followed_exactly() -> None:
    state, cov = np.array([0.0, 0.0, 0.0, 10.0, 0.0, 0.0]), np.zeros(21)
    predict(state, cov, 4.0, 0.0, 0.0, 0.0, -10.0)
    assert state.tolist() == [40.0, 0.0, -80.0, 10.0, 0.0, -40.0]


def test_process_noise_grows_with_the_cube_of_time() -> None:
    state, cov = np.zeros(6), np.zeros(21)
    predict(state, cov, 3.0, 2.0, 0.0, 0.0, 0.0)
    # q [t^3/3, t^2/2; t^2/2, t] with q = 2, t = 3
    assert (cov[0], cov[3], cov[15]) == pytest.approx((18.0, 9.0, 6.0), rel=1e-15)  # rounding
