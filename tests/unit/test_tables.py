"""Every column of the engine has a type, a unit and a meaning, and the page on tables says the same.

``IAMD_UPDATE=1 pytest tests/unit/test_tables.py`` writes the generated part of the page anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path

import numpy as np
import pytest

from iamd.engine import codes
from iamd.engine.columns import Column, Table
from iamd.engine.tables import ALL
from iamd.results import schema

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "tables.md"
#: What stands above this line is written by hand.
MARK = "<!-- From here on written by tests/unit/test_tables.py from iamd.engine.tables: IAMD_UPDATE=1 renews it. -->\n"
UNITS = {
    "", "m", "m2", "s", "m/s", "m/s2", "m2/s3", "rad", "Pa", "kg/m2", "tick",
    "m, m/s", "m2, m2/s, m2/s2", "W/Hz", "Np", "m2 Hz/W", "1/m",
}  # fmt: skip
#: Ends of names that promise a unit.
ENDINGS = {"_s": "s", "_m": "m", "_ticks": "tick", "_at": "tick"}
#: Real numbers without a unit: probabilities, ratios, unit vectors, values of assets.
PURE = {
    "axes", "beam_ratio", "common_cause", "detection", "diffraction", "duct_gains", "earth_factor", "false_alarm",
    "false_kill", "false_plots", "gate", "link_loss", "lobing", "loft", "los", "loss_permittivity", "missed_kill",
    "navigation_ratio", "permittivity", "rain_echo", "range_share", "readiness", "reliability",
    "scan_exponent", "sidelobe", "sspk", "tail_ratio", "track_share", "value", "vertical",
}  # fmt: skip
COLUMNS = [(table, column) for table in ALL for column in table.columns]
ENUMERATIONS: tuple[type[IntEnum], ...] = (
    codes.UnitState, codes.SensorRole, codes.SensorKind, codes.TargetClass, codes.Guidance, codes.ThreatStatus,
    codes.TrackStatus, codes.EngagementState, codes.RoundStatus, codes.WeaponControl, schema.EventKind, schema.Reason,
)  # fmt: skip


def name_of(value: object) -> str:
    return value.name if isinstance(value, Table | Column) else str(value)


def faults(column: Column) -> Iterator[str]:
    """What is wrong with the declaration of a column."""
    if column.type not in ("f8", "i8"):
        yield "the type is neither f8 nor i8"
    if not column.meaning.strip() or "|" in column.meaning:
        yield "no meaning that a page can show"
    if column.unit not in UNITS:
        yield f"unknown unit {column.unit}"
    promised = next((unit for end, unit in ENDINGS.items() if column.name.endswith(end)), column.unit)
    if promised != column.unit:
        yield f"the name promises {promised}"
    if column.type == "f8" and column.unit == "" and column.name not in PURE:
        yield "no unit, and not known as a pure number"
    if column.type == "i8" and column.unit not in ("", "tick"):
        yield "whole numbers count, point or name"
    if any(size < 1 for size in column.shape):
        yield "an empty shape"


@pytest.mark.parametrize("table", ALL, ids=name_of)
def test_every_column_has_a_type_a_unit_and_a_meaning(table: Table) -> None:
    assert {column.name: found for column in table.columns if (found := list(faults(column)))} == {}
    assert table.meaning.endswith(".")


@pytest.mark.parametrize(
    "column",
    [
        Column("wait_s", "f8", "", "wait"),
        Column("speed", "f8", "", "speed"),
        Column("speed", "f8", "km/h", "speed"),
        Column("speed", "f4", "m/s", "speed"),
        Column("speed", "f8", "m/s", ""),
        Column("next_at", "i8", "s", "next"),
    ],
    ids=lambda column: f"{column.name} {column.type} {column.unit or 'none'}",
)
def test_the_search_for_faults_finds_them(column: Column) -> None:
    assert list(faults(column))


@pytest.mark.parametrize("table", ALL, ids=name_of)
def test_records_are_aligned_and_hold_the_columns_in_order(table: Table) -> None:
    assert table.dtype.names == tuple(column.name for column in table.columns)
    assert table.dtype.isalignedstruct
    width = sum(8 * int(np.prod(column.shape, dtype=int)) for column in table.columns)
    assert table.dtype.itemsize == width, "eight bytes each, no gaps: the same on every platform"


def test_names_are_used_once() -> None:
    assert len({table.name for table in ALL}) == len(ALL)
    for table in ALL:
        assert len({column.name for column in table.columns}) == len(table.columns), table.name


def test_a_column_that_points_at_codes_names_them() -> None:
    """So that a reader of the page finds the list."""
    named = {each.__name__ for each in ENUMERATIONS}
    used = {word.strip(".,;:") for _, column in COLUMNS for word in column.meaning.split()}
    assert used & named == named


def lines() -> Iterator[str]:
    """The generated part of the page."""
    yield "## Tables"
    for table in ALL:
        yield f"### {table.name}"
        yield table.meaning
        rows = ["| column | type | unit | meaning |", "|---|---|---|---|"]
        for column in table.columns:
            shape = f" × {column.shape[0]}" if column.shape else ""
            rows.append(f"| `{column.name}` | {column.type}{shape} | {column.unit} | {column.meaning} |")
        yield "\n".join(rows)
    yield "## Codes"
    for kind in ENUMERATIONS:
        words = ", ".join(f"{member.value} {member.name.lower()}" for member in kind)
        yield f"**{kind.__name__}**: {words}."


def generated() -> str:
    return "\n\n".join(lines()) + "\n"


def test_the_page_says_what_the_tables_are() -> None:
    written, mark, found = PAGE.read_text(encoding="utf-8").partition(MARK)
    assert mark, "the page has lost its mark"
    if os.environ.get("IAMD_UPDATE"):
        PAGE.write_text(f"{written}{MARK}\n{generated()}", encoding="utf-8")
        return
    assert found.strip() == generated().strip(), (
        "IAMD_UPDATE=1 pytest tests/unit/test_tables.py renews the page"
    )
