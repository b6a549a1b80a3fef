"""The map projection of a survey, both ways, on whole arrays: azimuthal equidistant about the grid's centre, WGS-84.

A place at distance s and azimuth a from the centre stands at x = s sin a, y = s cos a, where s and a belong to the
geodesic on the ellipsoid. That is what PROJ does for ``+proj=aeqd +datum=WGS84``, so a GeoTIFF with that projection
and the outlines written here agree.

Source: T. Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid with application of nested
equations", *Survey Review* 23 (1975) 88-93. J. P. Snyder, *Map Projections: A Working Manual* (USGS Professional
Paper 1395, 1987), section 25, for the projection and its scale.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.mapsheet import MapGrid

Floats = NDArray[np.float64]

SEMI_MAJOR = 6_378_137.0  # m, WGS-84
FLATTENING = 1.0 / 298.257223563
SEMI_MINOR = SEMI_MAJOR * (1.0 - FLATTENING)
#: Radius of the sphere with the ellipsoid's volume [m], where a sphere is enough.
MEAN_RADIUS = (SEMI_MAJOR * SEMI_MAJOR * SEMI_MINOR) ** (1.0 / 3.0)

#: Passes of the iterations; each gains about three digits away from the antipode.
_PASSES = 12


def to_degrees(grid: MapGrid, x: Any, y: Any) -> tuple[Floats, Floats]:
    """Longitude and latitude [deg] of places of the grid.

    Parameters
    ----------
    grid : MapGrid
        Its centre is the centre of the projection.
    x, y : array of float
        East and north of the centre [m], within 15,000 km of it.

    Returns
    -------
    tuple of arrays
        Longitude, -180 to 180, and latitude [deg].
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    return direct(grid.latitude, grid.longitude, np.arctan2(x, y), np.hypot(x, y))


def to_metres(grid: MapGrid, longitude: Any, latitude: Any) -> tuple[Floats, Floats]:
    """East and north of the grid's centre [m]: the inverse of :func:`to_degrees`.

    Places beyond about 15,000 km are taken on the sphere, which is enough to know that they lie outside a map.
    """
    distance, azimuth = inverse(grid.latitude, grid.longitude, latitude, longitude)
    return distance * np.sin(azimuth), distance * np.cos(azimuth)


def direct(latitude: float, longitude: float, azimuth: Any, distance: Any) -> tuple[Floats, Floats]:
    """Where geodesics from one place end.

    Parameters
    ----------
    latitude, longitude : float
        Of the start [deg].
    azimuth : array of float
        From north through east [rad].
    distance : array of float
        [m], up to 15,000 km.

    Returns
    -------
    tuple of arrays
        Longitude, -180 to 180, and latitude [deg].

    Source: Vincenty (1975), the direct formula, equations 1 to 12 (A and B by equations 3 and 4).
    """
    azimuth, distance = np.broadcast_arrays(np.asarray(azimuth, np.float64), np.asarray(distance, np.float64))
    sin_u, cos_u = _reduced(np.float64(latitude))
    sin_a, cos_a = np.sin(azimuth), np.cos(azimuth)
    sigma_1 = np.arctan2(sin_u, cos_u * cos_a)
    sin_alpha = cos_u * sin_a
    cos2_alpha = 1.0 - sin_alpha * sin_alpha
    big_a, big_b = _series(cos2_alpha)
    first = distance / (SEMI_MINOR * big_a)
    sigma = first
    for _ in range(_PASSES):
        sigma = first + _delta_sigma(big_b, sigma, np.cos(2.0 * sigma_1 + sigma))
    sin_s, cos_s = np.sin(sigma), np.cos(sigma)
    up = sin_u * cos_s + cos_u * sin_s * cos_a
    across = np.hypot(sin_alpha, sin_u * sin_s - cos_u * cos_s * cos_a)
    turned = np.arctan2(sin_s * sin_a, cos_u * cos_s - sin_u * sin_s * cos_a)
    turned = turned - _longitude_correction(sin_alpha, cos2_alpha, sigma, np.cos(2.0 * sigma_1 + sigma))
    return (
        wrapped(longitude + np.degrees(turned)),
        np.degrees(np.arctan2(up, (1.0 - FLATTENING) * across)),
    )


def inverse(latitude: float, longitude: float, to_latitude: Any, to_longitude: Any) -> tuple[Floats, Floats]:
    """Length and first azimuth of the geodesics from one place to others.

    Parameters
    ----------
    latitude, longitude : float
        Of the start [deg].
    to_latitude, to_longitude : array of float
        Of the ends [deg].

    Returns
    -------
    tuple of arrays
        Distance [m] and azimuth from north through east [rad].

    Source: Vincenty (1975), the inverse formula, equations 13 to 21; beyond 15,000 km, where it converges slowly or
    not at all, the sphere.
    """
    ends = np.broadcast_arrays(np.asarray(to_latitude, np.float64), np.asarray(to_longitude, np.float64))
    turn = np.radians(wrapped(ends[1] - longitude))
    sin_u, cos_u = _reduced(np.float64(latitude))
    sin_v, cos_v = _reduced(ends[0])
    lam = turn
    far = np.zeros(turn.shape, dtype=bool)
    for step in range(_PASSES):
        sin_l, cos_l = np.sin(lam), np.cos(lam)
        sin_s = np.hypot(cos_v * sin_l, cos_u * sin_v - sin_u * cos_v * cos_l)
        cos_s = sin_u * sin_v + cos_u * cos_v * cos_l
        sigma = np.arctan2(sin_s, cos_s)
        if step == 0:
            far = sigma > 2.35
        sin_alpha = cos_u * cos_v * sin_l / np.where(sin_s > 0.0, sin_s, 1.0)
        cos2_alpha = 1.0 - sin_alpha * sin_alpha
        # On the equator cos2_alpha is 0 and the term has no part (Vincenty's remark after equation 18).
        cos_2m = cos_s - 2.0 * sin_u * sin_v / np.where(cos2_alpha > 1e-14, cos2_alpha, np.inf)
        lam = turn + _longitude_correction(sin_alpha, cos2_alpha, sigma, cos_2m)
        lam = np.where(far, turn, lam)
    big_a, big_b = _series(cos2_alpha)
    exact = SEMI_MINOR * big_a * (sigma - _delta_sigma(big_b, sigma, cos_2m))
    distance: Floats = np.where(far, MEAN_RADIUS * sigma, exact)
    return distance, np.arctan2(cos_v * np.sin(lam), cos_u * sin_v - sin_u * cos_v * np.cos(lam))


def wrapped(longitude: Any) -> Floats:
    """Longitudes brought to -180 up to, not including, 180 [deg]."""
    value: Floats = (np.asarray(longitude, dtype=np.float64) + 180.0) % 360.0 - 180.0
    return value


def cell_centres(grid: MapGrid) -> tuple[Floats, Floats]:
    """East of the columns and north of the rows of a grid [m]; row 0 is the northernmost."""
    along = (np.arange(grid.size, dtype=np.float64) - 0.5 * (grid.size - 1)) * np.float64(grid.cell_m)
    return along, -along


def cell_areas_km2(grid: MapGrid) -> Floats:
    """True area of each cell [km2], an array [size, size].

    The projection stretches what lies across the line of sight from the centre by c / sin c, where c is the distance
    in earth radii: a cell stands for a little less ground than its square (0.07 % less at 400 km, 1 % at 1,560 km).

    Source: Snyder (1987), section 25, for the sphere, which is enough for a correction this small.
    """
    east, north = cell_centres(grid)
    c = np.hypot(east[None, :], north[:, None]) / MEAN_RADIUS
    areas: Floats = np.sinc(c / np.pi) * (grid.cell_m * 1e-3) ** 2
    return areas


def holds_pole(grid: MapGrid) -> int:
    """1 if the north pole lies in the grid, -1 if the south pole does, 0 if neither."""
    for sign in (1, -1):
        x, y = to_metres(grid, grid.longitude, 90.0 * sign)
        if max(abs(float(x)), abs(float(y))) < grid.half_width_m:
            return sign
    return 0


def bounds(grid: MapGrid) -> tuple[float, float, float, float]:
    """West, south, east, north [deg] of the whole grid; east exceeds 180 where it crosses the antimeridian."""
    along = np.linspace(-1.0, 1.0, 201) * grid.half_width_m
    edge = np.full_like(along, grid.half_width_m)
    x = np.concatenate([along, edge, along, -edge])
    y = np.concatenate([edge, along, -edge, along])
    longitude, latitude = to_degrees(grid, x, y)
    pole = holds_pole(grid)
    south, north = float(latitude.min()), float(latitude.max())
    if pole:
        return -180.0, (south if pole > 0 else -90.0), 180.0, (90.0 if pole > 0 else north)
    near = grid.longitude + wrapped(longitude - grid.longitude)
    west, east = float(near.min()), float(near.max())
    turns = 360.0 * np.floor((west + 180.0) / 360.0)
    return west - turns, south, east - turns, north


def _reduced(latitude: Any) -> tuple[Any, Any]:
    """Sine and cosine of the reduced latitude."""
    up = (1.0 - FLATTENING) * np.sin(np.radians(latitude))
    across = np.cos(np.radians(latitude))
    length = np.hypot(up, across)
    return up / length, across / length


def _series(cos2_alpha: Floats) -> tuple[Floats, Floats]:
    """A and B of Vincenty's equations 3 and 4."""
    u2 = cos2_alpha * (SEMI_MAJOR**2 - SEMI_MINOR**2) / SEMI_MINOR**2
    big_a = 1.0 + u2 / 16384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)))
    big_b = u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)))
    return big_a, big_b


def _delta_sigma(big_b: Floats, sigma: Floats, cos_2m: Floats) -> Floats:
    """Vincenty's equation 6."""
    sin_s, cos_s, square = np.sin(sigma), np.cos(sigma), cos_2m * cos_2m
    inner = cos_s * (-1.0 + 2.0 * square) - big_b / 6.0 * cos_2m * (-3.0 + 4.0 * sin_s * sin_s) * (
        -3.0 + 4.0 * square
    )
    delta: Floats = big_b * sin_s * (cos_2m + big_b / 4.0 * inner)
    return delta


def _longitude_correction(sin_alpha: Floats, cos2_alpha: Floats, sigma: Floats, cos_2m: Floats) -> Floats:
    """Longitude on the sphere less longitude on the ellipsoid [rad]: Vincenty's equations 10 and 11."""
    big_c = FLATTENING / 16.0 * cos2_alpha * (4.0 + FLATTENING * (4.0 - 3.0 * cos2_alpha))
    inner = cos_2m + big_c * np.cos(sigma) * (-1.0 + 2.0 * cos_2m * cos_2m)
    turn: Floats = (1.0 - big_c) * FLATTENING * sin_alpha * (sigma + big_c * np.sin(sigma) * inner)
    return turn
