"""The answer in natural frequencies, and how good the evidence behind it is."""

from __future__ import annotations

from typing import Any

from iamd.report.record import Record
from iamd.report.sections.inputs import weak_inputs
from iamd.report.sections.interval import Range, interval
from iamd.report.sections.picture import picture
from iamd.report.sections.sensitivity import top_inputs
from iamd.report.words import (
    WEAK_SHARE,
    amount,
    headline_number,
    headline_numbers,
    in_hundred,
    is_number,
    percent,
)


def headline(record: Record) -> dict[str, Any]:
    """The sentences of the first screen, all of them made from numbers of the folder."""
    weak, of_all = weak_inputs(record)
    is_weak = of_all > 0 and weak / of_all > WEAK_SHARE
    quiet = interval(record, "p_no_leak")
    return {
        "frequency": always_sentence(record, quiet) or frequency_sentence(quiet) if quiet else "",
        "average": average_sentence(record, weak=is_weak),
        "meaning": quiet.meaning if quiet else "",
        "single": single_sentence(record),
        "picture": picture(record),
        "evidence": evidence_sentence(weak, of_all),
        "top": top_inputs(record, weak=is_weak),
        "no_top": no_top_sentence(record),
    }


def always_sentence(record: Record, quiet: Range) -> str:
    """What to say where every simulated raid ended alike: the fact, and what it allows in 100 raids."""
    mean = record.metric("p_no_leak").get("mean")
    runs = f"{record.runs:,} simulated {'raids' if record.runs > 1 else 'raid'}"
    if mean == 0:
        rest = f"at most {in_hundred(quiet.high)} would see nothing get through"
        fact = f"Something gets through in every one of {runs}"
    elif mean == 1:
        rest = f"at least {in_hundred(quiet.low)} would see nothing get through"
        fact = f"Nothing gets through in any of {runs}"
    else:
        return ""
    return f"{fact}: in 100 such raids, {rest}." if quiet.low < quiet.high else f"{fact}."


def frequency_sentence(quiet: Range) -> str:
    """The chance that nothing gets through, as a count in 100 raids."""
    low, high = sorted((in_hundred(quiet.low), in_hundred(quiet.high)))
    if high == 0:
        return "In 100 such raids, something gets through " + (
            "every time." if quiet.high == 0 else "in nearly all."
        )
    if low == 100:
        return "In 100 such raids, nothing gets through" + ("." if quiet.low == 1 else " in nearly all.")
    if low == high:
        return f"In 100 such raids, about {low} {_see(low)} nothing get through."
    if low == 0:
        return f"In 100 such raids, at most {high} {_see(high)} nothing get through."
    if high == 100:
        return f"In 100 such raids, at least {low} {_see(low)} nothing get through."
    return f"In 100 such raids, between {low} and {high} see nothing get through."


def _see(raids: int) -> str:
    return "sees" if raids == 1 else "see"


def average_sentence(record: Record, *, weak: bool) -> str:
    """Threats that get through, of those launched."""
    mean = record.metric("leakers").get("mean")
    if not is_number(mean) or not record.runs:
        return ""
    launched = record.one("SELECT avg(launched) FROM runs")[0]
    of_all = f"{launched:,.0f}" if float(launched).is_integer() else headline_number(launched, weak=weak)
    spread = interval(record, "leakers") or Range(mean, mean, "")
    shown, low, high = headline_numbers(mean, spread.low, spread.high, weak=weak)
    words = f"On average {shown} of {of_all} threats {'gets' if shown == '1' else 'get'} through"
    return f"{words} ({low} to {high})." if low != high else f"{words}."


def single_sentence(record: Record) -> str:
    """How far single raids spread, which the range of the average does not show."""
    metric = record.metric("leakers")
    low, high = metric.get("run_low"), metric.get("run_high")
    if not is_number(low) or not is_number(high) or low == high:
        return ""
    return (
        f"Single raids differ more, by chance: 90 of 100 let {amount(low)} to {amount(high)} threats through."
    )


def evidence_sentence(weak: int, of_all: int) -> str:
    """The share of inputs that nobody has published."""
    if of_all == 0:
        return "The folder lists no inputs, so nothing can be said about the evidence."
    start = f"{weak} of the {of_all} figures behind this answer ({percent(weak / of_all)}) are grade D or E:"
    words = f"{start} recalled, or assumed because nobody has published them."
    return words + (" The numbers here are rounded to match." if weak / of_all > WEAK_SHARE else "")


def no_top_sentence(record: Record) -> str:
    """Why no inputs are named as the ones that move the answer most."""
    if record.sensitivity is None:
        return "Which inputs move the answer most was not computed for this folder."
    return "No single input moves the answer by more than the error of the simulation."
