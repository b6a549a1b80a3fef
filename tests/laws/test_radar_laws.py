"""Detection grows with signal and with the false alarms allowed; anchored range inverts anchored signal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamd.physics.radar import (
    anchored_range,
    anchored_snr,
    swerling0_detection,
    swerling1_detection,
    swerling3_detection,
)

ratios = st.floats(0.0, 1e4)
false_alarms = st.floats(1e-12, 0.5)
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


@given(
    rcs=st.floats(1e-4, 1e3),
    distance=st.floats(1e3, 1e6),
    anchor=st.floats(1e3, 1e6),
    snr=st.floats(1.0, 1e3),
)
def test_range_inverts_signal(rcs: float, distance: float, anchor: float, snr: float) -> None:
    found = anchored_snr(distance, rcs, anchor, 1.0, snr)
    assert anchored_range(rcs, found, anchor, 1.0, snr) == pytest.approx(distance, rel=1e-12)  # rounding
