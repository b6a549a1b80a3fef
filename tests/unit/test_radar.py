"""The radar equation in its forms: inverses, and what each factor does."""

import math

import pytest

from iamd.physics.radar import (
    anchored_range,
    anchored_snr,
    bistatic_snr,
    decibel_gap,
    decibels,
    dwell_power,
    dwell_range,
    dwell_snr,
    power_ratio,
    pulse_snr,
)
from iamd.physics.radar_search import (
    noise_figure_temperature,
    noise_power,
    search_power_aperture,
    search_range,
    search_snr,
    solid_angle,
    system_noise_temperature,
)

PULSE = (1e6, 1e4, 1e4, 0.03, 1.0, 100e3, 500.0, 1e-6, 2.0)


def test_fourth_power() -> None:
    assert anchored_snr(50e3, 1.0, 100e3, 1.0, 20.0) == 320.0
    assert anchored_snr(100e3, 0.1, 100e3, 1.0, 20.0) == pytest.approx(2.0, rel=1e-15)  # rounding
    # 0.1 m2 is seen at 0.562 of the range of 1 m2, not at 0.316, a common error.
    assert anchored_range(0.1, 20.0, 100e3, 1.0, 20.0) == pytest.approx(56.2e3, rel=1e-3)  # three digits
    assert anchored_range(1.0, 20.0, 100e3, 1.0, 20.0) == 100e3


def test_decibels() -> None:
    assert decibels(100.0) == 20.0
    assert power_ratio(3.0) == pytest.approx(1.99526, rel=1e-5)  # six digits
    assert decibels(power_ratio(-37.5)) == pytest.approx(-37.5, rel=1e-14)  # rounding
    assert decibel_gap(100e3, 200e3) == pytest.approx(
        12.04, abs=5e-3
    )  # a factor of two in range: two decimals
    assert decibel_gap(200e3, 100e3) == -decibel_gap(100e3, 200e3)


def test_one_place_is_two_at_equal_ranges() -> None:
    power, send, receive, wavelength, rcs, distance, *rest = PULSE
    both = bistatic_snr(power, send, receive, wavelength, rcs, distance, distance, *rest)
    assert pulse_snr(*PULSE) == both
    # The product of the ranges counts: 50 km and 200 km are as good as 100 km twice.
    assert bistatic_snr(
        power, send, receive, wavelength, rcs, 0.5 * distance, 2.0 * distance, *rest
    ) == pytest.approx(both, rel=1e-14)  # rounding


@pytest.mark.parametrize(
    ("place", "exponent"),
    [(0, 1), (1, 1), (2, 1), (3, 2), (4, 1), (5, -4), (6, -1), (7, 1), (8, -1)],
)
def test_what_each_factor_does(place: int, exponent: int) -> None:
    changed = [value * (2.0 if n == place else 1.0) for n, value in enumerate(PULSE)]
    assert pulse_snr(*changed) / pulse_snr(*PULSE) == pytest.approx(2.0**exponent, rel=1e-14)  # rounding


def test_pulse_and_dwell_are_one_equation() -> None:
    """With A = G lambda^2 / (4 pi) and the energy of the pulse as that of the dwell."""
    power, send, receive, wavelength, rcs, distance, temperature, length, loss = PULSE
    aperture = receive * wavelength * wavelength / (4.0 * math.pi)
    found = dwell_snr(power, length, send, aperture, rcs, distance, temperature, loss)
    assert found == pytest.approx(pulse_snr(*PULSE), rel=1e-14)  # rounding


def test_inverses_of_the_dwell_and_the_search() -> None:
    snr = dwell_snr(80e3, 0.1, 1e5, 7.0, 0.01, 800e3, 400.0, 6.0)
    assert dwell_range(80e3, 0.1, 1e5, 7.0, 0.01, snr, 400.0, 6.0) == pytest.approx(
        800e3, rel=1e-13
    )  # rounding
    assert dwell_power(snr, 0.1, 1e5, 7.0, 0.01, 800e3, 400.0, 6.0) == pytest.approx(
        80e3, rel=1e-13
    )  # rounding
    searched = search_snr(1e6, 10.0, 0.5, 0.1, 500e3, 500.0, 4.0)
    assert search_range(1e6, 10.0, 0.5, 0.1, searched, 500.0, 4.0) == pytest.approx(
        500e3, rel=1e-13
    )  # rounding
    assert search_power_aperture(searched, 10.0, 0.5, 0.1, 500e3, 500.0, 4.0) == pytest.approx(
        1e6, rel=1e-13
    )  # rounding


def test_search_is_the_dwell_spread_over_the_volume() -> None:
    """A beam of solid angle 4 pi / G that visits every cell once is the search equation."""
    gain, aperture, solid, time = 1e4, 5.0, 0.4, 8.0
    beams = solid / (4.0 * math.pi / gain)
    one = dwell_snr(50e3, time / beams, gain, aperture, 0.1, 400e3, 450.0, 3.0)
    assert search_snr(50e3 * aperture, time, solid, 0.1, 400e3, 450.0, 3.0) == pytest.approx(
        one, rel=1e-14
    )  # rounding


def test_solid_angle() -> None:
    assert solid_angle(2.0 * math.pi, -math.pi / 2, math.pi / 2) == pytest.approx(
        4.0 * math.pi, rel=1e-15
    )  # the sphere
    assert solid_angle(0.01, 0.0, 0.02) == pytest.approx(2e-4, rel=1e-4)  # flat where small


def test_noise() -> None:
    # -174 dBm in one hertz at 290 K, the number that every receiver engineer knows.
    assert decibels(noise_power(290.0, 1.0)) + 30.0 == pytest.approx(-174.0, abs=0.03)  # rounded to 1 dB
    assert noise_figure_temperature(1.0) == 290.0
    # An antenna at 290 K with a lossless line is the noise-figure form.
    assert system_noise_temperature(290.0, 1.0, 290.0, 2.0) == noise_figure_temperature(2.0)
    # All at 290 K: the loss of the line multiplies the noise figure.
    assert system_noise_temperature(290.0, 1.5, 290.0, 2.0) == pytest.approx(
        290.0 * 3.0, rel=1e-15
    )  # rounding
    # A cold sky halves it; forgetting the line's own noise would give 330 K.
    assert system_noise_temperature(40.0, 1.25, 290.0, 1.8) == pytest.approx(40.0 + 72.5 + 290.0, rel=1e-15)
