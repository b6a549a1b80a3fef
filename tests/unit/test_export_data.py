"""GeoTIFF, GeoJSON, KML and KMZ: open elsewhere, say what they are, put every cell where it belongs."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from tests.unit.sheet_factory import CLASSES, realistic_sheet, small_sheet

from iamd.analysis.mapsheet import Layer, LegendEntry, MapSheet
from iamd.errors import InputError, ResultsError
from iamd.export import geotiff, write_geojson, write_geotiff, write_kml, write_kmz
from iamd.export.classes import NONE, drawn
from iamd.export.globe import contains
from iamd.export.outline import ring_area
from iamd.export.overlay import overlays, resample
from iamd.export.projection import bounds, cell_areas_km2, to_degrees

KML = "{http://www.opengis.net/kml/2.2}"


def continuous_sheet(**place: Any) -> MapSheet:
    sheet = small_sheet(**place)
    size = sheet.grid.size
    values = np.tile(np.linspace(0.0, 500.0, size, dtype=np.float32), (size, 1))
    values[0, 0] = np.nan
    legend = (LegendEntry(0, "below 100 m", "#08306b"), LegendEntry(100, "100 to 400 m", "#5fa2c8"),
              LegendEntry(400, "400 m and above", "#dbe5ea"))  # fmt: skip
    layer = Layer(
        "lowest",
        "Lowest visible altitude",
        "lowest visible altitude",
        values,
        "continuous",
        "m above sea",
        legend,
    )
    return sheet._replace(layers=(layer,))


def gdal(tool: str, path: Path, *options: str) -> str:
    return subprocess.run([tool, *options, str(path)], capture_output=True, text=True, check=True).stdout


# --- classes --------------------------------------------------------------------------------------------------------


def test_a_code_without_a_line_of_the_legend_is_refused() -> None:
    layer = small_sheet().layers[0]
    with pytest.raises(ValueError, match=r"no line for \[2\]"):
        drawn(layer._replace(legend=CLASSES[:2]))


@pytest.mark.parametrize("change", [{"altitude": " "}, {"legend": ()}])
def test_a_layer_without_altitude_or_legend_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"altitude|legend"):
        drawn(small_sheet().layers[0]._replace(**change))


@pytest.mark.parametrize("change", [{"assumptions": ()}, {"sources": ()}, {"notice": ""}, {"terrain": ""}])
def test_a_sheet_that_explains_nothing_is_refused(change: dict[str, Any], tmp_path: Path) -> None:
    sheet = small_sheet()._replace(**change)
    with pytest.raises(ValueError, match="no "):
        write_geojson(sheet, sheet.layers[0], tmp_path / "a.geojson")
    assert not list(tmp_path.iterdir())


def test_a_ring_without_altitude_is_refused(tmp_path: Path) -> None:
    sheet = small_sheet()
    sheet = sheet._replace(rings=(sheet.rings[0]._replace(altitude=""),))
    with pytest.raises(ValueError, match="which altitude"):
        write_kml(sheet, tmp_path / "a.kml")


def test_a_quantity_is_cut_into_the_steps_of_its_legend() -> None:
    lines = drawn(continuous_sheet().layers[0]).lines
    assert lines[0, 0] == NONE
    assert lines[5, [0, 8, 9, 32, 33, 40]].tolist() == [
        0,
        1,
        1,
        2,
        2,
        2,
    ]  # 100 m at column 8, 400 m at column 32


# --- GeoTIFF --------------------------------------------------------------------------------------------------------


def test_a_geotiff_holds_values_colours_and_words(tmp_path: Path) -> None:
    rasterio = pytest.importorskip("rasterio")
    sheet = realistic_sheet()
    layer = sheet.layers[1]
    path = tmp_path / "a.tif"
    write_geotiff(sheet, layer, path)
    with rasterio.open(path) as raster:
        assert np.array_equal(raster.read(1), layer.values)
        assert raster.nodata == 0
        assert raster.overviews(1) == [2, 4]
        assert raster.colormap(1)[1] == (0x0B, 0x6F, 0xB8, 255)
        tags = raster.tags()
        # Upper left corner in the north-west, cells of the right size.
        assert raster.transform[:6] == (1500.0, 0.0, -225_750.0, 0.0, -1500.0, 225_750.0)
    assert tags["ALTITUDE"] == "target at 300 m above ground"
    assert tags["NOTICE"] == sheet.notice
    assert tags["TERRAIN"] == sheet.terrain
    assert "2 = Not seen: hidden by terrain" in tags["LEGEND"]
    assert "Standard refraction" in tags["ASSUMPTIONS"]
    assert "foi.se" in tags["SOURCES"]
    assert sorted(found.name for found in tmp_path.iterdir()) == ["a.qml", "a.tif", "a.tif.aux.xml"]
    for side in ("a.qml", "a.tif.aux.xml"):
        assert "Seen by at least one radar" in ElementTree.tostring(
            ElementTree.parse(tmp_path / side).getroot(), encoding="unicode"
        )


def test_a_quantity_has_no_value_where_there_is_none(tmp_path: Path) -> None:
    rasterio = pytest.importorskip("rasterio")
    sheet = continuous_sheet()
    write_geotiff(sheet, sheet.layers[0], tmp_path / "a.tif")
    with rasterio.open(tmp_path / "a.tif") as raster:
        assert np.array_equal(raster.read(1), sheet.layers[0].values, equal_nan=True)
        assert np.isnan(raster.nodata)
        assert raster.units == ("m above sea",)
    style = ElementTree.parse(tmp_path / "a.qml")
    assert [item.get("value") for item in style.iter("item")] == ["100", "400", "inf"]


def test_the_same_sheet_gives_the_same_bytes(tmp_path: Path) -> None:
    sheet = small_sheet()
    writers = [("geojson", lambda path: write_geojson(sheet, sheet.layers[0], path)),
               ("kmz", lambda path: write_kmz(sheet, path))]  # fmt: skip
    if geotiff.available():
        writers.append(("tif", lambda path: write_geotiff(sheet, sheet.layers[0], path)))
    for ending, writer in writers:
        for name in ("a", "b"):
            writer(tmp_path / f"{name}.{ending}")
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_without_rasterio_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rasterio", None)
    sheet = small_sheet()
    with pytest.raises(InputError, match=r"pip install 'iamd\[geo\]'"):
        write_geotiff(sheet, sheet.layers[0], tmp_path / "a.tif")
    assert not list(tmp_path.iterdir())


@pytest.mark.gdal
@pytest.mark.parametrize("place", [(48.0, 12.0), (89.0, 0.0), (65.0, 179.0)])
def test_gdal_reads_the_geotiff(place: tuple[float, float], tmp_path: Path) -> None:
    pytest.importorskip("rasterio")
    sheet = realistic_sheet(*place)
    write_geotiff(sheet, sheet.layers[1], tmp_path / "a.tif")
    told = json.loads(gdal("gdalinfo", tmp_path / "a.tif", "-json"))
    assert told["size"] == [301, 301]
    assert told["metadata"]["IMAGE_STRUCTURE"]["LAYOUT"] == "COG"
    assert "Azimuthal Equidistant" in told["coordinateSystem"]["wkt"]
    assert told["metadata"][""]["ALTITUDE"] == "target at 300 m above ground"
    (band,) = told["bands"]
    assert len(band["colorTable"]["entries"]) == 256
    assert band["noDataValue"] == 0
    text = gdal("gdalinfo", tmp_path / "a.tif")
    assert "2: Not seen: hidden by terrain" in text
    west, north = (float(value) for value in to_degrees(sheet.grid, -225_750.0, 225_750.0))
    corner = told["wgs84Extent"]["coordinates"][0][0]
    assert corner == pytest.approx([west, north], abs=1e-5)


# --- GeoJSON --------------------------------------------------------------------------------------------------------


def rings_of(geometry: dict[str, Any]) -> list[list[Any]]:
    """Polygons of a geometry as lists of rings."""
    return geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]


@pytest.mark.parametrize("place", [(50.0, 30.0), (10.0, 179.9), (-89.9, 5.0), (89.0, -170.0)])
def test_geojson_is_closed_the_right_way_round_and_in_the_world(
    place: tuple[float, float], tmp_path: Path
) -> None:
    sheet = small_sheet(*place)
    write_geojson(sheet, sheet.layers[0], tmp_path / "a.geojson")
    document = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection"
    kinds = [feature["properties"]["kind"] for feature in document["features"]]
    assert kinds == ["area", "unit", "site box", "ring"]
    for feature in document["features"]:
        for words in ("terrain", "assumptions", "sources", "notice", "title"):
            assert feature["properties"][words]
        if feature["geometry"]["type"] == "Point":
            continue
        for polygon in rings_of(feature["geometry"]):
            for number, ring in enumerate(polygon):
                assert ring[0] == ring[-1]
                assert len(ring) >= 4
                assert (ring_area(ring) > 0) == (number == 0)
                assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)


def test_areas_carry_altitude_class_and_true_size(tmp_path: Path) -> None:
    sheet = small_sheet()
    layer = sheet.layers[0]
    write_geojson(sheet, layer, tmp_path / "a.geojson")
    features = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]
    area, ring = features[0], features[-1]
    assert area["properties"]["altitude"] == "300 m above ground"
    assert area["properties"]["class"] == "Seen by at least one radar"
    assert area["properties"]["value"] == 1
    expected = cell_areas_km2(sheet.grid)[layer.values == 1].sum()
    assert area["properties"]["area_km2"] == pytest.approx(expected, abs=0.06)  # written to 0.1 km2
    assert ring["properties"]["altitude"] == "target at 9 km"
    assert ring["properties"]["radius_km"] == 60.0


def test_the_island_lies_in_the_north_west(tmp_path: Path) -> None:
    sheet = small_sheet()
    write_geojson(sheet, sheet.layers[0], tmp_path / "a.geojson")
    area = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"][0]
    polygons = [[np.array(ring) for ring in polygon] for polygon in rings_of(area["geometry"])]
    half, cell = sheet.grid.half_width_m, sheet.grid.cell_m
    island = [float(value) for value in to_degrees(sheet.grid, -half + 5 * cell, half - 3 * cell)]
    mirrored = [float(value) for value in to_degrees(sheet.grid, -half + 5 * cell, -half + 3 * cell)]
    assert sum(contains(polygon[0], island) for polygon in polygons) == 1
    assert not any(contains(polygon[0], mirrored) for polygon in polygons)
    disc = next(polygon for polygon in polygons if len(polygon) == 2)
    assert contains(disc[0], (30.0, 50.0))
    assert contains(disc[1], (30.0, 50.0))  # the hole in its middle


def test_steps_of_a_quantity_become_areas(tmp_path: Path) -> None:
    sheet = continuous_sheet()
    write_geojson(sheet, sheet.layers[0], tmp_path / "a.geojson")
    features = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]
    steps = [feature["properties"] for feature in features if feature["properties"]["kind"] == "area"]
    assert [step["class"] for step in steps] == ["below 100 m", "100 to 400 m", "400 m and above"]
    assert [step["value"] for step in steps] == [0.0, 100.0, 400.0]
    assert {step["unit"] for step in steps} == {"m above sea"}


@pytest.mark.gdal
def test_gdal_reads_geojson_and_kml(tmp_path: Path) -> None:
    sheet = small_sheet(10.0, 179.9)
    write_geojson(sheet, sheet.layers[0], tmp_path / "a.geojson")
    told = gdal("ogrinfo", tmp_path / "a.geojson", "-al", "-so", "-ro")
    assert "Feature Count: 4" in told
    assert "altitude: String" in told
    assert "area_km2: Real" in told
    write_kml(sheet, tmp_path / "a.kml")
    assert "Sites" in gdal("ogrinfo", tmp_path / "a.kml", "-ro")


# --- KML ------------------------------------------------------------------------------------------------------------

#: OGC 07-147r2: elements of a feature in their order, those that are used here.
ORDER = ["name", "visibility", "open", "Snippet", "description", "LookAt", "styleUrl", "Style", "color", "Icon",
         "LatLonBox", "overlayXY", "screenXY", "size", "Folder", "GroundOverlay", "ScreenOverlay", "Placemark",
         "Point", "Polygon", "MultiGeometry"]  # fmt: skip
FEATURES = ("Document", "Folder", "Placemark", "GroundOverlay", "ScreenOverlay")


def parse(text: str | bytes) -> ElementTree.Element:
    root = ElementTree.fromstring(text)
    assert root.tag == f"{KML}kml"
    for name in FEATURES:
        for element in root.iter(KML + name):
            places = [ORDER.index(child.tag.removeprefix(KML)) for child in element]
            assert places == sorted(places), f"{name}: {[child.tag for child in element]}"
    for polygon in root.iter(f"{KML}Polygon"):
        assert [child.tag.removeprefix(KML) for child in polygon][:3] == [
            "tessellate",
            "altitudeMode",
            "outerBoundaryIs",
        ]
        assert polygon.findtext(f"{KML}altitudeMode") == "clampToGround"
    styles = {element.get("id") for element in root.iter(f"{KML}Style")}
    for url in root.iter(f"{KML}styleUrl"):
        assert (url.text or "").removeprefix("#") in styles
    return root


def test_kml_is_in_order_and_says_everything(tmp_path: Path) -> None:
    sheet = small_sheet()
    write_kml(sheet, tmp_path / "a.kml")
    root = parse((tmp_path / "a.kml").read_bytes())
    assert root.find(f"{KML}Document/{KML}LookAt/{KML}latitude").text == "50.00000"  # type: ignore[union-attr]
    for mark in root.iter(f"{KML}Placemark"):
        words = mark.findtext(f"{KML}description") or ""
        for name in ("Terrain", "Assumptions", "Sources", "Notice"):
            assert f"<b>{name}:</b>" in words
    names = [element.text for element in root.iter(f"{KML}name")]
    assert "Alpha & Sons" in names
    assert "A claim: 60 km, target at 9 km" in names
    assert "What is seen <& not>, 300 m above ground" in names
    first = next(iter(root.iter(f"{KML}coordinates"))).text or ""
    ring = [tuple(float(part) for part in point.split(",")) for point in first.split()]
    assert ring[0] == ring[-1]
    assert ring_area([point[:2] for point in ring]) > 0


def test_a_kmz_shows_one_altitude_at_a_time_with_its_legend(tmp_path: Path) -> None:
    sheet = realistic_sheet(size=61, cell_m=7500.0)
    write_kmz(sheet, tmp_path / "a.kmz")
    with zipfile.ZipFile(tmp_path / "a.kmz") as archive:
        names = archive.namelist()
        assert names[0] == "doc.kml"
        root = parse(archive.read("doc.kml"))
        for href in root.iter(f"{KML}href"):
            assert href.text in names
            Image.open(io.BytesIO(archive.read(href.text or ""))).verify()
    overlays = list(root.iter(f"{KML}GroundOverlay"))
    assert len(overlays) == len(list(root.iter(f"{KML}ScreenOverlay"))) == 5
    assert [overlay.findtext(f"{KML}visibility") for overlay in overlays] == ["1", "0", "0", "0", "0"]
    assert root.findtext(f".//{KML}listItemType") == "radioFolder"


def test_a_picture_across_the_antimeridian_comes_in_two_parts(tmp_path: Path) -> None:
    sheet = small_sheet(10.0, 179.9)
    write_kmz(sheet, tmp_path / "a.kmz")
    with zipfile.ZipFile(tmp_path / "a.kmz") as archive:
        root = parse(archive.read("doc.kml"))
    boxes = [
        [float(corner.findtext(KML + side) or "nan") for side in ("west", "east")]
        for corner in root.iter(f"{KML}LatLonBox")
    ]
    assert [boxes[0][1], boxes[1][0]] == [180.0, -180.0]
    assert all(west < east for west, east in boxes)


@pytest.mark.parametrize("place", [(50.0, 30.0), (10.0, 179.9), (89.5, 40.0)])
def test_pixels_of_the_globe_take_the_cell_that_they_lie_in(place: tuple[float, float]) -> None:
    sheet = small_sheet(*place, size=81)
    lines = drawn(sheet.layers[0]).lines
    box = bounds(sheet.grid)
    pixels = resample(sheet.grid, lines, box, (400, 900))
    random = np.random.default_rng(2)
    row, column = random.integers(0, 81, 300), random.integers(0, 81, 300)
    x = (column - 40) * sheet.grid.cell_m
    y = (40 - row) * sheet.grid.cell_m
    longitude, latitude = to_degrees(sheet.grid, x, y)
    longitude = box[0] + (longitude - box[0]) % 360.0
    across = ((longitude - box[0]) / (box[2] - box[0]) * 900).astype(int) % 900
    down = np.clip(((box[3] - latitude) / (box[3] - box[1]) * 400).astype(int), 0, 399)
    # The middle of a cell lies in a pixel whose own middle is in the same cell, but at edges of classes near a pole.
    assert (pixels[down, across] == lines[row, column]).mean() > 0.97


def test_a_grid_over_the_pole_fills_all_longitudes() -> None:
    sheet = small_sheet(89.9, 0.0)
    (found,) = overlays(sheet.grid, drawn(sheet.layers[0]), "x")
    assert (found.west, found.east, found.north) == (-180.0, 180.0, 90.0)


def test_a_folder_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match="cannot write"):
        write_kmz(small_sheet(), tmp_path / "file" / "a.kmz")
