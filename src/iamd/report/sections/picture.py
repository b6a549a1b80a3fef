"""The picture beside the headline: natural frequencies that can be counted."""

from __future__ import annotations

from typing import Any

from iamd.report.charts.hundred import marks
from iamd.report.record import Record
from iamd.report.sections.interval import interval, shows_unknown
from iamd.report.words import in_hundred

#: More marks than this cannot be counted.
MOST_MARKS = 144
RAIDS = ("nothing gets through", "something gets through", "raid of a hundred")


def picture(record: Record) -> dict[str, Any] | None:
    """One hundred raids as marks, or the threats of one raid where every raid ends alike."""
    quiet, leakers = interval(record, "p_no_leak"), interval(record, "leakers")
    if quiet is None or leakers is None:
        return None
    between = (
        "depend on what we do not know" if shows_unknown(record) else "lie within the error of the simulation"
    )
    low, high = sorted((in_hundred(quiet.low), in_hundred(quiet.high)))
    if high > 0 and low < 100 and record.metric("p_no_leak").get("mean") not in (0, 1):
        return _array((low, high, 100), RAIDS, between)
    launched = round(record.one("SELECT avg(launched) FROM runs")[0])
    if not 0 < launched <= MOST_MARKS:
        return None
    low, high = (min(max(launched - round(end), 0), launched) for end in (leakers.high, leakers.low))
    words = ("do not get through", "get through", f"threat of the {launched} launched")
    return _array((low, high, launched), words, between)


def _array(amounts: tuple[int, int, int], words: tuple[str, str, str], between: str) -> dict[str, Any]:
    low, high, total = amounts
    held, leaked, one = words
    counts = [
        ("dot", "held", low, held),
        ("dot", "perhaps", high - low, between),
        ("triangle", "leaked", total - high, leaked),
    ]
    in_words = "; ".join(f"{many} {name}" for _, _, many, name in counts)
    key = [row for row in counts if row[2] > 0 or row[1] != "perhaps"]
    return {"svg": marks(total, low, high, f"One mark is one {one}: {in_words}."), "key": key, "one": one}
