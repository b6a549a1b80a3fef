"""``iamd bench``: how fast, how soon, how much memory, on this machine; ratios from one call, never from memory.

The reference raid and its floors are in ``benchmarks/reference-raid.yaml`` and ``docs/performance.md``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from iamd.errors import InputError

#: Work counters of the reference raid as first measured in a prototype; ours stay within a tenth of them.
WORK: dict[str, float] = {
    "truth_evaluations": 21_000,
    "plots": 1_060,
    "engagement_looks": 6_900,
    "filter_updates": 5_900,
    "gate_tests": 8_600,
    "flight_steps": 31_500,
}
_HERE = Path(__file__).parent
_PLACES = (_HERE / "reference-raid.yaml", _HERE.parents[2] / "benchmarks" / "reference-raid.yaml")
_RUNS = 100

Row = dict[str, Any]


def reference_raid() -> Path:
    """The scenario file of the reference raid, in the wheel or in the source tree."""
    for path in _PLACES:
        if path.is_file():
            return path
    raise InputError(
        "the reference raid is not part of this installation", allowed=[str(path) for path in _PLACES]
    )


def bench(full: bool = False) -> list[Row]:
    """Measure everything and return one row per figure: name, value, unit, floor, ok.

    Args:
        full: also the memory of 100,000 runs, which takes several minutes.
    """
    rows = [*_engine(), *_start_up(), *_memory(full)]
    return rows


def _row(name: str, value: float, unit: str, floor: float | None = None, at_most: bool = False) -> Row:
    ok = True if floor is None else (value <= floor if at_most else value >= floor)
    return {"name": name, "value": value, "unit": unit, "floor": floor, "at_most": at_most, "ok": ok}


def _engine() -> list[Row]:
    """Reference raid: runs a second, two threads, the interpreter, work counters, end to end."""
    from iamd.engine.compile import compile_world
    from iamd.engine.execute import advance, counters
    from iamd.engine.world import Slot
    from iamd.scenario import draw, load, resolve

    resolved = resolve(load(reference_raid()))
    world = compile_world(resolved, draw(resolved.inputs, 1, 0, "best"))
    slots = [Slot(world), Slot(world)]
    for slot in slots:
        advance(world, slot, 1, 0)
    work = sum(_worked(world, slots[0], run) for run in range(_RUNS)) / _RUNS
    one = min(_timed(world, slots[:1]) for _ in range(3))
    two = min(_timed(world, slots) for _ in range(3))
    rows = [
        _row("reference raid, one core, loop alone", _RUNS / one, "runs/s", 250.0),
        _row("two threads over one", one / two, "times", 1.8),
        _row("compiled over interpreted", _interpreted() / (one / _RUNS), "times", 200.0),
        _row("reference raid, one core, end to end", _end_to_end(), "runs/s"),
    ]
    for name, wanted in WORK.items():
        got = counters(work)[name]
        rows.append(
            _row(f"work counter {name}", got, "per run")
            | {"wanted": wanted, "ok": abs(got / wanted - 1) <= 0.1}
        )
    return rows


def _worked(world: Any, slot: Any, run: int) -> Any:
    from iamd.engine.execute import advance

    advance(world, slot, 1, run)
    return slot.work.copy()


def _timed(world: Any, slots: list[Any]) -> float:
    """Wall time of the runs, divided among the slots, one thread each."""
    from iamd.engine.execute import advance

    def work(number: int) -> None:
        for run in range(number, _RUNS, len(slots)):
            advance(world, slots[number], 1, run)

    start = time.perf_counter()
    with ThreadPoolExecutor(len(slots)) as pool:
        list(pool.map(work, range(len(slots))))
    return time.perf_counter() - start


_ONE_RUN = """
import sys, time
from iamd.engine.compile import compile_world
from iamd.engine.execute import advance
from iamd.engine.world import Slot
from iamd.scenario import draw, load, resolve
resolved = resolve(load(sys.argv[1]))
world = compile_world(resolved, draw(resolved.inputs, 1, 0, "best"))
slot = Slot(world)
start = time.perf_counter()
advance(world, slot, 1, 0)
print(time.perf_counter() - start)
"""


def _interpreted() -> float:
    """Seconds of one run of the same code with the compiler off."""
    return float(_python(_ONE_RUN, str(reference_raid()), NUMBA_DISABLE_JIT="1").split()[-1])


def _end_to_end() -> float:
    """Runs a second of a whole study on one worker: draws, compile, loop, Parquet; no report."""
    from iamd.study import run

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        run(
            reference_raid(),
            runs=_RUNS,
            workers=1,
            out=Path(folder) / "bench",
            report=False,
            sensitivity=False,
        )
        return _RUNS / (time.perf_counter() - start)


def _start_up() -> list[Row]:
    """``iamd --help``, a warm run until the first progress, and the first compilation into an empty cache."""
    help_s = min(_wall([sys.executable, "-m", "iamd", "--help"]) for _ in range(3))
    with tempfile.TemporaryDirectory() as folder:
        out = f"--out={folder}/warm"
        command = [sys.executable, "-m", "iamd", "run", "one-battery", "--runs", "5", "--no-report", out]
        warm_s = _first_line(command)
        start = time.perf_counter()
        _python(_ONE_RUN, str(reference_raid()), IAMD_CACHE_DIR=f"{folder}/cache")
        cold_s = time.perf_counter() - start
    return [
        _row("iamd --help", help_s, "s", 0.3, at_most=True),
        _row("iamd run, warm, to the first progress", warm_s, "s", 1.5, at_most=True),
        _row("first compilation, empty cache", cold_s, "s", 15.0, at_most=True),
    ]


def _memory(full: bool) -> list[Row]:
    """Peak resident memory of a study: it must not grow with the number of runs."""
    small = _peak(100)
    rows = [_row("peak memory, 100 runs", small, "MB")]
    if full:
        large = _peak(100_000)
        rows.append(_row("peak memory, 100,000 runs", large, "MB", 1.5 * small + 200.0, at_most=True))
    return rows


#: Runs the smallest shipped limit scenario and prints the peak resident memory of the process in megabytes.
_PEAK_SCRIPT = """
import json, resource, sys, tempfile
from pathlib import Path
from iamd.study import run
with tempfile.TemporaryDirectory() as folder:
    run("limits/shoot-look-shoot", runs=int(sys.argv[1]), out=Path(folder) / "m", report=False, sensitivity=False)
print(json.dumps({"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0}))
"""


def _peak(runs: int) -> float:
    return float(json.loads(_python(_PEAK_SCRIPT, str(runs)).splitlines()[-1])["peak_mb"])


def _wall(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def _first_line(command: list[str]) -> float:
    """Seconds until a command writes its first line of progress."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        if process.stderr is not None:
            process.stderr.readline()
        seconds = time.perf_counter() - start
        process.communicate()
    return seconds


def _python(script: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        check=True, capture_output=True, text=True, env=os.environ | environment,
    )  # fmt: skip
    return done.stdout
