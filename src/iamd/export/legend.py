"""A legend by itself, to lie over a globe: what is shown, for which altitude, what the colours mean."""

from __future__ import annotations

from iamd.analysis.mapsheet import Layer, MapSheet
from iamd.export.classes import NONE, Drawn
from iamd.export.files import capital
from iamd.export.lettering import ACCENT, LEADING, SOFT, Page, style, wrap
from iamd.export.picture import blank_words, draw_swatch

WIDE = 3.3
_ROOM = WIDE - 0.3


def legend_png(sheet: MapSheet, layer: Layer, found: Drawn) -> bytes:
    """The legend as PNG, with the notice under it."""
    title = [] if layer.title.casefold() in layer.altitude.casefold() else wrap(layer.title, _ROOM, 10)
    altitude = wrap(capital(layer.altitude), _ROOM, 12.5, bold=True)
    order = range(len(found.entries))
    rows = [
        ("colour", index, wrap(capital(found.entries[index].label), _ROOM - 0.5, 9.5))
        for index in (reversed(order) if layer.kind == "continuous" else order)
    ]
    if (found.lines == NONE).any():
        rows.append(("none", -1, wrap(blank_words(layer, found.blank), _ROOM - 0.5, 9.5)))
    unit = [f"[{layer.unit}]"] if layer.unit else []
    foot = [*wrap(f"Terrain: {sheet.terrain}", _ROOM, 8.5), *wrap(sheet.notice, _ROOM, 8.5)]

    def high(lines: int, size: float) -> float:
        return lines * size * LEADING / 72.0

    total = (
        0.3 + high(len(title), 10) + high(len(altitude), 12.5) + high(len(unit), 9.5) + high(len(foot), 8.5)
    )
    total += sum(max(high(len(row[2]), 9.5), 0.19) + 0.06 for row in rows)
    with style():
        page = Page(WIDE, total)
        top = page.text(0.15, 0.1, title, 10)
        top = page.text(0.15, top, altitude, 12.5, colour=ACCENT, bold=True)
        top = page.text(0.15, top, unit, 9.5) + 0.05
        for kind, index, lines in rows:
            draw_swatch(page, kind, index, found.entries, 0.15, top, patterned=False)
            page.text(0.62, top + 0.01, lines, 9.5)
            top += max(high(len(lines), 9.5), 0.19) + 0.06
        page.text(0.15, top + 0.03, foot, 8.5, colour=SOFT)
        return page.png({"Title": sheet.title})
