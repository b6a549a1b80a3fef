"""What a radar wave meets on the ground: permittivity of sea and soil, reflection, and what roughness takes from it.

The relative permittivity is complex, real part less j times the loss; both parts are passed as two numbers. Fields go
with exp(+j omega t).
"""

from __future__ import annotations

import math

from iamd.physics._jit import inner, kernel

SEA_SALINITY = 35.0  # g/kg, the mean of the open ocean

_ICE_POINT = 273.15  # K
_GRAVITY = 9.80665  # m/s2
_PIERSON_MOSKOWITZ = math.sqrt(8.1e-3 / 0.74) / (2.0 * _GRAVITY)  # s2/m: alpha and beta of their spectrum


@inner
def _water(temperature: float) -> tuple[float, float, float, float, float]:
    """Debye terms of pure water: three permittivities and two frequencies [GHz] (P.527, pure water)."""
    excess = 300.0 / temperature - 1.0
    static = 77.66 + 103.3 * excess
    first = 20.20 - 146.4 * excess + 316.0 * excess * excess
    return static, 0.0671 * static, 3.52 - 7.52 * excess, first, 39.8 * first


@inner
def _debye(
    f: float, static: float, middle: float, high: float, first: float, second: float
) -> tuple[float, float]:
    """Real part and loss of two Debye terms."""
    x, y = f / first, f / second
    low_part = (static - middle) / (1.0 + x * x)
    high_part = (middle - high) / (1.0 + y * y)
    return low_part + high_part + high, x * low_part + y * high_part


@inner
def _sea_conductivity(celsius: float, salinity: float) -> float:
    """Conductivity of sea water [S/m] (P.527, sea water)."""
    t, s = celsius, salinity
    at_35 = 2.903602 + t * (8.607e-2 + t * (4.738817e-4 + t * (-2.991e-6 + t * 4.3047e-9)))
    at_15 = s * (37.5109 + s * (5.45216 + s * 1.4409e-2)) / (1004.75 + s * (182.283 + s))
    slope = (6.9431 + s * (3.2841 - s * 9.9486e-2)) / (84.850 + s * (69.024 + s))
    pole = 49.843 + s * (-0.2276 + s * 0.198e-2)
    return at_35 * at_15 * (1.0 + slope * (t - 15.0) / (pole + t))


@kernel
def sea_permittivity(frequency: float, temperature: float, salinity: float) -> tuple[float, float]:
    """Relative permittivity of sea water.

    Parameters
    ----------
    frequency : float
        [Hz]; 1e8 to 1e12.
    temperature : float
        Of the water [K]; 271 to 313.
    salinity : float
        [g/kg]; 0 to 40, 35 in the open ocean (`SEA_SALINITY`).

    Returns
    -------
    tuple of float
        Real part and loss, both above 0.

    Source: Recommendation ITU-R P.527-4 (2017), *Electrical characteristics of the surface of the Earth*, sea water;
    its terms in salinity are those of T. Meissner and F. J. Wentz, *IEEE Transactions on Geoscience and Remote Sensing*
    42 (2004) 1836-1849.
    """
    f = 1e-9 * frequency
    t, s = temperature - _ICE_POINT, salinity
    static, middle, high, first, second = _water(temperature)
    static *= math.exp(s * (-3.56417e-3 + 4.74868e-6 * s + 1.15574e-5 * t))
    middle *= math.exp(s * (-6.28908e-3 + 1.76032e-4 * s - 9.22144e-5 * t))
    high *= 1.0 + s * (-2.04265e-3 + 1.57883e-4 * t)
    first *= 1.0 + s * (2.39357e-3 + t * (-3.13530e-5 + t * 2.52477e-7))
    second *= 1.0 + s * (-1.99723e-2 + 1.81176e-4 * t)
    real, loss = _debye(f, static, middle, high, first, second)
    return real, loss + 18.0 * _sea_conductivity(t, s) / f


@kernel
def soil_permittivity(
    frequency: float, temperature: float, sand: float, clay: float, moisture: float
) -> tuple[float, float]:
    """Relative permittivity of bare soil.

    Parameters
    ----------
    frequency : float
        [Hz]; 1e9 to 1e12.
    temperature : float
        [K]; above freezing.
    sand, clay : float
        Shares of the dry soil, each above 0, their sum below 1; the rest is silt.
    moisture : float
        Water, a share of the volume: 0.02 desert, 0.2 moist field, 0.4 soaked.

    Returns
    -------
    tuple of float
        Real part and loss.

    Source: Recommendation ITU-R P.527-4 (2017), soil (a mixing law with exponent 0.65); solid density 2.65 g/cm3.
    """
    f = 1e-9 * frequency
    p_sand, p_clay, p_silt = 100.0 * sand, 100.0 * clay, 100.0 * (1.0 - sand - clay)
    bulk = 1.072560 + 0.078886 * math.log(p_sand) + 0.038753 * math.log(p_clay)
    bulk += 0.032732 * math.log(p_silt)
    solid = 2.65
    low = 0.0467 + 0.2204 * bulk - 0.004111 * p_sand - 0.006614 * p_clay
    high = -1.645 + 1.939 * bulk - 0.0225622 * p_sand + 0.01594 * p_clay
    x = f / 1.35
    common = (low - high) / (1.0 + x * x)
    share = (solid - bulk) / (solid * moisture) * 18.0 / f
    static, middle, fast, first, second = _water(temperature)
    water_real, water_loss = _debye(f, static, middle, fast, first, second)
    water_real += common * x * share
    water_loss += (common + high) * share
    power = 0.65
    beta_real = 1.2748 - 0.00519 * p_sand - 0.00152 * p_clay
    beta_loss = 1.33797 - 0.00603 * p_sand - 0.00166 * p_clay
    dry = 1.01 + 0.44 * solid
    dry = math.pow(dry * dry - 0.062, power)
    real = 1.0 + bulk / solid * (dry - 1.0) - moisture
    real += math.pow(moisture, beta_real) * math.pow(water_real, power)
    loss = math.pow(moisture, beta_loss / power) * max(water_loss, 0.0)
    return math.pow(real, 1.0 / power), loss


@kernel
def conductive_loss(conductivity: float, wavelength: float) -> float:
    """Loss part of the permittivity of a conductor: 60 conductivity [S/m] times wavelength [m].

    Source: sigma / (omega epsilon0), L. V. Blake, *Radar Range-Performance Analysis* (1980), chapter 6, which rounds
    mu0 c / (2 pi) = 59.96 ohm to 60.
    """
    return 60.0 * conductivity * wavelength


@kernel
def reflection_coefficient(
    permittivity: float, loss: float, grazing: float, vertical: bool
) -> tuple[float, float]:
    """Fresnel's reflection coefficient of a smooth surface.

    Parameters
    ----------
    permittivity, loss : float
        Relative permittivity of the ground: real part (1 or more) and loss (0 or more).
    grazing : float
        Angle between ray and surface [rad]; 0 to pi/2.
    vertical : bool
        Polarisation: True vertical, False horizontal.

    Returns
    -------
    tuple of float
        Real and imaginary part; -1 and 0 at grazing incidence.

    Source: Fresnel's equations as in L. V. Blake, *Radar Range-Performance Analysis* (1980), chapter 6, and D. E. Kerr,
    *Propagation of Short Radio Waves* (1951), section 5.2.
    """
    sine, cosine = math.sin(grazing), math.cos(grazing)
    # The root of permittivity - cos^2 with the positive real part.
    real = permittivity - cosine * cosine
    length = math.sqrt(real * real + loss * loss)
    a = math.sqrt(max(0.0, 0.5 * (length + real)))
    b = -math.sqrt(max(0.0, 0.5 * (length - real)))
    over, over_loss = sine, 0.0
    if vertical:
        over, over_loss = permittivity * sine, -loss * sine
    top, top_loss = over - a, over_loss - b
    bottom, bottom_loss = over + a, over_loss + b
    square = bottom * bottom + bottom_loss * bottom_loss
    if square == 0.0:
        return -1.0, 0.0
    return (
        (top * bottom + top_loss * bottom_loss) / square,
        (top_loss * bottom - top * bottom_loss) / square,
    )


@inner
def _bessel_decayed(x: float) -> float:
    """exp(-x) I0(x) for x of 0 or more, to 2e-7 (Abramowitz and Stegun 1964, 9.8.1 and 9.8.2)."""
    if x < 3.75:
        t = x / 3.75
        t = t * t
        series = 0.2659732 + t * (0.0360768 + t * 0.0045813)
        return math.exp(-x) * (1.0 + t * (3.5156229 + t * (3.0899424 + t * (1.2067492 + t * series))))
    t = 3.75 / x
    series = -0.02057706 + t * (0.02635537 + t * (-0.01647633 + t * 0.00392377))
    series = 0.00225319 + t * (-0.00157565 + t * (0.00916281 + t * series))
    return (0.39894228 + t * (0.01328592 + t * series)) / math.sqrt(x)


@kernel
def roughness_factor(deviation: float, grazing: float, wavelength: float) -> float:
    """What roughness leaves of the mirror-like reflection, as a factor on its voltage.

    Parameters
    ----------
    deviation : float
        Standard deviation of the height of the surface [m], 0 or more.
    grazing : float
        Angle between ray and surface [rad].
    wavelength : float
        [m].

    Returns
    -------
    float
        exp(-x) I0(x), x = 2 (2 pi deviation sin(grazing) / wavelength)^2: 1 smooth, towards 0 rough. The rest is
        scattered diffusely and left out.

    Source: A. R. Miller, R. M. Brown and E. Vegh, "New derivation for the rough-surface reflection coefficient and for
    the distribution of sea-wave elevations", *IEE Proceedings H* 131 (1984) 114-116. Without the Bessel function it is
    W. S. Ament, *Proceedings of the IRE* 41 (1953) 142-146, which falls too fast for rough seas.
    """
    roughness = 2.0 * math.pi * deviation * math.sin(grazing) / wavelength
    return _bessel_decayed(2.0 * roughness * roughness)


@kernel
def wave_deviation(wind: float) -> float:
    """Standard deviation of the height of a fully grown sea.

    Parameters
    ----------
    wind : float
        Wind speed at 19.5 m [m/s], 0 or more.

    Returns
    -------
    float
        0.00533 wind^2 [m]; a quarter of the significant wave height. A young sea or swell differs.

    Source: W. J. Pierson and L. Moskowitz, *Journal of Geophysical Research* 69 (1964) 5181-5190: the integral of their
    spectrum is alpha wind^4 / (4 beta g^2), alpha = 8.1e-3, beta = 0.74.
    """
    return _PIERSON_MOSKOWITZ * wind * wind
