"""What became of the threats of each class: one bar to a class, cut into killed, leaked and failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from iamd.report.charts.svg import Svg, nice_step, text_width, ticks
from iamd.report.words import amount, plain

LEFT, RIGHT, ROW = 150.0, 30.0, 34.0
PARTS = (("killed", "shot down"), ("leaked", "got through"), ("failed", "failed by themselves"))


class OutcomeRow(NamedTuple):
    """Averages per raid."""

    name: str
    killed: float
    leaked: float
    failed: float


def outcome_bars(rows: Sequence[OutcomeRow], label: str) -> Markup:
    """Stacked bars of threats per raid."""
    width = 760.0
    longest = max((row.killed + row.leaked + row.failed for row in rows), default=1.0) or 1.0
    step = nice_step(longest, 6)
    scale = (width - LEFT - RIGHT) / longest
    svg = Svg(width, 30 + ROW * len(rows) + 36, label)
    svg.legend([("bar", css, words) for css, words in PARTS], LEFT, 10, width - LEFT)
    bottom = 30 + ROW * len(rows)
    for tick in ticks(0, longest, round(longest / step)):
        x = LEFT + tick * scale
        svg.line(x, 26, x, bottom, "grid")
        svg.text(x, bottom + 15, plain(tick), "small", "middle")
    svg.text(LEFT, bottom + 31, "threats per raid, average", "small")
    for index, row in enumerate(rows):
        _row(svg, row, 30 + ROW * index, scale)
    return svg.finish()


def _row(svg: Svg, row: OutcomeRow, top: float, scale: float) -> None:
    svg.text(LEFT - 10, top + 20, row.name, "label", "end")
    x = LEFT
    for css, words in PARTS:
        size = getattr(row, css)
        if size <= 0:
            continue
        shown = amount(size)
        svg.rect(x, top + 4, size * scale, ROW - 10, css, f"{row.name}: {shown} {words}")
        if size * scale > text_width(shown) + 6:
            svg.text(x + size * scale / 2, top + 20, shown, f"on-{css}", "middle")
        x += size * scale
