"""Chance and what is not known, apart."""

from __future__ import annotations

from typing import Any

from iamd.report.charts.spread import Interval, ends, spread_chart
from iamd.report.record import Entry, Record
from iamd.report.words import count, is_number, number, percent

#: Single raids with the mean of their draw taken out and the overall mean put in: chance alone. The factor undoes
#: the loss of one degree of freedom in each draw.
_CHANCE = """
WITH parts AS (
  SELECT leakers - avg(leakers) OVER of_draw AS rest, count(*) OVER of_draw AS many, avg(leakers) OVER () AS middle
  FROM runs WINDOW of_draw AS (PARTITION BY draw)
), alone AS (
  SELECT middle + rest * sqrt(many / (many - 1)) AS leakers FROM parts WHERE many > 1
)
SELECT quantile_cont(leakers, 0.05), quantile_cont(leakers, 0.95) FROM alone
"""


def uncertainty(record: Record) -> dict[str, Any]:
    """A histogram of single raids, the intervals under it, and a sentence for each."""
    metric = record.metric("leakers")
    mean = metric.get("mean")
    if not is_number(mean) or not record.runs:
        return {"chart": None, "sentences": []}
    frequencies = [
        (int(leakers), 100 * raids / record.runs)
        for leakers, raids in record.rows(
            "SELECT leakers, count(*) FROM runs GROUP BY leakers ORDER BY leakers"
        )
    ]
    found = intervals(record)
    rows = [row for row, _ in found.values()]
    label = "Histogram of threats that get through in one raid, with intervals. "
    label += " ".join(f"{row.words}: {ends(row)}." for row in rows)
    return {
        "chart": spread_chart(frequencies, mean, rows, label),
        "sentences": [(row.words, words) for row, words in found.values()] + closing(record),
        "share": chance_share(metric),
        "frequencies": [(leakers, number(share)) for leakers, share in frequencies],
    }


def intervals(record: Record) -> dict[str, tuple[Interval, str]]:
    """The intervals that exist, each with a sentence; the first holds the next two."""
    metric, launched = record.metric("leakers"), record.one("SELECT max(launched) FROM runs")[0]
    found: dict[str, tuple[Interval, str]] = {}
    if single := _interval(metric, "run", "One raid, all together", "both-bar"):
        words = f"In 90 of 100 single raids {ends(single)} threats get through."
        found["run"] = (single, words)
    chance = record.rows(_CHANCE)
    if chance and record.draws > 1 and all(is_number(end) for end in chance[0]):
        low, high = (min(max(float(end), 0.0), float(launched)) for end in chance[0])
        row = Interval("Chance alone", low, high, "chance-bar")
        words = f"If every figure were known, 90 of 100 raids would still spread over about {ends(row)}. "
        found["chance"] = (row, words + "No better information narrows this: it is the world.")
    unknown = _interval(metric, "", "What we do not know, alone", "unknown-bar")
    if unknown and record.draws > 1:
        words = f"If chance averaged out, the answer would lie in {ends(unknown)} for 90\u00a0% of the "
        words += f"{count(record.draws, 'way')} tried to fill in the uncertain figures. Better sources narrow this."
        found["unknown"] = (unknown, words)
    if error := _interval(metric, "mc", "Error of the simulation", "error-bar"):
        words = f"With {count(record.runs, 'run')} the average is known to lie in {ends(error)} (95\u00a0%). "
        words += "More runs narrow this."
        found["error"] = (error, words)
    return found


def _interval(metric: Entry, kind: str, words: str, css: str) -> Interval | None:
    low, high = (metric.get(f"{kind}_{end}" if kind else end) for end in ("low", "high"))
    return Interval(words, low, high, css) if is_number(low) and is_number(high) else None


def closing(record: Record) -> list[tuple[str, str]]:
    """What no interval here holds."""
    found = []
    if record.draws < 2:
        words = "Each uncertain figure was given one value only, so this folder cannot show it. Run it with more draws."
        found.append(("What we do not know", words))
    words = (
        "What the model leaves out is in none of these: see the box at the top. No number of runs shows it."
    )
    note = record.metric("leakers").get("note")
    extra = [("Note", f"{note}.")] if note else []
    return [*found, ("Error of the model", words), *extra]


def chance_share(metric: Entry) -> str:
    """How much of the spread between single raids is chance."""
    chance, parameter = metric.get("chance_sd"), metric.get("parameter_sd")
    if not is_number(chance) or not is_number(parameter) or chance**2 + parameter**2 == 0:
        return ""
    share = chance**2 / (chance**2 + parameter**2)
    shown = percent(share, 1 if share < 0.1 else 2)
    return f"Of the variance between single raids, chance makes {shown} and what we do not know the rest."
