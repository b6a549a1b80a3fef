"""What binds in every cell, for one draw: radars and rounds against one target at one altitude, and the areas of it."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.coverage.board import Board
from iamd.analysis.coverage.ground import COARSE_ALTITUDE
from iamd.analysis.coverage.request import Request
from iamd.analysis.coverage.scene import Scene, echo, envelopes
from iamd.physics.coverage import COVERED, OUTSIDE, detection_codes, engagement_codes, gain_profile
from iamd.scenario.resolve import RaidRef, ResolvedScenario

Codes = NDArray[np.uint8]
Item = TypeVar("Item")
Found = TypeVar("Found")

#: Fewest nodes of a profile along the displayed range, and nodes to a cell.
_NODES, _NODES_TO_CELL = 800, 2.0
_NO_PROFILE = np.zeros(0)


class Bands(NamedTuple):
    """Codes of one target at one altitude.

    Attributes:
        detection: by radar, of those that search.
        engagement: by unit, of those that can engage.
    """

    detection: dict[int, Codes]
    engagement: dict[int, Codes]


def bands(
    resolved: ResolvedScenario, request: Request, board: Board, scene: Scene, target: RaidRef, altitude: float
) -> Bands:
    """Codes of every radar and unit for one target at one altitude."""
    seen: dict[int, Codes] = {}
    held: dict[int, Codes] = {}
    for row, radar in enumerate(scene.radars):
        if not (radar.searches or radar.engages):
            continue
        codes = radar_codes(resolved, request, board, scene, target, altitude, row)
        if radar.searches:
            seen[row] = codes
        if radar.engages:
            limits = envelopes(resolved, radar.unit, target, scene.values)
            codes = codes.copy()
            view = scene.views[radar.unit]
            engagement_codes(
                scene.launchers[radar.unit],
                view.east,
                view.north,
                scene.base[radar.unit],
                altitude,
                limits,
                codes,
            )
            before = held.get(radar.unit)
            held[radar.unit] = codes if before is None else np.maximum(before, codes)
    return Bands(seen, held)


def radar_codes(
    resolved: ResolvedScenario, request: Request, board: Board, scene: Scene, target: RaidRef, altitude: float, row: int
) -> Codes:  # fmt: skip
    """Codes of one radar for one target at one altitude."""
    radar, record = scene.radars[row], scene.records[row]
    view, base = scene.views[radar.unit], scene.base[radar.unit]
    seen = echo(target, radar, record, scene.values, request)
    reach = min(request.radius or math.inf, float(record.instrumented_m))
    records, hills = scene.records, bool(scene.floors)
    level = not hills  # the surface that altitudes count from
    if hills and scene.coarse and altitude < COARSE_ALTITUDE:
        # Coarse hills say nothing of low targets: the earth is smooth there, with the shade that it casts.
        hills, records = False, scene.records.copy()
        records.floor_step_m[:] = 0.0
    smooth = scene.level_floors[row] if hills else base
    lowest = scene.floors[row] if hills else base
    profile, step = _NO_PROFILE, 1.0
    if level and record.lobing <= 0.0 and math.isfinite(seen.wanted):
        # At one height above a smooth earth everything but the antenna's turn depends on range alone.
        nodes = max(_NODES, math.ceil(_NODES_TO_CELL * reach / board.grid.cell_m)) + 1
        profile, step = np.empty(nodes), reach / (nodes - 1)
        gain_profile(
            records, row, seen.rcs, seen.wanted, float(base[0, 0]) + altitude, scene.k, step, profile
        )
    out = np.empty(board.shape, np.uint8)
    detection_codes(
        records, row, view.east, view.north, base, altitude, lowest, smooth, hills, reach, seen.rcs, seen.wanted,
        scene.k, scene.jammers[row], seen.screen, profile, step, out,
    )  # fmt: skip
    return out


def together(codes: Iterable[Codes], shape: tuple[int, int]) -> Codes:
    """Codes of several radars or units as one network: what comes furthest counts in each cell."""
    found = np.full(shape, OUTSIDE, np.uint8)
    for each in codes:
        np.maximum(found, each, out=found)
    return found


def covered_km2(board: Board, codes: Codes) -> float:
    """True area of what is covered [km2]."""
    return float(board.areas[codes == COVERED].sum())


def limits_km2(board: Board, codes: Codes, where: NDArray[np.bool_]) -> NDArray[np.float64]:
    """True area of each code in some cells [km2]."""
    return np.bincount(codes[where], board.areas[where], COVERED + 1).astype(np.float64)


def in_threads(work: Callable[[Item], Found], items: Iterable[Item]) -> list[Found]:
    """Apply a function whose kernels release the interpreter lock, in order, on all cores."""
    todo = list(items)
    workers = min(len(todo), os.cpu_count() or 1)
    if workers < 2:
        return [work(item) for item in todo]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, todo))
