"""Stage 7: rounds are launched, updated in flight and meet their targets.

A round flies to the predicted intercept point that its unit computes from the track, refreshed in flight. Inside
its homing range it turns on the object that it sees nearest to that point, by proportional navigation. Semi-active,
track-via-missile and command rounds need the engagement radar to see the target until intercept; active ones until
handover. The closest approach is solved inside the flight step. Inside the gate the single-shot kill probability
decides; it holds all other causes of failure.

This stage reads the truth only for what physics decides: what a homing round meets.
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
    TargetClass,
    ThreatStatus,
    TrackStatus,
)
from iamd.engine.events import emit
from iamd.engine.intercept import SPAN_MARGIN, carry, earliest_intercept, height_sigma, levelled
from iamd.engine.stages.fly import truth_state
from iamd.physics._jit import inner
from iamd.physics.flyout import advance, launch_state, steer_to_point
from iamd.physics.geodesy import height_above_ellipsoid
from iamd.physics.guidance import closest_approach, proportional_navigation
from iamd.physics.rng import Stream, pair_name, uniform
from iamd.results.schema import EventKind, Reason

_EVENT_FREE = EngagementState.FREE.value
_PREPARING = EngagementState.PREPARING.value
_FIRING = EngagementState.FIRING.value
_IN_FLIGHT = EngagementState.FLYING.value
_ASSESSING = EngagementState.ASSESSING.value
_NO_ROUND = RoundStatus.FREE.value
_MIDCOURSE = RoundStatus.MIDCOURSE.value
_HOMING = RoundStatus.HOMING.value
_FLYING = ThreatStatus.FLYING.value
_KILLED = ThreatStatus.KILLED.value
_NO_TRACK = TrackStatus.FREE.value
_REMOTE = TrackStatus.REMOTE.value
_BALLISTIC = TargetClass.BALLISTIC.value
_ACTIVE = Guidance.ACTIVE.value
_GUN = Guidance.GUN.value
_SSPK = Stream.SSPK.value
_LAUNCH = EventKind.INTERCEPTOR_LAUNCH.value
_ORDER = EventKind.ORDER.value
_INTERCEPT = EventKind.INTERCEPT.value
_KILL = EventKind.KILL.value
_ROUND_LOST = EventKind.ROUND_LOST.value
_LINE_OF_SIGHT = Reason.LINE_OF_SIGHT.value
_TRACK = Reason.TRACK.value
_ENVELOPE = Reason.ENVELOPE.value
_FLIGHT_STEPS = Counter.FLIGHT_STEPS.value
_FLYING_ROUNDS = place.FLYING_ROUNDS
_ROUNDS = place.ROUNDS
_LOST_ROUNDS = place.LOST_ROUNDS
_ROUND_ROWS = place.ROUND_ROWS
_ENGAGEMENT_ROWS = place.ENGAGEMENT_ROWS
_CHANGED = place.CHANGED
#: Speed at which a round leaves its launcher [m/s]; the boost makes it irrelevant within a second.
_EJECTION = 30.0
#: A round is given up this long after its predicted intercept [s].
_OVERTIME_S = 30.0
#: A target predicted to arrive any moment is still followed for this long [s].
_LEAST_SPAN_S = 10.0
#: An intercept is planned this far ahead at least [s], and with a closing speed of this share of the round's own and
#: of so much at least [m/s]: a target that outruns the round must not send the plan to infinity.
_LEAST_AHEAD_S = 0.1
_LEAST_CLOSING_SHARE = 0.1
_LEAST_CLOSING = 50.0
#: A seeker or a burst looks at least this far around the point where the track says that the target is [m].
_LEAST_SEARCH_M = 1000.0
#: Beyond the handover range and the target's own flight, so much is left before a step needs the full treatment [m].
_NEAR_M = 2000.0
#: Closest range of a round that never saw a target, as written to the log [m]: a number, where infinity is none.
_NEVER_CLOSE_M = 1.0e9


@inner
def track_state(track: Any, time_s: float) -> Any:
    """Predicted position and velocity of a track now."""
    s = track.state
    ballistic = track.target_class == _BALLISTIC
    state = carry((s[0], s[1], s[2], s[3], s[4], s[5]), ballistic, time_s - track.time_s)
    return state if ballistic else levelled(state, track.cov)


@inner
def release_channel(engagement: Any, sensors: Any) -> None:
    """Give back the target channel; the guided rounds are given back one by one as they end or hand over."""
    if engagement.holds_channel == 1 and engagement.sensor >= 0:
        sensors[engagement.sensor].busy_channels -= 1
    engagement.holds_channel = 0


@inner
def give_up(engagement: Any, sensors: Any, magazines: Any, tracks: Any) -> None:
    """End an engagement of which no round flies: unfired rounds go back, channels are freed."""
    magazine = magazines[engagement.magazine]
    magazine.ready += engagement.to_fire
    if engagement.sensor >= 0:
        sensors[engagement.sensor].busy_guided -= engagement.to_fire
    engagement.to_fire = 0
    release_channel(engagement, sensors)
    if magazine.channels > 0 and engagement.release_at == 0:
        magazine.busy_channels -= 1
    tracks[engagement.track].engaged = 0
    engagement.state = _EVENT_FREE


@inner
def fit_to_fire(engagement: Any, track: Any, kind: Any, rules: Any, time_s: float) -> bool:
    """Fire-control quality: held without a miss by the radar that supports it, and an error inside the basket.

    Holding it for some looks keeps a unit from firing at what its radar sees only now and then.
    """
    if engagement.sensor >= 0 and engagement.held_looks < rules[0].fire_hits:
        return False
    cov = track.cov
    return math.sqrt(cov[0] + cov[6] + cov[11]) <= kind.basket_m


@inner
def still_worth(engagement: Any, track: Any, rules: Any, time_s: float) -> bool:
    """Whether an engagement that has not fired yet should go on: a live track that its radar can still see."""
    if track.status == _NO_TRACK or track.judged_dead == 1:
        return False
    if engagement.sensor >= 0 and engagement.lost_looks >= 3 * rules[0].lost_looks:
        return False
    return time_s < track.impact_s or track.target_class != _BALLISTIC


@inner
def shoot(
    engagement: Any, row: int, unit: Any, kind: Any, type_row: int, rounds: Any, px: float, py: float, pz: float,
    pt: float, rules: Any, track: Any, events: Any, counts: Any, tick: int, time_s: float,
) -> bool:  # fmt: skip
    """Put one round in the air; False if the table of rounds is full."""
    for r in range(rounds.shape[0]):
        shot = rounds[r]
        if shot.status != _NO_ROUND:
            continue
        shot.status = _MIDCOURSE
        shot.type = type_row
        shot.engagement = row
        shot.unit = engagement.unit
        shot.launch_s = time_s
        shot.limit_s = pt + _OVERTIME_S
        shot.x, shot.y, shot.z, shot.vx, shot.vy, shot.vz = launch_state(
            unit.x, unit.y, unit.z, px, py, pz, kind.loft, _EJECTION
        )  # fmt: skip
        shot.px = px
        shot.py = py
        shot.pz = pz
        shot.pt = pt
        s = track.state
        shot.target_speed = math.sqrt(s[3] * s[3] + s[4] * s[4] + s[5] * s[5])
        shot.threat = -1
        shot.closest_m = math.inf
        shot.ordinal = counts[_ROUNDS]
        shot.next_update = tick + rules[0].update_ticks
        shot.moved = tick
        counts[_ROUNDS] += 1
        counts[_FLYING_ROUNDS] += 1
        counts[_ROUND_ROWS] = max(counts[_ROUND_ROWS], r + 1)
        emit(
            events, counts, time_s, _LAUNCH, engagement.unit, -2 - track.serial, shot.ordinal, type_row, 0, pt,
            unit.x, unit.y, unit.z,
        )  # fmt: skip
        return True
    counts[_LOST_ROUNDS] += 1
    return False


@inner
def fire(
    engagement: Any, row: int, units: Any, doctrines: Any, sensors: Any, magazines: Any, round_types: Any, times: Any,
    reach_steps: Any, tracks: Any, rounds: Any, rules: Any, events: Any, counts: Any, tick: int, time_s: float,
) -> None:  # fmt: skip
    """Advance an engagement that still has rounds to fire."""
    track = tracks[engagement.track]
    if not still_worth(engagement, track, rules, time_s):
        if engagement.state == _PREPARING:
            give_up(engagement, sensors, magazines, tracks)
        else:
            cut_salvo(engagement, sensors, magazines)
        return
    magazine = magazines[engagement.magazine]
    kind = round_types[magazine.type]
    if (
        tick < engagement.ready_at
        or tick < magazine.next_launch
        or not fit_to_fire(engagement, track, kind, rules, time_s)
    ):
        return
    unit = units[engagement.unit]
    doctrine = doctrines[engagement.unit]
    ballistic = track.target_class == _BALLISTIC
    reason, wait, meets, px, py, pz = earliest_intercept(
        track_state(track, time_s), ballistic, max(SPAN_MARGIN * (track.impact_s - time_s), _LEAST_SPAN_S),
        kind.preparation_s, 2.0 * height_sigma(track), 0.0, doctrine.keep_out_m, unit,
        sensors[max(engagement.sensor, 0)], engagement.sensor, kind, times[magazine.type],
        reach_steps[magazine.type], rules[0].earth_factor,
    )  # fmt: skip
    if reason != 0:
        if engagement.state == _PREPARING:
            give_up(engagement, sensors, magazines, tracks)
            tracks[engagement.track].reason = reason
        else:
            cut_salvo(engagement, sensors, magazines)
        return
    if wait > 1.0:
        return
    if engagement.state == _PREPARING:
        engagement.state = _FIRING
        emit(
            events, counts, time_s, _ORDER, engagement.unit, -2 - track.serial, -1, magazine.type, 0,
            time_s - engagement.assigned_s, 0.0, 0.0, 0.0,
        )  # fmt: skip
    if not shoot(
        engagement, row, unit, kind, magazine.type, rounds, px, py, pz, time_s + meets, rules, track,
        events, counts, tick, time_s,
    ):  # fmt: skip
        return
    engagement.to_fire -= 1
    engagement.flying += 1
    magazine.next_launch = tick + magazine.interval_ticks
    engagement.ready_at = tick + int(doctrine.ripple_s / rules[0].step_s + 0.5)
    if engagement.to_fire == 0:
        engagement.state = _IN_FLIGHT
        if magazine.channels > 0:
            engagement.release_at = tick + int(kind.engagement_s / rules[0].step_s + 0.5)


@inner
def cut_salvo(engagement: Any, sensors: Any, magazines: Any) -> None:
    """Stop a salvo of which some rounds fly: the rest goes back to the magazine."""
    magazines[engagement.magazine].ready += engagement.to_fire
    if engagement.sensor >= 0:
        sensors[engagement.sensor].busy_guided -= engagement.to_fire
    engagement.to_fire = 0
    engagement.state = _IN_FLIGHT
    if magazines[engagement.magazine].channels > 0 and engagement.release_at == 0:
        engagement.release_at = 1


@inner
def end_round(
    shot: Any, engagement: Any, sensors: Any, doctrine: Any, counts: Any, rules: Any, tick: int
) -> None:
    """A round is gone; the last one of a salvo starts the clock of the assessment."""
    shot.status = _NO_ROUND
    counts[_FLYING_ROUNDS] -= 1
    counts[_CHANGED] = 1
    engagement.flying -= 1
    if engagement.sensor >= 0:
        sensors[engagement.sensor].busy_guided -= 1
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
def refresh(shot: Any, engagement: Any, kind: Any, tracks: Any, rules: Any, tick: int, time_s: float) -> None:
    """In-flight update: the point where the round and the predicted path of the track meet, by two steps of Newton.

    Dividing the distance by the speed over and over would run away from the answer for a target faster than the round.
    """
    shot.next_update = tick + rules[0].update_ticks
    track = tracks[engagement.track]
    if track.status == _NO_TRACK:
        return
    speed = math.sqrt(shot.vx * shot.vx + shot.vy * shot.vy + shot.vz * shot.vz)
    now = track_state(track, time_s)
    ballistic = track.target_class == _BALLISTIC
    if time_s - shot.launch_s < kind.burn_s:
        # Still gaining speed: keep the planned time, move the point.
        ahead = max(shot.pt - time_s, _LEAST_AHEAD_S)
        there = carry(now, ballistic, ahead)
    else:
        ahead = max(shot.pt - time_s, _LEAST_AHEAD_S)
        there = carry(now, ballistic, ahead)
        for _ in range(2):
            dx = there[0] - shot.x
            dy = there[1] - shot.y
            dz = there[2] - shot.z
            distance = max(math.sqrt(dx * dx + dy * dy + dz * dz), 1.0)
            closing = speed - (dx * there[3] + dy * there[4] + dz * there[5]) / distance
            closing = max(closing, _LEAST_CLOSING_SHARE * speed, _LEAST_CLOSING)
            ahead = max(ahead + (distance - speed * ahead) / closing, _LEAST_AHEAD_S)
            there = carry(now, ballistic, ahead)
    shot.px = there[0]
    shot.py = there[1]
    shot.pz = there[2]
    shot.pt = time_s + ahead
    shot.target_speed = math.sqrt(there[3] * there[3] + there[4] * there[4] + there[5] * there[5])


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
def move(shot: Any, kind: Any, command: Any, dt: float, begin_s: float, air: Any) -> None:
    """Advance a round by one step under a commanded acceleration."""
    thrust = kind.thrust if begin_s - shot.launch_s < kind.burn_s else 0.0
    pressure = 0.0 if kind.exoatmospheric == 1 else kind.full_load_pressure
    shot.x, shot.y, shot.z, shot.vx, shot.vy, shot.vz = advance(
        (shot.x, shot.y, shot.z, shot.vx, shot.vy, shot.vz), command, thrust, kind.ballistic_coefficient,
        kind.load_max, pressure, dt, air,
    )  # fmt: skip


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
def loft_left(kind: Any, distance: float) -> float:
    """The raise of the aim point that is left: none at handover, so that the round points at its target by then."""
    return kind.loft * max(1.0 - kind.handover_m / max(distance, 1.0), 0.0)


@inner
def coast(shot: Any, kind: Any, rule: Any, air: Any, work: Any, tick: int, time_s: float) -> bool:
    """The common flight step: on the way, no update due, still far from the target. False if it is another step.

    Kept apart because it is most of the flight and needs few tables: passing all of them costs more than the step.
    The target is no nearer than the predicted point less what it still has to fly.
    """
    if (
        shot.status != _MIDCOURSE
        or kind.guidance == _GUN
        or shot.next_update <= tick
        or time_s > shot.limit_s
    ):
        return False
    dx = shot.px - shot.x
    dy = shot.py - shot.y
    dz = shot.pz - shot.z
    reach = kind.handover_m + shot.target_speed * max(shot.pt - time_s, 0.0) + _NEAR_M
    square = dx * dx + dy * dy + dz * dz
    if square < reach * reach:
        return False
    work[_FLIGHT_STEPS] += 1
    command = steer_to_point(
        (shot.x, shot.y, shot.z, shot.vx, shot.vy, shot.vz), shot.px, shot.py, shot.pz,
        loft_left(kind, math.sqrt(square)), kind.navigation_ratio,
    )  # fmt: skip
    move(shot, kind, command, rule.step_s, time_s - rule.step_s, air)
    shot.moved = tick
    return True


@inner
def coast_rounds(
    rounds: Any, round_types: Any, rules: Any, air: Any, counts: Any, work: Any, tick: int, time_s: float
) -> int:
    """Move every round that only has to fly on; returns how many others there are, which :func:`engage` moves."""
    others = 0
    last = 0
    for r in range(counts[_ROUND_ROWS]):
        shot = rounds[r]
        if shot.status == _NO_ROUND:
            continue
        last = r + 1
        if not coast(shot, round_types[shot.type], rules[0], air, work, tick, time_s):
            others += 1
    counts[_ROUND_ROWS] = last
    return others


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


@inner
def engage(
    units: Any, doctrines: Any, sensors: Any, magazines: Any, round_types: Any, times: Any, reach_steps: Any,
    tracks: Any, engagements: Any, rounds: Any, threats: Any, flights: Any, trajectory: Any, rules: Any, air: Any,
    events: Any, counts: Any, work: Any, others: int, due: bool, tick: int, time_s: float, seed: int, run: int,
) -> None:  # fmt: skip
    """Fly what is homing, updated or new; if other things are due, also fire what is ready and free the guns."""
    if others > 0:
        fly_rounds(
            units, doctrines, sensors, round_types, tracks, engagements, rounds, threats, flights, trajectory, rules,
            air, events, counts, work, tick, time_s, seed, run,
        )  # fmt: skip
    if not due:
        return
    for row in range(counts[_ENGAGEMENT_ROWS]):
        engagement = engagements[row]
        if engagement.state == _PREPARING or engagement.state == _FIRING:
            fire(
                engagement, row, units, doctrines, sensors, magazines, round_types, times, reach_steps, tracks,
                rounds, rules, events, counts, tick, time_s,
            )  # fmt: skip
        if engagement.release_at > 0 and engagement.release_at <= tick and engagement.to_fire == 0:
            magazines[engagement.magazine].busy_channels -= 1
            engagement.release_at = 0
