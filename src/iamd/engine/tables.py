"""The tables of the compiled world: every column declared once, with type, unit and meaning.

A table is a NumPy record array, one record per row. The declaration gives the record type, the documentation
(``docs/methods/tables.md`` is generated from it) and the test that each column has unit and meaning. Lengths are
in metres, times in seconds, angles in radians, positions in earth-centred earth-fixed (ECEF) axes; a ``tick`` is
one flight step.
"""

from __future__ import annotations

from iamd.engine.codes import BANDS
from iamd.engine.columns import Column, Table, velocity, xyz
from iamd.engine.defence import DOCTRINES, MAGAZINES, ROUND_TYPES, SENSORS, UNITS
from iamd.scenario.passive import PASSIVE_CARDS

__all__ = [
    "ALL", "ASSETS", "BAND_COUNT", "DOCTRINES", "ENGAGEMENTS", "EVENTS", "FLIGHTS", "JAMMERS", "MAGAZINES", "MESSAGES",
    "PLOTS", "ROUNDS", "ROUND_TYPES", "RULES", "SAMPLES", "SENSORS", "SIGHTS", "THREATS", "TRACKS", "UNITS",
]  # fmt: skip

BAND_COUNT = len(BANDS)

FLIGHTS = Table(
    "Flights",
    "One row per raid entry: the undisturbed trajectory of its threats.",
    (
        Column("first_row", "i8", "", "first row in the trajectory array"),
        Column("rows", "i8", "", "number of rows"),
        Column("sample_s", "f8", "s", "interval between rows"),
        Column("end_s", "f8", "s", "time of flight"),
        Column("burnout_s", "f8", "s", "end of thrust, 0 for air-breathing threats"),
        Column("target_class", "i8", "", "TargetClass"),
        Column("rcs", "f8", "m2", "cross-section from ahead by band, in the order of BANDS", (BAND_COUNT,)),
        Column("beam_ratio", "f8", "", "cross-section from the side over that from ahead"),
        Column("tail_ratio", "f8", "", "cross-section from behind over that from ahead"),
        Column("flash_width", "f8", "rad", "width of the flash from the side"),
        Column("swerling", "i8", "", "Swerling case: 0, 1 or 3"),
        Column("reliability", "f8", "", "probability of reaching the aim point if unopposed"),
        Column("dispersion_m", "f8", "m", "one-sigma miss in each horizontal direction"),
        Column("axes", "f8", "", "east, north and up unit vectors at the aim point, ECEF", (9,)),
        Column("asset", "i8", "", "row in Assets that it is aimed at, -1 if none"),
        Column("spacing_s", "f8", "s", "mean interval between launches"),
        Column("start_s", "f8", "s", "first launch of the entry"),
        Column("random_arrivals", "i8", "", "1: exponential intervals"),
        Column("decoy", "i8", "", "1: harmless, an inventory drain"),
        Column("threatening", "i8", "", "1: aimed inside an asset's radius"),
        Column(
            "passive_reach",
            "f8",
            "m",
            "range at which each card of passive sensors finds it",
            (PASSIVE_CARDS,),
        ),
        Column("engageable", "i8", "", "1: some unit has a launch window with perfect knowledge"),
    ),
)

JAMMERS = Table(
    "Jammers",
    "One row per noise jammer: a power density and where it comes from.",
    (
        *xyz("place, if it stands off"),
        Column("flight", "i8", "", "row in Flights whose threats carry it, -1 if it stands off"),
        Column(
            "density",
            "f8",
            "W/Hz",
            "radiated power over bandwidth, by band in the order of BANDS",
            (BAND_COUNT,),
        ),
        Column("height_m", "f8", "m", "above the ellipsoid, if it stands off"),
    ),
)

THREATS = Table(
    "Threats",
    "One row per threat object: truth. Never seen by track, network or decide.",
    (
        *xyz("position"),
        *velocity("velocity"),
        Column("flight", "i8", "", "row in Flights"),
        Column("status", "i8", "", "ThreatStatus"),
        Column("name_word", "i8", "", "32-bit name for addressed draws"),
        Column("launch_s", "f8", "s", "time of launch"),
        Column("fail_s", "f8", "s", "time of failure, infinite if it works"),
        Column("east_m", "f8", "m", "miss of the aim point to the east"),
        Column("north_m", "f8", "m", "miss of the aim point to the north"),
        Column("burnt_out", "i8", "", "1 after the end of thrust"),
        Column("ordinal", "i8", "", "number inside its raid entry"),
        Column("target_class", "i8", "", "TargetClass"),
        Column("shots", "i8", "", "rounds fired at it"),
        Column("end_s", "f8", "s", "time of kill, arrival or failure"),
        Column("first_detection_s", "f8", "s", "first plot, infinite if none"),
        Column("first_track_s", "f8", "s", "first confirmed track, infinite if none"),
        Column("first_shot_s", "f8", "s", "first round fired at it, infinite if none"),
        Column("reason", "i8", "", "Reason where the defence ended"),
    ),
)

ASSETS = Table(
    "Assets",
    "One row per defended asset; units are assets too.",
    (
        *xyz("centre"),
        Column("radius_m", "f8", "m", "impacts closer than this count"),
        Column("value", "f8", "", "value lost when it is lost"),
        Column("hits", "i8", "", "impacts so far"),
        Column("hits_to_lose", "i8", "", "impacts that make it lost"),
        Column("unit", "i8", "", "row in Units, -1 if it is not a unit"),
    ),
)

PLOTS = Table(
    "Plots",
    "One row per plot of the present tick: position and accuracy, no history, no identity.",
    (
        Column("sensor", "i8", "", "row in Sensors"),
        Column("unit", "i8", "", "row in Units"),
        Column("track", "i8", "", "slot of the track that the beam was sent to, -1 for search"),
        Column("serial", "i8", "", "serial number in the run"),
        Column("z", "f8", "m", "measured position, ECEF", (3,)),
        Column("r", "f8", "m2", "its covariance, upper triangle by rows", (6,)),
        Column(
            "los", "f8", "", "unit vector of the line of sight, ECEF; zero if no range rate is measured", (3,)
        ),
        Column("radial", "f8", "m/s", "measured range rate, 0 if none"),
    ),
)

TRACKS = Table(
    "Tracks",
    "Slots of tracks, a fixed number for each unit: what the unit believes.",
    (
        Column("state", "f8", "m, m/s", "position and velocity, ECEF", (6,)),
        Column("cov", "f8", "m2, m2/s, m2/s2", "covariance, upper triangle by rows", (21,)),
        Column("time_s", "f8", "s", "time of the state"),
        Column("hit_s", "f8", "s", "time of the last plot or report"),
        Column("status", "i8", "", "TrackStatus"),
        Column("history", "i8", "", "last looks, newest in bit 0, 1 = hit"),
        Column("hits", "i8", "", "plots associated in all"),
        Column("fire_hits", "i8", "", "plots of an engagement radar in all"),
        Column("fire_s", "f8", "s", "time of the last of them"),
        Column("born_s", "f8", "s", "time of the first plot"),
        Column("confirmed_s", "f8", "s", "time of confirmation"),
        Column("identified", "i8", "", "1 once identified hostile"),
        Column("serial", "i8", "", "serial number of the last plot"),
        Column("origin", "i8", "", "slot of the reporting unit's track, -1 if own"),
        Column("engaged_s", "f8", "s", "last report that another unit engages it, -inf if none"),
        Column("judged_dead", "i8", "", "1 once judged dead"),
        Column("salvos", "i8", "", "salvos fired at it"),
        Column("engaged", "i8", "", "1 while this unit engages it"),
        Column("reason", "i8", "", "Reason why no shot was taken at the last pass"),
        Column("next_check_s", "f8", "s", "earliest useful next evaluation"),
        Column("impact_s", "f8", "s", "predicted time of impact"),
        Column("threatens_self", "i8", "", "1: predicted to fall on this unit"),
        Column("target_class", "i8", "", "TargetClass that it is taken for"),
        Column("reported", "i8", "", "1 once reported to others"),
    ),
)

MESSAGES = Table(
    "Messages",
    "Reports of tracks under way between units of a network.",
    (
        Column("deliver", "i8", "tick", "arrival, -1 if the row is free"),
        Column("sender", "i8", "", "row in Units"),
        Column("slot", "i8", "", "slot of the track"),
        Column("time_s", "f8", "s", "time of the state"),
        Column("state", "f8", "m, m/s", "position and velocity, ECEF", (6,)),
        Column("cov", "f8", "m2, m2/s, m2/s2", "covariance", (21,)),
        Column("identified", "i8", "", "1 if identified hostile"),
        Column("engaged", "i8", "", "1 if the sender engages it"),
        Column("judged_dead", "i8", "", "1 if the sender judged it dead"),
        Column("serial", "i8", "", "serial number of the last plot"),
        Column("first", "i8", "", "1 for the first report of the track"),
    ),
)

ENGAGEMENTS = Table(
    "Engagements",
    "Slots of engagements: one unit against one track, from assignment to assessed outcome of a salvo.",
    (
        Column("state", "i8", "", "EngagementState"),
        Column("unit", "i8", "", "row in Units"),
        Column("track", "i8", "", "slot of the track"),
        Column("magazine", "i8", "", "row in Magazines"),
        Column("sensor", "i8", "", "row in Sensors that supports it, -1 for none"),
        Column("assigned_s", "f8", "s", "time of assignment"),
        Column("ready_at", "i8", "tick", "earliest launch"),
        Column("to_fire", "i8", "", "rounds of the salvo still to fire"),
        Column("flying", "i8", "", "rounds of the salvo in flight"),
        Column("holds_channel", "i8", "", "1 while it holds a channel"),
        Column("release_at", "i8", "tick", "when a gun becomes free"),
        Column("assess_at", "i8", "tick", "time of judgement"),
        Column("threat", "i8", "", "truth: row in Threats that the rounds met, -1 if none"),
        Column("next_look", "i8", "tick", "next dedicated look"),
        Column("look", "i8", "", "number of the next dedicated look"),
        Column("lost_looks", "i8", "", "looks missed in a row"),
        Column("held_looks", "i8", "", "looks in a row that detected"),
        Column("candidate", "i8", "", "truth: row in Threats seen by the last look, -1 if none"),
    ),
)

ROUNDS = Table(
    "Rounds",
    "Slots of interceptors in flight (a gun's burst flies as a straight shot).",
    (
        *xyz("position"),
        *velocity("velocity"),
        Column("status", "i8", "", "RoundStatus"),
        Column("type", "i8", "", "row in RoundTypes"),
        Column("engagement", "i8", "", "row in Engagements"),
        Column("unit", "i8", "", "row in Units"),
        Column("launch_s", "f8", "s", "time of launch"),
        Column("limit_s", "f8", "s", "time after which it is lost"),
        Column("px", "f8", "m", "predicted intercept point, ECEF x"),
        Column("py", "f8", "m", "predicted intercept point, ECEF y"),
        Column("pz", "f8", "m", "predicted intercept point, ECEF z"),
        Column("pt", "f8", "s", "predicted time of intercept"),
        Column("target_speed", "f8", "m/s", "speed of the track at the last update"),
        Column("threat", "i8", "", "truth: row in Threats that it homes on, -1 before"),
        Column("closest_m", "f8", "m", "closest range so far"),
        Column("ordinal", "i8", "", "number of the round in the run"),
        Column("next_update", "i8", "tick", "next refresh of the predicted intercept point"),
        Column("moved", "i8", "tick", "tick of the last flight step"),
        Column("guided", "i8", "", "1 while it takes a guidance channel"),
    ),
)

SIGHTS = Table(
    "Sights",
    "One row per unit and threat, truth side, for reasons only: what kept the unit from shooting.",
    (
        Column("gate", "i8", "", "Reason of the last look that failed, 0 if the last one detected"),
        Column("reason", "i8", "", "Reason now"),
        Column("since_s", "f8", "s", "since when"),
        Column("furthest", "i8", "", "furthest Reason reached"),
        Column("track", "i8", "", "slot of the unit's track that last held it, -1 if none"),
    ),
)

EVENTS = Table(
    "Events",
    "The log: codes, in order.",
    (
        Column("time_s", "f8", "s", "time"),
        Column("kind", "i8", "", "EventKind"),
        Column("unit", "i8", "", "row in Units, -1 if none"),
        Column("threat", "i8", "", "row in Threats, -1 if none"),
        Column("ordinal", "i8", "", "ordinal of the round, -1 if none"),
        Column("type", "i8", "", "row in RoundTypes, -1 if none"),
        Column("reason", "i8", "", "Reason"),
        Column("value", "f8", "", "see EventKind"),
        *xyz("place, 0 if none"),
    ),
)

SAMPLES = Table(
    "Samples",
    "Positions once a second, for the runs that are recorded.",
    (
        Column("time_s", "f8", "s", "time"),
        Column("object", "i8", "", "0 threat, 1 interceptor, 2 track"),
        Column("index", "i8", "", "row in Threats, ordinal of the round, or slot of the track"),
        Column("unit", "i8", "", "owner, -1 for threats"),
        Column("type", "i8", "", "row in RoundTypes, -1 for others"),
        *xyz("position"),
    ),
)

RULES = Table(
    "Rules",
    "One row: numbers of the tracker, the classifier and the earth, all from priors of the library.",
    (
        Column("step_s", "f8", "s", "flight step"),
        Column("earth_factor", "f8", "", "effective-earth factor k"),
        Column("confirm_hits", "i8", "", "M of M-of-N"),
        Column("confirm_window", "i8", "", "N of M-of-N"),
        Column("drop_misses", "i8", "", "looks missed in a row that end a track"),
        Column("gate", "f8", "", "squared Mahalanobis distance of the association gate"),
        Column("noise_search", "f8", "m2/s3", "acceleration noise of tracks under search"),
        Column("noise_fire", "f8", "m2/s3", "acceleration noise of tracks under dedicated looks"),
        Column("radial_error", "f8", "m/s", "one-sigma error of the range rate of a plot"),
        Column("speed_sigma", "f8", "m/s", "one-sigma speed of a new track"),
        Column("ballistic_height", "f8", "m", "tracks above are taken for ballistic"),
        Column("drone_speed", "f8", "m/s", "slower tracks are taken for drones"),
        Column("aircraft_height", "f8", "m", "air-breathing tracks above are taken for aircraft"),
        Column("fire_hits", "i8", "", "dedicated looks in a row that must detect before a shot"),
        Column("lost_looks", "i8", "", "dedicated looks missed in a row that end an engagement"),
        Column("update_ticks", "i8", "tick", "interval of in-flight updates"),
        Column("stale_s", "f8", "s", "age without any update at which a track ends"),
        Column("engaged_memory_s", "f8", "s", "how long a report that another unit engages a track counts"),
    ),
)

ALL: tuple[Table, ...] = (
    UNITS, DOCTRINES, SENSORS, ROUND_TYPES, MAGAZINES, FLIGHTS, JAMMERS, THREATS, ASSETS, PLOTS, TRACKS,
    MESSAGES, ENGAGEMENTS,
    ROUNDS, SIGHTS, EVENTS, SAMPLES, RULES,
)  # fmt: skip
