"""The contract between engine and analysis: tables, Parquet parts, manifest and result hash."""

from iamd.results.digest import result_hash, run_digest
from iamd.results.store import ResultsFolder

__all__ = ["ResultsFolder", "result_hash", "run_digest"]
