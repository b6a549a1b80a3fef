"""The U.S. Standard Atmosphere 1976: temperature, pressure, density and speed of sound against height.

Source, unless said otherwise: NOAA, NASA and USAF, *U.S. Standard Atmosphere, 1976* (NOAA-S/T 76-1562), called
USSA76 below with its own equation and table numbers.
"""

from __future__ import annotations

import math

import numpy as np

from iamd.physics._jit import inner, kernel

# USSA76, table 2.
GRAVITY = 9.80665  # m/s2, at latitude 45.5425 degrees
GAS_CONSTANT = 8314.32  # J/(kmol K)
MOLAR_MASS = 28.9644  # kg/kmol, at sea level
HEAT_RATIO = 1.4
EARTH_RADIUS = 6_356_766.0  # m, of the geopotential

TOP_OF_LAYERS = 86_000.0  # m, geometric: above it the gases separate
TOP = 1_000_000.0  # m, where the tables end

_HYDROSTATIC = GRAVITY * MOLAR_MASS / GAS_CONSTANT  # K/m
_RATIO_FROM = 80_000.0  # m, geometric: below it the molar mass is that at sea level
_RATIO_STEP = 500.0  # m

# USSA76, table 8: molar mass over that at sea level, every 500 m from 80 to 86 km.
_RATIO = np.array(
    [
        1.0, 0.999996, 0.999989, 0.999971, 0.999941, 0.999909, 0.999870,
        0.999829, 0.999786, 0.999741, 0.999694, 0.999641, 0.999579,
    ]
)  # fmt: skip


@kernel
def geopotential_height(height: float) -> float:
    """Geopotential height [m] of a geometric height [m] (USSA76, equation 18)."""
    return EARTH_RADIUS * height / (EARTH_RADIUS + height)


@kernel
def geometric_height(geopotential: float) -> float:
    """Geometric height [m] of a geopotential height [m] (USSA76, equation 19)."""
    return EARTH_RADIUS * geopotential / (EARTH_RADIUS - geopotential)


@inner
def _layer(geopotential: float) -> tuple[float, float, float, float]:
    """Base height [m], base temperature [K], lapse rate [K/m] and base pressure [Pa] (USSA76, table 4).

    The base pressures follow from equations 33a and 33b, layer by layer from 101,325 Pa. They are written out, to
    double precision, so that no layer is integrated at run time; a test recomputes them.
    """
    if geopotential < 11_000.0:
        return 0.0, 288.15, -6.5e-3, 101_325.0
    if geopotential < 20_000.0:
        return 11_000.0, 216.65, 0.0, 22632.06397346291
    if geopotential < 32_000.0:
        return 20_000.0, 216.65, 1.0e-3, 5474.8886696777745
    if geopotential < 47_000.0:
        return 32_000.0, 228.65, 2.8e-3, 868.0186847552279
    if geopotential < 51_000.0:
        return 47_000.0, 270.65, 0.0, 110.90630555496608
    if geopotential < 71_000.0:
        return 51_000.0, 270.65, -2.8e-3, 66.93887311868738
    return 71_000.0, 214.65, -2.0e-3, 3.956420428040732


@inner
def _lower(height: float) -> tuple[float, float]:
    """Molecular-scale temperature [K] and pressure [Pa] below 86 km (USSA76, equations 23, 33a and 33b)."""
    geopotential = geopotential_height(height)
    base, base_temperature, lapse, base_pressure = _layer(geopotential)
    above = geopotential - base
    temperature = base_temperature + lapse * above
    if lapse == 0.0:
        return temperature, base_pressure * math.exp(-_HYDROSTATIC * above / base_temperature)
    return temperature, base_pressure * math.pow(base_temperature / temperature, _HYDROSTATIC / lapse)


@inner
def _mass_ratio(height: float) -> float:
    """Molar mass over that at sea level below 86 km (USSA76, table 8, linear between its rows)."""
    if height <= _RATIO_FROM:
        return 1.0
    place = (height - _RATIO_FROM) / _RATIO_STEP
    row = min(int(place), 11)
    part = place - row
    return float(_RATIO[row] + part * (_RATIO[row + 1] - _RATIO[row]))


@inner
def _upper_temperature(height: float) -> float:
    """Kinetic temperature [K] from 86 to 1,000 km (USSA76, equations 25, 27, 29 and 31)."""
    if height <= 91_000.0:
        return 186.8673
    if height <= 110_000.0:
        part = (height - 91_000.0) / 19_942.9
        return 263.1905 - 76.3232 * math.sqrt(1.0 - part * part)
    if height <= 120_000.0:
        return 240.0 + 0.012 * (height - 110_000.0)
    reduced = (height - 120_000.0) * (EARTH_RADIUS + 120_000.0) / (EARTH_RADIUS + height)
    return 1000.0 - 640.0 * math.exp(-1.875e-5 * reduced)


# Geometric height [m], pressure [Pa] and mean molar mass [kg/kmol] as printed in the main tables of USSA76.
# The first row joins the layers below: their own pressure at 86 km (printed 3.7338e-1) and 28.9644 x 0.999579.
_UPPER = np.array(
    [
        (86e3, 0.37338046, 28.952206),
    (89e3, 2.1919e-1, 28.93), (91e3, 1.5381e-1, 28.89), (93e3, 1.0801e-1, 28.82), (95e3, 7.5966e-2, 28.73),
    (97e3, 5.3571e-2, 28.62), (99e3, 3.7948e-2, 28.48), (100e3, 3.2011e-2, 28.40), (101e3, 2.7192e-2, 28.30),
    (103e3, 1.9742e-2, 28.10), (105e3, 1.4477e-2, 27.88), (107e3, 1.0751e-2, 27.64), (110e3, 7.1042e-3, 27.27),
    (113e3, 4.9570e-3, 26.90), (116e3, 3.6312e-3, 26.58), (120e3, 2.5382e-3, 26.20), (125e3, 1.7354e-3, 25.80),
    (130e3, 1.2505e-3, 25.44), (140e3, 7.2028e-4, 24.75), (150e3, 4.5422e-4, 24.10), (160e3, 3.0395e-4, 23.49),
    (180e3, 1.5271e-4, 22.34), (200e3, 8.4736e-5, 21.30), (220e3, 5.0149e-5, 20.37), (230e3, 3.9276e-5, 19.95),
    (250e3, 2.4767e-5, 19.19), (280e3, 1.3076e-5, 18.24), (310e3, 7.2285e-6, 17.50), (350e3, 3.4498e-6, 16.74),
    (400e3, 1.4518e-6, 15.98), (450e3, 6.4468e-7, 15.25), (480e3, 4.0642e-7, 14.73), (500e3, 3.0236e-7, 14.33),
    (525e3, 2.1200e-7, 13.76), (550e3, 1.5137e-7, 13.09), (575e3, 1.1028e-7, 12.34), (600e3, 8.2130e-8, 11.51),
    (625e3, 6.2601e-8, 10.62), (650e3, 4.8865e-8, 9.72), (675e3, 3.9048e-8, 8.83), (700e3, 3.1908e-8, 8.00),
    (725e3, 2.6611e-8, 7.24), (750e3, 2.2599e-8, 6.58), (775e3, 1.9493e-8, 6.01), (800e3, 1.7036e-8, 5.54),
    (825e3, 1.5051e-8, 5.16), (850e3, 1.3415e-8, 4.85), (875e3, 1.2043e-8, 4.60), (900e3, 1.0873e-8, 4.40),
    (950e3, 8.9816e-9, 4.12), (1000e3, 7.5138e-9, 3.94),
    ]
)  # fmt: skip


def _logarithmic_slopes() -> list[float]:
    """Slope of the logarithm of pressure at each row: the hydrostatic equation, -g M / (R T)."""
    slopes = []
    for height, _, mass in _UPPER.tolist():
        shrink = EARTH_RADIUS / (EARTH_RADIUS + height)
        temperature = getattr(_upper_temperature, "py_func", _upper_temperature)(height)
        slopes.append(-GRAVITY * shrink * shrink * mass / (GAS_CONSTANT * temperature))
    return slopes


_KNOT = _UPPER[:, 0].copy()
_LOG_PRESSURE = np.array([math.log(pressure) for pressure in _UPPER[:, 1].tolist()])
_LOG_SLOPE = np.array(_logarithmic_slopes())
_MASS = _UPPER[:, 2].copy()
_LAST = len(_KNOT) - 1


@inner
def _upper(height: float) -> tuple[float, float]:
    """Pressure [Pa] and mean molar mass [kg/kmol] above 86 km.

    Between the printed rows the logarithm of pressure is the cubic that has the printed values and the hydrostatic
    slopes at both ends, and the molar mass is linear: within 0.05 % and 0.3 % of the rows left out. Above 1,000 km
    the pressure goes on at the last slope; that is ours, USSA76 ends there.
    """
    if height >= TOP:
        beyond = _LOG_PRESSURE[_LAST] + _LOG_SLOPE[_LAST] * (height - TOP)
        return math.exp(beyond), float(_MASS[_LAST])
    low = 0
    high = _LAST
    while high - low > 1:
        middle = (low + high) // 2
        if _KNOT[middle] <= height:
            low = middle
        else:
            high = middle
    step = _KNOT[high] - _KNOT[low]
    t = (height - _KNOT[low]) / step
    s = 1.0 - t
    value = s * s * ((1.0 + 2.0 * t) * _LOG_PRESSURE[low] + t * step * _LOG_SLOPE[low])
    value += t * t * ((1.0 + 2.0 * s) * _LOG_PRESSURE[high] - s * step * _LOG_SLOPE[high])
    return math.exp(value), float(s * _MASS[low] + t * _MASS[high])


@kernel
def atmosphere(height: float) -> tuple[float, float, float, float]:
    """Temperature, pressure, density and speed of sound of USSA76.

    Parameters
    ----------
    height : float
        Geometric [m]; -5,000 to 1,000,000. Below, the lowest layer is continued; above, the last scale height.

    Returns
    -------
    tuple of float
        Kinetic temperature [K], pressure [Pa], density [kg/m3], speed of sound [m/s].

    Source: USSA76, equations 1 (gas law), 18, 23, 25, 27, 29, 31, 33a, 33b and 50 (speed of sound), tables 4 and 8;
    pressure and molar mass above 86 km from its main tables. USSA76 gives no speed of sound above 86 km, where it
    loses its meaning; the value at 86 km (274.1 m/s) is held there.
    """
    if height < TOP_OF_LAYERS:
        molecular, pressure = _lower(height)
        return (
            molecular * _mass_ratio(height),
            pressure,
            pressure * MOLAR_MASS / (GAS_CONSTANT * molecular),
            math.sqrt(HEAT_RATIO * GAS_CONSTANT * molecular / MOLAR_MASS),
        )
    temperature = _upper_temperature(min(height, TOP))
    pressure, mass = _upper(height)
    return temperature, pressure, pressure * mass / (GAS_CONSTANT * temperature), sound_speed(height)


@kernel
def density(height: float) -> float:
    """Density [kg/m3] alone, for trajectories: the same value as `atmosphere` gives.

    Parameters
    ----------
    height : float
        Geometric [m]; as in `atmosphere`.

    Returns
    -------
    float
        Density [kg/m3].

    Source: see `atmosphere`; USSA76, equations 1, 33a and 33b.
    """
    if height < TOP_OF_LAYERS:
        molecular, pressure = _lower(height)
        return pressure * MOLAR_MASS / (GAS_CONSTANT * molecular)
    pressure, mass = _upper(height)
    return pressure * mass / (GAS_CONSTANT * _upper_temperature(min(height, TOP)))


@kernel
def sound_speed(height: float) -> float:
    """Speed of sound [m/s] alone: the same value as `atmosphere` gives.

    Parameters
    ----------
    height : float
        Geometric [m]; -5,000 to 86,000. Above, the value at 86 km.

    Returns
    -------
    float
        Speed of sound [m/s].

    Source: USSA76, equation 50, with the molecular-scale temperature of equation 23.
    """
    geopotential = geopotential_height(min(height, TOP_OF_LAYERS))
    base, base_temperature, lapse, _ = _layer(geopotential)
    molecular = base_temperature + lapse * (geopotential - base)
    return math.sqrt(HEAT_RATIO * GAS_CONSTANT * molecular / MOLAR_MASS)
