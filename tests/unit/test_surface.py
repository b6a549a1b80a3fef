"""Permittivity of sea and soil, reflection and roughness: other formulas for the same, and limits."""

import cmath
import itertools
import math

import numpy as np
import pytest
import scipy.special

from iamd.physics.surface import (
    SEA_SALINITY,
    conductive_loss,
    reflection_coefficient,
    roughness_factor,
    sea_permittivity,
    soil_permittivity,
    wave_deviation,
)

LIGHT = 299_792_458.0


@pytest.mark.parametrize(
    ("frequency", "permittivity", "conductivity"), [(1.5e9, 80.0, 4.3), (3e9, 69.0, 6.52)]
)
def test_sea_against_blake(frequency: float, permittivity: float, conductivity: float) -> None:
    """L. V. Blake's straight lines for sea water at about 10 degrees, NRL Report 7098 (1970)."""
    real, loss = sea_permittivity(frequency, 283.15, SEA_SALINITY)
    assert real == pytest.approx(permittivity, rel=0.1)  # his lines are drawn through scattered data
    assert loss == pytest.approx(conductive_loss(conductivity, LIGHT / frequency), rel=0.1)


def test_fresh_water_of_the_radar_textbooks() -> None:
    """Pure water: 80 at rest and 20 degrees; greatest loss near 17 GHz."""
    assert sea_permittivity(1e8, 293.15, 0.0)[0] == pytest.approx(80.1, abs=0.3)  # handbooks: 80.1
    losses = [sea_permittivity(f, 293.15, 0.0)[1] for f in (5e9, 1.7e10, 6e10)]
    assert losses[1] > losses[0]
    assert losses[1] > losses[2]


def test_conductivity_of_the_sea() -> None:
    """Standard sea water at 15 degrees conducts 4.29 S/m."""
    _, loss = sea_permittivity(1e8, 288.15, 35.0)
    assert loss / conductive_loss(1.0, LIGHT / 1e8) == pytest.approx(
        4.29, rel=0.02
    )  # some loss is the water's own


def test_soil_dries() -> None:
    wet = [soil_permittivity(3e9, 293.15, 0.42, 0.085, moisture) for moisture in (0.02, 0.1, 0.2, 0.4)]
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(wet))
    assert 2.0 < wet[0][0] < 4.0  # dry sand 2.5 to 3.5
    assert 20.0 < wet[3][0] < 30.0  # soaked soil 25


@pytest.mark.parametrize("vertical", [False, True])
@pytest.mark.parametrize("grazing", [0.0, 1e-3, 0.05, 0.3, 1.0, math.pi / 2])
def test_fresnel_in_complex_numbers(grazing: float, vertical: bool) -> None:
    permittivity = 60.0 - 40.0j
    sine, root = math.sin(grazing), cmath.sqrt(permittivity - math.cos(grazing) ** 2)
    over = permittivity * sine if vertical else sine
    found = complex(*reflection_coefficient(60.0, 40.0, grazing, vertical))
    assert found == pytest.approx((over - root) / (over + root), rel=1e-12)  # rounding


def test_brewster() -> None:
    """Vertical waves vanish at the pseudo-Brewster angle of dry ground, horizontal ones do not."""
    angle = math.atan(1.0 / math.sqrt(4.0))
    assert reflection_coefficient(4.0, 0.0, angle, True)[0] == pytest.approx(0.0, abs=1e-12)  # rounding
    assert reflection_coefficient(4.0, 0.0, angle, False)[0] < -0.5


@pytest.mark.parametrize("x", [0.0, 0.1, 1.0, 3.7, 3.8, 20.0, 1e4])
def test_roughness_by_the_bessel_function(x: float) -> None:
    deviation = math.sqrt(0.5 * x) / (2.0 * math.pi)
    found = roughness_factor(deviation, math.pi / 2, 1.0)
    assert found == pytest.approx(float(scipy.special.ive(0, x)), abs=3e-7)  # the series
    assert found >= math.exp(-x)  # Ament's factor falls faster


def test_wave_deviation_by_the_spectrum() -> None:
    wind, gravity = 12.0, 9.80665
    omega = np.linspace(0.2, 30.0, 200_001)
    spectrum = 8.1e-3 * gravity**2 / omega**5 * np.exp(-0.74 * (gravity / (wind * omega)) ** 4)
    assert wave_deviation(wind) == pytest.approx(
        math.sqrt(np.trapezoid(spectrum, omega)), rel=1e-3
    )  # cut-off
    assert 4.0 * wave_deviation(wind) == pytest.approx(
        0.21 * wind**2 / gravity, rel=0.02
    )  # their own rounding
