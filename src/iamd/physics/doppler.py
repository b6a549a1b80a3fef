"""What Doppler processing takes out of clutter, and the speeds at which it takes out the target too.

The improvement factor is the ratio of signal to clutter behind the processor over that before it, averaged over all
target speeds. Real radars publish it rarely; a run takes it as a figure with an interval, and the functions here say
what bounds it: spread of the clutter, scanning of the antenna, stability of the transmitter.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.physics._jit import inner, kernel

_SCAN = math.sqrt(math.log(2.0)) / math.pi  # 0.265
_TURN = 2.0 * math.pi


@kernel
def blind_speed(wavelength: float, prf: float) -> float:
    """First blind speed: the target's echo turns by a whole wave from pulse to pulse, as if it stood still.

    Parameters
    ----------
    wavelength : float
        [m].
    prf : float
        Pulse repetition frequency [Hz].

    Returns
    -------
    float
        wavelength prf / 2 [m/s]; the others are its multiples.

    Source: Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), chapter 3.
    """
    return 0.5 * wavelength * prf


@kernel
def stagger_factor(ratios: Any) -> float:
    """First blind speed of staggered pulses over that of steady pulses with the same average interval.

    Parameters
    ----------
    ratios : array of float, shape (intervals,)
        Pulse intervals as whole numbers without a common divisor, such as 25, 30, 27, 31.

    Returns
    -------
    float
        Their mean. Between those speeds the response has dips, but no more zeros.

    Source: Skolnik 2001, chapter 3: v1 / vB = (n1 + n2 + ... + nN) / N.
    """
    total = 0.0
    for n in range(ratios.shape[0]):
        total += ratios[n]
    return total / ratios.shape[0]


@kernel
def spectrum_width(speed_spread: float, wavelength: float) -> float:
    """Standard deviation of the clutter's Doppler spectrum from that of its speeds.

    Parameters
    ----------
    speed_spread : float
        Standard deviation of radial speed [m/s]: leaves in the wind, waves, rain.
    wavelength : float
        [m].

    Returns
    -------
    float
        2 sigma_v / wavelength [Hz].

    Source: Skolnik 2001, chapter 3; Nathanson, *Radar Design Principles*, 2nd ed. (1991).
    """
    return 2.0 * speed_spread / wavelength


@kernel
def scanning_width(hits: float, prf: float) -> float:
    """Standard deviation of the spectrum that a scanning antenna gives to clutter at rest.

    Parameters
    ----------
    hits : float
        Pulses between the half-power points of the beam; above 0.
    prf : float
        Pulse repetition frequency [Hz].

    Returns
    -------
    float
        sqrt(ln 2) prf / (pi hits) [Hz], that is 0.265 prf / hits.

    Source: exact for a Gaussian beam; W. W. Shrader and V. Gregers-Hansen, "MTI radar", chapter 2 of Skolnik, ed.,
    *Radar Handbook*, 3rd ed. (2008), section on scanning.
    """
    return _SCAN * prf / hits


@kernel
def joint_width(first: float, second: float) -> float:
    """Standard deviation [Hz] of a spectrum broadened by two independent causes: the root of the sum of squares.

    Parameters
    ----------
    first, second : float
        Standard deviations [Hz].

    Returns
    -------
    float
        [Hz].

    Source: the spectrum of a product of independent processes is the convolution of theirs (Nathanson 1991).
    """
    return math.sqrt(first * first + second * second)


@inner
def _lost(lag: float, width: float, mean: float, prf: float) -> float:
    """One less the correlation of clutter over a number of pulse intervals."""
    spread = _TURN * width * lag / prf
    half = math.sin(0.5 * _TURN * mean * lag / prf)
    exponent = -0.5 * spread * spread
    # 1 - exp(x) cos(y), without the difference of numbers near 1
    return -math.expm1(exponent) + math.exp(exponent) * 2.0 * half * half


@kernel
def canceller_improvement(delays: int, width: float, mean: float, prf: float) -> float:
    """Improvement factor of a canceller with binomial weights against clutter with a Gaussian spectrum.

    Parameters
    ----------
    delays : int
        1 (two pulses), 2 or 3.
    width, mean : float
        Standard deviation and centre of the clutter's Doppler spectrum [Hz]; the centre is 0 for land, and the drift
        with the wind for rain.
    prf : float
        Pulse repetition frequency [Hz]; less than a thousand times the width if the centre is 0.

    Returns
    -------
    float
        A power ratio: the sum of the squared weights over the sum of w_i w_j rho(i - j). With z = 2 pi width / prf and
        centre 0 it tends to 2 / z^2, 2 / z^4 and (4/3) / z^6 for small z, and to 1 for white clutter.

    Source: the autocorrelation form is in Shrader and Gregers-Hansen 2008 and Nathanson 1991; the limits in Skolnik
    2001, chapter 3, and Barton, *Radar Equations for Modern Radar* (2013).
    """
    first = _lost(1.0, width, mean, prf)
    if delays == 1:
        residue = first
    elif delays == 2:
        residue = (4.0 * first - _lost(2.0, width, mean, prf)) / 3.0
    else:
        second = _lost(2.0, width, mean, prf)
        residue = (15.0 * first - 6.0 * second + _lost(3.0, width, mean, prf)) / 10.0
    if residue <= 0.0:
        return math.inf
    return 1.0 / residue


@kernel
def stability_limit(phase_error: float, amplitude_error: float) -> float:
    """Improvement factor to which an unsteady transmitter or oscillator holds any canceller.

    Parameters
    ----------
    phase_error : float
        Change of phase from pulse to pulse, rms [rad].
    amplitude_error : float
        Change of amplitude from pulse to pulse, rms, as part of the amplitude.

    Returns
    -------
    float
        1 / (phase_error^2 + amplitude_error^2); infinite for none.

    Source: Shrader and Gregers-Hansen 2008, table of instability limits: 20 log(1/phase), 20 log(A/dA).
    """
    residue = phase_error * phase_error + amplitude_error * amplitude_error
    if residue <= 0.0:
        return math.inf
    return 1.0 / residue


@kernel
def joint_improvement(first: float, second: float) -> float:
    """Improvement factor left by two independent limits: residues add.

    Parameters
    ----------
    first, second : float
        Improvement factors, ratios above 0, may be infinite.

    Returns
    -------
    float
        1 / (1/first + 1/second).

    Source: Skolnik 2001, chapter 3.
    """
    residue = 1.0 / first + 1.0 / second
    if residue <= 0.0:
        return math.inf
    return 1.0 / residue


@inner
def _mean_power(delays: int) -> float:
    """Mean of sin^(2 n) over a period: 1/2, 3/8, 5/16."""
    if delays == 1:
        return 0.5
    if delays == 2:
        return 0.375
    return 0.3125


@kernel
def canceller_response(delays: int, radial_speed: float, blind: float) -> float:
    """Gain of a canceller for a target at a radial speed, averaged to 1 over all speeds.

    Parameters
    ----------
    delays : int
        1, 2 or 3.
    radial_speed : float
        [m/s], either sign.
    blind : float
        First blind speed [m/s]; above 0.

    Returns
    -------
    float
        A power ratio from 0 at blind speeds to 2, 8/3 or 16/5 halfway: multiply the signal by it, since the
        improvement factor is an average over speeds.

    Source: Skolnik 2001, chapter 3: |H| is proportional to sin^n(pi v / vB).
    """
    wave = math.sin(math.pi * radial_speed / blind)
    square = wave * wave
    power = square
    for _ in range(delays - 1):
        power *= square
    return power / _mean_power(delays)


@kernel
def speeds_below(delays: int, level: float) -> float:
    """Part of all radial speeds at which a canceller's response is below a level.

    Parameters
    ----------
    delays : int
        1, 2 or 3.
    level : float
        Of `canceller_response`, 0 or more.

    Returns
    -------
    float
        0 to 1: (2 / pi) arcsin of the speed at which the response crosses the level.

    Source: inverse of `canceller_response`.
    """
    part = level * _mean_power(delays)
    if part >= 1.0:
        return 1.0
    return 2.0 / math.pi * math.asin(math.pow(part, 0.5 / delays))


@kernel
def notched(radial_speed: float, notch: float, blind: float) -> bool:
    """Whether a target is lost in the Doppler notch, at zero or at a blind speed.

    Parameters
    ----------
    radial_speed : float
        Relative to the clutter [m/s], either sign.
    notch : float
        Half-width of the notch: the least radial speed that is passed [m/s].
    blind : float
        First blind speed [m/s]; 0 when staggering or several frequencies fill the others.

    Returns
    -------
    bool
        True strictly inside a notch.

    Source: Skolnik 2001, chapter 3; G. W. Stimson, *Introduction to Airborne Radar*, 2nd ed. (1998), on blind zones.
    """
    speed = abs(radial_speed)
    if blind > 0.0:
        speed -= blind * math.floor(speed / blind)
        speed = min(speed, blind - speed)
    return speed < notch


@kernel
def speeds_notched(notch: float, blind: float) -> float:
    """Part of all radial speeds that fall into notches repeated at every blind speed.

    Parameters
    ----------
    notch : float
        Half-width [m/s].
    blind : float
        First blind speed [m/s]; 0 for none, which gives 0: one notch among endless speeds.

    Returns
    -------
    float
        min(1, 2 notch / blind).

    Source: geometry of `notched`.
    """
    if blind <= 0.0:
        return 0.0
    return min(1.0, 2.0 * notch / blind)


@kernel
def filter_speed(wavelength: float, dwell: float) -> float:
    """Width in speed of one Doppler filter, about the narrowest notch that a dwell allows.

    Parameters
    ----------
    wavelength : float
        [m].
    dwell : float
        Coherent time [s]; above 0.

    Returns
    -------
    float
        wavelength / (2 dwell) [m/s].

    Source: Skolnik 2001, chapter 3: Doppler resolution is the inverse of the coherent time.
    """
    return 0.5 * wavelength / dwell
