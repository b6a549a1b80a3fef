"""Where and when a round could meet a target: used by ``decide``, by ``engage`` and for the engageable threats.

The target's path is carried forward in steps (constant velocity, or gravity and the turning earth for ballistic
targets; no drag, which in-flight updates take up). At each step the fly-out table gives the time that the round
would need; the first step that lies inside the envelope and leaves enough time is the intercept.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.engine.codes import Counter, Guidance, TargetClass
from iamd.engine.sight import ground_range, hidden
from iamd.physics._jit import inner
from iamd.physics.ballistics import State, ballistic_acceleration
from iamd.physics.flyout import flight_time
from iamd.physics.geodesy import height_above_ellipsoid, to_local
from iamd.results.schema import Reason

_BALLISTIC = TargetClass.BALLISTIC.value
_GUN = Guidance.GUN.value
_ACTIVE = Guidance.ACTIVE.value
_ENVELOPE = Reason.ENVELOPE.value
_LINE_OF_SIGHT = Reason.LINE_OF_SIGHT.value
_TIME = Reason.TIME.value
_SOLUTIONS = Counter.INTERCEPT_SOLUTIONS.value
#: Longest look ahead [s], and for a target that closes on nothing.
_LONGEST_S = 900.0
_HORIZON_S = 240.0
#: The moment of the intercept is found to within this [s].
_PRECISION_S = 0.2
#: The look ahead is cut into this many steps, none shorter or longer than these [s]: the intercept lies in one of
#: them and is then found by halving.
_STEPS = 24.0
_SHORTEST_STEP_S = 0.5
_LONGEST_STEP_S = 10.0
#: The first step jumps to where the target may come into range: at least and at most this far ahead [s].
_SHORTEST_JUMP_S = 0.1
_LONGEST_JUMP_S = 60.0
#: Speed that gravity may add before then [m/s]: half a minute of free fall.
_FALL_SPEED = 300.0
#: A prediction is followed this far below the ground, for the error of the height [m].
_UNDER_GROUND_M = 50.0
#: A flat earth lets a ballistic target arrive too early by a few per cent: the look ahead is this much longer.
SPAN_MARGIN = 1.3


@inner
def carry(state: State, ballistic: bool, ahead: float) -> State:
    """Predicted state after ``ahead`` seconds, by one midpoint step."""
    x, y, z, vx, vy, vz = state
    if not ballistic:
        return x + vx * ahead, y + vy * ahead, z + vz * ahead, vx, vy, vz
    half = 0.5 * ahead
    ax, ay, az = ballistic_acceleration(x, y, z, vx, vy, vz, 0.0)
    mx = vx + ax * half
    my = vy + ay * half
    mz = vz + az * half
    bx, by, bz = ballistic_acceleration(x + vx * half, y + vy * half, z + vz * half, mx, my, mz, 0.0)
    return x + mx * ahead, y + my * ahead, z + mz * ahead, vx + bx * ahead, vy + by * ahead, vz + bz * ahead


@inner
def height_sigma(track: Any) -> float:
    """One-sigma error of a track along one axis [m]: a third of the variance."""
    return math.sqrt((track.cov[0] + track.cov[6] + track.cov[11]) / 3.0)


@inner
def levelled(state: State, cov: Any) -> State:
    """The state of an air-breathing target without a climb or descent that the track cannot tell from none.

    The error of the vertical speed, carried ahead for tens of seconds, would put a low flyer under the ground.
    """
    x, y, z, vx, vy, vz = state
    square = x * x + y * y + z * z
    climb = x * vx + y * vy + z * vz
    variance = (
        x * x * cov[15] + y * y * cov[18] + z * z * cov[20]
        + 2.0 * (x * y * cov[16] + x * z * cov[17] + y * z * cov[19])
    )  # fmt: skip
    if climb * climb > 4.0 * variance:
        return state
    share = climb / square
    return x, y, z, vx - share * x, vy - share * y, vz - share * z


@inner
def in_envelope(
    kind: Any, ballistic: bool, distance: float, height: float, doubt: float, keep_out: float
) -> bool:
    """Whether a point lies inside the published envelope for the class of target.

    ``doubt`` [m] widens the height limits: a shot is not refused for an error of the track.
    """
    if distance < kind.range_min:
        return False
    if ballistic:
        lowest = max(kind.ballistic_altitude_min, keep_out)
        return (
            distance <= kind.ballistic_range_max
            and height + doubt >= lowest
            and height - doubt <= kind.ballistic_altitude_max
        )
    return (
        distance <= kind.range_max
        and height + doubt >= kind.altitude_min
        and height - doubt <= kind.altitude_max
    )


@inner
def needed_time(kind: Any, times: Any, reach_step: float, elevation: float, distance: float) -> float:
    """Time of flight of a round to a point [s]; 1e9 if it is out of reach."""
    if kind.guidance == _GUN:
        return distance / kind.projectile_speed
    return flight_time(times, times.shape[0], times.shape[1], reach_step, elevation, distance)


@inner
def meets(
    state: State, ballistic: bool, budget_s: float, doubt: float, keep_out: float, unit: Any, kind: Any, times: Any,
    reach_step: float,
) -> bool:  # fmt: skip
    """Whether a round can be where a target will be, inside the envelope, within a time of flight."""
    dx = state[0] - unit.x
    dy = state[1] - unit.y
    dz = state[2] - unit.z
    distance = math.sqrt(dx * dx + dy * dy + dz * dz)
    height = height_above_ellipsoid(state[0], state[1], state[2])
    if not in_envelope(kind, ballistic, distance, height, doubt, keep_out):
        return False
    axes = unit.axes
    _, _, up = to_local(
        dx, dy, dz, (axes[0], axes[1], axes[2], axes[3], axes[4], axes[5], axes[6], axes[7], axes[8])
    )
    elevation = math.asin(min(max(up / distance, -1.0), 1.0))
    return needed_time(kind, times, reach_step, elevation, distance) <= budget_s


@inner
def earliest_intercept(
    state: State, ballistic: bool, span_s: float, delay_s: float, doubt: float, sight_doubt: float, keep_out: float,
    unit: Any, sensor: Any, sensor_row: int, floors: Any, kind: Any, times: Any, reach_step: float, k: float,
) -> tuple[int, float, float, float, float, float]:  # fmt: skip
    """The earliest feasible intercept of a target whose state is given now.

    Args:
        state: target now, ECEF.
        span_s: time to look ahead [s]: until impact.
        delay_s: time before the first possible launch [s].
        doubt: error of the height that the envelope forgives [m].
        sight_doubt: the same for the line of sight; zero when the shot is about to be taken.
        sensor: radar that must see the intercept, unless the round is active; ignored if ``sensor_row`` is -1.

    Returns:
        (0, wait before launch, time from now to intercept, x, y, z), or (Reason, 0, 0, 0, 0, 0).
    """
    reason = _ENVELOPE
    speed2 = state[3] * state[3] + state[4] * state[4] + state[5] * state[5]
    if speed2 > kind.target_speed_max * kind.target_speed_max:
        return reason, 0.0, 0.0, 0.0, 0.0, 0.0
    if ballistic and kind.ballistic_range_max <= 0.0:
        return reason, 0.0, 0.0, 0.0, 0.0, 0.0
    axes = unit.axes
    frame = (axes[0], axes[1], axes[2], axes[3], axes[4], axes[5], axes[6], axes[7], axes[8])
    span_s = min(span_s, _LONGEST_S)
    step = min(max(span_s / _STEPS, _SHORTEST_STEP_S), _LONGEST_STEP_S)
    farthest = kind.ballistic_range_max if ballistic else kind.range_max
    # Nothing can happen before the target comes into range; its speed grows by gravity at most on the way.
    dx = state[0] - unit.x
    dy = state[1] - unit.y
    dz = state[2] - unit.z
    first = (math.sqrt(dx * dx + dy * dy + dz * dz) - farthest) / (math.sqrt(speed2) + _FALL_SPEED)
    first = min(max(delay_s, _SHORTEST_JUMP_S, min(first, _LONGEST_JUMP_S)), span_s)
    ahead = 0.0
    while ahead < span_s:
        move = step if ahead > 0.0 else first
        before = state
        state = carry(state, ballistic, move)
        ahead += move
        dx = state[0] - unit.x
        dy = state[1] - unit.y
        dz = state[2] - unit.z
        square = dx * dx + dy * dy + dz * dz
        if square > farthest * farthest:
            continue
        distance = math.sqrt(square)
        height = height_above_ellipsoid(state[0], state[1], state[2])
        if height < -doubt - _UNDER_GROUND_M:
            break
        if not in_envelope(kind, ballistic, distance, height, doubt, keep_out):
            continue
        east, north, up = to_local(dx, dy, dz, frame)
        need = needed_time(kind, times, reach_step, math.asin(min(max(up / distance, -1.0), 1.0)), distance)
        if need + delay_s > ahead:
            reason = max(reason, _TIME)
            continue
        if sensor_row >= 0 and kind.guidance != _ACTIVE and kind.guidance != _GUN:
            across = ground_range(distance, sensor.height_m, height)
            if hidden(sensor, sensor_row, floors, east, north, across, height + sight_doubt, k) != 0:
                reason = max(reason, _LINE_OF_SIGHT)
                continue
        # The first feasible moment lies inside the last step: halve it.
        late = move
        early = 0.0
        begin = ahead - move
        while late - early > _PRECISION_S and begin > 0.0:
            middle = 0.5 * (early + late)
            there = carry(before, ballistic, middle)
            budget = begin + middle - delay_s
            if meets(there, ballistic, budget, doubt, keep_out, unit, kind, times, reach_step):
                late = middle
                state = there
            else:
                early = middle
        ahead = begin + late
        dx = state[0] - unit.x
        dy = state[1] - unit.y
        dz = state[2] - unit.z
        distance = math.sqrt(dx * dx + dy * dy + dz * dz)
        _, _, up = to_local(dx, dy, dz, frame)
        need = needed_time(kind, times, reach_step, math.asin(min(max(up / distance, -1.0), 1.0)), distance)
        return 0, ahead - need, ahead, state[0], state[1], state[2]
    return reason, 0.0, 0.0, 0.0, 0.0, 0.0


@inner
def intercept_solution(
    unit: Any, sensors: Any, sensor_row: int, floors: Any, kind: Any, times: Any, reach_steps: Any, type_row: int,
    track: Any, doctrine: Any, rules: Any, work: Any, time_s: float,
) -> tuple[int, float, float]:  # fmt: skip
    """Earliest intercept of a track by a round type: (0, wait before launch, time of intercept), or (Reason, 0, 0)."""
    work[_SOLUTIONS] += 1
    ballistic = track.target_class == _BALLISTIC
    s = track.state
    state = carry((s[0], s[1], s[2], s[3], s[4], s[5]), ballistic, time_s - track.time_s)
    if not ballistic:
        state = levelled(state, track.cov)
    span = min(track.impact_s - time_s, _HORIZON_S) if track.impact_s < math.inf else _HORIZON_S
    if ballistic:
        # The flat-earth estimate falls short on long flights; the ground ends the search anyway.
        span = SPAN_MARGIN * (track.impact_s - time_s)
    delay = doctrine.reaction_s + kind.preparation_s
    reason, wait, meets, _, _, _ = earliest_intercept(
        state, ballistic, span, delay, 2.0 * height_sigma(track), 2.0 * height_sigma(track), doctrine.keep_out_m,
        unit, sensors[max(sensor_row, 0)], sensor_row, floors, kind, times[type_row], reach_steps[type_row],
        rules[0].earth_factor,
    )  # fmt: skip
    return reason, wait, time_s + meets
