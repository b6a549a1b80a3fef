"""Outlines of rasters: closed, the right way round, true in area, cut at the antimeridian, closed over the poles."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import gaussian_filter, label

from iamd.analysis.mapsheet import MapGrid
from iamd.export.globe import Polygon, box, circle, contains, cut, polygons
from iamd.export.outline import areas, ring_area, trace
from iamd.export.projection import cell_areas_km2

MASKS = arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9)))


def true_area_km2(polygon: Polygon) -> float:
    """Area on the ellipsoid, by GeographicLib; holes count negative."""
    total = 0.0
    for ring in polygon:
        shape = Geodesic.WGS84.Polygon()
        for x, y in ring[:-1]:
            shape.AddPoint(float(y), float(x))
        total += shape.Compute(False, True)[2]
    return total * 1e-6


def blobs(size: int = 101, seed: int = 3) -> np.ndarray:
    random = np.random.default_rng(seed)
    away = np.hypot(*(np.indices((size, size)) - size // 2))
    return (gaussian_filter(random.normal(size=(size, size)), 3.0) > 0) & (away < 0.48 * size)


@settings(max_examples=60)
@given(MASKS)
def test_outlines_have_one_outer_ring_each_and_the_area_of_their_cells(mask: np.ndarray) -> None:
    found = trace(mask)
    _, count = label(mask)
    assert len(found) == count
    for area in found:
        sizes = [ring_area(ring) for ring in area]
        assert sizes[0] > 0
        assert all(size < 0 for size in sizes[1:])
        assert all((ring[0] == ring[-1]).all() for ring in area)
    # Each outer ring loses half a cell at its corners, each hole gives it back.
    rings = [ring_area(ring) for area in found for ring in area]
    lost = 0.5 * sum(1 if size > 0 else -1 for size in rings)
    assert sum(rings) == pytest.approx(float(mask.sum()) - lost)


@settings(max_examples=40)
@given(MASKS)
def test_middles_of_cells_lie_in_the_outline_of_covered_cells_only(mask: np.ndarray) -> None:
    found = trace(mask)
    rows, columns = mask.shape
    for row in range(rows):
        for column in range(columns):
            place = (column + 0.5, rows - row - 0.5)  # row 0 is north
            inside = sum(contains(ring, place) for area in found for ring in area) % 2
            assert inside == mask[row, column]


def test_cells_that_share_a_corner_only_are_two_areas() -> None:
    assert len(trace(np.array([[True, False], [False, True]]))) == 2


def test_nothing_covered_has_no_outline() -> None:
    assert trace(np.zeros((3, 3), dtype=bool)) == []


def test_thinned_outlines_keep_their_area_with_fewer_points() -> None:
    grid = MapGrid(50.0, 30.0, 500.0, 401)
    mask = np.hypot(*(np.indices((401, 401)) - 200)) < 170
    (full,), (thin,) = trace(mask), areas(mask, grid)
    assert len(thin[0]) < 0.8 * len(full[0])
    assert ring_area(thin[0]) == pytest.approx(mask.sum() * 500.0**2, rel=1e-4)  # a few of 90,000 cells


@pytest.mark.parametrize(
    "place", [(50.0, 30.0), (0.0, 179.8), (-65.0, -179.9), (90.0, 0.0), (88.6, 170.0), (-89.2, 20.0)]
)
def test_the_true_area_is_that_of_the_cells(place: tuple[float, float]) -> None:
    grid = MapGrid(*place, 4000.0, 101)
    mask = blobs()
    found = polygons(areas(mask, grid), grid)
    check_polygons(found)
    expected = float(cell_areas_km2(grid)[mask].sum())
    # Half a cell to each of some twenty areas of some hundred cells.
    assert sum(true_area_km2(polygon) for polygon in found) == pytest.approx(expected, rel=6e-3)


def check_polygons(found: list[Polygon]) -> None:
    """Closed, in the world, outer rings counter-clockwise, no step across the antimeridian."""
    for polygon in found:
        for number, ring in enumerate(polygon):
            assert len(ring) >= 4
            assert np.array_equal(ring[0], ring[-1])
            assert np.abs(ring[:, 0]).max() <= 180.0
            assert np.abs(ring[:, 1]).max() <= 90.0
            assert (ring_area(ring) > 0) == (number == 0)
            steps = np.abs(np.diff(ring[:, 0]))
            over_pole = (np.abs(ring[:-1, 1]) == 90.0) & (np.abs(ring[1:, 1]) == 90.0)
            assert steps[~over_pole].max() < 180.0


def test_a_disc_across_the_antimeridian_is_two_polygons_that_meet_there() -> None:
    found = circle(10.0, 179.5, 300e3)
    check_polygons(found)
    assert len(found) == 2
    east, west = sorted(found, key=lambda polygon: polygon[0][:, 0].mean(), reverse=True)
    seam = [np.sort(ring[0][np.abs(ring[0][:, 0]) == 180.0][:, 1])[[0, -1]] for ring in (east, west)]
    assert seam[0] == pytest.approx(seam[1])
    assert sum(true_area_km2(polygon) for polygon in found) == pytest.approx(
        282_690, rel=1e-3
    )  # Karney's routine


def test_a_cap_over_the_pole_runs_along_the_edge_of_the_world() -> None:
    for latitude in (90.0, 89.0, -89.0):
        (polygon,) = circle(latitude, 70.0, 300e3)
        check_polygons([polygon])
        edge = polygon[0][np.abs(polygon[0][:, 0]) == 180.0]
        assert np.copysign(90.0, latitude) in edge[:, 1]
        assert contains(polygon[0], (-33.0, np.copysign(89.9, latitude)))
        assert not contains(polygon[0], (-33.0, np.copysign(80.0, latitude)))


def test_a_hole_about_the_pole_stays_open() -> None:
    azimuth = np.linspace(0.0, 360.0, 181)
    outer = np.column_stack([azimuth - 180.0, np.full(181, 85.5)])
    hole = np.column_stack([180.0 - azimuth, np.full(181, 88.2)])
    (polygon,) = cut([outer, hole])
    assert len(polygon) == 1
    assert contains(polygon[0], (20.0, 87.0))
    assert not contains(polygon[0], (20.0, 89.0))
    assert not contains(polygon[0], (20.0, 85.0))


def test_a_hole_stays_in_its_area_and_one_across_the_antimeridian_is_cut_with_it() -> None:
    def ring(west: float, east: float, half: float) -> np.ndarray:
        return np.array([(west, -half), (east, -half), (east, half), (west, half), (west, -half)])

    (inland,) = cut([ring(0, 10, 5), ring(2, 4, 1)[::-1]])
    assert len(inland) == 2
    found = cut([ring(170, 190, 5), ring(178, 183, 1)[::-1]])
    check_polygons(found)
    assert len(found) == 2
    assert all(len(polygon) == 1 for polygon in found)
    assert sum(ring_area(polygon[0]) for polygon in found) == pytest.approx(20 * 10 - 5 * 2)


def test_boxes_of_sites_are_cut_as_well() -> None:
    assert len(box(50.0, 30.0, 0.05)) == 1
    across = box(50.0, 180.0, 0.05)
    check_polygons(across)
    assert len(across) == 2
