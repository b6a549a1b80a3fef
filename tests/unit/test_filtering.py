"""The packed filter against plain NumPy matrices."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from iamd.physics.filtering import (
    initiate,
    innovation,
    polar_covariance,
    position_sigma,
    predict,
    update,
    update_radial,
    velocity_sigma,
)
from iamd.physics.geodesy import azimuth_elevation_range, from_local, local_axes

Matrix = NDArray[np.float64]
MEASURED = np.hstack([np.eye(3), np.zeros((3, 3))])
ROUNDING = 1e-9  # of a covariance whose parts span ten decades


def pack(full: Matrix) -> Matrix:
    return full[np.triu_indices(len(full))].copy()


def unpack(packed: Matrix, size: int = 6) -> Matrix:
    full = np.zeros((size, size))
    full[np.triu_indices(size)] = packed
    return full + np.triu(full, 1).T


def random_covariance(rng: np.random.Generator, scales: list[float]) -> Matrix:
    root = rng.standard_normal((len(scales), len(scales))) * np.array(scales)[:, None]
    return root @ root.T + np.diag(np.square(scales))


@pytest.mark.parametrize("seed", range(20))
def test_predict(seed: int) -> None:
    rng = np.random.default_rng(seed)
    full = random_covariance(rng, [1e3, 1e3, 1e3, 50.0, 50.0, 50.0])
    state, cov = rng.uniform(-1e6, 1e6, 6), pack(full)
    dt, q, a = rng.uniform(0.01, 10.0), rng.uniform(0.0, 100.0), rng.uniform(-50.0, 50.0, 3)
    transition = np.kron([[1.0, dt], [0.0, 1.0]], np.eye(3))
    noise = q * np.kron([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]], np.eye(3))
    expected = transition @ state + np.concatenate([a * dt**2 / 2, a * dt])
    predict(state, cov, dt, q, *a)
    np.testing.assert_allclose(state, expected, rtol=ROUNDING)
    np.testing.assert_allclose(unpack(cov), transition @ full @ transition.T + noise, rtol=ROUNDING)


@pytest.mark.parametrize("seed", range(20))
def test_innovation_and_update(seed: int) -> None:
    rng = np.random.default_rng(seed)
    full = random_covariance(rng, [1e3, 1e3, 1e3, 50.0, 50.0, 50.0])
    r = random_covariance(rng, [300.0, 30.0, 500.0])
    state, cov = rng.uniform(-1e4, 1e4, 6), pack(full)
    z = state[:3] + rng.uniform(-2e3, 2e3, 3)
    s = MEASURED @ full @ MEASURED.T + r
    residual = z - state[:3]
    distance, log_determinant = innovation(state, cov, *z, *pack(r))
    assert distance == pytest.approx(residual @ np.linalg.solve(s, residual), rel=ROUNDING)
    assert log_determinant == pytest.approx(np.linalg.slogdet(s)[1], rel=ROUNDING)
    gain = full @ MEASURED.T @ np.linalg.inv(s)
    left = np.eye(6) - gain @ MEASURED
    expected = state + gain @ residual
    update(state, cov, *z, *pack(r))
    np.testing.assert_allclose(state, expected, rtol=ROUNDING, atol=1e-7)  # components near 0
    joseph = left @ full @ left.T + gain @ r @ gain.T
    np.testing.assert_allclose(unpack(cov), joseph, rtol=ROUNDING, atol=1e-6)  # cross terms near 0


def test_covariance_stays_positive_definite_in_hard_cases() -> None:
    """Long gaps, very good range against very poor angles, a start without any velocity."""
    rng = np.random.default_rng(5)
    axes = local_axes(0.7, 0.5)
    for _ in range(40):
        state, cov = np.zeros(6), np.zeros(21)
        distance, sigma_range = rng.choice([5e3, 5e5, 2e6]), rng.choice([0.5, 30.0, 300.0])
        azimuth, elevation = rng.uniform(0.0, 6.0), rng.uniform(0.0, 1.5)
        r = polar_covariance(axes, azimuth, elevation, distance, sigma_range, 0.005, 0.01)
        initiate(state, cov, 0.0, 0.0, 0.0, *r, 4000.0)
        for _ in range(100):
            predict(
                state,
                cov,
                float(rng.choice([0.001, 0.1, 1.0, 300.0])),
                float(rng.choice([0.0, 1e-3, 1e3])),
                0.0,
                0.0,
                0.0,
            )
            update(state, cov, *rng.uniform(-1e3, 1e3, 3), *r)
            full = unpack(cov)
            scale = 1.0 / np.sqrt(np.diag(full))
            assert np.linalg.eigvalsh(full * np.outer(scale, scale)).min() > 0.0


def test_wrong_sign_of_gain_would_fail() -> None:
    state, cov = np.zeros(6), np.zeros(21)
    initiate(state, cov, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 4.0, 0.0, 4.0, 10.0)
    predict(state, cov, 1.0, 0.0, 0.0, 0.0, 0.0)
    update(state, cov, 10.0, 0.0, 0.0, 4.0, 0.0, 0.0, 4.0, 0.0, 4.0)
    # Two points 1 s apart: position 104/108 of the way, velocity 100/108 of it.
    assert state[0] == pytest.approx(10.0 * 104.0 / 108.0, rel=1e-12)  # rounding
    assert state[3] == pytest.approx(10.0 * 100.0 / 108.0, rel=1e-12)


def test_sigmas() -> None:
    state, cov = np.zeros(6), np.zeros(21)
    initiate(state, cov, 1.0, 2.0, 3.0, 9.0, 1.0, 0.5, 16.0, 0.5, 144.0, 7.0)
    assert position_sigma(cov) == 13.0
    assert velocity_sigma(cov) == pytest.approx(7.0 * math.sqrt(3.0), rel=1e-15)  # rounding
    assert position_sigma(cov) ** 2 >= np.linalg.eigvalsh(unpack(cov)[:3, :3]).max()
    assert state.tolist() == [1.0, 2.0, 3.0, 0.0, 0.0, 0.0]


def test_polar_covariance_against_many_measurements() -> None:
    rng = np.random.default_rng(8)
    axes = local_axes(-0.6, 2.0)
    azimuth, elevation, distance = 1.2, 0.4, 80e3
    sigmas = np.array([50.0, 2e-3, 3e-3])
    samples = 40_000
    measured = np.array([distance, azimuth, elevation]) + sigmas * rng.standard_normal((samples, 3))
    flat = measured[:, 0] * np.cos(measured[:, 2])
    local = np.column_stack(
        [
            flat * np.sin(measured[:, 1]),
            flat * np.cos(measured[:, 1]),
            measured[:, 0] * np.sin(measured[:, 2]),
        ]
    )
    points = local @ np.array(axes).reshape(3, 3)
    found = unpack(np.array(polar_covariance(axes, azimuth, elevation, distance, *sigmas)), 3)
    # Sampling error of a variance is sqrt(2 / samples), 0.7 %; largest entry 6e4 m2.
    np.testing.assert_allclose(found, np.cov(points.T), rtol=0.0, atol=0.03 * np.abs(found).max())


def test_polar_covariance_points_along_the_ray() -> None:
    axes = local_axes(0.3, 0.2)
    r = unpack(np.array(polar_covariance(axes, 0.8, 0.5, 100e3, 10.0, 1e-3, 2e-3)), 3)
    ray = np.array(
        from_local(math.cos(0.5) * math.sin(0.8), math.cos(0.5) * math.cos(0.8), math.sin(0.5), axes)
    )
    assert azimuth_elevation_range(math.sin(0.8), math.cos(0.8), math.tan(0.5))[:2] == pytest.approx(
        (0.8, 0.5)
    )
    assert ray @ r @ ray == pytest.approx(
        100.0, rel=1e-7
    )  # 10 m squared; the other parts are 1e5 times larger
    across = np.sort(np.linalg.eigvalsh(r))[1:]
    assert across == pytest.approx(
        [(100e3 * math.cos(0.5) * 1e-3) ** 2, (100e3 * 2e-3) ** 2], rel=1e-9
    )  # rounding


@pytest.mark.parametrize("seed", range(20))
def test_range_rate_against_matrices(seed: int) -> None:
    rng = np.random.default_rng(seed)
    full = random_covariance(rng, [1e3, 1e3, 1e3, 50.0, 50.0, 50.0])
    state, cov = rng.uniform(-1e4, 1e4, 6), pack(full)
    line = rng.standard_normal(3)
    line /= np.linalg.norm(line)
    rate, variance = rng.uniform(-900.0, 900.0), 400.0
    row = np.concatenate([np.zeros(3), line])[None, :]
    gain = full @ row.T / (row @ full @ row.T + variance)
    expected = state + gain[:, 0] * (rate - row @ state)
    update_radial(state, cov, *(float(x) for x in line), float(rate), variance)
    np.testing.assert_allclose(state, expected, rtol=ROUNDING)
    np.testing.assert_allclose(
        unpack(cov), full - gain @ row @ full, rtol=1e-7, atol=1e-6
    )  # cancelling terms
