"""Tables as arrays of records against tables as one array per column, on two kernels of the engine.

    python benchmarks/table_layout.py [--rows 60] [--repeats 7]

Both layouts come from the same declarations and run the same arithmetic, which the script checks. Each measurement has
a process of its own, without a cache of compiled code. What the kernels call is compiled before the clock starts, so
the compile times are those of the layout alone.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from iamd.engine.columns import Table
from iamd.engine.tables import FLIGHTS, PLOTS, SENSORS, THREATS, TRACKS
from iamd.physics.filtering import initiate, innovation, predict
from iamd.physics.geodesy import geodetic_to_ecef, height_above_ellipsoid, local_axes, to_local
from iamd.physics.propagation import slant_elevation, visible
from iamd.physics.radar import swerling1_detection
from iamd.physics.rng import Stream, pair_name, uniform
from iamd.physics.trajectory import fly_level, trajectory_state

LAYOUTS = ("records", "columns")
KERNELS = ("move and look", "predict and gate")
DETECTION = Stream.DETECTION.value
#: As the engine compiles, without a cache.
compiled = numba.njit(nogil=True, fastmath=False, _nrt=False)


# --- the same arithmetic, whatever the layout ---------------------------------------------------------------------


@compiled
def sees(
    x, y, z, sensor_x, sensor_y, sensor_z, height_m, strength, rcs, false_alarm, words, scan, axes
) -> int:
    """One look of a radar at one threat: horizon, elevation, detection."""
    dx, dy, dz = x - sensor_x, y - sensor_y, z - sensor_z
    slant = math.sqrt(dx * dx + dy * dy + dz * dz)
    east, north, _ = to_local(dx, dy, dz, axes)
    height = height_above_ellipsoid(x, y, z)
    if math.atan2(east, north) > math.pi or not visible(height_m, max(height, 0.0), slant, 4.0 / 3.0):
        return 0
    if slant_elevation(height_m, height, slant, 4.0 / 3.0) > 1.5:
        return 0
    snr = strength * rcs / (slant * slant * slant * slant)
    draw = uniform(1, 0, DETECTION, pair_name(words[0], words[1]), scan)
    return 1 if draw < swerling1_detection(snr, false_alarm) else 0


# --- records ------------------------------------------------------------------------------------------------------


@compiled
def move_records(threats: Any, flights: Any, trajectory: Any, time_s: float) -> None:
    for row in range(threats.shape[0]):
        threat = threats[row]
        flight = flights[threat.flight]
        threat.x, threat.y, threat.z, threat.vx, threat.vy, threat.vz = trajectory_state(
            trajectory, flight.first_row, flight.rows, flight.sample_s, flight.end_s, time_s - threat.launch_s
        )


@compiled
def look_records(threats: Any, flights: Any, sensors: Any, axes: Any) -> int:
    seen = 0
    sensor = sensors[0]
    for row in range(threats.shape[0]):
        threat = threats[row]
        seen += sees(
            threat.x, threat.y, threat.z, sensor.x, sensor.y, sensor.z, sensor.height_m, sensor.strength,
            flights[threat.flight].rcs[sensor.band], sensor.false_alarm, (sensor.name_word, threat.name_word),
            sensor.scan, axes,
        )  # fmt: skip
    sensor.scan += 1
    return seen


@compiled
def gate_records(tracks: Any, plots: Any, dt: float) -> int:
    inside = 0
    for row in range(tracks.shape[0]):
        track = tracks[row]
        predict(track.state, track.cov, dt, 30.0, 0.0, 0.0, 0.0)
        track.time_s += dt
        for p in range(plots.shape[0]):
            plot = plots[p]
            z, r = plot.z, plot.r
            distance, _ = innovation(
                track.state, track.cov, z[0], z[1], z[2], r[0], r[1], r[2], r[3], r[4], r[5]
            )
            if distance < 16.27:
                inside += 1
                track.hits += 1
    return inside


@compiled
def many_moves_records(threats, flights, sensors, trajectory, axes, times) -> int:
    seen = 0
    for turn in range(times):
        move_records(threats, flights, trajectory, 100.0 + 0.1 * turn)
        seen += look_records(threats, flights, sensors, axes)
    return seen


@compiled
def many_gates_records(tracks, plots, times) -> int:
    inside = 0
    for _ in range(times):
        inside += gate_records(tracks, plots, 0.001)
    return inside


# --- one array per column -----------------------------------------------------------------------------------------


@compiled
def move_columns(threats: Any, flights: Any, trajectory: Any, time_s: float) -> None:
    for row in range(threats.x.shape[0]):
        flight = threats.flight[row]
        x, y, z, vx, vy, vz = trajectory_state(
            trajectory, flights.first_row[flight], flights.rows[flight], flights.sample_s[flight],
            flights.end_s[flight], time_s - threats.launch_s[row],
        )  # fmt: skip
        threats.x[row] = x
        threats.y[row] = y
        threats.z[row] = z
        threats.vx[row] = vx
        threats.vy[row] = vy
        threats.vz[row] = vz


@compiled
def look_columns(threats: Any, flights: Any, sensors: Any, axes: Any) -> int:
    seen = 0
    for row in range(threats.x.shape[0]):
        seen += sees(
            threats.x[row], threats.y[row], threats.z[row], sensors.x[0], sensors.y[0], sensors.z[0],
            sensors.height_m[0], sensors.strength[0], flights.rcs[threats.flight[row], sensors.band[0]],
            sensors.false_alarm[0], (sensors.name_word[0], threats.name_word[row]), sensors.scan[0], axes,
        )  # fmt: skip
    sensors.scan[0] += 1
    return seen


@compiled
def gate_columns(tracks: Any, plots: Any, dt: float) -> int:
    inside = 0
    for row in range(tracks.time_s.shape[0]):
        state, cov = tracks.state[row], tracks.cov[row]
        predict(state, cov, dt, 30.0, 0.0, 0.0, 0.0)
        tracks.time_s[row] += dt
        for p in range(plots.serial.shape[0]):
            z, r = plots.z[p], plots.r[p]
            distance, _ = innovation(state, cov, z[0], z[1], z[2], r[0], r[1], r[2], r[3], r[4], r[5])
            if distance < 16.27:
                inside += 1
                tracks.hits[row] += 1
    return inside


@compiled
def many_moves_columns(threats, flights, sensors, trajectory, axes, times) -> int:
    seen = 0
    for turn in range(times):
        move_columns(threats, flights, trajectory, 100.0 + 0.1 * turn)
        seen += look_columns(threats, flights, sensors, axes)
    return seen


@compiled
def many_gates_columns(tracks, plots, times) -> int:
    inside = 0
    for _ in range(times):
        inside += gate_columns(tracks, plots, 0.001)
    return inside


DRIVERS: dict[tuple[str, str], Any] = {
    ("records", "move and look"): many_moves_records,
    ("columns", "move and look"): many_moves_columns,
    ("records", "predict and gate"): many_gates_records,
    ("columns", "predict and gate"): many_gates_columns,
}


# --- the measurement ----------------------------------------------------------------------------------------------


def columns_of(table: Table, rows: Any) -> Any:
    """The table as a tuple of arrays, one per column, each contiguous."""
    kind = namedtuple(f"{table.name}Columns", [column.name for column in table.columns])
    return kind(*(np.ascontiguousarray(rows[column.name]) for column in table.columns))


def scene(rows: int) -> dict[str, Any]:
    """Threats that fly in from 200 km on one of two paths, a radar, and tracks with plots beside them."""
    site = (math.radians(40.0), math.radians(33.0))
    trajectory = np.zeros((400, 6))
    flights, threats, sensors = FLIGHTS.allocate(2), THREATS.allocate(rows), SENSORS.allocate(1)
    for number in range(2):
        start = (math.radians(38.5 + 0.1 * number), math.radians(33.5))
        count, end_s, step = fly_level(trajectory, 200 * number, 200, 5.0, *start, *site, 3000.0, 250.0, 0.0)
        flight = flights[number]
        flight.first_row, flight.rows, flight.sample_s, flight.end_s = 200 * number, count, step, end_s
        flight.rcs[:] = 1.0
    draw = np.random.default_rng(1)
    threats["flight"] = np.arange(rows) % 2
    threats["launch_s"] = draw.uniform(0.0, 100.0, rows)
    threats["name_word"] = draw.integers(0, 2**32, rows)
    sensor = sensors[0]
    sensor.x, sensor.y, sensor.z = geodetic_to_ecef(*site, 24.0)
    sensor.height_m, sensor.strength, sensor.false_alarm, sensor.band = 24.0, 1e22, 1e-6, 2
    tracks, plots = TRACKS.allocate(rows), PLOTS.allocate(rows)
    for row in range(rows):
        place = draw.normal(0.0, 50e3, 3)
        initiate(tracks[row].state, tracks[row].cov, *place, 900.0, 0.0, 0.0, 900.0, 0.0, 900.0, 100.0)
        plots[row].z[:] = place + draw.normal(0.0, 30.0, 3)
        plots[row].r[:] = (900.0, 0.0, 0.0, 900.0, 0.0, 900.0)
    return {
        "threats": threats, "flights": flights, "sensors": sensors, "trajectory": trajectory,
        "axes": local_axes(*site), "tracks": tracks, "plots": plots,
    }  # fmt: skip


def arguments(layout: str, kernel: str, rows: int) -> tuple[Any, ...]:
    held = scene(rows)
    if layout == "columns":
        for name, table in (
            ("threats", THREATS), ("flights", FLIGHTS), ("sensors", SENSORS), ("tracks", TRACKS), ("plots", PLOTS),
        ):  # fmt: skip
            held[name] = columns_of(table, held[name])
    if kernel == "move and look":
        return tuple(held[name] for name in ("threats", "flights", "sensors", "trajectory", "axes"))
    return held["tracks"], held["plots"]


def warm_up() -> None:
    """Compile what the kernels call."""
    held = scene(2)
    trajectory_state(held["trajectory"], 0, int(held["flights"][0].rows), 5.0, 600.0, 100.0)
    predict(held["tracks"][0].state, held["tracks"][0].cov, 0.1, 30.0, 0.0, 0.0, 0.0)
    innovation(held["tracks"][0].state, held["tracks"][0].cov, *range(3), 900.0, 0.0, 0.0, 900.0, 0.0, 900.0)
    sees(*[1e6] * 3, *[6e6] * 3, 24.0, 1e22, 1.0, 1e-6, (1, 2), 0, held["axes"])


def measure(layout: str, kernel: str, rows: int, repeats: int) -> dict[str, Any]:
    """Compile time, time of one pass over all rows, and time of a call from Python."""
    warm_up()
    driver: Callable[..., int] = DRIVERS[layout, kernel]
    given = arguments(layout, kernel, rows)
    began = time.thread_time()
    driver(*given, 0)
    compile_s = time.thread_time() - began
    passes = 2000 if kernel == "move and look" else 200
    outcome = driver(*arguments(layout, kernel, rows), passes)
    best = min(timed(lambda: driver(*given, passes)) for _ in range(repeats)) / passes
    call = min(timed(lambda: [driver(*given, 0) for _ in range(1000)]) for _ in range(repeats)) / 1000
    return {"compile_s": compile_s, "pass_us": 1e6 * best, "call_us": 1e6 * call, "outcome": outcome}


def timed(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rows", type=int, default=60, help="threats; also tracks and plots")
    options.add_argument("--repeats", type=int, default=25)
    options.add_argument("--one", nargs=2, metavar=("LAYOUT", "KERNEL"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        print(json.dumps(measure(*given.one, given.rows, given.repeats)))
        return
    print(
        f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, Numba {numba.__version__}"
    )
    print(f"{given.rows} rows, best of {given.repeats}, CPU time\n")
    print("| kernel | layout | compile, s | one pass, µs | call from Python, µs |\n|---|---|---|---|---|")
    for kernel in KERNELS:
        outcomes = set()
        for layout in LAYOUTS:
            with tempfile.TemporaryDirectory() as cache:
                command = [
                    sys.executable,
                    __file__,
                    "--rows",
                    str(given.rows),
                    "--repeats",
                    str(given.repeats),
                ]
                done = subprocess.run(
                    [*command, "--one", layout, kernel], check=True, capture_output=True, text=True,
                    env={**os.environ, "IAMD_CACHE_DIR": cache},
                )  # fmt: skip
            found = json.loads(done.stdout)
            outcomes.add(found["outcome"])
            print(
                f"| {kernel} | {layout} | {found['compile_s']:.1f} | {found['pass_us']:.1f} | {found['call_us']:.1f} |"
            )
        assert len(outcomes) == 1, "the layouts do not compute the same"


if __name__ == "__main__":
    main()
