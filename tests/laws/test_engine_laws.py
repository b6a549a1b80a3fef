"""What every run has to obey: conservation, capacity, monotonicity, step halving, equality of runs and of compilers."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import iamd
from engine_runner import (
    FAILED,
    KILLED,
    LEAKED,
    SEED,
    events_of,
    mean,
    over_runs,
    record,
    shipped_world,
    with_tables,
)
from iamd.engine import counts
from iamd.engine.codes import EngagementState, ThreatStatus
from iamd.engine.execute import advance
from iamd.engine.world import Slot, World
from iamd.library.loader import library
from iamd.results.schema import EventKind
from iamd.scenario.load import load, shipped

ENGINE = Path(iamd.__file__).parent / "engine"
NAMES = [entry.name for entry in shipped()]
EACH = [pytest.param(name, marks=pytest.mark.slow) if name == "turkey-s500" else name for name in NAMES]
FREE = EngagementState.FREE.value
WAITING, IN_THE_AIR = ThreatStatus.WAITING.value, ThreatStatus.FLYING.value
LAUNCH, RELOAD, KILL, LEAK = (
    EventKind.INTERCEPTOR_LAUNCH.value,
    EventKind.RELOAD.value,
    EventKind.KILL.value,
    EventKind.LEAK.value,
)
#: Scenarios of hundreds of threats get few runs; the laws hold in each.
WORK = 4_000


def runs_for(world: World, most: int = 40) -> int:
    """Fewer runs of larger raids."""
    return max(3, min(most, WORK // (len(world.threats) * len(world.units))))


def digest(events: Any) -> str:
    """Hash over every column of an event log."""
    parts = [np.ascontiguousarray(events[name]).tobytes() for name in events.dtype.names]
    return hashlib.sha256(b"".join(parts)).hexdigest()


# --- conservation ---------------------------------------------------------------------------------------------------


@pytest.mark.jit_only
@pytest.mark.parametrize("name", EACH)
def test_every_launched_threat_ends_once(name: str) -> None:
    world = shipped_world(name)
    slot = Slot(world)
    for run in range(runs_for(world)):
        advance(world, slot, SEED, run)
        threats, events = slot.tables["threats"], events_of(slot)
        status = Counter(threats["status"].tolist())
        launched = int((events["kind"] == EventKind.THREAT_LAUNCH.value).sum())
        assert launched == len(threats) - status[WAITING]
        assert launched == status[KILLED] + status[LEAKED] + status[FAILED] + status[IN_THE_AIR]
        # Only a scenario that sets its own end may leave something waiting or in the air.
        assert status[WAITING] + status[IN_THE_AIR] == 0 or load(name).duration is not None
        for kind, code in ((KILL, KILLED), (LEAK, LEAKED), (EventKind.THREAT_FAILURE.value, FAILED)):
            logged = Counter(events["threat"][events["kind"] == kind].tolist())
            assert set(logged.values()) <= {1}
            assert set(logged) == set(np.flatnonzero(threats["status"] == code).tolist())


@pytest.mark.jit_only
@pytest.mark.parametrize("name", EACH)
def test_nothing_is_killed_after_it_has_arrived_or_failed(name: str) -> None:
    world = shipped_world(name)
    slot = Slot(world)
    for run in range(runs_for(world)):
        advance(world, slot, SEED, run)
        threats = slot.tables["threats"]
        arrival = threats["launch_s"] + world.flights["end_s"][threats["flight"]]
        killed = threats["status"] == KILLED
        assert np.all(threats["end_s"][killed] <= np.minimum(arrival, threats["fail_s"])[killed])
        assert np.all(threats["end_s"][killed] >= threats["launch_s"][killed])


@pytest.mark.jit_only
@pytest.mark.parametrize("name", EACH)
def test_no_more_rounds_are_fired_than_there_are(name: str) -> None:
    world = shipped_world(name)
    slot = Slot(world)
    for run in range(runs_for(world)):
        advance(world, slot, SEED, run)
        events = events_of(slot)
        fired = Counter(
            zip(
                *(events[column][events["kind"] == LAUNCH].tolist() for column in ("unit", "type")),
                strict=True,
            )
        )
        held = {(int(m.unit), int(m.type)): int(m.capacity) + int(m.spare) for m in world.magazines}
        for key, number in fired.items():
            assert number <= held[key]
        assert int(slot.counts[counts.ROUNDS]) == sum(fired.values())


@pytest.mark.jit_only
@pytest.mark.parametrize("name", EACH)
def test_books_of_channels_and_magazines_balance_at_any_moment(name: str) -> None:
    """The run is stopped at many moments; what is in use is what engagements hold, never more than there is."""
    world = shipped_world(name)
    slot = Slot(world)
    chance = np.random.default_rng(1)
    moments = np.unique(chance.integers(1, world.last_tick, 60 if runs_for(world) > 3 else 12))
    seen = 0
    for moment in moments.tolist():
        stopped = world._replace(last_tick=moment)
        advance(stopped, slot, SEED, moment % 3)
        live = slot.engagements[slot.engagements["state"] != FREE]
        seen += len(live)
        pairs = list(zip(live["unit"].tolist(), live["track"].tolist(), strict=True))
        assert len(set(pairs)) == len(pairs), "two engagements of one track by one unit"
        for row, sensor in enumerate(slot.tables["sensors"]):
            mine = live[live["sensor"] == row]
            assert sensor.busy_channels == mine["holds_channel"].sum() <= max(sensor.channels, 0)
            in_flight = slot.rounds[(slot.rounds["status"] > 0) & (slot.rounds["guided"] == 1)]
            guided = (slot.engagements["sensor"][in_flight["engagement"]] == row).sum()
            assert sensor.busy_guided == mine["to_fire"].sum() + guided
        launches = events_of(slot)
        launches = launches[launches["kind"] == LAUNCH]
        for row, magazine in enumerate(slot.tables["magazines"]):
            mine = live[live["magazine"] == row]
            fired = int(((launches["unit"] == magazine.unit) & (launches["type"] == magazine.type)).sum())
            full = int(world.magazines["ready"][row] + world.magazines["spare"][row])
            assert magazine.ready + magazine.spare + mine["to_fire"].sum() + fired == full
            assert magazine.ready >= 0
            if magazine.channels > 0:
                assert magazine.busy_channels <= magazine.channels
        assert slot.counts[counts.FLYING_ROUNDS] == live["flying"].sum()
        busy = slot.tracks["engaged"][: len(world.units) * world.sizes.tracks].sum()
        assert busy == len({pair[1] for pair in pairs}), "tracks marked as engaged are those of engagements"
    assert seen > 0 or not (world.magazines["ready"] > 0).any() or "first-detection" in name


@pytest.mark.jit_only
@pytest.mark.parametrize("name", ["one-battery", "limits/tiny", "limits/channels"])
def test_a_run_depends_on_nothing_that_ran_before(name: str) -> None:
    world = shipped_world(name)
    used = Slot(world)
    for run in (9, 4, 7, 4):
        advance(world, used, SEED, run)
        assert digest(events_of(used)) == digest(record(world, run).events)


# --- monotonicity, on the same draws --------------------------------------------------------------------------------


def leaked(slot: Slot) -> list[float]:
    """Share of the raid that arrived."""
    return [float((slot.tables["threats"]["status"] == LEAKED).mean())]


@functools.cache
def leakage(name: str, overrides: tuple[str, ...], runs: int) -> Any:
    """Share that arrived in each run of a shipped scenario."""
    return over_runs(shipped_world(name, overrides), runs, leaked)[:, 0]


BETTER: dict[str, Any] = {
    "more rounds": lambda w: with_tables(
        w, {"magazines": {"ready": 2 * w.magazines["ready"], "capacity": 2 * w.magazines["capacity"]}}
    ),
    "longer range of the radars": lambda w: with_tables(
        w,
        {
            "sensors": {
                "instrumented_m": 2.0 * w.sensors["instrumented_m"],
                "strength": 4.0 * w.sensors["strength"],
            }
        },
    ),
    "higher kill probability": lambda w: with_tables(
        w, {"round_types": {"sspk": np.minimum(1.3 * w.round_types["sspk"], 1.0)}}
    ),
    "no shared failure": lambda w: with_tables(w, {"round_types": {"common_cause": 0.0}}),
    "quicker reaction": lambda w: with_tables(
        w, {"doctrines": {"reaction_s": 0.3 * w.doctrines["reaction_s"]}}
    ),
    "more channels": lambda w: with_tables(
        w, {"sensors": {"channels": 2 * w.sensors["channels"], "guided": 2 * w.sensors["guided"]}}
    ),
    "surer readiness": lambda w: with_tables(w, {"units": {"readiness": 1.0}}),
    "no wrong kill assessment": lambda w: with_tables(w, {"doctrines": {"false_kill": 0.0}}),
}


@pytest.mark.jit_only
@pytest.mark.parametrize("runs", [100, pytest.param(400, marks=pytest.mark.slow)])
@pytest.mark.parametrize("what", list(BETTER))
def test_a_better_defence_does_not_leak_more(what: str, runs: int) -> None:
    raid = ("raid.0.count=12", "raid.1.count=12")
    better = BETTER[what](shipped_world("one-battery", raid))
    moved = mean(over_runs(better, runs, leaked)[:, 0] - leakage("one-battery", raid, runs))
    # Three standard errors of the paired difference, and one threat in a thousand for timing that shifts.
    assert moved.value <= 3.0 * moved.error + 0.001, f"{what}: leakage moves by {moved}"


@pytest.mark.jit_only
def test_a_hopeless_defence_leaks_everything_that_works() -> None:
    world = with_tables(shipped_world("one-battery"), {"round_types": {"sspk": 0.0}})
    status = over_runs(world, 50, lambda slot: slot.tables["threats"]["status"])
    assert not (status == KILLED).any()
    assert (status == LEAKED).mean() > 0.5


# --- step halving ---------------------------------------------------------------------------------------------------


@pytest.mark.jit_only
@pytest.mark.slow
def test_halving_the_flight_step_does_not_move_the_leakage() -> None:
    runs = 1000
    moved = mean(leakage("one-battery", ("step=0.025 s",), runs) - leakage("one-battery", (), runs))
    # The rule of the design: less than 0.01 of the raid, and the interval has to be short enough to say so.
    assert abs(moved.value) + 2.0 * moved.error < 0.01, f"leakage moves by {moved}"


# --- the compiler ---------------------------------------------------------------------------------------------------

_PLAY = """
import sys
sys.path.insert(0, sys.argv[1])
from test_engine_laws import digest, record, shipped_world
world = shipped_world("limits/tiny")
print(*(digest(record(world, run).events) for run in range(6)), sep="\\n")
"""


@pytest.mark.jit_only
def test_compiler_off_gives_the_same_events_bit_for_bit() -> None:
    world = shipped_world("limits/tiny")
    runs = [record(world, run) for run in range(6)]
    assert max(len(run.events) for run in runs) > 100
    assert any((run.events["kind"] == EventKind.INTERCEPT.value).any() for run in runs)
    here = Path(__file__).resolve()
    environment = os.environ | {
        "NUMBA_DISABLE_JIT": "1",
        "PYTHONPATH": os.pathsep.join([str(here.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    done = subprocess.run(
        [sys.executable, "-c", _PLAY, str(here.parent)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [digest(run.events) for run in runs]


# --- limits come from the library, not from the loop ----------------------------------------------------------------


def test_the_engine_knows_no_scenario_and_no_ideal_part() -> None:
    cards = library()
    names = {
        entry.name for entry in cards.entries() if not entry.name.islower() or cards.card(entry.name).ideal
    }
    names |= {*NAMES, "limits/"}
    for path in [ENGINE / "loop.py", ENGINE / "intercept.py", *(ENGINE / "stages").glob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert "ideal" not in text.casefold(), path.name
        found = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
        assert not found, f"{path.name} names {found}"


def test_bounds_of_this_file_are_not_vacuous() -> None:
    assert "one-battery" in NAMES
    assert sum(name.startswith("limits/") for name in NAMES) >= 9
