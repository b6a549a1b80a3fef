"""The loop: eight stages, in order, on a calendar.

Nothing is integrated that nobody looks at. Time jumps from one due tick to the next; only while interceptors are in
the air does it go by single flight steps.
"""

from __future__ import annotations

from typing import Any

from iamd.engine import counts as place
from iamd.engine.codes import EngagementState, RoundStatus, SensorRole, ThreatStatus, TrackStatus
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
_ENGAGEMENT = SensorRole.ENGAGEMENT.value
_NO_ROUND = RoundStatus.FREE.value
_NO_TRACK = TrackStatus.FREE.value
_WAITING = ThreatStatus.WAITING.value
_FLYING = ThreatStatus.FLYING.value
_FLYING_ROUNDS = place.FLYING_ROUNDS
_PENDING = place.PENDING_MESSAGES
_SAMPLES = place.SAMPLES


@inner
def next_tick(
    tick: int,
    second_ticks: int,
    units: Any,
    doctrines: Any,
    sensors: Any,
    engagements: Any,
    messages: Any,
    counts: Any,
) -> int:
    """The next tick at which anything is due: single steps while rounds fly, else the nearest entry of the calendar."""
    if counts[_FLYING_ROUNDS] > 0:
        return tick + 1
    due = (tick // second_ticks + 1) * second_ticks
    for row in range(units.shape[0]):
        unit = units[row]
        due = min(due, doctrines[row].next_decision)
        if unit.network >= 0:
            due = min(due, doctrines[row].next_report)
        for s in range(unit.first_sensor, unit.first_sensor + unit.sensors):
            if sensors[s].role != _ENGAGEMENT:
                due = min(due, sensors[s].next_scan)
    for row in range(engagements.shape[0]):
        engagement = engagements[row]
        if engagement.state == _FREE:
            continue
        if engagement.state == _ASSESSING:
            due = min(due, max(engagement.assess_at, engagement.release_at))
        else:
            due = min(due, engagement.ready_at if engagement.ready_at > tick else due)
            if engagement.sensor >= 0:
                due = min(due, engagement.next_look)
        if engagement.release_at > tick:
            due = min(due, engagement.release_at)
    if counts[_PENDING] > 0:
        for row in range(messages.shape[0]):
            if messages[row].deliver >= 0:
                due = min(due, messages[row].deliver)
    return max(due, tick + 1)


@inner
def truth_is_due(tick: int, second_ticks: int, units: Any, sensors: Any, engagements: Any) -> bool:
    """Whether threats have to be moved at this tick: once a second, at scans and at dedicated looks."""
    if tick % second_ticks == 0:
        return True
    for row in range(units.shape[0]):
        unit = units[row]
        for s in range(unit.first_sensor, unit.first_sensor + unit.sensors):
            if sensors[s].role != _ENGAGEMENT and sensors[s].next_scan <= tick:
                return True
    for row in range(engagements.shape[0]):
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
    trajectory: Any, times: Any, reach_steps: Any, air: Any, cost: Any, assignment: Any, rows_of: Any, columns_of: Any,
    order: Any, work_f: Any, work_i: Any, serials: Any, events: Any, samples: Any, counts: Any, work: Any,
    slots: int, second_ticks: int, first_tick: int, last_tick: int, recorded: bool, seed: int, run: int,
) -> None:  # fmt: skip
    """One run, from the first launch until nothing attacks any more or the time is over."""
    begin_threats(threats, flights, seed, run)
    begin_units(units, sensors, round_types, seed, run)
    tick = first_tick
    step_s = rules[0].step_s
    while tick <= last_tick:
        time_s = tick * step_s
        second = tick % second_ticks == 0
        if truth_is_due(tick, second_ticks, units, sensors, engagements):
            raid(threats, flights, trajectory, events, counts, time_s)
            fly(threats, flights, trajectory, events, counts, work, time_s)
            sense(
                units, sensors, threats, flights, tracks, engagements, plots, sights, serials, ghost, rules,
                events, counts, work, tick, time_s, seed, run,
            )  # fmt: skip
            track(
                units, sensors, plots, tracks, slots, rules, cost, assignment, rows_of, columns_of, work_f, work_i,
                events, counts, work, tick, time_s,
            )  # fmt: skip
        network(units, doctrines, tracks, messages, slots, rules, events, counts, tick, time_s, seed, run)
        decide(
            units, doctrines, sensors, magazines, round_types, times, reach_steps, tracks, slots, engagements,
            assets, rules, order, events, counts, work, tick, time_s,
        )  # fmt: skip
        engage(
            units, doctrines, sensors, magazines, round_types, times, reach_steps, tracks, engagements, rounds,
            threats, flights, trajectory, rules, air, events, counts, work, tick, time_s, seed, run,
        )  # fmt: skip
        assess(
            units, doctrines, magazines, tracks, slots, engagements, threats, flights, assets, sights, serials,
            events, counts, second, tick, time_s, seed, run,
        )  # fmt: skip
        if recorded and second:
            record(threats, rounds, tracks, slots, samples, counts, time_s)
        if second and over(threats):
            break
        tick = next_tick(tick, second_ticks, units, doctrines, sensors, engagements, messages, counts)
