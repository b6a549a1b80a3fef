"""Steering laws of a point mass, at textbook level.

Source: P. Zarchan, *Tactical and Strategic Missile Guidance*, 6th edition (2012), chapter 2 (proportional
navigation) and chapter 8 (gravity compensation).
"""

from __future__ import annotations

import math

from iamd.physics._jit import kernel
from iamd.physics.geodesy import Vector


@kernel
def proportional_navigation(
    rx: float, ry: float, rz: float, vx: float, vy: float, vz: float, navigation_ratio: float
) -> Vector:
    """Commanded acceleration of true proportional navigation.

    Parameters
    ----------
    rx, ry, rz : float
        Target minus interceptor position [m]; not zero.
    vx, vy, vz : float
        Target minus interceptor velocity [m/s].
    navigation_ratio : float
        Effective navigation ratio N', 3 to 5 in practice.

    Returns
    -------
    tuple of float
        N' Vc (omega x r/|r|) [m/s2]: perpendicular to the line of sight, with omega = r x v / r^2 its turning
        rate and Vc = -r.v/|r| the closing speed. Zero while the range opens.
        Source: Zarchan 2012, equation 2.1 (n_c = N' V_c lambda-dot), in vector form.
    """
    square = rx * rx + ry * ry + rz * rz
    distance = math.sqrt(square)
    closing = -(rx * vx + ry * vy + rz * vz) / distance
    if closing <= 0.0:
        return 0.0, 0.0, 0.0
    ox = (ry * vz - rz * vy) / square
    oy = (rz * vx - rx * vz) / square
    oz = (rx * vy - ry * vx) / square
    gain = navigation_ratio * closing / distance
    return gain * (oy * rz - oz * ry), gain * (oz * rx - ox * rz), gain * (ox * ry - oy * rx)


@kernel
def limited(ax: float, ay: float, az: float, limit: float) -> Vector:
    """The vector, shortened to ``limit`` if it is longer."""
    size = math.sqrt(ax * ax + ay * ay + az * az)
    if size <= limit:
        return ax, ay, az
    scale = limit / size
    return ax * scale, ay * scale, az * scale


@kernel
def closest_approach(
    rx: float, ry: float, rz: float, vx: float, vy: float, vz: float, duration: float
) -> tuple[float, float]:
    """Least distance within a step, for straight relative motion.

    Parameters
    ----------
    rx, ry, rz, vx, vy, vz : float
        Relative position [m] and velocity [m/s] at the start of the step.
    duration : float
        Length of the step [s].

    Returns
    -------
    distance, time : float
        Least distance [m] and when in the step it occurs [s], 0 to ``duration``.
    """
    speed2 = vx * vx + vy * vy + vz * vz
    time = 0.0
    if speed2 > 0.0:
        time = -(rx * vx + ry * vy + rz * vz) / speed2
        time = min(max(time, 0.0), duration)
    dx = rx + vx * time
    dy = ry + vy * time
    dz = rz + vz * time
    return math.sqrt(dx * dx + dy * dy + dz * dz), time
