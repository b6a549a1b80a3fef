"""Elevation files: which there are, what each holds, and reading windows of them.

Known by name: SRTM tiles (``N39E032.hgt``, 1 or 3 arc-seconds) and Copernicus GLO-30 and GLO-90 tiles
(``Copernicus_DSM_COG_10_N39_00_E032_00_DEM.tif``). Any other raster that GDAL reads goes by its own header.
"""

from __future__ import annotations

import functools
import glob
import hashlib
import importlib.util
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iamd.errors import InputError

Heights = NDArray[np.float32]

#: The word that stands for the coarse relief of the whole world.
RELIEF = "relief"
#: Length of a degree of latitude [m], to tell the size of pixels.
DEGREE = 111_195.0
#: Heights outside these bounds [m] are voids that the file does not declare.
_PLAUSIBLE = (-1000.0, 9000.0)

_SUFFIXES = {".tif", ".tiff", ".hgt", ".dt0", ".dt1", ".dt2", ".vrt"}
#: What lies beside the heights in a Copernicus product: edits, filling, errors, water.
_BESIDE = re.compile(r"_(EDM|FLM|HEM|WBM|ACM)\.tiff?$", re.IGNORECASE)
_SRTM = re.compile(r"^([NS])(\d{2})([EW])(\d{3})(\.|$)", re.IGNORECASE)
_COPERNICUS = re.compile(
    r"^Copernicus_DSM_(COG_)?(10|30)_([NS])(\d{2})_00_([EW])(\d{3})_00_DEM", re.IGNORECASE
)
_FOOT = {"ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us-ft": 1200 / 3937, "us survey foot": 1200 / 3937}

VERTICALS = ("egm96", "egm2008", "ellipsoid")


@dataclass(frozen=True)
class ElevationFile:
    """One file of heights, and what its name says."""

    path: Path
    #: South and west edge [deg] of a tile of one degree.
    tile: tuple[int, int] | None = None
    #: ``srtm``, ``copernicus-10`` (GLO-30), ``copernicus-30`` (GLO-90) or nothing.
    scheme: str = ""

    @property
    def vertical(self) -> str | None:
        """Vertical datum of that product."""
        named = "egm96" if self.scheme == "srtm" or self.path.suffix.lower().startswith(".dt") else None
        return "egm2008" if self.scheme.startswith("copernicus") else named


@dataclass(frozen=True)
class Terrain:
    """Elevation files and what the user says about them."""

    files: tuple[ElevationFile, ...]
    #: Where no tile is, there is sea at the height of the geoid.
    sea: bool
    #: Vertical datum of all files, where the user states it: ``egm96``, ``egm2008`` or ``ellipsoid``.
    vertical: str | None
    #: As the user wrote it, for messages.
    given: str

    @property
    def tiles(self) -> dict[tuple[int, int], ElevationFile]:
        """Tiles of one degree by south and west edge."""
        return {file.tile: file for file in self.files if file.tile is not None}


@dataclass(frozen=True)
class Raster:
    """One open file, thinned to about the size of cells that is asked for."""

    file: ElevationFile
    #: None for latitude and longitude on WGS-84 or what differs from it by less than 2 m.
    crs: Any
    #: Coordinates are longitude and latitude.
    geographic: bool
    #: Maps x, y to column, row, counted from the corner of the first (thinned) pixel: six numbers.
    inverse: tuple[float, ...]
    rows: int
    columns: int
    #: North to south [m], not thinned.
    resolution: float
    vertical: str
    #: Heights [m] of rows r0 to r1 and columns c0 to c1; NaN where there are none.
    read: Callable[[int, int, int, int], Heights]


def place_text(latitude: float, longitude: float) -> str:
    """A place for readers: 39.93 N, 32.86 E."""
    return f"{abs(latitude):.6g} {'NS'[latitude < 0]}, {abs(longitude):.6g} {'EW'[longitude < 0]}"


def tile_name(scheme: str, south: int, west: int) -> str:
    """File name of a tile of one degree."""
    ns, ew = "NS"[south < 0], "EW"[west < 0]
    if scheme.startswith("copernicus"):
        spacing = scheme.removeprefix("copernicus-")
        return f"Copernicus_DSM_COG_{spacing}_{ns}{abs(south):02d}_00_{ew}{abs(west):03d}_00_DEM.tif"
    return f"{ns}{abs(south):02d}{ew}{abs(west):03d}.hgt"


def classify(path: Path) -> ElevationFile:
    """What the name of a file says."""
    if found := _COPERNICUS.match(path.name):
        scheme, (ns, south, ew, west) = f"copernicus-{found[2]}", found.groups()[2:]
    elif path.suffix.lower() == ".hgt" and (found := _SRTM.match(path.name)):
        scheme, (ns, south, ew, west) = "srtm", found.groups()[:4]
    else:
        return ElevationFile(path)
    signs = (-1 if ns in "Ss" else 1, -1 if ew in "Ww" else 1)
    return ElevationFile(path, (signs[0] * int(south), signs[1] * int(west)), scheme)


def find_files(given: str | Path | Sequence[str | Path]) -> tuple[ElevationFile, ...]:
    """All elevation files of a file, folder, pattern or list of these, each once, in order of their paths.

    Raises:
        InputError: nothing is there.
    """
    if not isinstance(given, str | Path):
        found = {file.path: file for each in given for file in find_files(each)}
        if not found:
            raise InputError("the list of elevation files is empty")
        return tuple(found[path] for path in sorted(found))
    if str(given) == RELIEF:
        return (ElevationFile(_relief_path(), scheme=RELIEF),)
    path = Path(given).expanduser()
    if path.is_dir():
        paths = [p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES and not _BESIDE.search(p.name)]
    elif path.is_file():
        paths = [path]
    else:
        paths = [Path(p) for p in glob.glob(str(path), recursive=True) if not _BESIDE.search(p)]
    if not paths:
        raise InputError(
            "no elevation file there",
            given=str(given),
            allowed=[
                "a GeoTIFF",
                "an SRTM .hgt tile",
                "Copernicus tiles",
                "a folder, list or pattern of these",
            ],
        )
    return tuple(classify(each) for each in sorted(paths))


def _relief_path() -> Path:
    """The heights of ITU-R P.1511-2 inside package itur, which is not imported (that takes a second)."""
    spec = importlib.util.find_spec("itur")
    if spec is None or not spec.submodule_search_locations:
        raise InputError(
            "the coarse relief of the world comes with package itur, which is not installed; "
            "install it with: pip install 'iamd[relief]'"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "data" / "1511" / "v2_topo.npz"


def checksum(path: Path) -> str:
    """SHA-256 of a file; read once as long as it does not change."""
    stat = path.stat()
    return _checksum(path, stat.st_size, stat.st_mtime_ns)


@functools.lru_cache(maxsize=4096)
def _checksum(path: Path, _size: int, _changed: int) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def import_rasterio() -> Any:
    """Package rasterio, or one sentence that says how to get it."""
    try:
        import rasterio
        import rasterio.fill
        import rasterio.warp
    except ImportError as error:
        raise InputError(
            "reading elevation files needs package rasterio, which is not installed; "
            "install it with: pip install 'iamd[geo]'"
        ) from error
    return rasterio


@contextmanager
def open_rasters(
    files: Sequence[ElevationFile], cell: float, latitude: float, vertical: str | None
) -> Iterator[list[Raster]]:
    """Open files for a grid of cells of that size [m] at a latitude [deg]; the finest first.

    Raises:
        InputError: a file cannot be read, or has no coordinate system.
    """
    with ExitStack() as stack:
        rasters = [
            _relief(file, vertical) if file.scheme == RELIEF else _open(stack, file, cell, latitude, vertical)
            for file in files
        ]
        yield sorted(rasters, key=lambda each: each.resolution)


def _relief(file: ElevationFile, vertical: str | None) -> Raster:
    """Twelve pixels a degree; the centre of the first is 90.125 north, 180.125 west."""
    with np.load(file.path) as held:
        heights: Heights = held["arr_0"].astype(np.float32)
    rows, columns = heights.shape
    step = 1 / 12
    inverse = (12.0, 0.0, 12.0 * (180.125 + step / 2), 0.0, -12.0, 12.0 * (90.125 + step / 2))

    def read(r0: int, r1: int, c0: int, c1: int) -> Heights:
        return heights[r0:r1, c0:c1]

    return Raster(file, None, True, inverse, rows, columns, DEGREE * step, vertical or "egm2008", read)


def _open(
    stack: ExitStack, file: ElevationFile, cell: float, latitude: float, vertical: str | None
) -> Raster:
    rasterio = import_rasterio()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a file without a place is refused below
            dataset = stack.enter_context(rasterio.open(file.path))
    except rasterio.errors.RasterioIOError as error:
        raise InputError(f"cannot be read as an elevation file: {error}", where=str(file.path)) from error
    if dataset.crs is None:
        raise InputError("this elevation file names no coordinate system", where=str(file.path))
    across, down = abs(dataset.transform.a), abs(dataset.transform.e)
    if dataset.crs.is_geographic:
        across, down = across * DEGREE * max(np.cos(np.radians(latitude)), 0.01), down * DEGREE
    else:
        metre = dataset.crs.linear_units_factor[1]
        across, down = across * metre, down * metre
    # Cells larger than the pixels get their mean.
    rows = max(1, round(dataset.height / max(1, int(cell / down + 1e-6))))
    columns = max(1, round(dataset.width / max(1, int(cell / across + 1e-6))))
    crs = None if _is_latitude_longitude(dataset.crs) else dataset.crs
    held = vertical or _vertical(dataset.crs.to_wkt()) or file.vertical or "egm96, assumed"
    thin = (columns / dataset.width,) * 3 + (rows / dataset.height,) * 3
    inverse = tuple(a * b for a, b in zip(thin, ~dataset.transform, strict=False))
    geographic = bool(dataset.crs.is_geographic)
    return Raster(
        file, crs, geographic, inverse, rows, columns, down, held, _reader(dataset, rows, columns)
    )  # fmt: skip


def _is_latitude_longitude(crs: Any) -> bool:
    return bool(crs.is_geographic) and bool(
        re.search(r"WGS[ _]?(19)?84|ETRS|NAD[ _]?83|North_American_Datum_1983|GRS[ _]?(19)?80", crs.to_wkt())
    )


def _vertical(wkt: str) -> str | None:
    """Vertical datum that a coordinate system names."""
    upper = wkt.upper()
    if re.search(r"EGM[ _]?(20)?08", upper):
        return "egm2008"
    if re.search(r"EGM[ _]?(19)?96", upper):
        return "egm96"
    three_axes = "VERT" not in upper and re.search(r'ELLIPSOIDAL HEIGHT|"4979"|AXIS\["[^]]*",UP', upper)
    if three_axes or re.search(r"VERT[^]]*ELLIPSOID", upper):
        return "ellipsoid"
    return None


def _reader(dataset: Any, rows: int, columns: int) -> Callable[[int, int, int, int], Heights]:
    """Reads windows as heights in metres."""
    from rasterio.enums import Resampling
    from rasterio.windows import Window

    tall, wide = dataset.height / rows, dataset.width / columns
    unit = (dataset.units[0] or "").strip().lower()
    if not unit and (found := re.search(r'VERT.*UNIT\["([^"]*)"', dataset.crs.to_wkt())):
        unit = found[1].lower()
    scale, offset = dataset.scales[0] * _FOOT.get(unit, 1.0), dataset.offsets[0] * _FOOT.get(unit, 1.0)

    def read(r0: int, r1: int, c0: int, c1: int) -> Heights:
        window = Window(c0 * wide, r0 * tall, (c1 - c0) * wide, (r1 - r0) * tall)
        shape = (r1 - r0, c1 - c0)
        how = Resampling.average if (rows, columns) != dataset.shape else Resampling.nearest
        band = dataset.read(1, window=window, out_shape=shape, resampling=how, masked=True)
        heights = np.ma.filled(band.astype(np.float32), np.nan) * np.float32(scale) + np.float32(offset)
        with np.errstate(invalid="ignore"):
            heights[~((heights > _PLAUSIBLE[0]) & (heights < _PLAUSIBLE[1]))] = np.nan
        return np.asarray(heights, np.float32)

    return read
