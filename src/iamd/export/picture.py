"""A layer as a map to print or to put on a page: PNG or SVG by matplotlib.

From top to bottom: what is shown and for which altitude, the map with its legend beside it, then terrain, assumptions,
sources and the notice. The map is in the sheet's own projection.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from iamd.analysis.mapsheet import Layer, LegendEntry, MapGrid, MapSheet
from iamd.export import basemap
from iamd.export.classes import NONE, Drawn, areas_km2, check, drawn, paint
from iamd.export.files import BORDERS, capital, distance, facts, heading, place_name, square_kilometres
from iamd.export.lettering import ACCENT, INK, LEADING, SOFT, Page, style, wrap
from iamd.export.marks import BORDER_LINE, BOX_LINE, COAST, COAST_LINE, MARKS, RING_LINE, draw_marks
from iamd.export.projection import holds_pole

#: Sizes on the page [inches]: the whole, the map, the column of the legend.
WIDE, MAP, LEFT, COLUMN, COLUMN_WIDE = 10.8, 6.7, 0.62, 7.95, 2.65
#: Pixels along a side of the map; patterns are drawn in these.
PIXELS = 960
LAND, SEA = "#f5f2ea", "#e4ecf2"


def write_picture(sheet: MapSheet, layer: Layer, path: Path) -> None:
    """Write a map of one layer as ``.png`` or ``.svg``.

    Raises:
        InputError: the name ends otherwise.
        ResultsError: the file cannot be written.
        ValueError: the sheet lacks what must be printed on it.
    """
    check(sheet, layer)
    found = drawn(layer)
    words = "\n".join(f"{name}: {text}" for name, text in facts(sheet))
    about = {
        "Title": f"{sheet.title}. {heading(layer)}",
        "Description": f"{sheet.subtitle}\n{words}",
        "Source": "; ".join(sheet.sources),
    }
    with style():
        make_page(sheet, layer, found).save(path, about)


def make_page(sheet: MapSheet, layer: Layer, found: Drawn) -> Page:
    """The picture of a layer, not yet written."""
    head, foot = _head(sheet, layer), _foot(sheet)
    top = 0.22 + _height(head) + 0.12
    legend = _legend(sheet, layer, found)
    body = max(MAP + 0.3, _legend_height(legend))
    page = Page(WIDE, top + body + 0.1 + _height(foot) + 0.2)
    _set(page, 0.3, 0.22, head)
    axes = page.axes(LEFT, top, MAP, MAP)
    draw_map(axes, sheet, found)
    _draw_legend(page, top, legend)
    page.rectangle(0.3, top + body + 0.03, WIDE - 0.6, 0.0, edgecolor="#c5cad0", linewidth=0.8)
    _set(page, 0.3, top + body + 0.1, foot)
    return page


# --- text ---------------------------------------------------------------------------------------------------------

_Block = tuple[list[str], float, str, bool]  # lines, size, colour, bold


def _head(sheet: MapSheet, layer: Layer) -> list[_Block]:
    room = WIDE - 0.6
    title, altitude = layer.title, capital(layer.altitude)
    blocks = [(wrap(sheet.title, room, 11), 11.0, SOFT, False)]
    if title.casefold() not in altitude.casefold():
        blocks.append((wrap(title, room, 17, bold=True), 17.0, INK, True))
    if altitude.casefold() not in title.casefold() or len(blocks) == 1:
        blocks.append((wrap(altitude, room, 20, bold=True), 20.0, ACCENT, True))
    return [*blocks, (wrap(sheet.subtitle, room, 11), 11.0, INK, False)]


def _foot(sheet: MapSheet) -> list[_Block]:
    grid, room = sheet.grid, WIDE - 0.6
    projection = (
        f"Map: azimuthal equidistant about {place_name(grid.latitude, grid.longitude)}, WGS-84;"
        f" one cell is {distance(grid.cell_m)} wide. {BORDERS}"
    )
    blocks = [(wrap(sheet.notice, room, 10.5, bold=True), 10.5, INK, True)]
    for name, words in facts(sheet)[:-1]:
        blocks.append((wrap(f"{name}: {words}", room, 9.5), 9.5, INK, False))
    return [*blocks, (wrap(projection, room, 9), 9.0, SOFT, False)]


def _height(blocks: list[_Block]) -> float:
    return sum(len(lines) * size * LEADING / 72.0 + 0.03 for lines, size, _, _ in blocks)


def _set(page: Page, left: float, top: float, blocks: list[_Block]) -> None:
    for lines, size, colour, bold in blocks:
        top = page.text(left, top, lines, size, colour=colour, bold=bold) + 0.03


# --- legend -------------------------------------------------------------------------------------------------------

_Row = tuple[str, Any, list[str], str]  # kind of swatch, what it shows, words, small words


def _legend(sheet: MapSheet, layer: Layer, found: Drawn) -> list[_Row]:
    """Lines of the legend from top to bottom; ``heading`` rows are titles."""
    room = COLUMN_WIDE - 0.5
    what = "What the colours mean" if layer.kind == "classes" else capital(layer.altitude)
    if layer.unit:
        what += f" [{layer.unit}]"
    rows: list[_Row] = [("heading", None, wrap(what, COLUMN_WIDE, 10.5, bold=True), "")]
    areas = areas_km2(sheet.grid, found)
    order = range(len(found.entries))
    for index in reversed(order) if layer.kind == "continuous" else order:
        entry = found.entries[index]
        small = square_kilometres(areas[index]) if layer.kind == "classes" and index in found.outlined else ""
        rows.append(("colour", index, wrap(capital(entry.label), room, 10), small))
    if (found.lines == NONE).any():
        rows.append(("none", None, wrap(blank_words(layer, found.blank), room, 10), ""))
    rows.append(("heading", None, ["Signs"], ""))
    kinds = {place.kind for place in sheet.places}
    if "unit" in kinds:
        rows.append(("unit", None, ["sensor or fire unit"], ""))
    if "asset" in kinds:
        rows.append(("asset", None, ["place defended"], ""))
    boxes = sorted({place.half_box_deg for place in sheet.places if place.half_box_deg > 0})
    if boxes:
        words = f"box of {2 * boxes[-1]:g}° in which the site lies"
        rows.append(("box", None, wrap(words, room, 10), ""))
    for ring in sheet.rings:
        words = f"{ring.name}: {distance(ring.radius_m)}, {ring.altitude}"
        rows.append(("ring", None, wrap(words, room, 10), ""))
    if layer.kind == "classes" and found.outlined:
        rows.append(("edge", None, ["edge of the covered area"], ""))
    rows.append(("coast", None, ["coast"], ""))
    rows.append(("border", None, ["border of a country"], ""))
    return [(*row[:2], row[2] or [""], row[3]) for row in rows] + [("entries", found.entries, [""], "")]


def blank_words(layer: Layer, blank: LegendEntry | None) -> str:
    """What cells without a colour are."""
    if blank is not None:
        return capital(blank.label)
    return "No value" if layer.kind == "continuous" else "Not part of the answer"


_LINE, _SMALL, _GAP = 10 * LEADING / 72.0, 9 * LEADING / 72.0, 0.07


def _row_height(row: _Row) -> float:
    if row[0] == "entries":
        return 0.0
    extra = 0.06 if row[0] == "heading" else _GAP
    return max(len(row[2]) * _LINE, 0.19) + (_SMALL if row[3] else 0.0) + extra


def _legend_height(rows: list[_Row]) -> float:
    return sum(_row_height(row) for row in rows) + 0.15


def _draw_legend(page: Page, top: float, rows: list[_Row]) -> None:
    entries = rows[-1][1]
    for row in rows[:-1]:
        kind, what, lines, small = row
        if kind == "heading":
            top = top + (0.1 if lines == ["Signs"] else 0.0)
            page.text(COLUMN, top, lines, 10.5, bold=True)
        else:
            draw_swatch(page, kind, what, entries, COLUMN, top)
            below = page.text(COLUMN + 0.47, top + 0.01, lines, 10)
            if small:
                page.text(COLUMN + 0.47, below, [small], 9, colour=SOFT)
        top += _row_height(row)


def draw_swatch(
    page: Page,
    kind: str,
    what: Any,
    entries: tuple[LegendEntry, ...],
    left: float,
    top: float,
    *,
    patterned: bool = True,
) -> None:
    """The sign or colour of one line of a legend; ``what`` is the index of a colour."""
    wide, high = 0.36, 0.18
    axes = page.axes(left, top + 0.01, wide, high)
    axes.set(xlim=(0, wide), ylim=(0, high), xticks=[], yticks=[])
    middle = ([wide / 2], [high / 2])
    if kind in ("colour", "none", "edge"):
        axes.set_facecolor(LAND)
    else:
        axes.axis("off")
    if kind == "colour":
        per_inch = PIXELS / MAP
        lines = np.full((round(high * per_inch), round(wide * per_inch)), what)
        axes.imshow(
            paint(lines, entries, patterned=patterned),
            extent=(0, wide, 0, high),
            interpolation="nearest",
            aspect="auto",
        )
    elif kind == "edge":
        axes.plot([wide / 2, wide / 2], [0, high], color=INK, linewidth=1.4)
    elif kind in ("coast", "border", "ring"):
        settings = {"coast": COAST_LINE, "border": BORDER_LINE, "ring": RING_LINE}[kind]
        axes.plot([0, wide], [high / 2, high / 2], **settings)
    elif kind == "box":
        axes.plot([0.06, 0.3, 0.3, 0.06, 0.06], [0.01, 0.01, 0.17, 0.17, 0.01], **BOX_LINE)
    elif kind in MARKS:
        axes.plot(*middle, **MARKS[kind])


# --- map ----------------------------------------------------------------------------------------------------------


def draw_map(axes: Any, sheet: MapSheet, found: Drawn) -> None:
    """The square of the map: land, the layer, coasts and borders, degree lines, signs, scale and north."""
    grid = sheet.grid
    half = grid.half_width_m
    axes.set(xlim=(-half, half), ylim=(-half, half), xticks=[], yticks=[], facecolor=SEA)
    axes.set_aspect("equal")
    _fill_land(axes, grid)
    axes.imshow(
        map_pixels(found, grid.size), extent=(-half, half, -half, half), interpolation="nearest", zorder=2
    )
    for lines, settings in ((basemap.coasts(grid), COAST_LINE), (basemap.borders(grid), BORDER_LINE)):
        _lines(axes, lines, zorder=3, **{**settings, "color": "white", "linewidth": 2.0, "alpha": 0.6})
        _lines(axes, lines, zorder=3.1, **settings)
    _draw_graticule(axes, grid)
    draw_marks(axes, sheet, MAP)
    axes.set(xlim=(-half, half), ylim=(-half, half))


def map_pixels(found: Drawn, size: int) -> Any:
    """The layer as pixels of the map, with a dark edge about what is covered."""
    place = ((np.arange(PIXELS) + 0.5) * size / PIXELS).astype(np.int64)
    lines = found.lines[np.ix_(place, place)]
    image = paint(lines, found.entries)
    if 0 < len(found.outlined) < len(found.entries):
        covered = np.isin(lines, found.outlined)
        edge = np.zeros_like(covered)
        across, along = covered[:, 1:] != covered[:, :-1], covered[1:] != covered[:-1]
        for part, there in (
            (edge[:, 1:], across),
            (edge[:, :-1], across),
            (edge[1:], along),
            (edge[:-1], along),
        ):
            part |= there
        image[edge] = (28, 31, 35, 255)
    return image


def _fill_land(axes: Any, grid: MapGrid) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    rings = basemap.land(grid)
    if rings:
        parts = [Outline(np.array([*ring, ring[0]]), closed=True) for ring in rings]
        axes.add_patch(
            PathPatch(Outline.make_compound_path(*parts), facecolor=LAND, edgecolor="none", zorder=1)
        )


def _lines(axes: Any, lines: list[basemap.Line], **settings: Any) -> None:
    from matplotlib.collections import LineCollection

    settings["colors"], settings["linewidths"] = settings.pop("color"), settings.pop("linewidth")
    settings["linestyles"] = settings.pop("linestyle", "solid")
    axes.add_collection(LineCollection([np.array(line) for line in lines], **settings), autolim=False)


def _draw_graticule(axes: Any, grid: MapGrid) -> None:
    """Degree lines, each named once where it leaves the map: parallels at the left, meridians below."""
    half = grid.half_width_m
    taken: list[tuple[str, float]] = []
    for line in basemap.graticule(grid):
        _lines(axes, line.pieces, zorder=4, color=COAST, linewidth=0.5, alpha=0.55)
        exits = [
            spot for piece in line.pieces for here, there in pairwise(piece)
            if (spot := _leaves(here, there, half) or _leaves(there, here, half))
        ]  # fmt: skip
        order = ["bottom", "top", "left", "right"] if line.meridian else ["left", "right", "bottom", "top"]
        order = order if holds_pole(grid) else order[:2]
        for side, at in sorted((spot for spot in exits if spot[0] in order), key=lambda s: order.index(s[0])):
            gap = (0.18 if side in ("bottom", "top") else 0.06) * half
            if abs(at) < 0.985 * half and all(s != side or abs(at - a) > gap for s, a in taken):
                taken.append((side, at))
                _name_line(axes, line.label, side, at, half)
                break
        if not exits and not line.meridian and line.pieces:
            _name_closed(axes, line, grid)


def _leaves(outer: tuple[float, float], inner: tuple[float, float], half: float) -> tuple[str, float] | None:
    """Side and place where a line that ends outside the square leaves it."""
    if max(abs(inner[0]), abs(inner[1])) > half or max(abs(outer[0]), abs(outer[1])) <= half:
        return None
    sides = (("left", 0, -half), ("right", 0, half), ("bottom", 1, -half), ("top", 1, half))
    best = None
    for side, axis, bound in sides:
        if (outer[axis] - bound) * (inner[axis] - bound) < 0:
            share = (bound - inner[axis]) / (outer[axis] - inner[axis])
            at = inner[1 - axis] + share * (outer[1 - axis] - inner[1 - axis])
            if abs(at) <= half:
                best = (side, at)
    return best


def _name_line(axes: Any, words: str, side: str, at: float, half: float) -> None:
    spots = {
        "left": ((-half, at), (-4, 0), "right", "center"),
        "right": ((half, at), (4, 0), "left", "center"),
        "bottom": ((at, -half), (0, -4), "center", "top"),
        "top": ((at, half), (0, 3), "center", "bottom"),
    }
    xy, offset, across, up = spots[side]
    axes.annotate(
        words, xy, offset, textcoords="offset points", ha=across, va=up,
        fontsize=9, color=SOFT, annotation_clip=False,
    )  # fmt: skip


def _name_closed(axes: Any, line: basemap.DegreeLine, grid: MapGrid) -> None:
    """A parallel that closes about the pole inside the map is named where it is lowest on the map."""
    if not holds_pole(grid):
        return
    x, y = min(line.pieces[0], key=lambda point: point[1])
    axes.annotate(
        line.label, (x, y), (0, 2), textcoords="offset points", ha="center", va="bottom", fontsize=9, color=SOFT,
        zorder=4.5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.7},
    )  # fmt: skip
