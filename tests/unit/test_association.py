"""The assignment against SciPy on the matrix with one miss column for each row."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from iamd.physics.association import OUTSIDE, associate, work_sizes

Cost = NDArray[np.float64]


def solve(cost: Cost, miss_cost: float) -> tuple[float, NDArray[np.int64]]:
    rows, columns = cost.shape
    floats, integers = work_sizes(rows, columns)
    assignment = np.full(rows, -9, np.int64)
    # Work arrays come back dirty from the last use.
    work = np.full(floats, np.nan), np.full(integers, -77, np.int64)
    return associate(cost, rows, columns, miss_cost, assignment, *work), assignment


def reference(cost: Cost, miss_cost: float) -> float:
    rows, columns = cost.shape
    extended = np.full((rows, columns + rows), 1e6)
    extended[:, :columns] = np.minimum(cost, 1e6)
    extended[np.arange(rows), columns + np.arange(rows)] = miss_cost
    return float(extended[linear_sum_assignment(extended)].sum())


@pytest.mark.parametrize("gated", [0.02, 0.1, 0.3, 1.0])
@pytest.mark.parametrize("miss_cost", [-3.0, 10.0, 16.0, 1e4])
def test_equal_cost_to_scipy(gated: float, miss_cost: float) -> None:
    rng = np.random.default_rng(int(1000 * gated + miss_cost + 10))
    for number in range(40):
        rows, columns = rng.integers(0, 41, 2)
        cost = rng.uniform(-20.0, 30.0, (rows, columns))
        if number % 4 == 0:
            cost = np.round(cost / 5.0) * 5.0  # many ties
        cost[rng.uniform(size=cost.shape) > gated] = OUTSIDE
        total, assignment = solve(cost, miss_cost)
        assert total == pytest.approx(reference(cost, miss_cost), rel=1e-12, abs=1e-9)  # order of summation
        taken = [(i, j) for i, j in enumerate(assignment) if j >= 0]
        assert len({j for _, j in taken}) == len(taken)
        assert all(cost[i, j] < OUTSIDE for i, j in taken)
        assert total == pytest.approx(
            sum(cost[i, j] for i, j in taken) + miss_cost * (rows - len(taken)), rel=1e-12, abs=1e-9
        )


def test_a_row_and_plot_of_their_own_are_matched() -> None:
    cost = np.array([[OUTSIDE, 3.0], [5.0, OUTSIDE]])
    total, assignment = solve(cost, 10.0)
    assert assignment.tolist() == [1, 0]
    assert total == 8.0


def test_nearest_first_would_fail() -> None:
    # Track 0 is nearer to both plots; giving it the nearest leaves track 1 with a miss: 1 + 10 against 2 + 3.
    total, assignment = solve(np.array([[1.0, 2.0], [3.0, OUTSIDE]]), 10.0)
    assert assignment.tolist() == [1, 0]
    assert total == 5.0


def test_a_miss_can_be_better_than_a_plot_in_the_gate() -> None:
    total, assignment = solve(np.array([[1.0], [2.0]]), 4.0)
    assert assignment.tolist() == [0, -1]
    assert total == 5.0
    assert solve(np.array([[5.0]]), 4.0)[1].tolist() == [-1]


def test_no_tracks_or_no_plots() -> None:
    assert solve(np.zeros((0, 3)), 4.0)[0] == 0.0
    total, assignment = solve(np.zeros((3, 0)), 4.0)
    assert total == 12.0
    assert assignment.tolist() == [-1, -1, -1]


def test_a_larger_buffer_is_not_read() -> None:
    cost = np.full((6, 7), -1e9)
    cost[:2, :2] = [[1.0, 2.0], [2.0, 1.0]]
    assignment = np.full(6, -9, np.int64)
    floats, integers = work_sizes(6, 7)
    total = associate(cost, 2, 2, 10.0, assignment, np.zeros(floats), np.zeros(integers, np.int64))
    assert total == 2.0
    assert assignment.tolist() == [0, 1, -9, -9, -9, -9]
