"""Detection against SciPy and closed forms: thresholds, integration, extremes, inverses, rules over looks."""

import itertools
import math

import numpy as np
import pytest
import scipy.integrate
import scipy.special
import scipy.stats

from iamd.physics import detection as module
from iamd.physics import radar
from iamd.physics.detection import (
    binary_detection,
    binary_single_look,
    cfar_detection,
    cfar_loss,
    cfar_required_snr,
    coherent_snr,
    cumulative_detection,
    detection_probability,
    detection_threshold,
    integration_gain,
    required_snr,
    swerling0_detection,
    swerling1_detection,
    swerling1_required_snr,
    swerling3_detection,
)

CLOSED = {
    0: swerling0_detection,
    1: swerling1_detection,
    2: swerling1_detection,
    3: swerling3_detection,
    4: swerling3_detection,
    5: swerling0_detection,
}
SHAPE = {1: lambda n: 1, 2: lambda n: n, 3: lambda n: 2, 4: lambda n: 2 * n}


@pytest.mark.parametrize("snr", [0.0, 1e-6, 0.1, 1.0, 5.0, 15.0, 50.0, 600.0, 744.0, 1e4])
@pytest.mark.parametrize("pfa", [1e-15, 1e-8, 1e-6, 1e-4, 0.1, 0.9])
def test_steady_target_against_the_non_central_chi_square(snr: float, pfa: float) -> None:
    exact = scipy.stats.ncx2.sf(-2.0 * math.log(pfa), 2, 2.0 * snr)
    assert swerling0_detection(snr, pfa) == pytest.approx(
        exact, rel=0.0, abs=2e-15
    )  # rounding of a sum near 1


@pytest.mark.parametrize("pulses", [1, 2, 7, 16, 100, 1000, 20000])
@pytest.mark.parametrize("pfa", [1e-15, 1e-6, 1e-3, 0.1, 0.7])
def test_threshold_against_scipy(pulses: int, pfa: float) -> None:
    exact = scipy.special.gammainccinv(pulses, pfa)
    assert detection_threshold(pfa, pulses) == pytest.approx(exact, rel=1e-12)  # SciPy's own


@pytest.mark.parametrize("pulses", [2, 10, 100, 500])
@pytest.mark.parametrize("pfa", [1e-12, 1e-6, 1e-2])
@pytest.mark.parametrize("wanted", [0.05, 0.5, 0.99])
def test_steady_integration_against_scipy(pulses: int, pfa: float, wanted: float) -> None:
    snr = required_snr(wanted, pfa, 0, pulses)
    exact = scipy.stats.ncx2.sf(2.0 * scipy.special.gammainccinv(pulses, pfa), 2 * pulses, 2.0 * pulses * snr)
    assert detection_probability(snr, pfa, 0, pulses) == pytest.approx(exact, rel=1e-9)  # SciPy's own
    assert exact == pytest.approx(wanted, rel=1e-8)  # required to 1e-9 in the ratio


@pytest.mark.parametrize("swerling", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("pulses", "pfa", "wanted"), [(1, 1e-4, 0.9), (3, 1e-9, 0.3), (20, 1e-6, 0.9), (500, 1e-12, 0.999)]
)
def test_fluctuation_is_an_average_of_the_steady_target(
    swerling: int, pulses: int, pfa: float, wanted: float
) -> None:
    """The signal energy over the pulses is a gamma law; quadrature over it, by substitution of its own quantile."""
    snr = required_snr(wanted, pfa, swerling, pulses)
    shape = SHAPE[swerling](pulses)
    law = scipy.stats.gamma(shape, scale=pulses * snr / shape)
    threshold = scipy.special.gammainccinv(pulses, pfa)

    def integrand(energy: float) -> float:
        return float(law.pdf(energy) * scipy.stats.ncx2.cdf(2.0 * threshold, 2 * pulses, 2.0 * energy))

    cut = [0.0, *law.ppf([1e-7, 1e-5, 1e-3, 0.03, 0.3, 0.7, 0.97, 1 - 1e-6]), law.isf(1e-13)]
    missed = sum(scipy.integrate.quad(integrand, a, b, epsrel=1e-10)[0] for a, b in itertools.pairwise(cut))
    assert 1.0 - detection_probability(snr, pfa, swerling, pulses) == pytest.approx(
        missed, rel=1e-7, abs=1e-12
    )  # of the quadrature


@pytest.mark.parametrize("pulses", [2, 8, 64])
def test_swerling_1_closed_form(pulses: int) -> None:
    for snr in (0.05, 0.7, 12.0, 1e4):
        threshold = scipy.special.gammainccinv(pulses, 1e-6)
        whole = pulses * snr
        exact = scipy.special.gammaincc(pulses - 1, threshold) + (1.0 + 1.0 / whole) ** (
            pulses - 1
        ) * math.exp(-threshold / (1.0 + whole)) * scipy.special.gammainc(
            pulses - 1, threshold / (1.0 + 1.0 / whole)
        )
        assert detection_probability(snr, 1e-6, 1, pulses) == pytest.approx(exact, rel=1e-11)  # of SciPy


@pytest.mark.parametrize("swerling", [0, 1, 2, 3, 4, 5])
def test_one_pulse_is_the_closed_form(swerling: int) -> None:
    """Detection takes the closed form; the inverse of cases 0, 3, 4 and 5 goes by the general sum."""
    closed = CLOSED[swerling]
    for snr in (0.0, 0.3, 10.0, 1e4):
        assert detection_probability(snr, 1e-6, swerling, 1) == closed(snr, 1e-6)
    for pd in (0.01, 0.5, 0.999):
        found = required_snr(pd, 1e-6, swerling, 1)
        assert closed(found, 1e-6) == pytest.approx(pd, rel=1e-9)  # the general sum, inverted


# The mixture summed in 40-digit arithmetic (mpmath), where doubles could fail; misses where the detection is near 1.
@pytest.mark.parametrize(
    ("snr", "pfa", "swerling", "pulses", "detected", "missed"),
    [
        (1e-3, 1e-15, 0, 1000, 1.317755567896379e-15, 1.0),
        (1e-3, 1e-15, 4, 1, 1.0349630869715289e-15, 1.0),
        (0.05, 1e-12, 1, 500, 0.001756144666491722, 0.9982438553335082),
        (0.3, 1e-12, 2, 500, 0.20492438749178832, 0.7950756125082117),
        (0.15, 1e-15, 4, 1000, 0.0005322043816527198, 0.9994677956183473),
        (0.5, 1e-15, 0, 1000, 0.9999999559658943, 4.403410573953448e-08),
        (1e5, 1e-15, 1, 1, 0.9996546753281886, 0.00034532467181141345),
        (1e5, 1e-12, 3, 500, 0.9999999999748744, 2.5125608934600713e-11),
        (1e-3, 0.1, 3, 1000, 0.10579291439080638, 0.8942070856091936),
        (20.0, 1e-8, 0, 1, 0.6315260515436024, 0.3684739484563976),
    ],
)
def test_corners(snr: float, pfa: float, swerling: int, pulses: int, detected: float, missed: float) -> None:
    found = detection_probability(snr, pfa, swerling, pulses)
    assert found == pytest.approx(detected, rel=1e-10)  # as the function promises
    assert 1.0 - found == pytest.approx(missed, rel=1e-8, abs=2e-16)  # rounding of one minus it


@pytest.mark.parametrize("swerling", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("pulses", [1, 10, 1000])
def test_strong_signals_are_always_seen(swerling: int, pulses: int) -> None:
    missed = 1.0 - detection_probability(1e5, 1e-15, swerling, pulses)
    assert 0.0 <= missed < 1e-2
    assert math.isfinite(detection_probability(1e8, 1e-15, swerling, pulses))


@pytest.mark.parametrize("swerling", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("pulses", [1, 10, 1000])
@pytest.mark.parametrize("pd", [1e-4, 0.5, 0.999, 1.0 - 1e-9])
def test_required_ratio_inverts_detection(swerling: int, pd: float, pulses: int) -> None:
    snr = required_snr(pd, 1e-6, swerling, pulses)
    found = detection_probability(snr, 1e-6, swerling, pulses)
    # a relative 1e-9 in the ratio; of a miss of 1e-9 the double keeps seven digits
    assert found == pytest.approx(pd, rel=3e-8, abs=0.0)
    assert 1.0 - found == pytest.approx(1.0 - pd, rel=1e-6)


def test_swerling_2_and_4_are_1_and_3_in_one_look() -> None:
    assert required_snr(0.7, 1e-5, 2) == required_snr(0.7, 1e-5, 1) == swerling1_required_snr(0.7, 1e-5)
    assert required_snr(0.7, 1e-5, 4) == required_snr(0.7, 1e-5, 3)
    assert required_snr(0.7, 1e-5, 5, 20) == required_snr(0.7, 1e-5, 0, 20)


@pytest.mark.parametrize("swerling", [-1, 6])
def test_a_case_that_does_not_exist_gives_no_number(swerling: int) -> None:
    assert math.isnan(detection_probability(1.0, 1e-6, swerling, 1))
    assert math.isnan(detection_probability(1.0, 1e-6, swerling, 10))
    assert math.isnan(required_snr(0.5, 1e-6, swerling, 10))


def test_integration_gain() -> None:
    gain = integration_gain(0.9, 1e-6, 0, 10)
    assert math.sqrt(10.0) < gain < 10.0  # between the square root and adding in phase
    assert integration_gain(0.9, 1e-6, 2, 10) > 10.0  # averages fades out
    assert coherent_snr(2.0, 10, 1.25) == 16.0
    # The general sum against the closed form of one pulse; to the bisection.
    assert integration_gain(0.9, 1e-6, 3, 1) == pytest.approx(1.0, rel=1e-12)


def test_old_names_are_the_same_functions() -> None:
    for name in ("required_snr", "swerling0_detection", "swerling1_detection", "swerling3_detection"):
        assert getattr(radar, name) is getattr(module, name)


# --- several looks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needed", "looks"), [(1, 1), (1, 4), (2, 4), (4, 4), (3, 5), (40, 100), (600, 1000)]
)
@pytest.mark.parametrize("p", [1e-6, 0.02, 0.4, 0.9, 0.9999])
def test_m_of_n_against_scipy(needed: int, looks: int, p: float) -> None:
    exact = scipy.stats.binom.sf(needed - 1, looks, p)
    assert binary_detection(needed, looks, p) == pytest.approx(exact, rel=1e-10, abs=1e-300)  # SciPy's own


def test_m_of_n_borders() -> None:
    assert binary_detection(0, 4, 0.3) == 1.0
    assert binary_detection(2, 4, 0.0) == 0.0
    assert binary_detection(2, 4, 1.0) == 1.0
    assert binary_detection(5, 4, 0.5) == 0.0


@pytest.mark.parametrize("wanted", [1e-12, 1e-6, 0.5, 0.999])
def test_single_look_that_a_rule_needs(wanted: float) -> None:
    p = binary_single_look(3, 5, wanted)
    assert binary_detection(3, 5, p) == pytest.approx(wanted, rel=1e-10)  # bisection
    if wanted == 1e-6:
        # Three of five: the looks may alarm a hundred times as often as 10 p^3 says, not a million times.
        assert p == pytest.approx((1e-6 / 10.0) ** (1.0 / 3.0), rel=0.01)  # first order


def test_cumulative_detection() -> None:
    assert cumulative_detection(np.array([0.5, 0.5, 0.2])) == pytest.approx(0.8, rel=1e-15)  # rounding
    assert cumulative_detection(np.array([0.1, 1.0])) == 1.0
    assert cumulative_detection(np.zeros(0)) == 0.0
    assert cumulative_detection(np.full(3, 1e-18)) == pytest.approx(3e-18, rel=1e-12)  # no digits lost


def test_cell_averaging_against_quadrature() -> None:
    """The threshold is a times the mean of N exponential cells: average the known-noise detection over it."""
    cells, pfa, snr = 16, 1e-4, 30.0
    factor = cells * (pfa ** (-1.0 / cells) - 1.0)
    mean = scipy.stats.gamma(cells, scale=1.0 / cells)
    average = scipy.integrate.quad(lambda m: mean.pdf(m) * math.exp(-factor * m / (1.0 + snr)), 0.0, 8.0)[0]
    assert cfar_detection(snr, pfa, cells) == pytest.approx(average, rel=1e-9)  # of the quadrature
    assert cfar_detection(cfar_required_snr(0.8, pfa, cells), pfa, cells) == pytest.approx(
        0.8, rel=1e-13
    )  # rounding
    assert cfar_detection(0.0, pfa, cells) == pytest.approx(pfa, rel=1e-12)  # rounding


def test_cell_averaging_costs_less_with_more_cells() -> None:
    losses = [cfar_loss(0.9, 1e-6, cells) for cells in (4, 8, 16, 64, 1_000_000)]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] == pytest.approx(1.0, abs=1e-5)  # of order ln(pfa) / cells
