"""Jamming: hand-worked link budget, bandwidths, limits."""

import math

import pytest

from iamd.physics.jamming import (
    burn_through_range,
    jam_to_noise,
    jammed_snr,
    self_screening_crossover,
    stand_off_range,
)
from iamd.physics.radar import decibels, power_ratio


def test_link_budget_in_decibels() -> None:
    """1 kW in 100 MHz at 100 km into 35 dB at 10 cm: worked by hand."""
    ratio = jam_to_noise(1e3, 100e6, 1e6, power_ratio(35.0), 0.1, 100e3, 500.0, power_ratio(1.0))
    path = 20.0 * math.log10(4.0 * math.pi * 100e3 / 0.1)  # 141.98 dB
    received = 30.0 + 35.0 - path - 1.0 - 20.0  # dBW, a hundredth of it in the band
    noise = -228.599 + 26.990 + 60.0  # k, 500 K, 1 MHz
    assert decibels(ratio) == pytest.approx(received - noise, abs=2e-3)  # three decimals


def test_a_side_lobe_is_worth_its_level() -> None:
    main = jam_to_noise(1e3, 1e6, 1e6, 1e4, 0.1, 100e3, 500.0, 1.0)
    side = jam_to_noise(1e3, 1e6, 1e6, 1e4 * 1e-4, 0.1, 100e3, 500.0, 1.0)
    assert side == pytest.approx(1e-4 * main, rel=1e-14)  # rounding


def test_narrow_and_wide_jammers() -> None:
    wide, matched, narrow = (
        jam_to_noise(1e3, spread, 1e6, 1e3, 0.1, 100e3, 500.0, 1.0) for spread in (1e7, 1e6, 1e5)
    )
    assert wide == pytest.approx(0.1 * matched, rel=1e-14)  # rounding
    assert narrow == matched  # all of it is inside already
    assert self_screening_crossover(1e5, 1e3, 1.0, 1e6, 1.0, 100.0, 1e5, 1.0) == self_screening_crossover(
        1e5, 1e3, 1.0, 1e6, 1.0, 100.0, 1e6, 1.0
    )


def test_limits() -> None:
    assert jammed_snr(20.0, 0.0) == 20.0
    assert jammed_snr(20.0, 9.0) == 2.0
    assert stand_off_range(100e3, 0.0) == 100e3
    assert stand_off_range(100e3, 15.0) == 50e3
    assert burn_through_range(100e3, 0.0, 50e3) == pytest.approx(100e3, rel=1e-15)  # rounding
    # Strong jamming: noise no longer counts, and the range goes with the inverse root of the jammer.
    strong = burn_through_range(100e3, 1e8, 100e3)
    assert strong == pytest.approx(100e3 / 1e4, rel=1e-6)  # jam-to-noise of 1e8
    # The fourth root, the law of the stand-off jammer, would give 1 km more than ten times that.
    assert strong < 0.2 * stand_off_range(100e3, 1e4)


def test_burn_through_with_noise_left_out_is_the_cross_over() -> None:
    at = self_screening_crossover(5e4, 3e3, 10.0, 1e6, 1.0, 500.0, 5e7, 13.0)
    clear = (
        5e4 * 1e-6 * 3e3**2 * 0.05**2 * 10.0 / ((4.0 * math.pi) ** 3 * 1.380649e-23 * 500.0 * 13.0)
    ) ** 0.25
    ratio = jam_to_noise(500.0, 5e7, 1e6, 3e3, 0.05, 10e3, 500.0, 1.0)
    assert burn_through_range(clear, ratio, 10e3) == pytest.approx(
        at, rel=2e-3
    )  # noise is a thousandth there
