"""A whole survey of coverage: maps at the altitudes asked for, curves of area with intervals, rings to compare with.

Two rules decide what is made. A fictional laydown has maps of the best values in fine cells, with what binds in each. A
historical or announced one is an ensemble: each draw moves every site within its box of 0.1 degrees and draws the
inputs, and the maps give the share of draws in which a cell is covered, in cells of 5 km or more. In a place where a
war goes on there are curves only.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.analysis.coverage.board import Board, Place, Singles, half_width, make_board, usual_cell
from iamd.analysis.coverage.ground import SMOOTH, Ground, box_margin, hill_cell, read_ground
from iamd.analysis.coverage.request import Request
from iamd.analysis.coverage.rings import (
    DETECTION,
    ENGAGEMENT,
    Key,
    Mask,
    inside_rings,
    ring_radii,
    target_names,
)
from iamd.analysis.coverage.scene import (
    Scene,
    Values,
    envelopes,
    is_elevated,
    lowest_visible,
    make_scene,
    radars_of,
    unit_reaches,
)
from iamd.analysis.coverage.sweep import Bands, Codes, bands, covered_km2, in_threads, limits_km2, together
from iamd.errors import InputError
from iamd.physics.coverage import COVERED, lowest_of_all
from iamd.scenario.inputs import draw
from iamd.scenario.resolve import RaidRef, ResolvedScenario

Floats = NDArray[np.float64]
Progress = Callable[[int, int, str], None]
#: Name of the curve of all radars or units together, and of all but the elevated ones.
NETWORK, GROUNDED = "all together", "without elevated radars"
#: Smallest cells of maps of real laydowns [m].
ENSEMBLE_CELL = 5_000.0
#: More radars than this are shown together only.
MOST_SINGLE = 6
#: Cells from the middle to the edge of the maps from which intervals come.
_DRAWN_CELLS = 80


class Curves(NamedTuple):
    """Areas by altitude of one kind of coverage against one target.

    Attributes:
        series: name of a radar, a unit or all together, to its areas [km2], best values or median.
        low, high: 5 and 95 % points over the draws, or None without draws.
        limits: area of each code within the rings, for all together [altitudes, codes; km2]; for an ensemble the mean.
        ring_m: radius of the ring that a brochure would draw about each unit [m]; 0 where the unit has none.
        ring_km2: area within these rings.
    """

    key: Key
    altitudes: Floats
    series: dict[str, Floats]
    low: dict[str, Floats] | None
    high: dict[str, Floats] | None
    limits: Floats
    ring_m: tuple[float, ...]
    ring_km2: float


class Survey(NamedTuple):
    """Everything that a survey found.

    Attributes:
        maps: by what it is about and altitude: codes (fictional) or shares of draws (ensemble); empty in a war.
        lowest: lowest visible height of any radar [m above the ellipsoid] and the surfaces to count from, or None.
        warnings: what a reader must know first.
    """

    resolved: ResolvedScenario
    request: Request
    ground: Ground
    board: Board
    scene: Scene
    values: Values
    keys: tuple[Key, ...]
    maps: dict[tuple[Key, float], Any]
    lowest: tuple[Singles, Singles, Singles] | None
    curves: tuple[Curves, ...]
    warnings: tuple[str, ...]

    @property
    def ensemble(self) -> bool:
        """Whether sites are drawn from boxes."""
        return self.resolved.scenario.laydown.kind != "fictional"

    def target(self, key: Key) -> RaidRef:
        """The target of a key."""
        return self.resolved.targets[key.target]

    def target_name(self, key: Key) -> str:
        """What the target of a key is called: its card, and what sets it apart from others of the same card."""
        return target_names(self.resolved)[key.target]

    def curve(self, key: Key) -> Curves:
        """The curves of a key."""
        return next(each for each in self.curves if each.key == key)


def survey(resolved: ResolvedScenario, request: Request, progress: Progress | None = None) -> Survey:
    """Survey the coverage of a scenario.

    Args:
        resolved: with its targets (``resolve(..., coverage=True)``).
        progress: called with (done, total, what).

    Raises:
        InputError: nothing is on the air, the ground is not covered, the map would be too large.
    """
    tell = progress or (lambda done, total, what: None)
    ensemble = resolved.scenario.laydown.kind != "fictional"
    best = draw(resolved.inputs, request.seed, 0, "best")
    numbers = range(request.draws)
    drawn: list[Values] = [draw(resolved.inputs, request.seed, number) for number in numbers]
    board, ground = _places(resolved, request, [best, *drawn] if ensemble else [best], ensemble)
    scene = make_scene(resolved, request, board, ground, best, None)
    keys, warnings = _keys(resolved, scene)
    maps: dict[tuple[Key, float], Any] = {}
    best_areas, lowest = None, None
    if not ensemble:
        tell(0, 1, "maps")
        best_areas = _best(resolved, request, board, scene, keys, maps)
        lowest = _lowest(scene, board, ground, request)
    coarse = board if ensemble else _coarse(resolved, request, [best, *drawn], board)
    found = _drawn(resolved, request, coarse, ground, drawn, keys, ensemble, tell)
    for key, altitude in found[0].maps if ensemble and not resolved.scenario.laydown.active_war else ():
        layers = [each.maps[key, altitude] for each in found]
        maps[key, altitude] = np.mean(layers, axis=0, dtype=np.float32)
    centre = (
        None
        if ensemble
        else _best(resolved, request, coarse, _again(resolved, request, coarse, ground, best), keys)
    )
    curves = tuple(
        _curve(key, resolved, request, board, scene, best_areas, centre, [each.areas for each in found])
        for key in keys
    )
    if resolved.scenario.laydown.active_war:
        maps, lowest = {}, None
    return Survey(resolved, request, ground, board, scene, best, keys, maps, lowest, curves, warnings)


def _places(
    resolved: ResolvedScenario, request: Request, values: list[Values], ensemble: bool
) -> tuple[Board, Ground]:
    """The map and its ground."""
    places: list[Place] = [unit.spec.at for unit in resolved.units]
    reaches = _reaches(resolved, request, values)
    if ensemble and request.cell is not None and request.cell < ENSEMBLE_CELL:
        raise InputError(
            "a map of a real laydown has cells of 5 km or more, because its sites are boxes of 0.1 degrees",
            given=f"{request.cell:g} m", allowed="5 km or more", where="coverage.cell",
        )  # fmt: skip
    margin = [box_margin(place[0]) if ensemble else 0.0 for place in places]
    wide = [reach + more for reach, more in zip(reaches, margin, strict=True)]
    half = half_width(places, [each for each in wide if each > 0.0] if len(places) == 1 else wide)
    fine = hill_cell(resolved.scenario, None if ensemble else request.cell, usual_cell(half))
    ground = SMOOTH
    if resolved.scenario.terrain != "smooth":
        ground = read_ground(resolved.scenario, places, wide, fine)
    cell = (request.cell or max(usual_cell(half), ENSEMBLE_CELL)) if ensemble else fine
    return make_board(places, half, cell), ground


def _reaches(resolved: ResolvedScenario, request: Request, values: list[Values]) -> list[float]:
    """Greatest reach about each unit over draws [m]; a unit without a radar on the air stands at its place only."""
    radars = radars_of(resolved)
    every = [unit_reaches(radars, each, request, len(resolved.units)) for each in values]
    return [max(*column, ENSEMBLE_CELL) for column in zip(*every, strict=True)]


def _coarse(resolved: ResolvedScenario, request: Request, values: list[Values], board: Board) -> Board:
    """The coarser map of a fictional laydown from which intervals come; it holds the reach of every draw."""
    places: list[Place] = [unit.spec.at for unit in resolved.units]
    half = half_width(places, _reaches(resolved, request, values))
    return make_board(places, half, max(board.grid.cell_m, half / _DRAWN_CELLS))


def _again(
    resolved: ResolvedScenario, request: Request, board: Board, ground: Ground, values: Values
) -> Scene:
    return make_scene(resolved, request, board, ground, values, None)


def _keys(resolved: ResolvedScenario, scene: Scene) -> tuple[tuple[Key, ...], tuple[str, ...]]:
    """What to draw, and why some of it is left out."""
    keys, warnings = [], []
    armed = sorted({radar.unit for radar in scene.radars if radar.engages})
    names = target_names(resolved)
    for row, target in enumerate(resolved.targets):
        keys.append(Key(DETECTION, row))
        able = [unit for unit in armed if len(envelopes(resolved, unit, target, scene.values))]
        if able:
            keys.append(Key(ENGAGEMENT, row))
        for unit in armed:
            if unit not in able:
                warnings.append(_unable(resolved, unit, target, names[row]))
    return tuple(keys), tuple(dict.fromkeys(warnings))


def _unable(resolved: ResolvedScenario, unit: int, target: RaidRef, what: str) -> str:
    """Why a unit cannot engage a target at all."""
    who = resolved.units[unit].spec.name
    rounds = " or ".join(magazine.type for magazine in resolved.units[unit].magazines)
    stated = [m for m in resolved.units[unit].magazines if "range_max_ballistic" in m.refs]
    if target.kind == "ballistic" and not stated:
        return f"{who} does not engage {what}: nobody states a range of {rounds} against ballistic missiles."
    return f"{who} does not engage {what}: it is faster than {rounds} can meet, or no such round is loaded."


class Areas(NamedTuple):
    """Areas of one draw on one map, by key: of each series, and of each code of all together."""

    series: dict[Key, dict[str, Floats]]
    limits: dict[Key, Floats]


class Drawn(NamedTuple):
    """One draw: its areas, and what is covered at the altitudes of the maps (ensembles only)."""

    areas: Areas
    maps: dict[tuple[Key, float], Any]


def _best(
    resolved: ResolvedScenario, request: Request, board: Board, scene: Scene, keys: tuple[Key, ...],
    maps: dict[tuple[Key, float], Any] | None = None,
) -> Areas:  # fmt: skip
    """Areas of one scene at all altitudes of the curve; codes at those of the maps go into ``maps``."""
    jobs = [(row, altitude) for row in range(len(resolved.targets)) for altitude in request.curve]
    rings = {key: inside_rings(scene.views, ring_radii(resolved, scene, request, key)) for key in keys}

    def one(job: tuple[int, float]) -> list[tuple[Key, dict[str, float], Floats, Codes | None]]:
        row, altitude = job
        found = bands(resolved, request, board, scene, resolved.targets[row], altitude)
        wanted = maps is not None and altitude in request.altitudes
        return [
            _measure(key, found, resolved, board, scene, rings[key], wanted)
            for key in keys
            if key.target == row
        ]

    series: dict[Key, dict[str, list[float]]] = {key: {} for key in keys}
    limits: dict[Key, list[Floats]] = {key: [] for key in keys}
    for (_, altitude), measured in zip(jobs, in_threads(one, jobs), strict=True):
        for key, areas, binding, codes in measured:
            for name, area in areas.items():
                series[key].setdefault(name, []).append(area)
            limits[key].append(binding)
            if maps is not None and codes is not None:
                maps[key, altitude] = codes
    return Areas(
        {key: {name: np.array(areas) for name, areas in each.items()} for key, each in series.items()},
        {key: np.array(each) for key, each in limits.items()},
    )


def _measure(
    key: Key, found: Bands, resolved: ResolvedScenario, board: Board, scene: Scene, ring: Mask, keep: bool
) -> tuple[Key, dict[str, float], Floats, Codes | None]:
    """Areas of all series of one key, and the codes of all together if they are wanted."""
    codes = found.detection if key.kind == DETECTION else found.engagement
    names = series_names(resolved, scene, key.kind)
    network = together(codes.values(), board.shape)
    areas = {NETWORK: covered_km2(board, network)}
    if 1 < len(codes) <= MOST_SINGLE:
        areas |= {names[row]: covered_km2(board, each) for row, each in codes.items()}
    if key.kind == DETECTION:
        low = [
            each for row, each in codes.items() if not is_elevated(resolved, scene.radars[row], scene.values)
        ]
        if 0 < len(low) < len(codes) and (len(low) > 1 or len(codes) > MOST_SINGLE):
            areas[GROUNDED] = covered_km2(board, together(low, board.shape))
    return key, areas, limits_km2(board, network, ring), network if keep else None


def series_names(resolved: ResolvedScenario, scene: Scene, kind: str) -> dict[int, str]:
    """Names of the single curves: units, and their radars where one unit has several that search."""
    units = [unit.spec.name for unit in resolved.units]
    if kind == ENGAGEMENT:
        return dict(enumerate(units))
    searching = [radar.unit for radar in scene.radars if radar.searches]
    return {
        row: units[radar.unit] if searching.count(radar.unit) == 1 else f"{units[radar.unit]}, {radar.ref.card.name}"
        for row, radar in enumerate(scene.radars)
        if radar.searches
    }  # fmt: skip


def _drawn(
    resolved: ResolvedScenario, request: Request, board: Board, ground: Ground, drawn: list[Values],
    keys: tuple[Key, ...], ensemble: bool, tell: Progress,
) -> list[Drawn]:  # fmt: skip
    """Every draw; the draws run one after the other, each on all cores."""
    found = []
    for number, values in enumerate(drawn):
        scene = make_scene(resolved, request, board, ground, values, number if ensemble else None)
        maps: dict[tuple[Key, float], Any] = {}
        areas = _best(resolved, request, board, scene, keys, maps if ensemble else None)
        found.append(Drawn(areas, {place: codes == COVERED for place, codes in maps.items()}))
        tell(number + 1, len(drawn), "drawing sites and inputs" if ensemble else "drawing inputs")
    return found


def _curve(
    key: Key, resolved: ResolvedScenario, request: Request, board: Board, scene: Scene, best: Areas | None,
    centre: Areas | None, drawn: list[Areas],
) -> Curves:  # fmt: skip
    """Curves of one key: best values (or medians) with the interval over draws."""
    altitudes = np.array(request.curve)
    ring = ring_radii(resolved, scene, request, key)
    ring_km2 = float(board.areas[inside_rings(board.views, ring)].sum())
    series, low, high = {}, {}, {}
    limits = np.mean([each.limits[key] for each in drawn], axis=0) if best is None else best.limits[key]
    for name in (best or drawn[0]).series[key]:
        if not drawn:
            assert best is not None
            series[name] = best.series[key][name]
            continue
        many = np.array([each.series[key][name] for each in drawn])
        low[name], middle, high[name] = np.percentile(many, (5.0, 50.0, 95.0), axis=0)
        series[name] = middle
        if best is not None and centre is not None:
            # Intervals come from coarser cells: their ratio to the same cells at best values is what they say.
            fine = best.series[key][name]
            scale = np.divide(
                fine, centre.series[key][name], out=np.ones_like(fine), where=centre.series[key][name] > 0
            )
            series[name] = fine
            low[name], high[name] = np.minimum(low[name] * scale, fine), np.maximum(high[name] * scale, fine)
    return Curves(
        key, altitudes, series, low if drawn else None, high if drawn else None, limits, ring, ring_km2
    )


def _lowest(scene: Scene, board: Board, ground: Ground, request: Request) -> tuple[Singles, Singles, Singles]:
    """Lowest visible height of any radar, and the ground and the geoid under it [m above the ellipsoid]."""
    lowest = np.full(board.shape, np.inf, np.float32)
    for row, radar in enumerate(scene.radars):
        view = scene.views[radar.unit]
        floor = lowest_visible(scene, row)
        if not ground.hills:
            floor = floor - np.float32(scene.records[row].ground_m)  # each site has a smooth earth of its own
        if radar.searches:
            lowest_of_all(
                scene.records, row, view.east, view.north, request.radius or math.inf, floor, lowest
            )
    if not ground.hills:
        flat = np.zeros(board.shape, np.float32)
        return lowest, flat, flat
    surfaces = []
    for part in ("heights", "undulation"):
        # Each cell from the nearest unit, whose hills reach farthest there.
        near, surface = np.full(board.shape, np.inf, np.float32), np.zeros(board.shape, np.float32)
        for hills, view in zip(ground.hills, board.views, strict=True):
            rows, columns = hills.places(view)
            away = np.hypot(view.east, view.north)
            surface = np.where(away < near, getattr(hills.patch, part)[rows, columns], surface)
            near = np.minimum(near, away)
        surfaces.append(surface)
    return lowest, surfaces[0], surfaces[1]
