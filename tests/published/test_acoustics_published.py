"""Absorption of sound against the tables of ISO 9613."""

import pytest

from iamd.physics.acoustics import absorption_db, air_sound_speed

ATMOSPHERE = 101_325.0

# ISO 9613-1:1993, table 1: degrees Celsius, nominal frequency [Hz], its exact midband, humidity, dB/km.
# As quoted by the tests of pyfar 0.8.1. Its function agrees with ours to 1.3e-5 at one atmosphere, python-acoustics
# at any pressure: both round 20 / ln(10) to 8.686, as the standard does.
PART_1 = [
    (10, 1000, 0, 0.1, 21.6),
    (10, 100, -10, 0.1, 0.585),
    (-20, 800, -1, 0.3, 4.92),
    (35, 4000, 6, 0.6, 25.8),
    (20, 5000, 7, 0.1, 133.0),
    (20, 5000, 7, 0.8, 30.6),
    (50, 1000, 0, 0.7, 8.03),
]

# ISO 9613-2:1996, table 2: degrees Celsius, humidity [%], dB/km in octaves from 63 Hz to 8 kHz.
PART_2 = [
    (10, 70, [0.1, 0.4, 1.0, 1.9, 3.7, 9.7, 32.8, 117.0]),
    (20, 70, [0.1, 0.3, 1.1, 2.8, 5.0, 9.0, 22.9, 76.6]),
    (30, 70, [0.1, 0.3, 1.0, 3.1, 7.4, 12.7, 23.1, 59.3]),
    (15, 20, [0.3, 0.6, 1.2, 2.7, 8.2, 28.2, 88.8, 202.0]),
    (15, 50, [0.1, 0.5, 1.2, 2.2, 4.2, 10.8, 36.2, 129.0]),
    (15, 80, [0.1, 0.3, 1.1, 2.4, 4.1, 8.3, 23.7, 82.8]),
]


@pytest.mark.parametrize(("celsius", "nominal", "third", "humidity", "printed"), PART_1)
def test_part_1(celsius: float, nominal: float, third: int, humidity: float, printed: float) -> None:
    exact = 1000.0 * 10.0 ** (third / 10.0)
    assert exact == pytest.approx(nominal, rel=0.02)  # nominal frequencies are rounded
    found = 1000.0 * absorption_db(exact, celsius + 273.15, humidity, ATMOSPHERE)
    assert found == pytest.approx(printed, rel=2.5e-3)  # three digits


@pytest.mark.parametrize(("celsius", "humidity", "printed"), PART_2)
def test_part_2(celsius: float, humidity: float, printed: list[float]) -> None:
    for octave, value in enumerate(printed, start=-4):
        exact = 1000.0 * 10.0 ** (0.3 * octave)
        found = 1000.0 * absorption_db(exact, celsius + 273.15, humidity / 100.0, ATMOSPHERE)
        # printed to 0.1 dB, to three digits above 100; one value, 12.75, is printed as 12.7
        assert found == pytest.approx(value, abs=0.055 if value < 100.0 else 0.5)


def test_speed_of_sound() -> None:
    assert air_sound_speed(293.15) == 343.2
    assert air_sound_speed(273.15) == pytest.approx(331.3, abs=0.05)  # the usual value at 0 degrees
