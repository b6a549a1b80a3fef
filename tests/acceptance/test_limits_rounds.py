"""What goes in comes out: kill probabilities, guidance inside the envelope, assessment errors, reliability, readiness.

Each round and gun of the library that can be used is put on a bench: one unit with an ideal radar, no delay and no
error of its own, against targets of the class it is made for. Inside its envelope its guidance has to pass (a miss
below the gate), and then the kill probability of the draw has to come back. Tolerance: three standard errors over runs.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from engine_runner import (
    FAILED,
    LEAKED,
    Mean,
    assert_close,
    assert_share,
    events_of,
    mean,
    over_runs,
    shipped_world,
    world_of,
)
from iamd.engine.world import Slot, World
from iamd.library.card import PartCount, RoundLoad, SystemCard
from iamd.library.figure import Figure
from iamd.library.loader import Entry, Library, library
from iamd.library.units import to_canonical
from iamd.physics.flyout import flight_time
from iamd.results.schema import EventKind
from iamd.scenario.spec import Scenario

pytestmark = pytest.mark.jit_only
LAUNCH, INTERCEPT, KILL = (
    EventKind.INTERCEPTOR_LAUNCH.value,
    EventKind.INTERCEPT.value,
    EventKind.KILL.value,
)
ROUND_LOST, ASSESS = EventKind.ROUND_LOST.value, EventKind.ASSESS.value


def exactly(value: float, unit: str = "count") -> Figure:
    """A figure of the bench itself."""
    return Figure(value=value, low=value, high=value, unit=unit, kind="assumption", grade="E", shape="fixed")


class Bench(Library):
    """The shipped library and a system that fires one type of round, with ideal parts around it."""

    def __init__(self, weapon: str) -> None:
        super().__init__()
        entry = self.find(weapon)
        gun = entry.kind == "guns"
        card = SystemCard(
            name="bench",
            title="bench for one type of round",
            limits="a closed-form test object",
            ideal=True,
            radars=(PartCount(part="ideal fire-control sensor"),),
            launcher=None if gun else "ideal launcher",
            rounds=() if gun else (RoundLoad(round=weapon, ready="ready_rounds"),),
            guns=(PartCount(part=weapon),) if gun else (),
            figures={
                "launchers": exactly(1),
                "ready_rounds": exactly(1000),
                "reaction_time": exactly(0, "s"),
                "readiness": exactly(1, "fraction"),
                "hit_radius": exactly(1, "m"),
            },
        )
        self.index["bench"] = Entry("bench", "systems", card.title, entry.path, True)
        self._cards["bench"] = card


#: Target, distance from which it comes [km], height [m] and interval between targets [s], by the class of the round.
TARGETS: dict[str, tuple[str, float, float | None, float]] = {
    "air": ("fourth-generation fighter", 200.0, 8000.0, 20.0),
    "low": ("Kalibr", 40.0, None, 20.0),
    "drone": ("Shahed-136", 8.0, 500.0, 60.0),
    "short": ("generic-bm-300", 250.0, None, 20.0),
    "medium": ("generic-bm-1000", 900.0, None, 20.0),
}


def metres(weapon: str, name: str) -> float:
    """Best value of a length on a card [m]."""
    figure = library().resolve(library().card(weapon))[name].figure
    return to_canonical(figure.value, figure.unit, "length")


def bench_world(weapon: str, target: str, count: int = 10) -> World:
    """World of the bench: targets one after the other at an asset 4 km away from the unit."""
    threat, distance, height, spacing = TARGETS[target]
    entry: dict[str, Any] = {
        "threat": threat,
        "count": count,
        "aim": "City",
        "spacing": f"{spacing} s",
        "from": {"bearing": "90 deg", "range": f"{distance} km"},
    }
    if height is not None:
        # Well inside: at its ceiling a round has neither the air nor the speed left to follow an error.
        entry["altitude"] = f"{min(height, 0.6 * metres(weapon, 'altitude_max'))} m"
    near = 0.005 if target == "drone" else 0.05
    scenario = Scenario.model_validate(
        {
            "title": "bench",
            "terrain": "smooth",
            "laydown": {"kind": "fictional"},
            "units": [{"name": "unit", "system": "bench", "at": [40.0, 33.0], "doctrine": "ideal doctrine"}],
            "assets": [{"name": "City", "at": [40.0, 33.0 + near], "radius": "1 km"}],
            "raid": [entry],
            "figures": {f"{threat}.reliability": 1.0},
        }
    )
    return world_of(scenario, cards=Bench(weapon))


def weapons() -> list[Any]:
    """Every interceptor and gun that can be used, with the targets it is made for."""
    found = []
    cards = library()
    for entry in cards.entries("interceptors", "guns"):
        card = cards.card(entry.name)
        if not entry.usable or card.ideal:
            continue
        figures = cards.resolve(card)
        if "range_max_ballistic" in figures:
            target = "medium" if metres(entry.name, "altitude_min") > 20_000.0 else "short"
        elif entry.kind == "guns":
            target = "drone"
        else:
            target = "air"
        found.append(pytest.param(entry.name, target, id=entry.name.replace(" ", "-")))
    return found


def shots(slot: Slot) -> tuple[float, ...]:
    """Rounds fired at living targets, lost among them, first intercepts and kills by them."""
    events = events_of(slot)
    kind = events["kind"]
    targets = dict(zip(events["ordinal"][kind == LAUNCH], events["threat"][kind == LAUNCH], strict=True))
    died = dict(zip(events["threat"][kind == KILL], events["time_s"][kind == KILL], strict=True))
    killers = set(events["ordinal"][kind == KILL].tolist())
    lost = wasted = 0
    for event in events[kind == ROUND_LOST]:
        # A round whose target another round has killed is no failure of its guidance.
        dead = died.get(targets[event.ordinal], np.inf) <= event.time_s
        wasted += dead
        lost += not dead
    met = events[kind == INTERCEPT]
    first = met[np.unique(met["threat"], return_index=True)[1]]
    return (
        len(targets) - wasted,
        lost,
        len(first),
        sum(int(ordinal) in killers for ordinal in first["ordinal"]),
    )


@functools.cache
def bench(weapon: str, target: str, runs: int) -> tuple[Any, float]:
    """Shots of each run, and the kill probability of the draw."""
    world = bench_world(weapon, target)
    aimed_at = int(world.threats["target_class"][0])
    return over_runs(world, runs, shots), float(world.round_types["sspk"][0][aimed_at])


@pytest.mark.parametrize("runs", [20, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("weapon", "target"), weapons())
def test_guidance_passes_inside_the_envelope(weapon: str, target: str, runs: int) -> None:
    found, _ = bench(weapon, target, runs)
    fired, lost, met, _ = found.sum(axis=0)
    assert met >= 0.5 * 10 * runs, f"only {met:.0f} of {10 * runs} targets were met at all"
    # 99 % is the rule of the design for rounds. A burst is not guided: the track has to hold for the 5 s that it takes
    # to the end of the range, so a gun gets 97 %. Three standard errors of a count on top.
    share = 0.03 if target == "drone" and weapon in {e.name for e in library().entries("guns")} else 0.01
    most = share * fired + 3.0 * (share * fired) ** 0.5
    assert lost <= most, f"{lost:.0f} of {fired:.0f} rounds lost"


@pytest.mark.parametrize("runs", [20, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("weapon", "target"), weapons())
def test_kill_probability_of_the_draw_comes_back(weapon: str, target: str, runs: int) -> None:
    found, sspk = bench(weapon, target, runs)
    assert 0.0 < sspk < 1.0
    # The run is the unit: rounds of one run share the common cause. Zero mean of kills less their expectation.
    surplus = (found[:, 3] - sspk * found[:, 2]) / max(found[:, 2].mean(), 1.0)
    assert_close(mean(surplus), 0.0, f"kills per intercept less the {sspk:.2f} put in")


@pytest.mark.parametrize("runs", [300, pytest.param(4000, marks=pytest.mark.slow)])
def test_rounds_of_one_type_share_their_failure(runs: int) -> None:
    """With common cause c all ten shots of a run fail together with probability c, and else kill with p / (1 - c)."""
    shared = 0.1
    world = shipped_world(
        "limits/layers", (f"figures.ideal round 0.5.common_cause={shared}", "raid.0.count=10")
    )

    def kills(slot: Slot) -> list[float]:
        met = events_of(slot)
        return [int(((met["kind"] == KILL) & (met["unit"] == 0)).sum())]

    found = over_runs(world, runs, kills)[:, 0]
    p = 0.5 / (1.0 - shared)
    assert_close(mean(found), 5.0, "the marginal stays 0.5")
    assert_share(found == 0, shared + (1.0 - shared) * (1.0 - p) ** 10, "all ten fail together")


# --- what chance decides outside of the shot ------------------------------------------------------------------------


@pytest.mark.parametrize("runs", [300, pytest.param(3000, marks=pytest.mark.slow)])
def test_errors_of_kill_assessment_come_back(runs: int) -> None:
    world = shipped_world(
        "limits/shoot-look-shoot",
        ("figures.ideal doctrine.false_kill=0.2", "figures.ideal doctrine.missed_kill=0.1"),
    )

    def judged(slot: Slot) -> tuple[float, float, float, float]:
        events = events_of(slot)
        dead: set[int] = set()
        counts = [0.0, 0.0, 0.0, 0.0]
        for event in events[(events["kind"] == KILL) | (events["kind"] == ASSESS)]:
            if event.kind == KILL:
                dead.add(int(event.threat))
            elif event.threat >= 0:
                right = int(event.threat) in dead
                counts[0 if right else 2] += 1
                counts[1 if right else 3] += (event.value == 0.0) if right else (event.value == 1.0)
        return counts[0], counts[1], counts[2], counts[3]

    found = over_runs(world, runs, judged)
    # A second look at the same target is a new draw, so looks are independent.
    for name, looks, wrong, rate in (
        ("dead targets judged alive", found[:, 0], found[:, 1], 0.1),
        ("living targets judged dead", found[:, 2], found[:, 3], 0.2),
    ):
        error = (rate * (1.0 - rate) / looks.sum()) ** 0.5
        assert_close(Mean(float(wrong.sum() / looks.sum()), error), rate, name)


@pytest.mark.parametrize("runs", [300, pytest.param(3000, marks=pytest.mark.slow)])
def test_reliability_of_threats_comes_back(runs: int) -> None:
    world = shipped_world(
        "limits/salvo", ("units.layer.doctrine.weapons=hold", "figures.ideal target.reliability=0.8")
    )
    failed = over_runs(world, runs, lambda slot: slot.tables["threats"]["status"] == FAILED)
    assert_share(failed, 0.2, "threats that fail by themselves")


@pytest.mark.parametrize("runs", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_readiness_of_units_comes_back(runs: int) -> None:
    world = shipped_world("limits/salvo", ("raid.0.count=1", "figures.ideal layer 0.7.readiness=0.6"))
    fired = over_runs(world, runs, lambda slot: [slot.counts[6] > 0])
    assert_share(fired, 0.6, "runs in which the unit is on air")


@pytest.mark.parametrize("runs", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_accuracy_of_threats_comes_back(runs: int) -> None:
    world = shipped_world(
        "limits/salvo", ("units.layer.doctrine.weapons=hold", "figures.ideal target.cep=400 m")
    )

    def misses(slot: Slot) -> Any:
        threats = slot.tables["threats"]
        return np.hypot(threats["east_m"], threats["north_m"])[threats["status"] == LEAKED]

    found = over_runs(world, runs, misses)
    assert_share(found < 400.0, 0.5, "half of the arrivals lie within the circular error probable")
    # Rayleigh: 99.8 % inside three CEP, P = 1 - 2^-(r/CEP)^2.
    assert_share(found < 1200.0, 1.0 - 2.0**-9, "and nearly all within three")


@pytest.mark.parametrize("weapon", ["40N6E", "48N6E3", "PAC-2 GEM-T", "SM-6", "9M96E2"])
def test_fly_out_table_reaches_the_published_range(weapon: str) -> None:
    """A point at 0.9 of the published range, at the height that the published range is taken to refer to."""
    world = bench_world(weapon, "air", count=1)
    kind = world.round_types[0]
    distance, height = 0.9 * float(kind.range_max), 0.5 * float(kind.altitude_max)
    elevation = height / distance - distance / (2.0 * 6_371_000.0)
    times = world.times[0]
    time_s = flight_time(times, *times.shape, float(world.reach_steps[0]), elevation, distance)
    assert time_s < 1000.0
