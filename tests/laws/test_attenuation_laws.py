"""What attenuation must obey whatever the numbers: more air, more water and more way never mean less loss."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.physics.attenuation import (
    PROFILE_SIZE,
    PROFILE_TOP,
    fill_gas_profile,
    gas_loss_between_db,
    gas_loss_db,
    vapour_db_per_km,
)
from iamd.physics.precipitation import length_in_layer, rain_db_per_km, rain_loss_db

PROFILE = np.zeros(PROFILE_SIZE)
fill_gas_profile(PROFILE, PROFILE_TOP, 1e10, 7.5e-3)

heights = st.floats(0.0, 12e3)
elevations = st.floats(-0.04, 1.5)
ways = st.floats(0.0, 5e5)
bands = st.floats(1e9, 4e10)
tilts = st.floats(0.0, math.pi / 2)


@settings(max_examples=60)
@given(height=heights, elevation=elevations, way=ways, more=st.floats(0.0, 1e5))
def test_gas_grows_with_the_way(height: float, elevation: float, way: float, more: float) -> None:
    first = gas_loss_db(PROFILE, PROFILE_TOP, height, elevation, way, 4 / 3)
    second = gas_loss_db(PROFILE, PROFILE_TOP, height, elevation, way + more, 4 / 3)
    assert 0.0 <= first <= second * (1.0 + 3e-3) + 1e-9  # twelve nodes over other lengths


@settings(max_examples=60)
@given(low=heights, high=heights, way=st.floats(2e4, 4e5))
def test_gas_is_the_same_both_ways(low: float, high: float, way: float) -> None:
    there = gas_loss_between_db(PROFILE, PROFILE_TOP, low, high, way, 4 / 3)
    back = gas_loss_between_db(PROFILE, PROFILE_TOP, high, low, way, 4 / 3)
    assert math.isclose(there, back, rel_tol=1e-6)


@settings(max_examples=40)
@given(frequency=bands, vapour=st.floats(0.0, 0.025), more=st.floats(1e-4, 0.01))
def test_vapour_grows_with_vapour(frequency: float, vapour: float, more: float) -> None:
    air = (101_325.0, 300.0)
    assert vapour_db_per_km(frequency, *air, vapour + more) > vapour_db_per_km(frequency, *air, vapour)


@settings(max_examples=60)
@given(
    rain=st.floats(0.0, 150.0), more=st.floats(0.1, 50.0), frequency=bands, elevation=elevations, tilt=tilts
)
def test_rain_grows_with_rain(
    rain: float, more: float, frequency: float, elevation: float, tilt: float
) -> None:
    heavier = rain_db_per_km(rain + more, frequency, elevation, tilt)
    assert heavier > rain_db_per_km(rain, frequency, elevation, tilt) >= 0.0


@settings(max_examples=60)
@given(height=heights, elevation=elevations, way=ways, top=st.floats(500.0, 6e3), rain=st.floats(0.1, 150.0))
def test_rain_grows_with_its_height(
    height: float, elevation: float, way: float, top: float, rain: float
) -> None:
    lower, higher = (
        rain_loss_db(rain, 1e10, 0.0, limit, 1e9, height, elevation, way, 4 / 3)
        for limit in (top, top + 500.0)
    )
    assert 0.0 <= lower <= higher
    # lengths are right to a micrometre
    assert lower <= 1e-3 * way * rain_db_per_km(rain, 1e10, elevation, 0.0) * (1.0 + 1e-9) + 1e-9


@settings(max_examples=60)
@given(height=heights, elevation=elevations, way=ways, bottom=st.floats(1.0, 4e3), depth=st.floats(1.0, 4e3))
def test_layers_add_up(height: float, elevation: float, way: float, bottom: float, depth: float) -> None:
    ray = (height, elevation, way, 4 / 3)
    parts = length_in_layer(0.0, bottom, *ray) + length_in_layer(bottom, bottom + depth, *ray)
    assert math.isclose(parts, length_in_layer(0.0, bottom + depth, *ray), rel_tol=1e-9, abs_tol=1e-5)
