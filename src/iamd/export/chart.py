"""Curves with their intervals as PNG or SVG: area against altitude, vertical coverage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from iamd.analysis.mapsheet import Curve, LineChart
from iamd.export.lettering import LEADING, SOFT, Page, style, width, wrap

WIDE, PLOT_WIDE, PLOT_HIGH, LEFT = 8.6, 7.2, 4.1, 1.05
#: After Okabe and Ito (*Color Universal Design*, 2008), dark ones first; dashes and marks tell curves apart in grey.
COLOURS = ("#0072b2", "#d55e00", "#007a5a", "#b0568b", "#1c1f23", "#8a6d00", "#3a8fc2", "#7a7f86")
DASHES: tuple[Any, ...] = ("solid", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)))
MARKS = ("o", "s", "^", "D", "v", "P", "X", "h")


def write_chart(chart: LineChart, path: Path) -> None:
    """Write a chart as ``.png`` or ``.svg``.

    Raises:
        InputError: the name ends otherwise.
        ResultsError: the file cannot be written.
        ValueError: there is no curve, or x and y of one differ in length.
    """
    if not chart.curves:
        raise ValueError(f"chart {chart.name!r} has no curve")
    for curve in chart.curves:
        if len(np.asarray(curve.x)) != len(np.asarray(curve.y)):
            raise ValueError(f"chart {chart.name!r}: the curve {curve.label!r} has x and y of two lengths")
    with style():
        make_page(chart).save(path, {"Title": chart.title, "Description": chart.note, "Source": "iamd"})


def make_page(chart: LineChart) -> Page:
    """The chart, not yet written."""
    room = WIDE - 0.5
    title, note = wrap(chart.title, room, 14, bold=True), wrap(chart.note, room, 10)
    rows = _key_rows(chart.curves, room)
    top = 0.2 + len(title) * 14 * LEADING / 72 + 0.12
    below = top + PLOT_HIGH + 0.62
    key_high = len(rows) * 0.24
    page = Page(WIDE, below + key_high + len(note) * 10 * LEADING / 72 + 0.3)
    page.text(0.25, 0.2, title, 14, bold=True)
    _draw(page.axes(LEFT, top, PLOT_WIDE, PLOT_HIGH), chart)
    for number, row in enumerate(rows):
        for index, left in row:
            _draw_key(page, chart.curves[index], index, left, below + 0.24 * number)
    page.text(0.25, below + key_high + 0.08, note, 10, colour=SOFT)
    return page


def _key_rows(curves: tuple[Curve, ...], room: float) -> list[list[tuple[int, float]]]:
    """Curves in rows of the key, each with its left side [inches]."""
    rows: list[list[tuple[int, float]]] = [[]]
    left = 0.25
    for index, curve in enumerate(curves):
        wide = 0.62 + width(curve.label, 10) + 0.3
        if rows[-1] and left + wide > 0.25 + room:
            rows.append([])
            left = 0.25
        rows[-1].append((index, left))
        left += wide
    return rows


def _look(index: int) -> dict[str, Any]:
    return {
        "color": COLOURS[index % len(COLOURS)],
        "linestyle": DASHES[index % len(DASHES)],
        "marker": MARKS[index % len(MARKS)],
        "linewidth": 1.8,
        "markersize": 5.5,
        "markeredgecolor": "white",
        "markeredgewidth": 0.7,
    }


def _draw_key(page: Page, curve: Curve, index: int, left: float, top: float) -> None:
    axes = page.axes(left, top, 0.5, 0.2)
    axes.axis("off")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    if curve.low is not None:
        axes.fill_between(
            [0, 1], [0.12, 0.12], [0.88, 0.88], color=COLOURS[index % len(COLOURS)], alpha=0.16, lw=0
        )
    axes.plot([0.0, 0.5, 1.0], [0.5, 0.5, 0.5], markevery=[1], **_look(index))
    page.text(left + 0.58, top + 0.015, [curve.label], 10)


def _draw(axes: Any, chart: LineChart) -> None:
    axes.set_xlabel(chart.x_label, fontsize=10.5)
    axes.set_ylabel(chart.y_label, fontsize=10.5)
    axes.tick_params(labelsize=10)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if "x" in chart.logarithmic:
        axes.set_xscale("log")
    if "y" in chart.logarithmic:
        axes.set_yscale("log")
    axes.grid(True, color="#dde1e5", linewidth=0.7)
    axes.set_axisbelow(True)
    for index, curve in enumerate(chart.curves):
        x, y = np.asarray(curve.x, dtype=float), np.asarray(curve.y, dtype=float)
        if curve.low is not None and curve.high is not None:
            low, high = np.asarray(curve.low, dtype=float), np.asarray(curve.high, dtype=float)
            colour = COLOURS[index % len(COLOURS)]
            axes.fill_between(x, low, high, color=colour, alpha=0.16, linewidth=0, zorder=2)
            # Thin edges show where bands overlap, and in grey.
            axes.plot(x, low, color=colour, linewidth=0.5, alpha=0.6, zorder=2)
            axes.plot(x, high, color=colour, linewidth=0.5, alpha=0.6, zorder=2)
        spread = max(len(x) // 8, 1)
        axes.plot(x, y, markevery=(index % spread, spread), zorder=3, **_look(index))
    _round_axes(axes, chart)


def _round_axes(axes: Any, chart: LineChart) -> None:
    """Numbers as people write them, and linear axes from zero where nothing is negative."""
    from matplotlib.ticker import FuncFormatter, NullFormatter

    for letter, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        if letter in chart.logarithmic:
            axis.set_minor_formatter(NullFormatter())
            continue
        values = np.concatenate(
            [np.ravel(np.asarray(getattr(curve, letter), float)) for curve in chart.curves]
        )
        values = values[np.isfinite(values)]
        if values.size and values.min() >= 0.0:
            if letter == "x":
                axes.set_xlim(left=0)
            else:
                axes.set_ylim(bottom=0)
