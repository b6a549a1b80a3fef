"""Builders of Arrow tables: exactly the declared columns, codes to names without a loop."""

import math

import numpy as np
import pyarrow as pa
import pytest

from iamd.results import tables
from iamd.results.schema import TABLES, EventKind, Outcome, Reason, SampleObject

UNITS, THREATS, TYPES = ["alpha", "beta"], ["t1", "t2", "t3"], ["long", "short"]


def events(**changes: object) -> dict[str, np.ndarray]:
    arrays = {
        "seq": [0, 1, 2],
        "time_s": [0.0, 1.5, 2.0],
        "kind": [EventKind.THREAT_LAUNCH, EventKind.INTERCEPTOR_LAUNCH, EventKind.LEAK],
        "unit": [-1, 1, -1],
        "threat": [2, 2, 2],
        "round": [-1, 0, -1],
        "type": [-1, 0, -1],
        "reason": [Reason.NONE, Reason.NONE, Reason.ENGAGED_MISSED],
        "value": [300.0, 42.0, 12.0],
    }
    return {name: np.asarray(column) for name, column in (arrays | changes).items()}


def test_events_have_names() -> None:
    table = tables.events_table(7, events(), UNITS, THREATS, TYPES)
    assert table.schema.equals(tables.arrow_schema("events"))
    rows = table.to_pylist()
    texts = {name: rows[1][name] for name in ("kind", "unit", "threat", "type", "reason")}
    assert texts == {
        "kind": "interceptor_launch",
        "unit": "beta",
        "threat": "t3",
        "type": "long",
        "reason": "none",
    }
    assert (rows[0]["unit"], rows[0]["type"], rows[2]["reason"]) == ("", "", "engaged_missed")
    assert [row["run"] for row in rows] == [7, 7, 7]
    assert math.isnan(rows[0]["latitude"])


def test_a_run_column_a_structured_array_and_positions() -> None:
    columns = events(latitude=[1.0, 2.0, 3.0], longitude=[4.0, 5.0, 6.0], altitude_m=[7.0, 8.0, 9.0])
    record = np.zeros(3, dtype=[(name, column.dtype) for name, column in columns.items()])
    for name, column in columns.items():
        record[name] = column
    table = tables.events_table([0, 0, 1], record, UNITS, THREATS, TYPES)
    assert table["run"].to_pylist() == [0, 0, 1]
    assert table["altitude_m"].to_pylist() == [7.0, 8.0, 9.0]


def test_every_enumeration_member_has_its_name() -> None:
    for kind in (EventKind, Reason, Outcome, SampleObject):
        column = tables.enum_column([member.value for member in kind], kind)
        assert column.to_pylist() == [member.name.lower() for member in kind]


@pytest.mark.parametrize(
    "change", [{"unit": [0, 2, 0]}, {"kind": [0, 1, 2]}, {"kind": [1, 2, 99]}, {"reason": [-1, 0, 0]}]
)
def test_a_code_outside_its_list_is_refused(change: dict) -> None:
    with pytest.raises(ValueError, match="code"):
        tables.events_table(0, events(**change), UNITS, THREATS, TYPES)


def test_no_rows() -> None:
    empty = {name: column[:0] for name, column in events().items()}
    assert tables.events_table(0, empty, UNITS, THREATS, TYPES).num_rows == 0


def test_names_that_repeat_are_one_entry_of_the_dictionary() -> None:
    column = tables.name_column([0, 1, 2, -1], ["drone", "drone", "cruise"])
    assert column.to_pylist() == ["drone", "drone", "cruise", ""]
    assert column.dictionary.to_pylist() == ["", "drone", "cruise"]


def test_outcomes_look_up_what_belongs_to_the_threat() -> None:
    arrays = {column.name: np.zeros(2) for column in TABLES["outcomes"]}
    arrays |= {"threat": np.array([2, 0]), "outcome": np.array([1, 2]), "reason": np.array([0, 18])}
    table = tables.outcomes_table(
        [0, 1], arrays, THREATS, ["a", "b", "a"], ["drone", "cruise", "drone"], ["", "x", "y"]
    )
    assert table.schema.equals(tables.arrow_schema("outcomes"))
    first, second = table.to_pylist()
    assert (first["threat"], first["type"], first["asset"], first["outcome"]) == ("t3", "a", "y", "killed")
    assert (second["asset"], second["outcome"], second["reason"], second["engaged"]) == (
        "",
        "leaked",
        "magazine",
        False,
    )


def test_draws_are_one_row_per_draw_and_input() -> None:
    table = tables.draws_table([4, 5], ["x", "y", "z"], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert table.to_pylist()[3:5] == [
        {"draw": 5, "input": "x", "value": 4.0},
        {"draw": 5, "input": "y", "value": 5.0},
    ]
    with pytest.raises(ValueError, match="shape"):
        tables.draws_table([4], ["x"], [[1.0, 2.0]])


def test_samples_take_names_from_two_lists() -> None:
    arrays = {
        "time_s": np.arange(4.0),
        "object": np.array([0, 1, 2, 2]),
        "name": np.array([1, 1, 2, -1]),
        "index": np.arange(4),
        "unit": np.array([-1, 0, 1, 1]),
    }
    table = tables.samples_table(0, arrays, UNITS, THREATS, TYPES)
    assert table["object"].to_pylist() == ["threat", "interceptor", "track", "track"]
    assert table["name"].to_pylist() == ["t2", "short", "t3", ""]
    with pytest.raises(ValueError, match="beyond"):
        tables.samples_table(0, arrays | {"name": np.array([3, 0, 0, 0])}, UNITS, THREATS, TYPES)


def test_every_declared_type_has_an_arrow_type() -> None:
    for name in TABLES:
        assert isinstance(tables.arrow_schema(name), pa.Schema)
