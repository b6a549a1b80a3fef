"""What refractivity and an evaporation duct must obey."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.physics.ducting import (
    duct_factor,
    evaporation_duct_refractivity,
    fill_duct_modes,
    refractivity,
    saturation_vapour_pressure,
    trapped_wavelength,
    with_duct,
)

ducts = st.floats(0.5, 40.0)
heights = st.floats(0.0, 50.0)
GAINS, DECAYS = np.zeros((2, 101)), np.zeros(2)
fill_duct_modes(GAINS, DECAYS, 50.0, 9.0, 0.1)


@settings(max_examples=40)
@given(dry=st.floats(5e4, 1.1e5), temperature=st.floats(240.0, 315.0), humidity=st.floats(0.0, 0.99))
def test_humid_air_bends_more(dry: float, temperature: float, humidity: float) -> None:
    most = saturation_vapour_pressure(temperature, dry)
    assert most < saturation_vapour_pressure(temperature + 1.0, dry)
    here, wetter = (refractivity(dry, temperature, part * most) for part in (humidity, humidity + 0.01))
    assert 0.0 < here < wetter


@settings(max_examples=40)
@given(duct=ducts, height=heights, more=st.floats(0.1, 20.0))
def test_profile_falls_below_the_duct_and_rises_above(duct: float, height: float, more: float) -> None:
    change = evaporation_duct_refractivity(height + more, duct) - evaporation_duct_refractivity(height, duct)
    if height >= duct:
        assert change > 0.0
    elif height + more <= duct:
        assert change < 0.0


@settings(max_examples=40)
@given(duct=ducts, more=st.floats(0.1, 10.0))
def test_higher_ducts_trap_longer_waves(duct: float, more: float) -> None:
    assert trapped_wavelength(duct + more) > trapped_wavelength(duct)
    assert math.isclose(trapped_wavelength(4.0 * duct), 8.0 * trapped_wavelength(duct), rel_tol=1e-12)


@settings(max_examples=40)
@given(low=heights, high=heights, ground_range=st.floats(3e4, 2e5))
def test_duct_is_reciprocal_and_fades(low: float, high: float, ground_range: float) -> None:
    there = duct_factor(GAINS, DECAYS, 50.0, low, high, ground_range, 0.1)
    assert math.isclose(there, duct_factor(GAINS, DECAYS, 50.0, high, low, ground_range, 0.1), rel_tol=1e-12)
    assert duct_factor(GAINS, DECAYS, 50.0, low, high, 1.3 * ground_range, 0.1) <= there


@settings(max_examples=40)
@given(factor=st.floats(0.0, 2.0), share=st.floats(0.0, 1.0), ducted=st.floats(0.0, 10.0))
def test_a_duct_never_weakens(factor: float, share: float, ducted: float) -> None:
    assert factor - 1e-12 <= with_duct(factor, share, ducted) <= 2.0 + 1e-12


@settings(max_examples=8)
@given(duct=st.floats(0.0, 20.0), more=st.floats(0.5, 5.0), wavelength=st.sampled_from([0.032, 0.1, 0.3]))
def test_higher_ducts_leak_less(duct: float, more: float, wavelength: float) -> None:
    gains, decays = np.zeros((1, 11)), np.zeros(2)
    fill_duct_modes(gains, decays[:1], 10.0, duct, wavelength)
    fill_duct_modes(gains, decays[1:], 10.0, duct + more, wavelength)
    assert 0.0 <= decays[1] <= decays[0] + 1e-9
