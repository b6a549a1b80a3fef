"""Elevation files of a known surface for tests, and the real one that comes with matplotlib."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.cbook
import numpy as np
from numpy.typing import NDArray

Surface = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]


def jacksboro() -> NDArray[np.float32]:
    """Heights of the Jacksboro fault, Tennessee: 344 x 403 pixels of 3 arc-seconds, row 0 north."""
    with matplotlib.cbook.get_sample_data("jacksboro_fault_dem.npz") as held:
        return np.ascontiguousarray(held["elevation"].astype(np.float32))


def slope(latitude: NDArray[Any], longitude: NDArray[Any]) -> NDArray[Any]:
    """Linear in both, so that bilinear interpolation is exact, and whole metres at pixels of 3 arc-seconds."""
    return 2000.0 + 1200.0 * (latitude - 39.0) + 600.0 * (longitude - 32.0) * 2.0


def write_hgt(folder: Path, name: str, surface: Surface, per_degree: int = 1200) -> Path:
    """An SRTM tile: big-endian integers without header, pixels on the edges of the degree."""
    south = int(name[1:3]) * (-1 if name[0] == "S" else 1)
    west = int(name[4:7]) * (-1 if name[3] == "W" else 1)
    latitude = south + 1 - np.arange(per_degree + 1) / per_degree
    longitude = west + np.arange(per_degree + 1) / per_degree
    heights = np.rint(surface(latitude[:, None], longitude[None, :]))
    path = folder / f"{name}.hgt"
    np.broadcast_to(heights, (per_degree + 1, per_degree + 1)).astype(">i2").tofile(path)
    return path


def write_tif(
    path: Path,
    heights: NDArray[Any],
    west: float,
    north: float,
    pixel: tuple[float, float] | float,
    crs: str,
    **more: Any,
) -> Path:
    """A GeoTIFF; ``west`` and ``north`` are those of its corner."""
    import rasterio

    across, down = pixel if isinstance(pixel, tuple) else (pixel, pixel)
    with rasterio.open(
        path, "w", driver="GTiff", height=heights.shape[0], width=heights.shape[1], count=1, dtype=heights.dtype,
        crs=crs, transform=rasterio.Affine(across, 0.0, west, 0.0, -down, north), **more,
    ) as out:  # fmt: skip
        out.write(heights, 1)
    return path


def write_copernicus(
    folder: Path, south: int, west: int, surface: Surface, across: int = 60, down: int = 60
) -> Path:
    """A tile named and placed as Copernicus GLO-90 does: the first pixel is centred on its north-west corner."""
    latitude = south + 1 - np.arange(down) / down
    longitude = west + np.arange(across) / across
    heights = np.broadcast_to(surface(latitude[:, None], longitude[None, :]), (down, across)).astype(
        np.float32
    )
    ns, ew = "NS"[south < 0], "EW"[west < 0]
    name = f"Copernicus_DSM_COG_30_{ns}{abs(south):02d}_00_{ew}{abs(west):03d}_00_DEM"
    (folder / name).mkdir()
    return write_tif(
        folder / name / f"{name}.tif",
        heights,
        west - 0.5 / across,
        south + 1 + 0.5 / down,
        (1 / across, 1 / down),
        "EPSG:4326",
    )
