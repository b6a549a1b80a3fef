"""What the air and the ground do to a radar wave: gas, rain, lobes, and all of it on one path."""

from __future__ import annotations

from iamd.analysis.calc import propagation
from iamd.analysis.calc.formula import Form, Formula, Input, Output

FREQUENCY = Input("frequency", "frequency", "carrier frequency", low=1e8, high=1e12)
GAS_FREQUENCY = Input("frequency", "frequency", "carrier frequency", low=1e9, high=1e12)
VAPOUR = Input("vapour", "vapour", "water vapour at the surface; 7.5 is the global mean", 7.5, 0.0, 50.0)
ANTENNA = Input("antenna", "length", "height of the antenna above the surface", low=0.0, above=True, high=1e5)
TARGET = Input("target", "length", "height of the target above the surface", low=0.0, above=True, high=1e5)
RANGE = Input("range", "length", "range along the ground", low=0.0, above=True, high=5e6, argument="reach")
GAS_SOURCE = (
    "Recommendation ITU-R P.676-12 (2019), Attenuation by atmospheric gases and related effects, Annex 1, equations 1 "
    "to 9, tables 1 and 2"
)
RAIN_SOURCE = (
    "Recommendation ITU-R P.838-3 (2005), Specific attenuation model for rain, equations 1-5, tables 1-4"
)
RAIN = "rain rate in mm/h: drizzle 0.25, heavy rain 16, a cloudburst 100"

FORMULAS = (
    Formula(
        "propagation",
        "What air, rain, ground and the bulge of the earth cost on one path",
        (
            Form(
                (
                    Input("frequency", "frequency", "carrier frequency", low=1e8, high=1e11),
                    ANTENNA,
                    TARGET,
                    RANGE,
                    Input("k", "ratio", "effective-earth factor", 4.0 / 3.0, 0.3, 100.0),
                    VAPOUR,
                    Input(
                        "rain",
                        "rain",
                        RAIN,
                        0.0,
                        0.0,
                        300.0,
                    ),
                    Input("rain-top", "length", "height up to which rain is water", None, 0.0, 1e4),
                    Input(
                        "rain-extent",
                        "length",
                        "greatest length of the path in rain; without it the whole path",
                        None,
                        0.0,
                        1e7,
                    ),
                    Input("surface", "name", "what reflects", "sea", choices=("sea", "land")),
                    Input(
                        "roughness",
                        "length",
                        "standard deviation of the height of the surface",
                        0.0,
                        0.0,
                        100.0,
                    ),
                    Input(
                        "polarisation",
                        "name",
                        "of the wave",
                        "horizontal",
                        choices=("horizontal", "vertical"),
                    ),
                ),
                (
                    Output("horizon_m", "radar horizon"),
                    Output("slant_range_m", "length of the ray"),
                    Output("elevation_deg", "elevation of the ray at the antenna"),
                    Output("free_space_loss_db", "free space, one way"),
                    Output(
                        "ground_factor_db",
                        "lobes or diffraction: gain over free space, one way",
                    ),
                    Output("diffraction_loss_db", "of that, the bulge of the earth alone: loss, one way"),
                    Output("gas_loss_db", "gas, one way"),
                    Output("rain_loss_db", "rain, one way"),
                    Output("one_way_loss_db", "loss over free space, one way"),
                    Output("two_way_loss_db", "the same for a radar, out and back"),
                ),
                propagation.propagation,
                "L = L_gas + L_rain − 20 log₁₀ F, one way over free space; L_gas, L_rain = ∫ γ ds along the straight "
                "ray over the earth of radius k R; F the pattern propagation factor: |1 + ρ D r e^(−j 2π Δ/λ)| with "
                "roughness ρ, divergence D, Fresnel's reflection r and path difference Δ; beyond the horizon the "
                "first term of the diffraction series",
                GAS_SOURCE
                + "; P.835 (vapour); P.838-3 (rain); P.526-15 (diffraction); P.527-4 (ground); L. V. Blake, Radar "
                "Range-Performance Analysis (1980), chapter 6 (lobes)",
                "Smooth earth, even refraction, an antenna whose beam is wide against the angle to the reflection; no "
                "ducts, no terrain, no diffuse scattering. Land is moist sandy loam.",
            ),
        ),
        "iamd calc propagation --frequency 3GHz --antenna 24 --target 50 --range 30km",
        ("sum of its parts",),
    ),
    Formula(
        "gas-loss",
        "What a kilometre of air absorbs",
        (
            Form(
                (
                    GAS_FREQUENCY,
                    Input("pressure", "pressure", "pressure of the dry air", 101_325.0, 0.0, 2e5, above=True),
                    Input("temperature", "temperature", "temperature of the air", 288.15, 100.0, 400.0),
                    Input(
                        "vapour",
                        "vapour",
                        "water vapour; 7.5 is the global mean at the surface",
                        7.5,
                        0.0,
                        50.0,
                    ),
                ),
                (
                    Output("oxygen_db_per_km", "dry air"),
                    Output("vapour_db_per_km", "water vapour"),
                    Output("gas_db_per_km", "together"),
                ),
                propagation.gas,
                "γ = 0.1820 f (N″_oxygen + N″_vapour), N″ = Σ S_i F_i + N″_D over 44 and 35 lines",
                GAS_SOURCE,
                "1 GHz to 1,000 GHz, one way.",
            ),
        ),
        "iamd calc gas-loss --frequency 9GHz",
        ("RAD-P676",),
    ),
    Formula(
        "rain-loss",
        "What a kilometre of rain takes",
        (
            Form(
                (
                    GAS_FREQUENCY,
                    Input(
                        "rain",
                        "rain",
                        RAIN,
                        low=0.0,
                        high=300.0,
                    ),
                    Input("elevation", "angle", "elevation of the ray", 0.0, -90.0, 90.0),
                    Input(
                        "tilt",
                        "angle",
                        "of the polarisation: 0 horizontal, 90 vertical, 45 circular",
                        0.0,
                        -90.0,
                        90.0,
                    ),
                ),
                (
                    Output("rain_db_per_km", "loss"),
                    Output("k", "coefficient k"),
                    Output("alpha", "exponent α"),
                ),
                propagation.rain,
                "γ = k R^α; k and α from the tables of the source for frequency, elevation and polarisation",
                RAIN_SOURCE,
                "1 GHz to 1,000 GHz, one way.",
            ),
        ),
        "iamd calc rain-loss --frequency 10GHz --rain 16",
        ("RAD-P838",),
    ),
    Formula(
        "lobes",
        "Where the direct and the reflected wave add up and cancel",
        (
            Form(
                (
                    ANTENNA,
                    TARGET,
                    FREQUENCY,
                    Input(
                        "range",
                        "length",
                        "range at which F is wanted; without it the last lobe",
                        None,
                        0.0,
                        1e7,
                        above=True,
                        argument="reach",
                    ),
                ),
                (
                    Output("lobe_range_m", "range of the last lobe"),
                    Output("null_range_m", "range of the last null"),
                    Output("factor", "factor F on the field"),
                    Output("factor_two_way_db", "the same on the echo's power"),
                ),
                propagation.lobes,
                "F = 2 |sin(2π h_a h_t/(λ R))|; last lobe R = 4 h_a h_t/λ, last null R = 2 h_a h_t/λ; echo: F⁴",
                "M. I. Skolnik, Introduction to Radar Systems, 3rd ed. (2001), section 8.2; L. V. Blake, Radar "
                "Range-Performance Analysis (1980), chapter 6",
                "Flat, smooth, perfectly reflecting ground and low heights: the textbook's picture. Use propagation "
                "for the curved earth.",
            ),
        ),
        "iamd calc lobes --antenna 10 --target 100 --frequency 3GHz",
        ("RAD-MP",),
    ),
)
