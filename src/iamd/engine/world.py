"""The compiled world: constant tables of one draw, and a slot of memory in which runs take place."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from iamd.engine import counts, tables
from iamd.engine.codes import Counter
from iamd.physics.association import work_sizes

#: Tables that a run changes; each slot has its own copy, reset before every run.
MUTABLE = ("units", "doctrines", "sensors", "round_types", "magazines", "threats", "assets")
#: Plots remembered by serial number: far more than any track can be old.
SERIALS = 1 << 15


class World(NamedTuple):
    """What one draw fixes. Tables are record arrays as declared in :mod:`iamd.engine.tables`.

    Attributes:
        floors: lowest visible height above the ellipsoid, by sensor, azimuth and ground range [m, float32]; one cell of
            zero on a smooth earth.
        trajectory: flights of the threats, rows of x, y, z, vx, vy, vz.
        times: fly-out times by round type, elevation and distance [s].
        reach_steps: spacing of the distances by round type [m].
        air: density table.
        names: of units, threats, types, assets, for the writers of results.
        sizes: capacities, fixed at compile.
    """

    units: Any
    doctrines: Any
    sensors: Any
    round_types: Any
    magazines: Any
    flights: Any
    threats: Any
    assets: Any
    rules: Any
    floors: Any
    jammers: Any
    trajectory: Any
    times: Any
    reach_steps: Any
    air: Any
    sizes: Sizes
    second_ticks: int
    last_tick: int


class Sizes(NamedTuple):
    """Capacities of the tables that fill up during a run."""

    tracks: int
    engagements: int
    rounds: int
    plots: int
    messages: int
    events: int
    samples: int


class Slot:
    """Memory for one run at a time, one slot per thread.

    Args:
        world: any world of the scenario; all draws share the sizes.
        recorded: whether positions are sampled.
    """

    def __init__(self, world: World, recorded: bool = False) -> None:
        sizes = world.sizes
        units = len(world.units)
        self.tables: dict[str, Any] = {name: getattr(world, name).copy() for name in MUTABLE}
        self.plots = tables.PLOTS.allocate(sizes.plots)
        self.tracks = tables.TRACKS.allocate(units * sizes.tracks)
        self.messages = tables.MESSAGES.allocate(sizes.messages)
        self.engagements = tables.ENGAGEMENTS.allocate(sizes.engagements)
        self.rounds = tables.ROUNDS.allocate(sizes.rounds)
        self.sights = tables.SIGHTS.allocate(units * len(world.threats))
        self.ghost = tables.THREATS.allocate(1)
        self.events = tables.EVENTS.allocate(sizes.events)
        self.samples = tables.SAMPLES.allocate(sizes.samples if recorded else 1)
        self.serials = np.full(SERIALS, -1, dtype=np.int64)
        self.cost = np.zeros((sizes.tracks, sizes.plots))
        floats, integers = work_sizes(sizes.tracks, sizes.plots)
        self.assignment = np.zeros(sizes.tracks, dtype=np.int64)
        self.rows_of = np.zeros(sizes.tracks, dtype=np.int64)
        self.columns_of = np.zeros(sizes.plots, dtype=np.int64)
        self.order = np.zeros(sizes.tracks, dtype=np.int64)
        self.work_f = np.zeros(floats)
        self.work_i = np.zeros(integers, dtype=np.int64)
        self.counts = np.zeros(counts.SIZE, dtype=np.int64)
        self.work = np.zeros(len(Counter), dtype=np.int64)

    def reset(self, world: World) -> None:
        """Make the slot ready for the next run of ``world``."""
        for name, table in self.tables.items():
            np.copyto(table, getattr(world, name))
        self.tracks["status"] = 0
        self.tracks["engaged"] = 0
        self.messages["deliver"] = -1
        self.engagements["state"] = 0
        self.engagements["release_at"] = 0
        self.rounds["status"] = 0
        self.sights[...] = 0
        self.counts[:] = 0
        self.work[:] = 0
