"""A sheet for Google Earth: KMZ with pictures laid on the ground and legends, or plain KML with outlines only.

OGC 07-147r2 (KML 2.2): the order of elements is part of the standard. Layers are alternatives: one altitude is shown at
a time, with its own legend. Outlines and pictures lie on the ground: a height above it would be read as a volume.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as Xml

from iamd.analysis.mapsheet import Layer, MapSheet, PlaceMark
from iamd.export.classes import Drawn, areas_km2, check, drawn
from iamd.export.files import BORDERS, distance, facts, heading, square_kilometres, write_bytes
from iamd.export.geojson import outlines
from iamd.export.globe import Polygon, box, circle
from iamd.export.overlay import Overlay, overlays
from iamd.results import jsonfile

NAMESPACE = "http://www.opengis.net/kml/2.2"
#: The same time on every file of a KMZ, so that the same sheet gives the same bytes.
_TIME = (2000, 1, 1, 0, 0, 0)


class _Ready(NamedTuple):
    """A layer with what is drawn of it; plain KML has no pictures."""

    layer: Layer
    found: Drawn
    pictures: list[Overlay]

    def file(self, part: int) -> str:
        """Name of a picture inside the KMZ."""
        return f"files/{self.layer.name}{'' if len(self.pictures) == 1 else f'-{part + 1}'}.png"

    @property
    def legend(self) -> str:
        """Name of the legend inside the KMZ."""
        return f"files/{self.layer.name}-legend.png"


def write_kmz(sheet: MapSheet, path: Path, layers: Sequence[Layer] | None = None) -> None:
    """Write a sheet as ``.kmz``: a picture on the ground, a legend and outlines for each layer; sites and rings.

    Args:
        sheet: what to write.
        path: ends in ``.kmz``.
        layers: those to take; all by default. The first is shown when the file is opened.

    Raises:
        ResultsError: the file cannot be written.
        ValueError: the sheet lacks what must be stored with it.
    """
    from iamd.export.legend import legend_png

    ready = [
        _Ready(layer, found, overlays(sheet.grid, found, heading(layer)))
        for layer, found in _checked(sheet, layers)
    ]
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "doc.kml", document(sheet, ready).encode("utf-8"))
        for each in ready:
            for part, picture in enumerate(each.pictures):
                _add(archive, each.file(part), picture.png)
            _add(archive, each.legend, legend_png(sheet, each.layer, each.found))
    write_bytes(path, stream.getvalue())


def write_kml(sheet: MapSheet, path: Path, layers: Sequence[Layer] | None = None) -> None:
    """Write a sheet as ``.kml``: outlines, sites and rings, without pictures. Arguments as :func:`write_kmz`."""
    ready = [_Ready(layer, found, []) for layer, found in _checked(sheet, layers)]
    jsonfile.write_text(path, document(sheet, ready))


def _checked(sheet: MapSheet, layers: Sequence[Layer] | None) -> list[tuple[Layer, Drawn]]:
    chosen = sheet.layers if layers is None else layers
    for layer in chosen:
        check(sheet, layer)
    return [(layer, drawn(layer)) for layer in chosen]


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


# --- the document -------------------------------------------------------------------------------------------------


def document(sheet: MapSheet, ready: Sequence[_Ready]) -> str:
    """The KML text of a sheet."""
    root = Xml.Element("kml", xmlns=NAMESPACE)
    body = Xml.SubElement(root, "Document")
    _text(body, "name", sheet.title)
    _text(body, "open", 1)
    Xml.SubElement(body, "Snippet", maxLines="2").text = sheet.subtitle
    _text(body, "description", _about(sheet))
    _look_at(body, sheet)
    _styles(body, ready)
    alternatives = _folder(body, "Layers: choose one", opened=True)
    _radio(alternatives)
    for number, each in enumerate(ready):
        _layer(alternatives, sheet, each, shown=number == 0)
    sites = _folder(body, "Sites")
    for place in sheet.places:
        _place(sites, sheet, place)
    if sheet.rings:
        rings = _folder(body, "Rings")
        for ring in sheet.rings:
            mark = _placemark(
                rings,
                f"{ring.name}: {distance(ring.radius_m)}, {ring.altitude}",
                f"<p>Holds for: {escape(ring.altitude)}.</p>{_notes(sheet)}",
                "#ring",
            )
            _geometry(mark, circle(ring.latitude, ring.longitude, ring.radius_m))
    Xml.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _text(parent: Xml.Element, name: str, value: object) -> None:
    Xml.SubElement(parent, name).text = str(value)


def _folder(parent: Xml.Element, name: str, *, opened: bool = False, shown: bool = True) -> Xml.Element:
    folder = Xml.SubElement(parent, "Folder")
    _text(folder, "name", name)
    _text(folder, "visibility", int(shown))
    _text(folder, "open", int(opened))
    return folder


def _radio(folder: Xml.Element) -> None:
    """Only one of the folder's entries at a time."""
    style = Xml.SubElement(folder, "Style")
    _text(Xml.SubElement(style, "ListStyle"), "listItemType", "radioFolder")


def _placemark(parent: Xml.Element, name: str, words: str, style: str, *, shown: bool = True) -> Xml.Element:
    mark = Xml.SubElement(parent, "Placemark")
    _text(mark, "name", name)
    _text(mark, "visibility", int(shown))
    _text(mark, "description", words)
    _text(mark, "styleUrl", style)
    return mark


def _look_at(body: Xml.Element, sheet: MapSheet) -> None:
    """The whole grid seen from above."""
    view = Xml.SubElement(body, "LookAt")
    _text(view, "longitude", f"{sheet.grid.longitude:.5f}")
    _text(view, "latitude", f"{sheet.grid.latitude:.5f}")
    _text(view, "altitude", 0)
    _text(view, "heading", 0)
    _text(view, "tilt", 0)
    _text(view, "range", f"{4.0 * sheet.grid.half_width_m:.0f}")
    _text(view, "altitudeMode", "clampToGround")


# --- words --------------------------------------------------------------------------------------------------------


def _about(sheet: MapSheet) -> str:
    return f"<p>{escape(sheet.subtitle)}</p>{_notes(sheet)}<p>{escape(BORDERS)}</p>"


def _notes(sheet: MapSheet) -> str:
    """What is stored with every feature: terrain, assumptions, sources, notice."""
    return "".join(f"<p><b>{escape(name)}:</b> {escape(words)}</p>" for name, words in facts(sheet))


def _legend_words(sheet: MapSheet, each: _Ready) -> str:
    """The legend as a list, so that it is there in plain KML as well."""
    square = areas_km2(sheet.grid, each.found)
    rows = []
    for index, entry in enumerate(each.found.entries):
        area = f": {square_kilometres(square[index])}" if index in each.found.outlined else ""
        sign = f'<span style="color:{entry.colour}">&#9632;</span>'
        rows.append(f"<li>{sign} {escape(entry.label)}{escape(area)}</li>")
    unit = f" [{escape(each.layer.unit)}]" if each.layer.unit else ""
    return f"<p><b>{escape(heading(each.layer))}</b>{unit}</p><ul>{''.join(rows)}</ul>"


# --- parts --------------------------------------------------------------------------------------------------------


def _layer(parent: Xml.Element, sheet: MapSheet, each: _Ready, *, shown: bool) -> None:
    layer = each.layer
    folder = _folder(parent, heading(layer), shown=shown)
    _text(folder, "description", _legend_words(sheet, each) + _notes(sheet))
    for part, picture in enumerate(each.pictures):
        ground = Xml.SubElement(folder, "GroundOverlay")
        _text(ground, "name", f"Map: {heading(layer)}")
        _text(ground, "visibility", int(shown))
        _text(ground, "color", "b4ffffff")
        _text(Xml.SubElement(ground, "Icon"), "href", each.file(part))
        corners = Xml.SubElement(ground, "LatLonBox")
        for side in ("north", "south", "east", "west"):
            _text(corners, side, f"{getattr(picture, side):.6f}")
    if each.pictures:
        _screen(folder, each.legend, shown=shown)
    square = areas_km2(sheet.grid, each.found)
    for index in each.found.outlined:
        shapes = outlines(sheet, each.found, index)
        if shapes:
            entry = each.found.entries[index]
            words = (
                f"<p><b>{escape(heading(layer))}</b>: {square_kilometres(square[index])}.</p>{_notes(sheet)}"
            )
            mark = _placemark(folder, entry.label, words, f"#{_style_id(layer, index)}", shown=shown)
            _geometry(mark, shapes)


def _screen(folder: Xml.Element, name: str, *, shown: bool) -> None:
    """The legend at the lower left of the window."""
    screen = Xml.SubElement(folder, "ScreenOverlay")
    _text(screen, "name", "Legend")
    _text(screen, "visibility", int(shown))
    _text(Xml.SubElement(screen, "Icon"), "href", name)
    for part, y in (("overlayXY", "0"), ("screenXY", "40")):
        Xml.SubElement(screen, part, x="0" if y == "0" else "12", y=y, xunits="pixels", yunits="pixels")
    Xml.SubElement(screen, "size", x="0", y="0", xunits="pixels", yunits="pixels")


def _place(parent: Xml.Element, sheet: MapSheet, place: PlaceMark) -> None:
    words = _notes(sheet)
    if place.half_box_deg > 0:
        words = f"<p>The site lies somewhere in a box of {2 * place.half_box_deg:g} degrees.</p>{words}"
    mark = _placemark(parent, place.name, words, f"#{place.kind}")
    point = Xml.SubElement(mark, "Point")
    _text(point, "altitudeMode", "clampToGround")
    _text(point, "coordinates", f"{(place.longitude + 180.0) % 360.0 - 180.0:.5f},{place.latitude:.5f},0")
    if place.half_box_deg > 0:
        square = _placemark(parent, f"{place.name}: box of the site", words, "#box")
        _geometry(square, box(place.latitude, place.longitude, place.half_box_deg))


def _geometry(mark: Xml.Element, shapes: list[Polygon]) -> None:
    parent = mark if len(shapes) == 1 else Xml.SubElement(mark, "MultiGeometry")
    for shape in shapes:
        polygon = Xml.SubElement(parent, "Polygon")
        _text(polygon, "tessellate", 1)
        _text(polygon, "altitudeMode", "clampToGround")
        for number, ring in enumerate(shape):
            side = Xml.SubElement(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
            line = Xml.SubElement(side, "LinearRing")
            _text(line, "coordinates", " ".join(f"{x:.5f},{y:.5f},0" for x, y in ring.tolist()))


# --- styles -------------------------------------------------------------------------------------------------------


def _style_id(layer: Layer, index: int) -> str:
    return f"{layer.name}-{index}"


def _colour(colour: str, alpha: str) -> str:
    """KML writes alpha, blue, green, red."""
    return f"{alpha}{colour[5:7]}{colour[3:5]}{colour[1:3]}"


def _styles(body: Xml.Element, ready: Sequence[_Ready]) -> None:
    for name, colour, scale in (("unit", "#1c1f23", 0.9), ("asset", "#f0a500", 0.9)):
        style = Xml.SubElement(body, "Style", id=name)
        icon = Xml.SubElement(style, "IconStyle")
        _text(icon, "color", _colour(colour, "ff"))
        _text(icon, "scale", scale)
        _text(Xml.SubElement(style, "LabelStyle"), "scale", scale)
    _line_style(body, "box", "#1c1f23", "#1c1f23", wide=1.5, fill=False)
    _line_style(body, "ring", "#1c1f23", "#1c1f23", wide=2.0, fill=False)
    for each in ready:
        for index in each.found.outlined:
            # Where a picture lies on the ground already, the outline alone says more.
            colour = each.found.entries[index].colour
            _line_style(
                body, _style_id(each.layer, index), "#1c1f23", colour, wide=1.2, fill=not each.pictures
            )


def _line_style(body: Xml.Element, name: str, line: str, area: str, *, wide: float, fill: bool) -> None:
    style: Any = Xml.SubElement(body, "Style", id=name)
    edge = Xml.SubElement(style, "LineStyle")
    _text(edge, "color", _colour(line, "ff"))
    _text(edge, "width", wide)
    inside = Xml.SubElement(style, "PolyStyle")
    _text(inside, "color", _colour(area, "80"))
    _text(inside, "fill", int(fill))
    _text(inside, "outline", 1)
