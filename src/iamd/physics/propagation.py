"""Where a radar can see over a smooth earth: horizon, sight and apparent elevation on the effective earth.

Refraction in the lowest kilometres bends a ray down. With a constant gradient of the refractive index the ray is
straight over an earth whose radius is k times the true one (k = 4/3 for the usual gradient). That holds for targets
in the lower atmosphere; `docs/methods/propagation.md` says how far it is off above. Heights are above the smooth
surface, ranges along it.
"""

from __future__ import annotations

import math

import numpy as np

from iamd.physics._jit import kernel

EARTH_RADIUS = 6_371_000.0  # m, mean
STANDARD_K = 4.0 / 3.0
STANDARD_REFRACTIVITY = 313.0  # N units at the surface, the mean of the reference atmosphere

_NO_AIR = 60_000.0  # m; above it less than 0.02 % of the bending is left
_NODE, _WEIGHT = np.polynomial.legendre.leggauss(20)


@kernel
def effective_radius(k: float) -> float:
    """Radius of the effective earth [m].

    Parameters
    ----------
    k : float
        Effective-earth factor, above 0; 4/3 in the standard atmosphere, 1 without refraction.

    Returns
    -------
    float
        k times 6,371,000 m.

    Source: A. W. Doerry, *Earth Curvature and Atmospheric Refraction Effects on Radar Signal Propagation*, Sandia
    report SAND2012-10690 (2013); M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), section 8.5.
    """
    return k * EARTH_RADIUS


@kernel
def k_factor(gradient: float) -> float:
    """Effective-earth factor of a constant vertical gradient of the refractive index.

    Parameters
    ----------
    gradient : float
        dn/dh [1/m], above -1.57e-7 (beyond it rays are trapped); -3.9e-8 is the standard value.

    Returns
    -------
    float
        1 / (1 + R dn/dh).

    Source: Doerry, SAND2012-10690; ITU-R P.834, where the gradient is given in N units per kilometre.
    """
    return 1.0 / (1.0 + EARTH_RADIUS * gradient)


@kernel
def horizon_distance(height: float, k: float) -> float:
    """Range along the ground to the horizon of one height.

    Parameters
    ----------
    height : float
        Above the smooth surface [m]; a negative one counts as 0.
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        sqrt(2 k R h) [m]; 4.1218 km times the root of the height in metres for k = 4/3.

    Source: Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), section 8.5. It drops a term of order h / (k R):
    0.05 % long for 10 km, 1.4 % for 300 km.
    """
    return math.sqrt(2.0 * effective_radius(k) * max(height, 0.0))


@kernel
def radar_horizon(antenna_height: float, target_height: float, k: float) -> float:
    """Greatest range along the ground at which the antenna sees the target over a smooth earth.

    Parameters
    ----------
    antenna_height, target_height : float
        Above the smooth surface [m]; negative ones count as 0.
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        Sum of both horizon distances [m].

    Source: as `horizon_distance`.
    """
    return horizon_distance(antenna_height, k) + horizon_distance(target_height, k)


@kernel
def visible(antenna_height: float, target_height: float, ground_range: float, k: float) -> bool:
    """Whether the target is at or above the radio horizon of the antenna, smooth earth.

    Parameters
    ----------
    antenna_height, target_height : float
        Above the smooth surface [m].
    ground_range : float
        Along the surface [m], 0 or more.
    k : float
        Effective-earth factor.

    Returns
    -------
    bool
        True up to `radar_horizon`.
    """
    return ground_range <= radar_horizon(antenna_height, target_height, k)


@kernel
def masked_below(antenna_height: float, ground_range: float, k: float) -> float:
    """Lowest visible height at a ground range, smooth earth: the inverse of `radar_horizon`.

    Parameters
    ----------
    antenna_height : float
        Above the smooth surface [m].
    ground_range : float
        Along the surface [m], 0 or more.
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        Height [m]; 0 within the horizon of the antenna.
    """
    beyond = ground_range - horizon_distance(antenna_height, k)
    if beyond <= 0.0:
        return 0.0
    return beyond * beyond / (2.0 * effective_radius(k))


@kernel
def apparent_elevation(antenna_height: float, target_height: float, ground_range: float, k: float) -> float:
    """Elevation at which the ray from the target reaches the antenna, from the range along the ground.

    Parameters
    ----------
    antenna_height, target_height : float
        Above the smooth surface [m].
    ground_range : float
        Along the surface [m]; above 0.
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        Elevation above the local horizontal [rad].

    Source: the exact triangle on the effective earth (Doerry, SAND2012-10690): central angle = range / (k R).
    """
    radius = effective_radius(k)
    half = 0.5 * ground_range / radius
    # 1 - cos is written with the half angle, which loses no digits at short range.
    sin_half = math.sin(half)
    drop = (radius + target_height) * 2.0 * sin_half * sin_half
    across = (radius + target_height) * math.sin(2.0 * half)
    return math.atan2(target_height - antenna_height - drop, across)


@kernel
def slant_elevation(antenna_height: float, target_height: float, slant_range: float, k: float) -> float:
    """Elevation at which the ray from the target reaches the antenna, from the range along the ray.

    Parameters
    ----------
    antenna_height, target_height : float
        Above the smooth surface [m].
    slant_range : float
        Antenna to target [m]; above 0, and no less than the difference in height.
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        Elevation above the local horizontal [rad].

    Source: law of cosines on the effective earth (Doerry, SAND2012-10690).
    """
    centre = effective_radius(k) + antenna_height
    rise = target_height - antenna_height
    sine = (rise * (1.0 + 0.5 * rise / centre)) / slant_range - 0.5 * slant_range / centre
    return math.asin(min(1.0, max(-1.0, sine)))


@kernel
def slant_height(antenna_height: float, slant_range: float, elevation: float, k: float) -> float:
    """Height of a target from range and apparent elevation: the inverse of `slant_elevation`.

    Parameters
    ----------
    antenna_height : float
        Above the smooth surface [m].
    slant_range : float
        Antenna to target [m], 0 or more.
    elevation : float
        Above the local horizontal at the antenna [rad].
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        Height above the smooth surface [m].

    Source: law of cosines on the effective earth (Doerry, SAND2012-10690).
    """
    centre = effective_radius(k) + antenna_height
    gain = slant_range * (slant_range + 2.0 * centre * math.sin(elevation))
    # The difference of two roots, written so that it loses no digits near the ground.
    return antenna_height + gain / (centre + math.sqrt(centre * centre + gain))


@kernel
def refractivity_decay(surface_refractivity: float) -> float:
    """Decay constant of the exponential reference atmosphere of the U.S. Central Radio Propagation Laboratory.

    Parameters
    ----------
    surface_refractivity : float
        N units, 200 to 450; 313 is the mean.

    Returns
    -------
    float
        c [1/m] of N = Ns exp(-c h).

    Source: B. R. Bean and G. D. Thayer, *CRPL Exponential Reference Atmosphere*, NBS Monograph 4 (1959): the fall
    over the first kilometre is 7.32 exp(0.005577 Ns).
    """
    fall = 7.32 * math.exp(0.005577 * surface_refractivity)
    return math.log(surface_refractivity / (surface_refractivity - fall)) / 1000.0


@kernel
def ray_horizon(height: float, surface_refractivity: float) -> float:
    """Range along the ground to the horizon of one height, also far above the air. Slower: 20 exponentials.

    Parameters
    ----------
    height : float
        Above the smooth surface [m]; a negative one counts as 0.
    surface_refractivity : float
        N units, 200 to 450; 313 is the mean.

    Returns
    -------
    float
        Range [m] of the ray that grazes the surface; add that of the antenna for a radar horizon.

    Source: Snell's law on a sphere, n r cos(elevation) = constant (Doerry, SAND2012-10690), in the atmosphere of
    `refractivity_decay`; Gauss-Legendre in the root of height up to 60 km, a straight line above.
    """
    if height <= 0.0:
        return 0.0
    decay = refractivity_decay(surface_refractivity)
    scale = 1e-6 * surface_refractivity
    invariant = (1.0 + scale) * EARTH_RADIUS
    middle = 0.5 * math.sqrt(min(height, _NO_AIR))
    angle = 0.0
    for n in range(20):
        # The integrand is smooth in the root of height, not in height itself.
        root = middle * (1.0 + _NODE[n])
        h = root * root
        fall = math.expm1(-decay * h)
        # n r less its value at the ground, without the difference of two large numbers
        excess = h * (1.0 + scale * (1.0 + fall)) + EARTH_RADIUS * scale * fall
        slope = invariant / math.sqrt(excess * (excess + 2.0 * invariant))
        angle += _WEIGHT[n] * 2.0 * root * slope / (EARTH_RADIUS + h)
    angle *= middle
    if height > _NO_AIR:
        angle += math.acos(invariant / (EARTH_RADIUS + height)) - math.acos(
            invariant / (EARTH_RADIUS + _NO_AIR)
        )
    return EARTH_RADIUS * float(angle)
