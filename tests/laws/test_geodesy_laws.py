"""Rotations keep lengths, conversions invert each other, height is what it says."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamd.physics.geodesy import (
    ecef_to_geodetic,
    from_local,
    geodetic_to_ecef,
    height_above_ellipsoid,
    local_axes,
    to_local,
)

latitudes = st.floats(-math.pi / 2, math.pi / 2)
longitudes = st.floats(-math.pi, math.pi)
heights = st.floats(-10e3, 2000e3)
parts = st.floats(-1e6, 1e6)


@given(latitude=latitudes, longitude=longitudes, height=heights)
def test_conversions_invert_each_other(latitude: float, longitude: float, height: float) -> None:
    x, y, z = geodetic_to_ecef(latitude, longitude, height)
    back = geodetic_to_ecef(*ecef_to_geodetic(x, y, z))
    assert math.dist((x, y, z), back) < 1e-3  # the promised millimetre, longitude at a pole included
    assert height_above_ellipsoid(x, y, z) == pytest.approx(
        height, rel=0.0, abs=1e-2
    )  # the promised centimetre


@given(latitude=latitudes, longitude=longitudes, dx=parts, dy=parts, dz=parts)
def test_local_axes_are_a_rotation(
    latitude: float, longitude: float, dx: float, dy: float, dz: float
) -> None:
    axes = local_axes(latitude, longitude)
    local = to_local(dx, dy, dz, axes)
    assert math.hypot(*local) == pytest.approx(math.hypot(dx, dy, dz), rel=1e-12, abs=1e-9)  # rounding
    assert from_local(*local, axes) == pytest.approx((dx, dy, dz), rel=1e-12, abs=1e-8)


@given(latitude=latitudes, longitude=longitudes)
def test_axes_are_right_handed(latitude: float, longitude: float) -> None:
    e = local_axes(latitude, longitude)
    cross = (e[1] * e[5] - e[2] * e[4], e[2] * e[3] - e[0] * e[5], e[0] * e[4] - e[1] * e[3])
    assert cross == pytest.approx(e[6:], rel=0.0, abs=1e-15 * 4)  # rounding of a unit vector
