"""Why do claims of a radar's range differ? The gap in decibels, and which inputs could supply it."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iamd.analysis.calc.formula import Answer, Form, Input, Output, number, watts
from iamd.errors import InputError

#: Cards that stand for a class of target where nobody says which one is meant.
CLASSES = ("generic-bm-1000", "F-35A", "fourth-generation fighter")
#: One stacked radar more multiplies power, gain and aperture: its number enters to the third power.
STACKED = 3.0
MODULE = Path(__file__).parent


@dataclass(frozen=True)
class Term:
    """One input of the radar equation: where it stands and how it is written."""

    name: str
    words: str
    power: float  # exponent of the fourth power of range
    unit: str
    level: bool = False  # given in decibels

    def needed(self, given: float, factor: float) -> float:
        """Value that multiplies the fourth power of range by ``factor``."""
        if self.level:
            return given + 10.0 * math.log10(factor) / self.power
        return float(given * factor ** (1.0 / self.power))

    def change(self, gap_db: float) -> str:
        """What the input has to do for a gap, where its value is not given."""
        level = gap_db / self.power
        if self.level:
            return f"{level:+.1f} dB"
        ratio = 10.0 ** (abs(level) / 10.0)
        return f"{'×' if level > 0.0 else '÷'} {number(ratio, 3)}"

    def supply(self, low: float, high: float) -> float:
        """Decibels between the ends of an interval."""
        span = high - low if self.level else 10.0 * math.log10(high / low)
        return float(abs(self.power) * span)


TERMS = (
    Term("rcs", "radar cross-section", 1.0, "m2"),
    Term("average-power", "average power", 1.0, "W"),
    Term("gain-db", "antenna gain", 1.0, "dB", level=True),
    Term("aperture", "effective aperture", 1.0, "m2"),
    Term("dwell", "dwell", 1.0, "s"),
    Term("snr-db", "signal-to-noise ratio needed", -1.0, "dB", level=True),
    Term("loss-db", "losses", -1.0, "dB", level=True),
    Term("temperature", "noise temperature", -1.0, "K"),
    Term("stacking", "radars stacked", STACKED, "radars"),
)


@dataclass(frozen=True)
class Interval:
    """How far an input can plausibly go, by whom, and for what."""

    low: float
    high: float
    grade: str
    source: str
    of: str = ""


def explain(claims: list[float], against: str | None, **given: float | None) -> Answer:
    """Decibels between claims, and for each input what the larger claims would need."""
    if len(claims) < 2 or min(claims) == max(claims):
        raise InputError(
            "needs two or more ranges that differ",
            given=" ".join(number(each) for each in claims),
            where="--explain",
        )
    from iamd.physics.radar import decibel_gap

    ordered = sorted(set(claims))
    gaps = [decibel_gap(ordered[0], each) for each in ordered[1:]]
    rows = [row for term in TERMS for row in _rows(term, given.get(_argument(term)), gaps, against)]
    return Answer(
        {
            "gap_db": gaps[-1],
            "claims_m": ordered,
            "gaps_db": gaps,
            "power_ratios": [10.0 ** (gap / 10.0) for gap in gaps],
            "could_supply": [_able(rows, place) for place in range(len(gaps))],
            "inputs": rows,
        },
        tuple(
            f"40 log₁₀({number(each / 1000)}/{number(ordered[0] / 1000)}) = {gap:.2f} dB, a factor of "
            f"{number(10.0 ** (gap / 10.0), 4)} in signal"
            for each, gap in zip(ordered[1:], gaps, strict=True)
        ),
        _notes(rows, ordered, gaps),
        _table(rows, ordered, gaps),
    )


def _argument(term: Term) -> str:
    return term.name.replace("-", "_")


def _able(rows: list[dict[str, Any]], place: int) -> list[str]:
    """Inputs that could supply a gap alone, each once."""
    return list(dict.fromkeys(row["input"] for row in rows if row["inside"][place]))


def _rows(term: Term, given: float | None, gaps: list[float], against: str | None) -> list[dict[str, Any]]:
    """What one input would have to be: a row for each published interval."""
    base = 1.0 if term.name == "stacking" else given
    factors = [10.0 ** (gap / 10.0) for gap in gaps]
    needed = None if base is None else [term.needed(base, factor) for factor in factors]
    rows = []
    for interval in _intervals(term.name, given, against) or (None,):
        supply = None if interval is None else term.supply(interval.low, interval.high)
        rows.append(
            {
                "input": term.name,
                "words": term.words + (f" of {interval.of}" if interval and interval.of else ""),
                "unit": term.unit,
                "given": base,
                "needed": needed,
                "factors": [factor ** (1.0 / term.power) for factor in factors],
                "low": interval.low if interval else None,
                "high": interval.high if interval else None,
                "supply_db": supply,
                "inside": _inside(interval, supply, needed, gaps),
                "grade": interval.grade if interval else None,
                "source": interval.source if interval else None,
            }
        )
    return rows


def _inside(
    interval: Interval | None, supply: float | None, needed: list[float] | None, gaps: list[float]
) -> list[bool | None]:
    """For each gap whether the input could supply it alone; None where nobody publishes how far it can go."""
    if interval is None or supply is None:
        return [None for _ in gaps]
    if needed is None:
        return [supply >= gap for gap in gaps]
    return [interval.low <= each <= interval.high for each in needed]


def _intervals(name: str, given: float | None, against: str | None) -> tuple[Interval, ...]:
    if name == "rcs":
        return _cross_sections(given, against)
    if name == "snr-db":
        return (_signal(),)
    entry = _plausible().get(name)
    if entry is None:
        return ()
    return (Interval(float(entry["low"]), float(entry["high"]), entry["grade"], _cited(entry["sources"])),)


@functools.cache
def _plausible() -> dict[str, dict[str, Any]]:
    from iamd.library.yamlfile import read_yaml

    found: dict[str, dict[str, Any]] = read_yaml(MODULE / "plausible.yaml").data
    return found


def _cited(keys: tuple[str, ...] | list[str]) -> str:
    """Sources by their titles, as the library's bibliography has them."""
    from iamd.library import library

    sources = library().sources
    return "; ".join(f"{sources[key].title} ({sources[key].year})" for key in keys)


def _cross_sections(given: float | None, against: str | None) -> tuple[Interval, ...]:
    """Published intervals of targets: of the one that is meant, or of three unlike ones."""
    from iamd.library import library

    held = library()
    found = []
    for name in (against,) if against else CLASSES:
        if name.casefold() not in held.index:
            raise _no_target(name, [entry.name for entry in held.entries("threats", "aircraft")])
        figures = held.card(name).figures
        figure = figures.get("rcs_x") or figures.get("rcs")
        if figure is None:
            raise InputError("nobody publishes a cross-section of it", given=name, where="--against")
        band = "X band" if "rcs_x" in figures else "band not stated"
        sources = _cited(figure.sources) if figure.sources else "assumption of the library"
        found.append(Interval(figure.low, figure.high, figure.grade, sources, f"{name} ({band})"))
    if given is None or against:
        return tuple(found)
    return tuple(each for each in found if each.low <= given <= each.high) or tuple(found)


def _no_target(name: str, names: list[str]) -> InputError:
    """What to say of a target that the library does not have: the names most like it, or where they are listed."""
    import difflib

    folded = {each.casefold(): each for each in names}
    word = name.casefold()
    near = [folded[each] for each in difflib.get_close_matches(word, folded, n=4, cutoff=0.6)]
    near += [each for key, each in folded.items() if word and word in key and each not in near]
    return InputError(
        "the library has no target of this name",
        given=name,
        allowed=near[:6] or ["a name from `iamd list threats` or `iamd list aircraft`"],
        where="--against",
    )


def _signal() -> Interval:
    """What a detection needs between the ends of the library's priors: steady to Swerling 1, one pulse."""
    from iamd.library import library
    from iamd.physics.detection import required_snr

    priors = library().priors
    pd, pfa = priors["radar-anchor-pd"].figure, priors["radar-false-alarm"].figure
    low = 10.0 * math.log10(required_snr(pd.low, pfa.high, 0, 1))
    high = 10.0 * math.log10(required_snr(pd.high, pfa.low, 1, 1))
    text = f"computed for Pd {number(pd.low)} to {number(pd.high)} and pfa {number(pfa.high)} to {number(pfa.low)}"
    return Interval(low, high, "E", f"{text}, steady to Swerling 1, one pulse; {_cited(pd.sources)}")


def _notes(rows: list[dict[str, Any]], ordered: list[float], gaps: list[float]) -> tuple[str, ...]:
    notes = []
    for place, claim in enumerate(ordered[1:]):
        able = [row["words"] for row in rows if row["inside"][place]]
        which = "; ".join(dict.fromkeys(able)) or "no single input; several together would have to"
        notes.append(f"{gaps[place]:.1f} dB for {number(claim / 1000)} km could come from: {which}.")
    notes.append(
        "Decibels of several inputs add up. An interval says what has been published or assumed, not what is true; "
        "give the inputs of one claim (--rcs, --loss-db, ...) and the value that each would need is shown."
    )
    return tuple(notes)


def _table(
    rows: list[dict[str, Any]], ordered: list[float], gaps: list[float]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    head = ["Input", "Published or assumed", "Can supply", "Given"]
    head += [f"For {number(claim / 1000)} km" for claim in ordered[1:]]
    return (*head, "Grade"), tuple(_cells(row, gaps) for row in rows)


def _amount(value: float, unit: str) -> str:
    """A number with its unit, which for watts is the larger one and for one radar the singular."""
    if unit == "W":
        return watts(float(f"{value:.3g}"))
    return f"{number(value, 3)} {'radar' if unit == 'radars' and value == 1.0 else unit}"


def _cells(row: dict[str, Any], gaps: list[float]) -> tuple[str, ...]:
    term = next(each for each in TERMS if each.name == row["input"])
    unit = row["unit"]
    span = (
        f"{number(row['low'], 3)} to {_amount(row['high'], unit)}"
        if row["low"] is not None
        else "no interval"
    )
    supply = f"{row['supply_db']:.1f} dB" if row["supply_db"] is not None else ""
    given = _amount(row["given"], unit) if row["given"] is not None else ""
    words = {True: "yes", False: "no", None: "?"}
    cells = []
    for place, inside in enumerate(row["inside"]):
        needed = row["needed"]
        value = term.change(gaps[place]) if needed is None else _amount(needed[place], unit)
        cells.append(f"{value}: {words[inside]}")
    return (row["words"], span, supply, given, *cells, row["grade"] or "")


EXPLAIN = Form(
    (
        Input(
            "explain",
            "length",
            "two or more claimed ranges",
            low=0.0,
            above=True,
            high=1e9,
            many=True,
            argument="claims",
        ),
        Input("against", "name", "card of the target that is meant, as in `iamd list threats`", None),
        *(
            Input(
                name,
                kind,
                f"{words} behind the shorter claim",
                None,
                low,
                high,
                above=low == 0.0 and kind != "decibel",
            )
            for name, kind, words, low, high in (
                ("rcs", "area", "cross-section", 0.0, 1e8),
                ("average-power", "power", "average power", 0.0, 1e12),
                ("gain-db", "decibel", "antenna gain", -30.0, 100.0),
                ("aperture", "area", "effective aperture", 0.0, 1e8),
                ("dwell", "time", "dwell", 0.0, 1e5),
                ("snr-db", "decibel", "signal-to-noise ratio", -100.0, 140.0),
                ("loss-db", "decibel", "losses", 0.0, 100.0),
                ("temperature", "temperature", "noise temperature", 0.0, 1e6),
            )
        ),
    ),
    (
        Output("gap_db", "from the shortest claim to the longest"),
        Output("claims_m", "claims"),
        Output("gaps_db", "above the shortest claim"),
        Output("power_ratios", "the same as factors in signal"),
        Output("could_supply", "inputs that could supply it alone"),
        Output("inputs", "what each input would have to be"),
    ),
    explain,
    "ΔdB = 40 log₁₀(R₂/R₁), because R⁴ = P_avg t G A_e σ / ((4π)² k T L S/N)",
    "M. I. Skolnik, Introduction to Radar Systems, 3rd ed. (2001), section 1.2; argument of G. N. Lewis and "
    "T. A. Postol with the National Research Council on the AN/TPY-2 (mostlymissiledefense.com, 2012). Intervals: "
    "cards and priors of the library, each with its source, and assumptions of grade E",
    "Free space: beyond the horizon no decibels help (see horizon).",
    "why claims differ",
)
