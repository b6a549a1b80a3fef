"""The result of a run as Python sees it: numbers at hand, tables on request."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pyarrow as pa

from iamd.report.record import open_record
from iamd.report.sections.headline import headline
from iamd.report.words import is_number, number, percent
from iamd.results import ResultsFolder
from iamd.results.schema import METRICS, TABLES


class Result:
    """A results folder with finished runs.

    Attributes:
        path: the folder.
        summary: contents of ``summary.json``.
        headline: the first sentences of the report.
        interrupted: whether Ctrl-C ended the run; the same call goes on from there.
    """

    def __init__(self, path: Path, *, interrupted: bool = False) -> None:
        self.folder = ResultsFolder.open(path)
        self.path = self.folder.path
        self.interrupted = interrupted
        self.summary: dict[str, Any] = self.folder.read_json("summary.json")
        self.headline = headline_of(self.path)
        self._tables: dict[str, pa.Table] = {}

    @property
    def report(self) -> Path | None:
        """The report, if one was written."""
        page = self.path / "report.html"
        return page if page.is_file() else None

    def table(self, name: str) -> pa.Table:
        """One of the tables events, outcomes, runs, draws, samples; read once."""
        if name not in self._tables:
            self._tables[name] = self.folder.read_table(name)
        return self._tables[name]

    @property
    def events(self) -> pa.Table:
        """Every event of every run."""
        return self.table("events")

    @property
    def outcomes(self) -> pa.Table:
        """What became of each threat in each run."""
        return self.table("outcomes")

    @property
    def runs(self) -> pa.Table:
        """Counts and sums of each run."""
        return self.table("runs")

    @property
    def draws(self) -> pa.Table:
        """Values drawn of the uncertain inputs, in SI."""
        return self.table("draws")

    @property
    def samples(self) -> pa.Table:
        """Positions over time of a few runs."""
        return self.table("samples")

    def frame(self, name: str) -> Any:
        """A table as a pandas DataFrame.

        Raises:
            ImportError: pandas is not installed.
        """
        return self.table(name).to_pandas()

    def sql(self, query: str) -> pa.Table:
        """The answer to a SELECT over the tables, by name, through DuckDB."""
        with self.folder.connect() as connection:
            return connection.sql(query).to_arrow_table()

    def __repr__(self) -> str:
        return f"Result({str(self.path)!r}, {self.summary['runs']} runs): {self.headline}"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(METRICS[name][1])}</td>"
            + "".join(f"<td style='text-align:right'>{cell}</td>" for cell in cells(name, entry))
            + "</tr>"
            for name, entry in self.summary["metrics"].items()
            if is_number(entry.get("mean"))
        )
        heads = "".join(
            f"<th>{word}</th>" for word in ("In one raid", "Mean", "Figures allow", "Single raids")
        )
        return (
            f"<p><strong>{html.escape(self.headline)}</strong></p><table><thead><tr>{heads}</tr></thead>"
            f"<tbody>{rows}</tbody></table><p>{html.escape(str(self.path))}</p>"
        )

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *TABLES})


def cells(name: str, entry: dict[str, Any]) -> list[str]:
    """Mean, parameter interval and spread of single raids of one metric."""
    form = percent if METRICS[name][0] in ("fraction", "probability") else number
    low, high, run_low, run_high = (form(entry.get(key)) for key in ("low", "high", "run_low", "run_high"))
    return [form(entry["mean"]), f"{low} to {high}", f"{run_low} to {run_high}"]


def headline_of(path: Path) -> str:
    """The sentences that open the report of a folder."""
    with open_record(path) as record:
        sentences = headline(record)
    return " ".join(filter(None, (sentences["frequency"], sentences["average"])))
