"""One raid as a chart of bars: each threat a row, each shot a stroke from launch to intercept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from iamd.report.charts.svg import Svg, shorten, ticks
from iamd.report.words import clock, plain

LEFT, RIGHT, TOP, ROW = 170.0, 20.0, 48.0, 19.0

LEGEND = (
    ("line", "flight", "in flight, not seen"),
    ("line", "seen", "detected"),
    ("line", "tracked", "confirmed track"),
    ("line", "shot", "interceptor in flight"),
    ("dot", "killed", "shot down"),
    ("triangle", "leaked", "got through"),
    ("cross", "failed-mark", "failed by itself"),
)
ENDINGS = {
    "killed": ("dot", "killed", "shot down"),
    "leaked": ("triangle", "leaked", "got through"),
    "failed": ("cross", "failed-mark", "failed by itself"),
}


class Shot(NamedTuple):
    """One round from launch to intercept, or to where it was lost."""

    launch_s: float
    end_s: float
    words: str


class ThreatRow(NamedTuple):
    """One threat from launch to its end; a time that does not exist is None."""

    name: str
    launch_s: float
    end_s: float
    detected_s: float | None
    tracked_s: float | None
    outcome: str
    words: str
    shots: tuple[Shot, ...]


def timeline(rows: Sequence[ThreatRow], end_s: float, label: str) -> Markup:
    """The chart; ``rows`` in the order in which they are drawn."""
    svg = Svg(760, TOP + ROW * len(rows) + 36, label)
    svg.legend(LEGEND, 8, 10, 740)
    scale = (svg.width - LEFT - RIGHT) / max(end_s, 1.0)
    bottom = TOP + ROW * len(rows)
    unit, name = (60.0, "minutes") if end_s >= 300 else (1.0, "seconds")
    for tick in ticks(0, end_s / unit, 10):
        x = LEFT + tick * unit * scale
        svg.line(x, TOP - 4, x, bottom + 2, "grid")
        svg.text(x, bottom + 16, plain(tick), "small", "middle")
    svg.text(LEFT, bottom + 31, f"{name} since the first threat was launched", "small")
    for index, row in enumerate(rows):
        _row(svg, row, TOP + ROW * (index + 0.5), scale)
    return svg.finish()


def _row(svg: Svg, row: ThreatRow, y: float, scale: float) -> None:
    svg.text(LEFT - 8, y + 4, shorten(row.name, LEFT - 10, 11), "small", "end", row.name)
    phases = ((row.launch_s, "flight"), (row.detected_s, "seen"), (row.tracked_s, "tracked"))
    for start, css in phases:
        if start is not None and start <= row.end_s:
            svg.line(LEFT + start * scale, y, LEFT + row.end_s * scale, y, css, row.words)
    for shot in row.shots:
        x1, x2 = LEFT + shot.launch_s * scale, LEFT + shot.end_s * scale
        x2 = max(x2, x1 + 1)
        svg.path([(x1, y + 4), (x1, y + 7), (x2, y + 7), (x2, y + 4)], "shot", shot.words)
    if row.outcome in ENDINGS:
        shape, css, words = ENDINGS[row.outcome]
        tip = f"{row.name}: {words} at {clock(row.end_s)}"
        svg.mark(shape, LEFT + row.end_s * scale, y, css, tip, 5.5)
