"""Antenna patterns against quadrature of the illumination, textbook levels, pointing of a tilted array, time budget."""

import math

import numpy as np
import pytest
import scipy.optimize

from iamd.physics import antenna, timebudget
from iamd.physics.antenna import (
    aperture_gain,
    array_direction,
    beam_shape_loss,
    beamwidth,
    beamwidth_gain,
    cosecant_squared_pattern,
    cosine_pattern,
    effective_aperture,
    gaussian_pattern,
    pointing_error,
    scan_gain,
    scanned_beamwidth,
    two_way_loss,
    uniform_pattern,
)

DEGREE = math.pi / 180.0
WIDTH = 2.0 * DEGREE


def decibels(value: float) -> float:
    return 10.0 * math.log10(value)


def test_gain_and_aperture() -> None:
    assert effective_aperture(aperture_gain(9.2, 0.8, 0.03), 0.03) == pytest.approx(
        7.36, rel=1e-14
    )  # rounding
    # One square degree: 26,000 by Stutzman, 44.1 dB.
    assert beamwidth_gain(DEGREE, DEGREE, antenna.PRACTICAL_PRODUCT) == pytest.approx(26e3, rel=1e-12)
    # Evenly lit, 50.8 wavelengths over the side in degrees (ITU-R M.1851-1); lit by a cosine, 68.8.
    assert beamwidth(antenna.UNIFORM_FACTOR, 1.0, 0.1) / DEGREE == pytest.approx(5.08, abs=0.01)  # as printed
    assert beamwidth(antenna.COSINE_FACTOR, 1.0, 0.1) / DEGREE == pytest.approx(6.88, abs=0.07)  # as printed


@pytest.mark.parametrize(
    ("pattern", "factor", "illumination"),
    [
        (uniform_pattern, antenna.UNIFORM_FACTOR, lambda x: np.ones_like(x)),
        (cosine_pattern, antenna.COSINE_FACTOR, lambda x: np.cos(math.pi * x)),
    ],
)
def test_patterns_by_quadrature_of_the_illumination(pattern, factor, illumination) -> None:  # type: ignore[no-untyped-def]
    node, weight = np.polynomial.legendre.leggauss(200)
    x = 0.5 * node
    lit = illumination(x) * weight
    length = factor / WIDTH  # in wavelengths
    for angle in np.linspace(0.0, 1.5, 40):
        field = np.sum(lit * np.cos(2.0 * math.pi * length * x * math.sin(angle))) / np.sum(lit)
        assert pattern(angle, WIDTH, 0.0) == pytest.approx(field**2, rel=1e-9, abs=1e-13)  # of the quadrature


@pytest.mark.parametrize("pattern", [gaussian_pattern, uniform_pattern, cosine_pattern])
def test_half_power_floor_and_symmetry(pattern) -> None:  # type: ignore[no-untyped-def]
    floor = 1e-4
    assert pattern(0.0, WIDTH, floor) == pytest.approx(1.0, rel=1e-12)  # rounding
    assert pattern(0.5 * WIDTH, WIDTH, floor) == pytest.approx(0.5, rel=1e-3)  # sine of a small angle, factor
    assert pattern(-0.3 * WIDTH, WIDTH, floor) == pattern(0.3 * WIDTH, WIDTH, floor)
    for angle in np.linspace(0.0, 3.1, 500):
        assert floor <= pattern(angle, WIDTH, floor) <= 1.0
    assert pattern(3.0, WIDTH, floor) == floor  # behind the antenna


@pytest.mark.parametrize(
    ("pattern", "bracket", "level", "constant"),
    [
        (uniform_pattern, (1.2, 2.2), -13.26, antenna.UNIFORM_FIRST_SIDELOBE),
        (cosine_pattern, (1.3, 2.0), -23.0, antenna.COSINE_FIRST_SIDELOBE),
    ],
)
def test_first_sidelobe(pattern, bracket, level: float, constant: float) -> None:  # type: ignore[no-untyped-def]
    found = scipy.optimize.minimize_scalar(
        lambda ratio: -pattern(ratio * WIDTH, WIDTH, 0.0), bounds=bracket, method="bounded"
    )
    assert decibels(-found.fun) == pytest.approx(level, abs=0.01)  # textbooks, two decimals
    assert -found.fun == pytest.approx(constant, rel=1e-3)  # four digits


def test_the_removable_hole_of_the_cosine_pattern() -> None:
    # At u = pi / 2 the formula is 0 / 0, its value (pi / 4)^2.
    angle = math.asin(0.5 * WIDTH / antenna.COSINE_FACTOR)
    beside = [cosine_pattern(angle * (1.0 + off), WIDTH, 0.0) for off in (-1e-3, -1e-6, 0.0, 1e-6, 1e-3)]
    assert beside == pytest.approx([(math.pi / 4.0) ** 2] * 5, rel=2e-3)  # slope over a thousandth
    assert beside[2] == pytest.approx(beside[1], rel=2e-5)  # the switch between formula and limit


def test_gaussian_is_near_both_in_the_main_lobe() -> None:
    for ratio in np.linspace(0.0, 0.6, 13):
        bell = decibels(gaussian_pattern(ratio * WIDTH, WIDTH, 0.0))
        for other in (uniform_pattern, cosine_pattern):
            assert decibels(other(ratio * WIDTH, WIDTH, 0.0)) == pytest.approx(bell, abs=0.2)  # as documented


def test_cosecant_squared_keeps_a_height() -> None:
    """Signal at constant height over flat earth: pattern squared times sin^4 of elevation."""
    tilt, width, highest, floor = 2.0 * DEGREE, 4.0 * DEGREE, 30.0 * DEGREE, 1e-4
    edge = tilt + 0.5 * width
    signal = [
        cosecant_squared_pattern(angle, tilt, width, highest, floor) ** 2 * math.sin(angle) ** 4
        for angle in np.linspace(edge * 1.001, highest, 20)
    ]
    assert signal == pytest.approx([signal[0]] * 20, rel=1e-12)  # rounding
    assert cosecant_squared_pattern(tilt, tilt, width, highest, floor) == 1.0
    at_edge = [cosecant_squared_pattern(edge + off, tilt, width, highest, floor) for off in (-1e-9, 1e-9)]
    assert at_edge == pytest.approx([0.5, 0.5], rel=1e-6)  # joined without a step
    assert cosecant_squared_pattern(31.0 * DEGREE, tilt, width, highest, floor) == floor
    # 17 dB of one-way loss at 30 degrees: forgetting the drawn-out edge would leave the floor, 40 dB.
    high = cosecant_squared_pattern(30.0 * DEGREE, tilt, width, highest, floor)
    assert decibels(high) == pytest.approx(-3.01 + 20.0 * math.log10(math.sin(edge) / 0.5), abs=0.01)


def test_beam_losses() -> None:
    assert two_way_loss(gaussian_pattern(0.5 * WIDTH, WIDTH, 0.0)) == pytest.approx(4.0, rel=1e-12)  # 6 dB
    assert decibels(beam_shape_loss(2000.0)) == pytest.approx(
        1.67, abs=0.01
    )  # the integral over the half-power width
    assert decibels(beam_shape_loss(11.0)) == pytest.approx(1.95, abs=0.02)  # Skolnik: 1.96 dB
    assert beam_shape_loss(1.0) == 1.0


def test_scan_loss() -> None:
    assert scan_gain(0.0, 1.3) == 1.0
    assert scan_gain(60.0 * DEGREE, 1.0) == pytest.approx(0.5, rel=1e-12)  # projected area
    # Two-way loss at 60 degrees with exponent 1.5: cos^3, 9 dB.
    assert decibels(two_way_loss(scan_gain(60.0 * DEGREE, 1.5))) == pytest.approx(9.03, abs=0.01)
    assert scan_gain(0.5 * math.pi, 1.0) == scan_gain(2.0, 1.5) == 0.0
    assert scanned_beamwidth(WIDTH, 60.0 * DEGREE) == pytest.approx(2.0 * WIDTH, rel=1e-12)  # rounding


@pytest.mark.parametrize(("azimuth", "lean"), [(0.0, 0.0), (1.0, 0.4), (-2.5, 1.2)])
def test_a_tilted_array(azimuth: float, lean: float) -> None:
    u, v, off = array_direction(azimuth, lean, azimuth, lean)
    assert (u, v, off) == pytest.approx((0.0, 0.0, 0.0), abs=1e-15)  # rounding
    u, v, off = array_direction(azimuth, lean + 0.3, azimuth, lean)
    assert (u, v, off) == pytest.approx((0.0, math.sin(0.3), 0.3), abs=1e-14)  # straight up the face
    assert array_direction(azimuth + math.pi, -lean, azimuth, lean)[2] == pytest.approx(math.pi, abs=1e-7)
    u, _, off = array_direction(azimuth + 0.2, lean, azimuth, lean)
    assert u > 0.0  # clockwise is to the right
    assert off < 0.2 or lean == 0.0  # meridians close in with elevation


def test_off_boresight_is_the_angle_between_directions() -> None:
    draw = np.random.default_rng(5)
    for _ in range(50):
        a, b = draw.uniform(-3.0, 3.0, 2)
        e, f = draw.uniform(-1.4, 1.4, 2)
        one, other = (
            np.array([math.cos(y) * math.sin(x), math.cos(y) * math.cos(x), math.sin(y)])
            for x, y in ((a, e), (b, f))
        )
        u, v, off = array_direction(a, e, b, f)
        assert off == pytest.approx(math.acos(float(one @ other)), abs=1e-7)  # arccosine near 0 and pi
        assert math.hypot(u, v) == pytest.approx(math.sin(off), abs=1e-14)  # rounding
        assert pointing_error(a, e, b, f) == off
    assert pointing_error(1.0, 0.0, 1.0 + 1e-9, 0.0) == pytest.approx(1e-9, rel=1e-6)  # no digits lost


# --- time --------------------------------------------------------------------------------------------------------


def test_sector() -> None:
    inside = (350.0 * DEGREE, 0.1, 5.0 * DEGREE, 40.0 * DEGREE, 0.0, 0.5)
    assert timebudget.in_sector(*inside)  # across north
    assert not timebudget.in_sector(200.0 * DEGREE, *inside[1:])
    assert not timebudget.in_sector(350.0 * DEGREE, 0.6, *inside[2:])
    assert not timebudget.in_sector(350.0 * DEGREE, -0.1, *inside[2:])
    assert timebudget.in_sector(-1000.0, 0.1, 0.0, 2.0 * math.pi, 0.0, 0.5)  # all round
    assert timebudget.in_sector(-20.0 * DEGREE + 4.0 * math.pi, 0.1, 0.0, 40.001 * DEGREE, 0.0, 0.5)


def test_time_budget() -> None:
    """90 degrees by 10 in beams of 1.5 degrees, 10 ms each: 4 s a search; forty tracks at 10 Hz stop it."""
    volume = math.radians(90.0) * math.sin(math.radians(10.0))
    beams = timebudget.beams_in_volume(volume, 1.5 * DEGREE, 1.5 * DEGREE, 1.0)
    assert beams == pytest.approx(400.0, rel=0.01)  # 60 columns of 6.7, less the narrowing at height
    alone = timebudget.scan_time(beams, 0.01)
    assert timebudget.track_share(5.0, 0.01, 0.1) == pytest.approx(0.5, rel=1e-15)  # rounding
    assert timebudget.search_time_left(alone, 0.5) == 2.0 * alone
    assert timebudget.search_time_left(alone, 0.0) == alone
    assert math.isinf(timebudget.search_time_left(alone, 1.0))
    assert math.isinf(timebudget.search_time_left(alone, timebudget.track_share(40.0, 0.01, 0.1)))
    assert timebudget.largest_track_count(0.01, 0.1, 0.0) == 10  # not 9, by rounding of 0.1 / 0.01
    assert timebudget.largest_track_count(0.01, 0.1, 0.3) == 7
    assert timebudget.largest_track_count(0.01, 0.1, 1.0) == 0
    share = timebudget.track_share(float(timebudget.largest_track_count(0.013, 0.5, 0.25)), 0.013, 0.5)
    assert 0.75 - 0.026 < share <= 0.75


def test_rotating_radar() -> None:
    # 1.5 degrees, 12 turns a minute, 1,000 pulses a second: 20.8 pulses.
    dwell = timebudget.rotation_dwell(1.5 * DEGREE, 5.0)
    assert dwell * 1000.0 == pytest.approx(20.8, abs=0.05)  # one decimal
