"""Diffraction: against the exact series for a smooth sphere, and the Fresnel integrals for an edge."""

import itertools
import math

import pytest
import scipy.special

from iamd.physics.diffraction import (
    first_term_loss_db,
    knife_edge_loss_db,
    knife_edge_parameter,
    spherical_loss_db,
    surface_admittance,
)
from iamd.physics.propagation import STANDARD_K, effective_radius, radar_horizon
from unit.residue_series import factor

RADIUS = effective_radius(STANDARD_K)
METAL = 1e-3  # admittance of a surface that no longer matters


@pytest.mark.parametrize("wavelength", [1.5, 0.23, 0.1, 0.03])
@pytest.mark.parametrize("ends", [(20.0, 30.0), (10.0, 5.0), (20.0, 300.0)])
@pytest.mark.parametrize("beyond", [1.0, 1.1, 1.3, 2.0])
def test_beyond_the_horizon_by_the_series(
    wavelength: float, ends: tuple[float, float], beyond: float
) -> None:
    ground_range = beyond * radar_horizon(*ends, STANDARD_K)
    exact = -20.0 * math.log10(factor(*ends, ground_range, RADIUS, wavelength))
    found = spherical_loss_db(*ends, ground_range, STANDARD_K, wavelength, METAL)
    assert found == pytest.approx(exact, abs=1.1)  # first of many terms, fitted
    # Without refraction the loss would be told apart at once.
    wrong = spherical_loss_db(*ends, ground_range, 1.0, wavelength, METAL)
    assert wrong > found + 0.9


@pytest.mark.parametrize("wavelength", [1.5, 0.1, 0.03])
def test_smooth_at_the_horizon_and_nothing_far_inside(wavelength: float) -> None:
    horizon = radar_horizon(20.0, 300.0, STANDARD_K)
    inside, outside = (
        spherical_loss_db(20.0, 300.0, horizon + step, STANDARD_K, wavelength, METAL) for step in (-1.0, 1.0)
    )
    assert inside == pytest.approx(outside, abs=0.01)  # 2 m apart
    losses = [
        spherical_loss_db(20.0, 300.0, n / 200 * horizon, STANDARD_K, wavelength, METAL)
        for n in range(1, 260)
    ]
    assert losses[9] == 0.0
    assert all(later >= earlier - 1e-9 for earlier, later in itertools.pairwise(losses))
    assert max(later - earlier for earlier, later in itertools.pairwise(losses)) < 2.0  # no jump


def test_ground() -> None:
    """Sea and horizontal waves at S band: the ground no longer matters. Vertical long waves over the sea: it does."""
    assert surface_admittance(70.0, 40.0, 0.1, STANDARD_K, False) < 1e-3
    assert surface_admittance(70.0, 40.0, 0.1, STANDARD_K, True) < 0.02
    assert surface_admittance(80.0, 60.0 * 5.0 * 30.0, 30.0, STANDARD_K, True) > 0.5
    # ITU-R P.526's practical form: 0.36 (ae f)^(-1/3) ((eps - 1)^2 + (18000 sigma / f)^2)^(-1/4), km and MHz
    practical = 0.36 * (8494.7 * 300.0) ** (-1 / 3) * (21.0**2 + (18_000 * 0.003 / 300.0) ** 2) ** -0.25
    assert surface_admittance(22.0, 60.0 * 0.003, 299.792458 / 300.0, STANDARD_K, False) == pytest.approx(
        practical, rel=0.01
    )  # rounded constants


def test_practical_units_of_the_recommendation() -> None:
    """P.526: X = 2.188 f^(1/3) ae^(-2/3) d and Y = 9.575e-3 f^(2/3) ae^(-1/3) h, in MHz, km and m."""
    f, ae, d, heights = 1000.0, 8500.0, 80.0, (60.0, 90.0)
    x = 2.188 * f ** (1 / 3) * ae ** (-2 / 3) * d
    field = 11.0 + 10.0 * math.log10(x) - 17.6 * x
    for height in heights:
        y = 9.575e-3 * f ** (2 / 3) * ae ** (-1 / 3) * height
        field += 17.6 * math.sqrt(y - 1.1) - 5.0 * math.log10(y - 1.1) - 8.0
    found = first_term_loss_db(*heights, 1e3 * d, 1e3 * ae, 299.792458 / f, 1e-5)
    assert found == pytest.approx(-field, abs=0.02)  # rounded constants


@pytest.mark.parametrize("parameter", [-0.7, -0.5, 0.0, 0.3, 1.0, 2.4, 5.0, 20.0])
def test_edge_by_fresnel_integrals(parameter: float) -> None:
    sine, cosine = scipy.special.fresnel(parameter)
    exact = -20.0 * math.log10(0.5 * math.hypot(1.0 - cosine - sine, cosine - sine))
    assert knife_edge_loss_db(parameter) == pytest.approx(exact, abs=0.6)  # the fit


def test_edge() -> None:
    assert knife_edge_loss_db(0.0) == pytest.approx(6.02, abs=0.03)  # half the wave
    assert knife_edge_loss_db(-0.79) == knife_edge_loss_db(-5.0) == 0.0
    assert knife_edge_loss_db(-0.77) < 0.15
    assert knife_edge_parameter(20.0, 1e4, 2e4, 0.1) == pytest.approx(
        20.0 * math.sqrt(2.0 * 3e4 / (0.1 * 2e8))
    )
