"""Terrain from one antenna by azimuth and range, for radars and charts, and along one line between two places.

Conventions of `iamd.physics.terrain`.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.physics._jit import inner, kernel
from iamd.physics.terrain import ground_at, mix

_TWO_PI = 2.0 * math.pi
_EDGE = 1e-6  # cells; rounding must not push a ray along the border off the grid


@inner
def ground_between(heights, y, x):
    """Height at a place in cells from the centre of cell (0, 0), bilinear, in a grid of 2 x 2 or more."""
    row = min(int(y), heights.shape[0] - 2)
    column = min(int(x), heights.shape[1] - 2)
    north = mix(ground_at(heights, row, column), ground_at(heights, row, column + 1), x - float(column))
    south = mix(
        ground_at(heights, row + 1, column), ground_at(heights, row + 1, column + 1), x - float(column)
    )
    return mix(north, south, y - float(row))


@inner
def _inside(heights, y, x):
    """Whether a place is on the grid."""
    rows, columns = heights.shape
    return -_EDGE <= y <= float(rows - 1) + _EDGE and -_EDGE <= x <= float(columns - 1) + _EDGE


@kernel
def polar_floor(
    heights: Any,
    row: Any,
    column: Any,
    antenna_height: Any,
    cell: Any,
    curvature: Any,
    range_step: Any,
    out: Any,
) -> None:
    """Lowest visible height by azimuth and range.

    Parameters
    ----------
    heights, row, column, antenna_height, cell, curvature
        As in `terrain.minimum_visible_height_fast`; two rows and columns or more.
    range_step : float
        Between columns of the table [m].
    out : array of float, shape (azimuths, ranges)
        Gets the height above the datum [m]. Row a is azimuth 2 pi a / azimuths, clockwise from north; column j is
        range j times the step along the ground, column 0 the site. Beyond the grid the sight over it goes on.

    Source: as `terrain.minimum_visible_height_exact`, one ray for each azimuth.
    """
    antenna = ground_at(heights, row, column) + antenna_height
    half = 0.5 * curvature
    for a in range(out.shape[0]):
        azimuth = _TWO_PI * float(a) / float(out.shape[0])
        north = math.cos(azimuth) / cell
        east = math.sin(azimuth) / cell
        # From one row, or column, of cell centres to the next.
        stride = 1.0 / max(abs(north), abs(east))
        out[a, 0] = heights[row, column]
        slope = 0.0
        crossing = 1
        for j in range(1, out.shape[1]):
            reach = range_step * float(j)
            while stride * float(crossing) <= reach:
                d = stride * float(crossing)
                y, x = float(row) - north * d, float(column) + east * d
                if not _inside(heights, y, x):
                    break
                rise = (ground_between(heights, y, x) - antenna) / d - half * d
                if crossing == 1 or rise > slope:
                    slope = rise
                crossing += 1
            y, x = float(row) - north * reach, float(column) + east * reach
            lowest = antenna + slope * reach + half * reach * reach
            if _inside(heights, y, x):
                ground = ground_between(heights, y, x)
                if crossing == 1 or ground > lowest:
                    lowest = ground
            out[a, j] = lowest


@kernel
def floor_lookup(floor: Any, azimuth: Any, ground_range: Any, range_step: Any) -> float:
    """Lowest visible height at one azimuth and range, bilinear in the table of `polar_floor`.

    Parameters
    ----------
    floor : array of float, shape (azimuths, ranges)
        Two ranges or more.
    azimuth : float
        Clockwise from north [rad], any multiple of the circle.
    ground_range : float
        Along the ground [m], 0 or more; beyond the table the slope of its last two columns goes on.
    range_step : float
        Between columns [m].

    Returns
    -------
    float
        Height above the datum [m].

    Source: linear interpolation.
    """
    azimuths, ranges = floor.shape
    turn = azimuth / _TWO_PI
    place = (turn - math.floor(turn)) * float(azimuths)
    a = int(place)
    share = place - float(a)
    a = a % azimuths
    b = (a + 1) % azimuths
    column = ground_range / range_step
    j = min(int(column), ranges - 2)
    near = mix(ground_at(floor, a, j), ground_at(floor, b, j), share)
    far = mix(ground_at(floor, a, j + 1), ground_at(floor, b, j + 1), share)
    return mix(near, far, column - float(j))


@kernel
def line_of_sight(heights, cell, curvature, row, column, height, far_row, far_column, far_height):
    """Least clearance of the straight line between two places over the ground.

    Parameters
    ----------
    heights : array of float, shape (rows, columns)
        Above the datum [m]; two rows and columns or more.
    cell, curvature : float
        As in `minimum_visible_height_fast`.
    row, column, height, far_row, far_column, far_height : float
        Both ends: places in cells from the centre of cell (0, 0), inside the grid, and heights above the datum [m].

    Returns
    -------
    tuple of float
        Least clearance [m] over the ground with the bulge of the earth, ends included, negative if the line is cut;
        its distance from the first end [m].

    Source: ITU-R P.530, path profile: bulge d1 d2 / (2 k R); ground interpolated where the line crosses grid lines.
    """
    dy = far_row - row
    dx = far_column - column
    length = cell * math.sqrt(dy * dy + dx * dx)
    least = height - ground_between(heights, row, column)
    where = 0.0
    other = far_height - ground_between(heights, far_row, far_column)
    if other < least:
        least, where = other, length
    for axis in range(2):
        start = row if axis == 0 else column
        end = far_row if axis == 0 else far_column
        low = math.floor(min(start, end)) + 1
        for line in range(low, math.ceil(max(start, end))):
            t = (float(line) - start) / (end - start)
            # On the grid line itself, not beside it by rounding: both ends then give the same.
            y = float(line) if axis == 0 else row + t * dy
            x = column + t * dx if axis == 0 else float(line)
            bulge = 0.5 * curvature * t * (1.0 - t) * length * length
            clearance = mix(height, far_height, t) - ground_between(heights, y, x) - bulge
            if clearance < least:
                least, where = clearance, t * length
    return least, where
