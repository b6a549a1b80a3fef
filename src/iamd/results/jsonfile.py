"""Strict JSON files, replaced in one step: a reader sees the old text or the new, never half of one."""

from __future__ import annotations

import json
import math
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from iamd.errors import ResultsError


def temporary(path: Path) -> Path:
    """An unused hidden name beside ``path``, ending in ``.tmp``, to write before a rename."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")


def write(path: Path, value: object) -> None:
    """Write ``value`` as JSON to ``path``, atomically; NaN and infinities become null (see :func:`plain`).

    Raises:
        ResultsError: the file cannot be written.
    """
    text = json.dumps(plain(value), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    scratch = temporary(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(text, encoding="utf-8", newline="\n")
        os.replace(scratch, path)
    except OSError as error:
        scratch_left(scratch)
        raise cannot_write(path, error) from error


def read(path: Path) -> Any:
    """The JSON value of a file.

    Raises:
        ResultsError: the file is missing, unreadable or not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ResultsError("the results folder has no such file", where=str(path)) from error
    except (OSError, ValueError) as error:
        raise ResultsError(f"the file cannot be read: {error}", where=str(path)) from error


def plain(value: object) -> Any:
    """``value`` with NumPy scalars and arrays as Python values, tuples and sets as lists, NaN and infinity as None.

    Raises:
        TypeError: a value that JSON cannot hold.
    """
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, set | frozenset):
        return [plain(entry) for entry in sorted(value)]
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    raise TypeError(f"{type(value).__name__} is no JSON value: {value!r}")


def cannot_write(path: Path, error: OSError) -> ResultsError:
    """The refusal of a folder that cannot be written, in the words of the operating system."""
    reason = error.strerror or str(error)
    return ResultsError(f"cannot write there ({reason}); choose another folder with --out", where=str(path))


def scratch_left(scratch: Path) -> None:
    """Remove a temporary file whose write failed, if it is there."""
    try:
        scratch.unlink(missing_ok=True)
    except OSError:
        return


def write_text(path: Path, text: str) -> None:
    """Write a text file so that a reader sees the old one or the new one, never half of it.

    Raises:
        ResultsError: the file cannot be written.
    """
    scratch = temporary(path)
    try:
        scratch.write_text(text, encoding="utf-8", newline="\n")
        os.replace(scratch, path)
    except OSError as error:
        scratch_left(scratch)
        raise cannot_write(path, error) from error
