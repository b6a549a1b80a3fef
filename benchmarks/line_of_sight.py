"""One sweep for every altitude against one run of gdal_viewshed for each.

    python benchmarks/line_of_sight.py [--sizes 2000 6000] [--repeats 3]

The ground is the real elevation model that comes with matplotlib, made finer by interpolation, on cells of 30 m, seen
from the middle. Eight altitudes above ground by the fast sweep are timed against eight calls of ``gdal_viewshed`` in
the same run, each with the start of its process and its files, as a user has it; the compute alone is about half of
that. Then the exact sweep, and where the two differ. Ratios carry over to other machines, milliseconds do not.
"""

from __future__ import annotations

import argparse
import math
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib.cbook
import numpy as np
import rasterio
from scipy.ndimage import zoom

from iamd.physics.terrain import (
    EXACT_RAYS,
    curvature_of,
    minimum_visible_height_exact,
    minimum_visible_height_fast,
    sweep_work,
    visible_from,
)

ALTITUDES = np.array([0.0, 30.0, 50.0, 100.0, 200.0, 300.0, 500.0, 1000.0])
ANTENNA, CELL = 20.0, 30.0
COEFFICIENT, RADIUS = 0.75, 6_378_137.0  # 4/3 earth, as GDAL writes it


def ground(size: int) -> np.ndarray:
    """A square piece of the model, interpolated to so many cells."""
    with matplotlib.cbook.get_sample_data("jacksboro_fault_dem.npz") as held:
        coarse = held["elevation"][:340, :340].astype(np.float32)
    return np.ascontiguousarray(zoom(coarse, size / 340, order=1)[:size, :size])


def timed(work: Callable[[], object], repeats: int) -> float:
    """Least time of some repeats, after one that compiles and warms up [s]."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def gdal_seen(folder: Path, size: int, altitude: float) -> Path:
    """One viewshed by GDAL."""
    middle = CELL * (size // 2 + 0.5)
    out = folder / "out.tif"
    subprocess.run(
        ["gdal_viewshed", "-q", "-ox", str(500e3 + middle), "-oy", str(4e6 - middle), "-oz", str(ANTENNA),
         "-tz", str(altitude), "-md", "0", "-cc", str(COEFFICIENT), str(folder / "dem.tif"), str(out)],
        check=True,
    )  # fmt: skip
    return out


def compare(size: int, repeats: int) -> None:
    heights = ground(size)
    curvature = COEFFICIENT * curvature_of(1.0, RADIUS)
    middle = size // 2
    lowest, work = np.empty_like(heights), sweep_work(heights.shape)
    bands = np.empty(heights.shape, np.uint8)

    def sweep() -> None:
        minimum_visible_height_fast(heights, middle, middle, ANTENNA, CELL, curvature, lowest, work)

    def eight() -> None:
        sweep()
        visible_from(lowest, heights, ALTITUDES, bands)

    one, all_eight = timed(sweep, repeats), timed(eight, repeats)
    print(f"{size} x {size}")
    print(f"  fast sweep                {1e3 * one:9.1f} ms")
    print(f"  eight altitudes by it     {1e3 * all_eight:9.1f} ms")
    if shutil.which("gdal_viewshed") is None:
        print("  gdal_viewshed is not installed (Debian package gdal-bin)")
    else:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with rasterio.open(
                folder / "dem.tif", "w", driver="GTiff", height=size, width=size, count=1, dtype="float32",
                crs="EPSG:32616", transform=rasterio.Affine(CELL, 0.0, 500e3, 0.0, -CELL, 4e6),
            ) as out:  # fmt: skip
                out.write(heights, 1)
            gdal, agree = 0.0, []
            for b, altitude in enumerate(ALTITUDES):
                gdal += timed(lambda at=altitude: gdal_seen(folder, size, at), 1)
                with rasterio.open(folder / "out.tif") as held:
                    agree.append(((held.read(1) > 0) == (bands <= b)).mean())
        print(
            f"  eight gdal_viewshed calls {1e3 * gdal:9.1f} ms: {gdal / all_eight:.1f} times as long (floor 5)"
        )
        print(f"  cells that agree          {100 * min(agree):9.3f} % at the worst altitude (floor 99.9)")
    exact = np.empty_like(heights)

    def rays() -> None:
        minimum_visible_height_exact(heights, middle, middle, ANTENNA, CELL, curvature, EXACT_RAYS, exact)

    print(f"  exact, {EXACT_RAYS} rays a cell     {1e3 * timed(rays, 1):9.1f} ms")
    print(f"  fast and exact agree      {100 * ((lowest <= heights) == (exact <= heights)).mean():9.3f} %")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--sizes", type=int, nargs="+", default=[2000, 6000])
    arguments.add_argument("--repeats", type=int, default=3)
    given = arguments.parse_args()
    for size in given.sizes:
        compare(size, given.repeats)
    # 400 km around a site on cells of 30 arc-seconds
    side = 2 * math.ceil(400e3 / 926.6) + 1
    heights = ground(side)
    exact, bands = np.empty_like(heights), np.empty(heights.shape, np.uint8)

    def survey() -> None:
        curvature = curvature_of(4 / 3, 6_371_000.0)
        minimum_visible_height_exact(
            heights, side // 2, side // 2, ANTENNA, 926.6, curvature, EXACT_RAYS, exact
        )
        visible_from(exact, heights, ALTITUDES[:6], bands)

    print(f"400 km, 30 arc-seconds, six altitudes, exact: {timed(survey, 1):.2f} s (floor 2)")


if __name__ == "__main__":
    main()
