"""Runs of the engine for tests: one world, many runs, no files; two threads where the compiler is on."""

from __future__ import annotations

import functools
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from iamd.engine import counts
from iamd.engine.codes import ThreatStatus
from iamd.engine.compile import compile_world
from iamd.engine.execute import RunRecord, advance, run_one
from iamd.engine.world import Slot, World
from iamd.library.loader import Library
from iamd.results.schema import EventKind
from iamd.scenario import draw, load, resolve
from iamd.scenario.spec import Scenario

SEED = 20240229
THREADS = 2
KILLED, LEAKED, FAILED = (
    ThreatStatus.KILLED.value,
    ThreatStatus.LEAKED.value,
    ThreatStatus.FAILED.value,
)


class Mean(NamedTuple):
    """A mean over runs with its standard error."""

    value: float
    error: float

    def __str__(self) -> str:
        return f"{self.value:.5g} (standard error {self.error:.2g})"


def mean(samples: Any) -> Mean:
    """Mean over runs, the runs being independent."""
    values = np.asarray(samples, dtype=float)
    return Mean(float(values.mean()), float(values.std(ddof=1) / math.sqrt(len(values))))


def deviation(samples: Any) -> Mean:
    """Standard deviation over runs, with its standard error from the fourth moment."""
    values = np.asarray(samples, dtype=float)
    centred = values - values.mean()
    variance = float(np.mean(centred**2))
    spread = float(np.mean(centred**4)) - variance * variance
    return Mean(math.sqrt(variance), math.sqrt(spread / len(values)) / (2.0 * math.sqrt(variance)))


def assert_close(found: Mean, expected: float, reason: str, errors: float = 3.0) -> None:
    """The mean lies within a number of its own standard errors of the expected value."""
    assert abs(found.value - expected) <= errors * found.error, f"{reason}: {found}, expected {expected:.5g}"


def assert_share(hits: Any, expected: float, reason: str, errors: float = 3.0) -> None:
    """A share of independent runs lies within a number of the standard errors that the expected share has."""
    values = np.asarray(hits, dtype=bool)
    error = math.sqrt(expected * (1.0 - expected) / values.size)
    found = Mean(float(values.mean()), error)
    assert abs(found.value - expected) <= errors * error, f"{reason}: {found}, expected {expected:.5g}"


@functools.cache
def shipped_world(name: str, overrides: tuple[str, ...] = (), mode: str = "best") -> World:
    """World of a shipped scenario, compiled once per test session."""
    return world_of(load(name, set=overrides), mode)


def world_of(scenario: Scenario | str | Path, mode: str = "best", cards: Library | None = None) -> World:
    """World of a scenario with every input at its best value (or another mode)."""
    resolved = resolve(load(scenario), cards)
    return compile_world(resolved, draw(resolved.inputs, SEED, 0, mode))


def with_tables(world: World, changes: Mapping[str, Mapping[str, Any]]) -> World:
    """A copy of the world with columns of some tables set: ``{"doctrines": {"salvo": 2}}``."""
    copies = {}
    for table, columns in changes.items():
        rows = getattr(world, table).copy()
        for column, value in columns.items():
            rows[column] = value
        copies[table] = rows
    return world._replace(**copies)


def over_runs(
    world: World, runs: int, look: Callable[[Slot], Sequence[float]], seed: int = SEED, first: int = 0
) -> Any:
    """Simulate ``runs`` runs and keep what ``look`` says of each: an array with one row per run."""
    kept: list[Any] = [None] * runs

    def work(start: int) -> None:
        slot = Slot(world)
        for run in range(start, runs, THREADS):
            advance(world, slot, seed, first + run)
            kept[run] = look(slot)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(row is not None for row in kept), "a run failed: see the thread's error"
    return np.array(kept)


def leakers_and_rounds(slot: Slot) -> tuple[int, int]:
    """Threats that arrived alive, and rounds fired."""
    return int((slot.tables["threats"]["status"] == LEAKED).sum()), int(slot.counts[counts.ROUNDS])


def events_of(slot: Slot) -> Any:
    """Event log of the run in the slot, without copying."""
    return slot.events[: slot.counts[counts.EVENTS]]


def count_kind(events: Any, kind: EventKind) -> int:
    """Number of events of a kind."""
    return int((events["kind"] == kind.value).sum())


def record(world: World, run: int = 0, seed: int = SEED) -> RunRecord:
    """One run in fresh memory."""
    return run_one(world, Slot(world), seed, run)
