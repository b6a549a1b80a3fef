"""Plays batches of runs: the one place where a draw becomes a world and a world becomes records."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from iamd.engine import warm
from iamd.engine.compile import compile_world
from iamd.engine.execute import advance, run_one
from iamd.engine.world import Slot, World
from iamd.results import tables
from iamd.scenario import draw
from iamd.study.plan import Plan
from iamd.study.records import Played, part_tables, sample_rows

Values = Mapping[str, float]


class StoppedError(Exception):
    """The batch was told to stop between two runs."""


class Part(NamedTuple):
    """A finished part, ready to be written."""

    name: str
    tables: dict[str, pa.Table]
    digests: dict[int, str]


class Player:
    """Runs of one plan. One object serves all threads: each keeps its own memory and its own last world."""

    def __init__(self, plan: Plan, stop: Callable[[], bool] = lambda: False) -> None:
        self.plan = plan
        self.stop = stop
        self.drawn = [name for name, item in plan.resolved.inputs.items() if item.uncertain]
        self._mine = threading.local()

    def warm_up(self) -> None:
        """Compile or load every kernel: one tick of the first draw."""
        second = warm.begin()
        try:
            world = self.world(self.values(0))
        finally:
            warm.finish(second)
        advance(world._replace(last_tick=0), Slot(world), self.plan.seed, 0)

    def values(self, number: int) -> Values:
        """Values of the inputs in a draw."""
        return draw(self.plan.resolved.inputs, self.plan.seed, number, self.plan.mode)

    def part(self, first: int, last: int) -> Part:
        """Play the runs ``first`` to ``last`` and make their tables.

        Raises:
            StoppedError: the study was interrupted twice.
        """
        recorded = {0} if self.plan.scenario.record.samples else set()
        played = [self.run(run, recorded=run in recorded) for run in range(first, last + 1)]
        made, digests = part_tables(self.plan.names, played)
        made["draws"] = self.draw_rows(played)
        if recorded and first == 0:
            made["samples"] = sample_rows(self.plan.names, played[0].record)
        return Part(f"{first:07d}-{last:07d}", made, digests)

    def run(self, run: int, *, recorded: bool = False, pinned: Values | None = None) -> Played:
        """Play one run of its draw; ``pinned`` replaces the values of some inputs."""
        if self.stop():
            raise StoppedError
        number = self.plan.draw_of(run)
        if getattr(self._mine, "number", None) != number:
            self._mine.number, self._mine.drawn = number, self.values(number)
        values = self._mine.drawn if pinned is None else {**self._mine.drawn, **pinned}
        world = self.world(values)
        record = run_one(world, self.slot(world, recorded), self.plan.seed, run, recorded)
        end_s = world.last_tick * self.plan.scenario.step
        return Played(number, values, world.flights, end_s, record)

    def world(self, values: Values) -> World:
        """The world of these values; the last one is kept, because the runs of a draw share it."""
        if getattr(self._mine, "values", None) != values:
            self._mine.world = compile_world(self.plan.resolved, values)
            self._mine.values = values
        world: World = self._mine.world
        return world

    def slot(self, world: World, recorded: bool) -> Slot:
        """Memory that fits the world: draws may differ in the number of rounds and so in sizes."""
        if recorded:
            return Slot(world, recorded=True)
        size = (world.sizes, *(len(table) for table in (world.units, world.sensors, world.magazines)))
        if getattr(self._mine, "size", None) != size:
            self._mine.slot, self._mine.size = Slot(world), size
        slot: Slot = self._mine.slot
        return slot

    def draw_rows(self, played: Sequence[Played]) -> pa.Table:
        """Values of the uncertain inputs, one row per draw and input."""
        by_draw = {each.draw: each.values for each in played}
        rows = [[values[name] for name in self.drawn] for values in by_draw.values()]
        return tables.draws_table(list(by_draw), self.drawn, rows)
