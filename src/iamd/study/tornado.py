"""Which input moves the answer most: one at a time, at both ends of its interval, on the same draws and chance.

Inputs that share a stream of draws are one thing and move together. Two rounds: many candidates on few raids, then
those with the widest swings on more. Candidates are the inputs whose rank correlation with the leakage stands out
from chance, the inputs that usually decide a raid, and the next in rank. How many raids there are follows from the
work that a run takes, counted and not timed, so that the same command gives the same answer on any machine.
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
#: Inputs in the first round and in the second; share of the raids that the first round gets.
CANDIDATES, TRIED, FIRST_SHARE = 24, 8, 0.2
#: Most raids at each end, and fewest that are worth it.
MOST_RUNS, LEAST_RUNS = 100, 20
ENDS = (0.05, 0.95)
#: Runs that a thread takes at a time.
PIECE = 5
#: Work of all tries together [s of one core], and time of one counted unit of work in a run [s].
BUDGET_S, WORK_S = 10.0, 2.5e-7
CLEAR = 0.05
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
    if session.plan.mode != "sampled" or not found or len(set(values.draw)) < 2:
        return
    effects = rank_screening(folder, SCREENED)
    candidates = strongest(found, effects, session.plan)
    number = affordable(session.player, session.plan, len(candidates), len(values.run))
    if number < min(LEAST_RUNS, len(values.run)):
        return
    runs = [int(run) for run in values.run[:number]]
    tries = Tries(session, runs)
    chosen = tries.two_rounds(candidates)
    if session.threads.interrupted:
        return
    rows = [row_of(group, tries.found[group.stream], runs, session.plan, effects) for group in chosen]
    rows.sort(key=lambda row: -abs(row["swing"]))
    base = float(values.value[:number].mean())
    draws = len({session.plan.draw_of(run) for run in runs})
    words = method(number, draws, len(candidates), len(effects))
    whole = {"metric": METRIC, "base": base, "runs": number, "draws": draws, "inputs": rows}
    folder.write_json("sensitivity.json", {**whole, "method": words, "result_hash": state})


def groups_of(plan: Plan) -> dict[str, Group]:
    """The uncertain inputs by stream."""
    found: dict[str, list[Input]] = {}
    for item in plan.resolved.inputs.values():
        if item.uncertain and item.term.dimension != "money":
            found.setdefault(item.stream, []).append(item)
    return {stream: Group(stream, tuple(items)) for stream, items in found.items()}


def strongest(found: Mapping[str, Group], effects: list[InputEffect], plan: Plan) -> list[Group]:
    """The groups to try in the first round."""
    stream = {item.name: group.stream for group in found.values() for item in group.inputs}
    effects = [effect for effect in effects if effect.name in stream]
    clear = [stream[effect.name] for effect in effects if effect.p_adjusted < CLEAR]
    ranked = [stream[effect.name] for effect in effects]
    usual = [group.stream for group in sorted(found.values(), key=lambda group: usual_rank(group, plan))]
    pairs = zip_longest(usual[::2], usual[1::2], ranked)  # two usual suspects to one of the ranking
    mixed = chain.from_iterable(pairs)
    order = dict.fromkeys(name for name in chain(clear, mixed) if name is not None)
    return [found[name] for name in list(order)[:CANDIDATES]]


def usual_rank(group: Group, plan: Plan) -> tuple[int, str]:
    """Place in the list of usual suspects; kill probabilities against classes that are not in the raid come last."""
    absent = {"ballistic", "cruise", "drone", "aircraft"} - {item.kind for item in plan.resolved.raid}
    places = [
        place
        for item in group.inputs
        for place, start in enumerate(USUAL)
        if item.name.removeprefix(f"{item.card}.").startswith(start)
        and not any(item.name.endswith(f"sspk_{name}") for name in absent)
    ]
    return min(places, default=len(USUAL)), group.stream


def affordable(player: Player, plan: Plan, candidates: int, there: int) -> int:
    """Runs that each end of each input can get, whole draws, from the work counted in the first draw."""
    first = [player.run(run) for run in range(min(plan.inner, PIECE, there))]
    work = float(np.mean([played.record.work.sum() for played in first]))
    each = DRAW_S / plan.inner + WORK_S * work
    tried = FIRST_SHARE * candidates + (1.0 - FIRST_SHARE) * min(TRIED, candidates)
    number = int(min(BUDGET_S / (len(ENDS) * tried * each), MOST_RUNS, there))
    whole = number // plan.inner * plan.inner
    return whole or number


class Tries:
    """Metric of each run with one group pinned, ``found[stream][end]``; NaN before its turn."""

    def __init__(self, session: Session, runs: list[int]) -> None:
        self.session = session
        self.runs = runs
        self.found: dict[str, dict[float, Floats]] = {}
        inner = min(session.plan.inner, PIECE)
        self.pieces = [range(start, min(start + inner, len(runs))) for start in range(0, len(runs), inner)]
        self.done = self.total = 0

    def two_rounds(self, candidates: list[Group]) -> list[Group]:
        """Play both rounds; returns the groups that all runs were played for."""
        first = max(1, round(FIRST_SHARE * len(self.pieces)))
        kept = min(TRIED, len(candidates))
        played = sum(len(piece) for piece in self.pieces[:first])
        self.total = len(ENDS) * (played * len(candidates) + (len(self.runs) - played) * kept)
        self.found = {
            group.stream: {end: np.full(len(self.runs), np.nan) for end in ENDS} for group in candidates
        }
        self.play(candidates, self.pieces[:first])
        chosen = sorted(candidates, key=self.swing)[:kept]
        self.play(chosen, self.pieces[first:])
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


def method(runs: int, draws: int, candidates: int, screened: int) -> str:
    """How it was done, in words."""
    how = f"the strongest in rank correlation with the leakage among {screened}" if screened else "no ranking"
    first = max(1, round(FIRST_SHARE * runs))
    return (
        f"Each input at the 5 % and the 95 % point of its interval, all others as drawn, on the same {runs} raids "
        f"({draws} draws) with the same chance events. {candidates} inputs (the usual suspects and {how}) were tried "
        f"on about {first} of these raids first, and those with the widest swings on all. "
        "The range under a swing is its 95 % interval."
    )
