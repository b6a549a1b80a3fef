"""Ground around a site: elevation files of any kind on one grid, as heights above the WGS-84 ellipsoid.

The grid is azimuthal equidistant about the site: its radial lines are geodesics and distances from the site are exact,
poles and the antimeridian are places like others. Each cell is interpolated between the four nearest pixels, also
where they lie in two files; where files of different resolution overlap, the finest holds. Cells larger than the pixels
are made from the means of pixels.

What is refused, with one message: tiles that are missing (unless `sea` says that they are water), a site outside the
files, a circle that they do not cover, and voids in more than `VOID_LIMIT` of it. Smaller voids are interpolated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from iamd.errors import InputError
from iamd.scenario.geoid import undulation
from iamd.scenario.terrain_files import VERTICALS, Terrain, checksum, find_files, open_rasters, place_text
from iamd.scenario.terrain_gaps import around, fill, find_gaps, near, refuse
from iamd.scenario.terrain_sampling import Sampler, grid_coordinates

Floats = NDArray[np.float64]

#: Cells or pixels larger than this [m] cannot say what hides a target below 1 km.
COARSE = 1000.0
#: Cells of the largest grid.
_LARGEST = 150_000_000
#: Cells that are worked on at a time.
_BLOCK = 200_000


class UsedFile(NamedTuple):
    """A file that a patch came from."""

    name: str
    sha256: str


class Patch(NamedTuple):
    """Ground around a site. Row 0 is north; the site is the centre of the middle cell."""

    #: Above the WGS-84 ellipsoid [m], shape (n, n). For lack of data, corners outside the circle may be at sea level.
    heights: NDArray[np.float32]
    #: Height of the EGM96 geoid above the ellipsoid [m]: take it off for heights above sea level.
    undulation: NDArray[np.float32]
    cell: float
    latitude: float
    longitude: float
    radius: float
    #: Shares of the circle: from the files, voids interpolated, sea where no tile is.
    covered: float
    filled: float
    sea: float
    #: Of the grid; with `patch_transform` it places the patch on a map.
    crs_wkt: str
    sources: tuple[UsedFile, ...]
    #: Pixel of the coarsest file used [m], north to south.
    resolution: float
    #: Vertical datums of the files, ``assumed`` where neither file nor user states one.
    vertical: tuple[str, ...]
    #: Too coarse to say what hides a target below 1 km.
    coarse: bool


def open_terrain(
    given: str | Path | Sequence[str | Path], *, sea: bool = False, vertical: str | None = None
) -> Terrain:
    """Find elevation files: a file, a folder, a pattern, a list of these, or ``relief`` (coarse, the whole world).

    Args:
        given: where they are.
        sea: where no tile is, there is sea. False refuses missing tiles, since a gap in a download looks the same.
        vertical: ``egm96``, ``egm2008`` or ``ellipsoid``; by default what the file or the product says, else sea level
            (``egm96, assumed``).

    Raises:
        InputError: nothing is there.
    """
    if vertical is not None and vertical not in VERTICALS:
        raise InputError("no such vertical datum", given=vertical, allowed=VERTICALS)
    return Terrain(find_files(given), sea, vertical, str(given))


def patch(terrain: Terrain, latitude: float, longitude: float, radius: float, cell: float) -> Patch:
    """Ground within a radius of a site.

    Args:
        terrain: from `open_terrain`.
        latitude, longitude: of the site [deg].
        radius, cell: of the circle, and side of a cell [m].

    Returns:
        The patch, of 2 ceil(radius / cell) + 1 rows and columns.

    Raises:
        InputError: the files do not cover the circle or cannot be read, or the grid would be too large.
    """
    half = _half(latitude, radius, cell)
    offsets = cell * np.arange(-half, half + 1.0)
    places = grid_coordinates(latitude, longitude, half * cell)
    with open_rasters(near(terrain, latitude, longitude, radius), cell, latitude, terrain.vertical) as held:
        sampler = Sampler(held, longitude)
        heights, geoid, inside = _read(sampler, places, offsets)
        used = sampler.used()
    circle = np.hypot(offsets[:, None], offsets) <= radius * (1.0 + 1e-9)
    lacking = circle & np.isnan(heights)
    missing: list[str] = []
    gaps = lacking
    if lacking.any():
        gaps, missing = find_gaps(terrain, places(-offsets, offsets), lacking & ~inside)
    if not used or (gaps.any() and not terrain.sea):
        refuse(terrain, (latitude, longitude, radius), missing, gaps, circle)
    voids = fill(heights, geoid, circle, gaps, terrain.given)
    count = np.count_nonzero(circle)
    filled, sea = (float(np.count_nonzero(each) / count) for each in (voids, gaps))
    resolution = max(raster.resolution for raster in used)
    return Patch(
        heights=heights,
        undulation=geoid,
        cell=cell,
        latitude=latitude,
        longitude=longitude,
        radius=radius,
        covered=1.0 - filled - sea,
        filled=filled,
        sea=sea,
        crs_wkt=azimuthal_equidistant_wkt(latitude, longitude),
        sources=tuple(UsedFile(each.file.path.name, checksum(each.file.path)) for each in used),
        resolution=resolution,
        vertical=tuple(sorted({each.vertical for each in used})),
        coarse=max(cell, resolution) > COARSE,
    )


def _read(
    sampler: Sampler, places: Callable[[Floats, Floats], tuple[Floats, Floats]], offsets: Floats
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
    """Heights, geoid and whether a file reaches there for each cell, some rows at a time to spare memory."""
    n = len(offsets)
    heights, geoid = np.empty((n, n), np.float32), np.empty((n, n), np.float32)
    inside = np.empty((n, n), bool)
    step = max(1, _BLOCK // n)
    for top in range(0, n, step):
        rows = slice(top, min(top + step, n))
        at = places(-offsets[rows], offsets)
        geoid[rows] = undulation(*at)
        heights[rows], inside[rows] = sampler.heights(*at, geoid[rows])
    return heights, geoid, inside


def ground_heights(
    terrain: Terrain, latitude: ArrayLike, longitude: ArrayLike, *, above: str = "sea"
) -> Floats:
    """Heights of the ground at places.

    Args:
        terrain: from `open_terrain`.
        latitude, longitude: of the places [deg], of one shape.
        above: ``sea`` (the EGM96 geoid) or ``ellipsoid`` (WGS-84).

    Returns:
        Heights [m].

    Raises:
        InputError: a place has no height; sea counts as 0 if the terrain says so.
    """
    lat, lon = np.broadcast_arrays(np.atleast_1d(np.asarray(latitude, float)), np.asarray(longitude, float))
    lat, lon = lat.ravel(), lon.ravel()
    geoid = undulation(lat, lon)
    files = around(terrain, lat, lon)
    with open_rasters(files, 0.0, float(np.mean(lat)), terrain.vertical) as rasters:
        heights, inside = Sampler(rasters, float(lon[0])).heights(lat, lon, geoid)
    found = heights.astype(float)
    if terrain.sea:
        found = np.where(np.isnan(found) & ~inside, geoid, found)
    if np.isnan(found).any():
        first = int(np.flatnonzero(np.isnan(found))[0])
        raise InputError(
            "no ground height there: outside the elevation files, or a void in them",
            given=place_text(float(lat[first]), float(lon[first])),
            where=terrain.given,
        )
    found = found - geoid if above == "sea" else found
    return found.reshape(np.broadcast_shapes(np.shape(latitude), np.shape(longitude)))


def patch_transform(patch: Patch) -> tuple[float, float, float, float, float, float]:
    """Affine numbers a, b, c, d, e, f of a patch: x = a column + b row + c from its corner, y likewise."""
    edge = patch.cell * patch.heights.shape[0] / 2
    return (patch.cell, 0.0, -edge, 0.0, -patch.cell, edge)


def patch_coordinates(patch: Patch) -> tuple[Floats, Floats]:
    """Latitude and longitude [deg] of the centre of each cell."""
    half = patch.heights.shape[0] // 2
    offsets = patch.cell * np.arange(-half, half + 1.0)
    return grid_coordinates(patch.latitude, patch.longitude, half * patch.cell)(-offsets, offsets)


def azimuthal_equidistant_wkt(latitude: float, longitude: float) -> str:
    """Coordinate system of a patch, as well-known text that GIS programs read."""
    return (
        f'PROJCS["Azimuthal equidistant about {place_text(latitude, longitude)}",GEOGCS["WGS 84",DATUM["WGS_1984",'
        'SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],'
        'PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
        'AUTHORITY["EPSG","4326"]],PROJECTION["Azimuthal_Equidistant"],'
        f'PARAMETER["latitude_of_center",{latitude!r}],PARAMETER["longitude_of_center",{longitude!r}],'
        'PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],'
        'AXIS["Easting",EAST],AXIS["Northing",NORTH]]'
    )


def _half(latitude: float, radius: float, cell: float) -> int:
    """Cells from the site to the edge of the grid."""
    if not (-90.0 <= latitude <= 90.0 and 0.0 < cell <= radius < math.inf):
        raise InputError(
            "a patch of ground needs a latitude of -90 to 90 degrees and a cell no larger than its radius",
            given=f"latitude {latitude:g}, radius {radius:g} m, cell {cell:g} m",
        )
    half = math.ceil(radius / cell - 1e-9)
    if (2 * half + 1) ** 2 > _LARGEST:
        raise InputError(
            "the grid of ground heights would be too large",
            given=f"{2 * half + 1} x {2 * half + 1} cells",
            allowed=f"{_LARGEST / 1e6:.0f} million: a smaller radius, or cells of {_least_cell(radius):.0f} m or more",
        )
    return half


def _least_cell(radius: float) -> float:
    return math.ceil(2.0 * radius / (math.sqrt(_LARGEST) - 2.0))
