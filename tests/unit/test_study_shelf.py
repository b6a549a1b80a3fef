"""The shipped studies: their files, their closed forms, and whether their answers come out."""

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from iamd.analysis import closed_forms
from iamd.errors import InputError
from iamd.scenario import load, resolve
from iamd.study import run_study, studies, verify_study
from iamd.study.oracles import FORMULAS, Found, computed, error_of_sd, row_of, rows_of
from iamd.study.shelf import SHIPPED, Formula, StudySpec, names, scenario_of, study


def test_the_studies_are_listed_with_question_and_answer() -> None:
    listed = studies()
    assert [each.name for each in listed] == sorted(each.name for each in listed)
    assert {"wilkening", "layers", "channels"} <= {each.name for each in listed}
    for name, title, answer in listed:
        assert title.endswith("?")
        assert answer.endswith(".")
        assert "\n" not in title + answer
        assert (SHIPPED / name / "README.md").read_text(encoding="utf-8").startswith("# ")


def test_listing_studies_imports_no_compiler() -> None:
    code = "import sys; from iamd.study import studies; studies(); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numba", "duckdb", "pyarrow"} & set(ast.literal_eval(done.stdout))


@pytest.mark.parametrize("name", [name for name in names() if study(name).cases])
def test_every_closed_form_of_a_study_comes_out(name: str) -> None:
    spec = study(name)
    rows = [
        row for oracle in spec.oracles if isinstance(oracle.how, Formula) for row in rows_of(spec, oracle, {})
    ]
    assert rows
    assert [row["oracle"] for row in rows if not row["ok"]] == []


@pytest.mark.parametrize("name", names())
def test_every_case_of_a_study_can_be_loaded(name: str) -> None:
    for case in study(name).cases:
        resolve(load(scenario_of(name, case), case.set))


@pytest.mark.jit_only
@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_the_expected_answers_of_a_study_come_out(name: str) -> None:
    rows = verify_study(name)
    assert [(row["oracle"], row["expected"], row["got"]) for row in rows if row["ok"] is False] == []
    assert {"oracle", "expected", "got", "tolerance", "ok", "source"} <= set(rows[0])


@pytest.mark.jit_only
def test_running_a_study_writes_a_page_with_its_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = study("layers")
    short = spec.model_copy(
        update={"cases": tuple(case.model_copy(update={"runs": 50}) for case in spec.cases)}
    )
    monkeypatch.setattr("iamd.study.verify.study", lambda _: short)
    told: list[str] = []
    result = run_study("layers", out=tmp_path / "out", progress=lambda _done, _total, what: told.append(what))
    assert result.headline.startswith(spec.answer)
    assert "expected numbers come out" in result.headline
    page = (tmp_path / "out" / "study.html").read_text(encoding="utf-8")
    assert "probability of no leaker" in page
    assert "weakest-first/report.html" in page
    assert any(what.startswith("weakest-first: ") for what in told)
    assert (tmp_path / "out" / "study.json").is_file()


def test_a_study_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(InputError, match="did you mean 'layers'"):
        run_study("layer")


def test_a_study_does_not_overwrite_a_result(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(InputError, match="holds the results of a run"):
        run_study("layers", out=tmp_path)


# --- the oracles themselves ------------------------------------------------------------------------------------------


def test_a_wrong_answer_is_not_met() -> None:
    spec = study("layers")
    oracle = next(each for each in spec.oracles if each.name == "probability of no leaker")
    assert row_of(spec, oracle, 0.2181, Found("", 0.2181, 0.0))["ok"]
    assert not row_of(spec, oracle, 0.2181, Found("", 0.2183, 0.0))["ok"]


def test_standard_errors_widen_the_tolerance() -> None:
    spec = study("layers")
    oracle = next(each for each in spec.oracles if each.tolerance == "errors")
    assert row_of(spec, oracle, 1.5, Found("", 1.59, 0.031))["ok"]
    assert not row_of(spec, oracle, 1.5, Found("", 1.59, 0.029))["ok"]


def test_an_argument_varies_one_at_a_time() -> None:
    found = computed(Formula(formula="erlang_b", arguments={"load": 5, "channels": [4, 6]}, vary="channels"))
    assert [each.label for each in found] == [", channels 4", ", channels 6"]
    assert found[0].value == closed_forms.erlang_b(5, 4)


def test_every_formula_name_has_a_function() -> None:
    assert set(Formula.model_fields["formula"].annotation.__args__) == set(FORMULAS)  # type: ignore[union-attr]


def test_the_error_of_a_standard_deviation_is_that_of_repeated_samples() -> None:
    rng = np.random.default_rng(3)
    samples = rng.binomial(50, 0.03, size=(2000, 500)).astype(float)
    spread = samples.std(axis=1, ddof=1).std()
    assert error_of_sd(samples[0]) == pytest.approx(spread, rel=0.25)  # one sample's own estimate of it
    assert error_of_sd(np.zeros(10)) == 0.0


def test_a_study_that_names_what_is_not_there_is_refused() -> None:
    data = study("layers").model_dump()
    data["oracles"][0]["source"] = "nobody"
    with pytest.raises(ValueError, match="does not define"):
        StudySpec.model_validate(data)


# --- closed forms, by other routes ---------------------------------------------------------------------------------


def test_erlang_b_equals_its_sum() -> None:
    """B = (A^n / n!) / sum of A^k / k!."""
    for offered, channels in ((5.0, 4), (10.0, 16), (0.3, 1)):
        terms = [offered**k / np.prod(np.arange(1.0, k + 1.0)) for k in range(channels + 1)]
        # Two ways to the same number in double precision.
        assert closed_forms.erlang_b(offered, channels) == pytest.approx(terms[-1] / sum(terms), rel=1e-12)
    assert closed_forms.erlang_b(5.0, 0) == 1.0


def test_layers_do_not_care_for_their_order_but_rounds_do() -> None:
    one, other = (0.5, 0.7, 0.8), (0.8, 0.7, 0.5)
    assert closed_forms.layers_leakers(50, one) == pytest.approx(
        closed_forms.layers_leakers(50, other), rel=1e-12
    )
    assert closed_forms.layers_rounds(50, one) > closed_forms.layers_rounds(50, other)


def test_no_number_of_shots_beats_the_cap_of_tracking() -> None:
    assert closed_forms.shots_needed(0.5, 4, 0.8, track=0.99) >= 5
    with pytest.raises(ValueError, match="no number of shots"):
        closed_forms.shots_needed(0.5, 50, 0.8, track=0.99)


def test_a_shared_failure_lowers_what_two_layers_do_together() -> None:
    values = [closed_forms.common_mode_effectiveness(0.8, shared) for shared in (0.0, 0.02, 0.05, 0.1, 0.15)]
    assert values == sorted(values, reverse=True)
    assert values[0] == pytest.approx(0.96, rel=1e-12)  # independent layers
    assert closed_forms.common_mode_effectiveness(0.8, 0.2) == pytest.approx(
        0.8, rel=1e-12
    )  # all failure is shared


def test_a_magazine_that_is_large_enough_is_no_limit() -> None:
    assert closed_forms.magazine_leakers(50, 0.7, 100) == pytest.approx(
        closed_forms.salvo_leakers(50, 0.7, 2)
    )
    assert closed_forms.magazine_leakers(50, 0.7, 400) == closed_forms.magazine_leakers(50, 0.7, 100)


def test_a_tolerance_of_the_last_digits_is_said_in_words() -> None:
    from iamd.cli.studies import tolerance_text
    from iamd.study.studypage import tolerance

    assert tolerance({"tolerance": 7.36e-6, "expected": 7.36}) == "the last digits"
    assert tolerance({"tolerance": 0.05, "expected": 9.5}) == "0.05"
    assert tolerance_text({"tolerance": 7.36e-6, "expected": 7.36}) == "last digits"
