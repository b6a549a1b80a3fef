"""More delays cancel more of narrow clutter; wider clutter is cancelled less; limits never add."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.physics.doppler import (
    canceller_improvement,
    canceller_response,
    joint_improvement,
    notched,
    speeds_below,
)

FEW = settings(max_examples=40, deadline=None)
orders = st.integers(1, 3)


@FEW
@given(delays=orders, width=st.floats(2.0, 100.0), more=st.floats(1.01, 3.0))
def test_wider_clutter_is_cancelled_less(delays: int, width: float, more: float) -> None:
    assert canceller_improvement(delays, more * width, 0.0, 1000.0) < canceller_improvement(
        delays, width, 0.0, 1000.0
    )


@FEW
@given(delays=st.integers(1, 2), width=st.floats(2.0, 100.0))
def test_a_longer_canceller_is_better(delays: int, width: float) -> None:
    better = canceller_improvement(delays + 1, width, 0.0, 1000.0)
    assert better > canceller_improvement(delays, width, 0.0, 1000.0) > 1.0


@FEW
@given(delays=orders, width=st.floats(5.0, 200.0), prf=st.floats(200.0, 5e3), scale=st.floats(0.5, 4.0))
def test_only_the_ratio_to_the_prf_counts(delays: int, width: float, prf: float, scale: float) -> None:
    here = canceller_improvement(delays, width, 0.0, prf)
    assert canceller_improvement(delays, scale * width, 0.0, scale * prf) == pytest.approx(here, rel=1e-4)


@FEW
@given(delays=orders, speed=st.floats(-1e3, 1e3), blind=st.floats(10.0, 500.0))
def test_response_repeats_at_blind_speeds(delays: int, speed: float, blind: float) -> None:
    here = canceller_response(delays, speed, blind)
    assert 0.0 <= here <= 3.2 + 1e-12
    assert canceller_response(delays, speed + blind, blind) == pytest.approx(here, abs=1e-9)


@FEW
@given(first=st.floats(1.0, 1e9), second=st.floats(1.0, 1e9))
def test_limits_never_add(first: float, second: float) -> None:
    assert joint_improvement(first, second) <= min(first, second)


@FEW
@given(
    speed=st.floats(0.0, 1e3),
    notch=st.floats(0.1, 50.0),
    more=st.floats(0.1, 50.0),
    blind=st.floats(0.0, 300.0),
)
def test_a_wider_notch_hides_no_less(speed: float, notch: float, more: float, blind: float) -> None:
    if notched(speed, notch, blind):
        assert notched(speed, notch + more, blind)
        assert notched(-speed, notch, blind)


@FEW
@given(delays=orders, level=st.floats(0.0, 4.0), more=st.floats(0.0, 1.0))
def test_part_of_speeds_is_a_part(delays: int, level: float, more: float) -> None:
    assert 0.0 <= speeds_below(delays, level) <= speeds_below(delays, level + more) <= 1.0
