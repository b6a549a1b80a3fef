"""EGM96: the test output of the agency that made it, and the grid that PROJ distributes."""

import struct
from pathlib import Path

import numpy as np
import pytest

from iamd.scenario.geoid import undulation

# NIMA, program F477 for EGM96, its input and output for testing (INPUT.DAT, OUTF477.DAT); latitude, longitude, metres
F477 = [
    (38.6281550, 269.7791550, -31.628),
    (-14.6212170, 305.0211140, -2.969),
    (46.8743190, 102.4487290, -43.575),
    (-23.6174460, 133.8747120, 15.871),
    (38.6254730, 359.9995000, 50.066),
    (-0.4667440, 0.0023000, 17.329),
]
GRID = Path("/usr/share/proj/egm96_15.gtx")


@pytest.mark.parametrize(("latitude", "longitude", "expected"), F477)
def test_f477_output(latitude: float, longitude: float, expected: float) -> None:
    # The program sums the harmonics; a grid of a quarter of a degree, bilinear between, is centimetres off.
    assert float(undulation(latitude, longitude)) == pytest.approx(expected, abs=0.08)


def test_extremes() -> None:
    """The lowest geoid is south of India, the highest over New Guinea (Lemoine et al. 1998)."""
    latitude, longitude = np.meshgrid(
        np.arange(-90.0, 90.1, 0.25), np.arange(-180.0, 180.0, 0.25), indexing="ij"
    )
    held = undulation(latitude, longitude)
    low, high = np.unravel_index(held.argmin(), held.shape), np.unravel_index(held.argmax(), held.shape)
    assert held[low] == pytest.approx(-107.0, abs=0.1)  # printed to a metre, maps differ by the spacing
    assert held[high] == pytest.approx(85.4, abs=0.1)
    assert (latitude[low], longitude[low]) == pytest.approx((4.75, 78.75), abs=1.0)
    assert (latitude[high], longitude[high]) == pytest.approx((-8.25, 147.25), abs=1.0)


def test_all_longitudes_and_both_poles() -> None:
    assert undulation(45.0, -180.0) == undulation(45.0, 180.0) == undulation(45.0, 540.0)
    assert float(undulation(45.0, 179.9999)) == pytest.approx(float(undulation(45.0, -179.9999)), abs=1e-3)
    for pole, expected in ((90.0, 13.606), (-90.0, -29.534)):  # single values of the grid
        np.testing.assert_allclose(undulation(pole, np.array([-180.0, 0.0, 77.7])), expected, atol=0.011)
    assert undulation(np.zeros((2, 3)), 10.0).shape == (2, 3)


@pytest.mark.skipif(not GRID.exists(), reason="needs the grids of PROJ (Debian package proj-data)")
def test_the_shipped_grid_is_that_of_proj() -> None:
    content = GRID.read_bytes()
    south, west, down, across = struct.unpack(">4d", content[:32])
    rows, columns = struct.unpack(">2i", content[32:40])
    held = np.frombuffer(content[40:], ">f4").reshape(rows, columns)
    latitude, longitude = south + down * np.arange(rows), west + across * np.arange(columns)
    found = undulation(latitude[:, None], longitude[None, :])
    assert np.abs(found - held).max() < 0.0101  # half a stored step
