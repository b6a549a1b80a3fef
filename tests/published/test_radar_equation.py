"""The radar equation: examples of MathWorks and Mahafza, and the TPY-2 argument of Lewis and Postol."""

import math

import pytest

from iamd.physics.radar import (
    LIGHT_SPEED,
    STANDARD_TEMPERATURE,
    bistatic_snr,
    decibel_gap,
    decibels,
    dwell_power,
    dwell_range,
    power_ratio,
    pulse_power,
    pulse_range,
    pulse_snr,
)
from iamd.physics.radar_search import noise_figure_temperature, search_snr, solid_angle
from published.cases import Case, approximately, case, cases


def ratio(given: dict[str, float], key: str) -> float:
    return power_ratio(float(given.get(key, 0.0)))


@pytest.mark.parametrize("one", [one for one in cases("RAD-SNR") if "R_m" in one.values[0]["inputs"]])
def test_signal_to_noise(one: Case) -> None:
    given = one["inputs"]
    gain = ratio(given, "G_dB")
    found = pulse_snr(
        given["Pt_W"],
        gain,
        gain,
        LIGHT_SPEED / given["f_Hz"],
        float(given["rcs_m2"]),
        given["R_m"],
        float(given["Ts_K"]),
        given["tau_s"],
        ratio(given, "loss_dB"),
    )
    assert decibels(found) == approximately(one, "snr_dB")


@pytest.mark.parametrize("one", [one for one in cases("RAD-SNR") if "Rt_m" in one.values[0]["inputs"]])
def test_two_places(one: Case) -> None:
    given = one["inputs"]
    found = bistatic_snr(
        given["Pt_W"],
        ratio(given, "Gt_dB"),
        ratio(given, "Gr_dB"),
        LIGHT_SPEED / given["f_Hz"],
        float(given["rcs_m2"]),
        given["Rt_m"],
        given["Rr_m"],
        float(given["Ts_K"]),
        given["tau_s"],
        ratio(given, "loss_dB"),
    )
    assert decibels(found) == approximately(one, "snr_dB")


@pytest.mark.parametrize("one", cases("RAD-RNG"))
def test_range(one: Case) -> None:
    given = one["inputs"]
    gain = ratio(given, "G_dB")
    wavelength = LIGHT_SPEED / given["f_Hz"]
    rest = (float(given["Ts_K"]), given["tau_s"], ratio(given, "loss_dB"))
    snr = ratio(given, "snr_dB")
    found = pulse_range(given["Pt_W"], gain, gain, wavelength, float(given["rcs_m2"]), snr, *rest)
    assert found == approximately(one, "R_m")
    power = pulse_power(snr, gain, gain, wavelength, float(given["rcs_m2"]), found, *rest)
    assert power == pytest.approx(given["Pt_W"], rel=1e-12)  # rounding: the inverse


@pytest.mark.parametrize("one", cases("RAD-SRCH"))
def test_search(one: Case) -> None:
    given = one["inputs"]
    azimuth, elevation = (
        [math.radians(float(angle)) for angle in given[key]] for key in ("az_deg", "el_deg")
    )
    found = search_snr(
        given["power_aperture_Wm2"],
        float(given["tsearch_s"]),
        solid_angle(azimuth[1] - azimuth[0], *elevation),
        ratio(given, "rcs_dBsm"),
        given["R_m"],
        float(given["Ts_K"]),
        ratio(given, "loss_dB"),
    )
    assert decibels(found) == approximately(one, "snr_dB")


def test_noise_figure_and_bandwidth() -> None:
    one = case("RAD-MAH1")
    given = one["inputs"]
    assert given["T0_K"] == STANDARD_TEMPERATURE
    gain = ratio(given, "G_dB")
    found = pulse_range(
        given["Pt_W"],
        gain,
        gain,
        LIGHT_SPEED / given["f_Hz"],
        given["rcs_m2"],
        ratio(given, "snr_min_dB"),
        noise_figure_temperature(ratio(given, "F_dB")),
        1.0 / given["B_Hz"],
        1.0,
    )
    assert 4.0 * decibels(found) == approximately(one, "R4_dB")
    assert found / 1e3 == approximately(one, "R_km")
    assert found == pytest.approx(85.85e3, abs=50.0)  # with 3e8 m/s; the printed 86.2 rounds the wavelength


# Lewis and Postol, mostlymissiledefense.com, 21 September 2012; inputs recalled, not read: 81 kW average, 100 ms,
# gain 1.03e5, 9.2 m2 at an efficiency of 0.8, 0.01 m2, S/N 20 (linear), 8 dB of losses.
def tpy2(temperature: float, snr: float = 20.0, power: float = 81e3) -> float:
    return dwell_range(power, 0.1, 1.03e5, 0.8 * 9.2, 0.01, snr, temperature, power_ratio(8.0))


@pytest.mark.parametrize(("temperature", "expected"), [(400.0, 864e3), (500.0, 817e3)])
def test_tpy2(temperature: float, expected: float) -> None:
    assert tpy2(temperature) == pytest.approx(expected, rel=5e-3)  # inputs recalled, to about three digits
    # 20 dB instead of a ratio of 20 would give 0.67 of it.
    assert tpy2(temperature, snr=100.0) < 0.7 * expected


@pytest.mark.parametrize(
    ("claimed", "gap"), [(870e3, 0.0), (1500e3, 9.46), (2000e3, 14.46), (870e3 * 2**0.75, 9.03)]
)
def test_what_the_claims_differ_by(claimed: float, gap: float) -> None:
    assert decibel_gap(870e3, claimed) == pytest.approx(gap, abs=5e-3)  # two decimals
    # The same number of decibels of power takes the radar from the one to the other.
    needed = dwell_power(20.0, 0.1, 1.03e5, 0.8 * 9.2, 0.01, claimed, 400.0, power_ratio(8.0))
    start = dwell_power(20.0, 0.1, 1.03e5, 0.8 * 9.2, 0.01, 870e3, 400.0, power_ratio(8.0))
    assert decibels(needed / start) == pytest.approx(gap, abs=5e-3)  # two decimals
