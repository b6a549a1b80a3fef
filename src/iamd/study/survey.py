"""``coverage``: survey a scenario, write maps, curves and tables, and make the page of them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from iamd.analysis import surveyfile
from iamd.analysis.coverage import document, sheets, vertical
from iamd.analysis.coverage.request import make_request
from iamd.analysis.coverage.survey import Survey, survey
from iamd.errors import InputError, ResultsError
from iamd.scenario import Scenario, load, resolve
from iamd.scenario.load import pairs

Progress = Callable[[int, int, str], None]
DOCUMENT = "coverage.json"
#: What is written unless formats are named. Drawings of large maps are slow, so maps come as pictures.
FORMATS = ("png", "tif", "geojson", "kmz")
ALL_FORMATS = ("png", "svg", "tif", "geojson", "kmz", "kml")


class Coverage(NamedTuple):
    """A survey that has been written.

    Attributes:
        path: the folder.
        report: its page.
        headline: sentences, the answer first.
        areas: a row to each kind, target and altitude.
    """

    path: Path
    report: Path
    headline: list[str]
    areas: list[dict[str, Any]]
    document: surveyfile.SurveyDocument
    survey: Survey


def coverage(
    scenario: str | Path | Scenario,
    *,
    set: Sequence[str] | Mapping[str, Any] = (),
    aspect: str = "nose",
    draws: int | None = None,
    seed: int | None = None,
    exact: bool = True,
    azimuths: Sequence[float] = (),
    formats: Iterable[str] = FORMATS,
    out: str | Path | None = None,
    command: str | None = None,
    progress: Progress | None = None,
) -> Coverage:
    """Survey what the radars of a scenario see and its units can engage; write maps, curves and a page.

    Args:
        scenario: a file, the name of a shipped scenario, or a loaded one.
        set: overrides, as ``["coverage.altitudes=[50 m, 300 m]"]`` or a mapping.
        aspect: from which the targets are seen: ``nose``, ``side``, ``tail`` or ``mean``.
        draws: sets of inputs for the intervals; 40 by default, 0 for none (fictional laydowns only).
        exact: sight lines over hills by straight rays instead of the quick sweep.
        azimuths: of the vertical diagrams [rad].
        formats: endings of the maps.
        out: folder; ``results/<scenario>-coverage`` by default. One that holds a survey is written anew.
        command: as typed, for the page.
        progress: called with (done, total, what).

    Raises InputError for whatever cannot be surveyed, before anything is written.
    """
    wanted = _formats(formats)
    loaded = load(scenario, set)
    name = _stem(scenario, loaded)
    folder = Path(out) if out is not None else Path("results") / f"{name}-coverage"
    _check_folder(folder)
    resolved = resolve(loaded, coverage=True)
    request = make_request(loaded, aspect=aspect, draws=draws, seed=seed, exact=exact, azimuths=azimuths)
    found = survey(resolved, request, progress)
    told = command or _command(name if isinstance(scenario, Scenario) else str(scenario), pairs(set))
    return write(found, folder, wanted, told, progress)


def write(
    found: Survey, folder: Path, formats: Sequence[str], command: str, progress: Progress | None = None
) -> Coverage:
    """Write a survey into a folder: maps, curves, document and page."""
    from iamd.export import write_charts, write_sheet
    from iamd.report.survey import write_survey_page

    tell = progress or (lambda done, total, what: None)
    made = document.document(found, command, version("iamd"))
    charts = sheets.area_charts(found)
    diagrams, left = vertical.charts(found)
    drawn = sheets.map_sheets(found)
    _forget(folder)
    for number, (name, sheet) in enumerate(drawn):
        tell(number, len(drawn), "drawing maps")
        made["sheets"].append(write_sheet(sheet, folder, name, formats=formats))
    tell(1, 1, "drawing maps")
    pictures = [ending for ending in ("png", "svg") if ending in formats] or ["png"]
    made["charts"] = write_charts([*charts, *diagrams], folder, formats=pictures)
    if left:
        made.setdefault("warnings", []).append(f"Left out: {', '.join(left)}; ask for fewer azimuths.")
    rows = document.areas(found)
    whole: Any = {**made, "areas": rows}
    surveyfile.write(folder / DOCUMENT, whole)
    return Coverage(folder, write_survey_page(folder, DOCUMENT), made["headline"], rows, made, found)


def _formats(formats: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(each.strip().lower().removeprefix(".") for each in formats))
    for each in wanted:
        if each not in ALL_FORMATS:
            raise InputError("a map cannot be written in this format", given=each, allowed=ALL_FORMATS)
    return wanted


def _stem(scenario: str | Path | Scenario, loaded: Scenario) -> str:
    if isinstance(scenario, Scenario):
        return "-".join("".join(c if c.isalnum() else " " for c in loaded.title.lower()).split())[:60]
    return Path(scenario).stem


def _command(scenario: str, changes: list[tuple[str, Any]]) -> str:
    options = [f"--set {shlex.quote(f'{path}={value}')}" for path, value in changes]
    return " ".join(["iamd coverage", shlex.quote(scenario), *options])


def _check_folder(folder: Path) -> None:
    """Refuse a folder that holds something else than a survey."""
    if folder.is_file():
        raise ResultsError("expected a folder, found a file", given=str(folder))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / DOCUMENT).is_file():
        raise ResultsError(
            "the folder holds something else than a survey of coverage", given=str(folder),
            allowed="an empty folder, or one of an earlier `iamd coverage`",
        )  # fmt: skip


def _forget(folder: Path) -> None:
    """Remove the files of an earlier survey, which its document names: none of them belongs to the new one."""
    if not (folder / DOCUMENT).is_file():
        return
    try:
        old = surveyfile.read(folder / DOCUMENT)
    except ResultsError:
        return
    names = [file for chart in old["charts"] for file in chart["files"].values()]
    for sheet in old["sheets"]:
        names += list(sheet["files"].values())
        names += [file for layer in sheet["layers"] for file in layer["files"].values()]
    for name in names:
        for path in (folder / name, folder / f"{name}.aux.xml", (folder / name).with_suffix(".qml")):
            path.unlink(missing_ok=True)
