"""The contract between engine and analysis: what a results folder holds.

A folder ``results/<name>/`` holds::

    manifest.json            what was run: scenario text and hash, seed, versions, inputs with their sources, key
    parts/<part>.json        one for each finished part: its files, and the digest of each of its runs
    draws/*.parquet          one row per outer draw and uncertain input: the value in SI
    runs/*.parquet           one row per run: counts and sums (columns of RUNS)
    outcomes/*.parquet       one row per run and threat: what became of it (columns of OUTCOMES)
    events/*.parquet         one row per event (columns of EVENTS)
    samples/*.parquet        positions every second of run 0 and of the median run (columns of SAMPLES)
    sensitivity.json         one input at a time, at the ends of its interval, on the same draws
    summary.json             metrics with intervals, denominators, reasons
    report.html              the report

The engine writes codes (the enumerations below); the Parquet files carry the names, as dictionary-encoded
strings, so that a reader needs no key.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

FORMAT_VERSION = 1


class EventKind(IntEnum):
    """What happened. ``value`` is explained beside each kind."""

    THREAT_LAUNCH = 1  # value: planned time of arrival, s
    BURNOUT = 2  # value: altitude, m
    FIRST_DETECTION = 3  # first plot of a threat by any sensor; value: slant range, m
    TRACK_START = 4  # value: slant range from the unit, m
    TRACK_CONFIRM = 5  # value: slant range from the unit, m
    TRACK_DROP = 6  # value: age of the track, s
    MESSAGE = 7  # first report of a track to another unit; value: delay, s
    IDENTIFY = 8  # value: time since confirmation, s
    ASSIGN = 9  # value: predicted time to impact, s
    ORDER = 10  # engagement ready to fire; value: time since assignment, s
    INTERCEPTOR_LAUNCH = 11  # value: predicted time of intercept, s
    INTERCEPT = 12  # closest approach inside the gate; value: miss, m
    ASSESS = 13  # value: 1 judged dead, 0 judged alive
    KILL = 14  # value: altitude of the threat, m
    LEAK = 15  # threat arrived alive; reason: where the defence ended; value: miss from the aim point, m
    NO_SHOT = 16  # a unit's blocking reason for a threat changed; value: seconds that the previous one held
    RELOAD = 17  # value: rounds added
    NODE_DOWN = 18  # a unit was lost or failed; value: 0
    NODE_UP = 19  # value: 0
    FRATRICIDE = 20  # value: 0
    THREAT_FAILURE = 21  # the threat failed by itself; value: 0
    ROUND_LOST = 22  # a round ended without intercept; reason says why; value: closest range, m
    ASSET_HIT = 23  # value: value lost


class Reason(IntEnum):
    """Why a unit took no shot: a funnel, in this order. A higher number means that the unit got further."""

    NONE = 0
    UNIT_LOST = 1
    UNIT_SILENT = 2
    UNIT_MOVING = 3
    SECTOR = 4
    HORIZON = 5
    MASK = 6
    SIZE = 7
    LINK = 8
    TRACK = 9
    IDENTITY = 10
    ENVELOPE = 11
    LINE_OF_SIGHT = 12
    TIME = 13
    CHANNEL = 14
    ASSESSMENT = 15
    RULE = 16
    RESERVE = 17
    MAGAZINE = 18
    ENGAGED_MISSED = 19
    WRONGLY_ASSESSED = 20
    ENGAGED = 21


#: Plain words for each reason, as the report prints them.
REASON_TEXT: dict[Reason, str] = {
    Reason.NONE: "not blocked",
    Reason.UNIT_LOST: "unit lost",
    Reason.UNIT_SILENT: "unit not on air",
    Reason.UNIT_MOVING: "unit moving",
    Reason.SECTOR: "outside the radar's sector",
    Reason.HORIZON: "below the radar horizon",
    Reason.MASK: "behind terrain",
    Reason.SIZE: "too small or too far to detect",
    Reason.LINK: "no report over the network",
    Reason.TRACK: "no confirmed track",
    Reason.IDENTITY: "not yet identified",
    Reason.ENVELOPE: "outside the interceptors' reach",
    Reason.LINE_OF_SIGHT: "engagement radar would lose sight of it",
    Reason.TIME: "too late for an intercept",
    Reason.CHANNEL: "all fire channels busy",
    Reason.ASSESSMENT: "waiting for the result of a shot",
    Reason.RULE: "held by the rules of fire",
    Reason.RESERVE: "rounds held in reserve",
    Reason.MAGAZINE: "magazine empty",
    Reason.ENGAGED_MISSED: "engaged and missed",
    Reason.WRONGLY_ASSESSED: "wrongly judged dead",
    Reason.ENGAGED: "being engaged",
}


class Outcome(IntEnum):
    """What became of a threat. Every launched threat ends as one of the last three."""

    PENDING = 0
    KILLED = 1
    LEAKED = 2
    FAILED = 3


class SampleObject(IntEnum):
    """What a sampled position belongs to."""

    THREAT = 0
    INTERCEPTOR = 1
    TRACK = 2


class Column(NamedTuple):
    """One column of a results table."""

    name: str
    type: str
    unit: str
    meaning: str


EVENTS: tuple[Column, ...] = (
    Column("run", "int32", "", "run number, from 0"),
    Column("seq", "int32", "", "order of events inside the run, from 0"),
    Column("time_s", "float64", "s", "time since the first threat launch"),
    Column("kind", "dictionary", "", "EventKind in lower case"),
    Column("unit", "dictionary", "", "unit name, empty if none"),
    Column("threat", "dictionary", "", "threat name, empty if none (false track)"),
    Column("round", "int32", "", "ordinal of the interceptor in the run, -1 if none"),
    Column("type", "dictionary", "", "interceptor or gun type, empty if none"),
    Column("reason", "dictionary", "", "Reason in lower case, 'none' if none"),
    Column("value", "float64", "", "see EventKind"),
    Column("latitude", "float64", "deg", "where, NaN if it has no place"),
    Column("longitude", "float64", "deg", "where"),
    Column("altitude_m", "float64", "m", "height above the ellipsoid"),
)

OUTCOMES: tuple[Column, ...] = (
    Column("run", "int32", "", "run number"),
    Column("threat", "dictionary", "", "threat name"),
    Column("type", "dictionary", "", "threat type (library name)"),
    Column("target_class", "dictionary", "", "ballistic, cruise, drone, aircraft"),
    Column("outcome", "dictionary", "", "Outcome in lower case"),
    Column("threatening", "bool", "", "unopposed impact inside an asset's radius"),
    Column("engageable", "bool", "", "some unit has a non-empty launch window with perfect knowledge"),
    Column("engaged", "bool", "", "at least one round was fired at it"),
    Column("shots", "int32", "", "rounds fired at it"),
    Column("launch_s", "float64", "s", "time of launch"),
    Column("end_s", "float64", "s", "time of kill, arrival or failure"),
    Column("first_detection_s", "float64", "s", "first plot by any sensor, NaN if never seen"),
    Column("first_track_s", "float64", "s", "first confirmed track of any unit, NaN if none"),
    Column("first_shot_s", "float64", "s", "first round fired at it, NaN if none"),
    Column("reason", "dictionary", "", "for a leak: the furthest gate that any unit reached"),
    Column("asset", "dictionary", "", "asset that it is aimed at, empty if none"),
)

RUNS: tuple[Column, ...] = (
    Column("run", "int32", "", "run number"),
    Column("draw", "int32", "", "outer draw of the inputs"),
    Column("launched", "int32", "", "threats launched, without decoys"),
    Column("threatening", "int32", "", "of them threatening"),
    Column("engageable", "int32", "", "of them engageable"),
    Column("engaged", "int32", "", "of them engaged"),
    Column("kills", "int32", "", "threats killed"),
    Column("leakers", "int32", "", "threats that arrived alive"),
    Column("leakers_engageable", "int32", "", "leakers that were engageable"),
    Column("failed", "int32", "", "threats that failed by themselves"),
    Column("interceptors_expended", "int32", "", "rounds and bursts fired"),
    Column("assets_lost_value", "float64", "", "sum of the values of lost assets"),
    Column("first_detection_s", "float64", "s", "first plot of any threat, NaN if none"),
    Column("warning_s", "float64", "s", "mean time from first detection to planned arrival, NaN if none"),
    Column("cost_defender", "float64", "USD", "price of the rounds fired; NaN if one is not published"),
    Column("cost_attacker", "float64", "USD", "price of the threats launched; NaN if one is not published"),
    Column("fratricides", "int32", "", "friendly aircraft shot down"),
)

DRAWS: tuple[Column, ...] = (
    Column("draw", "int32", "", "outer draw"),
    Column("input", "dictionary", "", "name of the uncertain input"),
    Column("value", "float64", "SI", "value drawn"),
)

SAMPLES: tuple[Column, ...] = (
    Column("run", "int32", "", "run number"),
    Column("time_s", "float64", "s", "time"),
    Column("object", "dictionary", "", "threat, interceptor or track"),
    Column("name", "dictionary", "", "threat name, or interceptor type"),
    Column("index", "int32", "", "threat row, ordinal of the interceptor, or track slot"),
    Column("unit", "dictionary", "", "owner of an interceptor or track"),
    Column("latitude", "float64", "deg", ""),
    Column("longitude", "float64", "deg", ""),
    Column("altitude_m", "float64", "m", "height above the ellipsoid"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "events": EVENTS,
    "outcomes": OUTCOMES,
    "runs": RUNS,
    "draws": DRAWS,
    "samples": SAMPLES,
}

#: Metrics of ``summary.json``, with unit and meaning; each is a function of one run, or a ratio of sums.
METRICS: dict[str, tuple[str, str]] = {
    "leakage_of_launched": ("fraction", "threats that arrive alive, of those launched"),
    "leakage_of_engageable": ("fraction", "engageable threats that arrive alive, of the engageable ones"),
    "leakers": ("threats", "threats that arrive alive"),
    "p_no_leak": ("probability", "raids in which nothing gets through"),
    "kills": ("threats", "threats shot down"),
    "interceptors_expended": ("rounds", "rounds and bursts fired"),
    "shots_per_kill": ("rounds", "rounds fired over threats shot down, ratio of sums"),
    "assets_lost_value": ("value", "value of the assets lost"),
    "first_detection_s": ("s", "first plot of any threat after the first launch"),
    "warning_s": ("s", "time from first detection to planned arrival, mean over threats"),
    "cost_defender": ("USD", "price of the rounds fired"),
    "cost_attacker": ("USD", "price of the threats launched"),
    "fratricides": ("aircraft", "friendly aircraft shot down"),
}
