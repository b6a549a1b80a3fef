"""Rounds left over time, magazine by magazine."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from iamd.analysis import tables
from iamd.report.charts.steps import Staircase, Steps, staircase
from iamd.report.record import Record, entries
from iamd.report.words import clock, is_number, plain

SHOWN = 12


def inventory(record: Record) -> dict[str, Any]:
    """One small panel for each magazine, the most used first."""
    median = record.median_run
    if median is None or not all(
        is_number(item.get("ready")) for item in entries(record.manifest, "magazines")
    ):
        return {"panels": [], "left_out": 0, "median": median}
    end_s = float(record.one("SELECT max(end_s) FROM outcomes WHERE run IN (0, ?)", median)[0] or 1.0)
    stocks = {
        run: tables.inventory(record.folder, run) for run in dict.fromkeys((0, median)) if _has(record, run)
    }
    panels = []
    for place, stock in enumerate(stocks[median]):
        levels = {run: _steps(rows[place]) for run, rows in stocks.items()}
        panels.append(_panel(stock, levels, median, end_s))
    panels.sort(key=lambda panel: (-panel["used"], panel["unit"], panel["type"]))
    return {
        "panels": panels[:SHOWN],
        "left_out": max(len(panels) - SHOWN, 0),
        "median": median,
        "both": len(stocks) > 1,
    }


def _has(record: Record, run: int) -> bool:
    return bool(record.one("SELECT count(*) FROM runs WHERE run = ?", run)[0])


def _steps(stock: dict[str, Any]) -> Steps:
    return list(zip(stock["time_s"], stock["rounds"], strict=True))


def _panel(stock: dict[str, Any], levels: dict[int, Steps], median: int, end_s: float) -> dict[str, Any]:
    lines = [Staircase("level-first" if run != median else "level", points) for run, points in levels.items()]
    points, ready = levels[median], float(stock["ready"])
    fired = sum(max(before[1] - after[1], 0) for before, after in pairwise(points))
    empty = next((time_s for time_s, level in points if level <= 0), None)
    end = (
        f"empty at {clock(empty)}"
        if empty is not None
        else f"never below {plain(min(level for _, level in points))}"
    )
    words = f"{plain(ready)} ready at the start, {plain(fired)} fired, {end}"
    unit, kind = str(stock["unit"]), str(stock["type"])
    return {
        "unit": unit,
        "type": kind,
        "words": words,
        "used": fired / ready if ready else 0.0,
        "chart": staircase(lines, ready, end_s, f"{kind} at {unit}, rounds left over time: {words}."),
    }
