"""Pictures: complete, small, the same every time, and no word over another."""

import io
import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from tests.unit.sheet_factory import area_chart, realistic_sheet, small_sheet

from iamd.analysis.mapsheet import MapGrid, PlaceMark
from iamd.errors import InputError
from iamd.export import basemap, write_chart, write_charts, write_picture, write_sheet
from iamd.export.classes import drawn, grey, paint, patterns, rgb
from iamd.export.lettering import DPI, style, width, wrap
from iamd.export.picture import make_page, map_pixels

SVG = "{http://www.w3.org/2000/svg}"


def words_of(path: Path) -> str:
    root = ElementTree.parse(path).getroot()
    return " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))


def test_a_map_says_what_it_is(tmp_path: Path) -> None:
    sheet = realistic_sheet(size=101, cell_m=4500.0)
    write_picture(sheet, sheet.layers[1], tmp_path / "a.svg")
    text = words_of(tmp_path / "a.svg")
    for expected in (sheet.title, "Target at 300 m above ground", sheet.notice, "Terrain: fictional hills",
                     "Standard refraction", "Skolnik", "Not seen: hidden by terrain", "Outside the survey", "100 km",
                     "Natural Earth", "12° E", "48° N", "km²"):  # fmt: skip
        assert expected in text, expected


@pytest.mark.slow
def test_a_png_is_small_and_carries_its_words(tmp_path: Path) -> None:
    sheet = realistic_sheet()
    for layer in (sheet.layers[1], sheet.layers[4]):
        write_picture(sheet, layer, tmp_path / "a.png")
        assert (tmp_path / "a.png").stat().st_size < 400_000
    with Image.open(tmp_path / "a.png") as image:
        assert image.width > 1400
        assert sheet.title in image.info["Title"]
        assert "Standard refraction" in image.info["Description"]
        assert "foi.se" in image.info["Source"]


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_same_sheet_gives_the_same_picture(ending: str, tmp_path: Path) -> None:
    sheet = small_sheet()
    for name in ("a", "b"):
        write_picture(sheet, sheet.layers[0], tmp_path / f"{name}.{ending}")
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()
    assert b"dc:date" not in (tmp_path / f"a.{ending}").read_bytes()


def test_another_ending_is_refused(tmp_path: Path) -> None:
    sheet = small_sheet()
    with pytest.raises(InputError, match=r"\.png or \.svg"):
        write_picture(sheet, sheet.layers[0], tmp_path / "a.gif")


@pytest.mark.slow
def test_pyplot_is_never_touched(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.unit.sheet_factory import small_sheet;"
        "from iamd.export import write_picture; heavy = 'matplotlib' in sys.modules;"
        f"sheet = small_sheet(); write_picture(sheet, sheet.layers[0], Path({str(tmp_path / 'a.png')!r}));"
        "print([heavy, 'matplotlib.pyplot' in sys.modules])"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root, timeout=120
    )
    assert json.loads(run.stdout.lower()) == [False, False]


@pytest.mark.parametrize(
    "place", [(65.0, 178.0), (90.0, 0.0), (88.7, 120.0), (-88.9, 20.0), (-17.0, 180.0), (0.0, 0.0)]
)
def test_no_text_lies_over_another(place: tuple[float, float]) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    sheet = realistic_sheet(*place, size=61, cell_m=7500.0)
    layer = sheet.layers[2]
    with style():
        page = make_page(sheet, layer, drawn(layer))
        page.figure.set_dpi(DPI)
        canvas = FigureCanvasAgg(page.figure)
        canvas.draw()
        texts = [text for text in page.figure.findobj(Text) if text.get_text() and text.get_visible()]
        boxes = [
            (text.get_text(), text.get_window_extent(canvas.get_renderer()).padded(-1.5)) for text in texts
        ]
    whole = page.figure.bbox
    for index, (words, box) in enumerate(boxes):
        assert min(box.x0 - whole.x0, whole.x1 - box.x1, box.y0 - whole.y0, whole.y1 - box.y1) >= 0, words
        for other_words, other in boxes[index + 1 :]:
            assert not box.overlaps(other), f"{words!r} over {other_words!r}"


def test_covered_cells_are_drawn_where_they_lie_with_an_edge() -> None:
    sheet = small_sheet()
    image = map_pixels(drawn(sheet.layers[0]), sheet.grid.size)
    per_cell = len(image) / sheet.grid.size
    blue = np.array([*rgb("#0b6fb8"), 255])
    assert (image[int(3 * per_cell), int(5 * per_cell)] == blue).all()  # the island in the north-west
    assert not (image[int(38 * per_cell), int(5 * per_cell)] == blue).all()
    assert (image == (28, 31, 35, 255)).all(axis=2).any()
    assert image[0, 0, 3] == 0  # outside is transparent


def test_classes_of_like_grey_get_patterns() -> None:
    entries = realistic_sheet(size=61).layers[0].legend
    chosen = patterns(entries)
    for first in range(len(entries)):
        for second in range(first):
            tones = abs(grey(entries[first].colour) - grey(entries[second].colour))
            assert tones >= 0.09 or chosen[first] != chosen[second]
    assert grey("#000000") == pytest.approx(0.0, abs=1e-9)
    assert grey("#ffffff") == pytest.approx(1.0, abs=1e-3)
    plain = paint(np.zeros((40, 40), dtype=int), entries, patterned=False)
    assert len(np.unique(plain.reshape(-1, 4), axis=0)) == 1


def test_a_word_that_is_too_wide_is_broken() -> None:
    lines = wrap("short https://example.org/" + "x" * 200, 2.0, 9)
    assert lines[0].startswith("short")
    assert all(width(line, 9) <= 2.0 for line in lines)
    assert "".join(lines).endswith("x" * 20)
    assert wrap("", 2.0, 9) == []


def test_land_is_filled_where_land_is() -> None:
    from matplotlib.path import Path as Outline

    def on_land(latitude: float, longitude: float, size: int = 41) -> bool:
        grid = MapGrid(latitude, longitude, 5000.0, size)
        turns = sum(
            np.sign(_area(ring)) * bool(Outline(ring).contains_point((1.0, 1.0)))
            for ring in basemap.land(grid)
        )
        return bool(turns)

    assert on_land(48.0, 12.0)
    assert not on_land(45.0, -30.0)  # the Atlantic
    assert not on_land(41.5, 51.0)  # the Caspian Sea is a hole
    assert on_land(-89.0, 0.0)
    assert not on_land(89.0, 0.0)
    assert on_land(67.0, 25.0)  # Finland, beside which the ring of Eurasia crosses the antimeridian
    assert not on_land(-43.0, -150.0)  # the antipode lies in Europe's ring
    assert on_land(-42.0, 172.0)  # New Zealand, its antipode in Spain
    assert on_land(66.0, 179.0)  # Chukotka, across the antimeridian


def _area(ring: list[tuple[float, float]]) -> float:
    x, y = np.array([*ring, ring[0]]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def test_coasts_have_no_cut_at_the_antimeridian() -> None:
    grid = MapGrid(67.0, 180.0, 5000.0, 61)
    for line in basemap.coasts(grid):
        for (x1, y1), (x2, y2) in pairwise(line):
            assert abs(x1) + abs(x2) > 2.0 or abs(y1 - y2) < 20_000


@pytest.mark.parametrize(
    ("value", "words"), [(32.5, "32.5° E"), (-10.0, "10° W"), (0.0, "0°"), (180.0, "180°")]
)
def test_degrees_are_named(value: float, words: str) -> None:
    assert basemap.degrees_words(value, "E", "W") == words


def test_many_places_and_places_off_the_map_do_no_harm(tmp_path: Path) -> None:
    sheet = small_sheet()
    places = [PlaceMark(f"Site {n}", "unit", 50.0 + 0.02 * n, 30.0) for n in range(9)]
    sheet = sheet._replace(places=(*places, PlaceMark("Elsewhere", "asset", -10.0, 100.0)))
    write_picture(sheet, sheet.layers[0], tmp_path / "a.svg")
    assert "Elsewhere" not in (tmp_path / "a.svg").read_text(encoding="utf-8")


# --- charts and whole sheets ----------------------------------------------------------------------------------------


def test_a_chart_names_its_curves_axes_and_note(tmp_path: Path) -> None:
    write_chart(area_chart(), tmp_path / "a.svg")
    text = words_of(tmp_path / "a.svg")
    for expected in (
        "How much is seen",
        "area seen [km²]",
        "above ground [m]",
        "both, as a network",
        "5 to 95 %",
        "10,000",
    ):
        assert expected in text, expected
    write_chart(area_chart(), tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size < 200_000


def test_a_chart_without_curves_or_with_uneven_ones_is_refused(tmp_path: Path) -> None:
    chart = area_chart()
    with pytest.raises(ValueError, match="no curve"):
        write_chart(chart._replace(curves=()), tmp_path / "a.png")
    with pytest.raises(ValueError, match="two lengths"):
        write_chart(chart._replace(curves=(chart.curves[0]._replace(y=[1.0]),)), tmp_path / "a.png")


def test_gaps_in_a_curve_are_left_open(tmp_path: Path) -> None:
    chart = area_chart()
    curve = chart.curves[0]._replace(y=np.where(np.arange(25) == 7, np.nan, 1.0), low=None, high=None)
    write_chart(chart._replace(curves=(curve,), logarithmic="xy"), tmp_path / "a.png")
    assert (tmp_path / "a.png").is_file()


def test_a_sheet_is_written_as_a_whole(tmp_path: Path) -> None:
    pytest.importorskip("rasterio")
    entry = write_sheet(
        small_sheet(), tmp_path / "new", "small", formats=("png", "svg", "tif", "geojson", "kmz", "kml")
    )
    assert entry["files"] == {"kmz": "small.kmz", "kml": "small.kml"}
    (layer,) = entry["layers"]
    assert sorted(layer["files"]) == ["geojson", "png", "svg", "tif"]
    for name in [*entry["files"].values(), *layer["files"].values()]:
        assert (tmp_path / "new" / name).is_file()
    assert [line["label"] for line in layer["legend"]] == [
        "Seen by at least one radar",
        "Not seen: hidden by terrain",
    ]
    assert not [path for path in (tmp_path / "new").iterdir() if path.suffix == ".tmp"]


def test_without_rasterio_a_sheet_is_written_but_for_the_geotiff(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iamd.export.geotiff.available", lambda: False)
    entry = write_sheet(small_sheet(), tmp_path, "small", formats=("tif", "geojson"))
    assert list(entry["layers"][0]["files"]) == ["geojson"]
    assert "iamd[geo]" in entry["left_out"][0]


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="shp"):
        write_sheet(small_sheet(), tmp_path, "small", formats=("shp",))


@pytest.mark.parametrize("name", ["a/b", "..", "seen 300 m", ""])
def test_names_of_layers_are_names_of_files(name: str, tmp_path: Path) -> None:
    sheet = small_sheet()
    with pytest.raises(ValueError, match="letters, digits and hyphens"):
        write_sheet(sheet._replace(layers=(sheet.layers[0]._replace(name=name),)), tmp_path, "small")
    with pytest.raises(ValueError, match="one name"):
        write_sheet(sheet._replace(layers=sheet.layers * 2), tmp_path, "small")


def test_charts_are_written_with_their_entries(tmp_path: Path) -> None:
    (entry,) = write_charts([area_chart()], tmp_path)
    assert entry["files"] == {"png": "area-altitude.png", "svg": "area-altitude.svg"}
    assert re.search("Shaded", entry["note"])
    Image.open(io.BytesIO((tmp_path / "area-altitude.png").read_bytes())).verify()
