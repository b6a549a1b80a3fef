"""Coastlines and borders from the package, clipped to a view. Natural Earth, public domain: data/world.md."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Points = list[tuple[float, float]]


class View(NamedTuple):
    """A box in degrees; ``east`` may exceed 180 where the box crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float


def land(view: View) -> list[Points]:
    """Outlines of land inside the view, as closed rings; fill them by the even-odd rule."""
    rings = (clip_ring(ring, view) for ring in _lines("land", view))
    return [ring for ring in rings if len(ring) > 2]


def borders(view: View) -> list[Points]:
    """Boundaries between countries inside the view."""
    return [piece for line in _lines("borders", view) for piece in clip_line(line, view)]


def countries(view: View) -> list[tuple[str, float, float]]:
    """Countries whose middle lies in the view: (name, longitude, latitude), the largest first."""
    return [
        (name, longitude + turn, latitude)
        for name, longitude, latitude in _world()["names"]
        for turn in (-360.0, 0.0, 360.0)
        if view.west < longitude + turn < view.east and view.south < latitude < view.north
    ]


@cache
def outlines(layer: str) -> list[NDArray[np.float64]]:
    """All lines of a layer (``land`` or ``borders``) as arrays [points, 2] of longitude and latitude, uncut.

    A line that crosses the antimeridian goes on beyond 180 degrees, without a jump.
    """
    data = _world()
    return [_unwrapped(np.cumsum(np.reshape(line, (-1, 2)), axis=0) / data["scale"]) for line in data[layer]]


def _unwrapped(line: NDArray[np.float64]) -> NDArray[np.float64]:
    turned = np.column_stack([np.unwrap(line[:, 0], period=360.0), line[:, 1]])
    # A ring about a pole is closed along the antimeridian by the data themselves, and is left so.
    return line if abs((turned[-1] - turned[0])[0] - (line[-1] - line[0])[0]) > 1.0 else turned


@cache
def _world() -> dict[str, Any]:
    packed = (files("iamd.library") / "data" / "world.json.gz").read_bytes()
    data: dict[str, Any] = json.loads(gzip.decompress(packed))
    return data


def _lines(layer: str, view: View) -> Iterator[Points]:
    """Lines of a layer whose box meets the view, shifted by full turns where the view needs it."""
    for degrees in outlines(layer):
        west, south = degrees.min(axis=0)
        east, north = degrees.max(axis=0)
        if north < view.south or south > view.north:
            continue
        for turn in (-360.0, 0.0, 360.0):
            if west + turn <= view.east and east + turn >= view.west:
                yield [(float(x) + turn, float(y)) for x, y in degrees]


def clip_ring(ring: Points, view: View) -> Points:
    """A closed ring cut to the view, by Sutherland and Hodgman's method (one side after the other)."""
    for axis, bound, sign in ((0, view.west, 1), (0, view.east, -1), (1, view.south, 1), (1, view.north, -1)):
        ring = _clip_side(ring, axis, bound, sign)
    return ring


def _clip_side(ring: Points, axis: int, bound: float, sign: int) -> Points:
    kept: Points = []
    for index, here in enumerate(ring):
        before = ring[index - 1]
        inside, was_inside = sign * (here[axis] - bound) >= 0, sign * (before[axis] - bound) >= 0
        if inside != was_inside:
            kept.append(_cross(before, here, axis, bound))
        if inside:
            kept.append(here)
    return kept


def _cross(
    before: tuple[float, float], here: tuple[float, float], axis: int, bound: float
) -> tuple[float, float]:
    share = (bound - before[axis]) / (here[axis] - before[axis])
    other = before[1 - axis] + share * (here[1 - axis] - before[1 - axis])
    return (bound, other) if axis == 0 else (other, bound)


def clip_line(line: Sequence[tuple[float, float]], view: View) -> list[Points]:
    """The pieces of an open line that have a point in the view, each with one point beyond its ends."""
    margin = 0.05 * (view.east - view.west)
    inside = [
        view.west - margin <= x <= view.east + margin and view.south - margin <= y <= view.north + margin
        for x, y in line
    ]
    pieces: list[Points] = []
    previous = -2
    for index in range(len(line)):
        if not any(inside[max(index - 1, 0) : index + 2]):
            continue
        if index == previous + 1:
            pieces[-1].append(line[index])
        else:
            pieces.append([line[index]])
        previous = index
    return [piece for piece in pieces if len(piece) > 1]


def simplify(points: Sequence[tuple[float, float]], tolerance: float) -> Points:
    """A line with the points left out that lie within a tolerance of it (Douglas and Peucker's method)."""
    if len(points) < 3:
        return list(points)
    place = np.asarray(points, dtype=np.float64)
    keep = np.zeros(len(place), dtype=bool)
    keep[[0, -1]] = True
    pending = [(0, len(place) - 1)]
    while pending:
        first, last = pending.pop()
        if last - first < 2:
            continue
        distance = _distances(place[first + 1 : last], place[first], place[last])
        worst = int(np.argmax(distance))
        if distance[worst] > tolerance:
            middle = first + 1 + worst
            keep[middle] = True
            pending += [(first, middle), (middle, last)]
    return [(float(x), float(y)) for x, y in place[keep]]


def _distances(
    place: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    along, offset = end - start, place - start
    length = float(np.hypot(along[0], along[1]))
    if length == 0.0:
        from_start: NDArray[np.float64] = np.hypot(offset[:, 0], offset[:, 1])
        return from_start
    distance: NDArray[np.float64] = np.abs(along[0] * offset[:, 1] - along[1] * offset[:, 0]) / length
    return distance
