"""Do the ranges on a radar's card fit one radar? Rival claims in decibels, and the range that first parameters give.

Nothing here decides anything: it is a view of what is published, printed by ``iamd show``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from iamd.library.card import RadarCard
from iamd.library.figure import Claim, Figure
from iamd.library.loader import Resolved
from iamd.library.units import parse_quantity, to_canonical

BOLTZMANN = 1.380649e-23  # J/K
SPEED_OF_LIGHT = 299_792_458.0  # m/s
#: Below this a claim fits the anchor: brochures round to two digits, which is 1.7 dB in range to the fourth power.
_FITS = 1.5
#: Below this another mode, another probability of detection or another loss explains the difference.
_USUAL = 6.0


class Anchor(NamedTuple):
    """A stated detection range and how it fits the card's anchor."""

    range: str
    target_rcs: str
    decibels: float
    words: str


class Implied(NamedTuple):
    """A stated range without a cross-section, and the cross-section at which it would fit the anchor."""

    range: str
    condition: str
    rcs_m2: float
    words: str


class FirstParameters(NamedTuple):
    """The range that power, gain, noise and losses of the card give against the anchor's target."""

    range_m: float
    target_rcs: str
    decibels: float
    inputs: dict[str, float]
    words: str


def anchor_consistency(card: RadarCard) -> list[Anchor]:
    """How far each stated detection range is from the fourth-power law through the card's anchor, in dB.

    The radar equation gives ``R ~ sigma**(1/4)``, so a second pair lies
    ``40 log10(R2/R1) - 10 log10(sigma2/sigma1)`` above the first (Skolnik, Introduction to Radar Systems,
    3rd ed. 2001, ch. 2). Zero means one and the same radar; a few dB mean another mode, another detection
    probability, or a brochure that rounds.
    """
    anchor = _anchor(card)
    if anchor is None:
        return []
    figure, first, reference = anchor
    found = []
    for claim in figure.claims:
        if claim.target_rcs is not None:
            area = parse_quantity(claim.target_rcs, "area", where=card.name)
            decibels = 40 * math.log10(_metres(claim) / first) - 10 * math.log10(area / reference)
            text = f"{claim.value:g} {claim.unit}"
            words = f"{text} against {claim.target_rcs} {_verdict(decibels)}"
            found.append(Anchor(text, claim.target_rcs, round(decibels, 2), words))
    return found


def implied_cross_sections(card: RadarCard) -> list[Implied]:
    """For each stated range without a target: the cross-section that the fourth-power law through the anchor gives."""
    anchor = _anchor(card)
    if anchor is None:
        return []
    figure, first, reference = anchor
    found = []
    for claim in figure.claims:
        if claim.target_rcs is None:
            area = reference * (_metres(claim) / first) ** 4
            text = f"{claim.value:g} {claim.unit}"
            words = f"{text} is stated without a cross-section; the anchor's radar would reach it against {area:.2g} m2"
            found.append(Implied(text, claim.condition, float(f"{area:.3g}"), words))
    return found


def first_parameters(card: RadarCard, figures: Mapping[str, Resolved]) -> FirstParameters | None:
    """Range of the radar equation from the card's own figures against the anchor's target; None if they do not suffice.

    ``R^4 = E G A sigma / ((4 pi)^2 k T L S)`` with the energy ``E`` of one look (average power times dwell), the
    gain ``G``, the effective aperture ``A = G wavelength^2 / (4 pi)``, the system temperature ``T``, the loss ``L``
    and the signal-to-noise ratio ``S`` asked for (Skolnik 2001, ch. 2; in this form by Lewis and Postol, 2012).
    A figure that comes from a prior does not count: the comparison would be with a class, not with a radar.
    """
    anchor = _anchor(card)
    needed = {
        "average_power": "power", "dwell": "time", "antenna_gain": "decibel", "frequency": "frequency",
        "noise_temperature": "temperature", "system_loss": "decibel", "required_snr": "ratio",
    }  # fmt: skip
    own = {name: figures[name].figure for name in needed if name in figures and figures[name].prior is None}
    if anchor is None or len(own) < len(needed):
        return None
    figure, first, reference = anchor
    values = {
        name: to_canonical(own[name].value, own[name].unit, dimension) for name, dimension in needed.items()
    }
    gain = 10 ** (values["antenna_gain"] / 10)
    aperture = gain * (SPEED_OF_LIGHT / values["frequency"]) ** 2 / (4 * math.pi)
    received = values["average_power"] * values["dwell"] * gain * aperture * reference
    noise = BOLTZMANN * values["noise_temperature"] * 10 ** (values["system_loss"] / 10)
    reach = float((received / ((4 * math.pi) ** 2 * noise * values["required_snr"])) ** 0.25)
    decibels = 40 * math.log10(reach / first)
    words = (
        f"first parameters give {reach / 1e3:,.0f} km against {figure.target_rcs}, "
        f"where the anchor has {first / 1e3:,.0f} km; that {_verdict(decibels)}"
    )
    return FirstParameters(reach, str(figure.target_rcs), round(decibels, 2), values, words)


def _anchor(card: RadarCard) -> tuple[Figure, float, float] | None:
    """The anchor, its range [m] and its cross-section [m2]."""
    anchor = card.figures.get("detection_range")
    if anchor is None or anchor.target_rcs is None:
        return None
    return anchor, _metres(anchor), parse_quantity(anchor.target_rcs, "area", where=card.name)


def _verdict(decibels: float) -> str:
    """What a difference in decibels says, in plain words."""
    if abs(decibels) < _FITS:
        return f"fits the anchor ({round(decibels, 1) + 0.0:+.1f} dB)"  # no minus before a nought
    size = f"{abs(decibels):.1f} dB {'more' if decibels > 0 else 'less'} than the anchor's radar would give"
    times = f"a factor {10 ** (abs(decibels) / 10):.2g} in echo power"
    if abs(decibels) < _USUAL:
        return f"is {size}, {times}: another mode, target or probability of detection may explain it"
    return f"is {size}, {times}: hardly the same radar, mode or target"


def _metres(quantity: Figure | Claim) -> float:
    return to_canonical(quantity.value, quantity.unit, "length")
