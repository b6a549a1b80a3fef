"""The same seed gives the same result: for any number of workers, any order, any interruption."""

import signal
from pathlib import Path
from typing import Any

import pytest
from tests.study_helpers import SMALL, digests, play, start

import iamd
from iamd.results import ResultsFolder
from iamd.study.manifest import manifest
from iamd.study.plan import key_of, make_plan, spans
from iamd.study.player import Player

pytestmark = pytest.mark.jit_only


def test_the_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    one, three = (play(tmp_path / str(workers), runs=60, workers=workers) for workers in (1, 3))
    assert one.summary["result_hash"] == three.summary["result_hash"]
    assert one.summary["metrics"] == three.summary["metrics"]


def test_the_order_of_parts_changes_nothing(tmp_path: Path) -> None:
    plan = make_plan("one-battery", runs=200, set=SMALL)
    parts = list(spans(plan, plan.runs, set()))
    assert len(parts) > 1
    hashes = []
    for order in (parts, parts[::-1]):
        folder, player = ResultsFolder(tmp_path / str(len(hashes))), Player(plan)
        folder.begin(manifest(plan, plan.runs), key_of(plan))
        for span in order:
            folder.write_part(*player.part(*span))
        hashes.append(folder.result_hash())
    assert hashes[0] == hashes[1]


def test_a_run_does_not_depend_on_the_runs_before_it() -> None:
    plan = make_plan("one-battery", set=SMALL)
    alone = Player(plan).part(7, 7).digests[7]
    after_others = Player(plan).part(3, 9).digests[7]
    assert alone == after_others


def test_more_runs_extend_a_study_as_if_they_had_been_asked_for_at_once(tmp_path: Path) -> None:
    play(tmp_path / "grown", runs=22)
    grown = play(tmp_path / "grown", runs=43)
    whole = play(tmp_path / "whole", runs=43)
    assert grown.summary["result_hash"] == whole.summary["result_hash"]
    assert rows(grown.draws) == rows(whole.draws)
    assert rows(grown.runs) == rows(whole.runs)
    assert rows(grown.outcomes) == rows(whole.outcomes)


def rows(table: Any) -> list[str]:
    """The rows of a table, in an order of their own (NaN equals NaN in text)."""
    return sorted(map(repr, table.to_pylist()))


def test_another_seed_is_another_result(tmp_path: Path) -> None:
    first, second = (play(tmp_path / str(seed), seed=seed) for seed in (1, 2))
    assert not set(digests(first).values()) & set(digests(second).values())


def test_recording_positions_changes_nothing(tmp_path: Path) -> None:
    with_samples = play(tmp_path / "with")
    without = play(tmp_path / "without", set={**SMALL, "record.samples": False})
    assert with_samples.samples.num_rows > 0
    assert without.samples.num_rows == 0
    assert digests(with_samples) == digests(without)


KILLED = f"""
import os, signal, iamd
def progress(done, total, what):
    if what == "playing raids" and done >= 60:
        os.kill(os.getpid(), signal.SIGKILL)
iamd.run("one-battery", runs=400, set={SMALL!r}, out="folder", report=False, sensitivity=False, progress=progress)
"""


@pytest.mark.slow
def test_a_killed_study_is_resumed_and_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    process = start(KILLED, tmp_path)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL, said
    there = ResultsFolder.open(tmp_path / "folder").finished_runs()
    assert 0 < len(there) < 400
    done: list[int] = []
    resumed = play(
        tmp_path / "folder", runs=400, progress=lambda n, _, what: done.append(n) if "raids" in what else None
    )
    assert done[0] >= len(there)  # nothing is played twice
    whole = play(tmp_path / "whole", runs=400)
    assert resumed.summary["result_hash"] == whole.summary["result_hash"]


def test_what_decides_a_result_is_in_its_key() -> None:
    plans = [
        make_plan("one-battery"),
        make_plan("one-battery", seed=2),
        make_plan("one-battery", runs=100, draws=10),
        make_plan("one-battery", mode="best"),
        make_plan("one-battery", set={"raid.0.count": 7}),
        make_plan("one-battery", set={"figures.48N6E3.sspk_ballistic": 0.5}),
    ]
    assert len({key_of(plan) for plan in plans}) == len(plans)
    assert key_of(make_plan("one-battery", runs=900)) == key_of(plans[0])
    assert key_of(make_plan("one-battery", set={"study.runs": 30})) == key_of(plans[0])


def test_the_public_names_are_those_of_the_study_room() -> None:
    from iamd import study

    assert iamd.run is study.run
    assert iamd.compare is study.compare
