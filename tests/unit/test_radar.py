"""Detection against SciPy, and inverses."""

import math

import pytest
import scipy.stats

from iamd.physics.radar import (
    anchored_range,
    anchored_snr,
    decibels,
    power_ratio,
    required_snr,
    swerling0_detection,
    swerling1_detection,
    swerling1_required_snr,
    swerling3_detection,
)


@pytest.mark.parametrize("snr", [0.0, 1e-6, 0.1, 1.0, 5.0, 15.0, 50.0, 600.0, 744.0, 1e4])
@pytest.mark.parametrize("pfa", [1e-15, 1e-8, 1e-6, 1e-4, 0.1, 0.9])
def test_steady_target_against_the_non_central_chi_square(snr: float, pfa: float) -> None:
    exact = scipy.stats.ncx2.sf(-2.0 * math.log(pfa), 2, 2.0 * snr)
    assert swerling0_detection(snr, pfa) == pytest.approx(
        exact, rel=0.0, abs=2e-15
    )  # rounding of a sum near 1


@pytest.mark.parametrize("snr", [0.5, 3.0, 20.0, 300.0])
def test_swerling_cases_are_averages_of_the_steady_one(snr: float) -> None:
    # Case 1: the ratio is exponential; case 3: chi-square with four degrees of freedom.
    for detection, law in (
        (swerling1_detection, scipy.stats.expon(scale=snr)),
        (swerling3_detection, scipy.stats.gamma(2.0, scale=snr / 2.0)),
    ):
        average = scipy.integrate.quad(
            lambda s, law=law: swerling0_detection(float(s), 1e-4) * law.pdf(s), 0.0, 40.0 * snr, limit=300
        )[0]
        assert detection(snr, 1e-4) == pytest.approx(average, rel=1e-6)  # of the quadrature


@pytest.mark.parametrize("swerling", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("pd", [0.01, 0.5, 0.9, 0.999])
def test_required_ratio_inverts_detection(swerling: int, pd: float) -> None:
    detection = (
        swerling0_detection,
        swerling1_detection,
        swerling1_detection,
        swerling3_detection,
        swerling3_detection,
    )
    assert detection[swerling](required_snr(pd, 1e-6, swerling), 1e-6) == pytest.approx(
        pd, rel=1e-8
    )  # bisection


def test_swerling_2_and_4_are_1_and_3_in_one_look() -> None:
    assert required_snr(0.7, 1e-5, 2) == required_snr(0.7, 1e-5, 1) == swerling1_required_snr(0.7, 1e-5)
    assert required_snr(0.7, 1e-5, 4) == required_snr(0.7, 1e-5, 3)


def test_fourth_power() -> None:
    assert anchored_snr(50e3, 1.0, 100e3, 1.0, 20.0) == 320.0
    assert anchored_snr(100e3, 0.1, 100e3, 1.0, 20.0) == pytest.approx(2.0, rel=1e-15)  # rounding
    # 0.1 m2 is seen at 0.562 of the range of 1 m2, not at 0.316: studies.md, section (e).
    assert anchored_range(0.1, 20.0, 100e3, 1.0, 20.0) == pytest.approx(56.2e3, rel=1e-3)  # three digits
    assert anchored_range(1.0, 20.0, 100e3, 1.0, 20.0) == 100e3


def test_decibels() -> None:
    assert decibels(100.0) == 20.0
    assert power_ratio(3.0) == pytest.approx(1.99526, rel=1e-5)  # six digits
    assert decibels(power_ratio(-37.5)) == pytest.approx(-37.5, rel=1e-14)  # rounding
