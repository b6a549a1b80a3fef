"""Hydrostatic balance, gas law and continuity of the standard atmosphere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamd.physics.atmosphere import EARTH_RADIUS, GRAVITY, atmosphere, density

# Where the cubic between two printed rows may leave the balance by more: the printed pressure has a kink at 100 km.
KINKED = (93e3, 108e3)


@given(height=st.floats(-4900.0, 999_000.0))
def test_pressure_carries_the_air_above(height: float) -> None:
    step = 20.0
    _, below, _, _ = atmosphere(height - step)
    _, above, _, _ = atmosphere(height + step)
    weight = density(height) * GRAVITY * (EARTH_RADIUS / (EARTH_RADIUS + height)) ** 2
    slack = 0.03 if KINKED[0] < height < KINKED[1] else 0.004  # printed digits and linear molar mass
    if height < 85_900.0:
        slack = 2e-6  # closed form; step squared over scale height squared
    assert (below - above) / (2.0 * step) == pytest.approx(weight, rel=slack)


@given(low=st.floats(-5000.0, 1.5e6), rise=st.floats(1.0, 1e5))
def test_thinner_with_height(low: float, rise: float) -> None:
    assert density(low + rise) < density(low)
    assert atmosphere(low + rise)[1] < atmosphere(low)[1]


@pytest.mark.parametrize(
    "border", [11_019.1, 20_063.1, 32_161.9, 47_350.1, 51_412.5, 71_802.0, 86e3, 91e3, 110e3, 1e6]
)
def test_no_steps_at_the_borders(border: float) -> None:
    below, above = atmosphere(border - 0.1), atmosphere(border + 0.1)
    assert above == pytest.approx(below, rel=1e-4)  # 0.2 m of height is 3e-5 of the scale height
