"""Which inputs move the answer: one at a time, from one end of its interval to the other."""

from __future__ import annotations

from typing import Any

from iamd.report.charts.tornado import Swing, tornado
from iamd.report.record import Entry, Record, entries
from iamd.report.words import capital, headline_numbers, is_number, number, plain, span
from iamd.results.schema import METRICS

SHOWN = 12


def sensitivity(record: Record) -> dict[str, Any]:
    """The tornado and its table."""
    inputs = usable_inputs(record)
    found = record.sensitivity or {}
    base = found.get("base")
    metric = METRICS.get(str(found.get("metric")), ("", str(found.get("metric") or "the answer")))[1]
    if not inputs or not is_number(base):
        return {"chart": None, "metric": metric, "rows": [], "method": ""}
    swings = [
        Swing(title_of(item), ends_of(item), item["at_low"], item["at_high"], is_clear(item))
        for item in inputs[:SHOWN]
    ]
    label = f"Tornado chart of {metric}; with every input as drawn {number(base)}. "
    label += " ".join(
        f"{swing.title}: {number(swing.at_low)} to {number(swing.at_high)}." for swing in swings[:3]
    )
    return {
        "chart": tornado(swings, base, f"{metric}, average per raid", label),
        "metric": capital(metric),
        "base": number(base),
        "rows": [_row(item) for item in inputs],
        "left_out": max(len(inputs) - SHOWN, 0),
        "unclear": sum(not is_clear(item) for item in inputs),
        "method": str(found.get("method") or ""),
    }


def usable_inputs(record: Record) -> list[Entry]:
    """Inputs with both ends, widest swing first."""
    items = [
        item
        for item in entries(record.sensitivity, "inputs")
        if all(is_number(item.get(key)) for key in ("at_low", "at_high"))
    ]
    return sorted(items, key=lambda item: (-abs(item["at_high"] - item["at_low"]), str(item.get("name"))))


def top_inputs(record: Record, *, weak: bool, many: int = 3) -> list[dict[str, str]]:
    """The inputs that move the answer most and more than the simulation's own error."""
    get_through = "get through" if (record.sensitivity or {}).get("metric") == "leakers" else "is the answer"
    return [
        {
            "title": title_of(item),
            "grade": str(item.get("grade") or ""),
            "answer": answer_words(item, get_through, weak=weak),
        }
        for item in usable_inputs(record)[:many]
        if is_clear(item)
    ]


def answer_words(item: Entry, get_through: str, *, weak: bool) -> str:
    """``at 0.3, 8 get through; at 0.7, 5 get through``."""
    ends = ("low", "high")
    _, *shown = headline_numbers(None, *(item[f"at_{end}"] for end in ends), weak=weak)
    unit = f" {item['unit']}" if item.get("unit") else ""
    inputs = [f"{plain(item.get(end))}{unit}" for end in ends]
    return "; ".join(f"at {of}, {answer} {get_through}" for of, answer in zip(inputs, shown, strict=True))


def is_clear(item: Entry) -> bool:
    """Whether the interval of the swing leaves out zero; true if there is no interval."""
    low, high = item.get("swing_low"), item.get("swing_high")
    return not (is_number(low) and is_number(high)) or low > 0 or high < 0


def title_of(item: Entry) -> str:
    """What the input is called."""
    return str(item.get("title") or item.get("name") or "input")


def ends_of(item: Entry) -> str:
    """``0.5 to 0.9``, with unit."""
    return f"{plain(item.get('low'))} to {plain(item.get('high'))} {item.get('unit') or ''}".strip()


def _row(item: Entry) -> dict[str, str]:
    low, high = item.get("swing_low"), item.get("swing_high")
    return {
        "title": title_of(item),
        "ends": ends_of(item),
        "at_low": number(item["at_low"], 3),
        "at_high": number(item["at_high"], 3),
        "swing": number(abs(item["at_high"] - item["at_low"])),
        "swing_range": span(low, high) if is_number(low) and is_number(high) else "",
        "grade": str(item.get("grade") or ""),
    }
