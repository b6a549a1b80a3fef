"""Global nearest neighbour: which plot belongs to which track, at the least total cost.

Every track either takes one plot inside its gate or stays unassigned at a fixed cost; no plot is taken twice. The
optimum is exact. Most tracks have one plot or none, so those are settled first and only the rest is solved.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iamd.physics._jit import inner, kernel

OUTSIDE = 1e30  # entries at or above this are outside the gate
_FAR = 1e300

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def work_sizes(rows: int, columns: int) -> tuple[int, int]:
    """Least lengths of `work_f` and `work_i` for so many tracks and plots."""
    return rows + 2 * columns, rows + 1 + 4 * columns + rows * columns


@inner
def _gate(cost: Floats, rows: int, columns: int, miss_cost: float, start: Integers, listed: Integers) -> None:
    """List the columns inside each row's gate: those of row i are listed[start[i]:start[i + 1]].

    A pair that costs as much as leaving the track unassigned can be left out: it cannot better the total.
    """
    count = 0
    for i in range(rows):
        start[i] = count
        for j in range(columns):
            if cost[i, j] < OUTSIDE and cost[i, j] < miss_cost:
                listed[count] = j
                count += 1
    start[rows] = count


@inner
def _settle(
    rows: int, columns: int, start: Integers, listed: Integers, row_of: Integers, assignment: Integers
) -> None:
    """Assign each row whose only column nobody else lists; mark rows to be solved with -2.

    `row_of` comes back as -1 for every column that is not taken.
    """
    for j in range(columns):
        row_of[j] = 0
    for n in range(start[rows]):
        row_of[listed[n]] += 1
    for i in range(rows):
        size = start[i + 1] - start[i]
        assignment[i] = -1
        if size == 1 and row_of[listed[start[i]]] == 1:
            assignment[i] = listed[start[i]]
        elif size > 0:
            assignment[i] = -2
    for j in range(columns):
        row_of[j] = -1
    for i in range(rows):
        if assignment[i] >= 0:
            row_of[assignment[i]] = i


@inner
def _search(
    first: int,
    cost: Floats,
    miss_cost: float,
    start: Integers,
    listed: Integers,
    row_price: Floats,
    column_price: Floats,
    distance: Floats,
    came_from: Integers,
    touched: Integers,
    row_of: Integers,
) -> tuple[int, int, int, int, float]:
    """Shortest augmenting path from an unassigned row, to a free column or to the miss of some row on the way.

    Returns the column that ends it (-1 for a miss), the row whose miss ends it, how many columns were scanned and how
    many touched, and the length. The scanned columns stand first in `touched`.
    """
    scanned = 0
    reached = 0
    length = 0.0
    miss_length = _FAR
    miss_row = first
    i = first
    while True:
        offset = length - row_price[i]
        if offset + miss_cost < miss_length:
            miss_length = offset + miss_cost
            miss_row = i
        for n in range(start[i], start[i + 1]):
            j = listed[n]
            # Rounding may leave a reduced cost just below zero. A path never gets shorter, or a scanned column could be
            # opened again and the path would close on itself.
            reach = max(offset + cost[i, j] - column_price[j], length)
            if distance[j] == _FAR:
                touched[reached] = j
                reached += 1
            # A scanned column is no farther than the path so far.
            if reach < distance[j] and distance[j] > length:
                distance[j] = reach
                came_from[j] = i
        best = -1
        least = miss_length
        for n in range(scanned, reached):
            if distance[touched[n]] < least:
                best = n
                least = distance[touched[n]]
        if best < 0:
            return -1, miss_row, scanned, reached, miss_length
        j = touched[best]
        length = least
        if row_of[j] < 0:
            return j, first, scanned, reached, length
        touched[best] = touched[scanned]
        touched[scanned] = j
        scanned += 1
        i = row_of[j]


@inner
def _augment(
    first: int, column: int, miss_row: int, came_from: Integers, row_of: Integers, assignment: Integers
) -> None:
    """Turn the path round: each row on it takes the column that the path used."""
    j = column
    if column < 0:
        # The miss of a row on the way frees the column by which the path had come to it.
        j = assignment[miss_row]
        assignment[miss_row] = -1
        if miss_row == first:
            return
    while True:
        i = came_from[j]
        before = assignment[i]
        row_of[j] = i
        assignment[i] = j
        if i == first:
            return
        j = before


@inner
def _solve(
    rows: int,
    cost: Floats,
    miss_cost: float,
    start: Integers,
    listed: Integers,
    row_price: Floats,
    column_price: Floats,
    distance: Floats,
    came_from: Integers,
    touched: Integers,
    row_of: Integers,
    assignment: Integers,
) -> None:
    """Add the marked rows one by one, each by its shortest augmenting path, and keep the prices up to date."""
    for first in range(rows):
        if assignment[first] != -2:
            continue
        assignment[first] = -1
        column, miss_row, scanned, reached, length = _search(
            first,
            cost,
            miss_cost,
            start,
            listed,
            row_price,
            column_price,
            distance,
            came_from,
            touched,
            row_of,
        )
        row_price[first] += length
        for n in range(scanned):
            j = touched[n]
            row_price[row_of[j]] += length - distance[j]
            column_price[j] -= length - distance[j]
        for n in range(reached):
            distance[touched[n]] = _FAR
        _augment(first, column, miss_row, came_from, row_of, assignment)


@kernel
def associate(
    cost: Floats,
    rows: int,
    columns: int,
    miss_cost: float,
    assignment: Integers,
    work_f: Floats,
    work_i: Integers,
) -> float:
    """Assign plots to tracks at the least total cost.

    Parameters
    ----------
    cost : array of float, two-dimensional
        cost[i, j] of giving plot j to track i, for i < rows and j < columns; any sign. At or above `OUTSIDE` (1e30)
        the plot is outside the gate of the track.
    rows, columns : int
        Numbers of tracks and of plots; 0 or more.
    miss_cost : float
        Cost of leaving a track unassigned.
    assignment : array of int
        At least `rows` long; written: the plot of each track, or -1.
    work_f, work_i : array of float, array of int
        At least as long as `work_sizes` says; overwritten.

    Returns
    -------
    float
        Least total cost, misses included.

    Source: shortest augmenting paths, R. Jonker and A. Volgenant, "A shortest augmenting path algorithm for dense and
    sparse linear assignment problems", *Computing* 38 (1987) 325-340, in the form of D. F. Crouse, "On implementing
    2D rectangular assignment algorithms", *IEEE Transactions on Aerospace and Electronic Systems* 52 (2016)
    1679-1696. Each row has a private column at `miss_cost`; no other row can want it, so it needs no price.
    """
    row_price = work_f[:rows]
    column_price = work_f[rows : rows + columns]
    distance = work_f[rows + columns : rows + 2 * columns]
    start = work_i[: rows + 1]
    row_of = work_i[rows + 1 : rows + 1 + columns]
    came_from = work_i[rows + 1 + columns : rows + 1 + 2 * columns]
    touched = work_i[rows + 1 + 2 * columns : rows + 1 + 3 * columns]
    listed = work_i[rows + 1 + 3 * columns :]

    _gate(cost, rows, columns, miss_cost, start, listed)
    _settle(rows, columns, start, listed, row_of, assignment)
    for j in range(columns):
        column_price[j] = 0.0
        distance[j] = _FAR
    for i in range(rows):
        # Every row price starts at its least cost, so that no reduced cost is negative.
        row_price[i] = miss_cost
        for n in range(start[i], start[i + 1]):
            row_price[i] = min(row_price[i], cost[i, listed[n]])
    _solve(
        rows,
        cost,
        miss_cost,
        start,
        listed,
        row_price,
        column_price,
        distance,
        came_from,
        touched,
        row_of,
        assignment,
    )

    total = 0.0
    for i in range(rows):
        if assignment[i] >= 0:
            total += cost[i, assignment[i]]
        else:
            total += miss_cost
    return total
