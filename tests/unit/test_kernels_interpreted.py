"""Compiled and interpreted kernels are equal bit for bit, and the interpreted ones raise no warning.

Run as a program it evaluates every kernel at its points and prints the results; the test runs that program with the
compiler off and compares.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from iamd.physics import (
    acoustics,
    antenna,
    aspect,
    association,
    atmosphere,
    clutter,
    detection,
    detection_rules,
    doppler,
    filtering,
    geodesy,
    jamming,
    looks,
    optics,
    passive,
    propagation,
    radar,
    radar_search,
    rng,
    tails,
    timebudget,
)
from kernel_points import SCALAR

POINTS = 40
PLAIN = {"name_word", "work_sizes"}  # not kernels


def numbers(value: Any) -> Iterator[float | int]:
    """Every number of a result, in order."""
    if isinstance(value, tuple | list | np.ndarray):
        for part in value:
            yield from numbers(part)
    else:
        yield value


def exact(value: Any) -> str:
    """A text that differs wherever a bit differs."""
    parts = [float(n).hex() if isinstance(n, float | np.floating) else str(int(n)) for n in numbers(value)]
    assert not any("nan" in part for part in parts)
    return " ".join(parts)


def scalar_results() -> Iterator[str]:
    draw = np.random.default_rng(20)
    for function, limits in SCALAR.items():
        for _ in range(POINTS):
            arguments = [
                int(draw.integers(low, high, endpoint=True))
                if isinstance(low, int)
                else float(draw.uniform(low, high))
                for low, high in limits
            ]
            yield f"{function.__name__} {arguments}: {exact(function(*arguments))}"


def array_results() -> Iterator[str]:
    draw = np.random.default_rng(21)
    for _ in range(POINTS):
        axes = geodesy.local_axes(float(draw.uniform(-1.5, 1.5)), float(draw.uniform(-3.0, 3.0)))
        difference = [float(x) for x in draw.uniform(-1e5, 1e5, 3)]
        yield f"rotations: {exact([geodesy.to_local(*difference, axes), geodesy.from_local(*difference, axes)])}"
        state, cov = np.zeros(6), np.zeros(21)
        r = filtering.polar_covariance(
            axes, *(float(x) for x in draw.uniform(0.1, 1.5, 2)), 1e5, 30.0, 1e-3, 2e-3
        )
        filtering.initiate(state, cov, *difference, *r, 500.0)
        for _ in range(3):
            z = [float(x) for x in draw.uniform(-1e5, 1e5, 3)]
            filtering.predict(state, cov, float(draw.uniform(0.1, 10.0)), 9.0, 1.0, 2.0, -9.8)
            yield f"innovation: {exact(filtering.innovation(state, cov, *z, *r))}"
            filtering.update(state, cov, *z, *r)
            filtering.update_radial(state, cov, 0.6, 0.0, -0.8, float(draw.uniform(-900.0, 900.0)), 400.0)
        sigmas = filtering.position_sigma(cov), filtering.velocity_sigma(cov)
        yield f"track: {exact([state, cov, sigmas])}"
        rows, columns = (int(n) for n in draw.integers(0, 12, 2))
        cost = draw.uniform(-5.0, 25.0, (rows, columns))
        cost[draw.uniform(size=cost.shape) < 0.6] = association.OUTSIDE
        floats, integers = association.work_sizes(rows, columns)
        assignment = np.zeros(rows, np.int64)
        work = np.zeros(floats), np.zeros(integers, np.int64)
        total = association.associate(cost, rows, columns, 16.0, assignment, *work)
        yield f"associate: {exact([float(total), assignment])}"
    for height in np.linspace(-5e3, 1.1e6, 200):
        yield f"atmosphere {height}: {exact(atmosphere.atmosphere(float(height)))}"


def numpy_integers_make_no_warning() -> str:
    """Addresses come from tables: NumPy integers, whose products would overflow with a warning."""
    address = np.array([2**63 - 1, 2**32 - 1, 5, 2**32 - 1, 2**32 - 1])
    pair = rng.pair_name(address[1], address[3])
    return f"table: {exact([rng.normal4(*address), pair])}"


def results() -> list[str]:
    return [*scalar_results(), *array_results(), numpy_integers_make_no_warning()]


@pytest.mark.jit_only
def test_compiled_equals_interpreted() -> None:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-W", "error", __file__],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    compiled, interpreted = results(), done.stdout.splitlines()
    assert len(compiled) == len(interpreted)
    differing = [pair for pair in zip(compiled, interpreted, strict=True) if pair[0] != pair[1]]
    assert not differing, f"{len(differing)} differ, the first: {differing[0]}"


def test_interpreted_points_are_finite() -> None:
    for line in results():
        assert not re.search(r"\binf\b", line)
        assert line


def test_every_kernel_is_compared() -> None:
    """A new kernel must be added above."""
    modules = (
        acoustics, antenna, aspect, association, atmosphere, clutter, detection, detection_rules, doppler, filtering,
        geodesy, jamming, looks, optics, passive, propagation, radar, radar_search, rng, tails, timebudget,
    )  # fmt: skip
    known = {function.__name__ for function in SCALAR}
    known |= {
        "to_local",
        "from_local",
        "polar_covariance",
        "update_radial",
        "initiate",
        "predict",
        "innovation",
        "update",
        "atmosphere",
    }
    # Parts of the sums of detection: compared through them.
    known |= {
        "stirling_error",
        "deviance",
        "poisson_log",
        "poisson_term",
        "binomial_term",
        "negative_binomial_term",
    }
    known |= {"gamma_tails", "log_gamma_above"}
    known |= {"cumulative_detection", "stagger_factor"}  # take arrays; bare sums of what is compared
    known |= {"position_sigma", "velocity_sigma", "associate"}
    # Called by those above with the same arguments.
    known |= {"geopotential_height", "effective_radius", "horizon_distance"}
    for module in modules:
        for name, value in vars(module).items():
            is_kernel = callable(value) and getattr(value, "__module__", "") == module.__name__
            if is_kernel and not name.startswith("_") and not isinstance(value, type) and name not in PLAIN:
                assert name in known, f"{module.__name__}.{name} is not compared with the compiler off"


if __name__ == "__main__":
    print("\n".join(results()))
