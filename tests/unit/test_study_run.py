"""``iamd.run``: what it writes, what it refuses, and that its numbers agree with one another."""

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.study_helpers import SMALL, play

import iamd
from iamd.errors import InputError, ResultsError
from iamd.results import ResultsFolder
from iamd.scenario import load, resolve
from iamd.study.result import Result

pytestmark = pytest.mark.jit_only

Calls = list[tuple[int, int, str]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Calls]:
    """A study with everything: report, sensitivity, progress."""
    calls: Calls = []
    result = play(
        tmp_path_factory.mktemp("study") / "whole", runs=40, report=True, sensitivity=True, workers=2,
        progress=lambda *call: calls.append(call),
    )  # fmt: skip
    return result, calls


@pytest.fixture(name="result", scope="module")
def result_fixture(whole: tuple[Result, Calls]) -> Result:
    return whole[0]


def test_the_folder_holds_everything(result: Result) -> None:
    files = {path.name for path in result.path.iterdir()}
    assert files >= {"manifest.json", "summary.json", "sensitivity.json", "report.html", "events", "draws"}
    assert not result.interrupted
    assert result.summary["runs"] == result.runs.num_rows == 40
    assert result.summary["draws"] == 8
    assert not list(result.path.rglob("*.tmp"))


def test_progress_says_first_that_it_starts_and_counts_to_the_end(whole: tuple[Result, Calls]) -> None:
    calls = whole[1]
    assert calls[0][:2] == (0, 1)
    assert calls[0][2] in ("compiling the simulation (once)", "loading the simulation")
    played = [call for call in calls if call[2] == "playing raids"]
    assert (played[0][0], played[-1][0], played[-1][1]) == (0, 40, 40)
    assert [call[0] for call in played] == sorted(call[0] for call in played)


def test_the_rows_of_runs_equal_the_outcomes(result: Result) -> None:
    by_run: dict[int, Counter[str]] = {}
    for row in result.outcomes.to_pylist():
        found = by_run.setdefault(row["run"], Counter())
        found[row["outcome"]] += 1
        for name in ("threatening", "engageable", "engaged"):
            found[name] += row[name]
    for row in result.runs.to_pylist():
        found = by_run[row["run"]]
        assert row["launched"] == row["kills"] + row["leakers"] + row["failed"] == 6
        assert (row["kills"], row["leakers"], row["failed"]) == tuple(
            found[name] for name in ("killed", "leaked", "failed")
        )
        assert (row["threatening"], row["engageable"], row["engaged"]) == tuple(
            found[name] for name in ("threatening", "engageable", "engaged")
        )


def test_the_summary_equals_the_events(result: Result) -> None:
    counts = {
        row["kind"]: row["n"]
        for row in result.sql("SELECT kind, count(*) AS n FROM events GROUP BY 1").to_pylist()
    }
    metrics, denominators = result.summary["metrics"], result.summary["denominators"]
    exact = 1e-12  # a mean of whole numbers over 40 runs
    assert denominators["launched"] * 40 == pytest.approx(counts["threat_launch"], rel=exact)
    assert metrics["kills"]["mean"] * 40 == pytest.approx(counts["kill"], rel=exact)
    assert metrics["leakers"]["mean"] * 40 == pytest.approx(counts["leak"], rel=exact)
    assert metrics["interceptors_expended"]["mean"] * 40 == pytest.approx(
        counts["interceptor_launch"], rel=exact
    )
    assert denominators["failed"] * 40 == pytest.approx(counts["threat_failure"], rel=exact)


def test_shots_and_engaged_come_from_the_launches(result: Result) -> None:
    launches = Counter(
        (row["run"], row["threat"])
        for row in result.sql("SELECT run, threat FROM events WHERE kind = 'interceptor_launch'").to_pylist()
    )
    for row in result.outcomes.to_pylist():
        assert row["shots"] == launches[row["run"], row["threat"]]
        assert row["engaged"] == (row["shots"] > 0)
        assert math.isnan(row["first_shot_s"]) == (row["shots"] == 0)


def test_every_kill_was_launched_before_and_nothing_is_counted_twice(result: Result) -> None:
    rows = result.sql(
        "SELECT run, threat, count(*) AS n FROM events WHERE kind IN ('kill', 'leak', 'threat_failure') GROUP BY 1, 2"
    ).to_pylist()
    assert len(rows) == 240
    assert {row["n"] for row in rows} == {1}
    for row in result.outcomes.to_pylist():
        assert row["launch_s"] < row["end_s"]
        if not math.isnan(row["first_shot_s"]):
            assert row["launch_s"] < row["first_detection_s"] <= row["first_shot_s"]


def test_drawn_values_lie_inside_their_physical_limits(result: Result) -> None:
    inputs = resolve(load("one-battery", SMALL)).inputs
    seen = set()
    for row in result.draws.to_pylist():
        spread = inputs[row["input"]].spread
        assert spread.lowest <= row["value"] <= spread.highest
        assert min(spread.left, spread.lowest) <= row["value"] <= max(spread.right, spread.highest)
        seen.add(row["input"])
    assert seen == {name for name, item in inputs.items() if item.uncertain}


def test_positions_are_on_the_earth(result: Result) -> None:
    columns = result.sql(
        "SELECT latitude, longitude, altitude_m FROM events WHERE kind IN ('threat_launch', 'kill', 'leak')"
    )
    latitude, longitude, altitude = (np.asarray(columns[name]) for name in columns.column_names)
    assert (abs(latitude - 38.0) < 5.0).all()
    assert (abs(longitude - 34.0) < 6.0).all()
    assert (altitude > -200.0).all()
    none = result.sql("SELECT count(*) AS n FROM events WHERE kind = 'no_shot' AND isfinite(latitude)")
    assert none["n"].to_pylist() == [0]


def test_positions_over_time_are_those_of_run_0_and_the_median_run(result: Result) -> None:
    from iamd.analysis.tables import median_run

    runs = {row["run"] for row in result.sql("SELECT DISTINCT run FROM samples").to_pylist()}
    assert runs == {0, median_run(result.folder)}


def test_the_manifest_says_what_was_run(result: Result) -> None:
    manifest = result.folder.manifest
    assert manifest["seed"] == 1
    assert (manifest["runs"], manifest["draws"], manifest["inner"], manifest["mode"]) == (40, 8, 5, "sampled")
    assert manifest["elapsed_s"] > 0
    assert len(manifest["names"]["threats"]) == 6
    assert manifest["magazines"]
    assert len(manifest["ledger"]["models"]) == 8
    assert any("jamming" in words for words in manifest["ledger"]["not_modelled"])
    assert any("face the middle" in words for words in manifest["ledger"]["notes"])
    assert load_text(manifest["scenario"]["text"]) == load("one-battery", SMALL)


def load_text(text: str) -> Any:
    import yaml

    from iamd.scenario import Scenario

    return Scenario.model_validate(yaml.safe_load(text))


def test_every_input_has_its_interval_in_its_own_unit(result: Result) -> None:
    inputs = {entry["name"]: entry for entry in result.folder.manifest["inputs"]}
    item = inputs["91N6E.detection_range"]
    assert item["unit"] == "km"
    assert item["sampled"]["p05"] < item["value"] < item["sampled"]["p95"]
    assert item["sources"]
    assert {entry["fixed"] for entry in inputs.values()} == {True, False}
    for entry in inputs.values():
        if entry["fixed"]:
            assert entry["sampled"]["p05"] == entry["sampled"]["p95"]


def test_the_sensitivity_names_the_kill_probability_and_is_sorted(result: Result) -> None:
    found = result.folder.read_json("sensitivity.json")
    assert found["metric"] == "leakers"
    assert 0 < len(found["inputs"]) <= 8
    swings = [abs(row["swing"]) for row in found["inputs"]]
    assert swings == sorted(swings, reverse=True)
    assert any("kill probability" in row["title"] for row in found["inputs"])
    for row in found["inputs"]:
        assert row["swing_low"] <= row["swing"] <= row["swing_high"]
        assert row["low"] < row["high"]
        assert row["swing"] == pytest.approx(row["at_high"] - row["at_low"], abs=1e-9)  # rounding of sums
    used = np.asarray(result.runs["run"]) % 5 < found["per_draw"]  # the first runs of each draw
    base = np.asarray(result.runs["leakers"])[used][: found["runs"]].mean()
    assert found["base"] == pytest.approx(base, rel=1e-12)  # the same runs


@pytest.mark.parametrize("run_s", [0.0005, 0.004, 0.03, 0.08, 0.5, 5.0])
def test_a_dear_run_gets_fewer_tries_and_never_none(run_s: float) -> None:
    """The work stays near its budget for every cost of a run, until the fewest raids are left."""
    from iamd.study.plan import DRAW_S, make_plan
    from iamd.study.tornado import BUDGET_S, LEAST_RUNS, MOST_RUNS, make_design

    plan = make_plan("one-battery", runs=200)
    design = make_design(plan, run_s, np.arange(200))
    assert LEAST_RUNS <= len(design.runs) <= MOST_RUNS
    assert 3 <= design.tried <= design.candidates <= 24
    assert sum(len(piece) for piece in design.pieces) == len(design.runs)
    assert 1 <= design.first <= len(design.pieces)
    first = sum(len(piece) for piece in design.pieces[: design.first])
    played = 2 * (first * design.candidates + (len(design.runs) - first) * design.tried)
    cost = played * (DRAW_S / design.per_draw + run_s)
    study = 200 * (DRAW_S / 5 + run_s)
    # Whole draws in the first round overshoot a little; ten raids of three inputs are the least, 0.4 of 200 raids.
    assert cost <= max(1.5 * BUDGET_S, 0.4 * study)


def test_the_report_shows_the_headline_and_the_command(result: Result) -> None:
    assert result.report is not None
    text = result.report.read_text(encoding="utf-8")
    assert result.headline.split(". ")[-1] in text
    assert "iamd run one-battery --runs 40 --seed 1 --set raid.0.count=3 --set raid.1.count=3" in text


def test_a_result_shows_itself(result: Result) -> None:
    assert "40 runs" in repr(result)
    assert result.headline in repr(result)
    assert "<table>" in result._repr_html_()
    assert result.frame("runs").shape == (40, 17)


# --- other ways to run ---------------------------------------------------------------------------------------------


def test_another_study_in_the_same_folder_is_refused_before_anything_is_changed(tmp_path: Path) -> None:
    play(tmp_path, runs=10)
    before = (tmp_path / "manifest.json").read_text()
    with pytest.raises(ResultsError, match=r"another study \(seed 1 there, 2 now\)"):
        play(tmp_path, runs=10, seed=2)
    with pytest.raises(ResultsError, match="another study"):
        play(tmp_path, runs=10, set={**SMALL, "raid.0.count": 4})
    assert (tmp_path / "manifest.json").read_text() == before


def test_fewer_runs_than_there_are_give_the_summary_of_all(tmp_path: Path) -> None:
    play(tmp_path, runs=20)
    fewer = play(tmp_path, runs=10)
    assert fewer.summary["runs"] == 20
    assert "20 runs already" in fewer.summary["note"]
    assert fewer.folder.manifest["runs"] == 20


def test_nothing_is_played_again_when_all_is_there(tmp_path: Path) -> None:
    first = play(tmp_path, runs=20)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    second = play(tmp_path, runs=20)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == times
    assert first.summary["result_hash"] == second.summary["result_hash"]


@pytest.mark.slow
def test_the_stopping_rule_stops_when_the_interval_is_narrow_enough(tmp_path: Path) -> None:
    wide = play(tmp_path / "wide", runs=600, until_ci=0.2)
    assert wide.summary["runs"] == 100
    narrow = play(tmp_path / "narrow", runs=600, until_ci=0.04)
    found = narrow.summary["metrics"]["leakage_of_launched"]
    assert 0.5 * (found["mc_high"] - found["mc_low"]) <= 0.04
    assert 100 < narrow.summary["runs"] < 600
    capped = play(tmp_path / "capped", runs=120, until_ci=0.001)
    assert capped.summary["runs"] == 120
    assert capped.folder.manifest["runs"] == 120


def test_in_one_mode_all_draws_are_alike(tmp_path: Path) -> None:
    result = play(tmp_path, runs=10, mode="best", sensitivity=True)
    inputs = resolve(load("one-battery", SMALL)).inputs
    assert {row["value"] for row in result.draws.to_pylist() if row["input"] == "91N6E.detection_range"} == {
        inputs["91N6E.detection_range"].best
    }
    assert all(entry["fixed"] for entry in result.folder.manifest["inputs"])
    assert not (tmp_path / "sensitivity.json").exists()


def test_decoys_draw_fire_and_are_not_counted(tmp_path: Path) -> None:
    result = play(tmp_path, runs=10, set={**SMALL, "raid.1.decoy": True})
    assert result.summary["denominators"]["launched"] == 3
    assert set(result.summary["by_class"]) == {"ballistic"}
    classes = Counter(row["target_class"] for row in result.outcomes.to_pylist())
    assert classes == {"ballistic": 30, "decoy": 30}
    shots = result.sql("SELECT sum(shots) AS n FROM outcomes WHERE target_class = 'decoy'")["n"].to_pylist()[
        0
    ]
    assert shots > 0
    fired = result.summary["metrics"]["interceptors_expended"]["mean"] * 10
    all_shots = result.sql("SELECT sum(shots) AS n FROM outcomes")["n"].to_pylist()[0]
    assert fired >= all_shots > shots


def test_a_raid_without_published_prices_has_no_cost(tmp_path: Path) -> None:
    priced = play(tmp_path / "priced", runs=5)
    assert priced.summary["metrics"]["cost_attacker"]["mean"] > 0
    unpriced = iamd.run(
        "limits/salvo",
        runs=5,
        set={"raid.0.count": 3},
        out=tmp_path / "unpriced",
        report=False,
        sensitivity=False,
    )
    assert unpriced.summary["metrics"]["cost_attacker"]["mean"] is None
    assert unpriced.summary["metrics"]["cost_defender"]["mean"] is None
    assert all(math.isnan(value) for value in unpriced.runs["cost_defender"].to_pylist())


def test_a_loaded_scenario_runs_like_a_name(tmp_path: Path) -> None:
    by_name = play(tmp_path / "name", runs=5)
    loaded = play(tmp_path / "loaded", runs=5, set=())  # the unchanged scenario
    changed = iamd.run(
        load("one-battery", SMALL), runs=5, out=tmp_path / "object", report=False, sensitivity=False
    )
    assert changed.summary["result_hash"] == by_name.summary["result_hash"]
    assert loaded.summary["denominators"]["launched"] == 12


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"runs": 0}, "runs"),
        ({"runs": 10, "draws": 0}, "draws"),
        ({"runs": 10, "seed": -1}, "seed"),
        ({"runs": True}, "runs"),
        ({"mode": "middle"}, "mode"),
        ({"until_ci": 0.0}, "above zero"),
        ({"until_ci": float("nan")}, "above zero"),
    ],
)
def test_what_cannot_be_run_is_refused_before_anything_is_written(
    tmp_path: Path, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        iamd.run("one-battery", out=tmp_path / "none", **options)
    assert not (tmp_path / "none").exists()


def test_draws_of_the_scenario_are_kept_when_only_the_runs_change() -> None:
    from iamd.study.plan import make_plan

    own = {"study.runs": 100, "study.draws": 10}
    assert make_plan("one-battery", set=own).inner == 10
    assert make_plan("one-battery", set=own, runs=300).inner == 10
    assert make_plan("one-battery", set=own, runs=300, draws=300).inner == 1
    assert make_plan("one-battery", runs=300).inner == 5


def test_the_json_of_the_folder_is_strict(result: Result) -> None:
    for path in result.path.glob("*.json"):
        json.loads(path.read_text(), parse_constant=pytest.fail)
    assert ResultsFolder.open(result.path).manifest["key"] == result.folder.manifest["key"]
