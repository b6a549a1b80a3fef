"""From a survey to what is drawn: map sheets and curves, in the words that stand on them."""

from __future__ import annotations

import itertools

import numpy as np

from iamd.analysis.coverage.rings import DETECTION, Key, ring_word
from iamd.analysis.coverage.scene import HALF_BOX, horizon_altitude
from iamd.analysis.coverage.survey import GROUNDED, NETWORK, Floats, Survey
from iamd.analysis.coverage.words import altitude_text, assumptions, notice, sources, target_words, who
from iamd.analysis.mapsheet import Curve, Layer, LegendEntry, LineChart, MapSheet, PlaceMark, Ring
from iamd.physics.coverage import COVERED, ELEVATION, ENERGY, HORIZON, KINEMATICS, OUTSIDE, SECTOR, TERRAIN

_COLOURS = {
    OUTSIDE: "#ffffff", SECTOR: "#d9a3c4", HORIZON: "#cfd6dc", TERRAIN: "#9c7a54", ELEVATION: "#8d8bb8",
    ENERGY: "#f2d16b", KINEMATICS: "#7fc8b4", COVERED: "#0b6fb8",
}  # fmt: skip
_ORDER = (COVERED, KINEMATICS, TERRAIN, HORIZON, ENERGY, SECTOR, ELEVATION, OUTSIDE)
#: Lower bounds of the colour steps of lowest visible altitudes [m], and colours.
_STEPS = (0.0, 50.0, 100.0, 300.0, 1e3, 3e3, 1e4)
_STEP_COLOURS = ("#08306b", "#1f5a97", "#3f83b5", "#76afd0", "#b2d2e3", "#e2e8ea", "#f6e8c3")
_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
_SHARE_COLOURS = ("#eef1f3", "#c6d9e6", "#8fbbd6", "#4f94c0", "#1d6aa5", "#08306b")


def limit_labels(kind: str) -> dict[int, str]:
    """What each code means, in plain words."""
    return {
        OUTSIDE: "Beyond the displayed range",
        SECTOR: "Not seen: outside the radar's sector",
        ELEVATION: "Not seen: above or below the beam",
        HORIZON: "Not seen: below the horizon",
        TERRAIN: "Not seen: hidden by terrain",
        ENERGY: "Not seen: echo too weak, or lost in clutter or jamming",
        KINEMATICS: "Seen, but outside the reach of the rounds",
        COVERED: "Seen" if kind == DETECTION else "Seen and within reach of a round",
    }


def map_sheets(found: Survey) -> list[tuple[str, MapSheet]]:
    """Sheets with the stems of their files: one to each kind and target, and one of lowest visible altitudes."""
    sheets = [(sheet_name(found, key), _sheet(found, key)) for key in found.keys if found.maps]
    lowest = _lowest_sheet(found)
    return [*sheets, ("lowest-visible", lowest)] if lowest is not None else sheets


def sheet_name(found: Survey, key: Key) -> str:
    """Stem of the files of one kind and target."""
    return f"{key.kind}-{_slug(found.target_name(key))}"


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _sheet(found: Survey, key: Key) -> MapSheet:
    layers = tuple(
        (_share_layer if found.ensemble else _code_layer)(found, key, altitude)
        for altitude in found.request.altitudes
    )
    what = "can engage" if key.kind != DETECTION else "sees" if _single(found) else "see"
    return MapSheet(
        f"What {who(found, key)} {what}: {found.target_name(key)}",
        target_words(found, key), found.board.grid, layers, _places(found), _rings(found, key), found.ground.name,
        assumptions(found, key), sources(found), notice(found),
    )  # fmt: skip


def _single(found: Survey) -> bool:
    return len(found.resolved.units) == 1


def _code_layer(found: Survey, key: Key, altitude: float) -> Layer:
    codes = found.maps[key, altitude]
    labels = limit_labels(key.kind)
    present = set(np.unique(codes).tolist()) | {COVERED}
    legend = tuple(LegendEntry(code, labels[code], _COLOURS[code]) for code in _ORDER if code in present)
    return Layer(
        f"{sheet_name(found, key)}-{altitude:g}m",
        "Where it is seen, and what stops the radars elsewhere" if key.kind == DETECTION
        else "Where it can be engaged, and what stops the units elsewhere",
        f"target at {altitude_text(found.request, altitude)}", codes, "classes", "", legend, (COVERED,), OUTSIDE,
    )  # fmt: skip


def _share_layer(found: Survey, key: Key, altitude: float) -> Layer:
    share = np.where(found.maps[key, altitude] > 0.0, found.maps[key, altitude], np.nan).astype(np.float32)
    texts = ("below 5 %", "5 to 25 %", "25 to 50 %", "50 to 75 %", "75 to 95 %", "95 % and more")
    legend = tuple(
        LegendEntry(bound, f"{text} of the draws", colour)
        for bound, text, colour in zip((0.0, *_SHARES), texts, _SHARE_COLOURS, strict=True)
    )
    verb = "seen" if key.kind == DETECTION else "within reach"
    return Layer(
        f"{sheet_name(found, key)}-{altitude:g}m", f"How likely it is {verb}, as far as sites and figures are known",
        f"target at {altitude_text(found.request, altitude)}", share, "continuous", "share of draws", legend,
    )  # fmt: skip


def _lowest_sheet(found: Survey) -> MapSheet | None:
    if found.lowest is None:
        return None
    lowest, ground, geoid = found.lowest
    surfaces = [("ground", ground, "above ground"), ("sea", geoid, "above sea level")]
    layers = []
    for name, surface, words in surfaces if found.ground.hills else surfaces[:1]:
        values = np.where(np.isfinite(lowest), np.maximum(lowest - surface, 0.0), np.nan).astype(np.float32)
        texts = [
            f"below {high:,.0f} m" if low == 0.0 else f"{low:,.0f} to {high:,.0f} m"
            for low, high in itertools.pairwise(_STEPS)
        ]
        legend = tuple(
            LegendEntry(low, text, colour)
            for low, text, colour in zip(
                _STEPS, [*texts, f"above {_STEPS[-1]:,.0f} m"], _STEP_COLOURS, strict=True
            )
        )
        layers.append(
            Layer(f"lowest-visible-{name}", "Lowest visible altitude",
                  f"lowest visible altitude {words}", values, "continuous", f"m {words}", legend)
        )  # fmt: skip
    key = found.keys[0]
    return MapSheet(
        f"How low {who(found, key)} can see at all",
        "Sight only: whether the echo is strong enough is another question", found.board.grid, tuple(layers),
        _places(found), (), found.ground.name, assumptions(found, None), sources(found), notice(found),
    )  # fmt: skip


def _places(found: Survey) -> tuple[PlaceMark, ...]:
    half = HALF_BOX if found.ensemble else 0.0
    scenario = found.resolved.scenario
    units = [PlaceMark(unit.name, "unit", *unit.at, half) for unit in scenario.units]
    assets = [PlaceMark(asset.name, "asset", *asset.at, half) for asset in scenario.assets]
    return (*units, *assets)


def _rings(found: Survey, key: Key) -> tuple[Ring, ...]:
    """Rings of the brochure, with the altitude from which a target at their edge is above the horizon."""
    rings = []
    for row, radius in enumerate(found.curve(key).ring_m):
        unit = found.resolved.units[row]
        if radius <= 0.0:
            continue
        masts = [
            float(found.scene.records[i].height_m - found.scene.records[i].ground_m)
            for i, radar in enumerate(found.scene.radars)
            if radar.unit == row and (radar.searches if key.kind == DETECTION else radar.engages)
        ]
        lowest = horizon_altitude(max(masts), radius, found.scene.k)
        words = (
            f"in sight only for targets above {_height(lowest)} (over the unit's ground)"
            if lowest >= 1.0
            else "in sight for targets at any altitude"
        )
        rings.append(
            Ring(
                f"{_km(radius)} about {unit.spec.name}: {ring_word(found.request, radius)}",
                *unit.spec.at,
                radius,
                words,
            )
        )
    return tuple(rings)


def _km(metres: float) -> str:
    return f"{metres / 1e3:,.0f} km"


def _height(metres: float) -> str:
    if metres >= 1000.0:
        return f"{metres / 1e3:,.1f} km"
    return f"{round(metres, -1):,.0f} m" if metres >= 50.0 else f"{metres:,.0f} m"


def area_charts(found: Survey) -> list[LineChart]:
    """Area against altitude: one chart to each kind and target, with the single radars or units."""
    return [_area_chart(found, key) for key in found.keys]


def _area_chart(found: Survey, key: Key) -> LineChart:
    curves = found.curve(key)
    order = sorted(curves.series, key=lambda name: (name != NETWORK, name == GROUNDED))
    lines = []
    for name in order:
        label = _label(found, key, name, len(order))
        band: tuple[Floats, Floats] | tuple[None, None] = (None, None)
        if name == NETWORK and curves.low is not None and curves.high is not None:
            band = _drawable(curves.low[name]), _drawable(curves.high[name])
        lines.append(Curve(label, curves.altitudes, _drawable(curves.series[name]), *band))
    lines.append(
        Curve(
            f"the {ring_word(found.request, max(curves.ring_m))}",
            curves.altitudes,
            np.full_like(curves.altitudes, curves.ring_km2),
        )
    )
    verb = "seen" if key.kind == DETECTION else "in which a round can reach it"
    draws = found.request.draws
    shaded = (
        f"Line: {'median' if found.ensemble else 'best values'}; shaded: 5 to 95 % of {draws} draws of"
        f" {'sites in their boxes of 0.1° and of ' if found.ensemble else ''}the published figures. "
        if draws
        else "Best values of all figures. "
    )
    rings = sorted({radius for radius in curves.ring_m if radius > 0.0})
    note = f"{shaded}Ring: {' and '.join(_km(each) for each in rings)} about each unit. {_terrain(found)}"
    return LineChart(
        f"area-{sheet_name(found, key)}", f"Area {verb}, by altitude of the target: {found.target_name(key)}",
        f"altitude of the target {found.request.above_text} [m]", "area [km²]", tuple(lines), note, "xy",
    )  # fmt: skip


def _drawable(areas: Floats) -> Floats:
    """Areas on an axis that has no nought."""
    return np.where(areas > 0.0, areas, np.nan)


def _label(found: Survey, key: Key, name: str, count: int) -> str:
    if name == NETWORK and count == 1:
        return who(found, key)
    return name


def _terrain(found: Survey) -> str:
    return f"{found.ground.name[:1].upper()}{found.ground.name[1:].rstrip('.')}."
