"""Hearing range against Lambert's W, and the lag of sound."""

import math

import pytest
import scipy.special
import scipy.stats

from iamd.physics.acoustics import (
    absorption_db,
    bearing_lag,
    detection_threshold_db,
    hearing_range,
    received_level_db,
    sound_delay,
    water_vapour,
)


def test_spherical_spreading() -> None:
    assert received_level_db(130.0, 1.0, 0.005, 0.0) == 130.0
    assert received_level_db(130.0, 1000.0, 0.0, 0.0) == pytest.approx(70.0)  # 20 log, not 10 log
    assert received_level_db(130.0, 1000.0, 0.005, 3.0) == pytest.approx(70.0 - 4.995 - 3.0)


@pytest.mark.parametrize("absorption", [1e-4, 1e-3, 5e-3, 0.05])
def test_hearing_range_against_lambert(absorption: float) -> None:
    found = hearing_range(130.0, 50.0, 5.0, absorption, 2.0)
    # 20 log10(R) + a (R - 1) = margin
    a = absorption * math.log(10.0) / 20.0
    margin = (130.0 - 50.0 - 5.0 - 2.0 + absorption) * math.log(10.0) / 20.0
    exact = scipy.special.lambertw(a * math.exp(margin)).real / a
    assert found == pytest.approx(exact, rel=1e-9)


def test_not_heard_at_all() -> None:
    assert hearing_range(60.0, 60.0, 5.0, 1e-3, 0.0) == 0.0
    assert hearing_range(400.0, 0.0, 0.0, 0.0, 0.0) == pytest.approx(1e6)


def test_energy_detector() -> None:
    # Index 16: four standard deviations apart, so a threshold at four has Pd 0.5 and Pfa 3.2e-5.
    assert scipy.stats.norm.sf(4.0) == pytest.approx(3.2e-5, rel=0.02)
    # With 10,000 samples the ratio needed is 4 / 100: -14 dB.
    assert detection_threshold_db(16.0, 1000.0, 10.0) == pytest.approx(-13.98, abs=0.005)


def test_vapour_at_saturation() -> None:
    # Saturated air at 20 degrees has 2,339 Pa of vapour: 2.31 %.
    assert water_vapour(293.15, 1.0, 101_325.0) == pytest.approx(2.31, abs=0.01)


def test_thin_air_holds_more_vapour_by_moles() -> None:
    # The vapour pressure is the same, the air less: a factor p / pr instead of pr / p is an easy mistake.
    assert water_vapour(293.15, 0.5, 0.5 * 101_325.0) == 2.0 * water_vapour(293.15, 0.5, 101_325.0)


def test_dry_air_absorbs_more_in_the_middle() -> None:
    # Absorption at 1 kHz falls with humidity here: entering per cent for a fraction would be 2 orders off.
    dry, damp = (absorption_db(1000.0, 283.15, h, 101_325.0) for h in (0.1, 0.9))
    assert dry > 5.0 * damp


@pytest.mark.parametrize("velocity", [(0.0, 0.0, 0.0), (50.0, -120.0, 3.0), (-250.0, 100.0, -80.0)])
def test_the_delay_is_the_way_over_the_speed(velocity: tuple[float, float, float]) -> None:
    place = (3e3, 4e3, 500.0)
    delay = sound_delay(*place, *velocity, 340.0)
    way = math.dist((0.0, 0.0, 0.0), [p - v * delay for p, v in zip(place, velocity, strict=True)])
    assert way == pytest.approx(340.0 * delay, rel=1e-12)


def test_a_supersonic_target_is_not_heard_in_time() -> None:
    assert sound_delay(3e3, 4e3, 500.0, 700.0, 0.0, 0.0, 340.0) == math.inf


def test_lag_agrees_with_the_delay() -> None:
    # Abeam at 2 km, 102 m/s: heard where it was 5.88 s ago, 600 m behind, 16.7 degrees.
    assert bearing_lag(0.3, math.pi / 2.0) == pytest.approx(math.radians(16.70), rel=1e-3)
    delay = sound_delay(600.0, 2000.0, 0.0, 102.0, 0.0, 0.0, 340.0)
    assert delay == pytest.approx(2000.0 / 340.0, rel=1e-9)
    assert math.atan2(102.0 * delay, 2000.0) == pytest.approx(bearing_lag(0.3, math.pi / 2.0), rel=1e-9)
    assert bearing_lag(0.5, math.pi) == pytest.approx(0.0, abs=1e-12)
