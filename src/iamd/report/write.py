"""From a results folder to one HTML file that needs nothing else."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from iamd.report.record import Record, open_record
from iamd.report.sections import (
    altitude,
    asked,
    ended,
    headline,
    inventory,
    leakage,
    ledger,
    map,
    sensitivity,
    timeline,
    uncertainty,
)
from iamd.report.sections.inputs import bibliography, input_table
from iamd.results import jsonfile

NAME = "report.html"

CONTENTS = (
    ("leakage", "How much gets through"),
    ("ended", "Where it ended"),
    ("spread", "Chance and unknowns"),
    ("sensitivity", "What moves the answer"),
    ("map", "Map"),
    ("timeline", "Timeline"),
    ("inventory", "Rounds left"),
    ("altitude", "Altitude"),
    ("ledger", "Assumption ledger"),
    ("sources", "Sources"),
    ("again", "Get it again"),
)


def write_report(folder: Path | str) -> Path:
    """Write ``report.html`` into a results folder, from what the folder holds and nothing else.

    Args:
        folder: a results folder; an interrupted one is reported as far as it got.

    Returns:
        The path of the report.

    Raises:
        ResultsError: it is not a results folder, or it cannot be written.
    """
    with open_record(folder) as record:
        text = render(record)
        path = record.folder.path / NAME
    jsonfile.write_text(path, text)
    return path


def render(record: Record) -> str:
    """The report as text."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("iamd.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        lstrip_blocks=True,
    )
    style = (files("iamd.report") / "templates" / "style.css").read_text(encoding="utf-8")
    return environment.get_template("report.html.j2").render(style=Markup(style), **sections(record))


def sections(record: Record) -> dict[str, Any]:
    """What every section shows, by name."""
    return {
        "contents": CONTENTS,
        "asked": asked.asked(record),
        "head": headline.headline(record),
        "leakage": leakage.leakage(record),
        "ended": ended.ended(record),
        "spread": uncertainty.uncertainty(record),
        "sensitivity": sensitivity.sensitivity(record),
        "inventory": inventory.inventory(record),
        "timeline": timeline.engagement(record),
        "map": map.laydown_map(record),
        "altitude": altitude.altitude(record),
        "ledger": ledger.ledger(record),
        "inputs": input_table(record),
        "bibliography": bibliography(record),
        "again": ledger.again(record),
        "runs": record.runs,
    }
