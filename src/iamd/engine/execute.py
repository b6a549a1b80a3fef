"""Runs: one call per run into the compiled loop, and what comes out of it as plain arrays."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from iamd.engine import counts
from iamd.engine.codes import Counter, ThreatStatus
from iamd.engine.loop import simulate
from iamd.engine.world import Slot, World
from iamd.errors import InputError


class CapacityError(InputError):
    """A table of the engine was too small for a run. Never silent: it names the table and the run."""


class RunRecord(NamedTuple):
    """What one run leaves behind, as copies.

    Attributes:
        events: record array as declared in :data:`iamd.engine.tables.EVENTS`.
        threats: final rows of the threats.
        assets: final rows of the assets.
        samples: positions, empty unless recorded.
        work: work counters in the order of :class:`iamd.engine.codes.Counter`.
    """

    run: int
    events: Any
    threats: Any
    assets: Any
    samples: Any
    work: Any


def run_one(world: World, slot: Slot, seed: int, run: int, recorded: bool = False) -> RunRecord:
    """Simulate run number ``run``.

    Raises:
        CapacityError: a table overflowed.
    """
    advance(world, slot, seed, run, recorded)
    return RunRecord(
        run,
        slot.events[: slot.counts[counts.EVENTS]].copy(),
        slot.tables["threats"].copy(),
        slot.tables["assets"].copy(),
        slot.samples[: slot.counts[counts.SAMPLES]].copy() if recorded else slot.samples[:0].copy(),
        slot.work.copy(),
    )


def advance(world: World, slot: Slot, seed: int, run: int, recorded: bool = False) -> None:
    """Reset the slot and run the loop in it."""
    slot.reset(world)
    table = slot.tables
    simulate(
        table["units"], table["doctrines"], table["sensors"], table["round_types"], table["magazines"], world.flights,
        table["threats"], table["assets"], slot.plots, slot.tracks, slot.messages, slot.engagements, slot.rounds,
        slot.sights, world.rules, slot.ghost, world.floors, world.jammers, world.trajectory, world.times,
        world.reach_steps, world.air, slot.cost,
        slot.assignment, slot.rows_of, slot.columns_of, slot.order, slot.work_f, slot.work_i, slot.serials,
        slot.events, slot.samples, slot.counts, slot.work, world.sizes.tracks, world.second_ticks, 0, world.last_tick,
        recorded, seed, run,
    )  # fmt: skip
    _check_capacity(world, slot, run)


def _check_capacity(world: World, slot: Slot, run: int) -> None:
    full = {
        "events": slot.counts[counts.EVENTS] > len(slot.events),
        "tracks": slot.counts[counts.LOST_TRACKS] > 0,
        "messages": slot.counts[counts.LOST_MESSAGES] > 0,
        "rounds": slot.counts[counts.LOST_ROUNDS] > 0,
        "engagements": slot.counts[counts.LOST_ENGAGEMENTS] > 0,
        "samples": slot.counts[counts.SAMPLES] > len(slot.samples) > 1,
    }
    for name, overflow in full.items():
        if overflow:
            raise CapacityError(
                f"the table of {name} is too small for run {run}", given=world.sizes._asdict().get(name)
            )


def counters(work: Any) -> dict[str, int]:
    """Work counters by name."""
    return {counter.name.lower(): int(work[counter]) for counter in Counter}


def finished(threats: Any) -> Any:
    """Outcome code of each threat; one still flying when time was up counts as arrived, for it was not stopped."""
    status = np.asarray(threats["status"])
    outcome = np.select([status == ThreatStatus.KILLED, status == ThreatStatus.FAILED], [1, 3], default=2)
    return np.where(status == ThreatStatus.WAITING, 0, outcome)
