"""A layer as GeoJSON: outlines of what is covered, sites and rings, with legend, altitude and sources in each feature.

RFC 7946: WGS-84, longitude first, outer rings counter-clockwise, cut at the antimeridian.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from iamd.analysis.mapsheet import Layer, MapSheet
from iamd.export.classes import Drawn, areas_km2, check, drawn
from iamd.export.files import facts, heading
from iamd.export.globe import Polygon, box, circle, polygons
from iamd.export.outline import areas
from iamd.results import jsonfile

#: Places kept of a degree: about a metre, finer than any cell.
DIGITS = 5

Feature = dict[str, Any]


def write_geojson(sheet: MapSheet, layer: Layer, path: Path) -> None:
    """Write the outlines of a layer as ``.geojson``: one feature to each covered class, or to each step of a quantity.

    Raises:
        ResultsError: the file cannot be written.
        ValueError: the sheet lacks what must be stored with it.
    """
    check(sheet, layer)
    found = drawn(layer)
    shared = {name.lower(): words for name, words in facts(sheet)}
    features = [*area_features(sheet, layer, found), *place_features(sheet), *ring_features(sheet)]
    for feature in features:
        feature["properties"].update(shared)
    document = {
        "type": "FeatureCollection",
        "name": layer.name,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "layer": heading(layer),
        **shared,
        "features": features,
    }
    lines = json.dumps(document | {"features": []}, ensure_ascii=False, allow_nan=False, indent=1)
    body = ",\n".join(json.dumps(each, ensure_ascii=False, allow_nan=False) for each in features)
    jsonfile.write_text(path, lines.replace('"features": []', f'"features": [\n{body}\n]') + "\n")


def area_features(sheet: MapSheet, layer: Layer, found: Drawn) -> list[Feature]:
    """Outlines of the covered classes or of the steps of a quantity; lines that do not occur are left out."""
    square = areas_km2(sheet.grid, found)
    features = []
    for index in found.outlined:
        shapes = outlines(sheet, found, index)
        if not shapes:
            continue
        entry = found.entries[index]
        properties = {
            "kind": "area",
            "title": sheet.title,
            "layer": layer.title,
            "altitude": layer.altitude,
            "class": entry.label,
            "value": int(entry.value) if layer.kind == "classes" else float(entry.value),
            "unit": layer.unit,
            "area_km2": round(float(square[index]), 1),
            "cell_m": sheet.grid.cell_m,
            "fill": entry.colour,
            "fill-opacity": 0.5,
            "stroke": "#1c1f23",
        }
        features.append({"type": "Feature", "properties": properties, "geometry": geometry(shapes)})
    return features


def outlines(sheet: MapSheet, found: Drawn, index: int) -> list[Polygon]:
    """Polygons of one line of the legend on the earth."""
    return polygons(areas(found.lines == index, sheet.grid), sheet.grid)


def place_features(sheet: MapSheet) -> list[Feature]:
    """Sites and assets as points, and the boxes in which sites may lie."""
    features: list[Feature] = []
    for place in sheet.places:
        what = {
            "name": place.name,
            "kind": place.kind,
            "title": sheet.title,
            "site_box_deg": 2 * place.half_box_deg,
        }
        spot = [round(_turn(place.longitude), DIGITS), round(place.latitude, DIGITS)]
        features.append(
            {"type": "Feature", "properties": what, "geometry": {"type": "Point", "coordinates": spot}}
        )
        if place.half_box_deg > 0:
            shape = geometry(box(place.latitude, place.longitude, place.half_box_deg))
            features.append(
                {"type": "Feature", "properties": {**what, "kind": "site box"}, "geometry": shape}
            )
    return features


def ring_features(sheet: MapSheet) -> list[Feature]:
    """Rings as polygons, each with the altitude for which it holds."""
    return [
        {
            "type": "Feature",
            "properties": {
                "name": ring.name,
                "kind": "ring",
                "title": sheet.title,
                "altitude": ring.altitude,
                "radius_km": round(ring.radius_m / 1000.0, 3),
            },
            "geometry": geometry(circle(ring.latitude, ring.longitude, ring.radius_m)),
        }
        for ring in sheet.rings
    ]


def geometry(shapes: list[Polygon]) -> dict[str, Any]:
    """Polygons as one GeoJSON geometry."""
    rings = [[_coordinates(ring) for ring in shape] for shape in shapes]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def _coordinates(ring: Any) -> list[list[float]]:
    """A ring to :data:`DIGITS` places, without points that fall together, closed."""
    rounded = np.round(np.asarray(ring), DIGITS) + 0.0  # no negative zero
    kept = np.concatenate([[True], (np.diff(rounded, axis=0) != 0.0).any(axis=1)])
    points: list[list[float]] = rounded[kept].tolist()
    return points if points[0] == points[-1] else [*points, points[0]]


def _turn(longitude: float) -> float:
    return (longitude + 180.0) % 360.0 - 180.0
