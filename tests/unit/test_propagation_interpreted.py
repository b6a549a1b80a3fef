"""The kernels of propagation give the same bits compiled and interpreted, and raise no warning.

Run as a program it prints every result; the test runs that program with the compiler off and compares.
"""

import math
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from iamd.physics import attenuation, diffraction, ducting, multipath, precipitation, surface

BAND = (1e9, 4e10)
WAVE = (0.03, 1.5)
HEIGHT = (0.0, 500.0)
RAY = [(0.0, 1e4), (-0.04, 1.5), (1e3, 4e5), (1.0, 2.0)]
AIR = [BAND, (2e4, 1.1e5), (220.0, 310.0), (0.0, 0.025)]
GROUND = [(2.0, 80.0), (0.0, 100.0)]

# name: lowest and highest value of each argument; True stands for a choice
POINTS: dict[Callable[..., Any], list[Any]] = {
    attenuation.vapour_pressure: AIR[3:] + AIR[2:3],
    attenuation.oxygen_db_per_km: AIR,
    attenuation.vapour_db_per_km: AIR,
    attenuation.standard_vapour: [(0.0, 3e4), (0.0, 0.025)],
    attenuation.gas_db_per_km: [BAND, (0.0, 3e4), (0.0, 0.025)],
    precipitation.rain_coefficients: [BAND, (-0.1, 1.5), (0.0, 1.5)],
    precipitation.rain_db_per_km: [(-1.0, 100.0), BAND, (-0.1, 1.5), (0.0, 1.5)],
    precipitation.rain_height: [(0.0, 5e3)],
    precipitation.cloud_coefficient: [BAND, (260.0, 300.0)],
    precipitation.cloud_db_per_km: [(0.0, 1e-3), BAND, (260.0, 300.0)],
    precipitation.length_in_layer: [(0.0, 2e3), (2e3, 6e3), *RAY],
    precipitation.rain_loss_db: [(0.0, 100.0), BAND, (0.0, 1.5), (1e3, 5e3), (1e3, 1e5), *RAY],
    surface.sea_permittivity: [BAND, (275.0, 300.0), (0.0, 40.0)],
    surface.soil_permittivity: [BAND, (275.0, 300.0), (0.1, 0.5), (0.05, 0.4), (0.02, 0.4)],
    surface.conductive_loss: [(0.0, 10.0), WAVE],
    surface.reflection_coefficient: [*GROUND, (0.0, 1.5), True],
    surface.roughness_factor: [(0.0, 3.0), (0.0, 1.5), WAVE],
    surface.wave_deviation: [(0.0, 25.0)],
    diffraction.surface_admittance: [*GROUND, WAVE, (1.0, 2.0), True],
    diffraction.first_term_loss_db: [HEIGHT, HEIGHT, (1e3, 3e5), (6e6, 1e7), WAVE, (1e-5, 1.0)],
    diffraction.spherical_loss_db: [HEIGHT, HEIGHT, (1e3, 3e5), (1.0, 2.0), WAVE, (1e-5, 1.0)],
    diffraction.knife_edge_parameter: [(-50.0, 50.0), (1e3, 1e5), (1e3, 1e5), WAVE],
    diffraction.knife_edge_loss_db: [(-2.0, 5.0)],
    multipath.flat_factor: [HEIGHT, HEIGHT, (1e3, 1e5), WAVE],
    multipath.reflection_point: [HEIGHT, HEIGHT, (1e3, 6e4), (1.0, 2.0)],
    multipath.reflection: [HEIGHT, HEIGHT, (1e3, 2e5), (1.0, 2.0)],
    multipath.two_ray_factor: [(0.0, 0.5), (0.0, 5.0), (0.0, 1.0), WAVE, *GROUND, (0.0, 2.0), True, (0.0, 1.0)],
    multipath.propagation_factor: [
        HEIGHT, HEIGHT, (1e3, 2e5), (1.0, 2.0), WAVE, *GROUND, (0.0, 2.0), True, (0.0, 1.0)
    ],
    ducting.saturation_vapour_pressure: [(250.0, 310.0), (5e4, 1.1e5)],
    ducting.refractivity: [(2e4, 1.1e5), (220.0, 310.0), (0.0, 3e3)],
    ducting.modified_refractivity: [(200.0, 450.0), HEIGHT],
    ducting.evaporation_duct_refractivity: [HEIGHT, (0.0, 40.0)],
    ducting.trapped_wavelength: [(0.0, 40.0)],
    ducting.with_duct: [(0.0, 2.0), (0.0, 1.0), (0.0, 5.0)],
}  # fmt: skip
#: With arrays or whole numbers, compared below.
OTHERS = {
    "fill_gas_profile", "gas_loss_db", "gas_loss_between_db", "flat_lobe_range", "flat_null_range", "pattern_gain",
    "coverage_range", "fill_duct_modes", "natural_height", "duct_factor",
}  # fmt: skip


def exact(value: Any) -> str:
    """A text that differs wherever a bit differs."""
    parts = value if isinstance(value, tuple | list) else [value]
    assert all(math.isfinite(part) for part in parts)
    return " ".join(float(part).hex() for part in parts)


def results() -> list[str]:
    draw = np.random.default_rng(22)
    lines = []
    for function, limits in POINTS.items():
        for _ in range(20):
            given = [
                bool(draw.integers(2)) if limit is True else float(draw.uniform(*limit)) for limit in limits
            ]
            lines.append(f"{function.__name__} {given}: {exact(function(*given))}")
    profile, pattern, ones = np.zeros(61), np.array([0.1, 1.0, 0.3]), (60.0, 40.0, 0.3, False)
    attenuation.fill_gas_profile(profile, 3e4, 1e10, 7.5e-3)
    gains, decays = np.zeros((2, 41)), np.zeros(2)
    ducting.fill_duct_modes(gains, decays, 60.0, 9.0, 0.1)
    for _ in range(20):
        a, b, r = (float(draw.uniform(low, high)) for low, high in ((1.0, 50.0), (1.0, 70.0), (3e4, 2e5)))
        values = [
            attenuation.gas_loss_db(profile, 3e4, a, 0.001 * b, r, 4 / 3),
            attenuation.gas_loss_between_db(profile, 3e4, a, 9e3, r, 4 / 3),
            multipath.flat_lobe_range(a, b, 0.1, 2),
            multipath.flat_null_range(a, b, 0.1, 2),
            multipath.pattern_gain(pattern, -0.1, 0.3, 0.003 * b),
            ducting.duct_factor(gains, decays, 60.0, a, b, r, 0.1),
        ]
        lines.append(f"others: {exact(values)}")
    for elevation in (0.002, 0.006, 0.011):
        found = multipath.coverage_range(1e5, elevation, 20.0, 4 / 3, pattern, -0.1, 0.1, 0.1, *ones)
        lines.append(f"coverage: {exact(found)}")
    return lines


@pytest.mark.jit_only
def test_compiled_equals_interpreted() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", __file__],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    pairs = list(zip(results(), done.stdout.splitlines(), strict=True))
    assert len(pairs) > 600
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    assert not differing, f"{len(differing)} differ, the first: {differing[0]}"


def test_every_kernel_is_compared() -> None:
    """A new kernel must be added above."""
    known = {function.__name__ for function in POINTS} | OTHERS
    for module in (attenuation, diffraction, ducting, multipath, precipitation, surface):
        for name, value in vars(module).items():
            if callable(value) and getattr(value, "__module__", "") == module.__name__ and name[0] != "_":
                assert name in known, f"{module.__name__}.{name} is not compared with the compiler off"


if __name__ == "__main__":
    print("\n".join(results()))
