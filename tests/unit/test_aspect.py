"""Cross-section by aspect: the three numbers, the geometry, the averages."""

import math

import pytest
import scipy.integrate

from iamd.physics.aspect import (
    aspect_cosine,
    aspect_cosine_of_angles,
    cross_section,
    cross_section_quantile,
    mean_cross_section,
)

DEGREE = math.pi / 180.0
WIDTH = 20.0 * DEGREE


def at(degrees: float, width: float = WIDTH) -> float:
    return cross_section(0.01, 1.0, 0.1, math.cos(degrees * DEGREE), width)


def test_the_three_numbers() -> None:
    assert at(0.0) == pytest.approx(0.01, rel=1e-12)
    assert at(90.0) == pytest.approx(1.0, rel=1e-12)
    assert at(180.0) == pytest.approx(0.1, rel=1e-12)


def test_the_flash_is_halfway_in_decibels_at_half_its_width() -> None:
    # At 80 degrees the base is 0.01 (0.1/0.01)^(sin^2 40) = 0.02589 m2, and the flash weighs one half.
    base = 0.01 * 10.0 ** (math.sin(40.0 * DEGREE) ** 2)
    assert at(80.0) == pytest.approx(math.sqrt(base * 1.0), rel=1e-9)
    assert at(100.0) > at(80.0)  # the tail is the larger here
    # Outside the flash the base alone: a Gaussian would still be felt at 65 degrees.
    assert at(65.0) == pytest.approx(0.01 * 10.0 ** (math.sin(32.5 * DEGREE) ** 2), rel=1e-9)


def test_one_number_for_all() -> None:
    assert cross_section(0.3, 0.3, 0.3, 0.7, WIDTH) == 0.3
    assert mean_cross_section(0.3, 0.3, 0.3, 0.0, WIDTH) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("velocity", "sight", "cosine"),
    [
        ((0.0, -200.0, 0.0), (0.0, 5e4, 0.0), 1.0),  # flies at the sensor: nose
        ((0.0, 200.0, 0.0), (0.0, 5e4, 0.0), -1.0),  # away: tail
        ((200.0, 0.0, 0.0), (0.0, 5e4, 0.0), 0.0),  # across: side
        ((200.0, 0.0, 0.0), (0.0, 0.0, 9e3), 0.0),  # overhead: counts as side
        ((0.0, 0.0, -900.0), (0.0, 5e4, 5e4), math.sqrt(0.5)),  # dives: 45 degrees off the nose
        ((0.0, 0.0, 0.0), (0.0, 5e4, 0.0), 1.0),  # hovers: nose
    ],
)
def test_geometry(
    velocity: tuple[float, float, float], sight: tuple[float, float, float], cosine: float
) -> None:
    assert aspect_cosine(*velocity, *sight) == pytest.approx(cosine, abs=1e-12)


def test_angles_agree_with_vectors() -> None:
    course, climb, bearing, elevation = 2.1, -0.3, 0.4, 0.25
    v = [math.cos(climb) * math.sin(course), math.cos(climb) * math.cos(course), math.sin(climb)]
    s = [
        math.cos(elevation) * math.sin(bearing),
        math.cos(elevation) * math.cos(bearing),
        math.sin(elevation),
    ]
    found = aspect_cosine_of_angles(course, climb, bearing, elevation)
    assert found == pytest.approx(aspect_cosine(*v, *s), abs=1e-12)
    assert aspect_cosine_of_angles(math.pi, 0.0, 0.0, 0.0) == pytest.approx(1.0)


@pytest.mark.parametrize("elevation", [0.0, 0.5, 1.2])
def test_mean_against_quadrature(elevation: float) -> None:
    def look(heading: float) -> float:
        return cross_section(0.01, 1.0, 0.1, math.cos(elevation) * math.cos(heading), WIDTH)

    exact = scipy.integrate.quad(look, 0.0, math.pi, limit=300, points=[math.pi / 2.0])[0] / math.pi
    assert mean_cross_section(0.01, 1.0, 0.1, elevation, WIDTH) == pytest.approx(exact, rel=1e-3)  # 360 steps


def test_median() -> None:
    levels = sorted(at(0.5 * n + 0.25) for n in range(360))
    median = cross_section_quantile(0.5, 0.01, 1.0, 0.1, 0.0, WIDTH)
    assert levels[179] * (1.0 - 1e-6) <= median <= levels[180]
    # The flash holds a ninth of the views: the mean is far above the median.
    assert mean_cross_section(0.01, 1.0, 0.1, 0.0, WIDTH) > 1.5 * median
    assert cross_section_quantile(1.0, 0.01, 1.0, 0.1, 0.0, WIDTH) == pytest.approx(
        1.0, rel=0.01
    )  # 0.25 degrees off
    # From right overhead there is only the side.
    assert cross_section_quantile(0.5, 0.01, 1.0, 0.1, math.pi / 2.0, WIDTH) == pytest.approx(1.0, rel=1e-6)
