"""The engine against closed forms: binomial layers, salvos, magazines, shared failures, Erlang's loss formula.

The limits are scenarios of the library (``limits/*``), built from ideal cards; the engine knows nothing of them. Each
test runs twice: 300 runs in the fast suite, 10,000 in the full one. The tolerance is three standard errors of what is
compared, computed from the runs themselves and written into the message of a failure; seeds are fixed.
"""

from __future__ import annotations

import functools
import heapq
import math
import random
from typing import Any

import numpy as np
import pytest

from engine_runner import (
    KILLED,
    LEAKED,
    assert_close,
    assert_share,
    deviation,
    leakers_and_rounds,
    mean,
    over_runs,
    record,
    shipped_world,
)
from iamd.engine.world import World

pytestmark = pytest.mark.jit_only
RUNS = [300, pytest.param(10_000, marks=pytest.mark.slow)]
TARGETS = 50


@functools.cache
def leakers(name: str, runs: int, *overrides: str) -> tuple[Any, Any]:
    """Leakers and rounds of each run of ``limits/name``."""
    found = over_runs(shipped_world(f"limits/{name}", overrides), runs, leakers_and_rounds)
    return found[:, 0], found[:, 1]


# --- layers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("runs", RUNS)
@pytest.mark.parametrize(("name", "rounds"), [("layers", 82.5), ("layers-reversed", 63.0)])
def test_independent_layers_leave_a_binomial_number_of_leakers(name: str, rounds: float, runs: int) -> None:
    leaked, fired = leakers(name, runs)
    share = 0.5 * 0.3 * 0.2
    assert_close(mean(leaked), TARGETS * share, "mean leakers, 50 (1 - 0.5)(1 - 0.7)(1 - 0.8)")
    assert_close(deviation(leaked), math.sqrt(TARGETS * share * (1.0 - share)), "standard deviation, 1.206")
    assert_share(leaked == 0, (1.0 - share) ** TARGETS, "P(no leaker), 0.2181")
    assert_close(mean(fired), rounds, "rounds: each layer fires once at what the one before has left")


@pytest.mark.parametrize("runs", RUNS)
def test_order_of_layers_changes_the_rounds_and_not_the_leakers(runs: int) -> None:
    forward, fired = leakers("layers", runs)
    reverse, fewer = leakers("layers-reversed", runs)
    assert_close(mean(forward - reverse), 0.0, "difference of leakers, same runs")
    assert_close(mean(fired - fewer), 19.5, "difference of rounds, 82.5 - 63")


@pytest.mark.parametrize("runs", RUNS)
@pytest.mark.parametrize(
    ("shared", "expected"), [(0.0, 0.96), (0.02, 0.947), (0.05, 0.926), (0.10, 0.889), (0.15, 0.847)]
)
def test_two_layers_with_a_shared_failure(shared: float, expected: float, runs: int) -> None:
    world = shipped_world("limits/common-mode", (f"figures.ideal round 0.8.common_cause={shared}",))
    stopped = over_runs(world, runs, lambda slot: slot.tables["threats"]["status"] != LEAKED)
    formula = (1.0 - shared) * (1.0 - (1.0 - 0.8 / (1.0 - shared)) ** 2)
    assert formula == pytest.approx(expected, abs=5e-4)  # rounding of the published table
    assert_close(mean(stopped.mean(axis=1)), formula, "stopped by two layers of 0.8")
    # A shared failure takes both targets of a run at once: their covariance.
    both = shared * 1.0 + (1.0 - shared) * ((1.0 - 0.8 / (1.0 - shared)) ** 4)
    assert_share(~stopped[:, 0] & ~stopped[:, 1], both, "both targets of a run leak")


# --- rounds and magazines -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("runs", RUNS)
def test_salvo_of_two_and_shoot_look_shoot_leak_alike_at_different_cost(runs: int) -> None:
    salvo, two = leakers("salvo", runs)
    looked, fewer = leakers("shoot-look-shoot", runs)
    assert_close(mean(salvo), 4.5, "leakers of a salvo of two, 50 (1 - 0.7)^2")
    assert_close(mean(looked), 4.5, "leakers of shoot-look-shoot")
    assert set(two) == {100.0}
    assert_close(mean(fewer), 65.0, "rounds of shoot-look-shoot, 50 (2 - 0.7)")


@pytest.mark.parametrize("runs", RUNS)
@pytest.mark.parametrize(("magazine", "expected"), [(32, 35.44), (48, 28.16), (64, 20.88), (96, 6.32)])
def test_magazine_limits_the_defence(magazine: int, expected: float, runs: int) -> None:
    leaked, fired = leakers("magazine", runs, f'units.layer.magazine={{"ideal round 0.7": {magazine}}}')
    engaged = magazine // 2
    assert expected == pytest.approx(TARGETS - engaged + engaged * 0.09, abs=1e-9)  # rounding of floats
    assert_close(mean(leaked), expected, f"leakers with {magazine} rounds, two at each target")
    assert set(fired) == {float(magazine)}


# --- fire channels as a loss system ---------------------------------------------------------------------------------

COUNT, WARM_UP = 60, 20
HOLDING_S, MEAN_GAP_S = 10.0, 2.0


def erlang_b(load: float, channels: int) -> float:
    """Erlang's loss formula by its recursion."""
    blocked = 1.0
    for n in range(1, channels + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def blocked_by_events(channels: int, tick_s: float, runs: int, seed: int) -> Any:
    """Share of blocked arrivals by an event simulation of its own: no code of the engine, no numbers of it.

    An arrival is seen at the end of its tick and is lost unless a channel is free then; the channel is free again at
    the first tick after the holding time.
    """
    chance = random.Random(seed)
    shares = []
    for _ in range(runs):
        time_s = tick_s * chance.random()
        busy: list[int] = []
        lost = 0
        for arrival in range(COUNT):
            time_s += chance.expovariate(1.0 / MEAN_GAP_S)
            tick = math.ceil(time_s / tick_s)
            while busy and busy[0] <= tick:
                heapq.heappop(busy)
            if len(busy) < channels:
                heapq.heappush(busy, tick + round(HOLDING_S / tick_s) + 1)
            elif arrival >= WARM_UP:
                lost += 1
        shares.append(lost / (COUNT - WARM_UP))
    return np.array(shares)


def channels_world(channels: int, tick_s: float) -> World:
    """The loss system with a number of guns and a decision tick; everything that the tick touches goes with it."""
    return shipped_world(
        "limits/channels",
        (
            f"step={tick_s} s",
            f"figures.ideal gun group.gun_count={channels}",
            f"figures.ideal sensor.scan_period={tick_s} s",
            f"figures.ideal doctrine.decision_period={tick_s} s",
            # The shell is as deep as a target flies between two decisions, and in the 0.1 s that a burst needs.
            f"figures.ideal gun.range_min={3000.0 - 1000.0 * (tick_s + 0.1)} m",
        ),
    )


@functools.cache
def blocked_by_engine(channels: int, tick_s: float, runs: int) -> Any:
    """Share of the targets after warm-up that found every gun busy: they leak, all others are killed for sure."""
    return over_runs(
        channels_world(channels, tick_s),
        runs,
        lambda slot: [(slot.tables["threats"]["status"][WARM_UP:] == LEAKED).mean()],
    )[:, 0]


CHANNELS = [(4, 0.398), (6, 0.192), (8, 0.070), (10, 0.018)]


@pytest.mark.parametrize("runs", RUNS)
@pytest.mark.parametrize(("channels", "published"), CHANNELS)
def test_blocking_at_a_coarse_decision_tick_equals_an_event_simulation(
    channels: int, published: float, runs: int
) -> None:
    assert erlang_b(5.0, channels) == pytest.approx(published, abs=5e-4)  # rounding of the published table
    ours = mean(blocked_by_engine(channels, 0.5, runs))
    theirs = mean(blocked_by_events(channels, 0.5, 5_000, seed=7))
    error = math.hypot(ours.error, theirs.error)
    # Three standard errors of the difference of two independent simulations.
    assert abs(ours.value - theirs.value) <= 3.0 * error, f"{channels} channels: {ours} against {theirs}"


@pytest.mark.parametrize(("channels", "tick_s"), [(4, 0.5), (6, 0.1), (10, 0.05)])
def test_every_single_target_is_blocked_or_not_as_in_the_event_simulation(
    channels: int, tick_s: float
) -> None:
    """Fed with the moments at which the engine first saw each target, the queue decides the same about each."""
    world = channels_world(channels, tick_s)
    blocked = 0
    for run in range(20):
        threats = record(world, run).threats
        busy: list[int] = []
        expected = []
        for seen in np.round(threats["first_detection_s"] / tick_s).astype(int):
            while busy and busy[0] <= seen:
                heapq.heappop(busy)
            free = len(busy) < channels
            if free:
                heapq.heappush(busy, int(seen) + round(HOLDING_S / tick_s) + 1)
            expected.append(KILLED if free else LEAKED)
        wrong = int((threats["status"] != np.array(expected)).sum())
        # Two targets of one tick may change places: both want the last gun and the nearer one gets it.
        assert wrong <= 2, f"run {run}: {wrong} targets decided otherwise"
        blocked += int((threats["status"] == LEAKED).sum())
    assert blocked > 0


@pytest.mark.slow
@pytest.mark.parametrize(("channels", "published"), CHANNELS)
def test_blocking_tends_to_erlang_as_the_decision_tick_shrinks(channels: int, published: float) -> None:
    formula = erlang_b(5.0, channels)
    coarse = mean(blocked_by_engine(channels, 0.5, 10_000))
    fine = mean(blocked_by_engine(channels, 0.1, 4_000))
    # A channel is held for its time and until the next tick after it: half a tick before and one after on average,
    # 1.5 % of load at 0.1 s. That much, and three standard errors, is the tolerance.
    excess = erlang_b(5.0 * (1.0 + 1.5 * 0.1 / HOLDING_S), channels) - formula
    assert -3.0 * fine.error <= fine.value - formula <= excess + 3.0 * fine.error, (
        f"{channels} channels: {fine}, Erlang {formula:.4f} ({published})"
    )
    assert abs(fine.value - formula) <= abs(coarse.value - formula) + 3.0 * math.hypot(
        fine.error, coarse.error
    )
