"""Charts as SVG: text is escaped, geography is clipped and simplified, axes have round ticks."""

import math
import re

import pytest

from iamd.library import borders as geography
from iamd.library.borders import View
from iamd.report.charts.bands import Band, altitude_bands
from iamd.report.charts.hundred import marks
from iamd.report.charts.map import Mark, Place, Track, degrees, draw_map, fit, unwrap
from iamd.report.charts.svg import Svg, coordinate, nice_step, path_data, shorten, ticks, wrap
from iamd.report.charts.tornado import Swing, same_side, tornado

TURKEY = View(25.0, 35.0, 46.0, 43.0)
BAD = '<script>"&'


def test_text_in_a_chart_is_escaped() -> None:
    svg = Svg(10, 10, BAD)
    svg.text(0, 0, BAD)
    svg.rect(0, 0, 1, 1, "grid", BAD)
    text = str(svg.finish())
    assert "<script" not in text
    assert text.count("&lt;script&gt;") == 3


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (-0.04, "0"), (2.34, "2.3"), (-1.25, "-1.2"), (100.0, "100")]
)
def test_coordinates_are_short(value: float, text: str) -> None:
    assert coordinate(value) == text


def test_ticks_are_round_and_inside() -> None:
    assert ticks(0, 23, 5) == [0, 5, 10, 15, 20]
    assert ticks(0, 3, 8, whole=True) == [0, 1, 2, 3]
    assert ticks(-0.3, 0.3, 3) == [-0.2, 0.0, 0.2]
    assert [nice_step(extent, 5) for extent in (0.0, 1.0, 8.0, 49.0)] == [1.0, 0.2, 2.0, 10.0]


def test_long_texts_are_cut_or_wrapped() -> None:
    assert shorten("abcdefghij", 40, 12) == "abcd…"
    assert wrap("one two three four five six", 60, 12, 2) == ["one two", "three f…"]
    assert wrap("short", 100, 12, 2) == ["short"]


def test_an_array_counts_its_marks() -> None:
    text = str(marks(100, 37, 58, "label"))
    assert [text.count(f'class="{css}"') for css in ("held", "perhaps", "leaked")] == [37, 21, 42]
    assert str(marks(24, 0, 0, "label")).count('class="leaked"') == 24


def test_clipping_keeps_a_ring_inside_the_view() -> None:
    view = View(0.0, 0.0, 10.0, 10.0)
    inside = [(2.0, 2.0), (8.0, 2.0), (8.0, 8.0), (2.0, 8.0)]
    assert geography.clip_ring(inside, view) == inside
    around = [(-50.0, -50.0), (50.0, -50.0), (50.0, 50.0), (-50.0, 50.0)]
    assert sorted(geography.clip_ring(around, view)) == [(0.0, 0.0), (0.0, 10.0), (10.0, 0.0), (10.0, 10.0)]
    assert geography.clip_ring([(20.0, 20.0), (30.0, 20.0), (30.0, 30.0)], view) == []


def test_clipping_a_line_keeps_pieces_with_one_point_beyond() -> None:
    view = View(0.0, 0.0, 10.0, 10.0)
    line = [(x, 5.0) for x in (-30.0, -20.0, 5.0, 8.0, 30.0, 40.0)]
    assert geography.clip_line(line, view) == [line[1:5]]
    assert geography.clip_line([(20.0, 20.0), (30.0, 30.0)], view) == []


def test_simplifying_keeps_ends_and_corners() -> None:
    line = [(float(x), 0.0) for x in range(50)] + [(49.0, float(y)) for y in range(1, 20)]
    assert geography.simplify(line, 0.1) == [(0.0, 0.0), (49.0, 0.0), (49.0, 19.0)]
    closed = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]
    assert geography.simplify(closed, 0.1) == closed
    assert geography.simplify([(1.0, 1.0)], 0.1) == [(1.0, 1.0)]


def inside(rings: list[list[tuple[float, float]]], x: float, y: float) -> bool:
    """Even-odd rule."""
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            crossings += (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    return crossings % 2 == 1


@pytest.mark.parametrize(
    ("x", "y", "is_land"),
    [(32.9, 39.9, True), (33.2, 35.0, True), (30.0, 42.5, False), (31.0, 35.5, False), (29.0, 41.6, False)],
)  # Ankara, Cyprus, Black Sea, Mediterranean, north of the Bosporus
def test_coasts_are_where_they_should_be(x: float, y: float, is_land: bool) -> None:
    assert inside(geography.land(TURKEY), x, y) == is_land


def test_the_caspian_sea_is_a_hole() -> None:
    view = View(44.0, 35.0, 58.0, 48.0)
    assert not inside(geography.land(view), 51.0, 41.0)
    assert inside(geography.land(view), 56.0, 41.0)


def test_borders_and_names_of_a_view() -> None:
    assert geography.borders(TURKEY)
    assert "Turkey" in [name for name, _, _ in geography.countries(TURKEY)]


def test_a_view_across_the_antimeridian_has_land_on_both_sides() -> None:
    rings = geography.land(View(170.0, 60.0, 200.0, 72.0))
    assert inside(rings, 177.0, 65.0)  # Chukotka
    assert inside(rings, 199.0, 65.0)  # Alaska
    assert unwrap([(-170.0, 1.0), (170.0, 1.0)], 175.0) == [(190.0, 1.0), (170.0, 1.0)]


def test_the_crossing_of_the_antimeridian_leaves_no_trace_elsewhere() -> None:
    rings = geography.land(View(20.0, 62.0, 32.0, 71.0))
    assert all(inside(rings, 27.0, latitude) for latitude in (64.0, 66.0, 67.0, 68.0, 69.0))  # Finland


def test_a_view_is_true_to_scale_and_holds_all() -> None:
    places = [(32.0, 39.0), (36.0, 41.0), (33.0, 38.5)]
    view = fit(places)
    assert all(view.west < x < view.east and view.south < y < view.north for x, y in places)
    width = (view.east - view.west) * math.cos(math.radians((view.south + view.north) / 2))
    assert 0.5 <= (view.north - view.south) / width <= 0.81
    alone = fit([(10.0, 0.0)])
    assert alone.north - alone.south > 0.3


def test_a_circle_of_known_radius_has_that_size_on_the_map() -> None:
    place = Place("asset", "A", 0.0, 0.0, radius_m=111_200.0, label="A")
    text = str(draw_map(View(-2.0, -1.0, 2.0, 1.0), [place], [], [], "map"))
    radius = re.search(r'class="asset-area"[^>]* r="([\d.]+)"', text)
    assert radius
    assert float(radius[1]) == pytest.approx(190.0, abs=0.2)  # 760 pixels for 4 degrees


def test_a_map_shows_tracks_and_endings_and_escapes_names() -> None:
    track = Track("track-threat drone", [(32.0, 39.0), (33.0, 40.0)], BAD)
    mark = Mark("triangle", "leaked", 40.0, 33.0, "got through")
    text = str(
        draw_map(TURKEY, [Place("unit", BAD, 40.0, 33.0, box=True, label=BAD)], [track], [mark], "map")
    )
    assert "track-threat drone" in text
    assert "got through" in text
    assert "<script" not in text


@pytest.mark.parametrize(
    ("value", "text"), [(32.5, "32.5° E"), (-10.0, "10° W"), (0.0, "0°"), (32.25, "32.25° E")]
)
def test_degrees(value: float, text: str) -> None:
    assert degrees(value, "E", "W") == text


def test_bars_of_one_side_do_not_hide_each_other() -> None:
    same = Swing("x", "1 to 2", 7.0, 8.0, clear=True)
    assert same_side(same, 6.0)
    assert not same_side(same, 7.5)
    assert "faint" in str(tornado([same._replace(clear=False)], 6.0, "axis", "label"))
    assert str(tornado([Swing("flat", "", 6.0, 6.0, clear=True)], 6.0, "axis", "label"))


def test_bands_sum_by_type() -> None:
    text = str(
        altitude_bands([Band("3 to 10 km", (1.5, 0.0)), Band("1 to 3 km", (0.25, 2.0))], ["L", "M"], "label")
    )
    assert text.count('class="kind-0"') == 3  # legend and two bars
    assert text.count('class="kind-1"') == 2
    assert path_data([]) == ""
