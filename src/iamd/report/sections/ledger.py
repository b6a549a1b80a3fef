"""The assumption ledger, and how to get the same numbers again."""

from __future__ import annotations

import shlex
from typing import Any

from iamd.report.record import Record, entries, entry, texts
from iamd.report.sections.inputs import grade_table, inputs


def ledger(record: Record) -> dict[str, Any]:
    """Models, what is not modelled, notes, inputs by grade."""
    book = entry(record.manifest, "ledger")
    models = [
        tuple(str(item.get(key) or "") for key in ("stage", "model", "source", "validity"))
        for item in entries(book, "models")
    ]
    items = inputs(record)
    return {
        "models": models,
        "not_modelled": texts(book, "not_modelled"),
        "notes": texts(book, "notes"),
        "grades": grade_table(record),
        "priors": sum(bool(item.get("prior")) for item in items),
        "inputs": len(items),
        "fixed": sum(item.get("fixed") is True for item in items),
    }


def again(record: Record) -> dict[str, Any]:
    """Command line, seed, hashes and versions."""
    manifest, scenario = record.manifest, entry(record.manifest, "scenario")
    rows = [
        ("Scenario", scenario.get("name")),
        ("Scenario hash", scenario.get("hash")),
        ("Seed", manifest.get("seed")),
        ("Runs finished", f"{record.runs:,} of {manifest.get('runs', record.runs):,}"),
        ("Draws", manifest.get("draws")),
        ("Result hash", record.summary.get("result_hash")),
        ("Key", manifest.get("key")),
        ("iamd", manifest.get("iamd_version")),
        ("Other versions", versions(record)),
        ("Started", manifest.get("created")),
    ]
    return {
        "command": command(record),
        "rows": [(name, str(value)) for name, value in rows if value not in (None, "")],
        "text": str(scenario.get("text") or ""),
    }


def command(record: Record) -> str:
    """The command line that makes this folder."""
    manifest = record.manifest
    words = ["iamd", "run", str(entry(manifest, "scenario").get("name") or "SCENARIO")]
    asked = entry(manifest, "asked")
    numbers = {name: manifest.get(name) for name in ("runs", "draws", "seed")}
    if asked:
        numbers["draws"] = asked.get("draws")
    for option, value in numbers.items():
        if value is not None:
            words += [f"--{option}", str(value)]
    if manifest.get("mode") not in (None, "sampled"):
        words += ["--mode", str(manifest["mode"])]
    settings = asked.get("set")
    for text in settings if isinstance(settings, list) else []:
        words += ["--set", str(text)]
    return shlex.join(words)


def versions(record: Record) -> str:
    """Versions of what the result was made with."""
    found = entry(record.manifest, "versions")
    loose = {name: record.manifest.get(name) for name in ("python", "platform") if record.manifest.get(name)}
    return ", ".join(f"{name} {value}" for name, value in {**found, **loose}.items())
