"""Passive sensors: how far an emitter is heard, how well its bearing is known, and where two bearings cross.

A passive sensor hears what a target sends out itself: a silent target is never seen. Power goes with the inverse
square of range, so an emitter is heard much further than it is seen by radar; the radio horizon is the usual limit.
"""

from __future__ import annotations

import math

from iamd.physics._jit import kernel
from iamd.physics.propagation import radar_horizon

BOLTZMANN = 1.380649e-23  # J/K
_SLOPE = 1.6  # of the difference pattern, per half-power beamwidth


@kernel
def sensitivity(noise_temperature: float, bandwidth: float, required: float) -> float:
    """Least power that a receiver detects.

    Parameters
    ----------
    noise_temperature : float
        System noise temperature [K]; 290 (F - 1) plus that of the antenna.
    bandwidth : float
        [Hz].
    required : float
        Ratio of signal to noise that detection needs.

    Returns
    -------
    float
        k T B required [W].

    Source: R. A. Poisel, *Introduction to Communication Electronic Warfare Systems*, 2nd ed. (2008); thermal noise.
    """
    return BOLTZMANN * noise_temperature * bandwidth * required


@kernel
def received_power(
    effective_power: float, wavelength: float, slant_range: float, gain: float, loss: float
) -> float:
    """Power received from an emitter, one way, in free space.

    Parameters
    ----------
    effective_power : float
        Radiated power times antenna gain toward the sensor [W]: of a side lobe, unless the beam points here.
    wavelength : float
        [m].
    slant_range : float
        [m]; above 0.
    gain, loss : float
        Gain of the receiving antenna, and losses with those of the air, ratios; the loss 1 or more.

    Returns
    -------
    float
        ERP G wavelength^2 / ((4 pi R)^2 L) [W].

    Source: H. T. Friis, "A note on a simple transmission formula", *Proceedings of the IRE* 34 (1946) 254-256.
    """
    reach = wavelength / (4.0 * math.pi * slant_range)
    return effective_power * gain * reach * reach / loss


@kernel
def intercept_range(
    effective_power: float, wavelength: float, gain: float, loss: float, least_power: float
) -> float:
    """Range at which an emitter is just heard in free space: the inverse of `received_power`.

    Parameters
    ----------
    effective_power, wavelength, gain, loss : float
        As in `received_power`; a power of 0 or less is a silent emitter.
    least_power : float
        Sensitivity of the receiver [W]; above 0.

    Returns
    -------
    float
        [m]; 0 for a silent emitter.

    Source: as `received_power`.
    """
    if effective_power <= 0.0:
        return 0.0
    return wavelength / (4.0 * math.pi) * math.sqrt(effective_power * gain / (loss * least_power))


@kernel
def passive_range(
    effective_power: float,
    wavelength: float,
    gain: float,
    loss: float,
    least_power: float,
    antenna_height: float,
    emitter_height: float,
    k: float,
) -> float:
    """Range at which an emitter is heard over a smooth earth: power or horizon, whichever ends first.

    Parameters
    ----------
    effective_power, wavelength, gain, loss, least_power : float
        As in `intercept_range`.
    antenna_height, emitter_height : float
        Above the smooth surface [m].
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        [m]; 0 for a silent emitter.

    Source: `intercept_range` and `radar_horizon`; ground and slant range are taken as equal.
    """
    heard = intercept_range(effective_power, wavelength, gain, loss, least_power)
    return min(heard, radar_horizon(antenna_height, emitter_height, k))


@kernel
def bearing_error(beamwidth: float, snr: float, fixed: float) -> float:
    """Standard deviation of a bearing by comparing amplitudes.

    Parameters
    ----------
    beamwidth : float
        Half-power width of the receiving beam [rad].
    snr : float
        Ratio of signal to noise; 0 or less gives infinity.
    fixed : float
        Errors that no signal removes: alignment, reflections from the site [rad].

    Returns
    -------
    float
        Root of (beamwidth / (1.6 sqrt(2 snr)))^2 + fixed^2 [rad]; holds for snr well above 1.

    Source: D. K. Barton and H. R. Ward, *Handbook of Radar Measurement* (1969), thermal error of monopulse with a
    slope of 1.6.
    """
    if snr <= 0.0:
        return math.inf
    random = beamwidth / (_SLOPE * math.sqrt(2.0 * snr))
    return math.sqrt(random * random + fixed * fixed)


@kernel
def interferometer_error(
    wavelength: float, baseline: float, off_normal: float, snr: float, fixed: float
) -> float:
    """Standard deviation of a bearing from the phase between two antennas.

    Parameters
    ----------
    wavelength : float
        [m].
    baseline : float
        Between the antennas [m].
    off_normal : float
        Angle of arrival from the normal of the baseline [rad], below pi/2.
    snr : float
        Ratio of signal to noise in each channel; 0 or less gives infinity.
    fixed : float
        Other errors [rad].

    Returns
    -------
    float
        Root of (wavelength / (2 pi d cos(off_normal) sqrt(snr)))^2 + fixed^2 [rad].

    Source: D. J. Torrieri, "Statistical theory of passive location systems", *IEEE Transactions on Aerospace and
    Electronic Systems* AES-20 (1984) 183-198: phase of each channel known to 1 / sqrt(2 snr).
    """
    if snr <= 0.0:
        return math.inf
    random = wavelength / (2.0 * math.pi * baseline * math.cos(off_normal) * math.sqrt(snr))
    return math.sqrt(random * random + fixed * fixed)


@kernel
def cross_fix(
    x1: float, y1: float, bearing1: float, x2: float, y2: float, bearing2: float
) -> tuple[float, float]:
    """Point at which two bearings cross on a plane.

    Parameters
    ----------
    x1, y1, x2, y2 : float
        East and north of the two sensors [m].
    bearing1, bearing2 : float
        From north, clockwise [rad].

    Returns
    -------
    tuple of float
        East and north [m]; infinite for parallel bearings. A crossing behind a sensor is returned too.

    Source: two straight lines.
    """
    turn = math.sin(bearing2 - bearing1)
    if turn == 0.0:
        return math.inf, math.inf
    along = ((y2 - y1) * math.sin(bearing2) - (x2 - x1) * math.cos(bearing2)) / turn
    return x1 + along * math.sin(bearing1), y1 + along * math.cos(bearing1)


@kernel
def cross_fix_error(range1: float, sigma1: float, range2: float, sigma2: float, cut: float) -> float:
    """Root mean square error of the position where two bearings cross.

    Parameters
    ----------
    range1, range2 : float
        From each sensor to the emitter [m].
    sigma1, sigma2 : float
        Standard deviations of the bearings [rad].
    cut : float
        Angle at which the bearings cross [rad].

    Returns
    -------
    float
        sqrt((r1 s1)^2 + (r2 s2)^2) / |sin(cut)| [m]; infinite for parallel bearings.

    Source: Torrieri 1984, linearised least squares with two lines of bearing: trace of the covariance.
    """
    sine = abs(math.sin(cut))
    if sine == 0.0:
        return math.inf
    across1 = range1 * sigma1
    across2 = range2 * sigma2
    return math.sqrt(across1 * across1 + across2 * across2) / sine


@kernel
def cross_fix_axes(
    range1: float, sigma1: float, range2: float, sigma2: float, cut: float
) -> tuple[float, float]:
    """Half-axes of the one-sigma ellipse of a cross-fix.

    Parameters
    ----------
    range1, sigma1, range2, sigma2, cut : float
        As in `cross_fix_error`.

    Returns
    -------
    tuple of float
        Long and short half-axis [m]; the long one infinite for parallel bearings.

    Source: Torrieri 1984: the covariance has trace (e1^2 + e2^2) / sin^2 and determinant (e1 e2)^2 / sin^2, with
    e = range x sigma.
    """
    rms = cross_fix_error(range1, sigma1, range2, sigma2, cut)
    across1 = range1 * sigma1
    across2 = range2 * sigma2
    if math.isinf(rms):
        return math.inf, min(across1, across2)
    trace = rms * rms
    area = across1 * across2 / abs(math.sin(cut))
    long = 0.5 * (trace + math.sqrt(max(0.0, (trace - 2.0 * area) * (trace + 2.0 * area))))
    if long <= 0.0:
        return 0.0, 0.0
    return math.sqrt(long), area / math.sqrt(long)
