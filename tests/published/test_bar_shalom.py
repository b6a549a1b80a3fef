"""Kalman filter: closed forms and bounds as in Bar-Shalom, Li and Kirubarajan (Wiley, 2001)."""

import math

import numpy as np
import pytest
import scipy.stats

from iamd.physics.filtering import initiate, predict, update
from published.cases import Case, approximately, case, cases


@pytest.mark.parametrize("one", cases("TRK-NEES-6d"))
def test_normalised_error_is_within_its_bounds(one: Case) -> None:
    """Section 5.4: the error squared, normalised by the covariance that the filter claims, is chi-square."""
    runs = 100
    found = np.mean([normalised_error(seed) for seed in range(runs)])
    lower, upper = (
        scipy.stats.chi2.ppf(0.5 + side * one["inputs"]["prob"] / 2, 6 * runs) / runs for side in (-1, 1)
    )
    assert lower <= found <= upper
    if one["inputs"]["runs"] == runs:
        assert lower == approximately(one, "lo")
        assert upper == approximately(one, "hi")


def normalised_error(seed: int) -> float:
    """One flight of 30 s under the model of the filter itself, from a known prior."""
    rng = np.random.default_rng(1000 + seed)
    dt, q, speed_sigma = 1.0, 4.0, 300.0
    r = np.array([[900.0, 100.0, -50.0], [100.0, 400.0, 30.0], [-50.0, 30.0, 2500.0]])
    root = np.linalg.cholesky(r)
    axis = q * np.array([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]])
    noise = np.linalg.cholesky(np.kron(axis, np.eye(3)))
    packed = [r[0, 0], r[0, 1], r[0, 2], r[1, 1], r[1, 2], r[2, 2]]
    truth = np.concatenate([rng.uniform(-1e5, 1e5, 3), speed_sigma * rng.standard_normal(3)])
    state, cov = np.zeros(6), np.zeros(21)
    initiate(state, cov, *(truth[:3] + root @ rng.standard_normal(3)), *packed, speed_sigma)
    for _ in range(30):
        truth[:3] += dt * truth[3:]
        truth += noise @ rng.standard_normal(6)
        predict(state, cov, dt, q, 0.0, 0.0, 0.0)
        update(state, cov, *(truth[:3] + root @ rng.standard_normal(3)), *packed)
    full = np.zeros((6, 6))
    full[np.triu_indices(6)] = cov
    full = full + np.triu(full, 1).T
    error = truth - state
    return float(error @ np.linalg.solve(full, error))


@pytest.mark.parametrize("one", cases("TRK-AB-"))
def test_alpha_beta_steady_state(one: Case) -> None:
    """Section 6.5: with a piecewise constant acceleration the steady gains depend on the tracking index alone.

    The filter has continuous white noise instead, so the noise of one step is put in by hand around a `predict` with
    q = 0: position, cross and velocity parts in the proportion dt^4/4, dt^3/2, dt^2 of that model.
    """
    dt, sigma = 1.0, 1.0
    noise = one["inputs"]["tracking_index"] ** 2 * sigma**2 / dt**4
    state, cov = np.zeros(6), np.zeros(21)
    r = (sigma**2, 0.0, 0.0, sigma**2, 0.0, sigma**2)
    initiate(state, cov, 0.0, 0.0, 0.0, *r, 10.0)
    for _ in range(2000):
        predict(state, cov, dt, 0.0, 0.0, 0.0, 0.0)
        for position, cross, velocity in ((0, 3, 15), (6, 9, 18), (11, 14, 20)):
            cov[position] += noise * dt**4 / 4
            cov[cross] += noise * dt**3 / 2
            cov[velocity] += noise * dt**2
        gain = cov[0] / (cov[0] + sigma**2)
        speed_gain = cov[3] / (cov[0] + sigma**2) * dt
        update(state, cov, 0.0, 0.0, 0.0, *r)
    assert gain == approximately(one, "alpha")
    assert speed_gain == approximately(one, "beta")


def test_golden_ratio() -> None:
    """Random walk with unit noises: the steady covariance is the golden ratio less one."""
    one = case("TRK-GOLD")
    state, cov = np.zeros(6), np.zeros(21)
    initiate(state, cov, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1e-9)
    for _ in range(60):
        cov[0] += 1.0
        gain = cov[0] / (cov[0] + 1.0)
        update(state, cov, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0)
    assert gain == approximately(one, "K")
    assert cov[0] == approximately(one, "P")
    assert math.isclose(cov[0], (math.sqrt(5.0) - 1.0) / 2.0, rel_tol=1e-12)
