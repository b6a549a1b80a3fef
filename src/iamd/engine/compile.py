"""From a resolved scenario and the values of one draw to a world of tables.

Everything that has a name or a unit ends here; the loop sees numbers only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from iamd.engine import tables
from iamd.engine.codes import Guidance, TargetClass, UnitState, WeaponControl
from iamd.engine.flights import Site, build_flights, mark_engageable
from iamd.engine.fly_out import build_fly_out
from iamd.engine.radars import UNLIMITED, build_floors, build_jammers, build_sensors, ticks
from iamd.engine.world import Sizes, World
from iamd.errors import ScenarioError
from iamd.library.card import GunCard, InterceptorCard
from iamd.physics.flyout import density_table
from iamd.physics.geodesy import geodetic_to_ecef, local_axes
from iamd.physics.rng import name_word, pair_name
from iamd.scenario.resolve import ResolvedScenario, UnitRef

Values = Mapping[str, float]
_GUIDANCE = {
    "semi-active": Guidance.SEMI_ACTIVE,
    "track-via-missile": Guidance.TRACK_VIA_MISSILE,
    "active": Guidance.ACTIVE,
    "command": Guidance.COMMAND,
    "gun": Guidance.GUN,
    "ideal": Guidance.ACTIVE,
}
_STATES = {"on": UnitState.ON, "silent": UnitState.SILENT, "moving": UnitState.MOVING}
_WEAPONS = {"hold": WeaponControl.HOLD, "tight": WeaponControl.TIGHT, "free": WeaponControl.FREE}


def compile_world(resolved: ResolvedScenario, values: Values) -> World:
    """Build the tables of one draw.

    Args:
        resolved: scenario with its cards.
        values: value of every input, in SI.

    Raises:
        ScenarioError: the values cannot be simulated (no trajectory reaches the aim, two names share a random word).
    """
    step = resolved.scenario.step
    second_ticks = max(1, round(1.0 / step))
    rules = _rules(values, step)
    type_rows = {name: row for row, name in enumerate(resolved.types)}
    round_types = _round_types(resolved, values)
    sites = [_site(unit, resolved, values) for unit in resolved.units]
    assets = _assets(resolved, values, sites)
    sensors, spans = build_sensors(resolved, values, sites, step)
    magazines, holds = _magazines(resolved, values, type_rows, step)
    units, doctrines = _units(resolved, values, sites, spans, holds, step, len(resolved.scenario.assets))
    air = density_table()
    times, reach_steps = build_fly_out(resolved, values, round_types, air)
    flights, threats, trajectory, end_s = build_flights(resolved, values)
    jammers, floors = build_jammers(resolved), build_floors(resolved, sensors, sites, rules)
    mark_engageable(
        flights, trajectory, units, sensors, floors, magazines, round_types, times, reach_steps, rules
    )
    duration = resolved.scenario.duration or min(end_s + 30.0, 20_000.0)
    _check_words(sensors, threats, units)
    return World(
        units, doctrines, sensors, round_types, magazines, flights, threats, assets, rules, floors, jammers,
        trajectory, times,
        reach_steps, air, _sizes(resolved, threats, magazines, sensors, doctrines), second_ticks, int(duration / step),
    )  # fmt: skip


def _rules(values: Values, step: float) -> Any:
    rules = tables.RULES.allocate(1)
    rule = rules[0]
    model = {
        name.removeprefix("model."): value for name, value in values.items() if name.startswith("model.")
    }
    rule.step_s = step
    rule.earth_factor = model["earth-factor"]
    for column, name in (
        ("confirm_hits", "confirm-hits"), ("confirm_window", "confirm-window"), ("drop_misses", "drop-misses"),
        ("fire_hits", "fire-hits"), ("lost_looks", "lost-looks"),
    ):  # fmt: skip
        rule[column] = round(model[name])
    for column, name in (
        ("gate", "association-gate"), ("noise_search", "noise-search"), ("noise_fire", "noise-fire"),
        ("speed_sigma", "speed-sigma"), ("radial_error", "range-rate-error"),
        ("ballistic_height", "ballistic-height"), ("drone_speed", "drone-speed"),
        ("aircraft_height", "aircraft-height"), ("stale_s", "stale-track"), ("engaged_memory_s", "engaged-memory"),
    ):  # fmt: skip
        rule[column] = model[name]
    rule.update_ticks = ticks(model["update-period"], step)
    return rules


def _site(unit: UnitRef, resolved: ResolvedScenario, values: Values) -> Site:
    ground = 0.0 if resolved.ground is None else resolved.ground.height(*unit.spec.at)
    height = unit.spec.altitude
    if height == 0.0 and not unit.system.aircraft:
        height = ground
    if "radar_altitude" in unit.refs and height == 0.0:
        height = values[unit.refs["radar_altitude"]]
    latitude, longitude = (math.radians(degrees) for degrees in unit.spec.at)
    return Site(
        latitude,
        longitude,
        ground,
        height,
        geodetic_to_ecef(latitude, longitude, height),
        local_axes(latitude, longitude),
    )


def _assets(resolved: ResolvedScenario, values: Values, sites: list[Site]) -> Any:
    """Assets of the scenario first, then the units, which are assets too."""
    scenario = resolved.scenario
    assets = tables.ASSETS.allocate(len(scenario.assets) + len(resolved.units))
    for row, spec in enumerate(scenario.assets):
        asset = assets[row]
        ground = 0.0 if resolved.ground is None else resolved.ground.height(*spec.at)
        asset.x, asset.y, asset.z = geodetic_to_ecef(
            math.radians(spec.at[0]), math.radians(spec.at[1]), ground
        )
        asset.radius_m, asset.value, asset.hits_to_lose, asset.unit = (
            spec.radius,
            spec.value,
            spec.hits_to_lose,
            -1,
        )
    for row, unit in enumerate(resolved.units):
        asset = assets[len(scenario.assets) + row]
        asset.x, asset.y, asset.z = sites[row].position
        asset.radius_m, asset.value = values[unit.refs["hit_radius"]], unit.spec.value
        asset.hits_to_lose, asset.unit = 1, row
    return assets


def _round_types(resolved: ResolvedScenario, values: Values) -> Any:
    rows = tables.ROUND_TYPES.allocate(len(resolved.types))
    for i, (name, ref) in enumerate(resolved.types.items()):
        kind = rows[i]
        value = {figure: values[input_name] for figure, input_name in ref.refs.items()}
        kind.name_word = name_word(name)
        for column in (
            "range_min",
            "range_max",
            "altitude_min",
            "altitude_max",
            "target_speed_max",
            "common_cause",
        ):
            kind[column] = value[column]
        kind.sspk[TargetClass.CRUISE] = value["sspk_cruise"]
        kind.sspk[TargetClass.DRONE] = value["sspk_drone"]
        kind.sspk[TargetClass.AIRCRAFT] = value["sspk_aircraft"]
        if isinstance(ref.card, GunCard):
            kind.guidance = Guidance.GUN
            kind.projectile_speed, kind.engagement_s = value["projectile_speed"], value["engagement_time"]
            kind.basket_m = kind.gate_m = value["gate_track_error"]
        else:
            _interceptor(kind, ref.card, value, values)
    return rows


def _interceptor(kind: Any, card: InterceptorCard, value: Values, values: Values) -> None:
    kind.guidance = _GUIDANCE[card.guidance]
    kind.exoatmospheric = int(card.exoatmospheric)
    if "range_max_ballistic" in value:
        kind.ballistic_range_max = value["range_max_ballistic"]
        kind.ballistic_altitude_max = value.get("altitude_max_ballistic", value["altitude_max"])
        kind.ballistic_altitude_min = value.get("altitude_min_ballistic", value["altitude_min"])
        kind.sspk[TargetClass.BALLISTIC] = value.get("sspk_ballistic", 0.0)
    kind.burn_s, kind.load_max = value["burn_time"], value["load_factor_max"]
    kind.navigation_ratio, kind.handover_m = value["navigation_ratio"], value["handover_range"]
    kind.basket_m, kind.gate_m = value["seeker_basket"], value["gate_miss"]
    kind.full_load_pressure = 0.0 if card.exoatmospheric else values["model.full-load-pressure"]
    kind.loft = 0.0 if card.exoatmospheric else values["model.midcourse-loft"]
    kind.preparation_s = value.get("launch_preparation", values["model.launch-preparation"])


def _magazines(
    resolved: ResolvedScenario, values: Values, type_rows: Mapping[str, int], step: float
) -> tuple[Any, list[tuple[int, int]]]:
    total = sum(len(unit.magazines) for unit in resolved.units)
    rows = tables.MAGAZINES.allocate(total)
    holds = []
    i = 0
    for u, unit in enumerate(resolved.units):
        holds.append((i, len(unit.magazines)))
        loaded = sum(
            _ready(unit, k, values) for k in range(len(unit.magazines)) if unit.magazines[k].guns is None
        )
        for k, ref in enumerate(unit.magazines):
            magazine = rows[i]
            magazine.unit, magazine.type = u, type_rows[ref.type]
            magazine.ready = magazine.capacity = _ready(unit, k, values)
            magazine.reload_at = -1
            spare = (
                values[unit.refs["reload_rounds"]]
                if "reload_rounds" in unit.refs and ref.guns is None
                else 0.0
            )
            magazine.spare = round(spare * magazine.ready / loaded) if loaded else 0
            reserve = unit.spec.doctrine.reserve
            share = values[unit.doctrine["reserve"]] if reserve is None else reserve
            magazine.reserve = math.ceil(share * magazine.capacity)
            if ref.guns is None:
                launchers = max(values[unit.refs["launchers"]], 1.0)
                magazine.interval_ticks = ticks(
                    values[unit.refs["launcher_launch_interval"]] / launchers, step
                )
                magazine.reload_ticks = ticks(values[unit.refs["launcher_reload_time"]], step)
            else:
                magazine.channels = 1 if ref.guns == "one" else round(values[ref.guns])
                magazine.interval_ticks = 0  # every gun fires on its own
                magazine.reload_ticks = ticks(values[ref.refs["reload_time"]], step)
            i += 1
    return rows, holds


def _ready(unit: UnitRef, k: int, values: Values) -> int:
    ref = unit.magazines[k]
    if unit.spec.magazine is not None and ref.type in unit.spec.magazine:
        return unit.spec.magazine[ref.type]
    guns = 1 if ref.guns in (None, "one") else round(values[str(ref.guns)])
    return round(values[ref.ready]) * guns


def _units(
    resolved: ResolvedScenario, values: Values, sites: list[Site], spans: list[tuple[int, int]],
    holds: list[tuple[int, int]], step: float, first_asset: int,
) -> tuple[Any, Any]:  # fmt: skip
    units = tables.UNITS.allocate(len(resolved.units))
    doctrines = tables.DOCTRINES.allocate(len(resolved.units))
    networks = list(dict.fromkeys(unit.network.name for unit in resolved.units if unit.network.shares))
    for row, ref in enumerate(resolved.units):
        unit = units[row]
        unit.x, unit.y, unit.z = sites[row].position
        unit.axes[:] = sites[row].axes
        unit.height_m, unit.state = sites[row].height, _STATES[ref.spec.state]
        unit.name_word = name_word(ref.spec.name)
        unit.readiness = values[ref.refs["readiness"]]
        unit.network = networks.index(ref.network.name) if ref.network.shares else -1
        unit.first_sensor, unit.sensors = spans[row]
        unit.first_magazine, unit.magazines = holds[row]
        unit.asset = first_asset + row
        _doctrine(doctrines[row], ref, values, step)
    return units, doctrines


def _doctrine(doctrine: Any, ref: UnitRef, values: Values, step: float) -> None:
    spec = ref.spec.doctrine
    value = {name: values[input_name] for name, input_name in ref.doctrine.items()}
    doctrine.reaction_s = values[ref.refs["reaction_time"]]
    doctrine.decision_ticks = ticks(value["decision_period"], step)
    doctrine.identification_s = value["identification_time"]
    doctrine.assessment_s = (
        value["assessment_delay"] if spec.assessment_delay is None else spec.assessment_delay
    )
    doctrine.false_kill, doctrine.missed_kill = value["false_kill"], value["missed_kill"]
    doctrine.salvo = round(value["salvo"]) if spec.salvo is None else spec.salvo
    doctrine.looks = round(value["looks"]) if spec.looks is None else spec.looks
    doctrine.ripple_s = value["ripple"] if spec.ripple is None else spec.ripple
    doctrine.keep_out_m = (
        value["keep_out_altitude"] if spec.keep_out_altitude is None else spec.keep_out_altitude
    )
    doctrine.weapons = _WEAPONS[spec.weapons]
    if ref.network.shares:
        doctrine.report_ticks = ticks(values[ref.refs["network_period"]], step)
        doctrine.link_delay_ticks = round(values[ref.refs["network_delay"]] / step)
        doctrine.link_loss = values[ref.refs["network_loss"]]
    else:
        doctrine.report_ticks = UNLIMITED


def _sizes(resolved: ResolvedScenario, threats: Any, magazines: Any, sensors: Any, doctrines: Any) -> Sizes:
    """Capacities from the scenario: twice what the raid can fill, and room for the most false plots of any draw."""
    number = len(threats)
    units = len(resolved.units)
    # Own tracks with their duplicates, the reports of the other units, and what false plots start in a few scans.
    false = max(
        sum(resolved.inputs[ref.refs["false_plots_per_scan"]].spread.right for ref in unit.sensors)
        for unit in resolved.units
    )
    tracks = min(number * (3 + units) + 24 * (int(false) + 1), 4096)
    rounds = int(
        min(
            sum(int(m.ready) + int(m.spare) for m in magazines),
            4 * number * max(int(d.salvo) for d in doctrines),
        )
    )
    engagements = min(2 * number * max(units, 1), 4096) + 8
    plots = number * max(len(sensors), 1) + 80 * max(len(sensors), 1)
    events = 20_000 + number * (80 + 60 * units)
    return Sizes(
        tracks, engagements, max(rounds, 8), min(plots, 20_000), 4 * tracks * units, events, 2_000_000
    )


def _check_words(sensors: Any, threats: Any, units: Any) -> None:
    """Refuse names whose random words collide, alone or in pairs."""
    names = [int(t.name_word) for t in threats]
    pairs = [pair_name(int(s.name_word), word) for s in sensors for word in names]
    pairs += [pair_name(word, int(u.name_word)) for u in units for word in names]
    if len(set(names)) < len(names) or len(set(pairs)) < len(pairs):
        raise ScenarioError("two names of the scenario share a random word: rename a unit or a raid entry")
