"""Ballistic flight without air: least speed for a range, and time of flight from range and apogee."""

from __future__ import annotations

import math

from iamd.analysis.calc.formula import Answer, Form, Formula, Input, Output, metres, number

HALF_ROUND = 20_015_086.0  # m, half the circumference of the mean sphere
RANGE = Input(
    "range", "length", "distance over ground", low=0.0, above=True, high=HALF_ROUND, argument="reach"
)
VALIDITY = (
    "A point thrown from the surface of a sphere that does not turn, without air and without a boost phase, back to "
    "the surface. A real missile of the same range burns out later, flies longer and needs more speed."
)
SPEED_SOURCE = (
    "A. D. Wheelon, Free flight of a ballistic missile, ARS Journal 29 (1959) 915-926; R. R. Bate, D. D. Mueller and "
    "J. E. White, Fundamentals of Astrodynamics (1971), section 6.2"
)


def ballistic(reach: float) -> Answer:
    """Minimum-energy flight."""
    from iamd.physics.ballistics import MEAN_RADIUS, minimum_energy
    from iamd.physics.geodesy import GRAVITATIONAL_PARAMETER

    speed, apogee, time, elevation = minimum_energy(reach)
    angle = reach / MEAN_RADIUS
    sine = math.sin(0.5 * angle)
    axis = 0.5 * MEAN_RADIUS * (1.0 + sine)
    return Answer(
        {
            "speed_mps": speed,
            "apogee_m": apogee,
            "time_s": time,
            "elevation_deg": math.degrees(elevation),
        },
        (
            f"s = sin({metres(reach)} / (2 × {metres(MEAN_RADIUS)})) = {number(sine)}",
            f"v = √(2 × {number(1e-9 * GRAVITATIONAL_PARAMETER, 6)} km³/s² / {metres(MEAN_RADIUS)} × {number(sine)} / "
            f"(1 + {number(sine)})) = {number(1e-3 * speed)} km/s",
            f"apogee = {metres(0.5 * MEAN_RADIUS)} × ({number(sine)} + {number(math.cos(0.5 * angle))} − 1)"
            f" = {metres(apogee)}",
            f"a = {metres(axis)}, t = {number(time)} s",
        ),
    )


def ballistic_time(reach: float, apogee: float) -> Answer:
    """Kepler arc of a known range and apogee."""
    from iamd.physics.ballistics import MEAN_RADIUS, free_flight_time
    from iamd.physics.geodesy import GRAVITATIONAL_PARAMETER

    time = free_flight_time(reach, apogee)
    farthest = MEAN_RADIUS + apogee
    eccentricity = apogee / (farthest - MEAN_RADIUS * math.cos(0.5 * reach / MEAN_RADIUS))
    axis = farthest / (1.0 + eccentricity)
    speed = math.sqrt(GRAVITATIONAL_PARAMETER * (2.0 / MEAN_RADIUS - 1.0 / axis))
    return Answer(
        {"time_s": time, "speed_mps": speed, "eccentricity": eccentricity},
        (
            f"e = {metres(apogee)} / ({metres(farthest)} − {metres(MEAN_RADIUS)} × "
            f"cos({number(0.5 * reach / MEAN_RADIUS)})) = {number(eccentricity)}",
            f"a = {metres(farthest)} / (1 + {number(eccentricity)}) = {metres(axis)}, t = {number(time)} s",
        ),
    )


FORMULAS = (
    Formula(
        "ballistic",
        "Least speed for a range, with its apogee and time of flight",
        (
            Form(
                (RANGE,),
                (
                    Output("speed_mps", "least speed at launch"),
                    Output("apogee_m", "greatest height"),
                    Output("time_s", "time of flight"),
                    Output("elevation_deg", "angle at launch above the horizontal"),
                ),
                ballistic,
                "s = sin(d/2R); v² = (2 μ/R) s/(1 + s); apogee = R (s + cos(d/2R) − 1)/2; a = R (1 + s)/2; "
                "t = √(a³/μ) (π − β + sin β), sin²(β/2) = (1 − s)/(1 + s); angle = (π − d/R)/4; R = 6,371 km, "
                "μ = 398,600.4418 km³/s²",
                SPEED_SOURCE
                + "; time: J. E. Prussing and B. A. Conway, Orbital Mechanics (1993), chapter 4 (Lambert's equation)",
                VALIDITY,
            ),
        ),
        "iamd calc ballistic --range 1500km",
        ("BAL-MET", "studies: minimum-energy flight"),
    ),
    Formula(
        "ballistic-time",
        "Time of flight of a missile whose range and apogee are known",
        (
            Form(
                (
                    RANGE,
                    Input("apogee", "length", "greatest height above ground", low=0.0, above=True, high=1e9),
                ),
                (
                    Output("time_s", "time of flight"),
                    Output("speed_mps", "speed at launch"),
                    Output("eccentricity", "eccentricity of the ellipse"),
                ),
                ballistic_time,
                "e = h/(r_a − R cos(d/2R)), r_a = R + h; a = r_a/(1 + e); cos E = (1 − R/a)/e; "
                "t = 2 √(a³/μ) (π − E + e sin E); v² = μ (2/R − 1/a)",
                "R. R. Bate, D. D. Mueller and J. E. White, Fundamentals of Astrodynamics (1971), sections 1.5, 4.2 "
                "and 6.2",
                VALIDITY,
            ),
        ),
        "iamd calc ballistic-time --range 998km --apogee 3724.9km",
        ("BAL-NK",),
    ),
)
