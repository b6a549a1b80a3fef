"""Natural frequencies that can be counted: one mark to a raid of a hundred, or to a threat of a raid."""

from __future__ import annotations

import math

from markupsafe import Markup

from iamd.report.charts.svg import Svg

SIDE = 224.0


def marks(total: int, low: int, high: int, label: str) -> Markup:
    """An array of marks: those that hold in any case, those that depend on what is not known, and the rest.

    Args:
        total: marks in the array.
        low, high: how many hold at the two ends of the interval.
        label: the same in words.
    """
    columns = math.ceil(math.sqrt(max(total, 1)))
    step = SIDE / columns
    svg = Svg(SIDE, step * math.ceil(total / columns), label, "array")
    for index in range(total):
        x, y = step * (index % columns + 0.5), step * (index // columns + 0.5)
        if index < low:
            svg.circle(x, y, 0.34 * step, "held")
        elif index < high:
            svg.circle(x, y, 0.31 * step, "perhaps")
        else:
            svg.mark("triangle", x, y + 0.02 * step, "leaked", size=0.32 * step)
    return svg.finish()
