"""What is to be run: scenario, seed, draws, and the division into parts that no number of workers changes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from iamd.errors import InputError
from iamd.library.show import nature
from iamd.physics._jit import sources_hash
from iamd.results.schema import FORMAT_VERSION
from iamd.scenario import ResolvedScenario, Scenario, load, resolve, scenario_hash
from iamd.scenario.load import pairs
from iamd.scenario.spec import Study
from iamd.scenario.surroundings import ElevationModel
from iamd.study.names import Names, names_of

MODES = ("sampled", "low", "best", "high")
#: Runs per draw unless the number of draws is given.
INNER = 5
#: Most runs that a stopping rule may play unless the number of runs is given.
MOST_RUNS = 20_000
#: A part should take about this long on one core [s], by the rough cost of a draw and of a threat in a run [s].
PART_S, DRAW_S, THREAT_S = 0.4, 0.012, 0.0004
MOST_PART = 250
#: Seeds and counts fit 63 bits.
MOST = 2**63


class Plan(NamedTuple):
    """One study, ready to run.

    Attributes:
        name: the scenario as the user named it.
        stem: short name for folders.
        changes: overrides, as (path, value).
        inner: runs per draw; run r belongs to draw r // inner.
        part_runs: runs of a part.
    """

    scenario: Scenario
    resolved: ResolvedScenario
    names: Names
    name: str
    stem: str
    path: Path | None
    changes: tuple[tuple[str, Any], ...]
    seed: int
    mode: str
    runs: int
    draws: int | None
    inner: int
    part_runs: int

    def draw_of(self, run: int) -> int:
        """Outer draw that a run belongs to."""
        return run // self.inner


def make_plan(
    scenario: str | Path | Scenario,
    *,
    runs: int | None = None,
    draws: int | None = None,
    inner: int | None = None,
    seed: int | None = None,
    set: Sequence[str] | Mapping[str, Any] = (),
    mode: str = "sampled",
    most: int | None = None,
) -> Plan:
    """Load and resolve a scenario and settle the numbers.

    Args:
        inner: runs per draw, in place of ``draws``.
        most: number of runs where none is given, in place of the scenario's own.

    Raises:
        InputError: anything that cannot be run.
    """
    loaded = load(scenario, set)
    if not loaded.raid:
        place = loaded._read_from.place(("raid",)) or loaded.title
        raise InputError("nothing attacks in this scenario; `iamd coverage` draws what it sees", where=place)
    if loaded.laydown.kind != "fictional" and isinstance(loaded.terrain, ElevationModel):
        raise InputError(
            "runs over hills are for fictional laydowns: a real site is known to 0.1 degrees only, and hills hide "
            "different things from each place in that box; use `iamd coverage`, which draws the sites",
            given=loaded.laydown.kind, allowed="terrain: smooth, terrain: relief, or a fictional laydown",
        )  # fmt: skip
    resolved = resolve(loaded)
    total = whole("runs", runs if runs is not None else most or loaded.study.runs)
    if mode not in MODES:
        raise InputError("there is no such mode", given=mode, allowed=MODES)
    inner = whole("runs per draw", inner or runs_per_draw(loaded.study, total, draws))
    number = whole("seed", loaded.study.seed if seed is None else seed, least=0)
    path = None if isinstance(scenario, Scenario) else Path(scenario)
    stem = slug(loaded.title) if path is None else path.stem
    names = names_of(resolved)
    return Plan(
        loaded, resolved, names, loaded.title if path is None else str(scenario), stem,
        path, tuple(pairs(set)), number, mode, total, draws, inner, runs_of_part(len(names.threats), inner),
    )  # fmt: skip


def runs_per_draw(study: Study, runs: int, draws: int | None) -> int:
    """From the number of draws if it is given, else as the scenario says, else five."""
    if draws is not None:
        return max(1, runs // whole("draws", draws))
    return INNER if study.draws is None else max(1, study.runs // study.draws)


def whole(what: str, number: object, least: int = 1) -> int:
    """A whole number of at least ``least``.

    Raises:
        InputError: it is none.
    """
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number < MOST:
        raise InputError(f"{what}: expected a whole number from {least}", given=number)
    return number


def runs_of_part(threats: int, inner: int) -> int:
    """Runs of a part: whole draws if they are short; by the size of the raid, never by the speed of the machine."""
    each = DRAW_S / inner + THREAT_S * threats
    wanted = min(max(round(PART_S / each), 1), MOST_PART)
    return wanted if inner > wanted else wanted // inner * inner


def slug(title: str) -> str:
    """A title as the name of a folder."""
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:40].rstrip("-") or "scenario"


def spans(plan: Plan, runs: int, finished: set[int]) -> Iterator[tuple[int, int]]:
    """First and last run of every part still to be played, in order; none crosses a multiple of ``part_runs``."""
    first: int | None = None
    for run in range(runs):
        if run % plan.part_runs == 0 and first is not None:
            yield first, run - 1
            first = None
        if run in finished and first is not None:
            yield first, run - 1
            first = None
        elif run not in finished and first is None:
            first = run
    if first is not None:
        yield first, runs - 1


def key_of(plan: Plan) -> str:
    """What must not change in a results folder, as one hash: everything but the number of runs."""
    parts = {
        "scenario": scenario_hash(plan.scenario.model_copy(update={"study": Study()})),
        "seed": plan.seed,
        "inner": plan.inner,
        "mode": plan.mode,
        "figures": figures_hash(plan.resolved),
        "format": FORMAT_VERSION,
        "kernels": sources_hash(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def figures_hash(resolved: ResolvedScenario) -> str:
    """Hash of what the library says about this scenario: spreads of the inputs, words of cards, state of files."""
    inputs = [(name, item.spread, item.stream) for name, item in sorted(resolved.inputs.items())]
    radars = [
        (sensor.name, nature(sensor.card), anchor.target_rcs if anchor else "")
        for unit in resolved.units
        for sensor in unit.sensors
        for anchor in [sensor.card.figures.get("detection_range")]
    ]
    passive = [
        (ref.name, nature(ref.card), ref.card.target, ref.card.light, ref.card.cued)
        for unit in resolved.units
        for ref in unit.passive
    ]
    types = [(name, nature(kind.card)) for name, kind in resolved.types.items()]
    units = [(unit.spec.name, nature(unit.system), nature(unit.network)) for unit in resolved.units]
    raid = [nature(item.card) for item in resolved.raid]
    ground = resolved.ground.stamps() if resolved.ground is not None else ()
    return hashlib.sha256(repr((inputs, radars, passive, types, units, raid, ground)).encode()).hexdigest()
