"""The radar equation: from first parameters, from a search budget, and anchored on a published range.

Signal-to-noise ratios, gains and losses are power ratios, not decibels, unless a name says so; a loss is 1 or more.
Loss of the path through air and rain, and gain or loss by reflection, multiply the result: they are computed in
`propagation` and its neighbours.
"""

from __future__ import annotations

import math

from iamd.physics._jit import inner, kernel
from iamd.physics.detection import SMALLEST_PROBABILITY as SMALLEST_PROBABILITY
from iamd.physics.detection import required_snr as required_snr
from iamd.physics.detection import swerling0_detection as swerling0_detection
from iamd.physics.detection import swerling1_detection as swerling1_detection
from iamd.physics.detection import swerling1_required_snr as swerling1_required_snr
from iamd.physics.detection import swerling3_detection as swerling3_detection

BOLTZMANN = 1.380649e-23  # J/K, exact in the SI of 2019
LIGHT_SPEED = 299_792_458.0  # m/s, exact
STANDARD_TEMPERATURE = 290.0  # K, to which noise figures refer (IEEE)

_PER_DECIBEL = math.log(10.0) / 10.0
_FOUR_PI = 4.0 * math.pi


@kernel
def decibels(ratio: float) -> float:
    """Ten times the common logarithm of a power ratio above 0 [dB]."""
    return 10.0 * math.log10(ratio)


@kernel
def power_ratio(level_db: float) -> float:
    """Power ratio of a level in decibels."""
    return math.exp(level_db * _PER_DECIBEL)


@kernel
def decibel_gap(range_from: float, range_to: float) -> float:
    """Decibels of signal that separate two claimed ranges: 40 log10(range_to / range_from).

    Parameters
    ----------
    range_from, range_to : float
        Ranges against the same target [m]; above 0.

    Returns
    -------
    float
        Decibels that power, gain, aperture, dwell, cross-section, noise or losses must supply together to get from the
        first to the second; negative if it is shorter. Free space: beyond the horizon no decibels help.

    Source: the radar equation, M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), section 1.2.
    """
    return 40.0 * math.log10(range_to / range_from)


@inner
def _fourth_root(value: float) -> float:
    return math.sqrt(math.sqrt(value))


# --- from first parameters ---------------------------------------------------------------------------------------


@kernel
def bistatic_snr(
    peak_power: float,
    gain_transmit: float,
    gain_receive: float,
    wavelength: float,
    rcs: float,
    range_transmit: float,
    range_receive: float,
    noise_temperature: float,
    pulse_length: float,
    loss: float,
) -> float:
    """Signal-to-noise ratio of one pulse behind the matched filter, transmitter and receiver at two places.

    Parameters
    ----------
    peak_power : float
        During the pulse [W].
    gain_transmit, gain_receive : float
        Of the antennas toward the target, power ratios.
    wavelength : float
        [m].
    rcs : float
        Radar cross-section [m2]; bistatic where the places differ.
    range_transmit, range_receive : float
        Transmitter to target, and target to receiver [m]; above 0.
    noise_temperature : float
        Of the whole system at the terminals of the receiving antenna [K]; see `system_noise_temperature`.
    pulse_length : float
        Before compression [s]; peak power times pulse length is the energy that counts, whatever the bandwidth.
    loss : float
        Power ratio of 1 or more.

    Returns
    -------
    float
        P tau Gt Gr lambda^2 rcs / ((4 pi)^3 k T Rt^2 Rr^2 L), a power ratio.

    Source: L. V. Blake, *A Guide to Basic Pulse-Radar Maximum-Range Calculation*, NRL report 6930 (1969), section 2;
    Skolnik 2001 (see `decibel_gap`), chapter 2.
    """
    spread = _FOUR_PI * range_transmit * range_receive
    signal = peak_power * pulse_length * gain_transmit * gain_receive * wavelength * wavelength * rcs
    return signal / (_FOUR_PI * spread * spread * BOLTZMANN * noise_temperature * loss)


@kernel
def pulse_snr(
    peak_power: float,
    gain_transmit: float,
    gain_receive: float,
    wavelength: float,
    rcs: float,
    range_m: float,
    noise_temperature: float,
    pulse_length: float,
    loss: float,
) -> float:
    """Signal-to-noise ratio of one pulse behind the matched filter: `bistatic_snr` with both ranges alike.

    Parameters, source : as `bistatic_snr`; `range_m` is that from the radar to the target [m].

    Returns
    -------
    float
        P tau Gt Gr lambda^2 rcs / ((4 pi)^3 k T R^4 L), a power ratio.
    """
    return bistatic_snr(
        peak_power,
        gain_transmit,
        gain_receive,
        wavelength,
        rcs,
        range_m,
        range_m,
        noise_temperature,
        pulse_length,
        loss,
    )


@kernel
def pulse_range(
    peak_power: float,
    gain_transmit: float,
    gain_receive: float,
    wavelength: float,
    rcs: float,
    snr: float,
    noise_temperature: float,
    pulse_length: float,
    loss: float,
) -> float:
    """Range at which one pulse gives a signal-to-noise ratio: the inverse of `pulse_snr`.

    Parameters, source : as `bistatic_snr`; `snr` is the wanted ratio, above 0. With several pulses integrated it is the
    required ratio of one of them (`detection.required_snr`).

    Returns
    -------
    float
        Range in free space [m].
    """
    at_one_metre = pulse_snr(
        peak_power,
        gain_transmit,
        gain_receive,
        wavelength,
        rcs,
        1.0,
        noise_temperature,
        pulse_length,
        loss,
    )
    return _fourth_root(at_one_metre / snr)


@kernel
def pulse_power(
    snr: float,
    gain_transmit: float,
    gain_receive: float,
    wavelength: float,
    rcs: float,
    range_m: float,
    noise_temperature: float,
    pulse_length: float,
    loss: float,
) -> float:
    """Peak power that gives a signal-to-noise ratio at a range [W]: the inverse of `pulse_snr`.

    Parameters, source : as `pulse_snr`; `snr` is the wanted ratio.
    """
    of_one_watt = pulse_snr(
        1.0,
        gain_transmit,
        gain_receive,
        wavelength,
        rcs,
        range_m,
        noise_temperature,
        pulse_length,
        loss,
    )
    return snr / of_one_watt


@kernel
def dwell_snr(
    average_power: float,
    dwell: float,
    gain: float,
    effective_aperture: float,
    rcs: float,
    range_m: float,
    noise_temperature: float,
    loss: float,
) -> float:
    """Signal-to-noise ratio of a whole dwell, all of its energy added in phase.

    Parameters
    ----------
    average_power : float
        Over the dwell [W].
    dwell : float
        Time on the target [s].
    gain : float
        Of the transmitting antenna, a power ratio.
    effective_aperture : float
        Of the receiving antenna [m2]: area times efficiency.
    rcs, range_m, noise_temperature, loss : float
        As in `bistatic_snr` [m2, m, K, power ratio].

    Returns
    -------
    float
        P t G A rcs / ((4 pi)^2 k T L R^4), a power ratio.

    Source: Skolnik 2001 (see `decibel_gap`), chapter 2; the form that G. N. Lewis and T. A. Postol use for large
    ground radars (mostlymissiledefense.com, 21 September 2012).
    """
    spread = _FOUR_PI * range_m * range_m
    energy = average_power * dwell
    return energy * gain * effective_aperture * rcs / (spread * spread * BOLTZMANN * noise_temperature * loss)


@kernel
def dwell_range(
    average_power: float,
    dwell: float,
    gain: float,
    effective_aperture: float,
    rcs: float,
    snr: float,
    noise_temperature: float,
    loss: float,
) -> float:
    """Range at which a whole dwell gives a signal-to-noise ratio [m]: the inverse of `dwell_snr`.

    Parameters, source : as `dwell_snr`; `snr` is the wanted ratio, above 0.
    """
    at_one_metre = dwell_snr(
        average_power, dwell, gain, effective_aperture, rcs, 1.0, noise_temperature, loss
    )
    return _fourth_root(at_one_metre / snr)


@kernel
def dwell_power(
    snr: float,
    dwell: float,
    gain: float,
    effective_aperture: float,
    rcs: float,
    range_m: float,
    noise_temperature: float,
    loss: float,
) -> float:
    """Average power that gives a signal-to-noise ratio of a whole dwell at a range [W]: the inverse of `dwell_snr`.

    Parameters, source : as `dwell_snr`; `snr` is the wanted ratio.
    """
    return snr / dwell_snr(1.0, dwell, gain, effective_aperture, rcs, range_m, noise_temperature, loss)


# --- anchored on a published range -------------------------------------------------------------------------------


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
