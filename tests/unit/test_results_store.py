"""A results folder: resumable after a stop at any moment, refusing what is not its own."""

import json
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.unit.folder_factory import make_folder, manifest

from iamd.errors import ResultsError
from iamd.results import ResultsFolder, tables
from iamd.results.schema import TABLES

MANIFEST = {"seed": 1, "runs": 4, "scenario": {"name": "one", "hash": "a1"}, "created": "first"}


def part(runs: list[int]) -> dict[str, pa.Table]:
    columns = {
        column.name: np.zeros(len(runs), dtype=column.type)
        for column in TABLES["runs"]
        if column.type in ("int32", "float64")
    }
    return {"runs": tables.runs_table(runs, columns)}


def same(one: ResultsFolder, two: ResultsFolder) -> bool:
    """Whether all tables hold the same rows in the same order; a NaN equals a NaN."""

    def columns(folder: ResultsFolder, name: str) -> list[np.ndarray]:
        return [column.to_numpy() for column in folder.read_table(name).columns]

    pairs = [pair for name in TABLES for pair in zip(columns(one, name), columns(two, name), strict=True)]
    return all(np.array_equal(a, b, equal_nan=a.dtype == np.float64) for a, b in pairs)


def digests(runs: list[int]) -> dict[int, str]:
    return {run: f"{run:064x}" for run in runs}


@pytest.fixture
def folder(tmp_path: Path) -> ResultsFolder:
    folder = ResultsFolder(tmp_path / "deep" / "one")
    assert folder.begin(MANIFEST, "key") == set()
    folder.write_part("b", part([2, 3]), digests([2, 3]))
    folder.write_part("a", part([0, 1]), digests([0, 1]))
    return folder


def test_resume_gives_the_finished_parts_and_keeps_the_date(folder: ResultsFolder) -> None:
    again = ResultsFolder(folder.path)
    assert again.begin(MANIFEST | {"runs": 8, "created": "second"}, "key") == {"a", "b"}
    assert again.manifest["runs"] == 8
    assert again.manifest["created"] == "first"
    assert again.finished_runs() == {0, 1, 2, 3}
    assert again.read_table("runs")["run"].to_pylist() == [0, 1, 2, 3]


def test_another_key_is_refused_with_what_differs(folder: ResultsFolder) -> None:
    other = MANIFEST | {"seed": 7, "scenario": {"name": "two", "hash": "b2"}}
    with pytest.raises(
        ResultsError, match=r"another study.*scenario one a1 there, two b2 now.*seed 1 .*--out"
    ):
        ResultsFolder(folder.path).begin(other, "other")
    assert ResultsFolder.open(folder.path).manifest["seed"] == 1


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ResultsError, match=r"other files.*--out.*thesis\.txt"):
        ResultsFolder(tmp_path).begin(MANIFEST, "key")
    assert os.listdir(tmp_path) == ["thesis.txt"]


def test_a_start_that_was_interrupted_before_its_manifest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / ".manifest.json.0123abcd.tmp").write_text("{")
    folder = ResultsFolder(tmp_path)
    assert folder.begin(MANIFEST, "key") == set()
    assert not list(tmp_path.glob(".*.tmp"))


def test_an_unwritable_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match=r"cannot write there \(Not a directory\).*--out"):
        ResultsFolder(tmp_path / "file" / "one").begin(MANIFEST, "key")


def test_a_full_disk_leaves_no_part(folder: ResultsFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ResultsError, match="No space left"):
        folder.write_part("c", part([4]), digests([4]))
    assert folder.finished_parts() == {"a", "b"}
    assert not list(folder.path.rglob("*.tmp"))


@pytest.mark.parametrize("stop_at", [1, 2, 3, 4, 5])
def test_a_stop_at_any_moment_leaves_a_valid_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    # Each file goes in by one rename: stop before the first, between any two, and before the record.
    whole = make_folder(tmp_path / "whole", runs=4, draws=2)
    cut, calls, rename = tmp_path / "cut", [], os.replace

    def interrupted(source: Path, target: Path) -> None:
        calls.append(Path(target).parent.name)
        if "parts" in calls and len(calls) - calls.index("parts") - 1 == stop_at:
            raise KeyboardInterrupt
        rename(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make_folder(cut, runs=4, draws=2)
    monkeypatch.undo()
    folder = ResultsFolder.open(cut)
    assert folder.finished_parts() == {"draws"}
    assert folder.read_table("events").num_rows == 0
    assert list(cut.rglob("*.tmp"))
    with folder.connect() as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchall() == [(0,)]
    again = make_folder(cut, runs=4, draws=2)
    assert again.result_hash() == whole.result_hash()
    assert same(again, whole)
    assert not list(cut.rglob("*.tmp"))


def test_leftovers_are_ignored_and_removed_on_resume(folder: ResultsFolder) -> None:
    orphan = folder.path / "runs" / "part-c.parquet"
    orphan.write_bytes((folder.path / "runs" / "part-a.parquet").read_bytes())
    (folder.path / "runs" / "notes.txt").write_text("not ours")
    assert folder.read_table("runs").num_rows == 4
    folder.begin(MANIFEST, "key", shared=True)
    assert orphan.exists()
    folder.begin(MANIFEST, "key")
    assert not orphan.exists()
    assert (folder.path / "runs" / "notes.txt").exists()


def test_a_part_with_a_missing_or_cut_file_does_not_count(folder: ResultsFolder) -> None:
    (folder.path / "runs" / "part-a.parquet").unlink()
    cut = folder.path / "runs" / "part-b.parquet"
    cut.write_bytes(cut.read_bytes()[:-10])
    assert folder.finished_parts() == set()
    assert folder.begin(MANIFEST, "key") == set()
    folder.write_part("a", part([0, 1]), digests([0, 1]))
    assert folder.finished_runs() == {0, 1}


def test_a_finished_part_is_never_redone(folder: ResultsFolder) -> None:
    before = (folder.path / "runs" / "part-a.parquet").stat().st_mtime_ns
    folder.write_part("a", part([0, 1]), digests([0, 1]))
    assert (folder.path / "runs" / "part-a.parquet").stat().st_mtime_ns == before
    with pytest.raises(ResultsError, match="part a is finished, with other results"):
        folder.write_part("a", part([0, 1]), {0: "0" * 64, 1: "1" * 64})


def test_a_run_in_two_parts_is_refused(folder: ResultsFolder) -> None:
    folder.write_part("c", part([1]), digests([1]))
    with pytest.raises(ResultsError, match="run 1 is in two parts, a and c"):
        folder.result_hash()


def test_hash_does_not_depend_on_parts(tmp_path: Path) -> None:
    one = make_folder(tmp_path / "one", runs=7, draws=2, part_runs=3)
    two = make_folder(tmp_path / "two", runs=7, draws=2, part_runs=100)
    other = make_folder(tmp_path / "other", runs=7, draws=2, seed=2)
    assert one.result_hash() == two.result_hash() != other.result_hash()
    assert len(one.finished_parts()) == 4
    assert same(one, two)


def test_an_empty_folder_has_empty_views_with_all_columns(tmp_path: Path) -> None:
    folder = ResultsFolder(tmp_path / "empty")
    folder.begin(MANIFEST, "key")
    full = make_folder(tmp_path / "full", runs=2, draws=1)
    with folder.connect() as empty, full.connect() as filled:
        for name, columns in TABLES.items():
            described = [con.execute(f"DESCRIBE {name}").fetchall() for con in (empty, filled)]
            assert [row[:2] for row in described[0]] == [row[:2] for row in described[1]]
            assert [row[0] for row in described[0]] == [column.name for column in columns]
            assert folder.read_table(name).schema.equals(full.read_table(name).schema)


def test_a_path_with_quotes_and_spaces(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "it's a = test%", runs=2, draws=1)
    with folder.connect() as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchall() == [(2,)]
    assert folder.read_table("runs").num_rows == 2


def test_a_draw_that_two_parts_share_is_given_once(folder: ResultsFolder) -> None:
    for name, draws in (("c", [0, 1]), ("d", [1, 2])):
        folder.write_part(
            name, {"draws": tables.draws_table(draws, ["x"], [[draw / 2] for draw in draws])}, {}
        )
    assert folder.read_table("draws")["draw"].to_pylist() == [0, 1, 2]
    with folder.connect() as connection:
        rows = connection.execute("SELECT draw, input, value FROM draws ORDER BY draw").fetchall()
    assert rows == [(0, "x", 0.0), (1, "x", 0.5), (2, "x", 1.0)]


def test_open_refuses_what_is_no_results_folder(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="does not exist"):
        ResultsFolder.open(tmp_path / "none")
    with pytest.raises(ResultsError, match="not a results folder"):
        ResultsFolder.open(tmp_path)
    (tmp_path / "manifest.json").write_text('{"format_version": 99}')
    with pytest.raises(ResultsError, match=r"later iamd.*format 99"):
        ResultsFolder.open(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ResultsError, match="cannot be read"):
        ResultsFolder.open(tmp_path)


def test_json_is_strict(folder: ResultsFolder) -> None:
    value = {
        "nan": float("nan"),
        "array": np.array([1.0, np.inf]),
        "count": np.int32(3),
        5: (True, None),
        "s": {2, 1},
    }
    folder.write_json("summary.json", value)
    expected = {"nan": None, "array": [1.0, None], "count": 3, "5": [True, None], "s": [1, 2]}
    assert folder.read_json("summary.json") == expected
    assert "NaN" not in (folder.path / "summary.json").read_text()
    with pytest.raises(TypeError, match="object"):
        folder.write_json("summary.json", {"x": object()})
    assert folder.read_json("summary.json") == expected
    with pytest.raises(ResultsError, match="no such file"):
        folder.read_json("report.json")


def test_update_manifest(folder: ResultsFolder) -> None:
    folder.update_manifest(elapsed_s=2.5)
    assert json.loads((folder.path / "manifest.json").read_text())["elapsed_s"] == 2.5
    assert folder.manifest["key"] == "key"


def test_part_with_a_bad_name_or_schema_is_a_mistake_of_the_program(folder: ResultsFolder) -> None:
    with pytest.raises(ValueError, match="cannot be called"):
        folder.write_part("../x", part([9]), digests([9]))
    with pytest.raises(ValueError, match="schema"):
        folder.write_part("x", {"runs": pa.table({"run": [1]})}, digests([9]))
    with pytest.raises(ResultsError, match="no such table"):
        folder.read_table("run")


def test_the_factory_writes_what_the_contract_asks(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "f", runs=4, draws=2)
    assert folder.manifest.keys() >= manifest(4, 2, 1).keys() | {"format_version", "key"}
    assert folder.read_table("outcomes").num_rows == 4 * 24
