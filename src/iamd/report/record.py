"""What the report reads: the results folder, opened once, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iamd.results import ResultsFolder

if TYPE_CHECKING:
    import duckdb

#: What a bad entry of a hand-edited or half-written folder is read as.
Entry = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """A results folder as the sections see it.

    Attributes:
        folder: the folder.
        manifest, summary: as written; empty entries where the folder lacks them.
        sensitivity: one input at a time, or None if it was not run.
        connection: views over the tables of the finished parts.
    """

    folder: ResultsFolder
    manifest: Entry
    summary: Entry
    sensitivity: Entry | None
    connection: duckdb.DuckDBPyConnection
    cache: dict[str, Any] = field(default_factory=dict)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(query, list(values)).fetchall()

    def one(self, query: str, *values: object) -> tuple[Any, ...]:
        """The only row of a query."""
        row = self.connection.execute(query, list(values)).fetchone()
        return row if row is not None else ()

    @property
    def runs(self) -> int:
        """Runs that are finished."""
        if "runs" not in self.cache:
            self.cache["runs"] = int(self.one("SELECT count(*) FROM runs")[0])
        return int(self.cache["runs"])

    @property
    def draws(self) -> int:
        """Outer draws among the finished runs."""
        if "draws" not in self.cache:
            self.cache["draws"] = int(self.one("SELECT count(DISTINCT draw) FROM runs")[0])
        return int(self.cache["draws"])

    @property
    def median_run(self) -> int | None:
        """The run shown in detail: of the sampled ones, else of all, the nearest to the median of leakers."""
        if "median" not in self.cache:
            self.cache["median"] = _median_run(self)
        found: int | None = self.cache["median"]
        return found

    def metric(self, name: str) -> Entry:
        """A metric of the summary; an empty entry if it is not there."""
        return entry(entry(self.summary, "metrics"), name)

    def names(self, kind: str) -> list[Entry]:
        """Units, threats, types or assets of the manifest."""
        return entries(entry(self.manifest, "names"), kind)


def entry(mapping: object, key: str) -> Entry:
    """A sub-dictionary, or an empty one."""
    found = mapping.get(key) if isinstance(mapping, dict) else None
    return found if isinstance(found, dict) else {}


def entries(mapping: object, key: str) -> list[Entry]:
    """A list of dictionaries, or an empty one."""
    found = mapping.get(key) if isinstance(mapping, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def texts(mapping: object, key: str) -> list[str]:
    """A list of texts, or an empty one."""
    found = mapping.get(key) if isinstance(mapping, dict) else None
    return [str(item) for item in found] if isinstance(found, list) else []


@contextmanager
def open_record(path: Path | str) -> Iterator[Record]:
    """A results folder, open for as long as the block lasts.

    Raises:
        ResultsError: it is not a results folder.
    """
    folder = ResultsFolder.open(path)
    connection = folder.connect()
    try:
        yield Record(
            folder, folder.manifest, _summary(folder), _optional(folder, "sensitivity.json"), connection
        )
    finally:
        connection.close()


def _optional(folder: ResultsFolder, name: str) -> Entry | None:
    if not (folder.path / name).is_file():
        return None
    value = folder.read_json(name)
    return value if isinstance(value, dict) else None


def _summary(folder: ResultsFolder) -> Entry:
    """The summary as written; an interrupted folder has none, and it is made from the finished runs."""
    written = _optional(folder, "summary.json")
    if written is not None:
        return written
    if not folder.finished_runs():
        return {}
    from iamd.analysis.metrics import summary

    return summary(folder)


def _median_run(record: Record) -> int | None:
    nearest = record.rows(
        """SELECT run FROM runs, (SELECT median(leakers) AS middle FROM runs)
        ORDER BY run IN (SELECT DISTINCT run FROM samples) DESC, abs(leakers - middle), run <> 0 DESC, run LIMIT 1"""
    )
    return int(nearest[0][0]) if nearest else None
