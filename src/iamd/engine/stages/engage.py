"""Stage 7: rounds are launched, updated in flight and meet their targets.

Here an engagement gets from assignment to the last launch of its salvo: the target must be held by the radar that
supports it, the error of the track must fit the round's basket, and an intercept must exist. How rounds fly and what
they meet is in :mod:`iamd.engine.rounds`.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.engine import counts as place
from iamd.engine.codes import (
    EngagementState,
    RoundStatus,
    TargetClass,
    TrackStatus,
)
from iamd.engine.events import emit
from iamd.engine.intercept import SPAN_MARGIN, earliest_intercept, height_sigma
from iamd.engine.midcourse import track_state
from iamd.engine.rounds import fly_rounds, release_channel
from iamd.physics._jit import inner
from iamd.physics.flyout import launch_state
from iamd.results.schema import EventKind

_EVENT_FREE = EngagementState.FREE.value
_PREPARING = EngagementState.PREPARING.value
_FIRING = EngagementState.FIRING.value
_IN_FLIGHT = EngagementState.FLYING.value
_NO_ROUND = RoundStatus.FREE.value
_MIDCOURSE = RoundStatus.MIDCOURSE.value
_NO_TRACK = TrackStatus.FREE.value
_BALLISTIC = TargetClass.BALLISTIC.value
_LAUNCH = EventKind.INTERCEPTOR_LAUNCH.value
_ORDER = EventKind.ORDER.value
_FLYING_ROUNDS = place.FLYING_ROUNDS
_ROUNDS = place.ROUNDS
_LOST_ROUNDS = place.LOST_ROUNDS
_ROUND_ROWS = place.ROUND_ROWS
_ENGAGEMENT_ROWS = place.ENGAGEMENT_ROWS
#: Speed at which a round leaves its launcher [m/s]; the boost makes it irrelevant within a second.
_EJECTION = 30.0
#: A round is given up this long after its predicted intercept [s].
_OVERTIME_S = 30.0
#: A round is held back if it could leave this much later and still meet the target as early [s].
_HOLD_S = 1.0
#: A target predicted to arrive any moment is still followed for this long [s].
_LEAST_SPAN_S = 10.0


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
        shot.guided = 1
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
def break_off(engagement: Any, sensors: Any, magazines: Any, tracks: Any, reason: int) -> None:
    """Stop an engagement that cannot go on: altogether if nothing has been fired, else the rest of its salvo."""
    if engagement.state == _PREPARING:
        give_up(engagement, sensors, magazines, tracks)
        tracks[engagement.track].reason = reason
    else:
        cut_salvo(engagement, sensors, magazines)


@inner
def note_shot(engagement: Any, magazine: Any, kind: Any, doctrine: Any, step_s: float, tick: int) -> None:
    """Book a round that has left: when the next may follow, and when a gun becomes free."""
    engagement.to_fire -= 1
    engagement.flying += 1
    magazine.next_launch = tick + magazine.interval_ticks
    engagement.ready_at = tick + int(doctrine.ripple_s / step_s + 0.5)
    if engagement.to_fire == 0:
        engagement.state = _IN_FLIGHT
        if magazine.channels > 0:
            engagement.release_at = tick + int(kind.engagement_s / step_s + 0.5)


@inner
def fire(
    engagement: Any, row: int, units: Any, doctrines: Any, sensors: Any, floors: Any, magazines: Any, round_types: Any,
    times: Any, reach_steps: Any, tracks: Any, rounds: Any, rules: Any, events: Any, counts: Any, tick: int,
    time_s: float,
) -> None:  # fmt: skip
    """Advance an engagement that still has rounds to fire."""
    track = tracks[engagement.track]
    if not still_worth(engagement, track, rules, time_s):
        break_off(engagement, sensors, magazines, tracks, track.reason)
        return
    magazine = magazines[engagement.magazine]
    kind = round_types[magazine.type]
    if tick < engagement.ready_at or tick < magazine.next_launch:
        return
    if not fit_to_fire(engagement, track, kind, rules, time_s):
        return
    unit = units[engagement.unit]
    doctrine = doctrines[engagement.unit]
    reason, wait, meets, px, py, pz = earliest_intercept(
        track_state(track, time_s), track.target_class == _BALLISTIC,
        max(SPAN_MARGIN * (track.impact_s - time_s), _LEAST_SPAN_S), kind.preparation_s, 2.0 * height_sigma(track),
        0.0, doctrine.keep_out_m, unit, sensors[max(engagement.sensor, 0)], engagement.sensor, floors, kind,
        times[magazine.type], reach_steps[magazine.type], rules[0].earth_factor,
    )  # fmt: skip
    if reason != 0:
        break_off(engagement, sensors, magazines, tracks, reason)
        return
    if wait > _HOLD_S:
        # Look again after half the wait: nearer to the moment the plan is better, and each plan costs a search.
        engagement.ready_at = tick + int(0.5 * wait / rules[0].step_s)
        return
    if engagement.state == _PREPARING:
        engagement.state = _FIRING
        emit(
            events, counts, time_s, _ORDER, engagement.unit, -2 - track.serial, -1, magazine.type, 0,
            time_s - engagement.assigned_s, 0.0, 0.0, 0.0,
        )  # fmt: skip
    if shoot(
        engagement, row, unit, kind, magazine.type, rounds, px, py, pz, time_s + meets, rules, track,
        events, counts, tick, time_s,
    ):  # fmt: skip
        note_shot(engagement, magazine, kind, doctrine, rules[0].step_s, tick)


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
def engage(
    units: Any, doctrines: Any, sensors: Any, floors: Any, magazines: Any, round_types: Any, times: Any,
    reach_steps: Any, tracks: Any, engagements: Any, rounds: Any, threats: Any, flights: Any, trajectory: Any,
    rules: Any, air: Any,
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
                engagement, row, units, doctrines, sensors, floors, magazines, round_types, times, reach_steps, tracks,
                rounds, rules, events, counts, tick, time_s,
            )  # fmt: skip
        if engagement.release_at > 0 and engagement.release_at <= tick and engagement.to_fire == 0:
            magazines[engagement.magazine].busy_channels -= 1
            engagement.release_at = 0
