"""The map: assets, units, tracks and where they ended, on coasts and borders, true to scale at its centre."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from iamd.library.borders import Points, View, borders, clip_line, countries, land, simplify
from iamd.report.charts.svg import Svg, nice_step, path_data, text_width, ticks
from iamd.report.words import number, plain

WIDTH = 760.0
#: Kilometres in a degree of latitude, and of longitude at the equator, to the precision of a drawing.
KM_PER_DEGREE = 111.2


class Place(NamedTuple):
    """A unit or an asset: ``radius_m`` is drawn to scale, ``box`` shows a site known to 0.1 degrees."""

    kind: str
    name: str
    latitude: float
    longitude: float
    radius_m: float = 0.0
    box: bool = False
    label: str = ""
    what: str = ""


class Track(NamedTuple):
    """A line in (longitude, latitude)."""

    css: str
    points: Points
    words: str


class Mark(NamedTuple):
    """Where something ended."""

    shape: str
    css: str
    latitude: float
    longitude: float
    words: str


Box = tuple[float, float, float, float]


class Projection(NamedTuple):
    """Local equirectangular projection: degrees to pixels, with the right aspect at the middle latitude."""

    west: float
    north: float
    cosine: float
    scale: float  # pixels per degree of latitude

    def xy(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Pixels of a place."""
        return (longitude - self.west) * self.cosine * self.scale, (self.north - latitude) * self.scale

    def line(self, points: Sequence[tuple[float, float]]) -> Points:
        """Pixels of a line, without what the eye cannot see."""
        return simplify([self.xy(x, y) for x, y in points], 0.4)


def fit(places: Sequence[tuple[float, float]], padding: float = 0.12, least_km: float = 60.0) -> View:
    """The view that holds all of (longitude, latitude), in a shape between square and two to one."""
    xs, ys = [x for x, _ in places], [y for _, y in places]
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    cosine = max(math.cos(math.radians(middle_y)), 0.05)
    width = max((max(xs) - min(xs)) * cosine * (1 + 2 * padding), least_km / KM_PER_DEGREE)
    height = max((max(ys) - min(ys)) * (1 + 2 * padding), least_km / KM_PER_DEGREE)
    height = max(height, width * 0.5)
    width = max(width, height * 1.25)
    top, bottom = min(middle_y + height / 2, 90.0), max(middle_y - height / 2, -90.0)
    return View(middle_x - width / cosine / 2, bottom, middle_x + width / cosine / 2, top)


def unwrap(points: Sequence[tuple[float, float]], around: float) -> Points:
    """Longitudes moved by full turns to lie within half a turn of a meridian."""
    return [(x - 360.0 * round((x - around) / 360.0), y) for x, y in points]


def draw_map(
    view: View, places: Sequence[Place], tracks: Sequence[Track], marks: Sequence[Mark], label: str
) -> Markup:
    """The map of one view."""
    cosine = max(math.cos(math.radians((view.south + view.north) / 2)), 0.05)
    scale = WIDTH / ((view.east - view.west) * cosine)
    projection = Projection(view.west, view.north, cosine, scale)
    svg = Svg(WIDTH, (view.north - view.south) * scale, label, "wide map")
    svg.rect(0, 0, svg.width, svg.height, "sea")
    outline = "".join(path_data(projection.line(ring), closed=True) for ring in land(view))
    if outline:
        svg.add("path", "land", d=outline, fill_rule="evenodd")
    for line in borders(view):
        svg.path(projection.line(line), "border")
    _graticule(svg, view, projection)
    _areas(svg, places, projection)
    for track in tracks:
        for piece in clip_line(track.points, view):
            svg.path(projection.line(piece), track.css, track.words)
    taken = _places(svg, places, projection)
    taken += _marks(svg, marks, projection)
    _names(svg, places, projection, taken)
    _countries(svg, view, projection, taken)
    _scale_bar(svg, projection)
    svg.rect(0.5, 0.5, svg.width - 1, svg.height - 1, "frame")
    return svg.finish()


def _graticule(svg: Svg, view: View, projection: Projection) -> None:
    step = nice_step(view.north - view.south, 4)
    for latitude in ticks(view.south, view.north, round((view.north - view.south) / step)):
        _, y = projection.xy(view.west, latitude)
        svg.line(0, y, svg.width, y, "graticule")
        if 24 < y < svg.height - 40:
            svg.text(5, y - 3, degrees(latitude, "N", "S"), "small map-label")
    for longitude in ticks(view.west, view.east, round((view.east - view.west) / step)):
        x, _ = projection.xy(longitude, view.north)
        svg.line(x, 0, x, svg.height, "graticule")
        if 24 < x < svg.width - 24:
            svg.text(x + 3, 12, degrees((longitude + 180) % 360 - 180, "E", "W"), "small map-label")


def degrees(value: float, positive: str, negative: str) -> str:
    """``32.5° E``."""
    side = positive if value > 0 else negative if value < 0 else ""
    return f"{number(abs(value), 4).rstrip('0').rstrip('.') if value % 1 else f'{abs(value):.0f}'}° {side}".strip()


def _areas(svg: Svg, places: Sequence[Place], projection: Projection) -> None:
    for place in places:
        x, y = projection.xy(place.longitude, place.latitude)
        if place.radius_m > 0:
            radius = place.radius_m / 1000 / KM_PER_DEGREE * projection.scale
            svg.circle(x, y, radius, "asset-area", f"{place.name}: radius {number(place.radius_m / 1000)} km")
        half = 0.05 * projection.scale
        if place.box and half * 2 > 9:
            svg.rect(
                x - half * projection.cosine, y - half, half * 2 * projection.cosine, half * 2, "site-box"
            )


def _marks(svg: Svg, marks: Sequence[Mark], projection: Projection) -> list[Box]:
    taken = []
    for mark in marks:
        x, y = projection.xy(mark.longitude, mark.latitude)
        if 0 <= x <= svg.width and 0 <= y <= svg.height:
            svg.mark(mark.shape, x, y, mark.css, mark.words, 5.0)
            taken.append((x - 5, y - 5, x + 5, y + 5))
    return taken


def _places(svg: Svg, places: Sequence[Place], projection: Projection) -> list[Box]:
    """Marks of the sites, larger than those of endings, which are drawn over them."""
    taken = []
    for place in places:
        x, y = projection.xy(place.longitude, place.latitude)
        svg.mark("square" if place.kind == "unit" else "diamond", x, y, place.kind, place.name, 7.0)
        taken.append((x - 7, y - 7, x + 7, y + 7))
    return taken


def _names(svg: Svg, places: Sequence[Place], projection: Projection, taken: list[Box]) -> None:
    """Names of the sites, each where it hides least."""
    for place in places:
        if not place.label:
            continue
        x, y = projection.xy(place.longitude, place.latitude)
        spots = _label_spots(place.label, x, y)
        best = min(spots, key=lambda spot: _hidden(spot[0], taken, svg.width, svg.height))
        box, anchor, text_x, text_y = best
        taken.append(box)
        if abs(text_y - y) > 20:
            svg.line(x, y, text_x, text_y - 4, "leader")
        svg.text(text_x, text_y, place.label, f"place {place.kind}-name", anchor)


def _countries(svg: Svg, view: View, projection: Projection, taken: list[Box]) -> None:
    for name, longitude, latitude in countries(view):
        x, y = projection.xy(longitude, latitude)
        half = text_width(name, 12.0) * 0.62
        box = (x - half, y - 12, x + half, y + 4)
        if _hidden(box, taken, svg.width, svg.height) < 20:
            svg.text(x, y, name, "country map-label", "middle")
            taken.append(box)


def _label_spots(name: str, x: float, y: float) -> Iterator[tuple[Box, str, float, float]]:
    """Places for a name around a mark, best first: box, anchor, x, y."""
    width = text_width(name, 14.0)  # bold
    for dy in (4.0, -10.0, 18.0, -26.0, 34.0, -42.0, 50.0):
        for anchor, dx in (("start", 10.0), ("end", -10.0)):
            left = x + dx - (width if anchor == "end" else 0.0)
            yield (left, y + dy - 11, left + width, y + dy + 3), anchor, x + dx, y + dy


def _hidden(box: Box, taken: Sequence[Box], width: float, height: float) -> float:
    outside = max(0, -box[0]) + max(0, box[2] - width) + max(0, -box[1]) + max(0, box[3] - height)
    overlap = sum(
        max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in taken
    )
    return overlap + 1000.0 * outside


def _scale_bar(svg: Svg, projection: Projection) -> None:
    per_km = projection.scale / KM_PER_DEGREE
    length = nice_step(170 / per_km, 1)
    if length * per_km > 200:
        length /= 2
    x, y = 14.0, svg.height - 16
    svg.rect(x - 8, y - 18, length * per_km + 20, 28, "scale-back")
    svg.line(x, y, x + length * per_km, y, "scale-bar")
    svg.text(x, y - 5, f"{plain(length)} km", "small map-label strong-small")
