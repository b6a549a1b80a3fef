"""The uncertain inputs of a scenario: which figures it uses, in SI, and how belief spreads over each.

A published spread is a claim range, not a distribution. It becomes one by a named widening: the 5 % and 95 % points
lie no closer to the best value than a half-width that depends on the grade (A 2 %, B 10 %, C 20 %, D and E 30 %; a
prior keeps its own interval; counts are not widened), triangular with its mode at the best value, cut at physical
limits; cross-sections are log-uniform. So the least-known figure never looks the most certain.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from iamd.errors import ScenarioError
from iamd.library.card import Card
from iamd.library.figure import Figure
from iamd.library.loader import Library, Resolved
from iamd.library.units import DIMENSIONS, split_quantity, to_canonical
from iamd.library.vocabulary import ENVIRONMENT, MODEL, Term

#: Least half-width of the 5-95 % interval over the best value, by grade.
WIDENING: dict[str, float] = {"A": 0.02, "B": 0.10, "C": 0.20, "D": 0.30, "E": 0.30}
_TAIL = 0.05


#: What a scenario may set a figure to, where nothing or far too much would make nonsense of a model: least and greatest
#: value in SI, by the name of the figure. The history of a track is sixteen looks; false plots are drawn one by one;
#: the anchor of a radar needs a signal.
OVERRIDES: dict[str, tuple[float, float]] = {
    "anchor_detection_probability": (0.2, 0.999), "false_alarm_probability": (1e-15, 0.1),
    "detection_range": (1.0, 1e8), "scan_period": (1e-3, 1e4), "revisit_period": (1e-3, 1e4),
    "false_plots_per_scan": (0.0, 50.0), "rcs": (1e-9, 1e9), "burn_time": (0.1, 1e3), "specific_impulse": (50.0, 1e3),
    "ballistic_coefficient": (10.0, 1e6), "loft": (0.1, 3.0), "speed": (1.0, 2e4), "speed_max": (10.0, 2e4),
    "range_max": (1.0, 1e8), "projectile_speed": (1.0, 1e10), "navigation_ratio": (1.0, 20.0),
    "load_factor_max": (1.0, 1e5), "terminal_speed_fraction": (0.01, 1.0), "launchers": (1.0, 1e3),
    "earth-factor": (0.5, 10.0), "confirm-hits": (1.0, 16.0), "confirm-window": (1.0, 16.0), "drop-misses": (1.0, 16.0),
    "association-gate": (0.1, 1e3), "noise-search": (1e-6, 1e9), "noise-fire": (1e-6, 1e9),
    "range-rate-error": (1e-3, 1e4), "speed-sigma": (1.0, 1e5), "dive-angle": (0.05, 1.5), "salvo": (1.0, 16.0),
    "looks": (1.0, 100.0), "frequency": (1e7, 1e11), "azimuth_beamwidth": (1e-3, 3.2),
    "elevation_beamwidth": (1e-3, 3.2), "instrumented_range": (1.0, 1e8),
    "noise_temperature": (10.0, 1e5), "range_resolution": (0.1, 1e5),
    "flash_width": (0.01, 1.571),
}  # fmt: skip
#: And by dimension where the name says nothing.
LARGEST: dict[str, float] = {
    "length": 1e8, "time": 1e6, "speed": 1e6, "angle": 2.0 * math.pi, "area": 1e9, "mass": 1e9, "acceleration": 1e6,
    "area_density": 1e9, "rate": 1e9, "frequency": 1e15, "power": 1e15, "ratio": 1e6, "probability": 1.0,
    "count": 1e6, "money": 1e15, "decibel": 1e3, "pressure": 1e9, "noise": 1e12, "mach": 100.0,
    "temperature": 1e4, "density": 1e3, "conductivity": 1e3, "extinction": 10.0,
}  # fmt: skip


class Spread(NamedTuple):
    """How belief spreads over an input, in SI.

    ``shape`` is triangular (mode ``mode``, feet ``left`` and ``right``, cut at ``lowest`` and ``highest``),
    uniform or loguniform (from ``left`` to ``right``), or fixed (at ``mode``).
    """

    shape: str
    left: float
    mode: float
    right: float
    lowest: float
    highest: float
    whole: bool

    def quantile(self, u: float) -> float:
        """Value below which a share ``u`` of the belief lies, 0 < u < 1."""
        if self.shape == "fixed" or self.right <= self.left:
            return self.mode
        if self.shape == "uniform":
            value = self.left + (self.right - self.left) * u
        elif self.shape == "loguniform":
            value = math.exp(math.log(self.left) + (math.log(self.right) - math.log(self.left)) * u)
        else:
            low = self._cumulative(max(self.lowest, self.left))
            high = self._cumulative(min(self.highest, self.right))
            value = self._inverse(low + (high - low) * u)
        value = min(max(value, self.lowest), self.highest)
        return float(round(value)) if self.whole else value

    def _cumulative(self, value: float) -> float:
        width = self.right - self.left
        if value <= self.mode:
            return (
                (value - self.left) ** 2 / (width * (self.mode - self.left)) if self.mode > self.left else 0.0
            )
        return 1.0 - (self.right - value) ** 2 / (width * (self.right - self.mode))

    def _inverse(self, share: float) -> float:
        width = self.right - self.left
        if share * width <= self.mode - self.left:
            return self.left + math.sqrt(share * width * (self.mode - self.left))
        return self.right - math.sqrt((1.0 - share) * width * (self.right - self.mode))


class Input(NamedTuple):
    """One input of a run: a figure of a card or a prior, and its spread."""

    name: str
    card: str
    title: str
    figure: Figure
    term: Term
    prior: str | None
    spread: Spread
    stream: str

    @property
    def uncertain(self) -> bool:
        """Whether draws differ."""
        return self.spread.shape != "fixed" and self.spread.right > self.spread.left

    @property
    def best(self) -> float:
        """Best value in SI."""
        return self.spread.mode

    @property
    def low(self) -> float:
        """5 % point in SI."""
        return self.spread.quantile(_TAIL)

    @property
    def high(self) -> float:
        """95 % point in SI."""
        return self.spread.quantile(1.0 - _TAIL)


class Inputs:
    """Collects the inputs that a scenario uses, each once.

    Args:
        library: where priors come from.
        overrides: figure name (``card.figure`` or ``model.name``) to value, from the scenario.
    """

    def __init__(self, library: Library, overrides: Mapping[str, str | float | int]) -> None:
        self.library = library
        self.overrides = dict(overrides)
        self.found: dict[str, Input] = {}
        self._resolved: dict[str, dict[str, Resolved]] = {}
        for name in MODEL:
            prior = library.priors[name]
            self._add("model", name, Resolved(prior.figure, MODEL[name], name))

    def card(self, card: Card) -> dict[str, Resolved]:
        """Figures of a card by name, resolved once."""
        if card.name not in self._resolved:
            self._resolved[card.name] = self.library.resolve(card)
        return self._resolved[card.name]

    def use(self, card: Card, figure: str) -> str:
        """Register a figure of a card as an input; returns the input's name.

        Raises:
            ScenarioError: the card has no such figure.
        """
        have = self.card(card)
        if figure not in have:
            raise ScenarioError(f"the card {card.name} has no {figure.replace('_', ' ')}", given=card.name)
        return self._add(card.name, figure, have[figure])

    def maybe(self, card: Card, *figures: str) -> str | None:
        """As :meth:`use` for the first of ``figures`` that the card has; None if it has none."""
        have = self.card(card)
        for figure in figures:
            if figure in have:
                return self._add(card.name, figure, have[figure])
        return None

    def surroundings(self, name: str) -> str:
        """Register a figure of the surroundings (air, weather, ground) as an input; returns the input's name."""
        prior = self.library.priors[name]
        return self._add("surroundings", name, Resolved(prior.figure, ENVIRONMENT[name], name))

    def passive(self, name: str, term: Term) -> str:
        """Register a prior of the models of passive sensors as an input; returns the input's name."""
        return self._add("passive", name, Resolved(self.library.priors[name].figure, term, name))

    def _add(self, card: str, figure_name: str, resolved: Resolved) -> str:
        name = f"{card}.{figure_name}"
        if name not in self.found:
            figure, prior = resolved.figure, resolved.prior
            if name in self.overrides:
                figure, prior = _assumed(self.overrides[name], figure, resolved.term, f"figures.{name}"), None
            # Figures of a card may vary with those of another; a prior is one draw for each card that uses it.
            shared = figure.varies_with
            stream = name if not shared else f"{card}.{shared}" if resolved.prior else shared
            spread = spread_of(figure, resolved.term, prior is not None, name)
            self.found[name] = Input(
                name, card, resolved.term.meaning, figure, resolved.term, prior, spread, stream
            )
        return name

    def check_overrides(self) -> None:
        """Refuse overrides of figures that the scenario does not use."""
        for name in self.overrides:
            if name not in self.found:
                raise ScenarioError(
                    "the scenario uses no such figure", given=name, allowed=sorted(self.found),
                    where=f"figures.{name}",
                )  # fmt: skip


def _assumed(value: str | float | int, figure: Figure, term: Term, name: str) -> Figure:
    """A scalar override is an assumption: fixed, grade E."""
    number, unit = split_quantity(value, where=name)
    si = to_canonical(number, unit, term.dimension, where=name) if unit or term.dimension in _BARE else None
    if si is None:
        raise ScenarioError(f"a {term.dimension} needs a unit", given=value, where=name)
    lowest, highest = override_limits(name.rpartition(".")[2], term, figure)
    if not lowest <= si <= highest:
        raise ScenarioError(
            "the value is outside its limits", given=value, where=name,
            allowed=f"{lowest:g} to {highest:g} {DIMENSIONS[term.dimension]}".rstrip(),
        )  # fmt: skip
    return Figure(
        value=number, low=number, high=number, unit=unit, kind="assumption", grade="E", shape="fixed",
        condition=figure.condition, note=f"set in the scenario; the library says {figure.value:g} {figure.unit}",
    )  # fmt: skip


_BARE = ("ratio", "probability", "count")


def override_limits(figure_name: str, term: Term, figure: Figure) -> tuple[float, float]:
    """Least and greatest value [canonical unit] that a scenario may set a figure to."""
    lowest, highest = _limits(term, figure)
    least, most = OVERRIDES.get(
        "rcs" if figure_name.startswith("rcs") else figure_name, (-math.inf, LARGEST[term.dimension])
    )
    return max(lowest, least), min(highest, most)


def _limits(term: Term, figure: Figure) -> tuple[float, float]:
    """Physical limits in SI: probabilities in [0, 1]; everything but angles and decibels is not negative."""
    if term.dimension == "probability":
        return 0.0, 1.0
    if term.dimension in ("angle", "decibel"):
        return -math.inf, math.inf
    return 0.0, math.inf


def spread_of(figure: Figure, term: Term, is_prior: bool, name: str = "") -> Spread:
    """The spread of belief of a figure, in SI, by the rule of the module docstring."""
    value, low, high = (
        to_canonical(x, figure.unit, term.dimension, where=name)
        for x in (figure.value, figure.low, figure.high)
    )
    if low > high:  # a unit that turns the order round does not exist here; a negative factor would
        low, high = high, low
    lowest, highest = _limits(term, figure)
    whole = term.dimension == "count" and not is_prior
    if figure.shape == "fixed":
        return Spread("fixed", value, value, value, lowest, highest, False)
    half = 0.0 if is_prior or term.dimension == "count" else WIDENING[figure.grade] * abs(value)
    if figure.shape == "loguniform" or (term.dimension == "area" and low > 0):
        ends = math.log(low), math.log(high)
        wider = _ends(*ends, math.log(value - half), math.log(value + half))
        left, right = (low, high) if wider == ends else (math.exp(wider[0]), math.exp(wider[1]))
        return Spread("loguniform", left, value, right, lowest, highest, whole)
    if figure.shape == "uniform":
        left, right = _ends(low, high, value - half, value + half)
        return Spread("uniform", left, value, right, lowest, highest, whole)
    if term.dimension == "count":
        return Spread("triangular" if high > low else "fixed", low - 0.5, value, high + 0.5, low, high, whole)
    low, high = min(low, value - half), max(high, value + half)
    if high <= low:
        return Spread("fixed", value, value, value, lowest, highest, False)
    left, right = _feet(low, value, high)
    return Spread("triangular", left, value, right, lowest, highest, False)


def _ends(low: float, high: float, p05: float, p95: float) -> tuple[float, float]:
    """Ends of an even spread published from ``low`` to ``high``; moved out if its 5 and 95 % points lie inside
    ``p05`` and ``p95``.
    """
    below, above = low + _TAIL * (high - low), high - _TAIL * (high - low)
    if below <= p05 and above >= p95:
        return low, high
    below, above = min(below, p05), max(above, p95)
    outside = _TAIL / (1.0 - 2.0 * _TAIL) * (above - below)
    return below - outside, above + outside


def _feet(p05: float, mode: float, p95: float) -> tuple[float, float]:
    """Feet of the triangle with the given mode whose 5 % and 95 % points are ``p05`` and ``p95``.

    With L and R the widths left and right of the mode: (L - (mode - p05))^2 = 0.05 (L + R) L, and the same on the
    right. Solved by iteration, which contracts because the tails are a small share.
    """
    below, above = mode - p05, p95 - mode
    left, right = below, above
    for _ in range(200):
        width = left + right
        left = below + math.sqrt(_TAIL * width * left) if left > 0 or below > 0 else 0.0
        right = above + math.sqrt(_TAIL * width * right) if right > 0 or above > 0 else 0.0
    return mode - left, mode + right


def draw(inputs: Mapping[str, Input], seed: int, number: int, mode: str = "sampled") -> dict[str, float]:
    """Values of all inputs for one outer draw.

    Args:
        number: of the draw, from 0.
        mode: ``sampled``, or ``low``, ``best``, ``high`` for the 5 % point, the best value, the 95 % point of all.
    """
    if mode == "best":
        return {name: item.best for name, item in inputs.items()}
    if mode in ("low", "high"):
        return {name: item.low if mode == "low" else item.high for name, item in inputs.items()}
    from iamd.physics.rng import Stream, name_word, uniform

    stream = Stream.FIGURE.value
    return {
        name: item.spread.quantile(uniform(seed, number, stream, name_word(item.stream), 0))
        for name, item in inputs.items()
    }
