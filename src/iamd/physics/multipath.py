"""Direct and reflected wave over a curved, smooth or rough surface: lobes, nulls, and the pattern propagation factor.

The pattern propagation factor F is the field at the target over that in free space in the direction of the beam's
peak, or of the direct ray where a function says so. It is one way and a voltage: the echo of a radar is multiplied by
F^4. Heights are above the smooth surface, ranges along it unless named slant.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from iamd.physics._jit import inner, kernel
from iamd.physics.diffraction import spherical_loss_db, surface_admittance
from iamd.physics.propagation import effective_radius, horizon_distance, slant_height
from iamd.physics.surface import reflection_coefficient, roughness_factor

Floats = NDArray[np.float64]

_LOWEST = 1e-2  # m; an end on the ground itself has no point of reflection
_PER_VOLTAGE_DECIBEL = math.log(10.0) / 20.0
_STEPS = 64  # places at which a lobe is searched along an elevation
_HALVINGS = 30


@kernel
def flat_factor(antenna_height: float, target_height: float, ground_range: float, wavelength: float) -> float:
    """Pattern propagation factor over a flat, smooth, perfectly reflecting surface: the textbook's lobes.

    Parameters
    ----------
    antenna_height, target_height : float
        Above the surface [m].
    ground_range : float
        [m]; far larger than the heights.
    wavelength : float
        [m].

    Returns
    -------
    float
        2 |sin(2 pi h_antenna h_target / (wavelength range))|, 0 to 2.

    Source: M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), section 8.2; L. V. Blake, *Radar
    Range-Performance Analysis* (1980), chapter 6.
    """
    phase = 2.0 * math.pi * antenna_height * target_height / (wavelength * ground_range)
    return 2.0 * abs(math.sin(phase))


@kernel
def flat_lobe_range(antenna_height: float, target_height: float, wavelength: float, order: int) -> float:
    """Range of a lobe's maximum over a flat surface; order 1 is the last one on the way out.

    Parameters
    ----------
    antenna_height, target_height, wavelength : float
        [m].
    order : int
        1 or more, counted inwards.

    Returns
    -------
    float
        4 h_antenna h_target / (wavelength (2 order - 1)) [m].

    Source: maxima of `flat_factor`.
    """
    return 4.0 * antenna_height * target_height / (wavelength * (2.0 * order - 1.0))


@kernel
def flat_null_range(antenna_height: float, target_height: float, wavelength: float, order: int) -> float:
    """Range of a null over a flat surface; order 1 is the last one on the way out.

    Parameters
    ----------
    antenna_height, target_height, wavelength : float
        [m].
    order : int
        1 or more, counted inwards.

    Returns
    -------
    float
        2 h_antenna h_target / (wavelength order) [m].

    Source: zeros of `flat_factor`.
    """
    return 2.0 * antenna_height * target_height / (wavelength * order)


@inner
def _facing(height: float, angle: float, radius: float) -> tuple[float, float, float]:
    """Grazing angle [rad] of a height seen from the ground, its slope with the angle at the centre, and distance."""
    half = math.sin(0.5 * angle)
    outer = radius + height
    up = height - 2.0 * outer * half * half
    across = outer * math.sin(angle)
    square = up * up + across * across
    slope = -(outer * outer - radius * outer * math.cos(angle)) / square
    return math.atan2(up, across), slope, math.sqrt(square)


@kernel
def reflection_point(antenna_height: float, target_height: float, ground_range: float, k: float) -> float:
    """Range along the ground from the antenna to the point of mirror-like reflection.

    Parameters
    ----------
    antenna_height, target_height : float
        Above the smooth surface [m]; heights below 1 cm count as 1 cm.
    ground_range : float
        [m], above 0 and within the radar horizon.
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        [m], 0 to `ground_range`.

    Source: the cubic for a parabolic earth in closed form, W. T. Fishback in D. E. Kerr, *Propagation of Short Radio
    Waves* (1951), section 2.13; L. V. Blake, *Radar Range-Performance Analysis* (1980), chapter 6. Two steps of
    Newton's method then make both angles equal on the sphere.
    """
    low, high = max(antenna_height, _LOWEST), max(target_height, _LOWEST)
    radius = effective_radius(k)
    half = 0.5 * ground_range
    p = 2.0 / math.sqrt(3.0) * math.sqrt(radius * (low + high) + half * half)
    sine = 2.0 * radius * ground_range * (high - low) / (p * p * p)
    near = half - p * math.sin(math.asin(min(1.0, max(-1.0, sine))) / 3.0)
    near = min(ground_range, max(0.0, near)) / radius
    whole = ground_range / radius
    for _ in range(2):
        first, first_slope, _ = _facing(low, near, radius)
        second, second_slope, _ = _facing(high, whole - near, radius)
        near -= (first - second) / (first_slope + second_slope)
        near = min(whole, max(0.0, near))
    return near * radius


@kernel
def reflection(
    antenna_height: float, target_height: float, ground_range: float, k: float
) -> tuple[float, float, float, float]:
    """Geometry of the reflected wave.

    Parameters
    ----------
    antenna_height, target_height, ground_range, k : float
        As in `reflection_point`.

    Returns
    -------
    tuple of float
        Grazing angle [rad]; path reflected less direct [m]; divergence factor (0 to 1, a voltage); elevation of the
        reflected ray at the antenna [rad], negative. Beyond the horizon 0, 0, 0 and the elevation of the horizon.

    Source: exact triangles on the effective earth; divergence factor of van der Pol and Bremmer as in Kerr (1951),
    section 5.2, and Blake (1980), chapter 6: 1 / sqrt(1 + 2 d1 d2 / (k R d sin(grazing))).
    """
    low, high = max(antenna_height, _LOWEST), max(target_height, _LOWEST)
    radius = effective_radius(k)
    near = reflection_point(low, high, ground_range, k)
    far = ground_range - near
    grazing, _, first = _facing(low, near / radius, radius)
    _, _, second = _facing(high, far / radius, radius)
    if grazing <= 0.0 or ground_range >= horizon_distance(low, k) + horizon_distance(high, k):
        return 0.0, 0.0, 0.0, -horizon_distance(low, k) / radius
    half = math.sin(0.5 * ground_range / radius)
    rise = high - low
    direct = math.sqrt(rise * rise + 4.0 * (radius + low) * (radius + high) * half * half)
    spread = 2.0 * near * far / (radius * ground_range * math.sin(grazing))
    return (
        grazing,
        max(0.0, first + second - direct),
        1.0 / math.sqrt(1.0 + spread),
        -(grazing + near / radius),
    )


@kernel
def two_ray_factor(
    grazing: float,
    path_difference: float,
    divergence: float,
    wavelength: float,
    permittivity: float,
    loss: float,
    deviation: float,
    vertical: bool,
    reflected_gain: float,
) -> float:
    """Pattern propagation factor of the direct and the reflected wave together.

    Parameters
    ----------
    grazing, path_difference, divergence : float
        From `reflection`.
    wavelength : float
        [m].
    permittivity, loss : float
        Relative permittivity of the ground: real part and loss; see `iamd.physics.surface`.
    deviation : float
        Standard deviation of the height of the surface [m]; 0 smooth.
    vertical : bool
        Polarisation: True vertical, False horizontal.
    reflected_gain : float
        Voltage gain of the antenna towards the reflected ray over that towards the target; 1 for a wide beam.

    Returns
    -------
    float
        F over free space in the direction of the target: 0 to 2 for a gain of 1. Valid inside the horizon, where the
        paths differ by a quarter of a wavelength or more.

    Source: Kerr (1951), section 2.13; Blake (1980), chapter 6; roughness as `roughness_factor`. Diffuse scattering is
    left out.
    """
    real, imaginary = reflection_coefficient(permittivity, loss, grazing, vertical)
    size = divergence * roughness_factor(deviation, grazing, wavelength) * reflected_gain
    phase = 2.0 * math.pi * path_difference / wavelength
    cosine, sine = math.cos(phase), math.sin(phase)
    in_phase = 1.0 + size * (real * cosine + imaginary * sine)
    across = size * (imaginary * cosine - real * sine)
    return math.sqrt(in_phase * in_phase + across * across)


@kernel
def propagation_factor(
    antenna_height: float,
    target_height: float,
    ground_range: float,
    k: float,
    wavelength: float,
    permittivity: float,
    loss: float,
    deviation: float,
    vertical: bool,
    reflected_gain: float,
) -> tuple[float, float]:
    """Pattern propagation factor over the smooth or rough earth at any range: lobes inside, diffraction beyond.

    Parameters
    ----------
    antenna_height, target_height, ground_range, k : float
        As in `reflection_point`, but at any range.
    wavelength, permittivity, loss, deviation, vertical, reflected_gain
        As in `two_ray_factor`.

    Returns
    -------
    tuple of float
        F, and the share of the two rays in it: 1 where the paths differ by a quarter of a wavelength or more, 0 beyond
        the horizon. The share lets a duct take over (`iamd.physics.ducting`).

    Source: two rays as `two_ray_factor`, diffraction as `spherical_loss_db`. In the region between, the
    decibels go from one to the other in proportion to the path difference. Blake (1980), chapter 6, and Kerr (1951)
    draw that bridge by hand; ours is within 2.5 dB of the full series of modes (`docs/methods/multipath.md`).
    """
    low, high = max(antenna_height, _LOWEST), max(target_height, _LOWEST)
    grazing, difference, divergence, _ = reflection(low, high, ground_range, k)
    share = min(1.0, 4.0 * difference / wavelength)
    decibels = 0.0
    if share > 0.0:
        factor = two_ray_factor(
            grazing,
            difference,
            divergence,
            wavelength,
            permittivity,
            loss,
            deviation,
            vertical,
            reflected_gain,
        )
        if share == 1.0:
            return factor, share
        decibels = share * 20.0 * math.log10(max(factor, 1e-6))
    admittance = surface_admittance(permittivity, loss, wavelength, k, vertical)
    decibels -= (1.0 - share) * spherical_loss_db(low, high, ground_range, k, wavelength, admittance)
    return math.exp(_PER_VOLTAGE_DECIBEL * decibels), share


@kernel
def pattern_gain(pattern: Floats, lowest: float, highest: float, elevation: float) -> float:
    """Voltage gain of an antenna towards an elevation, from a table, linear between its rows.

    Parameters
    ----------
    pattern : array, shape (n,)
        Voltage gain over that of the peak, at n equal steps of elevation; n of 2 or more.
    lowest, highest : float
        Elevations of its first and last row [rad].
    elevation : float
        [rad]; beyond the table the last row holds.

    Source: the pattern is the caller's.
    """
    last = pattern.shape[0] - 1
    place = min(1.0, max(0.0, (elevation - lowest) / (highest - lowest))) * last
    row = min(int(place), last - 1)
    part = place - row
    return float((1.0 - part) * pattern[row] + part * pattern[row + 1])


@inner
def _excess(
    free_range: float,
    slant_range: float,
    elevation: float,
    antenna_height: float,
    k: float,
    pattern: Floats,
    lowest: float,
    highest: float,
    ground: tuple[float, float, float, float, bool],
) -> float:
    """Range that the field at a place would allow, less its range: above 0 the target there is detected."""
    height = slant_height(antenna_height, slant_range, elevation, k)
    if height <= 0.0:
        return -slant_range
    radius = effective_radius(k)
    across = slant_range * math.cos(elevation) / (radius + height)
    ground_range = radius * math.asin(min(1.0, across))
    wavelength, permittivity, loss, deviation, vertical = ground
    _, _, _, reflected = reflection(antenna_height, height, ground_range, k)
    direct = pattern_gain(pattern, lowest, highest, elevation)
    ratio = pattern_gain(pattern, lowest, highest, reflected) / max(direct, 1e-6)
    factor, _ = propagation_factor(
        antenna_height, height, ground_range, k, wavelength, permittivity, loss, deviation, vertical, ratio
    )
    return free_range * direct * factor - slant_range


@kernel
def coverage_range(
    free_range: float,
    elevation: float,
    antenna_height: float,
    k: float,
    pattern: Floats,
    lowest: float,
    highest: float,
    wavelength: float,
    permittivity: float,
    loss: float,
    deviation: float,
    vertical: bool,
) -> float:
    """Greatest slant range of detection at an elevation: one point of a vertical coverage (Blake) diagram.

    Parameters
    ----------
    free_range : float
        Range of detection in free space at the peak of the beam [m].
    elevation : float
        Of the direct ray at the antenna [rad].
    antenna_height, k, wavelength, permittivity, loss, deviation, vertical
        As in `propagation_factor`.
    pattern, lowest, highest
        As in `pattern_gain`; ones for an antenna that radiates alike in all directions.

    Returns
    -------
    float
        [m]: the largest range R with R = free_range F(R, elevation), or 0; searched inwards from twice the free range
        in 64 steps of equal ratio over a factor of 400, then by halving.

    Source: L. V. Blake, "A guide to basic pulse-radar maximum-range calculation", NRL Report 6930 (1969), and *Radar
    Range-Performance Analysis* (1980), chapter 6: R = R0 F.
    """
    ground = (wavelength, permittivity, loss, deviation, vertical)
    far = 2.0 * free_range
    if _excess(free_range, far, elevation, antenna_height, k, pattern, lowest, highest, ground) >= 0.0:
        return far
    step = math.exp(-math.log(400.0) / _STEPS)
    for _ in range(_STEPS):
        near = far * step
        if _excess(free_range, near, elevation, antenna_height, k, pattern, lowest, highest, ground) >= 0.0:
            for _ in range(_HALVINGS):
                middle = 0.5 * (near + far)
                if (
                    _excess(
                        free_range, middle, elevation, antenna_height, k, pattern, lowest, highest, ground
                    )
                    >= 0.0
                ):
                    near = middle
                else:
                    far = middle
            return near
        far = near
    return 0.0
