"""Attenuation by gases (ITU-R P.676-12) and rain (P.838-3): the Recommendations' own validation examples."""

import math

import pytest

from iamd.physics.attenuation import oxygen_db_per_km, vapour_db_per_km
from iamd.physics.precipitation import rain_coefficients, rain_db_per_km
from published.cases import Case, approximately, cases


@pytest.mark.parametrize("one", cases("RAD-P676-"))
def test_gases(one: Case) -> None:
    given = one["inputs"]
    air = (1e9 * given["f_GHz"], 100.0 * given["p_hPa"], given["T_K"], 1e-3 * given["rho_gm3"])
    oxygen, vapour = oxygen_db_per_km(*air), vapour_db_per_km(*air)
    assert oxygen == approximately(one, "gamma_o_dBkm")
    assert vapour == approximately(one, "gamma_w_dBkm")
    assert oxygen + vapour == approximately(one, "gamma_dBkm")
    # The pressure given is that of the dry air: taking the vapour off once more would show.
    wrong = oxygen_db_per_km(air[0], 0.99 * air[1], *air[2:])
    assert wrong != approximately(one, "gamma_o_dBkm")


@pytest.mark.parametrize("one", cases("RAD-P838-"))
def test_rain(one: Case) -> None:
    given = one["inputs"]
    ray = (1e9 * given["f_GHz"], math.radians(given["el_deg"]), math.radians(given["tau_deg"]))
    k, alpha = rain_coefficients(*ray)
    assert k == approximately(one, "k")
    assert alpha == approximately(one, "alpha")
    assert rain_db_per_km(given["rain_mmh"], *ray) == approximately(one, "gamma_R_dBkm")
    # These examples are horizontal (tilt 0); vertical polarisation is lost less.
    upright = rain_db_per_km(given["rain_mmh"], ray[0], ray[1], math.pi / 2)
    assert upright < 0.999 * one["expected"]["gamma_R_dBkm"]
