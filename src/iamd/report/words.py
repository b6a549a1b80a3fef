"""Numbers and lists as a reader says them: significant figures, natural frequencies, plain joins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeGuard

#: Where grades D and E are more than this share of the uncertain inputs, the headline keeps fewer figures.
WEAK_SHARE = 0.5

CLASS_NAMES = {
    "ballistic": ("ballistic missile", "ballistic missiles"),
    "cruise": ("cruise missile", "cruise missiles"),
    "drone": ("drone", "drones"),
    "aircraft": ("aircraft", "aircraft"),
    "glide": ("glide vehicle", "glide vehicles"),
    "decoy": ("decoy", "decoys"),
}


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value read from JSON is a finite number (``null`` and NaN stand for "does not exist")."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def number(value: object, digits: int = 2) -> str:
    """A number to so many significant figures, without exponent, thousands apart by a comma."""
    if not is_number(value):
        return "–"
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(float(value), places)
    if rounded != 0:
        places = digits - 1 - math.floor(math.log10(abs(rounded)))
    return f"{rounded:,.{max(places, 0)}f}"


def amount(value: object) -> str:
    """An average count: whole numbers as they are, three figures from ten on, two below, never finer than 0.01."""
    if not is_number(value):
        return "–"
    if abs(value - round(value)) < 1e-9:
        return f"{value:,.0f}"
    if abs(value) < 0.1:
        return f"{value:.2f}" if abs(value) >= 0.005 else "<0.01"
    return number(value, 3 if abs(value) >= 10 else 2)


def plain(value: object) -> str:
    """A published figure as its author wrote it: up to six significant figures, no trailing zeros."""
    if not is_number(value):
        return "–"
    if value != 0 and not 1e-4 <= abs(value) < 1e7:
        return f"{value:.3g}"
    text = f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def headline_numbers(mean: object, low: object, high: object, *, weak: bool) -> list[str]:
    """An average and its ends, rounded to the evidence.

    Weak evidence gets one significant figure below ten and two above, better evidence one more; where that would
    make the two ends look alike, weak evidence gets the second figure too.
    """
    ends = [headline_number(end, weak=weak) for end in (mean, low, high)]
    if weak and low != high and ends[1] == ends[2]:
        return [headline_number(end, weak=False) for end in (mean, low, high)]
    return ends


def headline_number(value: object, *, weak: bool) -> str:
    """One number of the headline."""
    if not is_number(value):
        return "–"
    digits = 1 if abs(value) < 10 else 2
    return number(value, digits if weak else digits + 1)


def span(low: object, high: object, digits: int = 2, *, unit: str = "") -> str:
    """``4 to 9``, or one number where both ends round to the same."""
    ends = [number(end, digits) for end in (low, high)]
    words = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
    return f"{words} {unit}".strip()


def percent(value: object, digits: int = 2) -> str:
    """A share as a percentage."""
    return f"{number(100 * value, digits)}\u00a0%" if is_number(value) else "–"


def in_hundred(share: float) -> int:
    """A probability as a count in 100, where 0 and 100 are kept for what rounds to them."""
    return round(100 * min(max(share, 0.0), 1.0))


def join(words: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def count(amount: float, one: str, many: str | None = None, digits: int = 3) -> str:
    """``1 raid``, ``3 raids``."""
    shown = f"{amount:,.0f}" if float(amount).is_integer() else number(amount, digits)
    return f"{shown} {one if amount == 1 else many or one + 's'}"


def class_name(target_class: str, *, many: bool = True) -> str:
    """A class of threat in plain words; an unknown one as it is."""
    names = CLASS_NAMES.get(target_class)
    return names[many] if names else target_class


def capital(words: str) -> str:
    """The first letter in upper case, the rest as it is."""
    return words[:1].upper() + words[1:]


def clock(seconds: object) -> str:
    """``45 s``, ``6 min 20 s`` or ``1 h 05 min``."""
    if not is_number(seconds):
        return "–"
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    if whole < 7200:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
