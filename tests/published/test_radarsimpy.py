"""Single-look detection: unit tests of radarsimpy (roc_pd), and exact Swerling and Marcum statistics (RAD-REQ)."""

from typing import Any

import pytest

from iamd.physics.radar import (
    decibels,
    power_ratio,
    required_snr,
    swerling0_detection,
    swerling1_detection,
    swerling1_required_snr,
    swerling3_detection,
)
from published.cases import Case, approximately, cases

DETECTION = {0: swerling0_detection, 1: swerling1_detection, 3: swerling3_detection}


def single_looks(prefix: str) -> list[Any]:
    return [one for one in cases(prefix) if one.values[0]["inputs"]["N"] == 1]


@pytest.mark.parametrize("one", single_looks("RAD-PD"))
def test_probability_of_detection(one: Case) -> None:
    given = one["inputs"]
    found = DETECTION[given["swerling"]](power_ratio(float(given["snr_dB"])), given["Pfa"])
    assert found == approximately(one, "Pd")


@pytest.mark.parametrize("one", single_looks("RAD-REQ"))
def test_required_ratio(one: Case) -> None:
    given = one["inputs"]
    found = required_snr(given["Pd"], given["Pfa"], given["swerling"])
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
