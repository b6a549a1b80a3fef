"""Rain, cloud and fog: other points of the reference code ITU-Rpy 0.4, figures in words, and lengths of rays."""

import math

import numpy as np
import pytest

from iamd.physics.precipitation import (
    cloud_coefficient,
    cloud_db_per_km,
    length_in_layer,
    rain_coefficients,
    rain_db_per_km,
    rain_height,
    rain_loss_db,
)
from iamd.physics.propagation import STANDARD_K, effective_radius

# ITU-Rpy 0.4: frequency [Hz], temperature [K], K [(dB/km)/(g/m3)] of P.840-8
CLOUD = [
    (1869140821.4536285, 276.16319423418213, 0.0029609018387503584),
    (1641533544.8672667, 288.12622365266384, 0.0016278823642210572),
    (3970431533.449831, 271.36698645661625, 0.015628387973763917),
    (4604202050.114726, 263.0357828792195, 0.02830331530483659),
]
# ITU-Rpy 0.4: frequency [Hz], elevation, tilt [degrees], k, alpha of P.838-3
RAIN = [
    (29261448250.724545, 75.57161432480481, 65.38262492811334, 0.22164858025959422, 0.9366253403793475),
    (13212675633.992207, 33.092961272100595, 9.876119760602705, 0.03229856580787142, 1.1415808005181993),
    (5122904056.776925, 28.272050604207198, 28.174307293794392, 0.0002498327516789259, 1.64942471257185),
    (268673565670.8607, 69.71977214313588, 71.20205533555247, 1.6394680046847558, 0.6293056807340703),
]


@pytest.mark.parametrize(("frequency", "temperature", "value"), CLOUD)
def test_cloud_of_the_peer(frequency: float, temperature: float, value: float) -> None:
    assert cloud_coefficient(frequency, temperature) == pytest.approx(value, rel=1e-9)  # rounding
    assert cloud_db_per_km(5e-4, frequency, temperature) == pytest.approx(0.5 * value, rel=1e-9)


@pytest.mark.parametrize(("frequency", "elevation", "tilt", "k", "alpha"), RAIN)
def test_rain_of_the_peer(frequency: float, elevation: float, tilt: float, k: float, alpha: float) -> None:
    found = rain_coefficients(frequency, math.radians(elevation), math.radians(tilt))
    assert found == pytest.approx((k, alpha), rel=1e-9)  # rounding


def test_circular_polarisation_lies_between() -> None:
    horizontal, circular, vertical = (
        rain_db_per_km(25.0, 1e10, 0.0, tilt) for tilt in (0.0, math.pi / 4, math.pi / 2)
    )
    assert vertical < circular < horizontal
    # Seen from above, polarisation loses its meaning.
    assert rain_db_per_km(25.0, 1e10, math.pi / 2, 0.0) == pytest.approx(
        rain_db_per_km(25.0, 1e10, math.pi / 2, 1.0)
    )


def test_short_waves_suffer() -> None:
    """Heavy rain, 16 mm/h: nothing at S band, 0.3 dB/km at X band, 4 dB/km at Ka band."""
    found = [rain_db_per_km(16.0, frequency, 0.0, 0.0) for frequency in (3e9, 1e10, 3.5e10)]
    assert found == pytest.approx([0.0045, 0.35, 3.9], rel=0.15)  # figures in words
    assert rain_db_per_km(0.0, 1e10, 0.0, 0.0) == rain_db_per_km(-1.0, 1e10, 0.0, 0.0) == 0.0


def test_rain_height() -> None:
    assert rain_height(4500.0) == 4860.0


@pytest.mark.parametrize("elevation", [-0.05, -0.03, 0.0, 0.01, 0.3, 1.5])
@pytest.mark.parametrize("antenna", [20.0, 3000.0, 9000.0])
def test_length_in_layer_by_counting(antenna: float, elevation: float) -> None:
    centre, slant = effective_radius(STANDARD_K) + antenna, 3e5
    places = (np.arange(30_000) + 0.5) * slant / 30_000
    heights = np.sqrt(centre**2 + places**2 + 2.0 * places * centre * math.sin(elevation)) - centre + antenna
    for bottom, top in ((0.0, 2000.0), (1000.0, 4000.0), (5000.0, 12_000.0)):
        inside = (heights < top) & ((heights >= bottom) | (bottom == 0.0))
        found = length_in_layer(bottom, top, antenna, elevation, slant, STANDARD_K)
        assert found == pytest.approx(np.count_nonzero(inside) * slant / 30_000, abs=21.0)  # steps of 10 m


def test_rain_along_a_ray() -> None:
    ray = (20.0, 0.3, 2e5, STANDARD_K)
    whole = rain_loss_db(16.0, 1e10, 0.0, 3000.0, 1e9, *ray)
    length = length_in_layer(0.0, 3000.0, *ray)
    assert length == pytest.approx(2980.0 / math.sin(0.3), rel=2e-3)  # nearly flat earth
    assert whole == pytest.approx(1e-3 * length * rain_db_per_km(16.0, 1e10, 0.3, 0.0))
    # A cell of rain shorter than the ray below the rain height
    assert rain_loss_db(16.0, 1e10, 0.0, 3000.0, 5e3, *ray) == pytest.approx(whole * 5e3 / length)
    assert rain_loss_db(16.0, 1e10, 0.0, 3000.0, 1e9, 9000.0, 0.1, 2e5, STANDARD_K) == 0.0
