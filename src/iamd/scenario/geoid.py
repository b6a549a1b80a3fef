"""Height of the geoid (mean sea level) over the WGS-84 ellipsoid: EGM96.

The shipped grid, ``data/egm96-15.xz``, is the 15-minute grid of the U.S. National Imagery and Mapping Agency (public
domain) as PROJ distributes it, ``egm96_15.gtx``, rounded to 2 cm: ``numpy.diff`` of the whole steps along both axes,
first the columns, as little-endian 16-bit integers, compressed with LZMA. Rows run from 90 south to 90 north, columns
from 180 west.

Between grid points heights are bilinear, which is off by some centimetres, and by up to a metre where the geoid is
roughest. EGM2008, to which the Copernicus elevation model refers, differs from EGM96 on land by 0.4 m in the median
and by less than 2.4 m at 95 % of places (grid of ITU-R P.1511-2).

Source: F. G. Lemoine et al., *The Development of the Joint NASA GSFC and NIMA Geopotential Model EGM96*, NASA
TP-1998-206861 (1998).
"""

from __future__ import annotations

import functools
import lzma
from importlib import resources

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ROWS, _COLUMNS = 721, 1440
#: Grid points in a degree, and size of a stored step [m].
_PER_DEGREE, _STEP = 4.0, 0.02


@functools.cache
def _grid() -> NDArray[np.float32]:
    """Undulation at the grid points [m], with the first column once more after the last."""
    packed = (resources.files("iamd.scenario") / "data" / "egm96-15.xz").read_bytes()
    steps = np.frombuffer(lzma.decompress(packed), "<i2").reshape(_ROWS, _COLUMNS)
    whole = np.cumsum(np.cumsum(steps, axis=0, dtype=np.int32), axis=1, dtype=np.int32)
    grid = (_STEP * np.hstack([whole, whole[:, :1]])).astype(np.float32)
    grid.flags.writeable = False
    return grid


def undulation(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.float64]:
    """Height of the EGM96 geoid over the WGS-84 ellipsoid [m].

    Args:
        latitude: degrees, -90 to 90.
        longitude: degrees, any.

    Returns:
        Array of the common shape. Height above the ellipsoid = height above sea level + undulation.
    """
    row = (np.asarray(latitude, float) + 90.0) * _PER_DEGREE
    column = np.mod((np.asarray(longitude, float) + 180.0) * _PER_DEGREE, _COLUMNS)
    r = np.clip(row.astype(int), 0, _ROWS - 2)
    c = np.clip(column.astype(int), 0, _COLUMNS - 1)
    y, x = row - r, column - c
    grid = _grid()
    south = grid[r, c] * (1.0 - x) + grid[r, c + 1] * x
    north = grid[r + 1, c] * (1.0 - x) + grid[r + 1, c + 1] * x
    return np.asarray(south * (1.0 - y) + north * y, float)
