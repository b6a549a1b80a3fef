"""Metrics and tables against folders small enough to count by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from tests.unit.folder_factory import make_folder

from iamd.analysis import tables as report
from iamd.analysis.metrics import grade_share, metric_estimate, run_values, summary, write_summary
from iamd.analysis.sensitivity import rank_screening
from iamd.errors import ResultsError
from iamd.results import ResultsFolder, tables
from iamd.results.schema import METRICS, TABLES, EventKind, Outcome, Reason

THREATS = ["b1", "b2", "d1", "d2"]
CLASSES = ["ballistic", "ballistic", "drone", "drone"]

#: Per run and threat: outcome, threatening, engageable, engaged, shots, reason. Counted by hand in EXPECTED.
KILLED, LEAKED, FAILED = Outcome.KILLED, Outcome.LEAKED, Outcome.FAILED
FATES = [
    # run 0, draw 0: one leak of four
    [
        (KILLED, 1, 1, 1, 2, Reason.NONE),
        (LEAKED, 1, 1, 1, 2, Reason.ENGAGED_MISSED),
        (KILLED, 0, 1, 1, 1, Reason.NONE),
        (KILLED, 1, 1, 1, 1, Reason.NONE),
    ],
    # run 1, draw 0: nothing leaks, one fails by itself
    [
        (KILLED, 1, 1, 1, 3, Reason.NONE),
        (KILLED, 1, 1, 1, 1, Reason.NONE),
        (FAILED, 0, 0, 0, 0, Reason.NONE),
        (KILLED, 1, 1, 1, 1, Reason.NONE),
    ],
    # run 2, draw 1: nothing is engageable, all leak
    [
        (LEAKED, 1, 0, 0, 0, Reason.HORIZON),
        (LEAKED, 1, 0, 0, 0, Reason.HORIZON),
        (LEAKED, 0, 0, 0, 0, Reason.HORIZON),
        (LEAKED, 1, 0, 0, 0, Reason.MAGAZINE),
    ],
]
DRAW_OF_RUN = [0, 0, 1]
EXPECTED = {
    "leakage_of_launched": (1 / 4 + 0 + 1) / 3,
    "leakage_of_engageable": (1 / 4 + 0) / 2,  # run 2 has no engageable threat
    "leakers": 5 / 3,
    "p_no_leak": 1 / 3,
    "kills": 6 / 3,
    "interceptors_expended": 11 / 3,
    "shots_per_kill": 11 / 6,
    "fratricides": 0.0,
}


def counts(fates: list[tuple]) -> dict[str, int]:
    """One row of RUNS; columns that no test here looks at are 0."""
    leaks = [fate for fate in fates if fate[0] == LEAKED]
    row = {column.name: 0 for column in TABLES["runs"]} | {
        "launched": len(fates),
        "threatening": sum(fate[1] for fate in fates),
        "engageable": sum(fate[2] for fate in fates),
        "engaged": sum(fate[3] for fate in fates),
        "kills": sum(fate[0] == KILLED for fate in fates),
        "leakers": len(leaks),
        "leakers_engageable": sum(fate[2] for fate in leaks),
        "failed": sum(fate[0] == FAILED for fate in fates),
        "interceptors_expended": sum(fate[4] for fate in fates),
    }
    return row | {"cost_defender": math.nan}


def write(
    path: Path, fates: list[list[tuple]], draws: list[int], seed: int = 1, **more: object
) -> ResultsFolder:
    folder = ResultsFolder(path)
    folder.begin({"seed": seed, "elapsed_s": 0.5, "inputs": [], **more}, "key")
    runs = list(range(len(fates)))
    rows = [(run, threat, *fate) for run in runs for threat, fate in enumerate(fates[run])]
    names = ("run", "threat", "outcome", "threatening", "engageable", "engaged", "shots", "reason")
    columns = dict(zip(names, np.array(rows).T, strict=True))
    times = ("launch_s", "end_s", "first_detection_s", "first_track_s", "first_shot_s")
    columns |= {name: np.full(len(rows), 100.0) for name in times}
    per_run = [counts(fates[run]) | {"draw": draws[run]} for run in runs]
    part = {
        "outcomes": tables.outcomes_table(columns["run"], columns, THREATS, CLASSES, CLASSES, [""] * 4),
        "runs": tables.runs_table(
            runs, {name: np.array([row[name] for row in per_run]) for name in per_run[0]}
        ),
    }
    folder.write_part("all", part, dict.fromkeys(runs, "00" * 32))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> ResultsFolder:
    return write(tmp_path / "tiny", FATES, DRAW_OF_RUN)


def test_metrics_are_exact(folder: ResultsFolder) -> None:
    whole = summary(folder)
    assert list(whole["metrics"]) == list(METRICS)
    for name, value in EXPECTED.items():
        assert whole["metrics"][name]["mean"] == pytest.approx(value, rel=1e-12), name
        assert whole["metrics"][name]["unit"] == METRICS[name][0]
    assert whole["metrics"]["leakage_of_engageable"]["excluded"] == 1
    assert whole["metrics"]["cost_defender"]["mean"] is None
    assert (whole["runs"], whole["draws"], whole["seed"], whole["elapsed_s"]) == (3, 2, 1, 0.5)


def test_denominators_and_reasons_are_exact(folder: ResultsFolder) -> None:
    whole = summary(folder)
    expected = {
        "launched": 4,
        "threatening": (3 + 3 + 3) / 3,
        "engageable": (4 + 3 + 0) / 3,
        "engaged": (4 + 3 + 0) / 3,
        "killed": 2,
        "leaked": 5 / 3,
        "failed": 1 / 3,
    }
    assert whole["denominators"] == pytest.approx(expected, rel=1e-12)
    reasons = {"horizon": 1.0, "engaged_missed": 1 / 3, "magazine": 1 / 3}
    assert whole["reasons"] == pytest.approx(reasons, rel=1e-12)
    assert next(iter(whole["reasons"])) == "horizon"
    assert sum(whole["reasons"].values()) == pytest.approx(whole["denominators"]["leaked"], rel=1e-12)


def test_leakage_by_class_has_its_four_denominators(folder: ResultsFolder) -> None:
    ballistic = summary(folder)["by_class"]["ballistic"]
    assert ballistic["launched"] == 2.0
    assert ballistic["leaked"] == pytest.approx((1 + 0 + 2) / 3, rel=1e-12)
    means = {
        base: ballistic[f"leakage_of_{base}"]["mean"] for base in ("launched", "threatening", "engageable")
    }
    # Runs 0 and 1 leak 1/2 and 0; run 2 leaks all, of which none was engageable.
    assert means == pytest.approx({"launched": 0.5, "threatening": 0.5, "engageable": 0.25}, rel=1e-12)
    drone = summary(folder)["by_class"]["drone"]
    assert drone["leakage_of_engaged"]["mean"] == 0.0
    assert drone["leakage_of_engaged"]["excluded"] == 1


def test_summary_is_strict_json_with_the_promised_keys(folder: ResultsFolder) -> None:
    whole = write_summary(folder)
    assert folder.read_json("summary.json") == whole
    assert json.loads(json.dumps(whole, allow_nan=False)) == whole
    assert whole.keys() >= {
        "runs",
        "seed",
        "draws",
        "metrics",
        "denominators",
        "reasons",
        "elapsed_s",
        "result_hash",
    }
    keys = [
        "mean",
        "low",
        "high",
        "mc_low",
        "mc_high",
        "run_low",
        "run_high",
        "chance_sd",
        "parameter_sd",
        "unit",
    ]
    assert all(list(entry)[:10] == keys for entry in whole["metrics"].values())
    assert whole["result_hash"] == folder.result_hash()


def test_the_conservation_of_threats(tmp_path: Path) -> None:
    whole = summary(make_folder(tmp_path / "f", runs=10, draws=2))
    for level in (whole["denominators"], *whole["by_class"].values()):
        parts = level["killed"] + level["leaked"] + level["failed"]
        assert level["launched"] == pytest.approx(parts, rel=1e-12)  # sums of thirds
    total = sum(entry["leaked"] for entry in whole["by_class"].values())
    assert total == pytest.approx(whole["metrics"]["leakers"]["mean"], rel=1e-12)


def test_a_folder_without_runs_is_refused(tmp_path: Path) -> None:
    folder = ResultsFolder(tmp_path / "empty")
    folder.begin({"seed": 1}, "key")
    for function in (summary, report.median_run):
        with pytest.raises(ResultsError, match="no finished run"):
            function(folder)
    assert report.leak_reasons(folder) == []
    assert report.outcomes_by_class(folder) == []
    assert report.intercept_altitudes(folder) == []
    assert rank_screening(folder, "leakers") == []


def test_run_values_and_unknown_metrics(folder: ResultsFolder) -> None:
    values = run_values(folder, "leakage_of_engageable")
    assert values.run.tolist() == [0, 1, 2]
    assert values.draw.tolist() == DRAW_OF_RUN
    assert values.value == pytest.approx([0.25, 0.0, math.nan], nan_ok=True)
    assert run_values(folder, "shots_per_kill").value.mean() == pytest.approx(11 / 6, rel=1e-12)
    assert metric_estimate(folder, "leakers").mean == pytest.approx(5 / 3, rel=1e-12)
    for function in (run_values, metric_estimate):
        with pytest.raises(ResultsError, match="did you mean 'leakers'"):
            function(folder, "leaker")


def test_grade_share() -> None:
    inputs = [{"grade": grade} for grade in "AADE"]
    share = grade_share({"inputs": inputs})
    assert share == {"inputs": 4, "A": 0.5, "B": 0.0, "C": 0.0, "D": 0.25, "E": 0.25, "D_or_E": 0.5}
    assert math.isnan(grade_share({})["D_or_E"])


# --- tables of the report ----------------------------------------------------------------------------------------


def test_reasons_and_classes(folder: ResultsFolder) -> None:
    rows = report.leak_reasons(folder)
    assert [(row["reason"], row["leaks"]) for row in rows] == [
        ("horizon", 3),
        ("engaged_missed", 1),
        ("magazine", 1),
    ]
    assert rows[0] == {
        "reason": "horizon",
        "leaks": 3,
        "per_raid": 1.0,
        "share": 0.6,
        "text": "below the radar horizon",
    }
    classes = {row["target_class"]: row for row in report.outcomes_by_class(folder)}
    assert classes["drone"]["failed"] == pytest.approx(1 / 3, rel=1e-12)
    assert classes["ballistic"]["shots"] == pytest.approx(8 / 3, rel=1e-12)
    assert report.median_run(folder) == 0  # leakers 1, 0, 4


def with_events(path: Path, events: list[tuple]) -> ResultsFolder:
    """The tiny folder with events of run 0: time, kind, unit, threat, round, type, reason, value, altitude."""
    magazines = [{"unit": "alpha", "type": "long", "ready": 4}, {"unit": "beta", "type": "long", "ready": 2}]
    folder = write(path, FATES, DRAW_OF_RUN, magazines=magazines)
    names = ("time_s", "kind", "unit", "threat", "round", "type", "reason", "value", "altitude_m")
    columns = dict(zip(names, np.array(events, dtype=float).T, strict=True))
    columns |= {
        name: columns[name].astype(int) for name in ("kind", "unit", "threat", "round", "type", "reason")
    }
    columns["seq"] = np.arange(len(events))
    table = tables.events_table(0, columns, ["alpha", "beta"], THREATS, ["long"])
    folder.write_part("events", {"events": table}, {})
    return folder


ASSIGN, ORDER, LAUNCH = EventKind.ASSIGN, EventKind.ORDER, EventKind.INTERCEPTOR_LAUNCH
INTERCEPT, ASSESS, KILL = EventKind.INTERCEPT, EventKind.ASSESS, EventKind.KILL
ENGAGEMENTS = [
    (10.0, ASSIGN, 0, 0, -1, -1, 0, 50.0, math.nan),
    (12.0, ORDER, 0, 0, -1, -1, 0, 2.0, math.nan),
    (13.0, LAUNCH, 0, 0, 0, 0, 0, 20.0, math.nan),
    (14.0, LAUNCH, 0, 0, 1, 0, 0, 21.0, math.nan),
    (15.0, ASSIGN, 1, 1, -1, -1, 0, 50.0, math.nan),
    (16.0, ASSIGN, 0, 0, -1, -1, 0, 44.0, math.nan),  # assigned again while the first salvo flies
    (17.0, LAUNCH, 0, 0, 2, 0, 0, 30.0, math.nan),
    (20.0, INTERCEPT, 0, 0, 0, 0, 0, 9.0, 8000.0),
    (21.0, INTERCEPT, 0, 0, 1, 0, 0, 3.0, 7500.0),
    (21.0, KILL, 0, 0, 1, 0, 0, 7500.0, 7500.0),
    (22.0, EventKind.RELOAD, 0, -1, -1, 0, 0, 2.0, math.nan),
    (25.0, EventKind.ROUND_LOST, 0, 0, 2, 0, Reason.TIME, 500.0, math.nan),
    (26.0, ASSESS, 0, 0, -1, -1, 0, 1.0, math.nan),
]


def test_inventory_follows_launches_and_reloads(tmp_path: Path) -> None:
    alpha, beta = report.inventory(with_events(tmp_path / "f", ENGAGEMENTS), 0)
    assert (alpha["unit"], alpha["type"], alpha["ready"]) == ("alpha", "long", 4)
    assert alpha["time_s"] == [0.0, 13.0, 14.0, 17.0, 22.0]
    assert alpha["rounds"] == [4, 3, 2, 1, 3]
    assert beta["rounds"] == [2]


def test_timeline_gives_each_round_to_its_own_engagement(tmp_path: Path) -> None:
    first, other, second = report.timeline(with_events(tmp_path / "f", ENGAGEMENTS), 0)
    assert (first["unit"], first["threat"], first["assign_s"], first["order_s"]) == (
        "alpha",
        "b1",
        10.0,
        12.0,
    )
    assert [shot["round"] for shot in first["shots"]] == [0, 1]
    assert [shot["killed"] for shot in first["shots"]] == [False, True]
    assert [shot["miss_m"] for shot in first["shots"]] == [9.0, 3.0]
    assert (first["kill_s"], first["assess_s"]) == (21.0, None)
    assert (other["unit"], other["threat"], other["shots"]) == ("beta", "b2", [])
    assert (second["assign_s"], second["assess_s"], second["judged_dead"]) == (16.0, 26.0, True)
    assert second["shots"][0]["lost_s"] == 25.0


def test_intercept_altitudes(tmp_path: Path) -> None:
    (row,) = report.intercept_altitudes(with_events(tmp_path / "f", ENGAGEMENTS))
    assert (row["type"], row["target_class"]) == ("long", "ballistic")
    assert row["altitude_m"].tolist() == [8000.0, 7500.0]
    assert row["killed"].tolist() == [False, True]


def test_no_shot_intervals_end_with_the_next_reason_or_the_threat(tmp_path: Path) -> None:
    no_shot = EventKind.NO_SHOT
    events = [
        (0.0, no_shot, 0, 0, -1, -1, Reason.HORIZON, 0.0, math.nan),
        (0.0, no_shot, 1, 0, -1, -1, Reason.SECTOR, 0.0, math.nan),
        (30.0, no_shot, 0, 0, -1, -1, Reason.TRACK, 30.0, math.nan),
        (40.0, no_shot, 0, 1, -1, -1, Reason.TRACK, 30.0, math.nan),
    ]
    folder = with_events(tmp_path / "f", events)
    rows = report.no_shot_intervals(folder, 0, "b1")
    assert [(row["unit"], row["reason"], row["start_s"], row["end_s"]) for row in rows] == [
        ("alpha", "horizon", 0.0, 30.0),
        ("alpha", "track", 30.0, 100.0),
        ("beta", "sector", 0.0, 100.0),
    ]
    assert rows[2]["text"] == "outside the radar's sector"
    with pytest.raises(ResultsError, match=r"no such threat.*did you mean 'b1'"):
        report.no_shot_intervals(folder, 0, "b11")
