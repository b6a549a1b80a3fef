"""What a scenario resolves to: units, assets, raid, and how well the figures behind it are known."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iamd.cli.output import escape, say, table
from iamd.library.show import number_text

if TYPE_CHECKING:
    from rich.table import Table


def describe_scenario(source: str | Path, name: str | None = None) -> dict[str, Any]:
    """A scenario (a file, or the name of a shipped one), loaded and checked, as JSON-ready data."""
    from iamd.scenario import load, resolve

    loaded = load(source)
    resolved = resolve(loaded, coverage=not loaded.raid)
    scenario, inputs = resolved.scenario, resolved.inputs.values()
    grades = Counter[str](each.figure.grade for each in inputs)
    return {
        "name": name or Path(source).stem,
        "title": scenario.title,
        "kind": "scenario",
        "path": str(source),
        "laydown": {
            "kind": scenario.laydown.kind,
            "date": scenario.laydown.date,
            "source": scenario.laydown.source,
        },
        "units": [_unit(unit) for unit in scenario.units],
        "assets": [
            {"name": asset.name, "at": list(asset.at), "radius_m": asset.radius} for asset in scenario.assets
        ],
        "raid": [_raid_entry(entry) for entry in scenario.raid],
        "threats_launched": sum(entry.count for entry in scenario.raid if not entry.decoy),
        "overrides": dict(scenario.figures),
        "cards": sorted({each.card for each in inputs} - {"model"}, key=str.casefold),
        "inputs": len(inputs),
        "uncertain_inputs": sum(each.uncertain for each in inputs),
        "grades": {grade: grades.get(grade, 0) for grade in "ABCDE"},
        "share_de": resolved.weak_share,
    }


def print_scenario(found: dict[str, Any]) -> None:
    """Print what :func:`describe_scenario` gives."""
    say(f"[bold]{escape(found['name'])}[/]  {escape(found['title'])}")
    laydown = found["laydown"]
    told = ", ".join(str(word) for word in (laydown["kind"], laydown["date"], laydown["source"]) if word)
    say(f"[dim]laydown: {escape(told)}[/]")
    say(f"[dim]file: {escape(found['path'])}[/]", wrap=False)
    for rows in (_units(found), _assets(found), _raid(found)):
        if rows.row_count:
            say("")
            say(rows)
    if found["overrides"]:
        changed = ", ".join(f"{name} = {value}" for name, value in found["overrides"].items())
        say(f"\nFigures that the scenario sets itself (assumptions): {escape(changed)}")
    say("\n" + _summary(found))


def _units(found: dict[str, Any]) -> Table:
    rows = table("Unit", "System", "Where", "Doctrine", "Network", title="The defence")
    for unit in found["units"]:
        words = [escape(unit[key]) for key in ("name", "system")]
        rows.add_row(*words, _degrees(unit["at"]), escape(unit["doctrine"]), escape(unit["network"]))
    return rows


def _assets(found: dict[str, Any]) -> Table:
    rows = table("Asset", "Where", "Radius", title="What it defends", right=[2])
    for asset in found["assets"]:
        rows.add_row(escape(asset["name"]), _degrees(asset["at"]), _kilometres(asset["radius_m"]))
    return rows


def _raid(found: dict[str, Any]) -> Table:
    rows = table(
        "Threat", "Number", "From", "Aimed at", "First launch", "Spacing", title="The raid", right=[1, 4, 5]
    )
    for entry in found["raid"]:
        threat = escape(entry["threat"]) + (" (decoy)" if entry["decoy"] else "")
        times = [f"{number_text(entry[key])} s" for key in ("start_s", "spacing_s")]
        rows.add_row(threat, f"{entry['count']:,}", _origin(entry), escape(entry["aim"]), *times)
    return rows


def _summary(found: dict[str, Any]) -> str:
    """One sentence on size and evidence."""
    count = found["threats_launched"]
    size = f"{_counted(len(found['units']), 'unit')} against {_counted(count, 'threat')}. "
    return (
        f"{size}It rests on {found['inputs']} figures, of which {found['uncertain_inputs']} are uncertain; "
        f"{found['share_de']:.0%} are recalled or assumed (grade D or E)."
    )


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word if number == 1 else word + 's'}"


def _unit(unit: Any) -> dict[str, Any]:
    plain = {"name": unit.name, "system": unit.system, "at": list(unit.at)}
    return {**plain, "doctrine": unit.doctrine.shots, "network": unit.network}


def _raid_entry(entry: Any) -> dict[str, Any]:
    origin = entry.origin
    bearing = None if origin.bearing is None else math.degrees(origin.bearing)
    return {
        "threat": entry.threat,
        "count": entry.count,
        "decoy": entry.decoy,
        "aim": entry.aim,
        "bearing_deg": bearing,
        "range_m": origin.range,
        "at": None if origin.at is None else list(origin.at),
        "start_s": entry.start,
        "spacing_s": entry.spacing,
    }


def _origin(entry: dict[str, Any]) -> str:
    if entry["at"] is not None:
        return _degrees(entry["at"])
    return f"{number_text(entry['bearing_deg'])}°, {_kilometres(entry['range_m'])}"


def _kilometres(metres: float) -> str:
    return f"{number_text(metres / 1000)} km"


def _degrees(at: list[float]) -> str:
    latitude, longitude = at
    return f"{abs(latitude):g}° {'N' if latitude >= 0 else 'S'} {abs(longitude):g}° {'E' if longitude >= 0 else 'W'}"
