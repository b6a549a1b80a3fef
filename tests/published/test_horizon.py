"""Radar horizon over a smooth earth: closed form with k = 4/3, the textbook rule in feet, MathWorks examples."""

import math

import pytest

from iamd.physics.propagation import (
    STANDARD_K,
    apparent_elevation,
    k_factor,
    masked_below,
    radar_horizon,
    ray_horizon,
    refractivity_decay,
    slant_elevation,
    slant_height,
)
from published.cases import Case, approximately, case, cases

FOOT = 0.3048
NAUTICAL_MILE = 1852.0
STANDARD_GRADIENT = -39e-9  # 1/m, the default of MathWorks' effearthradius

# studies.md, section (e): 24 m antenna; target height [m], horizon [km]
STUDIES = [
    (15, 36.2),
    (30, 42.8),
    (50, 49.3),
    (100, 61.4),
    (300, 91.6),
    (500, 112.4),
    (1000, 150.5),
    (3000, 246.0),
]


@pytest.mark.parametrize("one", cases("GEO-HORCF"))
def test_closed_form(one: Case) -> None:
    found = radar_horizon(float(one["inputs"]["h1_m"]), float(one["inputs"]["h2_m"]), STANDARD_K)
    assert found / 1000.0 == approximately(one, "range_km")


@pytest.mark.parametrize(("height", "range_km"), STUDIES)
def test_numbers_of_studies(height: int, range_km: float) -> None:
    assert radar_horizon(24.0, float(height), STANDARD_K) / 1000.0 == pytest.approx(
        range_km, abs=0.051
    )  # 0.1 km


# studies.md, question 1: mast [m], range [km], height that a target needs [km], and its last digit
NEEDED = [
    (24, 400, 8.5, 0.05),
    (10, 400, 8.8, 0.05),
    (5, 400, 9.0, 0.05),
    (24, 250, 3.1, 0.05),
    (24, 150, 1.0, 0.05),
    (24, 100, 0.375, 0.0005),
]


@pytest.mark.parametrize(("mast", "range_km", "height_km", "digit"), NEEDED)
def test_height_that_a_range_needs(mast: int, range_km: int, height_km: float, digit: float) -> None:
    found = masked_below(float(mast), 1e3 * range_km, STANDARD_K)
    assert found / 1000.0 == pytest.approx(height_km, abs=digit)
    assert radar_horizon(float(mast), found, STANDARD_K) == pytest.approx(1e3 * range_km, rel=1e-12)
    # Without refraction the target would have to fly a third higher.
    assert masked_below(float(mast), 1e3 * range_km, 1.0) > 1.3 * found


def test_400_km_by_rays() -> None:
    """Rays bent by the reference atmosphere ask for about 8 to 9 km as well, more in dry air than in humid air."""
    for surface, needed in ((280.0, 9.08e3), (313.0, 8.58e3), (350.0, 7.88e3)):
        found = ray_horizon(24.0, surface) + ray_horizon(needed, surface)
        assert found == pytest.approx(400e3, rel=1e-3)  # heights to 10 m


@pytest.mark.parametrize("name", ["GEO-HOR1", "GEO-HOR2"])
def test_textbook_rule_in_feet(name: str) -> None:
    one = case(name)
    found = radar_horizon(one["inputs"]["h1_ft"] * FOOT, one["inputs"]["h2_ft"] * FOOT, STANDARD_K)
    # The rule rounds its coefficient to three digits: 1.23 for 1.2287.
    assert found / NAUTICAL_MILE == pytest.approx(one["expected"]["range_nmi"], rel=1.2e-3)


def test_mast_height() -> None:
    one = case("POL-RADHORMAST")
    low, high = (radar_horizon(height, 50.0, STANDARD_K) / 1000.0 for height in (8.0, 24.0))
    assert low == approximately(one, "r8_km")
    assert high == approximately(one, "r24_km")
    assert high - low == approximately(one, "gain_km")


def test_refraction_matters() -> None:
    # Without refraction the horizon is 13 % shorter: no tolerance above lets k = 1 pass.
    assert radar_horizon(24.0, 50.0, 1.0) / 1000.0 == pytest.approx(
        49.338 * math.sqrt(0.75), rel=1e-3
    )  # 4 digits


def test_height_to_elevation() -> None:
    one = case("GEO-H2EL")
    given = one["inputs"]
    k = k_factor(STANDARD_GRADIENT)
    found = slant_elevation(float(given["antenna_m"]), float(given["height_m"]), given["range_m"], k)
    assert math.degrees(found) == approximately(one, "el_deg")


def test_range_and_elevation_to_height() -> None:
    # MathWorks, range2height, printed example: 300 km, antenna 10 m, 0.5 degrees.
    found = slant_height(10.0, 300e3, math.radians(0.5), k_factor(STANDARD_GRADIENT))
    assert found == pytest.approx(7932.5, abs=0.05)  # printed to 0.1 m
    one = case("GEO-H2R")
    reached = slant_height(10.0, one["expected"]["range_m"], math.radians(2.0), k_factor(STANDARD_GRADIENT))
    assert reached == pytest.approx(1000.0, abs=0.04)  # 1 m of range at 2 degrees


def test_ground_range_is_a_little_shorter_than_slant_range() -> None:
    ground = apparent_elevation(10.0, 8000.0, 299_850.0, STANDARD_K)
    assert ground == pytest.approx(
        slant_elevation(10.0, 8000.0, 300_000.0, STANDARD_K), abs=3e-5
    )  # 150 m of range


def test_exponential_atmosphere() -> None:
    one = case("GEO-CRPL")
    for refractivity, key in zip(one["inputs"]["Ns"], ("c200", "c313", "c450"), strict=True):
        assert 1000.0 * refractivity_decay(float(refractivity)) == approximately(one, key)
