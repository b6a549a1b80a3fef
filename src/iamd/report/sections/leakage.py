"""How much gets through, by class of threat, against all four denominators."""

from __future__ import annotations

from typing import Any

from iamd.report.charts.outcomes import OutcomeRow, outcome_bars
from iamd.report.record import Entry, Record, entry
from iamd.report.words import amount, capital, class_name, is_number, percent, span

DENOMINATORS = (
    ("launched", "every threat launched, decoys left out"),
    ("threatening", "would have come down inside an asset's circle if nobody had fired"),
    ("engageable", "some unit could have reached it with perfect knowledge and full magazines"),
    ("engaged", "at least one round was fired at it"),
)

_QUERY = """
SELECT target_class, count(*),
       count(*) FILTER (threatening), count(*) FILTER (engageable), count(*) FILTER (engaged),
       count(*) FILTER (outcome = 'killed'), count(*) FILTER (outcome = 'leaked'), count(*) FILTER (outcome = 'failed'),
       count(*) FILTER (outcome = 'leaked' AND threatening), count(*) FILTER (outcome = 'leaked' AND engageable),
       count(*) FILTER (outcome = 'leaked' AND engaged)
FROM outcomes WHERE target_class <> 'decoy' GROUP BY target_class ORDER BY target_class
"""


def leakage(record: Record) -> dict[str, Any]:
    """Bars of outcomes and the table of denominators, per raid."""
    counts = {
        str(row[0]): [amount / max(record.runs, 1) for amount in row[1:]] for row in record.rows(_QUERY)
    }
    if len(counts) != 1:
        counts["all"] = [sum(column) for column in zip(*counts.values(), strict=True)]
    rows = [_row(name, values, shares(record, name)) for name, values in counts.items() if values]
    bars = [OutcomeRow(row["name"], *(row[part] for part in ("killed", "leaked", "failed"))) for row in rows]
    return {
        "rows": rows,
        "definitions": DENOMINATORS,
        "chart": outcome_bars(bars, bars_label(bars)) if bars else None,
        "remark": remark(rows),
        "ranges": record.draws > 1,
    }


def shares(record: Record, name: str) -> dict[str, Entry]:
    """Leakage with its interval by denominator, of a class or of all threats."""
    by_class = entry(entry(record.summary, "by_class"), name)
    found = {
        of: record.metric(f"leakage_of_{of}") or entry(by_class, f"leakage_of_{of}") for of, _ in DENOMINATORS
    }
    if name != "all" and by_class:
        found = {of: entry(by_class, f"leakage_of_{of}") for of, _ in DENOMINATORS}
    return found if name == "all" or by_class else {}


def _row(name: str, values: list[float], known: dict[str, Entry]) -> dict[str, Any]:
    launched, threatening, engageable, engaged, killed, leaked, failed, *leaks = values
    wholes = (launched, threatening, engageable, engaged)
    pairs = zip(DENOMINATORS, zip(wholes, (leaked, *leaks), strict=True), strict=True)
    return {
        "name": "All threats" if name == "all" else capital(class_name(name)),
        "total": name == "all",
        "killed": killed,
        "leaked": leaked,
        "failed": failed,
        "cells": [_cell(part, whole, known.get(of, {})) for (of, _), (whole, part) in pairs],
        "counts": [amount(value) for value in (killed, leaked, failed)],
    }


def _cell(part: float, whole: float, known: Entry) -> dict[str, str]:
    """Share (the mean over raids where the summary has it), interval and counts."""
    mean = known.get("mean")
    share = percent(mean) if is_number(mean) else percent(part / whole) if whole else "–"
    ends = ""
    if is_number(known.get("low")) and is_number(known.get("high")) and known["low"] < known["high"]:
        ends = f"{span(100 * known['low'], 100 * known['high'])}\u00a0%"
    return {"share": share, "ends": ends, "counts": f"{amount(part)} of {amount(whole)}"}


def bars_label(bars: list[OutcomeRow]) -> str:
    """The chart in words."""
    parts = [
        f"{bar.name}: {amount(bar.killed)} shot down, {amount(bar.leaked)} got through, {amount(bar.failed)} failed"
        for bar in bars
    ]
    return "Bar chart of outcomes per raid. " + "; ".join(parts) + "."


def remark(rows: list[dict[str, Any]]) -> str:
    """A sentence for the cases at the edge."""
    if not rows:
        return "No finished raid, so no outcome to count."
    whole = rows[-1]
    if whole["leaked"] == 0:
        return "Nothing got through in any simulated raid."
    if whole["killed"] == 0:
        return "Nothing was shot down in any simulated raid."
    return ""
