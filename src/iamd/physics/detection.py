"""Detection after square-law integration of pulses: thresholds, exact probabilities for Swerling 0 to 4, inverses.

Signal-to-noise ratios are power ratios per pulse, before integration, unless a name says decibels. "Pulse" is
whatever the radar integrates without regard to phase: single pulses, or coherent bursts of them. Rules of thumb are
in `detection_rules`, decisions over several looks in `looks`.
"""

from __future__ import annotations

import math

from iamd.physics._jit import inner, kernel
from iamd.physics.detection_rules import albersheim_snr_db as albersheim_snr_db
from iamd.physics.detection_rules import shnidman_snr_db as shnidman_snr_db
from iamd.physics.looks import binary_break_even as binary_break_even
from iamd.physics.looks import binary_detection as binary_detection
from iamd.physics.looks import binary_single_look as binary_single_look
from iamd.physics.looks import cfar_detection as cfar_detection
from iamd.physics.looks import cfar_loss as cfar_loss
from iamd.physics.looks import cfar_required_snr as cfar_required_snr
from iamd.physics.looks import cumulative_detection as cumulative_detection
from iamd.physics.tails import (
    NEGLIGIBLE,
    gamma_tails,
    log_gamma_above,
    negative_binomial_term,
    poisson_log,
    poisson_term,
)

SMALLEST_PROBABILITY = (
    1e-15  # of a false alarm: below it rounding in the single-look series is as large as the result
)

_STEADY = 0  # stands for an endless shape: the sum of many equal scatterers does not fluctuate
_DEVIATIONS = 20.0  # below the mean, where a sum may begin: less than 1e-40 of the weight lies beyond
_SMALLEST_REST = 1e-6  # of probability: above it one minus a sum still has ten digits
_LOWEST_DB, _HIGHEST_DB = -100.0, 140.0
_HALVINGS = 50
_PER_DECIBEL = math.log(10.0) / 10.0
_NEWTON_STEPS = 100  # about ten are used
_ROUNDING = 2.0**-52


@kernel
def detection_threshold(pfa: float, pulses: int) -> float:
    """Threshold on the sum of squared envelopes, in units of the mean noise power of one pulse.

    Parameters
    ----------
    pfa : float
        Probability of false alarm of the decision, 1e-300 to below 1.
    pulses : int
        Number integrated, 1 or more (tried to 100,000).

    Returns
    -------
    float
        T with Q(pulses, T) = pfa, Q the upper incomplete gamma function; -ln(pfa) for one pulse.

    Source: J. I. Marcum, "A statistical theory of target detection by pulsed radar", *IRE Transactions on Information
    Theory* IT-6 (1960) 59-267; M. A. Richards, *Fundamentals of Radar Signal Processing*, 2nd ed. (2014), chapter 6.
    """
    wanted = math.log(pfa)
    if pulses <= 1:
        return -wanted
    # The logarithm of the tail is concave: after one step Newton's method comes down on the root from above.
    threshold = float(pulses)
    for _ in range(_NEWTON_STEPS):
        tail = log_gamma_above(pulses, threshold)
        slope = math.exp(poisson_log(pulses - 1, threshold) - tail)
        step = (tail - wanted) / slope
        threshold += step
        if abs(step) <= _ROUNDING * threshold:
            break
    return threshold


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

    Source: Marcum 1960 (see `detection_threshold`). Evaluated as the non-central chi-square law with two degrees of
    freedom: one minus the sum over k of the Poisson weight of snr at k times the chance that a Poisson count of mean T
    exceeds k.
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
def _first_count(signal: float, shape: int) -> int:
    """Count at which the sum of `_integrated` may begin: far below the mean, where the weights are nothing."""
    deviation = math.sqrt(signal)
    if shape != _STEADY:
        deviation = math.sqrt(signal * (1.0 + signal / shape))
    return int(max(0.0, signal - _DEVIATIONS * deviation))


@inner
def _integrated(signal: float, shape: int, threshold: float, pfa: float, pulses: int) -> tuple[float, float]:
    """Probabilities of detection and of a miss, each with its own relative accuracy, of a fluctuating sum.

    The energy of the signal over all pulses is gamma-distributed with mean `signal` and the given shape (`_STEADY`:
    constant). Given the energy, the sum of squared envelopes is a gamma variable whose shape is the number of pulses
    plus a Poisson count. So the detection is the sum over k of w(k) Q(pulses + k, T), and the miss that of
    p(pulses + k, T) W(k): w and W are weights of the count and their running sum, p is the Poisson term. All
    terms are positive, and both sums are run until one of them is complete.
    """
    k = _first_count(signal, shape)
    scale = 0.0
    if shape == _STEADY:
        weight = poisson_term(k, signal)
    else:
        scale = signal / shape
        weight = negative_binomial_term(k, shape, scale)
    passing = pfa
    if k > 0:
        passing = gamma_tails(pulses + k, threshold)[1]
    term = poisson_term(pulses + k, threshold)
    detection = missed = gathered = 0.0
    while True:
        gathered += weight
        detection += weight * passing
        missed += term * gathered
        ratio = signal / (k + 1)
        if shape != _STEADY:
            ratio = (shape + k) / (k + 1.0) * (scale / (1.0 + scale))
        # The rest of each sum is smaller than that of a geometric series.
        if ratio < 1.0 and weight * ratio <= NEGLIGIBLE * detection * (1.0 - ratio) and detection <= 0.5:
            return detection, 1.0 - detection
        fall = threshold / (pulses + k + 1.0)
        if fall < 1.0 and term * fall <= NEGLIGIBLE * missed * (1.0 - fall):
            if missed <= 0.5:
                return 1.0 - missed, missed
            rest = 1.0 - gathered
            if rest > _SMALLEST_REST or (ratio < 1.0 and weight * ratio <= NEGLIGIBLE * (1.0 - ratio)):
                detection += max(0.0, rest)
                return detection, 1.0 - detection
        k += 1
        weight *= ratio
        passing = min(1.0, passing + term)
        term *= fall


@inner
def _both(snr: float, threshold: float, pfa: float, swerling: int, pulses: int) -> tuple[float, float]:
    """Probabilities of detection and of a miss by Swerling case; not a number for a case that does not exist."""
    signal = pulses * snr
    if swerling == 0 or swerling == 5:
        return _integrated(signal, _STEADY, threshold, pfa, pulses)
    if swerling == 1:
        return _integrated(signal, 1, threshold, pfa, pulses)
    if swerling == 2:
        missed, detection = gamma_tails(pulses, threshold / (1.0 + snr))
        return detection, missed
    if swerling == 3:
        return _integrated(signal, 2, threshold, pfa, pulses)
    if swerling == 4:
        return _integrated(signal, 2 * pulses, threshold, pfa, pulses)
    return math.nan, math.nan


@kernel
def detection_probability(snr: float, pfa: float, swerling: int, pulses: int = 1) -> float:
    """Probability of detection after square-law integration of pulses.

    Parameters
    ----------
    snr : float
        Mean signal-to-noise ratio of one pulse, a power ratio, 0 or more.
    pfa : float
        Probability of false alarm of the decision, 1e-15 to below 1.
    swerling : int
        0 (also 5): steady; 1, 3: alike in all pulses of the look and independent from look to look; 2, 4: independent
        from pulse to pulse. 1 and 2 are many scatterers of like size (exponential), 3 and 4 one large among small ones
        (chi-square with four degrees of freedom).
    pulses : int
        Number integrated, 1 or more.

    Returns
    -------
    float
        Probability, right to about 1e-10 relative, a small detection as well as a small miss (with one pulse:
        closed forms, right to 1e-15 absolute). Not a number for another Swerling case.

    Source: Swerling 1960 and Marcum 1960 (see `swerling1_detection`, `detection_threshold`); D. P. Meyer and
    H. A. Mayer, *Radar Target Detection* (1973). The cases are one family by the shape of the gamma law of the signal
    energy: 1, N, 2, 2N, and endless for a steady target: D. A. Shnidman, "Radar detection probabilities and their
    calculation", *IEEE Transactions on Aerospace and Electronic Systems* 31 (1995).
    """
    if pulses == 1:
        if swerling == 1 or swerling == 2:
            return swerling1_detection(snr, pfa)
        if swerling == 0 or swerling == 5:
            return swerling0_detection(snr, pfa)
        if swerling == 3 or swerling == 4:
            return swerling3_detection(snr, pfa)
    return _both(snr, detection_threshold(pfa, pulses), pfa, swerling, pulses)[0]


@kernel
def required_snr(pd: float, pfa: float, swerling: int, pulses: int = 1) -> float:
    """Mean signal-to-noise ratio of one pulse that gives a probability of detection.

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection and of false alarm, 1e-15 <= pfa < pd <= 1 - 1e-9.
    swerling : int
        0 to 5, as in `detection_probability`.
    pulses : int
        Number integrated, 1 or more.

    Returns
    -------
    float
        A power ratio, to 1e-9 relative; not a number for another Swerling case.

    Source: as `detection_probability`; closed form for one pulse of case 1 or 2, otherwise by bisection in the
    logarithm from -100 to +140 dB, on the smaller of detection and miss.
    """
    if pulses == 1 and (swerling == 1 or swerling == 2):
        return swerling1_required_snr(pd, pfa)
    if swerling < 0 or swerling > 5:
        return math.nan
    threshold = detection_threshold(pfa, pulses)
    low = _LOWEST_DB
    high = _HIGHEST_DB
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        found, missed = _both(math.exp(middle * _PER_DECIBEL), threshold, pfa, swerling, pulses)
        short = found < pd
        if pd > 0.5:
            short = missed > 1.0 - pd
        if short:
            low = middle
        else:
            high = middle
    return math.exp(0.5 * (low + high) * _PER_DECIBEL)


@kernel
def integration_gain(pd: float, pfa: float, swerling: int, pulses: int) -> float:
    """Signal-to-noise ratio that integration without regard to phase saves on each pulse.

    Parameters
    ----------
    pd, pfa, swerling, pulses
        As in `required_snr`.

    Returns
    -------
    float
        required(1 pulse) / required(pulses), a power ratio. Adding `pulses` in phase saves exactly `pulses`; the ratio
        of the two is the integration loss of steady targets. Cases 2 and 4 can save more: they average fades out.

    Source: Marcum 1960; Richards 2014, section 6.3.
    """
    return required_snr(pd, pfa, swerling, 1) / required_snr(pd, pfa, swerling, pulses)


@kernel
def coherent_snr(snr: float, pulses: int, loss: float) -> float:
    """Signal-to-noise ratio after adding pulses in phase.

    Parameters
    ----------
    snr : float
        Of one pulse, a power ratio.
    pulses : int
        Number added, 1 or more; the target must stay in phase and in the range cell meanwhile.
    loss : float
        Of processing (filter mismatch, straddling), a power ratio of 1 or more.

    Returns
    -------
    float
        snr pulses / loss, a power ratio.

    Source: Richards 2014, section 6.3.
    """
    return snr * pulses / loss
