"""Range goes with the fourth root; anchored and first-parameter forms are one law; noise and jamming only take away."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.physics.jamming import (
    burn_through_range,
    jam_to_noise,
    jammed_snr,
    self_screening_crossover,
    stand_off_crossover,
    stand_off_range,
)
from iamd.physics.radar import (
    BOLTZMANN,
    anchored_range,
    anchored_snr,
    decibel_gap,
    dwell_range,
    pulse_power,
    pulse_range,
    pulse_snr,
)

ROUNDING = 1e-12
few = settings(max_examples=40, deadline=None)
ranges = st.floats(1e3, 1e6)
sections = st.floats(1e-4, 1e3)
gains = st.floats(10.0, 1e5)


@few
@given(rcs=sections, distance=ranges, anchor=ranges, snr=st.floats(1.0, 1e3))
def test_range_inverts_signal(rcs: float, distance: float, anchor: float, snr: float) -> None:
    found = anchored_snr(distance, rcs, anchor, 1.0, snr)
    assert anchored_range(rcs, found, anchor, 1.0, snr) == pytest.approx(distance, rel=ROUNDING)


@few
@given(
    gain=gains,
    power=st.floats(1e3, 1e8),
    wavelength=st.floats(0.008, 2.0),
    temperature=st.floats(50.0, 3000.0),
    length=st.floats(1e-7, 1e-2),
    loss=st.floats(1.0, 30.0),
    anchor=ranges,
    anchor_rcs=sections,
    rcs=sections,
    distance=ranges,
)
def test_both_forms_agree_everywhere_once_anchored(
    gain: float,
    power: float,
    wavelength: float,
    temperature: float,
    length: float,
    loss: float,
    anchor: float,
    anchor_rcs: float,
    rcs: float,
    distance: float,
) -> None:
    rest = (temperature, length, loss)
    first = pulse_snr(power, gain, gain, wavelength, anchor_rcs, anchor, *rest)
    there = pulse_snr(power, gain, gain, wavelength, rcs, distance, *rest)
    assert anchored_snr(distance, rcs, anchor, anchor_rcs, first) == pytest.approx(there, rel=ROUNDING)
    reach = pulse_range(power, gain, gain, wavelength, rcs, 20.0, *rest)
    assert anchored_range(rcs, 20.0, anchor, anchor_rcs, first) == pytest.approx(reach, rel=ROUNDING)
    assert pulse_power(there, gain, gain, wavelength, rcs, distance, *rest) == pytest.approx(
        power, rel=ROUNDING
    )


@few
@given(rcs=sections, factor=st.floats(0.01, 100.0))
def test_range_goes_with_the_fourth_root_of_the_cross_section(rcs: float, factor: float) -> None:
    def reach(section: float) -> float:
        return dwell_range(50e3, 0.05, 1e4, 5.0, section, 20.0, 500.0, 4.0)

    ratio = reach(rcs * factor) / reach(rcs)
    assert ratio == pytest.approx(factor**0.25, rel=ROUNDING)
    assert decibel_gap(reach(rcs), reach(rcs * factor)) == pytest.approx(10.0 * math.log10(factor), abs=1e-10)


@few
@given(clear=ranges, ratio=st.floats(0.0, 1e8), at=ranges)
def test_burn_through_solves_signal_over_noise_and_jamming(clear: float, ratio: float, at: float) -> None:
    found = burn_through_range(clear, ratio, at)
    assert 0.0 < found <= clear * (1.0 + ROUNDING)
    # At that range S / (N + J) is what it is at the clear range without jamming.
    echo = anchored_snr(found, 1.0, clear, 1.0, 13.0)
    assert jammed_snr(echo, ratio * (at / found) ** 2) == pytest.approx(
        13.0, rel=1e-9
    )  # rounding, fourth power
    assert burn_through_range(clear, 2.0 * ratio, at) <= found * (1.0 + ROUNDING)


@few
@given(clear=ranges, ratio=st.floats(0.0, 1e8))
def test_stand_off_solves_signal_over_noise_and_jamming(clear: float, ratio: float) -> None:
    found = stand_off_range(clear, ratio)
    assert jammed_snr(anchored_snr(found, 1.0, clear, 1.0, 13.0), ratio) == pytest.approx(13.0, rel=1e-9)
    assert found <= clear
    # The self-screening jammer at the same range as the target jams as the one that stands off there.
    assert burn_through_range(clear, ratio, found) == pytest.approx(found, rel=1e-9)  # rounding, fourth power


@few
@given(
    radiated=st.floats(1.0, 1e5),
    spread=st.floats(1e4, 1e9),
    rcs=sections,
    gain=gains,
    sidelobe=st.floats(1e-5, 1.0),
)
def test_crossovers_are_where_echo_and_jamming_are_equal(
    radiated: float, spread: float, rcs: float, gain: float, sidelobe: float
) -> None:
    power, bandwidth, wavelength, temperature, loss = 1e5, 1e6, 0.05, 600.0, 1.6

    def echo(distance: float) -> float:
        return pulse_snr(power, gain, gain, wavelength, rcs, distance, temperature, 1.0 / bandwidth, loss)

    def jamming(toward: float, distance: float) -> float:
        return jam_to_noise(radiated, spread, bandwidth, toward, wavelength, distance, temperature, 1.0)

    at = self_screening_crossover(power, gain, rcs, bandwidth, loss, radiated, spread, 1.0)
    assert echo(at) == pytest.approx(jamming(gain, at), rel=1e-9)  # rounding
    toward = gain * sidelobe
    off = stand_off_crossover(power, gain, toward, rcs, bandwidth, loss, radiated, spread, 150e3, 1.0)
    assert echo(off) == pytest.approx(jamming(toward, 150e3), rel=1e-9)  # rounding


@few
@given(spread=st.floats(1e3, 1e9), bandwidth=st.floats(1e3, 1e8))
def test_no_more_jamming_than_is_radiated(spread: float, bandwidth: float) -> None:
    """What enters the receiver is at most the whole of the jammer; more bandwidth of the jammer never adds."""
    ratio = jam_to_noise(100.0, spread, bandwidth, 1e3, 0.1, 50e3, 500.0, 1.0)
    whole = 100.0 * 1e3 * (0.1 / (4.0 * math.pi * 50e3)) ** 2
    assert ratio * BOLTZMANN * 500.0 * bandwidth <= whole * (1.0 + ROUNDING)
    assert jam_to_noise(100.0, 2.0 * spread, bandwidth, 1e3, 0.1, 50e3, 500.0, 1.0) <= ratio * (
        1.0 + ROUNDING
    )
