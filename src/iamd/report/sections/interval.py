"""Which interval of a metric the headline shows, and what it stands for."""

from __future__ import annotations

from typing import NamedTuple

from iamd.report.record import Record
from iamd.report.words import is_number

UNKNOWN = (
    "The range shows what we do not know: of all the ways to fill in the uncertain figures, "
    "90\u00a0% give an average inside it."
)
ONE_DRAW = (
    "The range is the error of the simulation only. The uncertain figures were given one value each, so it does not "
    "show what we do not know."
)
FEW_RUNS = (
    "The range is the error of the simulation: with so few runs, what we do not know cannot be told apart from it. "
    "More runs narrow it."
)
SINGLE = "One number without a range: too little was run for one."


class Range(NamedTuple):
    """The two ends that the headline uses, and what they stand for."""

    low: float
    high: float
    meaning: str


def interval(record: Record, name: str) -> Range | None:
    """The interval of a metric: what is not known where the runs show it, else the simulation's own error."""
    metric = record.metric(name)
    kinds = [("mc_low", "mc_high", ONE_DRAW if record.draws < 2 else FEW_RUNS)]
    if shows_unknown(record):
        kinds.insert(0, ("low", "high", UNKNOWN))
    for low, high, meaning in kinds:
        if is_number(metric.get(low)) and is_number(metric.get(high)):
            return Range(metric[low], metric[high], meaning)
    mean = metric.get("mean")
    return Range(mean, mean, SINGLE) if is_number(mean) else None


def shows_unknown(record: Record) -> bool:
    """Whether what is not known spreads the average at least as far as the simulation's own error does."""
    leakers = record.metric("leakers")
    ends = [leakers.get(key) for key in ("low", "high", "mc_low", "mc_high")]
    numbers = [end for end in ends if is_number(end)]
    if record.draws < 2 or len(numbers) < 4:
        return record.draws > 1 and all(is_number(end) for end in ends[:2])
    low, high, mc_low, mc_high = numbers
    return high - low >= mc_high - mc_low
