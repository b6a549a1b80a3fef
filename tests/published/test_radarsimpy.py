"""Detection after integration: unit tests of radarsimpy (roc_pd), and exact Swerling statistics (RAD-REQ)."""

import pytest

from iamd.physics.detection import detection_probability, required_snr, swerling1_required_snr
from iamd.physics.radar import decibels, power_ratio
from published.cases import Case, approximately, cases


@pytest.mark.parametrize("one", cases("RAD-PD"))
def test_probability_of_detection(one: Case) -> None:
    given = one["inputs"]
    found = detection_probability(
        power_ratio(float(given["snr_dB"])), given["Pfa"], given["swerling"], given["N"]
    )
    assert found == approximately(one, "Pd")


@pytest.mark.parametrize("one", cases("RAD-REQ"))
def test_required_ratio(one: Case) -> None:
    given = one["inputs"]
    found = required_snr(given["Pd"], given["Pfa"], given["swerling"], given["N"])
    assert decibels(found) == approximately(one, "snr_dB")


def test_swerling_1_at_90_percent() -> None:
    # Skolnik, Introduction to Radar Systems: 21.1 dB for Pd 0.9 and Pfa 1e-6.
    assert decibels(swerling1_required_snr(0.9, 1e-6)) == pytest.approx(21.1, abs=0.05)  # printed to 0.1 dB


def test_fluctuation_costs_signal() -> None:
    # A steady target needs 13.2 dB where a Swerling 1 target needs 21.1: mixing them up is 8 dB.
    steady = decibels(required_snr(0.9, 1e-6, 0))
    assert decibels(swerling1_required_snr(0.9, 1e-6)) - steady == pytest.approx(
        7.95, abs=0.05
    )  # as printed above


def test_mixing_up_the_cases_fails() -> None:
    """Pulses that fade together or apart differ by 7 dB at ten pulses: the published values tell them apart."""
    together, apart = (decibels(required_snr(0.9, 1e-6, case, 10)) for case in (1, 2))
    assert together - apart == pytest.approx(13.4996 - 6.2918, abs=0.01)  # RAD-REQ, four decimals
