"""``iamd coverage``: what the radars of a scenario see and its units can engage, by altitude."""

from __future__ import annotations

import json
import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from iamd.cli.options import Json, Seed, Set, overrides
from iamd.cli.output import emit, escape, progress, relative, say, table


class Aspect(StrEnum):
    """From where a target is seen."""

    NOSE = "nose"
    SIDE = "side"
    TAIL = "tail"
    MEAN = "mean"


ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario file, or a name from `iamd list scenarios`.")
]
Altitudes = Annotated[
    str | None,
    typer.Option("--altitudes", metavar="50m,300m", help="Altitudes of the maps (default: the scenario's)."),
]  # fmt: skip
Targets = Annotated[
    str | None,
    typer.Option("--targets", metavar="NAME,NAME", help="Threats or aircraft (default: those of the raid)."),
]  # fmt: skip
Radius = Annotated[
    str | None,
    typer.Option("--radius", metavar="250km", help="Reach of the map about each unit (default: the displayed range)."),
]  # fmt: skip
Cell = Annotated[
    str | None,
    typer.Option("--cell", metavar="500m", help="Side of a cell (default: about 600 along a side)."),
]
Detection = Annotated[
    str | None,
    typer.Option("--detection", metavar="P", help="Probability of detection in one look that counts as seen (0.5)."),
]  # fmt: skip
Above = Annotated[
    str | None,
    typer.Option("--above", metavar="ground|sea", help="What altitudes count from (default: ground)."),
]
AspectOption = Annotated[
    Aspect,
    typer.Option("--aspect", help="What the target shows the radars: nose, side, tail, or the mean of all."),
]
Draws = Annotated[
    int | None,
    typer.Option("--draws", min=0, metavar="N",
                 help="Sets of inputs (and sites, for real laydowns) for the intervals (default: 40)."),
]  # fmt: skip
Exact = Annotated[
    bool,
    typer.Option("--exact/--fast", help="Sight lines over hills by straight rays, or by one quick sweep."),
]
Azimuths = Annotated[
    str | None,
    typer.Option("--azimuths", metavar="0,90", help="Directions of the vertical diagrams, degrees (default: ahead)."),
]  # fmt: skip
Formats = Annotated[
    str,
    typer.Option("--format", metavar="LIST", help="Formats of the maps: png, svg, tif, geojson, kmz, kml."),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="DIR", help="Folder (default: results/SCENARIO-coverage)."),
]  # fmt: skip


def coverage(
    scenario: ScenarioArgument,
    altitudes: Altitudes = None,
    targets: Targets = None,
    radius: Radius = None,
    cell: Cell = None,
    detection: Detection = None,
    above: Above = None,
    aspect: AspectOption = Aspect.NOSE,
    azimuths: Azimuths = None,
    draws: Draws = None,
    seed: Seed = None,
    exact: Exact = True,
    formats: Formats = "png,tif,geojson,kmz",
    settings: Set = None,
    out: OutOption = None,
    as_json: Json = False,
) -> int:
    """Show what the radars of a scenario really see, by altitude, and what stops them elsewhere.

    Writes maps, curves of area against altitude, vertical diagrams and a page; prints the areas beside the ring that a
    brochure would draw.

    Examples: iamd coverage one-battery --altitudes 50m,1km; iamd coverage my.yaml --targets Kalibr --radius 250km
    """
    from iamd.analysis.coverage.request import read_azimuths
    from iamd.study.survey import coverage as survey

    overrides(settings)
    given = {"radius": radius, "cell": cell, "detection": detection, "above": above}
    lists = {"altitudes": altitudes, "targets": targets}
    changes = [*(settings or ()), *_changes(given, lists)]
    with progress(not as_json) as advance:
        found = survey(
            scenario, set=changes, aspect=str(aspect), draws=draws, seed=seed, exact=exact,
            azimuths=read_azimuths(azimuths) if azimuths else (), formats=formats.split(","), out=out, progress=advance,
            command=typed(),
        )  # fmt: skip
    if as_json:
        emit(_as_data(found))
    else:
        _print(found)
    return 0


def typed() -> str | None:
    """The command as it was typed, for "get it again" on the page."""
    return shlex.join(["iamd", *sys.argv[1:]]) if sys.argv[1:2] == ["coverage"] else None


def _changes(given: dict[str, str | None], lists: dict[str, str | None]) -> list[str]:
    """Options as overrides of the scenario."""
    changes = [
        f"coverage.{name}={json.dumps(value) if name != 'detection' else value}"
        for name, value in given.items()
        if value
    ]
    for name, text in lists.items():
        if text:
            pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
            changes.append(f"coverage.{name}={json.dumps(pieces, ensure_ascii=False)}")
    return changes


def _as_data(found: Any) -> dict[str, Any]:
    document = found.document
    return {
        "path": found.path, "report": found.report, "headline": found.headline, "terrain": found.survey.ground.name,
        "laydown": found.survey.resolved.scenario.laydown.kind, "draws": found.survey.request.draws,
        "warnings": document.get("warnings", []), "areas": found.areas,
        "files": sorted(path.name for path in found.path.iterdir()),
    }  # fmt: skip


def _print(found: Any) -> None:
    """The areas as a table, what it hangs on, and where the page is."""
    say(f"[bold]{escape(found.headline[0])}[/]\n")
    kinds = dict.fromkeys((row["kind"], row["target"]) for row in found.areas)
    for kind, target in kinds:
        asked = [
            row for row in found.areas if row["asked"] and (row["kind"], row["target"]) == (kind, target)
        ]
        say(_table(kind, target, asked, bool(found.survey.request.draws)))
        say("")
    survey = found.survey
    middle = "Medians" if survey.ensemble else "Best values"
    told = [f"Terrain: {survey.ground.name}.", *found.document.get("warnings", [])]
    if survey.request.draws:
        told.append(f"{middle}, and where 90 of 100 of {survey.request.draws} draws of the inputs lie.")
    told.append(
        "A ring is the longest range that is displayed, or at which a round is said to reach the class of target."
    )
    for line in told:
        say(f"[dim]{escape(line)}[/]")
    say(f"\nThe page: [bold]{escape(relative(found.report))}[/] (open it in a browser)", wrap=False)


def _table(kind: str, target: str, rows: list[dict[str, Any]], intervals: bool) -> Any:
    from iamd.analysis.coverage.document import figure, percent
    from iamd.analysis.coverage.words import height_text

    verb = "seen" if kind == "detection" else "within reach of a round"
    columns = [
        "Altitude",
        "Area, km²",
        *(["5 to 95 %"] if intervals else []),
        "Of the ring",
        "What stops it most",
    ]
    made = table(
        *columns,
        title=escape(f"{target}, {verb}; ring of {rows[0]['ring_m'] / 1e3:,.0f} km"),
        right=[1, 2, 3][: 2 + intervals],
    )
    for row in rows:
        between = [f"{figure(row['low_km2'])} to {figure(row['high_km2'])}"] if intervals else []
        made.add_row(
            height_text(row["altitude_m"]),
            figure(row["area_km2"]),
            *between,
            percent(row["share_of_ring"]),
            _most(row["limits"]),
        )
    return made


def _most(limits: dict[str, float]) -> str:
    """The limit that binds in most of the area, with its share."""
    from iamd.analysis.coverage.document import percent

    words = {
        "terrain": "hidden by terrain", "horizon": "below the horizon", "energy": "echo too weak",
        "sector": "outside the sector", "elevation": "above or below the beam",
        "kinematics": "out of reach of the rounds",
    }  # fmt: skip
    name = max(words, key=lambda each: limits[each])
    return f"{words[name]} ({percent(limits[name])})" if limits[name] > 0.0 else "nothing"
