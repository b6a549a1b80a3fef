"""Rules of thumb for the signal-to-noise ratio that a detection needs: checks on the exact sums of `detection`."""

from __future__ import annotations

import math

from iamd.physics._jit import inner, kernel

# Coefficients as printed by the authors.
_ALBERSHEIM_FALSE_ALARM = 0.62
_ALBERSHEIM_CROSS = 0.12
_ALBERSHEIM_DETECTION = 1.7
_ALBERSHEIM_LEVEL = 6.2
_ALBERSHEIM_SPREAD = 4.54
_ALBERSHEIM_PULSES = 0.44
_SHNIDMAN_TAIL = 0.8
_SHNIDMAN_MANY = 40
_SHNIDMAN_HIGH = 0.872


@kernel
def albersheim_snr_db(pd: float, pfa: float, pulses: int) -> float:
    """Signal-to-noise ratio of one pulse that a steady target needs, by Albersheim's rule [dB].

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection, 0.3 to 0.9, and of false alarm, 1e-7 to 1e-3.
    pulses : int
        Integrated without regard to phase, 1 to 8,096.

    Returns
    -------
    float
        Decibels, within 0.35 dB of the exact sum inside these limits. The limits usually printed, 0.2 dB from a
        detection of 0.1 on, do not hold below 0.3: at 0.1 and a false alarm of 1e-3 the rule is 4 dB low.

    Source: W. J. Albersheim, "A closed-form approximation to Robertson's detection characteristics", *Proceedings of
    the IEEE* 69 (1981) 839; as in M. A. Richards, *Fundamentals of Radar Signal Processing*, 2nd ed. (2014),
    section 6.3.
    """
    a = math.log(_ALBERSHEIM_FALSE_ALARM / pfa)
    b = math.log(pd / (1.0 - pd))
    level = _ALBERSHEIM_LEVEL + _ALBERSHEIM_SPREAD / math.sqrt(pulses + _ALBERSHEIM_PULSES)
    inside = a + _ALBERSHEIM_CROSS * a * b + _ALBERSHEIM_DETECTION * b
    return -5.0 * math.log10(float(pulses)) + level * math.log10(inside)


@kernel
def shnidman_snr_db(pd: float, pfa: float, pulses: int, swerling: int) -> float:
    """Signal-to-noise ratio of one pulse that a target needs, by Shnidman's rule [dB].

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection, 0.1 to 0.99, and of false alarm, 1e-9 to 1e-3.
    pulses : int
        Integrated without regard to phase, 1 to 100.
    swerling : int
        0 to 5, as in `detection.detection_probability`.

    Returns
    -------
    float
        Decibels, within 0.5 dB of the exact sum as printed, at single points inside the limits up to 0.75; not a number
        for another Swerling case.

    Source: D. A. Shnidman, "Determination of required SNR values", *IEEE Transactions on Aerospace and Electronic
    Systems* 38 (2002) 1059-1064; as equations 6.108 to 6.112 of Richards 2014, with the limits of its p. 491.
    """
    shape = 1.0
    if swerling == 2:
        shape = float(pulses)
    elif swerling == 3:
        shape = 2.0
    elif swerling == 4:
        shape = 2.0 * pulses
    elif swerling < 0 or swerling > 5:
        return math.nan
    correction = _shnidman_fluctuation(pd, pfa, pulses) / shape
    if swerling == 0 or swerling == 5:
        correction = 0.0
    shift = 0.25 if pulses >= _SHNIDMAN_MANY else 0.0
    tail = math.sqrt(-_SHNIDMAN_TAIL * math.log(4.0 * pd * (1.0 - pd)))
    eta = math.sqrt(-_SHNIDMAN_TAIL * math.log(4.0 * pfa * (1.0 - pfa))) + math.copysign(tail, pd - 0.5)
    steady = eta * (eta + 2.0 * math.sqrt(0.5 * pulses + (shift - 0.25)))
    return correction + 10.0 * math.log10(steady / pulses)


@inner
def _shnidman_fluctuation(pd: float, pfa: float, pulses: int) -> float:
    """Decibels that a target of shape 1 needs beyond a steady one."""
    correction = ((17.7006 * pd - 18.4496) * pd + 14.5339) * pd - 3.525
    if pd > _SHNIDMAN_HIGH:
        alarms = 0.7 * math.log(1e-5 / pfa) + (2.0 * pulses - 20.0) / 80.0
        correction += math.exp(27.31 * pd - 25.14) + (pd - 0.8) * alarms
    return correction
