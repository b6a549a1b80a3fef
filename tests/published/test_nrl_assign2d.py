"""Assignment: documented examples of the NRL Tracker Component Library, assign2D.m."""

import math

import numpy as np
import pytest

from iamd.physics.association import OUTSIDE, associate, work_sizes
from published.cases import Case, approximately, case, cases


@pytest.mark.parametrize("one", cases("TRK-ASSIGN"))
def test_documented_examples(one: Case) -> None:
    cost = np.array([[float(entry) for entry in row] for row in one["inputs"]["C"]])
    cost = np.where(np.isinf(cost), OUTSIDE, cost)
    rows, columns = cost.shape
    floats, integers = work_sizes(rows, columns)
    assignment = np.zeros(rows, np.int64)
    # A miss costs more than any full assignment, so that all rows are assigned as in the example.
    work = np.zeros(floats), np.zeros(integers, np.int64)
    total = associate(cost, rows, columns, 1e6, assignment, *work)
    assert math.isfinite(total)
    assert total == approximately(one, "cost")
    assert len(set(assignment.tolist())) == rows
    assert min(assignment) >= 0
    assert sum(cost[i, assignment[i]] for i in range(rows)) == approximately(one, "cost")


def test_greedy_would_fail() -> None:
    # Always taking the cheapest pair left does not reach the least total of the first example.
    cost = np.array([[float(entry) for entry in row] for row in case("TRK-ASSIGN1")["inputs"]["C"]])
    free_rows, free_columns, total = set(range(4)), set(range(5)), 0.0
    while free_rows:
        least, i, j = min((cost[i, j], i, j) for i in free_rows for j in free_columns)
        total += least
        free_rows.discard(i)
        free_columns.discard(j)
    assert total > 47.0
