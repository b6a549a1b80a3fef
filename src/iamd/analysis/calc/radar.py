"""The radar equation worked out: range, signal-to-noise ratio or power, for the table of `radar_formulas`."""

from __future__ import annotations

import math

from iamd.analysis.calc.formula import Answer, metres, number, watts
from iamd.errors import InputError


def _ratio(level_db: float) -> float:
    return float(10.0 ** (level_db / 10.0))


def _level(ratio: float) -> float:
    return 10.0 * math.log10(ratio)


def _noise(temperature: float, loss_db: float) -> str:
    """k T L with its numbers."""
    return f"1.380649 × 10⁻²³ J/K × {number(temperature)} K × {number(_ratio(loss_db))}"


def _pulse(
    pulse: float, gain_db: float, gain_receive_db: float | None, frequency: float, pulses: int
) -> tuple[float, float, float, float]:
    """Gains, wavelength and time of emission, which pulses added in phase lengthen."""
    from iamd.physics.radar import LIGHT_SPEED

    receive = gain_db if gain_receive_db is None else gain_receive_db
    return _ratio(gain_db), _ratio(receive), LIGHT_SPEED / frequency, pulse * pulses


def _pulse_steps(
    first: str,
    power: str,
    gains: tuple[float, float, float, float],
    rcs: float,
    temperature: float,
    loss_db: float,
) -> str:
    transmit, receive, wavelength, emission = (number(each) for each in gains)
    return (
        f"{first} = {power} × {emission} s × {transmit} × {receive} × ({wavelength} m)² × {number(rcs)} m² / "
        f"((4π)³ × {_noise(temperature, loss_db)}"
    )


def range_pulse(
    power: float,
    pulse: float,
    gain_db: float,
    gain_receive_db: float | None,
    frequency: float,
    rcs: float,
    snr_db: float,
    temperature: float,
    loss_db: float,
    pulses: int,
) -> Answer:
    """Range from peak power and pulse length."""
    from iamd.physics.radar import pulse_range

    gains = _pulse(pulse, gain_db, gain_receive_db, frequency, pulses)
    found = pulse_range(power, *gains[:3], rcs, _ratio(snr_db), temperature, gains[3], _ratio(loss_db))
    line = _pulse_steps("R⁴", watts(power), gains, rcs, temperature, loss_db)
    return Answer({"range_m": found}, (f"{line} × {number(_ratio(snr_db))})", f"R = {metres(found)}"))


def snr_pulse(
    power: float,
    pulse: float,
    gain_db: float,
    gain_receive_db: float | None,
    frequency: float,
    rcs: float,
    reach: float,
    temperature: float,
    loss_db: float,
    pulses: int,
) -> Answer:
    """Signal-to-noise ratio from peak power and pulse length."""
    from iamd.physics.radar import pulse_snr

    gains = _pulse(pulse, gain_db, gain_receive_db, frequency, pulses)
    found = pulse_snr(power, *gains[:3], rcs, reach, temperature, gains[3], _ratio(loss_db))
    line = _pulse_steps("S/N", watts(power), gains, rcs, temperature, loss_db)
    steps = (f"{line} × ({metres(reach)})⁴)", f"S/N = {number(found)} = {number(_level(found))} dB")
    return Answer({"snr_db": _level(found)}, steps)


def snr_bistatic(
    power: float,
    pulse: float,
    gain_db: float,
    gain_receive_db: float | None,
    frequency: float,
    rcs: float,
    range_transmit: float,
    range_receive: float,
    temperature: float,
    loss_db: float,
    pulses: int,
) -> Answer:
    """Signal-to-noise ratio with transmitter and receiver at two places."""
    from iamd.physics.radar import bistatic_snr

    gains = _pulse(pulse, gain_db, gain_receive_db, frequency, pulses)
    found = bistatic_snr(
        power, *gains[:3], rcs, range_transmit, range_receive, temperature, gains[3], _ratio(loss_db)
    )
    line = _pulse_steps("S/N", watts(power), gains, rcs, temperature, loss_db)
    ranges = f"({metres(range_transmit)})² × ({metres(range_receive)})²"
    return Answer(
        {"snr_db": _level(found)},
        (f"{line} × {ranges})", f"S/N = {number(found)} = {number(_level(found))} dB"),
    )


def power_pulse(
    pulse: float,
    gain_db: float,
    gain_receive_db: float | None,
    frequency: float,
    rcs: float,
    snr_db: float,
    reach: float,
    temperature: float,
    loss_db: float,
    pulses: int,
) -> Answer:
    """Peak power that a range needs."""
    from iamd.physics.radar import pulse_power

    gains = _pulse(pulse, gain_db, gain_receive_db, frequency, pulses)
    found = pulse_power(_ratio(snr_db), *gains[:3], rcs, reach, temperature, gains[3], _ratio(loss_db))
    line = _pulse_steps("S/N", "P", gains, rcs, temperature, loss_db)
    return Answer(
        {"power_w": found},
        (f"{line} × ({metres(reach)})⁴) = {number(_ratio(snr_db))}", f"P = {watts(found)}"),
    )


def _dwell_line(
    first: str,
    average: str,
    dwell: float,
    gain_db: float,
    aperture: float,
    rcs: float,
    temperature: float,
    loss_db: float,
) -> str:
    return (
        f"{first} = {average} × {number(dwell)} s × {number(_ratio(gain_db))} × {number(aperture)} m² × "
        f"{number(rcs)} m² / ((4π)² × {_noise(temperature, loss_db)}"
    )


def range_dwell(
    average_power: float,
    dwell: float,
    gain_db: float,
    aperture: float,
    rcs: float,
    snr_db: float,
    temperature: float,
    loss_db: float,
) -> Answer:
    """Range from average power, dwell, gain and aperture."""
    from iamd.physics.radar import dwell_range

    found = dwell_range(
        average_power, dwell, _ratio(gain_db), aperture, rcs, _ratio(snr_db), temperature, _ratio(loss_db)
    )
    line = _dwell_line("R⁴", watts(average_power), dwell, gain_db, aperture, rcs, temperature, loss_db)
    return Answer({"range_m": found}, (f"{line} × {number(_ratio(snr_db))})", f"R = {metres(found)}"))


def snr_dwell(
    average_power: float,
    dwell: float,
    gain_db: float,
    aperture: float,
    rcs: float,
    reach: float,
    temperature: float,
    loss_db: float,
) -> Answer:
    """Signal-to-noise ratio of a whole dwell."""
    from iamd.physics.radar import dwell_snr

    found = dwell_snr(
        average_power, dwell, _ratio(gain_db), aperture, rcs, reach, temperature, _ratio(loss_db)
    )
    line = _dwell_line("S/N", watts(average_power), dwell, gain_db, aperture, rcs, temperature, loss_db)
    steps = (f"{line} × ({metres(reach)})⁴)", f"S/N = {number(found)} = {number(_level(found))} dB")
    return Answer({"snr_db": _level(found)}, steps)


def power_dwell(
    dwell: float,
    gain_db: float,
    aperture: float,
    rcs: float,
    snr_db: float,
    reach: float,
    temperature: float,
    loss_db: float,
) -> Answer:
    """Average power that a range needs."""
    from iamd.physics.radar import dwell_power

    found = dwell_power(
        _ratio(snr_db), dwell, _ratio(gain_db), aperture, rcs, reach, temperature, _ratio(loss_db)
    )
    line = _dwell_line("S/N", "P_avg", dwell, gain_db, aperture, rcs, temperature, loss_db)
    steps = (f"{line} × ({metres(reach)})⁴) = {number(_ratio(snr_db))}", f"P_avg = {watts(found)}")
    return Answer({"average_power_w": found}, steps)


def _sector(azimuth_width: float, elevation_from: float, elevation_to: float) -> float:
    from iamd.physics.radar_search import solid_angle

    if elevation_to <= elevation_from:
        raise InputError(
            "the sector has no height",
            given=f"{number(elevation_to)} deg",
            allowed=f"above {number(elevation_from)} deg",
            where="--elevation-to",
        )
    return solid_angle(*(math.radians(each) for each in (azimuth_width, elevation_from, elevation_to)))


def range_search(
    power_aperture: float,
    search_time: float,
    azimuth_width: float,
    elevation_from: float,
    elevation_to: float,
    rcs: float,
    snr_db: float,
    temperature: float,
    loss_db: float,
) -> Answer:
    """Range of a search."""
    from iamd.physics.radar_search import search_range

    searched = _sector(azimuth_width, elevation_from, elevation_to)
    found = search_range(
        power_aperture, search_time, searched, rcs, _ratio(snr_db), temperature, _ratio(loss_db)
    )
    return Answer(
        {"range_m": found, "solid_angle_sr": searched},
        (
            f"R⁴ = {number(power_aperture)} W m² × {number(search_time)} s × {number(rcs)} m² / "
            f"(4π × {_noise(temperature, loss_db)} × {number(searched)} sr × {number(_ratio(snr_db))})",
            f"R = {metres(found)}",
        ),
    )


def snr_search(
    power_aperture: float,
    search_time: float,
    azimuth_width: float,
    elevation_from: float,
    elevation_to: float,
    rcs: float,
    reach: float,
    temperature: float,
    loss_db: float,
) -> Answer:
    """Signal-to-noise ratio of a search."""
    from iamd.physics.radar_search import search_snr

    searched = _sector(azimuth_width, elevation_from, elevation_to)
    found = search_snr(power_aperture, search_time, searched, rcs, reach, temperature, _ratio(loss_db))
    return Answer(
        {"snr_db": _level(found), "solid_angle_sr": searched},
        (
            f"S/N = {number(power_aperture)} W m² × {number(search_time)} s × {number(rcs)} m² / "
            f"(4π × {_noise(temperature, loss_db)} × ({metres(reach)})⁴ × {number(searched)} sr)",
            f"S/N = {number(found)} = {number(_level(found))} dB",
        ),
    )


def range_anchored(
    range_anchor: float, rcs_anchor: float, rcs: float, snr_db_anchor: float | None, snr_db: float | None
) -> Answer:
    """Range from a published one."""
    from iamd.physics.radar import anchored_range

    if (snr_db_anchor is None) != (snr_db is None):
        missing = "--snr-db-anchor" if snr_db_anchor is None else "--snr-db"
        raise InputError(
            f"{missing} is missing: give both signal-to-noise ratios, or neither if they are the same"
        )
    anchor, wanted = _ratio(snr_db_anchor or 0.0), _ratio(snr_db or 0.0)
    found = anchored_range(rcs, wanted, range_anchor, rcs_anchor, anchor)
    change = "" if snr_db is None else f" × {number(anchor)}/{number(wanted)}"
    return Answer(
        {"range_m": found, "change_db": _level(rcs / rcs_anchor * anchor / wanted)},
        (
            f"R = {metres(range_anchor)} × ({number(rcs)}/{number(rcs_anchor)}{change})^(1/4) = {metres(found)}",
        ),
    )


def snr_anchored(
    range_anchor: float, rcs_anchor: float, snr_db_anchor: float, rcs: float, reach: float
) -> Answer:
    """Signal-to-noise ratio from a published range."""
    from iamd.physics.radar import anchored_snr

    found = _level(anchored_snr(reach, rcs, range_anchor, rcs_anchor, _ratio(snr_db_anchor)))
    return Answer(
        {"snr_db": found},
        (
            f"S = {number(snr_db_anchor)} dB + 10 log₁₀({number(rcs)}/{number(rcs_anchor)}) + "
            f"40 log₁₀({number(range_anchor)}/{number(reach)}) = {number(found)} dB",
        ),
    )
