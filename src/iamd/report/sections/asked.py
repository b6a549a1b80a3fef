"""What was asked: laydown, raid, defence, and how much of it was simulated."""

from __future__ import annotations

from collections import Counter
from typing import Any

from iamd.report.record import Record, entry
from iamd.report.words import capital, class_name, count, is_number, join

LAYDOWNS = {
    "historical": "Historical laydown",
    "announced": "Publicly announced laydown",
    "fictional": "Fictional laydown",
}


def asked(record: Record) -> dict[str, str]:
    """Title, kind of laydown, raid, defence, facts of the run."""
    scenario = entry(record.manifest, "scenario")
    return {
        "title": str(scenario.get("title") or scenario.get("name") or "untitled scenario"),
        "question": str(scenario.get("question") or ""),
        "what": what_it_is(scenario),
        "raid": raid(record),
        "defence": defence(record),
        "facts": facts(record),
        "unfinished": unfinished(record),
        "laydown_source": str(entry(scenario, "laydown").get("source") or ""),
    }


def what_it_is(scenario: dict[str, Any]) -> str:
    """Kind and date of the laydown, and that the raid is made up."""
    laydown = entry(scenario, "laydown")
    kind = str(laydown.get("kind") or "")
    words = LAYDOWNS.get(kind, "Laydown of unstated kind")
    if laydown.get("date"):
        words += f", {laydown['date']}"
    raid_words = "raid as declared in the scenario" if kind == "historical" else "notional raid"
    terrain = str(scenario.get("terrain") or "")
    ground = "smooth earth, no hills" if terrain == "smooth" else f"terrain: {terrain}" if terrain else ""
    return "; ".join(part for part in (words, raid_words, ground) if part)


def raid(record: Record) -> str:
    """``8 ballistic missiles (generic-bm-600), 6 cruise missiles (Kalibr)``."""
    threats = record.names("threats")
    groups = Counter((str(item.get("target_class", "")), str(item.get("type", ""))) for item in threats)
    return join(
        [f"{many} {class_name(kind, many=many > 1)} ({name})" for (kind, name), many in groups.items()]
    )


def defence(record: Record) -> str:
    """``S-400 (battalion-1), 2 Pantsir-S1 (p-1, p-2)``."""
    systems: dict[str, list[str]] = {}
    for unit in record.names("units"):
        systems.setdefault(str(unit.get("system", "")), []).append(str(unit.get("name", "")))
    many = [f"{len(names)} × {system}" if len(names) > 1 else system for system, names in systems.items()]
    return capital(join(many))


def facts(record: Record) -> str:
    """How much was simulated."""
    words = f"{count(record.runs, 'simulated raid')}, {count(record.draws, 'draw')} of the uncertain figures"
    return f"{words}, seed {record.manifest.get('seed', 'not recorded')}"


def unfinished(record: Record) -> str:
    """What to say of a folder whose run was interrupted."""
    planned = record.manifest.get("runs")
    if record.runs == 0:
        return "No run has finished, so there is no answer yet. What is below describes what was asked."
    if is_number(planned) and record.runs < planned:
        done = f"{record.runs:,} of {planned:,} raids are finished"
        return f"The run was interrupted: {done}, and all below is from these."
    return ""
