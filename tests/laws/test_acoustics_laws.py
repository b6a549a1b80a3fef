"""A louder source is heard no less far; noise and absorption never help; sound lags by less than its way allows."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from iamd.physics.acoustics import absorption_db, bearing_lag, hearing_range, sound_delay

FEW = settings(max_examples=40, deadline=None)


@FEW
@given(
    source=st.floats(80.0, 150.0),
    more=st.floats(0.0, 20.0),
    noise=st.floats(20.0, 70.0),
    a=st.floats(0.0, 0.05),
)
def test_louder_is_further(source: float, more: float, noise: float, a: float) -> None:
    here = hearing_range(source, noise, 3.0, a, 0.0)
    assert hearing_range(source + more, noise, 3.0, a, 0.0) >= here
    assert hearing_range(source, noise + more, 3.0, a, 0.0) <= here
    assert hearing_range(source, noise, 3.0, a + 0.001 * more, 0.0) <= here
    assert hearing_range(source, noise, 3.0, a, more) <= here


@FEW
@given(frequency=st.floats(50.0, 5e3), celsius=st.floats(-20.0, 50.0), humidity=st.floats(0.1, 1.0))
def test_higher_tones_are_absorbed_more(frequency: float, celsius: float, humidity: float) -> None:
    low = absorption_db(frequency, celsius + 273.15, humidity, 101_325.0)
    assert 0.0 < low < absorption_db(1.5 * frequency, celsius + 273.15, humidity, 101_325.0)


@FEW
@given(mach=st.floats(0.0, 0.95), angle=st.floats(0.0, math.pi))
def test_lag(mach: float, angle: float) -> None:
    lag = bearing_lag(mach, angle)
    assert 0.0 <= lag <= math.asin(mach) + 1e-12 or angle > math.pi / 2.0
    assert lag <= math.pi / 2.0 + math.asin(mach)


@FEW
@given(x=st.floats(-1e4, 1e4), y=st.floats(1.0, 1e4), speed=st.floats(0.0, 300.0))
def test_delay_is_bracketed(x: float, y: float, speed: float) -> None:
    distance = math.sqrt(x * x + y * y)
    delay = sound_delay(x, y, 0.0, speed, 0.0, 0.0, 340.0)
    assert distance / (340.0 + speed) * (1 - 1e-9) <= delay <= distance / (340.0 - speed) * (1 + 1e-9)
