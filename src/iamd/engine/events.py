"""Writing to the event log from inside the loop."""

from __future__ import annotations

from typing import Any

from iamd.physics._jit import inner


@inner
def emit(
    events: Any,
    counts: Any,
    time_s: float,
    kind: int,
    unit: int,
    threat: int,
    ordinal: int,
    round_type: int,
    reason: int,
    value: float,
    x: float,
    y: float,
    z: float,
) -> None:
    """Append one event. ``counts[0]`` is the number of events; past the capacity only the count grows,
    and the executor turns that into an error that names the run: an overflow is never silent.
    """
    row = counts[0]
    counts[0] = row + 1
    if row >= events.shape[0]:
        return
    event = events[row]
    event.time_s = time_s
    event.kind = kind
    event.unit = unit
    event.threat = threat
    event.ordinal = ordinal
    event.type = round_type
    event.reason = reason
    event.value = value
    event.x = x
    event.y = y
    event.z = z
