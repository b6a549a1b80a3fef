"""Cameras against published figures: fog and haze of Kim, Johnson's curve, visibility."""

import math

import pytest

from iamd.physics.optics import (
    discrimination_probability,
    near_infrared_extinction,
    rain_extinction,
    visible_extinction,
)

PER_KILOMETRE = 1000.0 * 10.0 / math.log(10.0)  # 1/m in dB/km

# Kim, McArthur and Korevaar 2001, table: visibility [km], dB/km at 785 and at 1,550 nm, and half the last digit.
KIM = [
    (0.05, 340, 340, 0.5),
    (0.2, 85, 85, 0.5),
    (0.5, 34, 34, 0.5),
    (1, 14, 10, 0.5),
    (2, 7, 4, 0.5),
    (4, 3, 2, 0.5),
    (10, 1, 0.4, 0.5),
    (23, 0.5, 0.2, 0.05),
]

# Ratches and others 1975: cycles over those for one half, probability.
JOHNSON_CURVE = [(3.0, 1.0), (2.0, 0.95), (1.5, 0.80), (1.0, 0.50), (0.75, 0.30), (0.50, 0.10), (0.25, 0.02)]


@pytest.mark.parametrize(("visibility", "short", "long", "digit"), KIM)
def test_haze_and_fog_of_kim(visibility: float, short: float, long: float, digit: float) -> None:
    for wavelength, printed in ((785e-9, short), (1550e-9, long)):
        found = near_infrared_extinction(1000.0 * visibility, wavelength) * PER_KILOMETRE
        assert found == pytest.approx(printed, abs=digit)  # printed to one or two digits


def test_in_fog_the_near_infrared_sees_no_further() -> None:
    # Kruse's older exponent, 0.585 V^(1/3), would give 1,550 nm an advantage of 29 % at 200 m.
    fog = [near_infrared_extinction(200.0, wavelength) for wavelength in (0.55e-6, 1.55e-6)]
    assert fog[0] == fog[1]


@pytest.mark.parametrize(("ratio", "probability"), JOHNSON_CURVE)
def test_johnson_curve(ratio: float, probability: float) -> None:
    found = discrimination_probability(4.0 * ratio, 4.0)
    assert found == pytest.approx(probability, abs=0.025)  # the table is rounded; the fit is theirs


def test_visibility_constants() -> None:
    assert visible_extinction(1000.0, 0.02) == pytest.approx(3.912e-3, rel=1e-4)  # four digits
    assert visible_extinction(1000.0, 0.05) == pytest.approx(2.996e-3, rel=1e-4)


def test_rain_of_itu_p1814() -> None:
    # 1.076 dB/km at 1 mm/h by definition of the fit; ten times the rain is 4.68 times the loss.
    assert rain_extinction(1.0) * PER_KILOMETRE == pytest.approx(1.076, rel=1e-12)
    assert rain_extinction(10.0) * PER_KILOMETRE == pytest.approx(5.03, rel=1e-3)  # three digits
