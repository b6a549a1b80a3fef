"""Guidance against P. Zarchan, Tactical and Strategic Missile Guidance: closed forms of proportional navigation."""

from __future__ import annotations

import math

import pytest

from iamd.physics.guidance import closest_approach, limited, proportional_navigation
from published.cases import case


@pytest.mark.parametrize("name", ["GUI-ACC-N3", "GUI-ACC-N5"])
def test_acceleration_against_a_manoeuvring_target(name: str) -> None:
    """Zero-lag proportional navigation needs N'/(N' - 2) [1 - (tgo/tF)^(N' - 2)] times the target's acceleration.

    Linearised engagement: closing at constant speed along x, target accelerating across; integrated with small steps
    until one second before intercept, because the law itself is singular there.
    """
    inputs, expected = case(name)["inputs"], case(name)["expected"]
    ratio = float(next(value for key, value in inputs.items() if key.startswith("N")))
    wanted = float(next(iter(expected.values())))
    closing, time_to_go, target = 1000.0, 10.0, 0.3  # weak, so that the angles stay small
    across = speed = command = 0.0
    dt = 1e-4
    left = time_to_go
    while left > 1.0:
        _, command, _ = proportional_navigation(closing * left, across, 0.0, -closing, speed, 0.0, ratio)
        speed += (target - command) * dt
        across += speed * dt
        left -= dt
    wanted *= 1.0 - (1.0 / time_to_go) ** (ratio - 2.0)
    assert command / target == pytest.approx(wanted, rel=0.002)  # steps of 0.1 ms, small angles


def test_no_command_on_a_collision_course() -> None:
    assert proportional_navigation(5000.0, 0.0, 0.0, -900.0, 0.0, 0.0, 4.0) == (0.0, 0.0, 0.0)


def test_command_turns_towards_the_target() -> None:
    _, up, _ = proportional_navigation(5000.0, 0.0, 0.0, -900.0, 50.0, 0.0, 4.0)
    rate = 5000.0 * 50.0 / 5000.0**2
    assert up == pytest.approx(
        4.0 * 900.0 * rate, rel=1e-12
    )  # N' Vc times the turning rate, upwards with the target


def test_limit_keeps_the_direction() -> None:
    x, y, z = limited(30.0, 40.0, 0.0, 10.0)
    assert math.hypot(x, y, z) == pytest.approx(10.0, rel=1e-12)
    assert y / x == pytest.approx(4.0 / 3.0, rel=1e-12)


def test_closest_approach_is_found_inside_the_step() -> None:
    miss, when = closest_approach(100.0, 7.0, 0.0, -1000.0, 0.0, 0.0, 0.2)
    assert (miss, when) == pytest.approx((7.0, 0.1), rel=1e-12)
    early, _ = closest_approach(100.0, 7.0, 0.0, -1000.0, 0.0, 0.0, 0.05)
    assert early == pytest.approx(
        math.hypot(50.0, 7.0), rel=1e-12
    )  # the step ends before the closest approach


def test_equivalence_with_zero_effort_miss() -> None:
    """N' Vc lambda-dot equals N' ZEM / tgo^2 for small angles."""
    one = case("GUI-ZEM")
    given = {key: float(value) for key, value in one["inputs"].items()}
    along = given["Vc_ms"] * given["tgo_s"]
    _, got, _ = proportional_navigation(
        along, given["y_m"], 0.0, -given["Vc_ms"], given["yd_ms"], 0.0, given["Nprime"]
    )
    assert got == pytest.approx(
        float(one["expected"]["nc_ms2"]), rel=2e-4
    )  # the angle is 0.5 degrees, not zero
