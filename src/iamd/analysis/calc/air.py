"""The U.S. Standard Atmosphere 1976."""

from __future__ import annotations

from iamd.analysis.calc.formula import Answer, Form, Formula, Input, Output, metres, number

LAYERS_END = 86_000.0  # m


def atmosphere(altitude: float) -> Answer:
    """Temperature, pressure, density and speed of sound at a geometric height."""
    from iamd.physics.atmosphere import atmosphere as standard
    from iamd.physics.atmosphere import geopotential_height

    temperature, pressure, density, sound = standard(altitude)
    steps = [
        f"H = 6356766 × {number(altitude)} / (6356766 + {number(altitude)}) = {metres(geopotential_height(altitude))}"
    ]
    steps.append(f"T = {number(temperature)} K, p = {number(pressure)} Pa, ρ = {number(density)} kg/m³")
    notes = (
        "Above 86 km the source gives no speed of sound, because it loses its meaning; the value at 86 km is repeated.",
    )
    return Answer(
        {
            "temperature_k": temperature,
            "pressure_pa": pressure,
            "density_kgm3": density,
            "sound_speed_mps": sound,
        },
        tuple(steps),
        notes if altitude > LAYERS_END else (),
    )


FORMULAS = (
    Formula(
        "atmosphere",
        "Temperature, pressure, density and speed of sound at a height",
        (
            Form(
                (
                    Input(
                        "altitude", "length", "geometric height above mean sea level", low=-5000.0, high=1e6
                    ),
                ),
                (
                    Output("temperature_k", "temperature"),
                    Output("pressure_pa", "pressure"),
                    Output("density_kgm3", "density"),
                    Output("sound_speed_mps", "speed of sound"),
                ),
                atmosphere,
                "H = r₀ z/(r₀ + z); in each layer T = T_b + L (H − H_b) and p = p_b (T_b/T)^(g M/(R L)), or "
                "p = p_b exp(−g M (H − H_b)/(R T_b)) where L = 0; ρ = p M/(R T); a = √(1.4 R T/M). Above 86 km: "
                "temperature profile and printed pressures of the source",
                "NOAA, NASA and USAF, U.S. Standard Atmosphere, 1976 (NOAA-S/T 76-1562), equations 18, 23, 25 to 33 "
                "and 50, tables 4 and 8 and main tables",
                "An average of middle latitudes, no weather; −5 km to 1,000 km. Above 86 km pressures lie within "
                "0.5 % of the printed ones.",
            ),
        ),
        "iamd calc atmosphere --altitude 11km",
        ("ATM-COESA", "ATM-SND", "ATM-AMB"),
    ),
)
