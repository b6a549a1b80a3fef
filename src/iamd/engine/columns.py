"""How a table of the engine is declared: a name, a meaning and typed columns with units."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Column(NamedTuple):
    """One column: ``f8`` or ``i8``, its unit, what it means, and its shape if it is not a scalar."""

    name: str
    type: str
    unit: str
    meaning: str
    shape: tuple[int, ...] = ()


class Table(NamedTuple):
    """The declaration of a table."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def dtype(self) -> np.dtype[Any]:
        """Record type, aligned, in the order of the declaration."""
        fields = [(column.name, f"<{column.type}", column.shape) for column in self.columns]
        return np.dtype(fields, align=True)

    def allocate(self, rows: int) -> Any:
        """``rows`` zeroed records (at least one, so that empty scenarios index safely)."""
        return np.zeros(max(rows, 1), dtype=self.dtype).view(np.recarray)


def xyz(what: str) -> tuple[Column, ...]:
    """Three columns for a position."""
    return tuple(Column(axis, "f8", "m", f"{what}, ECEF {axis}") for axis in "xyz")


def velocity(what: str) -> tuple[Column, ...]:
    """Three columns for a velocity."""
    return tuple(Column(f"v{axis}", "f8", "m/s", f"{what}, ECEF {axis}, rotating frame") for axis in "xyz")
