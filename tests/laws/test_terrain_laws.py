"""Laws of sight over terrain: reciprocity, and what can only help or only harm."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.physics.propagation import EARTH_RADIUS, STANDARD_K
from iamd.physics.terrain import (
    curvature_of,
    minimum_visible_height_exact,
    minimum_visible_height_fast,
    minimum_visible_height_smooth,
    sweep_work,
)
from iamd.physics.terrain_lines import line_of_sight, polar_floor

CURVATURE = curvature_of(STANDARD_K, EARTH_RADIUS)
ROWS, COLUMNS = 17, 21

grounds = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).uniform(0.0, 300.0, (ROWS, COLUMNS))
)
rows, columns = st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1)
masts = st.floats(0.5, 100.0)
cells = st.floats(30.0, 3000.0)
few = settings(max_examples=25)


def fast(
    heights: Any, row: int, column: int, antenna: float, cell: float, curvature: float = CURVATURE
) -> Any:
    out = np.empty_like(heights)
    minimum_visible_height_fast(
        heights, row, column, antenna, cell, curvature, out, sweep_work(heights.shape)
    )
    return out


def exact(
    heights: Any, row: int, column: int, antenna: float, cell: float, curvature: float = CURVATURE
) -> Any:
    out = np.empty_like(heights)
    minimum_visible_height_exact(heights, row, column, antenna, cell, curvature, 4, out)
    return out


SWEEPS = pytest.mark.parametrize("sweep", [fast, exact])
ROUNDING = 1e-6  # m, of sums of heights and drops of some kilometres in doubles


@few
@given(ground=grounds, ends=st.tuples(rows, columns, rows, columns), mast=masts, target=masts, cell=cells)
def test_line_of_sight_is_reciprocal(
    ground: Any, ends: tuple[int, int, int, int], mast: float, target: float, cell: float
) -> None:
    row, column, far_row, far_column = (n * 0.9 + 0.3 for n in ends)
    here, there = (row, column, 100.0 + mast), (far_row, far_column, 100.0 + target)
    clearance, where = line_of_sight(ground, cell, CURVATURE, *here, *there)
    back, from_there = line_of_sight(ground, cell, CURVATURE, *there, *here)
    assert back == pytest.approx(clearance, rel=1e-9, abs=ROUNDING)
    length = cell * float(np.hypot(far_row - row, far_column - column))
    assert from_there == pytest.approx(length - where, rel=1e-6, abs=1e-3)


@SWEEPS
@few
@given(ground=grounds, row=rows, column=columns, mast=masts, more=masts, cell=cells)
def test_a_higher_mast_hides_nothing(
    sweep: Any, ground: Any, row: int, column: int, mast: float, more: float, cell: float
) -> None:
    low, high = sweep(ground, row, column, mast, cell), sweep(ground, row, column, mast + more, cell)
    assert (high <= low + ROUNDING).all()


@few
@given(row=rows, column=columns, mast=masts, more=masts, cell=cells, k=st.floats(1.0, 2.0))
def test_on_a_smooth_earth_mast_and_refraction_help(
    row: int, column: int, mast: float, more: float, cell: float, k: float
) -> None:
    def lowest(antenna: float, factor: float) -> Any:
        out = np.empty((ROWS, COLUMNS))
        minimum_visible_height_smooth(
            row, column, antenna, 0.0, cell, curvature_of(factor, EARTH_RADIUS), out
        )
        return out

    assert (lowest(mast + more, k) <= lowest(mast, k) + ROUNDING).all()
    assert (lowest(mast, k + 0.2) <= lowest(mast, k) + ROUNDING).all()
    # A grid of flat ground hides no more than the smooth earth, whose horizon it may miss between centres; a ray may
    # pass an eighth of a cell beside one, and comes down at the dip of the horizon.
    flat = exact(np.zeros((ROWS, COLUMNS)), row, column, mast, cell, curvature_of(k, EARTH_RADIUS))
    dip = float(np.sqrt(2.0 * mast * curvature_of(k, EARTH_RADIUS)))
    assert (flat <= lowest(mast, k) + dip * cell / 8.0).all()


@SWEEPS
@few
@given(ground=grounds, site=st.tuples(rows, columns), raised=st.tuples(rows, columns), mast=masts, cell=cells)
def test_a_higher_hill_shows_nothing_more(
    sweep: Any, ground: Any, site: tuple[int, int], raised: tuple[int, int], mast: float, cell: float
) -> None:
    before = sweep(ground, *site, mast, cell)
    higher = ground.copy()
    if raised != site:
        higher[raised] += 200.0
    assert (sweep(higher, *site, mast, cell) >= before - ROUNDING).all()


@SWEEPS
@few
@given(ground=grounds, row=rows, column=columns, mast=masts, cell=cells, lift=st.floats(-400.0, 4000.0))
def test_the_datum_does_not_matter(
    sweep: Any, ground: Any, row: int, column: int, mast: float, cell: float, lift: float
) -> None:
    found = sweep(ground + lift, row, column, mast, cell)
    np.testing.assert_allclose(found - lift, sweep(ground, row, column, mast, cell), atol=ROUNDING)


@few
@given(ground=grounds, row=rows, column=columns, mast=masts, cell=cells)
def test_mirror_images(ground: Any, row: int, column: int, mast: float, cell: float) -> None:
    """North and south, and east and west, are alike; for rays rows and columns too."""
    for sweep in (fast, exact):
        found = sweep(ground, row, column, mast, cell)
        down = sweep(np.ascontiguousarray(ground[::-1]), ROWS - 1 - row, column, mast, cell)
        np.testing.assert_allclose(down[::-1], found, atol=ROUNDING)
        across = sweep(np.ascontiguousarray(ground[:, ::-1]), row, COLUMNS - 1 - column, mast, cell)
        np.testing.assert_allclose(across[:, ::-1], found, atol=ROUNDING)
    turned = exact(np.ascontiguousarray(ground.T), column, row, mast, cell)
    np.testing.assert_allclose(turned.T, exact(ground, row, column, mast, cell), atol=ROUNDING)


@few
@given(ground=grounds, row=rows, column=columns, mast=masts, cell=cells)
def test_a_target_at_the_lowest_visible_height_is_just_seen(
    ground: Any, row: int, column: int, mast: float, cell: float
) -> None:
    """Along rows and columns the sweep, the polar table and the single line are one thing."""
    found = exact(ground, row, column, mast, cell)
    height = float(ground[row, column]) + mast
    for far in range(COLUMNS):
        if abs(far - column) > 1:
            clearance, _ = line_of_sight(
                ground,
                cell,
                CURVATURE,
                float(row),
                float(column),
                height,
                float(row),
                float(far),
                float(found[row, far]),
            )
            assert clearance == pytest.approx(0.0, abs=ROUNDING)
    table = np.zeros((4, COLUMNS - column))
    polar_floor(ground, row, column, mast, cell, CURVATURE, cell, table)
    np.testing.assert_allclose(table[1, 1:], found[row, column + 1 :], atol=ROUNDING)
