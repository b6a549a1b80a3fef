"""WGS-84: geodetic and earth-centred coordinates, local east-north-up axes.

Frames: ECEF (x through latitude 0, longitude 0; z through the north pole) in metres; geodetic latitude and
longitude in radians and height above the ellipsoid in metres; local east, north, up at a site.
"""

from __future__ import annotations

import math

from iamd.physics._jit import kernel

# NGA.STND.0036_1.0.0_WGS84 (2014), tables 3.1 and 3.5: defining and derived constants.
SEMI_MAJOR_AXIS = 6_378_137.0  # m
FLATTENING = 1.0 / 298.257223563
SEMI_MINOR_AXIS = SEMI_MAJOR_AXIS * (1.0 - FLATTENING)  # m
ECCENTRICITY2 = FLATTENING * (2.0 - FLATTENING)  # first eccentricity squared
SECOND_ECCENTRICITY2 = ECCENTRICITY2 / (1.0 - ECCENTRICITY2)
GRAVITATIONAL_PARAMETER = 3.986004418e14  # m3/s2
EARTH_RATE = 7.292115e-5  # rad/s

_A = SEMI_MAJOR_AXIS
_B = SEMI_MINOR_AXIS
_E2 = ECCENTRICITY2
_EP2 = SECOND_ECCENTRICITY2
_TWO_PI = 2.0 * math.pi

Vector = tuple[float, float, float]
Axes = tuple[float, float, float, float, float, float, float, float, float]


@kernel
def geodetic_to_ecef(latitude: float, longitude: float, height: float) -> Vector:
    """Earth-centred position of a geodetic one.

    Parameters
    ----------
    latitude, longitude : float
        [rad]; latitude in -pi/2 to pi/2.
    height : float
        Above the ellipsoid [m].

    Returns
    -------
    tuple of float
        x, y, z [m].

    Source: Hofmann-Wellenhof, Lichtenegger and Wasle, *GNSS* (Springer, 2008), section 8.2.1: the closed form with
    the radius of curvature in the prime vertical, N = a / sqrt(1 - e2 sin2(lat)).
    """
    sin_lat = math.sin(latitude)
    cos_lat = math.cos(latitude)
    curvature = _A / math.sqrt(1.0 - _E2 * sin_lat * sin_lat)
    across = (curvature + height) * cos_lat
    return (
        across * math.cos(longitude),
        across * math.sin(longitude),
        (curvature * (1.0 - _E2) + height) * sin_lat,
    )


@kernel
def ecef_to_geodetic(x: float, y: float, z: float) -> Vector:
    """Geodetic position of an earth-centred one, to better than 1 mm from -10 km to 2,000 km.

    Parameters
    ----------
    x, y, z : float
        [m]; more than 6,000 km from the centre.

    Returns
    -------
    tuple of float
        Latitude, longitude [rad], height [m]. Longitude in -pi to pi, 0 at the poles.

    Source: B. R. Bowring, "Transformation from spatial to geographical coordinates", *Survey Review* 23 (1976)
    323-327 (latitude from the parametric latitude, two passes), and "The accuracy of geodetic latitude and height
    equations", *Survey Review* 28 (1985) 202-206 (starting value; height formula that also holds at the poles).
    """
    p2 = x * x + y * y
    p = math.sqrt(p2)
    r = math.sqrt(p2 + z * z)
    # Sine and cosine of the parametric latitude are carried as a direction, so that no pole is special.
    up = z * _B * (1.0 + _EP2 * _B / r)
    out = p * _A
    for _ in range(2):
        scale = math.sqrt(up * up + out * out)
        sin_beta = up / scale
        cos_beta = out / scale
        tall = z + _EP2 * _B * sin_beta * sin_beta * sin_beta
        wide = p - _E2 * _A * cos_beta * cos_beta * cos_beta
        up = tall * _B
        out = wide * _A
    scale = math.sqrt(tall * tall + wide * wide)
    sin_lat = tall / scale
    cos_lat = wide / scale
    height = p * cos_lat + z * sin_lat - _A * math.sqrt(1.0 - _E2 * sin_lat * sin_lat)
    return math.atan2(tall, wide), math.atan2(y, x), height


@kernel
def height_above_ellipsoid(x: float, y: float, z: float) -> float:
    """Height above the ellipsoid without the angles, to better than 1 cm from -10 km to 2,000 km.

    Parameters
    ----------
    x, y, z : float
        Earth-centred position [m]; more than 6,000 km from the centre.

    Returns
    -------
    float
        Height [m].

    Source: Bowring's height formula (see `ecef_to_geodetic`). It is stationary in the latitude, so that an error of
    1e-5 rad costs 0.3 mm; the first step of tan(lat) = z / (p (1 - e2 N / (N + h))) with N / (N + h) = a / r is
    enough.
    """
    p2 = x * x + y * y
    p = math.sqrt(p2)
    r = math.sqrt(p2 + z * z)
    wide = p * (1.0 - _E2 * _A / r)
    scale = math.sqrt(z * z + wide * wide)
    sin_lat = z / scale
    return (p * wide + z * z) / scale - _A * math.sqrt(1.0 - _E2 * sin_lat * sin_lat)


@kernel
def local_axes(latitude: float, longitude: float) -> Axes:
    """East, north and up unit vectors of a site, in earth-centred components.

    Parameters
    ----------
    latitude, longitude : float
        Geodetic, of the site [rad].

    Returns
    -------
    tuple of float
        East x, y, z, north x, y, z, up x, y, z.

    Source: Hofmann-Wellenhof, Lichtenegger and Wasle, *GNSS* (Springer, 2008), section 8.2.2.
    """
    sin_lat = math.sin(latitude)
    cos_lat = math.cos(latitude)
    sin_lon = math.sin(longitude)
    cos_lon = math.cos(longitude)
    return (
        -sin_lon,
        cos_lon,
        0.0,
        -sin_lat * cos_lon,
        -sin_lat * sin_lon,
        cos_lat,
        cos_lat * cos_lon,
        cos_lat * sin_lon,
        sin_lat,
    )


@kernel
def to_local(dx: float, dy: float, dz: float, axes: Axes) -> Vector:
    """East, north, up components of an earth-centred difference vector (rotation only).

    Parameters
    ----------
    dx, dy, dz : float
        Earth-centred components, such as position minus site [m], or a velocity.
    axes : tuple of 9 float
        From `local_axes`.

    Returns
    -------
    tuple of float
        East, north, up, in the unit of the input.
    """
    return (
        axes[0] * dx + axes[1] * dy + axes[2] * dz,
        axes[3] * dx + axes[4] * dy + axes[5] * dz,
        axes[6] * dx + axes[7] * dy + axes[8] * dz,
    )


@kernel
def from_local(east: float, north: float, up: float, axes: Axes) -> Vector:
    """Earth-centred components of a local vector: the inverse of `to_local`.

    Parameters
    ----------
    east, north, up : float
        Local components, any unit.
    axes : tuple of 9 float
        From `local_axes`.

    Returns
    -------
    tuple of float
        Earth-centred x, y, z, in the unit of the input.
    """
    return (
        axes[0] * east + axes[3] * north + axes[6] * up,
        axes[1] * east + axes[4] * north + axes[7] * up,
        axes[2] * east + axes[5] * north + axes[8] * up,
    )


@kernel
def azimuth_elevation_range(east: float, north: float, up: float) -> Vector:
    """Direction and distance of a local vector.

    Parameters
    ----------
    east, north, up : float
        Local components [m].

    Returns
    -------
    tuple of float
        Azimuth from north through east, 0 to 2 pi [rad]; elevation [rad]; range [m].
    """
    flat2 = east * east + north * north
    azimuth = math.atan2(east, north)
    if azimuth < 0.0:
        azimuth += _TWO_PI
    return azimuth, math.atan2(up, math.sqrt(flat2)), math.sqrt(flat2 + up * up)
