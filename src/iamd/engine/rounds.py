"""Rounds that home, meet their targets or are lost: the physics of stage 7, called by ``engage``.

A round flies to the predicted intercept point that its unit computes from the track, refreshed in flight. Inside
its homing range it turns on the object that it sees nearest to that point, by proportional navigation. Semi-active,
track-via-missile and command rounds need the engagement radar to see the target until intercept; active ones until
handover. The closest approach is solved inside the flight step. Inside the gate the single-shot kill probability
decides; it holds all other causes of failure.

The truth is read only for what physics decides: what a homing round meets.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.engine import counts as place
from iamd.engine.codes import (
    Counter,
    EngagementState,
    Guidance,
    RoundStatus,
    ThreatStatus,
    TrackStatus,
)
from iamd.engine.events import emit
from iamd.engine.midcourse import loft_left, move, refresh, track_state
from iamd.engine.stages.fly import truth_state
from iamd.physics._jit import inner
from iamd.physics.flyout import steer_to_point
from iamd.physics.geodesy import height_above_ellipsoid
from iamd.physics.guidance import closest_approach, proportional_navigation
from iamd.physics.rng import Stream, pair_name, uniform
from iamd.results.schema import EventKind, Reason

_ASSESSING = EngagementState.ASSESSING.value
_NO_ROUND = RoundStatus.FREE.value
_HOMING = RoundStatus.HOMING.value
_FLYING = ThreatStatus.FLYING.value
_KILLED = ThreatStatus.KILLED.value
_NO_TRACK = TrackStatus.FREE.value
_ACTIVE = Guidance.ACTIVE.value
_GUN = Guidance.GUN.value
_SSPK = Stream.SSPK.value
_INTERCEPT = EventKind.INTERCEPT.value
_KILL = EventKind.KILL.value
_ROUND_LOST = EventKind.ROUND_LOST.value
_LINE_OF_SIGHT = Reason.LINE_OF_SIGHT.value
_TRACK = Reason.TRACK.value
_ENVELOPE = Reason.ENVELOPE.value
_FLIGHT_STEPS = Counter.FLIGHT_STEPS.value
_FLYING_ROUNDS = place.FLYING_ROUNDS
_ROUND_ROWS = place.ROUND_ROWS
_CHANGED = place.CHANGED
#: An intercept is planned this far ahead at least [s], and with a closing speed of this share of the round's own and
#: of so much at least [m/s]: a target that outruns the round must not send the plan to infinity.
#: A seeker or a burst looks at least this far around the point where the track says that the target is [m].
_LEAST_SEARCH_M = 1000.0
#: Beyond the handover range and the target's own flight, so much is left before a step needs the full treatment [m].
#: Closest range of a round that never saw a target, as written to the log [m]: a number, where infinity is none.
_NEVER_CLOSE_M = 1.0e9


@inner
def release_channel(engagement: Any, sensors: Any) -> None:
    """Give back the target channel; the guided rounds are given back one by one as they end or hand over."""
    if engagement.holds_channel == 1 and engagement.sensor >= 0:
        sensors[engagement.sensor].busy_channels -= 1
    engagement.holds_channel = 0


@inner
def stop_guiding(shot: Any, engagement: Any, sensors: Any) -> None:
    """Give back the guidance channel of a round: at its end, or when an active one has handed over."""
    if shot.guided == 1 and engagement.sensor >= 0:
        sensors[engagement.sensor].busy_guided -= 1
    shot.guided = 0


@inner
def end_round(
    shot: Any, engagement: Any, sensors: Any, doctrine: Any, counts: Any, rules: Any, tick: int
) -> None:
    """A round is gone; the last one of a salvo starts the clock of the assessment."""
    shot.status = _NO_ROUND
    counts[_FLYING_ROUNDS] -= 1
    counts[_CHANGED] = 1
    engagement.flying -= 1
    stop_guiding(shot, engagement, sensors)
    if engagement.flying == 0 and engagement.to_fire == 0:
        engagement.state = _ASSESSING
        engagement.assess_at = tick + int(doctrine.assessment_s / rules[0].step_s + 0.5)
        release_channel(engagement, sensors)


@inner
def lose_round(
    shot: Any, engagement: Any, reason: int, sensors: Any, doctrine: Any, counts: Any, rules: Any, events: Any,
    tick: int, time_s: float,
) -> None:  # fmt: skip
    """A round ends without intercept."""
    emit(
        events, counts, time_s, _ROUND_LOST, shot.unit, shot.threat, shot.ordinal, shot.type, reason,
        min(shot.closest_m, _NEVER_CLOSE_M), shot.x, shot.y, shot.z,
    )  # fmt: skip
    end_round(shot, engagement, sensors, doctrine, counts, rules, tick)


@inner
def target_at(
    threats: Any, flights: Any, trajectory: Any, candidate: int, x: float, y: float, z: float, gate_m: float,
    time_s: float,
) -> int:  # fmt: skip
    """The threat nearest to a point at a moment, within ``gate_m``, -1 if none: ``candidate`` if it is there.

    The table of threats may be up to a second old between scans, so the paths are looked up.
    """
    limit = gate_m * gate_m
    best = -1
    for row in range(threats.shape[0]):
        threat = threats[row]
        flight = flights[threat.flight]
        end_s = min(threat.fail_s, threat.launch_s + flight.end_s)
        if threat.status != _FLYING or time_s < threat.launch_s or time_s >= end_s:
            continue
        tx, ty, tz, _, _, _ = truth_state(threat, flight, trajectory, time_s)
        dx = tx - x
        dy = ty - y
        dz = tz - z
        square = dx * dx + dy * dy + dz * dz
        if row == candidate and square < gate_m * gate_m:
            return row
        if square < limit:
            limit = square
            best = row
    return best


@inner
def hand_over(
    shot: Any, engagement: Any, kind: Any, tracks: Any, threats: Any, flights: Any, trajectory: Any, sensors: Any,
    time_s: float,
) -> None:  # fmt: skip
    """Inside its homing range a round turns on the object nearest to where the track says it is."""
    track = tracks[engagement.track]
    if track.status == _NO_TRACK:
        x = shot.px
        y = shot.py
        z = shot.pz
    else:
        x, y, z, _, _, _ = track_state(track, time_s)
    dx = x - shot.x
    dy = y - shot.y
    dz = z - shot.z
    if dx * dx + dy * dy + dz * dz > kind.handover_m * kind.handover_m:
        return
    target = target_at(
        threats, flights, trajectory, engagement.candidate, x, y, z, max(3.0 * kind.basket_m, _LEAST_SEARCH_M), time_s
    )  # fmt: skip
    if target < 0:
        return
    shot.threat = target
    shot.status = _HOMING
    if kind.guidance == _ACTIVE:
        release_channel(engagement, sensors)
        stop_guiding(shot, engagement, sensors)


@inner
def resolve(
    shot: Any, engagement: Any, kind: Any, threat_row: int, threats: Any, units: Any, miss: float, x: float, y: float,
    z: float, when_s: float, sensors: Any, doctrine: Any, rules: Any, events: Any, counts: Any,
    tick: int, seed: int, run: int,
) -> None:  # fmt: skip
    """An intercept: the single-shot kill probability decides, unless the shared failure has struck.

    With a shared failure of probability c the other shots kill with p / (1 - c), so that the marginal stays p.
    """
    threat = threats[threat_row]
    emit(events, counts, when_s, _INTERCEPT, shot.unit, threat_row, shot.ordinal, shot.type, 0, miss, x, y, z)
    engagement.threat = threat_row
    name = pair_name(threat.name_word, units[shot.unit].name_word)
    p = kind.sspk[threat.target_class]
    p = min(p / (1.0 - kind.common_cause), 1.0) if kind.common_cause < 1.0 else 0.0
    draw = uniform(seed, run, _SSPK, name, threat.shots)
    threat.shots += 1
    if kind.failed == 0 and draw < p:
        threat.status = _KILLED
        threat.end_s = when_s
        emit(
            events, counts, when_s, _KILL, shot.unit, threat_row, shot.ordinal, shot.type, 0,
            height_above_ellipsoid(x, y, z), x, y, z,
        )  # fmt: skip
    end_round(shot, engagement, sensors, doctrine, counts, rules, tick)
    if kind.guidance == _ACTIVE and engagement.flying > 0:
        release_channel(engagement, sensors)


@inner
def burst(
    shot: Any, engagement: Any, kind: Any, threats: Any, flights: Any, trajectory: Any, units: Any, sensors: Any,
    doctrine: Any, rules: Any, events: Any, counts: Any, tick: int, time_s: float, seed: int, run: int,
) -> None:  # fmt: skip
    """A gun's burst arrives: it meets what is, at that moment, where the track said it would be."""
    if time_s < shot.pt:
        return
    target = target_at(
        threats, flights, trajectory, engagement.candidate, shot.px, shot.py, shot.pz,
        max(3.0 * kind.basket_m, kind.gate_m), shot.pt,
    )  # fmt: skip
    if target < 0:
        lose_round(shot, engagement, _TRACK, sensors, doctrine, counts, rules, events, tick, time_s)
        return
    threat = threats[target]
    tx, ty, tz, _, _, _ = truth_state(threat, flights[threat.flight], trajectory, shot.pt)
    dx = tx - shot.px
    dy = ty - shot.py
    dz = tz - shot.pz
    resolve(
        shot, engagement, kind, target, threats, units, math.sqrt(dx * dx + dy * dy + dz * dz), tx, ty, tz, shot.pt,
        sensors, doctrine, rules, events, counts, tick, seed, run,
    )  # fmt: skip


@inner
def home(
    shot: Any, engagement: Any, kind: Any, threats: Any, flights: Any, trajectory: Any, units: Any, sensors: Any,
    doctrine: Any, rules: Any, air: Any, events: Any, counts: Any, tick: int, time_s: float, seed: int, run: int,
) -> None:  # fmt: skip
    """One flight step of a homing round, with the closest approach inside it."""
    threat = threats[shot.threat]
    flight = flights[threat.flight]
    end_s = min(threat.fail_s, threat.launch_s + flight.end_s)
    if threat.status != _FLYING or time_s - rules[0].step_s >= end_s:
        lose_round(shot, engagement, 0, sensors, doctrine, counts, rules, events, tick, time_s)
        return
    if kind.guidance != _ACTIVE and engagement.sensor >= 0 and engagement.lost_looks >= rules[0].lost_looks:
        lose_round(shot, engagement, _LINE_OF_SIGHT, sensors, doctrine, counts, rules, events, tick, time_s)
        return
    dt = rules[0].step_s
    begin = time_s - dt
    tx, ty, tz, tvx, tvy, tvz = truth_state(threat, flight, trajectory, begin)
    rx = tx - shot.x
    ry = ty - shot.y
    rz = tz - shot.z
    wx = tvx - shot.vx
    wy = tvy - shot.vy
    wz = tvz - shot.vz
    miss, when = closest_approach(rx, ry, rz, wx, wy, wz, dt)
    if miss < shot.closest_m:
        shot.closest_m = miss
    if when < dt and miss <= kind.gate_m and begin + when < end_s:
        resolve(
            shot, engagement, kind, shot.threat, threats, units, miss, tx + tvx * when, ty + tvy * when,
            tz + tvz * when, begin + when, sensors, doctrine, rules, events, counts, tick, seed, run,
        )  # fmt: skip
        return
    if rx * wx + ry * wy + rz * wz > 0.0 and time_s - shot.launch_s > kind.burn_s:
        lose_round(shot, engagement, _ENVELOPE, sensors, doctrine, counts, rules, events, tick, time_s)
        return
    command = proportional_navigation(rx, ry, rz, wx, wy, wz, kind.navigation_ratio)
    move(shot, kind, command, dt, begin, air)


@inner
def fly_round(
    shot: Any, units: Any, doctrines: Any, sensors: Any, round_types: Any, tracks: Any, engagements: Any, threats: Any,
    flights: Any, trajectory: Any, rules: Any, air: Any, events: Any, counts: Any, work: Any,
    tick: int, time_s: float, seed: int, run: int,
) -> None:  # fmt: skip
    """One flight step of one round."""
    kind = round_types[shot.type]
    engagement = engagements[shot.engagement]
    doctrine = doctrines[shot.unit]
    if kind.guidance == _GUN:
        burst(
            shot, engagement, kind, threats, flights, trajectory, units, sensors, doctrine, rules, events, counts,
            tick, time_s, seed, run,
        )  # fmt: skip
        return
    work[_FLIGHT_STEPS] += 1
    if time_s > shot.limit_s:
        lose_round(shot, engagement, _ENVELOPE, sensors, doctrine, counts, rules, events, tick, time_s)
        return
    if shot.status == _HOMING:
        home(
            shot, engagement, kind, threats, flights, trajectory, units, sensors, doctrine, rules, air,
            events, counts, tick, time_s, seed, run,
        )  # fmt: skip
        return
    if kind.guidance != _ACTIVE and engagement.sensor >= 0 and tracks[engagement.track].status == _NO_TRACK:
        lose_round(shot, engagement, _TRACK, sensors, doctrine, counts, rules, events, tick, time_s)
        return
    dt = rules[0].step_s
    if shot.next_update <= tick:
        refresh(shot, engagement, kind, tracks, rules, tick, time_s)
    dx = shot.px - shot.x
    dy = shot.py - shot.y
    dz = shot.pz - shot.z
    command = steer_to_point(
        (shot.x, shot.y, shot.z, shot.vx, shot.vy, shot.vz), shot.px, shot.py, shot.pz,
        loft_left(kind, math.sqrt(dx * dx + dy * dy + dz * dz)), kind.navigation_ratio,
    )  # fmt: skip
    move(shot, kind, command, dt, time_s - dt, air)
    hand_over(shot, engagement, kind, tracks, threats, flights, trajectory, sensors, time_s)


@inner
def fly_rounds(
    units: Any, doctrines: Any, sensors: Any, round_types: Any, tracks: Any, engagements: Any, rounds: Any,
    threats: Any, flights: Any, trajectory: Any, rules: Any, air: Any, events: Any, counts: Any, work: Any,
    tick: int, time_s: float, seed: int, run: int,
) -> None:  # fmt: skip
    """One flight step of every round that :func:`coast_rounds` has left."""
    for r in range(counts[_ROUND_ROWS]):
        if rounds[r].status != _NO_ROUND and rounds[r].moved < tick:
            fly_round(
                rounds[r], units, doctrines, sensors, round_types, tracks, engagements, threats, flights,
                trajectory, rules, air, events, counts, work, tick, time_s, seed, run,
            )  # fmt: skip
