"""Rounds left over time: a staircase for the median raid and one for the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from iamd.report.charts.svg import Svg, ticks
from iamd.report.words import plain

LEFT, RIGHT, TOP, BOTTOM = 34.0, 10.0, 12.0, 32.0

Steps = Sequence[tuple[float, float]]


class Staircase(NamedTuple):
    """A level that changes at moments: (time in s, rounds left), from t = 0."""

    css: str
    points: Steps


def staircase(lines: Sequence[Staircase], ready: float, end_s: float, label: str) -> Markup:
    """One small panel: rounds left against time."""
    svg = Svg(250, 150, label, "panel")
    minutes = end_s >= 300
    unit = 60.0 if minutes else 1.0
    full = max([ready, *(level for line in lines for _, level in line.points)]) or 1.0
    across = (svg.width - LEFT - RIGHT) / max(end_s, 1.0)
    up = (svg.height - TOP - BOTTOM) / full
    floor = svg.height - BOTTOM
    for tick in ticks(0, full, 4, whole=True):
        svg.line(LEFT, floor - tick * up, svg.width - RIGHT, floor - tick * up, "grid")
        svg.text(LEFT - 5, floor - tick * up + 4, plain(tick), "small", "end")
    for tick in ticks(0, end_s / unit, 4):
        svg.text(LEFT + tick * unit * across, floor + 14, plain(tick), "small", "middle")
    svg.line(LEFT, floor, svg.width - RIGHT, floor, "axis")
    svg.text(svg.width - RIGHT, floor + 28, "minutes" if minutes else "seconds", "small", "end")
    for line in lines:
        svg.path([(LEFT + x * across, floor - y * up) for x, y in _corners(line.points, end_s)], line.css)
    return svg.finish()


def _corners(points: Steps, end_s: float) -> list[tuple[float, float]]:
    corners: list[tuple[float, float]] = []
    for time_s, level in points:
        if corners:
            corners.append((time_s, corners[-1][1]))
        corners.append((time_s, level))
    if corners:
        corners.append((end_s, corners[-1][1]))
    return corners
