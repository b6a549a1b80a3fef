"""What a radar's receiver and its search budget allow: noise temperature, and the search radar equation."""

from __future__ import annotations

import math

from iamd.physics._jit import kernel
from iamd.physics.radar import BOLTZMANN, STANDARD_TEMPERATURE

_FOUR_PI = 4.0 * math.pi


@kernel
def noise_figure_temperature(noise_figure: float) -> float:
    """Noise temperature of a receiver whose input sees 290 K, the noise of both together.

    Parameters
    ----------
    noise_figure : float
        Power ratio of 1 or more.

    Returns
    -------
    float
        290 K times the noise figure: the usual T of a radar equation written with k T0 F.

    Source: M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), section 1.2. Right only if the antenna sees
    290 K; a beam above the horizon sees less: `system_noise_temperature`.
    """
    return STANDARD_TEMPERATURE * noise_figure


@kernel
def system_noise_temperature(
    antenna_temperature: float, line_loss: float, line_temperature: float, noise_figure: float
) -> float:
    """Noise temperature of the whole system, referred to the terminals of the antenna.

    Parameters
    ----------
    antenna_temperature : float
        What the antenna sees [K]: tens of kelvin at a clear sky in S to X band, near 290 K at the ground.
    line_loss : float
        Between antenna and receiver, a power ratio of 1 or more.
    line_temperature : float
        Of that line [K].
    noise_figure : float
        Of the receiver, a power ratio of 1 or more.

    Returns
    -------
    float
        Ta + Tl (L - 1) + L 290 K (F - 1) [K]. The loss of the line is then inside the temperature, on receiving.

    Source: L. V. Blake, *A Guide to Basic Pulse-Radar Maximum-Range Calculation*, NRL report 6930 (1969), section 5.
    """
    receiver = STANDARD_TEMPERATURE * (noise_figure - 1.0)
    return antenna_temperature + line_temperature * (line_loss - 1.0) + line_loss * receiver


@kernel
def noise_power(noise_temperature: float, bandwidth: float) -> float:
    """Noise in the receiver's bandwidth [W]: k T B.

    Parameters
    ----------
    noise_temperature, bandwidth : float
        [K, Hz].

    Source: Skolnik 2001 (see `noise_figure_temperature`), section 1.2.
    """
    return BOLTZMANN * noise_temperature * bandwidth


@kernel
def solid_angle(azimuth_width: float, lowest_elevation: float, highest_elevation: float) -> float:
    """Solid angle between two azimuths and two elevations.

    Parameters
    ----------
    azimuth_width : float
        [rad], up to 2 pi.
    lowest_elevation, highest_elevation : float
        [rad], within a right angle of the horizontal.

    Returns
    -------
    float
        Width times the difference of the sines [sr].

    Source: geometry of the sphere; as MathWorks, *Phased Array System Toolbox*, function radareqsearchsnr.
    """
    return azimuth_width * (math.sin(highest_elevation) - math.sin(lowest_elevation))


@kernel
def search_snr(
    power_aperture: float,
    search_time: float,
    searched: float,
    rcs: float,
    range_m: float,
    noise_temperature: float,
    loss: float,
) -> float:
    """Signal-to-noise ratio on a target somewhere in a volume that is searched once, whatever the frequency.

    Parameters
    ----------
    power_aperture : float
        Average power times effective aperture [W m2].
    search_time : float
        For the whole volume [s].
    searched : float
        Solid angle [sr], above 0; see `solid_angle`.
    rcs, range_m, noise_temperature, loss : float
        As in `radar.bistatic_snr` [m2, m, K, power ratio].

    Returns
    -------
    float
        P A t rcs / (4 pi k T L R^4 solid angle), a power ratio.

    Source: D. K. Barton, *Radar Equations for Modern Radar* (2013), chapter on the search radar equation; as MathWorks,
    function radareqsearchsnr. The beam must fill the volume evenly and all energy must be integrated in phase.
    """
    square = range_m * range_m
    signal = power_aperture * search_time * rcs
    return signal / (_FOUR_PI * BOLTZMANN * noise_temperature * loss * square * square * searched)


@kernel
def search_range(
    power_aperture: float,
    search_time: float,
    searched: float,
    rcs: float,
    snr: float,
    noise_temperature: float,
    loss: float,
) -> float:
    """Range at which a search gives a signal-to-noise ratio [m]: the inverse of `search_snr`.

    Parameters, source : as `search_snr`; `snr` is the wanted ratio, above 0.
    """
    at_one_metre = search_snr(power_aperture, search_time, searched, rcs, 1.0, noise_temperature, loss)
    return math.sqrt(math.sqrt(at_one_metre / snr))


@kernel
def search_power_aperture(
    snr: float,
    search_time: float,
    searched: float,
    rcs: float,
    range_m: float,
    noise_temperature: float,
    loss: float,
) -> float:
    """Average power times effective aperture that a search needs [W m2]: the inverse of `search_snr`.

    Parameters, source : as `search_snr`; `snr` is the wanted ratio.
    """
    return snr / search_snr(1.0, search_time, searched, rcs, range_m, noise_temperature, loss)
