"""Cameras against closed forms (Lambert's W for heat) and inverses."""

import math

import pytest
import scipy.special

from iamd.physics.optics import (
    DETECTION_CYCLES,
    IDENTIFICATION_CYCLES,
    RECOGNITION_CYCLES,
    apparent_contrast,
    camera_range,
    contrast_range,
    discrimination_probability,
    needed_cycles,
    rain_extinction,
    resolution_range,
    resolved_cycles,
    thermal_difference,
    thermal_range,
    visible_extinction,
)


def test_a_black_target_vanishes_at_the_visibility() -> None:
    extinction = visible_extinction(8000.0, 0.02)
    assert contrast_range(-1.0, 0.02, extinction) == pytest.approx(8000.0, rel=1e-12)
    assert abs(apparent_contrast(-1.0, extinction, 8000.0)) == pytest.approx(0.02, rel=1e-12)
    # A faint one vanishes sooner, and one fainter than the threshold is never seen.
    assert contrast_range(0.1, 0.02, extinction) == pytest.approx(8000.0 * math.log(5.0) / math.log(50.0))
    assert contrast_range(0.01, 0.02, extinction) == 0.0


def test_cycles() -> None:
    # A 3 m target at 1 mrad a picture element: 1 cycle at 1.5 km.
    assert resolution_range(3.0, 1e-3, DETECTION_CYCLES) == pytest.approx(1500.0)
    assert resolved_cycles(3.0, 1e-3, 1500.0) == pytest.approx(1.0)
    assert DETECTION_CYCLES < RECOGNITION_CYCLES < IDENTIFICATION_CYCLES


@pytest.mark.parametrize("probability", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_needed_cycles_invert_the_curve(probability: float) -> None:
    found = needed_cycles(probability, RECOGNITION_CYCLES)
    assert discrimination_probability(found, RECOGNITION_CYCLES) == pytest.approx(probability, rel=1e-9)


def test_ends_of_the_curve() -> None:
    assert discrimination_probability(0.0, 1.0) == 0.0
    assert discrimination_probability(1e9, 1.0) == 1.0
    assert needed_cycles(0.5, 6.4) == pytest.approx(6.4)


def test_night_blinds_a_camera_for_visible_light() -> None:
    extinction = visible_extinction(2e4, 0.02)
    day = camera_range(3.0, 1e-4, 1.0, -0.5, 0.05, extinction, True)
    assert day == pytest.approx(min(15e3, math.log(10.0) / extinction))
    assert camera_range(3.0, 1e-4, 1.0, -0.5, 0.05, extinction, False) == 0.0
    clear = camera_range(3.0, 1e-4, 1.0, -0.5, 0.05, 1e-7, True)
    assert clear == pytest.approx(15e3)  # resolution ends first


@pytest.mark.parametrize("extinction", [1e-5, 1e-4, 1e-3, 0.02])
@pytest.mark.parametrize("area", [0.05, 2.0, 500.0])
def test_thermal_range_against_lambert(extinction: float, area: float) -> None:
    difference, pixel, threshold = 10.0, 2e-4, 0.1
    found = thermal_range(difference, area, pixel, extinction, threshold)
    # Below one element: A dT exp(-a R) / (pixel R)^2 = threshold; above: dT exp(-a R) = threshold.
    spot = math.sqrt(area * difference / threshold) / pixel
    small = 2.0 / extinction * scipy.special.lambertw(0.5 * extinction * spot).real
    large = math.log(difference / threshold) / extinction
    assert found == pytest.approx(min(small, large), rel=1e-9)
    assert thermal_difference(difference, area, pixel, extinction, found) == pytest.approx(
        threshold, rel=1e-6
    )


def test_thermal_ends() -> None:
    assert thermal_range(0.05, 1.0, 1e-4, 1e-4, 0.1) == 0.0
    assert thermal_range(-10.0, 1.0, 1e-4, 1e-4, 0.1) == thermal_range(10.0, 1.0, 1e-4, 1e-4, 0.1)
    assert thermal_range(10.0, 4.0, 1e-4, 0.0, 0.1) == pytest.approx(200e3)


def test_no_rain() -> None:
    assert rain_extinction(0.0) == 0.0
