"""Doppler processing against published figures."""

import math

import numpy as np
import pytest

from iamd.physics.clutter import SPEED_OF_LIGHT
from iamd.physics.doppler import (
    blind_speed,
    canceller_improvement,
    scanning_width,
    spectrum_width,
    stagger_factor,
)
from iamd.physics.radar import decibels


def test_improvement_of_mathworks() -> None:
    # MathWorks, mtifactor(4, 300e6, 200): three delays, clutter spread 2 m/s: 55.3986 dB.
    width = spectrum_width(2.0, SPEED_OF_LIGHT / 300e6)
    found = decibels(canceller_improvement(3, width, 0.0, 200.0))
    assert found == pytest.approx(55.3986, abs=5e-5)  # the closed form, 4/3 z^-6, is 0.12 dB lower


@pytest.mark.parametrize(("delays", "divisor"), [(1, 1.388), (2, 3.853)])
def test_scanning_limit_of_the_radar_handbook(delays: int, divisor: float) -> None:
    # Shrader and Gregers-Hansen, chapter 2: n^2 / 1.388 and n^4 / 3.853 for n hits in the beam.
    hits = 40.0
    found = canceller_improvement(delays, scanning_width(hits, 1000.0), 0.0, 1000.0)
    assert found == pytest.approx(hits ** (2 * delays) / divisor, rel=0.005)  # their constants are rounded


def test_stagger_of_the_radar_handbook() -> None:
    # Intervals in the ratio 25:30:27:31 put the first blind speed 28.25 times higher.
    assert stagger_factor(np.array([25.0, 30.0, 27.0, 31.0])) == 28.25


def test_blind_speed_of_the_textbook() -> None:
    # Skolnik: v [knots] = 0.97 wavelength [m] prf [Hz] for the first blind speed.
    knots = blind_speed(0.1, 1000.0) * 3600.0 / 1852.0
    assert knots == pytest.approx(0.97 * 0.1 * 1000.0, rel=0.003)  # two digits


def test_closed_forms() -> None:
    z = 0.05
    width = z * 1000.0 / (2.0 * math.pi)
    for delays, limit in ((1, 2.0 / z**2), (2, 2.0 / z**4), (3, 4.0 / (3.0 * z**6))):
        # Skolnik, chapter 3; the correction is of order z^2.
        assert canceller_improvement(delays, width, 0.0, 1000.0) == pytest.approx(limit, rel=4.0 * z**2)
