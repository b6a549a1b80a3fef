"""From cards to the record of a radar: the anchor comes out again, and clutter and jamming are those of their pages."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from iamd.physics.antenna import PRACTICAL_PRODUCT, beamwidth_gain
from iamd.physics.clutter import constant_gamma, rain_reflectivity, rural_reflectivity
from iamd.physics.detection import required_snr
from iamd.physics.jamming import jam_to_noise
from iamd.physics.propagation import horizon_distance, masked_below, slant_elevation
from iamd.physics.sensing import CLUTTER_NODES, RADAR_FIELDS, echo_ratio
from iamd.scenario import draw, load, resolve
from iamd.scenario.sensing import RadarSite, anchor_cross_section, radar_record

SCENARIO = """
title: One radar as its card has it
terrain: smooth
laydown: {{kind: fictional}}
units: [{{name: unit, system: {system}, at: [40.0, 33.0], facing: 0 deg, channels: 4}}]
coverage: {{targets: [Kalibr]}}
propagation: {{diffraction: false}}
{rest}
"""
K = 4.0 / 3.0
LIGHT = 299_792_458.0


def radars(tmp_path: Path, system: str, rest: str = "") -> list[tuple[Any, dict[str, float], Any]]:
    """Reference, values by figure, and record of each radar of a system, on a mast of 20 m, best values."""
    path = tmp_path / "radar.yaml"
    path.write_text(SCENARIO.format(system=system, rest=rest))
    resolved = resolve(load(path), coverage=True)
    values = draw(resolved.inputs, 1, 0, "best") | {"model.earth-factor": K}
    found = []
    for ref in resolved.units[0].sensors:
        dtype = np.dtype([(field.name, "<f8", field.shape) for field in RADAR_FIELDS], align=True)
        row = np.zeros(1, dtype=dtype).view(np.recarray)[0]
        for name, number in radar_record(resolved, ref, values, RadarSite(0.0, 20.0, 0.0)).items():
            row[name] = number
        own = {name: values[source] for name, source in ref.refs.items()}
        found.append((ref, own | {"gamma": values.get("surroundings.land-gamma-farmland", math.nan)}, row))
    return found


@pytest.mark.parametrize("system", ["S-400", "S-500", "Patriot PAC-3 MSE", "IRIS-T SLM", "NASAMS", "THAAD"])
def test_at_the_published_range_the_ratio_is_that_of_the_anchor(tmp_path: Path, system: str) -> None:
    """Wrong code that fails: air counted twice or with the wrong sign, decibels taken for nepers, a clamped table."""
    for ref, value, row in radars(tmp_path, system):
        slant = value["detection_range"]
        height = max(5_000.0, masked_below(20.0, slant, K))
        elevation = slant_elevation(20.0, height, slant, K)
        # on the normal of an array, which is where a brochure's range holds
        row["scan_exponent"] = 0.0
        found = echo_ratio(row, anchor_cross_section(ref), slant, slant, height, 0.0, elevation, K, 0.0)
        pfa = value["false_alarm_probability"]
        wanted = required_snr(value["anchor_detection_probability"], pfa, ref.card.swerling)
        # the table of losses has 24 by 16 nodes: 0.3 dB on long low paths
        assert 10.0 * math.log10(found / wanted) == pytest.approx(0.0, abs=0.3), ref.card.name


def test_jamming_of_the_record_is_that_of_its_page(tmp_path: Path) -> None:
    rest = "jammers: [{name: far, at: [40.0, 35.0], erp: 10 kW, bandwidth: 20 MHz, bands: [s, x]}]"
    for _, value, row in radars(tmp_path, "S-400", rest):
        distance, wavelength = 150e3, LIGHT / value["frequency"]
        gain = beamwidth_gain(value["azimuth_beamwidth"], value["elevation_beamwidth"], PRACTICAL_PRODUCT)
        expected = jam_to_noise(
            10e3, 20e6, 1e6, gain, wavelength, distance, value["noise_temperature"],
            10.0 ** (value["system_loss"] / 10.0),
        )  # fmt: skip
        assert 10e3 / 20e6 * row["jam_gain"] / distance**2 == pytest.approx(expected, rel=1e-9)
        assert row["sidelobe"] == pytest.approx(10.0 ** (value["sidelobe_level"] / 10.0), rel=1e-12)


def test_clutter_of_the_record_is_cell_times_reflectivity_over_improvement(tmp_path: Path) -> None:
    for _, value, row in radars(tmp_path, "S-400", "weather: {rain: 4 mm/h}"):
        reach = horizon_distance(20.0, K)
        assert row["clutter_reach_m"] == pytest.approx(reach, rel=1e-12)
        node = CLUTTER_NODES // 2
        ground = reach * node / (CLUTTER_NODES - 1)
        grazing = 20.0 / ground - ground / (2.0 * K * 6_371e3)
        low = rural_reflectivity(math.atan2(20.0, ground))
        steep = constant_gamma(10.0 ** (value["gamma"] / 10.0), grazing)
        improvement = 10.0 ** (value["improvement_factor"] / 10.0)
        cell = ground * value["azimuth_beamwidth"] * value["range_resolution"]
        assert row["clutter"][node] == pytest.approx(cell * max(low, steep) / improvement, rel=1e-3)
        volume = value["azimuth_beamwidth"] * value["elevation_beamwidth"] * value["range_resolution"]
        rain = rain_reflectivity(4.0, value["frequency"]) * volume / improvement
        # a Gaussian beam, two ways, holds pi / (8 ln 2) of the box of its half-power widths (Probert-Jones 1962)
        assert row["rain_echo"] / rain == pytest.approx(math.pi / (8.0 * math.log(2.0)), rel=1e-9)
