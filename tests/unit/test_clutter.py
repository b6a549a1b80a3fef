"""Clutter cells and ratios against closed forms."""

import math

import pytest

from iamd.physics.clutter import (
    SEA_LOWEST_GRAZING,
    SPEED_OF_LIGHT,
    clutter_limited_range,
    constant_gamma,
    critical_grazing,
    gamma_at_frequency,
    grazing_angle,
    low_angle_factor,
    rain_reflectivity,
    rural_reflectivity,
    sea_model_covers,
    sea_reflectivity,
    signal_to_clutter,
    signal_to_noise_and_clutter,
    surface_cell,
    volume_cell,
)
from iamd.physics.propagation import STANDARD_K, horizon_distance
from iamd.physics.radar import decibels

DEGREE = math.pi / 180.0


def test_grazing_over_a_flat_and_a_round_earth() -> None:
    flat = math.asin(100.0 / 5000.0)
    assert grazing_angle(100.0, 5000.0, 1e9) == pytest.approx(flat, rel=1e-6)  # earth almost flat
    # 4/3 earth, first order: h / R - R / (2 k a)
    near = 100.0 / 20e3 - 20e3 / (2.0 * STANDARD_K * 6.371e6)
    assert grazing_angle(100.0, 20e3, STANDARD_K) == pytest.approx(near, rel=1e-4)  # first order
    assert grazing_angle(100.0, 50.0, STANDARD_K) == pytest.approx(math.pi / 2.0)


@pytest.mark.parametrize("height", [5.0, 24.0, 300.0, 9000.0])
def test_no_echo_beyond_the_horizon(height: float) -> None:
    # Slant and ground range differ by less than 1 part in 1,000 here.
    horizon = horizon_distance(height, STANDARD_K)
    for factor, seen in ((0.995, True), (1.005, False)):
        grazing = grazing_angle(height, factor * horizon, STANDARD_K)
        assert (grazing > 0.0) is seen
        assert (surface_cell(factor * horizon, 0.02, 0.1, 150.0, grazing) > 0.0) is seen
        assert (sea_reflectivity(3e9, grazing, 3.0, True) > 0.0) is seen
        assert (constant_gamma(0.1, grazing) > 0.0) is seen
        assert (low_angle_factor(grazing, 0.02) > 0.0) is seen


def test_cell_by_hand() -> None:
    # 1.5 degrees at 20 km is 523.6 m, by 150 m; at 1 degree of grazing the slant adds 0.015 %.
    assert surface_cell(20e3, 1.5 * DEGREE, 0.1, 150.0, DEGREE) == pytest.approx(
        523.6 * 150.0 * 1.000152, rel=1e-4
    )
    # Seen from above the beam is the limit: 523.6 m by 20 km x 0.1 rad.
    assert surface_cell(20e3, 1.5 * DEGREE, 0.1, 1e9, math.pi / 2.0) == pytest.approx(523.6 * 2e3, rel=1e-4)
    # Probert-Jones: a Gaussian beam holds pi / (8 ln 2) = 0.5665 of its half-power box.
    assert volume_cell(20e3, 0.02, 0.03, 150.0) == pytest.approx(0.5665 * 400.0 * 600.0 * 150.0, rel=1e-4)


def test_rayleigh_angle() -> None:
    # 0.5 m of roughness at 3 GHz: sin = 0.09993 / 6.283.
    assert critical_grazing(3e9, 0.5) == pytest.approx(0.015905, rel=1e-4)
    assert critical_grazing(30e6, 0.01) == pytest.approx(math.pi / 2.0)
    assert low_angle_factor(0.01, 0.02) == pytest.approx(1.0 / 16.0, rel=1e-12)  # fourth power
    assert low_angle_factor(0.03, 0.02) == 1.0


def test_gamma_rises_5_db_a_decade() -> None:
    assert decibels(gamma_at_frequency(0.01, 1e9)) == pytest.approx(-25.0, abs=1e-9)
    assert gamma_at_frequency(0.01, 10e9) == 0.01


def test_sea_outside_its_data_stays_at_the_edge() -> None:
    edge = sea_reflectivity(0.5e9, SEA_LOWEST_GRAZING, 6.0, False)
    assert sea_reflectivity(0.1e9, 0.01 * DEGREE, 8.0, False) == edge
    assert sea_model_covers(3e9, 1.0 * DEGREE, 3.0)
    assert not sea_model_covers(0.15e9, 1.0 * DEGREE, 3.0)
    assert not sea_model_covers(3e9, 0.05 * DEGREE, 3.0)
    assert not sea_model_covers(3e9, 1.0 * DEGREE, 7.0)


def test_rain() -> None:
    assert rain_reflectivity(0.0, 3e9) == 0.0
    # Twice the frequency, sixteen times the echo.
    assert rain_reflectivity(4.0, 6e9) == pytest.approx(16.0 * rain_reflectivity(4.0, 3e9), rel=1e-12)


def test_ratios() -> None:
    assert signal_to_clutter(1.0, 0.0, 1.0, 1.0) == math.inf
    assert signal_to_clutter(1.0, 100.0, 1000.0, 0.5) == pytest.approx(5.0)
    assert signal_to_noise_and_clutter(20.0, math.inf) == 20.0
    assert signal_to_noise_and_clutter(20.0, 20.0) == pytest.approx(10.0)
    assert signal_to_noise_and_clutter(0.0, 5.0) == 0.0
    assert signal_to_noise_and_clutter(5.0, 0.0) == 0.0


def test_clutter_limited_range_inverts_the_ratio() -> None:
    grazing = 0.5 * DEGREE
    found = clutter_limited_range(1.0, 1e-3, 0.02, 150.0, grazing, 1000.0, 20.0)
    clutter = 1e-3 * surface_cell(found, 0.02, 1.0, 150.0, grazing)
    assert signal_to_clutter(1.0, clutter, 1000.0, 1.0) == pytest.approx(20.0, rel=1e-12)
    # Twice the cross-section doubles the range; by the fourth root it would be 19 % more.
    assert clutter_limited_range(2.0, 1e-3, 0.02, 150.0, grazing, 1000.0, 20.0) == pytest.approx(2.0 * found)


def test_rural_land_has_one_value_a_step() -> None:
    assert rural_reflectivity(0.3 * DEGREE) == rural_reflectivity(0.7 * DEGREE)


def test_speed_of_light() -> None:
    assert SPEED_OF_LIGHT == 299_792_458.0
