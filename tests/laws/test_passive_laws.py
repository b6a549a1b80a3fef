"""Ranges grow with the root of power; a fix is never better than its bearings allow."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.physics.passive import (
    bearing_error,
    cross_fix_axes,
    cross_fix_error,
    intercept_range,
    passive_range,
)

FEW = settings(max_examples=40, deadline=None)
errors = st.floats(1e-4, 0.1)
ranges = st.floats(1e3, 3e5)


@FEW
@given(power=st.floats(1e-3, 1e6), gain=st.floats(1.0, 1e4), factor=st.floats(1.0, 100.0))
def test_square_root_of_power(power: float, gain: float, factor: float) -> None:
    near = intercept_range(power, 0.1, gain, 2.0, 1e-11)
    assert intercept_range(factor * power, 0.1, gain, 2.0, 1e-11) == pytest.approx(near * math.sqrt(factor))


@FEW
@given(height=st.floats(0.0, 2e4), more=st.floats(0.0, 1e3), power=st.floats(1e-9, 1e3))
def test_a_higher_emitter_is_heard_no_less_far(height: float, more: float, power: float) -> None:
    here = passive_range(power, 0.1, 10.0, 1.0, 1e-12, 20.0, height, 4.0 / 3.0)
    assert passive_range(power, 0.1, 10.0, 1.0, 1e-12, 20.0, height + more, 4.0 / 3.0) >= here


@FEW
@given(beam=st.floats(0.01, 1.0), snr=st.floats(1.0, 1e5), fixed=errors)
def test_a_stronger_signal_never_blurs_a_bearing(beam: float, snr: float, fixed: float) -> None:
    assert fixed <= bearing_error(beam, 2.0 * snr, fixed) <= bearing_error(beam, snr, fixed)


@FEW
@given(r1=ranges, r2=ranges, s1=errors, s2=errors, cut=st.floats(0.01, math.pi - 0.01))
def test_fix(r1: float, r2: float, s1: float, s2: float, cut: float) -> None:
    rms = cross_fix_error(r1, s1, r2, s2, cut)
    long, short = cross_fix_axes(r1, s1, r2, s2, cut)
    assert rms >= cross_fix_error(r1, s1, r2, s2, math.pi / 2.0) * (1.0 - 1e-12)
    assert long >= short * (1.0 - 1e-7)
    assert long * long + short * short == pytest.approx(rms * rms, rel=1e-6)
    assert cross_fix_axes(r2, s2, r1, s1, -cut) == pytest.approx((long, short), rel=1e-6)
