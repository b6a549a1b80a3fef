"""Stage 6: identification, threat evaluation, weapon assignment under the unit's doctrine. Sees tracks, never threats.

Ranking: by predicted time to impact. Assignment: greedy, the most urgent track first; the unit's rounds are tried in
the order of its card (shortest reach first), each for the earliest intercept inside its envelope.

Source: A. Washburn and M. Kress, *Combat Modeling* (2009), chapter 4 (shoot-look-shoot, salvos); FM 3-01.85 for
weapon-control words.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.engine import counts as place
from iamd.engine.codes import EngagementState, SensorRole, TargetClass, TrackStatus, UnitState, WeaponControl
from iamd.engine.events import emit
from iamd.engine.intercept import height_sigma, intercept_solution
from iamd.engine.sight import sight_gate
from iamd.physics._jit import inner
from iamd.physics.flyout import GRAVITATIONAL_PARAMETER, quick_height
from iamd.physics.geodesy import height_above_ellipsoid, to_local
from iamd.results.schema import EventKind, Reason

_TENTATIVE = TrackStatus.TENTATIVE.value
_FREE_TRACK = TrackStatus.FREE.value
_BALLISTIC = TargetClass.BALLISTIC.value
_CRUISE = TargetClass.CRUISE.value
_DRONE = TargetClass.DRONE.value
_AIRCRAFT = TargetClass.AIRCRAFT.value
_ON = UnitState.ON.value
_SEARCH = SensorRole.SEARCH.value
_HOLD = WeaponControl.HOLD.value
_TIGHT = WeaponControl.TIGHT.value
_FREE = EngagementState.FREE.value
_PREPARING = EngagementState.PREPARING.value
_IDENTITY = Reason.IDENTITY.value
_ENVELOPE = Reason.ENVELOPE.value
_TIME = Reason.TIME.value
_CHANNEL = Reason.CHANNEL.value
_RULE = Reason.RULE.value
_RESERVE = Reason.RESERVE.value
_MAGAZINE = Reason.MAGAZINE.value
_MISSED = Reason.ENGAGED_MISSED.value
_ENGAGED = Reason.ENGAGED.value
_IDENTIFY = EventKind.IDENTIFY.value
_ASSIGN = EventKind.ASSIGN.value
_LOST_ENGAGEMENTS = place.LOST_ENGAGEMENTS
_ENGAGEMENT_ROWS = place.ENGAGEMENT_ROWS
#: Seconds of waiting for the target to come into reach that still justify holding a channel.
_PATIENCE_S = 2.0
#: Seconds between two looks at the geometry of a target for which there is no channel or round.
_LATER_S = 5.0
#: Otherwise the next look comes after this share of the time that is left, and not sooner than this [s].
_SHARE_LEFT = 0.03
_SOON_S = 1.5
#: An air-breathing track that passes a unit's own site nearer than this beyond its radius threatens the unit [m]: the
#: error of a track carried ahead for some minutes.
_CLOSE_M = 3000.0


@inner
def classify(track: Any, rules: Any) -> int:
    """Class that a track is taken for, from its speed and height alone."""
    state = track.state
    height = quick_height(state[0], state[1], state[2])
    speed = math.sqrt(state[3] * state[3] + state[4] * state[4] + state[5] * state[5])
    radius = math.sqrt(state[0] * state[0] + state[1] * state[1] + state[2] * state[2])
    climb = (state[0] * state[3] + state[1] * state[4] + state[2] * state[5]) / radius
    rule = rules[0]
    if height > rule.ballistic_height or (track.target_class == _BALLISTIC and climb < -0.5 * speed):
        return _BALLISTIC
    if speed < rule.drone_speed:
        return _DRONE
    return _AIRCRAFT if height > rule.aircraft_height else _CRUISE


@inner
def ballistic_impact(track: Any) -> tuple[float, float, float, float]:
    """Time to the ground [s] and where, in vacuum over a flat earth with gravity at the track's place.

    Falls short of the true time by a few per cent for long flights; it ranks threats, it does not aim at them.
    """
    state = track.state
    square = state[0] * state[0] + state[1] * state[1] + state[2] * state[2]
    radius = math.sqrt(square)
    height = max(quick_height(state[0], state[1], state[2]), 0.0)
    climb = (state[0] * state[3] + state[1] * state[4] + state[2] * state[5]) / radius
    gravity = GRAVITATIONAL_PARAMETER / square
    time = (climb + math.sqrt(climb * climb + 2.0 * gravity * height)) / gravity
    fall = 0.5 * gravity * time * time / radius
    return (
        time,
        state[0] * (1.0 - fall) + state[3] * time,
        state[1] * (1.0 - fall) + state[4] * time,
        state[2] * (1.0 - fall) + state[5] * time,
    )


@inner
def evaluate(track: Any, unit: Any, assets: Any, rules: Any, time_s: float) -> None:
    """Predicted time of impact, and whether the track threatens the unit itself.

    Ballistic tracks: time to the ground. Others: the least time to the closest approach to an asset, at constant
    velocity; a track that closes on none gets infinity and comes last.
    """
    track.target_class = classify(track, rules)
    state = track.state
    track.threatens_self = 0
    if track.target_class == _BALLISTIC:
        time, x, y, z = ballistic_impact(track)
        track.impact_s = track.time_s + time
        if unit.asset >= 0:
            own = assets[unit.asset]
            dx = x - own.x
            dy = y - own.y
            dz = z - own.z
            reach = own.radius_m + 0.5 * math.sqrt(track.cov[0] + track.cov[6] + track.cov[11])
            track.threatens_self = 1 if dx * dx + dy * dy + dz * dz < reach * reach else 0
        return
    speed2 = state[3] * state[3] + state[4] * state[4] + state[5] * state[5]
    nearest = math.inf
    for row in range(assets.shape[0]):
        asset = assets[row]
        dx = asset.x - state[0]
        dy = asset.y - state[1]
        dz = asset.z - state[2]
        along = (dx * state[3] + dy * state[4] + dz * state[5]) / max(speed2, 1.0)
        if along <= 0.0:
            continue
        mx = dx - along * state[3]
        my = dy - along * state[4]
        mz = dz - along * state[5]
        miss2 = mx * mx + my * my + mz * mz
        # An asset off the path counts with the detour: the straight time plus the time across.
        time = along + math.sqrt(miss2 / max(speed2, 1.0))
        if time < nearest:
            nearest = time
            close = asset.radius_m + _CLOSE_M
            track.threatens_self = 1 if row == unit.asset and miss2 < close * close else 0
    track.impact_s = track.time_s + nearest


@inner
def support(unit: Any, sensors: Any, floors: Any, track: Any, rules: Any) -> tuple[int, int]:
    """The engagement radar that can support a shot at a track: (row, 0), or (-1, Reason).

    A unit without such a radar fires on its search tracks: (-1, 0).
    """
    blocked = 0
    state = track.state
    axes = unit.axes
    frame = (axes[0], axes[1], axes[2], axes[3], axes[4], axes[5], axes[6], axes[7], axes[8])
    for s in range(unit.first_sensor, unit.first_sensor + unit.sensors):
        sensor = sensors[s]
        if sensor.role == _SEARCH:
            continue
        dx = state[0] - sensor.x
        dy = state[1] - sensor.y
        dz = state[2] - sensor.z
        slant = math.sqrt(dx * dx + dy * dy + dz * dz)
        east, north, _ = to_local(dx, dy, dz, frame)
        # Two sigma of benefit of the doubt: a beam is sent where the target may be.
        height = height_above_ellipsoid(state[0], state[1], state[2]) + 2.0 * height_sigma(track)
        gate = sight_gate(sensor, s, floors, east, north, slant, height, rules[0].earth_factor)
        if gate == 0:
            if sensor.busy_channels < sensor.channels:
                return s, 0
            gate = _CHANNEL
        blocked = max(blocked, gate)
    return -1, blocked


@inner
def usable_rounds(magazine: Any, threatens_self: int) -> int:
    """Rounds that may be fired at a track: the reserve is for the unit's own defence."""
    keep = 0 if threatens_self == 1 else magazine.reserve
    return magazine.ready - keep


@inner
def allowed(track: Any, doctrine: Any, rules: Any, time_s: float) -> int:
    """Rules of fire that come before any geometry: a Reason, or 0."""
    if doctrine.weapons == _HOLD:
        return _RULE
    if doctrine.weapons == _TIGHT and track.identified == 0:
        return _IDENTITY
    if track.salvos >= doctrine.looks:
        return _MISSED
    if time_s - track.engaged_s < rules[0].engaged_memory_s:
        return _RULE
    return 0


@inner
def recheck(reason: int, left_s: float, reach_s: float) -> float:
    """Seconds until the geometry of a target that could not be engaged is worth another look.

    Capacity is looked at in every pass; geometry changes slowly. A target that comes into reach at a known time is
    looked at then.
    """
    if reach_s < math.inf:
        return reach_s
    if reason >= _CHANNEL or reason == _TIME:
        return _LATER_S
    return min(max(_SHARE_LEFT * left_s, _SOON_S), _LATER_S)


@inner
def consider(
    unit: Any, unit_row: int, doctrine: Any, sensors: Any, floors: Any, magazines: Any, round_types: Any, times: Any,
    reach_steps: Any, tracks: Any, slot: int, engagements: Any, rules: Any,
    events: Any, counts: Any, work: Any, tick: int, time_s: float,
) -> int:  # fmt: skip
    """Assign the first round type that can do it; returns ENGAGED, or the furthest Reason why none could."""
    candidate = tracks[slot]
    blocked = allowed(candidate, doctrine, rules, time_s)
    if blocked != 0:
        return blocked
    sensor_row, blocked = support(unit, sensors, floors, candidate, rules)
    reach_s = math.inf
    furthest = blocked
    for m in range(unit.first_magazine, unit.first_magazine + unit.magazines):
        magazine = magazines[m]
        kind = round_types[magazine.type]
        if magazine.capacity == 0:
            continue
        if blocked != 0 and blocked != _CHANNEL:
            # Out of the radar's sight there is no shot, whatever the round could reach.
            continue
        reason, wait, _ = intercept_solution(
            unit, sensors, sensor_row, floors, kind, times, reach_steps, magazine.type, candidate, doctrine, rules,
            work, time_s,
        )  # fmt: skip
        slack = wait - doctrine.reaction_s - kind.preparation_s
        if reason == 0 and slack > _PATIENCE_S:
            # It comes into reach later: no channel is held for it yet.
            reach_s = min(reach_s, slack - 1.0)
            reason = _ENVELOPE
        if reason == 0 and blocked != 0:
            reason = blocked
        if reason == 0:
            reason = free_capacity(magazine, sensors, sensor_row, doctrine, candidate.threatens_self)
        if reason == 0:
            open_engagement(
                engagements, unit_row, doctrine, sensors, sensor_row, magazine, m, candidate, slot, kind, wait,
                rules, events, counts, tick, time_s,
            )  # fmt: skip
            return _ENGAGED
        furthest = max(furthest, reason)
    candidate.next_check_s = time_s + recheck(furthest, candidate.impact_s - time_s, reach_s)
    return furthest


@inner
def has_capacity(unit: Any, doctrine: Any, sensors: Any, magazines: Any) -> bool:
    """Whether the unit could fire anything at once, geometry aside: a round, a gun or launcher, a channel."""
    radars = 0
    channel = -1
    for s in range(unit.first_sensor, unit.first_sensor + unit.sensors):
        if sensors[s].role != _SEARCH:
            radars += 1
            if sensors[s].busy_channels < sensors[s].channels:
                channel = s
    if radars > 0 and channel < 0:
        return False
    for m in range(unit.first_magazine, unit.first_magazine + unit.magazines):
        if free_capacity(magazines[m], sensors, channel, doctrine, 1) == 0:
            return True
    return False


@inner
def free_capacity(magazine: Any, sensors: Any, sensor_row: int, doctrine: Any, threatens_self: int) -> int:
    """Rounds, guns and guidance channels for a salvo: 0, or the Reason."""
    if magazine.channels > 0 and magazine.busy_channels >= magazine.channels:
        return _CHANNEL
    if sensor_row >= 0 and magazine.channels == 0:
        sensor = sensors[sensor_row]
        if sensor.busy_guided + min(doctrine.salvo, max(magazine.ready, 1)) > sensor.guided:
            return _CHANNEL
    if magazine.ready <= 0:
        return _MAGAZINE
    if usable_rounds(magazine, threatens_self) <= 0:
        return _RESERVE
    return 0


@inner
def open_engagement(
    engagements: Any, unit_row: int, doctrine: Any, sensors: Any, sensor_row: int, magazine: Any, magazine_row: int,
    target: Any, slot: int, kind: Any, wait: float, rules: Any, events: Any, counts: Any, tick: int, time_s: float,
) -> None:  # fmt: skip
    """Take a free row, the channels and the rounds of one salvo."""
    for row in range(engagements.shape[0]):
        engagement = engagements[row]
        if engagement.state != _FREE:
            continue
        step = rules[0].step_s
        engagement.state = _PREPARING
        engagement.unit = unit_row
        engagement.track = slot
        engagement.magazine = magazine_row
        engagement.sensor = sensor_row
        engagement.assigned_s = time_s
        engagement.ready_at = tick + int(max(doctrine.reaction_s, wait) / step + 0.5)
        engagement.to_fire = min(doctrine.salvo, usable_rounds(magazine, target.threatens_self))
        engagement.flying = 0
        engagement.holds_channel = 1
        engagement.release_at = 0
        engagement.assess_at = 0
        engagement.threat = -1
        engagement.next_look = tick + 1
        if sensor_row >= 0:
            # Looks of all engagements fall on one grid, so that truth is evaluated once for all of them.
            grid = sensors[sensor_row].look_ticks
            engagement.next_look = (tick // grid + 1) * grid
        counts[_ENGAGEMENT_ROWS] = max(counts[_ENGAGEMENT_ROWS], row + 1)
        engagement.look = 0
        engagement.lost_looks = 0
        engagement.held_looks = 0
        engagement.candidate = -1
        if sensor_row >= 0:
            sensors[sensor_row].busy_channels += 1
            sensors[sensor_row].busy_guided += engagement.to_fire
        if magazine.channels > 0:
            magazine.busy_channels += 1
        magazine.ready -= engagement.to_fire
        target.engaged = 1
        emit(
            events, counts, time_s, _ASSIGN, unit_row, -2 - target.serial, -1, magazine.type, 0,
            target.impact_s - time_s, 0.0, 0.0, 0.0,
        )  # fmt: skip
        return
    counts[_LOST_ENGAGEMENTS] += 1


@inner
def identify(track: Any, doctrine: Any, unit_row: int, events: Any, counts: Any, time_s: float) -> None:
    """A confirmed track becomes identified once the time for it has passed."""
    if track.identified == 0 and time_s - track.confirmed_s >= doctrine.identification_s:
        track.identified = 1
        emit(
            events, counts, time_s, _IDENTIFY, unit_row, -2 - track.serial, -1, -1, 0, time_s - track.confirmed_s,
            0.0, 0.0, 0.0,
        )  # fmt: skip


@inner
def rank(
    unit: Any, unit_row: int, doctrine: Any, sensors: Any, magazines: Any, tracks: Any, slots: int, assets: Any,
    rules: Any, order: Any, events: Any, counts: Any, time_s: float,
) -> int:  # fmt: skip
    """Slots of the tracks worth considering, most urgent first, in ``order``; returns how many."""
    number = 0
    capacity = has_capacity(unit, doctrine, sensors, magazines)
    for slot in range(unit_row * slots, (unit_row + 1) * slots):
        track = tracks[slot]
        if track.status == _FREE_TRACK or track.status == _TENTATIVE or track.judged_dead == 1:
            continue
        identify(track, doctrine, unit_row, events, counts, time_s)
        if track.engaged == 1:
            track.reason = _ENGAGED
            continue
        if time_s < track.next_check_s and not (capacity and track.reason >= _CHANNEL):
            continue
        evaluate(track, unit, assets, rules, time_s)
        spot = number
        while spot > 0 and tracks[order[spot - 1]].impact_s > track.impact_s:
            order[spot] = order[spot - 1]
            spot -= 1
        order[spot] = slot
        number += 1
    return number


@inner
def decide(
    units: Any, doctrines: Any, sensors: Any, floors: Any, magazines: Any, round_types: Any, times: Any,
    reach_steps: Any, tracks: Any, slots: int, engagements: Any, assets: Any, rules: Any, order: Any,
    events: Any, counts: Any, work: Any, tick: int, time_s: float,
) -> None:  # fmt: skip
    """One pass of threat evaluation and weapon assignment for every unit whose time has come."""
    for unit_row in range(units.shape[0]):
        unit = units[unit_row]
        doctrine = doctrines[unit_row]
        if doctrine.next_decision > tick:
            continue
        doctrine.next_decision += doctrine.decision_ticks
        if unit.state != _ON or unit.magazines == 0:
            continue
        number = rank(
            unit, unit_row, doctrine, sensors, magazines, tracks, slots, assets, rules, order, events, counts, time_s
        )  # fmt: skip
        for i in range(number):
            track = tracks[order[i]]
            track.reason = consider(
                unit, unit_row, doctrine, sensors, floors, magazines, round_types, times, reach_steps, tracks, order[i],
                engagements, rules, events, counts, work, tick, time_s,
            )  # fmt: skip
