"""Radio waves bent round the smooth earth, and over a single edge.

Losses are one way, in decibels over free space: a radar pays them twice. The method is that of Recommendation ITU-R
P.526-15 (2019), *Propagation by diffraction*; heights are above the smooth surface, ranges along it.
"""

from __future__ import annotations

import math

from iamd.physics._jit import inner, kernel
from iamd.physics.propagation import effective_radius, horizon_distance

_LOWEST = 1e-3  # m; an antenna on the ground itself has no finite height gain


@kernel
def surface_admittance(
    permittivity: float, loss: float, wavelength: float, k: float, vertical: bool
) -> float:
    """Normalised admittance of the ground for waves that creep along it.

    Parameters
    ----------
    permittivity, loss : float
        Relative permittivity of the ground: real part and loss; not both those of free space.
    wavelength : float
        [m].
    k : float
        Effective-earth factor.
    vertical : bool
        Polarisation: True vertical, False horizontal.

    Returns
    -------
    float
        K: below 0.001 the ground no longer matters, above 1 it dominates (vertical, long waves over the sea).

    Source: P.526-15, section 3.1.1.1, in the self-consistent units of its equation for K.
    """
    real = permittivity - 1.0
    size = math.sqrt(math.sqrt(real * real + loss * loss))
    admittance = math.pow(2.0 * math.pi * effective_radius(k) / wavelength, -1.0 / 3.0) / size
    if vertical:
        admittance *= math.sqrt(permittivity * permittivity + loss * loss)
    return admittance


@inner
def _ground_factor(admittance: float) -> float:
    """Factor beta of the ground on the attenuation with distance (P.526-15, equation 16)."""
    square = admittance * admittance
    return (1.0 + square * (1.6 + 0.67 * square)) / (1.0 + square * (4.5 + 1.53 * square))


@inner
def _height_gain(height: float, admittance: float, beta: float, unit: float) -> float:
    """Gain of one terminal [dB] (P.526-15, equations 18 and 18a)."""
    b = beta * beta * height / unit
    if b > 2.0:
        gain = 17.6 * math.sqrt(b - 1.1) - 5.0 * math.log10(b - 1.1) - 8.0
    else:
        gain = 20.0 * math.log10(b + 0.1 * b * b * b)
    return max(gain, 2.0 + 20.0 * math.log10(admittance))


@kernel
def first_term_loss_db(
    antenna_height: float,
    target_height: float,
    ground_range: float,
    radius: float,
    wavelength: float,
    admittance: float,
) -> float:
    """First term of the diffraction series: holds beyond the horizon, and grows wrong well inside it.

    Parameters
    ----------
    antenna_height, target_height : float
        Above the smooth surface [m]; heights below 1 mm count as 1 mm.
    ground_range : float
        [m], above 0.
    radius : float
        Of the effective earth [m].
    wavelength : float
        [m]; 0.03 to 30 (10 GHz to 10 MHz).
    admittance : float
        From `surface_admittance`.

    Returns
    -------
    float
        Loss over free space [dB], one way; negative where the term is no longer meant to be used.

    Source: P.526-15, section 3.1.1.2, equations 13 to 18.
    """
    beta = _ground_factor(admittance)
    distance = beta * ground_range * math.pow(math.pi / (wavelength * radius * radius), 1.0 / 3.0)
    unit = 0.5 * math.pow(wavelength * wavelength * radius / (math.pi * math.pi), 1.0 / 3.0)
    if distance >= 1.6:
        field = 11.0 + 10.0 * math.log10(distance) - 17.6 * distance
    else:
        field = -20.0 * math.log10(distance) - 5.6488 * math.pow(distance, 1.425)
    field += _height_gain(max(antenna_height, _LOWEST), admittance, beta, unit)
    return -(field + _height_gain(max(target_height, _LOWEST), admittance, beta, unit))


@inner
def _clearance(
    antenna_height: float, target_height: float, ground_range: float, radius: float, wavelength: float
) -> tuple[float, float]:
    """Least height of the ray over the ground, and that at which nothing is lost [m] (P.526-15, section 3.2)."""
    both = antenna_height + target_height
    c = (antenna_height - target_height) / both
    m = ground_range * ground_range / (4.0 * radius * both)
    cosine = 1.5 * c * math.sqrt(3.0 * m / ((m + 1.0) * (m + 1.0) * (m + 1.0)))
    angle = (math.pi + math.acos(min(1.0, max(-1.0, cosine)))) / 3.0
    b = 2.0 * math.sqrt((m + 1.0) / (3.0 * m)) * math.cos(angle)
    near = 0.5 * ground_range * (1.0 + b)
    far = ground_range - near
    low = (antenna_height - 0.5 * near * near / radius) * far
    low = (low + (target_height - 0.5 * far * far / radius) * near) / ground_range
    return low, 0.552 * math.sqrt(near * far * wavelength / ground_range)


@kernel
def spherical_loss_db(
    antenna_height: float,
    target_height: float,
    ground_range: float,
    k: float,
    wavelength: float,
    admittance: float,
) -> float:
    """Loss by the bulge of the smooth earth, beyond the horizon and close inside it.

    Parameters
    ----------
    antenna_height, target_height : float
        Above the smooth surface [m]; heights below 1 mm count as 1 mm.
    ground_range : float
        [m], above 0.
    k : float
        Effective-earth factor.
    wavelength : float
        [m]; 0.03 to 30. Shorter waves are an extrapolation.
    admittance : float
        From `surface_admittance`; for 0.3 GHz and more any value up to 1e-2 gives nearly the same, except for
        antennas on the ground.

    Returns
    -------
    float
        Loss over free space [dB], one way; 0 where the ray clears the ground by 0.552 of the first Fresnel radius.

    Source: P.526-15, section 3.2, with the first term of section 3.1.1. It says nothing about the reflection from the
    ground; `iamd.physics.multipath` does.
    """
    low, high = max(antenna_height, _LOWEST), max(target_height, _LOWEST)
    radius = effective_radius(k)
    if ground_range >= horizon_distance(low, k) + horizon_distance(high, k):
        return max(0.0, first_term_loss_db(low, high, ground_range, radius, wavelength, admittance))
    clearance, needed = _clearance(low, high, ground_range, radius, wavelength)
    if clearance >= needed:
        return 0.0
    # The earth that would just touch the ray
    roots = ground_range / (math.sqrt(low) + math.sqrt(high))
    loss = first_term_loss_db(low, high, ground_range, 0.5 * roots * roots, wavelength, admittance)
    return max(0.0, loss) * (1.0 - clearance / needed)


@kernel
def knife_edge_parameter(excess: float, near: float, far: float, wavelength: float) -> float:
    """Parameter of diffraction over an edge across the path.

    Parameters
    ----------
    excess : float
        Height of the edge above the straight line between the ends [m]; negative below it.
    near, far : float
        Distances from the edge to the ends [m], above 0.
    wavelength : float
        [m].

    Returns
    -------
    float
        nu = excess sqrt(2 (near + far) / (wavelength near far)).

    Source: P.526-15, section 4.1, equation 26.
    """
    return excess * math.sqrt(2.0 * (near + far) / (wavelength * near * far))


@kernel
def knife_edge_loss_db(parameter: float) -> float:
    """Loss over a single sharp edge.

    Parameters
    ----------
    parameter : float
        nu of `knife_edge_parameter`.

    Returns
    -------
    float
        J(nu) [dB], one way; 6 dB at grazing, 0 for nu of -0.78 and less.

    Source: P.526-15, section 4.1, equation 31: within 0.6 dB of the Fresnel integrals of its equation 30 for nu above
    -0.7; the ripple below, where the edge can even help, is left out.
    """
    if parameter <= -0.78:
        return 0.0
    shifted = parameter - 0.1
    return max(0.0, 6.9 + 20.0 * math.log10(math.sqrt(shifted * shifted + 1.0) + shifted))
