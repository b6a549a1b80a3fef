"""Which input moves the answer most: one at a time, at both ends of its interval, on the same draws and chance.

Inputs that share a stream of draws are one thing and move together. Two rounds: many candidates on few raids, then
those with the widest swings on more. Candidates are the inputs whose rank correlation with the leakage stands out
from chance, the inputs that usually decide a raid, and the next in rank. Where a run is dear, fewer inputs are tried on
fewer raids; how many follows from the work that a run takes, counted and not timed, so that the same command gives
the same answer on any machine. Never is it skipped because it is dear.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.intervals import estimate
from iamd.analysis.metrics import run_values
from iamd.analysis.sensitivity import InputEffect, rank_screening
from iamd.engine.execute import finished
from iamd.results import ResultsFolder
from iamd.results.schema import Outcome
from iamd.scenario import Input
from iamd.study.manifest import input_title, own_unit, unit_text
from iamd.study.plan import DRAW_S, Plan
from iamd.study.player import Player
from iamd.study.records import Played

if TYPE_CHECKING:
    from iamd.study.play import Session

Floats = NDArray[np.float64]

METRIC = "leakers"
SCREENED = "leakage_of_launched"
TRYING = "trying inputs one at a time"
#: Inputs in the first round and in the second, from cheap runs to dear ones; the first that can be afforded is taken.
SIZES = ((24, 8), (16, 6), (12, 5), (9, 5), (5, 3))
#: Share of the raids that the first round gets, and fewest draws of it where there are three times as many.
FIRST_SHARE, FIRST_DRAWS = 0.2, 6
#: Most raids at each end; raids that should be afforded; fewest that are played however dear they are.
MOST_RUNS, ENOUGH_RUNS, LEAST_RUNS = 100, 20, 10
ENDS = (0.05, 0.95)
#: Work of all tries together [s of one core], at least this share of the study; time of one counted unit of work [s].
BUDGET_S, BUDGET_SHARE, WORK_S = 24.0, 0.15, 2.5e-7
CLEAR = 0.05
#: From here on the ranking of the draws says more than habit.
MANY_DRAWS = 40
#: What usually decides a raid, in this order, as the name of the figure begins.
USUAL = (
    "sspk_", "detection_range", "rcs", "reaction_time", "readiness", "common_cause", "reliability", "range_max",
    "altitude_max", "speed", "identification_time", "assessment_delay", "load_factor_max", "altitude",
)  # fmt: skip


#: Short words for figures whose members share a draw.
SHORT = {"sspk_": "kill probability of one shot", "rcs": "radar cross-section"}


class Group(NamedTuple):
    """Inputs that share one stream of draws."""

    stream: str
    inputs: tuple[Input, ...]

    def at(self, share: float) -> dict[str, float]:
        """Values of all members at one point of their intervals."""
        return {item.name: item.spread.quantile(share) for item in self.inputs}


def write_sensitivity(session: Session) -> None:
    """Write ``sensitivity.json`` into the folder of a session, unless it is there for the same runs already."""
    folder = session.folder
    state = folder.result_hash()
    if (folder.path / "sensitivity.json").is_file():
        if folder.read_json("sensitivity.json").get("result_hash") == state:
            return
        (folder.path / "sensitivity.json").unlink()
    found, values = groups_of(session.plan), run_values(folder, METRIC)
    draws = len(set(values.draw))
    if session.plan.mode != "sampled" or not found or draws < 2:
        return
    effects = rank_screening(folder, SCREENED)
    candidates = strongest(found, effects, session.plan, fired_rounds(folder), draws)
    design = make_design(session.plan, work_of(session.player, session.plan), values.run)
    tries = Tries(session, design)
    chosen = tries.two_rounds(candidates[: design.candidates])
    if session.threads.interrupted:
        return
    rows = [row_of(group, tries.found[group.stream], design.runs, session.plan, effects) for group in chosen]
    rows.sort(key=lambda row: -abs(row["swing"]))
    base = float(values.value[np.isin(values.run, design.runs)].mean())
    tried = min(design.candidates, len(candidates))
    whole = {
        "metric": METRIC,
        "base": base,
        "runs": len(design.runs),
        "draws": len(design.pieces),
        "inputs": rows,
    }
    words = method(design, tried, len(effects))
    more = {"per_draw": design.per_draw, "method": words, "result_hash": state}
    folder.write_json("sensitivity.json", {**whole, **more})


def groups_of(plan: Plan) -> dict[str, Group]:
    """The uncertain inputs by stream."""
    found: dict[str, list[Input]] = {}
    for item in plan.resolved.inputs.values():
        if item.uncertain and item.term.dimension != "money":
            found.setdefault(item.stream, []).append(item)
    return {stream: Group(stream, tuple(items)) for stream, items in found.items()}


def strongest(
    found: Mapping[str, Group], effects: list[InputEffect], plan: Plan, fired: Mapping[str, int], draws: int
) -> list[Group]:
    """The groups in the order in which they deserve a try: what the draws show by turns with the usual suspects.

    Args:
        fired: rounds fired in the study, by type.
        draws: with few of them the ranking is mostly chance, and the usual suspects get two turns of three.
    """
    stream = {item.name: group.stream for group in found.values() for item in group.inputs}
    effects = [effect for effect in effects if effect.name in stream]
    clear = [stream[effect.name] for effect in effects if effect.p_adjusted < CLEAR]
    ranked = [stream[effect.name] for effect in effects]
    usual = [
        group.stream for group in sorted(found.values(), key=lambda group: usual_rank(group, plan, fired))
    ]
    turns = (
        zip_longest(ranked, usual) if draws >= MANY_DRAWS else zip_longest(usual[::2], usual[1::2], ranked)
    )
    order = dict.fromkeys(name for name in chain(clear, chain.from_iterable(turns)) if name is not None)
    return [found[name] for name in order]


def usual_rank(group: Group, plan: Plan, fired: Mapping[str, int]) -> tuple[int, int, str]:
    """Place in the list of usual suspects; rounds by how many were fired.

    Last come kill probabilities against classes that are not in the raid, and figures of rounds that nobody fired.
    """
    absent = {"ballistic", "cruise", "drone", "aircraft"} - {item.kind for item in plan.resolved.raid}
    card = group.inputs[0].card
    shots = fired.get(card, 0)
    places = [
        place
        for item in group.inputs
        for place, start in enumerate(USUAL)
        if item.name.removeprefix(f"{item.card}.").startswith(start)
        and not any(item.name.endswith(f"sspk_{name}") for name in absent)
        and (shots > 0 or card not in plan.resolved.types)
    ]
    return min(places, default=len(USUAL)), -shots, group.stream


def fired_rounds(folder: ResultsFolder) -> dict[str, int]:
    """Rounds fired in all runs, by type."""
    query = "SELECT type, count(*) FROM events WHERE kind = 'interceptor_launch' GROUP BY type"
    with folder.connect() as connection:
        return dict(connection.execute(query).fetchall())


class Design(NamedTuple):
    """How many inputs are tried on which raids.

    Attributes:
        candidates, tried: inputs in the first and in the second round.
        per_draw: raids of each draw.
        runs: numbers of the raids.
        pieces: places in ``runs`` of the raids of each draw.
        first: draws of the first round.
    """

    candidates: int
    tried: int
    per_draw: int
    runs: list[int]
    pieces: list[range]
    first: int


def work_of(player: Player, plan: Plan) -> float:
    """Time of a run [s of one core], from the work counted in the first draws."""
    runs = sorted({min(draw * plan.inner, plan.runs - 1) for draw in range(4)})
    return WORK_S * float(np.mean([player.run(run).record.work.sum() for run in runs]))


def make_design(plan: Plan, run_s: float, there: NDArray[np.int64]) -> Design:
    """As many inputs and raids as the budget allows; few raids of each draw where a run costs more than a draw.

    The number of raids of a draw is that of the cheapest mean of clusters, sqrt(cost of a cluster / cost of a member)
    times the root of the ratio of variances (Cochran 1977, section 10.6), here taken as two.
    """
    per_draw = int(min(max(round(np.sqrt(2.0 * DRAW_S / run_s)), 1), plan.inner))
    usable = [int(run) for run in there if run % plan.inner < per_draw]
    each = DRAW_S / per_draw + run_s
    budget = max(BUDGET_S, BUDGET_SHARE * each * len(there))
    share = max(FIRST_SHARE, 0.3 if per_draw == 1 else 0.0)  # few raids: the fewest draws weigh more
    for candidates, tried in SIZES:  # the last one stays if none can be afforded
        inputs = share * candidates + (1.0 - share) * tried
        number = int(budget / (len(ENDS) * inputs * each))
        if number >= ENOUGH_RUNS:
            break
    runs = usable[: min(max(number, LEAST_RUNS), MOST_RUNS)]
    starts = [
        place
        for place, run in enumerate(runs)
        if place == 0 or plan.draw_of(run) != plan.draw_of(runs[place - 1])
    ]
    pieces = [range(start, end) for start, end in zip(starts, [*starts[1:], len(runs)], strict=True)]
    first = max(round(FIRST_SHARE * len(pieces)), min(FIRST_DRAWS, -(-len(pieces) // 3)))
    return Design(candidates, tried, per_draw, runs, pieces, first)


class Tries:
    """Metric of each run with one group pinned, ``found[stream][end]``; NaN before its turn."""

    def __init__(self, session: Session, design: Design) -> None:
        self.session = session
        self.design = design
        self.runs = design.runs
        self.found: dict[str, dict[float, Floats]] = {}
        self.done = self.total = 0

    def two_rounds(self, candidates: list[Group]) -> list[Group]:
        """Play both rounds; returns the groups that all runs were played for."""
        first, rest = self.design.pieces[: self.design.first], self.design.pieces[self.design.first :]
        kept = min(self.design.tried, len(candidates))
        played = sum(len(piece) for piece in first)
        self.total = len(ENDS) * (played * len(candidates) + (len(self.runs) - played) * kept)
        self.found = {
            group.stream: {end: np.full(len(self.runs), np.nan) for end in ENDS} for group in candidates
        }
        self.play(candidates, first)
        chosen = sorted(candidates, key=self.swing)[:kept]
        self.play(chosen, rest)
        return chosen

    def swing(self, group: Group) -> float:
        """Minus the width of the swing so far, for sorting; NaN if it was interrupted."""
        low, high = (self.found[group.stream][end] for end in ENDS)
        there = ~np.isnan(high - low)
        return -abs(float((high - low)[there].mean())) if there.any() else 0.0

    def play(self, groups: list[Group], pieces: list[range]) -> None:
        """All runs of some pieces at both ends of every group."""

        def work(task: tuple[Group, float, range]) -> int:
            group, end, piece = task
            pinned = group.at(end)
            for place in piece:
                played = self.session.player.run(self.runs[place], pinned=pinned)
                self.found[group.stream][end][place] = leakers(played, self.session.plan)
            return len(piece)

        def count(number: int) -> None:
            self.done += number
            self.session.progress(self.done, self.total, TRYING)

        tasks = [(group, end, piece) for piece in pieces for group in groups for end in ENDS]
        self.session.progress(self.done, self.total, TRYING)
        self.session.threads.each(work, tasks, count)


def leakers(played: Played, plan: Plan) -> int:
    """Threats that arrived alive, decoys left out."""
    outcome = finished(played.record.threats)
    return int(((outcome == Outcome.LEAKED) & plan.names.counted).sum())


def row_of(
    group: Group, ends: Mapping[float, Floats], runs: list[int], plan: Plan, effects: list[InputEffect]
) -> dict[str, Any]:
    """One input as the report shows it; intervals from paired differences, draws as clusters."""
    first = group.inputs[0]
    draws = [plan.draw_of(run) for run in runs]
    at_low, at_high = (ends[end] for end in ENDS)
    swing = estimate(at_high - at_low, draws)
    low, high = (float(f"{own_unit(first, first.spread.quantile(end)):.3g}") for end in ENDS)
    names = {item.name for item in group.inputs}
    return {
        "name": first.name,
        "title": title_of(group),
        "inputs": sorted(names),
        "grade": first.figure.grade,
        "unit": unit_text(first.figure.unit),
        "low": low,
        "high": high,
        "at_low": float(at_low.mean()),
        "at_high": float(at_high.mean()),
        "swing": swing.mean,
        "swing_low": swing.mc_low,
        "swing_high": swing.mc_high,
        "rank_correlation": next((effect.correlation for effect in effects if effect.name in names), None),
    }


def title_of(group: Group) -> str:
    """What moves, in few words: the card first, and what all members of the group share."""
    first = group.inputs[0]
    figures = [item.name.removeprefix(f"{item.card}.") for item in group.inputs]
    words = input_title(first)
    for start, short in SHORT.items():
        if all(figure.startswith(start) for figure in figures):
            words = (
                f"{short}, {figures[0].removeprefix(start)}"
                if start.endswith("_") and len(figures) == 1
                else short
            )
            return f"{first.card}: {words}"
    more = f" (and {len(figures) - 1} that vary with it)" if len(figures) > 1 else ""
    return (words if first.card == "model" else f"{first.card}: {words}") + more


def method(design: Design, tried: int, screened: int) -> str:
    """How it was done, in words."""
    how = f"the strongest in rank correlation with the leakage among {screened}" if screened else "no ranking"
    first = sum(len(piece) for piece in design.pieces[: design.first])
    raids = f"{len(design.runs)} raids ({len(design.pieces)} draws)"
    return (
        f"Each input at the 5 % and the 95 % point of its interval, all others as drawn, on the same {raids} with the "
        f"same chance events. {tried} inputs (the usual suspects and {how}) were tried on {first} of these raids "
        "first, and those with the widest swings on all. The range under a swing is its 95 % interval."
    )
