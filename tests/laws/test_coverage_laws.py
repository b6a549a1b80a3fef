"""Laws of coverage: more radars never shrink it, a higher mast never shrinks it, every cell has one limit."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.analysis.coverage import board, request, scene, survey, sweep
from iamd.physics import coverage
from iamd.scenario import load, resolve
from iamd.scenario.inputs import draw

K = 4.0 / 3.0
NONE = np.zeros((0, coverage.JAMMER_COLUMNS))
SIZE = 25
ALONG = np.linspace(-300e3, 300e3, SIZE, dtype=np.float32)
EAST, NORTH = (np.ascontiguousarray(each) for each in np.meshgrid(ALONG, -ALONG))
FLAT = np.zeros((SIZE, SIZE), np.float32)

masts = st.floats(2.0, 500.0)
altitudes = st.floats(20.0, 15e3)
places = st.floats(-250e3, 250e3)


def codes_of(mast: float, altitude: float, east: float = 0.0, north: float = 0.0, **changes: Any) -> Any:
    """Codes of a radar that sees 1 m2 at 150 km, at a place of the map."""
    records = scene.record_table(1)
    values = {
        "height_m": mast, "half_sector": math.pi, "elevation_min": -0.5, "elevation_max": 1.2, "false_alarm": 1e-6,
        "strength": 20.0 * 150e3**4, "instrumented_m": 250e3, "path_reach_m": 250e3, "elevation_beam": 0.03,
    } | changes  # fmt: skip
    for name, value in values.items():
        records[0][name] = value
    out = np.empty((SIZE, SIZE), np.uint8)
    x, y = EAST - np.float32(east), NORTH - np.float32(north)
    coverage.detection_codes(
        records,
        0,
        x,
        y,
        FLAT,
        altitude,
        FLAT,
        FLAT,
        False,
        1e6,
        1.0,
        20.0,
        K,
        NONE,
        0.0,
        np.zeros(0),
        1.0,
        out,
    )
    return out


@pytest.mark.jit_only
@settings(max_examples=25)
@given(st.lists(st.tuples(masts, places, places), min_size=1, max_size=4), altitudes)
def test_more_radars_never_shrink_coverage(radars: list[tuple[float, float, float]], altitude: float) -> None:
    seen = np.zeros((SIZE, SIZE), bool)
    found = []
    for mast, east, north in radars:
        found.append(codes_of(mast, altitude, east, north))
        network = sweep.together(found, (SIZE, SIZE)) == coverage.COVERED
        assert not (seen & ~network).any()
        assert np.array_equal(network, np.any([each == coverage.COVERED for each in found], axis=0))
        seen = network


@pytest.mark.jit_only
@settings(max_examples=25)
@given(masts, st.floats(0.0, 300.0), altitudes)
def test_a_higher_mast_never_hides_a_cell(mast: float, more: float, altitude: float) -> None:
    low, high = codes_of(mast, altitude), codes_of(mast + more, altitude)
    assert not ((low != coverage.HORIZON) & (high == coverage.HORIZON)).any()


@settings(max_examples=5)
@given(masts, altitudes, st.floats(0.0, 3.0))
def test_every_cell_has_one_limit(mast: float, altitude: float, half_sector: float) -> None:
    codes = codes_of(mast, altitude, half_sector=half_sector)
    areas = np.bincount(codes.ravel(), minlength=coverage.COVERED + 1)
    assert areas.sum() == SIZE * SIZE
    assert len(areas) == coverage.COVERED + 1


@settings(max_examples=10)
@given(st.floats(0.01, 10.0), st.floats(1.5, 5.0))
def test_the_range_of_energy_scales_with_the_fourth_root(rcs: float, factor: float) -> None:
    records = scene.record_table(1)
    for name, value in (
        ("strength", 20.0 * 50e3**4),
        ("instrumented_m", 2_000e3),
        ("path_reach_m", 2_000e3),
        ("elevation_beam", 0.03),
    ):
        records[0][name] = value
    out = np.empty(2)
    for place, size in enumerate((rcs, rcs * factor**4)):
        coverage.vertical_contour(
            records, 0, 0.0, size, 20.0, K, 5e3, np.array([0.3]), NONE, 0.0, out[place : place + 1]
        )
    assert out[1] / out[0] == pytest.approx(factor, rel=1e-6)


# --- the whole survey -----------------------------------------------------------------------------------------------


def survey_of(changes: dict[str, Any], **asked: Any) -> survey.Survey:
    base = {"coverage.cell": "20 km", "coverage.targets": ["Kalibr"], "coverage.altitudes": ["100 m", "3 km"]}
    loaded = load("coverage-island", base | changes)
    return survey.survey(
        resolve(loaded, coverage=True), request.make_request(loaded, **({"draws": 0} | asked))
    )


@pytest.mark.jit_only
def test_a_network_sees_what_its_members_see() -> None:
    found = survey_of({})
    for curves in found.curves:
        network = curves.series[survey.NETWORK]
        for name, single in curves.series.items():
            assert (single <= network).all(), name
        assert (
            network <= sum(each for name, each in curves.series.items() if name != survey.NETWORK) + 1e-6
        ).all() or (len(curves.series) == 1)


@pytest.mark.jit_only
@pytest.mark.parametrize(
    "places",
    [[[-17.0, 179.9], [-17.5, -179.6]], [[90.0, 0.0], [88.9, 120.0]], [[-89.5, 10.0], [-89.5, -170.0]]],
)
def test_coverage_does_not_depend_on_where_on_earth_it_is(places: list[list[float]]) -> None:
    """Antimeridian and poles are places like others: one radar sees as much there as anywhere."""
    alone = {
        "units.1.state": "silent",
        "assets": [],
        "raid": [],
        "coverage.cell": "4 km",
        "coverage.radius": "80 km",
    }
    here = survey_of(alone).curves[0].series["all together"]
    there = (
        survey_of(alone | {"units.0.at": places[0], "units.1.at": places[1]}).curves[0].series["all together"]
    )
    # rel: the cells fall differently about the radar
    assert there[-1] == pytest.approx(here[-1], rel=0.03)


@pytest.mark.jit_only
def test_sites_of_a_real_laydown_stay_in_their_box_and_draws_can_be_made_again() -> None:
    resolved = resolve(load("turkey-2019"), coverage=True)
    unit = resolved.units[0]
    shifts = [scene.site_shift(unit, 1, number) for number in range(200)]
    north = [abs(each[1]) for each in shifts]
    assert max(north) < 0.05 * 111.2e3
    assert max(north) > 0.045 * 111.2e3
    assert shifts[7] == scene.site_shift(unit, 1, 7)
    assert shifts[7] != scene.site_shift(unit, 2, 7)


@pytest.mark.jit_only
def test_real_laydowns_have_shares_in_cells_of_five_kilometres_and_no_fine_raster() -> None:
    loaded = load(
        "turkey-2019",
        {"coverage.targets": ["Kalibr"], "coverage.altitudes": ["100 m"], "coverage.radius": "150 km"},
    )
    found = survey.survey(resolve(loaded, coverage=True), request.make_request(loaded, draws=20))
    assert found.board.grid.cell_m >= 5_000.0
    assert found.lowest is None
    share = found.maps[found.keys[0], 100.0]
    assert share.dtype == np.float32
    assert np.allclose(20.0 * share, np.rint(20.0 * share), atol=1e-4)
    assert share.max() > 0.0
    assert len(np.unique(share)) > 2
    curves = found.curves[0]
    assert curves.low is not None
    assert curves.high is not None
    assert (curves.low[survey.NETWORK] <= curves.series[survey.NETWORK]).all()
    assert (curves.series[survey.NETWORK] <= curves.high[survey.NETWORK]).all()


@pytest.mark.jit_only
def test_a_place_at_war_has_curves_and_no_map() -> None:
    changes = {
        "coverage.targets": ["Kalibr"],
        "coverage.altitudes": ["100 m"],
        "coverage.radius": "150 km",
        "laydown.active_war": True,
    }
    loaded = load("turkey-2019", changes)
    found = survey.survey(resolve(loaded, coverage=True), request.make_request(loaded, draws=20))
    assert not found.maps
    assert found.lowest is None
    assert found.curves


@pytest.mark.jit_only
def test_draws_are_the_same_again_and_others_with_another_seed() -> None:
    first, again, other = (survey_of({}, draws=3, seed=seed).curves[0] for seed in (1, 1, 2))
    assert first.high is not None
    assert again.high is not None
    assert other.high is not None
    assert np.array_equal(first.high[survey.NETWORK], again.high[survey.NETWORK])
    assert not np.array_equal(first.high[survey.NETWORK], other.high[survey.NETWORK])


def test_the_board_of_one_unit_is_its_own_grid() -> None:
    made = board.make_board([(40.0, 33.0)], 100e3, 10e3)
    assert made.grid.size == 21
    assert made.views[0].east[10, 10] == 0.0
    assert made.views[0].north[0, 0] == 100e3


def test_best_values_are_those_of_the_inputs() -> None:
    resolved = resolve(load("coverage-island"), coverage=True)
    values = draw(resolved.inputs, 1, 0, "best")
    assert all(values[name] == item.best for name, item in resolved.inputs.items())
