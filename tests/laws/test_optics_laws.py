"""Weather never helps a camera; more cycles never lower a probability."""

from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.physics.optics import (
    camera_range,
    contrast_range,
    discrimination_probability,
    near_infrared_extinction,
    rain_extinction,
    thermal_range,
)

FEW = settings(max_examples=40, deadline=None)
extinctions = st.floats(1e-6, 0.05)


@FEW
@given(cycles=st.floats(0.0, 60.0), more=st.floats(0.0, 10.0), half=st.floats(0.5, 10.0))
def test_more_cycles(cycles: float, more: float, half: float) -> None:
    here = discrimination_probability(cycles, half)
    assert 0.0 <= here <= discrimination_probability(cycles + more, half) <= 1.0


@FEW
@given(extinction=extinctions, more=st.floats(1.0, 10.0), contrast=st.floats(-1.0, 5.0))
def test_thicker_air(extinction: float, more: float, contrast: float) -> None:
    assert contrast_range(contrast, 0.02, more * extinction) <= contrast_range(contrast, 0.02, extinction)
    near = thermal_range(8.0, 1.0, 2e-4, more * extinction, 0.1)
    assert near <= thermal_range(8.0, 1.0, 2e-4, extinction, 0.1) * (1.0 + 1e-12)
    args = (3.0, 1e-4, 2.0, contrast, 0.05)
    assert camera_range(*args, more * extinction, True) <= camera_range(*args, extinction, True)
    assert camera_range(*args, extinction, False) == 0.0


@FEW
@given(visibility=st.floats(20.0, 49e3), more=st.floats(1.0, 1e3), wavelength=st.floats(0.55e-6, 2e-6))
def test_clearer_air(visibility: float, more: float, wavelength: float) -> None:
    clearer = near_infrared_extinction(visibility + more, wavelength)
    assert clearer <= near_infrared_extinction(visibility, wavelength) * (1.0 + 1e-12)


@FEW
@given(rain=st.floats(0.0, 150.0), more=st.floats(0.0, 50.0))
def test_more_rain(rain: float, more: float) -> None:
    assert rain_extinction(rain + more) >= rain_extinction(rain) >= 0.0
