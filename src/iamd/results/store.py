"""A results folder on disk: begun once, filled part by part, resumable after a crash at any moment.

A part is a batch of runs. Its tables are written to temporary names, renamed to ``<table>/part-<name>.parquet``,
and last of all ``parts/<name>.json`` is written, which names the files, their sizes and the digest of every run.
A part counts if that record exists and its files are whole; anything else in the table folders is left over from
an interrupted run: readers ignore it and a resume removes it. Rename is atomic on one file system (POSIX
``rename``); files are not flushed to the disk one by one, so a power cut can lose parts, and their sizes show it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from iamd.errors import ResultsError
from iamd.results import jsonfile
from iamd.results.digest import result_hash
from iamd.results.schema import FORMAT_VERSION, TABLES
from iamd.results.tables import arrow_schema

if TYPE_CHECKING:
    import duckdb

MANIFEST = "manifest.json"

#: Order of rows that readers may rely on.
ORDER: dict[str, tuple[str, ...]] = {
    "events": ("run", "seq"),
    "outcomes": ("run",),
    "runs": ("run",),
    "draws": ("draw",),
    "samples": ("run", "time_s"),
}
SQL_TYPES = {"int32": "INTEGER", "float64": "DOUBLE", "bool": "BOOLEAN", "dictionary": "VARCHAR"}
#: Entries of the manifest that may differ between the two halves of one study.
VOLATILE = {"created", "elapsed_s", "format_version", "key", "platform", "python", "runs"}


class Part(NamedTuple):
    """The record of a finished part."""

    name: str
    files: dict[str, Path]  # by table
    digests: dict[int, str]  # by run, hexadecimal


class ResultsFolder:
    """The folder of one study: ``begin`` to write it, ``open`` to read it.

    Args:
        path: the folder; it need not exist yet.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """An existing results folder, to read.

        Raises:
            ResultsError: no such folder, not a results folder, or written by a later format.
        """
        folder = cls(path)
        if not (folder.path / MANIFEST).is_file():
            trouble = (
                "is not a results folder: no manifest.json" if folder.path.exists() else "does not exist"
            )
            raise ResultsError(f"the folder {trouble}", where=str(folder.path))
        version = folder.manifest.get("format_version", 0)
        if version > FORMAT_VERSION:
            raise ResultsError(
                "the folder was written by a later iamd",
                given=f"format {version}",
                allowed=f"format {FORMAT_VERSION} or earlier",
                where=str(folder.path),
            )
        return folder

    # --- write -----------------------------------------------------------------------------------------------------

    def begin(self, manifest: Mapping[str, Any], key: str, *, shared: bool = False) -> set[str]:
        """Create the folder, or resume it if it has the same key; returns the names of the finished parts.

        Args:
            manifest: what is run; ``key`` and ``format_version`` are added. On a resume it replaces the old one,
                except for ``created``.
            key: equal for the same scenario, seed and draws, and whatever else must not change in a folder.
            shared: other processes are writing into this folder now (shards): leave unfinished files alone.

        Raises:
            ResultsError: the folder holds another study or other files, or cannot be written.
        """
        whole = {"format_version": FORMAT_VERSION, **manifest, "key": key}
        exists = (self.path / MANIFEST).exists()
        if exists:
            old = ResultsFolder.open(self.path).manifest
            if old.get("key") != key:
                raise _other_study(self.path, old, whole)
            whole["created"] = old.get("created", whole.get("created"))
        else:
            self._refuse_foreign()
        self._make_folders()
        if not shared:
            self._remove_leftovers()
        self.write_json(MANIFEST, whole)
        return self.finished_parts()

    def write_part(self, name: str, tables: Mapping[str, pa.Table], digests: Mapping[int, str]) -> None:
        """Write one part; it counts from the moment that its record is in place.

        A part that is finished already is left as it is if its digests are the same.

        Args:
            name: letters, digits, ``.``, ``_`` and ``-``.
            tables: by table name, each with the schema of :func:`iamd.results.tables.arrow_schema`.
            digests: hexadecimal digest of each run of the part.

        Raises:
            ValueError: a bad name, an unknown table or a table of another schema.
            ResultsError: the folder cannot be written, or the finished part has other digests.
        """
        _check_part(name, tables)
        finished = self._read_part(self.path / "parts" / f"{name}.json")
        if finished is not None:
            if finished.digests != dict(digests):
                raise ResultsError(f"part {name} is finished, with other results", where=str(self.path))
            return
        files = {table: self._write_table(table, name, rows) for table, rows in tables.items()}
        hashes = {str(run): digests[run] for run in sorted(digests)}
        self.write_json(f"parts/{name}.json", {"part": name, "files": files, "digests": hashes})

    def write_json(self, name: str, value: object) -> None:
        """Write a JSON file of the folder atomically; NaN and infinities become null."""
        jsonfile.write(self.path / name, value)

    def update_manifest(self, **changes: object) -> None:
        """Change entries of the manifest, for instance ``elapsed_s``."""
        self.write_json(MANIFEST, {**self.manifest, **changes})

    # --- read ------------------------------------------------------------------------------------------------------

    @property
    def manifest(self) -> dict[str, Any]:
        """What was run, as the study wrote it."""
        manifest: dict[str, Any] = self.read_json(MANIFEST)
        return manifest

    def read_json(self, name: str) -> Any:
        """The value of a JSON file of the folder; ResultsError if it is missing or broken."""
        return jsonfile.read(self.path / name)

    def parts(self) -> list[Part]:
        """The finished parts, ordered by their first run.

        Raises:
            ResultsError: two finished parts hold the same run.
        """
        records = (self._read_part(path) for path in (self.path / "parts").glob("*.json"))
        parts = sorted(filter(None, records), key=lambda part: (min(part.digests, default=-1), part.name))
        owner: dict[int, str] = {}
        for part in parts:
            for run in part.digests:
                if run in owner:
                    both = f"{owner[run]} and {part.name}"
                    raise ResultsError(f"run {run} is in two parts, {both}", where=str(self.path))
                owner[run] = part.name
        return parts

    def finished_parts(self) -> set[str]:
        """Names of the finished parts."""
        return {part.name for part in self.parts()}

    def finished_runs(self) -> set[int]:
        """Numbers of the runs that are done, whatever the parts were called."""
        return {run for part in self.parts() for run in part.digests}

    def result_hash(self) -> str:
        """Hash of all finished runs in run order: equal for any number of workers and any division into parts."""
        digests = {run: digest for part in self.parts() for run, digest in part.digests.items()}
        return result_hash(digests[run] for run in sorted(digests))

    def read_table(self, name: str) -> pa.Table:
        """One table over the finished parts, in the order of :data:`ORDER`; of draws each is given once."""
        if name not in TABLES:
            raise ResultsError("no such table", given=name, allowed=TABLES)
        files = [part.files[name] for part in self.parts() if name in part.files]
        if not files:
            return arrow_schema(name).empty_table()
        pieces = pa.concat_tables([pq.read_table(file, partitioning=None) for file in files])
        table = pieces.unify_dictionaries().combine_chunks()
        if name == "draws":
            plain = table.set_column(1, "input", table["input"].cast(pa.string()))
            once = plain.group_by(plain.column_names, use_threads=False).aggregate([])
            table = once.cast(arrow_schema(name))
        order = ORDER[name]
        return (
            table if _in_order(table, order) else table.sort_by([(column, "ascending") for column in order])
        )

    def connect(self) -> duckdb.DuckDBPyConnection:
        """An in-memory DuckDB connection with one view per table over the finished parts; the caller closes it."""
        import duckdb

        offline: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        connection = duckdb.connect(":memory:", config=offline)
        parts = self.parts()
        for name in TABLES:
            files = [part.files[name] for part in parts if name in part.files]
            connection.execute(f"CREATE VIEW {name} AS {_view(name, files)}")
        return connection

    # --- inside ----------------------------------------------------------------------------------------------------

    def _refuse_foreign(self) -> None:
        """Refuse a folder without manifest that holds something else than what an interrupted start leaves."""
        ours = {*TABLES, "parts"}
        try:
            names = os.listdir(self.path) if self.path.exists() else []
        except OSError as error:
            raise jsonfile.cannot_write(self.path, error) from error
        foreign = [name for name in names if name not in ours and not name.endswith(".tmp")]
        if foreign:
            raise ResultsError(
                "the folder holds other files and is not a results folder; choose another with --out",
                given=", ".join(sorted(foreign)[:3]),
                where=str(self.path),
            )

    def _make_folders(self) -> None:
        try:
            for name in (*TABLES, "parts"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise jsonfile.cannot_write(self.path, error) from error

    def _write_table(self, table: str, part: str, rows: pa.Table) -> dict[str, Any]:
        path = self.path / table / f"part-{part}.parquet"
        scratch = jsonfile.temporary(path)
        try:
            pq.write_table(rows, scratch, compression="zstd")
            size = scratch.stat().st_size
            os.replace(scratch, path)
        except OSError as error:
            jsonfile.scratch_left(scratch)
            raise jsonfile.cannot_write(path, error) from error
        return {"path": f"{table}/{path.name}", "rows": rows.num_rows, "bytes": size}

    def _read_part(self, record: Path) -> Part | None:
        """A finished part from its record; None if there is none or one of its files is missing or cut."""
        if not record.is_file():
            return None
        value = jsonfile.read(record)
        files = {table: self.path / entry["path"] for table, entry in value["files"].items()}
        sizes = {table: path.stat().st_size if path.is_file() else -1 for table, path in files.items()}
        if any(size != value["files"][table]["bytes"] for table, size in sizes.items()):
            return None
        return Part(value["part"], files, {int(run): digest for run, digest in value["digests"].items()})

    def _remove_leftovers(self) -> None:
        """Remove what an interrupted run left: temporary files, and files and records of unfinished parts."""
        kept = {path for part in self.parts() for path in part.files.values()}
        done = self.finished_parts()
        scratch = [path for folder in ("", "parts", *TABLES) for path in (self.path / folder).glob(".*.tmp")]
        written = [path for table in TABLES for path in (self.path / table).glob("part-*.parquet")]
        records = [path for path in (self.path / "parts").glob("*.json") if path.stem not in done]
        try:
            for path in {*records, *written, *scratch} - kept:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise jsonfile.cannot_write(self.path, error) from error


def _in_order(table: pa.Table, columns: tuple[str, ...]) -> bool:
    """Whether the rows ascend in the columns, the first of which counts most; saves a sort of a whole table."""
    undecided = np.ones(max(table.num_rows - 1, 0), dtype=bool)
    for column in columns:
        step = np.diff(table[column].to_numpy())
        if (undecided & (step < 0)).any():
            return False
        undecided &= step == 0
    return True


def _check_part(name: str, tables: Mapping[str, pa.Table]) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", name):
        raise ValueError(f"a part cannot be called {name!r}")
    for table, rows in tables.items():
        if table not in TABLES or not rows.schema.equals(arrow_schema(table)):
            raise ValueError(f"table {table!r} does not have the schema of iamd.results.schema")


def _view(name: str, files: Iterable[Path]) -> str:
    """SQL of a view over Parquet files, or of an empty one with the same columns."""
    paths = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    if not paths:
        empty = [f'CAST(NULL AS {SQL_TYPES[column.type]}) AS "{column.name}"' for column in TABLES[name]]
        return f"SELECT {', '.join(empty)} WHERE false"
    columns = ", ".join(f'"{column.name}"' for column in TABLES[name])
    once = "DISTINCT " if name == "draws" else ""
    return f"SELECT {once}{columns} FROM read_parquet([{paths}])"


def _other_study(path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> ResultsError:
    """The refusal of a folder with another key: what differs, and what to do."""
    names = sorted((old.keys() | new.keys()) - VOLATILE)
    differing = [name for name in names if jsonfile.plain(old.get(name)) != jsonfile.plain(new.get(name))]
    details = [f"{name} {_short(old.get(name))} there, {_short(new.get(name))} now" for name in differing[:4]]
    what = "; ".join(details) or "the key differs"
    return ResultsError(
        f"the folder holds another study ({what}); choose another folder with --out, or remove this one",
        where=str(path),
    )


def _short(value: object) -> str:
    """A manifest entry in a few characters: a scenario by its name and hash, long texts cut."""
    if isinstance(value, Mapping):
        value = " ".join(str(value[key])[:16] for key in ("name", "hash") if key in value) or "..."
    text = "none" if value is None else str(value)
    return text if len(text) <= 40 else text[:37] + "..."
