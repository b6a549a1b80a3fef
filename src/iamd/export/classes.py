"""A layer as drawn: every cell the number of a line of its legend, whether the layer holds classes or a quantity."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.mapsheet import Layer, LegendEntry, MapGrid, MapSheet
from iamd.export.projection import cell_areas_km2

#: Cells that belong to no line of the legend.
NONE = -1


class Drawn(NamedTuple):
    """Cells as lines of a legend.

    Attributes:
        lines: [size, size] int16: index into ``entries``, or :data:`NONE` where nothing is drawn.
        entries: the lines that are drawn, in the order of the legend.
        blank: the line for cells outside the answer, if the legend has one; it has no colour on a map.
        outlined: indices of ``entries`` that become areas in GeoJSON and KML: the covered classes, or every step of
            a quantity.
    """

    lines: NDArray[np.int16]
    entries: tuple[LegendEntry, ...]
    blank: LegendEntry | None
    outlined: tuple[int, ...]


def drawn(layer: Layer) -> Drawn:
    """The layer cut into the lines of its legend.

    Raises:
        ValueError: the legend has no line for a code that occurs, its steps do not ascend, or the altitude is empty.
    """
    if not layer.altitude.strip():
        raise ValueError(f"layer {layer.name!r} does not say for which altitude it holds")
    if not layer.legend:
        raise ValueError(f"layer {layer.name!r} has no legend")
    return _steps(layer) if layer.kind == "continuous" else _classes(layer)


def check(sheet: MapSheet, layer: Layer) -> None:
    """Refuse what must never be drawn: a layer of another shape than the grid, or a sheet that explains nothing.

    Raises:
        ValueError: says what is missing.
    """
    size = sheet.grid.size
    if not re.fullmatch(r"[A-Za-z0-9-]+", layer.name):
        raise ValueError(f"the name of a layer is made of letters, digits and hyphens, not {layer.name!r}")
    if np.shape(layer.values) != (size, size):
        raise ValueError(f"layer {layer.name!r} is {np.shape(layer.values)}, its grid {size} x {size}")
    for name in ("title", "terrain", "notice"):
        if not str(getattr(sheet, name)).strip():
            raise ValueError(f"the sheet has no {name}")
    if not sheet.assumptions or not sheet.sources:
        raise ValueError("the sheet names no assumptions or no sources")
    for ring in sheet.rings:
        if not ring.altitude.strip():
            raise ValueError(f"the ring {ring.name!r} does not say for which altitude it holds")


def _classes(layer: Layer) -> Drawn:
    entries = tuple(entry for entry in layer.legend if entry.value != layer.outside)
    blank = next((entry for entry in layer.legend if entry.value == layer.outside), None)
    codes = np.asarray(layer.values)
    table = np.full(256, -2, dtype=np.int16)
    for index, entry in enumerate(entries):
        table[int(entry.value)] = index
    if layer.outside is not None:
        table[layer.outside] = NONE
    lines = table[codes]
    if (lines == -2).any():
        missing = sorted({int(code) for code in codes[lines == -2]})
        raise ValueError(f"layer {layer.name!r}: the legend has no line for {missing}")
    outlined = tuple(index for index, entry in enumerate(entries) if int(entry.value) in layer.covered)
    return Drawn(lines, entries, blank, outlined)


def _steps(layer: Layer) -> Drawn:
    bounds = np.array([entry.value for entry in layer.legend], dtype=np.float64)
    if (np.diff(bounds) <= 0).any():
        raise ValueError(f"layer {layer.name!r}: the steps of the legend do not ascend")
    values = np.asarray(layer.values, dtype=np.float64)
    there = np.isfinite(values)
    index = np.searchsorted(bounds, np.where(there, values, bounds[0]), side="right") - 1
    lines = np.where(there, np.maximum(index, 0), NONE).astype(np.int16)
    return Drawn(lines, layer.legend, None, tuple(range(len(layer.legend))))


def areas_km2(grid: MapGrid, found: Drawn) -> NDArray[np.float64]:
    """True area of each line of the legend [km2]."""
    weights = cell_areas_km2(grid)
    kept = found.lines >= 0
    total: NDArray[np.float64] = np.bincount(
        found.lines[kept], weights=weights[kept], minlength=len(found.entries)
    ).astype(np.float64)
    return total


def rgb(colour: str) -> tuple[int, int, int]:
    """``#rrggbb`` as three numbers of 0 to 255.

    Raises:
        ValueError: it is not such a colour.
    """
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"not a colour of the form #rrggbb: {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def grey(colour: str) -> float:
    """How light a colour prints, 0 to 1 (CIE lightness of its relative luminance, ITU-R BT.709 weights)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255.0 for value in rgb(colour))
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return (116.0 * luminance ** (1.0 / 3.0) - 16.0) / 100.0 if luminance > 0.008856 else 9.033 * luminance


#: Patterns laid over a colour, so that classes can be told apart in grey: none, lines either way, dots, rows.
PATTERNS = 5


def patterns(entries: tuple[LegendEntry, ...]) -> list[int]:
    """A pattern to each line of a legend: none where its grey differs from all earlier ones without a pattern."""
    chosen: list[int] = []
    for index, entry in enumerate(entries):
        tone = grey(entry.colour)
        near = {
            chosen[other]
            for other in range(index)
            if abs(grey(entries[other].colour) - tone) < 0.09  # a step that a laser printer still shows
        }
        free = [pattern for pattern in range(PATTERNS) if pattern not in near]
        chosen.append(free[0] if free else index % PATTERNS)
    return chosen


def paint(lines: Any, entries: tuple[LegendEntry, ...], *, patterned: bool = True) -> NDArray[np.uint8]:
    """Pixels [rows, columns, 4] of drawn cells, with patterns; transparent where nothing is drawn.

    Args:
        lines: [rows, columns] index into ``entries`` or :data:`NONE`, one to a pixel.
        entries: lines of the legend.
        patterned: lay patterns over the colours.
    """
    lines = np.asarray(lines)
    colours = np.zeros((len(entries) + 1, 4), dtype=np.uint8)
    marks = np.zeros((len(entries) + 1, 4), dtype=np.uint8)
    number = np.zeros(len(entries) + 1, dtype=np.int8)
    for index, (entry, pattern) in enumerate(zip(entries, patterns(entries), strict=True)):
        colours[index] = (*rgb(entry.colour), 255)
        shade = 0.62 if grey(entry.colour) > 0.45 else 1.6
        marks[index] = (*(min(int(part * shade), 255) for part in rgb(entry.colour)), 255)
        number[index] = pattern
    image: NDArray[np.uint8] = colours[lines]
    if not patterned:
        return image
    marked = _pattern(lines.shape, number[lines])
    image[marked] = marks[lines[marked]]
    return image


def _pattern(shape: tuple[int, ...], number: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Where the pattern of each pixel has a mark; the pitch suits about 150 pixels to the inch."""
    row, column = np.indices(shape, dtype=np.int32)
    rising, falling = (row + column) % 11 < 2, (row - column) % 11 < 2
    dots = ((row // 2) % 5 == 0) & ((column // 2 + 2 * ((row // 10) % 2)) % 5 == 0)
    rows = row % 9 < 2
    marked: NDArray[np.bool_] = np.choose(number, [np.zeros(shape, dtype=bool), rising, dots, falling, rows])
    return marked
