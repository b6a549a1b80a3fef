"""All files of a sheet in one go, with the entry that the survey's document keeps of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from iamd.analysis.mapsheet import Layer, LineChart, MapSheet
from iamd.analysis.surveyfile import ChartEntry, LayerEntry, SheetEntry
from iamd.errors import InputError
from iamd.export import geotiff
from iamd.export.chart import write_chart
from iamd.export.classes import areas_km2, drawn
from iamd.export.geojson import write_geojson
from iamd.export.kml import write_kml, write_kmz
from iamd.export.picture import write_picture

#: Endings that a sheet is written in if nothing else is said.
FORMATS = ("png", "svg", "tif", "geojson", "kmz")
ALL_FORMATS = (*FORMATS, "kml")


def write_sheet(sheet: MapSheet, folder: Path, name: str, *, formats: Iterable[str] = FORMATS) -> SheetEntry:
    """Write a sheet: ``LAYER.png``, ``.svg``, ``.tif`` and ``.geojson`` to each layer, ``NAME.kmz`` for all.

    Args:
        sheet: what to write.
        folder: made if it is not there.
        name: stem of the files of the whole sheet.
        formats: endings wanted. GeoTIFF is left out, and the entry says so, where rasterio is not installed.

    Returns:
        The entry for ``sheets`` of a :class:`iamd.analysis.surveyfile.SurveyDocument`; add ``words`` to its layers.

    Raises:
        InputError: an unknown format.
        ResultsError: a file cannot be written.
        ValueError: the sheet lacks what must be printed on it.
    """
    wanted = list(dict.fromkeys(formats))
    unknown = [each for each in wanted if each not in ALL_FORMATS]
    if unknown:
        raise InputError("a map cannot be written in this format", given=unknown[0], allowed=ALL_FORMATS)
    entry: SheetEntry = {
        "name": name,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "terrain": sheet.terrain,
        "notice": sheet.notice,
        "layers": [],
        "files": {},
    }
    if len({layer.name for layer in sheet.layers}) < len(sheet.layers):
        raise ValueError("two layers of the sheet have one name, and so their files would")
    if "tif" in wanted and not geotiff.available():
        wanted.remove("tif")
        entry["left_out"] = [f"No GeoTIFF: {geotiff.NO_RASTERIO}."]
    entry["layers"] = [_write_layer(sheet, layer, folder, wanted) for layer in sheet.layers]
    for ending, writer in (("kmz", write_kmz), ("kml", write_kml)):
        if ending in wanted:
            entry["files"][ending] = f"{name}.{ending}"
            writer(sheet, folder / f"{name}.{ending}")
    return entry


def _write_layer(sheet: MapSheet, layer: Layer, folder: Path, wanted: list[str]) -> LayerEntry:
    writers = {
        "png": write_picture,
        "svg": write_picture,
        "tif": geotiff.write_geotiff,
        "geojson": write_geojson,
    }
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for ending, writer in writers.items():
        if ending in wanted:
            files[ending] = f"{layer.name}.{ending}"
            writer(sheet, layer, folder / files[ending])
    found = drawn(layer)
    areas = areas_km2(sheet.grid, found)
    return {
        "name": layer.name,
        "title": layer.title,
        "altitude": layer.altitude,
        "kind": layer.kind,
        "unit": layer.unit,
        "legend": [
            {"label": line.label, "colour": line.colour, "area_km2": round(float(area), 1)}
            for line, area in zip(found.entries, areas, strict=True)
        ],
        "files": files,
    }


def write_charts(
    charts: Sequence[LineChart], folder: Path, *, formats: Iterable[str] = ("png", "svg")
) -> list[ChartEntry]:
    """Write charts as ``CHART.png`` and ``.svg``; return the entries for ``charts`` of a survey's document.

    Raises:
        ResultsError: a file cannot be written.
        ValueError: a chart has no curve.
    """
    folder.mkdir(parents=True, exist_ok=True)
    entries: list[ChartEntry] = []
    for chart in charts:
        files = {ending: f"{chart.name}.{ending}" for ending in formats if ending in ("png", "svg")}
        for file in files.values():
            write_chart(chart, folder / file)
        entries.append({"name": chart.name, "title": chart.title, "note": chart.note, "files": files})
    return entries
