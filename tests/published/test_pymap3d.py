"""Geodetic, earth-centred and local coordinates: unit tests of pymap3d, which agree with MATLAB's Mapping Toolbox."""

import math

import pytest

from iamd.physics.geodesy import (
    azimuth_elevation_range,
    ecef_to_geodetic,
    from_local,
    geodetic_to_ecef,
    height_above_ellipsoid,
    local_axes,
    to_local,
)
from published.cases import Case, approximately, case, cases


def local_vector(one: Case) -> tuple[float, float, float]:
    azimuth, elevation = math.radians(one["inputs"]["az_deg"]), math.radians(one["inputs"]["el_deg"])
    flat = one["inputs"]["range_m"] * math.cos(elevation)
    up = one["inputs"]["range_m"] * math.sin(elevation)
    return flat * math.sin(azimuth), flat * math.cos(azimuth), up


def test_ecef_to_geodetic() -> None:
    one = case("GEO-ECEF1INV")
    x, y, z = (float(one["inputs"][key]) for key in ("x_m", "y_m", "z_m"))
    latitude, longitude, height = ecef_to_geodetic(x, y, z)
    assert math.degrees(latitude) == approximately(one, "lat_deg")
    assert math.degrees(longitude) == approximately(one, "lon_deg")
    assert height == approximately(one, "h_m")
    assert height_above_ellipsoid(x, y, z) == pytest.approx(200.0, rel=0.0, abs=1e-3)  # first-order latitude


@pytest.mark.parametrize("one", cases("GEO-ECEFAX"))
def test_geodetic_to_ecef_on_the_axes(one: Case) -> None:
    given = one["inputs"]
    found = geodetic_to_ecef(
        math.radians(given["lat_deg"]), math.radians(given["lon_deg"]), float(given["h_m"])
    )
    for value, key in zip(found, ("x_m", "y_m", "z_m"), strict=True):
        assert value == approximately(one, key)


def test_azimuth_elevation_range() -> None:
    one = case("GEO-AER1")
    east, north, up = local_vector(one)
    assert east == approximately(one, "e_m")
    assert north == approximately(one, "n_m")
    assert up == approximately(one, "u_m")
    back = azimuth_elevation_range(one["expected"]["e_m"], one["expected"]["n_m"], one["expected"]["u_m"])
    assert math.degrees(back[0]) == pytest.approx(33.0, rel=0.0, abs=1e-5)  # input printed to 0.1 mm of 1 km
    assert math.degrees(back[1]) == pytest.approx(70.0, rel=0.0, abs=1e-5)
    assert back[2] == pytest.approx(1000.0, rel=0.0, abs=1e-4)


def test_local_axes() -> None:
    one = case("GEO-AER2")
    latitude, longitude = math.radians(one["inputs"]["lat_deg"]), math.radians(one["inputs"]["lon_deg"])
    axes = local_axes(latitude, longitude)
    site = geodetic_to_ecef(latitude, longitude, float(one["inputs"]["h_m"]))
    shift = from_local(*local_vector(one), axes)
    for value, offset, key in zip(site, shift, ("x_m", "y_m", "z_m"), strict=True):
        assert value + offset == approximately(one, key)
    assert to_local(*shift, axes) == pytest.approx(
        local_vector(one), rel=1e-12
    )  # a rotation and its transpose
