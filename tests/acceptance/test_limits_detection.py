"""Where a radar first sees a target: the runs against the closed form of cumulative detection.

The closed form is written here anew, from the published figures of the card: positions from GeographicLib and WGS-84,
the radar equation anchored on the published range, Swerling case 1, one look in each scan, a scan phase that is uniform
over the flight steps of one scan. It shares no code with the engine.
"""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from engine_runner import SEED, assert_close, mean, over_runs, shipped_world
from iamd.scenario import draw, load, resolve

pytestmark = pytest.mark.jit_only
RUNS = [300, pytest.param(10_000, marks=pytest.mark.slow)]
NAME = "limits/first-detection"
#: Probability of a false alarm of each test of a whole distribution below.
LEVEL = 1e-3


class Detection(NamedTuple):
    """The closed form on its atoms, in order of time: every scan of every phase."""

    times: Any
    ranges: Any
    cumulative: Any


def ecef(latitude: float, longitude: float, height: float) -> Any:
    """WGS-84 geodetic to earth-centred coordinates, from the defining formulae."""
    a, f = 6_378_137.0, 1.0 / 298.257223563
    e2 = f * (2.0 - f)
    sine, cosine = math.sin(math.radians(latitude)), math.cos(math.radians(latitude))
    n = a / math.sqrt(1.0 - e2 * sine * sine)
    angle = math.radians(longitude)
    return np.array(
        [
            (n + height) * cosine * math.cos(angle),
            (n + height) * cosine * math.sin(angle),
            (n * (1.0 - e2) + height) * sine,
        ]
    )


@functools.cache
def closed_form() -> Detection:
    """Cumulative probability of detection over time."""
    scenario = load(NAME)
    resolved = resolve(scenario)
    values = draw(resolved.inputs, SEED, 0, "best")
    entry, unit = scenario.raid[0], scenario.units[0]
    card = {name.removeprefix("91N6E."): x for name, x in values.items() if name.startswith("91N6E.")}
    pfa, anchor_pd = card["false_alarm_probability"], card["anchor_detection_probability"]
    anchor_snr = math.log(pfa) / math.log(anchor_pd) - 1.0
    anchor_rcs = float(
        str(resolved.units[0].sensors[0].card.figures["detection_range"].target_rcs).split()[0]
    )
    antenna = ecef(*unit.at, card["antenna_height"])
    aim = scenario.assets[0].at
    start = Geodesic.WGS84.Direct(*aim, math.degrees(entry.origin.bearing or 0.0), entry.origin.range or 0.0)
    line = Geodesic.WGS84.InverseLine(start["lat2"], start["lon2"], *aim)
    height, speed = float(entry.altitude or 0.0), float(entry.speed or 0.0)
    # The ground distance shrinks with the radius; the mean radius will do (below 10 m in 300 km).
    ground = speed * 6_371_000.0 / (6_371_000.0 + height)
    phases = round(card["scan_period"] / scenario.step)
    times, ranges, masses = [], [], []
    for phase in range(phases):
        unseen = 1.0
        time_s = phase * scenario.step
        while time_s <= float(scenario.duration or 0.0):
            place = line.Position(ground * time_s)
            slant = float(np.linalg.norm(ecef(place["lat2"], place["lon2"], height) - antenna))
            snr = (
                anchor_snr
                * (values["ideal target.rcs"] / anchor_rcs)
                * (card["detection_range"] / slant) ** 4
            )
            seen = pfa ** (1.0 / (1.0 + snr)) if slant <= card["instrumented_range"] else 0.0
            times.append(time_s)
            ranges.append(slant)
            masses.append(unseen * seen / phases)
            unseen *= 1.0 - seen
            time_s += card["scan_period"]
        assert unseen < 1e-9, "the flight is long enough for the target to be seen in any case"
    order = np.argsort(times, kind="stable")
    return Detection(np.array(times)[order], np.array(ranges)[order], np.cumsum(np.array(masses)[order]))


@functools.cache
def first_detections(runs: int) -> Any:
    """Time of the first detection in each run, and its range as the event log has it."""

    def look(slot: Any) -> tuple[float, float]:
        events = slot.events[: slot.counts[0]]
        first = events[events["kind"] == 3][0]
        return float(first.time_s), float(first.value)

    return over_runs(shipped_world(NAME), runs, look)


@pytest.mark.parametrize("runs", RUNS)
def test_first_detection_has_the_closed_form_distribution(runs: int) -> None:
    theory = closed_form()
    times = np.sort(first_detections(runs)[:, 0])
    expected = np.interp(times, theory.times, theory.cumulative)
    # Every run detects at an atom; both step there, so the distance is taken on both sides of the steps.
    atoms = theory.times
    observed = np.searchsorted(times, atoms + 1e-6) / runs
    distance = float(np.abs(observed - theory.cumulative).max())
    # Dvoretzky, Kiefer and Wolfowitz with Massart's constant: holds for any distribution, discrete ones as well.
    bound = math.sqrt(math.log(2.0 / LEVEL) / (2.0 * runs))
    assert distance <= bound, (
        f"Kolmogorov-Smirnov distance {distance:.4f}, bound {bound:.4f} at level {LEVEL}"
    )
    assert np.all(np.diff(expected) >= 0.0)


@pytest.mark.parametrize("runs", RUNS)
def test_mean_range_of_first_detection(runs: int) -> None:
    theory = closed_form()
    masses = np.diff(theory.cumulative, prepend=0.0)
    expected = float((masses * theory.ranges).sum() / masses.sum())
    found = mean(first_detections(runs)[:, 1])
    assert_close(found, expected, "mean range of first detection [m]")


def test_range_and_time_of_a_detection_belong_together() -> None:
    theory = closed_form()
    for time_s, slant in first_detections(300)[:50]:
        place = int(np.abs(theory.times - time_s).argmin())
        assert theory.times[place] == pytest.approx(time_s, abs=1e-6)  # the same grid of flight steps
        # Great circle of geodetic normals against the geodesic, ellipsoid against sphere: within 100 m.
        assert slant == pytest.approx(theory.ranges[place], abs=100.0)
