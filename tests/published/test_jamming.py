"""Cross-over ranges of Mahafza's programs ssj_req and soj_req with the book's own parameters."""

import pytest

from iamd.physics.jamming import self_screening_crossover, stand_off_crossover
from iamd.physics.radar import power_ratio
from published.cases import Case, approximately, cases


def radiated_power(given: dict[str, float]) -> float:
    return given["Pj_W"] * power_ratio(float(given["Gj_dB"])) / power_ratio(float(given["Lj_dB"]))


@pytest.mark.parametrize("one", cases("RAD-SSJ"))
def test_self_screening(one: Case) -> None:
    given = one["inputs"]
    found = self_screening_crossover(
        given["Pt_W"],
        power_ratio(float(given["G_dB"])),
        given["rcs_m2"],
        given["B_Hz"],
        power_ratio(given["loss_dB"]),
        radiated_power(given),
        given["Bj_Hz"],
        power_ratio(float(given["required_SJ_dB"])),
    )
    assert found == approximately(one, "R_co_m")


@pytest.mark.parametrize("one", cases("RAD-SOJ"))
def test_stand_off(one: Case) -> None:
    given = one["inputs"]
    gain, toward_jammer = power_ratio(float(given["G_dB"])), power_ratio(float(given["Gprime_dB"]))

    def crossover(gain_toward_jammer: float) -> float:
        return stand_off_crossover(
            given["Pt_W"],
            gain,
            gain_toward_jammer,
            float(given["rcs_m2"]),
            given["B_Hz"],
            power_ratio(given["loss_dB"]),
            radiated_power(given),
            given["Bj_Hz"],
            given["Rj_m"],
            1.0,
        )

    assert crossover(toward_jammer) == approximately(one, "R_co_m")
    assert crossover(gain) < 0.25 * one["expected"]["R_co_m"]  # a jammer in the main lobe is another matter
