"""WGS-84 conversions at the places where formulas break: poles, axes, far out."""

import math

import pytest

from iamd.physics.geodesy import (
    SEMI_MINOR_AXIS,
    azimuth_elevation_range,
    ecef_to_geodetic,
    geodetic_to_ecef,
    height_above_ellipsoid,
    local_axes,
    to_local,
)

HEIGHTS = [-10e3, 0.0, 10e3, 100e3, 1000e3, 2000e3]


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("latitude", [-90.0, -89.9999999, -45.0, -1e-9, 0.0, 1e-9, 30.0, 60.0, 90.0])
def test_round_trip(latitude: float, height: float) -> None:
    x, y, z = geodetic_to_ecef(math.radians(latitude), math.radians(-120.0), height)
    found_latitude, _, found_height = ecef_to_geodetic(x, y, z)
    assert found_latitude == pytest.approx(math.radians(latitude), rel=0.0, abs=1.5e-10)  # 1 mm of arc
    assert found_height == pytest.approx(height, rel=0.0, abs=1e-3)  # the promise
    assert height_above_ellipsoid(x, y, z) == pytest.approx(height, rel=0.0, abs=1e-3)  # better than promised


def test_pole_exactly() -> None:
    latitude, longitude, height = ecef_to_geodetic(0.0, 0.0, -(SEMI_MINOR_AXIS + 5.0))
    assert latitude == -math.pi / 2
    assert longitude == 0.0
    assert height == pytest.approx(5.0, rel=0.0, abs=1e-8)  # a few units in the last place of the radius


def test_geodetic_is_not_geocentric() -> None:
    # At 45 degrees the two latitudes differ by 0.19 degrees, 21 km on the ground.
    x, y, z = geodetic_to_ecef(math.pi / 4, 0.0, 0.0)
    geocentric = math.atan2(z, math.sqrt(x * x + y * y))
    assert math.degrees(math.pi / 4 - geocentric) == pytest.approx(0.1924, abs=1e-4)  # four digits


def test_up_is_the_gradient_of_height() -> None:
    latitude, longitude = 0.7, -1.1
    x, y, z = geodetic_to_ecef(latitude, longitude, 0.0)
    above = geodetic_to_ecef(latitude, longitude, 1000.0)
    east, north, up = to_local(above[0] - x, above[1] - y, above[2] - z, local_axes(latitude, longitude))
    assert (east, north, up) == pytest.approx((0.0, 0.0, 1000.0), rel=0.0, abs=1e-6)  # rounding of 6,400 km


def test_azimuth_is_clockwise_from_north() -> None:
    for east, north, degrees in ((0.0, 1.0, 0.0), (1.0, 0.0, 90.0), (0.0, -1.0, 180.0), (-1.0, 0.0, 270.0)):
        azimuth, elevation, distance = azimuth_elevation_range(east, north, 0.0)
        assert math.degrees(azimuth) == pytest.approx(degrees, rel=0.0, abs=1e-12)  # rounding
        assert elevation == 0.0
        assert distance == 1.0
    assert azimuth_elevation_range(0.0, 0.0, -2.0)[1] == -math.pi / 2
