"""Horizon and elevation over a smooth earth: inverses, limits, and the ray equation by independent quadrature."""

import math

import pytest
import scipy.integrate
from hypothesis import given
from hypothesis import strategies as st

from iamd.physics.propagation import (
    EARTH_RADIUS,
    STANDARD_K,
    apparent_elevation,
    effective_radius,
    horizon_distance,
    k_factor,
    masked_below,
    radar_horizon,
    ray_horizon,
    slant_elevation,
    slant_height,
    visible,
)

masts = st.floats(0.0, 100.0)
ranges = st.floats(1e3, 400e3)
factors = st.floats(1.0, 2.0)


@given(mast=masts, ground_range=ranges, k=factors)
def test_masked_below_is_the_border_of_visible(mast: float, ground_range: float, k: float) -> None:
    border = masked_below(mast, ground_range, k)
    assert visible(mast, border + 0.01, ground_range, k)
    assert border == 0.0 or not visible(mast, border - 0.01, ground_range, k)


@given(mast=masts, height=st.floats(0.0, 20e3), k=factors)
def test_higher_sees_farther(mast: float, height: float, k: float) -> None:
    assert radar_horizon(mast, height + 1.0, k) > radar_horizon(mast, height, k)
    assert radar_horizon(mast, height, k) == radar_horizon(height, mast, k)
    assert radar_horizon(mast, height, k + 0.1) >= radar_horizon(mast, height, k)


@given(mast=masts, height=st.floats(10.0, 20e3), k=factors)
def test_target_on_the_horizon_appears_at_the_dip(mast: float, height: float, k: float) -> None:
    """The ray that touches the ground leaves the mast at minus its own horizon angle."""
    dip = horizon_distance(mast, k) / effective_radius(k)
    found = apparent_elevation(mast, height, radar_horizon(mast, height, k), k)
    assert found == pytest.approx(-dip, rel=0.0, abs=1.1e-4)  # the parabola is 0.13 % long for 20 km


@given(mast=masts, slant=ranges, elevation=st.floats(-0.02, 1.5), k=factors)
def test_height_and_elevation_invert_each_other(
    mast: float, slant: float, elevation: float, k: float
) -> None:
    height = slant_height(mast, slant, elevation, k)
    assert slant_elevation(mast, height, slant, k) == pytest.approx(
        elevation, rel=0.0, abs=1e-6
    )  # arcsine near 90


@given(mast=masts, height=st.floats(0.0, 20e3), ground_range=st.floats(100.0, 400e3), k=factors)
def test_ground_and_slant_range_give_one_elevation(
    mast: float, height: float, ground_range: float, k: float
) -> None:
    a, b, angle = effective_radius(k) + mast, effective_radius(k) + height, ground_range / effective_radius(k)
    slant = math.hypot(b * math.sin(angle), b * math.cos(angle) - a)
    found = apparent_elevation(mast, height, ground_range, k)
    assert slant_elevation(mast, height, slant, k) == pytest.approx(
        found, rel=0.0, abs=2e-6
    )  # rounding of 8,500 km


def test_flat_earth_limit() -> None:
    assert apparent_elevation(0.0, 1000.0, 1000.0, 1e6) == pytest.approx(
        math.pi / 4, rel=1e-6
    )  # k R = 6e9 km
    assert k_factor(0.0) == 1.0


@pytest.mark.parametrize("height", [100.0, 1e3, 10e3, 59e3, 61e3, 300e3, 1000e3])
@pytest.mark.parametrize("surface", [250.0, 313.0, 400.0])
def test_ray_horizon_by_quadrature(height: float, surface: float) -> None:
    decay = math.log(surface / (surface - 7.32 * math.exp(0.005577 * surface))) / 1000.0
    invariant = (1.0 + 1e-6 * surface) * EARTH_RADIUS

    def slope(root: float) -> float:
        radius = EARTH_RADIUS + root * root
        bent = (1.0 + 1e-6 * surface * math.exp(-decay * root * root)) * radius
        return 2.0 * root * invariant / (radius * math.sqrt(bent * bent - invariant * invariant))

    exact = EARTH_RADIUS * scipy.integrate.quad(slope, 1e-6, math.sqrt(height), epsrel=1e-10, limit=500)[0]
    assert ray_horizon(height, surface) == pytest.approx(exact, rel=2e-5)  # twenty nodes; no air above 60 km


def test_ray_horizon_at_the_ground() -> None:
    assert ray_horizon(0.0, 313.0) == ray_horizon(-5.0, 313.0) == 0.0
    assert ray_horizon(1e-9, 313.0) == pytest.approx(
        1e-3 * ray_horizon(1e-3, 313.0), rel=1e-6
    )  # root of height


def test_ray_horizon_near_the_ground_is_that_of_its_gradient() -> None:
    # dn/dh at the ground in the mean atmosphere is -45 per km: k = 1.40, not 4/3.
    k = k_factor(-313e-6 * 0.14386e-3)
    assert ray_horizon(50.0, 313.0) == pytest.approx(
        horizon_distance(50.0, k), rel=2e-3
    )  # first order in height


def test_four_thirds_earth_is_wrong_for_high_targets() -> None:
    excess = [
        horizon_distance(h, STANDARD_K) / ray_horizon(h, 313.0) - 1.0 for h in (1e3, 10e3, 100e3, 1000e3)
    ]
    assert excess == pytest.approx(
        [-0.020, 0.010, 0.089, 0.198], abs=6e-4
    )  # as printed in docs/methods/propagation.md
