"""Exact field over a smooth, perfectly reflecting sphere (horizontal polarisation): the series of its modes.

V. A. Fock (1945) and D. E. Kerr, *Propagation of Short Radio Waves* (1951), chapter 2, by SciPy's Airy functions.
"""

import math

import numpy as np
import scipy.special

_ZEROS, _, _, _SLOPES = scipy.special.ai_zeros(600)
_TURN = np.exp(1j * math.pi / 3.0)


def factor(low: float, high: float, ground_range: float, radius: float, wavelength: float) -> float:
    """Pattern propagation factor; good to far inside the horizon for heights of up to about 300 m."""
    wavenumber = 2.0 * math.pi / wavelength
    unit = (2.0 * wavenumber**2 / radius) ** (-1.0 / 3.0)
    along = ground_range / (2.0 * wavenumber * unit**2)
    with np.errstate(all="ignore"):
        gains = [scipy.special.airy(_ZEROS + height / unit / _TURN)[0] / _SLOPES for height in (low, high)]
        terms = gains[0] * gains[1] * np.exp(-1j * _ZEROS * _TURN * along) / _TURN
    # What overflows belongs to modes that have died away.
    return float(2.0 * math.sqrt(math.pi * along) * abs(terms[np.isfinite(terms)].sum()))
