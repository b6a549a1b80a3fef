"""Detection grows with signal, pulses and with the false alarms allowed; required signal inverts it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.physics.detection import (
    binary_detection,
    binary_single_look,
    cfar_detection,
    cfar_loss,
    cumulative_detection,
    detection_probability,
    detection_threshold,
    required_snr,
    swerling0_detection,
    swerling1_detection,
    swerling3_detection,
)

few = settings(max_examples=60, deadline=None)
ratios = st.floats(0.0, 1e4)
false_alarms = st.floats(1e-12, 0.5)
decibel = st.floats(-30.0, 50.0)
cases = st.sampled_from([0, 1, 2, 3, 4])
counts = st.sampled_from([1, 2, 5, 16, 100, 1000])
ROUNDING = 1e-14
DETECTION = [swerling0_detection, swerling1_detection, swerling3_detection]


@pytest.mark.parametrize("detection", DETECTION)
@given(snr=ratios, more=st.floats(0.0, 100.0), pfa=false_alarms)
def test_monotone(detection, snr: float, more: float, pfa: float) -> None:  # type: ignore[no-untyped-def]
    pd = detection(snr, pfa)
    assert pfa * (1.0 - 1e-12) <= pd <= 1.0
    assert detection(snr + more, pfa) >= pd - ROUNDING
    assert detection(snr, min(0.6, pfa * 1.5)) >= pd - ROUNDING


@pytest.mark.parametrize("detection", DETECTION)
@given(pfa=false_alarms)
def test_no_signal_is_a_false_alarm(detection, pfa: float) -> None:  # type: ignore[no-untyped-def]
    assert detection(0.0, pfa) == pytest.approx(pfa, rel=1e-9, abs=ROUNDING)


@few
@given(
    level=decibel, more=st.floats(0.1, 10.0), exponent=st.floats(-15.0, -1.0), swerling=cases, pulses=counts
)
def test_integrated_detection_is_monotone(
    level: float, more: float, exponent: float, swerling: int, pulses: int
) -> None:
    pfa, snr = 10.0**exponent, 10.0 ** (level / 10.0)
    pd = detection_probability(snr, pfa, swerling, pulses)
    slack = 1e-10 * pd + ROUNDING  # accuracy of the sum
    assert pfa * (1.0 - 1e-9) - ROUNDING <= pd <= 1.0
    assert detection_probability(snr * 10.0 ** (more / 10.0), pfa, swerling, pulses) >= pd - slack
    assert detection_probability(snr, min(0.5, 2.0 * pfa), swerling, pulses) >= pd - slack


@few
@given(exponent=st.floats(-15.0, -1.0), swerling=cases, pulses=counts)
def test_no_signal_in_many_pulses_is_a_false_alarm(exponent: float, swerling: int, pulses: int) -> None:
    pfa = 10.0**exponent
    assert detection_probability(0.0, pfa, swerling, pulses) == pytest.approx(pfa, rel=1e-9, abs=ROUNDING)


@few
@given(exponent=st.floats(-15.0, -1.0), pulses=counts)
def test_more_pulses_need_a_higher_threshold_and_less_signal(exponent: float, pulses: int) -> None:
    pfa = 10.0**exponent
    assert detection_threshold(pfa, 2 * pulses) > detection_threshold(pfa, pulses)
    assert required_snr(0.7, pfa, 0, 2 * pulses) < required_snr(0.7, pfa, 0, pulses)
    # Without regard to phase twice the pulses save less than half of the signal.
    assert required_snr(0.7, pfa, 0, 2 * pulses) >= 0.5 * required_snr(0.7, pfa, 0, pulses)


@few
@given(
    pd=st.floats(0.12, 0.9999), exponent=st.floats(-12.0, -1.5), swerling=cases, pulses=st.integers(1, 300)
)
def test_required_signal_inverts_detection(pd: float, exponent: float, swerling: int, pulses: int) -> None:
    pfa = 10.0**exponent
    snr = required_snr(pd, pfa, swerling, pulses)
    assert detection_probability(snr, pfa, swerling, pulses) == pytest.approx(
        pd, rel=1e-8
    )  # 1e-9 of the ratio


@few
@given(exponent=st.floats(-12.0, -2.0), pulses=st.integers(2, 200))
def test_fluctuation_costs_most_when_all_pulses_fade_together(exponent: float, pulses: int) -> None:
    """At high detection the cases stand in the order of the shape of their gamma law."""
    pfa = 10.0**exponent
    needed = [required_snr(0.95, pfa, case, pulses) for case in (0, 4, 2)]
    assert needed == sorted(needed)
    assert required_snr(0.95, pfa, 0, pulses) < required_snr(0.95, pfa, 3, pulses)
    assert required_snr(0.95, pfa, 3, pulses) < required_snr(0.95, pfa, 1, pulses)


@few
@given(looks=st.integers(2, 40), data=st.data(), p=st.floats(1e-6, 0.999))
def test_binary_rules_are_ordered(looks: int, data: st.DataObject, p: float) -> None:
    needed = data.draw(st.integers(1, looks - 1))
    found = binary_detection(needed, looks, p)
    assert 0.0 <= found <= 1.0
    assert binary_detection(needed + 1, looks, p) <= found + ROUNDING
    assert binary_detection(needed, looks + 1, p) >= found - ROUNDING
    assert binary_detection(1, looks, p) == pytest.approx(
        cumulative_detection(np.full(looks, p)), rel=1e-9
    )  # rounding of a small p
    assert binary_detection(needed, looks, binary_single_look(needed, looks, p)) == pytest.approx(p, rel=1e-9)


@few
@given(snr=st.floats(0.1, 1e4), exponent=st.floats(-12.0, -1.0), cells=st.integers(1, 200))
def test_cell_averaging_only_costs(snr: float, exponent: float, cells: int) -> None:
    pfa = 10.0**exponent
    assert cfar_detection(snr, pfa, cells) <= swerling1_detection(snr, pfa) * (1.0 + 1e-9)
    assert cfar_detection(snr, pfa, cells + 1) >= cfar_detection(snr, pfa, cells) * (1.0 - 1e-9)
    assert cfar_loss(0.9, pfa, cells) > 1.0
