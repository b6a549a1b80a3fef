"""What the tests of the command line share: a way to call it, a scenario file, and a stand-in for the study room."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from iamd.cli import main

SCENARIO = """
title: One battery, one city, eight missiles
terrain: smooth
laydown: {kind: fictional, date: 2025-01-01}
units:
  - {name: battery-1, system: S-400, at: [40.1, 32.6]}
assets:
  - {name: City, at: [39.9, 32.9], radius: 10 km}
raid:
  - {threat: generic-bm-600, count: 8, from: {bearing: 135 deg, range: 550 km}, aim: City, spacing: 4 s}
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Done]


@pytest.fixture(name="iamd")
def iamd_fixture(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    def command(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["iamd", *arguments])
        code = main()
        shown = capsys.readouterr()
        return Done(code, shown.out, shown.err)

    return command


def metric(mean: float, low: float, high: float) -> dict[str, Any]:
    return {
        "mean": mean,
        "low": low,
        "high": high,
        "run_low": low - 1,
        "run_high": high + 1,
        "unit": "threats",
    }


SUMMARY: dict[str, Any] = {
    "runs": 500,
    "metrics": {
        "leakers": metric(9.31, 4.0, 15.8),
        "kills": metric(19.2, 13.0, 24.0),
        "interceptors_expended": metric(41.3, 30.0, 52.0),
        "p_no_leak": {"mean": 0.12, "low": 0.0, "high": 0.3},
        "leakage_of_launched": metric(0.31, 0.14, 0.53),
        "shots_per_kill": {"mean": float("nan"), "low": None, "high": None},
    },
    "denominators": {"launched": 30.0, "engageable": 26.4, "engaged": 24.9},
    "reasons": {"magazine": 4.0, "engaged_missed": 2.5, "horizon": 2.0, "channel": 0.8},
    "grade_share": {"inputs": 84, "D_or_E": 0.55},
}
SENSITIVITY = {
    "inputs": [
        {"name": "a", "title": "small", "low": 1, "high": 2, "unit": "s", "at_low": 9.0, "at_high": 9.5},
        {
            "name": "b",
            "title": "kill probability",
            "low": 0.3,
            "high": 0.8,
            "at_low": 14.0,
            "at_high": 5.0,
            "grade": "E",
        },
        {
            "name": "c",
            "title": "noise",
            "at_low": 1.0,
            "at_high": 30.0,
            "swing_low": -3.0,
            "swing_high": 40.0,
        },
    ]
}


class Study:
    """Stands in for the study room and remembers how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.called: dict[str, Any] = {}
        self.interrupted = False
        self.error: BaseException | None = None
        self.rows = [
            {
                "oracle": "P(0)",
                "expected": 0.218,
                "got": 0.22,
                "tolerance": 0.01,
                "ok": True,
                "source": "book",
            }
        ]

    def run(self, **options: Any) -> SimpleNamespace:
        self.called = options
        if self.error:
            raise self.error
        if options["progress"]:
            for done in range(41):
                options["progress"](done, 40, "playing raids")
        self.folder.mkdir(exist_ok=True)
        (self.folder / "manifest.json").write_text("{}")
        (self.folder / "sensitivity.json").write_text(json.dumps(SENSITIVITY))
        if options["report"]:
            (self.folder / "report.html").write_text("<html></html>")
        return SimpleNamespace(
            path=self.folder,
            summary=SUMMARY,
            headline="About 9 of 30 get through.",
            interrupted=self.interrupted,
        )

    def compare(self, a: str, **options: Any) -> SimpleNamespace:
        self.called = {"a": a, **options}
        row = {"metric": "leakers", "a": 9.3, "b": 7.1, "difference": -2.2, "low": -3.0, "high": -1.4}
        return SimpleNamespace(headline="B lets fewer through.", table=[row])

    def studies(self) -> list[tuple[str, str, str]]:
        return [("layers", "How many layers?", "Three.")]

    def run_study(self, name: str, **options: Any) -> SimpleNamespace:
        self.called = {"name": name, **options}
        return SimpleNamespace(path=self.folder, summary=SUMMARY, headline="Three.", interrupted=False)

    def verify_study(self, name: str, full: bool = False) -> list[dict[str, Any]]:
        self.called = {"name": name, "full": full}
        return self.rows

    def bench(self, full: bool = False) -> list[dict[str, Any]]:
        self.called = {"full": full}
        return [{"name": "raid", "value": 312.0, "unit": "runs/s", "floor": 250.0, "ok": True}]


@pytest.fixture(name="study")
def study_fixture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Study:
    stand_in = Study(tmp_path / "results")
    for name in ("run", "compare", "studies", "run_study", "verify_study", "bench"):
        monkeypatch.setattr(f"iamd.study.{name}", getattr(stand_in, name), raising=False)
    return stand_in


@pytest.fixture(name="shipped")
def shipped_fixture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "first-raid.yaml"
    path.write_text(SCENARIO)
    monkeypatch.setattr("iamd.scenario.shipped", lambda: [("first-raid", "One battery", path)])
    return path


def refused(done: Done, *words: str) -> None:
    """Exit code 2, nothing on standard output, one line on standard error that holds the words."""
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err
