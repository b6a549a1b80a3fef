"""A layer as a Cloud-Optimised GeoTIFF in the sheet's own projection, with all that a reader must know inside.

Beside ``NAME.tif`` stand two small files that other programs look for: ``NAME.tif.aux.xml`` (GDAL: names of the classes
as a table) and ``NAME.qml`` (QGIS: colours and legend). The picture of the values is complete without them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import numpy as np

from iamd.analysis.mapsheet import Layer, MapSheet
from iamd.errors import InputError
from iamd.export.classes import check, drawn, rgb
from iamd.export.files import facts, heading, write_bytes
from iamd.results import jsonfile

NO_RASTERIO = (
    "writing a GeoTIFF needs the package rasterio, which is not installed;"
    " install it with: pip install 'iamd[geo]'"
)
#: Side of a tile; small, so that the usual grid of some hundred cells has overviews.
_TILE = 128


def available() -> bool:
    """Whether rasterio is installed."""
    from importlib.util import find_spec

    return find_spec("rasterio") is not None


def write_geotiff(sheet: MapSheet, layer: Layer, path: Path) -> None:
    """Write a layer as ``NAME.tif`` with ``NAME.tif.aux.xml`` and ``NAME.qml``.

    Args:
        sheet: gives the grid and what is stored beside the values.
        layer: classes become bytes with a colour table, a quantity 32-bit floats with NaN where there is none.
        path: ends in ``.tif``.

    Raises:
        InputError: rasterio is not installed.
        ResultsError: the file cannot be written.
        ValueError: the sheet lacks what must be stored with it.
    """
    check(sheet, layer)
    found = drawn(layer)
    write_bytes(path, _tiff(sheet, layer))
    entries = found.entries if found.blank is None else (found.blank, *found.entries)
    if layer.kind == "classes":
        jsonfile.write_text(path.with_name(path.name + ".aux.xml"), _class_table(layer))
    jsonfile.write_text(path.with_suffix(".qml"), _qgis_style(layer, entries))


def tags(sheet: MapSheet, layer: Layer) -> dict[str, str]:
    """What is stored in the file, by name."""
    legend = "; ".join(f"{entry.value:g} = {entry.label}" for entry in layer.legend)
    meaning = "code of the cell" if layer.kind == "classes" else "from this value on"
    return {
        "TITLE": sheet.title,
        "SUBTITLE": sheet.subtitle,
        "LAYER": layer.title,
        "ALTITUDE": layer.altitude,
        "UNIT": layer.unit or "class",
        "LEGEND": f"{legend} ({meaning})",
        **{name.upper(): words for name, words in facts(sheet)},
        "TIFFTAG_IMAGEDESCRIPTION": f"{sheet.title}. {heading(layer)}. {sheet.notice}",
        "TIFFTAG_SOFTWARE": "iamd",
    }


def _tiff(sheet: MapSheet, layer: Layer) -> bytes:
    try:
        import rasterio
        from rasterio.io import MemoryFile
        from rasterio.transform import Affine
    except ImportError as error:
        raise InputError(NO_RASTERIO) from error
    grid = sheet.grid
    classes = layer.kind == "classes"
    settings: dict[str, Any] = {
        "driver": "COG",
        "width": grid.size,
        "height": grid.size,
        "count": 1,
        "dtype": "uint8" if classes else "float32",
        "nodata": _no_data(layer),
        "crs": rasterio.crs.CRS.from_proj4(grid.proj4),
        "transform": Affine(grid.cell_m, 0.0, -grid.half_width_m, 0.0, -grid.cell_m, grid.half_width_m),
        "compress": "DEFLATE",
        "blocksize": _TILE,
        "overviews": "AUTO",
        # Classes must not be mixed; of a quantity, a value that occurs says more than a mean across an edge.
        "overview_resampling": "MODE" if classes else "NEAREST",
        "num_threads": 1,
    }
    with rasterio.Env(GDAL_PAM_ENABLED="NO"), MemoryFile() as memory:
        with memory.open(**settings) as raster:
            raster.write(np.asarray(layer.values, dtype=settings["dtype"]), 1)
            raster.update_tags(**tags(sheet, layer))
            raster.set_band_description(1, heading(layer))
            if layer.unit:
                raster.units = (layer.unit,)
            if classes:
                raster.write_colormap(1, _colour_table(layer))
        return bytes(memory.read())


def _no_data(layer: Layer) -> float:
    """The code outside the answer; for classes without one, a code that no class has."""
    if layer.kind == "continuous":
        return float("nan")
    return float(255 if layer.outside is None else layer.outside)


def _colour_table(layer: Layer) -> dict[int, tuple[int, int, int, int]]:
    table = dict.fromkeys(range(256), (0, 0, 0, 0))
    for entry in layer.legend:
        table[int(entry.value)] = (*rgb(entry.colour), 0 if entry.value == layer.outside else 255)
    return table


def _text(parent: Xml.Element, name: str, words: object, **attributes: str) -> None:
    Xml.SubElement(parent, name, attributes).text = str(words)


def _class_table(layer: Layer) -> str:
    """GDAL's side file: names of the codes, and a table of code, name and colour."""
    root = Xml.Element("PAMDataset")
    band = Xml.SubElement(root, "PAMRasterBand", band="1")
    names = {int(entry.value): entry.label for entry in layer.legend}
    listed = Xml.SubElement(band, "CategoryNames")
    for code in range(max(names) + 1):
        _text(listed, "Category", names.get(code, ""))
    table = Xml.SubElement(band, "GDALRasterAttributeTable", tableType="thematic")
    # Kinds and uses by GDAL's numbers: 0 integer, 2 text; 5 minimum and maximum, 2 name, 6 to 9 red to alpha.
    for index, (name, kind, use) in enumerate(
        (("Value", 0, 5), ("Class", 2, 2), ("Red", 0, 6), ("Green", 0, 7), ("Blue", 0, 8), ("Alpha", 0, 9))
    ):
        column = Xml.SubElement(table, "FieldDefn", index=str(index))
        for key, value in (("Name", name), ("Type", kind), ("Usage", use)):
            _text(column, key, value)
    for index, entry in enumerate(layer.legend):
        row = Xml.SubElement(table, "Row", index=str(index))
        alpha = 0 if entry.value == layer.outside else 255
        for value in (int(entry.value), entry.label, *rgb(entry.colour), alpha):
            _text(row, "F", value)
    return _xml(root)


def _qgis_style(layer: Layer, entries: tuple[Any, ...]) -> str:
    """QGIS's side file: one colour and one label to each line of the legend."""
    root = Xml.Element("qgis", version="3.22.0", styleCategories="Symbology")
    pipe = Xml.SubElement(root, "pipe")
    if layer.kind == "classes":
        painter = Xml.SubElement(
            pipe, "rasterrenderer", type="paletted", band="1", opacity="0.8", alphaBand="-1", nodataColor=""
        )
        palette = Xml.SubElement(painter, "colorPalette")
        for entry in entries:
            alpha = "0" if entry.value == layer.outside else "255"
            Xml.SubElement(
                palette,
                "paletteEntry",
                value=f"{entry.value:g}",
                color=entry.colour,
                alpha=alpha,
                label=entry.label,
            )
    else:
        painter = Xml.SubElement(
            pipe, "rasterrenderer", type="singlebandpseudocolor", band="1", opacity="0.8", alphaBand="-1",
            nodataColor="", classificationMin=f"{entries[0].value:g}", classificationMax=f"{entries[-1].value:g}",
        )  # fmt: skip
        shader = Xml.SubElement(Xml.SubElement(painter, "rastershader"), "colorrampshader")
        shader.attrib.update(colorRampType="DISCRETE", classificationMode="1", clip="0")
        # A discrete ramp of QGIS holds upper ends, a legend here holds lower ones.
        uppers = [f"{entry.value:.12g}" for entry in entries[1:]] + ["inf"]
        for entry, upper in zip(entries, uppers, strict=True):
            Xml.SubElement(shader, "item", value=upper, color=entry.colour, alpha="255", label=entry.label)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + _xml(root)


def _xml(root: Xml.Element) -> str:
    Xml.indent(root, " ")
    return Xml.tostring(root, encoding="unicode") + "\n"
