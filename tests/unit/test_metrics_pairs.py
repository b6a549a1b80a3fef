"""Paired differences and rank screening, against folders small enough to count by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from tests.unit.folder_factory import make_folder
from tests.unit.test_metrics import DRAW_OF_RUN, FATES, KILLED, write

from iamd.analysis.paired import paired_difference
from iamd.analysis.sensitivity import (
    correlation_p,
    draw_means,
    drawn_values,
    holm,
    rank_screening,
    share_by_grade,
    spearman,
    variance_shares,
)
from iamd.errors import ResultsError
from iamd.results import ResultsFolder, tables
from iamd.results.schema import Reason


@pytest.fixture
def folder(tmp_path: Path) -> ResultsFolder:
    return write(tmp_path / "tiny", FATES, DRAW_OF_RUN)


def test_paired_difference_by_hand(folder: ResultsFolder, tmp_path: Path) -> None:
    better = [list(run) for run in FATES]
    better[0][1] = (KILLED, 1, 1, 1, 3, Reason.NONE)
    better[2][0] = (KILLED, 1, 1, 1, 1, Reason.NONE)
    other = write(tmp_path / "better", better, DRAW_OF_RUN)
    result = paired_difference(folder, other, "leakers")
    assert (result.first, result.second) == pytest.approx((5 / 3, 1.0), rel=1e-12)
    assert result.mean == pytest.approx(-2 / 3, rel=1e-12)  # -1, 0, -1
    assert (result.runs, result.draws, result.unmatched) == (3, 2, 0)
    assert result.sd_reduction > 1.0
    ratio = paired_difference(folder, other, "shots_per_kill")
    assert ratio.mean == pytest.approx(13 / 8 - 11 / 6, rel=1e-12)
    json.dumps(result.as_json(), allow_nan=False)


def test_pairs_need_fewer_runs_and_equal_results_do_not_differ(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "f", runs=20, draws=4)
    result = paired_difference(folder, folder, "leakage_of_launched")
    assert (result.mean, result.mc_low, result.mc_high) == (0.0, 0.0, 0.0)
    assert result.unpaired_error > 0.0
    assert result.as_json()["sd_reduction"] is None


def test_runs_without_value_are_left_out_of_pairs(folder: ResultsFolder) -> None:
    result = paired_difference(folder, folder, "leakage_of_engageable")
    assert (result.runs, result.excluded) == (2, 1)


def test_unpaired_folders_are_refused(folder: ResultsFolder, tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"different seeds.*--seed"):
        paired_difference(folder, write(tmp_path / "seed", FATES, DRAW_OF_RUN, seed=2), "leakers")
    with pytest.raises(ResultsError, match=r"run 1 belongs to different draws.*--draws"):
        paired_difference(folder, write(tmp_path / "draw", FATES, [0, 1, 1]), "leakers")
    empty = ResultsFolder(tmp_path / "empty")
    empty.begin({"seed": 1}, "key")
    with pytest.raises(ResultsError, match="no run in common"):
        paired_difference(folder, empty, "leakers")


def test_pairs_share_what_was_drawn(tmp_path: Path) -> None:
    def folder(name: str, x: float, y: float) -> ResultsFolder:
        result = write(tmp_path / name, FATES, DRAW_OF_RUN)
        result.write_part("d", {"draws": tables.draws_table([0, 1], ["x", "y"], [[x, y], [x, y]])}, {})
        return result

    one = folder("one", 1.0, 2.0)
    assert paired_difference(one, folder("override", 1.0, 3.0), "leakers").mean == 0.0
    with pytest.raises(ResultsError, match="no input has the same drawn values"):
        paired_difference(one, folder("other", 1.5, 3.0), "leakers")


def test_a_longer_run_pairs_with_the_runs_in_common(folder: ResultsFolder, tmp_path: Path) -> None:
    longer = write(tmp_path / "longer", [*FATES, FATES[0]], [*DRAW_OF_RUN, 1])
    result = paired_difference(folder, longer, "leakers")
    assert (result.mean, result.runs, result.unmatched) == (0.0, 3, 1)


# --- sensitivity -------------------------------------------------------------------------------------------------


def test_the_input_that_matters_comes_first(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "f", runs=120, draws=60)
    effects = rank_screening(folder, "interceptors_expended")
    assert len(effects) == 6
    assert effects[0].name.endswith("sspk")
    assert effects[0].correlation < -0.3  # better rounds, fewer shots
    assert effects[0].p_value <= effects[0].p_adjusted < 0.05
    assert (effects[0].title, effects[0].grade) != ("", "")
    assert sum(effect.share for effect in effects) == pytest.approx(1.0, rel=1e-12)
    shares = share_by_grade(effects)
    assert shares["D_or_E"] == pytest.approx(shares["D"] + shares["E"], rel=1e-12)
    json.dumps([effect.as_json() for effect in effects], allow_nan=False)


def test_draw_means_and_values(folder: ResultsFolder) -> None:
    draws, means = draw_means(folder, "leakage_of_engageable")
    assert draws.tolist() == [0, 1]
    assert means == pytest.approx([0.125, math.nan], nan_ok=True)
    folder.write_part("d", {"draws": tables.draws_table([1, 5], ["y", "x"], [[1.0, 2.0], [3.0, 4.0]])}, {})
    names, values = drawn_values(folder, draws)
    assert names == ["x", "y"]
    assert values[1].tolist() == [2.0, 1.0]
    assert np.isnan(values[0]).all()


def test_spearman_is_that_of_scipy_with_ties() -> None:
    rng = np.random.default_rng(1)
    inputs, outcome = rng.integers(0, 8, (40, 3)), rng.integers(0, 5, 40)
    expected = [stats.spearmanr(inputs[:, i], outcome) for i in range(3)]
    found = spearman(inputs, outcome)
    assert found == pytest.approx([result.statistic for result in expected], rel=1e-12)
    assert correlation_p(found, 40) == pytest.approx([result.pvalue for result in expected], rel=1e-9)
    assert spearman(inputs, np.ones(40)).tolist() == [0.0, 0.0, 0.0]


def test_variance_shares_of_a_linear_model() -> None:
    rng = np.random.default_rng(2)
    inputs = rng.normal(size=(4000, 3))
    outcome = inputs @ [3.0, 4.0, 0.0]
    shares = variance_shares(spearman(inputs, outcome), len(outcome))
    # Exact shares 9/25 and 16/25; ranks are not quite linear, and the correlations are known to 1/sqrt(4000).
    assert shares == pytest.approx([0.36, 0.64, 0.0], abs=0.03)
    assert np.isnan(variance_shares(np.array([0.01]), 10)).all()


def test_holm_adjusts_in_order() -> None:
    # Holm 1979: smallest times 3, next times 2, never falling.
    assert holm(np.array([0.03, 0.01, 0.02])) == pytest.approx([0.04, 0.03, 0.04], rel=1e-12)
