"""The page of a survey: one self-contained HTML file about the maps, curves and tables of one folder."""

from __future__ import annotations

import base64
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from iamd.analysis import surveyfile
from iamd.analysis.surveyfile import LayerEntry, SurveyDocument, TableEntry
from iamd.report.words import capital, is_number, number, plain
from iamd.results import jsonfile

#: Larger drawings are replaced by the PNG, so that the page stays quick to open.
_LARGEST_SVG = 700_000
_KINDS = {"svg": "image/svg+xml", "png": "image/png"}
#: Endings in the order offered, with what they are good for.
OFFERED = (
    ("png", "picture"),
    ("svg", "drawing"),
    ("tif", "GeoTIFF for QGIS"),
    ("geojson", "outlines, GeoJSON"),
    ("kmz", "for Google Earth, KMZ"),
    ("kml", "outlines for Google Earth, KML"),
)


def write_survey_page(folder: Path | str, document: str = "coverage.json") -> Path:
    """Write the page of a survey into its folder, from what the folder holds and nothing else.

    Args:
        folder: holds the document and the files that it names.
        document: name of the document in the folder; the page takes its stem: ``coverage.html``.

    Returns:
        The path of the page.

    Raises:
        ResultsError: there is no such document, it lacks something, or the page cannot be written.
    """
    folder = Path(folder)
    survey = surveyfile.read(folder / document)
    path = (folder / document).with_suffix(".html")
    jsonfile.write_text(path, render(folder, survey))
    return path


def render(folder: Path, survey: SurveyDocument) -> str:
    """The page as text."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("iamd.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        lstrip_blocks=True,
    )
    templates = files("iamd.report") / "templates"
    style = "".join((templates / name).read_text(encoding="utf-8") for name in ("style.css", "survey.css"))
    return environment.get_template("survey.html.j2").render(
        style=Markup(style),
        survey=survey,
        facts=survey.get("facts", []),
        warnings=survey.get("warnings", []),
        not_modelled=survey.get("not_modelled", []),
        again=survey.get("again", []),
        sheets=[_sheet(folder, sheet) for sheet in survey["sheets"]],
        charts=[
            {**chart, "image": image(folder, chart["files"]), "links": links(folder, chart["files"]),
             "alt": chart.get("words") or f"{chart['title']}. {chart['note']}", "words": chart.get("words", "")}
            for chart in survey["charts"]
        ],
        tables=[table(entry) for entry in survey["tables"]],
        contents=_contents(survey),
    )  # fmt: skip


def _contents(survey: SurveyDocument) -> list[tuple[str, str]]:
    found = [(f"sheet-{number}", sheet["title"]) for number, sheet in enumerate(survey["sheets"], 1)]
    found += [("charts", "Curves")] if survey["charts"] else []
    found += [("tables", "Numbers")] if survey["tables"] else []
    found += [("ledger", "Models")] if survey["ledger"] else []
    found += [("sources", "Sources")]
    return [*found, ("again", "Get it again")] if survey.get("again") else found


def _sheet(folder: Path, sheet: Any) -> dict[str, Any]:
    return {
        **sheet,
        "left_out": sheet.get("left_out", []),
        "links": links(folder, sheet["files"]),
        "layers": [_layer(folder, layer) for layer in sheet["layers"]],
    }


def _layer(folder: Path, layer: LayerEntry) -> dict[str, Any]:
    areas = [
        (
            capital(line["label"]),
            f"{plain(round(line['area_km2']))} km²" if is_number(line["area_km2"]) else "–",
        )
        for line in layer["legend"]
    ]
    name = heading(layer)
    listed = "; ".join(f"{label.lower()}: {area}" for label, area in areas)
    return {
        **layer,
        "heading": name,
        "words": layer.get("words", ""),
        "alt": f"Map. {name}. {layer.get('words') or listed}",
        "areas": areas,
        "image": image(folder, layer["files"]),
        "links": links(folder, layer["files"]),
    }


def heading(layer: LayerEntry) -> str:
    """Title and altitude of a map in one line, the altitude once."""
    title, altitude = layer["title"], layer["altitude"]
    if title.casefold() in altitude.casefold():
        return capital(altitude)
    return title if altitude.casefold() in title.casefold() else f"{title}: {altitude}"


def image(folder: Path, names: dict[str, str]) -> Markup | None:
    """The picture as text to put into the page, as a drawing if there is one of modest size; None if there is none."""
    for ending in ("svg", "png"):
        path = folder / names[ending] if ending in names else None
        if path is None or not path.is_file():
            continue
        if ending == "svg" and path.stat().st_size > _LARGEST_SVG and "png" in names:
            continue
        packed = base64.b64encode(path.read_bytes()).decode("ascii")
        return Markup(f"data:{_KINDS[ending]};base64,{packed}")
    return None


def links(folder: Path, names: dict[str, str]) -> list[tuple[str, str, str]]:
    """Files that lie beside the page: name, what it is, size."""
    found = []
    for ending, words in OFFERED:
        path = folder / names[ending] if ending in names else None
        if path is not None and path.is_file():
            found.append((path.name, words, f"{number(max(path.stat().st_size / 1000, 1.0))} kB"))
    return found


def table(entry: TableEntry) -> dict[str, Any]:
    """A table with its cells as text, and which of its columns are numbers."""
    columns = range(len(entry["columns"]))
    numeric = [
        index for index in columns
        if index and any(is_number(row[index]) for row in entry["rows"])
        and all(row[index] is None or is_number(row[index]) for row in entry["rows"])
    ]  # fmt: skip
    rows = [[_cell(value) for value in row] for row in entry["rows"]]
    return {**entry, "rows": rows, "numeric": numeric, "note": entry.get("note", "")}


def _cell(value: object) -> str:
    return plain(value) if value is None or is_number(value) else str(value)
