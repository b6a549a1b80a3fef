"""Absorption along a ray: against adaptive quadrature, and against the reference code ITU-Rpy 0.4 at other points."""

import math

import numpy as np
import pytest
import scipy.integrate

from iamd.physics.atmosphere import atmosphere
from iamd.physics.attenuation import (
    PROFILE_SIZE,
    PROFILE_TOP,
    STANDARD_VAPOUR,
    fill_gas_profile,
    gas_db_per_km,
    gas_loss_between_db,
    gas_loss_db,
    oxygen_db_per_km,
    standard_vapour,
    vapour_db_per_km,
    vapour_pressure,
)
from iamd.physics.propagation import STANDARD_K, effective_radius

BANDS = (1e9, 3e9, 1e10, 2.2235e10, 3.5e10)

# Frequency [Hz], elevation [degrees], loss from sea level to space [dB] by ITU-Rpy 0.4, P.676-12, line by line along a
# ray bent by the refractive index, with 7.5 g/m3 of vapour. That code takes the pressure of all the air for that of
# the dry air; ours takes the vapour off, which is worth 1.2 % at most.
PEER = [
    (3e9, 5.0, 0.3975939), (3e9, 90.0, 0.0369568), (1e10, 5.0, 0.5581895), (1e10, 45.0, 0.0727923),
    (2.22e10, 10.0, 2.9633453), (3.5e10, 5.0, 3.0570404), (3.5e10, 90.0, 0.2795798),
]  # fmt: skip


def profile_of(frequency: float, vapour: float = STANDARD_VAPOUR) -> np.ndarray:
    profile = np.zeros(PROFILE_SIZE)
    fill_gas_profile(profile, PROFILE_TOP, frequency, vapour)
    return profile


@pytest.mark.parametrize(
    ("height", "elevation", "slant"),
    [
        (20.0, 0.0, 4e5), (20.0, 0.02, 4e5), (20.0, 0.3, 2e5), (20.0, 1.5, 1e6), (20.0, -0.002, 3e4),
        (9e3, -0.03, 3e5), (9e3, -0.045, 6e5), (9e3, -0.2, 4.5e4),
    ],
)  # fmt: skip
@pytest.mark.parametrize("frequency", [3e9, 3.5e10])
def test_path_by_quadrature(height: float, elevation: float, slant: float, frequency: float) -> None:
    """Rays up, level and down, also with their lowest point in the middle."""
    profile = profile_of(frequency)
    heights = np.linspace(0.0, PROFILE_TOP, PROFILE_SIZE)
    centre = effective_radius(STANDARD_K) + height

    def along(place: float) -> float:
        above = centre * centre + place * place + 2.0 * place * centre * math.sin(elevation)
        return float(np.interp(math.sqrt(above) - effective_radius(STANDARD_K), heights, profile, right=0.0))

    places = np.linspace(0.0, slant, 20_001)
    exact = scipy.integrate.simpson([along(place) for place in places], x=places) / 1000.0
    found = gas_loss_db(profile, PROFILE_TOP, height, elevation, slant, STANDARD_K)
    assert found == pytest.approx(exact, rel=1e-3)  # twelve nodes, a kink at the tropopause


def test_profile_keeps_what_it_samples() -> None:
    profile = profile_of(1e10)
    for height in (30.0, 1234.0, 8765.0):
        part = height / PROFILE_TOP * (PROFILE_SIZE - 1)
        row = int(part)
        linear = profile[row] + (part - row) * (profile[row + 1] - profile[row])
        assert linear == pytest.approx(gas_db_per_km(1e10, height, STANDARD_VAPOUR), rel=1e-3)  # 100 m steps


@pytest.mark.parametrize(("frequency", "degrees", "loss"), PEER)
def test_through_the_whole_air(frequency: float, degrees: float, loss: float) -> None:
    found = gas_loss_db(profile_of(frequency), PROFILE_TOP, 0.0, math.radians(degrees), 1e6, STANDARD_K)
    assert found == pytest.approx(loss, rel=0.013)  # see PEER
    assert found < 1.0002 * loss


def test_peer_at_other_pressures() -> None:
    """ITU-Rpy 0.4 at 700 hPa, 260 K, 2 g/m3, 24.15 GHz."""
    assert oxygen_db_per_km(24.15e9, 70_000.0, 260.0, 2e-3) == pytest.approx(
        0.009393314137899986, rel=1e-12
    )  # rounding
    assert vapour_db_per_km(24.15e9, 70_000.0, 260.0, 2e-3) == pytest.approx(
        0.04377591824090853, rel=1e-12
    )  # rounding


def test_resonances_stand_where_they_should() -> None:
    """Oxygen at 60 and 118.75 GHz, water at 22.235 and 183.31 GHz."""
    air = (101_325.0, 288.15, 7.5e-3)
    assert 14.0 < oxygen_db_per_km(60e9, *air) < 16.5  # the well-known 15 dB/km
    for line, width in ((118.75e9, 5e9), (60e9, 15e9)):
        assert oxygen_db_per_km(line, *air) > 2.0 * oxygen_db_per_km(line + width, *air)
    for line, width in ((22.235e9, 6e9), (183.31e9, 20e9)):
        assert vapour_db_per_km(line, *air) > 2.0 * vapour_db_per_km(line - width, *air)


def test_vapour() -> None:
    assert vapour_pressure(7.5e-3, 288.15) == pytest.approx(997.3, abs=0.1)  # P.835: 10 hPa in standard air
    assert standard_vapour(0.0, 7.5e-3) == 7.5e-3
    assert standard_vapour(2000.0, 7.5e-3) == pytest.approx(7.5e-3 / math.e)
    temperature, pressure, _, _ = atmosphere(30e3)
    assert vapour_pressure(standard_vapour(30e3, 7.5e-3), temperature) == pytest.approx(2e-6 * pressure)


def test_nothing_to_cross() -> None:
    profile = profile_of(1e10)
    assert gas_loss_db(profile, PROFILE_TOP, 0.0, 0.1, 0.0, STANDARD_K) == 0.0
    assert gas_loss_db(profile, PROFILE_TOP, 4e5, 0.0, 1e6, STANDARD_K) == 0.0  # a satellite that looks level
    down = gas_loss_db(profile, PROFILE_TOP, 4e5, -math.pi / 2, 4e5, STANDARD_K)
    up = gas_loss_db(profile, PROFILE_TOP, 0.0, math.pi / 2, 4e5, STANDARD_K)
    assert down == pytest.approx(up, rel=1e-9)  # rounding
    there = gas_loss_between_db(profile, PROFILE_TOP, 20.0, 9e3, 2e5, STANDARD_K)
    back = gas_loss_between_db(profile, PROFILE_TOP, 9e3, 20.0, 2e5, STANDARD_K)
    assert there == pytest.approx(back, rel=1e-9)  # rounding
