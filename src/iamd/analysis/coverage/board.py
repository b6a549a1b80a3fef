"""The grid of a map, and where its cells lie as seen from each unit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from geographiclib.geodesic import Geodesic
from numpy.typing import NDArray

from iamd.analysis.mapsheet import MapGrid
from iamd.errors import InputError
from iamd.physics.propagation import EARTH_RADIUS

Singles = NDArray[np.float32]
#: Places: latitude and longitude [deg].
Place = tuple[float, float]

#: Cells along a side: of the largest map, and of one where nobody chose the cell.
MOST_CELLS, USUAL_CELLS = 6_001, 601
#: Half the width of the widest map [m]: beyond, a flat map says little.
WIDEST = 4_000e3
#: Share of a cell by which the place of a cell may be off.
_OFF = 0.02
#: Farthest apart that nodes of the lattice may lie [m].
_COARSEST_LATTICE = 100e3


class View(NamedTuple):
    """Where the cells of a map lie from one unit, along the geodesic and its azimuth at the unit [m]."""

    east: Singles
    north: Singles

    def shifted(self, east: float, north: float) -> View:
        """The view from a place nearby; good to a few metres for the size of a box of sites."""
        if east == 0.0 and north == 0.0:
            return self
        return View(self.east - np.float32(east), self.north - np.float32(north))


class Board(NamedTuple):
    """A grid, the true area of its cells [km2], and the view from each unit."""

    grid: MapGrid
    areas: NDArray[np.float64]
    views: tuple[View, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.grid.size, self.grid.size


def middle(places: Sequence[Place]) -> Place:
    """Middle of places on the globe, also across the antimeridian; the place itself if there is one."""
    if len(set(places)) == 1:
        return places[0]
    angles = np.radians(np.array(places))
    latitude, longitude = angles[:, 0], angles[:, 1]
    x, y, z = (
        float(np.mean(part))
        for part in (
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        )
    )
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def usual_cell(half: float, most: float = math.inf) -> float:
    """A round cell that gives a map of the usual size [m]."""
    least = 2.0 * half / USUAL_CELLS
    scale = 10.0 ** math.floor(math.log10(least))
    return float(min(next(step * scale for step in (1.0, 2.0, 5.0, 10.0) if step * scale >= least), most))


def half_width(places: Sequence[Place], reaches: Sequence[float]) -> float:
    """From the middle of the units to the edge of a map that holds the reach of each [m].

    Raises:
        InputError: the units lie too far apart for one map.
    """
    centre = middle(places)
    half = max(distance(centre, place) + reach for place, reach in zip(places, reaches, strict=True))
    if half > WIDEST:
        raise InputError(
            "the units lie too far apart for one map, or reach too far: draw them one by one, or give a radius",
            given=f"{half / 1e3:,.0f} km to the edge", allowed=f"at most {WIDEST / 1e3:,.0f} km",
        )  # fmt: skip
    return half


def make_board(places: Sequence[Place], half: float, cell: float) -> Board:
    """A map about the middle of the units.

    Args:
        places: of the units.
        half: from the middle to the edge [m].
        cell: side of a cell [m].

    Raises:
        InputError: there would be too many cells.
    """
    size = 2 * math.ceil(half / cell - 1e-9) + 1
    if size > MOST_CELLS:
        least = 2.0 * half / (MOST_CELLS - 2)
        raise InputError(
            "the map would have too many cells", given=f"cells of {cell:g} m, {size:,} along a side",
            allowed=f"{MOST_CELLS:,} along a side: cells of {least:,.0f} m or more, or a smaller radius",
        )  # fmt: skip
    centre = middle(places)
    grid = MapGrid(centre[0], centre[1], cell, size)
    return Board(grid, cell_areas(grid), tuple(view_from(grid, place) for place in places))


def cell_areas(grid: MapGrid) -> NDArray[np.float64]:
    """True area of each cell [km2]: the projection stretches by c / sin c at c earth radii from the centre.

    Source: J. P. Snyder, *Map Projections: A Working Manual* (1987), section 25.
    """
    along = _centres(grid)
    c = np.hypot(along[None, :], along[:, None]) / EARTH_RADIUS
    areas: NDArray[np.float64] = np.sinc(c / np.pi) * (grid.cell_m * 1e-3) ** 2
    return areas


def _centres(grid: MapGrid) -> NDArray[np.float64]:
    """East of the columns [m]; north of the rows is its negative."""
    along: NDArray[np.float64] = (np.arange(grid.size) - grid.size // 2) * np.float64(grid.cell_m)
    return along


def view_from(grid: MapGrid, place: Place) -> View:
    """Where the cells of a grid lie from a place: exact on a coarse lattice, bilinear between.

    The difference of the two projections bends by offset / (3 R^2) at most, so the spacing of the lattice follows from
    the error allowed.
    """
    along = _centres(grid)
    shape = grid.size, grid.size
    offset = distance((grid.latitude, grid.longitude), place)
    if offset < 1e-3:
        return View(
            np.broadcast_to(along[None, :], shape).astype(np.float32),
            np.broadcast_to(-along[:, None], shape).astype(np.float32),
        )
    spacing = min(math.sqrt(24.0 * _OFF * grid.cell_m / offset) * EARTH_RADIUS, _COARSEST_LATTICE)
    count = max(math.ceil(2.0 * grid.half_width_m / spacing) + 1, 3)
    nodes = np.linspace(along[0], along[-1], count)
    lattice = np.array([[_seen_from(grid, place, x, y) for x in nodes] for y in nodes])
    # Interpolate what the offset changes, not the coordinates themselves: it is small and nearly flat.
    lattice[..., 0] -= nodes[None, :]
    lattice[..., 1] -= nodes[:, None]
    at = np.interp(along, nodes, np.arange(count))
    east = _bilinear(lattice[..., 0], at) + along[None, :]
    north = _bilinear(lattice[..., 1], at) + along[:, None]
    return _northern_first(east, north)


def _northern_first(east: NDArray[np.float64], north: NDArray[np.float64]) -> View:
    """Rows of the lattice run northward, those of a map southward."""
    return View(
        np.ascontiguousarray(east[::-1], dtype=np.float32), np.ascontiguousarray(north[::-1], dtype=np.float32)
    )  # fmt: skip


def _bilinear(lattice: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    low = np.clip(at.astype(int), 0, lattice.shape[0] - 2)
    share = at - low
    rows = lattice[low] * (1.0 - share)[:, None] + lattice[low + 1] * share[:, None]
    found: NDArray[np.float64] = rows[:, low] * (1.0 - share) + rows[:, low + 1] * share
    return found


def _seen_from(grid: MapGrid, place: Place, x: float, y: float) -> tuple[float, float]:
    """A place of the grid [m] as seen from another place [m]."""
    azimuth = math.degrees(math.atan2(x, y))
    end = Geodesic.WGS84.Direct(grid.latitude, grid.longitude, azimuth, math.hypot(x, y))
    return bearing_vector(place, (end["lat2"], end["lon2"]))


def bearing_vector(place: Place, other: Place) -> tuple[float, float]:
    """East and north of another place along the geodesic [m]."""
    line = Geodesic.WGS84.Inverse(*place, *other)
    azimuth = math.radians(line["azi1"])
    return line["s12"] * math.sin(azimuth), line["s12"] * math.cos(azimuth)


def distance(place: Place, other: Place) -> float:
    """Length of the geodesic [m]."""
    return float(Geodesic.WGS84.Inverse(*place, *other)["s12"])


def azimuth(place: Place, other: Place) -> float:
    """First azimuth of the geodesic [rad]."""
    return math.radians(Geodesic.WGS84.Inverse(*place, *other)["azi1"])


def total(areas: NDArray[np.float64], cells: Any) -> float:
    """True area of some cells [km2]."""
    return float(areas[cells].sum())
