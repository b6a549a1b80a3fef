"""What a scenario's radars see and its units reach, by altitude: the coverage step of a study."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from iamd.errors import InputError
from iamd.study.steps import Coverage


def cover(step: Coverage, place: Path, where: str | None = None) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Labels by altitude, and areas [m2] by key.

    Keys are ``detection_area`` and ``engagement_area``, one for each altitude of the scenario's ``coverage``, and
    ``detection_ring`` and ``engagement_ring``, the areas of the circles that the published ranges draw.

    Args:
        step: as the study's file has it.
        place: folder of the study, where a scenario of its own lies.
        where: file and line of the step, for messages.

    Raises:
        InputError: the scenario cannot be used, or no such target is in it.
    """
    from iamd.analysis.coverage.request import make_request
    from iamd.analysis.coverage.survey import NETWORK, survey
    from iamd.scenario import load, resolve

    own = place / step.scenario
    resolved = resolve(load(str(own) if own.is_file() else step.scenario, step.set), coverage=True)
    named = [target.card.name for target in resolved.targets]
    if step.target is not None and step.target not in named:
        raise InputError(
            "the scenario draws no coverage for it", given=step.target, allowed=named, where=where
        )
    row = named.index(step.target) if step.target is not None else 0
    request = make_request(resolved.scenario, draws=step.draws, exact=step.exact, aspect=step.aspect)
    found: dict[str, Any] = {}
    for curve in survey(resolved, request).curves:
        if curve.key.target == row:
            areas = dict(zip(map(float, curve.altitudes), map(float, curve.series[NETWORK]), strict=True))
            found[f"{curve.key.kind}_area"] = [1e6 * areas[altitude] for altitude in request.altitudes]
            found[f"{curve.key.kind}_ring"] = 1e6 * float(curve.ring_km2)
    return tuple(f"target at {altitude:g} m" for altitude in request.altitudes), found
