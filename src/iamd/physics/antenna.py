"""Antennas: gain, aperture and beamwidth; patterns with a floor of side lobes; scan loss of phased arrays.

Patterns are one-way power relative to the peak; a radar that sends and receives through one antenna has their square.
Angles are in radians from the axis of the beam, measured in the plane in question. Levels of side lobes and exponents
of scan loss differ from antenna to antenna: they are figures of the caller, not constants here.
"""

from __future__ import annotations

import math

from iamd.physics._jit import kernel

#: Beamwidth between half-power points, times aperture over wavelength [rad]: even and cosine illumination.
UNIFORM_FACTOR = 0.88589
COSINE_FACTOR = 1.18896
#: First side lobe, relative to the peak: even -13.26 dB, cosine -23.0 dB.
UNIFORM_FIRST_SIDELOBE = 0.04719
COSINE_FIRST_SIDELOBE = 0.00501
#: Gain times both beamwidths [rad2]: 26,000 square degrees, an average over practical antennas with their losses.
PRACTICAL_PRODUCT = 26_000.0 * (math.pi / 180.0) * (math.pi / 180.0)

_FOUR_PI = 4.0 * math.pi
_HALF_POWER = 4.0 * math.log(2.0)
_SMALL = 1e-4  # of an argument: below it the series is right to the last digit
_HALF_PI = 0.5 * math.pi


# --- gain, aperture, beamwidth -----------------------------------------------------------------------------------


@kernel
def effective_aperture(gain: float, wavelength: float) -> float:
    """Effective receiving aperture of a gain [m2]: G lambda^2 / (4 pi).

    Parameters
    ----------
    gain, wavelength : float
        A power ratio with losses of the antenna inside; [m].

    Source: M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), chapter 9; IEEE Std 145.
    """
    return gain * wavelength * wavelength / _FOUR_PI


@kernel
def aperture_gain(area: float, efficiency: float, wavelength: float) -> float:
    """Gain of an aperture: 4 pi (area times efficiency) / lambda^2, a power ratio.

    Parameters
    ----------
    area, efficiency, wavelength : float
        Physical area [m2]; 0 to 1; [m].

    Source: as `effective_aperture`, its inverse.
    """
    return _FOUR_PI * area * efficiency / (wavelength * wavelength)


@kernel
def beamwidth(factor: float, width: float, wavelength: float) -> float:
    """Beamwidth between half-power points of one side of an aperture.

    Parameters
    ----------
    factor : float
        `UNIFORM_FACTOR`, `COSINE_FACTOR`, or that of another illumination; 0.886 to about 1.5.
    width, wavelength : float
        Of the aperture in the plane of the beamwidth, and of the wave [m]; width several wavelengths.

    Returns
    -------
    float
        factor lambda / width [rad].

    Source: Skolnik 2001 (see `effective_aperture`), chapter 9; ITU-R M.1851-1 (2018), table 2 (50.8 and 68.8 degrees).
    """
    return factor * wavelength / width


@kernel
def beamwidth_gain(azimuth_beamwidth: float, elevation_beamwidth: float, product: float) -> float:
    """Gain of a pencil beam from its two beamwidths.

    Parameters
    ----------
    azimuth_beamwidth, elevation_beamwidth : float
        Between half-power points [rad]; not for shaped or fan beams wider than about 30 degrees.
    product : float
        Gain times both beamwidths [rad2]; `PRACTICAL_PRODUCT`, or 4 pi times an efficiency.

    Returns
    -------
    float
        product / (azimuth times elevation), a power ratio.

    Source: W. L. Stutzman, "Estimating directivity and gain of antennas", *IEEE Antennas and Propagation Magazine* 40
    (1998) 7-11: 26,000 square degrees.
    """
    return product / (azimuth_beamwidth * elevation_beamwidth)


# --- patterns ----------------------------------------------------------------------------------------------------


@kernel
def gaussian_pattern(angle: float, width: float, floor: float) -> float:
    """Main lobe as a bell curve, never below a floor of side lobes.

    Parameters
    ----------
    angle, width : float
        From the axis, and beamwidth between half-power points [rad].
    floor : float
        Mean level of the side lobes relative to the peak, a power ratio of 0 or more.

    Returns
    -------
    float
        max(exp(-4 ln 2 (angle / width)^2), floor): 1 on the axis, a half at half the beamwidth.

    Source: L. V. Blake, "The effective number of pulses per beamwidth for a scanning radar", *Proceedings of the
    IRE* 41 (1953) 770-774; Skolnik 2001 (see `effective_aperture`), chapter 2. Within 0.2 dB of the main lobes of
    `uniform_pattern` and `cosine_pattern` down to -4.5 dB, within 0.6 dB down to -6; meaningless in the side lobes,
    where the floor takes over.
    """
    ratio = angle / width
    return max(math.exp(-_HALF_POWER * ratio * ratio), floor)


@kernel
def uniform_pattern(angle: float, width: float, floor: float) -> float:
    """Pattern of an evenly lit line of the given beamwidth, nulls filled to a floor.

    Parameters
    ----------
    angle, width : float
        From the axis, within a right angle, and beamwidth between half-power points [rad]; width below about 0.6.
    floor : float
        As in `gaussian_pattern`; 0 for the ideal pattern.

    Returns
    -------
    float
        max((sin u / u)^2, floor) with u = pi (D / lambda) sin(angle); side lobes from -13.3 dB.

    Source: ITU-R M.1851-1 (2018), table 2, with the aperture from `beamwidth`; nulls filled as by errors of
    manufacture. Behind the antenna: the floor.
    """
    if abs(angle) >= _HALF_PI:
        return floor
    u = math.pi * UNIFORM_FACTOR / width * math.sin(angle)
    field = 1.0 - u * u / 6.0
    if abs(u) > _SMALL:
        field = math.sin(u) / u
    return max(field * field, floor)


@kernel
def cosine_pattern(angle: float, width: float, floor: float) -> float:
    """Pattern of a line lit by a half cosine, nulls filled to a floor.

    Parameters
    ----------
    angle, width : float
        From the axis, within a right angle, and beamwidth between half-power points [rad]; width below about 0.8.
    floor : float
        As in `gaussian_pattern`; 0 for the ideal pattern.

    Returns
    -------
    float
        max((cos u / (1 - (2 u / pi)^2))^2, floor) with u = pi (D / lambda) sin(angle); side lobes from -23 dB.

    Source: as `uniform_pattern`.
    """
    if abs(angle) >= _HALF_PI:
        return floor
    u = math.pi * COSINE_FACTOR / width * math.sin(angle)
    ratio = u / _HALF_PI
    denominator = 1.0 - ratio * ratio
    field = math.pi / 4.0
    if abs(denominator) > _SMALL:
        field = math.cos(u) / denominator
    return max(field * field, floor)


@kernel
def cosecant_squared_pattern(
    elevation: float, tilt: float, width: float, highest: float, floor: float
) -> float:
    """Elevation pattern of a rotating search radar: a beam whose upper edge is drawn out to keep a height in view.

    Parameters
    ----------
    elevation, tilt : float
        Of the target, and of the peak of the beam [rad above the horizontal]; tilt + width / 2 above 0.
    width : float
        Beamwidth between half-power points of the beam without the drawn-out edge [rad].
    highest : float
        Elevation up to which the edge is drawn out [rad], below a right angle.
    floor : float
        As in `gaussian_pattern`.

    Returns
    -------
    float
        Up to tilt + width / 2 the bell curve; from there to `highest` one half times (sin(tilt + width / 2) /
        sin(elevation))^2; the floor above. Along the drawn-out edge a target at constant height over flat earth
        gives the same signal at every range.

    Source: ITU-R M.1851-1 (2018), table 4, with the bell curve for its even illumination; Skolnik 2001 (see
    `effective_aperture`), chapter 2. The gain that the edge takes from the peak (1 to 3 dB) is part of the stated gain.
    """
    edge = tilt + 0.5 * width
    if elevation <= edge:
        return gaussian_pattern(elevation - tilt, width, floor)
    if elevation > highest:
        return floor
    ratio = math.sin(edge) / math.sin(elevation)
    return max(0.5 * ratio * ratio, floor)


@kernel
def two_way_loss(pattern: float) -> float:
    """Loss of a target off the axis of one antenna used both ways: 1 / pattern^2, a power ratio of 1 or more.

    Parameters
    ----------
    pattern : float
        One-way power relative to the peak, above 0.

    Source: the radar equation, gain squared: Skolnik 2001 (see `effective_aperture`), chapter 2.
    """
    return 1.0 / (pattern * pattern)


@kernel
def beam_shape_loss(pulses: float) -> float:
    """Loss of a beam that scans across the target, against pulses all sent at the peak.

    Parameters
    ----------
    pulses : float
        Between half-power points, 5 or more; with fewer the loss depends on where they fall. 1 counts as on the axis.

    Returns
    -------
    float
        Pulses over the sum of exp(-8 ln 2 (k / (pulses - 1))^2) for the pulses in the half-power width, centred on
        the target; a power ratio: 1.67 dB with many. About 1.6 dB by Blake's best count of pulses.

    Source: Skolnik 2001 (see `effective_aperture`), chapter 2 on beam-shape loss; Blake 1953 (see `gaussian_pattern`).
    Of one plane: a beam that scans in both, or whose elevation is not known, loses as much again.
    """
    count = int(pulses)
    if count <= 1:
        return 1.0
    total = 0.0
    for n in range(count):
        offset = (n - 0.5 * (count - 1)) / (count - 1.0)
        total += math.exp(-2.0 * _HALF_POWER * offset * offset)
    return count / total


# --- phased arrays -----------------------------------------------------------------------------------------------


@kernel
def scan_gain(off_boresight: float, exponent: float) -> float:
    """Gain of a phased array steered off its boresight, relative to that on it.

    Parameters
    ----------
    off_boresight : float
        Between beam and boresight [rad], 0 or more.
    exponent : float
        1 for an ideal aperture (its projected area); 1.2 to 1.5 is usual with mismatch. An interval of the caller.

    Returns
    -------
    float
        cos(off_boresight)^exponent, one way, a power ratio; 0 from a right angle on.

    Source: Skolnik 2001 (see `effective_aperture`), chapter 9; D. K. Barton, *Radar Equations for Modern Radar* (2013).
    The two-way loss is the square: cosine to the power of 2 to 3.
    """
    cosine = math.cos(off_boresight)
    if cosine <= 0.0 or off_boresight >= _HALF_PI:
        return 0.0
    return math.exp(exponent * math.log(cosine))


@kernel
def scanned_beamwidth(width: float, off_boresight: float) -> float:
    """Beamwidth of a phased array steered off its boresight, in the plane of steering.

    Parameters
    ----------
    width : float
        On boresight [rad].
    off_boresight : float
        [rad], below about 1.2.

    Returns
    -------
    float
        width / cos(off_boresight) [rad].

    Source: Skolnik 2001 (see `effective_aperture`), chapter 9.
    """
    return width / math.cos(off_boresight)


@kernel
def array_direction(
    azimuth: float, elevation: float, boresight_azimuth: float, boresight_elevation: float
) -> tuple[float, float, float]:
    """Direction of a target in the frame of a planar array.

    Parameters
    ----------
    azimuth, elevation : float
        Of the target as the radar sees it [rad], clockwise from north and above the horizontal.
    boresight_azimuth, boresight_elevation : float
        Of the normal of the array [rad]; a face leaning back has a positive elevation.

    Returns
    -------
    tuple of float
        Direction cosines u (to the right, in the horizontal) and v (up along the face), and angle off boresight [rad],
        0 to pi. sqrt(u^2 + v^2) is the sine of that angle.

    Source: rotation of axes; sine space after W. H. Von Aulock, "Properties of phased arrays", *Proceedings of the IRE*
    48 (1960) 1715-1727.
    """
    turn = azimuth - boresight_azimuth
    level = math.cos(elevation)
    ahead = level * math.cos(turn)
    up = math.sin(elevation)
    lean, rise = math.cos(boresight_elevation), math.sin(boresight_elevation)
    u = level * math.sin(turn)
    v = up * lean - ahead * rise
    normal = ahead * lean + up * rise
    return u, v, math.atan2(math.sqrt(u * u + v * v), normal)


@kernel
def pointing_error(azimuth: float, elevation: float, other_azimuth: float, other_elevation: float) -> float:
    """Angle between two directions [rad], 0 to pi, right to the last digits also for small angles.

    Parameters
    ----------
    azimuth, elevation, other_azimuth, other_elevation : float
        [rad].

    Source: `array_direction`.
    """
    return array_direction(azimuth, elevation, other_azimuth, other_elevation)[2]
