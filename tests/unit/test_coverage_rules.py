"""Rules of a survey: it stands where the simulation stands, tells targets apart, and says only what it counts."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from iamd.analysis.coverage import document, request, rings, scene, sheets, survey, vertical, words
from iamd.engine.compile import _site as engine_site
from iamd.errors import InputError
from iamd.physics import coverage
from iamd.scenario import load, resolve
from iamd.scenario.inputs import draw

Changes = dict[str, Any]
ONE: Changes = {"units.1.state": "silent", "coverage.radius": "60 km", "coverage.cell": "2 km"}


def small(changes: Changes | None = None, name: str = "coverage-island", **asked: Any) -> survey.Survey:
    """A survey of the shipped island in large cells, without draws."""
    base: Changes = {
        "coverage.cell": "20 km", "coverage.targets": ["Kalibr"], "coverage.altitudes": ["100 m", "10 km"],
    }  # fmt: skip
    loaded = load(name, base | (changes or {}))
    return survey.survey(
        resolve(loaded, coverage=True), request.make_request(loaded, **({"draws": 0} | asked))
    )


@pytest.fixture(scope="module")
def slope(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ground that rises eastward, 2 m to each point of a file with 120 points to a degree."""
    return ground_file(tmp_path_factory.mktemp("slope") / "slope.tif", 2.0)


def ground_file(path: Path, rise: float) -> Path:
    rasterio = pytest.importorskip("rasterio")
    heights = np.broadcast_to(rise * np.arange(480, dtype=np.float32), (480, 480))
    with rasterio.open(
        path, "w", driver="GTiff", height=480, width=480, count=1, dtype="float32", crs="EPSG:4326",
        transform=rasterio.Affine(1 / 120, 0.0, -142.0, 0.0, -1 / 120, 22.0),
    ) as file:  # fmt: skip
        file.write(heights, 1)
    return path


def over(path: Path) -> Changes:
    return {"terrain": {"dem": str(path), "datum": "ellipsoid"}}


# --- where radars stand ---------------------------------------------------------------------------------------------


@pytest.mark.jit_only
@pytest.mark.parametrize("altitude", ["0 m", "700 m"])
def test_sites_stand_where_the_simulation_puts_them(slope: Path, altitude: str) -> None:
    """As the scenario says, else on the ground between the points of the files; a radar aircraft at its height."""
    found = small(over(slope) | {"units.0.altitude": altitude, "coverage.radius": "60 km"})
    for record, radar in zip(found.scene.records, found.scene.radars, strict=True):
        there = engine_site(found.resolved.units[radar.unit], found.resolved, found.values)
        aircraft = bool(found.resolved.units[radar.unit].system.aircraft)
        assert record.ground_m == (there.ground if aircraft else there.height)
        assert (record.height_m == there.height) == aircraft
    if altitude == "700 m":
        assert found.scene.records[0].ground_m == 700.0


@pytest.mark.jit_only
def test_the_horizon_of_a_jammer_counts_from_the_ground_of_the_site() -> None:
    changes: Changes = {
        "jammers": [{"name": "Far", "at": [22.2, -140.0], "altitude": "2100 m", "erp": "10 kW", "bandwidth": "100 MHz",
                     "bands": ["s", "c", "x"]}],
        "units.1.state": "silent",
    }  # fmt: skip
    low, high = (small(changes | {"units.0.altitude": each}) for each in ("0 m", "2000 m"))
    assert len(low.scene.jammers[0]) == 0  # 240 km away: out of sight from the coast
    assert len(high.scene.jammers[0]) == 0  # and from a plateau, of which the jammer clears 100 m
    near = small(changes | {"jammers.0.at": [20.2, -140.0]})
    assert len(near.scene.jammers[0]) == 1


@pytest.mark.jit_only
def test_low_targets_over_coarse_hills_are_seen_as_over_a_smooth_earth(tmp_path: Path) -> None:
    """With the shade of the earth: coarse hills hide nothing below 1 km, so it must be counted there."""
    flat = ground_file(tmp_path / "flat.tif", 0.0)
    asked = {**ONE, "coverage.altitudes": ["50 m", "100 m"], "coverage.radius": "100 km"}
    smooth, coarse = small(asked), small(asked | over(flat))
    assert coarse.ground.coarse
    for key, codes in smooth.maps.items():
        assert np.array_equal(codes, coarse.maps[key])
    assert any("below 1,000 m" in text for text in words._way(coarse))


# --- targets of the raid --------------------------------------------------------------------------------------------


def test_entries_that_a_radar_can_tell_apart_are_targets_of_their_own() -> None:
    entry = {
        "threat": "Shahed-136",
        "count": 1,
        "from": {"bearing": "200 deg", "range": "110 km"},
        "aim": "Port Verity",
    }
    jammer = {"erp": "100 W", "bandwidth": "100 MHz"}
    raid = [
        entry,
        entry | {"count": 5},
        entry | {"altitude": "1 km"},
        entry | {"speed": "40 m/s"},
        entry | {"jammer": jammer},
    ]
    resolved = resolve(load("coverage-island", {"raid": raid}), coverage=True)
    assert rings.target_names(resolved) == ("Shahed-136", "Shahed-136 at 40 m/s", "Shahed-136 with a jammer")
    slow = resolved.targets[1]
    values = draw(resolved.inputs, 1, 0, "best")
    assert scene.speed_of(slow, values) == 40.0
    other = {**jammer, "erp": "1 kW"}
    twice = resolve(load("coverage-island", {"raid": [entry | {"jammer": jammer}, entry | {"jammer": other}]}),
                    coverage=True)  # fmt: skip
    assert rings.target_names(twice) == ("Shahed-136 with a jammer", "Shahed-136 with a jammer (2)")


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.jit_only
def test_the_altitude_on_a_ring_counts_from_the_ground_at_the_unit() -> None:
    low, high = (small({**ONE, "units.0.altitude": each}) for each in ("0 m", "1500 m"))
    one, other = (sheets._rings(each, each.keys[0])[0].altitude for each in (low, high))
    assert one == other
    assert "over the unit's ground" in one


@pytest.mark.jit_only
def test_no_altitude_is_written_as_a_power_of_ten() -> None:
    assert [words.height_text(each) for each in (20.0, 1e3, 9_999.9, 1e4, 12_500.0, 1e5)] == [
        "20 m", "1,000 m", "10 km", "10 km", "12.5 km", "100 km",
    ]  # fmt: skip
    found = small()
    made = document.document(found, "iamd coverage x", "1")
    assert not re.search(r"\de\+|10000 m", str([made["facts"], made["headline"], made["tables"]]))
    assert dict(made["facts"])["Altitudes"] == "100 m, 10 km above ground"


@pytest.mark.jit_only
def test_only_what_is_counted_is_said_to_be(slope: Path) -> None:
    plain = " ".join(words._way(small(ONE)))
    assert "Counted: gas in the air, clutter, shading near the horizon" in plain
    hills = words._way(small({**ONE, **over(slope), "coverage.cell": "1 km"}))
    assert "shading" not in hills[0]
    assert "shading near the horizon" in hills[1]
    ideal = small({**ONE, "units.0.system": "ideal layer 0.5", "coverage.targets": ["ideal target"]})
    assert not any(part in " ".join(words._way(ideal)) for part in ("gas", "clutter", "shading"))
    assert {row["part"] for row in words.ledger(ideal)}.isdisjoint({"air", "clutter", "shade of the earth"})


# --- vertical diagrams ----------------------------------------------------------------------------------------------


def diagram(changes: Changes, *azimuths: float) -> Any:
    return vertical.charts(small(ONE | changes, azimuths=azimuths))[0][0]


@pytest.mark.jit_only
def test_a_diagram_outside_the_sector_is_empty_and_says_so() -> None:
    sector = {"figures": {"TRML-4D.azimuth_sector": "90 deg"}, "units.0.facing": "0 deg"}
    ahead, behind = diagram(sector, 0.5), diagram(sector, 3.0)
    assert any("echo" in curve.label for curve in ahead.curves)
    assert not any("echo" in curve.label or "reflection" in curve.label for curve in behind.curves)
    assert "does not look there" in behind.note
    assert "90° wide about azimuth 0°" in behind.note


@pytest.mark.jit_only
def test_stand_off_jamming_is_on_the_diagram() -> None:
    jammers = [{"name": "Off", "at": [21.0, -140.0], "altitude": "9000 m", "erp": "10 kW", "bandwidth": "10 MHz",
                "bands": ["s", "c", "x"]}]  # fmt: skip
    quiet, jammed = diagram({}, 0.0), diagram({"jammers": jammers}, 0.0)
    assert np.max(jammed.curves[0].x) < 0.7 * np.max(quiet.curves[0].x)
    assert "jamming" in jammed.note
    assert "jamming" not in quiet.note


@pytest.mark.jit_only
def test_a_duct_has_no_curve_without_reflection() -> None:
    labels = [curve.label for curve in diagram({"propagation": {"surface": "sea", "duct": True}}, 0.0).curves]
    assert not any("without" in label for label in labels)
    assert any("duct" in label for label in labels)


# --- what is asked --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draws", [0, 1, 19])
def test_real_laydowns_need_enough_draws(draws: int) -> None:
    loaded = load("turkey-2019", {"coverage.targets": ["Kalibr"]})
    with pytest.raises(InputError, match="needs draws") as caught:
        request.make_request(loaded, draws=draws)
    assert "20 to 2,000" in str(caught.value)
    assert request.make_request(loaded, draws=20).draws == 20


def test_a_duct_counts_for_nothing_over_hills() -> None:
    records = scene.record_table(1)
    for name, value in {
        "height_m": 24.0, "half_sector": 4.0, "elevation_min": -0.5, "elevation_max": 1.0, "strength": 2e21,
        "false_alarm": 1e-6, "instrumented_m": 4e5, "path_reach_m": 4e5, "elevation_beam": 0.03, "azimuth_beam": 0.03,
        "duct_top_m": 200.0, "floor_step_m": 1.0,
    }.items():  # fmt: skip
        records[0][name] = value
    cells = [np.full((1, 1), each, np.float32) for each in (20e3, 0.0, 0.0, 80.0, 20.0)]
    out = np.empty((1, 1), np.uint8)
    coverage.detection_codes(
        records, 0, cells[0], cells[1], cells[2], 50.0, cells[3], cells[4], True, 1e6, 1.0, 20.0, 4.0 / 3.0,
        np.zeros((0, coverage.JAMMER_COLUMNS)), 0.0, np.zeros(0), 1.0, out,
    )  # fmt: skip
    assert out[0, 0] == coverage.TERRAIN
