"""Absorption of radio waves by oxygen and water vapour: line by line, and along a ray through the standard air.

The lines are those of Recommendation ITU-R P.676-12 (2019), Annex 1; the air is the U.S. Standard Atmosphere 1976 with
the water vapour of Recommendation ITU-R P.835. Losses are one way, in decibels: a radar pays them twice. Rain, cloud
and fog are in `iamd.physics.precipitation`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from iamd.physics._jit import inner, kernel
from iamd.physics.atmosphere import atmosphere
from iamd.physics.propagation import effective_radius, slant_elevation

Floats = NDArray[np.float64]

PROFILE_TOP = 30_000.0  # m; above it less than 0.1 % of the absorption at radar frequencies is left
PROFILE_SIZE = 301  # every 100 m: straight lines between the rows are within 0.05 %
STANDARD_VAPOUR = 7.5e-3  # kg/m3 at sea level, the global mean of P.835

_VAPOUR_SCALE = 2000.0  # m, P.835
_LEAST_MIXING = 2e-6  # vapour pressure over total pressure in the dry upper air, P.835

# The integral along half a ray: nodes and weights from 0 to 1.
_NODE, _WEIGHT = np.polynomial.legendre.leggauss(12)
_NODE = 0.5 * (1.0 + _NODE)
_WEIGHT = 0.5 * _WEIGHT

# P.676-12, table 1: frequency [GHz] and a1 to a6 of the 44 lines of oxygen.
_OXYGEN = np.array(
    [
    (50.474214, 0.975, 9.651, 6.69, 0.0, 2.566, 6.85), (50.987745, 2.529, 8.653, 7.17, 0.0, 2.246, 6.8),
    (51.50336, 6.193, 7.709, 7.64, 0.0, 1.947, 6.729), (52.021429, 14.32, 6.819, 8.11, 0.0, 1.667, 6.64),
    (52.542418, 31.24, 5.983, 8.58, 0.0, 1.388, 6.526), (53.066934, 64.29, 5.201, 9.06, 0.0, 1.349, 6.206),
    (53.595775, 124.6, 4.474, 9.55, 0.0, 2.227, 5.085), (54.130025, 227.3, 3.8, 9.96, 0.0, 3.17, 3.75),
    (54.67118, 389.7, 3.182, 10.37, 0.0, 3.558, 2.654), (55.221384, 627.1, 2.618, 10.89, 0.0, 2.56, 2.952),
    (55.783815, 945.3, 2.109, 11.34, 0.0, -1.172, 6.135), (56.264774, 543.4, 0.014, 17.03, 0.0, 3.525, -0.978),
    (56.363399, 1331.8, 1.654, 11.89, 0.0, -2.378, 6.547), (56.968211, 1746.6, 1.255, 12.23, 0.0, -3.545, 6.451),
    (57.612486, 2120.1, 0.91, 12.62, 0.0, -5.416, 6.056), (58.323877, 2363.7, 0.621, 12.95, 0.0, -1.932, 0.436),
    (58.446588, 1442.1, 0.083, 14.91, 0.0, 6.768, -1.273), (59.164204, 2379.9, 0.387, 13.53, 0.0, -6.561, 2.309),
    (59.590983, 2090.7, 0.207, 14.08, 0.0, 6.957, -0.776), (60.306056, 2103.4, 0.207, 14.15, 0.0, -6.395, 0.699),
    (60.434778, 2438.0, 0.386, 13.39, 0.0, 6.342, -2.825), (61.150562, 2479.5, 0.621, 12.92, 0.0, 1.014, -0.584),
    (61.800158, 2275.9, 0.91, 12.63, 0.0, 5.014, -6.619), (62.41122, 1915.4, 1.255, 12.17, 0.0, 3.029, -6.759),
    (62.486253, 1503.0, 0.083, 15.13, 0.0, -4.499, 0.844), (62.997984, 1490.2, 1.654, 11.74, 0.0, 1.856, -6.675),
    (63.568526, 1078.0, 2.108, 11.34, 0.0, 0.658, -6.139), (64.127775, 728.7, 2.617, 10.88, 0.0, -3.036, -2.895),
    (64.67891, 461.3, 3.181, 10.38, 0.0, -3.968, -2.59), (65.224078, 274.0, 3.8, 9.96, 0.0, -3.528, -3.68),
    (65.764779, 153.0, 4.473, 9.55, 0.0, -2.548, -5.002), (66.302096, 80.4, 5.2, 9.06, 0.0, -1.66, -6.091),
    (66.836834, 39.8, 5.982, 8.58, 0.0, -1.68, -6.393), (67.369601, 18.56, 6.818, 8.11, 0.0, -1.956, -6.475),
    (67.900868, 8.172, 7.708, 7.64, 0.0, -2.216, -6.545), (68.431006, 3.397, 8.652, 7.17, 0.0, -2.492, -6.6),
    (68.960312, 1.334, 9.65, 6.69, 0.0, -2.773, -6.65), (118.750334, 940.3, 0.01, 16.64, 0.0, -0.439, 0.079),
    (368.498246, 67.4, 0.048, 16.4, 0.0, 0.0, 0.0), (424.76302, 637.7, 0.044, 16.4, 0.0, 0.0, 0.0),
    (487.249273, 237.4, 0.049, 16.0, 0.0, 0.0, 0.0), (715.392902, 98.1, 0.145, 16.0, 0.0, 0.0, 0.0),
    (773.83949, 572.3, 0.141, 16.2, 0.0, 0.0, 0.0), (834.145546, 183.1, 0.145, 14.7, 0.0, 0.0, 0.0),
    ]
)  # fmt: skip

# P.676-12, table 2: frequency [GHz] and b1 to b6 of the 35 lines of water vapour.
_VAPOUR = np.array(
    [
    (22.23508, 0.1079, 2.144, 26.38, 0.76, 5.087, 1.0), (67.80396, 0.0011, 8.732, 28.58, 0.69, 4.93, 0.82),
    (119.99594, 0.0007, 8.353, 29.48, 0.7, 4.78, 0.79), (183.310087, 2.273, 0.668, 29.06, 0.77, 5.022, 0.85),
    (321.22563, 0.047, 6.179, 24.04, 0.67, 4.398, 0.54), (325.152888, 1.514, 1.541, 28.23, 0.64, 4.893, 0.74),
    (336.227764, 0.001, 9.825, 26.93, 0.69, 4.74, 0.61), (380.197353, 11.67, 1.048, 28.11, 0.54, 5.063, 0.89),
    (390.134508, 0.0045, 7.347, 21.52, 0.63, 4.81, 0.55), (437.346667, 0.0632, 5.048, 18.45, 0.6, 4.23, 0.48),
    (439.150807, 0.9098, 3.595, 20.07, 0.63, 4.483, 0.52), (443.018343, 0.192, 5.048, 15.55, 0.6, 5.083, 0.5),
    (448.001085, 10.41, 1.405, 25.64, 0.66, 5.028, 0.67), (470.888999, 0.3254, 3.597, 21.34, 0.66, 4.506, 0.65),
    (474.689092, 1.26, 2.379, 23.2, 0.65, 4.804, 0.64), (488.490108, 0.2529, 2.852, 25.86, 0.69, 5.201, 0.72),
    (503.568532, 0.0372, 6.731, 16.12, 0.61, 3.98, 0.43), (504.482692, 0.0124, 6.731, 16.12, 0.61, 4.01, 0.45),
    (547.67644, 0.9785, 0.158, 26.0, 0.7, 4.5, 1.0), (552.02096, 0.184, 0.158, 26.0, 0.7, 4.5, 1.0),
    (556.935985, 497.0, 0.159, 30.86, 0.69, 4.552, 1.0), (620.700807, 5.015, 2.391, 24.38, 0.71, 4.856, 0.68),
    (645.766085, 0.0067, 8.633, 18.0, 0.6, 4.0, 0.5), (658.00528, 0.2732, 7.816, 32.1, 0.69, 4.14, 1.0),
    (752.033113, 243.4, 0.396, 30.86, 0.68, 4.352, 0.84), (841.051732, 0.0134, 8.177, 15.9, 0.33, 5.76, 0.45),
    (859.965698, 0.1325, 8.055, 30.6, 0.68, 4.09, 0.84), (899.303175, 0.0547, 7.914, 29.85, 0.68, 4.53, 0.9),
    (902.611085, 0.0386, 8.429, 28.65, 0.7, 5.1, 0.95), (906.205957, 0.1836, 5.11, 24.08, 0.7, 4.7, 0.53),
    (916.171582, 8.4, 1.441, 26.73, 0.7, 5.15, 0.78), (923.112692, 0.0079, 10.293, 29.0, 0.7, 5.0, 0.8),
    (970.315022, 9.009, 1.919, 25.5, 0.64, 4.94, 0.67), (987.926764, 134.6, 0.257, 29.85, 0.68, 4.55, 0.9),
    (1780.0, 17506.0, 0.952, 196.3, 2.0, 24.15, 5.0),
    ]
)  # fmt: skip


@kernel
def vapour_pressure(vapour_density: float, temperature: float) -> float:
    """Partial pressure of water vapour.

    Parameters
    ----------
    vapour_density : float
        Water vapour [kg/m3], 0 or more.
    temperature : float
        Of the air [K].

    Returns
    -------
    float
        Pressure [Pa].

    Source: ITU-R P.676-12, equation 4, and P.453-14: e = rho T / 216.7 in hPa and g/m3.
    """
    return 100.0 * (1000.0 * vapour_density) * temperature / 216.7


@inner
def _shape(frequency: float, line: float, width: float, interference: float) -> float:
    """Shape of a line [1/GHz] (P.676-12, equation 5); all in GHz but the interference."""
    below, above = line - frequency, line + frequency
    square = width * width
    first = (width - interference * below) / (below * below + square)
    return frequency / line * (first + (width - interference * above) / (above * above + square))


@kernel
def oxygen_db_per_km(
    frequency: float, dry_pressure: float, temperature: float, vapour_density: float
) -> float:
    """Absorption by dry air: the oxygen lines, its Debye spectrum and pressure-induced nitrogen.

    Parameters
    ----------
    frequency : float
        [Hz]; 1e9 to 1e12. Down to 1e8 it is extrapolated and negligible.
    dry_pressure : float
        Pressure of the dry air [Pa]: the total less that of the vapour.
    temperature : float
        [K].
    vapour_density : float
        Water vapour [kg/m3]; it widens the lines.

    Returns
    -------
    float
        One-way attenuation [dB/km].

    Source: Recommendation ITU-R P.676-12 (2019), *Attenuation by atmospheric gases and related effects*, Annex 1,
    equations 1 to 9 and table 1.
    """
    f = 1e-9 * frequency
    p = 0.01 * dry_pressure
    e = 0.01 * vapour_pressure(vapour_density, temperature)
    theta = 300.0 / temperature
    power = math.pow(theta, 0.8)
    total = 0.0
    for n in range(44):
        line = _OXYGEN[n, 0]
        strength = 1e-7 * _OXYGEN[n, 1] * p * theta * theta * theta * math.exp(_OXYGEN[n, 2] * (1.0 - theta))
        width = 1e-4 * _OXYGEN[n, 3] * (p * math.pow(theta, 0.8 - _OXYGEN[n, 4]) + 1.1 * e * theta)
        width = math.sqrt(width * width + 2.25e-6)
        mixing = 1e-4 * (_OXYGEN[n, 5] + _OXYGEN[n, 6] * theta) * (p + e) * power
        total += strength * _shape(f, line, width, mixing)
    debye = 5.6e-4 * (p + e) * power
    ratio = f / debye
    dry = 6.14e-5 / (debye * (1.0 + ratio * ratio))
    dry += 1.4e-12 * p * theta * math.sqrt(theta) / (1.0 + 1.9e-5 * f * math.sqrt(f))
    return float(0.1820 * f * (total + f * p * theta * theta * dry))


@kernel
def vapour_db_per_km(
    frequency: float, dry_pressure: float, temperature: float, vapour_density: float
) -> float:
    """Absorption by water vapour.

    Parameters
    ----------
    frequency, dry_pressure, temperature, vapour_density : float
        As in `oxygen_db_per_km`.

    Returns
    -------
    float
        One-way attenuation [dB/km].

    Source: Recommendation ITU-R P.676-12 (2019), Annex 1, equations 1 to 6 and table 2; the pseudo-line at 1,780 GHz
    stands for the continuum.
    """
    f = 1e-9 * frequency
    p = 0.01 * dry_pressure
    e = 0.01 * vapour_pressure(vapour_density, temperature)
    theta = 300.0 / temperature
    scale = 0.1 * e * theta * theta * theta * math.sqrt(theta)
    total = 0.0
    for n in range(35):
        line = _VAPOUR[n, 0]
        strength = _VAPOUR[n, 1] * scale * math.exp(_VAPOUR[n, 2] * (1.0 - theta))
        width = p * math.pow(theta, _VAPOUR[n, 4]) + _VAPOUR[n, 5] * e * math.pow(theta, _VAPOUR[n, 6])
        width = 1e-4 * _VAPOUR[n, 3] * width
        width = 0.535 * width + math.sqrt(0.217 * width * width + 2.1316e-12 * line * line / theta)
        total += strength * _shape(f, line, width, 0.0)
    return float(0.1820 * f * total)


@kernel
def standard_vapour(height: float, surface_density: float) -> float:
    """Density of water vapour in the reference atmosphere.

    Parameters
    ----------
    height : float
        Above sea level [m], 0 or more.
    surface_density : float
        At sea level [kg/m3]; 7.5e-3 is the global mean, about 2e-2 a humid tropical day.

    Returns
    -------
    float
        [kg/m3]: falls by e every 2 km, down to a mixing ratio (pressure of the vapour over all) of 2e-6.

    Source: Recommendation ITU-R P.835, *Reference standard atmospheres*, Annex 1, section 1.2.
    """
    temperature, pressure, _, _ = atmosphere(height)
    # The inverse of `vapour_pressure`.
    least = _LEAST_MIXING * pressure * 216.7 / (1e5 * temperature)
    return max(surface_density * math.exp(-height / _VAPOUR_SCALE), least)


@kernel
def gas_db_per_km(frequency: float, height: float, surface_density: float) -> float:
    """Absorption by oxygen and water vapour at a height of the reference atmosphere. Slow: 79 lines.

    Parameters
    ----------
    frequency : float
        [Hz]; 1e9 to 1e12.
    height : float
        Above sea level [m]; 0 to 80,000.
    surface_density : float
        Water vapour at sea level [kg/m3].

    Returns
    -------
    float
        One-way attenuation [dB/km].

    Source: as `oxygen_db_per_km`, `vapour_db_per_km` and `standard_vapour`; pressure and temperature of USSA76. The
    pressure there is that of all the air, so that of the vapour is taken off for the dry part.
    """
    temperature, pressure, _, _ = atmosphere(height)
    density = standard_vapour(height, surface_density)
    dry = pressure - vapour_pressure(density, temperature)
    return oxygen_db_per_km(frequency, dry, temperature, density) + vapour_db_per_km(
        frequency, dry, temperature, density
    )


@kernel
def fill_gas_profile(profile: Floats, top: float, frequency: float, surface_density: float) -> None:
    """Tabulate the absorption against height, once for each frequency, for `gas_loss_db`.

    Parameters
    ----------
    profile : array, shape (n,)
        Filled with attenuations [dB/km] at n equal steps of height from 0 to `top`; `PROFILE_SIZE` rows are enough.
    top : float
        Greatest height [m]; `PROFILE_TOP`.
    frequency, surface_density : float
        As in `gas_db_per_km`.

    Source: as `gas_db_per_km`.
    """
    last = profile.shape[0] - 1
    for n in range(last + 1):
        profile[n] = gas_db_per_km(frequency, top * n / last, surface_density)


@inner
def _rising(profile: Floats, top: float, radius: float, lowest: float, near: float, far: float) -> float:
    """Attenuation [dB] on a straight ray, from `near` to `far` metres beyond the point nearest the earth's centre.

    The nodes crowd towards the lower end, where the air is thick.
    """
    last = profile.shape[0] - 1
    length = far - near
    total = 0.0
    for n in range(12):
        along = near + length * _NODE[n] * _NODE[n]
        height = math.sqrt(lowest * lowest + along * along) - radius
        place = min(max(height / top, 0.0), 1.0) * last
        row = min(int(place), last - 1)
        part = place - row
        value = (1.0 - part) * profile[row] + part * profile[row + 1]
        total += _WEIGHT[n] * 2.0 * _NODE[n] * value
    return total * length / 1000.0


@kernel
def gas_loss_db(
    profile: Floats, top: float, antenna_height: float, elevation: float, slant_range: float, k: float
) -> float:
    """Absorption by the air along a ray, one way.

    Parameters
    ----------
    profile : array, shape (n,)
        From `fill_gas_profile`, up to `top` [m].
    top : float
        Greatest height of the profile [m]; above it nothing is absorbed.
    antenna_height : float
        Above sea level [m].
    elevation : float
        Of the ray at the antenna, above the horizontal [rad]; it may be negative (an airborne radar).
    slant_range : float
        Along the ray [m], 0 or more. A ray that would enter the ground is not stopped there.
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        [dB], one way; twice that for a radar.

    Source: the integral of P.676-12, section 2.2, over height, with the ray of `iamd.physics.propagation`: straight
    over the effective earth. Twelve Gauss-Legendre nodes on each side of the lowest point.
    """
    radius = effective_radius(k)
    centre = radius + antenna_height
    lowest = centre * math.cos(elevation)
    edge = (radius + top) * (radius + top) - lowest * lowest
    if edge <= 0.0:
        return 0.0
    edge = math.sqrt(edge)
    start = centre * math.sin(elevation)
    end = min(edge, max(-edge, start + slant_range))
    start = min(edge, max(-edge, start))
    if start < 0.0 < end:
        return _rising(profile, top, radius, lowest, 0.0, -start) + _rising(
            profile, top, radius, lowest, 0.0, end
        )
    low, high = min(abs(start), abs(end)), max(abs(start), abs(end))
    return _rising(profile, top, radius, lowest, low, high)


@kernel
def gas_loss_between_db(
    profile: Floats, top: float, antenna_height: float, target_height: float, slant_range: float, k: float
) -> float:
    """Absorption by the air between an antenna and a target of known height, one way.

    Parameters
    ----------
    profile, top, antenna_height, slant_range, k
        As in `gas_loss_db`.
    target_height : float
        Above sea level [m].

    Returns
    -------
    float
        [dB], one way; the same with antenna and target exchanged.

    Source: as `gas_loss_db`, with the elevation of `slant_elevation`.
    """
    elevation = slant_elevation(antenna_height, target_height, slant_range, k)
    return gas_loss_db(profile, top, antenna_height, elevation, slant_range, k)
