"""The document of a survey: headline, tables, facts, and the numbers for programs."""

from __future__ import annotations

import math
from typing import Any

from iamd.analysis.coverage.rings import DETECTION, ring_word, target_names
from iamd.analysis.coverage.sheets import limit_labels
from iamd.analysis.coverage.survey import GROUNDED, NETWORK, Curves, Survey
from iamd.analysis.coverage.words import (
    NOT_MODELLED,
    altitude_text,
    assumptions,
    channels_by_unit,
    few_draws,
    height_text,
    ledger,
    notice,
    share,
    slow_warnings,
    sources,
    who,
)
from iamd.analysis.surveyfile import FORMAT, SurveyDocument, TableEntry
from iamd.physics.coverage import COVERED, ELEVATION, ENERGY, HORIZON, KINEMATICS, OUTSIDE, SECTOR, TERRAIN

Row = dict[str, Any]
#: Names of the codes for programs.
LIMIT_NAMES = {
    COVERED: "covered", TERRAIN: "terrain", HORIZON: "horizon", ENERGY: "energy", SECTOR: "sector",
    ELEVATION: "elevation", KINEMATICS: "kinematics", OUTSIDE: "outside",
}  # fmt: skip


def areas(found: Survey) -> list[Row]:
    """One row to each kind, target and altitude: areas, the ring, and what binds."""
    rows = []
    for curves in found.curves:
        for index, altitude in enumerate(curves.altitudes):
            rows.append(_row(found, curves, index, float(altitude)))
    return rows


def _row(found: Survey, curves: Curves, index: int, altitude: float) -> Row:
    area = float(curves.series[NETWORK][index])
    low, high = (
        None if band is None else _round(float(band[NETWORK][index])) for band in (curves.low, curves.high)
    )
    row: Row = {
        "kind": curves.key.kind, "target": found.target_name(curves.key), "altitude_m": altitude,
        "above": found.request.above, "asked": altitude in found.request.altitudes, "area_km2": _round(area),
        "low_km2": low, "high_km2": high, "ring_m": max(curves.ring_m), "ring_km2": _round(curves.ring_km2),
        "share_of_ring": area / curves.ring_km2 if curves.ring_km2 else None,
        "radius_of_equal_area_m": _round(1e3 * math.sqrt(area / math.pi)),
        "limits": {
            name: float(share) for name, share in zip(LIMIT_NAMES.values(), _shares(curves, index), strict=True)
        },
        "single_km2": {
            name: _round(float(many[index])) for name, many in curves.series.items() if name != NETWORK
        },
    }  # fmt: skip
    return row


def _shares(curves: Curves, index: int) -> list[float]:
    """Share of each code within the rings; together they are 1, because every cell has one code."""
    areas = [float(curves.limits[index][code]) for code in LIMIT_NAMES]
    whole = sum(areas)
    return [area / whole if whole else 0.0 for area in areas]


def _round(value: float) -> float:
    return float(f"{value:.6g}")


def document(found: Survey, command: str, version: str) -> SurveyDocument:
    """The survey's document without its sheets and charts, which the writers give."""
    scenario = found.resolved.scenario
    made: SurveyDocument = {
        "format": FORMAT, "survey": "coverage", "title": f"What can it really see? {scenario.title}",
        "subtitle": f"{who(found, found.keys[0])} against {_targets(found)}",
        "headline": headline(found), "sheets": [], "charts": [], "tables": tables(found),
        "assumptions": list(dict.fromkeys(text for key in found.keys for text in assumptions(found, key))),
        "sources": list(sources(found, every=True)), "ledger": ledger(found), "notice": notice(found),
        "facts": facts(found), "warnings": [*found.warnings, *few_draws(found), *slow_warnings(found)],
        "not_modelled": list(NOT_MODELLED),
        "again": [("Command", command), ("Version", version), ("Seed", str(found.request.seed))],
    }  # fmt: skip
    return made


def _targets(found: Survey) -> str:
    return ", ".join(target_names(found.resolved))


def facts(found: Survey) -> list[tuple[str, str]]:
    """What was surveyed, in pairs."""
    request = found.request
    laydown = found.resolved.scenario.laydown
    told = [
        ("Terrain", found.ground.name),
        ("Targets", _targets(found)),
        ("Altitudes", f"{', '.join(height_text(each) for each in request.altitudes)} {request.above_text}"),
        ("Seen means", f"detected in one look with a probability of {share(request.detection)} or more"),
        ("Laydown", " ".join(str(part) for part in (laydown.kind, laydown.date or "") if part)),
        ("Cells", f"{found.board.grid.cell_m:,.0f} m"),
    ]
    if request.draws:
        told.append(("Draws", f"{request.draws} sets of inputs{' and sites' if found.ensemble else ''}"))
    weak = found.resolved.weak_share
    told.append(
        (
            "Evidence",
            f"{share(round(weak, 2))} of {len(found.resolved.inputs)} inputs are recalled or assumed (grade D or E)",
        )
    )
    return told


def headline(found: Survey) -> list[str]:
    """The answer first: how much is seen of the ring that a brochure draws, low and high."""
    lines = []
    # Low flyers first: no ballistic missile comes in low.
    ballistic = [found.target(curves.key).card.target_class == "ballistic" for curves in found.curves]
    for _, curves in sorted(zip(ballistic, found.curves, strict=True), key=lambda pair: pair[0]):
        rows = [row for row in _rows(found, curves) if row["asked"]]
        sentence = _sentence(found, curves, rows[0])
        if len(rows) > 1:
            high = altitude_text(found.request, rows[-1]["altitude_m"])
            sentence += f" At {high} it is {area_text(rows[-1])}, {percent(rows[-1]['share_of_ring'])}."
        lines.append(sentence)
    if found.resolved.scenario.laydown.active_war:
        lines.append("No maps: the place lies in a war that goes on.")
    return lines


def _rows(found: Survey, curves: Curves) -> list[Row]:
    return [_row(found, curves, index, float(each)) for index, each in enumerate(curves.altitudes)]


def _sentence(found: Survey, curves: Curves, row: Row) -> str:
    name = who(found, curves.key)
    single = len({unit for unit, ring in enumerate(curves.ring_m) if ring > 0.0}) == 1
    verb = "can engage" if curves.key.kind != DETECTION else "sees" if single else "see"
    what = f"{row['target']} at {altitude_text(found.request, row['altitude_m'])}"
    word = ring_word(found.request, row["ring_m"]).replace(" ", "" if single else "s ", 0 if single else 1)
    ring = f"{percent(row['share_of_ring'])} of the {row['ring_m'] / 1e3:,.0f} km {word}"
    same = f", as much as a disc of {row['radius_of_equal_area_m'] / 1e3:,.0f} km" if single else ""
    return f"{name[:1].upper()}{name[1:]} {verb} {what} over {area_text(row)}: {ring}{same}."


def area_text(row: Row) -> str:
    """``7,440 km² (5,200 to 8,100)``."""
    text = f"{figure(row['area_km2'])} km²"
    if row["low_km2"] is None:
        return text
    return f"{text} ({figure(row['low_km2'])} to {figure(row['high_km2'])})"


def figure(value: float) -> str:
    """A number to three significant figures."""
    if value < 0.5:
        return "0"
    digits = max(len(f"{value:.0f}") - 3, 0)
    return f"{round(value, -digits):,.0f}"


def percent(part: float | None) -> str:
    """A share as a reader writes it."""
    if part is None:
        return "–"
    if 0.995 <= part < 1.0 - 1e-9:
        return "over 99 %"
    return f"{100 * part:.2g} %" if part < 0.1 else f"{100 * part:.0f} %"


def tables(found: Survey) -> list[TableEntry]:
    """Areas, what binds, single radars against all together, and channels."""
    made: list[TableEntry] = []
    for curves in found.curves:
        rows = [row for row in _rows(found, curves) if row["asked"]]
        made += [_area_table(found, curves, rows), _limit_table(found, curves, rows)]
        if len(curves.series) > 1:
            made.append(_single_table(found, curves, rows))
    channels = channels_by_unit(found)
    if channels:
        made.append({
            "title": "How many targets at once", "columns": ["Unit", "Targets engaged at once"],
            "rows": [[name, "any number" if number is None else number] for name, number in channels],
            "note": "Channels limit how many targets are engaged at once, not where.",
        })  # fmt: skip
    return made


def _title(found: Survey, curves: Curves) -> str:
    name = found.target_name(curves.key)
    return f"{name}, {'seen' if curves.key.kind == DETECTION else 'within reach of a round'}"


def _area_table(found: Survey, curves: Curves, rows: list[Row]) -> TableEntry:
    middle = "median" if found.ensemble else "best values"
    columns = ["Altitude", f"Area [km²], {middle}"]
    columns += ["5 % [km²]", "95 % [km²]"] if found.request.draws else []
    columns += ["Share of the ring", "Disc of the same area [km]"]
    body = []
    for row in rows:
        cells: list[Any] = [altitude_text(found.request, row["altitude_m"]), round(row["area_km2"])]
        cells += [round(row["low_km2"]), round(row["high_km2"])] if found.request.draws else []
        body.append([*cells, percent(row["share_of_ring"]), round(row["radius_of_equal_area_m"] / 1e3, 1)])
    rings = sorted({ring for ring in curves.ring_m if ring > 0.0})
    circles = " and ".join(f"{ring / 1e3:,.0f} km" for ring in rings)
    note = f"Ring: {circles} about each unit, {rows[0]['ring_km2']:,.0f} km²"
    note += ", cut at the radius asked for." if found.request.radius in rings else "."
    return {
        "title": f"{_title(found, curves)}: area by altitude",
        "columns": columns,
        "rows": body,
        "note": note,
    }


def _limit_table(found: Survey, curves: Curves, rows: list[Row]) -> TableEntry:
    names = [code for code in LIMIT_NAMES if any(row["limits"][LIMIT_NAMES[code]] > 0.0 for row in rows)]
    labels = limit_labels(curves.key.kind)
    return {
        "title": f"{_title(found, curves)}: what binds within the ring",
        "columns": ["Altitude", *(labels[code].removeprefix("Not seen: ").capitalize() for code in names)],
        "rows": [
            [altitude_text(found.request, row["altitude_m"]),
             *(percent(row["limits"][LIMIT_NAMES[code]]) for code in names)]
            for row in rows
        ],
        "note": "Of several radars or rounds the one that comes furthest counts in each cell.",
    }  # fmt: skip


def _single_table(found: Survey, curves: Curves, rows: list[Row]) -> TableEntry:
    names = sorted((name for name in curves.series if name != NETWORK), key=lambda name: name == GROUNDED)
    return {
        "title": f"{_title(found, curves)}: one by one and together [km²]",
        "columns": ["Altitude", *names, NETWORK],
        "rows": [
            [altitude_text(found.request, row["altitude_m"]), *(round(row["single_km2"][name]) for name in names),
             round(row["area_km2"])]
            for row in rows
        ],
        "note": "Areas overlap: the whole is less than the sum.",
    }  # fmt: skip
