"""Rounds on their way: in-flight updates of the predicted intercept point, and the plain flight step.

Sees tracks and rounds only. The plain step is kept apart from the rest of the flight because it is most of it and needs
few tables: passing all of them to a function costs more than the step.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.engine import counts as place
from iamd.engine.codes import (
    Counter,
    Guidance,
    RoundStatus,
    TargetClass,
    TrackStatus,
)
from iamd.engine.intercept import carry, levelled
from iamd.physics._jit import inner
from iamd.physics.flyout import advance, steer_to_point

_NO_ROUND = RoundStatus.FREE.value
_MIDCOURSE = RoundStatus.MIDCOURSE.value
_NO_TRACK = TrackStatus.FREE.value
_BALLISTIC = TargetClass.BALLISTIC.value
_GUN = Guidance.GUN.value
_FLIGHT_STEPS = Counter.FLIGHT_STEPS.value
_ROUND_ROWS = place.ROUND_ROWS
#: An intercept is planned this far ahead at least [s], and with a closing speed of this share of the round's own and
#: of so much at least [m/s]: a target that outruns the round must not send the plan to infinity.
_LEAST_AHEAD_S = 0.1
_LEAST_CLOSING_SHARE = 0.1
_LEAST_CLOSING = 50.0
#: Beyond the handover range and the target's own flight, so much is left before a step needs the full treatment [m].
_NEAR_M = 2000.0


@inner
def track_state(track: Any, time_s: float) -> Any:
    """Predicted position and velocity of a track now."""
    s = track.state
    ballistic = track.target_class == _BALLISTIC
    state = carry((s[0], s[1], s[2], s[3], s[4], s[5]), ballistic, time_s - track.time_s)
    return state if ballistic else levelled(state, track.cov)


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
def loft_left(kind: Any, distance: float) -> float:
    """The raise of the aim point that is left: none at handover, so that the round points at its target by then."""
    return kind.loft * max(1.0 - kind.handover_m / max(distance, 1.0), 0.0)


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
