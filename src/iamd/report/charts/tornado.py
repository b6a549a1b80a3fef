"""One input at a time: how far the answer moves when an input goes from one end of its interval to the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from iamd.report.charts.svg import Svg, shorten, ticks, wrap
from iamd.report.words import number, plain

LEFT, RIGHT, ROW, TOP = 310.0, 64.0, 52.0, 44.0


class Swing(NamedTuple):
    """One bar: the answer at the low and at the high end of an input."""

    title: str
    ends: str
    at_low: float
    at_high: float
    clear: bool  # the swing is larger than the simulation's own error


def tornado(rows: Sequence[Swing], base: float, axis: str, label: str) -> Markup:
    """Bars around the base answer, widest on top; the first three are in bold."""
    width = 760.0
    values = [base, *(end for row in rows for end in (row.at_low, row.at_high))]
    margin = (max(values) - min(values)) * 0.02 or max(abs(base) * 0.1, 0.01)
    low, high = min(values) - margin, max(values) + margin
    scale = (width - LEFT - RIGHT) / (high - low)
    bottom = TOP + ROW * len(rows)
    svg = Svg(width, bottom + 38, label)
    svg.legend(
        [("bar", "at-low", "input at its low end"), ("bar", "at-high", "input at its high end")],
        LEFT,
        10,
        460,
    )
    for tick in ticks(low, high, 5):
        x = LEFT + (tick - low) * scale
        svg.line(x, TOP - 6, x, bottom, "grid")
        svg.text(x, bottom + 15, plain(tick), "small", "middle")
    svg.text(LEFT, bottom + 32, axis, "small")
    for index, row in enumerate(rows):
        _bar(svg, row, TOP + ROW * index, (base, low, scale), top_three=index < 3)
    x = LEFT + (base - low) * scale
    svg.line(x, TOP - 10, x, bottom, "average")
    svg.text(x, TOP - 14, f"{number(base)}", "strong", "middle")
    return svg.finish()


def _bar(svg: Svg, row: Swing, top: float, frame: tuple[float, float, float], *, top_three: bool) -> None:
    base, low, scale = frame
    lines = wrap(row.title, LEFT - 14, 13.0 if top_three else 12.0, 2)
    for index, line in enumerate(lines):
        y = top + 14 + 14 * index + (0 if len(lines) > 1 else 5)
        svg.text(LEFT - 12, y, line, "strong" if top_three else "label", "end", row.title)
    svg.text(
        LEFT - 12, top + (42 if len(lines) > 1 else 33), shorten(row.ends, LEFT - 14, 11), "small", "end"
    )
    faint = "" if row.clear else " faint"
    ends = (("at-low", row.at_low, "low"), ("at-high", row.at_high, "high"))
    for index, (css, value, name) in enumerate(ends):
        x1, x2 = sorted((LEFT + (base - low) * scale, LEFT + (value - low) * scale))
        y = top + 12 + index * 12 if same_side(row, base) else top + 14
        height = 11 if same_side(row, base) else 20
        words = f"{row.title}: {number(value, 3)} at the {name} end"
        svg.rect(x1, y, max(x2 - x1, 1.0), height, css + faint, words)
    right = max(row.at_low, row.at_high, base)
    svg.text(LEFT + (right - low) * scale + 6, top + 28, _ends(row), "small")


def same_side(row: Swing, base: float) -> bool:
    """Whether both ends move the answer the same way, so that the bars would hide each other."""
    return (row.at_low - base) * (row.at_high - base) > 0


def _ends(row: Swing) -> str:
    low, high = sorted((row.at_low, row.at_high))
    return f"{number(low)}–{number(high)}"
