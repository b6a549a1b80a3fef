"""``iamd.compare``: shared draws and chance, and what cannot be compared."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.study_helpers import SMALL, play

import iamd
from iamd.errors import InputError
from iamd.study.comparison import Comparison, cases_of


@pytest.fixture(name="found", scope="module")
def found_fixture(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Three cases of one entry."""
    return iamd.compare(
        "one-battery", set={**SMALL, "raid.1.count": [2, 3, 6]}, runs=40, workers=2,
        out=tmp_path_factory.mktemp("compare") / "found",
    )  # fmt: skip


def row(found: Comparison, metric: str, case: str) -> dict[str, Any]:
    return next(row for row in found.table if (row["metric"], row["case_b"]) == (metric, case))


@pytest.mark.jit_only
def test_shared_draws_and_chance_narrow_the_difference(found: Comparison) -> None:
    for metric in ("leakers", "kills", "cost_attacker"):
        one = row(found, metric, "count=3")
        assert one["standard_error"] < 0.7 * one["unpaired_error"]
        assert one["sd_ratio"] == pytest.approx(one["standard_error"] / one["unpaired_error"], rel=1e-9)


@pytest.mark.slow
@pytest.mark.jit_only
def test_every_value_is_compared_with_the_first(found: Comparison) -> None:
    assert found.cases == ["count=2", "count=3", "count=6"]
    more = row(found, "cost_attacker", "count=6")
    assert (more["case_a"], more["runs"], more["draws"]) == ("count=2", 40, 8)
    assert more["difference"] > row(found, "cost_attacker", "count=3")["difference"] > 0
    assert more["a"] == row(found, "cost_attacker", "count=3")["a"]
    assert more["b"] - more["a"] == pytest.approx(more["difference"], rel=1e-9)  # rounding of sums


@pytest.mark.jit_only
def test_runs_that_the_change_does_not_touch_are_the_same(found: Comparison) -> None:
    """The ballistic half of the raid is launched and drawn alike in all cases."""
    query = "SELECT run, threat, launch_s FROM outcomes WHERE threat LIKE 'generic%' ORDER BY ALL"
    first, *others = (result.sql(query).to_pylist() for result in found.results)
    assert all(other == first for other in others)


@pytest.mark.jit_only
def test_the_comparison_is_written_and_says_so(found: Comparison) -> None:
    written = json.loads((found.path / "compare.json").read_text())
    assert written["headline"] == found.headline
    assert written["table"] == found.table
    page = (found.path / "compare.html").read_text(encoding="utf-8")
    assert "count=2 against count=3 against count=6" in page
    assert "count-6/report.html" in page
    assert "count=6" in found.headline
    assert "<table>" in found._repr_html_()


@pytest.mark.slow
@pytest.mark.jit_only
def test_finished_results_can_be_compared(tmp_path: Path) -> None:
    first = play(tmp_path / "first", runs=20)
    second = play(tmp_path / "second", runs=20, set={**SMALL, "units.0.doctrine.reserve": "0 %"})
    found = iamd.compare(first.path, second.path, out=tmp_path / "found")
    assert [result.path for result in found.results] == [first.path, second.path]
    assert found.table[0]["runs"] == 20
    mixed = iamd.compare(first.path, "one-battery", out=tmp_path / "mixed")
    assert (mixed.table[0]["runs"], mixed.table[0]["draws"]) == (20, 4)


@pytest.mark.slow
@pytest.mark.jit_only
def test_two_scenarios_take_one_change_for_both(tmp_path: Path) -> None:
    found = iamd.compare("one-battery", "one-battery", set=SMALL, runs=10, out=tmp_path)
    assert found.cases == ["one-battery A", "one-battery B"]
    assert {entry["difference"] for entry in found.table} <= {0.0, None}
    assert "no difference" in found.headline


@pytest.mark.parametrize(
    ("b", "changes", "words"),
    [
        (None, {}, "exactly one entry"),
        (None, {"raid.0.count": 3}, "exactly one entry"),
        (None, {"raid.0.count": [3, 4], "raid.1.count": [3, 4]}, "exactly one entry"),
        ("other", {"raid.0.count": [3, 4]}, "one value"),
    ],
)
def test_what_is_no_comparison_is_refused(b: str | None, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        cases_of("one-battery", b, changes)


def test_an_unknown_metric_is_refused() -> None:
    with pytest.raises(InputError, match="metric"):
        iamd.compare("one-battery", set={"raid.0.count": [3, 4]}, metrics=["leaks"])


def test_the_cases_get_names_and_the_common_changes() -> None:
    cases = cases_of("x", None, {"raid.0.count": [4, 8], "terrain": ["smooth"]})
    assert [case.name for case in cases] == ["count=4", "count=8"]
    assert cases[1].set == {"terrain": "smooth", "raid.0.count": 8}
