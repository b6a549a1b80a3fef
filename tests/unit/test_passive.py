"""Passive sensors against link budgets in decibels and against sampled bearings."""

import math

import numpy as np
import pytest

from iamd.physics.passive import (
    bearing_error,
    cross_fix,
    cross_fix_axes,
    cross_fix_error,
    intercept_range,
    interferometer_error,
    passive_range,
    received_power,
    sensitivity,
)
from iamd.physics.propagation import STANDARD_K, radar_horizon

DEGREE = math.pi / 180.0


def test_thermal_noise() -> None:
    # -174 dBm per hertz at 290 K.
    assert 10.0 * math.log10(sensitivity(290.0, 1.0, 1.0) / 1e-3) == pytest.approx(-173.98, abs=0.005)
    assert sensitivity(290.0, 1e6, 20.0) == pytest.approx(2e7 * sensitivity(290.0, 1.0, 1.0))


def test_link_budget_in_decibels() -> None:
    # Free-space loss 32.45 + 20 log10(MHz) + 20 log10(km): 1 kW at 9,400 MHz over 100 km with 10 dB of gain, 2 of loss.
    wavelength = 299_792_458.0 / 9.4e9
    budget = 30.0 + 10.0 - 2.0 - (32.45 + 20.0 * math.log10(9400.0) + 40.0)
    found = received_power(1e3, wavelength, 100e3, 10.0, 10.0**0.2)
    assert 10.0 * math.log10(found) == pytest.approx(budget, abs=0.005)  # 32.45 is rounded


def test_range_inverts_power() -> None:
    found = intercept_range(1e3, 0.03, 10.0, 2.0, 1e-10)
    assert received_power(1e3, 0.03, found, 10.0, 2.0) == pytest.approx(1e-10, rel=1e-12)
    # One way: a hundred times the power is ten times the range, where a radar would gain a factor 3.2.
    assert intercept_range(1e5, 0.03, 10.0, 2.0, 1e-10) == pytest.approx(10.0 * found)


def test_a_silent_emitter_is_not_heard() -> None:
    assert intercept_range(0.0, 0.03, 10.0, 2.0, 1e-10) == 0.0
    assert passive_range(0.0, 0.03, 10.0, 2.0, 1e-10, 10.0, 1e4, STANDARD_K) == 0.0


def test_horizon_bounds_a_strong_emitter() -> None:
    horizon = radar_horizon(10.0, 100.0, STANDARD_K)
    assert passive_range(1e6, 0.03, 100.0, 1.0, 1e-12, 10.0, 100.0, STANDARD_K) == horizon
    weak = passive_range(1e-6, 0.03, 1.0, 1.0, 1e-12, 10.0, 100.0, STANDARD_K)
    assert weak == intercept_range(1e-6, 0.03, 1.0, 1.0, 1e-12) < horizon


def test_bearing_errors() -> None:
    # 3 degrees at 20 dB: 3 / (1.6 x 14.14) = 0.133 degrees.
    assert bearing_error(3.0 * DEGREE, 100.0, 0.0) == pytest.approx(0.1326 * DEGREE, rel=1e-3)
    assert bearing_error(3.0 * DEGREE, 1e12, 0.5 * DEGREE) == pytest.approx(0.5 * DEGREE)
    assert bearing_error(3.0 * DEGREE, 0.0, 0.0) == math.inf
    assert interferometer_error(0.03, 0.3, 0.0, 0.0, 0.0) == math.inf
    one = interferometer_error(0.03, 0.3, 0.0, 100.0, 0.0)
    assert one == pytest.approx(0.1 / (2.0 * math.pi * 10.0), rel=1e-12)
    assert interferometer_error(0.03, 0.3, 60.0 * DEGREE, 100.0, 0.0) == pytest.approx(2.0 * one)


def test_interferometer_against_sampled_phases() -> None:
    draw = np.random.default_rng(7)
    snr, baseline = 200.0, 2.0  # wavelengths
    phases = draw.normal(0.0, 1.0 / math.sqrt(2.0 * snr), (2, 200_000))
    angles = np.arcsin((phases[0] - phases[1]) / (2.0 * math.pi * baseline))
    assert interferometer_error(1.0, baseline, 0.0, snr, 0.0) == pytest.approx(
        np.std(angles), rel=0.01
    )  # sampled


@pytest.mark.parametrize("place", [(500.0, 500.0), (-3e3, 8e3), (100.0, -700.0)])
def test_bearings_cross_at_the_emitter(place: tuple[float, float]) -> None:
    first = math.atan2(place[0], place[1])
    second = math.atan2(place[0] - 1000.0, place[1])
    assert cross_fix(0.0, 0.0, first, 1000.0, 0.0, second) == pytest.approx(place, rel=1e-9)
    assert cross_fix(0.0, 0.0, 0.5, 1000.0, 0.0, 0.5) == (math.inf, math.inf)


def test_fix_error_against_sampled_bearings() -> None:
    draw = np.random.default_rng(11)
    x, y = 4e3, 20e3
    b1, b2 = math.atan2(x, y), math.atan2(x - 15e3, y)
    s1, s2 = 0.002, 0.005
    fixes = np.array(
        [
            cross_fix(0.0, 0.0, b1 + s1 * e1, 15e3, 0.0, b2 + s2 * e2)
            for e1, e2 in draw.normal(size=(4000, 2)).tolist()
        ]
    )
    r1, r2 = math.sqrt(x * x + y * y), math.sqrt((x - 15e3) ** 2 + y * y)
    rms = math.sqrt(float(np.mean(np.sum((fixes - (x, y)) ** 2, axis=1))))
    assert cross_fix_error(r1, s1, r2, s2, b1 - b2) == pytest.approx(rms, rel=0.05)  # 4,000 draws
    axes = np.sqrt(np.linalg.eigvalsh(np.cov(fixes.T)))[::-1]
    assert cross_fix_axes(r1, s1, r2, s2, b1 - b2) == pytest.approx(tuple(axes), rel=0.05)  # 4,000 draws


def test_parallel_bearings_fix_nothing() -> None:
    assert cross_fix_error(1e4, 0.01, 1e4, 0.01, 0.0) == math.inf
    assert cross_fix_axes(1e4, 0.01, 1e4, 0.02, 0.0) == (math.inf, 100.0)
    assert cross_fix_axes(1e4, 0.0, 1e4, 0.0, 1.0) == (0.0, 0.0)
    # At right angles the ellipse has the two errors themselves.
    assert cross_fix_axes(1e4, 0.01, 1e4, 0.02, math.pi / 2.0) == pytest.approx((200.0, 100.0))
