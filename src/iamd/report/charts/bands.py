"""How high intercepts happen: bands of altitude, the ground below, one colour to an interceptor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from iamd.report.charts.svg import Svg, ticks
from iamd.report.words import amount, plain

LEFT, RIGHT, ROW = 120.0, 56.0, 30.0


class Band(NamedTuple):
    """Intercepts per raid between two altitudes, by interceptor."""

    name: str
    amounts: tuple[float, ...]


def altitude_bands(bands: Sequence[Band], types: Sequence[str], label: str) -> Markup:
    """Horizontal stacked bars; ``bands`` from high to low, ``types`` name the parts of each."""
    width = 760.0
    longest = max((sum(band.amounts) for band in bands), default=1.0) or 1.0
    scale = (width - LEFT - RIGHT) / longest
    svg = Svg(width, 60 + 20 * len(types) + ROW * len(bands), label)
    legend = [("bar", f"kind-{index}", name) for index, name in enumerate(types)]
    top = svg.legend(legend, LEFT, 10, width - LEFT) + 4
    bottom = top + ROW * len(bands)
    svg.height = bottom + 38
    for tick in ticks(0, longest, 6):
        svg.line(LEFT + tick * scale, top, LEFT + tick * scale, bottom, "grid")
        svg.text(LEFT + tick * scale, bottom + 15, plain(tick), "small", "middle")
    svg.text(LEFT, bottom + 31, "intercepts per raid, average", "small")
    for row, band in enumerate(bands):
        y = top + ROW * row
        svg.text(LEFT - 10, y + 19, band.name, "label", "end")
        x = LEFT
        for index, many in enumerate(band.amounts):
            words = f"{types[index]}, {band.name}: {amount(many)} per raid"
            if many > 0:
                svg.rect(x, y + 4, many * scale, ROW - 9, f"kind-{index}", words)
            x += many * scale
        if sum(band.amounts) > 0:
            svg.text(x + 6, y + 19, amount(sum(band.amounts)), "small")
    svg.line(LEFT, bottom, width - RIGHT, bottom, "axis")
    return svg.finish()
