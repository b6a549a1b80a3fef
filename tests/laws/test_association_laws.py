"""The assignment does not depend on the order of tracks, and never costs more than a simpler rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from iamd.physics.association import OUTSIDE, associate, work_sizes

MISS = 16.0


def solve(cost: NDArray[np.float64]) -> tuple[float, list[int]]:
    rows, columns = cost.shape
    floats, integers = work_sizes(rows, columns)
    assignment = np.zeros(rows, np.int64)
    work = np.zeros(floats), np.zeros(integers, np.int64)
    return associate(np.ascontiguousarray(cost), rows, columns, MISS, assignment, *work), assignment.tolist()


@st.composite
def problems(draw: st.DrawFn) -> NDArray[np.float64]:
    rows, columns = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    entries = st.one_of(st.just(OUTSIDE), st.floats(-5.0, 20.0))
    flat = draw(st.lists(entries, min_size=rows * columns, max_size=rows * columns))
    return np.array(flat).reshape(rows, columns)


@given(cost=problems(), seed=st.integers(0, 1000))
def test_order_does_not_matter(cost: NDArray[np.float64], seed: int) -> None:
    rng = np.random.default_rng(seed)
    shuffled = cost[rng.permutation(len(cost))][:, rng.permutation(cost.shape[1])]
    assert solve(shuffled)[0] == pytest.approx(solve(cost)[0], rel=1e-12, abs=1e-9)  # order of summation


@given(cost=problems())
def test_never_dearer_than_nearest_first(cost: NDArray[np.float64]) -> None:
    nearest, left = 0.0, cost.copy()
    for _ in range(len(cost)):
        i, j = np.unravel_index(np.argmin(left), left.shape)
        if left[i, j] >= MISS:
            break
        nearest += left[i, j] - MISS
        left[i, :] = OUTSIDE
        left[:, j] = OUTSIDE
    total, assignment = solve(cost)
    assert total <= nearest + MISS * len(cost) + 1e-9  # order of summation
    assert total <= MISS * len(cost)
    assert total == pytest.approx(
        sum(cost[i, j] if j >= 0 else MISS for i, j in enumerate(assignment)), abs=1e-9
    )


@given(cost=problems())
def test_one_more_plot_never_costs(cost: NDArray[np.float64]) -> None:
    assert solve(cost)[0] <= solve(cost[:, 1:])[0] + 1e-9  # order of summation
