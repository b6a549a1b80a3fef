"""From the engine's code arrays to Arrow tables, exactly as :mod:`iamd.results.schema` declares them.

Every builder takes one run or a whole part of many runs: ``run`` is a number or a column. Codes index lists of
names; a negative code means none and becomes the empty string. Nothing loops over rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from iamd.results.schema import TABLES, EventKind, Outcome, Reason, SampleObject

Arrays = Mapping[str, NDArray[Any]]

ARROW_TYPES: dict[str, pa.DataType] = {
    "int32": pa.int32(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
}


def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of one of the tables of :data:`iamd.results.schema.TABLES`."""
    return pa.schema([pa.field(column.name, ARROW_TYPES[column.type]) for column in TABLES[table]])


def events_table(
    run: ArrayLike, arrays: Arrays, units: Sequence[str], threats: Sequence[str], types: Sequence[str]
) -> pa.Table:
    """Events of one or many runs.

    Args:
        run: run number, or one for each event.
        arrays: columns of EVENTS by name, shape (events,); ``unit``, ``threat``, ``type`` are codes into the
            lists of names, ``kind`` and ``reason`` codes of their enumerations. ``type`` and the position may
            be missing (none, NaN).
        units: unit names.
        threats: threat names.
        types: interceptor and gun types.

    Raises:
        ValueError: a code outside its list.
    """
    named = {
        "kind": enum_column(arrays["kind"], EventKind),
        "reason": enum_column(arrays["reason"], Reason),
        "unit": name_column(arrays["unit"], units),
        "threat": name_column(arrays["threat"], threats),
        "type": name_column(_column(arrays, "type", len(arrays["seq"]), -1), types),
    }
    return _build("events", run, arrays, len(arrays["seq"]), named)


def outcomes_table(
    run: ArrayLike,
    arrays: Arrays,
    threats: Sequence[str],
    types: Sequence[str],
    target_classes: Sequence[str],
    assets: Sequence[str],
) -> pa.Table:
    """What became of each threat of one or many runs.

    Args:
        run: run number, or one for each row.
        arrays: columns of OUTCOMES by name, shape (rows,); ``threat`` indexes all four lists, ``outcome`` and
            ``reason`` are codes. ``type``, ``target_class`` and ``asset`` are looked up, not given.
        threats: threat names.
        types: type of each threat.
        target_classes: target class of each threat.
        assets: name of the asset that each threat is aimed at, empty if none.

    Raises:
        ValueError: a code outside its list.
    """
    threat = arrays["threat"]
    named = {
        "threat": name_column(threat, threats),
        "type": name_column(threat, types),
        "target_class": name_column(threat, target_classes),
        "asset": name_column(threat, assets),
        "outcome": enum_column(arrays["outcome"], Outcome),
        "reason": enum_column(arrays["reason"], Reason),
    }
    return _build("outcomes", run, arrays, len(threat), named)


def runs_table(run: ArrayLike, arrays: Arrays) -> pa.Table:
    """Counts and sums of one or many runs: ``arrays`` holds the columns of RUNS, shape (runs,)."""
    return _build("runs", run, arrays, len(arrays["draw"]), {})


def draws_table(draw: ArrayLike, inputs: Sequence[str], values: ArrayLike) -> pa.Table:
    """Values drawn of the uncertain inputs.

    Args:
        draw: numbers of the outer draws, shape (draws,).
        inputs: names of the inputs.
        values: in SI, shape (draws, inputs).

    Raises:
        ValueError: the shapes do not fit.
    """
    drawn = np.asarray(values, dtype=np.float64)
    numbers = np.asarray(draw, dtype=np.int32).reshape(-1)
    if drawn.shape != (len(numbers), len(inputs)):
        raise ValueError(f"values have shape {drawn.shape}, expected {(len(numbers), len(inputs))}")
    columns: dict[str, NDArray[Any]] = {"draw": np.repeat(numbers, len(inputs)), "value": drawn.reshape(-1)}
    codes = np.tile(np.arange(len(inputs)), len(numbers))
    return _build("draws", None, columns, drawn.size, {"input": name_column(codes, inputs)})


def samples_table(
    run: ArrayLike, arrays: Arrays, units: Sequence[str], threats: Sequence[str], types: Sequence[str]
) -> pa.Table:
    """Positions over time of one or many runs.

    Args:
        run: run number, or one for each row.
        arrays: columns of SAMPLES by name, shape (rows,); ``object`` is a code of SampleObject; ``name`` is a
            code into ``threats`` for a threat or a track (-1 for none), into ``types`` for an interceptor.
        units: unit names.
        threats: threat names.
        types: interceptor types.

    Raises:
        ValueError: a code outside its list.
    """
    object_code = np.asarray(arrays["object"])
    code = np.asarray(arrays["name"]).astype(np.int64)
    is_round = (object_code == SampleObject.INTERCEPTOR) & (code >= 0)
    _check_codes(code[~is_round], len(threats))
    named = {
        "object": enum_column(object_code, SampleObject),
        "name": name_column(np.where(is_round, code + len(threats), code), [*threats, *types]),
        "unit": name_column(arrays["unit"], units),
    }
    return _build("samples", run, arrays, len(object_code), named)


def name_column(codes: ArrayLike, names: Sequence[str]) -> pa.DictionaryArray:
    """``codes`` as text: ``names[code]``, or the empty string where the code is negative.

    Raises:
        ValueError: a code beyond the list.
    """
    position = {"": 0}
    for name in names:
        position.setdefault(name, len(position))
    lookup = np.array([0, *(position[name] for name in names)], dtype=np.int32)
    index = np.maximum(np.asarray(codes).astype(np.int64), -1)
    _check_codes(index, len(names))
    return pa.DictionaryArray.from_arrays(lookup[index + 1], pa.array(list(position), pa.string()))


def enum_column(codes: ArrayLike, kind: type[IntEnum]) -> pa.DictionaryArray:
    """``codes`` of an enumeration as text, in lower case.

    Raises:
        ValueError: a code that the enumeration lacks.
    """
    members = [member.name.lower() for member in kind]
    lookup = np.full(max(kind) + 1, -1, dtype=np.int32)
    lookup[[int(member) for member in kind]] = np.arange(len(members))
    index = np.asarray(codes).astype(np.int64)
    if index.size and (index.min() < 0 or index.max() >= len(lookup) or (lookup[index] < 0).any()):
        raise ValueError(f"a code is not one of {kind.__name__}: {np.unique(index)[[0, -1]]}")
    return pa.DictionaryArray.from_arrays(lookup[index], pa.array(members, pa.string()))


def _check_codes(codes: NDArray[np.int64], count: int) -> None:
    if codes.size and codes.max() >= count:
        raise ValueError(f"code {codes.max()} is beyond a list of {count} names")


def _column(arrays: Arrays, name: str, rows: int, default: float) -> NDArray[Any]:
    """A column by name from a mapping or a structured array, or a constant one where it is missing."""
    names: Any = getattr(getattr(arrays, "dtype", None), "names", None) or arrays
    return arrays[name] if name in names else np.full(rows, default)


def _build(
    table: str, run: ArrayLike | None, arrays: Arrays, rows: int, named: Mapping[str, pa.DictionaryArray]
) -> pa.Table:
    """Columns in the order and type of the schema; a missing position is NaN, any other gap is a KeyError."""
    columns: list[pa.Array] = []
    for field in arrow_schema(table):
        if field.name in named:
            columns.append(named[field.name])
        elif field.name == "run":
            number = np.broadcast_to(np.asarray(run, dtype=np.int32), (rows,))
            columns.append(pa.array(np.ascontiguousarray(number)))
        elif field.name in ("latitude", "longitude", "altitude_m"):
            columns.append(_plain(_column(arrays, field.name, rows, np.nan), field.type))
        else:
            columns.append(_plain(arrays[field.name], field.type))
    return pa.Table.from_arrays(columns, schema=arrow_schema(table))


def _plain(column: NDArray[Any], kind: pa.DataType) -> pa.Array:
    return pa.array(np.ascontiguousarray(column, dtype=kind.to_pandas_dtype()), type=kind)
