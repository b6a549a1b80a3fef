"""Stage 5: reports of tracks between the units of a network, with delay and loss.

Every unit reports each of its confirmed tracks at an interval. On arrival the receiver compares it with its own
tracks: a match passes on identification and the note that it is engaged; without one the report becomes a remote
track, on which the receiver may point its engagement radar. Sees tracks and messages only.
"""

from __future__ import annotations

from typing import Any

from iamd.engine.codes import TargetClass, TrackStatus, UnitState
from iamd.engine.events import emit
from iamd.engine.stages.track import clear_track
from iamd.physics._jit import inner
from iamd.physics.filtering import innovation
from iamd.physics.rng import Stream, pair_name, uniform
from iamd.results.schema import EventKind

_FREE = TrackStatus.FREE.value
_CONFIRMED = TrackStatus.CONFIRMED.value
_REMOTE = TrackStatus.REMOTE.value
_BALLISTIC = TargetClass.BALLISTIC.value
_ON = UnitState.ON.value
_LOST = UnitState.LOST.value
_MESSAGE_STREAM = Stream.MESSAGE.value
_MESSAGE = EventKind.MESSAGE.value
#: Reports are addressed by their time in milliseconds: a shorter flight step renumbers nothing.
_MILLISECONDS = 1000.0


@inner
def send(
    units: Any, doctrines: Any, tracks: Any, messages: Any, slots: int, counts: Any, unit_row: int,
    tick: int, time_s: float, seed: int, run: int,
) -> None:  # fmt: skip
    """Put a report of each confirmed own track on the way; a lost one never arrives."""
    unit = units[unit_row]
    doctrine = doctrines[unit_row]
    place = 0
    for slot in range(unit_row * slots, (unit_row + 1) * slots):
        own = tracks[slot]
        if own.status != _CONFIRMED:
            continue
        name = pair_name(unit.name_word, slot - unit_row * slots)
        lost = (
            uniform(seed, run, _MESSAGE_STREAM, name, int(_MILLISECONDS * time_s + 0.5)) < doctrine.link_loss
        )
        while place < messages.shape[0] and messages[place].deliver >= 0:
            place += 1
        if lost:
            continue
        if place >= messages.shape[0]:
            counts[4] += 1
            return
        message = messages[place]
        message.deliver = tick + doctrine.link_delay_ticks
        message.sender = unit_row
        message.slot = slot
        message.time_s = own.time_s
        for i in range(6):
            message.state[i] = own.state[i]
        for i in range(21):
            message.cov[i] = own.cov[i]
        message.identified = own.identified
        message.engaged = own.engaged
        message.judged_dead = own.judged_dead
        message.serial = own.serial
        message.first = 1 - own.reported
        own.reported = 1
        counts[5] += 1


@inner
def matching(tracks: Any, first: int, slots: int, message: Any, rules: Any, time_s: float) -> int:
    """Slot of the receiver's own track that a report is about, or -1: nearest by Mahalanobis distance in the gate.

    The report is carried to the time of the own track at constant velocity; its position covariance, grown by its
    velocity covariance, stands for the measurement.
    """
    best = -1
    nearest = rules[0].gate
    state = message.state
    cov = message.cov
    for slot in range(first, first + slots):
        own = tracks[slot]
        if own.status == _FREE or own.origin >= 0:
            continue
        ahead = own.time_s - message.time_s
        grow = ahead * ahead
        distance, _ = innovation(
            own.state, own.cov,
            state[0] + ahead * state[3], state[1] + ahead * state[4], state[2] + ahead * state[5],
            cov[0] + grow * cov[15], cov[1], cov[2], cov[6] + grow * cov[18], cov[7], cov[11] + grow * cov[20],
        )  # fmt: skip
        if distance < nearest:
            nearest = distance
            best = slot
    return best


@inner
def remote_slot(tracks: Any, first: int, slots: int, origin: int) -> int:
    """Slot that already holds the reports of ``origin``, else a free one, else -1."""
    free = -1
    for slot in range(first, first + slots):
        if tracks[slot].status == _REMOTE and tracks[slot].origin == origin:
            return slot
        if free < 0 and tracks[slot].status == _FREE and tracks[slot].engaged == 0:
            free = slot
    return free


@inner
def store_remote(track: Any, message: Any, time_s: float) -> None:
    """Write a report into a slot; a new one starts with a clean record."""
    if track.status != _REMOTE:
        clear_track(track, time_s)
        track.status = _REMOTE
        track.origin = message.slot
    for i in range(6):
        track.state[i] = message.state[i]
    for i in range(21):
        track.cov[i] = message.cov[i]
    track.time_s = message.time_s
    track.hit_s = message.time_s
    track.serial = message.serial


@inner
def receive(
    units: Any, tracks: Any, message: Any, slots: int, rules: Any, events: Any, counts: Any,
    unit_row: int, tick: int, time_s: float,
) -> None:  # fmt: skip
    """A report arrives at one unit."""
    first = unit_row * slots
    slot = matching(tracks, first, slots, message, rules, time_s)
    if slot < 0:
        slot = remote_slot(tracks, first, slots, message.slot)
        if slot < 0:
            counts[3] += 1
            return
        store_remote(tracks[slot], message, time_s)
    entry = tracks[slot]
    entry.identified = max(entry.identified, message.identified)
    if message.engaged == 1 or message.judged_dead == 1:
        entry.engaged_s = time_s
    if message.first == 1:
        emit(
            events, counts, time_s, _MESSAGE, unit_row, -2 - message.serial, -1, -1, 0, time_s - message.time_s,
            0.0, 0.0, 0.0,
        )  # fmt: skip


@inner
def network(
    units: Any, doctrines: Any, tracks: Any, messages: Any, slots: int, rules: Any, events: Any, counts: Any,
    tick: int, time_s: float, seed: int, run: int,
) -> None:  # fmt: skip
    """Deliver what has arrived, then send what is due."""
    waiting = messages.shape[0] if counts[5] > 0 else 0
    for row in range(waiting):
        message = messages[row]
        if message.deliver < 0 or message.deliver > tick:
            continue
        sender = units[message.sender]
        for unit_row in range(units.shape[0]):
            unit = units[unit_row]
            if unit_row != message.sender and unit.network == sender.network and unit.state == _ON:
                receive(units, tracks, message, slots, rules, events, counts, unit_row, tick, time_s)
        message.deliver = -1
        counts[5] -= 1
    for unit_row in range(units.shape[0]):
        unit = units[unit_row]
        doctrine = doctrines[unit_row]
        if unit.network < 0 or doctrine.next_report > tick:
            continue
        doctrine.next_report += doctrine.report_ticks
        if unit.state == _ON:
            send(units, doctrines, tracks, messages, slots, counts, unit_row, tick, time_s, seed, run)
