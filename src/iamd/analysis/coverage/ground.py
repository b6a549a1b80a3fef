"""The ground around each unit: a smooth earth, or hills from elevation files."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.coverage.board import Place, Singles, View
from iamd.errors import InputError
from iamd.physics.propagation import EARTH_RADIUS
from iamd.physics.terrain import (
    EXACT_RAYS,
    curvature_of,
    minimum_visible_height_exact,
    minimum_visible_height_fast,
    minimum_visible_height_smooth,
    sweep_work,
)
from iamd.scenario.ground import Ground as Elevation
from iamd.scenario.spec import Scenario
from iamd.scenario.terrain import Patch, patch
from iamd.scenario.terrain_files import Terrain

#: Side of the cells in which hills are read where nobody chose it [m]: larger ones cannot say what hides low targets.
HILL_CELL = 1_000.0
#: Below this altitude hills from larger cells are not counted [m].
COARSE_ALTITUDE = 1_000.0
_LEVELS = {
    "egm96": "sea level (EGM96)",
    "egm2008": "sea level (EGM2008)",
    "ellipsoid": "the WGS-84 ellipsoid",
}


#: The kernels of hills are not annotated.
_EXACT: Any = minimum_visible_height_exact
_FAST: Any = minimum_visible_height_fast
_SMOOTH: Any = minimum_visible_height_smooth


class Hills:
    """Hills about one unit.

    Attributes:
        patch: ground about the middle of the unit's box of sites.
    """

    def __init__(self, found: Patch) -> None:
        self.patch = found
        self.half = found.heights.shape[0] // 2

    def cell_of(self, east: float, north: float) -> tuple[int, int]:
        """Row and column of a place [m] from the middle."""
        cell = self.patch.cell
        return self.half - round(north / cell), self.half + round(east / cell)

    def floor(self, row: int, column: int, antenna: float, k: float, exact: bool) -> Singles:
        """Lowest visible height above the ellipsoid of every cell, from an antenna above the ellipsoid [m]."""
        heights = self.patch.heights
        above = max(antenna - float(heights[row, column]), 0.0)
        out = np.empty_like(heights)
        curvature = curvature_of(k, EARTH_RADIUS)
        if exact:
            _EXACT(heights, row, column, above, self.patch.cell, curvature, EXACT_RAYS, out)
        else:
            work = sweep_work(heights.shape)
            _FAST(heights, row, column, above, self.patch.cell, curvature, out, work)
        return out

    def level_floor(self, row: int, column: int, antenna: float, level: float, k: float) -> Singles:
        """The same over a smooth earth at the height of the site, the ``level``."""
        out = np.empty_like(self.patch.heights)
        _SMOOTH(row, column, antenna, level, self.patch.cell, curvature_of(k, EARTH_RADIUS), out)
        return out

    def places(self, view: View) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Row and column of the nearest cell to each cell of a map; those beyond the patch get its edge."""
        cell = np.float32(self.patch.cell)
        most = 2 * self.half
        rows = np.clip(self.half - np.rint(view.north / cell), 0, most).astype(np.int32)
        columns = np.clip(self.half + np.rint(view.east / cell), 0, most).astype(np.int32)
        return rows, columns


class Ground(NamedTuple):
    """What the ground of a survey is.

    Attributes:
        hills: to each unit; empty for a smooth earth.
        name: in words, printed on every product.
        notes: what a reader must know of it.
        sources: names and checksums of the files.
    """

    hills: tuple[Hills, ...]
    name: str
    notes: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]

    @property
    def coarse(self) -> bool:
        """Whether its cells are too large for low targets."""
        return any(each.patch.coarse for each in self.hills)


SMOOTH = Ground(
    (), "smooth earth: no hills, no woods, no buildings",
    ("The earth is smooth: over real ground radars see less of low targets, and from hilltops more.",), (),
)  # fmt: skip


def read_ground(scenario: Scenario, places: list[Place], reaches: list[float], cell: float) -> Ground:
    """The ground about each unit.

    Args:
        places, reaches: of the units [deg, m].
        cell: side of a cell [m].

    Raises:
        InputError: the files are missing, unreadable, or do not cover what is asked.
    """
    if scenario.terrain == "smooth":
        return SMOOTH
    terrain = Elevation(scenario).terrain
    patches: dict[tuple[Place, float], Hills] = {}
    for place, reach in zip(places, reaches, strict=True):
        if (place, reach) not in patches:
            patches[place, reach] = Hills(_patch(terrain, place, reach, cell))
    hills = tuple(patches[key] for key in zip(places, reaches, strict=True))
    return Ground(hills, *_words(scenario, hills))


def _patch(terrain: Terrain, place: Place, reach: float, cell: float) -> Patch:
    try:
        return patch(terrain, place[0], place[1], reach, cell)
    except InputError as error:
        if "radius" not in error.message:
            error.message += f" (a smaller `--radius` needs less ground: it is {reach / 1e3:,.0f} km now)"
        raise


def _words(
    scenario: Scenario, hills: tuple[Hills, ...]
) -> tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Name, notes and sources of hills."""
    first = hills[0].patch
    files = tuple(dict.fromkeys((used.name, used.sha256) for each in hills for used in each.patch.sources))
    kind = (
        "coarse relief of the world"
        if scenario.terrain == "relief"
        else _file_words([name for name, _ in files])
    )
    pixel = max(each.patch.resolution for each in hills)
    name = f"elevation model: {kind}, {_metres(pixel)} between points, read in cells of {_metres(first.cell)}"
    datums = sorted({datum for each in hills for datum in each.patch.vertical})
    levels = " and ".join(_LEVELS.get(each.split(",")[0], each) + each.partition(",")[2] for each in datums)
    notes = [f"Heights of the ground count from {levels}; woods and buildings only if the files hold them."]
    filled, sea = (max(getattr(each.patch, part) for each in hills) for part in ("filled", "sea"))
    if filled > 0.0:
        notes.append(
            f"Voids in the elevation files were interpolated: {100 * filled:.2g} % of the ground at most."
        )
    if sea > 0.0:
        notes.append(f"Where no tile is, there is sea: {100 * sea:.2g} % of the ground at most.")
    if any(each.patch.coarse for each in hills):
        notes.append(
            f"Cells of more than {HILL_CELL:,.0f} m cannot say what hides a target below {COARSE_ALTITUDE:,.0f} m: for"
            " those altitudes the earth is taken as smooth at the height of each site."
        )
    return name, tuple(notes), files


def _file_words(names: list[str]) -> str:
    if len(names) <= 2:
        return " and ".join(names) or "no file"
    return f"{names[0]} and {len(names) - 1} more files"


def _metres(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.0f} m" if value >= 10 else f"{value:.2g} m"


def hill_cell(scenario: Scenario, asked: float | None, usual: float) -> float:
    """Side of the cells in which hills are read [m]."""
    if scenario.terrain == "smooth" or asked is not None:
        return asked or usual
    return min(usual, HILL_CELL)


def box_margin(latitude: float) -> float:
    """From the middle of a box of sites to its corner [m], with a cell to spare."""
    half = math.radians(0.05) * EARTH_RADIUS
    return math.hypot(half, half * math.cos(math.radians(latitude))) + HILL_CELL


def view_cells(hills: Hills, raster: Any, view: View) -> Singles:
    """A raster of the hills at the cells of a map."""
    rows, columns = hills.places(view)
    found: Singles = np.asarray(raster, dtype=np.float32)[rows, columns]
    return found
