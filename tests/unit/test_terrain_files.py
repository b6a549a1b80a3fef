"""Elevation files of every kind give the ground that they hold, or one message."""

import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from iamd.errors import InputError
from iamd.scenario.geoid import undulation
from iamd.scenario.terrain import (
    Patch,
    ground_heights,
    open_terrain,
    patch,
    patch_coordinates,
    patch_transform,
)
from iamd.scenario.terrain_files import find_files
from unit.terrain_factory import jacksboro, slope, write_copernicus, write_hgt, write_tif

FLOAT32 = 1e-3  # heights of some thousands of metres are held to 0.2 mm


def above_sea(found: Patch) -> NDArray[Any]:
    return found.heights - found.undulation


def circle(found: Patch) -> NDArray[Any]:
    half = found.heights.shape[0] // 2
    offsets = found.cell * np.arange(-half, half + 1)
    return np.hypot(offsets[:, None], offsets) <= found.radius


def worst(found: Patch, surface: Any) -> float:
    """Greatest error inside the circle against the surface from which the files were made."""
    return float(np.abs(above_sea(found) - surface(*patch_coordinates(found)))[circle(found)].max())


# --- kinds of files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("per_degree", [1200, 3600])
def test_srtm_tiles_of_both_spacings(tmp_path: Path, per_degree: int) -> None:
    write_hgt(tmp_path, "N39E032", slope, per_degree)
    found = patch(open_terrain(tmp_path), 39.5, 32.5, 3e3, 100.0)
    if per_degree == 1200:
        assert worst(found, slope) < FLOAT32
    assert worst(found, slope) < 0.51  # whole metres in the file
    assert found.heights.shape == (61, 61)
    assert found.vertical == ("egm96",)
    assert found.resolution == pytest.approx(111195.0 / per_degree, rel=1e-3)  # degree of a sphere
    assert (found.covered, found.filled, found.sea, found.coarse) == (1.0, 0.0, 0.0, False)


def test_four_tiles_join_without_a_seam(tmp_path: Path) -> None:
    for name in ("N39E032", "N39E033", "N38E032", "N38E033"):
        write_hgt(tmp_path, name, slope)
    found = patch(open_terrain(tmp_path), 39.0, 33.0, 4e3, 80.0)
    # The linear surface is met between the tiles too: half a pixel off would be 0.5 m.
    assert worst(found, slope) < FLOAT32
    assert [each.name for each in found.sources] == [
        "N38E032.hgt", "N38E033.hgt", "N39E032.hgt", "N39E033.hgt"
    ]  # fmt: skip
    assert all(len(each.sha256) == 64 for each in found.sources)


def test_copernicus_tiles_of_two_spacings_join(tmp_path: Path) -> None:
    """North of 50 degrees their columns are farther apart."""
    for south, across in ((49, 60), (50, 40)):
        for west in (-1, 0):
            write_copernicus(
                tmp_path, south, west, lambda lat, lon: 20.0 * (lat - 45.0) + 5.0 * lon + 100.0, across
            )
    found = patch(open_terrain(tmp_path), 50.0, 0.0, 20e3, 1000.0)
    assert worst(found, lambda lat, lon: 20.0 * (lat - 45.0) + 5.0 * lon + 100.0) < FLOAT32
    assert found.vertical == ("egm2008",)
    assert len(found.sources) == 4


def test_files_beside_the_heights_of_a_copernicus_product_are_left_out(tmp_path: Path) -> None:
    path = write_copernicus(tmp_path, 50, 0, lambda lat, lon: 0.0 * lat * lon)
    for beside in ("EDM", "WBM", "HEM", "FLM"):
        (path.parent / path.name.replace("_DEM.", f"_{beside}.")).write_bytes(b"")
    assert [file.path for file in find_files(tmp_path)] == [path]


def wave(latitude: NDArray[Any], longitude: NDArray[Any]) -> NDArray[Any]:
    """Smooth at the pole and across the antimeridian: linear in space."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    return 500.0 + 3000.0 * np.cos(lat) * np.cos(lon) + 2000.0 * np.cos(lat) * np.sin(lon)


def test_across_the_antimeridian(tmp_path: Path) -> None:
    for west in (179, -180):
        write_copernicus(tmp_path, 66, west, wave)
    found = patch(open_terrain(tmp_path), 66.5, 180.0, 15e3, 500.0)
    assert worst(found, wave) < 0.1  # curvature within a pixel of a minute
    assert found.covered == 1.0
    same = patch(open_terrain(tmp_path), 66.5, -180.0, 15e3, 500.0)
    np.testing.assert_allclose(same.heights, found.heights, atol=FLOAT32)


@pytest.mark.parametrize("pole", [1, -1])
def test_over_a_pole(tmp_path: Path, pole: int) -> None:
    for west in range(-180, 180):
        write_copernicus(tmp_path, 89 if pole > 0 else -90, west, wave, across=4, down=30)
    found = patch(open_terrain(tmp_path), 89.95 * pole, 20.0, 30e3, 1000.0)
    assert found.covered == pytest.approx(
        1.0, abs=0.005
    )  # the rows of the tiles end half a pixel short of one pole
    assert (
        worst(found, wave) < 2.0
    )  # 4 km around one pole are filled; columns are a quarter of a degree apart


def test_a_raster_of_the_world_from_0_to_360_has_no_seam(tmp_path: Path) -> None:
    step = 0.25
    latitude, longitude = 90 - step * (0.5 + np.arange(720)), step * (0.5 + np.arange(1440))
    heights = wave(latitude[:, None], longitude[None, :]).astype(np.float32)
    path = write_tif(tmp_path / "world.tif", heights, 0.0, 90.0, step, "EPSG:4326")
    found = patch(open_terrain(path), 10.0, 0.0, 100e3, 2000.0)
    assert found.covered == 1.0
    assert worst(found, wave) < 0.05
    assert found.coarse


@pytest.mark.parametrize(
    ("crs", "east", "north"), [("EPSG:32636", 500e3, 4_370e3), ("EPSG:3035", 6_420e3, 2_030e3)]
)
def test_projected_files(tmp_path: Path, crs: str, east: float, north: float) -> None:
    import rasterio.warp

    rows, columns = np.indices((300, 300))
    heights = (1000.0 + 0.5 * rows + 0.25 * columns).astype(np.float32)
    path = write_tif(tmp_path / "plane.tif", heights, east, north, 100.0, crs)
    lon, lat = rasterio.warp.transform(crs, "EPSG:4326", [east + 15e3], [north - 15e3])
    found = patch(open_terrain(path), lat[0], lon[0], 10e3, 90.0)
    at = patch_coordinates(found)
    x, y = rasterio.warp.transform("EPSG:4326", crs, at[1].ravel().tolist(), at[0].ravel().tolist())
    exact = 999.625 + (0.5 * (north - np.array(y)) + 0.25 * (np.array(x) - east)) / 100.0
    assert (
        np.abs(above_sea(found).ravel() - exact)[circle(found).ravel()].max() < 2e-3
    )  # linear between each 8th cell
    assert found.vertical == ("egm96, assumed",)
    assert found.resolution == pytest.approx(100.0)


def test_the_finer_file_holds_where_two_overlap(tmp_path: Path) -> None:
    write_tif(tmp_path / "coarse.tif", np.full((40, 40), 900.0, np.float32), 32.0, 40.0, 0.05, "EPSG:4326")
    write_tif(tmp_path / "fine.tif", np.full((200, 200), 100.0, np.float32), 32.5, 39.5, 0.002, "EPSG:4326")
    found = patch(open_terrain(tmp_path), 39.3, 32.7, 60e3, 500.0)
    heights = above_sea(found)
    assert heights[heights.shape[0] // 2, heights.shape[1] // 2] == pytest.approx(100.0, abs=FLOAT32)
    assert set(np.unique(np.rint(heights[circle(found)]))) == {100.0, 900.0}


def test_cells_larger_than_pixels_are_means(tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    heights = draw.normal(500.0, 100.0, (1200, 1200)).astype(np.float32)
    path = write_tif(tmp_path / "noise.tif", heights, 32.0, 40.0, 1 / 1200, "EPSG:4326")
    found = patch(open_terrain(path), 39.5, 32.5, 20e3, 1000.0)
    # 10 x 13 pixels in a mean leave 100 m / sqrt(130) = 9 m; single pixels would scatter by 100 m
    assert above_sea(found)[circle(found)].std() < 12.0
    assert above_sea(found)[circle(found)].mean() == pytest.approx(500.0, abs=2.0)


# --- datums ------------------------------------------------------------------------------------------------------


def test_heights_above_the_ellipsoid_stay_as_they_are(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "a.tif", np.full((60, 60), 700.0, np.float32), 32.0, 40.0, 0.01, "EPSG:4326")
    lat, lon = 39.7, 32.3
    middle = 10
    sea = patch(open_terrain(path), lat, lon, 5e3, 500.0).heights[middle, middle]
    ellipsoid = patch(open_terrain(path, vertical="ellipsoid"), lat, lon, 5e3, 500.0)
    assert ellipsoid.heights[middle, middle] == 700.0
    assert ellipsoid.vertical == ("ellipsoid",)
    assert sea - 700.0 == pytest.approx(float(undulation(lat, lon)), abs=FLOAT32)
    assert sea - 700.0 > 30.0  # the geoid is some 37 m above the ellipsoid at Ankara: a wrong sign would show


@pytest.mark.parametrize(
    ("crs", "expected"),
    [
        ("EPSG:4326+5773", "egm96"),
        ("EPSG:9518", "egm2008"),
        ("EPSG:4979", "ellipsoid"),
        ("EPSG:4326", "egm96, assumed"),
    ],
)
def test_the_datum_that_a_file_names(tmp_path: Path, crs: str, expected: str) -> None:
    path = write_tif(tmp_path / "a.tif", np.full((30, 30), 700.0, np.float32), 32.0, 40.0, 0.01, crs)
    assert patch(open_terrain(path), 39.85, 32.15, 5e3, 500.0).vertical == (expected,)


def test_another_horizontal_datum_is_transformed(tmp_path: Path) -> None:
    import rasterio.warp

    rows, columns = np.indices((200, 200))
    path = write_tif(
        tmp_path / "ed50.tif", (rows + 2.0 * columns).astype(np.float32), 32.0, 40.0, 0.001, "EPSG:4230"
    )
    lon, lat = rasterio.warp.transform("EPSG:4230", "EPSG:4326", [32.1005], [39.8995])
    assert float(ground_heights(open_terrain(path), lat[0], lon[0])[()]) == pytest.approx(300.0, abs=0.01)
    assert abs(lat[0] - 39.8995) > 5e-4  # ED50 is some 100 m off WGS-84
    found = patch(open_terrain(path), lat[0], lon[0], 3e3, 100.0)
    assert above_sea(found)[30, 30] == pytest.approx(300.0, abs=0.01)


def test_heights_in_feet(tmp_path: Path) -> None:
    import rasterio

    path = write_tif(
        tmp_path / "feet.tif", np.full((30, 30), 1000.0, np.float32), 32.0, 40.0, 0.01, "EPSG:4326"
    )
    with rasterio.open(path, "r+") as held:
        held.units = ("ft",)
    assert float(ground_heights(open_terrain(path), 39.9, 32.1)[()]) == pytest.approx(304.8, abs=FLOAT32)


# --- grid --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("latitude", "longitude"), [(39.0, 33.0), (-89.5, 10.0), (90.0, 20.0), (0.0, 180.0)])
def test_the_grid_is_the_one_that_its_coordinate_system_names(
    tmp_path: Path, latitude: float, longitude: float
) -> None:
    """PROJ and geodesics agree; the site is the centre of the middle cell, row 0 is north."""
    import rasterio.crs
    import rasterio.warp

    path = write_tif(tmp_path / "w.tif", np.zeros((18, 36), np.int16), -180.0, 90.0, 10.0, "EPSG:4326")
    found = patch(open_terrain(path), latitude, longitude, 400e3, 20e3)
    lat, lon = patch_coordinates(found)
    crs = rasterio.crs.CRS.from_wkt(found.crs_wkt)
    x, y = rasterio.warp.transform("EPSG:4326", crs, lon.ravel().tolist(), lat.ravel().tolist())
    a, _, c, _, e, f = patch_transform(found)
    rows, columns = np.indices(lat.shape)
    np.testing.assert_allclose(np.reshape(x, lat.shape), c + a * (columns + 0.5), atol=1e-3)
    np.testing.assert_allclose(np.reshape(y, lat.shape), f + e * (rows + 0.5), atol=1e-3)
    assert lat[20, 20] == pytest.approx(latitude, abs=1e-9)
    if latitude < 90.0:
        assert abs(lon[20, 20]) == pytest.approx(abs(longitude), abs=1e-9)


def test_heights_at_places(tmp_path: Path) -> None:
    for name in ("N39E032", "N38E032"):
        write_hgt(tmp_path, name, slope)
    terrain = open_terrain(tmp_path)
    lat, lon = np.array([39.5, 38.9999, 39.0]), np.array([32.25, 32.7, 32.5])
    found = ground_heights(terrain, lat, lon)
    np.testing.assert_allclose(found, slope(lat, lon), atol=FLOAT32)
    ellipsoid = ground_heights(terrain, lat, lon, above="ellipsoid")
    np.testing.assert_allclose(ellipsoid - found, undulation(lat, lon), atol=FLOAT32)
    with pytest.raises(InputError, match="no ground height there"):
        ground_heights(terrain, 41.0, 32.5)
    assert float(ground_heights(open_terrain(tmp_path, sea=True), 41.0, 32.5)[()]) == 0.0


# --- what is refused ---------------------------------------------------------------------------------------------


def refused(*arguments: Any, **more: Any) -> str:
    site = more.pop("site", (39.5, 32.5, 5e3, 100.0))
    with pytest.raises(InputError) as caught:
        patch(open_terrain(*arguments, **more), *site)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_missing_tiles_are_named(tmp_path: Path) -> None:
    write_hgt(tmp_path, "N39E032", slope)
    text = refused(tmp_path, site=(39.95, 32.98, 10e3, 200.0))
    assert "N39E033.hgt, N40E032.hgt, N40E033.hgt" in text
    assert "sea: true" in text
    for west in (0, 1):
        write_copernicus(tmp_path, 50, west, wave)
    copernicus = refused(tmp_path / "Cop*" / "*.tif", site=(50.5, 2.1, 20e3, 500.0))
    assert "Copernicus_DSM_COG_30_N50_00_E002_00_DEM.tif" in copernicus


def test_missing_tiles_are_sea_if_the_user_says_so(tmp_path: Path) -> None:
    write_hgt(tmp_path, "N39E032", slope)
    found = patch(open_terrain(tmp_path, sea=True), 39.5, 32.98, 5e3, 100.0)
    heights = above_sea(found)
    assert heights[50, -1] == pytest.approx(0.0, abs=FLOAT32)
    assert heights[50, 0] > 2000.0
    assert 0.2 < found.sea < 0.5
    assert found.covered == pytest.approx(1.0 - found.sea)
    # A circle without any tile is a mistake even so.
    assert "are missing" in refused(tmp_path, sea=True, site=(10.0, 10.0, 5e3, 100.0))


def test_a_site_outside_and_a_circle_half_covered(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "a.tif", np.full((60, 60), 7.0, np.float32), 32.0, 40.0, 0.01, "EPSG:4326")
    assert "the site 45 N, 10 E lies outside" in refused(path, site=(45.0, 10.0, 5e3, 100.0))
    text = refused(path, site=(39.7, 32.59, 20e3, 500.0))
    assert "cover 5" in text  # a little more than half
    assert "smaller radius" in text


def test_small_voids_are_filled_and_large_ones_refused(tmp_path: Path) -> None:
    def holed(size: int) -> Path:
        heights = np.rint(slope(40 - np.arange(1201)[:, None] / 1200, 32 + np.arange(1201)[None, :] / 1200))
        heights[600 : 600 + size, 610 : 610 + size] = -32768
        path = tmp_path / "N39E032.hgt"
        heights.astype(">i2").tofile(path)
        return path

    found = patch(open_terrain(holed(12)), 39.5, 32.5, 5e3, 100.0)
    assert 0.005 < found.filled < 0.02
    assert worst(found, slope) < 6.0  # a hole of 12 m from edge to edge, filled by a plane or so
    assert "voids in too much of the circle" in refused(holed(60))


def test_undeclared_voids_are_seen(tmp_path: Path) -> None:
    heights = np.full((100, 100), 300.0, np.float32)
    heights[50, 50] = -9999.0
    path = write_tif(tmp_path / "a.tif", heights, 32.0, 40.0, 0.001, "EPSG:4326")
    found = patch(open_terrain(path), 39.95, 32.05, 3e3, 100.0)
    assert np.abs(above_sea(found)[circle(found)] - 300.0).max() < FLOAT32


def test_other_mistakes_have_one_message(tmp_path: Path) -> None:
    assert "no elevation file there" in refused(tmp_path / "nowhere")
    (tmp_path / "N39E032.hgt").write_bytes(b"too short")
    assert "cannot be read as an elevation file" in refused(tmp_path)
    plain = write_tif(tmp_path / "plain.tif", np.zeros((9, 9), np.float32), 3.0, 9.0, 1.0, "EPSG:4326")
    assert "no such vertical datum" in refused(plain, vertical="navd88")
    assert "cell no larger than its radius" in refused(plain, site=(0.0, 0.0, 10.0, 100.0))
    assert "too large" in refused(plain, site=(0.0, 0.0, 400e3, 1.0))


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_file_without_a_coordinate_system(tmp_path: Path) -> None:
    import rasterio

    path = tmp_path / "bare.tif"
    with rasterio.open(path, "w", driver="GTiff", height=5, width=5, count=1, dtype="float32") as out:
        out.write(np.zeros((5, 5), np.float32), 1)
    assert "names no coordinate system" in refused(path)


def test_without_rasterio_the_message_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_hgt(tmp_path, "N39E032", slope)
    monkeypatch.setitem(sys.modules, "rasterio", None)
    assert "pip install 'iamd[geo]'" in refused(tmp_path)


# --- relief ------------------------------------------------------------------------------------------------------


def test_without_the_relief_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "pip install 'iamd[relief]'" in refused("relief")


def test_the_relief_of_the_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its layout, as ITU-R P.1511-2 has it: a stand-in of the same shape, linear in latitude."""
    folder = tmp_path / "data" / "1511"
    folder.mkdir(parents=True)
    latitude = 90.125 - np.arange(2164) / 12
    np.savez(folder / "v2_topo.npz", np.broadcast_to(1000.0 + 10.0 * latitude[:, None], (2164, 4324)))

    class Spec:
        submodule_search_locations = (str(tmp_path),)

    monkeypatch.setattr("importlib.util.find_spec", lambda name: Spec)
    found = patch(open_terrain("relief"), 40.0, 179.9, 100e3, 5000.0)
    assert found.coarse
    assert found.vertical == ("egm2008",)
    assert found.covered == 1.0
    assert worst(found, lambda lat, lon: 1000.0 + 10.0 * lat + 0.0 * lon) < FLOAT32


# --- a real one --------------------------------------------------------------------------------------------------


def test_the_real_elevation_model_through_the_loader(tmp_path: Path) -> None:
    """Cells of 90 m of a model of 93 m x 74 m: the same hills, at their places."""
    heights = jacksboro()
    path = write_tif(tmp_path / "jacksboro.tif", heights, -84.41375, 36.73291666666667, 1 / 1200, "EPSG:4326")
    row, column = 200, 150
    lat, lon = 36.73291666666667 - (row + 0.5) / 1200, -84.41375 + (column + 0.5) / 1200
    found = patch(open_terrain(path), lat, lon, 8e3, 90.0)
    middle = found.heights.shape[0] // 2
    assert above_sea(found)[middle, middle] == pytest.approx(heights[row, column], abs=FLOAT32)
    assert heights.min() <= above_sea(found)[circle(found)].min()
    assert above_sea(found)[circle(found)].max() <= heights.max()
    east = math.cos(math.radians(lat)) * 111_320.0 / 1200  # metres to the next column, sphere of 6,378 km
    assert above_sea(found)[middle, middle + 40] == pytest.approx(
        np.interp(40 * 90.0 / east, np.arange(60), heights[row, column : column + 60]), abs=3.0
    )  # 0.1 % of 3.6 km on slopes of up to one in two
