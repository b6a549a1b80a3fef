"""How belief spreads over an input: the widening by grade, priors, counts, limits, shared draws, overrides."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from iamd.errors import InputError
from iamd.library.figure import Figure
from iamd.library.loader import Library, Resolved, library
from iamd.library.units import to_canonical
from iamd.library.vocabulary import MODEL, Term
from iamd.physics.rng import Stream, name_word, uniform
from iamd.scenario import draw, load, resolve
from iamd.scenario.inputs import WIDENING, Input, override_limits, spread_of

LENGTH, SHARE, COUNT, AREA, ANGLE = (
    Term(kind, "test") for kind in ("length", "probability", "count", "area", "angle")
)
ITERATED = 1e-9  # the feet of the triangle are found by 200 contracting steps
SHARES = np.linspace(0.0005, 0.9995, 1000)


def figure(value: float, low: float, high: float, unit: str = "m", **more: Any) -> Figure:
    kind = {"kind": "stated", "grade": "B", "sources": ("barton2005",), **more}
    return Figure(value=value, low=low, high=high, unit=unit, **kind)


def points(found: Any) -> tuple[float, float]:
    return found.quantile(0.05), found.quantile(0.95)


# --- widening ----------------------------------------------------------------------------------------------------


def test_the_half_widths_are_those_of_the_design() -> None:
    assert WIDENING == {"A": 0.02, "B": 0.10, "C": 0.20, "D": 0.30, "E": 0.30}


@pytest.mark.parametrize(("grade", "half"), WIDENING.items())
@pytest.mark.parametrize("unit", ["m", "km"])
def test_a_single_number_gets_the_half_width_of_its_grade(grade: str, half: float, unit: str) -> None:
    found = spread_of(figure(100.0, 100.0, 100.0, unit, grade=grade), LENGTH, False)
    best = 100.0 if unit == "m" else 100_000.0
    assert found.mode == best
    assert points(found) == pytest.approx((best * (1 - half), best * (1 + half)), rel=ITERATED)


@pytest.mark.parametrize(
    ("low", "high", "p05", "p95"),
    [
        (95.0, 105.0, 90.0, 110.0),  # narrower than grade B: widened on both sides
        (60.0, 105.0, 60.0, 110.0),  # wider below: kept there
        (95.0, 170.0, 90.0, 170.0),
        (60.0, 170.0, 60.0, 170.0),
        (100.0, 170.0, 90.0, 170.0),
    ],
)
def test_a_published_spread_is_kept_where_it_is_wider(
    low: float, high: float, p05: float, p95: float
) -> None:
    found = spread_of(figure(100.0, low, high), LENGTH, False)
    assert points(found) == pytest.approx((p05, p95), rel=ITERATED)


def test_the_best_value_is_the_most_likely() -> None:
    found = spread_of(figure(100.0, 60.0, 170.0), LENGTH, False)
    values = np.array([found.quantile(u) for u in SHARES])
    density = np.diff(SHARES) / np.diff(values)
    peak = values[:-1][density.argmax()]
    assert peak == pytest.approx(100.0, abs=1.0)  # a thousand points over 150 m
    assert np.all(np.diff(values) > 0)


def test_a_worse_grade_never_looks_more_certain() -> None:
    widths = []
    for grade in "ABCDE":
        low, high = points(spread_of(figure(100.0, 99.0, 101.0, grade=grade), LENGTH, False))
        widths.append(high - low)
    assert widths == sorted(widths)


@pytest.mark.parametrize("shape", ["uniform", "loguniform"])
@pytest.mark.parametrize(("grade", "half"), WIDENING.items())
def test_even_spreads_are_widened_too(shape: str, grade: str, half: float) -> None:
    found = spread_of(figure(100.0, 99.9, 100.1, grade=grade, shape=shape), LENGTH, False)
    low, high = points(found)
    assert low == pytest.approx(100.0 * (1 - half), rel=ITERATED)
    assert high == pytest.approx(100.0 * (1 + half), rel=ITERATED)


@pytest.mark.parametrize("shape", ["uniform", "loguniform"])
def test_an_even_spread_that_is_wide_enough_is_kept(shape: str) -> None:
    found = spread_of(figure(100.0, 10.0, 1000.0, grade="E", shape=shape), LENGTH, False)
    assert (found.left, found.right) == (10.0, 1000.0)
    middle = 505.0 if shape == "uniform" else 100.0
    assert found.quantile(0.5) == pytest.approx(middle, rel=ITERATED)


def test_a_fixed_figure_does_not_spread() -> None:
    found = spread_of(figure(100.0, 100.0, 100.0, shape="fixed"), LENGTH, False)
    assert {found.quantile(u) for u in SHARES} == {100.0}


def test_a_prior_keeps_its_own_interval() -> None:
    """It is an assumption already: widening it would assume twice."""
    prior = figure(100.0, 95.0, 103.0, kind="assumption", grade="E")
    assert points(spread_of(prior, LENGTH, True)) == pytest.approx((95.0, 103.0), rel=ITERATED)
    assert points(spread_of(prior, LENGTH, False)) == pytest.approx((70.0, 130.0), rel=ITERATED)


@pytest.mark.parametrize("grade", list("ABCDE"))
def test_counts_are_not_widened(grade: str) -> None:
    exact = spread_of(figure(4.0, 4.0, 4.0, "count", grade=grade), COUNT, False)
    assert {exact.quantile(u) for u in SHARES} == {4.0}
    loose = spread_of(figure(4.0, 3.0, 6.0, "count", grade=grade), COUNT, False)
    drawn = [loose.quantile(u) for u in SHARES]
    assert set(drawn) == {3.0, 4.0, 5.0, 6.0}
    assert max(set(drawn), key=drawn.count) == 4.0


def test_a_cross_section_is_spread_evenly_over_decades() -> None:
    found = spread_of(figure(0.1, 0.01, 1.0, "m2"), AREA, False)
    assert found.shape == "loguniform"
    logs = np.log10([found.quantile(u) for u in SHARES])
    assert np.allclose(np.diff(logs, 2), 0.0, atol=1e-12)  # rounding of the logarithm
    assert found.quantile(0.5) == pytest.approx(0.1, rel=ITERATED)


# --- limits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0.02, 0.5, 0.9, 0.98, 1.0])
def test_a_probability_stays_between_nought_and_one(value: float) -> None:
    found = spread_of(figure(value, value, value, "fraction", grade="E"), SHARE, False)
    values = [found.quantile(u) for u in SHARES]
    assert min(values) >= 0.0
    assert max(values) <= 1.0
    if value < 1.0:
        assert sum(each in (0.0, 1.0) for each in values) == 0, "cut, not heaped up at the limit"


def test_what_is_cut_off_is_shared_out_over_the_rest() -> None:
    """The triangle whose 95 % point would be 1.17, on the condition that it is no more than one."""
    found = spread_of(figure(0.9, 0.6, 1.0, "fraction", grade="E"), SHARE, False)
    kept = found._cumulative(1.0)
    assert kept < 0.9
    for u in (0.05, 0.5, 0.95):
        assert found.quantile(u) == pytest.approx(found._inverse(u * kept), rel=ITERATED)


def test_lengths_stay_above_nought_and_angles_need_not() -> None:
    found = spread_of(figure(1.0, 0.0, 1.0), LENGTH, False)
    assert min(found.quantile(u) for u in SHARES) >= 0.0
    angle = spread_of(figure(0.0, -0.1, 0.1, "rad"), ANGLE, False)
    assert angle.quantile(0.05) == pytest.approx(-0.1, rel=1e-6)


def test_a_zero_stays_zero() -> None:
    found = spread_of(figure(0.0, 0.0, 0.0, "m", grade="E"), LENGTH, False)
    assert {found.quantile(u) for u in SHARES} == {0.0}


# --- the library -------------------------------------------------------------------------------------------------


def figures_of(cards: Library) -> list[tuple[str, str, Resolved]]:
    found = [
        (entry.name, name, resolved)
        for entry in cards.entries()
        for name, resolved in cards.resolve(cards.card(entry.name)).items()
    ]
    return found + [("model", name, Resolved(cards.priors[name].figure, MODEL[name], name)) for name in MODEL]


FIGURES = figures_of(library())


def test_every_figure_of_the_library_is_at_least_as_wide_as_its_grade() -> None:
    for card, name, resolved in FIGURES:
        if resolved.prior or resolved.term.dimension == "count" or resolved.figure.shape == "fixed":
            continue
        found = spread_of(resolved.figure, resolved.term, False)
        half = WIDENING[resolved.figure.grade] * abs(found.mode)
        if found.left < found.lowest or found.right > found.highest:
            continue  # cut: the points move inward by what is cut off
        low, high = points(found)
        slack = 1e-6 * half  # of the iteration
        assert low <= found.mode - half + slack, f"{card}.{name}"
        assert high >= found.mode + half - slack, f"{card}.{name}"


def test_every_figure_of_the_library_may_be_set_to_itself() -> None:
    for card, name, resolved in FIGURES:
        lowest, highest = override_limits(name, resolved.term, resolved.figure)
        for value in (resolved.figure.low, resolved.figure.value, resolved.figure.high):
            si = to_canonical(value, resolved.figure.unit, resolved.term.dimension)
            assert lowest <= si <= highest, f"{card}.{name}"


# --- draws -------------------------------------------------------------------------------------------------------

SCENARIO = "turkey-2019"


@pytest.fixture(name="inputs", scope="module")
def inputs_fixture() -> dict[str, Input]:
    return resolve(load(SCENARIO)).inputs


def test_a_draw_is_addressed_and_repeats(inputs: dict[str, Input]) -> None:
    first, again, other, reseeded = (
        draw(inputs, seed, number) for seed, number in ((1, 0), (1, 0), (1, 1), (2, 0))
    )
    assert first == again
    uncertain = [name for name, item in inputs.items() if item.uncertain]
    moved = [name for name in uncertain if first[name] != other[name]]
    assert len(moved) > 0.9 * len(uncertain), "counts may come out the same, others not"
    assert first != reseeded
    assert {name for name, item in inputs.items() if not item.uncertain} <= {
        name for name in inputs if first[name] == other[name]
    }


def test_an_input_more_moves_no_other(inputs: dict[str, Input]) -> None:
    """A draw is a function of the name, so adding a unit renumbers nothing."""
    small = resolve(load("one-battery")).inputs
    ours, theirs = draw(inputs, 7, 3), draw(small, 7, 3)
    shared = set(ours) & set(theirs)
    assert len(shared) > 50
    assert {name for name in shared if ours[name] != theirs[name]} == set()


def test_each_value_is_the_quantile_of_its_stream(inputs: dict[str, Input]) -> None:
    values = draw(inputs, 5, 2)
    for name, item in inputs.items():
        u = uniform(5, 2, Stream.FIGURE.value, name_word(item.stream), 0)
        assert values[name] == item.spread.quantile(u)


def test_figures_that_vary_together_share_one_draw(inputs: dict[str, Input]) -> None:
    together: dict[str, list[Input]] = {}
    for item in inputs.values():
        if item.figure.varies_with:
            together.setdefault(item.stream, []).append(item)
    groups = [group for group in together.values() if len(group) > 1]
    assert groups, "the scenario has no linked figures to look at"
    for group in groups:
        shares = set()
        for item in group:
            if item.spread.shape == "loguniform":
                value = draw(inputs, 11, 4)[item.name]
                s = item.spread
                shares.add(round(math.log(value / s.left) / math.log(s.right / s.left), 9))
        assert len(shares) <= 1


def test_a_prior_is_one_draw_for_each_card_that_uses_it(inputs: dict[str, Input]) -> None:
    """Two radars of which nobody publishes an error do not err together."""
    users: dict[str, list[Input]] = {}
    for item in inputs.values():
        if item.prior and item.card != "model":
            users.setdefault(item.prior, []).append(item)
    shared = [found for found in users.values() if len({item.card for item in found}) > 1]
    assert shared
    for found in shared:
        assert len({item.stream for item in found}) == len({item.card for item in found})


def test_the_three_modes_are_points_of_the_spread(inputs: dict[str, Input]) -> None:
    low, best, high = (draw(inputs, 1, 0, mode) for mode in ("low", "best", "high"))
    for name, item in inputs.items():
        assert best[name] == item.spread.mode
        assert (low[name], high[name]) == points(item.spread)
        assert low[name] <= high[name]


def test_draws_follow_the_spread(inputs: dict[str, Input]) -> None:
    item = next(
        each for each in inputs.values() if each.spread.shape == "triangular" and not each.spread.whole
    )
    values = np.array([draw({item.name: item}, 3, number)[item.name] for number in range(2000)])
    low, high = points(item.spread)
    # 2000 draws: the share beyond a 5 % point has a standard error of 0.5 %.
    assert np.mean(values < low) == pytest.approx(0.05, abs=0.02)
    assert np.mean(values > high) == pytest.approx(0.05, abs=0.02)


# --- overrides ---------------------------------------------------------------------------------------------------


def overridden(**settings: Any) -> dict[str, Input]:
    return resolve(load(SCENARIO, set={f"figures.{name}": value for name, value in settings.items()})).inputs


def test_an_override_is_a_fixed_assumption_of_grade_e(inputs: dict[str, Input]) -> None:
    name = "91N6E.scan_period"
    before, after = inputs[name], overridden(**{name: "6 s"})[name]
    assert after.figure.kind == "assumption"
    assert after.figure.grade == "E"
    assert after.figure.shape == "fixed"
    assert after.prior is None
    assert not after.uncertain
    assert (after.low, after.best, after.high) == (6.0, 6.0, 6.0)
    assert f"{before.figure.value:g} {before.figure.unit}" in after.figure.note


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("91N6E.scan_period", "0.1 min", 6.0),
        ("S-400.readiness", "95 %", 0.95),
        ("S-400.readiness", 0.95, 0.95),
        ("S-400.readiness", 1, 1.0),
        ("48N6E3.range_max", "200 km", 200_000.0),
        ("generic-bm-600.rcs_x", "0.5 m2", 0.5),
        ("model.earth-factor", 1.4, 1.4),
        ("model.dive-angle", "45 deg", math.radians(45.0)),
        ("48N6E3.load_factor_max", "20 g", 196.133),
    ],
)
def test_an_override_has_a_unit_like_any_quantity(name: str, text: Any, value: float) -> None:
    assert overridden(**{name: text})[name].best == pytest.approx(value, rel=1e-12)  # one multiplication


def test_an_override_moves_no_other_input(inputs: dict[str, Input]) -> None:
    changed = overridden(**{"91N6E.scan_period": "6 s"})
    before, after = draw(inputs, 1, 0), draw(changed, 1, 0)
    assert [name for name in before if before[name] != after[name]] == ["91N6E.scan_period"]


def test_an_override_lowers_the_share_of_nothing(inputs: dict[str, Input]) -> None:
    """It counts as weak evidence in the headline."""
    strong = next(
        name for name, item in inputs.items() if item.figure.grade in "AB" and item.term.dimension == "time"
    )
    plain, changed = resolve(load(SCENARIO)), resolve(load(SCENARIO, set={f"figures.{strong}": "7 s"}))
    assert changed.weak_share > plain.weak_share


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("91N6E.scan_period", "6", "needs a unit"),
        ("91N6E.scan_period", "6 km", "not a time"),
        ("91N6E.scan_period", "0 s", "limits"),
        ("91N6E.scan_period", "-6 s", "limits"),
        ("91N6E.scan_period", "1e9 s", "limits"),
        ("S-400.readiness", 1.01, "limits"),
        ("S-400.readiness", -0.01, "limits"),
        ("91N6E.anchor_detection_probability", 1.0, "limits"),
        ("91N6E.false_alarm_probability", 0.0, "limits"),
        ("91N6E.false_plots_per_scan", 1000, "limits"),
        ("model.confirm-window", 17, "limits"),
        ("48N6E3.burn_time", "0 s", "limits"),
        ("generic-bm-600.rcs_x", "0 m2", "limits"),
        ("48N6E3.speed_max", "Mach 6", "altitude"),
        ("S-400.no_such", "1", "no such figure"),
    ],
)
def test_an_override_that_makes_no_sense_is_refused(name: str, text: Any, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        overridden(**{name: text})
    assert name in str(caught.value)
