"""Detection of one look, and a radar's range anchored on a published one.

Signal-to-noise ratios are power ratios, not decibels, unless a name says so. One look is one detection decision,
after whatever integration the anchor range already holds.
"""

from __future__ import annotations

import math

from iamd.physics._jit import inner, kernel

_PER_DECIBEL = math.log(10.0) / 10.0

SMALLEST_PROBABILITY = 1e-15  # of a false alarm: below it rounding in the series is as large as the result


@kernel
def decibels(ratio: float) -> float:
    """Ten times the common logarithm of a power ratio above 0 [dB]."""
    return 10.0 * math.log10(ratio)


@kernel
def power_ratio(level_db: float) -> float:
    """Power ratio of a level in decibels."""
    return math.exp(level_db * _PER_DECIBEL)


@kernel
def anchored_snr(
    range_m: float, rcs: float, anchor_range: float, anchor_rcs: float, anchor_snr: float
) -> float:
    """Single-look signal-to-noise ratio from one known point of the radar range equation.

    Parameters
    ----------
    range_m, anchor_range : float
        Range of the target, and of the anchor [m]; above 0.
    rcs, anchor_rcs : float
        Radar cross-section of the target, and of the anchor [m2]; the anchor's above 0.
    anchor_snr : float
        Signal-to-noise ratio at the anchor, a power ratio.

    Returns
    -------
    float
        Signal-to-noise ratio, a power ratio: anchor_snr (rcs / anchor_rcs) (anchor_range / range_m)^4.

    Source: the radar equation, M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), section 1.2: all else
    equal, the ratio goes with the cross-section and with the inverse fourth power of range.
    """
    ratio = anchor_range / range_m
    square = ratio * ratio
    return anchor_snr * (rcs / anchor_rcs) * square * square


@kernel
def anchored_range(
    rcs: float, snr: float, anchor_range: float, anchor_rcs: float, anchor_snr: float
) -> float:
    """Range at which a target gives a signal-to-noise ratio: the inverse of `anchored_snr`.

    Parameters
    ----------
    rcs, anchor_rcs : float
        Radar cross-section of the target, and of the anchor [m2]; the anchor's above 0.
    snr, anchor_snr : float
        Wanted ratio, and that at the anchor; power ratios above 0.
    anchor_range : float
        Range of the anchor [m].

    Returns
    -------
    float
        Range [m].

    Source: as `anchored_snr`.
    """
    return anchor_range * math.sqrt(math.sqrt(rcs / anchor_rcs * (anchor_snr / snr)))


@kernel
def swerling1_detection(snr: float, pfa: float) -> float:
    """Probability of detection in one look at a Swerling 1 target (also Swerling 2: one look).

    Parameters
    ----------
    snr : float
        Mean signal-to-noise ratio, a power ratio, 0 or more.
    pfa : float
        Probability of false alarm, above 0 and below 1.

    Returns
    -------
    float
        pfa^(1 / (1 + snr)).

    Source: P. Swerling, "Probability of detection for fluctuating targets", *IRE Transactions on Information Theory*
    IT-6 (1960) 269-308, case 1 with one pulse.
    """
    return math.exp(math.log(pfa) / (1.0 + snr))


@kernel
def swerling1_required_snr(pd: float, pfa: float) -> float:
    """Mean signal-to-noise ratio that gives a probability of detection in one look: Swerling 1.

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection and of false alarm, 0 < pfa <= pd < 1.

    Returns
    -------
    float
        ln(pfa) / ln(pd) - 1, a power ratio.

    Source: inverse of `swerling1_detection`.
    """
    return math.log(pfa) / math.log(pd) - 1.0


@kernel
def swerling3_detection(snr: float, pfa: float) -> float:
    """Probability of detection in one look at a Swerling 3 target (also Swerling 4: one look).

    Parameters
    ----------
    snr : float
        Mean signal-to-noise ratio, a power ratio, 0 or more.
    pfa : float
        Probability of false alarm, above 0 and below 1.

    Returns
    -------
    float
        (1 + T (snr/2) / (1 + snr/2)^2) exp(-T / (1 + snr/2)) with the threshold T = -ln(pfa).

    Source: Swerling 1960 (see `swerling1_detection`), case 3 with one pulse.
    """
    threshold = -math.log(pfa)
    spread = 1.0 + 0.5 * snr
    return (1.0 + 0.5 * snr * threshold / (spread * spread)) * math.exp(-threshold / spread)


@kernel
def swerling0_detection(snr: float, pfa: float) -> float:
    """Probability of detection in one look at a steady target: Marcum's Q1(sqrt(2 snr), sqrt(2 T)), T = -ln(pfa).

    Parameters
    ----------
    snr : float
        Signal-to-noise ratio, a power ratio, 0 or more.
    pfa : float
        Probability of false alarm, 1e-15 to below 1.

    Returns
    -------
    float
        Probability, right to about 1e-15 absolute.

    Source: J. I. Marcum, "A statistical theory of target detection by pulsed radar", *IRE Transactions on Information
    Theory* IT-6 (1960) 59-267. Evaluated as the non-central chi-square law with two degrees of freedom: one minus the
    sum over k of the Poisson weight of snr at k times the chance that a Poisson count of mean T exceeds k.
    """
    threshold = -math.log(pfa)
    weight = math.exp(-snr)
    term = math.exp(-threshold)
    beyond = 1.0 - term
    missed = weight * beyond
    k = 0
    # Past k = T the chance falls faster than the term itself.
    while k < threshold or term > 1e-18:
        k += 1
        weight *= snr / k
        term *= threshold / k
        beyond = max(0.0, beyond - term)
        missed += weight * beyond
    return min(1.0, max(pfa, 1.0 - missed))


@inner
def _detection(snr: float, pfa: float, swerling: int) -> float:
    """Single-look detection by Swerling case 0, 1 or 3."""
    if swerling == 0:
        return swerling0_detection(snr, pfa)
    if swerling == 1:
        return swerling1_detection(snr, pfa)
    return swerling3_detection(snr, pfa)


@kernel
def required_snr(pd: float, pfa: float, swerling: int) -> float:
    """Mean signal-to-noise ratio that gives a probability of detection in one look.

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection and of false alarm, 1e-15 <= pfa < pd < 1 - 1e-12.
    swerling : int
        0 steady, 1 (or 2), 3 (or 4).

    Returns
    -------
    float
        A power ratio, to 1e-9 relative.

    Source: inverse of `swerling0_detection`, `swerling1_detection` or `swerling3_detection`; closed form for case 1,
    otherwise by bisection in the logarithm from -60 to +140 dB.
    """
    if swerling == 1 or swerling == 2:
        return swerling1_required_snr(pd, pfa)
    case = swerling
    if case == 4:
        case = 3
    low = -60.0
    high = 140.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        if _detection(power_ratio(middle), pfa, case) < pd:
            low = middle
        else:
            high = middle
    return power_ratio(0.5 * (low + high))
