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

    from iamd.scenario.spec import Scenario
    from iamd.scenario.surroundings import CoverageSpec, JammerSpec, Jamming, Weather

#: Millimetres per hour in a metre per second.
MMH = 3.6e6


def describe_scenario(source: str | Path, name: str | None = None) -> dict[str, Any]:
    """A scenario (a file, or the name of a shipped one), loaded and checked, as JSON-ready data."""
    from iamd.scenario import load, resolve
    from iamd.scenario.ground import terrain_words

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
        "terrain": terrain_words(scenario),
        "weather": _weather(scenario.weather),
        "propagation": scenario.propagation.model_dump(),
        "jammers": [_jammer(each) for each in scenario.jammers],
        "coverage": _coverage(scenario.coverage),
        "notes": _without_effect(scenario),
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
    for rows in (_units(found), _assets(found), _raid(found), _jammers(found)):
        if rows.row_count:
            say("")
            say(rows)
    say("\n" + "\n".join(escape(line) for line in _surroundings(found)))
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


def _jammers(found: dict[str, Any]) -> Table:
    """Those that stand off, and those that threats carry."""
    rows = table("Jammer", "Where", "Power (ERP)", "Bandwidth", "Bands", title="Jamming", right=[2, 3])
    carried = [
        (f"carried by {entry['count']:,} × {entry['threat']}", "", entry["jammer"])
        for entry in found["raid"]
        if entry["jammer"]
    ]
    placed = [
        (each["name"], f"{_degrees(each['at'])}, {_length(each['altitude_m'])} up", each)
        for each in found["jammers"]
    ]
    for name, where, noise in placed + carried:
        power, band = _watts(noise["erp_w"]), _hertz(noise["bandwidth_hz"])
        rows.add_row(escape(name), where, power, band, ", ".join(noise["bands"]))
    return rows


def _surroundings(found: dict[str, Any]) -> list[str]:
    """Ground, weather, what differs from the usual on the way of a wave, and the coverage asked for."""
    weather, way, coverage = found["weather"], found["propagation"], found["coverage"]
    rain = f"rain {number_text(weather['rain_mmh'])} mm/h" if weather["rain_mmh"] else "no rain"
    words = [
        rain,
        f"visibility {_length(weather['visibility_m'])}",
        *([f"sea state {weather['sea_state']}"] if way["surface"] == "sea" else []),
        f"wind {number_text(weather['wind_mps'])} m/s",
        "night" if weather["night"] else "day",
    ]
    differs = [SWITCHES[key, value] for key, value in way.items() if (key, value) in SWITCHES]
    reach = "" if coverage["radius_m"] is None else f", out to {_length(coverage['radius_m'])}"
    cell = "" if coverage["cell_m"] is None else f", cells of {_length(coverage['cell_m'])}"
    targets = ", ".join(coverage["targets"]) or "those of the raid"
    return [
        f"Ground: {found['terrain']}",
        f"Weather: {', '.join(words)}",
        f"Waves: {', '.join(differs) or 'over land; gas, clutter and diffraction counted, no lobes, no duct'}",
        f"Coverage: at {', '.join(_length(each) for each in coverage['altitudes_m'])} above the {coverage['above']}, "
        f"targets: {targets}; seen from a probability of {100 * coverage['detection']:g} % in one look{reach}{cell}",
        *(f"Note: {note}" for note in found["notes"]),
    ]


#: Settings of propagation that differ from the default, in words.
SWITCHES: dict[tuple[str, object], str] = {
    ("surface", "sea"): "over sea",
    ("lobing", True): "lobes counted",
    ("duct", True): "an evaporation duct",
    ("gas", False): "loss in air not counted",
    ("clutter", False): "clutter not counted",
    ("diffraction", False): "diffraction not counted",
}


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


def _weather(weather: Weather) -> dict[str, Any]:
    return {
        "rain_mmh": round(weather.rain * MMH, 9),
        "visibility_m": weather.visibility,
        "sea_state": weather.sea_state,
        "wind_mps": weather.wind,
        "night": weather.night,
    }


def _noise(jamming: Jamming) -> dict[str, Any]:
    return {"erp_w": jamming.erp, "bandwidth_hz": jamming.bandwidth, "bands": list(jamming.bands)}


def _jammer(jammer: JammerSpec) -> dict[str, Any]:
    return {"name": jammer.name, "at": list(jammer.at), "altitude_m": jammer.altitude, **_noise(jammer)}


def _coverage(coverage: CoverageSpec) -> dict[str, Any]:
    return {
        "altitudes_m": list(coverage.altitudes),
        "above": coverage.above,
        "targets": list(coverage.targets),
        "detection": coverage.detection,
        "radius_m": coverage.radius,
        "cell_m": coverage.cell,
    }


def _without_effect(scenario: Scenario) -> list[str]:
    """Settings that somebody wrote and that change nothing."""
    calm = "sea_state" in scenario.weather.model_fields_set and scenario.propagation.surface == "land"
    return ["the sea state has no effect without `surface: sea` under `propagation`"] if calm else []


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
        "jammer": None if entry.jammer is None else _noise(entry.jammer),
    }


def _origin(entry: dict[str, Any]) -> str:
    if entry["at"] is not None:
        return _degrees(entry["at"])
    return f"{number_text(entry['bearing_deg'])}°, {_kilometres(entry['range_m'])}"


def _length(metres: float) -> str:
    return _kilometres(metres) if abs(metres) >= 1000 else f"{number_text(metres)} m"


def _watts(power: float) -> str:
    from iamd.analysis.calc.formula import watts

    return watts(power)


def _hertz(frequency: float) -> str:
    from iamd.analysis.calc.formula import hertz

    return hertz(frequency)


def _kilometres(metres: float) -> str:
    return f"{number_text(metres / 1000)} km"


def _degrees(at: list[float]) -> str:
    latitude, longitude = at
    return f"{abs(latitude):g}° {'N' if latitude >= 0 else 'S'} {abs(longitude):g}° {'E' if longitude >= 0 else 'W'}"
