"""``iamd run``, ``report``, ``compare``, ``study`` and ``bench``, with a stand-in for the study room."""

from pathlib import Path
from typing import Any

import pytest
from tests.unit.cli_stand_in import Command, Study, iamd_fixture, refused, study_fixture  # noqa: F401

from iamd.cli.options import alternatives, overrides
from iamd.errors import InputError

# --- run and report ----------------------------------------------------------------------------------------------


def test_a_run_passes_on_what_was_asked(iamd: Command, study: Study, tmp_path: Path) -> None:
    done = iamd(
        "run", "first-raid", "--runs", "40", "--draws", "8", "--seed", "7", "--workers", "2", "--mode", "low",
        "--set", "raid.0.count=12", "--set", "terrain=smooth", "--out", str(tmp_path), "--no-report",
    )  # fmt: skip
    assert done.code == 0
    called = dict(study.called)
    assert callable(called.pop("progress"))
    assert called == {
        "scenario": "first-raid", "runs": 40, "until_ci": None, "draws": 8, "seed": 7, "workers": 2, "mode": "low",
        "set": ["raid.0.count=12", "terrain=smooth"], "out": tmp_path, "report": False,
    }  # fmt: skip
    assert "report.html" not in done.out


@pytest.mark.usefixtures("study")
def test_the_headline_table_says_what_a_journalist_asks(iamd: Command) -> None:
    done = iamd("run", "first-raid")
    text = " ".join(done.out.split())
    for words in (
        "About 9 of 30 get through.",
        "Threats launched 30",
        "that the defence could have engaged 26.4",
        "shot down 19.2 13 to 24 12 to 25",
        "got through 9.31 4 to 16",
        "Rounds fired 41.3",
        "In 100 such raids, nothing gets through in 12 (0 to 30",
        "magazine empty (43 %), engaged and missed (27 %) and below the radar horizon (22 %)",
        "kill probability: 0.3 to 0.8 gives 14 to 5.0 (grade E)",
        "84 inputs, of which 55 % are recalled or assumed",
        "report.html",
    ):
        assert words in text
    assert "noise" not in text


@pytest.mark.usefixtures("study")
def test_without_a_terminal_progress_is_one_line_for_each_tenth(iamd: Command) -> None:
    lines = iamd("run", "first-raid").err.splitlines()
    assert lines == [f"playing raids: {10 * tenth} % ({4 * tenth} of 40)" for tenth in range(1, 11)]


def test_a_run_with_json_prints_one_document_and_no_progress(iamd: Command, study: Study) -> None:
    done = iamd("run", "first-raid", "--json")
    assert (done.code, done.err, study.called["progress"]) == (0, "", None)
    assert done.json["metrics"]["leakers"]["mean"] == 9.31
    assert done.json["metrics"]["shots_per_kill"]["mean"] is None
    assert done.json["report"] == str(study.folder / "report.html")
    assert done.json["interrupted"] is False


def test_an_interrupted_run_exits_with_130_and_says_how_to_go_on(iamd: Command, study: Study) -> None:
    study.interrupted = True
    done = iamd("run", "first-raid")
    assert done.code == 130
    assert f"iamd report {study.folder}" in done.err
    assert "resumes" in done.err
    assert "got through" in done.out


@pytest.mark.parametrize("begun", [True, False])
def test_an_interruption_that_the_study_lets_through(
    iamd: Command, study: Study, tmp_path: Path, begun: bool
) -> None:
    study.error = KeyboardInterrupt()
    if begun:
        (tmp_path / "manifest.json").write_text("{}")
    done = iamd("run", "first-raid", "--out", str(tmp_path))
    assert done.code == 130
    assert ("resumes" in done.err) is begun


def test_bad_input_found_by_the_study_exits_with_2(iamd: Command, study: Study) -> None:
    study.error = InputError("no such scenario", given="x", allowed=["y"])
    refused(iamd("run", "x"), "no such scenario")


def test_a_report_is_made_again(iamd: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("iamd.report.write_report", lambda folder: Path(folder) / "report.html")
    assert str(tmp_path / "report.html") in iamd("report", str(tmp_path)).out
    assert iamd("report", str(tmp_path), "--json").json == {"report": str(tmp_path / "report.html")}


# --- compare, study, bench ---------------------------------------------------------------------------------------


def test_two_scenarios_are_compared(iamd: Command, study: Study) -> None:
    done = iamd("compare", "a", "b", "--runs", "10")
    assert done.code == 0
    assert "threats that arrive alive" in done.out
    assert "-3.0 to -1.4" in done.out
    assert (study.called["a"], study.called["b"], study.called["set"], study.called["runs"]) == (
        "a",
        "b",
        {},
        10,
    )
    assert iamd("compare", "a", "b", "--json").json["table"][0]["difference"] == -2.2


def test_a_scenario_is_compared_with_itself_changed(iamd: Command, study: Study) -> None:
    assert iamd("compare", "a", "--set", "raid.0.count=8,16").code == 0
    assert (study.called["b"], study.called["set"]) == (None, {"raid.0.count": [8, 16]})


def test_studies_are_listed_and_run(iamd: Command, study: Study) -> None:
    assert iamd("study", "list", "--json").json == [
        {"name": "layers", "title": "How many layers?", "answer": "Three."}
    ]
    assert "Three." in iamd("study", "list").out
    assert iamd("study", "run", "layers", "--full").code == 0
    assert (study.called["name"], study.called["full"]) == ("layers", True)
    assert iamd("study", "run", "layers", "--json").json["headline"] == "Three."


def test_a_study_is_verified(iamd: Command, study: Study) -> None:
    assert iamd("study", "verify", "layers").code == 0
    assert iamd("study", "verify", "--all", "--json").json == [{"study": "layers", **study.rows[0]}]


def test_a_missed_oracle_exits_with_1_and_is_named(iamd: Command, study: Study) -> None:
    study.rows.append({**study.rows[0], "oracle": "mean", "got": 0.5, "ok": False})
    done = iamd("study", "verify", "--all")
    assert (done.code, done.err) == (1, "iamd: 1 of 2 not met: mean\n")
    assert "NOT MET" in done.out
    done = iamd("study", "verify", "--all", "--json")
    assert (done.code, len(done.json)) == (1, 2)


def test_the_bench_prints_floors(iamd: Command, study: Study) -> None:
    done = iamd("bench")
    assert done.code == 0
    assert all(word in done.out for word in ("raid", "312", "250", "met"))
    assert iamd("bench", "--full", "--json").json[0]["floor"] == 250.0
    assert study.called == {"full": True}


# --- --set -------------------------------------------------------------------------------------------------------


def test_overrides_split_at_the_first_equals_sign() -> None:
    assert overrides(["units.a.name=b=c", " x = 1 "]) == {"units.a.name": "b=c", "x": "1"}
    assert overrides(None) == {}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("8,16", [8, 16]),
        ("10 km, 20 km", ["10 km", "20 km"]),
        ("[40.1, 32.6],[40.2, 32.6]", [[40.1, 32.6], [40.2, 32.6]]),
        ("'a,b',c", ["a,b", "c"]),
        ("{bearing: 90 deg, range: 1 km},x", [{"bearing": "90 deg", "range": "1 km"}, "x"]),
        ("true", [True]),
    ],
)
def test_alternatives_split_outside_brackets_and_quotes(text: str, values: list[Any]) -> None:
    assert alternatives(text) == values
