"""Two rays and the bridge to diffraction: against the exact series for a smooth sphere, and Fermat's principle."""

import math

import numpy as np
import pytest
import scipy.optimize

from iamd.physics.multipath import (
    coverage_range,
    flat_factor,
    pattern_gain,
    propagation_factor,
    reflection,
    reflection_point,
    two_ray_factor,
)
from iamd.physics.propagation import STANDARD_K, effective_radius, radar_horizon, slant_height
from unit.residue_series import factor

RADIUS = effective_radius(STANDARD_K)
METAL = (1e6, 0.0, 0.0, False, 1.0)  # permittivity, loss, roughness, polarisation, gain
SEA = (67.0, 40.0, 0.0, False, 1.0)
EVERYWHERE = np.ones(2)


@pytest.mark.parametrize(
    ("low", "high", "ground_range"),
    [
        (20.0, 30.0, 3e4),
        (20.0, 9e3, 3e5),
        (20.0, 9e3, 5e3),
        (9e3, 50.0, 2e5),
        (2e4, 24.0, 4e5),
        (1.0, 1.0, 5e3),
    ],
)
def test_reflected_path_is_the_shortest(low: float, high: float, ground_range: float) -> None:
    def leg(height: float, along: float) -> float:
        return math.hypot(
            height, 2.0 * math.sqrt(RADIUS * (RADIUS + height)) * math.sin(0.5 * along / RADIUS)
        )

    def whole(along: float) -> float:
        return leg(low, along) + leg(high, ground_range - along)

    found = reflection_point(low, high, ground_range, STANDARD_K)
    best = scipy.optimize.minimize_scalar(whole, bounds=(0.0, ground_range), method="bounded")
    assert whole(found) <= best.fun + 1e-7  # m
    direct = math.hypot(
        high - low, 2.0 * math.sqrt((RADIUS + low) * (RADIUS + high)) * math.sin(0.5 * ground_range / RADIUS)
    )
    grazing, difference, divergence, angle = reflection(low, high, ground_range, STANDARD_K)
    assert difference == pytest.approx(whole(found) - direct, abs=1e-8)
    assert (
        math.sin(grazing) == pytest.approx((low - 0.5 * found**2 / RADIUS) / found, rel=0.3) or grazing > 0.3
    )
    assert 0.0 < divergence <= 1.0
    assert angle == pytest.approx(-(grazing + found / RADIUS))


@pytest.mark.parametrize("wavelength", [1.5, 0.23, 0.1, 0.03])
@pytest.mark.parametrize("ends", [(1.0, 30.0), (20.0, 30.0), (10.0, 5.0), (20.0, 300.0), (3.0, 100.0)])
def test_lobes_and_bridge_by_the_series(wavelength: float, ends: tuple[float, float]) -> None:
    """From the first lobes, through the region between, to beyond the horizon."""
    horizon = radar_horizon(*ends, STANDARD_K)
    worst = 0.0
    for part in np.linspace(0.85 if ends[1] > 100.0 else 0.55, 1.4, 30):
        exact = factor(*ends, part * horizon, RADIUS, wavelength)
        found, share = propagation_factor(*ends, part * horizon, STANDARD_K, wavelength, *METAL)
        assert 0.0 <= share <= 1.0
        if max(exact, found) > 0.5 and share == 1.0:
            assert found == pytest.approx(exact, abs=0.22)  # voltage; two rays near their limit
        else:
            worst = max(worst, abs(20.0 * math.log10(found / exact)))
    assert worst < 2.0  # dB


def test_lobes_by_the_series_exactly() -> None:
    """Far inside the horizon two rays are the exact field: divergence, path and phase are all right."""
    for ground_range in np.linspace(0.45, 0.6, 16) * radar_horizon(20.0, 300.0, STANDARD_K):
        exact = factor(20.0, 300.0, ground_range, RADIUS, 0.23)
        found, _ = propagation_factor(20.0, 300.0, ground_range, STANDARD_K, 0.23, *METAL)
        assert found == pytest.approx(exact, abs=0.02)
        flat = flat_factor(20.0, 300.0, ground_range, 0.23)
        assert flat > 2.0 or abs(found - flat) < 2.0
    assert abs(flat_factor(20.0, 300.0, 4.5e4, 0.23) - factor(20.0, 300.0, 4.5e4, RADIUS, 0.23)) > 0.1


def test_bridge_has_no_step() -> None:
    horizon = radar_horizon(20.0, 100.0, STANDARD_K)
    places = np.linspace(0.5, 1.3, 8001) * horizon
    levels = [
        20.0 * math.log10(propagation_factor(20.0, 100.0, float(place), STANDARD_K, 0.1, *SEA)[0])
        for place in places
    ]
    assert np.max(np.abs(np.diff(levels))) < 0.05  # dB over 6 m


def test_flat_earth_limit() -> None:
    for ground_range in (3e3, 4.1e3, 5e3, 9e3):
        found, share = propagation_factor(10.0, 100.0, ground_range, 1e4, 0.1, *METAL)
        assert share == 1.0
        assert found == pytest.approx(flat_factor(10.0, 100.0, ground_range, 0.1), abs=0.02)  # angles of 0.03


def test_beam_that_misses_the_ground_has_no_lobes() -> None:
    grazing, difference, divergence, _ = reflection(20.0, 3000.0, 5e4, STANDARD_K)
    ground = (67.0, 40.0, 0.0, False)
    assert two_ray_factor(grazing, difference, divergence, 0.1, *ground, 0.0) == 1.0
    assert two_ray_factor(grazing, difference, divergence, 0.1, 67.0, 40.0, 5.0, False, 1.0) == pytest.approx(
        1.0, abs=0.05
    )  # a rough sea


def test_vertical_waves_have_shallower_lobes() -> None:
    """Near the pseudo-Brewster angle of the sea (6 degrees at S band) vertical waves are reflected weakly."""
    spread = {}
    for vertical in (False, True):
        values = [
            propagation_factor(20.0, 2000.0, r, STANDARD_K, 0.1, 67.0, 40.0, 0.0, vertical, 1.0)[0]
            for r in np.linspace(1.8e4, 2.2e4, 400)
        ]
        spread[vertical] = max(values) - min(values)
    assert spread[True] < 0.6 * spread[False]


def test_pattern() -> None:
    pattern = np.array([0.0, 0.5, 1.0])
    assert pattern_gain(pattern, -0.1, 0.1, -0.05) == pytest.approx(0.25)
    assert pattern_gain(pattern, -0.1, 0.1, -1.0) == 0.0
    assert pattern_gain(pattern, -0.1, 0.1, 1.0) == 1.0


def test_coverage_solves_its_equation() -> None:
    free = 2e5
    for elevation in (0.002, 0.005, 0.0123, 0.02):
        found = coverage_range(free, elevation, 20.0, STANDARD_K, EVERYWHERE, -1.5, 1.5, 0.1, *SEA[:4])
        height = slant_height(20.0, found, elevation, STANDARD_K)
        ground_range = RADIUS * math.asin(found * math.cos(elevation) / (RADIUS + height))
        value, _ = propagation_factor(20.0, height, ground_range, STANDARD_K, 0.1, *SEA)
        assert found == pytest.approx(free * value, rel=1e-6)  # thirty halvings


def test_coverage_diagram() -> None:
    """Lobes reach nearly twice the free range, one for every half wavelength of height; rough seas fill them in."""
    elevations = np.linspace(0.003, 0.03, 400)

    def diagram(roughness: float) -> np.ndarray:
        ground = (67.0, 40.0, roughness, False)
        return np.array(
            [
                coverage_range(1e5, float(e), 20.0, STANDARD_K, EVERYWHERE, -1.5, 1.5, 0.1, *ground)
                for e in elevations
            ]
        )

    smooth, rough = diagram(0.0), diagram(6.0)
    assert 1.9e5 < smooth.max() < 2e5
    peaks = np.count_nonzero((smooth[1:-1] > smooth[:-2]) & (smooth[1:-1] > smooth[2:]))
    assert peaks == pytest.approx(0.027 / (0.1 / (2.0 * 20.0)), abs=1.0)  # lobes are wavelength / (2 h) apart
    assert np.ptp(rough[200:]) < 0.1 * np.ptp(smooth[200:])
    # Under the lowest lobe, and below the horizon, there is nothing
    below = coverage_range(1e5, -0.01, 20.0, STANDARD_K, EVERYWHERE, -1.5, 1.5, 0.1, *SEA[:4])
    assert below < 1e4
