"""Shots, layers and queues in closed form."""

from __future__ import annotations

import math
from collections.abc import Sequence

from iamd.analysis.calc.formula import Answer, Form, Formula, Input, Output, number
from iamd.errors import InputError

SSPK = Input(
    "sspk", "probability", "kill probability of one shot, all causes of failure included", low=0.0, high=1.0
)
TARGETS = Input("targets", "count", "targets in the raid", 1, 1, 1e6)
TRACK = Input(
    "track",
    "probability",
    "probability that a target is tracked and told apart, once for all its shots",
    1.0,
    0.0,
    1.0,
)
GOAL = "goal"
MOST_SHOTS = 10_000
WILKENING = (
    "D. A. Wilkening, A simple model for calculating ballistic missile defense effectiveness, Science & Global "
    "Security 8 (1999) 183-215"
)
INDEPENDENT = (
    "Shots are independent but for the tracking probability, which all shots at a target share. A fault that rounds "
    "share (software, decoys, a wrong place) makes leakage worse than this."
)


def shots(sspk: float, shots: int, targets: int, track: float, magazine: int | None) -> Answer:
    """What a number of shots at each target gives."""
    from iamd.analysis.closed_forms import kill_probability, look_rounds

    kill = kill_probability(sspk, shots, track)
    engaged = targets if magazine is None else min(targets, magazine // shots)
    leakers = targets - engaged * kill
    left = targets - engaged
    short = f"The magazine of {magazine} is enough for {engaged} of {targets} targets; the others leak for certain."
    limited = (f"engaged: the smaller of {targets} and {magazine} / {shots} rounded down, {engaged} targets",)
    none_leak = (
        f"P(0) = {number(kill)}^{targets} = {number(kill**targets)}"
        if not left
        else f"P(0) = 0: {left} {'target is' if left == 1 else 'targets are'} not engaged"
    )
    return Answer(
        {
            "p_kill": kill,
            "p_no_leak": kill**targets if engaged == targets else 0.0,
            "leakers": leakers,
            "leakage": leakers / targets,
            "targets_engaged": engaged,
            "rounds": engaged * shots,
            "shots_shoot_look_shoot": look_rounds(1, sspk, shots),
        },
        (
            f"K = {number(track)} × (1 − (1 − {number(sspk)})^{shots}) = {number(kill)}",
            *(() if magazine is None else limited),
            f"leakers = {targets} − {engaged} × {number(kill)} = {number(leakers)}",
            none_leak,
        ),
        (short,) if left else (),
    )


def shots_needed(sspk: float, goal: float, targets: int, track: float) -> Answer:
    """Fewest shots at each target for a wanted probability that nothing leaks."""
    from iamd.analysis.closed_forms import no_leaker_probability

    most = track**targets
    if sspk == 0.0 or (most <= goal and not (sspk == 1.0 and most >= goal)):
        raise InputError(
            "no number of shots is enough: detection and tracking cap the probability that nothing leaks",
            given=number(goal),
            allowed=f"below {number(most if sspk > 0.0 else 0.0)}",
            where=f"--{GOAL}",
        )
    needed = 1
    while no_leaker_probability(sspk, needed, targets, track) < goal:
        needed += 1
        if needed > MOST_SHOTS:
            raise InputError("more than 10,000 shots at each target", given=number(sspk), where="--sspk")
    reached = no_leaker_probability(sspk, needed, targets, track)
    return Answer(
        {"shots": needed, "rounds": needed * targets, "p_no_leak": reached},
        (
            f"({number(track)} × (1 − (1 − {number(sspk)})^{needed}))^{targets} = {number(reached)} ≥ {number(goal)}",
            f"{needed} shots × {targets} targets = {needed * targets} rounds",
        ),
    )


def layers(sspk: Sequence[float], common_mode: float, targets: int) -> Answer:
    """Layers one behind the other, with an optional shared failure that keeps each layer's own effectiveness."""
    if common_mode >= 1.0 or any(layer > 1.0 - common_mode for layer in sspk):
        raise InputError(
            "a layer cannot stop more than the share of time in which the common fault is absent",
            given=number(common_mode),
            allowed=f"0 to {number(1.0 - max(sspk))}",
            where="--common-mode",
        )
    working = 1.0 - common_mode
    stopped = working * (1.0 - math.prod(1.0 - layer / working for layer in sspk))
    independent = 1.0 - math.prod(1.0 - layer for layer in sspk)
    leakage = 1.0 - stopped
    factors = " × ".join(f"(1 − {number(layer)}/{number(working)})" for layer in sspk)
    return Answer(
        {
            "p_stopped": stopped,
            "leakage": leakage,
            "leakers": targets * leakage,
            "p_stopped_independent": independent,
        },
        (f"P = {number(working)} × [1 − {factors}] = {number(stopped)}",),
        (
            ("Layers are taken as independent, which flatters them: try --common-mode 10%.",)
            if common_mode == 0.0 and len(sspk) > 1
            else ()
        ),
    )


def queue(load: float, channels: int) -> Answer:
    """Erlang's loss formula."""
    from iamd.analysis.closed_forms import erlang_b

    lost = erlang_b(load, channels)
    return Answer(
        {
            "p_blocked": lost,
            "p_served": 1.0 - lost,
            "load_erlang": load,
            "channels_busy": load * (1.0 - lost),
        },
        (
            f"B_0 = 1, A = {number(load)}",
            f"B_{channels} = {number(lost)} after {channels} steps of B_n = A B_(n−1) / (n + A B_(n−1))",
        ),
    )


def queue_from_times(arrivals: float, service: float, channels: int) -> Answer:
    """The same from the rate of arrivals and the time that one engagement holds a channel."""
    answer = queue(arrivals * service, channels)
    first = f"A = {number(arrivals)} per s × {number(service)} s = {number(arrivals * service)}"
    return Answer(answer.result, (first, *answer.steps))


def queue_channels(load: float, blocked: float) -> Answer:
    """Fewest channels for a wanted share of lost arrivals."""
    channels, lost = 0, 1.0
    while lost > blocked:
        channels += 1
        lost = load * lost / (channels + load * lost)
    answer = queue(load, channels)
    return Answer(
        {"channels": channels, **answer.result},
        (f"B_{channels} = {number(answer.result['p_blocked'])} ≤ {number(blocked)}",),
    )


MAGAZINE = Input("magazine", "count", "rounds on hand; without it there are enough", None, 0, 1e9)
SHOTS = Input("shots", "count", "shots at each target", low=1, high=MOST_SHOTS)
LOAD = Input(
    "load", "ratio", "arrivals in one mean service time (erlang)", low=0.0, high=1e4, key="load_erlang"
)
CHANNELS = Input("channels", "count", "engagements at a time", low=1, high=1e5)
QUEUE_OUTPUTS = (
    Output("p_blocked", "share of arrivals that find every channel busy"),
    Output("p_served", "share that is engaged"),
    Output("load_erlang", "load: arrivals in one mean service time"),
    Output("channels_busy", "channels busy on average"),
)
QUEUE_EQUATION = "B_0 = 1, B_n = A B_(n−1) / (n + A B_(n−1)), A = arrival rate × mean service time"
QUEUE_SOURCE = (
    "A. K. Erlang (1917); D. Gross, J. F. Shortle, J. M. Thompson and C. M. Harris, Fundamentals of Queueing Theory, "
    "4th ed. (2008), section 2.5"
)
QUEUE_VALIDITY = (
    "Arrivals at random (Poisson) and for long; one that finds no channel is lost and does not wait. Holds for any "
    "distribution of the service time. A raid that arrives at once is worse."
)

FORMULAS = (
    Formula(
        "shots",
        "What a number of shots at each target gives, or how many are needed",
        (
            Form(
                (SSPK, SHOTS, TARGETS, TRACK, MAGAZINE),
                (
                    Output("p_kill", "probability that a target is killed"),
                    Output("p_no_leak", "probability that nothing leaks"),
                    Output("leakers", "leakers on average"),
                    Output("leakage", "share that leaks", "probability"),
                    Output("targets_engaged", "targets engaged"),
                    Output("rounds", "rounds fired, in salvos"),
                    Output("shots_shoot_look_shoot", "shots at a target that is looked at after each one"),
                ),
                shots,
                "K = P_track (1 − (1 − p)^n); P(0) = K^W; leakers = W − E K, with E = W targets engaged, or with a "
                "magazine of M rounds E = min(W, ⌊M/n⌋) and P(0) = 0 if E < W; shoot-look-shoot: Σ (1 − p)^j shots, "
                "j = 0 to n − 1",
                WILKENING + "; shoot-look-shoot: A. Washburn and M. Kress, Combat Modeling (2009), chapter 4",
                INDEPENDENT,
                "result of n shots at each target",
            ),
            Form(
                (
                    SSPK,
                    Input(
                        GOAL,
                        "probability",
                        "wanted probability that nothing leaks",
                        low=0.0,
                        high=1.0,
                        above=True,
                        below=True,
                    ),
                    TARGETS,
                    TRACK,
                ),
                (
                    Output("shots", "shots at each target"),
                    Output("rounds", "rounds in all"),
                    Output("p_no_leak", "probability that nothing leaks then"),
                ),
                shots_needed,
                "smallest n with (P_track (1 − (1 − p)^n))^W ≥ P(0)",
                WILKENING,
                INDEPENDENT,
                "shots needed for a goal",
            ),
        ),
        "iamd calc shots --sspk 0.7 --shots 2 --targets 50",
        ("LAY-WILK", "LAY-NREQ", "LAY-SLS", "LAY-4x70", "LAY-44-4"),
    ),
    Formula(
        "layers",
        "What layers of defence stop together, with a fault that they share",
        (
            Form(
                (
                    Input(
                        "sspk",
                        "probability",
                        "share that each layer stops of what reaches it, outermost first",
                        low=0.0,
                        high=1.0,
                        many=True,
                    ),
                    Input(
                        "common-mode",
                        "probability",
                        "probability of a fault that all layers share; each layer's own share is kept",
                        0.0,
                        0.0,
                        1.0,
                    ),
                    TARGETS,
                ),
                (
                    Output("p_stopped", "share stopped"),
                    Output("leakage", "share that leaks", "probability"),
                    Output("leakers", "leakers on average"),
                    Output("p_stopped_independent", "share stopped if the layers were independent"),
                ),
                layers,
                "P = (1 − c) [1 − Π (1 − m_i/(1 − c))]; with c = 0: P = 1 − Π (1 − m_i)",
                "W. R. Nunn, D. V. Glass, I. C. Hsu and D. A. Perin, Analysis of a layered defense model, Operations "
                "Research 30 (1982) 595-599 (independent layers); shared fault: the law of total probability, with "
                "each layer's marginal effectiveness kept",
                "One engagement in each layer; with a common fault no layer works. Their order does not change what "
                "leaks, only the rounds spent.",
            ),
        ),
        "iamd calc layers --sspk 0.8,0.8 --common-mode 10%",
        ("LAY-2x80", "studies: S5"),
    ),
    Formula(
        "queue",
        "Share of arrivals that find every engagement channel busy (Erlang-B)",
        (
            Form(
                (LOAD, CHANNELS),
                QUEUE_OUTPUTS,
                queue,
                QUEUE_EQUATION,
                QUEUE_SOURCE,
                QUEUE_VALIDITY,
                "load known",
            ),
            Form(
                (
                    Input(
                        "arrival-rate", "rate", "arrivals in a second", low=0.0, high=1e6, argument="arrivals"
                    ),
                    Input(
                        "service-time",
                        "time",
                        "mean time that one engagement holds a channel",
                        low=0.0,
                        high=1e6,
                        argument="service",
                    ),
                    CHANNELS,
                ),
                QUEUE_OUTPUTS,
                queue_from_times,
                QUEUE_EQUATION,
                QUEUE_SOURCE,
                QUEUE_VALIDITY,
                "arrivals and service time known",
            ),
            Form(
                (
                    LOAD,
                    Input(
                        "blocked",
                        "probability",
                        "greatest share that may be lost",
                        low=1e-12,
                        high=1.0,
                        below=True,
                    ),
                ),
                (Output("channels", "channels needed"), *QUEUE_OUTPUTS),
                queue_channels,
                "smallest n with B_n ≤ B; " + QUEUE_EQUATION,
                QUEUE_SOURCE,
                QUEUE_VALIDITY,
                "channels needed",
            ),
        ),
        "iamd calc queue --load 5 --channels 6",
        ("studies: S6",),
    ),
)
