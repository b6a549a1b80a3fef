"""What terrain hides: the lowest visible height of every cell of a grid, from one antenna, in one sweep.

Heights are in metres above one datum, cells are square, row 0 is the north edge, and a cell's height stands at its
centre. Curvature and refraction are a parabola: at distance d the ground lies ``curvature d^2 / 2`` below the plane
that touches the earth at the site, with ``curvature = 1 / (k R)``, and rays are straight. The lowest visible height
is absolute, so every altitude band follows from it by one comparison: ``out <= h`` above the datum,
``out - heights <= h`` above ground. A cell whose ground is visible has its own height, exactly.

A cell is judged at its centre. Woods and buildings are there only if the grid has them; waves do not bend around edges.
The caller allocates every array.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from iamd.physics._jit import inner, kernel

#: Rays to each cell of the border with which `minimum_visible_height_exact` deserves its name.
EXACT_RAYS = 16
#: What binds at a cell (`binding_limits`).
OPEN, HORIZON, TERRAIN = 0, 1, 2


@kernel
def curvature_of(k: float, radius: float) -> float:
    """Curvature of the effective earth.

    Parameters
    ----------
    k : float
        Effective-earth factor, above 0; 4/3 in the standard atmosphere.
    radius : float
        Of the earth [m]: `propagation.EARTH_RADIUS` in this project; GDAL takes 6,378,137 and writes 1 / k as ``-cc``.

    Returns
    -------
    float
        1 / (k radius) [1/m]; 0 would be a flat earth.

    Source: M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), section 8.5.
    """
    return 1.0 / (k * radius)


@inner
def ground_at(heights, row, column):
    """Height of a cell as a double, compiled or not; `float` alone leaves a float32 as it is in compiled code."""
    return 1.0 * float(heights[row, column])


@inner
def mix(a, b, share):
    """Linear interpolation."""
    return a + share * (b - a)


# --- one sweep, row by row: fast ----------------------------------------------------------------------------------
#
# `work[0..2]` are rows of sights: the lowest visible rise over the plane through the antenna, curvature taken off.
# `work[0]` is the row of the antenna; further rows alternate between 1 and 2. `work[3]` holds 1 / i.


def sweep_work(shape: tuple[int, ...]) -> np.ndarray:
    """Working space of `minimum_visible_height_fast` for a grid of this shape."""
    return np.zeros((4, max(shape) + 1))


@inner
def _settle(heights, row, column, sight, base, work, now, out):
    """Store a cell: its ground if that rises to the sight over nearer cells, else the sight."""
    ground = ground_at(heights, row, column)
    rise = ground - base
    work[now, column] = max(rise, sight)
    out[row, column] = ground if rise >= sight else sight + base


@inner
def _sweep_row(heights, row, column, step, count, distance, antenna, half, out, work, before, now):
    """One row ``distance`` rows from the antenna's, from its column outwards in one direction."""
    d = float(distance)
    base = antenna + half * d * d
    nearer = work[3, distance - 1]
    # Up to the diagonal a sight comes through the row before, beyond it through the neighbour in this row as well.
    for i in range(1, min(count, distance) + 1):
        x = float(i)
        at = column + step * i
        sight = work[0, column]
        if distance > 1:
            sight = (work[before, at - step] * x + work[before, at] * (d - x)) * nearer
        _settle(heights, row, at, sight, base + half * x * x, work, now, out)
    for i in range(distance + 1, count + 1):
        x = float(i)
        at = column + step * i
        sight = (work[before, at - step] * d + work[now, at - step] * (x - d)) * work[3, i - 1]
        _settle(heights, row, at, sight, base + half * x * x, work, now, out)


@inner
def _sweep_own_row(heights, row, column, step, count, antenna, half, out, work):
    """The row of the antenna, outwards in one direction."""
    for i in range(1, count + 1):
        x = float(i)
        at = column + step * i
        base = antenna + half * x * x
        sight = ground_at(heights, row, at) - base
        if i > 1:
            sight = work[0, at - step] * x * work[3, i - 1]
        _settle(heights, row, at, sight, base, work, 0, out)


@inner
def _sweep_side(heights, row, column, step, count, antenna, half, out, work):
    """All rows on one side of the antenna's, nearest first."""
    right = heights.shape[1] - 1 - column
    before = 0
    for distance in range(1, count + 1):
        at = row + step * distance
        now = 1 + distance % 2
        d = float(distance)
        sight = work[0, column]
        if distance > 1:
            sight = work[before, column] * d * work[3, distance - 1]
        _settle(heights, at, column, sight, antenna + half * d * d, work, now, out)
        _sweep_row(heights, at, column, -1, column, distance, antenna, half, out, work, before, now)
        _sweep_row(heights, at, column, 1, right, distance, antenna, half, out, work, before, now)
        before = now


@kernel
def minimum_visible_height_fast(
    heights: Any, row: Any, column: Any, antenna_height: Any, cell: Any, curvature: Any, out: Any, work: Any
) -> None:
    """Lowest visible height of every cell, by one sweep outwards; a few nanoseconds a cell.

    The sight to a cell is interpolated between the sights to the two cells that its ray passes between one cell
    nearer, so errors add up along the way: on rough ground 0.1 to 2 % of cells near the edge of a shadow differ from
    `minimum_visible_height_exact`. It gives the result of GDAL's ``gdal_viewshed`` 3.6, whose site cell is level: the
    ground of the antenna also stands at the cells next to it in the rows above and below. That matters for an antenna
    on a sharp ridge.

    Parameters
    ----------
    heights : array of float, shape (rows, columns)
        Above the datum [m], no gaps.
    row, column : int
        Cell of the antenna.
    antenna_height : float
        Above the ground of that cell [m].
    cell : float
        Side of a cell [m].
    curvature : float
        1 / (k R) [1/m], see `curvature_of`.
    out : array of float, shape (rows, columns)
        Gets the lowest visible height above the datum [m].
    work : array of float64
        Of `sweep_work`.

    Source: W. R. Franklin, C. K. Ray and S. Mehta, *Geometric Algorithms for Siting of Air Defense Missile Batteries*
    (1994), XDraw; J. Wang, G. J. Robinson and K. White, "Generating viewsheds without using sightlines",
    *Photogrammetric Engineering & Remote Sensing* 66 (2000) 87-90.
    """
    rows = heights.shape[0]
    antenna = ground_at(heights, row, column) + antenna_height
    half = 0.5 * curvature * cell * cell
    for i in range(1, work.shape[1]):
        work[3, i] = 1.0 / float(i)
    work[0, column] = -antenna_height
    out[row, column] = heights[row, column]
    _sweep_own_row(heights, row, column, -1, column, antenna, half, out, work)
    _sweep_own_row(heights, row, column, 1, heights.shape[1] - 1 - column, antenna, half, out, work)
    _sweep_side(heights, row, column, -1, row, antenna, half, out, work)
    _sweep_side(heights, row, column, 1, rows - 1 - row, antenna, half, out, work)


# --- rays to the cells of the border: exact -----------------------------------------------------------------------
#
# In each of eight octants, j counts cells away from the antenna and i <= j cells to the side; (dj, di) say which way
# is which. A ray passes `part` / `parts` of a cell beside cell (j, i): whole numbers, so that no rounding decides.


@inner
def _ray(heights, row, column, rj, cj, ri, ci, far, wide, turn, parts, antenna, half, out):
    """Walk one ray and settle the cells that no other ray of the octant passes nearer."""
    tangent = float(turn) / float(parts)
    stretch = half * (1.0 + tangent * tangent)
    slope = 0.0
    i = 0
    part = 0
    for j in range(1, far + 1):
        part += turn
        if part >= parts:
            part -= parts
            i += 1
        nearest = i + 1 if 2 * part >= parts else i
        if nearest > wide:
            break
        d = float(j)
        if 2 * min(part, parts - part) <= j:
            r = row + rj * j + ri * nearest
            c = column + cj * j + ci * nearest
            ground = ground_at(heights, r, c)
            lowest = antenna + slope * d + half * (d * d + float(nearest * nearest))
            out[r, c] = ground if j == 1 or ground >= lowest else lowest
        r = row + rj * j + ri * i
        c = column + cj * j + ci * i
        ground = ground_at(heights, r, c)
        if part > 0 and i < wide:
            ground = mix(ground, ground_at(heights, r + ri, c + ci), float(part) / float(parts))
        rise = (ground - antenna) / d - stretch * d
        if j == 1 or rise > slope:
            slope = rise


@inner
def _octant(heights, row, column, rj, cj, ri, ci, rays, antenna, half, out):
    """All rays of one octant, by the directions of j and of i."""
    rows, columns = heights.shape
    down = rows - 1 - row if rj + ri > 0 else row
    right = columns - 1 - column if cj + ci > 0 else column
    far = right if rj == 0 else down
    wide = down if rj == 0 else right
    if far == 0:
        return
    for turn in range(far * rays + 1):
        _ray(heights, row, column, rj, cj, ri, ci, far, wide, turn, far * rays, antenna, half, out)


@kernel
def minimum_visible_height_exact(
    heights: Any, row: Any, column: Any, antenna_height: Any, cell: Any, curvature: Any, rays: Any, out: Any
) -> None:
    """Lowest visible height of every cell, along straight rays through ground interpolated where they cross grid lines.

    A cell is judged by the ray that passes nearest to its centre, at most 1 / (2 rays) of a cell beside it. With
    `EXACT_RAYS`, 99.9 % of the cells of a mountain district agree with one sight line for each cell.

    Parameters
    ----------
    heights, row, column, antenna_height, cell, curvature, out
        As in `minimum_visible_height_fast`.
    rays : int
        To each cell of the border, 1 or more; time grows in proportion, the error in inverse proportion.

    Source: W. R. Franklin and C. K. Ray, "Higher isn't necessarily better: visibility algorithms and experiments",
    *Advances in GIS Research: Sixth International Symposium on Spatial Data Handling* (1994): algorithm R2 for one
    ray to each cell of the border; R3 is the limit of many.
    """
    antenna = ground_at(heights, row, column) + antenna_height
    half = 0.5 * curvature * cell * cell
    out[row, column] = heights[row, column]
    for a in (-1, 1):
        for b in (-1, 1):
            _octant(heights, row, column, a, 0, 0, b, rays, antenna, half, out)
            _octant(heights, row, column, 0, b, a, 0, rays, antenna, half, out)


# --- smooth earth and what binds ----------------------------------------------------------------------------------


@kernel
def minimum_visible_height_smooth(
    row: Any, column: Any, antenna: Any, level: Any, cell: Any, curvature: Any, out: Any
) -> None:
    """Lowest visible height of every cell over a smooth earth at one level.

    Parameters
    ----------
    row, column : int
        Cell of the antenna.
    antenna, level : float
        Heights of antenna and smooth surface above the datum [m]; an antenna below the surface counts as on it.
    cell, curvature : float
        As in `minimum_visible_height_fast`.
    out : array of float, shape (rows, columns)
        Gets the height [m]: the level within the antenna's horizon, the parabola of `propagation.masked_below` beyond.

    Source: as `propagation.masked_below`.
    """
    rows, columns = out.shape
    reach = 2.0 * max(antenna - level, 0.0)
    for r in range(rows):
        for c in range(columns):
            y = float(r - row)
            x = float(c - column)
            beyond = cell * math.sqrt(y * y + x * x) * math.sqrt(curvature) - math.sqrt(reach)
            out[r, c] = level + 0.5 * beyond * beyond if beyond > 0.0 else level


@kernel
def binding_limits(lowest: Any, ground: Any, smooth: Any, tolerance: Any, out: Any) -> None:
    """What limits sight at every cell.

    Parameters
    ----------
    lowest, ground, smooth : array of float, shape (rows, columns)
        Lowest visible height, height of the ground, lowest visible height over a smooth earth [m].
    tolerance : float
        Differences up to this count as none [m].
    out : array of uint8, shape (rows, columns)
        Gets `OPEN` where the ground is visible, `HORIZON` where a smooth earth would hide as much, else `TERRAIN`.

    Source: definition of this project, `docs/methods/terrain.md`.
    """
    rows, columns = out.shape
    for r in range(rows):
        for c in range(columns):
            height = ground_at(lowest, r, c) - tolerance
            if height <= ground_at(ground, r, c):
                out[r, c] = OPEN
            elif height <= ground_at(smooth, r, c):
                out[r, c] = HORIZON
            else:
                out[r, c] = TERRAIN


@kernel
def visible_from(lowest: Any, surface: Any, altitudes: Any, out: Any) -> None:
    """How many of a rising list of altitudes are too low to be seen at every cell: all bands in one raster.

    Parameters
    ----------
    lowest, surface : array of float, shape (rows, columns)
        Lowest visible height, and the surface from which altitudes count (the ground, or the sea) [m].
    altitudes : array of float, shape (bands,)
        Above the surface [m], rising; up to 255.
    out : array of uint8, shape (rows, columns)
        Gets the number; band b is visible where it is b or less.

    Source: definition of this project, `docs/methods/terrain.md`.
    """
    rows, columns = out.shape
    for r in range(rows):
        for c in range(columns):
            above = ground_at(lowest, r, c) - ground_at(surface, r, c)
            hidden = 0
            for b in range(altitudes.shape[0]):
                hidden += 1 if altitudes[b] < above else 0
            out[r, c] = hidden
