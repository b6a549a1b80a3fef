"""How far one answer spreads: single raids above, the separate intervals below, all on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from iamd.report.charts.svg import Svg, ticks
from iamd.report.words import amount, number, plain

LEFT, RIGHT, PLOT, ROW = 44.0, 16.0, 170.0, 46.0


class Interval(NamedTuple):
    """One kind of uncertainty."""

    words: str
    low: float
    high: float
    css: str


def spread_chart(
    frequencies: Sequence[tuple[int, float]], mean: float, rows: Sequence[Interval], label: str
) -> Markup:
    """A histogram of single raids over the intervals of the average.

    Args:
        frequencies: (threats that get through, raids in 100).
        mean: the average.
        rows: intervals, widest first.
        label: the chart in words.
    """
    width = 760.0
    edges = (
        [value for value, _ in frequencies] + [end for row in rows for end in (row.low, row.high)] + [mean]
    )
    low, high = min(0.0, *edges) - 0.6, max(edges) + 0.6
    scale = (width - LEFT - RIGHT) / (high - low)
    svg = Svg(width, 34 + PLOT + 40 + ROW * len(rows) + 6, label)
    _histogram(svg, frequencies, low, scale)
    _axis(svg, low, high, scale)
    top = 34 + PLOT + 44
    for index, row in enumerate(rows):
        _interval(svg, row, top + ROW * index, low, scale)
    x = LEFT + (mean - low) * scale
    svg.line(x, 24, x, top + ROW * len(rows) - 8, "average")
    right = x > width * 0.7
    svg.text(
        x + (-6 if right else 6), 32, f"average {number(mean)}", "strong halo", "end" if right else "start"
    )
    return svg.finish()


def _histogram(svg: Svg, frequencies: Sequence[tuple[int, float]], low: float, scale: float) -> None:
    bottom = 34 + PLOT
    tallest = max((share for _, share in frequencies), default=1.0) or 1.0
    for tick in ticks(0, tallest, 4):
        y = bottom - tick / tallest * PLOT
        svg.line(LEFT, y, svg.width - RIGHT, y, "grid")
        svg.text(LEFT - 6, y + 4, plain(tick), "small", "end")
    svg.text(4, 16, "raids in 100", "small")
    for value, share in frequencies:
        height = share / tallest * PLOT
        css = "held" if value == 0 else "leaked"
        words = f"{value} get through: {number(share)} in 100 raids"
        svg.rect(LEFT + (value - 0.42 - low) * scale, bottom - height, 0.84 * scale, height, css, words)


def _axis(svg: Svg, low: float, high: float, scale: float) -> None:
    y = 34 + PLOT
    svg.line(LEFT, y, svg.width - RIGHT, y, "axis")
    for tick in ticks(max(low, 0), high, 12, whole=True):
        svg.text(LEFT + (tick - low) * scale, y + 15, plain(tick), "small", "middle")
    svg.text(svg.width - RIGHT, y + 30, "threats that get through in one raid", "small", "end")


def _interval(svg: Svg, row: Interval, y: float, low: float, scale: float) -> None:
    x = LEFT + (row.low - low) * scale
    length = max((row.high - row.low) * scale, 2.0)
    words = f"{row.words}: {ends(row)}"
    svg.text(LEFT, y + 8, words, "label halo")
    svg.rect(x, y + 14, length, 12, row.css, words)


def ends(row: Interval) -> str:
    """The two ends, whole numbers as they are."""
    low, high = amount(row.low), amount(row.high)
    return low if low == high else f"{low} to {high}"
