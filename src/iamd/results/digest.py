"""The result hash: equal results have equal hashes, on any number of workers and in any partition into parts.

One run's digest is SHA-256 over eight typed little-endian columns of its events, in the order of
:data:`DIGEST_COLUMNS`, each column whole, as codes and without strings: a digest does not depend on Parquet,
compression, names or sampling. The result hash is SHA-256 over the digests in run order (design, decision
*result_hash*).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Name and little-endian type of each hashed column, in order.
DIGEST_COLUMNS: tuple[tuple[str, str], ...] = (
    ("seq", "<i8"),
    ("time_s", "<f8"),
    ("kind", "<i8"),
    ("unit", "<i8"),
    ("threat", "<i8"),
    ("round", "<i8"),
    ("reason", "<i8"),
    ("value", "<f8"),
)


def run_digest(columns: Mapping[str, NDArray[Any]]) -> bytes:
    """SHA-256 (32 bytes) of the events of one run.

    Args:
        columns: at least the columns of :data:`DIGEST_COLUMNS`, each of shape (events,), as codes; a structured
            array or a mapping of arrays. Others (type, position) are left out of the hash.

    Raises:
        ValueError: the columns differ in length or are not one-dimensional.
    """
    digest = hashlib.sha256()
    shape = np.shape(columns["seq"])
    for name, kind in DIGEST_COLUMNS:
        column = np.asarray(columns[name])
        if column.ndim != 1 or column.shape != shape:
            raise ValueError(f"event column {name!r} has shape {column.shape}, 'seq' has {shape}")
        digest.update(canonical(column, kind).tobytes())
    return digest.digest()


def canonical(column: NDArray[Any], kind: str) -> NDArray[Any]:
    """``column`` as little-endian ``kind``; for floats one zero (+0.0) and one NaN (the quiet NaN of NumPy)."""
    if kind.endswith("i8"):
        return np.ascontiguousarray(column, dtype=kind)
    plain = np.array(column, dtype=kind) + 0.0  # -0.0 + 0.0 is +0.0
    plain[np.isnan(plain)] = np.nan
    return np.ascontiguousarray(plain, dtype=kind)


def result_hash(digests: Iterable[bytes | str]) -> str:
    """Hexadecimal SHA-256 over the digests of all runs, given in run order as bytes or as hexadecimal text."""
    whole = hashlib.sha256()
    for digest in digests:
        whole.update(bytes.fromhex(digest) if isinstance(digest, str) else digest)
    return whole.hexdigest()
