"""Studies that are worked out and not played: their steps, their answers, and what their files get wrong."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from iamd.analysis.covering import best_cover, covered, every_cover, greedy_cover
from iamd.errors import InputError
from iamd.library.yamlfile import parse_yaml
from iamd.study import run_study, verify_study
from iamd.study.answers import answer
from iamd.study.coveragestep import cover
from iamd.study.expression import evaluate
from iamd.study.oracles import Row
from iamd.study.shelf import SHIPPED, document, listed_answer, names, spec_of, study
from iamd.study.siting import heights, results, sights, site
from iamd.study.verify import held
from iamd.study.worksheet import Worksheet, quantity, unit_of, work_out

WORKED = [name for name in names() if study(name).steps]
#: A survey of coverage without the compiler would take minutes.
EACH = [
    pytest.param(name, marks=pytest.mark.jit_only) if study(name).coverage else name
    for name in WORKED
    if not study(name).cases
]

SMALL = """\
title: A small study
question: How far?
answer: "{mast.range_m in km:.1f} km, {mast.range_m in nmi:.0f} nmi, {warning in s:.0f} s."
what: One formula.
values:
  - {name: speed, title: Speed, value: 250 m/s, source: nowhere, kind: assumption}
calculations:
  - name: mast
    title: From a mast
    formula: horizon
    inputs:
      antenna: 24 m
      target: 50 m
derived:
  - name: warning
    title: Warning
    expression: mast.range_m / speed
    unit: s
tolerances:
  tenth: {absolute: 0.05, reason: given to one decimal}
sources:
  nowhere: made up for this test
oracles:
  - name: range
    expected: 49.3
    how: {calculation: mast, key: range_m, unit: km}
    tolerance: tenth
    source: nowhere
    kind: calculated
"""


def worked(text: str) -> tuple[Worksheet, list[Row]]:
    """Steps and oracles of a study written out here."""
    found = parse_yaml(text, Path("study.yaml"))
    spec = spec_of(found)
    sheet = work_out(spec, found.where)
    sheet.answer(spec.answer, found.where(("answer",)))
    return sheet, held(spec, {}, sheet, found.where)


# --- the shipped ones -----------------------------------------------------------------------------------------------


def test_the_formula_studies_are_there() -> None:
    assert {"horizon", "bubble", "elevated", "tpy-2", "five-sites", "ring"} <= set(WORKED)


@pytest.mark.parametrize("name", EACH)
def test_every_answer_of_a_worked_study_comes_out(name: str) -> None:
    rows = verify_study(name)
    assert any(row["ok"] for row in rows)
    assert [(row["oracle"], row["expected"], row["got"]) for row in rows if row["ok"] is False] == []


@pytest.mark.parametrize("name", EACH)
def test_the_answer_in_the_list_is_the_one_that_comes_out(name: str) -> None:
    # After a change: python -m iamd.study.answers
    assert listed_answer(name) == answer(name)
    assert "{" not in listed_answer(name)


@pytest.mark.parametrize("name", WORKED)
def test_recalled_numbers_decide_nothing(name: str) -> None:
    assert all(not oracle.gate for oracle in study(name).oracles if oracle.kind == "recalled")


def test_the_page_has_answer_numbers_equation_and_source(tmp_path: Path) -> None:
    result = run_study("tpy-2", out=tmp_path)
    page = (tmp_path / "study.html").read_text(encoding="utf-8")
    assert result.headline.startswith("With inputs recalled from G. N. Lewis and T. A. Postol")
    assert "sees a warhead of 0.01 m2 at 864 km" in result.headline
    assert "1 more is shown and not tested" in result.headline
    for words in (
        "R⁴ = P_avg t G A_e σ",
        "mostlymissiledefense.com",
        "40 log₁₀(1500/870) = 9.46 dB",
        "noise temperature",
        "shown: agrees",
        'class="bar"',
        "recalled: G. N. Lewis",
    ):
        assert words in page, words
    steps = {step["name"]: step for step in result.summary["steps"]}
    assert steps["at400"]["formula"] == "radar-range"
    assert steps["sigma_needed"]["results"]["value"]["unit"] == "m ** 2"


def test_a_study_of_formulae_needs_no_engine(tmp_path: Path) -> None:
    code = (
        "import sys; from iamd.study import run_study; "
        f"run_study('bubble', out={str(tmp_path)!r}); print(any(m.startswith('iamd.engine') for m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- a small one, right and wrong -----------------------------------------------------------------------------------


def test_a_small_study_is_worked_out_with_units() -> None:
    sheet, rows = worked(SMALL)
    assert [row["ok"] for row in rows] == [True]
    # 49.338 km by hand: 4.1218 (sqrt 24 + sqrt 50); 1.852 km to the nautical mile; 250 m/s.
    assert (
        sheet.answer("{mast.range_m in km:.1f} {mast.range_m in nmi:.1f} {warning in min:.2f}")
        == "49.3 26.6 3.29"
    )


@pytest.mark.parametrize("expected", ["48.9", "55.0", "26.6"])
def test_a_wrong_answer_fails(expected: str) -> None:
    _, rows = worked(SMALL.replace("expected: 49.3", f"expected: {expected}"))
    assert [row["ok"] for row in rows] == [False]


def test_a_wrong_answer_that_is_only_shown_does_not_decide() -> None:
    text = SMALL.replace("expected: 49.3", "expected: 55.0").replace(
        "kind: calculated", "kind: recalled\n    gate: false"
    )
    _, rows = worked(text)
    assert [(row["ok"], row["agrees"]) for row in rows] == [(None, False)]
    assert rows[0]["oracle"] == "range [km] (shown, not tested)"


def test_a_relative_tolerance_is_a_share_of_what_is_expected() -> None:
    text = SMALL.replace("{absolute: 0.05,", "{relative: 0.01,")
    assert worked(text.replace("expected: 49.3", "expected: 49.8"))[1][0]["ok"]
    assert not worked(text.replace("expected: 49.3", "expected: 49.9"))[1][0]["ok"]


def test_a_range_of_expected_numbers() -> None:
    text = SMALL.replace("    tolerance: tenth\n", "")
    assert worked(text.replace("expected: 49.3", "between: [40, 50]"))[1][0]["ok"]
    assert not worked(text.replace("expected: 49.3", "between: [50, 60]"))[1][0]["ok"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("formula: horizon", "formula: horizons", 10, "no such formula; given: horizons.*did you mean 'horizon'"),
        ("antenna: 24 m", "antena: 24 m", 12, "no such input; given: antena.*did you mean 'antenna'"),
        ("antenna: 24 m", "antenna: 24 parsnips", 12, "antenna: unknown unit|antenna: .*parsnips"),
        ("antenna: 24 m", "antenna: 24 s", 12, "antenna: .*24 s|antenna: .*not a length"),
        ("      antenna: 24 m\n", "", 11, "horizon needs antenna"),
        ("key: range_m, unit: km", "key: range, unit: km", 26, "mast has no such result.*did you mean 'range_m'"),
        ("unit: km}", "unit: s}", 26, "mast.range_m is in m and"),
        ("unit: km}", "unit: kilomtr}", 26, "unknown unit; given: kilomtr"),
        ("mast.range_m / speed", "mast.range_m / sped", 17, "no such name.*did you mean 'speed'"),
        ("mast.range_m / speed", "mast.range_m + speed", 17, "cannot be computed"),
        ("    unit: s\n", "    unit: km\n", 18, "warning is in s and"),
        ("value: 250 m/s", "value: 250 m/sek", 6, "unknown unit; given: m/sek"),
        ("{warning in s:.0f}", "{warnin in s:.0f}", 3, "nothing of this name.*did you mean 'warning'"),
        ("{warning in s:.0f}", "{warning in s:.0q}", 3, "no such form"),
        ("{warning in s:.0f}", "{warning in s", 3, "a placeholder cannot be read"),
        ("    unit: s\n", "    unti: s\n", 18, "Extra inputs are not permitted"),
        ("calculation: mast,", "calculation: mist,", 26, "names 'mist', which the study does not define"),
        ("expected: 49.3", "expected: [49.3, 50]", 26, "expects another number of results"),
        ("kind: calculated", "kind: recalled", 24, "say gate: false"),
        ("    tolerance: tenth\n", "", 24, "a tolerance belongs to expected"),
        ("{calculation: mast, key: range_m, unit: km}", "{key: range_m}", 26, "needs formula"),
        ("name: speed", "name: mast", 6, "two steps have the name 'mast'"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_once_with_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in SMALL
    with pytest.raises(InputError, match=words) as told:
        worked(SMALL.replace(old, new, 1))
    assert str(told.value).startswith(f"study.yaml:{line}:")
    assert "\n" not in str(told.value)


def test_a_list_varies_and_keeps_its_labels() -> None:
    text = SMALL.replace("      target: 50 m\n", "      target: [50 m, 1 km]\n    vary: target\n")
    text = text.replace("expected: 49.3", "expected: [602]").replace(
        "key: range_m, unit: km", "unit: s, places: [1]"
    )
    text = text.replace("calculation: mast,", "calculation: warning,").replace(
        "absolute: 0.05", "absolute: 0.5"
    )
    _, rows = worked(text)
    assert [(row["oracle"], row["ok"]) for row in rows] == [("range, target 1 km [s]", True)]


# --- arithmetic -----------------------------------------------------------------------------------------------------


def test_arithmetic_of_numbers_lists_and_quantities() -> None:
    assert evaluate("2 ** (3 / 4)", {}) == pytest.approx(1.681792830507429, rel=1e-15)
    assert evaluate("-a[1] + max(a[0], 2)", {"a": np.array([1.0, 5.0])}) == -3.0
    area = evaluate("pi * min(d, cap) ** 2", {"d": quantity("500 km"), "cap": {"value": quantity("400 km")}})
    assert area.to("km**2").magnitude == pytest.approx(502_654.8, rel=1e-6)  # pi 400^2


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "a.__class__", "(lambda: 1)()", "[1, 2]", "'text'", "1 if 1 else 2", "a := 1",
        "9 ** 9 ** 9", "open('x')", "a and a", "1 +", "", "True", "1 / 0", "a" * 500, "a[0][0]", "sqrt(1, 2, 3)",
        "a @ a", "a.b.c",
    ],
)  # fmt: skip
def test_anything_but_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        evaluate(text, {"a": 1.0})


@pytest.mark.parametrize(
    ("key", "unit"),
    [("range_m", "m"), ("gaps_db", ""), ("pd", ""), ("power_w", "W"), ("speed_mps", "m/s"), ("pressure_pa", "Pa"),
     ("density_kgm3", "kg/m**3"), ("azimuth_deg", "deg"), ("p_m_of_n", "")],
)  # fmt: skip
def test_units_are_read_from_the_key(key: str, unit: str) -> None:
    assert unit_of(key) == unit


# --- siting ---------------------------------------------------------------------------------------------------------


def test_branch_and_bound_equals_enumeration() -> None:
    rng = np.random.default_rng(5)
    for _ in range(25):
        seen = rng.random((8, 60)) < rng.uniform(0.05, 0.5)
        weights = rng.random(60)
        for choose in (0, 1, 3, 5, 8):
            most = max(each.weight for each in every_cover(seen, weights, choose))
            best = best_cover(seen, weights, choose)
            assert best.weight == pytest.approx(most, rel=1e-12, abs=1e-15)  # one sum in two orders
            assert best.weight == covered(seen, weights, best.sites)
            # Nemhauser, Wolsey and Fisher (1978).
            assert greedy_cover(seen, weights, choose).weight >= (1 - 1 / np.e) * most - 1e-12


def test_the_best_site_first_is_not_always_best() -> None:
    # Site 0 alone sees four of six cells; 1 and 2 together see all.
    seen = np.array([[0, 1, 1, 1, 1, 0], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]], dtype=bool)
    weights = np.ones(6)
    assert greedy_cover(seen, weights, 2).weight == 5.0
    assert best_cover(seen, weights, 2) == ((1, 2), 6.0)


def test_bad_choices_are_refused() -> None:
    with pytest.raises(ValueError, match="there are 2 sites"):
        best_cover(np.ones((2, 3), dtype=bool), np.ones(3), 3)
    with pytest.raises(ValueError, match="negative"):
        best_cover(np.ones((2, 3), dtype=bool), -np.ones(3), 1)


def test_the_ground_of_the_sites_is_its_formula_and_coverage_falls_with_height() -> None:
    step = study("five-sites").siting[0]
    ground = heights(step)
    # Row 0 is the north edge: x = 4,000 m, y = 18,500 m is the cell of site A. By hand with the formula of the file.
    x, y = 4000.0, 18500.0
    by_hand = (
        1600 - x / 250 + (900 + 350 * np.sin(y / 5200 + 0.6)) / (1 + np.exp((x + 9000) / 1900))
        + 260 * np.sin(x / 1500 + y / 3700) * np.sin(y / 2100 - x / 6100) / (1 + np.exp((x + 7000) / 1500))
        + 45 * np.sin(x / 2900 + 1) * np.sin(y / 3300 + 2)
    )  # fmt: skip
    assert ground[128 - 74, 128 + 16] == pytest.approx(by_hand, rel=1e-12)  # the same sum
    found = results(step, site(step))
    assert found["choices"] == [10.0, 10.0]
    assert found["gap"] == [0.0, 0.0]
    for key in ("best_share", "worst_share", "single_share", "all_share"):
        assert found[key][0] > found[key][1]
    assert found["single_share"][0] <= found["best_share"][0] <= found["all_share"][0]


def test_flat_ground_gives_the_horizon() -> None:
    step = study("five-sites").siting[0].model_copy(update={"ground": "0 * x", "antenna": 10.0})
    lowest, distance, inside = sights(step)
    assert inside.any()
    assert not inside.all()
    # Beyond the antenna's own horizon (13.0 km for 10 m), the height seen is (d - d0)^2 / (2 k R).
    double = 2 * 4 / 3 * 6_371_000.0
    row, column = 128, 0
    beyond = distance[2, row, column] - np.sqrt(double * 10.0)
    # The sweep looks at cells of 250 m, which puts the horizon a little off.
    assert lowest[2, row, column] == pytest.approx(beyond**2 / double, rel=0.01)


def test_a_siting_that_does_not_fit_is_refused() -> None:
    data = study("five-sites").siting[0].model_dump()
    for change, words in (
        ({"choose": 9}, "there are 5 sites"),
        ({"cell": 1}, "more than 2,000 cells"),
        ({"extent": 10_000}, "outside the ground"),
        ({"sites": [data["sites"][0]] * 2, "choose": 1}, "the same name"),
    ):
        with pytest.raises(ValueError, match=words):
            type(study("five-sites").siting[0]).model_validate({**data, **change})


# --- coverage --------------------------------------------------------------------------------------------------------


@pytest.mark.jit_only
def test_a_coverage_step_gives_areas_by_altitude_that_grow_until_energy_ends_it() -> None:
    labels, found = cover(study("ring").coverage[0], SHIPPED / "ring")
    assert labels[0] == "target at 50 m"
    assert len(labels) == len(found["detection_area"]) == len(found["engagement_area"]) == 6
    assert found["detection_area"] == sorted(found["detection_area"])
    assert all(
        reach <= seen for seen, reach in zip(found["detection_area"], found["engagement_area"], strict=True)
    )
    # The displayed range of the library's 91N6E is 600 km: pi 600^2, on a map that has cells.
    assert found["detection_ring"] == pytest.approx(np.pi * 600e3**2, rel=0.01)


def test_a_coverage_step_names_the_targets_there_are() -> None:
    step = study("ring").coverage[0].model_copy(update={"target": "Kalibre"})
    with pytest.raises(InputError, match=r"study.yaml:3: .*did you mean 'Kalibr'"):
        cover(step, SHIPPED / "ring", "study.yaml:3")


def test_files_of_the_studies_are_complete() -> None:
    for name in WORKED:
        assert (SHIPPED / name / "answer.txt").is_file()
        assert f"iamd study verify {name}" in (SHIPPED / name / "README.md").read_text(encoding="utf-8")
        assert document(name).where(("oracles", 0)).endswith(tuple("0123456789"))
