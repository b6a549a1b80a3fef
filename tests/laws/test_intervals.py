"""Laws of the nested estimator: known variance components come back, and its intervals cover what they say."""

import math

import numpy as np
import pytest

from iamd.analysis import intervals
from iamd.analysis.intervals import components, estimate, grouped, shrunk_means
from iamd.analysis.ratios import linearised, ratio_estimate

STUDIES = 400
#: Coverage of 400 studies has a standard error of 1.1 percent at 95; 90 to 99 leaves 4 and more below, 3 above.
COVERAGE = (0.90, 0.99)


def nested(rng: np.random.Generator, sizes: list[int], parameter: float, chance: float) -> tuple:
    """Values and draw numbers of one study with known standard deviations, mean 0."""
    draws = np.repeat(np.arange(len(sizes)), sizes)
    offsets = rng.normal(0.0, parameter, len(sizes))
    return offsets[draws] + rng.normal(0.0, chance, len(draws)), draws


BALANCED, UNBALANCED = [5] * 20, [2, 9, 5, 5, 3, 8, 6, 2, 10, 5] * 2


@pytest.mark.parametrize("sizes", [BALANCED, UNBALANCED], ids=["balanced", "unbalanced"])
@pytest.mark.parametrize(("parameter", "chance"), [(1.0, 2.0), (0.0, 2.0), (2.0, 0.5)])
def test_variance_components_are_unbiased(sizes: list[int], parameter: float, chance: float) -> None:
    rng = np.random.default_rng(20261)
    found, errors = [], []
    for _ in range(STUDIES):
        values, draws = nested(rng, sizes, parameter, chance)
        parts, error = components(grouped(values - values.mean(), draws))
        found.append(parts)
        errors.append(error)
    means, spread = np.mean(found, axis=0), np.std(found, axis=0, ddof=1)
    # Four standard errors of a mean over the studies: a right estimator fails once in 16,000.
    limit = 4.0 * spread / math.sqrt(STUDIES)
    assert means == pytest.approx([chance**2, parameter**2], abs=limit.max())
    assert abs(means[0] - chance**2) < limit[0]
    assert abs(means[1] - parameter**2) < limit[1]
    # The reported standard error is the spread actually seen; the jackknife is known to 15 % with 20 draws.
    assert np.mean(errors) == pytest.approx(spread[1], rel=0.2)


@pytest.mark.parametrize("sizes", [BALANCED, UNBALANCED], ids=["balanced", "unbalanced"])
@pytest.mark.parametrize("parameter", [0.0, 1.0])
def test_monte_carlo_interval_covers_the_mean(sizes: list[int], parameter: float) -> None:
    rng = np.random.default_rng(20262)
    results = [estimate(*nested(rng, sizes, parameter, 2.0)) for _ in range(STUDIES)]
    assert (
        COVERAGE[0] <= np.mean([result.mc_low <= 0.0 <= result.mc_high for result in results]) <= COVERAGE[1]
    )


@pytest.mark.parametrize(
    ("a", "b", "draws", "runs"), [(5.0, 5.0, 20, 5), (0.5, 9.5, 20, 5), (0.1, 30.0, 50, 10)]
)
def test_monte_carlo_interval_covers_a_probability(a: float, b: float, draws: int, runs: int) -> None:
    # Down to a third of a percent, where most studies see nothing at all: the plain t interval covers few of them.
    rng = np.random.default_rng(20263)
    covered = []
    for _ in range(STUDIES):
        chance = np.repeat(rng.beta(a, b, draws), runs)
        group = np.repeat(np.arange(draws), runs)
        result = estimate(rng.random(draws * runs) < chance, group, bounds=(0.0, 1.0))
        assert 0.0 <= result.mc_low <= result.mean <= result.mc_high <= 1.0
        covered.append(result.mc_low <= a / (a + b) <= result.mc_high)
    assert COVERAGE[0] <= np.mean(covered) <= COVERAGE[1]


def test_treating_runs_as_independent_would_not_cover() -> None:
    # The wrong answer that the clusters prevent: 100 runs in 20 draws are not 100 independent runs.
    rng = np.random.default_rng(20264)
    covered = []
    for _ in range(STUDIES):
        values, _ = nested(rng, BALANCED, 2.0, 1.0)
        result = estimate(values)
        covered.append(result.mc_low <= 0.0 <= result.mc_high)
    assert np.mean(covered) < 0.8


def test_with_only_chance_the_parameter_interval_collapses() -> None:
    rng = np.random.default_rng(20265)
    widths = []
    for runs in (5, 50, 500):
        results = [estimate(*nested(rng, [runs] * 20, 0.0, 2.0)) for _ in range(100)]
        widths.append(np.mean([result.high - result.low for result in results]))
        assert (
            np.mean([result.high == result.low for result in results]) > 0.3
        )  # the floor at 0 holds in about half
    # The parameter sd goes with runs^-1/2: a factor sqrt(10) = 3.2 each; 2 leaves room for 100 studies.
    assert widths[0] > 2.0 * widths[1] > 4.0 * widths[2]


def test_with_only_parameters_the_interval_is_that_of_the_draws() -> None:
    draws = np.repeat(np.arange(101), 3)
    result = estimate(draws.astype(float), draws)
    # Quantiles of type 8 of 0..100 lie within 1 of 5 and 95.
    assert (result.low, result.high) == pytest.approx((5.0, 95.0), abs=1.0)
    assert result.chance_sd == 0.0
    assert result.parameter_sd == pytest.approx(
        np.std(np.arange(101), ddof=1), rel=1e-12
    )  # exact but for rounding


def test_shrunk_means_have_the_parameter_variance() -> None:
    rng = np.random.default_rng(20266)
    values, draws = nested(rng, [4] * 2000, 1.5, 3.0)
    groups = grouped(values - values.mean(), draws)
    (chance, parameter), _ = components(groups)
    spread = np.var(shrunk_means(groups, chance, parameter), ddof=1)
    assert spread == pytest.approx(parameter, rel=1e-9)  # an identity for equal sizes, but for rounding
    assert np.var(groups.mean, ddof=1) > 1.5 * parameter  # raw means would say that we know less than we do


def test_balanced_case_by_hand() -> None:
    # Draw means 1.5, 3.5, 5.5; variance between 4, within 0.5; parameter variance 4 - 0.5 / 2.
    result = estimate([1, 2, 3, 4, 5, 6], [0, 0, 1, 1, 2, 2])
    assert result.mean == 3.5
    assert result.chance_sd == pytest.approx(math.sqrt(0.5), rel=1e-12)
    assert result.parameter_sd == pytest.approx(math.sqrt(3.75), rel=1e-12)
    assert result.standard_error == pytest.approx(2.0 / math.sqrt(3.0), rel=1e-12)
    assert result.mc_high - 3.5 == pytest.approx(
        4.30265 * 2.0 / math.sqrt(3.0), rel=1e-5
    )  # table of t, 2 degrees
    assert (result.run_low, result.run_high) == (1.0, 6.0)


def test_draw_labels_and_order_do_not_matter() -> None:
    rng = np.random.default_rng(20267)
    values, draws = nested(rng, UNBALANCED, 1.0, 1.0)
    order = rng.permutation(len(values))
    one, two = estimate(values, draws), estimate(values[order], 7 + 3 * draws[order])
    assert two[:11] == pytest.approx(one[:11], rel=1e-9)  # sums in another order


def test_shift_and_scale() -> None:
    rng = np.random.default_rng(20268)
    values, draws = nested(rng, BALANCED, 1.0, 1.0)
    one, two = estimate(values, draws), estimate(1e6 + 3.0 * values, draws)
    assert two.mean == pytest.approx(1e6 + 3.0 * one.mean, rel=1e-12)
    assert two.parameter_sd == pytest.approx(3.0 * one.parameter_sd, rel=1e-6)  # 1e6 costs six digits
    assert two.low - 1e6 == pytest.approx(3.0 * one.low, rel=1e-6)


@pytest.mark.parametrize(("value", "side"), [(0.0, "mc_high"), (1.0, "mc_low")])
def test_rule_of_three(value: float, side: str) -> None:
    result = estimate(np.full(500, value), np.repeat(np.arange(100), 5), bounds=(0.0, 1.0))
    # 3/n of Hanley and Lippman-Hand 1983, over the 100 draws; the exact form is 1.5 % below at n = 100.
    assert abs(getattr(result, side) - value) == pytest.approx(0.03, rel=0.02)
    assert result.note == intervals.RULE_OF_THREE
    single = estimate(np.full(500, value), bounds=(0.0, 1.0))
    assert abs(getattr(single, side) - value) == pytest.approx(3.0 / 500, rel=0.02)
    assert intervals.RULE_OF_THREE_RUNS in single.note


def test_rule_of_three_scales_with_the_range_and_has_a_poisson_form() -> None:
    zeros, draws = np.zeros(40), np.repeat(np.arange(20), 2)
    unit = estimate(zeros, draws, bounds=(0.0, 1.0)).mc_high
    assert estimate(zeros, draws, bounds=(0.0, 24.0)).mc_high == pytest.approx(24.0 * unit, rel=1e-12)
    assert estimate(zeros, draws, bounds=(0.0, math.inf)).mc_high == pytest.approx(3.0 / 20, rel=0.01)


def test_runs_without_value_are_excluded_and_counted() -> None:
    full = estimate([1.0, 2.0, 4.0, 3.0, 7.0, 5.0], [0, 0, 1, 1, 2, 2])
    gaps = estimate([1.0, math.nan, 2.0, 4.0, 3.0, math.nan, 7.0, 5.0], [0, 0, 0, 1, 1, 3, 2, 2])
    assert gaps._replace(excluded=0) == full
    assert gaps.excluded == 2


def test_what_cannot_be_known_is_none() -> None:
    one_draw, single_runs, nothing = estimate([1.0, 2.0]), estimate([1.0, 2.0], [0, 1]), estimate([math.nan])
    assert one_draw.as_json()["low"] is None
    assert one_draw.note == intervals.ONE_DRAW
    assert one_draw.chance_sd > 0.0
    assert single_runs.as_json()["chance_sd"] is None
    assert single_runs.note == intervals.ONE_RUN_EACH
    assert single_runs.mc_low < 1.5 < single_runs.mc_high
    assert nothing.as_json()["mean"] is None
    assert (nothing.runs, nothing.excluded) == (0, 1)
    assert estimate([3.0]).as_json()["mc_low"] is None


@pytest.mark.parametrize(
    ("values", "draws", "bounds"),
    [([1.0, 2.0], [0], None), ([math.inf, 1.0], [0, 0], None), ([0.5, 1.5], [0, 0], (0.0, 1.0))],
)
def test_refuses_what_is_no_sample(values: list, draws: list, bounds: tuple | None) -> None:
    with pytest.raises(ValueError):
        estimate(values, draws, bounds=bounds)


def test_a_ratio_is_that_of_the_sums() -> None:
    shots, kills, draws = [4, 2, 6, 3], [2, 0, 3, 1], [0, 0, 1, 1]
    result = ratio_estimate(shots, kills, draws)
    assert result.mean == pytest.approx(15 / 6, rel=1e-12)  # not the mean of 2, 2 and 3
    assert np.mean(linearised(shots, kills)) == pytest.approx(15 / 6, rel=1e-12)
    assert (result.run_low, result.run_high) == (2.0, 3.0)


def test_monte_carlo_interval_covers_a_ratio() -> None:
    rng = np.random.default_rng(20269)
    draws, covered = np.repeat(np.arange(20), 5), []
    for _ in range(STUDIES):
        rate = np.repeat(rng.uniform(0.4, 0.8, 20), 5)
        shots = rng.integers(10, 20, 100)
        result = ratio_estimate(shots, rng.binomial(shots, rate), draws)
        # Shots and the rate are independent, so the ratio of the expectations is 1 / 0.6.
        covered.append(result.mc_low <= 1.0 / 0.6 <= result.mc_high)
    assert COVERAGE[0] <= np.mean(covered) <= COVERAGE[1]


def test_a_ratio_without_denominator_has_no_value() -> None:
    nothing = ratio_estimate([3, 2], [0, 0], [0, 1])
    assert nothing.as_json()["mean"] is None
    assert nothing.excluded == 2
    some = ratio_estimate([3, 2, 4, 4], [0, 0, 2, 1], [0, 0, 1, 1])
    assert "low and high: 1" in some.note
    assert some.mean == pytest.approx(13 / 3, rel=1e-12)
