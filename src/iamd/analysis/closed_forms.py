"""Closed forms of attrition and queueing: what a simulation must tend to where its assumptions are made true.

Plain functions of plain numbers. Probabilities are shares of one; shots are independent unless a function says
otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def kill_probability(sspk: float, shots: int, track: float = 1.0) -> float:
    """Probability that a target which gets ``shots`` shots is killed: K = P_track (1 - (1 - p)^n).

    ``track`` is the probability that it is detected, tracked and told apart, once for all its shots.

    Source: D. A. Wilkening, "A simple model for calculating ballistic missile defense effectiveness", *Science &
    Global Security* 8 (1999) 183-215.
    """
    return track * (1.0 - (1.0 - sspk) ** shots)


def no_leaker_probability(sspk: float, shots: int, targets: int, track: float = 1.0) -> float:
    """Probability that none of ``targets`` gets through: P(0) = K^W. Source: Wilkening 1999."""
    return kill_probability(sspk, shots, track) ** targets


def shots_needed(sspk: float, targets: int, goal: float, track: float = 1.0) -> int:
    """Fewest shots at each target for P(0) of at least ``goal``. Source: Wilkening 1999.

    Raises:
        ValueError: no number of shots is enough, because ``track`` caps P(0) below the goal.
    """
    if not 0.0 < sspk <= 1.0 or track**targets <= goal:
        raise ValueError(f"no number of shots gives {goal}")
    shots = 1
    while no_leaker_probability(sspk, shots, targets, track) < goal:
        shots += 1
    return shots


def layers_leakage(sspk: Sequence[float]) -> float:
    """Share that passes independent layers, one shot in each: the product of 1 - p. Its order does not matter.

    Source: W. R. Nunn, D. V. Glass, I. C. Hsu and D. A. Perin, "Analysis of a layered defense model", *Operations
    Research* 30 (1982) 595-599.
    """
    return math.prod(1.0 - p for p in sspk)


def layers_leakers(targets: int, sspk: Sequence[float]) -> tuple[float, float, float]:
    """Leakers of independent layers: mean, standard deviation, and probability of none (binomial).

    Source: Nunn et al. 1982.
    """
    share = layers_leakage(sspk)
    return targets * share, math.sqrt(targets * share * (1.0 - share)), (1.0 - share) ** targets


def layers_rounds(targets: int, sspk: Sequence[float]) -> float:
    """Rounds that the layers spend on average, one at each target that arrives. Here the order does matter."""
    return targets * sum(layers_leakage(sspk[:place]) for place in range(len(sspk)))


def common_mode_effectiveness(layer: float, shared: float, layers: int = 2) -> float:
    """Effectiveness of equal layers that fail together with probability ``shared``, their marginals kept.

    P = (1 - c) (1 - (1 - m / (1 - c))^n). With c = 0 the layers are independent.
    """
    return (1.0 - shared) * (1.0 - (1.0 - layer / (1.0 - shared)) ** layers)


def salvo_leakers(targets: int, sspk: float, shots: int) -> float:
    """Leakers where every target gets ``shots`` shots."""
    return targets * (1.0 - sspk) ** shots


def look_rounds(targets: int, sspk: float, shots: int = 2) -> float:
    """Rounds of shoot-look-shoot with up to ``shots`` single shots: the next one only after a miss.

    Source: A. Washburn and M. Kress, *Combat Modeling* (Springer, 2009), chapter 4.
    """
    return targets * sum((1.0 - sspk) ** place for place in range(shots))


def magazine_leakers(targets: int, sspk: float, rounds: int, salvo: int = 2) -> float:
    """Leakers where salvos are fired until the magazine is empty, and every target gets one salvo at most."""
    engaged = min(rounds // salvo, targets)
    return targets - engaged * (1.0 - (1.0 - sspk) ** salvo)


def erlang_b(load: float, channels: int) -> float:
    """Share of arrivals that find all channels busy and are lost: B_n = A B_{n-1} / (n + A B_{n-1}).

    Poisson arrivals, no waiting; ``load`` is arrivals in one mean service time. Holds for any distribution of the
    service time.

    Source: A. K. Erlang 1917; D. Gross et al., *Fundamentals of Queueing Theory*, 4th ed. (2008), section 2.5.
    """
    blocked = 1.0
    for channel in range(1, channels + 1):
        blocked = load * blocked / (channel + load * blocked)
    return blocked
