"""The document of a survey: what ``coverage.json`` holds, written by the survey and read by the page of ``report``.

The file lies in the survey's folder beside the pictures, rasters and outlines that it names. It is the only thing that
passes between the two: an old folder gives a new page. ``format`` is 1; a reader refuses a later one. Names of files
are plain names inside the folder. All texts are plain text, in the words of the page.
"""

# No postponed annotations here: with them the optional keys of the types below cannot be told from the others.
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

from iamd.errors import ResultsError
from iamd.results import jsonfile

#: Version of the document's form.
FORMAT = 1


class LegendLine(TypedDict):
    """One line of a layer's legend.

    Attributes:
        label: in plain words.
        colour: ``#rrggbb``.
        area_km2: true area of its cells.
    """

    label: str
    colour: str
    area_km2: float


class LayerEntry(TypedDict):
    """One map of a sheet and its files.

    Attributes:
        name, title, altitude: as in :class:`iamd.analysis.mapsheet.Layer`.
        kind: ``classes`` or ``continuous``.
        unit: of a quantity.
        legend: lines with their areas.
        files: file names by ending: ``png``, ``svg``, ``tif``, ``geojson``.
        words: optional, what the map shows in one or two sentences; printed over it and its text alternative.
    """

    name: str
    title: str
    altitude: str
    kind: str
    unit: str
    legend: list[LegendLine]
    files: dict[str, str]
    words: NotRequired[str]


class SheetEntry(TypedDict):
    """One sheet: maps on one grid.

    Attributes:
        name: stem of the files of the whole sheet.
        title, subtitle, terrain, notice: as in :class:`iamd.analysis.mapsheet.MapSheet`.
        layers: its maps in the order shown.
        files: files of the whole sheet by ending: ``kmz``, ``kml``.
        left_out: optional, sentences on files that were not written, and why.
    """

    name: str
    title: str
    subtitle: str
    terrain: str
    notice: str
    layers: list[LayerEntry]
    files: dict[str, str]
    left_out: NotRequired[list[str]]


class ChartEntry(TypedDict):
    """One chart and its files.

    Attributes:
        name, title, note: as in :class:`iamd.analysis.mapsheet.LineChart`.
        files: file names by ending: ``png``, ``svg``.
        words: optional, what the chart shows in one or two sentences.
    """

    name: str
    title: str
    note: str
    files: dict[str, str]
    words: NotRequired[str]


class TableEntry(TypedDict):
    """One table.

    Attributes:
        title: its caption.
        columns: headings.
        rows: a text, a number or None to each column; the first names the row. Numbers are set to the right.
        note: optional, one line under it.
    """

    title: str
    columns: list[str]
    rows: list[list[Any]]
    note: NotRequired[str]


class LedgerRow(TypedDict):
    """One model that the survey rests on.

    Attributes:
        part: what of the survey ("horizon", "clutter").
        model: its name.
        source: where it is published.
        holds_for: range of validity, and what is left out.
    """

    part: str
    model: str
    source: str
    holds_for: str


class SurveyDocument(TypedDict):
    """A survey.

    Attributes:
        format: :data:`FORMAT`.
        survey: which survey ("coverage").
        title, subtitle: what was asked of what.
        headline: sentences; the first is the answer and is set large.
        sheets: maps.
        charts: curves.
        tables: numbers.
        assumptions: one sentence each.
        sources: one line each, as "author, title, year, address".
        ledger: models.
        notice: the standing line on scope and kind of laydown.
        facts: optional, pairs of name and words under the title ("Terrain", "Target").
        warnings: optional, sentences set apart at the top.
        not_modelled: optional, what the numbers are without.
        again: optional, pairs of name and words on how to get it again ("Command", "Version").
    """

    format: int
    survey: str
    title: str
    subtitle: str
    headline: list[str]
    sheets: list[SheetEntry]
    charts: list[ChartEntry]
    tables: list[TableEntry]
    assumptions: list[str]
    sources: list[str]
    ledger: list[LedgerRow]
    notice: str
    facts: NotRequired[list[tuple[str, str]]]
    warnings: NotRequired[list[str]]
    not_modelled: NotRequired[list[str]]
    again: NotRequired[list[tuple[str, str]]]


def write(path: Path, document: SurveyDocument) -> None:
    """Write a document, atomically.

    Raises:
        ResultsError: it lacks something that a page needs, or the file cannot be written.
    """
    check(document, str(path))
    jsonfile.write(path, document)


def read(path: Path) -> SurveyDocument:
    """The document of a folder.

    Raises:
        ResultsError: the file is missing, unreadable, of a later format, or lacks something.
    """
    document = jsonfile.read(path)
    check(document, str(path))
    return cast(SurveyDocument, document)


def check(document: object, where: str) -> None:
    """Refuse what is not such a document.

    Raises:
        ResultsError: names what is missing or of the wrong kind.
    """
    _entry(document, SurveyDocument, "the document", where)
    assert isinstance(document, Mapping)
    if document["format"] != FORMAT:
        raise ResultsError(
            "the survey is of another format than this version reads",
            given=document["format"],
            allowed=str(FORMAT),
            where=where,
        )
    parts = (("sheets", SheetEntry), ("charts", ChartEntry), ("tables", TableEntry), ("ledger", LedgerRow))
    for name, kind in parts:
        for number, item in enumerate(document[name]):
            _entry(item, kind, f"{name}[{number}]", where)
    for number, sheet in enumerate(document["sheets"]):
        _files(sheet["files"], f"sheets[{number}]", where)
        for index, layer in enumerate(sheet["layers"]):
            _entry(layer, LayerEntry, f"sheets[{number}].layers[{index}]", where)
            _files(layer["files"], f"sheets[{number}].layers[{index}]", where)
            if not str(layer["altitude"]).strip():
                raise ResultsError(
                    f"the map {layer['name']!r} does not say for which altitude it holds", where=where
                )
    for number, chart in enumerate(document["charts"]):
        _files(chart["files"], f"charts[{number}]", where)
    for number, table in enumerate(document["tables"]):
        if any(len(row) != len(table["columns"]) for row in table["rows"]):
            raise ResultsError(f"tables[{number}] has a row of another length than its columns", where=where)


#: Keys that hold lists; the others hold texts, but for those named in ``_entry``.
_LISTS = frozenset(
    (
        "headline", "sheets", "charts", "tables", "assumptions", "sources", "ledger", "layers", "legend", "columns",
        "rows", "facts", "warnings", "not_modelled", "again", "left_out",
    )
)  # fmt: skip


def _entry(item: object, kind: Any, name: str, where: str) -> None:
    if not isinstance(item, Mapping):
        raise ResultsError(f"{name} is not a set of named entries", where=where)
    missing = sorted(kind.__required_keys__ - set(item))
    if missing:
        raise ResultsError(f"{name} lacks {', '.join(missing)}", where=where)
    for key in kind.__annotations__.keys() & item.keys():
        wanted: type = list if key in _LISTS else dict if key == "files" else int if key == "format" else str
        if not isinstance(item[key], tuple if wanted is list and isinstance(item[key], tuple) else wanted):
            raise ResultsError(f"{name}: {key} is of the wrong kind", given=item[key], where=where)


def _files(files: Mapping[str, Any], name: str, where: str) -> None:
    """File names must stay inside the folder."""
    for file in files.values():
        if not isinstance(file, str) or Path(file).name != file or file in ("", ".", ".."):
            raise ResultsError(f"{name} names a file outside its folder", given=file, where=where)
