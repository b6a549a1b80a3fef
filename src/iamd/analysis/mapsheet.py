"""What a survey draws: rasters, lines and places on one grid, with everything that a reader needs printed on them.

A survey (coverage now; envelopes and footprints later) makes a :class:`MapSheet`; the writers of ``export`` and the
page of ``report`` read nothing else. A raster without its altitude, legend, assumptions and source line cannot be
made, so a ring or a patch of colour is never shown without them.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Array = Any


class MapGrid(NamedTuple):
    """A square grid, azimuthal-equidistant about its centre on WGS-84: straight lines through the centre are geodesics.

    Attributes:
        latitude, longitude: of the centre of the middle cell [deg].
        cell_m: side of a cell [m].
        size: cells along each side, odd; row 0 is north, column 0 west.
    """

    latitude: float
    longitude: float
    cell_m: float
    size: int

    @property
    def half_width_m(self) -> float:
        """From the centre to the outer edge of the grid [m]."""
        return 0.5 * self.size * self.cell_m

    @property
    def proj4(self) -> str:
        """The projection as PROJ writes it."""
        return (
            f"+proj=aeqd +lat_0={self.latitude!r} +lon_0={self.longitude!r} +x_0=0 +y_0=0"
            " +datum=WGS84 +units=m +no_defs"
        )


class LegendEntry(NamedTuple):
    """One line of a legend.

    Attributes:
        value: code of the class, or the lower bound of a colour step of a continuous raster.
        label: in plain words.
        colour: as ``#rrggbb``; readable for colour-blind readers and in print.
    """

    value: float
    label: str
    colour: str


class Layer(NamedTuple):
    """One raster of a sheet.

    Attributes:
        name: stem of its files, letters, digits and hyphens.
        title: what is shown, in plain words.
        altitude: the altitude that it holds for ("300 m above ground"), or "lowest visible altitude"; never empty.
        values: [size, size]; uint8 codes for classes, float32 for a continuous raster (NaN where there is none).
        kind: ``classes`` or ``continuous``.
        unit: of a continuous raster ("m above sea", "share of sites"); empty for classes.
        legend: every code that occurs, or the colour steps in ascending order.
        covered: codes that count as covered (outlined as polygons in GeoJSON and KML); empty for continuous rasters.
        outside: code of cells that are not part of the answer, drawn transparent; NaN cells of continuous ones are.
    """

    name: str
    title: str
    altitude: str
    values: Array
    kind: Literal["classes", "continuous"]
    unit: str
    legend: tuple[LegendEntry, ...]
    covered: tuple[int, ...] = ()
    outside: int | None = None


class PlaceMark(NamedTuple):
    """A point of the sheet: a unit, an asset or the middle of a box of sites.

    Attributes:
        half_box_deg: half the side of the box in which the site may lie [deg]; 0 if the place is exact.
    """

    name: str
    kind: Literal["unit", "asset"]
    latitude: float
    longitude: float
    half_box_deg: float = 0.0


class Ring(NamedTuple):
    """A geodesic circle about a place; never drawn without the altitude for which it holds."""

    name: str
    latitude: float
    longitude: float
    radius_m: float
    altitude: str


class MapSheet(NamedTuple):
    """A set of layers on one grid, with what a reader must know.

    Attributes:
        title: headline.
        subtitle: which sensors and target class.
        terrain: ``smooth earth`` or the name and resolution of the elevation model.
        assumptions: one sentence each; printed on every product.
        sources: one line each, as "author, title, year, address".
        notice: the standing line on scope and kind of laydown ("fictional laydown", "sites to 0.1 degrees ...").
    """

    title: str
    subtitle: str
    grid: MapGrid
    layers: tuple[Layer, ...]
    places: tuple[PlaceMark, ...]
    rings: tuple[Ring, ...]
    terrain: str
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]
    notice: str


class Curve(NamedTuple):
    """One line of a chart, with its interval if there is one.

    Attributes:
        x, y: arrays of one length.
        low, high: 5 and 95 % points of y, or None.
    """

    label: str
    x: Array
    y: Array
    low: Array | None = None
    high: Array | None = None


class LineChart(NamedTuple):
    """A chart of curves: area against altitude, a vertical coverage diagram.

    Attributes:
        name: stem of its files.
        note: one line under the chart (what is assumed, which interval is drawn).
        logarithmic: axes drawn logarithmically: "", "x", "y" or "xy".
    """

    name: str
    title: str
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    note: str
    logarithmic: str = ""
