"""Where elevation files end: which tiles are needed, which are missing, and small voids interpolated."""

from __future__ import annotations

import math
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from iamd.errors import InputError
from iamd.scenario.terrain_files import ElevationFile, Terrain, import_rasterio, place_text, tile_name

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Voids in a larger share of the circle are refused.
VOID_LIMIT = 0.05
#: So many missing tiles are named in a message.
_NAMED = 8


def near(terrain: Terrain, latitude: float, longitude: float, radius: float) -> list[ElevationFile]:
    """Files that may touch the circle; only tiles tell without being opened."""
    angle = math.degrees(radius / 6.35e6)
    low, high = latitude - angle, latitude + angle
    wide = 180.0
    if high < 90.0 and low > -90.0:
        wide = math.degrees(
            math.asin(min(1.0, math.sin(math.radians(angle)) / math.cos(math.radians(latitude))))
        )

    def touches(tile: tuple[int, int]) -> bool:
        off = (tile[1] + 0.5 - longitude + 180.0) % 360.0 - 180.0
        return low - 1.1 <= tile[0] <= high + 0.1 and abs(off) <= wide + 0.6

    return [file for file in terrain.files if file.tile is None or touches(file.tile)]


def around(terrain: Terrain, latitude: Floats, longitude: Floats) -> list[ElevationFile]:
    """Files that may hold some places; pixels next to the edge of a tile belong to the next one."""
    cells = set(zip(np.floor(latitude).astype(int).tolist(), _west(longitude).tolist(), strict=True))
    wanted = {
        (south + i, (west + j + 180) % 360 - 180)
        for south, west in cells
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
    }
    return [file for file in terrain.files if file.tile is None or file.tile in wanted]


def _west(longitude: Floats) -> NDArray[np.int64]:
    """West edge of the one-degree cell of each longitude, -180 to 179."""
    return (np.floor(np.mod(longitude + 180.0, 360.0)) - 180.0).astype(int)


def find_gaps(terrain: Terrain, at: tuple[Floats, Floats], outside: Mask) -> tuple[Mask, list[str]]:
    """Places for which a file is missing, and the names of missing tiles.

    Half a pixel beyond the edge of a tile that is there counts as a void of it, not as a gap.

    Args:
        terrain: the files.
        at: latitude and longitude of all cells [deg].
        outside: cells without a height that lie in no file.
    """
    gaps = outside.copy()
    tiles = terrain.tiles
    if not tiles:
        return gaps, []
    south = np.minimum(np.floor(at[0][outside]).astype(int), 89)
    cells = list(zip(south.tolist(), _west(at[1][outside]).tolist(), strict=True))
    gaps[outside] = [cell not in tiles for cell in cells]
    scheme = next(iter(tiles.values())).scheme
    return gaps, [tile_name(scheme, *cell) for cell in sorted(set(cells) - set(tiles))]


def refuse(
    terrain: Terrain, site: tuple[float, float, float], missing: list[str], gaps: Mask, circle: Mask
) -> NoReturn:
    """Say what is missing around a site (latitude, longitude, radius)."""
    latitude, longitude, radius = site
    around_site = f"{radius / 1000:.4g} km around {place_text(latitude, longitude)}"
    share = 100.0 * (1.0 - np.count_nonzero(gaps & circle) / np.count_nonzero(circle))
    if missing:
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        raise InputError(
            f"elevation tiles are missing for {around_site}: {', '.join(missing[:_NAMED])}{more}; "
            "add them, or say `sea: true` if there is only water",
            where=terrain.given,
        )
    half = gaps.shape[0] // 2
    if gaps[half, half] or share == 0.0:
        raise InputError(
            f"the site {place_text(latitude, longitude)} lies outside the elevation files",
            where=terrain.given,
        )
    raise InputError(
        f"the elevation files cover {min(share, 99.9):.3g} % of {around_site}; add the rest, take a smaller radius, "
        "or say `sea: true` if there is only water",
        where=terrain.given,
    )


def fill(
    heights: NDArray[np.float32], geoid: NDArray[np.float32], circle: Mask, gaps: Mask, given: str
) -> Mask:
    """Put sea into gaps and interpolate voids, in place; cells outside the circle without data become sea.

    Returns:
        The voids.

    Raises:
        InputError: they are more than `VOID_LIMIT` of the circle.
    """
    heights[gaps] = geoid[gaps]
    lacking = np.isnan(heights)
    voids = lacking & circle
    share = np.count_nonzero(voids) / np.count_nonzero(circle)
    if share > VOID_LIMIT:
        raise InputError(
            "the elevation files have voids in too much of the circle",
            given=f"{100 * share:.3g} %",
            allowed=f"up to {100 * VOID_LIMIT:g} %, which are interpolated; a void-filled product has none",
            where=given,
        )
    if voids.any():
        rasterio = import_rasterio()
        whole = rasterio.fill.fillnodata(
            np.where(lacking, 0.0, heights).astype(np.float32),
            mask=~lacking,
            max_search_distance=max(heights.shape),
        )
        heights[voids] = whole[voids]
    heights[lacking & ~circle] = geoid[lacking & ~circle]
    return voids
