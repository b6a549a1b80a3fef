"""Attenuation of radio waves by rain, cloud and fog, and how much of a ray lies in them.

Losses are one way, in decibels: a radar pays them twice. Gases are in `iamd.physics.attenuation`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from iamd.physics._jit import inner, kernel
from iamd.physics.propagation import effective_radius

Floats = NDArray[np.float64]

_MELTING_BELOW = 360.0  # m; the mean rain height lies this far above the 0 degree isotherm, P.839

# P.838-3, tables 1 to 4: a, b, c of each term of log k (4) and alpha (5), then m and c of the straight part.
_K_HORIZONTAL = np.array(
    [(-5.33980, -0.10008, 1.13098), (-0.35351, 1.26970, 0.45400), (-0.23789, 0.86036, 0.15354),
     (-0.94158, 0.64552, 0.16817), (-0.18961, 0.71147, 0.0)]
)  # fmt: skip
_K_VERTICAL = np.array(
    [(-3.80595, 0.56934, 0.81061), (-3.44965, -0.22911, 0.51059), (-0.39902, 0.73042, 0.11899),
     (0.50167, 1.07319, 0.27195), (-0.16398, 0.63297, 0.0)]
)  # fmt: skip
_ALPHA_HORIZONTAL = np.array(
    [(-0.14318, 1.82442, -0.55187), (0.29591, 0.77564, 0.19822), (0.32177, 0.63773, 0.13164),
     (-5.37610, -0.96230, 1.47828), (16.1721, -3.29980, 3.43990), (0.67849, -1.95537, 0.0)]
)  # fmt: skip
_ALPHA_VERTICAL = np.array(
    [(-0.07771, 2.33840, -0.76284), (0.56727, 0.95545, 0.54039), (-0.20238, 1.14520, 0.26809),
     (-48.2991, 0.791669, 0.116226), (48.5833, 0.791459, 0.116479), (-0.053739, 0.83433, 0.0)]
)  # fmt: skip


@inner
def _fit(table: Floats, logarithm: float) -> float:
    """Sum of bells and a straight line in the logarithm of frequency (P.838-3, equations 2 and 3)."""
    last = table.shape[0] - 1
    total = table[last, 0] * logarithm + table[last, 1]
    for n in range(last):
        place = (logarithm - table[n, 1]) / table[n, 2]
        total += table[n, 0] * math.exp(-place * place)
    return float(total)


@kernel
def rain_coefficients(frequency: float, elevation: float, tilt: float) -> tuple[float, float]:
    """Coefficients of the power law between rain rate and attenuation.

    Parameters
    ----------
    frequency : float
        [Hz]; 1e9 to 1e12.
    elevation : float
        Of the ray above the horizontal [rad].
    tilt : float
        Of the polarisation from the horizontal [rad]: 0 horizontal, pi/2 vertical, pi/4 circular.

    Returns
    -------
    tuple of float
        k and alpha of `attenuation = k rain^alpha` in dB/km and mm/h.

    Source: Recommendation ITU-R P.838-3 (2005), *Specific attenuation model for rain*, equations 2 to 5 and tables 1
    to 4.
    """
    logarithm = math.log10(1e-9 * frequency)
    k_horizontal = math.pow(10.0, _fit(_K_HORIZONTAL, logarithm))
    k_vertical = math.pow(10.0, _fit(_K_VERTICAL, logarithm))
    product_horizontal = k_horizontal * _fit(_ALPHA_HORIZONTAL, logarithm)
    product_vertical = k_vertical * _fit(_ALPHA_VERTICAL, logarithm)
    across = math.cos(elevation)
    turn = across * across * math.cos(2.0 * tilt)
    k = 0.5 * (k_horizontal + k_vertical + (k_horizontal - k_vertical) * turn)
    product = product_horizontal + product_vertical + (product_horizontal - product_vertical) * turn
    return k, 0.5 * product / k


@kernel
def rain_db_per_km(rain_mm_h: float, frequency: float, elevation: float, tilt: float) -> float:
    """Attenuation by rain.

    Parameters
    ----------
    rain_mm_h : float
        Rain rate [mm/h], 0 or more: drizzle 0.25, heavy rain 16, a cloudburst 100.
    frequency, elevation, tilt : float
        As in `rain_coefficients`.

    Returns
    -------
    float
        One-way attenuation [dB/km].

    Source: Recommendation ITU-R P.838-3 (2005), equation 1.
    """
    if rain_mm_h <= 0.0:
        return 0.0
    k, alpha = rain_coefficients(frequency, elevation, tilt)
    return k * math.pow(rain_mm_h, alpha)


@kernel
def rain_height(isotherm: float) -> float:
    """Height up to which rain is liquid: mean 0 degree isotherm plus 360 m, both above sea level [m].

    Source: Recommendation ITU-R P.839-4 (2013), *Rain height model for prediction methods*.
    """
    return isotherm + _MELTING_BELOW


@kernel
def cloud_coefficient(frequency: float, temperature: float) -> float:
    """Attenuation by the drops of cloud and fog, for each gram of liquid water in a cubic metre.

    Parameters
    ----------
    frequency : float
        [Hz]; 1e9 to 2e11.
    temperature : float
        Of the drops [K]; 253 to 313.

    Returns
    -------
    float
        [(dB/km) / (g/m3)], one way. Holds for drops below 0.01 cm.

    Source: Recommendation ITU-R P.840-8 (2019), *Attenuation due to clouds and fog*, equations 2 to 11: Rayleigh
    scattering, the permittivity of water by two Debye terms.
    """
    f = 1e-9 * frequency
    excess = 300.0 / temperature - 1.0
    static = 77.66 + 103.3 * excess
    middle = 0.0671 * static
    high = 3.52
    first = 20.20 - 146.0 * excess + 316.0 * excess * excess
    second = 39.8 * first
    x, y = f / first, f / second
    loss = x * (static - middle) / (1.0 + x * x) + y * (middle - high) / (1.0 + y * y)
    real = (static - middle) / (1.0 + x * x) + (middle - high) / (1.0 + y * y) + high
    eta = (2.0 + real) / loss
    return 0.819 * f / (loss * (1.0 + eta * eta))


@kernel
def cloud_db_per_km(liquid_water: float, frequency: float, temperature: float) -> float:
    """Attenuation by cloud or fog.

    Parameters
    ----------
    liquid_water : float
        Liquid water in the air [kg/m3]: about 5e-5 in medium fog (sight 300 m), 5e-4 in thick fog (sight 50 m).
    frequency, temperature : float
        As in `cloud_coefficient`.

    Returns
    -------
    float
        One-way attenuation [dB/km].

    Source: Recommendation ITU-R P.840-8 (2019), equation 1; the fog densities are those it names.
    """
    return 1000.0 * liquid_water * cloud_coefficient(frequency, temperature)


@inner
def _below(height: float, radius: float, lowest: float, start: float, end: float) -> float:
    """Length [m] of a straight ray that lies below a height; places on it are counted from its lowest point."""
    square = (radius + height) * (radius + height) - lowest * lowest
    if square <= 0.0:
        return 0.0
    edge = math.sqrt(square)
    return max(0.0, min(end, edge) - max(start, -edge))


@kernel
def length_in_layer(
    bottom: float, top: float, antenna_height: float, elevation: float, slant_range: float, k: float
) -> float:
    """Length of the part of a ray that lies between two heights.

    Parameters
    ----------
    bottom, top : float
        Of the layer, above sea level [m]; for rain, 0 and the rain height.
    antenna_height : float
        Above sea level [m].
    elevation : float
        Of the ray at the antenna, above the horizontal [rad].
    slant_range : float
        Along the ray [m].
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        [m]; 0 to `slant_range`. A bottom of 0 or less counts as no bottom, so that a ray that grazes the sea keeps
        its whole length.

    Source: the straight ray over the effective earth of `iamd.physics.propagation`.
    """
    radius = effective_radius(k)
    centre = radius + antenna_height
    lowest = centre * math.cos(elevation)
    start = centre * math.sin(elevation)
    end = start + slant_range
    length = _below(top, radius, lowest, start, end)
    if bottom > 0.0:
        length -= _below(bottom, radius, lowest, start, end)
    return max(0.0, length)


@kernel
def rain_loss_db(
    rain_mm_h: float,
    frequency: float,
    tilt: float,
    top: float,
    extent: float,
    antenna_height: float,
    elevation: float,
    slant_range: float,
    k: float,
) -> float:
    """Attenuation by rain along a ray, one way.

    Parameters
    ----------
    rain_mm_h, frequency, tilt : float
        As in `rain_db_per_km`.
    top : float
        Height of the rain above sea level [m]; see `rain_height`.
    extent : float
        Greatest length of the ray in rain [m]: heavy rain falls in cells of a few kilometres, drizzle over hundreds.
    antenna_height, elevation, slant_range, k : float
        As in `length_in_layer`.

    Returns
    -------
    float
        [dB], one way; twice that for a radar.

    Source: P.838-3 over the length below the rain height (P.839). One rain rate over the whole length is a choice of
    the caller; the Recommendations for links shorten the path by statistics that do not belong to a given hour.
    """
    length = min(extent, length_in_layer(0.0, top, antenna_height, elevation, slant_range, k))
    return 0.001 * length * rain_db_per_km(rain_mm_h, frequency, elevation, tilt)
