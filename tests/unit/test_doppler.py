"""Cancellers against numerical integration, and notches."""

import math

import numpy as np
import pytest
import scipy.integrate

from iamd.physics.doppler import (
    blind_speed,
    canceller_improvement,
    canceller_response,
    filter_speed,
    joint_improvement,
    joint_width,
    notched,
    scanning_width,
    speeds_below,
    speeds_notched,
    stability_limit,
    stagger_factor,
)

PRF = 1000.0


def integrated(delays: int, width: float, mean: float) -> float:
    """Residue of a Gaussian spectrum under (2 sin)^(2n), over the power gain for noise."""

    def passed(f: float) -> float:
        weight = math.exp(-0.5 * ((f - mean) / width) ** 2) / (width * math.sqrt(2.0 * math.pi))
        return weight * float((4.0 * math.sin(math.pi * f / PRF) ** 2) ** delays)

    residue = scipy.integrate.quad(
        passed, mean - 12.0 * width, mean + 12.0 * width, limit=400, epsabs=0.0, epsrel=1e-11
    )[0]
    return float(math.comb(2 * delays, delays) / residue)


@pytest.mark.parametrize("delays", [1, 2, 3])
@pytest.mark.parametrize(
    ("width", "mean"), [(5.0, 0.0), (40.0, 0.0), (300.0, 0.0), (20.0, 90.0), (30.0, 500.0)]
)
def test_improvement_is_an_integral_over_the_spectrum(delays: int, width: float, mean: float) -> None:
    found = canceller_improvement(delays, width, mean, PRF)
    assert found == pytest.approx(integrated(delays, width, mean), rel=1e-7)  # cancelled digits, at 5 Hz


def test_white_clutter_is_not_improved() -> None:
    assert canceller_improvement(2, 10.0 * PRF, 0.0, PRF) == pytest.approx(1.0, rel=1e-12)


def test_drifting_rain_passes_a_canceller_for_land() -> None:
    # Rain that drifts at half the first blind speed is amplified, not cancelled.
    assert canceller_improvement(2, 1.0, 500.0, PRF) == pytest.approx(3.0 / 8.0, rel=1e-3)
    assert canceller_improvement(1, 0.0, 0.0, PRF) == math.inf


@pytest.mark.parametrize(("delays", "peak"), [(1, 2.0), (2, 8.0 / 3.0), (3, 16.0 / 5.0)])
def test_response_averages_to_one(delays: int, peak: float) -> None:
    speeds = (np.arange(200) + 0.5) / 200.0 * 60.0
    assert np.mean([canceller_response(delays, float(v), 60.0) for v in speeds]) == pytest.approx(
        1.0, rel=1e-9
    )
    assert canceller_response(delays, 30.0, 60.0) == pytest.approx(peak, rel=1e-12)
    assert canceller_response(delays, -30.0, 60.0) == pytest.approx(peak, rel=1e-12)
    assert canceller_response(delays, 120.0, 60.0) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("delays", [1, 2, 3])
def test_part_of_speeds_lost(delays: int) -> None:
    speeds = (np.arange(20_000) + 0.5) / 20_000
    responses = [canceller_response(delays, float(v), 1.0) for v in speeds]
    assert speeds_below(delays, 0.5) == pytest.approx(np.mean(np.array(responses) < 0.5), abs=1e-4)  # counted
    assert speeds_below(delays, 10.0) == 1.0
    assert speeds_below(delays, 0.0) == 0.0


def test_notch() -> None:
    assert notched(9.0, 10.0, 0.0)
    assert notched(-9.0, 10.0, 0.0)
    assert not notched(10.0, 10.0, 0.0)
    assert not notched(155.0, 10.0, 0.0)
    # A blind speed of 150 m/s hides 155, and 295, too.
    assert notched(155.0, 10.0, 150.0)
    assert notched(-295.0, 10.0, 150.0)
    assert not notched(200.0, 10.0, 150.0)
    assert speeds_notched(10.0, 150.0) == pytest.approx(20.0 / 150.0)
    assert speeds_notched(100.0, 150.0) == 1.0
    assert speeds_notched(10.0, 0.0) == 0.0


def test_small_pieces() -> None:
    assert blind_speed(0.03, 10e3) == pytest.approx(150.0)
    assert filter_speed(0.03, 0.01) == pytest.approx(1.5)
    assert joint_width(3.0, 4.0) == pytest.approx(5.0)
    assert scanning_width(20.0, 1000.0) == pytest.approx(13.25, rel=1e-3)  # 0.265
    assert stability_limit(0.001, 0.0) == pytest.approx(1e6)
    assert stability_limit(0.003, 0.004) == pytest.approx(4e4)
    assert stability_limit(0.0, 0.0) == math.inf
    assert joint_improvement(100.0, 100.0) == pytest.approx(50.0)
    assert joint_improvement(math.inf, 100.0) == pytest.approx(100.0)
    assert joint_improvement(math.inf, math.inf) == math.inf
    assert stagger_factor(np.array([1.0])) == 1.0
