"""Land, coasts, borders and degree lines in the projection of a sheet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.mapsheet import MapGrid
from iamd.export.globe import contains
from iamd.export.outline import ring_area
from iamd.export.projection import bounds, holds_pole, to_metres, wrapped
from iamd.library.borders import View, clip_line, clip_ring, outlines

Floats = NDArray[np.float64]
Line = list[tuple[float, float]]


def round_step(extent: float, parts: int) -> float:
    """The step of 1, 2 or 5 times a power of ten that cuts an extent into at most so many parts."""
    rough = extent / parts
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)


def window(grid: MapGrid) -> View:
    """The grid as a box in metres."""
    half = grid.half_width_m
    return View(-half, -half, half, half)


@cache
def _placed(layer: str, grid: MapGrid) -> list[tuple[Floats, Floats]]:
    """Lines of a layer as (degrees, metres of the grid)."""
    degrees = outlines(layer)
    together = np.concatenate(degrees)
    metres = np.column_stack(to_metres(grid, together[:, 0], together[:, 1]))
    return list(zip(degrees, np.split(metres, np.cumsum([len(line) for line in degrees])[:-1]), strict=True))


def land(grid: MapGrid) -> list[Line]:
    """Land in the grid as rings [m]: outer rings one way, inland seas the other, filled by the non-zero rule."""
    view = window(grid)
    frame = [
        (view.west, view.south),
        (view.west, view.north),
        (view.east, view.north),
        (view.east, view.south),
    ]
    rings = []
    for degrees, placed in _placed("land", grid):
        ring = clip_ring(placed.tolist(), view) if _near(placed, grid) else []
        if len(ring) > 2:
            rings.append(ring)
        if _inside_out(degrees, placed, grid):
            rings.append(frame if ring_area(placed) > 0 else frame[::-1])
    return rings


def coasts(grid: MapGrid) -> list[Line]:
    """Coastlines inside the grid [m], without the cuts that the data have along the antimeridian and at the pole."""
    found = []
    for degrees, placed in _placed("land", grid):
        if _near(placed, grid):
            edge = (np.abs(degrees[:, 0]) > 179.99) | (degrees[:, 1] < -89.9)
            gaps = np.flatnonzero(edge[:-1] & edge[1:]) + 1
            for piece in np.split(placed, gaps):
                found += clip_line(piece.tolist(), window(grid))
    return found


def borders(grid: MapGrid) -> list[Line]:
    """Boundaries between countries inside the grid [m]."""
    lines = (line for _, line in _placed("borders", grid) if _near(line, grid))
    return [piece for line in lines for piece in clip_line(line.tolist(), window(grid))]


def _near(placed: Floats, grid: MapGrid) -> bool:
    """Whether the box of a line meets the grid."""
    half = grid.half_width_m
    return bool((placed.min(axis=0) < half).all() and (placed.max(axis=0) > -half).all())


def _inside_out(degrees: Floats, placed: Floats, grid: MapGrid) -> bool:
    """Whether a ring holds the antipode, so that its inside on the map is its outside on the earth.

    Told at the grid's centre, which must lie alike in the plane of the map and in that of longitude and latitude.
    """
    if np.hypot(placed[:, 0], placed[:, 1]).max() < 1.5e7:
        return False
    centre = float(wrapped(grid.longitude))
    here = any(contains(degrees, (centre + turn, grid.latitude)) for turn in (-360.0, 0.0, 360.0))
    return contains(placed, (0.0, 0.0)) != here


class DegreeLine(NamedTuple):
    """A meridian or a parallel inside the grid, with its name.

    Attributes:
        label: ``32° E``.
        pieces: lines [m].
        meridian: or a parallel.
    """

    label: str
    pieces: list[Line]
    meridian: bool


def graticule(grid: MapGrid) -> Iterator[DegreeLine]:
    """Meridians and parallels at round degrees, about four of each."""
    west, south, east, north = bounds(grid)
    pole = holds_pole(grid)
    # A little beyond the grid, so that every line leaves it and can be named where it does.
    spare = 0.03 * (north - south)
    reach = (max(south - spare, -89.999), min(north + spare, 89.999))
    step = _degree_step(north - south, 4)
    for index in range(math.ceil(south / step - 1e-9), math.floor(north / step + 1e-9) + 1):
        latitude = index * step
        if abs(latitude) < 90.0:
            across = np.linspace(west - 0.03 * (east - west), east + 0.03 * (east - west), 361)
            yield DegreeLine(degrees_words(latitude, "N", "S"), _line(grid, across, latitude), False)
    step = 30.0 if pole else _degree_step(east - west, 4)
    first, last = math.ceil(west / step - 1e-9), math.floor(east / step + 1e-9)
    for index in range(first, last if pole else last + 1):
        longitude = float(wrapped(index * step))
        yield DegreeLine(
            degrees_words(longitude, "E", "W"), _line(grid, longitude, np.linspace(*reach, 181)), True
        )


def _degree_step(extent: float, parts: int) -> float:
    """A step of degrees that cuts an extent into at most so many parts and that people use."""
    steps = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 45.0, 90.0)
    return next((step for step in steps if step * parts >= extent), 90.0)


def _line(grid: MapGrid, longitude: Any, latitude: Any) -> list[Line]:
    longitude, latitude = np.broadcast_arrays(longitude, latitude)
    x, y = to_metres(grid, longitude, latitude)
    return clip_line(list(zip(x.tolist(), y.tolist(), strict=True)), window(grid))


def degrees_words(value: float, positive: str, negative: str) -> str:
    """``32.5° E``; 0 and 180 have no side."""
    value = round(value, 6)
    if value == 0.0 or abs(value) == 180.0:
        return f"{abs(value):g}°"
    return f"{abs(value):g}° {positive if value > 0 else negative}"
