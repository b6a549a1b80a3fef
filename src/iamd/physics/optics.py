"""Cameras by day and by heat: how far weather, resolution and contrast let them see.

Extinction is per metre along the path; a signal that crosses a range R keeps exp(-extinction R) of itself. Visibility
is what a weather report gives; the extinction of thermal infrared does not follow from it in haze, so it is an
argument. A target is found when enough picture elements fall on it and enough of its contrast is left.
"""

from __future__ import annotations

import math

from iamd.physics._jit import inner, kernel

KOSCHMIEDER = 0.02  # threshold contrast of the eye; 0.05 for the meteorological optical range
_NEPERS = math.log(10.0) / 10.0  # per decibel
_GREEN = 0.55e-6  # m
_KILOMETRE = 1000.0

# Johnson 1958: cycles across the least dimension for a chance of one half.
DETECTION_CYCLES = 1.0
RECOGNITION_CYCLES = 4.0
IDENTIFICATION_CYCLES = 6.4

_HALVINGS = 60


@kernel
def visible_extinction(visibility: float, threshold: float) -> float:
    """Extinction of visible light from the visibility.

    Parameters
    ----------
    visibility : float
        [m]; above 0.
    threshold : float
        Contrast that defines it: 0.02 (Koschmieder), or 0.05 for the meteorological optical range; above 0, below 1.

    Returns
    -------
    float
        -ln(threshold) / visibility [1/m]: 3.912 / V or 2.996 / V.

    Source: H. Koschmieder, "Theorie der horizontalen Sichtweite", *Beitraege zur Physik der freien Atmosphaere* 12
    (1924) 33-53; World Meteorological Organization, *Guide to Instruments and Methods of Observation* (WMO-No. 8),
    chapter on visibility, for 0.05.
    """
    return -math.log(threshold) / visibility


@kernel
def near_infrared_extinction(visibility: float, wavelength: float) -> float:
    """Extinction of visible and near-infrared light in haze and fog.

    Parameters
    ----------
    visibility : float
        For a threshold of 0.02 [m]; above 0.
    wavelength : float
        [m]; 0.4 to 2 micrometres. It says nothing about thermal infrared.

    Returns
    -------
    float
        (3.912 / V) (wavelength / 0.55 um)^-q [1/m], with q = 1.6 above 50 km, 1.3 from 6 to 50 km, 0.16 V + 0.34 from
        1 to 6 km, V - 0.5 from 0.5 to 1 km, and 0 below (V in km): in fog all wavelengths fare alike.

    Source: P. W. Kruse, L. D. McGlauchlin and R. B. McQuistan, *Elements of Infrared Technology* (1962), with q after
    I. I. Kim, B. McArthur and E. Korevaar, "Comparison of laser beam propagation at 785 nm and 1550 nm in fog and
    haze", *Proceedings of SPIE* 4214 (2001) 26-37.
    """
    distance = visibility / _KILOMETRE
    if distance > 50.0:
        q = 1.6
    elif distance > 6.0:
        q = 1.3
    elif distance > 1.0:
        q = 0.16 * distance + 0.34
    elif distance > 0.5:
        q = distance - 0.5
    else:
        q = 0.0
    return visible_extinction(visibility, KOSCHMIEDER) * math.pow(wavelength / _GREEN, -q)


@kernel
def rain_extinction(rain_mm_h: float) -> float:
    """Extinction by rain, visible and infrared alike: the drops are far larger than the waves.

    Parameters
    ----------
    rain_mm_h : float
        Rain rate [mm/h], 0 or more.

    Returns
    -------
    float
        1.076 rain^0.67 dB/km, in 1/m. ITU-R P.1814 lists another fit, 1.58 rain^0.63: 47 % more at 1 mm/h, 22 % more
        at 100 mm/h.

    Source: T. H. Carbonneau and D. R. Wisely, *Proceedings of SPIE* 3232 (1998) 119-128, as given in ITU-R P.1814.
    """
    if rain_mm_h <= 0.0:
        return 0.0
    return 1.076 * math.pow(rain_mm_h, 0.67) * _NEPERS / _KILOMETRE


@kernel
def apparent_contrast(contrast: float, extinction: float, slant_range: float) -> float:
    """Contrast of a target against the horizon sky, at a range.

    Parameters
    ----------
    contrast : float
        At the target: its brightness over that of the sky, less one; -1 for black.
    extinction : float
        [1/m].
    slant_range : float
        [m].

    Returns
    -------
    float
        contrast exp(-extinction R).

    Source: Koschmieder 1924 (see `visible_extinction`); level path, even light.
    """
    return contrast * math.exp(-extinction * slant_range)


@kernel
def contrast_range(contrast: float, threshold: float, extinction: float) -> float:
    """Range at which the contrast of a target falls to the threshold: the inverse of `apparent_contrast`.

    Parameters
    ----------
    contrast : float
        At the target, either sign.
    threshold : float
        Least contrast that the camera or eye notices; above 0.
    extinction : float
        [1/m]; above 0.

    Returns
    -------
    float
        ln(|contrast| / threshold) / extinction [m]; 0 for a target that never stands out.

    Source: as `apparent_contrast`.
    """
    if abs(contrast) <= threshold:
        return 0.0
    return math.log(abs(contrast) / threshold) / extinction


@kernel
def resolved_cycles(size: float, pixel_angle: float, slant_range: float) -> float:
    """Cycles (pairs of lines) that a camera resolves across a target.

    Parameters
    ----------
    size : float
        Least apparent dimension of the target [m].
    pixel_angle : float
        Field of view of one picture element [rad].
    slant_range : float
        [m]; above 0.

    Returns
    -------
    float
        size / (2 pixel_angle R): two picture elements a cycle.

    Source: J. Johnson, "Analysis of image forming systems", *Image Intensifier Symposium*, Fort Belvoir (1958), with
    the sampling limit of a detector array; blur of optics and motion is left out.
    """
    return 0.5 * size / (pixel_angle * slant_range)


@inner
def _transfer(ratio: float) -> float:
    """Probability for a ratio of resolved to needed cycles."""
    if ratio <= 0.0:
        return 0.0
    power = math.exp((2.7 + 0.7 * ratio) * math.log(ratio))
    return 1.0 - 1.0 / (1.0 + power)


@kernel
def discrimination_probability(cycles: float, cycles_half: float) -> float:
    """Probability that an observer detects, recognises or identifies a target with so many cycles on it.

    Parameters
    ----------
    cycles : float
        Of `resolved_cycles`, 0 or more.
    cycles_half : float
        Needed for a chance of one half: 1.0 +- 0.25 to detect, 4.0 +- 0.8 to recognise, 6.4 +- 1.5 to identify
        (Johnson); above 0.

    Returns
    -------
    float
        x^E / (1 + x^E) with x = cycles / cycles_half and E = 2.7 + 0.7 x: given that the observer looks there.

    Source: Johnson 1958; J. A. Ratches and others, *Night Vision Laboratory Static Performance Model for Thermal
    Viewing Systems*, ECOM-7043 (1975), for the curve.
    """
    # Past 30 the probability is 1 to the last digit, and the power would overflow.
    return _transfer(min(cycles / cycles_half, 30.0))


@kernel
def needed_cycles(probability: float, cycles_half: float) -> float:
    """Cycles that give a probability: the inverse of `discrimination_probability`.

    Parameters
    ----------
    probability : float
        Above 0, below 1 - 1e-12.
    cycles_half : float
        As in `discrimination_probability`.

    Returns
    -------
    float
        Cycles, by 60 halvings.

    Source: as `discrimination_probability`.
    """
    low = 0.0
    high = 30.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if _transfer(middle) < probability:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high) * cycles_half


@kernel
def resolution_range(size: float, pixel_angle: float, cycles: float) -> float:
    """Range at which a target still covers enough cycles: the inverse of `resolved_cycles`.

    Parameters
    ----------
    size, pixel_angle : float
        As in `resolved_cycles`.
    cycles : float
        Needed; above 0.

    Returns
    -------
    float
        size / (2 pixel_angle cycles) [m].

    Source: as `resolved_cycles`.
    """
    return 0.5 * size / (pixel_angle * cycles)


@kernel
def camera_range(
    size: float,
    pixel_angle: float,
    cycles: float,
    contrast: float,
    threshold: float,
    extinction: float,
    daylight: bool,
) -> float:
    """Range of a camera for visible light: resolution or contrast, whichever ends first; nothing at night.

    Parameters
    ----------
    size, pixel_angle, cycles : float
        As in `resolution_range`.
    contrast, threshold, extinction : float
        As in `contrast_range`.
    daylight : bool
        False at night: a camera without an intensifier sees nothing.

    Returns
    -------
    float
        [m]. The horizon and terrain are for the caller.

    Source: `resolution_range` and `contrast_range`.
    """
    if not daylight:
        return 0.0
    return min(resolution_range(size, pixel_angle, cycles), contrast_range(contrast, threshold, extinction))


@kernel
def thermal_difference(
    difference: float, area: float, pixel_angle: float, extinction: float, slant_range: float
) -> float:
    """Apparent difference in temperature of a target in one picture element.

    Parameters
    ----------
    difference : float
        Of target and background [K], averaged over the target.
    area : float
        Apparent area of the target [m2].
    pixel_angle : float
        Field of view of one picture element [rad].
    extinction : float
        In the band of the camera [1/m].
    slant_range : float
        [m]; above 0.

    Returns
    -------
    float
        difference exp(-extinction R) times the part of the picture element that the target fills [K].

    Source: Beer-Lambert law; G. C. Holst, *Electro-Optical Imaging System Performance*, 5th ed. (2008), on small
    differences and targets below one picture element.
    """
    footprint = pixel_angle * slant_range
    filled = min(1.0, area / (footprint * footprint))
    return difference * filled * math.exp(-extinction * slant_range)


@kernel
def thermal_range(
    difference: float, area: float, pixel_angle: float, extinction: float, threshold: float
) -> float:
    """Range at which a thermal camera's difference falls to its threshold, day or night.

    Parameters
    ----------
    difference, area, pixel_angle, extinction : float
        As in `thermal_difference`; the difference either sign, the extinction 0 or more.
    threshold : float
        Noise-equivalent difference of the camera times the ratio of signal to noise that detection needs [K]; above 0.

    Returns
    -------
    float
        [m], by 60 halvings; 0 for a target no warmer or colder than the threshold.

    Source: inverse of `thermal_difference`. Detection of a spot, not recognition: see `resolution_range` for that.
    """
    warm = abs(difference)
    if warm <= threshold:
        return 0.0
    low = 0.0
    # Without extinction the target falls below the threshold here.
    high = math.sqrt(area * warm / threshold) / pixel_angle
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if thermal_difference(warm, area, pixel_angle, extinction, middle) > threshold:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
