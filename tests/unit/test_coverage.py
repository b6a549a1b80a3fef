"""Coverage kernels and maps: codes at single cells, profiles against looks, places on the map."""

import hashlib
import math
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from iamd.analysis.coverage import board, scene
from iamd.analysis.mapsheet import MapGrid
from iamd.errors import InputError
from iamd.physics import coverage
from iamd.physics.propagation import masked_below, radar_horizon
from iamd.physics.sensing import CLUTTER_NODES, PATH_HEIGHTS, PATH_RANGES

K = 4.0 / 3.0
NONE = np.zeros((0, coverage.JAMMER_COLUMNS))
NO_PROFILE = np.zeros(0)
Changes = dict[str, Any]


def a_radar(**changes: Any) -> Any:
    """A radar that sees 1 m2 at 100 km with a ratio of 20, all round."""
    records = scene.record_table(1)
    record = records[0]
    values: Changes = {
        "height_m": 24.0, "half_sector": math.pi, "elevation_min": -0.5, "elevation_max": 1.0, "strength": 20.0 * 1e20,
        "false_alarm": 1e-6, "instrumented_m": 400e3, "path_reach_m": 400e3, "elevation_beam": 0.03,
        "azimuth_beam": 0.03,
    } | changes  # fmt: skip
    for name, value in values.items():
        record[name] = value
    return records


def code(
    records: Any, east: float, north: float, altitude: float, rcs: float = 1.0, lowest: float | None = None, **more: Any
) -> int:  # fmt: skip
    """The code of one cell."""
    smooth = masked_below(float(records[0].height_m), math.hypot(east, north), K)
    cell = [np.full((1, 1), value, np.float32) for value in (east, north, 0.0, lowest or 0.0, smooth)]
    out = np.empty((1, 1), np.uint8)
    coverage.detection_codes(
        records, 0, cell[0], cell[1], cell[2], altitude, cell[3], cell[4], lowest is not None, more.get("reach", 1e6),
        rcs, more.get("wanted", 20.0), K, more.get("jammers", NONE), more.get("screen", 0.0), NO_PROFILE, 1.0, out,
    )  # fmt: skip
    return int(out[0, 0])


# --- one cell -------------------------------------------------------------------------------------------------------


def test_each_limit_binds_where_it_should() -> None:
    radar = a_radar()
    assert code(radar, 60e3, 0.0, 1000.0) == coverage.COVERED
    assert code(radar, 0.0, 120e3, 3000.0) == coverage.ENERGY
    assert code(radar, 60e3, 0.0, 50.0) == coverage.HORIZON
    assert code(radar, 0.0, 450e3, 20e3) == coverage.OUTSIDE
    assert code(radar, 60e3, 0.0, 1000.0, reach=50e3) == coverage.OUTSIDE
    assert code(radar, 2e3, 0.0, 10e3) == coverage.ELEVATION
    assert code(a_radar(half_sector=1.0, facing=0.0), 60e3, 0.0, 1000.0) == coverage.SECTOR


def test_hills_hide_and_the_horizon_hides_first() -> None:
    radar = a_radar(floor_step_m=1.0)
    assert code(radar, 20e3, 0.0, 50.0, lowest=80.0) == coverage.TERRAIN
    assert code(radar, 20e3, 0.0, 90.0, lowest=80.0) == coverage.COVERED
    # What a smooth earth hides as well counts as horizon.
    assert code(radar, 90e3, 0.0, 50.0, lowest=2000.0) == coverage.HORIZON


def test_a_smooth_earth_lies_at_the_height_of_the_site() -> None:
    low, high = a_radar(), a_radar(height_m=1024.0, ground_m=1000.0)
    for altitude in (50.0, 300.0, 1000.0):
        for away in (20e3, 60e3, 90e3, 140e3):
            assert code(high, away, 0.0, 1000.0 + altitude) == code(low, away, 0.0, altitude)
    assert code(a_radar(height_m=1024.0), 150e3, 0.0, 50.0) == coverage.ENERGY  # a mast is another thing


def test_a_duct_carries_beyond_the_horizon_as_far_as_energy_allows() -> None:
    radar = a_radar(duct_top_m=200.0)
    assert code(radar, 90e3, 0.0, 50.0) in (coverage.ENERGY, coverage.COVERED)
    assert code(radar, 150e3, 0.0, 300.0) == coverage.HORIZON


def test_range_of_energy_goes_with_the_fourth_root_of_the_echo() -> None:
    radar = a_radar()

    def farthest(rcs: float) -> float:
        low, high = 20e3, 390e3  # nearer the target is above the beam
        for _ in range(40):
            middle = 0.5 * (low + high)
            low, high = (
                (middle, high) if code(radar, middle, 0.0, 9e3, rcs) == coverage.COVERED else (low, middle)
            )
        return coverage.slant_range(low, 24.0, 9e3)

    # rel: places are single precision
    assert farthest(1.0) == pytest.approx(100e3, rel=1e-5)
    assert farthest(16.0) == pytest.approx(200e3, rel=1e-5)


def test_a_sector_turns_across_north() -> None:
    radar = a_radar(half_sector=0.5, facing=-0.1 + 2.0 * math.pi)
    assert code(radar, -20e3, 60e3, 1000.0) == coverage.COVERED
    assert code(radar, 20e3, 60e3, 1000.0) == coverage.COVERED
    assert code(radar, 40e3, 60e3, 1000.0) == coverage.SECTOR


def test_a_jammer_in_the_main_lobe_takes_range_and_one_beside_it_little() -> None:
    radar = a_radar()
    up = math.sin(math.atan2(9e3, 150e3))
    level = math.sqrt(1.0 - up * up)
    jammers = np.array([[level, 0.0, up, 100.0, 0.01]])
    height = 5e3
    assert code(radar, 90e3, 0.0, height, jammers=jammers) == coverage.ENERGY
    assert code(radar, 0.0, 90e3, height, jammers=jammers) == coverage.COVERED
    assert code(radar, 90e3, 0.0, height, screen=1e12) == coverage.ENERGY


def test_a_round_out_of_reach_leaves_the_cell_seen_only() -> None:
    codes = np.array([[coverage.COVERED, coverage.COVERED, coverage.HORIZON]], np.uint8)
    east = np.array([[20e3, 60e3, 20e3]], np.float32)
    zero = np.zeros((1, 3), np.float32)
    coverage.engagement_codes(0.0, east, zero, zero, 1000.0, np.array([[1e3, 40e3, 10.0, 20e3]]), codes)
    assert codes.tolist() == [[coverage.COVERED, coverage.KINEMATICS, coverage.HORIZON]]
    coverage.engagement_codes(0.0, east, zero, zero, 30e3, np.array([[1e3, 40e3, 10.0, 20e3]]), codes)
    assert codes[0, 0] == coverage.KINEMATICS
    coverage.engagement_codes(0.0, east, zero, zero, 1000.0, np.zeros((0, 4)), codes)
    assert coverage.COVERED not in codes


def test_slant_range_is_that_of_points_in_space() -> None:
    radius = 6_371_000.0
    for across, low, high in ((0.0, 0.0, 9e3), (50e3, 20.0, 50.0), (400e3, 24.0, 10e3), (900e3, 9e3, 100e3)):
        angle = across / radius
        x = (radius + high) * math.sin(angle)
        y = (radius + high) * math.cos(angle) - radius - low
        assert coverage.slant_range(across, low, high) == pytest.approx(math.hypot(x, y), rel=1e-9)


# --- profiles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exponent", [0.0, 2.5])
def test_a_profile_says_what_the_looks_say(exponent: float) -> None:
    clutter = np.linspace(3.0, 0.0, CLUTTER_NODES)
    loss = np.linspace(0.0, 0.5, PATH_RANGES * PATH_HEIGHTS)
    radar = a_radar(
        clutter=clutter, clutter_reach_m=60e3, path_loss=loss, scan_exponent=exponent, half_sector=1.2, facing=0.4,
        boresight=0.2, instrumented_m=150e3,
    )  # fmt: skip
    size = 41
    along = np.linspace(-140e3, 140e3, size, dtype=np.float32)
    east, north = (np.ascontiguousarray(each) for each in np.meshgrid(along, -along))
    flat = np.zeros((size, size), np.float32)
    jammers = np.array([[0.0, 1.0, 0.0, 3.0, 0.3]])
    profile, step = np.empty(3001), 150e3 / 3000
    coverage.gain_profile(radar, 0, 2.0, 20.0, 3000.0, K, step, profile)
    found = [np.empty((size, size), np.uint8) for _ in range(2)]
    for out, table in zip(found, (profile, NO_PROFILE), strict=True):
        coverage.detection_codes(
            radar,
            0,
            east,
            north,
            flat,
            3000.0,
            flat,
            flat,
            False,
            1e6,
            2.0,
            20.0,
            K,
            jammers,
            0.0,
            table,
            step,
            out,
        )
    assert set(np.unique(found[0])) == {
        coverage.OUTSIDE, coverage.SECTOR, coverage.HORIZON, coverage.ENERGY, coverage.COVERED,
    } - ({coverage.HORIZON} if coverage.HORIZON not in found[1] else set())  # fmt: skip
    assert np.mean(found[0] == found[1]) > 0.999  # a cell on an edge may fall to either side


def test_the_vertical_contour_ends_where_the_look_fails() -> None:
    radar = a_radar()
    angles = np.array([0.02, 0.1, 0.5])
    out = np.empty(3)
    coverage.vertical_contour(radar, 0, 0.0, 1.0, 20.0, K, 1e3, angles, NONE, 0.0, out)
    assert out == pytest.approx([100e3] * 3, rel=1e-6)
    coverage.vertical_contour(radar, 0, 0.0, 1e-12, 20.0, K, 1e3, angles, NONE, 0.0, out)
    assert out.tolist() == [0.0, 0.0, 0.0]


def test_the_smooth_floor_is_the_horizon_turned_round() -> None:
    radar = a_radar()
    east = np.array([[0.0, 10e3, 60e3, 400e3]], np.float32)
    out = np.empty_like(east)
    coverage.smooth_floor(radar, 0, east, np.zeros_like(east), K, out)
    assert out[0, :2].tolist() == [0.0, 0.0]
    for place in (2, 3):
        height = float(out[0, place])
        assert radar_horizon(24.0, height, K) == pytest.approx(float(east[0, place]), rel=1e-5)
        assert height == pytest.approx(masked_below(24.0, float(east[0, place]), K), rel=1e-6)


# --- places on the map ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("centre", "place"),
    [
        ((50.0, 20.0), (51.5, 22.0)),
        ((-17.0, 179.6), (-17.5, -179.8)),
        ((88.5, 10.0), (89.9, -120.0)),
        ((0.0, 0.0), (-2.0, 3.0)),
    ],
)
def test_cells_lie_where_the_geodesic_says(centre: board.Place, place: board.Place) -> None:
    grid = MapGrid(centre[0], centre[1], 5_000.0, 161)
    view = board.view_from(grid, place)
    worst = 0.0
    for row, column in ((0, 0), (0, 160), (37, 120), (80, 80), (160, 3), (99, 61)):
        x, y = (column - 80) * 5e3, (80 - row) * 5e3
        end = Geodesic.WGS84.Direct(*centre, math.degrees(math.atan2(x, y)), math.hypot(x, y))
        east, north = board.bearing_vector(place, (end["lat2"], end["lon2"]))
        worst = max(worst, math.hypot(view.east[row, column] - east, view.north[row, column] - north))
    assert worst < 0.1 * grid.cell_m


def test_a_shifted_view_is_the_view_from_there() -> None:
    grid = MapGrid(40.0, 33.0, 5_000.0, 121)
    there = Geodesic.WGS84.Direct(40.0, 33.0, 60.0, 5_000.0)
    near = board.view_from(grid, (40.0, 33.0)).shifted(5_000.0 * math.sin(math.pi / 3), 2_500.0)
    exact = board.view_from(grid, (there["lat2"], there["lon2"]))
    off = np.hypot(near.east, near.north) - np.hypot(exact.east, exact.north)
    assert np.abs(off).max() < 0.1 * grid.cell_m


def test_the_middle_of_places_crosses_the_antimeridian_and_the_pole() -> None:
    assert board.middle([(10.0, 179.0), (10.0, -179.0)])[1] == pytest.approx(180.0)
    assert board.middle([(89.0, 0.0), (89.0, 180.0)])[0] == pytest.approx(90.0)
    assert board.middle([(40.1, 33.0)]) == (40.1, 33.0)


def test_areas_are_true() -> None:
    made = board.make_board([(40.0, 33.0)], 1_000e3, 10_000.0)
    near = np.hypot(made.views[0].east, made.views[0].north) <= 900e3
    cap = 2.0 * math.pi * 6371.0**2 * (1.0 - math.cos(900.0 / 6371.0))
    assert board.total(made.areas, near) == pytest.approx(cap, rel=2e-3)  # rel: square cells along the edge


def test_maps_too_large_are_refused() -> None:
    with pytest.raises(InputError, match="too many cells"):
        board.make_board([(40.0, 33.0)], 400e3, 10.0)
    with pytest.raises(InputError, match="too far apart"):
        board.half_width([(40.0, 33.0), (-40.0, 100.0)], [1e5, 1e5])


# --- the compiler ---------------------------------------------------------------------------------------------------


def digest() -> str:
    """SHA-256 over what every kernel gives on a small map."""
    radar = a_radar(
        clutter=np.linspace(3.0, 0.0, CLUTTER_NODES), clutter_reach_m=60e3, scan_exponent=2.5, half_sector=1.2,
        facing=0.4, boresight=0.2, instrumented_m=150e3, path_loss=np.linspace(0.0, 0.5, PATH_RANGES * PATH_HEIGHTS),
    )  # fmt: skip
    along = np.linspace(-140e3, 140e3, 15, dtype=np.float32)
    east, north = (np.ascontiguousarray(each) for each in np.meshgrid(along, -along))
    base, lowest = (1e-3 * np.abs(east)).astype(np.float32), (1e-2 * np.abs(north)).astype(np.float32)
    jammers, profile = np.array([[0.6, 0.8, 0.0, 3.0, 0.3]]), np.empty(201)
    parts: list[Any] = [profile]
    coverage.gain_profile(radar, 0, 2.0, 20.0, 3000.0, K, 750.0, profile)
    for hills, table in ((False, profile), (True, NO_PROFILE), (False, NO_PROFILE)):
        codes = np.empty(east.shape, np.uint8)
        coverage.detection_codes(
            radar,
            0,
            east,
            north,
            base,
            3000.0,
            lowest,
            base,
            hills,
            1e6,
            2.0,
            20.0,
            K,
            jammers,
            1e5,
            table,
            750.0,
            codes,
        )
        parts.append(codes.copy())
        coverage.engagement_codes(5.0, east, north, base, 3000.0, np.array([[1e3, 60e3, 10.0, 9e3]]), codes)
        parts.append(codes)
    floor, least, contour = np.empty_like(east), np.full_like(east, np.inf), np.empty(9)
    coverage.smooth_floor(radar, 0, east, north, K, floor)
    coverage.lowest_of_all(radar, 0, east, north, 120e3, floor, least)
    coverage.vertical_contour(
        radar, 0, 0.5, 1.0, 20.0, K, 2e3, np.linspace(-0.01, 0.3, 9), jammers, 1e5, contour
    )
    content = b"".join(part.tobytes() for part in (*parts, floor, least, contour))
    return hashlib.sha256(content).hexdigest()


@pytest.mark.jit_only
def test_compiled_kernels_give_what_interpreted_ones_give() -> None:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", __file__], env=environment, capture_output=True, text=True, check=False,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == digest()


if __name__ == "__main__":
    print(digest())
