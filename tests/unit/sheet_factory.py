"""Fictional map sheets: two radars among hills, made with a rough sight line that only has to look right."""

import numpy as np
from scipy.ndimage import gaussian_filter

from iamd.analysis.mapsheet import Curve, Layer, LegendEntry, LineChart, MapGrid, MapSheet, PlaceMark, Ring

CLASSES = (
    LegendEntry(0, "Outside the survey", "#ffffff"),
    LegendEntry(1, "Seen by at least one radar", "#0b6fb8"),
    LegendEntry(2, "Not seen: hidden by terrain", "#9c7a54"),
    LegendEntry(3, "Not seen: below the radar horizon", "#cfd6dc"),
    LegendEntry(4, "Not seen: too far for the radar's energy", "#f2d16b"),
    LegendEntry(5, "Not seen: outside the sector", "#d9a3c4"),
    LegendEntry(6, "Seen, but the interceptor cannot get there in time", "#7fc8b4"),
)
STEPS = tuple(
    LegendEntry(value, label, colour)
    for value, label, colour in (
        (0, "below 100 m", "#08306b"),
        (100, "100 to 300 m", "#2a6fa8"),
        (300, "300 to 1,000 m", "#5fa2c8"),
        (1000, "1,000 to 3,000 m", "#a3c8dc"),
        (3000, "3,000 to 10,000 m", "#dbe5ea"),
        (10000, "above 10,000 m", "#f6e8c3"),
    )
)
ALTITUDES = (100.0, 300.0, 1000.0, 5000.0)
ASSUMPTIONS = (
    "Standard refraction: the earth is taken 4/3 as large",
    "The target has a radar cross-section of 1 m² (0.1 to 3 m² in the literature)",
    "Radar masts stand 15 m above ground; what they see is the middle of the published range",
)
SOURCES = (
    "Skolnik, Introduction to Radar Systems, 2001",
    "FOI, Bursting the Bubble, 2019, https://www.foi.se/rest-api/report/FOI-R--4651--SE",
)


def lowest_visible(size: int, cell_m: float, seed: int = 7) -> tuple[np.ndarray, list[tuple[float, float]]]:
    """Lowest visible height above ground of two radars [m], infinite beyond 180 km, and their sites (x, y) [m]."""
    random = np.random.default_rng(seed)
    hills = np.maximum(gaussian_filter(random.normal(size=(size, size)), size / 40), 0)
    hills *= 900.0 / hills.max()
    along = (np.arange(size) - size // 2) * cell_m
    x, y = np.meshgrid(along, -along)
    half = size // 2 * cell_m
    sites = [(-0.35 * half, 0.1 * half), (0.3 * half, -0.2 * half)]
    lowest = np.full((size, size), np.inf)
    for east, north in sites:
        distance = np.hypot(x - east, y - north)
        row, column = round((half - north) / cell_m), round((east + half) / cell_m)
        eye = hills[row, column] + 15.0
        steepest = np.full((size, size), -np.inf)
        for share in np.linspace(0.04, 0.96, 40):
            r = np.clip(np.round(row + share * (np.arange(size)[:, None] - row)), 0, size - 1).astype(int)
            c = np.clip(np.round(column + share * (np.arange(size)[None, :] - column)), 0, size - 1).astype(
                int
            )
            away = np.maximum(share * distance, cell_m)
            steepest = np.maximum(steepest, (hills[r, c] - eye) / away - away / (2 * 8.5e6))
        need = eye + steepest * distance + distance**2 / (2 * 8.5e6) - hills
        lowest = np.minimum(lowest, np.where(distance < 180e3, np.maximum(need, 0.0), np.inf))
    return lowest, sites


def realistic_sheet(
    latitude: float = 48.0, longitude: float = 12.0, size: int = 301, cell_m: float = 1500.0
) -> MapSheet:
    """A sheet with four altitude bands and the lowest visible altitude."""
    grid = MapGrid(latitude, longitude, cell_m, size)
    lowest, sites = lowest_visible(size, cell_m)
    along = (np.arange(size) - size // 2) * cell_m
    x, y = np.meshgrid(along, -along)
    from iamd.export.projection import to_degrees

    nearest = np.min([np.hypot(x - east, y - north) for east, north in sites], axis=0)
    layers = [_band(altitude, lowest, nearest, x, y) for altitude in ALTITUDES]
    layers.append(
        Layer(
            "lowest-visible", "Lowest visible altitude", "lowest visible altitude above ground",
            np.where(np.isfinite(lowest), lowest, np.nan).astype(np.float32), "continuous", "m above ground", STEPS,
        )
    )  # fmt: skip
    degrees = [tuple(float(v) for v in to_degrees(grid, east, north)) for east, north in sites]
    mid = tuple(float(v) for v in to_degrees(grid, 0.05 * size * cell_m, 0.16 * size * cell_m))
    places = (
        PlaceMark("Radar North", "unit", degrees[0][1], degrees[0][0], 0.05),
        PlaceMark("Radar South", "unit", degrees[1][1], degrees[1][0]),
        PlaceMark("Port Verity", "asset", mid[1], mid[0]),
    )
    rings = (Ring("Claimed range of Radar South", degrees[1][1], degrees[1][0], 150e3, "target at 10 km"),)
    return MapSheet(
        "Coverage of the fictional laydown “Northern Gap”",
        "Radar North and Radar South against a cruise missile (radar cross-section 1 m²)",
        grid, tuple(layers), places, rings, "fictional hills, 1,500 m between points", ASSUMPTIONS, SOURCES,
        "Fictional laydown, published figures only: a statement about the figures, not about a fielded system.",
    )  # fmt: skip


def _band(altitude: float, lowest: np.ndarray, nearest: np.ndarray, x: np.ndarray, y: np.ndarray) -> Layer:
    horizon = 4120.0 * (np.sqrt(15.0) + np.sqrt(altitude))
    code = np.where(nearest > horizon, 3, 2)
    code = np.where(lowest <= altitude, 1, code)
    code = np.where(nearest > 150e3, 4, code)
    code = np.where((code == 1) & (nearest > 95e3), 6, code)
    code = np.where(
        (np.degrees(np.arctan2(x, y)) % 360 > 225) & (np.degrees(np.arctan2(x, y)) % 360 < 262), 5, code
    )
    code = np.where(nearest > 180e3, 0, code).astype(np.uint8)
    return Layer(
        f"detection-{altitude:.0f}m", "What two radars see, and what stops them elsewhere",
        f"target at {altitude:,.0f} m above ground", code, "classes", "", CLASSES, (1, 6), 0,
    )  # fmt: skip


def small_sheet(
    latitude: float = 50.0, longitude: float = 30.0, size: int = 41, cell_m: float = 5000.0
) -> MapSheet:
    """A disc with a hole and an island in one corner, in two classes."""
    grid = MapGrid(latitude, longitude, cell_m, size)
    row, column = np.indices((size, size)) - size // 2
    away = np.hypot(row, column)
    codes = np.full((size, size), 2, dtype=np.uint8)
    codes[away < 0.4 * size] = 1
    codes[away < 0.1 * size] = 2
    codes[2:4, 3:7] = 1
    codes[away > 0.65 * size] = 0
    layer = Layer(
        "seen-300m", "What is seen <& not>", "300 m above ground", codes, "classes", "",
        (CLASSES[0], CLASSES[1], CLASSES[2]), (1,), 0,
    )  # fmt: skip
    places = (PlaceMark("Alpha & Sons", "unit", latitude, longitude, 0.05),)
    rings = (Ring("A claim", latitude, longitude, 60e3, "target at 9 km"),)
    return MapSheet(
        "A small sheet", "one radar", grid, (layer,), places, rings, "smooth earth", ASSUMPTIONS[:1], SOURCES[:1],
        "Fictional laydown.",
    )  # fmt: skip


def area_chart() -> LineChart:
    """Area seen against altitude, for one radar and for the network."""
    altitude = np.geomspace(30.0, 10000.0, 25)
    curves = []
    for label, factor in (("Radar North alone", 1.0), ("Radar South alone", 0.8), ("both, as a network", 1.5),
                          ("with an airborne radar at 9 km", 3.0)):  # fmt: skip
        area = factor * 60000.0 * altitude / (altitude + 900.0)
        curves.append(Curve(label, altitude, area, 0.8 * area, 1.15 * area))
    return LineChart(
        "area-altitude", "How much is seen, by altitude of the target", "altitude of the target above ground [m]",
        "area seen [km²]", tuple(curves),
        "Shaded: 5 to 95 % over the box of sites and the published interval of ranges. Target of 1 m²; smooth earth"
        " is not assumed.",
        "x",
    )  # fmt: skip
