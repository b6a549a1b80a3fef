"""Albersheim and Shnidman as printed by the package sdr, cell averaging, and Richards on M of N."""

import math

import pytest

from iamd.physics.detection import (
    albersheim_snr_db,
    binary_break_even,
    binary_detection,
    cfar_loss,
    required_snr,
    shnidman_snr_db,
)
from iamd.physics.radar import decibels
from published.cases import Case, approximately, case, cases


@pytest.mark.parametrize("one", cases("RAD-ALB"))
def test_albersheim(one: Case) -> None:
    given = one["inputs"]
    assert albersheim_snr_db(given["Pd"], given["Pfa"], given["N"]) == approximately(one, "snr_dB")


@pytest.mark.parametrize("one", cases("RAD-SHN"))
def test_shnidman(one: Case) -> None:
    given = one["inputs"]
    found = shnidman_snr_db(given["Pd"], given["Pfa"], given["N"], given["swerling"])
    assert found == approximately(one, "snr_dB")


@pytest.mark.parametrize("one", cases("RAD-CFARLOSS"))
def test_cell_averaging(one: Case) -> None:
    given = one["inputs"]
    assert decibels(cfar_loss(given["Pd"], given["Pfa"], given["N_ref"])) == approximately(one, "loss_dB")


def test_break_even_of_two_of_four() -> None:
    one = case("RAD-MOFN")
    found = binary_break_even(one["inputs"]["M"], one["inputs"]["N"])
    assert found == approximately(one, "p")
    # Six hits in the polynomial: 6 p^2 (1-p)^2 + 4 p^3 (1-p) + p^4 = p.
    assert found == pytest.approx((5.0 - math.sqrt(13.0)) / 6.0, rel=1e-12)  # its root
    assert binary_detection(2, 4, found) == pytest.approx(found, rel=1e-12)  # rounding


@pytest.mark.parametrize("pd", [0.3, 0.5, 0.9])
@pytest.mark.parametrize("pfa", [1e-7, 1e-5, 1e-3])
@pytest.mark.parametrize("pulses", [1, 5, 30, 1000, 8096])
def test_albersheim_is_near_the_exact_sum(pd: float, pfa: float, pulses: int) -> None:
    exact = decibels(required_snr(pd, pfa, 0, pulses))
    # 0.2 dB is claimed for the linear detector; the sum is that of the square-law one
    assert albersheim_snr_db(pd, pfa, pulses) == pytest.approx(exact, abs=0.35)


def test_albersheim_fails_at_low_detection() -> None:
    """At Pd 0.1 and Pfa 1e-3, inside the limits that are usually printed, the rule is 4 dB low."""
    assert albersheim_snr_db(0.1, 1e-3, 1) == pytest.approx(
        decibels(required_snr(0.1, 1e-3, 0)) - 4.08, abs=0.01
    )  # measured, two decimals


@pytest.mark.parametrize("swerling", [0, 1, 2, 3, 4, 5])
@pytest.mark.parametrize("pd", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("pulses", [1, 10, 100])
def test_shnidman_is_near_the_exact_sum(swerling: int, pd: float, pulses: int) -> None:
    exact = decibels(required_snr(pd, 1e-6, swerling, pulses))
    # 0.5 dB is printed (Richards 2014, p. 491); single points are up to 0.7 dB off
    assert shnidman_snr_db(pd, 1e-6, pulses, swerling) == pytest.approx(exact, abs=0.72)
