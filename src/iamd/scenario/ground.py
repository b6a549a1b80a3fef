"""The ground under a scenario: its elevation model, read once, for sites, for the floor of radars, and under paths."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from geographiclib.geodesic import Geodesic

from iamd.scenario.spec import Scenario
from iamd.scenario.surroundings import ElevationModel
from iamd.scenario.terrain import Patch, ground_heights, open_terrain, patch

#: Places along a path at which the ground is read [m].
PATH_STEP = 1_000.0
#: A low flyer keeps its height over the highest ground this far around it [m]: what it can see and climb over in time.
FOLLOWED = 2_000.0
#: Patches are read with this many cells from their centre to their edge, or with the cells of the files.
_CELLS = 1_000


class Ground:
    """The elevation model of a scenario, with what has been read of it.

    Args:
        scenario: with terrain that is not smooth.

    Raises:
        InputError: no such files.
    """

    def __init__(self, scenario: Scenario) -> None:
        spec = scenario.terrain
        if isinstance(spec, ElevationModel):
            given = [spec.dem] if isinstance(spec.dem, str) else list(spec.dem)
            folder = scenario.folder
            self.terrain = open_terrain(
                [Path(name) if folder is None else folder / name for name in given],
                sea=spec.sea,
                vertical=spec.datum,
            )
        else:
            self.terrain = open_terrain("relief", sea=True)
        self._patches: dict[tuple[float, ...], Patch] = {}
        self._heights: dict[tuple[float, float], float] = {}
        self._paths: dict[tuple[float, ...], Any] = {}

    def height(self, latitude: float, longitude: float) -> float:
        """Ground at a place [deg] above the ellipsoid [m]."""
        key = latitude, longitude
        if key not in self._heights:
            found = ground_heights(self.terrain, latitude, longitude, above="ellipsoid")
            self._heights[key] = float(found)
        return self._heights[key]

    def around(self, latitude: float, longitude: float, radius: float, cell: float | None = None) -> Patch:
        """The ground within a radius [m] of a place [deg]."""
        size = cell or max(30.0, radius / _CELLS)
        key = latitude, longitude, radius, size
        if key not in self._patches:
            self._patches[key] = patch(self.terrain, latitude, longitude, radius, size)
        return self._patches[key]

    def stamps(self) -> tuple[tuple[str, int, int], ...]:
        """Name, size and time of change of each file: other files, other results."""
        states = [(file.path.name, file.path.stat()) for file in self.terrain.files]
        return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)

    def used_files(self) -> list[dict[str, str]]:
        """Files of the patches that have been read, with their SHA-256."""
        found = {file.name: file.sha256 for area in self._patches.values() for file in area.sources}
        return [{"name": name, "sha256": found[name]} for name in sorted(found)]

    def under_path(self, origin: tuple[float, float], aim: tuple[float, float]) -> Any:
        """Height that a low flyer adds to its own, every :data:`PATH_STEP` along the geodesic from origin to aim [m].

        The highest ground within :data:`FOLLOWED` of each place, smoothed over the same length; the ground itself at
        the aim.
        """
        key = *origin, *aim
        if key not in self._paths:
            line = Geodesic.WGS84.InverseLine(*origin, *aim)
            steps = max(2, math.ceil(line.s13 / PATH_STEP) + 1)
            places = [line.Position(line.s13 * n / (steps - 1)) for n in range(steps)]
            ground = ground_heights(
                self.terrain, [p["lat2"] for p in places], [p["lon2"] for p in places], above="ellipsoid"
            )
            self._paths[key] = followed(ground, round(FOLLOWED / PATH_STEP))
        return self._paths[key]


def followed(ground: Any, reach: int) -> Any:
    """Highest ground within ``reach`` places on either side, smoothed over as many; at the end the ground itself."""
    padded = np.pad(ground, reach, mode="edge")
    highest = np.max([padded[n : n + len(ground)] for n in range(2 * reach + 1)], axis=0)
    padded = np.pad(highest, reach, mode="edge")
    smooth = np.mean([padded[n : n + len(ground)] for n in range(2 * reach + 1)], axis=0)
    smooth[-1] = ground[-1]
    return np.maximum(smooth, ground)


def ground_of(scenario: Scenario) -> Ground | None:
    """The ground of a scenario; None on a smooth earth."""
    return None if scenario.terrain == "smooth" else Ground(scenario)


def terrain_words(scenario: Scenario) -> str:
    """What the ground is, for pages and maps."""
    if scenario.terrain == "smooth":
        return "smooth earth, no hills"
    if scenario.terrain == "relief":
        return "coarse relief of the world (cells of 9 km: nothing below 1 km is hidden by it)"
    assert isinstance(scenario.terrain, ElevationModel)
    names = [scenario.terrain.dem] if isinstance(scenario.terrain.dem, str) else scenario.terrain.dem
    return f"elevation model {', '.join(names)}"
