"""What a radar of a scenario is in numbers: cards and surroundings of one draw become the record of its looks.

The simulation and the coverage maps call the same function, so that they see the same radar.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from iamd.errors import ScenarioError
from iamd.library.units import split_quantity, to_canonical
from iamd.physics.antenna import PRACTICAL_PRODUCT, beamwidth_gain
from iamd.physics.attenuation import PROFILE_SIZE, PROFILE_TOP, fill_gas_profile, gas_loss_db
from iamd.physics.clutter import (
    constant_gamma,
    grazing_angle,
    rain_reflectivity,
    rural_reflectivity,
    sea_reflectivity,
    surface_cell,
    volume_cell,
)
from iamd.physics.detection import required_snr
from iamd.physics.ducting import fill_duct_modes
from iamd.physics.propagation import horizon_distance, masked_below, slant_elevation
from iamd.physics.radar import BOLTZMANN, LIGHT_SPEED
from iamd.physics.sensing import (
    CLUTTER_NODES,
    DUCT_HEIGHTS,
    DUCT_MODES,
    DUCT_TOP,
    PATH_HEIGHTS,
    PATH_RANGES,
    TWO_WAY_NEPER,
    fill_path_loss,
)
from iamd.scenario.resolve import RCS_FIGURES, RaidRef, ResolvedScenario, SensorRef

Values = Mapping[str, float]
_MM_PER_HOUR = 3.6e6  # of a metre per second
_NO_CLUTTER = 1.0  # m; an antenna on the ground lights nothing beyond
#: Least height of the target of an anchor range, for the air on that way [m].
_ANCHOR_HEIGHT = 5_000.0
#: Significant wave height by sea state [m], middle of each class (World Meteorological Organization, code table 3700);
#: the root mean square of the surface is a quarter of it.
_WAVES = (0.0, 0.05, 0.3, 0.875, 1.875, 3.25, 5.0)


class RadarSite(NamedTuple):
    """Where an antenna stands: ground and antenna above the ellipsoid [m], azimuth that it faces [rad]."""

    ground_m: float
    height_m: float
    facing: float


def radar_record(
    resolved: ResolvedScenario, ref: SensorRef, values: Values, site: RadarSite
) -> dict[str, Any]:
    """Fields of :data:`iamd.physics.sensing.RADAR_FIELDS` for one radar in one draw.

    Args:
        resolved: scenario with its cards.
        ref: the radar.
        values: value of every input, SI.
        site: of its antenna.

    Returns:
        Field name to number or array, SI.
    """
    value = {name: values[source] for name, source in ref.refs.items()}
    found = _pattern(ref, value, site) | _energy(ref, value)
    if ref.card.ideal:
        return found | _nothing_on_the_way(value)
    return (
        found
        | _air(resolved, value, values, site)
        | _echoes(resolved, ref, value, values, site)
        | _ground(resolved, value, values)
    )


def anchor_cross_section(ref: SensorRef) -> float:
    """Cross-section [m2] that the radar's anchor range refers to."""
    rcs = ref.card.figures["detection_range"].target_rcs if "detection_range" in ref.card.figures else None
    if rcs is None:
        raise ScenarioError("the detection range states no cross-section", given=ref.card.name)
    number, unit = split_quantity(rcs)
    return to_canonical(number, unit, "area")


def _pattern(ref: SensorRef, value: Values, site: RadarSite) -> dict[str, Any]:
    ideal = ref.card.ideal
    array = ref.card.scanning == "array" and not ideal
    return {
        "height_m": site.height_m,
        "ground_m": site.ground_m,
        "facing": site.facing,
        "half_sector": 0.5 * value["azimuth_sector"],
        "elevation_min": value["elevation_min"],
        "elevation_max": value["elevation_max"],
        "azimuth_beam": 0.0 if ideal else value["azimuth_beamwidth"],
        "elevation_beam": 0.0 if ideal else value["elevation_beamwidth"],
        "boresight": value.get("boresight_elevation", 0.0),
        "scan_exponent": 2.0 * value.get("scan_loss_exponent", 0.0) if array else 0.0,
        "wavelength_m": 0.0 if ideal else LIGHT_SPEED / value["frequency"],
        "vertical": float(ref.card.polarisation == "vertical"),
    }


def _energy(ref: SensorRef, value: Values) -> dict[str, Any]:
    pfa = value["false_alarm_probability"]
    snr = required_snr(value["anchor_detection_probability"], pfa, ref.card.swerling)
    square = value["detection_range"] * value["detection_range"]
    return {
        "strength": snr * square * square / anchor_cross_section(ref),
        "false_alarm": pfa,
        "instrumented_m": value["instrumented_range"],
        "radial_speed_min": value["radial_speed_min"],
    }


def _loss_nodes(
    frequency: float,
    vapour: float | None,
    rain_mm_h: float,
    rain_top: float,
    antenna: float,
    reach: float,
    k: float,
) -> Any:
    """Two-way loss [Np] at the nodes of slant range and height; no vapour density: no gas at all."""
    table = np.zeros(PATH_RANGES * PATH_HEIGHTS)
    profile = np.zeros(PROFILE_SIZE) if vapour is None else _gas_profile(frequency, vapour)
    fill_path_loss(table, profile, PROFILE_TOP, rain_mm_h, frequency, rain_top, antenna, reach, k)
    return table


@functools.lru_cache(maxsize=256)
def _gas_profile(frequency: float, vapour: float) -> Any:
    profile = np.zeros(PROFILE_SIZE)
    fill_gas_profile(profile, PROFILE_TOP, frequency, vapour)
    return profile


@functools.lru_cache(maxsize=256)
def _duct_modes(height: float, wavelength: float) -> tuple[Any, Any]:
    """Modes of an evaporation duct; heights to 0.1 m and wavelengths to 0.1 mm share one solution."""
    gains, decays = np.zeros((DUCT_MODES, DUCT_HEIGHTS)), np.zeros(DUCT_MODES)
    fill_duct_modes(gains, decays, DUCT_TOP, height, wavelength)
    return gains, decays


def _nothing_on_the_way(value: Values) -> dict[str, Any]:
    """An ideal sensor of the closed-form limits: the radar equation and the horizon, nothing else."""
    return {"path_loss": np.zeros(PATH_RANGES * PATH_HEIGHTS), "path_reach_m": value["instrumented_range"]}


def _air(resolved: ResolvedScenario, value: Values, values: Values, site: RadarSite) -> dict[str, Any]:
    """Losses in gas and rain, less those in clear air on the way of the anchor, which its range already holds."""
    reach, k = max(value["instrumented_range"], value["detection_range"]), values["model.earth-factor"]
    vapour = values.get("surroundings.vapour-density")
    rain = resolved.scenario.weather.rain * _MM_PER_HOUR
    top = values.get("surroundings.rain-height", 0.0)
    nodes = _loss_nodes(value["frequency"], vapour, rain, top, site.height_m, reach, k)
    slant = value["detection_range"]
    # A target that a radar is said to see stands above its horizon.
    height = max(_ANCHOR_HEIGHT, site.ground_m + masked_below(site.height_m - site.ground_m, slant, k))
    elevation = slant_elevation(site.height_m, height, slant, k)
    anchor = 0.0
    if vapour is not None:
        profile = _gas_profile(value["frequency"], vapour)
        anchor = TWO_WAY_NEPER * gas_loss_db(profile, PROFILE_TOP, site.height_m, elevation, slant, k)
    return {"path_loss": nodes, "path_reach_m": reach, "anchor_loss": anchor}


def _echoes(
    resolved: ResolvedScenario, ref: SensorRef, value: Values, values: Values, site: RadarSite
) -> dict[str, Any]:
    """Echoes of the surface and of rain that the filter of the radar leaves."""
    spec = resolved.scenario
    if not spec.propagation.clutter:
        return {}
    improvement = 10.0 ** (value["improvement_factor"] / 10.0)
    widths = value["azimuth_beamwidth"], value["elevation_beamwidth"]
    resolution = value["range_resolution"]
    antenna = site.height_m - site.ground_m
    reach = min(horizon_distance(antenna, values["model.earth-factor"]), value["instrumented_range"])
    if reach <= _NO_CLUTTER:
        return {}
    table = np.zeros(CLUTTER_NODES)
    for i in range(1, CLUTTER_NODES):
        ground = reach * i / (CLUTTER_NODES - 1)
        grazing = grazing_angle(antenna, math.hypot(ground, antenna), values["model.earth-factor"])
        cell = surface_cell(ground, *widths, resolution, grazing)
        table[i] = cell * _reflectivity(resolved, ref, value, values, antenna, ground, grazing) / improvement
    rain = rain_reflectivity(spec.weather.rain * _MM_PER_HOUR, value["frequency"])
    return {
        "clutter": table,
        "clutter_reach_m": reach,
        "rain_echo": rain * volume_cell(1.0, *widths, resolution) / improvement,
        "rain_top_m": values.get("surroundings.rain-height", 0.0),
    }


def _reflectivity(
    resolved: ResolvedScenario,
    ref: SensorRef,
    value: Values,
    values: Values,
    antenna: float,
    ground: float,
    grazing: float,
) -> float:
    """Mean reflectivity of the surface at a ground range [m2/m2].

    Sea: the model of the Naval Research Laboratory. Land: Billingsley's values for rural land at low angles, moved with
    the drawn gamma, and the constant gamma itself where that is more (steep angles).
    """
    spec = resolved.scenario
    if spec.propagation.surface == "sea":
        vertical = ref.card.polarisation == "vertical"
        return float(sea_reflectivity(value["frequency"], grazing, float(spec.weather.sea_state), vertical))
    drawn = values["surroundings.land-gamma-farmland"]
    best = resolved.inputs["surroundings.land-gamma-farmland"].best
    low = rural_reflectivity(math.atan2(antenna, max(ground, 1.0))) * 10.0 ** ((drawn - best) / 10.0)
    return float(max(low, constant_gamma(10.0 ** (drawn / 10.0), grazing)))


def _ground(resolved: ResolvedScenario, value: Values, values: Values) -> dict[str, Any]:
    """Reflection, diffraction and ducts, and how well a jammer is heard."""
    spec = resolved.scenario
    sea = spec.propagation.surface == "sea"
    found: dict[str, Any] = {"diffraction": float(spec.propagation.diffraction)}
    wavelength = LIGHT_SPEED / value["frequency"]
    duct = spec.propagation.duct and sea
    if spec.propagation.lobing or duct:
        kind = "sea" if sea else "ground"
        found |= {
            "lobing": 1.0,
            "roughness_m": 0.25 * _WAVES[spec.weather.sea_state]
            if sea
            else values["surroundings.terrain-roughness"],
            "permittivity": values[f"surroundings.{kind}-permittivity"],
            "loss_permittivity": 60.0 * wavelength * values[f"surroundings.{kind}-conductivity"],
        }
    if duct:
        gains, decays = _duct_modes(
            round(values["surroundings.evaporation-duct-height"], 1), round(wavelength, 4)
        )
        found |= {"duct_top_m": DUCT_TOP, "duct_gains": gains, "duct_decays": decays}
    if "noise_temperature" in value:
        gain = beamwidth_gain(value["azimuth_beamwidth"], value["elevation_beamwidth"], PRACTICAL_PRODUCT)
        heard = gain * wavelength * wavelength / (16.0 * math.pi * math.pi)
        loss = 10.0 ** (value["system_loss"] / 10.0)
        found["jam_gain"] = heard / (BOLTZMANN * value["noise_temperature"] * loss)
        found["sidelobe"] = 10.0 ** (value["sidelobe_level"] / 10.0)
    return found


class Echo(NamedTuple):
    """A target's echo in one draw: cross-section from ahead by band [m2], ratios to it, width of the flash [rad]."""

    ahead: dict[str, float]
    beam_ratio: float
    tail_ratio: float
    flash_width: float
    swerling: int


def echo_of(ref: RaidRef, values: Values) -> Echo:
    """The echo of a target in one draw."""
    ahead = {
        name.removeprefix("rcs_"): values[source] for name, source in ref.refs.items() if name in RCS_FIGURES
    }
    ratios = [_ratio(ref.refs.get(f"aspect_{side}"), ref.refs, values) for side in ("beam", "tail")]
    width = values[ref.refs["flash_width"]] if "flash_width" in ref.refs else 0.1
    return Echo(ahead, ratios[0], ratios[1], width, ref.card.swerling)


def _ratio(source: str | None, refs: Mapping[str, str], values: Values) -> float:
    """Cross-section from a side over that from ahead: a published pair, or an offset in decibels."""
    if source is None:
        return 1.0
    if source.endswith("_db"):
        return float(10.0 ** (values[source] / 10.0))
    return values[source] / values[refs["rcs_ahead"]]
