"""The reference raid with a floor of terrain for every radar against the same raid over a smooth earth: runs a second.

    python benchmarks/terrain_raid.py [--runs 200] [--repeats 3]

The hills are synthetic (rolling, up to 400 m over the site), so no elevation file is needed; each radar looks up its
floor as with a real one. Also the ratio to the same code interpreted; its floor of 200 is the gate of `iamd bench`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from typing import Any

import numpy as np

from iamd.engine.compile import compile_world
from iamd.engine.execute import advance
from iamd.engine.radars import FLOOR_AZIMUTHS, FLOOR_REACH, FLOOR_STEPS
from iamd.engine.world import Slot
from iamd.physics.propagation import EARTH_RADIUS
from iamd.physics.terrain import curvature_of
from iamd.physics.terrain_lines import polar_floor
from iamd.scenario import draw, load, resolve
from iamd.study.bench import reference_raid

CELL = 500.0


def hills() -> Any:
    """Rolling hills on a square grid about the battery [m]."""
    half = round(FLOOR_REACH / CELL)
    axis = np.arange(-half, half + 1) * CELL
    wave = 200.0 * (1.0 + np.sin(axis[None, :] / 7e3) * np.cos(axis[:, None] / 9e3))
    distance = np.hypot(axis[None, :], axis[:, None])
    return (wave * np.minimum(distance / 20e3, 1.0)).astype(np.float32)


def with_hills(world: Any) -> Any:
    """The world with a floor for each radar."""
    grid = hills()
    centre = grid.shape[0] // 2
    sensors = world.sensors.copy()
    floors = np.zeros((len(sensors), FLOOR_AZIMUTHS, FLOOR_STEPS + 1), dtype=np.float32)
    step = FLOOR_REACH / FLOOR_STEPS
    for row in range(len(sensors)):
        height = float(sensors.height_m[row]) - float(grid[centre, centre])
        curvature = curvature_of(float(world.rules.earth_factor[0]), EARTH_RADIUS)
        polar_floor(grid, centre, centre, height, CELL, curvature, step, floors[row])
    sensors.floor_step_m[:] = step
    return world._replace(sensors=sensors, floors=floors)


def rate(world: Any, runs: int, repeats: int) -> float:
    """Runs a second, the best of some repeats."""
    slot = Slot(world)
    advance(world, slot, 1, 0)
    best = 0.0
    for _ in range(repeats):
        began = time.perf_counter()
        for run in range(runs):
            advance(world, slot, 1, run)
        best = max(best, runs / (time.perf_counter() - began))
    return best


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=200)
    arguments.add_argument("--repeats", type=int, default=3)
    given = arguments.parse_args()
    resolved = resolve(load(reference_raid()))
    smooth = compile_world(resolved, draw(resolved.inputs, 1, 0, "best"))
    rough = with_hills(smooth)
    if os.environ.get("NUMBA_DISABLE_JIT"):
        print(rate(rough, 1, 1))
        return
    pairs = [(rate(smooth, given.runs, 1), rate(rough, given.runs, 1)) for _ in range(given.repeats)]
    flat, hilly = (max(column) for column in zip(*pairs, strict=True))
    print(f"smooth earth {flat:.1f} runs/s, terrain {hilly:.1f} runs/s: {hilly / flat:.2f}")
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, __file__], env=environment, capture_output=True, text=True, check=True
    )
    print(f"with terrain, compiled over interpreted: {hilly / float(done.stdout.split()[-1]):.0f} (gate 200)")


if __name__ == "__main__":
    main()
