"""Two rays over a flat earth: greatest gain, last lobe and last null, in closed form."""

import math

import pytest

from iamd.physics.multipath import flat_factor, flat_lobe_range, flat_null_range
from published.cases import Case, approximately, case

LIGHT = 299_792_458.0


@pytest.mark.parametrize("name", ["RAD-MP2", "RAD-MP3", "RAD-MP4"])
def test_last_lobe_and_null(name: str) -> None:
    one: Case = case(name)
    given = one["inputs"]
    ends = (float(given["ha_m"]), float(given["ht_m"]))
    wavelength = LIGHT / given["f_Hz"]
    lobe, null = flat_lobe_range(*ends, wavelength, 1), flat_null_range(*ends, wavelength, 1)
    assert lobe == approximately(one, "R_max_m")
    assert null == approximately(one, "R_null_m")
    assert flat_factor(*ends, lobe, wavelength) == pytest.approx(2.0, rel=1e-12)  # rounding
    assert flat_factor(*ends, null, wavelength) == pytest.approx(0.0, abs=1e-12)  # rounding
    # The second lobe counted inwards lies nearer than the null.
    assert flat_lobe_range(*ends, wavelength, 2) < null < lobe


def test_greatest_gain() -> None:
    one = case("RAD-MP1")
    factor = flat_factor(10.0, 100.0, flat_lobe_range(10.0, 100.0, 0.1, 1), 0.1)
    assert 40.0 * math.log10(factor) == approximately(one, "F4_dB")
    assert factor == approximately(one, "range_gain")
