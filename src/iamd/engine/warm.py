"""The first run on a machine: the loop is compiled in a second process while this one compiles what makes a world.

Most of the time of compilation is the compiler's own Python code, which no thread can share; a second process can. Its
result goes into the cache, where this process finds it. If it fails, this process compiles the loop itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import numpy as np

from iamd.engine import counts, tables
from iamd.engine.codes import Counter
from iamd.physics._jit import cache_folder

_CODE = "from iamd.engine.warm import compile_loop; compile_loop()"
#: A compiler that takes longer is stuck; this process then compiles by itself [s].
_LONGEST_S = 300.0


def is_compiled() -> bool:
    """Whether the loop is in the cache (or need not be, with the compiler off)."""
    return bool(os.environ.get("NUMBA_DISABLE_JIT")) or any(cache_folder().rglob("loop.simulate-*.nbi"))


def begin() -> subprocess.Popen[bytes] | None:
    """Start to compile the loop in a second process, if that is worth it."""
    if is_compiled() or (os.cpu_count() or 1) < 2:
        return None
    try:
        return subprocess.Popen(
            [sys.executable, "-c", _CODE],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError:
        return None


def finish(process: subprocess.Popen[bytes] | None) -> None:
    """Wait until the second process is done; whatever became of it."""
    if process is None:
        return
    try:
        process.wait(_LONGEST_S)
    except subprocess.TimeoutExpired:
        process.kill()
    except BaseException:
        process.kill()
        raise


def compile_loop() -> None:
    """Compile the loop for tables of the right types, and play nothing in them."""
    from iamd.engine.loop import simulate

    table: dict[str, Any] = {each.name: each.allocate(1) for each in tables.ALL}
    whole, real = np.zeros(1, dtype=np.int64), np.zeros(1)
    simulate(
        table["Units"], table["Doctrines"], table["Sensors"], table["RoundTypes"], table["Magazines"],
        table["Flights"], table["Threats"], table["Assets"], table["Plots"], table["Tracks"], table["Messages"],
        table["Engagements"], table["Rounds"], table["Sights"], table["Rules"], tables.THREATS.allocate(1),
        np.zeros((1, 1, 1), dtype=np.float32), table["Jammers"], np.zeros((3, 6)), np.zeros((1, 1, 1)), real,
        real, np.zeros((1, 1)), whole, whole, whole, whole, real, whole, whole, table["Events"],
        table["Samples"], np.zeros(counts.SIZE, dtype=np.int64), np.zeros(len(Counter), dtype=np.int64),
        1, 1, 0, -1, False, 0, 0,
    )  # fmt: skip
