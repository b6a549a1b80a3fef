"""Stage 1: threats are launched. The raid is declared by the user; nothing here decides anything."""

from __future__ import annotations

import math
from typing import Any

from iamd.engine.codes import ThreatStatus, UnitState
from iamd.engine.events import emit
from iamd.physics._jit import inner
from iamd.physics.rng import Stream, normal2, uniform, uniform2
from iamd.results.schema import EventKind

_WAITING = ThreatStatus.WAITING.value
_FLYING = ThreatStatus.FLYING.value
_ON = UnitState.ON.value
_SILENT = UnitState.SILENT.value
_THREAT_LAUNCH = EventKind.THREAT_LAUNCH.value
_JITTER = Stream.LAUNCH_JITTER.value
_RELIABILITY = Stream.RELIABILITY.value
_DISPERSION = Stream.DISPERSION.value
_READINESS = Stream.READINESS.value
_COMMON_CAUSE = Stream.COMMON_CAUSE.value
_SEARCH_PHASE = Stream.SEARCH_PHASE.value


@inner
def begin_threats(threats: Any, flights: Any, seed: int, run: int) -> None:
    """Draw what chance decides before the raid: launch times, failures, misses of the aim point."""
    last_s = 0.0
    for row in range(threats.shape[0]):
        threat = threats[row]
        flight = flights[threat.flight]
        if flight.random_arrivals == 1:
            # A Poisson stream: exponential intervals, each addressed by the threat's own name.
            before = flight.start_s if threat.ordinal == 0 else last_s
            gap = -flight.spacing_s * math.log(uniform(seed, run, _JITTER, threat.name_word, 0))
            threat.launch_s = before + gap
        else:
            threat.launch_s = flight.start_s + threat.ordinal * flight.spacing_s
        last_s = threat.launch_s
        works, when = uniform2(seed, run, _RELIABILITY, threat.name_word, 0)
        threat.fail_s = math.inf if works < flight.reliability else threat.launch_s + when * flight.end_s
        east, north = normal2(seed, run, _DISPERSION, threat.name_word, 0)
        threat.east_m = east * flight.dispersion_m
        threat.north_m = north * flight.dispersion_m
        threat.first_detection_s = math.inf
        threat.first_track_s = math.inf
        threat.first_shot_s = math.inf
        threat.reason = -1


@inner
def begin_units(units: Any, sensors: Any, round_types: Any, seed: int, run: int) -> None:
    """Draw readiness, the phase of each radar's scan, and the failures that rounds of a type share."""
    for row in range(units.shape[0]):
        unit = units[row]
        if unit.state == _ON and uniform(seed, run, _READINESS, unit.name_word, 0) >= unit.readiness:
            unit.state = _SILENT
        for s in range(unit.first_sensor, unit.first_sensor + unit.sensors):
            sensor = sensors[s]
            phase = uniform(seed, run, _SEARCH_PHASE, sensor.name_word, 0)
            sensor.next_scan = int(phase * sensor.scan_ticks)
            sensor.scanned = -1
    for row in range(round_types.shape[0]):
        kind = round_types[row]
        failed = uniform(seed, run, _COMMON_CAUSE, kind.name_word, 0) < kind.common_cause
        kind.failed = 1 if failed else 0


@inner
def raid(threats: Any, flights: Any, trajectory: Any, events: Any, counts: Any, time_s: float) -> None:
    """Launch the threats whose time has come."""
    for row in range(threats.shape[0]):
        threat = threats[row]
        if threat.status != _WAITING or threat.launch_s > time_s:
            continue
        threat.status = _FLYING
        flight = flights[threat.flight]
        start = flight.first_row
        threat.x = trajectory[start, 0]
        threat.y = trajectory[start, 1]
        threat.z = trajectory[start, 2]
        arrival = threat.launch_s + flight.end_s
        emit(
            events, counts, threat.launch_s, _THREAT_LAUNCH, -1, row, -1, -1, 0, arrival, threat.x, threat.y, threat.z
        )  # fmt: skip
