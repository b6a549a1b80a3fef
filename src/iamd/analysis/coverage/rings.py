"""What a map or curve is about, and the ring that a brochure would draw for it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.coverage.board import View
from iamd.analysis.coverage.request import Request
from iamd.analysis.coverage.scene import Scene, envelopes
from iamd.scenario.resolve import ResolvedScenario

Mask = NDArray[np.bool_]
DETECTION, ENGAGEMENT = "detection", "engagement"


class Key(NamedTuple):
    """What a map or curve is about."""

    kind: str
    target: int


def target_names(resolved: ResolvedScenario) -> tuple[str, ...]:
    """A name to each target: that of its card, with what sets it apart from another of the same card."""
    names: list[str] = []
    cards = [target.card.name for target in resolved.targets]
    for target in resolved.targets:
        entry, name = target.entry, target.card.name
        speed = getattr(entry, "speed", None)
        marks = [
            words
            for words, on in (
                ("with a radar reflector", entry.reflector),
                ("with a jammer", entry.jammer is not None),
                (f"at {speed or 0.0:.4g} m/s", speed is not None and cards.count(name) > 1),
            )
            if on
        ]
        full = " ".join([name, " and ".join(marks)]).strip()
        number = sum(each == full or each.startswith(f"{full} (") for each in names)
        names.append(f"{full} ({number + 1})" if number else full)
    return tuple(names)


def ring_word(request: Request, ring_m: float) -> str:
    """What a ring of that radius is: the brochure's, or the circle to which the reader cut the map."""
    asked = request.radius is not None and abs(ring_m - request.radius) < 1.0
    return "circle asked for" if asked else "ring that a brochure would draw"


def ring_radii(resolved: ResolvedScenario, scene: Scene, request: Request, key: Key) -> tuple[float, ...]:
    """Radius of the ring that a brochure would draw about each unit [m].

    Detection: the longest displayed range. Engagement: the longest published range of a round against the class.
    """
    found = [0.0] * len(resolved.units)
    for radar in scene.radars:
        if key.kind == DETECTION and radar.searches:
            found[radar.unit] = max(found[radar.unit], scene.values[radar.ref.refs["instrumented_range"]])
        if key.kind == ENGAGEMENT and radar.engages:
            limits = envelopes(resolved, radar.unit, resolved.targets[key.target], scene.values)
            found[radar.unit] = max([found[radar.unit], *limits[:, 1]])
    return tuple(min(each, request.radius or math.inf) for each in found)


def inside_rings(views: tuple[View, ...], radii: tuple[float, ...]) -> Mask:
    """Cells within a ring about any unit."""
    inside = np.zeros(views[0].east.shape, bool)
    for view, radius in zip(views, radii, strict=True):
        if radius > 0.0:
            inside |= np.hypot(view.east, view.north) <= radius
    return inside
