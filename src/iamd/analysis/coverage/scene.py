"""All radars and rounds of a scenario in one draw: sites, records, lowest visible heights, echoes, envelopes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from iamd.analysis.coverage.board import Board, Place, Singles, View, azimuth, bearing_vector
from iamd.analysis.coverage.ground import COARSE_ALTITUDE, Ground, view_cells
from iamd.analysis.coverage.request import Request
from iamd.errors import ScenarioError
from iamd.physics.aspect import cross_section, mean_cross_section
from iamd.physics.coverage import JAMMER_COLUMNS, slant_range, smooth_floor
from iamd.physics.detection import required_snr
from iamd.physics.propagation import EARTH_RADIUS, slant_elevation, visible
from iamd.physics.rng import Stream, name_word, uniform2
from iamd.physics.sensing import RADAR_FIELDS
from iamd.scenario.places import origin_of
from iamd.scenario.resolve import RaidRef, ResolvedScenario, SensorRef, UnitRef
from iamd.scenario.sensing import RadarSite, echo_of, radar_record

Values = Mapping[str, float]
#: Half the side of the box in which a real site may lie [deg].
HALF_BOX = 0.05
#: A sector as wide as this sees all round [rad].
ALL_ROUND = 6.28
#: An antenna this high above its ground counts as elevated [m].
ELEVATED = 100.0
_BEAM_COSINE = {"nose": 1.0, "side": 0.0, "tail": -1.0}


class Radar(NamedTuple):
    """One radar of a scenario: its place in the tables and what it may do."""

    unit: int
    ref: SensorRef
    searches: bool
    engages: bool


class Site(NamedTuple):
    """Where a unit stands, above the ellipsoid [m]: the ground that its radars count from, and the unit itself."""

    ground: float
    height: float


class Scene(NamedTuple):
    """One draw on one map.

    Attributes:
        records: of ``sensing.RADAR_FIELDS``, one to each radar.
        views: from each unit.
        base: surface from which altitudes count, by unit [m above the ellipsoid].
        floors: lowest visible height by radar [m above the ellipsoid]; empty for a smooth earth.
        level_floors: the same over a smooth earth at the height of each site; empty for a smooth earth.
        launchers: height of each unit's launchers above the ellipsoid [m].
        jammers: that each radar hears.
        k: effective-earth factor.
        coarse: whether the hills are too coarse for low targets.
        reaches: how far the map reaches about each unit [m].
    """

    radars: tuple[Radar, ...]
    records: Any
    views: tuple[View, ...]
    base: tuple[Singles, ...]
    floors: tuple[Singles, ...]
    level_floors: tuple[Singles, ...]
    launchers: tuple[float, ...]
    jammers: tuple[Any, ...]
    k: float
    coarse: bool
    values: Values
    reaches: tuple[float, ...]


def radars_of(resolved: ResolvedScenario) -> tuple[Radar, ...]:
    """The radars that are on the air, in the order of the scenario.

    A unit's engagement radar searches only where the unit has no other.

    Raises:
        ScenarioError: there is none.
    """
    found = []
    for row, unit in enumerate(resolved.units):
        if unit.spec.state != "on":
            continue
        roles = [ref.card.role for ref in unit.sensors]
        alone = all(role == "engagement" for role in roles)
        found += [
            Radar(row, ref, role != "engagement" or alone, role != "search" and bool(unit.magazines))
            for ref, role in zip(unit.sensors, roles, strict=True)
        ]
    if not found:
        raise ScenarioError("no unit of the scenario has a radar that is on the air", where="units")
    return tuple(found)


def unit_reaches(radars: tuple[Radar, ...], values: Values, request: Request, units: int) -> list[float]:
    """How far the map reaches about each unit [m]: its longest displayed range, or what was asked if that is less."""
    found = [0.0] * units
    for radar in radars:
        shown = values[radar.ref.refs["instrumented_range"]]
        found[radar.unit] = max(found[radar.unit], min(shown, request.radius or shown))
    return found


def facing(resolved: ResolvedScenario, unit: UnitRef, ref: SensorRef, values: Values) -> float:
    """Azimuth of the middle of a radar's sector [rad]: as given, toward the raid, or north if it sees all round.

    Raises:
        ScenarioError: nobody says where a radar with a sector looks.
    """
    if unit.spec.facing is not None:
        return float(unit.spec.facing)
    east = north = 0.0
    for item in resolved.raid:
        bearing = azimuth(unit.spec.at, origin_of(item.entry, resolved.scenario))
        east += math.sin(bearing) * item.entry.count
        north += math.cos(bearing) * item.entry.count
    if east or north:
        return math.atan2(east, north)
    if values[ref.refs["azimuth_sector"]] < ALL_ROUND:
        raise ScenarioError(
            f"{ref.card.name} sees a sector only: say with `facing:` where it looks",
            given=unit.spec.name, where="units",
        )  # fmt: skip
    return 0.0


def site_shift(unit: UnitRef, seed: int, number: int) -> tuple[float, float]:
    """East and north [m] from the middle of a unit's box of sites to the site of one draw."""
    u, v = uniform2(seed, number, Stream.SITE.value, name_word(unit.spec.name), 0)
    latitude, longitude = unit.spec.at
    there = (
        min(max(latitude + HALF_BOX * (2.0 * u - 1.0), -90.0), 90.0),
        longitude + HALF_BOX * (2.0 * v - 1.0),
    )
    return bearing_vector(unit.spec.at, there)


def make_scene(
    resolved: ResolvedScenario,
    request: Request,
    board: Board,
    ground: Ground,
    values: Values,
    number: int | None,
) -> Scene:
    """Place everything for one draw.

    Args:
        number: of the draw, from which sites in their boxes follow; None for the places as given.
    """
    radars = radars_of(resolved)
    k = values["model.earth-factor"]
    shifts = [
        (0.0, 0.0) if number is None else site_shift(unit, request.seed, number) for unit in resolved.units
    ]
    views = tuple(view.shifted(*shift) for view, shift in zip(board.views, shifts, strict=True))
    sites = [
        _site(resolved, row, ground, values, None if number is None else shift)
        for row, shift in enumerate(shifts)
    ]
    records = record_table(len(radars))
    for row, radar in enumerate(radars):
        fill_record(records[row], resolved, radar, values, sites[radar.unit])
    if ground.hills:
        records.floor_step_m[:] = 1.0  # any: it says that there are hills
    floors, level = _floors(radars, records, ground, board, shifts, request, k)
    return Scene(
        radars, records, views, _bases(ground, board, request, sites), floors, level,
        tuple(site.height for site in sites),
        tuple(_jammers(resolved, radar, records[row], k) for row, radar in enumerate(radars)),
        k, ground.coarse, values, tuple(unit_reaches(radars, values, request, len(resolved.units))),
    )  # fmt: skip


def record_table(rows: int) -> Any:
    """Zeroed records of radars."""
    dtype = np.dtype([(field.name, "<f8", field.shape) for field in RADAR_FIELDS], align=True)
    return np.zeros(rows, dtype=dtype).view(np.recarray)


def fill_record(
    record: Any, resolved: ResolvedScenario, radar: Radar, values: Values, site: tuple[float, float]
) -> None:
    """Write one radar's record: ``site`` is that of its unit; an antenna stands on its mast, or on its aircraft."""
    unit = resolved.units[radar.unit]
    ground, stand = site
    antenna = values[radar.ref.refs["antenna_height"]] if unit.spec.mast is None else unit.spec.mast
    height = stand + (0.0 if unit.system.aircraft else antenna)
    look = facing(resolved, unit, radar.ref, values)
    for name, number in radar_record(resolved, radar.ref, values, RadarSite(ground, height, look)).items():
        record[name] = number


def _site(
    resolved: ResolvedScenario, row: int, ground: Ground, values: Values, shift: tuple[float, float] | None
) -> Site:
    """Where a unit stands, by the rule of the simulation: as the scenario says, else on the ground.

    ``shift`` is from the place as given to a drawn site, which stands on the cell there; the place itself stands on the
    ground between the points of the files.
    """
    unit = resolved.units[row]
    level = 0.0
    if ground.hills and shift is not None:
        level = float(ground.hills[row].patch.heights[ground.hills[row].cell_of(*shift)])
    elif resolved.ground is not None:
        level = resolved.ground.height(*unit.spec.at)
    height = unit.spec.altitude
    if not unit.system.aircraft:
        height = level if height == 0.0 else height
        return Site(height, height)
    if "radar_altitude" in unit.refs and height == 0.0:
        height = values[unit.refs["radar_altitude"]]
    return Site(level, height)


def _bases(ground: Ground, board: Board, request: Request, sites: list[Site]) -> tuple[Singles, ...]:
    """Surface from which altitudes count, by unit; drawn sites see the same ground.

    A smooth earth lies, for each unit, at the height of its site.
    """
    if not ground.hills:
        levels = [site.ground if request.above == "ground" else 0.0 for site in sites]
        return tuple(np.full(board.shape, level, np.float32) for level in levels)
    return tuple(
        view_cells(hills, hills.patch.heights if request.above == "ground" else hills.patch.undulation, view)
        for hills, view in zip(ground.hills, board.views, strict=True)
    )


def _floors(
    radars: tuple[Radar, ...], records: Any, ground: Ground, board: Board, shifts: list[tuple[float, float]],
    request: Request, k: float,
) -> tuple[tuple[Singles, ...], tuple[Singles, ...]]:  # fmt: skip
    """Lowest visible heights of each radar at the cells of the map, and those over a smooth earth."""
    if not ground.hills:
        return (), ()
    found: list[Singles] = []
    smooth: list[Singles] = []
    for row, radar in enumerate(radars):
        hills = ground.hills[radar.unit]
        at = hills.cell_of(*shifts[radar.unit])
        antenna, level = float(records[row].height_m), float(records[row].ground_m)
        raster = hills.floor(*at, antenna, k, request.exact)
        found.append(view_cells(hills, raster, board.views[radar.unit]))
        smooth.append(view_cells(hills, hills.level_floor(*at, antenna, level, k), board.views[radar.unit]))
    return tuple(found), tuple(smooth)


def lowest_visible(scene: Scene, row: int) -> Singles:
    """Lowest visible height of one radar at the cells of the map [m above the ellipsoid]."""
    if scene.floors and scene.coarse:
        # Coarse hills hide nothing from this altitude down; there a smooth earth does.
        turn = scene.base[scene.radars[row].unit] + np.float32(COARSE_ALTITUDE)
        low: Singles = scene.level_floors[row]
        return np.where(low < turn, low, np.maximum(scene.floors[row], turn))
    if scene.floors:
        return scene.floors[row]
    view = scene.views[scene.radars[row].unit]
    out = np.empty_like(view.east)
    smooth_floor(scene.records, row, view.east, view.north, scene.k, out)
    return out


def _jammers(resolved: ResolvedScenario, radar: Radar, record: Any, k: float) -> Any:
    """Stand-off jammers that a radar hears; the horizon of a smooth earth at its site hides them."""
    place: Place = resolved.units[radar.unit].spec.at
    rows = []
    for spec in resolved.scenario.jammers:
        if radar.ref.card.band not in spec.bands or record.jam_gain <= 0.0:
            continue
        east, north = bearing_vector(place, spec.at)
        ground = math.hypot(east, north)
        mast, above = (max(each - record.ground_m, 0.0) for each in (record.height_m, spec.altitude))
        ducted = record.floor_step_m <= 0.0 and above < record.duct_top_m
        if not ducted and not visible(mast, above, ground, k):
            continue
        slant = max(slant_range(ground, record.height_m, spec.altitude), 1.0)
        up = math.sin(slant_elevation(record.height_m, spec.altitude, slant, 1.0))
        level = math.sqrt(1.0 - up * up) / max(ground, 1.0)
        noise = record.jam_gain * spec.erp / spec.bandwidth / (slant * slant)
        rows.append((level * east, level * north, up, noise, noise * record.sidelobe))
    return np.array(rows, dtype=np.float64).reshape(len(rows), JAMMER_COLUMNS)


class Echo(NamedTuple):
    """A target as one radar sees it: cross-section [m2], ratio wanted of a look, noise of a jammer it carries [m2]."""

    rcs: float
    wanted: float
    screen: float


def echo(target: RaidRef, radar: Radar, record: Any, values: Values, request: Request) -> Echo:
    """A target's echo for one radar, from the aspect asked for; one too slow for the filter is never strong enough."""
    found = echo_of(target, values)
    ahead = found.ahead[radar.ref.card.band]
    beam, tail = ahead * found.beam_ratio, ahead * found.tail_ratio
    if request.aspect == "mean":
        rcs = mean_cross_section(ahead, beam, tail, 0.0, found.flash_width)
    else:
        rcs = cross_section(ahead, beam, tail, _BEAM_COSINE[request.aspect], found.flash_width)
    wanted = required_snr(request.detection, record.false_alarm, found.swerling)
    if too_slow(target, radar, values):
        wanted = math.inf
    carried = target.entry.jammer
    screen = 0.0
    if carried is not None and radar.ref.card.band in carried.bands:
        screen = record.jam_gain * carried.erp / carried.bandwidth
    return Echo(rcs, wanted, screen)


def speed_of(target: RaidRef, values: Values) -> float | None:
    """Speed of a target [m/s]: the scenario's, else the library's; None for ballistic missiles."""
    given = getattr(target.entry, "speed", None)
    if given is not None:
        return float(given)
    return values[target.refs["speed"]] if "speed" in target.refs else None


def too_slow(target: RaidRef, radar: Radar, values: Values) -> bool:
    """Whether a target that comes straight on is slower than the radar's filter passes."""
    speed = speed_of(target, values)
    return speed is not None and speed < values[radar.ref.refs["radial_speed_min"]]


def envelopes(resolved: ResolvedScenario, row: int, target: RaidRef, values: Values) -> Any:
    """Least and greatest slant range and altitude [m] of each round or gun of a unit that can engage the class."""
    rows = []
    speed = speed_of(target, values) or 0.0
    for magazine in resolved.units[row].magazines:
        limits = envelope(magazine.refs, target.kind == "ballistic", values)
        loaded = (resolved.units[row].spec.magazine or {}).get(magazine.type, 1)
        if limits is None or loaded == 0 or speed > values[magazine.refs["target_speed_max"]]:
            continue
        rows.append(limits)
    return np.array(rows, dtype=np.float64).reshape(len(rows), 4)


def envelope(
    refs: Mapping[str, str], ballistic: bool, values: Values
) -> tuple[float, float, float, float] | None:
    """Published envelope of a round against one kind of target; None if it has none."""
    least = values[refs["range_min"]]
    if not ballistic:
        return least, values[refs["range_max"]], values[refs["altitude_min"]], values[refs["altitude_max"]]
    if "range_max_ballistic" not in refs:
        return None
    low, high = (
        values[refs.get(f"{name}_ballistic", refs[name])] for name in ("altitude_min", "altitude_max")
    )
    return least, values[refs["range_max_ballistic"]], low, high


def is_elevated(resolved: ResolvedScenario, radar: Radar, values: Values) -> bool:
    """Whether a radar flies, or stands on a high mast."""
    unit = resolved.units[radar.unit]
    mast = values[radar.ref.refs["antenna_height"]] if unit.spec.mast is None else unit.spec.mast
    return bool(unit.system.aircraft) or mast >= ELEVATED


def horizon_altitude(antenna: float, ring: float, k: float) -> float:
    """Lowest altitude that an antenna sees at a range over a smooth earth [m]."""
    beyond = ring - math.sqrt(2.0 * k * EARTH_RADIUS * max(antenna, 0.0))
    return beyond * beyond / (2.0 * k * EARTH_RADIUS) if beyond > 0.0 else 0.0
