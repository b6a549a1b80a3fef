"""``manifest.json``: everything that is needed to know what was run, and to run it again."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import math
import platform
import sys
from typing import Any

from iamd.engine.compile import compile_world
from iamd.engine.world import World
from iamd.library.loader import library
from iamd.library.units import to_canonical
from iamd.physics._jit import sources_hash
from iamd.scenario import Input, ResolvedScenario, draw, scenario_hash, to_data
from iamd.scenario.ground import terrain_words
from iamd.scenario.load import find
from iamd.scenario.resolve import UnitRef
from iamd.study.ledger import ledger
from iamd.study.plan import Plan, figures_hash

VERSIONS = ("numpy", "numba", "pyarrow", "duckdb", "scipy", "pydantic")


def manifest(plan: Plan, runs: int) -> dict[str, Any]:
    """What is run, before it runs, without the compiler; ``created`` is now and ``elapsed_s`` is zero.

    Args:
        runs: number of runs that the folder will hold.
    """
    return {
        "iamd_version": importlib.metadata.version("iamd"),
        "scenario": scenario_entry(plan),
        "seed": plan.seed,
        "runs": runs,
        "draws": math.ceil(runs / plan.inner),
        "inner": plan.inner,
        "mode": plan.mode,
        "asked": {"draws": plan.draws, "set": [setting(path, value) for path, value in plan.changes]},
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": sys.platform,
        "versions": {name: importlib.metadata.version(name) for name in VERSIONS},
        "kernels": sources_hash(),
        "figures": figures_hash(plan.resolved),
        "elapsed_s": 0.0,
        "names": names_entry(plan),
        "inputs": [input_entry(item, plan.mode) for item in plan.resolved.inputs.values()],
    }


def details(plan: Plan) -> dict[str, Any]:
    """The entries that need a compiled world: magazines and ledger, at the best values."""
    resolved = plan.resolved
    best = compile_world(resolved, draw(resolved.inputs, plan.seed, 0, "best"))
    return {"magazines": magazines(resolved, best), "ledger": ledger(resolved, best)}


def setting(path: str, value: Any) -> str:
    """An override as it is written on the command line."""
    return f"{path}={value if isinstance(value, str) else json.dumps(value)}"


def scenario_entry(plan: Plan) -> dict[str, Any]:
    """The scenario: name, title, hash, and the text that gives it again."""
    scenario = plan.scenario
    laydown = scenario.laydown
    entry = {
        "name": plan.name,
        "title": scenario.title,
        "question": "",
        "description": scenario.description,
        "hash": scenario_hash(scenario),
        "terrain": scenario.terrain if scenario.terrain == "smooth" else terrain_words(scenario),
        "elevation_files": elevation_files(plan.resolved),
        "step_s": scenario.step,
    }
    where = {"kind": laydown.kind, "date": str(laydown.date or ""), "source": laydown.source}
    return {**entry, "laydown": where, "text": scenario_text(plan)}


def elevation_files(resolved: ResolvedScenario) -> list[dict[str, str]]:
    """Files of the elevation model around the units, with their SHA-256."""
    return [] if resolved.ground is None else resolved.ground.used_files()


def scenario_text(plan: Plan) -> str:
    """The file as its author wrote it; with overrides, or without a file, the whole scenario as it was run."""
    if plan.path is not None and not plan.changes:
        return find(plan.path).read_text(encoding="utf-8")
    import yaml

    text: str = yaml.safe_dump(to_data(plan.scenario), sort_keys=False, allow_unicode=True)
    changed = "".join(f"# changed on the command line: {path} = {value}\n" for path, value in plan.changes)
    return changed + text


def names_entry(plan: Plan) -> dict[str, Any]:
    """Units, threats, types and assets, with what the report shows of them."""
    names, resolved = plan.names, plan.resolved
    threats = [
        {"name": name, "type": kind, "target_class": target, "group": group, "asset": aim}
        for name, kind, target, group, aim in zip(
            names.threats, names.threat_types, names.classes, groups(resolved), names.targets, strict=True
        )
    ]
    assets = [
        {
            "name": asset.name,
            "latitude": asset.at[0],
            "longitude": asset.at[1],
            "radius_m": asset.radius,
            "value": asset.value,
        }
        for asset in resolved.scenario.assets
    ]
    return {
        "units": [unit_entry(unit) for unit in resolved.units],
        "threats": threats,
        "types": names.types,
        "assets": assets,
    }


def groups(resolved: ResolvedScenario) -> list[str]:
    """Raid entry of each threat, in words."""
    return [
        f"{number + 1}: {item.entry.count} x {item.card.name}"
        for number, item in enumerate(resolved.raid)
        for _ in range(item.entry.count)
    ]


def unit_entry(unit: UnitRef) -> dict[str, Any]:
    """One unit."""
    spec = unit.spec
    place = {"latitude": spec.at[0], "longitude": spec.at[1], "value": spec.value}
    return {
        "name": spec.name,
        "system": unit.system.name,
        **place,
        "network": unit.network.name,
        "doctrine": spec.doctrine.shots,
    }


def magazines(resolved: ResolvedScenario, best: World) -> list[dict[str, Any]]:
    """Rounds ready at the start, per unit and type, at the best values."""
    types = list(resolved.types)
    if not any(unit.magazines for unit in resolved.units):
        return []
    return [
        {
            "unit": resolved.units[int(row.unit)].spec.name,
            "type": types[int(row.type)],
            "ready": int(row.ready),
            "spare": int(row.spare),
        }
        for row in best.magazines
    ]


def input_entry(item: Input, mode: str) -> dict[str, Any]:
    """One input: the figure in its own unit, its evidence, and the interval that it was drawn from."""
    figure = item.figure
    sampled = {"p05": own_unit(item, item.low), "p95": own_unit(item, item.high), "shape": item.spread.shape}
    return {
        "name": item.name,
        "card": item.card,
        "figure": item.name.removeprefix(f"{item.card}."),
        "title": input_title(item),
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "unit": unit_text(figure.unit),
        "kind": figure.kind,
        "grade": figure.grade,
        "condition": figure.condition,
        "note": figure.note,
        "prior": item.prior,
        "stream": item.stream,
        "fixed": not item.uncertain or mode != "sampled",
        "sampled": sampled,
        "sources": [source_entry(key) for key in figure.sources],
    }


def input_title(item: Input) -> str:
    """What the figure means, in one line."""
    meaning = item.title.removeprefix("anchor: ")
    if item.figure.target_rcs:
        meaning = meaning.replace("`target_rcs`", item.figure.target_rcs)
    if meaning.startswith("the same "):
        meaning = f"single-shot kill probability, all causes of failure, {meaning.removeprefix('the same ')}"
    return meaning


def own_unit(item: Input, value: float) -> float:
    """A value in SI in the unit of the figure, to nine digits (it went the other way by one factor)."""
    factor = to_canonical(1.0, item.figure.unit, item.term.dimension)
    return float(f"{value / factor:.9g}")


def unit_text(unit: str) -> str:
    """A unit as a reader writes it: shares and counts have none."""
    return "" if unit in ("count", "prob", "fraction") else unit


def source_entry(key: str) -> dict[str, Any]:
    """A source of the bibliography."""
    source = library().sources[key]
    return {"title": source.title, "publisher": source.publisher, "year": source.year, "url": source.url}
