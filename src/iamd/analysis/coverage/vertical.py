"""Vertical coverage: range against height for one probability of detection, the diagram after Blake."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.coverage.rings import target_names
from iamd.analysis.coverage.scene import (
    ALL_ROUND,
    Radar,
    echo,
    fill_record,
    radars_of,
    record_table,
    too_slow,
)
from iamd.analysis.coverage.survey import Survey
from iamd.analysis.coverage.words import share
from iamd.analysis.mapsheet import Curve, LineChart
from iamd.physics.coverage import vertical_contour
from iamd.physics.propagation import EARTH_RADIUS, masked_below, slant_height
from iamd.scenario.inputs import draw
from iamd.scenario.resolve import ResolvedScenario, resolve

Floats = NDArray[np.float64]
#: Most diagrams of one survey.
MOST_DIAGRAMS = 8
#: Top of a diagram [m].
TOP = 30_000.0
#: Elevations [rad]: fine steps up to `_FINE_TO` for lobes, then coarse ones.
_FINE, _FINE_TO, _COARSE = 1e-4, 0.1, 2e-3
_STEPS = 400
_POINTS = 241
_PLAIN, _LOBES = "echo strong enough, without reflection", "with reflection by the ground"
_DUCTED, _IDEAL = "echo strong enough, with reflection by the sea and the duct", "echo strong enough"


class Section(NamedTuple):
    """What one diagram is of."""

    row: int
    radar: Radar
    azimuth: float
    spread: bool


def charts(found: Survey) -> tuple[list[LineChart], list[str]]:
    """Vertical diagrams of each kind of radar against the first target, and what was left out."""
    variants = _variants(found.resolved)
    sections = _sections(found)
    made = [_chart(found, variants, section) for section in sections[:MOST_DIAGRAMS]]
    left = [f"{len(sections) - MOST_DIAGRAMS} vertical diagrams"] if len(sections) > MOST_DIAGRAMS else []
    return made, left


def _variants(resolved: ResolvedScenario) -> dict[str, ResolvedScenario]:
    """The scenario without and with reflection, by the label of the curve.

    A duct holds lobes, so with one there is no curve without them; over hills there is none with them.
    """
    way = resolved.scenario.propagation
    if way.duct and way.surface == "sea":
        return {_DUCTED: resolved}
    if resolved.scenario.terrain != "smooth":
        return {_PLAIN: resolved}
    return {_PLAIN: _variant(resolved, False), _LOBES: _variant(resolved, True)}


def _variant(resolved: ResolvedScenario, lobing: bool) -> ResolvedScenario:
    """The same scenario with or without reflection by the ground."""
    scenario = resolved.scenario
    if scenario.propagation.lobing == lobing:
        return resolved
    way = scenario.propagation.model_copy(update={"lobing": lobing})
    return resolve(scenario.model_copy(update={"propagation": way}), coverage=True)


def _sections(found: Survey) -> list[Section]:
    """One of each kind of radar, at each azimuth asked for or in the middle of its sector."""
    seen, sections = set(), []
    for row, radar in enumerate(radars_of(found.resolved)):
        unit = found.resolved.units[radar.unit]
        kind = radar.ref.card.name, unit.spec.mast, bool(unit.system.aircraft)
        if kind in seen:
            continue
        seen.add(kind)
        middle = float(found.scene.records[row].facing)
        for azimuth in found.request.azimuths or (middle,):
            sections.append(Section(row, radar, azimuth, not found.request.azimuths))
    return sections


def _chart(found: Survey, variants: dict[str, ResolvedScenario], section: Section) -> LineChart:
    unit = found.resolved.units[section.radar.unit]
    record = found.scene.records[section.row]
    away = _looks_away(record, section.azimuth)
    if section.radar.ref.card.ideal:
        variants = {_IDEAL: found.resolved}
    curves = []
    for label, resolved in variants.items():
        contour = None if away else _contour(found, resolved, section)
        if contour is not None:
            curves.append(Curve(label, *contour))
    farthest = max((1.3e3 * float(np.nanmax(curve.x)) for curve in curves), default=math.inf)
    curves += _limits(found, section, min(farthest, float(record.instrumented_m)))
    degrees = f"{math.degrees(section.azimuth) % 360:.0f}°"
    sector = found.values[section.radar.ref.refs["azimuth_sector"]]
    where = "all round" if sector >= ALL_ROUND and section.spread else f"azimuth {degrees}"
    against = target_names(found.resolved)[0]
    name = f"vertical-{_slug(section.radar.ref.name)}" + ("" if section.spread else f"-{degrees.rstrip('°')}")
    return LineChart(
        name,
        f"{section.radar.ref.card.name} of {unit.spec.name} against {against}, {where}: range and height",
        "range along the ground [km]", "height of the target [km]", tuple(curves),
        _note(found, section, tuple(variants), away),
    )  # fmt: skip


def _looks_away(record: Any, azimuth: float) -> bool:
    """Whether an azimuth lies outside the radar's sector."""
    turn = abs(math.remainder(azimuth - float(record.facing), 2.0 * math.pi))
    return record.half_sector < math.pi and turn > float(record.half_sector)


def _note(found: Survey, section: Section, labels: tuple[str, ...], away: bool) -> str:
    """What stands under a diagram."""
    told = []
    if away:
        record = found.scene.records[section.row]
        wide, middle = (math.degrees(part) for part in (2.0 * record.half_sector, record.facing))
        told.append(
            f"The radar does not look there, so nothing is drawn: its sector is {wide:.0f}° wide about azimuth"
            f" {middle % 360:.0f}°."
        )
    else:
        told.append(f"Inside the first curve one look detects with {share(found.request.detection)} or more.")
    told.append(f"The top is cut at 30 km. The horizon is that of a smooth earth{_hill_words(found)}.")
    if _LOBES in labels and not away:
        told.append(
            "With reflection, lobes reach up to twice as far and the gaps between them less; over rough ground both"
            " fade."
        )
    if _DUCTED in labels and not away:
        told.append("What the duct carries beyond the horizon is not drawn.")
    if found.resolved.scenario.jammers and not away:
        told.append("Stand-off jamming is counted as it is in this direction.")
    return " ".join([*told, "Best values of all inputs."])


def _hill_words(found: Survey) -> str:
    if not found.ground.hills or found.ensemble:
        return ""
    return "; the line of hills is the lowest visible height in this direction"


def _contour(found: Survey, resolved: ResolvedScenario, section: Section) -> tuple[Floats, Floats] | None:
    """Ground range and height of the contour [km]; None if nothing is detected."""
    values = draw(resolved.inputs, 0, 0, "best")
    records = record_table(1)
    placed = found.scene.records[section.row]
    carried = found.resolved.units[section.radar.unit].system.aircraft
    site = float(placed.ground_m), float(placed.height_m if carried else placed.ground_m)
    fill_record(records[0], resolved, section.radar, values, site)
    record = records[0]
    seen = echo(resolved.targets[0], section.radar, record, values, found.request)
    if too_slow(resolved.targets[0], section.radar, values):
        return None
    k = values["model.earth-factor"]
    low, high = float(record.elevation_min), float(record.elevation_max)
    # Below the horizon a ray meets the ground: nothing to draw there.
    dip = -math.sqrt(2.0 * max(record.height_m - record.ground_m, 0.0) / (k * EARTH_RADIUS))
    low = max(low, dip)
    fine = np.arange(low, min(_FINE_TO, high), _FINE)
    angles = np.concatenate([fine, np.arange(min(_FINE_TO, high), high, _COARSE), [high]])
    slants = np.empty_like(angles)
    reach = float(record.instrumented_m)
    jammers = found.scene.jammers[section.row]
    vertical_contour(
        records, 0, section.azimuth, seen.rcs, seen.wanted, k, reach / _STEPS, angles, jammers, seen.screen, slants
    )  # fmt: skip
    if not slants.any():
        return None
    return _points(angles, slants, float(record.height_m), float(record.ground_m), k)


def _points(angles: Floats, slants: Floats, antenna: float, ground: float, k: float) -> tuple[Floats, Floats]:
    """Ranges along the ground and heights [km], cut at the top of the diagram and closed at the antenna."""
    x, y = [], []
    for angle, slant in zip(angles, slants, strict=True):
        within = min(slant, _slant_at(TOP + ground, antenna, angle, k))
        height = slant_height(antenna, within, angle, k)
        x.append(k * EARTH_RADIUS * math.asin(within * math.cos(angle) / (k * EARTH_RADIUS + height)))
        y.append(height - ground)
    return np.array([*x, 0.0]) * 1e-3, np.array([*y, antenna - ground]) * 1e-3


def _slant_at(height: float, antenna: float, elevation: float, k: float) -> float:
    """Slant range at which a ray reaches a height [m]; infinite if it starts higher."""
    centre = k * EARTH_RADIUS + antenna
    rise = height - antenna
    if rise <= 0.0:
        return math.inf
    across = centre * math.sin(elevation)
    return math.sqrt(across * across + rise * (2.0 * centre + rise)) - across


def _limits(found: Survey, section: Section, reach: float) -> list[Curve]:
    """Horizon, hills and the elevation limit of the antenna."""
    record, k = found.scene.records[section.row], found.scene.k
    antenna, ground = float(record.height_m), float(record.ground_m)
    ranges = np.linspace(0.0, reach, _POINTS)
    low = np.array([masked_below(max(antenna - ground, 0.0), each, k) for each in ranges])
    curves = [Curve("horizon", ranges * 1e-3, low * 1e-3)]
    if found.ground.hills and not found.ensemble:
        curves.append(Curve("lowest visible height over the hills", *_hills(found, section, ranges, ground)))
    if record.elevation_max < 0.5 * math.pi - 1e-3:
        top = min(
            _slant_at(TOP + ground, antenna, float(record.elevation_max), k), float(record.instrumented_m)
        )
        slants = np.linspace(0.0, top, 41)
        angles = np.full_like(slants, float(record.elevation_max))
        x, y = _points(angles, slants, antenna, ground, k)
        curves.append(Curve("highest elevation of the antenna", x[:-1], y[:-1]))
    return curves


def _hills(found: Survey, section: Section, ranges: Floats, ground: float) -> tuple[Floats, Floats]:
    """Lowest visible height above the site along one azimuth, as far as the map reaches [km]."""
    hills = found.ground.hills[section.radar.unit]
    lowest = hills.floor(
        *hills.cell_of(0.0, 0.0),
        float(found.scene.records[section.row].height_m),
        found.scene.k,
        found.request.exact,
    )
    inside = ranges[ranges <= hills.half * hills.patch.cell]
    at = [
        hills.cell_of(each * math.sin(section.azimuth), each * math.cos(section.azimuth)) for each in inside
    ]
    return inside * 1e-3, (np.array([float(lowest[place]) for place in at]) - ground) * 1e-3


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())
