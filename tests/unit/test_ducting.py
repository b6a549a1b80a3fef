"""Refractivity and the evaporation duct: reference code, Airy modes, the wave equation by another integrator."""

import cmath
import math

import numpy as np
import pytest
import scipy.integrate
import scipy.optimize
import scipy.special

from iamd.physics.ducting import (
    duct_factor,
    evaporation_duct_refractivity,
    fill_duct_modes,
    modified_refractivity,
    natural_height,
    refractivity,
    saturation_vapour_pressure,
    trapped_wavelength,
    with_duct,
)
from iamd.physics.propagation import EARTH_RADIUS, k_factor
from unit.residue_series import factor

TOP = 100.0

# ITU-Rpy 0.4, P.453-14: temperature [C], pressure [hPa], humidity [%], saturation and vapour pressure [hPa], N
PEER = [
    (
        10.966995852391893,
        730.3893586774084,
        65.01645825926205,
        13.13776268561181,
        8.541707992691707,
        239.00154150902074,
    ),
    (
        17.73727059927096,
        710.5868450439907,
        81.70516419892297,
        20.36390182877211,
        16.63835942650573,
        262.9811138596949,
    ),
    (
        25.405764242277435,
        1002.0517286430518,
        68.67913144015532,
        32.5997228828184,
        22.389206527817237,
        354.2243612213447,
    ),
    (
        21.178800455085046,
        754.0347459695454,
        7.269437327987112,
        25.230056809761898,
        1.8340831676011857,
        206.70625417062993,
    ),
]


def modes(duct_height: float, wavelength: float, count: int = 4) -> tuple[np.ndarray, np.ndarray, float]:
    gains, decays = np.zeros((count, 401)), np.zeros(count)
    fill_duct_modes(gains, decays, TOP, duct_height, wavelength)
    return gains, decays, TOP


@pytest.mark.parametrize(("celsius", "pressure", "humidity", "most", "vapour", "n"), PEER)
def test_refractivity_of_the_peer(
    celsius: float, pressure: float, humidity: float, most: float, vapour: float, n: float
) -> None:
    found = saturation_vapour_pressure(celsius + 273.15, 100.0 * pressure)
    assert found == pytest.approx(100.0 * most, rel=1e-9)  # rounding
    assert 0.01 * humidity * found == pytest.approx(100.0 * vapour, rel=1e-9)
    dry = 100.0 * (pressure - vapour)
    assert refractivity(dry, celsius + 273.15, 100.0 * vapour) == pytest.approx(n, rel=1e-9)
    assert refractivity(dry, celsius + 273.15, 0.0) < n


def test_modified_refractivity_is_level_where_rays_follow_the_earth() -> None:
    """The gradient at which k is infinite is -157 N units per kilometre."""
    assert modified_refractivity(300.0 - 0.157 * 80.0, 80.0) == pytest.approx(300.0)
    assert pytest.approx(1e6 / EARTH_RADIUS, abs=5e-4) == 0.157  # three digits
    assert k_factor((0.125 - 1e6 / EARTH_RADIUS) * 1e-6) == pytest.approx(
        1.256, abs=2e-3
    )  # far above the duct


@pytest.mark.parametrize("duct_height", [2.0, 13.0, 40.0])
def test_profile_is_least_at_the_duct_height(duct_height: float) -> None:
    heights = np.linspace(0.0, 100.0, 100_001)
    values = [evaporation_duct_refractivity(float(h), duct_height) for h in heights[::100]]
    assert heights[::100][int(np.argmin(values))] == pytest.approx(duct_height, abs=0.11)  # steps of 0.1 m
    assert values[0] == 0.0


@pytest.mark.parametrize("duct_height", [5.0, 15.0, 30.0])
def test_trapped_wavelength_by_quadrature(duct_height: float) -> None:
    least = evaporation_duct_refractivity(duct_height, duct_height)

    def phase(root: float) -> float:
        height = root * root
        return (
            2.0
            * root
            * math.sqrt(2e-6 * max(0.0, evaporation_duct_refractivity(height, duct_height) - least))
        )

    integral = scipy.integrate.quad(phase, 0.0, math.sqrt(duct_height), limit=200)[0]
    assert trapped_wavelength(duct_height) == pytest.approx(
        8.0 / 3.0 * integral, rel=2e-3
    )  # 0.15 mm at the sea
    # ducts of about 15 m trap waves of about 4 cm and less
    assert trapped_wavelength(15.0) == pytest.approx(0.0425, abs=1e-3)


@pytest.mark.parametrize("wavelength", [0.1, 0.032])
def test_no_duct_is_the_airy_function(wavelength: float) -> None:
    gains, decays, _ = modes(0.0, wavelength)
    unit = natural_height(wavelength)
    zeros, _, _, slopes = scipy.special.ai_zeros(4)
    wavenumber = 2.0 * math.pi / wavelength
    expected = -zeros * math.sin(math.pi / 3.0) / (2.0 * wavenumber * unit**2)
    assert decays == pytest.approx(expected, rel=2e-3)  # steps of 0.03
    heights = np.linspace(0.0, TOP, 401)[4:120:10]
    for order in range(2):
        values = scipy.special.airy(zeros[order] + heights / unit * np.exp(-1j * math.pi / 3.0))[0]
        exact = np.abs(values / slopes[order]) / math.sqrt(unit)
        assert gains[order][4:120:10] == pytest.approx(exact, rel=0.02)  # steps of 0.03, straight between


def test_no_duct_is_the_series_beyond_the_horizon() -> None:
    table = modes(0.0, 0.032)
    for low, high, ground_range in ((20.0, 30.0, 6e4), (5.0, 80.0, 8e4), (20.0, 5.0, 4e4)):
        exact = factor(low, high, ground_range, 1.0 / 0.125e-6, 0.032)
        assert duct_factor(*table, low, high, ground_range, 0.032) == pytest.approx(
            exact, rel=0.03
        )  # no phases


@pytest.mark.parametrize("duct_height", [6.0, 10.0])
def test_mode_obeys_the_wave_equation_and_goes_out(duct_height: float) -> None:
    """An integrator of SciPy, from the sea upwards with the decay found: only waves that go out may be left above.

    Not for trapped modes: upwards through their barrier every integrator loses the falling solution.
    """
    wavelength = 0.032
    gains, decays, _ = modes(duct_height, wavelength, 1)
    wavenumber = 2.0 * math.pi / wavelength
    decay = 2.0 * wavenumber * decays[0]

    def equation(shift: float, height: float) -> complex:
        excess = 2e-6 * (evaporation_duct_refractivity(height, duct_height) - shift)
        return wavenumber**2 * excess - 1j * decay

    def mismatch(shift: float) -> tuple[complex, np.ndarray]:
        def slope(height: float, state: np.ndarray) -> list[complex]:
            return [state[1], -equation(shift, height) * state[0]]

        done = scipy.integrate.solve_ivp(
            slope, (0.0, TOP), [0j, 1.0 + 0j], method="DOP853", rtol=1e-8, atol=1e-10,
            t_eval=np.linspace(0.0, TOP, 401),
        )  # fmt: skip
        local = cmath.sqrt(equation(shift, TOP))
        # u'/u of a wave that goes out, to the second order of its slow change
        out = 1j * local - wavenumber**2 * 2e-6 * 0.125 * (1.0 - duct_height / TOP) / (4.0 * local**2)
        return (done.y[1][-1] / done.y[0][-1] - out) / local, np.abs(done.y[0])

    least = evaporation_duct_refractivity(duct_height, duct_height)
    span = np.linspace(least - 0.5, least + 1.0, 13)
    start = min(span, key=lambda shift: abs(mismatch(float(shift))[0]))
    best = scipy.optimize.minimize_scalar(
        lambda shift: abs(mismatch(float(shift))[0]), bounds=(start - 0.15, start + 0.15), method="bounded"
    )
    assert best.fun < 0.02  # an incoming wave as strong as the outgoing one gives 1
    _, sizes = mismatch(best.x)
    shape = gains[0] / gains[0][40]
    assert shape[4:200:20] == pytest.approx(sizes[4:200:20] / sizes[40], rel=0.05)


def test_trapping_and_extension_of_the_horizon() -> None:
    """A 14 m duct does nothing for a VHF radar, a little at S band, and carries X band far beyond the horizon."""
    loss = {}
    for wavelength in (1.0, 0.1, 0.032):
        none, duct = modes(0.0, wavelength, 1), modes(14.0, wavelength, 1)
        gain = [20.0 * math.log10(duct_factor(*table, 20.0, 5.0, 6e4, wavelength)) for table in (none, duct)]
        loss[wavelength] = gain[1] - gain[0]
    assert 0.0 <= loss[1.0] < 6.0
    assert 15.0 < loss[0.1] < 60.0
    assert loss[0.032] > 70.0
    assert trapped_wavelength(14.0) > 0.032
    assert 8686.0 * modes(14.0, 0.032, 1)[1][0] < 0.05  # dB/km, trapped
    assert 8686.0 * modes(8.0, 0.032, 1)[1][0] > 0.3  # leaks


def test_strong_ducts_and_heights_outside() -> None:
    table = modes(28.0, 0.032, 2)
    assert np.all(np.isfinite(table[0]))
    assert table[1][0] < 1e-9
    assert duct_factor(*table, 20.0, TOP + 1.0, 5e4, 0.032) == 0.0
    assert duct_factor(*table, -1.0, 10.0, 5e4, 0.032) == 0.0


def test_duct_comes_in_beyond_the_horizon_only() -> None:
    assert with_duct(1.7, 1.0, 5.0) == 1.7
    assert with_duct(1e-3, 0.0, 0.5) == 0.5
    assert with_duct(1e-3, 0.0, 1e-4) == 1e-3
    assert with_duct(1e-3, 0.0, 30.0) == 2.0
    assert with_duct(0.4, 0.5, 0.8) == pytest.approx(0.6)
