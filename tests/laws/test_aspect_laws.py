"""A cross-section by aspect stays between the published ones, is smooth, and scales with them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.physics.aspect import aspect_cosine, cross_section, cross_section_quantile, mean_cross_section

FEW = settings(max_examples=40, deadline=None)
sizes = st.floats(1e-5, 1e3)
cosines = st.floats(-1.0, 1.0)
widths = st.floats(0.02, math.pi / 2.0)


@FEW
@given(nose=sizes, beam=sizes, tail=sizes, cosine=cosines, width=widths)
def test_never_outside_the_published(
    nose: float, beam: float, tail: float, cosine: float, width: float
) -> None:
    found = cross_section(nose, beam, tail, cosine, width)
    assert min(nose, beam, tail) * (1.0 - 1e-12) <= found <= max(nose, beam, tail) * (1.0 + 1e-12)
    mirrored = cross_section(tail, beam, nose, -cosine, width)
    assert mirrored == pytest.approx(found, rel=1e-9)
    assert cross_section(2.0 * nose, 2.0 * beam, 2.0 * tail, cosine, width) == pytest.approx(
        2.0 * found, rel=1e-9
    )


@FEW
@given(nose=sizes, beam=sizes, tail=sizes, angle=st.floats(0.0, math.pi - 1e-4), width=widths)
def test_no_jumps(nose: float, beam: float, tail: float, angle: float, width: float) -> None:
    here = math.log(cross_section(nose, beam, tail, math.cos(angle), width))
    there = math.log(cross_section(nose, beam, tail, math.cos(angle + 1e-5), width))
    spread = math.log(max(nose, beam, tail) / min(nose, beam, tail))
    # steepest slope: pi / (2 width) of the spread for the flash, and 1/2 for the base
    assert abs(here - there) <= 1.2e-5 * spread * (math.pi / (2.0 * width) + 0.5) + 1e-9


@FEW
@given(nose=sizes, beam=sizes, tail=sizes, width=widths, elevation=st.floats(0.0, 1.5))
def test_averages_lie_between(nose: float, beam: float, tail: float, width: float, elevation: float) -> None:
    low, high = min(nose, beam, tail) * (1 - 1e-9), max(nose, beam, tail) * (1 + 1e-9)
    assert low <= mean_cross_section(nose, beam, tail, elevation, width) <= high
    assert low <= cross_section_quantile(0.5, nose, beam, tail, elevation, width) <= high


@FEW
@given(v=st.tuples(*[st.floats(-500.0, 500.0)] * 3), s=st.tuples(*[st.floats(-1e5, 1e5)] * 3))
def test_reversing_the_flight_swaps_nose_and_tail(
    v: tuple[float, float, float], s: tuple[float, float, float]
) -> None:
    if max(map(abs, v)) < 1e-3 or max(map(abs, s)) < 1e-3:
        return
    back = aspect_cosine(-v[0], -v[1], -v[2], *s)
    assert aspect_cosine(*v, *s) == pytest.approx(-back, abs=1e-12)
