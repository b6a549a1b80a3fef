"""Radar cross-section by aspect: three published numbers and a fixed smooth pattern between them.

Open sources state a cross-section from the nose, sometimes from the side and the tail, never a pattern. The pattern
here joins the three in decibels; it is an interpolation and claims nothing about scattering. The body is taken as
round about its direction of flight, so a view from above or below counts as a view from the side.
"""

from __future__ import annotations

import math

from iamd.physics._jit import kernel

_VIEWS = 360  # over half a turn of heading, for averages
_HALVINGS = 40


@kernel
def aspect_cosine(vx: float, vy: float, vz: float, x: float, y: float, z: float) -> float:
    """Cosine of the angle between a target's nose and the direction back to the sensor.

    Parameters
    ----------
    vx, vy, vz : float
        Velocity of the target relative to the ground [m/s], any axes.
    x, y, z : float
        Line of sight from sensor to target [m], same axes; not all 0.

    Returns
    -------
    float
        1 seen from the nose, 0 from the side, above or below, -1 from the tail. A target that stands still has no
        heading and counts as nose-on.

    Source: scalar product; the nose points along the velocity (no angle of attack).
    """
    size = (vx * vx + vy * vy + vz * vz) * (x * x + y * y + z * z)
    if size <= 0.0:
        return 1.0
    return min(1.0, max(-1.0, -(vx * x + vy * y + vz * z) / math.sqrt(size)))


@kernel
def aspect_cosine_of_angles(course: float, climb: float, bearing: float, elevation: float) -> float:
    """As `aspect_cosine`, from angles.

    Parameters
    ----------
    course, climb : float
        Direction of flight: azimuth from north and angle above the horizontal [rad].
    bearing, elevation : float
        Of the target from the sensor [rad].

    Returns
    -------
    float
        -(sin(climb) sin(elevation) + cos(climb) cos(elevation) cos(course - bearing)).

    Source: scalar product of two directions; the horizontal planes of sensor and target are taken as parallel.
    """
    level = math.cos(climb) * math.cos(elevation) * math.cos(course - bearing)
    return min(1.0, max(-1.0, -(level + math.sin(climb) * math.sin(elevation))))


@kernel
def cross_section(nose: float, beam: float, tail: float, cosine: float, flash_width: float) -> float:
    """Cross-section at an aspect.

    Parameters
    ----------
    nose, beam, tail : float
        Cross-sections from the nose, the side and the tail in the radar's band [m2]; above 0.
    cosine : float
        Of the aspect angle from the nose (`aspect_cosine`), -1 to 1.
    flash_width : float
        Full width in angle of the side's flash, between the points halfway in decibels [rad]; above 0, at most pi/2.

    Returns
    -------
    float
        [m2]. In decibels, (1 - w) (cos^2(a/2) nose + sin^2(a/2) tail) + w beam at an angle a from the nose, with
        w = cos^2 of (pi/2) d / flash_width for a distance d from the side below flash_width, else 0: exactly the three
        numbers at 0, 90 and 180 degrees, and never outside their range.

    Source: none, an interpolation: no open source gives a pattern. The three numbers and the width are figures.
    """
    if nose == beam and beam == tail:
        return nose
    ahead = 0.5 * (1.0 + cosine)
    level = ahead * math.log(nose) + (1.0 - ahead) * math.log(tail)
    off_side = abs(math.asin(cosine))
    if off_side < flash_width:
        wave = math.cos(0.5 * math.pi * off_side / flash_width)
        weight = wave * wave
        level += weight * (math.log(beam) - level)
    return math.exp(level)


@kernel
def mean_cross_section(nose: float, beam: float, tail: float, elevation: float, flash_width: float) -> float:
    """Mean over all headings of a target in level flight.

    Parameters
    ----------
    nose, beam, tail, flash_width : float
        As in `cross_section`; a width of 0.03 or more is resolved.
    elevation : float
        Of the target from the sensor [rad]; 0 for a look from the side.

    Returns
    -------
    float
        Mean of the cross-section itself, not of its decibels [m2]; 360 headings, midpoints.

    Source: average of `cross_section`.
    """
    total = 0.0
    slope = math.cos(elevation)
    for n in range(_VIEWS):
        cosine = slope * math.cos(math.pi * (n + 0.5) / _VIEWS)
        total += cross_section(nose, beam, tail, cosine, flash_width)
    return total / _VIEWS


@kernel
def cross_section_quantile(
    part: float, nose: float, beam: float, tail: float, elevation: float, flash_width: float
) -> float:
    """Cross-section that a part of all headings in level flight stays below; the median for a part of 0.5.

    Parameters
    ----------
    part : float
        0 to 1.
    nose, beam, tail, elevation, flash_width : float
        As in `mean_cross_section`.

    Returns
    -------
    float
        [m2], by bisection in decibels; 360 headings.

    Source: order statistics of `cross_section`.
    """
    low = math.log(min(nose, min(beam, tail)))
    high = math.log(max(nose, max(beam, tail)))
    slope = math.cos(elevation)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        level = math.exp(middle)
        below = 0
        for n in range(_VIEWS):
            cosine = slope * math.cos(math.pi * (n + 0.5) / _VIEWS)
            if cross_section(nose, beam, tail, cosine, flash_width) <= level:
                below += 1
        if below < part * _VIEWS:
            low = middle
        else:
            high = middle
    return math.exp(high)
