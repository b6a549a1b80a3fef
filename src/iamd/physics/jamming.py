"""What a radar still sees under noise jamming. A jammer is an effective radiated power in a bandwidth, nothing more.

Power ratios, not decibels. The noise of several jammers adds: sum their jam-to-noise ratios. Ranges are in free
space; where terrain hides the jammer from the radar, there is no jamming.
"""

from __future__ import annotations

import math

from iamd.physics._jit import inner, kernel
from iamd.physics.radar import BOLTZMANN

_FOUR_PI = 4.0 * math.pi


@kernel
def jam_to_noise(
    radiated_power: float,
    jammer_bandwidth: float,
    radar_bandwidth: float,
    gain: float,
    wavelength: float,
    jammer_range: float,
    noise_temperature: float,
    loss: float,
) -> float:
    """Ratio of noise from one jammer to the radar's own noise.

    Parameters
    ----------
    radiated_power : float
        Effective radiated power toward the radar: power times antenna gain, less its losses [W].
    jammer_bandwidth, radar_bandwidth : float
        Over which the jammer spreads, and of the radar's receiver [Hz]; above 0. What falls outside is lost.
    gain : float
        Of the radar's antenna toward the jammer: main lobe for a jammer at the target, a side lobe for one beside it.
    wavelength : float
        [m].
    jammer_range : float
        Jammer to radar [m]; above 0.
    noise_temperature : float
        Of the radar system at the antenna's terminals [K].
    loss : float
        On receiving, a power ratio of 1 or more; also that of polarisation.

    Returns
    -------
    float
        ERP G lambda^2 / ((4 pi R)^2 L), times the share inside the radar's band, over k T B: a power ratio.

    Source: D. K. Barton, *Radar Equations for Modern Radar* (2013), chapter on range with jamming; B. R. Mahafza,
    *Radar Systems Analysis and Design Using MATLAB*, equations 1.76 to 1.80.
    """
    inside = min(1.0, radar_bandwidth / jammer_bandwidth)
    path = _FOUR_PI * jammer_range / wavelength
    received = radiated_power * gain * inside / (path * path * loss)
    return received / (BOLTZMANN * noise_temperature * radar_bandwidth)


@kernel
def jammed_snr(snr: float, jam_to_noise_ratio: float) -> float:
    """Signal over noise and jamming together: S / (N + J).

    Parameters
    ----------
    snr, jam_to_noise_ratio : float
        Ratios to the radar's own noise, 0 or more.

    Returns
    -------
    float
        snr / (1 + jam-to-noise), a power ratio. Noise jamming counts as noise in every detection formula.

    Source: Barton 2013 (see `jam_to_noise`).
    """
    return snr / (1.0 + jam_to_noise_ratio)


@kernel
def stand_off_range(clear_range: float, jam_to_noise_ratio: float) -> float:
    """Range at which a target is detected while jammers stay where they are.

    Parameters
    ----------
    clear_range : float
        Range at which the same target is detected without jamming [m].
    jam_to_noise_ratio : float
        Of all jammers together, 0 or more; see `jam_to_noise`.

    Returns
    -------
    float
        clear_range / (1 + jam-to-noise)^(1/4) [m].

    Source: S / (N + J) with the radar equation: Barton 2013 (see `jam_to_noise`).
    """
    return clear_range / math.sqrt(math.sqrt(1.0 + jam_to_noise_ratio))


@kernel
def burn_through_range(clear_range: float, jam_to_noise_ratio: float, jammer_range: float) -> float:
    """Range at which a radar begins to see a target that carries its own jammer (self-screening).

    Parameters
    ----------
    clear_range : float
        Range at which the same target is detected without jamming [m].
    jam_to_noise_ratio : float
        With the jammer at `jammer_range` in the main lobe, 0 or more; see `jam_to_noise`.
    jammer_range : float
        Any range at which that ratio holds [m].

    Returns
    -------
    float
        Range [m]: below it the echo, which grows with the inverse fourth power, outgrows the jamming, which grows with
        the inverse square. Root of R^4 + j R^2 - clear_range^4 = 0 with j = jam-to-noise times jammer_range^2.

    Source: S / (N + J) with the radar equation: Barton 2013 (see `jam_to_noise`); with J far above N it is the usual
    formula of Mahafza, `self_screening_crossover`.
    """
    square = clear_range * clear_range
    half = 0.5 * jam_to_noise_ratio * jammer_range * jammer_range
    return square / math.sqrt(half + math.sqrt(half * half + square * square))


@inner
def _echo_over_jamming(
    peak_power: float,
    gain: float,
    rcs: float,
    radar_bandwidth: float,
    radar_loss: float,
    radiated_power: float,
    jammer_bandwidth: float,
) -> float:
    """P G rcs Bj / (4 pi ERP B L) [m2], with no more of the jamming inside the radar's band than there is."""
    inside = min(1.0, radar_bandwidth / jammer_bandwidth)
    return peak_power * gain * rcs / (_FOUR_PI * radiated_power * inside * radar_loss)


@kernel
def self_screening_crossover(
    peak_power: float,
    gain: float,
    rcs: float,
    radar_bandwidth: float,
    loss: float,
    radiated_power: float,
    jammer_bandwidth: float,
    required: float,
) -> float:
    """Range at which the echo of one pulse is a given multiple of the jamming from the target itself, noise left out.

    Parameters
    ----------
    peak_power : float
        Of the radar [W]; its pulse fills the bandwidth (pulse length = 1 / bandwidth).
    gain : float
        Of the radar's antenna, a power ratio.
    rcs : float
        Of the target [m2].
    radar_bandwidth, jammer_bandwidth : float
        [Hz].
    loss : float
        Of the radar, that the jamming does not suffer: a power ratio of 1 or more.
    radiated_power : float
        Effective radiated power of the jammer [W].
    required : float
        Ratio of signal to jamming; 1 for the cross-over.

    Returns
    -------
    float
        Range [m]. Processing that the jamming does not share (integration, pulse compression) multiplies peak_power.

    Source: Mahafza (see `jam_to_noise`), equations 1.76 to 1.80; a jammer narrower than the radar's band counts whole.
    """
    square = _echo_over_jamming(
        peak_power, gain, rcs, radar_bandwidth, loss, radiated_power, jammer_bandwidth
    )
    return math.sqrt(square / required)


@kernel
def stand_off_crossover(
    peak_power: float,
    gain: float,
    gain_toward_jammer: float,
    rcs: float,
    radar_bandwidth: float,
    loss: float,
    radiated_power: float,
    jammer_bandwidth: float,
    jammer_range: float,
    required: float,
) -> float:
    """Range at which the echo of one pulse is a given multiple of the jamming from a place beside it, noise left out.

    Parameters
    ----------
    gain, gain_toward_jammer : float
        Of the radar's antenna toward the target, and toward the jammer; power ratios.
    jammer_range : float
        Jammer to radar [m].
    peak_power, rcs, radar_bandwidth, loss, radiated_power, jammer_bandwidth, required : float
        As in `self_screening_crossover`.

    Returns
    -------
    float
        Range [m].

    Source: as `self_screening_crossover`.
    """
    square = _echo_over_jamming(
        peak_power, gain, rcs, radar_bandwidth, loss, radiated_power, jammer_bandwidth
    )
    square *= gain / gain_toward_jammer * jammer_range * jammer_range
    return math.sqrt(math.sqrt(square / required))
