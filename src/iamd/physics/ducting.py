"""Refractivity of the air, and the evaporation duct that carries radar waves along the sea beyond the horizon.

The duct is a switch, not a forecast: its height is a figure with an interval, and one number stands for the whole sea.
`docs/methods/propagation.md` says how far the model holds.
"""

from __future__ import annotations

import cmath
import itertools
import math

import numpy as np
from numpy.typing import NDArray

from iamd.physics._jit import kernel

Floats = NDArray[np.float64]

_ICE_POINT = 273.15  # K

# The neutral log-linear profile over the sea (Paulus 1985).
_GRADIENT = 0.125  # M units per metre: also the slope far above the duct
_ROUGHNESS = 1.5e-4  # m, aerodynamic roughness of the sea

# Zeros of the Airy function, less their sign: the modes of the air without a duct.
_AIRY_ZEROS = (2.338107410459767, 4.087949444130971, 5.520559828095551, 6.786708090071759)
_TURN = cmath.exp(1j * math.pi / 3.0)  # along a contour turned by it, waves that go out die away
# In natural units of height: spacing of the grid, its turned part, the least straight part, the strongest duct that the
# grid resolves, the step in which the duct is raised from none, the longest barrier above it, and the decay below which
# a mode counts as trapped.
_SPACING = 0.03
_TURNED = 13.0
_STRAIGHT = 0.12
_STRONGEST = 6.0
_RAISE = 0.125
_BARRIER = 8.0
_TRAPPED = 0.1
_REFINEMENTS = 8  # the first three find the shape of the mode, the others converge with the third power


@kernel
def saturation_vapour_pressure(temperature: float, pressure: float) -> float:
    """Pressure of water vapour over liquid water when the air holds no more.

    Parameters
    ----------
    temperature : float
        [K]; 233 to 323.
    pressure : float
        Of all the air [Pa].

    Returns
    -------
    float
        [Pa]; times the relative humidity it is the vapour pressure.

    Source: Recommendation ITU-R P.453-14 (2019), *The radio refractive index*, equations 8 and 9 with the coefficients
    for water.
    """
    celsius = temperature - _ICE_POINT
    enhancement = 1.0 + 1e-4 * (7.2 + 0.01 * pressure * (0.0320 + 5.9e-6 * celsius * celsius))
    return 100.0 * enhancement * 6.1121 * math.exp((18.678 - celsius / 234.5) * celsius / (celsius + 257.14))


@kernel
def refractivity(dry_pressure: float, temperature: float, vapour_pressure: float) -> float:
    """Radio refractivity of the air.

    Parameters
    ----------
    dry_pressure : float
        Total pressure less that of the vapour [Pa].
    temperature : float
        [K].
    vapour_pressure : float
        Of water [Pa].

    Returns
    -------
    float
        N = (n - 1) 10^6 [N units]; within 0.5 % up to 100 GHz.

    Source: Recommendation ITU-R P.453-14 (2019), equations 1 and 2.
    """
    dry, vapour = 0.01 * dry_pressure, 0.01 * vapour_pressure
    return (77.6 * dry + 72.0 * vapour + 3.75e5 * vapour / temperature) / temperature


@kernel
def modified_refractivity(refractivity_here: float, height: float) -> float:
    """Refractivity with the curvature of the earth added: rays bend down where it falls with height.

    Parameters
    ----------
    refractivity_here : float
        N at that height [N units].
    height : float
        [m].

    Returns
    -------
    float
        M = N + 0.157 height [M units].

    Source: Recommendation ITU-R P.453-14 (2019), section on the modified refractive index; 10^6 over the radius of the
    earth, 6,371 km.
    """
    return refractivity_here + 0.157 * height


@kernel
def evaporation_duct_refractivity(height: float, duct_height: float) -> float:
    """Modified refractivity over the sea with an evaporation duct in neutral air, less that at the surface.

    Parameters
    ----------
    height : float
        Above the sea [m], 0 or more; holds in the lowest few hundred metres.
    duct_height : float
        Height at which it is least [m]; 0 none, 5 to 20 usual, 40 the most in practice.

    Returns
    -------
    float
        0.125 (height - duct_height ln((height + z0) / z0)) [M units], z0 = 0.15 mm.

    Source: R. A. Paulus, "Practical application of an evaporation duct model", *Radio Science* 20 (1985) 887-896, after
    H. Jeske (1973).
    """
    logarithm = math.log((height + _ROUGHNESS) / _ROUGHNESS)
    return _GRADIENT * (height - duct_height * logarithm)


#: Integral of sqrt(u - 1 - ln u) from 0 to 1: the shape of the log-linear profile below the duct height.
_PHASE_INTEGRAL = 0.5482228893


@kernel
def trapped_wavelength(duct_height: float) -> float:
    """Longest wavelength that an evaporation duct traps; longer waves leak out of it.

    Parameters
    ----------
    duct_height : float
        [m], 0 or more.

    Returns
    -------
    float
        0.000731 duct_height^1.5 [m]: 8 mm for a duct of 5 m, 4.2 cm for one of 15 m.

    Source: phase integral of the first mode, D. E. Kerr, *Propagation of Short Radio Waves* (1951), section 2.20:
    (8/3) times the integral of sqrt(2e-6 (M(z) - M(duct))) over the duct, in closed form for the log-linear profile.
    """
    slope = math.sqrt(2e-6 * _GRADIENT)
    return 8.0 / 3.0 * slope * _PHASE_INTEGRAL * duct_height * math.sqrt(duct_height)


def natural_height(wavelength: float) -> float:
    """Unit of height of a wave over the sea [m]: (2 * 0.125e-6 (2 pi / wavelength)^2)^(-1/3).

    Source: D. E. Kerr (1951), section 2.8, for the slope of the log-linear profile: 4.7 m at 3.2 cm, 10 m at 10 cm.
    """
    wavenumber = 2.0 * math.pi / wavelength
    return float((2e-6 * _GRADIENT * wavenumber * wavenumber) ** (-1.0 / 3.0))


def _potential(point: complex, duct: float, roughness: float) -> complex:
    """Modified refractivity in natural units, less its least value (at the duct height)."""
    if duct == 0.0:
        return point
    return point - duct - duct * cmath.log((point + roughness) / (duct + roughness))


def _contour(straight: float) -> tuple[list[complex], int]:
    """Heights of the grid: along the real axis in so many steps, then turned by 60 degrees."""
    rows = math.ceil(max(straight, _STRAIGHT) / _SPACING)
    points = [complex(n * _SPACING) for n in range(rows + 1)]
    turned = range(1, round(_TURNED / _SPACING) + 1)
    return [*points, *(points[-1] + _TURN * _SPACING * n for n in turned)], rows


def _refine(
    value: complex,
    field: list[complex],
    steps: list[complex],
    weighted: list[complex],
    weights: list[complex],
) -> tuple[complex, list[complex]]:
    """One inverse iteration of u'' + V u = E u, u = 0 at both ends, with what it adds to E; the matrix is symmetric."""
    size = len(field)
    upper, found = [0j] * size, [0j] * size
    for n in range(size):
        before = 1.0 / steps[n]
        pivot = weighted[n] - value * weights[n] - before - 1.0 / steps[n + 1]
        right = weights[n] * field[n]
        if n:
            pivot -= before * upper[n - 1]
            right -= before * found[n - 1]
        upper[n] = 1.0 / (steps[n + 1] * pivot)
        found[n] = right / pivot
    for n in range(size - 2, -1, -1):
        found[n] -= upper[n] * found[n + 1]
    # (A - E) found = field, so that Rayleigh's quotient differs from E by field.found / found.found
    overlap = sum(w * a * b for w, a, b in zip(weights, field, found, strict=True))
    square = sum(w * b * b for w, b in zip(weights, found, strict=True))
    scale = 1.0 / cmath.sqrt(square)
    return overlap / square, [scale * b for b in found]


def _mode(duct: float, straight: float, guess: complex, roughness: float) -> tuple[complex, list[complex]]:
    """Eigenvalue nearest to a guess, and the mode along the straight part of the contour, its square integral 1."""
    points, rows = _contour(straight)
    steps = [b - a for a, b in itertools.pairwise(points)]
    weights = [0.5 * (a + b) for a, b in itertools.pairwise(steps)]
    inside = points[1:-1]
    weighted = [w * _potential(p, duct, roughness) for w, p in zip(weights, inside, strict=True)]
    field = [p * cmath.exp(-abs(p)) for p in inside]
    value = guess
    for round_ in range(_REFINEMENTS):
        change, field = _refine(value, field, steps, weighted, weights)
        value += change if round_ > 2 else 0.0
    return value, [0j, *field[:rows]]


def _mode_of(order: int, duct: float, roughness: float) -> tuple[complex, list[complex]]:
    """One mode, 0 the least attenuated: followed from that of the air without a duct, while the duct is raised."""
    parts = max(1, math.ceil(duct / _RAISE))
    before = value = _mode(0.0, 0.0, _AIRY_ZEROS[order] * _TURN, roughness)[0]
    for part in range(1, parts + 1):
        raised = duct * part / parts
        guess = 2.0 * value - before if part > 2 else value
        before, value = value, _mode(raised, raised, guess, roughness)[0]
    # A trapped mode dies away in the barrier above the duct: only on the straight axis is that free of rounding.
    barrier = duct
    longest = duct + (_BARRIER if value.imag < _TRAPPED else 0.0)
    while barrier < longest and _potential(complex(barrier), duct, roughness).real < value.real:
        barrier += _SPACING
    return _mode(duct, barrier, value, roughness)


def fill_duct_modes(gains: Floats, decays: Floats, top: float, duct_height: float, wavelength: float) -> None:
    """Height gains and decay of the first modes over the sea, once for each radar, for `duct_factor`.

    Parameters
    ----------
    gains : array, shape (modes, n)
        Filled with the size of each mode at n equal steps of height from 0 to `top`, in 1/sqrt(m); 1 to 4 modes, of
        which the strongest duct traps two.
    decays : array, shape (modes,)
        Filled with the decay of each field with range [1/m]; 8.686 times it is the loss in dB/m.
    top : float
        Greatest height [m]; 300 or less.
    duct_height : float
        [m], 0 or more. A duct above 6 natural heights (28 m at 3.2 cm, 60 m at 10 cm) counts as one of that height.
    wavelength : float
        [m]; 0.008 to 1.

    Takes some tenths of a second: not for use in a loop.

    Source: H. G. Booker and W. Walkinshaw (1946) and D. E. Kerr, *Propagation of Short Radio Waves* (1951), chapter 2:
    u'' + k^2 2e-6 (M(z) - M_mode) u = 0, u = 0 at the sea (horizontal polarisation; nearly so for vertical above 1
    GHz), waves outgoing above, in the profile of `evaporation_duct_refractivity`. Solved by differences on a contour
    that turns into the complex plane above the duct, and carried up from there on the real axis.
    """
    unit = natural_height(wavelength)
    wavenumber = 2.0 * math.pi / wavelength
    roughness = _ROUGHNESS / unit
    duct = min(duct_height / unit, _STRONGEST)
    square = _SPACING * _SPACING
    for order in range(len(decays)):
        value, field = _mode_of(order, duct, roughness)
        for n in range(len(field) - 1, math.ceil(top / unit / _SPACING)):
            slope = _potential(complex(n * _SPACING), duct, roughness) - value
            field.append((2.0 - square * slope) * field[n] - field[n - 1])
        heights = [n * _SPACING * unit for n in range(len(field))]
        sizes = [abs(each) / math.sqrt(unit) for each in field]
        gains[order] = np.interp(np.linspace(0.0, top, gains.shape[1]), heights, sizes)
        decays[order] = max(0.0, value.imag) / (2.0 * wavenumber * unit * unit)


@kernel
def duct_factor(
    gains: Floats,
    decays: Floats,
    top: float,
    antenna_height: float,
    target_height: float,
    ground_range: float,
    wavelength: float,
) -> float:
    """Pattern propagation factor of the modes that an evaporation duct carries.

    Parameters
    ----------
    gains, decays, top
        From `fill_duct_modes`.
    antenna_height, target_height : float
        Above the sea [m]; above `top` the modes give nothing.
    ground_range : float
        [m], above 0.
    wavelength : float
        [m].

    Returns
    -------
    float
        F, one way, a voltage. For each mode sqrt(wavelength range) |u(antenna) u(target)| exp(-decay range); their
        powers are added, so the peaks and nulls that several trapped modes draw are averaged. Beyond the horizon only.

    Source: Kerr (1951), chapter 2: the field of one mode spreads with the root of range.
    """
    last = gains.shape[1] - 1
    low = min(max(antenna_height / top, 0.0), 1.0) * last
    high = min(max(target_height / top, 0.0), 1.0) * last
    if antenna_height > top or target_height > top:
        return 0.0
    first, second = min(int(low), last - 1), min(int(high), last - 1)
    low -= first
    high -= second
    total = 0.0
    for mode in range(decays.shape[0]):
        both = (1.0 - low) * gains[mode, first] + low * gains[mode, first + 1]
        both *= (1.0 - high) * gains[mode, second] + high * gains[mode, second + 1]
        total += both * both * math.exp(-2.0 * decays[mode] * ground_range)
    return math.sqrt(wavelength * ground_range * total)


@kernel
def with_duct(factor: float, share: float, ducted: float) -> float:
    """Pattern propagation factor over the sea with a duct: the stronger of the two ways, beyond the horizon.

    Parameters
    ----------
    factor, share : float
        From `iamd.physics.multipath.propagation_factor` without a duct.
    ducted : float
        From `duct_factor`.

    Returns
    -------
    float
        F. Where two rays rule (share 1) the duct changes nothing; it comes in with 1 - share. The duct counts for at
        most 2, as two rays in phase: nearer than the horizon the few modes overstate it.

    Source: W. L. Patterson and others, *Engineer's Refractive Effects Prediction System (EREPS), revision 2.0*, Naval
    Ocean Systems Center, Technical Document 1342 (1990), takes the smaller of the two losses; the share and the bound
    are ours.
    """
    return share * factor + (1.0 - share) * max(factor, min(ducted, 2.0))
