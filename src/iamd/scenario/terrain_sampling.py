"""Heights at many places out of rasters of any kind: where places are, which pixels lie around them, what they say."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from geographiclib.geodesic import Geodesic
from numpy.typing import NDArray

from iamd.scenario.terrain_files import ElevationFile, Raster, import_rasterio

Floats = NDArray[np.float64]

#: First eccentricity of the WGS-84 ellipsoid, squared.
_E2 = Geodesic.WGS84.f * (2.0 - Geodesic.WGS84.f)
#: A place has a height if pixels with at least this weight around it have one: a corner pixel alone is enough.
_ENOUGH = 0.25 - 1e-6
#: Resolutions that differ by less than this factor are one.
_SAME = 1.3
#: Places of projected rasters are computed at each eighth cell and linear between: 0.1 % of a cell off for 1 km cells.
_LATTICE = 8
#: Nodes along each side of the grid at which geodesics are solved; the fifth-order spline between is good to 0.1 mm.
_NODES, _ORDER = 25, 5


def grid_coordinates(
    latitude: float, longitude: float, extent: float
) -> Callable[[Floats, Floats], tuple[Floats, Floats]]:
    """Latitude and longitude [deg] of places on the azimuthal equidistant plane of a site.

    Args:
        latitude, longitude: of the site [deg].
        extent: greatest offset to the north or east [m].

    Returns:
        Function of offsets to the north (rows) and to the east (columns) [m], each rising or falling, that gives two
        arrays. Points on the ellipsoid are interpolated as vectors, which poles and the antimeridian do not disturb.
    """
    from scipy.interpolate import RectBivariateSpline

    nodes = np.linspace(-extent, extent, _NODES)
    lat, lon = np.empty((2, _NODES, _NODES))
    for i, north in enumerate(nodes):
        for j, east in enumerate(nodes):
            azimuth = math.degrees(math.atan2(east, north))
            end = Geodesic.WGS84.Direct(latitude, longitude, azimuth, math.hypot(east, north))
            lat[i, j], lon[i, j] = math.radians(end["lat2"]), math.radians(end["lon2"])
    # In units of the semi-major axis; `iamd.physics.geodesy` has the same without arrays.
    curvature = 1.0 / np.sqrt(1.0 - _E2 * np.sin(lat) ** 2)
    across = curvature * np.cos(lat)
    vectors = across * np.cos(lon), across * np.sin(lon), (1.0 - _E2) * curvature * np.sin(lat)
    splines = [RectBivariateSpline(nodes, nodes, part, kx=_ORDER, ky=_ORDER) for part in vectors]

    def places(north: Floats, east: Floats) -> tuple[Floats, Floats]:
        rising = np.argsort(north)
        x, y, z = (spline(north[rising], east)[np.argsort(rising)] for spline in splines)
        return (
            np.degrees(np.arctan2(z, (1.0 - _E2) * np.hypot(x, y))),
            np.degrees(np.arctan2(y, x)),
        )

    return places


class Sampler:
    """Reads open rasters at places; keeps note of those that it used."""

    def __init__(self, rasters: Sequence[Raster], longitude: float) -> None:
        """Longitudes are counted from that of the site, so that a circle is in one piece."""
        self._longitude = longitude
        self._used: dict[ElevationFile, Raster] = {}
        self._groups: list[list[Raster]] = []
        for raster in rasters:
            if self._groups and raster.resolution < _SAME * self._groups[-1][0].resolution:
                self._groups[-1].append(raster)
            else:
                self._groups.append([raster])

    def used(self) -> list[Raster]:
        """Rasters that gave heights, in order of their paths."""
        return [self._used[file] for file in sorted(self._used, key=lambda each: each.path)]

    def heights(
        self, latitude: Floats, longitude: Floats, geoid: NDArray[Any]
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Heights above the ellipsoid [m], NaN for none, and whether any raster reaches there."""
        found = np.full(latitude.shape, np.nan, np.float32)
        inside = np.zeros(latitude.shape, bool)
        unwrapped = self._longitude + np.mod(longitude - self._longitude + 180.0, 360.0) - 180.0
        projected: dict[str, tuple[Floats, Floats]] = {}
        for group in self._groups:
            if not np.isnan(found).any():
                break
            total, weight = np.zeros(latitude.shape), np.zeros(latitude.shape)
            for raster in group:
                x, y = self._places(raster, latitude, unwrapped, projected)
                for turn in (-360.0, 0.0, 360.0) if raster.geographic else (0.0,):
                    self._add(raster, x + turn, y, geoid, (found, inside, total, weight))
            enough = np.isnan(found) & (weight >= _ENOUGH)
            found[enough] = (total[enough] / weight[enough]).astype(np.float32)
        return found, inside

    def _places(
        self, raster: Raster, latitude: Floats, longitude: Floats, known: dict[str, tuple[Floats, Floats]]
    ) -> tuple[Floats, Floats]:
        """Places in the coordinates of a raster."""
        if raster.crs is None:
            return longitude, latitude
        name = raster.crs.to_wkt()
        if name not in known:
            known[name] = _project(raster, latitude, longitude)
        return known[name]

    def _add(
        self,
        raster: Raster,
        x: Floats,
        y: Floats,
        geoid: NDArray[Any],
        sums: tuple[NDArray[np.float32], NDArray[np.bool_], Floats, Floats],
    ) -> None:
        """Find the heights of places between pixels of this raster.

        At its edge some of the four pixels around a place lie in another file: then their weighted heights and their
        weights are added up until that has its turn, so that seams need no care.
        """
        if not _touches(raster, x, y):
            return
        found, inside, total, weight = sums
        a, b, c, d, e, f = raster.inverse
        column, row = a * x + b * y + (c - 0.5), d * x + e * y + (f - 0.5)
        near = (column > -1.0) & (column < raster.columns) & (row > -1.0) & (row < raster.rows)
        at = np.nonzero(near & np.isnan(found))
        if not at[0].size:
            return
        column, row = column[at], row[at]
        inside[at] |= (np.abs(2 * column - raster.columns + 1) <= raster.columns) & (
            np.abs(2 * row - raster.rows + 1) <= raster.rows
        )
        heights, held, within = _around(raster, row, column)
        if raster.vertical != "ellipsoid":
            heights += held * geoid[at]
        whole = (within > 1.0 - 1e-6) & (held >= _ENOUGH)
        found[tuple(axis[whole] for axis in at)] = heights[whole] / held[whole]
        total[at] += heights
        weight[at] += held
        if held.any():
            self._used[raster.file] = raster


def _around(raster: Raster, row: Floats, column: Floats) -> tuple[Floats, Floats, Floats]:
    """Weighted heights of the four pixels around each place, weight of those that have one, weight of all.

    Rows and columns count from the centre of the first pixel; pixels outside the raster have neither.
    """
    c0, r0 = np.floor(column).astype(int), np.floor(row).astype(int)
    left, top = max(int(c0.min()), 0), max(int(r0.min()), 0)
    right, bottom = min(int(c0.max()) + 2, raster.columns), min(int(r0.max()) + 2, raster.rows)
    window = raster.read(top, bottom, left, right)
    heights, held, within = np.zeros(row.shape), np.zeros(row.shape), np.zeros(row.shape)
    for down in (0, 1):
        for across in (0, 1):
            share = np.abs(1 - down - (row - r0)) * np.abs(1 - across - (column - c0))
            r, q = r0 + down - top, c0 + across - left
            there = (r >= 0) & (r < window.shape[0]) & (q >= 0) & (q < window.shape[1])
            value = window[np.where(there, r, 0), np.where(there, q, 0)]
            within += np.where(there, share, 0.0)
            share = np.where(there & np.isfinite(value), share, 0.0)
            heights += share * np.nan_to_num(value)
            held += share
    return heights, held, within


def _touches(raster: Raster, x: Floats, y: Floats) -> bool:
    """False if a raster lies clearly beside all places."""
    a, b, c, d, e, f = raster.inverse
    if b or d or not x.size or not raster.geographic:
        return bool(x.size)
    columns = sorted((a * float(x.min()) + c, a * float(x.max()) + c))
    rows = sorted((e * float(y.min()) + f, e * float(y.max()) + f))
    return columns[0] < raster.columns + 1 and columns[1] > -1 and rows[0] < raster.rows + 1 and rows[1] > -1


def _project(raster: Raster, latitude: Floats, longitude: Floats) -> tuple[Floats, Floats]:
    """Coordinates in the system of a raster; on a large grid at each eighth cell, and linear between."""
    rasterio = import_rasterio()

    def exact(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
        x, y = rasterio.warp.transform("EPSG:4326", raster.crs, lon.ravel().tolist(), lat.ravel().tolist())[
            :2
        ]
        x, y = np.reshape(x, lat.shape), np.reshape(y, lat.shape)
        if raster.geographic:  # another datum: a small shift, which the antimeridian does not tear
            x = lon + np.mod(x - lon + 180.0, 360.0) - 180.0
        return np.asarray(x, float), np.asarray(y, float)

    if latitude.ndim != 2 or min(latitude.shape) < 2:
        return exact(latitude, longitude)
    rows, columns = _lattice(latitude.shape[0]), _lattice(latitude.shape[1])
    pick = np.ix_(rows, columns)
    if raster.geographic:
        x, y = exact(latitude[pick], longitude[pick])
        shifts = _refine(x - longitude[pick], rows, columns), _refine(y - latitude[pick], rows, columns)
        return longitude + shifts[0], latitude + shifts[1]
    x, y = exact(latitude[pick], longitude[pick])
    return _refine(x, rows, columns), _refine(y, rows, columns)


def _lattice(count: int) -> NDArray[np.int64]:
    return np.unique(np.append(np.arange(0, count, _LATTICE), count - 1))


def _refine(values: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
    """Linear interpolation from a lattice to all cells; places without coordinates stay so."""

    def weights(nodes: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
        every = np.arange(nodes[-1] + 1)
        first = np.clip(np.searchsorted(nodes, every, "right") - 1, 0, len(nodes) - 2)
        return first, (every - nodes[first]) / (nodes[first + 1] - nodes[first])

    (r, y), (c, x) = weights(rows), weights(columns)
    with np.errstate(invalid="ignore"):
        down = values[r] * (1.0 - y)[:, None] + values[r + 1] * y[:, None]
        return np.asarray(down[:, c] * (1.0 - x) + down[:, c + 1] * x)
