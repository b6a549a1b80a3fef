"""Signs on a map: sites and their boxes, rings, names that do not cover each other, a scale bar and north."""

from __future__ import annotations

from typing import Any

import numpy as np

from iamd.analysis.mapsheet import MapGrid, MapSheet, PlaceMark, Ring
from iamd.export.basemap import round_step
from iamd.export.files import distance
from iamd.export.lettering import INK, width
from iamd.export.projection import direct, holds_pole, to_metres

#: left, bottom, right, top [points from the middle of the map].
Box = tuple[float, float, float, float]

SIZE = 10.0  # letters of names [points]
COAST = "#3d444b"
COAST_LINE: dict[str, Any] = {"color": COAST, "linewidth": 0.9}
BORDER_LINE: dict[str, Any] = {"color": COAST, "linewidth": 0.9, "linestyle": (0, (4, 2.5))}
RING_LINE: dict[str, Any] = {"color": INK, "linewidth": 1.3, "linestyle": (0, (1, 1.6))}
BOX_LINE: dict[str, Any] = {"color": INK, "linewidth": 1.0, "linestyle": (0, (3, 1.5))}
MARKS: dict[str, dict[str, Any]] = {
    "unit": {
        "marker": "s",
        "markersize": 8,
        "color": INK,
        "markeredgecolor": "white",
        "markeredgewidth": 1.2,
    },
    "asset": {
        "marker": "D",
        "markersize": 8,
        "color": "#f0a500",
        "markeredgecolor": INK,
        "markeredgewidth": 1.2,
    },
}


def draw_marks(axes: Any, sheet: MapSheet, wide: float) -> None:
    """Draw all signs of a sheet on its map.

    Args:
        axes: from minus to plus the half width of the grid [m].
        sheet: what to draw.
        wide: side of the map [inches].
    """
    grid = sheet.grid
    scale = 72.0 * wide / (2.0 * grid.half_width_m)  # points to the metre
    half = 36.0 * wide
    taken = [*_draw_scale(axes, grid, scale, half), *_draw_north(axes, grid, half)]
    spots = []
    for place in sheet.places:
        x, y = (float(value) for value in to_metres(grid, place.longitude, place.latitude))
        if max(abs(x), abs(y)) > grid.half_width_m:
            continue
        if place.half_box_deg > 0:
            axes.plot(*_box(place, grid), zorder=5, **BOX_LINE)
        axes.plot([x], [y], linestyle="none", zorder=7, **MARKS[place.kind])
        spots.append((place.name, x * scale, y * scale))
        taken.append((x * scale - 6, y * scale - 6, x * scale + 6, y * scale + 6))
    for ring in sheet.rings:
        x_line, y_line = _circle(ring, grid)
        axes.plot(x_line, y_line, zorder=5, **RING_LINE)
        taken += _name_ring(axes, ring, x_line * scale, y_line * scale, taken, half)
    for name, x, y in spots:
        taken.append(_name_place(axes, name, x, y, taken, half))


def _box(place: PlaceMark, grid: MapGrid) -> tuple[Any, Any]:
    turns = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * place.half_box_deg
    latitude = np.clip(place.latitude + turns[:, 1], -90.0, 90.0)
    return to_metres(grid, place.longitude + turns[:, 0], latitude)


def _circle(ring: Ring, grid: MapGrid) -> tuple[Any, Any]:
    azimuth = np.linspace(0.0, 2.0 * np.pi, 361)
    longitude, latitude = direct(ring.latitude, ring.longitude, azimuth, ring.radius_m)
    return to_metres(grid, longitude, latitude)


def _label(
    axes: Any, words: str, x: float, y: float, across: str = "left", size: float = SIZE, **more: Any
) -> None:
    """Text with a white rim at a place in points from the middle of the map."""
    from matplotlib.patheffects import withStroke

    axes.annotate(
        words, (0.5, 0.5), (x, y), xycoords="axes fraction", textcoords="offset points", ha=across, va="center",
        fontsize=size, color=INK, zorder=8, path_effects=[withStroke(linewidth=2.6, foreground="white")], **more,
    )  # fmt: skip


def _name_place(axes: Any, name: str, x: float, y: float, taken: list[Box], half: float) -> Box:
    """Name a sign where the name covers least."""
    wide = 72.0 * width(name, SIZE, True)
    choices = []
    for dy in (0.0, 11.0, -11.0, 22.0, -22.0, 33.0, -33.0):
        for across, left in (("left", x + 9.0), ("right", x - 9.0 - wide)):
            choices.append((across, dy, (left, y + dy - 6.0, left + wide, y + dy + 6.0)))
    across, dy, box = min(choices, key=lambda choice: _covers(choice[2], taken, half))
    _label(axes, name, x + (9.0 if across == "left" else -9.0), y + dy, across, fontweight="bold")
    return box


def _name_ring(axes: Any, ring: Ring, x: Any, y: Any, taken: list[Box], half: float) -> list[Box]:
    """Name a ring on its line, always with its altitude, where the name covers least; none if it is off the map."""
    words = f"{distance(ring.radius_m)}, {ring.altitude}"
    wide = 72.0 * width(words, 9.0)
    best: tuple[float, Box] | None = None
    for index in range(0, 360, 10):
        box = (x[index] - wide / 2, y[index] - 5.5, x[index] + wide / 2, y[index] + 5.5)
        cost = _covers(box, taken, half)
        if max(abs(x[index]), abs(y[index])) < half and (best is None or cost < best[0]):
            best = (cost, box)
    if best is None:
        return []
    _label(axes, words, 0.5 * (best[1][0] + best[1][2]), 0.5 * (best[1][1] + best[1][3]), "center", 9.0)
    return [best[1]]


def _covers(box: Box, taken: list[Box], half: float) -> float:
    """How much of other signs a box would hide, and very much more if it leaves the map."""
    out = max(0.0, -half - box[0], box[2] - half) + max(0.0, -half - box[1], box[3] - half)
    hidden = sum(
        max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in taken
    )
    return hidden + 1000.0 * out


def _draw_scale(axes: Any, grid: MapGrid, scale: float, half: float) -> list[Box]:
    from matplotlib.patches import Rectangle

    length = round_step(2.0 * grid.half_width_m, 5)
    wide = length * scale
    left, bottom = -half + 8.0, -half + 8.0
    box = (left, bottom, left + max(wide, 40.0) + 16.0, bottom + 30.0)

    def fraction(x: float, y: float) -> tuple[float, float]:
        return 0.5 + x / (2 * half), 0.5 + y / (2 * half)

    low, high = fraction(box[0], box[1]), fraction(box[2], box[3])
    axes.add_patch(
        Rectangle(
            low, high[0] - low[0], high[1] - low[1], transform=axes.transAxes, facecolor="white",
            edgecolor="#8a9099", linewidth=0.6, alpha=0.9, zorder=6,
        )
    )  # fmt: skip
    for part, colour in ((0.0, INK), (0.5, "white")):
        start = fraction(left + 8.0 + part * wide, bottom + 7.0)
        axes.add_patch(
            Rectangle(
                start, wide / (4 * half), 4.0 / (2 * half), transform=axes.transAxes, facecolor=colour,
                edgecolor=INK, linewidth=0.9, zorder=6.5,
            )
        )  # fmt: skip
    axes.annotate(
        f"{distance(length)}", (0.5, 0.5), (left + 8.0, bottom + 19.5), xycoords="axes fraction",
        textcoords="offset points", ha="left", va="center", fontsize=9.5, color=INK, zorder=7,
    )  # fmt: skip
    return [box]


def _draw_north(axes: Any, grid: MapGrid, half: float) -> list[Box]:
    """An arrow to the north at the middle of the map; about a pole there is none, and the pole is marked instead."""
    pole = holds_pole(grid)
    if pole:
        x, y = (float(value) for value in to_metres(grid, grid.longitude, 90.0 * pole))
        axes.plot([x], [y], marker="+", markersize=12, markeredgewidth=1.6, color=INK, zorder=7)
        at = (x * half / grid.half_width_m, y * half / grid.half_width_m)
        words = "North Pole" if pole > 0 else "South Pole"
        _label(axes, words, at[0] + 8.0, at[1] + 9.0, size=9.0)
        return [(at[0] - 6, at[1] - 6, at[0] + 70, at[1] + 15)]
    x, top = half - 20.0, half - 24.0
    arrow = np.array([(0, 12), (6, -12), (0, -7), (-6, -12), (0, 12)]) + np.array([x, top - 6.0])
    share = 0.5 + arrow / (2 * half)
    axes.fill(
        share[:, 0],
        share[:, 1],
        transform=axes.transAxes,
        facecolor=INK,
        edgecolor="white",
        linewidth=1.2,
        zorder=7,
    )
    _label(axes, "N", x, top + 13.0, "center", 11.0, fontweight="bold")
    return [(x - 14, top - 20, x + 14, half)]
