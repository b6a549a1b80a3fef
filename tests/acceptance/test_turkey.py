"""What separates the two Turkish pictures: height. Only the S-500's 77N6 rounds meet anything above 35 km."""

from __future__ import annotations

import numpy as np
import pytest

from iamd.engine.compile import compile_world
from iamd.engine.execute import run_one
from iamd.engine.world import Slot
from iamd.physics.geodesy import height_above_ellipsoid
from iamd.results.schema import EventKind
from iamd.scenario import draw, load, resolve

#: Height [m] above every published ceiling of an S-400 round (25 to 30 km), with room for the widening by grade.
DIVIDE_M = 35_000.0
DRAWS, RUNS = 12, 4


def intercepts(name: str) -> list[tuple[str, float]]:
    """Round type and height [m] of every intercept in some draws and runs."""
    resolved = resolve(load(name))
    types = list(resolved.types)
    found = []
    for number in range(DRAWS):
        world = compile_world(resolved, draw(resolved.inputs, 1, number))
        slot = Slot(world)
        for run in range(RUNS):
            events = run_one(world, slot, 1, number * RUNS + run).events
            for event in events[events["kind"] == EventKind.INTERCEPT]:
                height = height_above_ellipsoid(float(event.x), float(event.y), float(event.z))
                found.append((types[event.type], height))
    return found


@pytest.mark.slow
@pytest.mark.jit_only
def test_intercepts_above_the_divide_happen_only_with_the_s500() -> None:
    without, with_it = intercepts("turkey-2019"), intercepts("turkey-s500")
    assert without
    assert max(height for _, height in without) < DIVIDE_M
    high = {kind for kind, height in with_it if height > DIVIDE_M}
    assert high
    assert high <= {"77N6-N", "77N6-N1"}


@pytest.mark.jit_only
def test_the_77n6_rounds_never_meet_anything_low() -> None:
    """Their lowest intercept is a class prior of 40 km (25 to 60): a wrong class of envelope would show here."""
    heights = [height for kind, height in intercepts("turkey-s500") if kind.startswith("77N6")]
    assert heights
    assert np.min(heights) > 20_000.0
