"""Closed forms of free flight: minimum-energy trajectories and lofted flight tests as reported."""

import math

import pytest

from iamd.physics.ballistics import free_flight_time, minimum_energy

# Wheelon, ARS Journal 29 (1959) 915; Bate, Mueller and White (1971), chapter 6; R = 6371 km, mu = 398600.4418 km3/s2.
# id, range [km], speed [m/s], elevation [deg], apogee [km], time of flight [s]
MINIMUM_ENERGY = [
    ("BAL-MET-150km", 150.0, 1206.5924601592951, 44.662754397780475, 37.278409686076515, 176.15029070460844),
    ("BAL-MET-500km", 500.0, 2173.375001554605, 43.875847992601585, 122.51571872223558, 327.3639699368562),
    ("BAL-MET-1500km", 1500.0, 3626.52969788506, 41.62754397780476, 352.0872673110406, 594.5628513425077),
    ("BAL-MET-3000km", 3000.0, 4864.9956379680225, 38.255087955609525, 655.2064772596982, 895.0355803153391),
    ("BAL-MET-5500km", 5500.0, 6075.2393593052975, 32.63432791861746, 1040.5227494555388, 1315.7938353990153),
]

# id, ground range [km], apogee [km], reported time of flight [min], as relayed from KCNA, NHK and others
LOFTED_TESTS = [
    ("BAL-NK-HS12-2017-05-14", 700.0, 2111.5, 30.0),
    ("BAL-NK-HS14-2017-07-28", 998.0, 3724.9, 47.0),
    ("BAL-NK-HS15-2017-11-29", 960.0, 4500.0, 54.0),
    ("BAL-NK-HS17-2022-03-24", 1090.0, 6250.0, 67.0),
]


@pytest.mark.parametrize("case", MINIMUM_ENERGY, ids=[case[0] for case in MINIMUM_ENERGY])
def test_minimum_energy_flight(case: tuple[str, float, float, float, float, float]) -> None:
    _, range_km, *expected = case
    speed, apogee, time, elevation = minimum_energy(1000.0 * range_km)
    ours = [speed, math.degrees(elevation), apogee / 1000.0, time]
    assert ours == pytest.approx(expected, rel=1e-10)  # the same closed forms in double precision


@pytest.mark.parametrize("case", LOFTED_TESTS, ids=[case[0] for case in LOFTED_TESTS])
def test_time_of_a_reported_lofted_flight(case: tuple[str, float, float, float]) -> None:
    _, range_km, apogee_km, minutes = case
    time = free_flight_time(1000.0 * range_km, 1000.0 * apogee_km)
    # The report includes two to five minutes of boost and rounds to the minute; the arc has no boost.
    assert time / 60.0 == pytest.approx(minutes, rel=0.13)


def test_both_closed_forms_give_the_same_time() -> None:
    for _, range_km, _, _, apogee_km, time in MINIMUM_ENERGY:
        # The apogee is a small difference of large lengths, which costs digits.
        assert free_flight_time(1000.0 * range_km, 1000.0 * apogee_km) == pytest.approx(time, rel=1e-9)
