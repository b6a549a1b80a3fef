"""Stage 4: plots become tracks, unit by unit. Sees plots and tracks only.

Prediction: nearly constant velocity, with gravity and the turning earth for tracks high enough to be ballistic.
Search plots: global nearest neighbour over the tracks that the radar should have seen. Plots of a dedicated beam:
the track that the beam was sent to. Confirmation: M of the last N looks; deletion: a number of misses in a row.

Source: S. Blackman and R. Popoli, *Design and Analysis of Modern Tracking Systems* (1999), sections 6.2 to 6.4.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.engine.codes import Counter, SensorRole, TargetClass, TrackStatus, UnitState
from iamd.engine.events import emit
from iamd.engine.sight import sight_gate
from iamd.physics._jit import inner
from iamd.physics.association import OUTSIDE, associate
from iamd.physics.ballistics import ballistic_acceleration
from iamd.physics.filtering import initiate, innovation, predict, update, update_radial
from iamd.physics.flyout import quick_height
from iamd.physics.geodesy import to_local
from iamd.results.schema import EventKind

_FREE = TrackStatus.FREE.value
_TENTATIVE = TrackStatus.TENTATIVE.value
_CONFIRMED = TrackStatus.CONFIRMED.value
_REMOTE = TrackStatus.REMOTE.value
_BALLISTIC = TargetClass.BALLISTIC.value
_ENGAGEMENT = SensorRole.ENGAGEMENT.value
_LOST = UnitState.LOST.value
_TRACK_START = EventKind.TRACK_START.value
_TRACK_CONFIRM = EventKind.TRACK_CONFIRM.value
_TRACK_DROP = EventKind.TRACK_DROP.value
_UPDATES = Counter.FILTER_UPDATES.value
_GATE_TESTS = Counter.GATE_TESTS.value
#: The looks that a track remembers: sixteen, newest in bit 0.
_HISTORY = 0xFFFF
#: A track keeps the finer model of dedicated looks for this long after the last of them [s].
_FIRE_MEMORY_S = 3.0
#: The first dedicated looks may fall outside the gate of a late remote track; later ones get this many gates.
_BEAM_GATES = 4.0


@inner
def advance_track(track: Any, rules: Any, noise: float, time_s: float) -> None:
    """Predict a track to ``time_s`` in place."""
    ahead = time_s - track.time_s
    if ahead <= 0.0:
        return
    state = track.state
    ax = 0.0
    ay = 0.0
    az = 0.0
    if quick_height(state[0], state[1], state[2]) > rules[0].ballistic_height:
        ax, ay, az = ballistic_acceleration(state[0], state[1], state[2], state[3], state[4], state[5], 0.0)
    predict(state, track.cov, ahead, noise, ax, ay, az)
    track.time_s = time_s


@inner
def correct(track: Any, plot: Any, rules: Any, work: Any) -> None:
    """Update a track with a plot in place: position, then range rate."""
    z = plot.z
    r = plot.r
    update(track.state, track.cov, z[0], z[1], z[2], r[0], r[1], r[2], r[3], r[4], r[5])
    los = plot.los
    error = rules[0].radial_error
    update_radial(track.state, track.cov, los[0], los[1], los[2], plot.radial, error * error)
    track.serial = plot.serial
    track.hits += 1
    track.hit_s = track.time_s
    track.origin = -1
    work[_UPDATES] += 1


@inner
def gate_distance(track: Any, plot: Any, gate: float, rate_variance: float, work: Any) -> float:
    """Squared Mahalanobis distance of a plot from a track, or :data:`OUTSIDE` beyond the gate.

    A plot further out along one axis than the gate allows for that axis alone is outside for sure, which spares
    most of the matrix work.
    """
    state = track.state
    cov = track.cov
    z = plot.z
    r = plot.r
    dx = z[0] - state[0]
    if dx * dx > gate * (cov[0] + r[0]):
        return OUTSIDE
    dy = z[1] - state[1]
    if dy * dy > gate * (cov[6] + r[3]):
        return OUTSIDE
    dz = z[2] - state[2]
    if dz * dz > gate * (cov[11] + r[5]):
        return OUTSIDE
    # Range rate, against its own error and that of the predicted velocity, before the matrix work.
    los = plot.los
    rate = plot.radial - los[0] * state[3] - los[1] * state[4] - los[2] * state[5]
    spread = (
        los[0] * los[0] * cov[15] + los[1] * los[1] * cov[18] + los[2] * los[2] * cov[20]
        + 2.0 * (los[0] * los[1] * cov[16] + los[0] * los[2] * cov[17] + los[1] * los[2] * cov[19])
    )  # fmt: skip
    if rate * rate > gate * (spread + rate_variance):
        return OUTSIDE
    work[_GATE_TESTS] += 1
    distance, _ = innovation(state, cov, z[0], z[1], z[2], r[0], r[1], r[2], r[3], r[4], r[5])
    return distance if distance <= gate else OUTSIDE


@inner
def expected(track: Any, sensor: Any, sensor_row: int, floors: Any, axes: Any, k: float) -> bool:
    """Whether the radar should have seen a track where it is believed to be."""
    state = track.state
    dx = state[0] - sensor.x
    dy = state[1] - sensor.y
    dz = state[2] - sensor.z
    slant = math.sqrt(dx * dx + dy * dy + dz * dz)
    if slant > sensor.instrumented_m:
        return False
    east, north, _ = to_local(
        dx, dy, dz, (axes[0], axes[1], axes[2], axes[3], axes[4], axes[5], axes[6], axes[7], axes[8])
    )
    height = quick_height(state[0], state[1], state[2])
    return sight_gate(sensor, sensor_row, floors, east, north, slant, height, k) == 0


@inner
def slant_range(unit: Any, track: Any) -> float:
    """Straight distance from a unit to a track [m]."""
    state = track.state
    dx = state[0] - unit.x
    dy = state[1] - unit.y
    dz = state[2] - unit.z
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@inner
def drop(track: Any, unit: Any, unit_row: int, events: Any, counts: Any, time_s: float) -> None:
    """Free the slot of a track; dropping a confirmed one is an event."""
    if track.status == _CONFIRMED:
        emit(
            events, counts, time_s, _TRACK_DROP, unit_row, -2 - track.serial, -1, -1, 0, time_s - track.born_s,
            0.0, 0.0, 0.0,
        )  # fmt: skip
    track.status = _FREE


@inner
def confirm(track: Any, unit: Any, unit_row: int, events: Any, counts: Any, time_s: float) -> None:
    """A track becomes confirmed."""
    track.status = _CONFIRMED
    track.confirmed_s = time_s
    emit(
        events, counts, time_s, _TRACK_CONFIRM, unit_row, -2 - track.serial, -1, -1, 0, slant_range(unit, track),
        0.0, 0.0, 0.0,
    )  # fmt: skip


@inner
def ones(history: int, window: int) -> int:
    """Number of hits in the last ``window`` looks."""
    count = 0
    for bit in range(window):
        count += (history >> bit) & 1
    return count


@inner
def note_look(
    track: Any, hit: bool, rules: Any, unit: Any, unit_row: int, events: Any, counts: Any, time_s: float
) -> None:
    """Record a look at a track and apply the rules of confirmation and deletion."""
    track.history = ((track.history << 1) | (1 if hit else 0)) & _HISTORY
    rule = rules[0]
    if track.status == _TENTATIVE and ones(track.history, rule.confirm_window) >= rule.confirm_hits:
        confirm(track, unit, unit_row, events, counts, time_s)
        return
    if hit:
        return
    misses = rule.drop_misses
    if track.status == _TENTATIVE:
        # A new track that can no longer reach M of N goes at once.
        misses = max(rule.confirm_window - rule.confirm_hits + 1, 1)
    if track.history & ((1 << misses) - 1) == 0:
        drop(track, unit, unit_row, events, counts, time_s)


@inner
def clear_track(track: Any, time_s: float) -> None:
    """A clean record in a slot, whatever it held before; state, status and origin are the caller's."""
    track.history = 0
    track.hits = 0
    track.fire_hits = 0
    track.fire_s = -math.inf
    track.born_s = time_s
    track.confirmed_s = time_s
    track.identified = 0
    track.engaged_s = -math.inf
    track.judged_dead = 0
    track.salvos = 0
    track.engaged = 0
    track.reason = 0
    track.next_check_s = 0.0
    track.impact_s = math.inf
    track.threatens_self = 0
    track.target_class = _BALLISTIC
    track.reported = 0


@inner
def start_track(
    plot: Any, tracks: Any, first: int, slots: int, rules: Any, unit: Any, unit_row: int,
    events: Any, counts: Any, time_s: float,
) -> None:  # fmt: skip
    """Open a tentative track on a plot that belongs to no other; a full picture ignores it, and counts that."""
    for slot in range(first, first + slots):
        track = tracks[slot]
        # A slot that an engagement still points to is not given to another track.
        if track.status != _FREE or track.engaged == 1:
            continue
        z = plot.z
        r = plot.r
        initiate(
            track.state, track.cov, z[0], z[1], z[2], r[0], r[1], r[2], r[3], r[4], r[5], rules[0].speed_sigma
        )
        los = plot.los
        error = rules[0].radial_error
        update_radial(track.state, track.cov, los[0], los[1], los[2], plot.radial, error * error)
        clear_track(track, time_s)
        track.time_s = time_s
        track.hit_s = time_s
        track.status = _TENTATIVE
        track.history = 1
        track.hits = 1
        track.serial = plot.serial
        track.origin = -1
        emit(
            events, counts, time_s, _TRACK_START, unit_row, -2 - plot.serial, -1, -1, 0, slant_range(unit, track),
            0.0, 0.0, 0.0,
        )  # fmt: skip
        if rules[0].confirm_hits <= 1:
            confirm(track, unit, unit_row, events, counts, time_s)
        return
    counts[3] += 1


@inner
def directed(plots: Any, tracks: Any, rules: Any, counts: Any, work: Any, time_s: float) -> None:
    """Plots of dedicated beams: each corrects the track that its beam was sent to, if it lies in the gate.

    A remote track that its unit's own radar has found becomes an own track.
    """
    rate_variance = rules[0].radial_error * rules[0].radial_error
    for p in range(min(counts[1], plots.shape[0])):
        plot = plots[p]
        if plot.track < 0:
            continue
        track = tracks[plot.track]
        if track.status == _FREE:
            continue
        noise = rules[0].noise_fire if track.fire_hits > 0 else rules[0].noise_search
        advance_track(track, rules, noise, time_s)
        # The first look may fall outside the gate of a remote track that is late; its own beam is trusted then.
        if (
            track.fire_hits > 0
            and gate_distance(track, plot, _BEAM_GATES * rules[0].gate, rate_variance, work) >= OUTSIDE
        ):
            continue
        correct(track, plot, rules, work)
        if track.status == _REMOTE:
            track.status = _CONFIRMED
            track.history = _HISTORY
            track.confirmed_s = time_s
        track.history |= 1
        track.fire_hits += 1
        track.fire_s = time_s


@inner
def scan_plots(
    unit: Any, unit_row: int, sensor: Any, sensor_row: int, floors: Any, plots: Any, tracks: Any, first: int,
    slots: int,
    rules: Any, cost: Any, assignment: Any, rows_of: Any, columns_of: Any, work_f: Any, work_i: Any,
    events: Any, counts: Any, work: Any, time_s: float,
) -> None:  # fmt: skip
    """One scan of one radar: associate, correct, count misses, open new tracks."""
    rule = rules[0]
    rate_variance = rule.radial_error * rule.radial_error
    columns = 0
    for p in range(min(counts[1], plots.shape[0])):
        if plots[p].sensor == sensor_row and plots[p].track < 0:
            columns_of[columns] = p
            columns += 1
    rows = 0
    for slot in range(first, first + slots):
        track = tracks[slot]
        if track.status != _TENTATIVE and track.status != _CONFIRMED:
            continue
        # A track under dedicated looks keeps its finer model; the search radar only helps.
        busy = track.fire_hits > 0 and time_s - track.fire_s < _FIRE_MEMORY_S
        advance_track(track, rules, rule.noise_fire if busy else rule.noise_search, time_s)
        rows_of[rows] = slot
        for column in range(columns):
            cost[rows, column] = gate_distance(
                track, plots[columns_of[column]], rule.gate, rate_variance, work
            )
        rows += 1
    associate(cost, rows, columns, rule.gate, assignment, work_f, work_i)
    for row in range(rows):
        track = tracks[rows_of[row]]
        column = assignment[row]
        if column >= 0:
            correct(track, plots[columns_of[column]], rules, work)
            columns_of[column] = -1
            note_look(track, True, rules, unit, unit_row, events, counts, time_s)
        elif expected(track, sensor, sensor_row, floors, unit.axes, rule.earth_factor):
            note_look(track, False, rules, unit, unit_row, events, counts, time_s)
    for column in range(columns):
        if columns_of[column] >= 0:
            start_track(
                plots[columns_of[column]], tracks, first, slots, rules, unit, unit_row, events, counts, time_s
            )  # fmt: skip


@inner
def track(
    units: Any, sensors: Any, floors: Any, plots: Any, tracks: Any, slots: int, rules: Any, cost: Any,
    assignment: Any, rows_of: Any, columns_of: Any, work_f: Any, work_i: Any, events: Any, counts: Any, work: Any,
    second: bool, tick: int, time_s: float,
) -> None:  # fmt: skip
    """Plots of this tick into tracks: dedicated beams first, then each scan that ended now; old tracks end."""
    directed(plots, tracks, rules, counts, work, time_s)
    for unit_row in range(units.shape[0]):
        unit = units[unit_row]
        if unit.state == _LOST:
            continue
        first = unit_row * slots
        for s in range(unit.first_sensor, unit.first_sensor + unit.sensors):
            sensor = sensors[s]
            if sensor.scanned == tick and sensor.role != _ENGAGEMENT:
                scan_plots(
                    unit, unit_row, sensor, s, floors, plots, tracks, first, slots, rules, cost, assignment,
                    rows_of, columns_of, work_f, work_i, events, counts, work, time_s,
                )  # fmt: skip
        for slot in range(first, first + slots if second else first):
            stale = tracks[slot]
            if stale.status != _FREE and time_s - stale.hit_s > rules[0].stale_s:
                drop(stale, unit, unit_row, events, counts, time_s)
