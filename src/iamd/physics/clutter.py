"""Echoes from land, sea and rain, and what they leave of a target.

Reflectivities are ratios: square metres of cross-section per square metre of surface, or per cubic metre of rain.
They are means; a real patch of ground lies 5 to 10 dB on either side, so the library gives them as intervals.
Angles are above the local horizontal. Sources are named at each function.
"""

from __future__ import annotations

import math

from iamd.physics._jit import kernel
from iamd.physics.propagation import slant_elevation
from iamd.physics.radar import power_ratio

SPEED_OF_LIGHT = 299_792_458.0  # m/s
_DEGREE = math.pi / 180.0

# Gregers-Hansen and Mital, limits of the data behind their fit.
SEA_LOWEST_FREQUENCY = 0.5e9  # Hz
SEA_HIGHEST_FREQUENCY = 35e9  # Hz
SEA_LOWEST_GRAZING = 0.1 * _DEGREE
SEA_HIGHEST_GRAZING = 60.0 * _DEGREE
SEA_HIGHEST_STATE = 6.0

_WATER = 0.93  # |K|^2 of liquid water
_CUBIC_MILLIMETRES = 1e-18  # mm6/m3 in m3


@kernel
def grazing_angle(antenna_height: float, slant_range: float, k: float) -> float:
    """Grazing angle of a patch of smooth surface at a slant range.

    Parameters
    ----------
    antenna_height : float
        Above the surface [m].
    slant_range : float
        Antenna to patch [m]; above 0.
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        Angle between ray and surface [rad]; negative beyond the horizon of the antenna, where a smooth surface gives
        no echo; pi/2 for a range below the height.

    Source: the exact triangle on the effective earth (see `slant_elevation`), seen from the surface: Barton, *Radar
    Equations for Modern Radar* (2013), chapter on clutter, has the same with the earth's curvature to first order.
    """
    return slant_elevation(0.0, antenna_height, slant_range, k)


@kernel
def constant_gamma(gamma: float, grazing: float) -> float:
    """Mean reflectivity of land by the constant-gamma model.

    Parameters
    ----------
    gamma : float
        Of the terrain, a ratio above 0; about -20 dB for flat land, up to about 0 dB for mountains and towns.
    grazing : float
        Angle [rad]; 0 or less gives 0.

    Returns
    -------
    float
        sigma0 = gamma sin(grazing) [m2/m2].

    Source: D. K. Barton, "Land clutter models for radar design and analysis", *Proceedings of the IEEE* 73 (1985)
    198-204; F. E. Nathanson, *Radar Design Principles*, 2nd ed. (1991). For angles from the critical one (see
    `critical_grazing`) to about 60 degrees.
    """
    if grazing <= 0.0:
        return 0.0
    return gamma * math.sin(grazing)


@kernel
def gamma_at_frequency(gamma: float, frequency: float) -> float:
    """Gamma of a terrain at a frequency, from its value at 10 GHz.

    Parameters
    ----------
    gamma : float
        At 10 GHz, a ratio.
    frequency : float
        [Hz]; above 0.

    Returns
    -------
    float
        gamma (f / 10 GHz)^(1/2), that is 5 dB a decade.

    Source: MathWorks, Radar Toolbox, `surfacegamma` (algorithm), after Barton 1985, M. W. Long, *Radar Reflectivity
    of Land and Sea*, 3rd ed. (2001) and Nathanson 1991. A trend only: forest echoes fall with frequency (Billingsley).
    """
    return gamma * math.sqrt(frequency / 10e9)


@kernel
def critical_grazing(frequency: float, roughness: float) -> float:
    """Grazing angle below which the surface looks smooth and its echo falls faster.

    Parameters
    ----------
    frequency : float
        [Hz]; above 0.
    roughness : float
        Standard deviation of the surface height [m]; above 0.

    Returns
    -------
    float
        Angle [rad] with sin = wavelength / (4 pi roughness), at most pi/2.

    Source: Barton 1985 (see `constant_gamma`); the Rayleigh criterion for a phase difference of 1 radian.
    """
    return math.asin(min(1.0, SPEED_OF_LIGHT / (4.0 * math.pi * roughness * frequency)))


@kernel
def low_angle_factor(grazing: float, critical: float) -> float:
    """Propagation factor F^4 of a surface echo below the critical angle.

    Parameters
    ----------
    grazing : float
        [rad].
    critical : float
        Of `critical_grazing` [rad]; above 0.

    Returns
    -------
    float
        (grazing / critical)^4 below the critical angle, 1 above, 0 for a negative angle.

    Source: Barton 1985. Multiply `constant_gamma` by it; never `sea_reflectivity` or `rural_reflectivity`, which are
    apparent values and hold it already.
    """
    if grazing <= 0.0:
        return 0.0
    if grazing >= critical:
        return 1.0
    square = (grazing / critical) * (grazing / critical)
    return square * square


@kernel
def rural_reflectivity(depression: float) -> float:
    """Mean apparent reflectivity of general mixed rural land of low relief, VHF to X band.

    Parameters
    ----------
    depression : float
        Angle below the horizontal at the antenna, against the effective earth, to the patch [rad]; negative for
        terrain above the antenna.

    Returns
    -------
    float
        sigma0 F^4 [m2/m2], steps from -33 dB (0 to 0.25 degrees) to -25 dB (above 4 degrees); -31, -27 and -26 dB
        for terrain above the antenna. Patches differ by several decibels.

    Source: J. B. Billingsley, *Low-Angle Radar Land Clutter* (2002), chapter 4, p. 295, interim model; the values were
    read in an open-source transcription of that page, not in the book.
    """
    degrees = depression / _DEGREE
    if degrees > 4.0:
        return power_ratio(-25.0)
    if degrees > 1.5:
        return power_ratio(-27.0)
    if degrees > 0.75:
        return power_ratio(-30.0)
    if degrees > 0.25:
        return power_ratio(-32.0)
    if degrees > 0.0:
        return power_ratio(-33.0)
    if degrees > -0.25:
        return power_ratio(-31.0)
    if degrees > -0.75:
        return power_ratio(-27.0)
    return power_ratio(-26.0)


@kernel
def sea_reflectivity(frequency: float, grazing: float, sea_state: float, vertical: bool) -> float:
    """Mean apparent reflectivity of the sea, all wind directions together.

    Parameters
    ----------
    frequency : float
        [Hz]; 0.5 to 35 GHz (see `sea_model_covers`), nearest value used outside.
    grazing : float
        [rad]; 0.1 to 60 degrees, nearest value used outside; 0 where the angle is negative.
    sea_state : float
        0 to 6 of the Douglas scale; above 6 the value of 6.
    vertical : bool
        Vertical polarisation; otherwise horizontal.

    Returns
    -------
    float
        sigma0 [m2/m2]. The fit is off its data by 2.2 to 2.6 dB on average.

    Source: V. Gregers-Hansen and R. Mital, *An Improved Empirical Model for Radar Sea Clutter Reflectivity*, NRL report
    NRL/MR/5310-12-9346 (2012), equation 7 with the coefficients of its appendix B. Shadowing and multipath are inside.
    """
    if grazing <= 0.0:
        return 0.0
    angle = min(max(grazing, SEA_LOWEST_GRAZING), SEA_HIGHEST_GRAZING)
    gigahertz = min(max(frequency, SEA_LOWEST_FREQUENCY), SEA_HIGHEST_FREQUENCY) / 1e9
    state = min(max(sea_state, 0.0), SEA_HIGHEST_STATE)
    degrees = angle / _DEGREE
    if vertical:
        c1, c2, c3, c4, c5 = -50.796, 25.93, 0.7093, 21.588, 0.00211
    else:
        c1, c2, c3, c4, c5 = -73.0, 20.781, 7.351, 25.65, 0.0054
    level = c1 + c2 * math.log10(math.sin(angle))
    level += (27.5 + c3 * degrees) * math.log10(gigahertz) / (1.0 + 0.95 * degrees)
    level += c4 * math.pow(1.0 + state, 1.0 / (2.0 + 0.085 * degrees + 0.033 * state))
    return power_ratio(level + c5 * degrees * degrees)


@kernel
def sea_model_covers(frequency: float, grazing: float, sea_state: float) -> bool:
    """Whether the data behind `sea_reflectivity` reach this frequency [Hz], grazing angle [rad] and sea state."""
    return (
        SEA_LOWEST_FREQUENCY <= frequency <= SEA_HIGHEST_FREQUENCY
        and SEA_LOWEST_GRAZING <= grazing <= SEA_HIGHEST_GRAZING
        and 0.0 <= sea_state <= SEA_HIGHEST_STATE
    )


@kernel
def rain_reflectivity(rain_mm_h: float, frequency: float) -> float:
    """Volume reflectivity of rain for drops much smaller than the wavelength.

    Parameters
    ----------
    rain_mm_h : float
        Rain rate [mm/h], 0 or more.
    frequency : float
        [Hz]; up to about 10 GHz (Rayleigh scattering), above it the value is too high in heavy rain.

    Returns
    -------
    float
        eta = pi^5 |K|^2 Z / wavelength^4 [m2/m3], with Z = 200 rain^1.6 mm6/m3 and |K|^2 = 0.93.

    Source: J. S. Marshall and W. M. Palmer, "The distribution of raindrops with size", *Journal of Meteorology* 5
    (1948) 165-166, for Z; Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), chapter 7, for eta.
    """
    if rain_mm_h <= 0.0:
        return 0.0
    factor = 200.0 * math.pow(rain_mm_h, 1.6) * _CUBIC_MILLIMETRES
    wavenumber = math.pi * frequency / SPEED_OF_LIGHT
    square = wavenumber * wavenumber
    return math.pi * _WATER * factor * square * square


@kernel
def surface_cell(
    slant_range: float, azimuth_width: float, elevation_width: float, resolution: float, grazing: float
) -> float:
    """Area of surface that competes with a target: the lesser of the pulse-limited and the beam-limited patch.

    Parameters
    ----------
    slant_range : float
        [m].
    azimuth_width, elevation_width : float
        Half-power beamwidths [rad].
    resolution : float
        In range [m]: c tau / 2 of the compressed pulse.
    grazing : float
        [rad]; 0 or less gives 0.

    Returns
    -------
    float
        min(R theta dR / cos(grazing), R^2 theta phi / sin(grazing)) [m2].

    Source: Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), chapter 7; Nathanson 1991, chapter 2. The beam
    is taken as a box of its half-power width.
    """
    if grazing <= 0.0:
        return 0.0
    across = slant_range * azimuth_width
    pulse_limited = across * resolution / math.cos(grazing)
    beam_limited = across * slant_range * elevation_width / math.sin(grazing)
    return min(pulse_limited, beam_limited)


@kernel
def volume_cell(slant_range: float, azimuth_width: float, elevation_width: float, resolution: float) -> float:
    """Volume of rain that competes with a target.

    Parameters
    ----------
    slant_range : float
        [m].
    azimuth_width, elevation_width : float
        Half-power beamwidths [rad].
    resolution : float
        In range [m]: c tau / 2.

    Returns
    -------
    float
        pi R^2 theta phi dR / (8 ln 2) [m3], filled with rain throughout.

    Source: J. R. Probert-Jones, "The radar equation in meteorology", *Quarterly Journal of the Royal Meteorological
    Society* 88 (1962) 485-495: a two-way Gaussian beam.
    """
    spot = slant_range * slant_range * azimuth_width * elevation_width
    return math.pi * spot * resolution / (8.0 * math.log(2.0))


@kernel
def signal_to_clutter(rcs: float, clutter_rcs: float, improvement: float, beam_ratio: float) -> float:
    """Ratio of target to clutter after Doppler processing.

    Parameters
    ----------
    rcs, clutter_rcs : float
        Cross-sections of target and of clutter in the cell [m2].
    improvement : float
        Improvement factor, a ratio; 1 without Doppler processing (see `iamd.physics.doppler`).
    beam_ratio : float
        Two-way gain and propagation toward the target over those toward the clutter; 1 when both are in the beam.

    Returns
    -------
    float
        A power ratio; infinite without clutter.

    Source: Skolnik 2001, chapter 7; the improvement factor is defined in its chapter 3.
    """
    if clutter_rcs <= 0.0:
        return math.inf
    return rcs * improvement * beam_ratio / clutter_rcs


@kernel
def signal_to_noise_and_clutter(snr: float, scr: float) -> float:
    """Ratio of signal to noise plus residual clutter.

    Parameters
    ----------
    snr, scr : float
        Ratios of signal to noise, and to clutter after processing; 0 or more, may be infinite.

    Returns
    -------
    float
        1 / (1/snr + 1/scr).

    Source: powers of independent disturbances add (Barton 2013). The residue counts as noise, which is right after
    whitening only; spiky clutter gives more false alarms than that.
    """
    if snr <= 0.0 or scr <= 0.0:
        return 0.0
    return 1.0 / (1.0 / snr + 1.0 / scr)


@kernel
def clutter_limited_range(
    rcs: float,
    reflectivity: float,
    azimuth_width: float,
    resolution: float,
    grazing: float,
    improvement: float,
    required: float,
) -> float:
    """Range at which pulse-limited surface clutter alone leaves the ratio that detection needs.

    Parameters
    ----------
    rcs, reflectivity : float
        Of the target [m2], and sigma0 of the surface [m2/m2]; above 0.
    azimuth_width, resolution, grazing : float
        As in `surface_cell`.
    improvement, required : float
        Improvement factor and wanted ratio of signal to clutter.

    Returns
    -------
    float
        rcs I cos(grazing) / (sigma0 theta dR required) [m]: it goes with the cross-section, not with its fourth root.

    Source: Skolnik 2001, chapter 7, low grazing angle.
    """
    return rcs * improvement * math.cos(grazing) / (reflectivity * azimuth_width * resolution * required)
