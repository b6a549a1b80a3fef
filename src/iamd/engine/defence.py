"""Tables of the defence: units, how they decide, their radars, rounds and magazines. See :mod:`iamd.engine.tables`."""

from __future__ import annotations

from iamd.engine.columns import Column, Table, xyz
from iamd.physics.sensing import RADAR_FIELDS

UNITS = Table(
    "Units",
    "One row per unit: where it is, what state it is in, which rows of other tables belong to it.",
    (
        *xyz("site"),
        Column("axes", "f8", "", "east, north and up unit vectors at the site, ECEF", (9,)),
        Column("height_m", "f8", "m", "site above the ellipsoid"),
        Column("state", "i8", "", "UnitState"),
        Column("name_word", "i8", "", "32-bit name for addressed draws"),
        Column("readiness", "f8", "", "probability of being on air when the raid begins"),
        Column("network", "i8", "", "units with the same number share tracks; -1 stands alone"),
        Column("first_sensor", "i8", "", "first row in Sensors"),
        Column("sensors", "i8", "", "number of rows in Sensors"),
        Column("first_magazine", "i8", "", "first row in Magazines"),
        Column("magazines", "i8", "", "number of rows in Magazines"),
        Column("asset", "i8", "", "row in Assets of the unit itself"),
    ),
)

DOCTRINES = Table(
    "Doctrines",
    "One row per unit: how it decides and fires, and how its reports travel.",
    (
        Column("reaction_s", "f8", "s", "assignment to first launch"),
        Column("decision_ticks", "i8", "tick", "interval between two passes of threat evaluation"),
        Column("next_decision", "i8", "tick", "next pass"),
        Column("identification_s", "f8", "s", "confirmed track to identification"),
        Column("assessment_s", "f8", "s", "intercept to judgement"),
        Column("false_kill", "f8", "", "probability that a surviving target is judged dead"),
        Column("missed_kill", "f8", "", "probability that a dead target is judged alive"),
        Column("salvo", "i8", "", "rounds fired together"),
        Column("looks", "i8", "", "salvos that may follow one another on one target"),
        Column("ripple_s", "f8", "s", "interval between rounds of a salvo"),
        Column("keep_out_m", "f8", "m", "lowest planned intercept of a ballistic target"),
        Column("weapons", "i8", "", "WeaponControl"),
        Column("report_ticks", "i8", "tick", "interval between reports of a track"),
        Column("next_report", "i8", "tick", "next report"),
        Column("link_delay_ticks", "i8", "tick", "delay of a report"),
        Column("link_loss", "f8", "", "probability that a report is lost"),
    ),
)

SENSORS = Table(
    "Sensors",
    "One row per radar: geometry, sensitivity, accuracy, channels.",
    (
        *xyz("antenna"),
        *(Column(field.name, "f8", field.unit, field.meaning, field.shape) for field in RADAR_FIELDS),
        Column("unit", "i8", "", "row in Units"),
        Column("role", "i8", "", "SensorRole"),
        Column("name_word", "i8", "", "32-bit name for addressed draws"),
        Column("range_error", "f8", "m", "one sigma"),
        Column("azimuth_error", "f8", "rad", "one sigma"),
        Column("elevation_error", "f8", "rad", "one sigma"),
        Column("false_plots", "f8", "", "mean false plots a scan"),
        Column("band", "i8", "", "index of the threat's cross-section"),
        Column("scan_ticks", "i8", "tick", "interval between looks at one direction"),
        Column("next_scan", "i8", "tick", "next look"),
        Column("scan", "i8", "", "number of the next look"),
        Column("scanned", "i8", "tick", "tick of the last scan, -1 before the first"),
        Column("look_ticks", "i8", "tick", "interval of dedicated looks at an engaged target"),
        Column("dwell_s", "f8", "s", "time that one dedicated look takes"),
        Column("track_share", "f8", "", "largest share of its time for dedicated looks"),
        Column("shares_time", "i8", "", "1: one antenna searches and looks, so looks slow the search"),
        Column("channels", "i8", "", "targets engaged at once"),
        Column("guided", "i8", "", "rounds guided at once"),
        Column("busy_channels", "i8", "", "channels in use"),
        Column("busy_guided", "i8", "", "guided rounds in use"),
    ),
)

ROUND_TYPES = Table(
    "RoundTypes",
    "One row per interceptor or gun type: reach, kinematics, lethality.",
    (
        Column("guidance", "i8", "", "Guidance"),
        Column("exoatmospheric", "i8", "", "1: thrusters, no aerodynamic limit"),
        Column("range_min", "f8", "m", "shortest range"),
        Column("range_max", "f8", "m", "longest range, air-breathing targets"),
        Column("altitude_min", "f8", "m", "lowest intercept, air-breathing targets"),
        Column("altitude_max", "f8", "m", "highest intercept, air-breathing targets"),
        Column("ballistic_range_max", "f8", "m", "longest range, ballistic targets; 0 = not for them"),
        Column("ballistic_altitude_min", "f8", "m", "lowest intercept, ballistic targets"),
        Column("ballistic_altitude_max", "f8", "m", "highest intercept, ballistic targets"),
        Column("target_speed_max", "f8", "m/s", "fastest target"),
        Column("sspk", "f8", "", "single-shot kill probability by TargetClass", (4,)),
        Column("common_cause", "f8", "", "probability per run that all rounds share a failure"),
        Column("thrust", "f8", "m/s2", "thrust acceleration"),
        Column("burn_s", "f8", "s", "duration of thrust"),
        Column("ballistic_coefficient", "f8", "kg/m2", "m / (Cd A)"),
        Column("load_max", "f8", "m/s2", "greatest lateral acceleration"),
        Column("full_load_pressure", "f8", "Pa", "dynamic pressure above which it is available"),
        Column("navigation_ratio", "f8", "", "effective navigation ratio"),
        Column("loft", "f8", "", "raise of the midcourse aim point over ground range to go"),
        Column("handover_m", "f8", "m", "range to target at which homing begins"),
        Column("basket_m", "f8", "m", "largest one-sigma track error at launch"),
        Column("gate_m", "f8", "m", "largest miss that counts as an intercept"),
        Column("preparation_s", "f8", "s", "order to first motion"),
        Column("projectile_speed", "f8", "m/s", "mean speed of a gun's projectile"),
        Column("engagement_s", "f8", "s", "time that one burst keeps a gun busy"),
        Column("name_word", "i8", "", "32-bit name for addressed draws"),
        Column("failed", "i8", "", "1: the shared failure has struck in this run"),
    ),
)

MAGAZINES = Table(
    "Magazines",
    "One row per unit and round type: what is ready and how fast it can be fired.",
    (
        Column("unit", "i8", "", "row in Units"),
        Column("type", "i8", "", "row in RoundTypes"),
        Column("ready", "i8", "", "rounds ready"),
        Column("capacity", "i8", "", "rounds ready when full"),
        Column("spare", "i8", "", "rounds beside the launchers"),
        Column("reserve", "i8", "", "rounds kept for the unit's own defence"),
        Column("interval_ticks", "i8", "tick", "shortest time between two launches"),
        Column("next_launch", "i8", "tick", "earliest next launch"),
        Column("reload_ticks", "i8", "tick", "time to reload once empty"),
        Column("reload_at", "i8", "tick", "end of the reload under way, -1 if none"),
        Column("channels", "i8", "", "guns that can fire at once; 0 for launchers"),
        Column("busy_channels", "i8", "", "guns in use"),
    ),
)
