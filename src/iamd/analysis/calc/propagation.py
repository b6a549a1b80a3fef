"""What the air and the ground do to a radar wave, worked out for the table of `propagation_formulas`."""

from __future__ import annotations

import math

from iamd.analysis.calc.formula import Answer, hertz, metres, number
from iamd.errors import InputError

LEAST_RAIN_FREQUENCY = 1e9  # Hz, of P.838 and of the soils of P.527
GREATEST_DIFFRACTED = 1e10  # Hz, of P.526, section 3
GROUND_TEMPERATURE = 288.15  # K, of the standard atmosphere at sea level
# P.527-4: sandy loam, shares of sand and clay; moist, as a share of the volume.
SAND, CLAY, MOISTURE = 0.5152, 0.1343, 0.2


def gas(frequency: float, pressure: float, temperature: float, vapour: float) -> Answer:
    """Absorption in a kilometre of air."""
    from iamd.physics.attenuation import oxygen_db_per_km, vapour_db_per_km

    density = 1e-3 * vapour
    oxygen = oxygen_db_per_km(frequency, pressure, temperature, density)
    water = vapour_db_per_km(frequency, pressure, temperature, density)
    return Answer(
        {"oxygen_db_per_km": oxygen, "vapour_db_per_km": water, "gas_db_per_km": oxygen + water},
        (
            f"f = {number(1e-9 * frequency)} GHz, p = {number(0.01 * pressure)} hPa, θ = 300/{number(temperature)} = "
            f"{number(300.0 / temperature)}, e = {number(vapour)} × {number(temperature)}/216.7 = "
            f"{number(vapour * temperature / 216.7)} hPa",
            f"γ = {number(oxygen)} + {number(water)} = {number(oxygen + water)} dB/km",
        ),
        ("One way: a radar pays it out and back.",),
    )


def rain(frequency: float, rain: float, elevation: float, tilt: float) -> Answer:
    """Attenuation in a kilometre of rain."""
    from iamd.physics.precipitation import rain_coefficients

    k, alpha = rain_coefficients(frequency, math.radians(elevation), math.radians(tilt))
    found = k * rain**alpha if rain > 0.0 else 0.0
    return Answer(
        {"rain_db_per_km": found, "k": k, "alpha": alpha},
        (f"γ = {number(k)} × {number(rain)}^{number(alpha)} = {number(found)} dB/km",),
        ("One way: a radar pays it out and back.",),
    )


def lobes(antenna: float, target: float, frequency: float, reach: float | None) -> Answer:
    """Lobes of direct and reflected wave over a flat surface."""
    from iamd.physics.multipath import flat_factor, flat_lobe_range, flat_null_range
    from iamd.physics.radar import LIGHT_SPEED

    wavelength = LIGHT_SPEED / frequency
    top, null = (each(antenna, target, wavelength, 1) for each in (flat_lobe_range, flat_null_range))
    at = top if reach is None else reach
    factor = flat_factor(antenna, target, at, wavelength)
    heights = f"{metres(antenna)} × {metres(target)}"
    return Answer(
        {
            "lobe_range_m": top,
            "null_range_m": null,
            "factor": factor,
            "factor_two_way_db": 40.0 * math.log10(factor) if factor > 0.0 else None,
        },
        (
            f"last lobe: 4 × {heights} / {metres(wavelength)} = {metres(top)}",
            f"last null: 2 × {heights} / {metres(wavelength)} = {metres(null)}",
            f"F = 2 |sin(2π × {heights} / ({metres(wavelength)} × {metres(at)}))| = {number(factor)}",
        ),
        ("F is that at the last lobe, the greatest there is.",) if reach is None else (),
    )


def _ground(surface: str, frequency: float) -> tuple[float, float]:
    """Permittivity of the surface: real part and loss."""
    from iamd.physics.surface import SEA_SALINITY, sea_permittivity, soil_permittivity

    if surface == "sea":
        return sea_permittivity(frequency, GROUND_TEMPERATURE, SEA_SALINITY)
    if frequency < LEAST_RAIN_FREQUENCY:
        raise InputError(
            "the permittivity of land is known from 1 GHz",
            given=hertz(frequency),
            where="--frequency",
        )
    return soil_permittivity(frequency, GROUND_TEMPERATURE, SAND, CLAY, MOISTURE)


def _rained(rain: float, rain_top: float | None, frequency: float) -> None:
    """Refuse rain without its height, or below the frequencies of the source."""
    if rain > 0.0 and rain_top is None:
        raise InputError(
            "rain needs the height up to which it falls as water: --rain-top, the 0 °C level plus 360 m (ITU-R P.839)"
        )
    if rain > 0.0 and frequency < LEAST_RAIN_FREQUENCY:
        raise InputError(
            "loss in rain is known from 1 GHz, and is nothing below", given=number(rain), where="--rain"
        )


def _slant(antenna: float, target: float, reach: float, k: float) -> tuple[float, float]:
    """Length of the straight ray over the effective earth [m], and its elevation at the antenna [rad]."""
    from iamd.physics.propagation import apparent_elevation, effective_radius

    radius = effective_radius(k)
    half = math.sin(0.5 * reach / radius)
    rise = target - antenna
    length = math.sqrt(rise * rise + 4.0 * (radius + antenna) * (radius + target) * half * half)
    return length, apparent_elevation(antenna, target, reach, k)


def propagation(
    frequency: float,
    antenna: float,
    target: float,
    reach: float,
    k: float,
    vapour: float,
    rain: float,
    rain_top: float | None,
    rain_extent: float | None,
    surface: str,
    roughness: float,
    polarisation: str,
) -> Answer:
    """Everything that one path costs against free space."""
    _rained(rain, rain_top, frequency)
    from iamd.physics.multipath import propagation_factor
    from iamd.physics.propagation import radar_horizon
    from iamd.physics.radar import LIGHT_SPEED

    wavelength, vertical = LIGHT_SPEED / frequency, polarisation == "vertical"
    slant, elevation = _slant(antenna, target, reach, k)
    permittivity, loss = _ground(surface, frequency)
    factor, share = propagation_factor(
        antenna, target, reach, k, wavelength, permittivity, loss, roughness, vertical, 1.0
    )
    absorbed = _absorbed(frequency, vapour, antenna, elevation, slant, k)
    wet = _wet(rain, rain_top, rain_extent, frequency, vertical, (antenna, elevation, slant, k))
    ground = 20.0 * math.log10(max(factor, 1e-300))
    one_way = absorbed + wet - ground
    horizon = radar_horizon(antenna, target, k)
    spread = 20.0 * math.log10(4.0 * math.pi * slant / wavelength)
    return Answer(
        {
            "horizon_m": horizon,
            "slant_range_m": slant,
            "elevation_deg": math.degrees(elevation),
            "free_space_loss_db": spread,
            "ground_factor_db": ground,
            "diffraction_loss_db": _bent(
                antenna, target, reach, k, wavelength, (permittivity, loss, vertical)
            ),
            "gas_loss_db": absorbed,
            "rain_loss_db": wet,
            "one_way_loss_db": one_way,
            "two_way_loss_db": 2.0 * one_way,
        },
        (
            f"λ = {metres(wavelength)}, R = {metres(slant)}, free space: 20 log₁₀(4π R/λ) = {number(spread)} dB",
            f"L = {number(absorbed)} (gas) + {number(wet)} (rain) − {number(ground)} (ground) = {number(one_way)} dB, "
            f"one way; {number(2.0 * one_way)} dB out and back",
        ),
        _remarks(reach, horizon, share, frequency),
    )


def _absorbed(
    frequency: float, vapour: float, antenna: float, elevation: float, slant: float, k: float
) -> float:
    """Loss in gas, one way [dB]."""
    import numpy as np

    from iamd.physics.attenuation import PROFILE_SIZE, PROFILE_TOP, fill_gas_profile, gas_loss_db

    profile = np.zeros(PROFILE_SIZE)
    fill_gas_profile(profile, PROFILE_TOP, frequency, 1e-3 * vapour)
    return gas_loss_db(profile, PROFILE_TOP, antenna, elevation, slant, k)


def _wet(
    rain: float,
    top: float | None,
    extent: float | None,
    frequency: float,
    vertical: bool,
    ray: tuple[float, float, float, float],
) -> float:
    """Loss in rain, one way [dB]."""
    if rain <= 0.0 or top is None:
        return 0.0
    from iamd.physics.precipitation import rain_loss_db

    tilt = 0.5 * math.pi if vertical else 0.0
    return rain_loss_db(rain, frequency, tilt, top, math.inf if extent is None else extent, *ray)


def _bent(
    antenna: float,
    target: float,
    reach: float,
    k: float,
    wavelength: float,
    ground: tuple[float, float, bool],
) -> float:
    """Loss by the bulge of the earth alone, one way [dB]."""
    from iamd.physics.diffraction import spherical_loss_db, surface_admittance

    permittivity, loss, vertical = ground
    admittance = surface_admittance(permittivity, loss, wavelength, k, vertical)
    return spherical_loss_db(antenna, target, reach, k, wavelength, admittance)


def _remarks(reach: float, horizon: float, share: float, frequency: float) -> tuple[str, ...]:
    """What the reader should know about this path."""
    found = []
    if reach > horizon:
        found.append(
            f"The target is {number((reach - horizon) / 1000, 3)} km beyond the horizon: what arrives is bent round "
            "the earth."
        )
    elif share < 1.0:
        found.append(
            "The target is close to the horizon: the ground factor goes over from lobes to diffraction."
        )
    else:
        found.append(
            "The target is in the lobes, where a metre of height or a change of frequency moves the ground factor by "
            "many decibels; averaged over a lobe it is 0 to 3 dB."
        )
    if share < 1.0 and frequency > GREATEST_DIFFRACTED:
        found.append("Above 10 GHz the diffraction is an extrapolation of its source.")
    return tuple(found)
