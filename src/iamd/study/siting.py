"""Which sites of a fictional region see most of it: the siting step of a study."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.covering import Cover, best_cover, covered, every_cover, greedy_cover
from iamd.study.expression import evaluate
from iamd.study.steps import Siting


class Sited(NamedTuple):
    """What the step found at one height of the target."""

    height: float
    best: Cover
    greedy: Cover
    every: tuple[Cover, ...]
    alone: tuple[float, ...]
    together: float


def site(step: Siting, where: str | None = None) -> list[Sited]:
    """Coverage of the region for each height: the best choice, the greedy one, and all of them.

    Weights are shares of the region, so that what is covered is a share.

    Raises:
        InputError: the ground is no expression.
    """
    lowest, distance, inside = sights(step, where)
    weights = np.full(int(inside.sum()), 1.0 / float(inside.sum()))
    found = []
    for height in step.heights:
        seen = (lowest <= height) & (distance <= step.reach)
        masks = seen[:, inside]
        found.append(
            Sited(
                height,
                best_cover(masks, weights, step.choose),
                greedy_cover(masks, weights, step.choose),
                tuple(every_cover(masks, weights, step.choose)),
                tuple(covered(masks, weights, (number,)) for number in range(len(masks))),
                covered(masks, weights, range(len(masks))),
            )
        )
    return found


def sights(
    step: Siting, where: str | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Lowest visible height above ground and distance, site by site and cell by cell; cells of the region."""
    from iamd.physics.propagation import EARTH_RADIUS
    from iamd.physics.terrain import curvature_of, minimum_visible_height_fast, sweep_work

    east, north = axes(step)
    ground = heights(step, where)
    curvature = curvature_of(step.k, EARTH_RADIUS)
    lowest = np.empty((len(step.sites), *ground.shape))
    distance = np.empty_like(lowest)
    work, out = sweep_work(ground.shape), np.empty_like(ground)
    for number, place in enumerate(step.sites):
        row, column = int(np.argmin(np.abs(north - place.north))), int(np.argmin(np.abs(east - place.east)))
        minimum_visible_height_fast(ground, row, column, step.antenna, step.cell, curvature, out, work)
        lowest[number] = out - ground
        distance[number] = np.hypot(east[None, :] - east[column], north[:, None] - north[row])
    (west, right), (south, top) = step.region.east, step.region.north
    inside = ((east >= west) & (east <= right))[None, :] & ((north >= south) & (north <= top))[:, None]
    return lowest, distance, inside


def axes(step: Siting) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middles of the columns, metres east, and of the rows, metres north, the northernmost row first."""
    half = int(step.extent // step.cell)
    line = step.cell * np.arange(-half, half + 1, dtype=np.float64)
    return line, line[::-1].copy()


def heights(step: Siting, where: str | None = None) -> NDArray[np.float64]:
    """The ground by its formula."""
    east, north = axes(step)
    x, y = np.meshgrid(east, north)
    return np.asarray(evaluate(step.ground, {"x": x, "y": y}, where=where) + 0.0 * x, dtype=np.float64)


def results(step: Siting, found: list[Sited]) -> dict[str, Any]:
    """Numbers of the step by their keys, one for each height."""

    def names(choice: Cover) -> str:
        words = [step.sites[number].name for number in choice.sites]
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

    by_value = [max(each.every, key=lambda choice: choice.weight) for each in found]
    return {
        "best_share": [each.best.weight for each in found],
        "best_sites": [names(each.best) for each in found],
        "greedy_share": [each.greedy.weight for each in found],
        "enumerated_share": [each.weight for each in by_value],
        "worst_share": [min(choice.weight for choice in each.every) for each in found],
        "single_share": [max(each.alone) for each in found],
        "all_share": [each.together for each in found],
        "choices": [float(len(each.every)) for each in found],
        "gap": [each.best.weight - most.weight for each, most in zip(found, by_value, strict=True)],
    }
