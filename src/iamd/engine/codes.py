"""Integer codes used inside the compiled loop, one enumeration per choice.

Results have their own (:class:`iamd.results.schema.EventKind`, ``Reason``, ``Outcome``), used here as they are.
"""

from __future__ import annotations

from enum import IntEnum


class UnitState(IntEnum):
    """What a unit can do now."""

    ON = 0
    SILENT = 1
    MOVING = 2
    LOST = 3


class SensorRole(IntEnum):
    """What a radar may do in an engagement."""

    SEARCH = 0
    ENGAGEMENT = 1
    MULTIFUNCTION = 2


class SensorKind(IntEnum):
    """What a sensor finds its targets by."""

    RADAR = 0
    PASSIVE_DF = 1
    ACOUSTIC = 2
    EO_IR = 3


class TargetClass(IntEnum):
    """Class of a threat; also what a track is taken for."""

    BALLISTIC = 0
    CRUISE = 1
    DRONE = 2
    AIRCRAFT = 3


class Guidance(IntEnum):
    """What a round needs on its way."""

    SEMI_ACTIVE = 0
    TRACK_VIA_MISSILE = 1
    ACTIVE = 2
    COMMAND = 3
    GUN = 4


class ThreatStatus(IntEnum):
    """Life of a threat."""

    WAITING = 0
    FLYING = 1
    KILLED = 2
    LEAKED = 3
    FAILED = 4


class TrackStatus(IntEnum):
    """Life of a track."""

    FREE = 0
    TENTATIVE = 1
    CONFIRMED = 2
    REMOTE = 3


class EngagementState(IntEnum):
    """Life of an engagement."""

    FREE = 0
    PREPARING = 1
    FIRING = 2
    FLYING = 3
    ASSESSING = 4


class RoundStatus(IntEnum):
    """Life of an interceptor."""

    FREE = 0
    MIDCOURSE = 1
    HOMING = 2


class WeaponControl(IntEnum):
    """Rules of fire."""

    HOLD = 0
    TIGHT = 1
    FREE = 2


class Counter(IntEnum):
    """Work counters, printed by ``iamd bench``."""

    TRUTH_EVALUATIONS = 0
    PLOTS = 1
    ENGAGEMENT_LOOKS = 2
    FILTER_UPDATES = 3
    GATE_TESTS = 4
    FLIGHT_STEPS = 5
    INTERCEPT_SOLUTIONS = 6
    SEARCH_LOOKS = 7


#: Radar bands in the order of the threat's cross-section columns.
BANDS = ("vhf", "uhf", "l", "s", "c", "x", "ku", "ka")
