"""Booster sizing by the rocket equation: Zarchan, listing C16L1."""

import pytest

from iamd.physics.boost import STANDARD_GRAVITY, propellant_fraction

FOOT = 0.3048  # m


def test_two_stage_booster_of_zarchan() -> None:
    """BAL-ZAR-C16L1: 20,000 ft/s split 1/3 to 2/3, specific impulse 250 s, structure 15 % of a stage."""
    isp = 250.0 * 32.2 * FOOT / STANDARD_GRAVITY  # the listing takes g as 32.2 ft/s2
    mass, stages = 100.0, []
    for share in (0.6667, 0.3333):
        fraction = propellant_fraction(20000.0 * share * FOOT, isp)
        # stage mass m: propellant 0.85 m = fraction (mass + m)
        stage = fraction * mass / (0.85 - fraction)
        stages.append((0.85 * stage, 0.15 * stage))
        mass += stage
    ours = [*stages[1], *stages[0], mass]
    assert ours == pytest.approx(
        [3473.667, 613.0, 1684.741, 297.307, 6168.715], rel=1e-5
    )  # printed to 1e-3 lb
