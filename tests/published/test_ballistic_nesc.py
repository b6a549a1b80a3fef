"""NASA/NESC check cases 09 and 10: a sphere with drag in the standard atmosphere over the rotating WGS-84 earth.

NASA/TM-2015-218675; time histories in github.com/nasa/simupy-flight, NESC_data/Atmospheric_checkcases. The values are
the last row (t = 30 s) of simulation 04, one of six.
"""

import math

import pytest

from iamd.physics.ballistics import State, step
from iamd.physics.geodesy import ecef_to_geodetic, geodetic_to_ecef, local_axes, to_local

FOOT = 0.3048  # m, exact
SLUG = 14.59390294  # kg
BALLISTIC_COEFFICIENT = 1.0 * SLUG / (0.1 * 0.1963495 * FOOT * FOOT)  # 1 slug, CD 0.1, 0.1963495 ft2
DURATION = 30.0  # s

# id, east and north at launch [ft/s] (with 1,000 ft/s up), then height [ft], longitude, latitude [deg] and the
# north-east-down velocity [ft/s]
CASES = [
    ("BAL-NESC-09", 1000.0, 0.0, 10160.9897645, 0.0616478507138, 0.0, (0.0, 610.746581927, 181.748229037)),
    (
        "BAL-NESC-10", 0.0, 1000.0, 10114.8055114, -7.84759050703e-5, 0.0621356266972,
        (611.535615912, -1.06377240137, 184.446484675),
    ),
]  # fmt: skip

# cases.json: mean of the six simulations and its tolerance
MEAN_OF_SIX = {
    "BAL-NESC-09": {"height_ft": (10160.097719674368, 3.378), "speed_fps": (637.187158825938, 0.1159)},
    "BAL-NESC-10": {"height_ft": (10113.833840072797, 3.283), "speed_fps": (638.7183289507701, 0.1143)},
}


def flown(east: float, north: float, steps: int) -> State:
    """State after 30 s from latitude 0, longitude 0, where up is x, east is y and north is z."""
    state = (*geodetic_to_ecef(0.0, 0.0, 0.0), 1000.0 * FOOT, east * FOOT, north * FOOT)
    for _ in range(steps):
        state = step(*state, DURATION / steps, BALLISTIC_COEFFICIENT)
    return state


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_sphere_of_the_check_case(case: tuple) -> None:
    _, east, north, height, longitude, latitude, velocity = case
    state = flown(east, north, steps=300)
    ours = ecef_to_geodetic(*state[:3])
    # Independent programs agree to a few hundredths of a foot; 0.1 ft is 2.7e-7 degrees on the ground.
    assert ours[2] / FOOT == pytest.approx(height, abs=0.1)
    assert math.degrees(ours[1]) == pytest.approx(longitude, abs=2.7e-7)
    assert math.degrees(ours[0]) == pytest.approx(latitude, abs=2.7e-7)
    east_, north_, up = to_local(*state[3:], local_axes(ours[0], ours[1]))
    # 0.1 ft in 30 s of flight is 0.003 ft/s.
    assert (north_ / FOOT, east_ / FOOT, -up / FOOT) == pytest.approx(velocity, abs=0.003)


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_sphere_lies_within_the_spread_of_the_six_simulations(case: tuple) -> None:
    state = flown(case[1], case[2], steps=300)
    mean = MEAN_OF_SIX[case[0]]
    assert ecef_to_geodetic(*state[:3])[2] / FOOT == pytest.approx(
        mean["height_ft"][0], abs=mean["height_ft"][1]
    )
    speed = math.sqrt(sum(part * part for part in state[3:])) / FOOT
    assert speed == pytest.approx(mean["speed_fps"][0], abs=mean["speed_fps"][1])


def test_without_drag_or_coriolis_the_check_case_would_fail() -> None:
    """The bar of 0.1 ft sees each force: here the step is right and the force is wrong."""
    state = (*geodetic_to_ecef(0.0, 0.0, 0.0), 1000.0 * FOOT, 1000.0 * FOOT, 0.0)
    for _ in range(30):
        state = step(*state, 1.0, math.inf)
    assert abs(ecef_to_geodetic(*state[:3])[2] / FOOT - CASES[0][3]) > 1000.0
    # Eastward and westward launches differ by twice the Coriolis lift, 2 w v t^2 / 2 = 65 ft and more.
    east, west = (ecef_to_geodetic(*flown(sign * 1000.0, 0.0, steps=30)[:3])[2] for sign in (1.0, -1.0))
    assert (east - west) / FOOT > 50.0
