"""Clutter grows with the angle, the sea and the rain, and never helps a target."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.physics.clutter import (
    constant_gamma,
    grazing_angle,
    rain_reflectivity,
    sea_reflectivity,
    signal_to_noise_and_clutter,
    surface_cell,
)
from iamd.physics.propagation import slant_elevation

FEW = settings(max_examples=40, deadline=None)
DEGREE = math.pi / 180.0
bands = st.floats(0.5e9, 35e9)
low_angles = st.floats(0.1 * DEGREE, 10.0 * DEGREE)


@FEW
@given(band=bands, angle=low_angles, state=st.floats(0.0, 5.0), more=st.floats(0.01, 1.0), up=st.booleans())
def test_a_rougher_sea_is_louder(band: float, angle: float, state: float, more: float, up: bool) -> None:
    assert sea_reflectivity(band, angle, state + more, up) > sea_reflectivity(band, angle, state, up)


@FEW
@given(band=st.floats(1e9, 10e9), angle=low_angles, state=st.floats(0.0, 6.0))
def test_a_steeper_look_at_the_sea_is_louder(band: float, angle: float, state: float) -> None:
    assert sea_reflectivity(band, 1.5 * angle, state, True) > sea_reflectivity(band, angle, state, True)


@FEW
@given(rain=st.floats(0.1, 100.0), band=bands)
def test_rain_goes_with_its_power(rain: float, band: float) -> None:
    doubled = rain_reflectivity(2.0 * rain, band) / rain_reflectivity(rain, band)
    assert doubled == pytest.approx(2.0**1.6, rel=1e-12)  # rounding


@FEW
@given(snr=st.floats(1e-3, 1e6), scr=st.floats(1e-3, 1e6))
def test_clutter_never_helps(snr: float, scr: float) -> None:
    both = signal_to_noise_and_clutter(snr, scr)
    assert 0.0 < both <= min(snr, scr)
    assert both == signal_to_noise_and_clutter(scr, snr)


@FEW
@given(distance=st.floats(1e3, 1e5), height=st.floats(1.0, 5e3))
def test_the_grazing_angle_is_the_depression_less_the_curvature(distance: float, height: float) -> None:
    k = 4.0 / 3.0
    if distance <= height:
        return
    grazing = grazing_angle(height, distance, k)
    depression = -slant_elevation(height, 0.0, distance, k)
    # The triangle's angles add up: depression - grazing is the angle at the earth's centre.
    centre = distance * math.cos(grazing) / (k * 6.371e6 + height)
    assert math.sin(depression - grazing) == pytest.approx(centre, abs=1e-9)


@FEW
@given(angle=st.floats(0.001, 1.5), gamma=st.floats(1e-3, 1.0), distance=st.floats(100.0, 1e5))
def test_beam_limited_land_is_the_same_from_any_angle(angle: float, gamma: float, distance: float) -> None:
    # The constant-gamma model: sigma0 times area per area of beam.
    spot = constant_gamma(gamma, angle) * surface_cell(distance, 0.02, 0.02, 1e12, angle)
    assert spot == pytest.approx(gamma * (0.02 * distance) ** 2, rel=1e-9)
