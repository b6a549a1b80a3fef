"""From rings on a map to polygons of longitude and latitude, cut at the antimeridian and closed over the poles.

RFC 7946 (The GeoJSON Format, 2016): longitude before latitude, WGS-84, outer rings counter-clockwise (section 3.1.6),
no line across the antimeridian (section 3.1.9). A pole is a whole side of the world in these coordinates: an area that
holds it runs along that side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.mapsheet import MapGrid
from iamd.export.outline import Area, ring_area
from iamd.export.projection import MEAN_RADIUS, direct, to_degrees, wrapped

Floats = NDArray[np.float64]

#: A polygon: its outer ring and its holes, each a closed array [points, 2] of longitude and latitude.
Polygon = list[Floats]

#: How near a vertex may come to the antimeridian before it is moved off it [deg]: a tenth of a millimetre.
_NUDGE = 1e-9


def polygons(areas: Sequence[Area], grid: MapGrid) -> list[Polygon]:
    """Areas of a grid [m] as polygons on the earth."""
    step = _step(grid)
    found: list[Polygon] = []
    for area in areas:
        dense = [_dense(ring, step) for ring in area]
        found += cut([np.column_stack(to_degrees(grid, ring[:, 0], ring[:, 1])) for ring in dense])
    return found


def circle(latitude: float, longitude: float, radius_m: float, points: int = 360) -> list[Polygon]:
    """All places at a geodesic distance of one place or nearer."""
    azimuth = np.linspace(0.0, -2.0 * math.pi, points + 1)  # counter-clockwise
    x, y = direct(latitude, longitude, azimuth, radius_m)
    return cut([np.column_stack([x, y])])


def box(latitude: float, longitude: float, half_deg: float) -> list[Polygon]:
    """A box of degrees about a place."""
    south, north = max(latitude - half_deg, -90.0), min(latitude + half_deg, 90.0)
    west, east = longitude - half_deg, longitude + half_deg
    ring = np.array([(west, south), (east, south), (east, north), (west, north), (west, south)])
    return cut([ring])


def _step(grid: MapGrid) -> float:
    """Longest piece of a line [m] whose chord in degrees strays from it by less than a quarter of a cell.

    A geodesic of length s bows off the line that is straight in longitude and latitude by s^2 tan(latitude) / (8 R).
    """
    highest = min(abs(grid.latitude) + math.degrees(math.sqrt(2.0) * grid.half_width_m / MEAN_RADIUS), 89.9)
    bow = math.tan(math.radians(highest))
    return max(math.sqrt(2.0 * MEAN_RADIUS * grid.cell_m / max(bow, 0.05)), grid.cell_m)


def _dense(ring: Floats, step: float) -> Floats:
    """The ring with points added so that no piece is longer than a step."""
    delta = np.diff(ring, axis=0)
    parts = np.maximum(np.ceil(np.hypot(delta[:, 0], delta[:, 1]) / step), 1.0).astype(np.int64)
    if parts.max(initial=1) == 1:
        return ring
    first = np.repeat(np.arange(len(delta)), parts)
    share = (np.arange(len(first)) - np.repeat(np.cumsum(parts) - parts, parts)) / parts[first]
    return np.concatenate([ring[first] + share[:, None] * delta[first], ring[-1:]])


class _Chain(NamedTuple):
    """A piece of a ring from one side of the world to one side, with both places along its edge."""

    points: Floats
    entry: float
    exit: float


def cut(rings: Sequence[Floats]) -> list[Polygon]:
    """One area of longitude and latitude, in any turn of longitude, as polygons between -180 and 180 degrees.

    Args:
        rings: the outer ring and holes; interior to the left; a ring about a pole need not close in longitude.
    """
    whole: list[Floats] = []
    chains: list[_Chain] = []
    for ring in rings:
        pieces = _pieces(_unwrapped(ring))
        if len(pieces) == 1 and np.allclose(pieces[0][0], pieces[0][-1], atol=1e-7):
            whole.append(_in_world(pieces[0]))
        else:
            chains += [_chain(piece) for piece in pieces]
    return _nested([*_linked(chains), *whole])


def _unwrapped(ring: Floats) -> Floats:
    """Longitudes without jumps, moved off the antimeridian by less than a millimetre."""
    longitude = np.unwrap(ring[:, 0], period=360.0)
    off = wrapped(longitude - 180.0)
    longitude = np.where(np.abs(off) < _NUDGE, longitude + 2.0 * _NUDGE, longitude)
    return np.column_stack([longitude, ring[:, 1]])


def _pieces(ring: Floats) -> list[Floats]:
    """The ring cut where it meets an antimeridian (180 and all full turns of it)."""
    turn = np.floor((ring[:, 0] + 180.0) / 360.0)
    crossing = np.flatnonzero(np.diff(turn) != 0.0)
    if not len(crossing):
        return [ring]
    lines = 360.0 * np.maximum(turn[crossing], turn[crossing + 1]) - 180.0
    before, after = ring[crossing], ring[crossing + 1]
    share = (lines - before[:, 0]) / (after[:, 0] - before[:, 0])
    points = np.column_stack([lines, before[:, 1] + share * (after[:, 1] - before[:, 1])])
    pieces = [
        np.concatenate(
            [points[i : i + 1], ring[crossing[i] + 1 : crossing[i + 1] + 1], points[i + 1 : i + 2]]
        )
        for i in range(len(crossing) - 1)
    ]
    # The first and the last piece are one: a ring may be begun anywhere.
    gap = np.array([ring[-1, 0] - ring[0, 0], 0.0])
    head = np.concatenate([ring[1 : crossing[0] + 1], points[:1]]) + gap
    return [*pieces, np.concatenate([points[-1:], ring[crossing[-1] + 1 :], head])]


def _in_world(piece: Floats) -> Floats:
    """The piece in the turn of longitude from -180 to 180."""
    middle = 0.5 * (piece[:, 0].min() + piece[:, 0].max())
    return piece - (360.0 * math.floor((middle + 180.0) / 360.0), 0.0)


def _chain(piece: Floats) -> _Chain:
    points = _in_world(piece)
    points[[0, -1], 0] = np.copysign(180.0, points[[0, -1], 0])
    return _Chain(points, _along_edge(points[0]), _along_edge(points[-1]))


def _along_edge(point: Any) -> float:
    """Place on the edge of the world, counter-clockwise: 0 to 1 up the east side, 2 to 3 down the west side."""
    height = (float(point[1]) + 90.0) / 180.0
    return height if point[0] > 0 else 3.0 - height


_CORNERS = ((1.0, (180.0, 90.0)), (2.0, (-180.0, 90.0)), (3.0, (-180.0, -90.0)), (4.0, (180.0, -90.0)))


def _linked(chains: list[_Chain]) -> list[Floats]:
    """Chains joined along the edge of the world: from where one leaves, counter-clockwise to the next that enters.

    That is Weiler and Atherton's clipping (*Computer Graphics* 11, 1977, 214-222) for the rectangle of the world; a
    pole is passed through its corners.
    """
    left = sorted(chains, key=lambda chain: chain.entry)
    rings = []
    while left:
        first = here = left.pop(0)
        parts = [here.points]
        while True:
            following = min([first, *left], key=lambda chain: (chain.entry - here.exit) % 4.0)
            ahead = (following.entry - here.exit) % 4.0
            corners = [
                xy
                for turn in (0.0, 4.0)
                for corner, xy in _CORNERS
                if here.exit < corner + turn < here.exit + ahead
            ]
            if corners:
                parts.append(np.array(corners))
            if following is first:
                break
            left = [chain for chain in left if chain is not following]
            here = following
            parts.append(here.points)
        rings.append(np.concatenate([*parts, first.points[:1]]))
    return rings


def _nested(rings: list[Floats]) -> list[Polygon]:
    """Outer rings, each with the holes that lie in it."""
    outer = [[ring] for ring in rings if ring_area(ring) > 0.0]
    for hole in (ring for ring in rings if ring_area(ring) < 0.0):
        home = next((polygon for polygon in outer if contains(polygon[0], hole[0])), None)
        if home is not None:
            home.append(hole)
    return outer


def contains(ring: Floats, point: Any) -> bool:
    """Whether a place lies in a closed ring (even-odd rule)."""
    x, y = ring[:-1].T
    x2, y2 = ring[1:].T
    astride = (y > point[1]) != (y2 > point[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        at = x + (point[1] - y) / (y2 - y) * (x2 - x)
    return bool(np.count_nonzero(astride & (point[0] < at)) % 2)
