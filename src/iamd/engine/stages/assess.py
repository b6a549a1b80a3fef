"""Stage 8: kill assessment, arrivals and losses, and the reasons why no shot was taken.

The other stage (with ``sense``) that joins truth and perception: it judges, with both errors, whether a shot at a
track has killed; and it writes down, for the report only, how far each unit got with each threat.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.engine import counts as place
from iamd.engine.codes import EngagementState, ThreatStatus, TrackStatus, UnitState
from iamd.engine.events import emit
from iamd.physics._jit import inner
from iamd.physics.rng import Stream, pair_name, uniform
from iamd.results.schema import EventKind, Reason

_FREE = EngagementState.FREE.value
_ASSESSING = EngagementState.ASSESSING.value
_FLYING = ThreatStatus.FLYING.value
_KILLED = ThreatStatus.KILLED.value
_LEAKED = ThreatStatus.LEAKED.value
_CONFIRMED = TrackStatus.CONFIRMED.value
_ON = UnitState.ON.value
_SILENT = UnitState.SILENT.value
_MOVING = UnitState.MOVING.value
_LOST = UnitState.LOST.value
_ASSESSMENT_STREAM = Stream.ASSESSMENT.value
_ASSESS = EventKind.ASSESS.value
_INTERCEPTOR_LAUNCH = EventKind.INTERCEPTOR_LAUNCH.value
_LEAK = EventKind.LEAK.value
_ASSET_HIT = EventKind.ASSET_HIT.value
_NODE_DOWN = EventKind.NODE_DOWN.value
_NO_SHOT = EventKind.NO_SHOT.value
_RELOAD = EventKind.RELOAD.value
_UNIT_LOST = Reason.UNIT_LOST.value
_UNIT_SILENT = Reason.UNIT_SILENT.value
_UNIT_MOVING = Reason.UNIT_MOVING.value
_TRACK = Reason.TRACK.value
_SIZE = Reason.SIZE.value
_TIME = Reason.TIME.value
_MISSED = Reason.ENGAGED_MISSED.value
_WRONGLY = Reason.WRONGLY_ASSESSED.value
_ENGAGED = Reason.ENGAGED.value
_WAITING = Reason.ASSESSMENT.value
_EVENTS = place.EVENTS
_RESOLVED = place.RESOLVED_EVENTS
_CHANGED = place.CHANGED
_ENGAGEMENT_ROWS = place.ENGAGEMENT_ROWS


@inner
def truth_of(serials: Any, serial: int) -> int:
    """The threat that caused a plot, -1 for a false plot. For the log only."""
    if serial < 0:
        return -1
    return int(serials[serial % serials.shape[0]])


@inner
def join_events(events: Any, counts: Any, serials: Any, threats: Any) -> None:
    """Events of perception name a plot (-2 - serial); here the log gets the threat that caused it.

    A launch also marks its threat as fired at.
    """
    last = min(counts[_EVENTS], events.shape[0])
    for row in range(counts[_RESOLVED], last):
        event = events[row]
        if event.threat < -1:
            event.threat = truth_of(serials, -2 - event.threat)
        if event.kind == _INTERCEPTOR_LAUNCH and event.threat >= 0:
            threat = threats[event.threat]
            threat.first_shot_s = min(threat.first_shot_s, event.time_s)
    counts[_RESOLVED] = last


@inner
def judge(
    engagement: Any, units: Any, doctrines: Any, magazines: Any, tracks: Any, threats: Any,
    events: Any, counts: Any, time_s: float, seed: int, run: int,
) -> None:  # fmt: skip
    """The outcome of a salvo as the unit sees it.

    A salvo that met nothing is seen to have missed. Otherwise the target is judged dead with probability
    1 - missed_kill if it is, false_kill if it is not.
    """
    doctrine = doctrines[engagement.unit]
    track = tracks[engagement.track]
    dead = False
    if engagement.threat >= 0:
        threat = threats[engagement.threat]
        name = pair_name(threat.name_word, units[engagement.unit].name_word)
        draw = uniform(seed, run, _ASSESSMENT_STREAM, name, threat.shots)
        dead = draw >= doctrine.missed_kill if threat.status == _KILLED else draw < doctrine.false_kill
    emit(
        events, counts, time_s, _ASSESS, engagement.unit, engagement.threat, -1, magazines[engagement.magazine].type,
        0, 1.0 if dead else 0.0, 0.0, 0.0, 0.0,
    )  # fmt: skip
    track.engaged = 0
    track.salvos += 1
    track.next_check_s = 0.0
    if dead:
        track.judged_dead = 1
    engagement.state = _FREE


@inner
def reload(magazines: Any, events: Any, counts: Any, tick: int, time_s: float) -> None:
    """An empty magazine with spare rounds is filled after its reload time."""
    for row in range(magazines.shape[0]):
        magazine = magazines[row]
        if magazine.reload_at >= 0 and magazine.reload_at <= tick:
            loaded = min(magazine.spare, magazine.capacity - magazine.ready)
            magazine.ready += loaded
            magazine.spare -= loaded
            magazine.reload_at = -1
            emit(
                events, counts, time_s, _RELOAD, magazine.unit, -1, -1, magazine.type, 0, float(loaded), 0.0, 0.0, 0.0
            )  # fmt: skip
        elif magazine.ready == 0 and magazine.spare > 0 and magazine.reload_at < 0:
            magazine.reload_at = tick + magazine.reload_ticks


@inner
def hit(assets: Any, units: Any, threat: Any, events: Any, counts: Any, row: int) -> None:
    """What an arrival strikes: every asset whose radius holds the impact point. Lost units stop working."""
    for a in range(assets.shape[0]):
        asset = assets[a]
        dx = threat.x - asset.x
        dy = threat.y - asset.y
        dz = threat.z - asset.z
        if dx * dx + dy * dy + dz * dz > asset.radius_m * asset.radius_m:
            continue
        asset.hits += 1
        if asset.hits != asset.hits_to_lose:
            continue
        emit(
            events, counts, threat.end_s, _ASSET_HIT, asset.unit, row, -1, -1, 0, asset.value,
            asset.x, asset.y, asset.z,
        )  # fmt: skip
        if asset.unit >= 0:
            units[asset.unit].state = _LOST
            emit(
                events, counts, threat.end_s, _NODE_DOWN, asset.unit, row, -1, -1, _UNIT_LOST, 0.0,
                asset.x, asset.y, asset.z,
            )  # fmt: skip


@inner
def ended_at(sights: Any, threats: Any, units: Any, row: int) -> int:
    """Where the defence of an arrived threat ended: the furthest gate that any unit reached."""
    furthest = 0
    for u in range(units.shape[0]):
        sight = sights[u * threats.shape[0] + row]
        if units[u].magazines > 0:
            if sight.reason == _WRONGLY:
                return _WRONGLY
            furthest = max(furthest, sight.furthest)
    if furthest == _ENGAGED:
        # Assigned but never fired at: the order came too late.
        furthest = _MISSED if threats[row].first_shot_s < math.inf else _TIME
    return furthest


@inner
def arrivals(
    threats: Any, flights: Any, units: Any, assets: Any, sights: Any, events: Any, counts: Any
) -> None:
    """Close the book on threats that have arrived since the last pass."""
    for row in range(threats.shape[0]):
        threat = threats[row]
        if threat.status != _LEAKED or threat.reason >= 0:
            continue
        threat.reason = ended_at(sights, threats, units, row)
        miss = math.sqrt(threat.east_m * threat.east_m + threat.north_m * threat.north_m)
        emit(
            events, counts, threat.end_s, _LEAK, -1, row, -1, -1, threat.reason, miss, threat.x, threat.y, threat.z
        )  # fmt: skip
        if flights[threat.flight].decoy == 0:
            hit(assets, units, threat, events, counts, row)


@inner
def unit_reason(unit: Any) -> int:
    """Reason that lies in the state of the unit, or 0."""
    if unit.state == _LOST:
        return _UNIT_LOST
    if unit.state == _SILENT:
        return _UNIT_SILENT
    if unit.state == _MOVING:
        return _UNIT_MOVING
    return 0


@inner
def note(sight: Any, reason: int, unit_row: int, row: int, events: Any, counts: Any, time_s: float) -> None:
    """Log a change of the blocking reason, with how long the one before held."""
    if reason == sight.reason:
        return
    emit(
        events, counts, time_s, _NO_SHOT, unit_row, row, -1, -1, reason, time_s - sight.since_s, 0.0, 0.0, 0.0
    )  # fmt: skip
    sight.reason = reason
    sight.since_s = time_s
    sight.furthest = max(sight.furthest, reason)


@inner
def reasons(
    units: Any, tracks: Any, slots: int, threats: Any, sights: Any, serials: Any, events: Any, counts: Any,
    time_s: float,
) -> None:  # fmt: skip
    """Join what each unit believes with what is true, and log what keeps it from shooting.

    The unit's own state comes first; then the verdict of ``decide`` on the track that holds the threat; without a
    track the gate at which sensing ended.
    """
    number = threats.shape[0]
    for u in range(units.shape[0]):
        unit = units[u]
        if unit.magazines == 0:
            continue
        state = unit_reason(unit)
        for row in range(number):
            sights[u * number + row].track = -1
        for slot in range(u * slots, (u + 1) * slots):
            track = tracks[slot]
            if track.status < _CONFIRMED:
                continue
            row = truth_of(serials, track.serial)
            if row >= 0:
                sights[u * number + row].track = slot
                if time_s < threats[row].first_track_s:
                    threats[row].first_track_s = time_s
        for row in range(number):
            if threats[row].status != _FLYING:
                continue
            sight = sights[u * number + row]
            reason = state
            if reason == 0 and sight.track >= 0:
                track = tracks[sight.track]
                reason = _WRONGLY if track.judged_dead == 1 else track.reason
            elif reason == 0:
                reason = sight.gate if sight.gate > 0 else _TRACK
            note(sight, reason, u, row, events, counts, time_s)


@inner
def assess(
    units: Any, doctrines: Any, magazines: Any, tracks: Any, slots: int, engagements: Any, threats: Any, flights: Any,
    assets: Any, sights: Any, serials: Any, events: Any, counts: Any, second: bool,
    tick: int, time_s: float, seed: int, run: int,
) -> None:  # fmt: skip
    """Judge salvos, close arrivals, reload; once a second also log the reasons."""
    join_events(events, counts, serials, threats)
    for row in range(counts[_ENGAGEMENT_ROWS]):
        engagement = engagements[row]
        if engagement.state == _ASSESSING:
            tracks[engagement.track].reason = _WAITING
            if engagement.assess_at <= tick and engagement.release_at == 0:
                counts[_CHANGED] = 1
                judge(
                    engagement, units, doctrines, magazines, tracks, threats, events, counts, time_s, seed, run
                )  # fmt: skip
    if second:
        reload(magazines, events, counts, tick, time_s)
        reasons(units, tracks, slots, threats, sights, serials, events, counts, time_s)
        arrivals(threats, flights, units, assets, sights, events, counts)
    join_events(events, counts, serials, threats)
