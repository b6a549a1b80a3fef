"""From records of the engine to rows, on made-up records."""

import math
from typing import Any

import numpy as np
import pytest

from iamd.engine import tables
from iamd.engine.codes import ThreatStatus
from iamd.engine.execute import RunRecord
from iamd.physics.geodesy import ecef_to_geodetic, geodetic_to_ecef
from iamd.results.schema import EventKind, Reason
from iamd.study.names import Names
from iamd.study.records import Played, geodetic, part_tables

NAMES = Names(
    ["battery"], ["cheap", "unpriced"], ["a/1", "a/2", "b/1"], ["a", "a", "b"], ["cruise", "cruise", "decoy"],
    ["City", "City", "City"], np.array([True, True, False]), ["cheap.price", None], ["a.price", "a.price", None],
)  # fmt: skip
VALUES = {"cheap.price": 1000.0, "a.price": 20.0}


def record(statuses: list[ThreatStatus], log: list[dict[str, Any]]) -> RunRecord:
    threats = tables.THREATS.allocate(3)
    threats["status"] = [status.value for status in statuses]
    threats["launch_s"], threats["end_s"] = [0.0, 1.0, 2.0], [50.0, 60.0, 70.0]
    threats["fail_s"], threats["reason"] = math.inf, -1
    for name in ("first_detection_s", "first_track_s", "first_shot_s"):
        threats[name] = math.inf
    events = tables.EVENTS.allocate(len(log))
    for name in ("unit", "threat", "ordinal", "type"):
        events[name] = -1
    events = events[: len(log)]
    for row, cells in zip(events, log, strict=True):
        for name, value in cells.items():
            row[name] = value
    assets = tables.ASSETS.allocate(1)
    assets["radius_m"], assets["value"], assets["hits_to_lose"] = 1000.0, 5.0, 2
    return RunRecord(0, events, threats, assets, tables.SAMPLES.allocate(1)[:0], np.zeros(8))


def played(statuses: list[ThreatStatus], log: list[dict[str, Any]], **changes: Any) -> Played:
    found = record(statuses, log)
    for name, value in changes.items():
        (found.assets if name in found.assets.dtype.names else found.threats)[name] = value
    flights = tables.FLIGHTS.allocate(1)
    flights["end_s"], flights["engageable"] = 50.0, 1
    return Played(4, VALUES, flights, 80.0, found)


def run_row(one: Played, names: Names = NAMES) -> dict[str, Any]:
    made, _ = part_tables(names, [one])
    found: dict[str, Any] = made["runs"].to_pylist()[0]
    return found


LAUNCH = {"kind": EventKind.INTERCEPTOR_LAUNCH, "unit": 0, "ordinal": 0, "time_s": 30.0}
ALL_LEAK = [ThreatStatus.LEAKED] * 3


def test_counts_leave_decoys_out_and_rounds_do_not() -> None:
    row = run_row(played(ALL_LEAK, [{**LAUNCH, "threat": 2, "type": 0}]))
    assert (row["draw"], row["launched"], row["leakers"], row["threatening"], row["engageable"]) == (
        4,
        2,
        2,
        2,
        2,
    )
    assert (row["engaged"], row["interceptors_expended"]) == (0, 1)


def test_a_waiting_threat_is_not_launched_and_has_no_outcome() -> None:
    made, _ = part_tables(NAMES, [played([ThreatStatus.WAITING, *ALL_LEAK[1:]], [])])
    assert made["outcomes"]["threat"].to_pylist() == ["a/2", "b/1"]
    assert made["runs"]["launched"].to_pylist() == [1]


def test_a_threat_still_flying_at_the_end_counts_as_arrived_with_its_furthest_reason() -> None:
    log = [
        {"kind": EventKind.NO_SHOT, "unit": 0, "threat": 0, "reason": reason, "time_s": 10.0}
        for reason in (Reason.TIME, Reason.HORIZON)
    ]
    made, _ = part_tables(NAMES, [played([ThreatStatus.FLYING, *ALL_LEAK[1:]], log)])
    row = made["outcomes"].to_pylist()[0]
    assert (row["outcome"], row["reason"], row["end_s"]) == ("leaked", "time", 80.0)


def test_costs_need_the_price_of_every_round_and_of_every_launched_threat() -> None:
    cheap = [{**LAUNCH, "threat": 0, "type": 0, "ordinal": number} for number in range(3)]
    priced = NAMES._replace(round_prices=[NAMES.round_prices[0]] * len(NAMES.round_prices))
    assert run_row(played(ALL_LEAK, cheap), priced)["cost_defender"] == 3000.0
    assert run_row(played(ALL_LEAK, []), priced)["cost_defender"] == 0.0
    assert math.isnan(run_row(played(ALL_LEAK, cheap))["cost_defender"])  # the other type has no price
    assert run_row(played(ALL_LEAK, cheap))["cost_attacker"] == 40.0  # two threats; the decoy has no price


def test_a_failing_or_wide_threat_is_not_threatening() -> None:
    assert run_row(played(ALL_LEAK, [], fail_s=[9.0, math.inf, math.inf]))["threatening"] == 1
    assert (
        run_row(played(ALL_LEAK, [], east_m=[800.0, 600.0, 0.0], north_m=[0.0, 900.0, 0.0]))["threatening"]
        == 1
    )


def test_an_asset_is_lost_with_its_last_hit() -> None:
    assert run_row(played(ALL_LEAK, [], hits=1))["assets_lost_value"] == 0.0
    assert run_row(played(ALL_LEAK, [], hits=2))["assets_lost_value"] == 5.0


def test_warning_is_the_mean_over_the_threats_that_were_seen() -> None:
    seen = [20.0, math.inf, 0.0]
    row = run_row(played(ALL_LEAK, [], first_detection_s=seen))
    assert (row["first_detection_s"], row["warning_s"]) == (20.0, 30.0)  # arrival 50 s; the decoy is left out
    none = run_row(played(ALL_LEAK, []))
    assert math.isnan(none["first_detection_s"])
    assert math.isnan(none["warning_s"])


def test_positions_are_those_of_the_kernel() -> None:
    rng = np.random.default_rng(1)
    latitudes, longitudes = rng.uniform(-1.57, 1.57, 200), rng.uniform(-math.pi, math.pi, 200)
    heights = rng.uniform(-500.0, 800e3, 200)
    points = np.array([geodetic_to_ecef(*each) for each in zip(latitudes, longitudes, heights, strict=True)])
    found = np.array(geodetic(*points.T)).T
    kernel = np.array([ecef_to_geodetic(*point) for point in points])
    kernel[:, :2] = np.degrees(kernel[:, :2])
    np.testing.assert_allclose(
        found, kernel, rtol=0.0, atol=1e-8
    )  # the same formula; metres need 1e-8 of 1e6
    np.testing.assert_allclose(found[:, 2], heights, rtol=0.0, atol=1e-3)  # 1 mm, as the kernel promises


def test_an_event_without_a_place_has_none() -> None:
    x, y, z = geodetic_to_ecef(0.7, 0.5, 1000.0)
    log = [{"kind": EventKind.ASSIGN}, {"kind": EventKind.KILL, "x": x, "y": y, "z": z}]
    made, digests = part_tables(NAMES, [played(ALL_LEAK, log)])
    altitudes = made["events"]["altitude_m"].to_pylist()
    assert math.isnan(altitudes[0])
    assert altitudes[1] == pytest.approx(1000.0, abs=1e-3)  # the kernel's 1 mm
    assert set(digests) == {0}
