"""Horizon over a smooth earth, and distance and bearing on the WGS-84 ellipsoid."""

from __future__ import annotations

from iamd.analysis.calc.formula import Answer, Form, Formula, Input, Output, metres, number

ANTENNA = Input("antenna", "length", "height of the antenna above the surface", low=0.0, high=1e6)
TARGET = Input("target", "length", "height of the target above the surface", low=0.0, high=1e6)
K = Input(
    "k",
    "ratio",
    "effective-earth factor: 4/3 in the usual atmosphere, 1 without refraction",
    4.0 / 3.0,
    0.3,
    100.0,
)
HORIZON_SOURCE = (
    "M. I. Skolnik, Introduction to Radar Systems, 3rd ed. (2001), section 8.5; A. W. Doerry, Earth Curvature and "
    "Atmospheric Refraction Effects on Radar Signal Propagation, SAND2012-10690 (2013)"
)
HORIZON_VALIDITY = (
    "Smooth earth, no terrain, and air whose refractive index falls evenly with height. The formula is 0.05 % long for "
    "a height of 10 km and 1.4 % for 300 km; over warm sea the true factor k can be far from 4/3."
)


def horizon(antenna: float, target: float, k: float) -> Answer:
    """Greatest range along the ground at which the antenna sees the target."""
    from iamd.physics.propagation import EARTH_RADIUS, horizon_distance

    own, other = horizon_distance(antenna, k), horizon_distance(target, k)
    earth = f"2 × {number(k)} × {metres(EARTH_RADIUS)}"
    return Answer(
        {"range_m": own + other, "antenna_horizon_m": own, "target_horizon_m": other},
        (
            f"d = √({earth} × {metres(antenna)}) + √({earth} × {metres(target)})",
            f"  = {metres(own)} + {metres(other)} = {metres(own + other)}",
        ),
    )


def horizon_height(antenna: float, reach: float, k: float) -> Answer:
    """Lowest height that the antenna sees at a range."""
    from iamd.physics.propagation import EARTH_RADIUS, horizon_distance, masked_below

    own, height = horizon_distance(antenna, k), masked_below(antenna, reach, k)
    beyond = max(0.0, reach - own)
    return Answer(
        {"target_m": height, "antenna_horizon_m": own},
        (
            f"h = ({metres(reach)} − {metres(own)})² / (2 × {number(k)} × {metres(EARTH_RADIUS)})",
            f"  = ({metres(beyond)})² / {metres(2.0 * k * EARTH_RADIUS)} = {metres(height)}",
        ),
        ()
        if beyond > 0.0
        else ("The range lies within the antenna's own horizon: it sees down to the surface.",),
    )


def geodesic(start: tuple[float, float], end: tuple[float, float]) -> Answer:
    """Shortest line on the ellipsoid."""
    from geographiclib.geodesic import Geodesic

    line = Geodesic.WGS84.Inverse(*start, *end)
    back = line["azi2"] - 180.0 if line["azi2"] > 0.0 else line["azi2"] + 180.0
    distance = float(line["s12"])
    return Answer(
        {
            "distance_m": distance,
            "azimuth_deg": float(line["azi1"]),
            "arrival_azimuth_deg": float(line["azi2"]),
            "back_azimuth_deg": float(back),
            "bearing_deg": float(line["azi1"]) % 360.0,
        },
        (
            f"from latitude {number(start[0], 9)}°, longitude {number(start[1], 9)}°"
            f" to latitude {number(end[0], 9)}°, longitude {number(end[1], 9)}°: s = {metres(distance)}",
        ),
        ("Both places are the same: the azimuth means nothing.",) if distance == 0.0 else (),
    )


FORMULAS = (
    Formula(
        "horizon",
        "How far a radar sees over a smooth earth",
        (
            Form(
                (ANTENNA, TARGET, K),
                (
                    Output("range_m", "greatest range along the ground"),
                    Output("antenna_horizon_m", "horizon of the antenna alone"),
                    Output("target_horizon_m", "horizon of the target alone"),
                ),
                horizon,
                "d = √(2 k R h_a) + √(2 k R h_t), R = 6,371,000 m",
                HORIZON_SOURCE,
                HORIZON_VALIDITY,
            ),
        ),
        "iamd calc horizon --antenna 24 --target 50",
        ("GEO-HORCF", "POL-RADHORMAST", "GEO-HOR"),
    ),
    Formula(
        "horizon-height",
        "How high a target must fly to be seen at a range",
        (
            Form(
                (
                    ANTENNA,
                    Input(
                        "range",
                        "length",
                        "range along the ground",
                        low=0.0,
                        above=True,
                        high=1e7,
                        argument="reach",
                    ),
                    K,
                ),
                (
                    Output("target_m", "lowest height seen"),
                    Output("antenna_horizon_m", "horizon of the antenna alone"),
                ),
                horizon_height,
                "h_t = (d − √(2 k R h_a))² / (2 k R), R = 6,371,000 m; 0 within the antenna's own horizon",
                HORIZON_SOURCE,
                HORIZON_VALIDITY,
            ),
        ),
        "iamd calc horizon-height --antenna 24 --range 400km",
        ("inverse of horizon",),
    ),
    Formula(
        "geodesic",
        "Distance and bearing between two places",
        (
            Form(
                (
                    Input("from", "place", "latitude,longitude of the first place", argument="start"),
                    Input("to", "place", "latitude,longitude of the second place", argument="end"),
                ),
                (
                    Output("distance_m", "distance along the ground"),
                    Output("azimuth_deg", "azimuth at the start, clockwise from true north, −180 to 180"),
                    Output("bearing_deg", "the same as a compass bearing, 0 to 360"),
                    Output("arrival_azimuth_deg", "azimuth of the line where it arrives"),
                    Output("back_azimuth_deg", "azimuth at the end, back to the start"),
                ),
                geodesic,
                "s, α₁, α₂ of the shortest line on the WGS-84 ellipsoid (a = 6,378,137 m, f = 1/298.257223563), by "
                "Karney's series to sixth order in f/(2 − f)",
                "C. F. F. Karney, Algorithms for geodesics, Journal of Geodesy 87 (2013) 43-55, "
                "doi 10.1007/s00190-012-0578-z",
                "Any two places; exact to some nanometres. Heights do not enter.",
            ),
        ),
        "iamd calc geodesic --from 40.1,32.6 --to 39.9,32.9",
        ("GEO-KARNEY", "GEO-GS"),
    ),
)
