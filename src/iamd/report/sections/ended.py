"""Where leaks ended: the furthest gate that any unit reached against a threat that got through."""

from __future__ import annotations

from typing import Any

from iamd.analysis.tables import reason_text
from iamd.report.record import Record
from iamd.report.words import amount, class_name, percent
from iamd.results.schema import Reason

_QUERY = """
SELECT reason, target_class, count(*) FROM outcomes WHERE outcome = 'leaked' AND target_class <> 'decoy'
GROUP BY reason, target_class ORDER BY reason, target_class
"""


def ended(record: Record) -> dict[str, Any]:
    """Rows of the table, largest first, each with a bar; classes are columns."""
    found = record.rows(_QUERY)
    classes = sorted({str(target_class) for _, target_class, _ in found})
    table: dict[str, dict[str, float]] = {}
    for reason, target_class, leaks in found:
        table.setdefault(str(reason), {})[str(target_class)] = leaks / record.runs
    total = sum(sum(row.values()) for row in table.values())
    order = sorted(table, key=lambda reason: (-sum(table[reason].values()), reason))
    rows = [_row(reason_words(reason), table[reason], classes, total) for reason in order]
    longest = max((row["share_value"] for row in rows), default=1.0)
    for row in rows:
        row["bar"] = f"{100 * row['share_value'] / longest:.1f}"
    return {
        "rows": rows,
        "classes": [class_name(name) for name in classes],
        "total": amount(total),
        "any": bool(rows),
    }


def _row(name: str, row: dict[str, float], classes: list[str], total: float) -> dict[str, Any]:
    leaks = sum(row.values())
    return {
        "name": name,
        "cells": [amount(row[name]) if name in row else "–" for name in classes],
        "amount": amount(leaks),
        "share": percent(leaks / total),
        "share_value": leaks / total,
    }


def reason_words(code: str) -> str:
    """A reason in plain words; one from a later version as it is."""
    if code == "none":
        return "no unit was concerned"
    return reason_text(code) if code.upper() in Reason.__members__ else code
