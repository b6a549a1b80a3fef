"""The loop: eight stages, in order, on a calendar.

Nothing is integrated that nobody looks at. Time jumps from one due tick to the next; only while interceptors are in
the air does it go by single flight steps.
"""

from __future__ import annotations

from typing import Any

from iamd.engine import counts as place
from iamd.engine.codes import EngagementState, RoundStatus, SensorRole, ThreatStatus, TrackStatus
from iamd.engine.midcourse import coast_rounds
from iamd.engine.stages.assess import assess
from iamd.engine.stages.decide import decide
from iamd.engine.stages.engage import engage
from iamd.engine.stages.fly import fly
from iamd.engine.stages.network import network
from iamd.engine.stages.raid import begin_threats, begin_units, raid
from iamd.engine.stages.sense import sense
from iamd.engine.stages.track import track
from iamd.physics._jit import inner, kernel
from iamd.physics.geodesy import Vector

_FREE = EngagementState.FREE.value
_ASSESSING = EngagementState.ASSESSING.value
_PREPARING = EngagementState.PREPARING.value
_FIRING = EngagementState.FIRING.value
_ENGAGEMENT = SensorRole.ENGAGEMENT.value
_NO_ROUND = RoundStatus.FREE.value
_NO_TRACK = TrackStatus.FREE.value
_WAITING = ThreatStatus.WAITING.value
_FLYING = ThreatStatus.FLYING.value
_FLYING_ROUNDS = place.FLYING_ROUNDS
_PENDING = place.PENDING_MESSAGES
_ENGAGEMENT_ROWS = place.ENGAGEMENT_ROWS
_CHANGED = place.CHANGED
_SAMPLES = place.SAMPLES


@inner
def engagement_due(engagement: Any, magazines: Any, tick: int, due: int) -> int:
    """The next tick at which an engagement needs attention, if that is before ``due``."""
    if engagement.state == _ASSESSING:
        due = min(due, max(engagement.assess_at, engagement.release_at))
    elif engagement.state == _PREPARING or engagement.state == _FIRING:
        ready = max(engagement.ready_at, magazines[engagement.magazine].next_launch)
        if ready > tick:
            due = min(due, ready)
    if engagement.state != _ASSESSING and engagement.sensor >= 0:
        due = min(due, engagement.next_look)
    if engagement.release_at > tick:
        due = min(due, engagement.release_at)
    return due


@inner
def next_due(
    tick: int, second_ticks: int, units: Any, doctrines: Any, sensors: Any, magazines: Any, engagements: Any,
    messages: Any, counts: Any,
) -> int:  # fmt: skip
    """The next tick at which anything but flight is due: whole seconds, scans, looks, decisions, reports, timers."""
    due = (tick // second_ticks + 1) * second_ticks
    for row in range(units.shape[0]):
        unit = units[row]
        if unit.magazines > 0:
            due = min(due, doctrines[row].next_decision)
        if unit.network >= 0:
            due = min(due, doctrines[row].next_report)
        for s in range(unit.first_sensor, unit.first_sensor + unit.sensors):
            if sensors[s].role != _ENGAGEMENT:
                due = min(due, sensors[s].next_scan)
    last = 0
    for row in range(counts[_ENGAGEMENT_ROWS]):
        if engagements[row].state != _FREE:
            last = row + 1
            due = engagement_due(engagements[row], magazines, tick, due)
    counts[_ENGAGEMENT_ROWS] = last
    if counts[_PENDING] > 0:
        for row in range(messages.shape[0]):
            if messages[row].deliver >= 0:
                due = min(due, messages[row].deliver)
    return max(due, tick + 1)


@inner
def scan_is_due(tick: int, second_ticks: int, units: Any, sensors: Any) -> bool:
    """Whether all threats have to be moved at this tick: once a second and at the end of each scan."""
    if tick % second_ticks == 0:
        return True
    for row in range(units.shape[0]):
        unit = units[row]
        for s in range(unit.first_sensor, unit.first_sensor + unit.sensors):
            if sensors[s].role != _ENGAGEMENT and sensors[s].next_scan <= tick:
                return True
    return False


@inner
def look_is_due(tick: int, engagements: Any, counts: Any) -> bool:
    """Whether an engagement radar has a dedicated look at this tick."""
    for row in range(counts[_ENGAGEMENT_ROWS]):
        engagement = engagements[row]
        if engagement.state != _FREE and engagement.state != _ASSESSING and engagement.next_look <= tick:
            return True
    return False


@inner
def over(threats: Any) -> bool:
    """Whether nothing that attacks is left."""
    for row in range(threats.shape[0]):
        if threats[row].status == _WAITING or threats[row].status == _FLYING:
            return False
    return True


@inner
def put_sample(
    samples: Any,
    counts: Any,
    time_s: float,
    what: int,
    index: int,
    unit: int,
    round_type: int,
    position: Vector,
) -> None:
    """Append one position to the record of the run."""
    row = counts[_SAMPLES]
    counts[_SAMPLES] = row + 1
    if row >= samples.shape[0]:
        return
    sample = samples[row]
    sample.time_s = time_s
    sample.object = what
    sample.index = index
    sample.unit = unit
    sample.type = round_type
    sample.x, sample.y, sample.z = position


@inner
def record(
    threats: Any, rounds: Any, tracks: Any, slots: int, samples: Any, counts: Any, time_s: float
) -> None:
    """Positions of threats, interceptors and confirmed tracks, once a second."""
    for row in range(threats.shape[0]):
        threat = threats[row]
        if threat.status == _FLYING:
            put_sample(samples, counts, time_s, 0, row, -1, -1, (threat.x, threat.y, threat.z))
    for row in range(rounds.shape[0]):
        shot = rounds[row]
        if shot.status != _NO_ROUND:
            put_sample(
                samples, counts, time_s, 1, shot.ordinal, shot.unit, shot.type, (shot.x, shot.y, shot.z)
            )
    for row in range(tracks.shape[0]):
        held = tracks[row]
        if held.status > 1:
            s = held.state
            put_sample(samples, counts, time_s, 2, row, row // slots, -1, (s[0], s[1], s[2]))


@kernel
def simulate(
    units: Any, doctrines: Any, sensors: Any, round_types: Any, magazines: Any, flights: Any, threats: Any, assets: Any,
    plots: Any, tracks: Any, messages: Any, engagements: Any, rounds: Any, sights: Any, rules: Any, ghost: Any,
    floors: Any, jammers: Any, trajectory: Any, times: Any, reach_steps: Any, air: Any, cost: Any,
    assignment: Any, rows_of: Any, columns_of: Any,
    order: Any, work_f: Any, work_i: Any, serials: Any, events: Any, samples: Any, counts: Any, work: Any,
    slots: int, second_ticks: int, first_tick: int, last_tick: int, recorded: bool, seed: int, run: int,
) -> None:  # fmt: skip
    """One run, from the first launch until nothing attacks any more or the time is over."""
    begin_threats(threats, flights, seed, run)
    begin_units(units, sensors, round_types, seed, run)
    tick = first_tick
    due_tick = first_tick
    step_s = rules[0].step_s
    while tick <= last_tick:
        time_s = tick * step_s
        second = tick % second_ticks == 0
        due = tick >= due_tick
        scanned = due and scan_is_due(tick, second_ticks, units, sensors)
        if scanned:
            raid(threats, flights, trajectory, events, counts, time_s)
            fly(threats, flights, trajectory, events, counts, work, time_s)
        if scanned or (due and look_is_due(tick, engagements, counts)):
            sense(
                units, sensors, floors, jammers, threats, flights, trajectory, tracks, engagements, plots, sights,
                serials, ghost, rules, events, counts, work, tick, time_s, seed, run,
            )  # fmt: skip
            track(
                units, sensors, floors, plots, tracks, slots, rules, cost, assignment, rows_of, columns_of, work_f,
                work_i, events, counts, work, second, tick, time_s,
            )  # fmt: skip
        if due:
            network(units, doctrines, tracks, messages, slots, rules, events, counts, tick, time_s, seed, run)
            decide(
                units, doctrines, sensors, floors, magazines, round_types, times, reach_steps, tracks, slots,
                engagements, assets, rules, order, events, counts, work, tick, time_s,
            )  # fmt: skip
        others = coast_rounds(rounds, round_types, rules, air, counts, work, tick, time_s)
        if due or others > 0:
            engage(
                units, doctrines, sensors, floors, magazines, round_types, times, reach_steps, tracks, engagements,
                rounds, threats, flights, trajectory, rules, air, events, counts, work, others, due, tick,
                time_s, seed, run,
            )  # fmt: skip
        if due or counts[_CHANGED] == 1:
            assess(
                units, doctrines, magazines, tracks, slots, engagements, threats, flights, assets, sights, serials,
                events, counts, second, tick, time_s, seed, run,
            )  # fmt: skip
            counts[_CHANGED] = 0
            due_tick = next_due(
                tick, second_ticks, units, doctrines, sensors, magazines, engagements, messages, counts
            )
        if second:
            if recorded:
                record(threats, rounds, tracks, slots, samples, counts, time_s)
            if over(threats):
                break
        tick = tick + 1 if counts[_FLYING_ROUNDS] > 0 else due_tick
