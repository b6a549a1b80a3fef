"""A Kalman filter for position and velocity in space: six states, position measured.

State: x, y, z [m], vx, vy, vz [m/s]. The covariance is kept as the 21 numbers of its upper triangle, row by row:

====  ==  ==  ==  ==  ==  ==
row   x   y   z   vx  vy  vz
====  ==  ==  ==  ==  ==  ==
x     0   1   2   3   4   5
y         6   7   8   9   10
z             11  12  13  14
vx                15  16  17
vy                    18  19
vz                        20
====  ==  ==  ==  ==  ==  ==

So it cannot lose its symmetry. A measurement covariance is six numbers in the same order: xx, xy, xz, yy, yz, zz.
Equations are those of Bar-Shalom, Li and Kirubarajan, *Estimation with Applications to Tracking and Navigation*
(Wiley, 2001), called BLK below. Nothing is allocated.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from iamd.physics._jit import inner, kernel
from iamd.physics.geodesy import Axes

STATES = 6
PACKED = 21

Floats = NDArray[np.float64]
Six = tuple[float, float, float, float, float, float]


@kernel
def predict(state: Floats, cov: Floats, dt: float, q: float, ax: float, ay: float, az: float) -> None:
    """Carry a track forward in time, in place: nearly constant velocity plus a known acceleration.

    Parameters
    ----------
    state : array of 6 float
        Estimate; changed.
    cov : array of 21 float
        Packed covariance; changed.
    dt : float
        Time step [s], 0 or more.
    q : float
        Power spectral density of the white acceleration on each axis [m2/s3], 0 or more.
    ax, ay, az : float
        Known acceleration, constant over the step [m/s2]; 0 for none.

    Source: BLK, section 6.2.2 (continuous white-noise acceleration: transition matrix, and process noise
    q [dt3/3, dt2/2; dt2/2, dt] on each axis); prediction equations of section 5.2.3.
    """
    half = 0.5 * dt
    state[0] += dt * (state[3] + half * ax)
    state[1] += dt * (state[4] + half * ay)
    state[2] += dt * (state[5] + half * az)
    state[3] += dt * ax
    state[4] += dt * ay
    state[5] += dt * az

    qv = q * dt
    qc = qv * half
    qp = qc * dt * (2.0 / 3.0)
    # Velocity times dt, added to the cross block: position then takes the old and the new cross block once each.
    xx = cov[3] + dt * cov[15]
    xy = cov[4] + dt * cov[16]
    xz = cov[5] + dt * cov[17]
    yx = cov[8] + dt * cov[16]
    yy = cov[9] + dt * cov[18]
    yz = cov[10] + dt * cov[19]
    zx = cov[12] + dt * cov[17]
    zy = cov[13] + dt * cov[19]
    zz = cov[14] + dt * cov[20]
    cov[0] += dt * (cov[3] + xx) + qp
    cov[1] += dt * (cov[8] + xy)
    cov[2] += dt * (cov[12] + xz)
    cov[6] += dt * (cov[9] + yy) + qp
    cov[7] += dt * (cov[13] + yz)
    cov[11] += dt * (cov[14] + zz) + qp
    cov[3] = xx + qc
    cov[4] = xy
    cov[5] = xz
    cov[8] = yx
    cov[9] = yy + qc
    cov[10] = yz
    cov[12] = zx
    cov[13] = zy
    cov[14] = zz + qc
    cov[15] += qv
    cov[18] += qv
    cov[20] += qv


@inner
def _factors(a: float, b: float, c: float, d: float, e: float, f: float) -> Six:
    """Factors of the symmetric matrix [[a, b, c], [b, d, e], [c, e, f]] = L D L': three of D, then l10, l20, l21.

    A radar's error ellipsoid is flat (metres by kilometres). The factors keep its thin axis to as many digits as the
    thick ones; an inverse by cofactors does not.
    """
    l10 = b / a
    l20 = c / a
    d1 = d - l10 * b
    t = e - l20 * b
    l21 = t / d1
    return a, d1, f - l20 * c - l21 * t, l10, l20, l21


@kernel
def innovation(
    state: Floats, cov: Floats, z0: float, z1: float, z2: float, r00: float, r01: float, r02: float,
    r11: float, r12: float, r22: float,
) -> tuple[float, float]:  # fmt: skip
    """How far a measured position lies from a predicted track.

    Parameters
    ----------
    state, cov : array of 6 and 21 float
        Predicted track; unchanged.
    z0, z1, z2 : float
        Measured position [m].
    r00, r01, r02, r11, r12, r22 : float
        Its covariance [m2].

    Returns
    -------
    tuple of float
        Squared statistical distance (chi-square with 3 degrees of freedom if the plot is of this track), and the
        logarithm of the determinant of the innovation covariance. Half their sum is, but for a constant, the
        negative log-likelihood.

    Source: BLK, sections 5.2.3 (innovation and its covariance) and 5.4.2 (its normalised square).
    """
    d0, d1, d2, l10, l20, l21 = _factors(
        cov[0] + r00, cov[1] + r01, cov[2] + r02, cov[6] + r11, cov[7] + r12, cov[11] + r22
    )
    y0 = z0 - state[0]
    y1 = z1 - state[1] - l10 * y0
    y2 = z2 - state[2] - l20 * y0 - l21 * y1
    return y0 * y0 / d0 + y1 * y1 / d1 + y2 * y2 / d2, math.log(d0 * d1 * d2)


@inner
def _subtract(
    state: Floats, cov: Floats, residual: float, variance: float, g0: float, g1: float, g2: float, g3: float,
    g4: float, g5: float,
) -> None:  # fmt: skip
    """One part of an update: state plus g residual / variance, covariance minus g g' / variance."""
    scale = 1.0 / variance
    k0, k1, k2, k3, k4, k5 = scale * g0, scale * g1, scale * g2, scale * g3, scale * g4, scale * g5
    state[0] += k0 * residual
    state[1] += k1 * residual
    state[2] += k2 * residual
    state[3] += k3 * residual
    state[4] += k4 * residual
    state[5] += k5 * residual
    cov[0] -= k0 * g0
    cov[1] -= k0 * g1
    cov[2] -= k0 * g2
    cov[3] -= k0 * g3
    cov[4] -= k0 * g4
    cov[5] -= k0 * g5
    cov[6] -= k1 * g1
    cov[7] -= k1 * g2
    cov[8] -= k1 * g3
    cov[9] -= k1 * g4
    cov[10] -= k1 * g5
    cov[11] -= k2 * g2
    cov[12] -= k2 * g3
    cov[13] -= k2 * g4
    cov[14] -= k2 * g5
    cov[15] -= k3 * g3
    cov[16] -= k3 * g4
    cov[17] -= k3 * g5
    cov[18] -= k4 * g4
    cov[19] -= k4 * g5
    cov[20] -= k5 * g5


@kernel
def update(
    state: Floats, cov: Floats, z0: float, z1: float, z2: float, r00: float, r01: float, r02: float,
    r11: float, r12: float, r22: float,
) -> None:  # fmt: skip
    """Correct a predicted track with a measured position, in place.

    Parameters
    ----------
    state, cov : array of 6 and 21 float
        Predicted track; changed.
    z0, z1, z2 : float
        Measured position [m].
    r00, r01, r02, r11, r12, r22 : float
        Its covariance [m2], positive definite.

    Source: BLK, section 5.2.3 (update), with the innovation covariance as L D L' in place of an inverse: with
    G = L^-1 H P the covariance is P - G' D^-1 G, three subtractions of a square. It stays positive definite for very
    flat measurement errors; a test holds it to that.
    """
    d0, d1, d2, l10, l20, l21 = _factors(
        cov[0] + r00, cov[1] + r01, cov[2] + r02, cov[6] + r11, cov[7] + r12, cov[11] + r22
    )
    y0 = z0 - state[0]
    y1 = z1 - state[1] - l10 * y0
    y2 = z2 - state[2] - l20 * y0 - l21 * y1
    a0, a1, a2, a3, a4, a5 = cov[0], cov[1], cov[2], cov[3], cov[4], cov[5]
    b0 = a1 - l10 * a0
    b1 = cov[6] - l10 * a1
    b2 = cov[7] - l10 * a2
    b3 = cov[8] - l10 * a3
    b4 = cov[9] - l10 * a4
    b5 = cov[10] - l10 * a5
    c0 = a2 - l20 * a0 - l21 * b0
    c1 = cov[7] - l20 * a1 - l21 * b1
    c2 = cov[11] - l20 * a2 - l21 * b2
    c3 = cov[12] - l20 * a3 - l21 * b3
    c4 = cov[13] - l20 * a4 - l21 * b4
    c5 = cov[14] - l20 * a5 - l21 * b5
    _subtract(state, cov, y0, d0, a0, a1, a2, a3, a4, a5)
    _subtract(state, cov, y1, d1, b0, b1, b2, b3, b4, b5)
    _subtract(state, cov, y2, d2, c0, c1, c2, c3, c4, c5)


@kernel
def initiate(
    state: Floats, cov: Floats, z0: float, z1: float, z2: float, r00: float, r01: float, r02: float,
    r11: float, r12: float, r22: float, speed_sigma: float,
) -> None:  # fmt: skip
    """Start a track from one measured position, with an unknown velocity of mean 0.

    Parameters
    ----------
    state, cov : array of 6 and 21 float
        Written.
    z0, z1, z2 : float
        Measured position [m].
    r00, r01, r02, r11, r12, r22 : float
        Its covariance [m2].
    speed_sigma : float
        Standard deviation of each velocity component [m/s]: the greatest speed expected, divided by the square root
        of 3 if directions are alike.

    Source: one-point initiation, as BLK, section 5.5.3, treats an unmeasured component.
    """
    state[0] = z0
    state[1] = z1
    state[2] = z2
    state[3] = 0.0
    state[4] = 0.0
    state[5] = 0.0
    for i in range(PACKED):
        cov[i] = 0.0
    cov[0] = r00
    cov[1] = r01
    cov[2] = r02
    cov[6] = r11
    cov[7] = r12
    cov[11] = r22
    cov[15] = speed_sigma * speed_sigma
    cov[18] = cov[15]
    cov[20] = cov[15]


@kernel
def update_radial(
    state: Floats, cov: Floats, lx: float, ly: float, lz: float, rate: float, variance: float
) -> None:
    """Correct a track with a measured range rate, in place: one scalar measurement of the velocity.

    Parameters
    ----------
    state, cov : array of 6 and 21 float
        Track at the time of the measurement; changed.
    lx, ly, lz : float
        Unit vector of the line of sight. Its own error is neglected: it turns a velocity v by v times an angle of
        some milliradians, less than the errors that `variance` stands for.
    rate : float
        Measured range rate [m/s].
    variance : float
        Its variance [m2/s2], above 0.

    Source: BLK, section 5.2.3, for the measurement row H = [0 0 0 lx ly lz], processed after the position
    (sequential updating of independent measurements).
    """
    p0 = cov[3] * lx + cov[4] * ly + cov[5] * lz
    p1 = cov[8] * lx + cov[9] * ly + cov[10] * lz
    p2 = cov[12] * lx + cov[13] * ly + cov[14] * lz
    p3 = cov[15] * lx + cov[16] * ly + cov[17] * lz
    p4 = cov[16] * lx + cov[18] * ly + cov[19] * lz
    p5 = cov[17] * lx + cov[19] * ly + cov[20] * lz
    weight = 1.0 / (lx * p3 + ly * p4 + lz * p5 + variance)
    surprise = weight * (rate - lx * state[3] - ly * state[4] - lz * state[5])
    state[0] += p0 * surprise
    state[1] += p1 * surprise
    state[2] += p2 * surprise
    state[3] += p3 * surprise
    state[4] += p4 * surprise
    state[5] += p5 * surprise
    gains = (p0, p1, p2, p3, p4, p5)
    place = 0
    for i in range(6):
        for j in range(i, 6):
            cov[place] -= weight * gains[i] * gains[j]
            place += 1


@kernel
def position_sigma(cov: Floats) -> float:
    """Root-mean-square distance between the estimated and the true position.

    Parameters
    ----------
    cov : array of 21 float
        Packed covariance.

    Returns
    -------
    float
        sqrt(trace of the position block) [m]; never less than the longest semi-axis of the one-sigma ellipsoid.
    """
    return math.sqrt(cov[0] + cov[6] + cov[11])


@kernel
def velocity_sigma(cov: Floats) -> float:
    """Root-mean-square length of the velocity error [m/s], as `position_sigma` for the velocity block.

    Parameters
    ----------
    cov : array of 21 float
        Packed covariance.

    Returns
    -------
    float
        sqrt(trace of the velocity block) [m/s].
    """
    return math.sqrt(cov[15] + cov[18] + cov[20])


@kernel
def polar_covariance(
    axes: Axes, azimuth: float, elevation: float, distance: float, range_sigma: float, azimuth_sigma: float,
    elevation_sigma: float,
) -> Six:  # fmt: skip
    """Earth-centred covariance of a position measured as range, azimuth and elevation at a site.

    Parameters
    ----------
    axes : tuple of 9 float
        East, north, up of the site, from `geodesy.local_axes`.
    azimuth, elevation : float
        From north through east; above the horizontal [rad].
    distance : float
        Range [m].
    range_sigma : float
        Standard deviation of range [m].
    azimuth_sigma, elevation_sigma : float
        Of the two angles [rad]; small: distance sigma^2 well below the range sigma.

    Returns
    -------
    tuple of 6 float
        xx, xy, xz, yy, yz, zz [m2].

    Source: first-order conversion, BLK, section 10.4 (converted measurements), as the sum of three rank-one parts
    along the directions of growing range, azimuth and elevation; the bias of second order is left out.
    """
    sin_az = math.sin(azimuth)
    cos_az = math.cos(azimuth)
    sin_el = math.sin(elevation)
    cos_el = math.cos(elevation)
    across = distance * cos_el * azimuth_sigma
    along = distance * elevation_sigma
    # Each direction in earth-centred components, already times its standard deviation.
    ax = across * (cos_az * axes[0] - sin_az * axes[3])
    ay = across * (cos_az * axes[1] - sin_az * axes[4])
    az = across * (cos_az * axes[2] - sin_az * axes[5])
    fx = sin_az * axes[0] + cos_az * axes[3]
    fy = sin_az * axes[1] + cos_az * axes[4]
    fz = sin_az * axes[2] + cos_az * axes[5]
    rx = range_sigma * (cos_el * fx + sin_el * axes[6])
    ry = range_sigma * (cos_el * fy + sin_el * axes[7])
    rz = range_sigma * (cos_el * fz + sin_el * axes[8])
    ex = along * (cos_el * axes[6] - sin_el * fx)
    ey = along * (cos_el * axes[7] - sin_el * fy)
    ez = along * (cos_el * axes[8] - sin_el * fz)
    return (
        rx * rx + ax * ax + ex * ex,
        rx * ry + ax * ay + ex * ey,
        rx * rz + ax * az + ex * ez,
        ry * ry + ay * ay + ey * ey,
        ry * rz + ay * az + ey * ez,
        rz * rz + az * az + ez * ez,
    )
