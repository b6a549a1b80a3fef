"""A layer as a picture in plain longitude and latitude, as globes lay it on the ground."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from iamd.analysis.mapsheet import MapGrid
from iamd.export.classes import NONE, Drawn, paint
from iamd.export.projection import bounds, to_metres

#: Most pixels along a side; graphics cards of globes take 2,048 well.
MOST = 2048
#: Nodes along a side between which the projection is taken as linear: the error is metres, far less than a cell.
_NODES = 257


class Overlay(NamedTuple):
    """A picture and the box that it fills [deg]."""

    png: bytes
    west: float
    south: float
    east: float
    north: float


def overlays(grid: MapGrid, found: Drawn, title: str) -> list[Overlay]:
    """The layer resampled to longitude and latitude, in two parts where it crosses the antimeridian.

    Each pixel takes the cell in which its middle lies. KML 2.2 allows no box across the antimeridian.
    """
    west, south, east, north = bounds(grid)
    if east <= 180.0:
        return [_overlay(grid, found, title, (west, south, east, north))]
    boxes = ((west, south, 180.0, north), (-180.0, south, east - 360.0, north))
    return [_overlay(grid, found, title, box) for box in boxes]


def _overlay(grid: MapGrid, found: Drawn, title: str, box: tuple[float, float, float, float]) -> Overlay:
    from PIL import Image

    from iamd.export.lettering import png_bytes

    west, south, east, north = box
    narrowest = min(abs(south), abs(north), abs(grid.latitude))
    per_degree = 1.2 * 111_200.0 / grid.cell_m  # a little finer than the cells
    high = min(math.ceil((north - south) * per_degree), MOST)
    wide = min(math.ceil((east - west) * per_degree * math.cos(math.radians(narrowest))), MOST)
    lines = resample(grid, found.lines, box, (max(high, 2), max(wide, 2)))
    # Patterns are for paper: on a globe they would be stretched, and would flicker.
    pixels = paint(lines, found.entries, patterned=False)
    return Overlay(png_bytes(Image.fromarray(pixels), {"Title": title}), *box)


def resample(
    grid: MapGrid, lines: Any, box: tuple[float, float, float, float], shape: tuple[int, int]
) -> Any:
    """Values of the nearest cells on a raster of longitude and latitude.

    Args:
        grid: of the values.
        lines: [size, size] of int.
        box: west, south, east, north [deg].
        shape: rows and columns wanted; row 0 in the north.

    Returns:
        [rows, columns] of int, :data:`iamd.export.classes.NONE` outside the grid.
    """
    west, south, east, north = box
    nodes = [min(count, _NODES) for count in shape]
    latitude = np.linspace(north, south, nodes[0])[:, None]
    longitude = np.linspace(west, east, nodes[1])[None, :]
    x, y = to_metres(grid, longitude, latitude)
    at = [(np.arange(count) + 0.5) / count * (node - 1) for count, node in zip(shape, nodes, strict=True)]
    column = np.floor(_between(x, at[0], at[1]) / grid.cell_m + 0.5 * grid.size).astype(np.int64)
    row = np.floor(0.5 * grid.size - _between(y, at[0], at[1]) / grid.cell_m).astype(np.int64)
    inside = (row >= 0) & (row < grid.size) & (column >= 0) & (column < grid.size)
    return np.where(inside, np.asarray(lines)[row % grid.size, column % grid.size], NONE)


def _between(nodes: Any, rows: Any, columns: Any) -> Any:
    """Values between nodes, linear along both axes."""
    row, column = (
        np.minimum(rows.astype(int), len(nodes) - 2),
        np.minimum(columns.astype(int), nodes.shape[1] - 2),
    )
    down, across = (rows - row)[:, None], (columns - column)[None, :]
    upper, lower = nodes[row], nodes[row + 1]
    upper = upper[:, column] * (1 - across) + upper[:, column + 1] * across
    lower = lower[:, column] * (1 - across) + lower[:, column + 1] * across
    return upper * (1 - down) + lower * down
