"""Flights of threats: aiming, trajectory tables, level flight."""

import math
import time

import numpy as np
import pytest

from iamd.physics.aiming import CLOSE_ENOUGH, SAMPLE_STEP, aim_ballistic
from iamd.physics.ballistics import MEAN_RADIUS, minimum_energy
from iamd.physics.boost import fly_boosted
from iamd.physics.geodesy import (
    ecef_to_geodetic,
    geodetic_to_ecef,
    height_above_ellipsoid,
    local_axes,
    to_local,
)
from iamd.physics.trajectory import NO_ROOM, fly_level, trajectory_state

ROWS = 2500
rad = math.radians


def away(latitude: float, longitude: float, azimuth: float, distance: float) -> tuple[float, float]:
    """Point at a distance on the sphere [rad, m]; the longitude may lie beyond pi."""
    angle = distance / MEAN_RADIUS
    sine = math.sin(latitude) * math.cos(angle) + math.cos(latitude) * math.sin(angle) * math.cos(azimuth)
    east = math.sin(azimuth) * math.sin(angle) * math.cos(latitude)
    return math.asin(sine), longitude + math.atan2(east, math.cos(angle) - math.sin(latitude) * sine)


def motor(distance: float) -> tuple[float, float]:
    """Burn time and specific impulse [s] of a notional class with this range."""
    return 30.0 + distance / 40e3, 230.0 + distance / 100e3


# range [km], azimuth, latitude, longitude [deg], loft
LAUNCHES = [
    (100.0, 0.0, 39.0, 35.0, 1.0),
    (100.0, 210.0, -39.0, 35.0, 1.5),
    (300.0, 315.0, 36.0, 44.0, 1.0),
    (300.0, 90.0, 0.0, -60.0, 0.8),
    (600.0, 45.0, 33.0, 36.0, 1.0),
    (1000.0, 270.0, 35.0, 51.0, 1.6),
    (1000.0, 180.0, -20.0, 130.0, 1.0),
    (1500.0, 80.0, 52.0, 175.0, 1.0),  # across the antimeridian eastward
    (2000.0, 265.0, -15.0, -170.0, 1.2),  # across it westward
    (2000.0, 10.0, 75.0, 20.0, 1.0),  # past the pole
    (3000.0, 300.0, 30.0, 60.0, 1.0),
    (3000.0, 120.0, -50.0, -70.0, 0.8),
    (3000.0, 90.0, 10.0, 100.0, 1.6),
]


def aimed(launch: tuple[float, float, float, float, float], table: np.ndarray, max_rows: int = ROWS) -> tuple:
    """Solve a launch; return the solution and the aim point in ECEF."""
    distance, azimuth, latitude, longitude, loft = launch
    start = (rad(latitude), rad(longitude))
    aim = away(*start, rad(azimuth), 1000.0 * distance)
    burn_time, isp = motor(1000.0 * distance)
    solved = aim_ballistic(table, 0, max_rows, *start, *aim, loft, burn_time, isp, 5.0, 5000.0)
    return (*solved, geodetic_to_ecef(*aim, 0.0))


@pytest.mark.parametrize("launch", LAUNCHES, ids=lambda launch: f"{launch[0]:.0f}km-{launch[1]:.0f}deg")
def test_missile_falls_on_its_aim_point(launch: tuple[float, float, float, float, float]) -> None:
    table = np.zeros((ROWS, 6))
    rows, impact_time, apogee, miss, delta_v, aim = aimed(launch, table)
    assert rows > 3
    last = table[rows - 1]
    assert miss <= CLOSE_ENOUGH
    assert np.linalg.norm(last[:3] - aim) == pytest.approx(miss, abs=1e-6)  # rounding of 6e6 m
    assert abs(height_above_ellipsoid(*last[:3].tolist())) < 1e-3  # the search for the ground stops at 0.1 mm
    # The last interval is at least 1 ms and at most 1 ms more than a whole one.
    assert 0.0005 < impact_time - (rows - 3) * SAMPLE_STEP < SAMPLE_STEP + 0.0015
    heights = [height_above_ellipsoid(*row[:3].tolist()) for row in table[:rows]]
    assert max(heights) == pytest.approx(apogee, abs=2.0)  # 1.3 m of fall in half a second
    ideal_speed, ideal_apogee, ideal_time, _ = minimum_energy(1000.0 * launch[0])
    # More than the impulsive minimum: by drag (half as much at 100 km), lofting, and at most g times the burn time.
    assert ideal_speed < delta_v < 2.0 * ideal_speed + 9.8 * motor(1000.0 * launch[0])[0]
    if launch[4] == 1.0:
        # The boost comes on top of the arc, and the thrust leads the flight path.
        assert 0.8 * ideal_apogee < apogee < 2.0 * ideal_apogee
        assert ideal_time < impact_time < ideal_time + 2.0 * motor(1000.0 * launch[0])[0]


def test_smaller_steps_fall_at_the_same_place() -> None:
    table = np.zeros((ROWS, 6))
    points = []
    for internal_step in (0.5, 0.05):
        rows, *_ = fly_boosted(
            table, 0, ROWS, 0.6, 0.5, 0.0, 0.7, 0.74, 4097.0, 70.0, 240.0, 5.0, 5000.0, internal_step, 1.0
        )
        points.append(table[rows - 1, :3].copy())
    # Measured 0.1 to 2.2 m for ranges of 100 to 3,000 km: less than the accepted miss.
    assert np.linalg.norm(points[0] - points[1]) < 3.0


def test_more_loft_is_higher_and_longer() -> None:
    table = np.zeros((ROWS, 6))
    flights = [aimed((600.0, 45.0, 33.0, 36.0, loft), table) for loft in (0.8, 1.0, 1.3, 1.6)]
    for index in (1, 2):
        assert np.all(np.diff([flight[index] for flight in flights]) > 0.0)


def test_boost_starts_vertically_and_burnout_ends_the_acceleration() -> None:
    table = np.zeros((ROWS, 6))
    fly_boosted(table, 0, ROWS, 0.6, 0.5, 800.0, 0.7, 0.8, 3000.0, 60.0, 240.0, 8.0, 5000.0, 0.25, 1.0)
    axes = local_axes(0.6, 0.5)
    assert ecef_to_geodetic(*table[0, :3].tolist()) == pytest.approx((0.6, 0.5, 800.0), abs=1e-6)
    assert not table[0, 3:].any()
    east, north, up = to_local(*table[8, 3:].tolist(), axes)
    assert math.hypot(east, north) < 0.01 * up  # only the Coriolis force turns it
    east, north, up = to_local(*table[60, 3:].tolist(), axes)
    assert math.atan2(east, north) == pytest.approx(0.7, abs=0.02)  # the same force, over the burn
    speeds = np.linalg.norm(table[:80, 3:], axis=1)
    assert speeds[60] - speeds[59] > 50.0
    assert speeds[62] < speeds[61] < speeds[60]


@pytest.mark.parametrize(
    ("burn_time", "isp"),
    [
        pytest.param(300.0, 230.0, id="thrust below weight"),
        pytest.param(200.0, 260.0, id="least lift-off speed too fast for the range"),
    ],
)
def test_a_class_that_cannot_fly_there_gives_no_rows(burn_time: float, isp: float) -> None:
    table = np.zeros((ROWS, 6))
    rows, *_ = aim_ballistic(table, 0, ROWS, 0.6, 0.5, 0.62, 0.5, 1.0, burn_time, isp, 5.0, 5000.0)
    assert rows == 0


def test_what_does_not_take_off_gives_no_rows() -> None:
    table = np.zeros((10, 6))
    rows, impact_time, _ = fly_boosted(
        table, 0, 10, 0.6, 0.5, 0.0, 0.7, 0.8, 500.0, 120.0, 240.0, 8.0, 5000.0, 0.25, 1.0
    )
    assert (rows, impact_time) == (0, 0.0)


def test_a_flight_too_long_for_its_rows_says_so_and_stays_inside_them() -> None:
    table = np.zeros((ROWS, 6))
    rows, *_ = aimed(LAUNCHES[4], table, max_rows=100)
    assert rows == NO_ROOM
    assert table[99].any()
    assert not table[100:].any()
    assert fly_level(table, 200, 10, 1.0, 0.6, 0.5, 0.62, 0.5, 50.0, 100.0, 0.3)[0] == NO_ROOM
    assert not table[210:].any()


def test_state_is_exact_at_the_rows_and_held_at_the_ends() -> None:
    table = np.zeros((ROWS, 6))
    rows, impact_time, *_ = aimed(LAUNCHES[4], table)
    for row in (0, 1, 57, rows - 3):
        state = trajectory_state(table, 0, rows, 1.0, impact_time, float(row))
        assert state == pytest.approx(tuple(table[row]), rel=1e-15, abs=1e-9)
    for moment in (impact_time, impact_time + 100.0):
        assert trajectory_state(table, 0, rows, 1.0, impact_time, moment) == tuple(table[rows - 1])
    assert trajectory_state(table, 0, rows, 1.0, impact_time, -1.0) == tuple(table[0])
    just_before = trajectory_state(table, 0, rows, 1.0, impact_time, impact_time - 1e-6)
    assert just_before == pytest.approx(tuple(table[rows - 1]), abs=0.01)  # 1 us at 1 km/s


def test_state_between_rows_is_that_of_a_finer_table() -> None:
    coarse, fine = np.zeros((ROWS, 6)), np.zeros((10 * ROWS, 6))
    flight = (0.6, 0.5, 0.0, 0.7, 0.74, 4097.0, 70.0, 240.0, 5.0, 5000.0, 0.5)
    rows, end_time, _ = fly_boosted(coarse, 0, ROWS, *flight, 1.0)
    fine_rows, fine_end, _ = fly_boosted(fine, 0, 10 * ROWS, *flight, 0.1)
    assert end_time == fine_end
    for row in range(fine_rows - 2):
        error = np.abs(fine[row] - trajectory_state(coarse, 0, rows, 1.0, end_time, 0.1 * row))
        # Greatest in the densest air, where the deceleration changes within a second.
        assert error[:3].max() < 0.1
        assert error[3:].max() < 0.3


def test_two_flights_share_a_table() -> None:
    table, alone = np.zeros((ROWS, 6)), np.zeros((ROWS, 6))
    rows, *_ = aimed(LAUNCHES[2], table)
    level_rows, end_time, step = fly_level(table, rows, 500, 10.0, 0.6, 0.5, 0.61, 0.5, 50.0, 60.0, 0.3)
    assert fly_level(alone, 0, 500, 10.0, 0.6, 0.5, 0.61, 0.5, 50.0, 60.0, 0.3) == (
        level_rows,
        end_time,
        step,
    )
    assert np.array_equal(table[rows : rows + level_rows], alone[:level_rows])
    state = trajectory_state(table, rows, level_rows, step, end_time, 123.4)
    assert state == trajectory_state(alone, 0, level_rows, step, end_time, 123.4)


# sample step [s], latitude, longitude, aim latitude, aim longitude [deg], height [m], speed [m/s], dive angle [deg]
LEVEL_FLIGHTS = [
    pytest.param(20.0, 35.0, 36.0, 39.0, 33.0, 50.0, 50.0, 30.0, id="drone"),
    pytest.param(
        5.0, -5.0, 179.0, 5.0, -178.0, 50.0, 250.0, 10.0, id="cruise missile across the antimeridian"
    ),
    pytest.param(20.0, 60.0, 0.0, 62.0, 20.0, 10e3, 250.0, 45.0, id="from aircraft height"),
    pytest.param(1.0, 40.0, 30.0, 40.02, 30.0, 100.0, 50.0, 90.0, id="vertical dive"),
]


@pytest.mark.parametrize(
    ("sample_step", "latitude", "longitude", "aim_latitude", "aim_longitude", "height", "speed", "dive"),
    LEVEL_FLIGHTS,
)
def test_level_flight(
    sample_step: float, latitude: float, longitude: float, aim_latitude: float, aim_longitude: float,
    height: float, speed: float, dive: float,
) -> None:  # fmt: skip
    """Height and speed are held, and the dive ends on the aim at the angle asked for."""
    table = np.zeros((ROWS, 6))
    start, aim = (rad(latitude), rad(longitude)), (rad(aim_latitude), rad(aim_longitude))
    rows, end_time, step = fly_level(table, 0, ROWS, sample_step, *start, *aim, height, speed, rad(dive))
    assert 0.0 < step <= sample_step
    assert table[0, :3] == pytest.approx(geodetic_to_ecef(*start, height), abs=1e-6)
    assert table[rows - 1, :3] == pytest.approx(geodetic_to_ecef(*aim, 0.0), abs=1e-6)
    dive_time = (rows - 3) * step
    for moment in np.linspace(0.0, dive_time, 101)[:-1].tolist():
        state = trajectory_state(table, 0, rows, step, end_time, moment)
        # Sag of a cubic in 5 km of circle, and the midpoint rule of the path.
        assert height_above_ellipsoid(*state[:3]) == pytest.approx(height, abs=0.001)
        assert math.hypot(*state[3:]) == pytest.approx(speed, abs=0.001)
    for moment in np.linspace(dive_time + 1e-6, end_time, 11).tolist():
        state = trajectory_state(table, 0, rows, step, end_time, moment)
        assert math.hypot(*state[3:]) == pytest.approx(speed, rel=1e-9)
        latitude_now, longitude_now, _ = ecef_to_geodetic(*state[:3])
        east, north, up = to_local(*state[3:], local_axes(latitude_now, longitude_now))
        # The line is straight and the earth is not: 10 km are 0.1 degrees.
        assert math.degrees(math.atan2(-up, math.hypot(east, north))) == pytest.approx(dive, abs=0.2)
    assert end_time - dive_time == pytest.approx(height / math.sin(rad(dive)) / speed, rel=0.003)


def test_level_flight_takes_the_time_of_its_length() -> None:
    """One degree of the equator is a pi / 180; a quarter meridian is 10,001,965.729 m (NIMA TR8350.2, GRS 80)."""
    table = np.zeros((ROWS, 6))
    _, end_time, _ = fly_level(table, 0, ROWS, 20.0, 0.0, 0.0, 0.0, rad(1.0), 0.0, 100.0, 0.0)
    assert 100.0 * end_time == pytest.approx(rad(1.0) * 6378137.0, abs=1e-3)
    _, end_time, _ = fly_level(table, 0, ROWS, 20.0, 0.0, 0.3, 0.5 * math.pi, 0.3, 0.0, 250.0, 0.0)
    assert 250.0 * end_time == pytest.approx(10_001_965.729, abs=0.01)


def test_level_flight_without_a_dive_ends_above_the_aim() -> None:
    table = np.zeros((ROWS, 6))
    rows, end_time, step = fly_level(table, 0, ROWS, 7.0, 0.6, 0.5, 0.61, 0.52, 9000.0, 250.0, 0.0)
    assert table[rows - 1, :3] == pytest.approx(geodetic_to_ecef(0.61, 0.52, 9000.0), abs=1e-6)
    assert end_time == pytest.approx((rows - 2) * step, rel=1e-12)


def test_level_flight_nearer_than_its_dive_goes_straight_to_the_aim() -> None:
    table = np.zeros((ROWS, 6))
    rows, end_time, step = fly_level(table, 0, ROWS, 1.0, 0.6, 0.5, 0.6001, 0.5, 1000.0, 100.0, 0.3)
    assert rows == 3
    length = math.dist(geodetic_to_ecef(0.6, 0.5, 1000.0), geodetic_to_ecef(0.6001, 0.5, 0.0))
    assert end_time == pytest.approx(length / 100.0, rel=1e-12)
    middle = trajectory_state(table, 0, rows, step, end_time, 0.5 * end_time)
    assert middle[:3] == pytest.approx(0.5 * (table[0, :3] + table[2, :3]), abs=1e-6)
    assert fly_level(table, 0, ROWS, 1.0, 0.6, 0.5, 0.6, 0.5, 1000.0, 100.0, 0.3)[0] == 0


@pytest.mark.jit_only
def test_speed_is_printed() -> None:
    """Printed, never asserted: ``pytest -s``."""
    table = np.zeros((ROWS, 6))
    aimed(LAUNCHES[0], table)
    for launch in LAUNCHES:
        begin = time.perf_counter()
        aimed(launch, table)
        print(f"{launch[0]:6.0f} km, loft {launch[4]}: {1e3 * (time.perf_counter() - begin):.2f} ms")
