"""Names of the figures that a card may carry, with dimension and meaning.

A name that is not listed here is refused, so that a slip of the pen cannot become a silent default.
``needed`` marks what a run cannot do without: a card that lacks it (and has no prior for it) must say
``usable: {because: ...}``.
"""

from __future__ import annotations

from typing import NamedTuple


class Term(NamedTuple):
    """One entry of the vocabulary."""

    dimension: str
    meaning: str
    needed: bool = False


_MONEY = {
    "price": Term("money", "published unit price, nominal"),
    "mass": Term("mass", "mass at launch or on the road"),
}

RADAR: dict[str, Term] = {
    "detection_range": Term("length", "anchor: range at which a target of `target_rcs` is detected", True),
    "instrumented_range": Term("length", "longest range that the radar displays; never an anchor", True),
    "scan_period": Term("time", "interval between looks at one direction", True),
    "revisit_period": Term("time", "interval of dedicated looks at an engaged target, multifunction radars"),
    "antenna_height": Term("length", "height of the phase centre above ground, as usually emplaced", True),
    "azimuth_sector": Term("angle", "full width of the sector searched without turning the antenna", True),
    "elevation_min": Term("angle", "lowest elevation of the search volume", True),
    "elevation_max": Term("angle", "highest elevation of the search volume", True),
    "range_error": Term("length", "one-sigma range error of a plot", True),
    "azimuth_error": Term("angle", "one-sigma azimuth error of a plot", True),
    "elevation_error": Term("angle", "one-sigma elevation error of a plot", True),
    "anchor_detection_probability": Term(
        "probability", "probability of detection that the anchor range refers to", True
    ),
    "false_alarm_probability": Term("probability", "per-look false-alarm probability of the anchor", True),
    "false_plots_per_scan": Term("count", "mean number of false plots in one scan", True),
    "radial_speed_min": Term("speed", "slowest radial speed that passes the moving-target filter", True),
    "tracks": Term("count", "targets in track at once"),
    "target_channels": Term("count", "targets engaged at once through this radar"),
    "guided_rounds": Term("count", "rounds guided at once through this radar"),
    "mast_height": Term("length", "antenna height on a published mast"),
    "mast_height_tall": Term("length", "antenna height on the taller published mast"),
    "deployment_time": Term("time", "march to operation"),
    "mast_erection_time": Term("time", "time to raise the mast"),
    "altitude_max": Term("length", "highest target altitude stated"),
    "target_speed_max": Term("speed", "fastest target stated"),
    "peak_power": Term("power", "peak transmitter power"),
    "average_power": Term("power", "average transmitter power while it radiates"),
    "frequency": Term("frequency", "carrier frequency"),
    "aperture": Term("area", "physical area of the antenna"),
    "aperture_efficiency": Term("probability", "effective over physical area of the antenna"),
    "antenna_gain": Term("decibel", "gain of the antenna over an isotropic one, on its axis"),
    "azimuth_beamwidth": Term("angle", "one-way width of the beam in azimuth, 3 dB down"),
    "elevation_beamwidth": Term("angle", "one-way width of the beam in elevation, 3 dB down"),
    "boresight_elevation": Term("angle", "elevation of the axis of the array face"),
    "scan_loss_exponent": Term(
        "ratio", "n in the one-way loss of gain cos^n(angle off the axis) of an array"
    ),
    "sidelobe_level": Term("decibel", "mean sidelobe over the main beam, one way"),
    "pulse_length": Term("time", "length of the transmitted pulse"),
    "prf": Term("frequency", "pulse repetition frequency"),
    "pulses_per_look": Term("count", "pulses integrated in one look"),
    "dwell": Term("time", "time spent on one beam position"),
    "range_resolution": Term("length", "range resolution after pulse compression"),
    "noise_temperature": Term("temperature", "system noise temperature"),
    "system_loss": Term("decibel", "all losses of the radar itself together; path losses are not in it"),
    "cfar_loss": Term("decibel", "loss of a threshold that adapts to its surroundings"),
    "improvement_factor": Term("decibel", "gain of target over clutter by moving-target or Doppler filters"),
    "required_snr": Term(
        "ratio", "signal-to-noise ratio, a ratio of powers, that a published calculation asks for"
    ),
    "track_share": Term("probability", "largest share of the radar's time that dedicated beams may take"),
    **_MONEY,
}

#: Sensors that are not radars. Names that radars have as well mean the same.
SENSOR: dict[str, Term] = {
    "detection_range": Term("length", "anchor: range at which the target of its condition is found", True),
    "detection_range_night": Term("length", "the same at night, where it differs"),
    "range_max": Term("length", "longest range advertised; never an anchor"),
    "anchor_detection_probability": Term(
        "probability", "probability of detection that the anchor range refers to", True
    ),
    "scan_period": Term("time", "interval between looks at one direction", True),
    "antenna_height": Term("length", "height of antenna, microphone or camera above ground", True),
    "azimuth_sector": Term("angle", "full width of the sector watched", True),
    "elevation_min": Term("angle", "lowest elevation of the volume watched", True),
    "elevation_max": Term("angle", "highest elevation of the volume watched", True),
    "bearing_error": Term("angle", "one-sigma error of a bearing", True),
    "elevation_error": Term("angle", "one-sigma error of an elevation"),
    "visibility": Term("length", "meteorological visibility that the anchor range refers to"),
    "wind_max": Term("speed", "wind above which the anchor range no longer holds"),
    "ambient_sound": Term("decibel", "ambient sound level that the anchor refers to, over 20 micropascal"),
    "frequency_min": Term("frequency", "lowest carrier frequency received"),
    "frequency_max": Term("frequency", "highest carrier frequency received"),
    "antenna_gain": Term("decibel", "gain of the receiving antenna over an isotropic one"),
    "sensitivity": Term("power", "weakest signal at the antenna port that is measured"),
    "pixel_angle": Term("angle", "field of view of one picture element"),
    "thermal_sensitivity": Term(
        "temperature", "noise-equivalent difference in temperature of a thermal camera"
    ),
    "stations": Term("count", "receiving stations of one system"),
    "sensors": Term("count", "sensors of the whole network"),
    "tracks": Term("count", "targets in track at once"),
    **_MONEY,
}

INTERCEPTOR: dict[str, Term] = {
    "range_max": Term("length", "longest range against aircraft and cruise missiles", True),
    "range_min": Term("length", "shortest range", True),
    "altitude_max": Term("length", "highest intercept of an air-breathing target", True),
    "altitude_min": Term("length", "lowest intercept", True),
    "range_max_ballistic": Term("length", "longest range against ballistic targets; absent = not for them"),
    "altitude_max_ballistic": Term("length", "highest intercept of a ballistic target, where it differs"),
    "altitude_min_ballistic": Term("length", "lowest intercept of a ballistic target, where it differs"),
    "speed_max": Term("speed", "highest speed of the round", True),
    "speed_mean": Term("speed", "mean speed over a long flight"),
    "target_speed_max": Term("speed", "fastest target", True),
    "sspk_aircraft": Term(
        "probability", "single-shot kill probability, all causes of failure, against aircraft", True
    ),
    "sspk_cruise": Term("probability", "the same against cruise missiles", True),
    "sspk_drone": Term("probability", "the same against drones", True),
    "sspk_ballistic": Term("probability", "the same against ballistic missiles inside coverage"),
    "burn_time": Term("time", "duration of thrust", True),
    "load_factor_max": Term("acceleration", "greatest lateral acceleration", True),
    "navigation_ratio": Term("ratio", "effective navigation ratio of proportional navigation", True),
    "terminal_speed_fraction": Term(
        "probability", "speed at published maximum range over highest speed", True
    ),
    "handover_range": Term("length", "range to target at which the seeker takes over", True),
    "seeker_basket": Term("length", "largest one-sigma track error at which a shot is taken", True),
    "gate_miss": Term("length", "largest miss distance that counts as an intercept", True),
    "common_cause": Term(
        "probability", "probability per run that all rounds of the type share a failure", True
    ),
    "launch_preparation": Term("time", "from the order to first motion"),
    "length": Term("length", "overall length"),
    "diameter": Term("length", "body diameter"),
    "warhead": Term("mass", "mass of the warhead as published"),
    "production_rate": Term("rate", "rounds made a year"),
    "seeker_range": Term("length", "published acquisition range of the seeker"),
    "service_year": Term("count", "year of entry into service"),
    **_MONEY,
}

LAUNCHER: dict[str, Term] = {
    "tubes": Term("count", "large rounds that one launcher carries ready", True),
    "launch_interval": Term("time", "shortest time between two launches of one launcher", True),
    "reload_time": Term("time", "time to fill an empty launcher", True),
    **_MONEY,
}

GUN: dict[str, Term] = {
    "range_max": Term("length", "effective range", True),
    "range_min": Term("length", "shortest engagement range", True),
    "altitude_max": Term("length", "highest target", True),
    "altitude_min": Term("length", "lowest target", True),
    "projectile_speed": Term("speed", "mean projectile speed over the effective range", True),
    "burst_time": Term("time", "length of one burst", True),
    "engagement_time": Term("time", "time that one engagement keeps the gun busy", True),
    "rate_of_fire": Term("rate", "rounds a minute, all barrels"),
    "rounds_per_burst": Term("count", "rounds in one burst"),
    "rounds_on_board": Term("count", "rounds ready on the vehicle"),
    "bursts": Term("count", "bursts that the ready ammunition gives", True),
    "reload_time": Term("time", "time to refill the ready ammunition", True),
    "target_speed_max": Term("speed", "fastest target", True),
    "sspk_aircraft": Term("probability", "kill probability of one burst against aircraft", True),
    "sspk_cruise": Term("probability", "the same against cruise missiles", True),
    "sspk_drone": Term("probability", "the same against drones", True),
    "common_cause": Term("probability", "probability per run that all bursts share a failure", True),
    "gate_track_error": Term("length", "largest one-sigma track error at which a burst is fired", True),
    "burst_price": Term("money", "price of the ammunition of one burst"),
    **_MONEY,
}

_SIGNATURE = {
    "rcs": Term("area", "radar cross-section where no band is given, nose-on"),
    "rcs_vhf": Term("area", "radar cross-section, VHF (30 to 300 MHz), nose-on"),
    "rcs_uhf": Term("area", "radar cross-section, UHF (300 to 1000 MHz), nose-on"),
    "rcs_l": Term("area", "radar cross-section, L band, nose-on"),
    "rcs_s": Term("area", "radar cross-section, S band, nose-on"),
    "rcs_c": Term("area", "radar cross-section, C band, nose-on"),
    "rcs_x": Term("area", "radar cross-section, X band, nose-on"),
    "rcs_beam": Term("area", "radar cross-section from the side"),
    "rcs_tail": Term("area", "radar cross-section from behind"),
    "rcs_reflector": Term(
        "area", "radar cross-section of fitted radar reflectors; only if a scenario fits them"
    ),
    "aspect_beam_db": Term("decibel", "cross-section from the side over nose-on, same band"),
    "aspect_tail_db": Term("decibel", "cross-section from behind over nose-on, same band"),
    "flash_width": Term(
        "angle", "width of the side flash in aspect angle, between the points halfway in decibels"
    ),
    "emitter_erp": Term("power", "effective radiated power of the aircraft's own radar"),
    "emitter_frequency": Term("frequency", "carrier frequency of the aircraft's own radar"),
    "transponder_erp": Term("power", "effective radiated power of the transponder; only while it is on"),
    "transponder_frequency": Term("frequency", "carrier frequency of the transponder's replies"),
    "sound_level": Term("decibel", "sound pressure level referred to 1 m, over 20 micropascal"),
}

THREAT: dict[str, Term] = {
    "range_max": Term("length", "longest range", True),
    "range_min": Term("length", "shortest range"),
    "reliability": Term("probability", "share of launches that reach the aim point if unopposed", True),
    "cep": Term("length", "circular error probable", True),
    "speed": Term("speed", "cruise speed (air-breathing)"),
    "altitude": Term("length", "cruise height above ground (air-breathing)"),
    "burn_time": Term("time", "duration of thrust (ballistic)"),
    "specific_impulse": Term("time", "specific impulse (ballistic)"),
    "ballistic_coefficient": Term("area_density", "m / (Cd A) in re-entry (ballistic)"),
    "vertical_time": Term("time", "time of vertical flight before pitching over (ballistic)"),
    "loft": Term("ratio", "elevation at burnout over that of the minimum-energy path (ballistic)"),
    "speed_max": Term("speed", "highest speed"),
    "speed_terminal": Term("speed", "speed near the target"),
    "burnout_speed": Term("speed", "speed at end of thrust"),
    "apogee": Term("length", "highest point at full range"),
    "flight_time": Term("time", "time of flight at full range"),
    "entry_angle": Term("angle", "re-entry angle below horizontal"),
    "manoeuvre": Term("acceleration", "lateral acceleration claimed"),
    "propellant": Term("mass", "propellant mass"),
    "payload": Term("mass", "payload mass"),
    "diameter": Term("length", "body diameter"),
    "length": Term("length", "body length"),
    "wingspan": Term("length", "span"),
    "warhead": Term("mass", "mass of the warhead as published"),
    "decoys": Term("count", "decoys carried"),
    "ceiling": Term("length", "service ceiling"),
    "endurance": Term("time", "time aloft"),
    "combat_radius": Term("length", "combat radius"),
    "ferry_range": Term("length", "ferry range"),
    "prelaunch_time": Term("time", "preparation before launch"),
    "production_rate": Term("rate", "made a year"),
    "lift_to_drag": Term("ratio", "lift-to-drag ratio (glide)"),
    "separated_rcs": Term("area", "radar cross-section of the separated warhead"),
    **_SIGNATURE,
    **_MONEY,
}

AIRCRAFT: dict[str, Term] = {
    "radar_altitude": Term("length", "height of a patrol that carries a radar"),
    **THREAT,
}

DOCTRINE: dict[str, Term] = {
    "salvo": Term("count", "rounds fired together", True),
    "looks": Term("count", "salvos that may follow one another on one target", True),
    "ripple": Term("time", "interval between rounds of a salvo", True),
    "reserve": Term("probability", "share of the magazine kept for the unit's own defence", True),
    "assessment_delay": Term("time", "from intercept to judgement", True),
    "false_kill": Term("probability", "probability that a surviving target is judged dead", True),
    "missed_kill": Term("probability", "probability that a dead target is judged alive", True),
    "identification_time": Term("time", "from confirmed track to identification", True),
    "decision_period": Term("time", "interval between two passes of threat evaluation", True),
    "keep_out_altitude": Term(
        "length", "lowest altitude at which an intercept of a ballistic target is planned", True
    ),
}

NETWORK: dict[str, Term] = {
    "delay": Term("time", "from a track update to its use by another unit", True),
    "period": Term("time", "interval between reports of one track", True),
    "loss": Term("probability", "share of reports that never arrive", True),
}

SYSTEM: dict[str, Term] = {
    "reaction_time": Term("time", "from assignment to first launch", True),
    "readiness": Term("probability", "probability that the unit is on air, manned and alert", True),
    "target_channels": Term("count", "targets engaged at once by one fire unit"),
    "guided_rounds": Term("count", "rounds guided at once by one fire unit"),
    "target_channels_full": Term("count", "targets engaged at once, as advertised for the full system"),
    "guided_rounds_full": Term("count", "rounds guided at once, as advertised for the full system"),
    "fire_units_max": Term("count", "fire units that one command system can hold"),
    "launchers": Term("count", "launchers of one fire unit", True),
    "ready_rounds": Term("count", "ready rounds of one fire unit, as published"),
    "reload_rounds": Term("count", "rounds beside the launchers for one reload"),
    "tracks": Term("count", "tracks held by the system"),
    "range_max": Term("length", "advertised range of the system"),
    "range_max_ballistic": Term("length", "advertised range against ballistic targets"),
    "altitude_max": Term("length", "advertised ceiling"),
    "altitude_min": Term("length", "advertised lowest intercept"),
    "target_speed_max": Term("speed", "advertised fastest target"),
    "target_range_class_max": Term(
        "length", "range of the longest-range ballistic missile it is said to stop"
    ),
    "detection_range_ballistic": Term("length", "advertised detection range against ballistic targets"),
    "emplacement_time": Term("time", "march to operation"),
    "mast_erection_time": Term("time", "time to raise the mast"),
    "hit_radius": Term("length", "impacts closer than this count as hits on the unit", True),
    "service_year": Term("count", "year of entry into service"),
    **_MONEY,
}

#: Numbers of the models themselves, by the name of their prior.
MODEL: dict[str, Term] = {
    "earth-factor": Term("ratio", "effective-earth factor k"),
    "confirm-hits": Term("count", "plots that confirm a track"),
    "confirm-window": Term("count", "looks within which they must come"),
    "drop-misses": Term("count", "missed looks that end a track"),
    "association-gate": Term("ratio", "squared Mahalanobis distance of the association gate"),
    "noise-search": Term("noise", "acceleration noise of tracks under search"),
    "noise-fire": Term("noise", "acceleration noise of tracks under dedicated looks"),
    "range-rate-error": Term("speed", "one-sigma error of the range rate of a plot"),
    "speed-sigma": Term("speed", "one-sigma speed of a new track"),
    "ballistic-height": Term("length", "tracks above are taken for ballistic"),
    "drone-speed": Term("speed", "slower tracks are taken for drones"),
    "aircraft-height": Term("length", "faster tracks above are taken for aircraft"),
    "fire-hits": Term("count", "dedicated looks in a row that must detect before a shot"),
    "lost-looks": Term("count", "dedicated looks missed in a row that lose a target"),
    "update-period": Term("time", "interval of in-flight updates"),
    "stale-track": Term("time", "age without plot at which a track ends"),
    "engaged-memory": Term("time", "how long another unit's engagement holds fire"),
    "full-load-pressure": Term("pressure", "dynamic pressure at which the full load factor is available"),
    "midcourse-loft": Term("ratio", "raise of the midcourse aim point over the distance to go"),
    "reference-height": Term("ratio", "height that a published range refers to, over the ceiling"),
    "dive-angle": Term("angle", "angle of the last dive of low flyers"),
    "launch-preparation": Term("time", "from the order to first motion"),
}

#: What is outside the systems: air, weather, ground and sea, by the name of its prior. A scenario takes only those
#: that its models use, so that they lengthen no list of inputs for nothing.
ENVIRONMENT: dict[str, Term] = {
    "surface-refractivity": Term("ratio", "radio refractivity at sea level, N-units"),
    "air-temperature": Term("temperature", "air temperature at the surface"),
    "air-pressure": Term("pressure", "air pressure at the surface"),
    "vapour-density": Term("density", "water vapour in the air at the surface"),
    "rain-height": Term("length", "height up to which rain falls, above sea level"),
    "rain-speed-spread": Term("speed", "one-sigma spread of the radial speeds of rain within a cell"),
    "fog-water": Term("density", "liquid water of a fog"),
    "visibility": Term("length", "meteorological visibility in clear weather"),
    "evaporation-duct-height": Term("length", "height of the evaporation duct over sea"),
    "sea-speed-spread": Term("speed", "one-sigma spread of the radial speeds of sea clutter"),
    "land-speed-spread": Term("speed", "one-sigma spread of the radial speeds of wind-blown land clutter"),
    "land-gamma-flat": Term("decibel", "land clutter, gamma of sigma0 = gamma sin(grazing), flat and bare"),
    "land-gamma-farmland": Term("decibel", "land clutter, gamma, farmland"),
    "land-gamma-wooded": Term("decibel", "land clutter, gamma, woods and wooded hills"),
    "land-gamma-mountain": Term("decibel", "land clutter, gamma, mountains"),
    "land-gamma-urban": Term("decibel", "land clutter, gamma, towns"),
    "terrain-roughness": Term(
        "length", "root-mean-square height of the ground about its mean, where it reflects"
    ),
    "vegetation-height": Term("length", "height of trees and crops above the bare ground"),
    "ground-permittivity": Term("ratio", "relative permittivity of the ground"),
    "ground-conductivity": Term("conductivity", "conductivity of the ground"),
    "sea-permittivity": Term("ratio", "relative permittivity of sea water"),
    "sea-conductivity": Term("conductivity", "conductivity of sea water"),
    "infrared-extinction": Term("extinction", "extinction of thermal infrared in clear air"),
    "relative-humidity": Term("probability", "relative humidity of the air at the surface"),
    "sound-extra-loss": Term("decibel", "loss of sound by ground, wind and gradients; negative downwind"),
    "ambient-sound": Term("decibel", "ambient sound level outdoors, over 20 micropascal"),
}

#: Vocabulary of each folder of ``library/data``. Systems may also name ``ready_*`` figures for their rounds.
VOCABULARY: dict[str, dict[str, Term]] = {
    "radars": RADAR,
    "sensors": SENSOR,
    "interceptors": INTERCEPTOR,
    "launchers": LAUNCHER,
    "guns": GUN,
    "threats": THREAT,
    "aircraft": AIRCRAFT,
    "doctrines": DOCTRINE,
    "networks": NETWORK,
    "systems": SYSTEM,
}
