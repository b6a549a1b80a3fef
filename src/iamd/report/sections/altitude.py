"""How high intercepts happen, and which interceptor reaches where."""

from __future__ import annotations

from typing import Any

from iamd.report.charts.bands import Band, altitude_bands
from iamd.report.record import Record
from iamd.report.words import amount, join, number, plain

EDGES_KM = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 20.0, 35.0, 60.0, 100.0, 200.0)
SHOWN_TYPES = 7

_TYPES = """
SELECT type, count(*), quantile_cont(altitude_m, 0.05) / 1000, median(altitude_m) / 1000,
       quantile_cont(altitude_m, 0.95) / 1000, max(altitude_m) / 1000
FROM events WHERE kind = 'intercept' AND isfinite(altitude_m) GROUP BY type ORDER BY max(altitude_m) DESC, type
"""
_OWNERS = "SELECT DISTINCT type, unit FROM events WHERE kind = 'intercept' ORDER BY type, unit"
_TOPS = """
SELECT unit, type, max(altitude_m) / 1000 FROM events WHERE kind = 'intercept' AND isfinite(altitude_m)
GROUP BY unit, type ORDER BY unit, type
"""
_BAND = " + ".join(f"CAST(altitude_m >= {edge * 1000} AS INTEGER)" for edge in EDGES_KM[1:])
_BANDS = f"""
SELECT type, {_BAND} AS band, count(*)
FROM events WHERE kind = 'intercept' AND isfinite(altitude_m) GROUP BY type, band
"""


def altitude(record: Record) -> dict[str, Any]:
    """Bars by band of altitude and a table by interceptor."""
    types = record.rows(_TYPES)
    if not types:
        return {"chart": None, "rows": []}
    owners = systems_of(record)
    shown = [row[0] for row in types[:SHOWN_TYPES]]
    amounts: dict[int, list[float]] = {}
    for kind, band, many in record.rows(_BANDS):
        column = shown.index(kind) if kind in shown else len(shown)
        amounts.setdefault(int(band), [0.0] * (len(shown) + 1))[column] += many / record.runs
    full = range(max(amounts), min(amounts) - 1, -1)
    bands = [Band(band_name(band), tuple(amounts.get(band, [0.0] * (len(shown) + 1)))) for band in full]
    names = [f"{name} ({owners[name]})" if owners.get(name) else name for name in shown]
    label = "Bar chart of intercepts by altitude. " + " ".join(
        f"{band.name}: {amount(sum(band.amounts))} per raid." for band in bands
    )
    others = ["other"] if len(types) > SHOWN_TYPES else []
    if not others:
        bands = [Band(band.name, band.amounts[:-1]) for band in bands]
    return {
        "chart": altitude_bands(bands, [*names, *others], label),
        "rows": [_cells(row, owners, record.runs) for row in types],
        "words": highest(record),
    }


def systems_of(record: Record) -> dict[str, str]:
    """The systems whose units fire each type."""
    system = {str(unit.get("name")): str(unit.get("system")) for unit in record.names("units")}
    found: dict[str, list[str]] = {}
    for kind, unit in record.rows(_OWNERS):
        found.setdefault(str(kind), []).append(system.get(str(unit), ""))
    return {kind: join(sorted(set(systems) - {""})) for kind, systems in found.items()}


def band_name(band: int) -> str:
    """``3 to 10 km``."""
    low = EDGES_KM[band]
    if band + 1 == len(EDGES_KM):
        return f"above {plain(low)} km"
    high = EDGES_KM[band + 1]
    if high <= 1:
        return f"{plain(low * 1000)} to {plain(high * 1000)} m"
    return f"{plain(low)} to {plain(high)} km"


def highest(record: Record) -> str:
    """How high each system reaches in these runs, and what only the highest reaches."""
    system = {
        str(unit.get("name")): str(unit.get("system") or unit.get("name")) for unit in record.names("units")
    }
    tops: dict[str, tuple[float, str]] = {}
    for unit, kind, top in record.rows(_TOPS):
        name = system.get(str(unit), str(unit))
        tops[name] = max(tops.get(name, (0.0, "")), (float(top), str(kind)))
    order = sorted(tops.items(), key=lambda item: (-item[1][0], item[0]))
    heights = [(name, number(top), kind) for name, (top, kind) in order]
    words = (
        f"Highest intercepts: {join([f'{name} at {top} km ({kind})' for name, top, kind in heights[:5]])}."
    )
    if len(heights) > 1 and heights[0][1] != heights[1][1]:
        words += f" Above {heights[1][1]} km only the {heights[0][0]} met a threat."
    return words


def _cells(row: tuple[Any, ...], owners: dict[str, str], runs: int) -> tuple[str, ...]:
    kind, many, low, middle, high, top = row
    numbers = [f"{number(value)}" for value in (low, middle, high, top)]
    return (kind, owners.get(kind, ""), amount(many / max(runs, 1)), *numbers)
