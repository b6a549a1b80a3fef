"""One raid, threat by threat: seen, tracked, shot at, and how it ended."""

from __future__ import annotations

import math
from typing import Any

from iamd.analysis import tables
from iamd.report.charts.timeline import Shot, ThreatRow, timeline
from iamd.report.record import Record
from iamd.report.words import capital, class_name, clock, count, join, plain

SHOWN = 60

_THREATS = """
SELECT threat, target_class, outcome, launch_s, end_s, first_detection_s, first_track_s, shots
FROM outcomes WHERE run = ? ORDER BY target_class, launch_s, threat
"""


def engagement(record: Record) -> dict[str, Any]:
    """The chart of the median raid and what it shows in words."""
    median = record.median_run
    if median is None:
        return {"chart": None}
    shots = shots_at(record, median)
    found = record.rows(_THREATS, median)
    rows = [_threat(row, tuple(shots.get(str(row[0]), ()))) for row in chosen(found)]
    if not rows:
        return {"chart": None}
    words = summary(found)
    label = f"Timeline of raid {median}, one row to a threat. {words}"
    return {
        "chart": timeline(rows, max(float(row[4]) for row in found), label),
        "run": median,
        "words": words,
        "which": which_raid(record, median),
        "rows": [_cells(row) for row in rows],
        "shown": len(rows),
        "of_all": len(found),
    }


def chosen(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """All threats, or where there are too many those that got through and then the first launched."""
    if len(found) <= SHOWN:
        return found
    order = sorted(found, key=lambda row: (row[2] != "leaked", row[3], row[0]))[:SHOWN]
    return sorted(order, key=lambda row: (row[1], row[3], row[0]))


def _threat(row: tuple[Any, ...], shots: tuple[Shot, ...]) -> ThreatRow:
    name, target_class, outcome, launch_s, end_s, detected, tracked, fired = row
    words = f"{name} ({class_name(target_class, many=False)}): launched at {clock(launch_s)}, "
    words += f"{'detected at ' + clock(detected) if _exists(detected) else 'never detected'}, "
    words += f"{count(fired, 'shot')}, {outcome} at {clock(end_s)}"
    times = [time_s if _exists(time_s) else None for time_s in (detected, tracked)]
    return ThreatRow(str(name), launch_s, end_s, times[0], times[1], str(outcome), words, shots)


def _cells(row: ThreatRow) -> tuple[str, ...]:
    times = [clock(time_s) if time_s is not None else "never" for time_s in (row.detected_s, row.tracked_s)]
    ending = {"killed": "shot down", "leaked": "got through", "failed": "failed by itself"}.get(
        row.outcome, row.outcome
    )
    return (row.name, clock(row.launch_s), *times, str(len(row.shots)), f"{ending} at {clock(row.end_s)}")


def _exists(time_s: object) -> bool:
    return isinstance(time_s, float) and math.isfinite(time_s)


def shots_at(record: Record, run: int) -> dict[str, list[Shot]]:
    """The shots of one run by threat."""
    found: dict[str, list[Shot]] = {}
    for row in tables.timeline(record.folder, run):
        for shot in row["shots"]:
            ends = (shot["intercept_s"], shot["lost_s"], row["kill_s"], shot["launch_s"])
            end = next(time_s for time_s in ends if time_s is not None)
            words = f"{shot['type']} from {row['unit']}, fired at {clock(shot['launch_s'])}, "
            words += f"{_how(shot)} at {clock(end)}"
            found.setdefault(str(row["threat"]), []).append(Shot(shot["launch_s"], end, words))
    return found


def _how(shot: dict[str, Any]) -> str:
    if shot["miss_m"] is None:
        return "lost" if shot["lost_s"] is not None else "still in flight"
    return f"closest approach {shot['miss_m']:.0f} m, {'kill' if shot['killed'] else 'no kill'}"


def summary(found: list[tuple[Any, ...]]) -> str:
    """Counts of the outcomes of one raid, by class."""
    sentences = []
    for name in sorted({str(row[1]) for row in found}):
        rows = [row for row in found if row[1] == name]
        parts = [
            f"{sum(row[2] == outcome for row in rows)} {words}"
            for outcome, words in (("killed", "shot down"), ("leaked", "got through"), ("failed", "failed"))
            if any(row[2] == outcome for row in rows)
        ]
        sentences.append(f"{len(rows)} {class_name(name, many=len(rows) > 1)}: {join(parts)}")
    return capital("; ".join(sentences)) + "."


def which_raid(record: Record, run: int) -> str:
    """Which raid is shown, and how it lies among the others."""
    leakers = record.one("SELECT leakers FROM runs WHERE run = ?", run)[0]
    middle = record.one("SELECT median(leakers) FROM runs")[0]
    words = f"Raid {run} of {record.runs:,}, in which {count(leakers, 'threat')} got through"
    if leakers == middle:
        return f"{words}: as many as in the median raid."
    return f"{words}; the median raid lets {plain(middle)} through."
