"""Sweeps over terrain: walls and smooth earth by hand, sight lines by brute force, compiled against interpreted."""

import hashlib
import math
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from iamd.physics.propagation import EARTH_RADIUS, STANDARD_K, masked_below
from iamd.physics.terrain import (
    EXACT_RAYS,
    HORIZON,
    OPEN,
    TERRAIN,
    binding_limits,
    curvature_of,
    minimum_visible_height_exact,
    minimum_visible_height_fast,
    minimum_visible_height_smooth,
    sweep_work,
    visible_from,
)
from iamd.physics.terrain_lines import floor_lookup, line_of_sight, polar_floor

Grid = NDArray[Any]
CURVATURE = curvature_of(STANDARD_K, EARTH_RADIUS)


def fast(
    heights: Grid, row: int, column: int, antenna: float, cell: float, curvature: float = CURVATURE
) -> Grid:
    out = np.full_like(heights, np.nan)
    minimum_visible_height_fast(
        heights, row, column, antenna, cell, curvature, out, sweep_work(heights.shape)
    )
    return out


def exact(
    heights: Grid,
    row: int,
    column: int,
    antenna: float,
    cell: float,
    curvature: float = CURVATURE,
    rays: int = EXACT_RAYS,
) -> Grid:
    out = np.full_like(heights, np.nan)
    minimum_visible_height_exact(heights, row, column, antenna, cell, curvature, rays, out)
    return out


def hills(rows: int, columns: int, seed: int, dtype: Any = np.float32) -> Grid:
    """Ground with slopes at all scales, a few hundred metres high for 50 cells."""
    draw = np.random.default_rng(seed)
    y, x = np.indices((rows, columns)) / 10.0
    ground = np.zeros((rows, columns))
    for octave in range(4):
        a, b, phase = draw.uniform(-1.0, 1.0, 3)
        f = 2.0**octave
        ground += 100.0 / f * np.sin(f * (a * x + b * y) + 6.0 * phase) * np.cos(f * (b * x - a * y) - phase)
    return (500.0 + ground + draw.uniform(0.0, 5.0, ground.shape)).astype(dtype)


def one_sight_line(
    heights: Grid, row: int, column: int, antenna: float, cell: float, curvature: float, at: tuple[int, int]
) -> float:
    """Lowest visible height of one cell by its own ray through ground interpolated at each row or column it crosses."""
    dy, dx = at[0] - row, at[1] - column
    steps = max(abs(dy), abs(dx))
    top = float(heights[row, column]) + antenna
    length = cell * math.hypot(dy, dx)
    t = np.arange(1, steps) / steps
    y, x = row + t * dy, column + t * dx
    r, c = np.minimum(y.astype(int), heights.shape[0] - 2), np.minimum(x.astype(int), heights.shape[1] - 2)
    v, u = y - r, x - c
    held = heights.astype(float)
    ground = (held[r, c] * (1 - u) + held[r, c + 1] * u) * (1 - v) + (
        held[r + 1, c] * (1 - u) + held[r + 1, c + 1] * u
    ) * v
    slope = ((ground - 0.5 * curvature * (t * length) ** 2 - top) / t).max(initial=-np.inf)
    return max(float(heights[at]), top + slope + 0.5 * curvature * length**2)


# --- smooth earth ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sweep", "share"), [(fast, 6e-3), (exact, 2e-3)])
def test_flat_ground_is_a_smooth_earth(sweep: Any, share: float) -> None:
    heights = np.full((41, 61), 120.0, np.float32)
    cell = 2000.0
    found = sweep(heights, 20, 10, 25.0, cell)
    rows, columns = np.indices(heights.shape)
    ranges = cell * np.hypot(rows - 20, columns - 10)
    expected = 120.0 + np.array([[masked_below(25.0, float(d), STANDARD_K) for d in line] for line in ranges])
    # The horizon, 20.6 km away, lies between cell centres: 2000^2 / (8 k R) = 0.06 m, five times that at the edge;
    # the fast sweep adds up the error of sights between sights.
    np.testing.assert_allclose(found, expected, rtol=share, atol=0.1)
    # On finer cells it is the smooth earth to the precision of float32 at these heights.
    fine = sweep(np.full((3, 2001), 120.0, np.float32), 1, 0, 25.0, 50.0)[1]
    smooth = 120.0 + np.array([masked_below(25.0, 50.0 * n, STANDARD_K) for n in range(2001)])
    np.testing.assert_allclose(fine, smooth, atol=2e-4)


def test_smooth_earth_in_closed_form() -> None:
    out = np.zeros((31, 21))
    minimum_visible_height_smooth(4, 5, 130.0, 100.0, 3000.0, CURVATURE, out)
    rows, columns = np.indices(out.shape)
    for r, c in zip(rows.ravel(), columns.ravel(), strict=True):
        expected = 100.0 + masked_below(30.0, 3000.0 * math.hypot(r - 4, c - 5), STANDARD_K)
        assert out[r, c] == pytest.approx(expected, abs=1e-9)
    minimum_visible_height_smooth(4, 5, 130.0, 100.0, 3000.0, 0.0, out)
    assert (out == 100.0).all()


# --- terrain by hand ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sweep", [fast, exact])
@pytest.mark.parametrize("turns", range(4))
def test_behind_a_wall_the_sight_line_over_its_top(sweep: Any, turns: int) -> None:
    heights = np.zeros((25, 41))
    heights[:, 30] = 100.0
    expected = np.zeros_like(heights)
    for column in range(31, 41):
        # On a flat earth all sights over the wall lie in one plane through the antenna, 20 cells before it.
        expected[:, column] = 20.0 + 80.0 * (column - 10) / 20
    expected[:, 30] = 100.0
    place = [(12, 10), (30, 12), (12, 30), (10, 12)][turns]
    turned = np.ascontiguousarray(np.rot90(heights, turns))
    found = np.rot90(sweep(turned, *place, 20.0, 100.0, 0.0), -turns)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    # From above its top the ground behind is hidden a little less at each step: 120 - 20 x 30 / 20 at the edge.
    above = np.rot90(sweep(turned, *place, 120.0, 100.0, 0.0), -turns)
    np.testing.assert_allclose(above[:, 40], 90.0, atol=1e-9)


def test_ground_that_is_seen_has_its_own_height_exactly() -> None:
    """So that `out <= heights` tells it, in both precisions."""
    for dtype in (np.float32, np.float64):
        heights = hills(40, 50, 3, dtype)
        for sweep in (fast, exact):
            found = sweep(heights, 20, 25, 30.0, 200.0)
            assert (found >= heights).all()
            assert 0.1 < (found == heights).mean() < 0.9
            assert found[20, 25] == heights[20, 25]


@pytest.mark.parametrize("place", [(0, 0), (0, 25), (39, 49), (20, 0), (20, 25)])
def test_exact_sweep_against_one_sight_line_for_each_cell(place: tuple[int, int]) -> None:
    heights = hills(40, 50, 5)
    found = exact(heights, *place, 15.0, 300.0)
    alone = np.array(
        [
            [one_sight_line(heights, *place, 15.0, 300.0, CURVATURE, (r, c)) for c in range(50)]
            for r in range(40)
        ]
    )
    alone[place] = heights[place]
    agree = (found <= heights) == (alone <= heights + 1e-6)
    assert agree.mean() >= 0.995  # noise from cell to cell, 10 of 2,000; the real ground is held to 0.997
    assert np.abs(found - alone).mean() < 0.2
    # One ray to each cell of the border is less exact, and the fast sweep less again.
    rough = exact(heights, *place, 15.0, 300.0, rays=1)
    assert np.abs(rough - alone).mean() >= np.abs(found - alone).mean()
    assert np.abs(fast(heights, *place, 15.0, 300.0) - alone).mean() > np.abs(found - alone).mean()


def test_narrow_grids() -> None:
    for shape in ((1, 30), (30, 1), (1, 1), (2, 3)):
        heights = hills(*shape, 1)
        for sweep in (fast, exact):
            assert np.isfinite(sweep(heights, 0, 0, 10.0, 100.0)).all()
    line = hills(1, 30, 2)
    np.testing.assert_array_equal(fast(line, 0, 0, 10.0, 100.0), exact(line, 0, 0, 10.0, 100.0))


# --- what follows from the lowest visible height -----------------------------------------------------------------


def test_bands_and_limits() -> None:
    lowest = np.array([[10.0, 60.0, 400.0, 150.0]])
    ground = np.array([[10.0, 10.0, 100.0, 150.0]])
    smooth = np.array([[0.0, 60.0, 60.0, 300.0]])
    out = np.zeros((1, 4), np.uint8)
    visible_from(lowest, ground, np.array([0.0, 50.0, 200.0]), out)
    assert out.tolist() == [[0, 1, 3, 0]]
    binding_limits(lowest, ground, smooth, 0.5, out)
    assert out.tolist() == [[OPEN, HORIZON, TERRAIN, OPEN]]


def test_a_mountain_binds_behind_it_and_the_horizon_elsewhere() -> None:
    heights = np.zeros((41, 121), np.float32)
    heights[10:31, 70] = 800.0
    cell = 1000.0
    lowest = exact(heights, 20, 60, 20.0, cell)
    smooth, limits = np.zeros_like(heights), np.zeros(heights.shape, np.uint8)
    minimum_visible_height_smooth(20, 60, 20.0, 0.0, cell, CURVATURE, smooth)
    binding_limits(lowest, heights, smooth, 0.5, limits)
    assert limits[20, 100] == TERRAIN
    assert limits[20, 10] == HORIZON
    assert limits[20, 65] == OPEN


# --- azimuth and range -------------------------------------------------------------------------------------------


def test_polar_floor_over_flat_ground_and_a_wall() -> None:
    heights = np.full((401, 401), 50.0, np.float32)
    table = np.zeros((8, 81), np.float32)
    polar_floor(heights, 200, 200, 20.0, 250.0, CURVATURE, 500.0, table)
    for j in range(81):
        expected = 50.0 + masked_below(20.0, 500.0 * j, STANDARD_K)
        np.testing.assert_allclose(
            table[:, j], expected, atol=0.02
        )  # horizon between centres, 2 mm, carried on
    heights[:, 240] = 250.0  # a ridge 10 km to the east
    polar_floor(heights, 200, 200, 20.0, 250.0, 0.0, 500.0, table)
    assert table[2, 60] == pytest.approx(70.0 + 3.0 * 180.0)
    assert table[6, 60] == table[0, 60] == 50.0  # west and north are open
    slant = 30e3 / (10e3 * math.sqrt(2.0))
    assert table[1, 60] == pytest.approx(70.0 + slant * 180.0, rel=1e-4)  # float32


def test_polar_floor_agrees_with_the_exact_sweep() -> None:
    heights = hills(101, 101, 7, np.float64)
    table = np.zeros((360, 50))
    polar_floor(heights, 50, 50, 15.0, 100.0, CURVATURE, 100.0, table)
    found = exact(heights, 50, 50, 15.0, 100.0)
    # Along the axes every step is a cell centre.
    for azimuth, line in (
        (0, found[50::-1, 50]),
        (90, found[50, 50:]),
        (180, found[50:, 50]),
        (270, found[50, 50::-1]),
    ):
        np.testing.assert_allclose(table[azimuth], line[:50], atol=1e-6)


def test_beyond_the_grid_the_sight_goes_on() -> None:
    heights = np.zeros((21, 21))
    heights[0, :] = 100.0
    table = np.zeros((4, 41))
    polar_floor(heights, 10, 10, 10.0, 100.0, 0.0, 100.0, table)
    assert table[0, 40] == pytest.approx(10.0 + 4 * 90.0)
    assert table[2, 40] == pytest.approx(
        0.0 - 10.0 * 3.0
    )  # below the ground at its edge: nothing is known there


def test_floor_lookup() -> None:
    table = np.array([[0.0, 10.0, 20.0], [0.0, 30.0, 40.0], [0.0, 10.0, 20.0], [0.0, 10.0, 60.0]], np.float32)
    quarter = math.pi / 2

    def look(azimuth: float, ground_range: float) -> float:
        return float(floor_lookup(table, azimuth, ground_range, 1000.0))

    assert look(0.0, 1000.0) == 10.0
    assert look(quarter, 1500.0) == pytest.approx(35.0)
    assert look(0.5 * quarter, 1000.0) == pytest.approx(20.0)
    assert look(3.5 * quarter, 2000.0) == pytest.approx(40.0)  # between the last azimuth and the first
    assert look(-0.5 * quarter, 2000.0) == pytest.approx(40.0)
    assert look(5.0 * quarter, 1000.0) == pytest.approx(30.0)
    assert look(-1e-17, 1000.0) == 10.0
    assert look(0.0, 3000.0) == pytest.approx(30.0)


# --- one line ----------------------------------------------------------------------------------------------------


def test_bulge_of_the_earth_in_mid_path() -> None:
    heights = np.zeros((3, 501))
    found, where = line_of_sight(heights, 100.0, CURVATURE, 1.0, 0.0, 0.0, 1.0, 500.0, 0.0)
    assert found == pytest.approx(-(50e3**2) / (8.0 * STANDARD_K * EARTH_RADIUS), rel=1e-9)  # -36.8 m
    assert where == pytest.approx(25e3)


@pytest.mark.parametrize("seed", range(6))
def test_line_of_sight_against_dense_samples(seed: int) -> None:
    heights = hills(60, 70, seed, np.float64)
    draw = np.random.default_rng(seed)
    (r0, r1), (c0, c1) = draw.uniform(0, 59, 2), draw.uniform(0, 69, 2)
    h0, h1 = draw.uniform(500.0, 700.0, 2)
    found, where = line_of_sight(heights, 100.0, CURVATURE, r0, c0, h0, r1, c1, h1)
    t = np.linspace(0.0, 1.0, 4001)
    length = 100.0 * math.hypot(r1 - r0, c1 - c0)
    ground = np.array([ground_by_hand(heights, r0 + s * (r1 - r0), c0 + s * (c1 - c0)) for s in t])
    clearance = h0 + t * (h1 - h0) - ground - 0.5 * CURVATURE * t * (1 - t) * length**2
    # Between grid lines a bilinear surface may rise a little above its edges.
    assert found == pytest.approx(clearance.min(), abs=1.0)
    assert found >= clearance.min() - 0.05
    assert np.interp(where / length, t, clearance) == pytest.approx(found, abs=0.2)  # samples of up to 2 m


def ground_by_hand(heights: Grid, y: float, x: float) -> float:
    r, c = min(int(y), heights.shape[0] - 2), min(int(x), heights.shape[1] - 2)
    v, u = y - r, x - c
    north = heights[r, c] * (1 - u) + heights[r, c + 1] * u
    return float(north * (1 - v) + (heights[r + 1, c] * (1 - u) + heights[r + 1, c + 1] * u) * v)


def test_ends_count() -> None:
    heights = np.full((5, 5), 10.0)
    assert line_of_sight(heights, 100.0, 0.0, 1.0, 1.0, 12.0, 1.0, 3.0, 10.0) == (0.0, 200.0)
    assert line_of_sight(heights, 100.0, 0.0, 1.0, 1.0, 9.0, 1.0, 1.0, 50.0)[0] == -1.0


# --- compiler ----------------------------------------------------------------------------------------------------


def digest() -> str:
    """Every kernel on small grids, in both precisions, as one hash over the bits."""
    found = hashlib.sha256()
    for dtype in (np.float32, np.float64):
        heights = hills(33, 29, 11, dtype)
        lowest = exact(heights, 9, 20, 12.0, 777.0, rays=3)
        parts = [fast(heights, 9, 20, 12.0, 777.0), lowest]
        smooth, table = np.zeros_like(heights), np.zeros((13, 17), dtype)
        minimum_visible_height_smooth(9, 20, 520.0, 500.0, 777.0, CURVATURE, smooth)
        limits = np.zeros(heights.shape, np.uint8)
        binding_limits(lowest, heights, smooth, 0.5, limits)
        polar_floor(heights, 9, 20, 12.0, 777.0, CURVATURE, 900.0, table)
        for part in (*parts, smooth, limits, table):
            found.update(part.tobytes())
        visible_from(lowest, heights, np.array([0.0, 50.0]), limits)
        found.update(limits.tobytes())
        for n in range(40):
            found.update(float(floor_lookup(table, 0.37 * n - 3.0, 311.0 * n, 900.0)).hex().encode())
            ends = (0.7 * n, 28.0 - 0.6 * n, 600.0 + n, 32.0 - 0.8 * n, 0.5 * n, 550.0)
            line = line_of_sight(heights, 777.0, CURVATURE, *ends)
            found.update(" ".join(float(value).hex() for value in line).encode())
    return found.hexdigest()


@pytest.mark.jit_only
def test_compiled_equals_interpreted() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", __file__],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == digest()


if __name__ == "__main__":
    print(digest())
