"""Fly-out tables: how long a round needs to each distance and elevation, from the model that flies it in the loop.

Per draw each round is fitted to its published speed and range; where both cannot be true together the least draggy
round is used and the shortfall is kept for the ledger.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from iamd.engine.codes import Guidance
from iamd.physics.flyout import fit_round, fly_to
from iamd.physics.geodesy import from_local, geodetic_to_ecef, local_axes
from iamd.scenario.resolve import ResolvedScenario

#: Lines of a fly-out table from 0 to 90 degrees, and distances on each.
ELEVATIONS = 6
REACH_ROWS = 64
#: Step of the fits and tables [s]; against 0.05 s it moves times by less than 0.3 %.
STEP = 0.2
#: Any site will do: the fit is a property of the round. Mid-latitude.
_LATITUDE = math.radians(45.0)
_SITE = (_LATITUDE, 0.0)


def build_fly_out(
    resolved: ResolvedScenario, values: Mapping[str, float], round_types: Any, air: Any
) -> tuple[Any, Any]:
    """Fit every interceptor type (in place) and tabulate its time of flight.

    Returns:
        times [type, elevation, distance] in s, and the spacing of the distances by type in m.
    """
    number = len(resolved.types)
    times = np.full((max(number, 1), ELEVATIONS, REACH_ROWS), 1.0e9)
    reach_steps = np.ones(max(number, 1))
    for row, ref in enumerate(resolved.types.values()):
        kind = round_types[row]
        if kind.guidance == Guidance.GUN:
            continue
        reach = max(kind.range_max, kind.ballistic_range_max)
        ceiling = max(kind.altitude_max, kind.ballistic_altitude_max)
        reach_steps[row] = 1.02 * reach / (REACH_ROWS - 2)
        height = values["model.reference-height"] * ceiling
        fraction = values[ref.refs["terminal_speed_fraction"]]
        kind.thrust, kind.ballistic_coefficient, _ = fit_round(
            _site(), _target(reach, height), values[ref.refs["speed_max"]], fraction, kind.burn_s, kind.load_max,
            kind.full_load_pressure, kind.navigation_ratio, kind.loft, STEP, air, np.zeros(2),
        )  # fmt: skip
        for line in range(ELEVATIONS):
            elevation = 0.5 * math.pi * line / (ELEVATIONS - 1)
            below = 0.5 * math.pi * max(line - 1, 0) / (ELEVATIONS - 1)
            _tabulate(kind, elevation, below, reach, ceiling, times[row, line], reach_steps[row], air)
    return times, reach_steps


def _site() -> tuple[float, float, float]:
    return geodetic_to_ecef(_LATITUDE, 0.0, 0.0)


def _target(ground_range: float, height: float) -> tuple[float, float, float]:
    """A point due east at a distance along the ground [m] and a height [m], on a sphere of the mean radius."""
    radius = 6_371_000.0
    angle = ground_range / radius
    up = (radius + height) * math.cos(angle) - radius
    east = (radius + height) * math.sin(angle)
    site = _site()
    dx, dy, dz = from_local(east, 0.0, up, local_axes(*_SITE))
    return site[0] + dx, site[1] + dy, site[2] + dz


def _tabulate(
    kind: Any,
    elevation: float,
    below: float,
    reach: float,
    ceiling: float,
    times: Any,
    reach_step: float,
    air: Any,
) -> None:
    """One flight along one elevation fills one line of the table.

    Points between two lines need both, so a line goes as far as the ceiling lets the line ``below`` it go.
    """
    far = 1.02 * reach
    if far * math.sin(below) > 1.3 * ceiling:
        far = 1.3 * ceiling / math.sin(below)
    site = _site()
    dx, dy, dz = from_local(far * math.cos(elevation), 0.0, far * math.sin(elevation), local_axes(*_SITE))
    if elevation < 0.02:
        # Along the ground rather than along the tangent, which leaves the earth.
        x, y, z = _target(far, 0.5 * min(ceiling, 10_000.0))
        dx, dy, dz = x - site[0], y - site[1], z - site[2]
    fly_to(
        site, (site[0] + dx, site[1] + dy, site[2] + dz), kind.thrust, kind.burn_s, kind.ballistic_coefficient,
        kind.load_max, kind.full_load_pressure, kind.navigation_ratio, kind.loft, STEP, air, times, reach_step, 900.0,
    )  # fmt: skip
