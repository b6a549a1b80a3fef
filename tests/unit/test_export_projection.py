"""The projection of maps against GeographicLib and PROJ: both ways, at poles, across the antimeridian; true areas."""

import math
import shutil
import subprocess

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from iamd.analysis.mapsheet import MapGrid
from iamd.export.projection import (
    bounds,
    cell_areas_km2,
    direct,
    holds_pole,
    inverse,
    to_degrees,
    to_metres,
    wrapped,
)

CENTRES = [(50.0, 30.0), (0.0, 0.0), (0.0, 179.9), (90.0, 0.0), (-90.0, 10.0), (89.9, -170.0), (-60.0, 179.0)]
WGS84 = Geodesic.WGS84


def grid(latitude: float = 50.0, longitude: float = 30.0, cell_m: float = 1000.0, size: int = 401) -> MapGrid:
    return MapGrid(latitude, longitude, cell_m, size)


@pytest.mark.parametrize(("latitude", "longitude"), CENTRES)
def test_ends_of_geodesics_agree_with_geographiclib(latitude: float, longitude: float) -> None:
    random = np.random.default_rng(5)
    azimuth, distance = random.uniform(-math.pi, math.pi, 40), 1.2e7 * random.uniform(0, 1, 40) ** 2
    x, y = direct(latitude, longitude, azimuth, distance)
    for i in range(40):
        end = WGS84.Direct(latitude, longitude, math.degrees(azimuth[i]), distance[i])
        off = WGS84.Inverse(end["lat2"], end["lon2"], y[i], x[i])["s12"]
        assert off < 1e-3  # m: Vincenty's series, which a sphere misses by kilometres
    back, towards = inverse(latitude, longitude, y, x)
    assert np.hypot(
        back * np.sin(towards) - distance * np.sin(azimuth), back * np.cos(towards) - distance * np.cos(azimuth)
    ).max() < 1e-3  # fmt: skip


def test_the_centre_is_the_origin_and_north_is_up() -> None:
    x, y = to_metres(grid(), [30.0, 30.0, 31.0], [50.0, 51.0, 50.0])
    assert (x[0], y[0]) == (0.0, 0.0)
    assert x[1] == pytest.approx(0.0, abs=1e-6)
    assert y[1] > 111_000
    assert x[2] > 71_000


def test_far_places_lie_far_off_in_the_right_direction() -> None:
    x, y = to_metres(grid(0.0, 0.0), [179.9, 0.0, 180.0], [0.1, -89.0, 0.0])
    assert np.isfinite(x).all()
    assert np.isfinite(y).all()
    assert (np.hypot(x, y) > 9e6).all()


@pytest.mark.parametrize(
    ("place", "pole"), [((89.0, 10.0), 1), ((-89.0, 10.0), -1), ((86.0, 10.0), 0), ((0.0, 0.0), 0)]
)
def test_a_pole_in_the_grid_is_found(place: tuple[float, float], pole: int) -> None:
    assert holds_pole(grid(*place)) == pole


def test_bounds_hold_the_grid_and_cross_the_antimeridian_without_a_jump() -> None:
    west, south, east, north = bounds(grid(10.0, 179.9))
    assert west < 179.9 < 180.0 < east < 182.0
    assert south < 10.0 < north
    west, south, east, north = bounds(grid(10.0, -179.9))
    assert 178.0 < west < 180.0 < 180.1 < east
    assert bounds(grid(89.5, 33.0))[0::2] == (-180.0, 180.0)
    assert bounds(grid(89.5, 33.0))[3] == 90.0
    assert bounds(grid(-89.5, 33.0))[1] == -90.0


@pytest.mark.parametrize("row", [0, 200, 399])
def test_the_true_area_of_a_cell_agrees_with_geographiclib(row: int) -> None:
    large = grid(cell_m=5000.0)
    half = large.half_width_m
    polygon = WGS84.Polygon()
    for east, south in ((0, 1), (1, 1), (1, 0), (0, 0)):
        x, y = to_degrees(large, -half + (row + east) * 5000.0, half - (row + south) * 5000.0)
        polygon.AddPoint(float(y), float(x))
    area = polygon.Compute()[2] * 1e-6
    # The sphere in place of the ellipsoid; without the correction the corner is 0.8 % off.
    assert cell_areas_km2(large)[row, row] == pytest.approx(area, rel=1e-4)


def test_longitudes_are_wrapped() -> None:
    assert wrapped([180.0, -180.0, 540.5, -190.0]).tolist() == [-180.0, -180.0, -179.5, 170.0]


@pytest.mark.gdal
@pytest.mark.parametrize(("latitude", "longitude"), CENTRES)
def test_the_projection_is_the_one_that_proj_understands(latitude: float, longitude: float) -> None:
    if shutil.which("gdaltransform") is None:
        pytest.skip("needs gdaltransform")
    chart = grid(latitude, longitude)
    places = [(-200_000.0, 150_000.0), (90_000.0, -10_000.0), (1_000_000.0, 2_000_000.0)]
    told = subprocess.run(
        ["gdaltransform", "-s_srs", chart.proj4, "-t_srs", "+proj=longlat +datum=WGS84", "-output_xy"],
        input="\n".join(f"{x} {y}" for x, y in places),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    for (x, y), line in zip(places, told, strict=False):
        theirs = [float(part) for part in line.split()]
        ours = [float(value) for value in to_degrees(chart, x, y)]
        assert WGS84.Inverse(theirs[1], theirs[0], ours[1], ours[0])["s12"] < 0.01  # m
