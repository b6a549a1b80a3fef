"""One radar look: each factor between antenna and echo against what it should be, taken alone."""

from typing import Any

import numpy as np
import pytest

from iamd.physics.attenuation import PROFILE_SIZE, PROFILE_TOP, fill_gas_profile, gas_loss_between_db
from iamd.physics.diffraction import spherical_loss_db
from iamd.physics.multipath import propagation_factor
from iamd.physics.precipitation import rain_loss_db
from iamd.physics.propagation import radar_horizon, slant_elevation
from iamd.physics.sensing import (
    CLUTTER_NODES,
    PATH_HEIGHTS,
    PATH_RANGES,
    RADAR_FIELDS,
    echo_ratio,
    fill_path_loss,
)

K = 4.0 / 3.0
REACH = 400e3
STRENGTH = 20.0 * 200e3**4  # 13 dB from one square metre at 200 km


def radar(**fields: Any) -> Any:
    """A radar of 3 GHz on a 20 m mast, without any of the things that the tests add one by one."""
    dtype = np.dtype([(field.name, "<f8", field.shape) for field in RADAR_FIELDS], align=True)
    row = np.zeros(1, dtype=dtype).view(np.recarray)
    given = {
        "height_m": 20.0, "half_sector": 4.0, "elevation_min": -1.0, "elevation_max": 1.5, "strength": STRENGTH,
        "false_alarm": 1e-6, "instrumented_m": REACH, "wavelength_m": 0.1, "azimuth_beam": 0.03, "elevation_beam": 0.04,
        "path_reach_m": REACH,
    } | fields  # fmt: skip
    for name, value in given.items():
        row[0][name] = value
    return row[0]


def look(
    row: Any, ground: float, height: float, rcs: float = 1.0, azimuth: float = 0.0, jam: float = 0.0
) -> float:
    slant = max(ground, abs(height - row["height_m"]))
    elevation = slant_elevation(float(row["height_m"]), height, slant, K)
    return float(echo_ratio(row, rcs, slant, ground, height, azimuth, elevation, K, jam))


def test_alone_it_is_the_radar_equation() -> None:
    assert look(radar(), 100e3, 5e3) == pytest.approx(20.0 * 16.0, rel=1e-12)
    assert look(radar(), 200e3, 5e3, rcs=0.1) == pytest.approx(2.0, rel=1e-12)


def test_an_echo_too_faint_for_anything_is_none() -> None:
    assert look(radar(), 399e3, 20e3, rcs=1e-5) == 0.0


def test_jamming_is_noise() -> None:
    assert look(radar(), 100e3, 5e3, jam=3.0) == pytest.approx(look(radar(), 100e3, 5e3) / 4.0, rel=1e-12)


def path_table(rain: float, frequency: float, antenna: float = 20.0) -> tuple[Any, Any]:
    profile = np.zeros(PROFILE_SIZE)
    fill_gas_profile(profile, PROFILE_TOP, frequency, 7.5e-3)
    table = np.zeros(PATH_RANGES * PATH_HEIGHTS)
    fill_path_loss(table, profile, PROFILE_TOP, rain, frequency, 3_000.0, antenna, REACH, K)
    return table, profile


@pytest.mark.parametrize("rain", [0.0, 4.0])
@pytest.mark.parametrize(
    ("ground", "height"), [(20e3, 100.0), (80e3, 2e3), (150e3, 10e3), (300e3, 12e3), (60e3, 25e3)]
)
def test_losses_on_the_way_are_those_of_the_recommendations(
    ground: float, height: float, rain: float
) -> None:
    frequency = 9.5e9
    table, profile = path_table(rain, frequency)
    found = 10.0 * np.log10(look(radar(path_loss=table), ground, height) / look(radar(), ground, height))
    slant = max(ground, height - 20.0)
    elevation = slant_elevation(20.0, height, slant, K)
    one_way = gas_loss_between_db(profile, PROFILE_TOP, 20.0, height, slant, K)
    if rain:
        one_way += rain_loss_db(rain, frequency, 0.0, 3_000.0, REACH, 20.0, elevation, slant, K)
    # the table has 24 by 16 nodes, and the edge of the rain lies between two of them
    assert -found == pytest.approx(2.0 * one_way, abs=0.15 if rain == 0.0 else 0.15 * 2.0 * one_way)


def test_a_fixed_array_sees_less_off_its_normal() -> None:
    row = radar(scan_exponent=3.0, boresight=0.2, half_sector=1.2)
    straight = look(row, 100e3, 5e3)
    aside = look(row, 100e3, 5e3, azimuth=np.radians(60.0))
    assert aside / straight == pytest.approx(0.5**3, rel=0.05)  # array and target are not in one plane
    assert look(row, 100e3, 5e3, azimuth=np.radians(120.0)) == 0.0


def test_four_faces_see_alike_all_round() -> None:
    row = radar(scan_exponent=3.0, boresight=0.1, half_sector=np.pi)
    seen = [look(row, 100e3, 5e3, azimuth=np.radians(turn)) for turn in (0.0, 90.0, 180.0, -90.0)]
    assert seen == pytest.approx([seen[0]] * 4, rel=1e-9)
    corner = look(row, 100e3, 5e3, azimuth=np.radians(45.0))
    assert corner / seen[0] == pytest.approx(0.5**1.5, rel=0.05)


def test_clutter_bounds_the_echo_where_the_beam_lights_the_ground() -> None:
    clutter = np.full(CLUTTER_NODES, 0.05)
    row = radar(clutter=clutter, clutter_reach_m=18e3)
    low = look(row, 10e3, 50.0)
    # the ground lies 5 mrad below the target, an eighth of the beam: two ways, exp(-8 ln2 / 64)
    assert low == pytest.approx(1.0 / (0.05 * 0.917), rel=0.01)
    high = look(row, 10e3, 2e3)  # eleven degrees above the ground: the beam is off it
    assert high == pytest.approx(look(radar(), 10e3, 2e3), rel=1e-6)
    assert look(row, 19e3, 50.0) == pytest.approx(look(radar(), 19e3, 50.0), rel=1e-12)


def test_rain_competes_below_its_height() -> None:
    row = radar(rain_echo=1e-11, rain_top_m=3e3)
    assert look(row, 100e3, 2e3) == pytest.approx(1.0 / (1e-11 * 1e10 + 1.0 / 320.0), rel=1e-9)
    assert look(row, 100e3, 4e3) == pytest.approx(320.0, rel=1e-9)


def test_the_earth_shades_what_is_near_its_edge() -> None:
    row, clear = radar(diffraction=1.0), radar()
    edge = radar_horizon(20.0, 100.0, K)
    shade = [
        look(row, share * edge, 100.0) / look(clear, share * edge, 100.0) for share in (0.3, 0.8, 0.95, 1.0)
    ]
    assert shade[0] == pytest.approx(1.0, abs=1e-9)
    assert shade[1] > shade[2] > shade[3]
    loss = spherical_loss_db(20.0, 100.0, edge, K, 0.1, 1e-3)
    assert 10.0 < loss < 20.0, "one way, at the edge of a smooth earth (ITU-R P.526, section 3.1)"
    assert -10.0 * np.log10(shade[3]) == pytest.approx(2.0 * loss, abs=0.01)


def test_lobes_are_those_of_two_rays() -> None:
    row = radar(lobing=1.0, permittivity=70.0, loss_permittivity=30.0, elevation_beam=1.0)
    clear = radar()
    factors = [look(row, 1e3 * d, 500.0) / look(clear, 1e3 * d, 500.0) for d in range(20, 60)]
    assert max(factors) > 10.0**0.9  # twelve decibels over a perfect mirror
    assert min(factors) < 0.1
    ground = 40e3
    elevation = slant_elevation(20.0, 500.0, ground, K)
    gain = np.exp(-2.0 * np.log(2.0) * (2.0 * elevation) ** 2)
    expected, _ = propagation_factor(20.0, 500.0, ground, K, 0.1, 70.0, 30.0, 0.0, False, float(gain))
    assert look(row, ground, 500.0) / look(clear, ground, 500.0) == pytest.approx(
        expected**4, rel=1e-2
    )  # the reflected ray leaves a little lower
