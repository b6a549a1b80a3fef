"""Outlines of areas of a raster as closed lines, in metres of the grid.

Each area is a set of cells that share sides. Its outline runs through the middles of the cell sides that part inside
from outside, so that a slanting edge becomes a straight line and not stairs. A simple outline keeps the area of its
cells but for half a cell, because every outer corner it cuts off is made good by an inner one. It is then thinned by
Douglas and Peucker's method to 0.35 of a cell: outlines are at least 0.707 cells apart (where two areas share a corner)
and so cannot cross when both are thinned.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.mapsheet import MapGrid
from iamd.library.borders import simplify

Floats = NDArray[np.float64]

#: An area: its outer ring counter-clockwise, then its holes clockwise; each ends where it began.
Area = list[Floats]

#: Steps of the four directions along a cell's sides: east, north, west, south (column, row counted from the south).
_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def areas(mask: Any, grid: MapGrid, tolerance: float = 0.35) -> list[Area]:
    """Outlines of the cells that are True, in metres east and north of the grid's centre.

    Args:
        mask: [size, size] of bool, row 0 in the north.
        grid: gives the size of a cell.
        tolerance: how far a thinned outline may leave the full one [cells].

    Returns:
        Areas in the order of their first cell from the south-west.
    """
    half = 0.5 * grid.size
    return [
        [(np.array(simplify(ring.tolist(), tolerance)) - half) * grid.cell_m for ring in area]
        for area in trace(mask)
    ]


def trace(mask: Any) -> list[Area]:
    """Full outlines in cells, counted from the south-west corner of the raster: see :func:`areas`."""
    from scipy.ndimage import label

    inside = np.asarray(mask, dtype=bool)[::-1]
    if not inside.any():
        return []
    labels, count = label(inside)
    found: list[list[Floats]] = [[] for _ in range(count)]
    owner, rings = _rings(inside, labels)
    for number, ring in zip(owner, rings, strict=True):
        found[number - 1].append(ring)
    return [sorted(rings, key=lambda ring: ring_area(ring) < 0.0) for rings in found]


def _rings(inside: NDArray[np.bool_], labels: Any) -> tuple[list[int], list[Floats]]:
    """All rings, each with the label of the area that lies to its left."""
    rows, columns = inside.shape
    sides = _sides(inside)
    ids = np.flatnonzero(sides)
    per_direction = (rows + 1) * (columns + 1)
    direction, corner = np.divmod(ids, per_direction)
    step = np.array([east + north * (columns + 1) for east, north in _STEPS])
    end = corner + step[direction]
    # At a corner where two areas touch, turning left keeps to the same cell: cells that share a corner only are apart.
    following = np.zeros(len(ids), dtype=np.int64)
    for turn in (3, 0, 1):  # right, straight on, left: the last that exists holds
        candidate = (direction + turn) % 4 * per_direction + end
        following = np.where(sides[candidate], candidate, following)
    place = np.empty(4 * per_direction, dtype=np.int64)
    place[ids] = np.arange(len(ids))
    loops = _loops(place[following].tolist())
    row, column = np.divmod(corner, columns + 1)
    offset = np.array(_STEPS)[direction] * 0.5
    middles = np.column_stack([column + offset[:, 0], row + offset[:, 1]])
    left_row = row - np.isin(direction, (2, 3))
    left_column = column - np.isin(direction, (1, 2))
    owner = [int(labels[left_row[loop[0]], left_column[loop[0]]]) for loop in loops]
    return owner, [_closed(middles[loop]) for loop in loops]


def _sides(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which sides of cells part inside from outside, by direction and first corner, flattened; inside on the left."""
    rows, columns = inside.shape
    padded = np.pad(inside, 1)
    sides = np.zeros((4, rows + 1, columns + 1), dtype=bool)
    sides[0, :rows, :columns] = inside & ~padded[:-2, 1:-1]
    sides[1, :rows, 1:] = inside & ~padded[1:-1, 2:]
    sides[2, 1:, 1:] = inside & ~padded[2:, 1:-1]
    sides[3, 1:, :columns] = inside & ~padded[1:-1, :-2]
    return sides.ravel()


def _loops(following: list[int]) -> list[list[int]]:
    """Cycles of a permutation."""
    seen = bytearray(len(following))
    loops = []
    for first in range(len(following)):
        if seen[first]:
            continue
        loop, here = [], first
        while not seen[here]:
            seen[here] = 1
            loop.append(here)
            here = following[here]
        loops.append(loop)
    return loops


def _closed(ring: Floats) -> Floats:
    """The ring without points in the middle of straight runs, closed."""
    before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    kept = ring[before[:, 0] * after[:, 1] != before[:, 1] * after[:, 0]]
    return np.concatenate([kept, kept[:1]])


def ring_area(ring: Any) -> float:
    """Area of a closed ring, positive if it runs counter-clockwise."""
    x, y = np.asarray(ring, dtype=np.float64).T
    x, y = x - x[0], y - y[0]
    return 0.5 * float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
