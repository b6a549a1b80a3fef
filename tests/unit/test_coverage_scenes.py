"""Coverage of whole scenes: limits that partition the map, sectors, aspects, hills from elevation files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from iamd.analysis.coverage import ground, request, scene, survey, sweep
from iamd.errors import InputError
from iamd.physics import coverage
from iamd.physics.detection import required_snr
from iamd.scenario import load, resolve
from iamd.scenario.inputs import draw
from iamd.scenario.load import find as load_path

Changes = dict[str, Any]


# --- scenes ---------------------------------------------------------------------------------------------------------


def small(changes: Changes | None = None, **asked: Any) -> survey.Survey:
    """A survey of the shipped island in large cells."""
    base: Changes = {
        "coverage.cell": "20 km",
        "coverage.targets": ["Kalibr"],
        "coverage.altitudes": ["100 m", "3 km"],
    }
    loaded = load("coverage-island", base | (changes or {}))
    resolved = resolve(loaded, coverage=True)
    return survey.survey(resolved, request.make_request(loaded, **({"draws": 0} | asked)))


@pytest.mark.jit_only
def test_every_cell_has_one_code_and_shares_make_one() -> None:
    found = small()
    for curves in found.curves:
        assert curves.limits.sum(axis=1) == pytest.approx(np.full(len(curves.altitudes), curves.ring_km2))
    for codes in found.maps.values():
        assert int(codes.max()) <= coverage.COVERED


@pytest.mark.jit_only
def test_a_unit_that_is_silent_sees_nothing() -> None:
    both, one = small(), small({"units.1.state": "silent"})
    assert one.curves[0].series[survey.NETWORK][0] < both.curves[0].series[survey.NETWORK][0]
    with pytest.raises(InputError, match="on the air"):
        small({"units.0.state": "silent", "units.1.state": "moving"})


def test_a_sector_without_a_facing_is_refused() -> None:
    with pytest.raises(InputError, match="facing"):
        small({"units.0.system": "THAAD", "raid": [], "assets": []})


@pytest.mark.jit_only
def test_a_round_without_a_range_against_ballistic_missiles_is_left_out_in_plain_words() -> None:
    found = small({"coverage.targets": ["generic-bm-600"]})
    assert [key.kind for key in found.keys] == ["detection"]
    assert any("nobody states a range" in words for words in found.warnings)


@pytest.mark.jit_only
def test_a_target_too_slow_for_the_filter_is_never_seen() -> None:
    found = small({"figures": {"MESA.radial_speed_min": "400 m/s", "TRML-4D.radial_speed_min": "400 m/s"}})
    assert found.curves[0].series[survey.NETWORK].max() == 0.0


@pytest.mark.jit_only
def test_aspects_differ_where_the_card_says_so() -> None:
    ahead, side = (small(aspect=each).curves[0].series[survey.NETWORK][-1] for each in ("nose", "side"))
    mean = small(aspect="mean").curves[0].series[survey.NETWORK][-1]
    assert ahead < mean < side


def test_the_wanted_ratio_is_that_of_the_target() -> None:
    loaded = load("coverage-island", {"coverage.detection": 0.9})
    resolved = resolve(loaded, coverage=True)
    values = draw(resolved.inputs, 1, 0, "best")
    asked = request.make_request(loaded, draws=0)
    radar = scene.radars_of(resolved)[0]
    records = scene.record_table(1)
    scene.fill_record(records[0], resolved, radar, values, (0.0, 0.0))
    seen = scene.echo(resolved.targets[0], radar, records[0], values, asked)
    assert seen.wanted == pytest.approx(
        required_snr(0.9, records[0].false_alarm, resolved.targets[0].card.swerling)
    )


# --- hills ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def hills(tmp_path: Path) -> Callable[[float], Path]:
    """An elevation file with a north-south ridge of some height 0.3 degrees east of the coast unit."""
    rasterio = pytest.importorskip("rasterio")

    def make(height: float) -> Path:
        heights = np.zeros((480, 480), np.float32)
        heights[:, 275:279] = height
        path = tmp_path / f"ridge-{height:g}.tif"
        transform = rasterio.Affine(1 / 120, 0.0, -142.0, 0.0, -1 / 120, 22.0)
        with rasterio.open(
            path, "w", driver="GTiff", height=480, width=480, count=1, dtype="float32",
            crs="EPSG:4326", transform=transform,
        ) as file:  # fmt: skip
            file.write(heights, 1)
        return path

    return make


def ridge(path: Path, **more: Any) -> survey.Survey:
    return small({
        "terrain": {"dem": str(path), "datum": "ellipsoid"}, "units.1.state": "silent", "coverage.radius": "60 km",
        "coverage.cell": "1 km", "coverage.altitudes": ["100 m", "1 km"], **more,
    })  # fmt: skip


@pytest.mark.jit_only
def test_a_ridge_hides_what_lies_behind_it(hills: Callable[[float], Path]) -> None:
    found = ridge(hills(800.0))
    key = found.keys[0]
    codes, view = found.maps[key, 100.0], found.board.views[0]
    behind = (view.east > 40e3) & (np.abs(view.north) < 5e3) & (view.east < 50e3)
    before = (view.east > 10e3) & (np.abs(view.north) < 5e3) & (view.east < 25e3)
    assert set(np.unique(codes[behind])) == {coverage.TERRAIN}
    assert set(np.unique(codes[before])) == {coverage.COVERED}
    assert found.lowest is not None
    lowest, surface, _ = found.lowest
    assert float((lowest - surface)[behind].min()) > 400.0
    assert "ridge" in found.ground.name


@pytest.mark.jit_only
def test_flat_ground_sees_what_a_smooth_earth_sees(hills: Callable[[float], Path]) -> None:
    found = ridge(hills(0.0))
    assert all(coverage.TERRAIN not in codes for codes in found.maps.values())
    flat = found.curves[0].series[survey.NETWORK]
    smooth = small({"units.1.state": "silent", "coverage.radius": "60 km", "coverage.cell": "1 km",
                    "coverage.altitudes": ["100 m", "1 km"], "propagation.diffraction": False})  # fmt: skip
    # rel: one cell of the edge; over hills the earth casts no shade beyond the sight line
    assert flat == pytest.approx(smooth.curves[0].series[survey.NETWORK], rel=0.02)


@pytest.mark.jit_only
def test_cells_of_more_than_a_kilometre_hide_no_low_target(hills: Callable[[float], Path]) -> None:
    found = ridge(hills(800.0), **{"coverage.cell": "2 km"})
    assert coverage.TERRAIN not in found.maps[found.keys[0], 100.0]
    assert found.ground.coarse
    assert any("smooth" in note for note in found.ground.notes)


def test_ground_that_is_missing_is_one_message(hills: Callable[[float], Path]) -> None:
    with pytest.raises(InputError, match="radius"):
        ridge(hills(0.0), **{"coverage.radius": "240 km"})


@pytest.mark.jit_only
def test_exact_lines_agree_with_the_quick_sweep(hills: Callable[[float], Path]) -> None:
    path = hills(300.0)
    quick = ridge(path).maps
    loaded = load("coverage-island", {
        "coverage.targets": ["Kalibr"], "terrain": {"dem": str(path), "datum": "ellipsoid"}, "units.1.state": "silent",
        "coverage.radius": "60 km", "coverage.cell": "1 km", "coverage.altitudes": ["100 m", "1 km"],
    })  # fmt: skip
    resolved = resolve(loaded, coverage=True)
    exact = survey.survey(resolved, request.make_request(loaded, draws=0, exact=True)).maps
    for place, codes in exact.items():
        assert np.mean(codes == quick[place]) > 0.98


def test_hills_are_read_beside_the_scenario(hills: Callable[[float], Path]) -> None:
    path = hills(100.0)
    scenario = path.parent / "beside.yaml"
    text = load_path("coverage-island").read_text(encoding="utf-8")
    scenario.write_text(text.replace("terrain: smooth", f"terrain: {{dem: {path.name}}}"), encoding="utf-8")
    found = ground.read_ground(load(scenario), [(20.0, -140.0)], [20e3], 1e3)
    assert path.name in found.name


def test_threads_keep_the_order() -> None:
    assert sweep.in_threads(lambda number: number * number, range(7)) == [0, 1, 4, 9, 16, 25, 36]
