"""U.S. Standard Atmosphere 1976 (NOAA-S/T 76-1562): printed tables, and a peer library below 81 km."""

import pytest

from iamd.physics.atmosphere import atmosphere, density, geometric_height, sound_speed
from published.cases import Case, approximately, cases

# Rows of the printed main tables that the code does not hold: height [km], pressure [Pa], density [kg/m3].
LEFT_OUT = [(170.0, 2.1210e-4, 7.815e-10), (300.0, 8.7704e-6, 1.916e-11)]
# Where only the pressure was at hand.
PRESSURES = [
    (87.0, 3.1259e-1),
    (105.0, 1.4477e-2),
    (145.0, 5.6691e-4),
    (420.0, 1.0427e-6),
    (925.0, 9.8635e-9),
]


@pytest.mark.parametrize("one", cases("ATM-COESA", "ATM-SND", "ATM-AMB"))
def test_tables(one: Case) -> None:
    found = dict(
        zip(
            ("T_K", "p_Pa", "rho_kgm3", "a_ms"),
            atmosphere(float(one["inputs"]["z_geometric_m"])),
            strict=True,
        )
    )
    for key in one["expected"]:
        assert found[key] == approximately(one, key)


@pytest.mark.parametrize("one", cases("ATM-BASE"))
def test_layer_bases(one: Case) -> None:
    height = geometric_height(1000.0 * one["inputs"]["H_geopotential_km"])
    assert height / 1000.0 == approximately(one, "z_km")
    temperature, pressure, _, _ = atmosphere(height)
    assert temperature == approximately(one, "T_K")
    assert pressure / 100.0 == approximately(one, "p_mbar")


@pytest.mark.parametrize(("height_km", "pressure", "rho"), LEFT_OUT)
def test_upper_rows_between_those_held(height_km: float, pressure: float, rho: float) -> None:
    _, p, d, _ = atmosphere(1000.0 * height_km)
    assert p == pytest.approx(pressure, rel=5e-4)  # cubic between rows
    assert d == pytest.approx(rho, rel=3e-3)  # molar mass is linear between rows


@pytest.mark.parametrize(("height_km", "pressure"), PRESSURES)
def test_upper_pressures_between_those_held(height_km: float, pressure: float) -> None:
    assert atmosphere(1000.0 * height_km)[1] == pytest.approx(pressure, rel=5e-4)  # cubic between rows


def test_fast_paths_give_the_same_numbers() -> None:
    for height in (-4000.0, 0.0, 11_500.0, 85_999.0, 86_000.0, 119_000.0, 640_000.0, 1.2e6):
        _, _, rho, speed = atmosphere(height)
        assert density(height) == rho
        assert sound_speed(height) == speed


def test_geometric_is_not_geopotential() -> None:
    # A model that took 80 km as geopotential would give 0.886 Pa: 16 % low.
    assert atmosphere(80_000.0)[1] == pytest.approx(1.0525, rel=1e-3)  # printed to five digits
