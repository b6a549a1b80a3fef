"""Maps of the median raid: the whole of it, and closer around what is defended."""

from __future__ import annotations

from typing import Any

from iamd.library.borders import Points, View
from iamd.report.charts.map import Mark, Place, Track, draw_map, fit, unwrap
from iamd.report.record import Entry, Record, entry
from iamd.report.sections.timeline import which_raid
from iamd.report.words import class_name, clock, count, is_number, join, number

#: Points kept of one track; more cannot be seen.
POINTS = 160
MARKS = {
    "kill": ("dot", "killed", "shot down"),
    "leak": ("triangle", "leaked", "got through"),
    "threat_failure": ("cross", "failed-mark", "failed by itself"),
}
#: Where the whole raid is so many times wider than what is defended, a second map shows it closer.
CLOSER = 1.6

_SAMPLES = f"""
SELECT object, "index", name, unit, longitude, latitude FROM (
  SELECT *, row_number() OVER (PARTITION BY object, "index" ORDER BY time_s) AS place,
         count(*) OVER (PARTITION BY object, "index") AS many
  FROM samples WHERE run = ? AND object IN ('threat', 'interceptor') AND isfinite(latitude))
WHERE place = many OR (place - 1) % greatest(1, many // {POINTS}) = 0
ORDER BY object DESC, "index", time_s
"""
_ENDS = """
SELECT kind, threat, unit, time_s, longitude, latitude, altitude_m FROM events
WHERE run = ? AND kind IN ('kill', 'leak', 'threat_failure') AND isfinite(latitude) ORDER BY seq
"""


def laydown_map(record: Record) -> dict[str, Any]:
    """One or two maps, their caption and a table of the sites."""
    places = sites(record)
    if not places:
        return {"maps": [], "places": []}
    around = places[0].longitude
    tracks, marks = flights(record, around), endings(record, around)
    seen = sorted({track.css.split()[-1] for track in tracks if track.css.startswith("track-threat")})
    near = fit([(place.longitude, place.latitude) for place in places], 0.35, 120.0)
    whole = fit(
        [(place.longitude, place.latitude) for place in places]
        + [(mark.longitude, mark.latitude) for mark in marks]
        + [point for track in tracks for point in track.points]
    )
    views = [("The whole raid", whole)]
    if (whole.east - whole.west) > CLOSER * (near.east - near.west):
        views.append(("Closer: around what is defended", near))
    labelled = [place._replace(label=place.name if place.kind == "asset" else "") for place in places]
    shown = [labelled, places][-len(views) :]
    return {
        "maps": [
            _one(name, view, sites_shown, tracks, marks, record)
            for (name, view), sites_shown in zip(views, shown, strict=True)
        ],
        "classes": [(name, class_name(name)) for name in seen],
        "has_tracks": bool(tracks),
        "has_boxes": any(place.box for place in places),
        "places": [_cells(place) for place in places],
        "which": which_raid(record, record.median_run) if record.median_run is not None else "",
    }


def _one(
    name: str, view: View, places: list[Place], tracks: list[Track], marks: list[Mark], record: Record
) -> dict[str, Any]:
    kills = sum(mark.css == "killed" for mark in marks)
    leaks = sum(mark.css == "leaked" for mark in marks)
    label = f"Map. {name}, raid {record.median_run}: {join([place.name for place in places])}; "
    label += f"{count(len(tracks), 'track')}, {kills} shot down, {leaks} got through."
    return {"name": name, "svg": draw_map(view, places, tracks, marks, label)}


def sites(record: Record) -> list[Place]:
    """Assets and units of the manifest that have a place."""
    kind = str(entry(entry(record.manifest, "scenario"), "laydown").get("kind") or "")
    found: list[Place] = []
    for item in [*record.names("assets"), *record.names("units")]:
        if is_number(item.get("latitude")) and is_number(item.get("longitude")):
            found.append(
                _site(item, found[0].longitude if found else 0.0, real=kind in ("historical", "announced"))
            )
    return found


def _site(item: Entry, around: float, *, real: bool) -> Place:
    is_unit = "system" in item
    radius = item.get("radius_m")
    name = str(item.get("name", ""))
    longitude, latitude = unwrap([(float(item["longitude"]), float(item["latitude"]))], around)[0]
    return Place(
        "unit" if is_unit else "asset",
        name,
        latitude,
        longitude,
        float(radius) if is_number(radius) and not is_unit else 0.0,
        box=is_unit and real,
        label=f"{name} ({item['system']})" if is_unit else name,
        what=str(item["system"]) if is_unit else "asset",
    )


def flights(record: Record, around: float) -> list[Track]:
    """Tracks of threats and interceptors of the median run."""
    classes = {str(item.get("name")): str(item.get("target_class")) for item in record.names("threats")}
    lines: dict[tuple[str, int], Points] = {}
    titles: dict[tuple[str, int], tuple[str, str]] = {}
    for kind, index, name, unit, longitude, latitude in record.rows(_SAMPLES, record.median_run):
        lines.setdefault((kind, index), []).append((longitude, latitude))
        titles[kind, index] = (str(name), str(unit))
    tracks = []
    for (kind, index), points in lines.items():
        name, unit = titles[kind, index]
        target_class = classes.get(name, "aircraft")
        css = "track-interceptor" if kind == "interceptor" else f"track-threat {target_class}"
        words = (
            f"{name} from {unit}"
            if kind == "interceptor"
            else f"{name}, {class_name(target_class, many=False)}"
        )
        tracks.append(Track(css, unwrap(points, around), words))
    return tracks


def endings(record: Record, around: float) -> list[Mark]:
    """Where threats of the median run were shot down, got through or failed."""
    marks = []
    for kind, threat, unit, time_s, longitude, latitude, altitude in record.rows(_ENDS, record.median_run):
        shape, css, words = MARKS[kind]
        by = f" by {unit}" if kind == "kill" and unit else ""
        tip = f"{threat} {words}{by} at {clock(time_s)}, altitude {number(altitude / 1000)} km"
        marks.append(Mark(shape, css, latitude, unwrap([(longitude, latitude)], around)[0][0], tip))
    return marks


def _cells(place: Place) -> tuple[str, str, str, str]:
    radius = f"circle of {number(place.radius_m / 1000)} km" if place.radius_m else ""
    return (
        place.name,
        place.what,
        f"{place.latitude:.1f}°, {(place.longitude + 180) % 360 - 180:.1f}°",
        radius,
    )
