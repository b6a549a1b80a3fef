"""Stage 2: threats move. Their undisturbed paths are tabulated per draw; here they are looked up, never integrated.

Interceptors are integrated in ``engage``, because their path depends on guidance.
"""

from __future__ import annotations

from typing import Any

from iamd.engine.codes import Counter, ThreatStatus
from iamd.engine.events import emit
from iamd.physics._jit import inner
from iamd.physics.ballistics import State
from iamd.physics.geodesy import height_above_ellipsoid
from iamd.physics.trajectory import trajectory_state
from iamd.results.schema import EventKind

_FLYING = ThreatStatus.FLYING.value
_LEAKED = ThreatStatus.LEAKED.value
_FAILED = ThreatStatus.FAILED.value
_BURNOUT = EventKind.BURNOUT.value
_THREAT_FAILURE = EventKind.THREAT_FAILURE.value
_TRUTH_EVALUATIONS = Counter.TRUTH_EVALUATIONS.value


@inner
def truth_state(threat: Any, flight: Any, trajectory: Any, time_s: float) -> State:
    """Position and velocity of a threat at a time: the tabulated path, moved by its miss of the aim point.

    The miss grows linearly from the end of thrust to arrival, as that of a small velocity error does to first
    order. Returns x, y, z [m], vx, vy, vz [m/s], ECEF.
    """
    since = time_s - threat.launch_s
    x, y, z, vx, vy, vz = trajectory_state(
        trajectory, flight.first_row, flight.rows, flight.sample_s, flight.end_s, since
    )
    span = flight.end_s - flight.burnout_s
    share = (since - flight.burnout_s) / span
    if share <= 0.0:
        return x, y, z, vx, vy, vz
    share = min(share, 1.0)
    axes = flight.axes
    mx = threat.east_m * axes[0] + threat.north_m * axes[3]
    my = threat.east_m * axes[1] + threat.north_m * axes[4]
    mz = threat.east_m * axes[2] + threat.north_m * axes[5]
    return (
        x + mx * share, y + my * share, z + mz * share,
        vx + mx / span, vy + my / span, vz + mz / span,
    )  # fmt: skip


@inner
def place_threat(threat: Any, flight: Any, trajectory: Any, work: Any, time_s: float) -> None:
    """Write the position and velocity of a threat at ``time_s`` into its row."""
    work[_TRUTH_EVALUATIONS] += 1
    threat.x, threat.y, threat.z, threat.vx, threat.vy, threat.vz = truth_state(
        threat, flight, trajectory, time_s
    )  # fmt: skip


@inner
def fly(
    threats: Any, flights: Any, trajectory: Any, events: Any, counts: Any, work: Any, time_s: float
) -> None:
    """Move every flying threat to ``time_s``; note burnout, failure and arrival."""
    for row in range(threats.shape[0]):
        threat = threats[row]
        if threat.status != _FLYING:
            continue
        flight = flights[threat.flight]
        place_threat(threat, flight, trajectory, work, time_s)
        if threat.burnt_out == 0 and time_s - threat.launch_s >= flight.burnout_s:
            threat.burnt_out = 1
            if flight.burnout_s > 0.0:
                height = height_above_ellipsoid(threat.x, threat.y, threat.z)
                emit(
                    events, counts, threat.launch_s + flight.burnout_s, _BURNOUT, -1, row, -1, -1, 0,
                    height, threat.x, threat.y, threat.z,
                )  # fmt: skip
        if time_s >= threat.fail_s:
            threat.status = _FAILED
            threat.end_s = threat.fail_s
            emit(
                events, counts, threat.fail_s, _THREAT_FAILURE, -1, row, -1, -1, 0, 0.0, threat.x, threat.y, threat.z
            )  # fmt: skip
        elif time_s >= threat.launch_s + flight.end_s:
            threat.status = _LEAKED
            threat.end_s = threat.launch_s + flight.end_s
