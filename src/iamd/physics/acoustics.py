"""Hearing a target: absorption of sound in air, range of a microphone, and the lag of what is heard.

Levels are decibels over 20 micropascals and say `_db`. The air is uniform and at rest; wind and gradients of
temperature bend sound and can end a range upwind at a tenth of it, so they enter as an interval of extra loss.
"""

from __future__ import annotations

import math

from iamd.physics._jit import kernel

REFERENCE_PRESSURE = 101_325.0  # Pa
REFERENCE_TEMPERATURE = 293.15  # K
_TRIPLE_POINT = 273.16  # K
_NEPER = 20.0 / math.log(10.0)  # dB
_HALVINGS = 60
_FARTHEST = 1e6  # m


@kernel
def air_sound_speed(temperature: float) -> float:
    """Speed of sound in air of a temperature.

    Parameters
    ----------
    temperature : float
        [K]; above 0.

    Returns
    -------
    float
        343.2 (T / 293.15)^(1/2) [m/s].

    Source: ISO 9613-1:1993, annex A.
    """
    return 343.2 * math.sqrt(temperature / REFERENCE_TEMPERATURE)


@kernel
def water_vapour(temperature: float, humidity: float, pressure: float) -> float:
    """Molar concentration of water vapour.

    Parameters
    ----------
    temperature : float
        [K].
    humidity : float
        Relative humidity, 0 to 1.
    pressure : float
        [Pa].

    Returns
    -------
    float
        In per cent, as the standard has it.

    Source: ISO 9613-1:1993, annex B: h = hr psat / p with psat / pr = 10^(-6.8346 (T01 / T)^1.261 + 4.6151).
    """
    exponent = -6.8346 * math.pow(_TRIPLE_POINT / temperature, 1.261) + 4.6151
    return 100.0 * humidity * math.pow(10.0, exponent) * REFERENCE_PRESSURE / pressure


@kernel
def absorption_db(frequency: float, temperature: float, humidity: float, pressure: float) -> float:
    """Absorption of a pure tone by still air.

    Parameters
    ----------
    frequency : float
        [Hz]; 50 to 10,000.
    temperature : float
        [K]; 253.15 to 323.15.
    humidity : float
        Relative humidity, 0.1 to 1.
    pressure : float
        [Pa]; up to 200,000.

    Returns
    -------
    float
        [dB/m], within 10 % in that range.

    Source: ISO 9613-1:1993, equations 3 to 5: classical absorption, and relaxation of oxygen and nitrogen.
    """
    relative = pressure / REFERENCE_PRESSURE
    warmth = temperature / REFERENCE_TEMPERATURE
    vapour = water_vapour(temperature, humidity, pressure)
    oxygen = relative * (24.0 + 4.04e4 * vapour * (0.02 + vapour) / (0.391 + vapour))
    thinning = math.exp(-4.170 * (math.pow(warmth, -1.0 / 3.0) - 1.0))
    nitrogen = relative / math.sqrt(warmth) * (9.0 + 280.0 * vapour * thinning)
    square = frequency * frequency
    relaxing = 0.01275 * math.exp(-2239.1 / temperature) / (oxygen + square / oxygen)
    relaxing += 0.1068 * math.exp(-3352.0 / temperature) / (nitrogen + square / nitrogen)
    classical = 1.84e-11 / relative * math.sqrt(warmth)
    return _NEPER * square * (classical + relaxing / (warmth * warmth * math.sqrt(warmth)))


@kernel
def received_level_db(
    source_level_db: float, slant_range: float, absorption: float, extra_loss_db: float
) -> float:
    """Level of a source at a range.

    Parameters
    ----------
    source_level_db : float
        At 1 m in the listening band [dB].
    slant_range : float
        [m]; 1 or more.
    absorption : float
        Of `absorption_db` [dB/m].
    extra_loss_db : float
        Ground, wind and gradients [dB]: negative downwind, 20 or more in the shadow upwind. A figure with an interval.

    Returns
    -------
    float
        Lw - 20 log10(R) - absorption (R - 1) - extra [dB].

    Source: spherical spreading and atmospheric absorption, ISO 9613-2:1996, section 7, referred to 1 m.
    """
    spreading = 20.0 * math.log10(slant_range)
    return source_level_db - spreading - absorption * (slant_range - 1.0) - extra_loss_db


@kernel
def detection_threshold_db(index: float, bandwidth: float, time: float) -> float:
    """Ratio of signal to noise in the band that an energy detector needs.

    Parameters
    ----------
    index : float
        Detection index d: the square of the separation of signal and noise in standard deviations; above 0. 16 gives
        about 0.5 at a false alarm of 3e-5.
    bandwidth : float
        [Hz].
    time : float
        Time listened [s]; time bandwidth well above 1.

    Returns
    -------
    float
        5 log10(d / (B t)) [dB].

    Source: R. J. Urick, *Principles of Underwater Sound*, 3rd ed. (1983), chapter 12, unknown signal in Gaussian
    noise, with the noise taken over the band.
    """
    return 5.0 * math.log10(index / (bandwidth * time))


@kernel
def hearing_range(
    source_level_db: float,
    noise_level_db: float,
    threshold_db: float,
    absorption: float,
    extra_loss_db: float,
) -> float:
    """Range at which a source is just heard.

    Parameters
    ----------
    source_level_db : float
        At 1 m in the listening band [dB].
    noise_level_db : float
        Ambient noise in that band [dB]: wind at the microphone raises it.
    threshold_db : float
        Of `detection_threshold_db`, less the gain of an array [dB].
    absorption : float
        [dB/m], 0 or more.
    extra_loss_db : float
        As in `received_level_db` [dB].

    Returns
    -------
    float
        [m], by 60 halvings in the logarithm up to 1,000 km; 0 for a source that is not heard at 1 m.

    Source: inverse of `received_level_db`.
    """
    least = noise_level_db + threshold_db
    if received_level_db(source_level_db, 1.0, absorption, extra_loss_db) < least:
        return 0.0
    low = 0.0
    high = math.log(_FARTHEST)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if received_level_db(source_level_db, math.exp(middle), absorption, extra_loss_db) >= least:
            low = middle
        else:
            high = middle
    return math.exp(0.5 * (low + high))


@kernel
def sound_delay(x: float, y: float, z: float, vx: float, vy: float, vz: float, sound_speed: float) -> float:
    """Age of the sound that is heard now from a target in steady flight.

    Parameters
    ----------
    x, y, z : float
        Where the target is now, from the sensor [m].
    vx, vy, vz : float
        Its velocity [m/s], slower than sound.
    sound_speed : float
        [m/s].

    Returns
    -------
    float
        Delay t [s]: the sound comes from x - vx t and so on, and has that distance to go. Infinite at or above the
        speed of sound, where this has no meaning.

    Source: the retarded time of a moving source, |p - v t| = c t; P. M. Morse and K. U. Ingard, *Theoretical
    Acoustics* (1968), chapter 11.
    """
    slack = sound_speed * sound_speed - (vx * vx + vy * vy + vz * vz)
    if slack <= 0.0:
        return math.inf
    closing = -(x * vx + y * vy + z * vz)
    root = math.sqrt(closing * closing + slack * (x * x + y * y + z * z))
    return (closing + root) / slack


@kernel
def bearing_lag(mach: float, angle: float) -> float:
    """How far a target has flown on, in angle, while its sound was under way.

    Parameters
    ----------
    mach : float
        Speed over the speed of sound, below 1.
    angle : float
        Between the line of sight to where it is heard (sensor to target) and its direction of flight [rad]; pi for one
        that flies at the sensor.

    Returns
    -------
    float
        arctan of mach sin(angle) / (1 + mach cos(angle)) [rad]: 0 head-on, about 17 degrees at a mach number of 0.3
        abeam, whatever the range.

    Source: plane triangle of range, flight and sound path; see `sound_delay`.
    """
    return math.atan2(mach * math.sin(angle), 1.0 + mach * math.cos(angle))
