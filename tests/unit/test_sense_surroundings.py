"""Ground, weather, jamming and the time budget as whole runs show them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine_runner import SEED, world_of
from iamd.engine.codes import SensorRole
from iamd.engine.execute import run_one
from iamd.engine.stages import sense
from iamd.engine.world import Slot
from iamd.results.schema import Reason
from iamd.scenario import load
from iamd.scenario.ground import followed

SCENARIO = """
title: One battery and low missiles from the east
terrain: {terrain}
laydown: {{kind: fictional}}
units:
  - {{name: battery, system: S-400, at: [40.0, 33.0], facing: 90 deg}}
assets:
  - {{name: City, at: [40.0, 33.05], radius: 10 km}}
raid:
  - {{threat: Kalibr, count: 2, from: {{bearing: 90 deg, range: 100 km}}, aim: City, spacing: 4 s, altitude: 60 m
    {more}}}
figures: {{S-400.readiness: 1}}
{rest}
"""


def scene(tmp_path: Path, terrain: str = "smooth", more: str = "", rest: str = "") -> Any:
    path = tmp_path / "scene.yaml"
    path.write_text(SCENARIO.format(terrain=terrain, more=more, rest=rest))
    return load(path)


def first_seen(world: Any, runs: int = 3) -> tuple[float, set[int]]:
    """Mean first detection [s] over threats and runs, and the gates that ever hid a threat from a unit."""
    slot = Slot(world)
    times, gates = [], set()
    for run in range(runs):
        record = run_one(world, slot, SEED, run)
        times.append(
            np.where(
                np.isfinite(record.threats["first_detection_s"]), record.threats["first_detection_s"], 1e3
            )
        )
        gates |= {int(value) for value in slot.sights["furthest"]} | {
            int(value) for value in slot.sights["gate"]
        }
    return float(np.mean(times)), gates


def ridge(folder: Path) -> None:
    """A plain at 800 m with a north-south ridge of 900 m about 20 km east of the battery."""
    rasterio = pytest.importorskip("rasterio")
    rows = columns = 600
    longitude = np.linspace(32.0, 34.6, columns)[None, :]
    heights = 800.0 + 900.0 * np.exp(-(((longitude - 33.25) / 0.03) ** 2)) * np.ones((rows, 1))
    transform = rasterio.Affine(2.6 / columns, 0.0, 32.0, 0.0, -2.0 / rows, 41.0)
    with rasterio.open(
        folder / "ridge.tif", "w", driver="GTiff", height=rows, width=columns, count=1, dtype="float32",
        crs="EPSG:4326", transform=transform,
    ) as file:  # fmt: skip
        file.write(heights.astype("float32"), 1)


def test_a_ridge_hides_and_the_log_says_so(tmp_path: Path) -> None:
    ridge(tmp_path)
    flat, _ = first_seen(world_of(scene(tmp_path)))
    world = world_of(scene(tmp_path, "{dem: ridge.tif, sea: true}"))
    behind, _ = first_seen(world)
    assert behind > flat + 30.0, "the ridge is 20 km away; on a smooth earth the horizon is at 40 km"
    # when they are between the horizon of a smooth earth and the ridge
    _, gates = first_seen(world._replace(last_tick=round(270.0 / float(world.rules[0].step_s))), runs=1)
    assert Reason.MASK.value in gates


def test_low_flyers_keep_their_height_over_the_ground(tmp_path: Path) -> None:
    ridge(tmp_path)
    from iamd.physics.geodesy import height_above_ellipsoid

    world = world_of(scene(tmp_path, "{dem: ridge.tif, sea: true}"))
    heights = [height_above_ellipsoid(*map(float, row[:3])) for row in world.trajectory]
    # 60 m over the plain; the geoid is 36 m above the ellipsoid there
    assert heights[0] == pytest.approx(800.0 + 60.0 + 36.0, abs=6.0)
    assert max(heights) == pytest.approx(1700.0 + 60.0 + 36.0, abs=25.0), (
        "read every kilometre, the sharp top is cut"
    )


def test_the_highest_ground_nearby_is_what_a_low_flyer_follows() -> None:
    ground = np.array([0.0, 0.0, 0.0, 100.0, 0.0, 0.0, 0.0, 50.0])
    lifted = followed(ground, 1)
    assert (lifted >= ground).all()
    assert lifted[-1] == 50.0
    assert lifted[0] == 0.0 < lifted[1]


def test_noise_delays_detection_and_a_stand_off_jammer_less_than_one_on_board(tmp_path: Path) -> None:
    rest = (
        "jammers: [{name: far, at: [40.0, 36.0], altitude: 9 km, erp: 10 kW, bandwidth: 200 MHz, bands: [s]}]"
    )
    on_board = ", jammer: {erp: 1 kW, bandwidth: 20 MHz, bands: [s]}"
    high = ", speed: 240 m/s"
    plain, _ = first_seen(world_of(scene(tmp_path, more=high)))
    aside, _ = first_seen(world_of(scene(tmp_path, more=high, rest=rest)))
    screened, gates = first_seen(world_of(scene(tmp_path, more=high + on_board)))
    assert plain <= aside <= screened
    assert screened > plain + 20.0
    assert Reason.SIZE.value in gates


def test_a_jammer_in_another_band_changes_nothing(tmp_path: Path) -> None:
    plain, _ = first_seen(world_of(scene(tmp_path)))
    other, _ = first_seen(
        world_of(scene(tmp_path, more=", jammer: {erp: 1 MW, bandwidth: 1 MHz, bands: [ku]}"))
    )
    assert other == plain


def test_looks_take_time_from_each_other_and_from_search(tmp_path: Path) -> None:
    world = world_of(scene(tmp_path))
    sensor = world.sensors[int(np.flatnonzero(world.sensors["role"] != SensorRole.SEARCH.value)[0])]
    step = float(world.rules[0].step_s)
    share = getattr(sense.look_share, "py_func", sense.look_share)
    load = getattr(sense.look_load, "py_func", sense.look_load)
    sensor.busy_channels, sensor.dwell_s, sensor.track_share = 4, 0.01, 0.5
    assert load(sensor, step) == pytest.approx(0.04 / (int(sensor.look_ticks) * step))
    slowed = getattr(sense.slowed, "py_func", sense.slowed)
    assert slowed(20, 1.0) == 20
    assert slowed(20, 0.5) == 40
    assert slowed(20, 0.0) == 400, "a twentieth of the time is always left"
    if not hasattr(sense.look_share, "py_func"):
        assert share(sensor, step) == 1.0
        sensor.busy_channels = 1_000
        assert share(sensor, step) < 0.5


def test_a_duct_over_the_sea_shows_low_missiles_before_they_pass_the_horizon(tmp_path: Path) -> None:
    sea = "propagation: {surface: sea, lobing: true}"
    duct = "propagation: {surface: sea, duct: true}"
    low = ", speed: 250 m/s"
    figures = "figures: {S-400.readiness: 1, Kalibr.rcs_s: 1 m2"
    height = ", surroundings.evaporation-duct-height: 15 m"

    def seen(way: str) -> float:
        path = tmp_path / "sea.yaml"
        text = SCENARIO.format(terrain="smooth", more=low, rest=way).replace(
            "altitude: 60 m", "altitude: 10 m"
        )
        path.write_text(
            text.replace("figures: {S-400.readiness: 1", figures + (height if way == duct else ""))
        )
        return first_seen(world_of(load(path)))[0]

    assert seen(duct) < seen(sea) - 10.0


def test_beyond_its_table_the_floor_follows_the_earth(tmp_path: Path) -> None:
    """A flat elevation model hides at 400 km what a smooth earth hides there."""
    from iamd.engine import sight
    from iamd.physics.propagation import masked_below

    rasterio = pytest.importorskip("rasterio")
    transform = rasterio.Affine(0.005, 0.0, 30.0, 0.0, -0.005, 43.0)
    with rasterio.open(
        tmp_path / "flat.tif", "w", driver="GTiff", height=1200, width=1200, count=1, dtype="float32", crs="EPSG:4326",
        transform=transform,
    ) as file:  # fmt: skip
        file.write(np.full((1200, 1200), 500.0, dtype=np.float32), 1)
    world = world_of(scene(tmp_path, "{dem: flat.tif, sea: true, datum: ellipsoid}"))
    sensor, k = world.sensors[0], float(world.rules.earth_factor[0])
    floor = getattr(sight._floor, "py_func", sight._floor)
    if hasattr(sight._floor, "py_func"):
        pytest.skip("an inner kernel: with the compiler off only")
    for ground in (100e3, 200e3, 400e3):
        above = masked_below(float(sensor.height_m) - 500.0, ground, k)
        assert floor(sensor, 0, world.floors, ground, 0.0, ground, k) == pytest.approx(
            500.0 + above, rel=0.02, abs=20.0
        )


def test_lobes_over_hills_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="smooth surface only"):
        scene(tmp_path, "relief", rest="propagation: {lobing: true}")
