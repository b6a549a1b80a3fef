"""Probability of detection and the signal-to-noise ratio that it needs."""

from __future__ import annotations

import math

from iamd.analysis.calc.formula import Answer, Form, Formula, Input, Output, number
from iamd.errors import InputError

SNR = Input(
    "snr-db", "decibel", "mean signal-to-noise ratio of one pulse, before integration", low=-100.0, high=140.0
)
PD = Input("pd", "probability", "probability of detection", low=0.0, high=1.0 - 1e-9, above=True)
PFA = Input(
    "pfa", "probability", "probability of false alarm of the decision", low=1e-15, high=1.0, below=True
)
SWERLING = Input(
    "swerling",
    "count",
    "fluctuation of the target: 0 or 5 steady; 1, 3 the same in all pulses; 2, 4 new in each pulse",
    low=0,
    high=5,
)
PULSES = Input("pulses", "count", "pulses integrated without regard to phase", 1, 1, 100_000)
CASES = {
    0: "steady",
    1: "Swerling 1",
    2: "Swerling 2",
    3: "Swerling 3",
    4: "Swerling 4",
    5: "steady",
}
EQUATION = (
    "threshold T: Q(N, T) = pfa; P_d = Σ_k w(k) Q(N + k, T), w the Poisson law (steady) or the negative binomial one "
    "(shape 1, N, 2 or 2N for cases 1 to 4) of a count of mean N S. One pulse: Q₁(√(2S), √(2T)) steady; "
    "pfa^(1/(1 + S)) cases 1, 2; (1 + T (S/2)/(1 + S/2)²) exp(−T/(1 + S/2)) cases 3, 4; T = −ln pfa"
)
SOURCE = (
    "J. I. Marcum, A statistical theory of target detection by pulsed radar, and P. Swerling, Probability of detection "
    "for fluctuating targets, IRE Transactions on Information Theory IT-6 (1960) 59-267 and 269-308; D. P. Meyer and "
    "H. A. Mayer, Radar Target Detection (1973)"
)
VALIDITY = (
    "Gaussian noise of known power, square-law detector, no integration loss but that of the sum itself. Loss of a "
    "threshold that adapts to the noise (cfar-loss) and of processing come on top."
)


def _require(pd: float, pfa: float) -> None:
    if pd <= pfa:
        raise InputError(
            "must be above the probability of false alarm",
            given=number(pd),
            allowed=f"above {number(pfa)}",
            where="--pd",
        )


def detection(snr_db: float, pfa: float, swerling: int, pulses: int) -> Answer:
    """Probability of detection of a look."""
    from iamd.physics.detection import detection_probability, detection_threshold

    snr = 10.0 ** (snr_db / 10.0)
    found = detection_probability(snr, pfa, swerling, pulses)
    threshold = detection_threshold(pfa, pulses)
    return Answer(
        {"pd": found, "threshold": threshold},
        (
            f"S = 10^({number(snr_db)}/10) = {number(snr)} for each pulse, N = {pulses}, {CASES[swerling]}",
            f"T = {number(threshold)} from pfa = {number(pfa)}",
            f"P_d = {_one_pulse(snr, pfa, swerling) if pulses == 1 else 'sum'} = {number(found)}",
        ),
        (_integrated(pulses),),
    )


def _one_pulse(snr: float, pfa: float, swerling: int) -> str:
    """The closed form of one pulse with its numbers."""
    if swerling in (1, 2):
        return f"{number(pfa)}^(1/(1 + {number(snr)}))"
    if swerling in (3, 4):
        threshold, half = number(-math.log(pfa)), number(0.5 * snr)
        return f"(1 + {threshold} × {half}/(1 + {half})²) exp(−{threshold}/(1 + {half}))"
    return f"Q₁(√(2 × {number(snr)}), √(2 × {number(-math.log(pfa))}))"


def _integrated(pulses: int) -> str:
    return (
        "One pulse, no integration."
        if pulses == 1
        else f"{pulses} pulses are integrated without regard to phase; the ratio is that of one of them."
    )


def required_snr(pd: float, pfa: float, swerling: int, pulses: int) -> Answer:
    """Signal-to-noise ratio of one pulse that a probability of detection needs."""
    from iamd.physics.detection import required_snr as required

    _require(pd, pfa)
    needed = required(pd, pfa, swerling, pulses)
    single = required(pd, pfa, swerling, 1)
    level = 10.0 * math.log10(needed)
    steps = (
        f"P_d(S, {number(pfa)}, N = {pulses}, {CASES[swerling]}) = {number(pd)}",
        f"S = {number(needed)} = {number(level)} dB for each pulse",
    )
    return Answer(
        {"snr_db": level, "integration_gain_db": 10.0 * math.log10(single / needed)},
        steps,
        (_integrated(pulses),),
    )


def albersheim(pd: float, pfa: float, pulses: int) -> Answer:
    """Albersheim's rule."""
    from iamd.physics.detection_rules import albersheim_snr_db

    level = albersheim_snr_db(pd, pfa, pulses)
    a, b = math.log(0.62 / pfa), math.log(pd / (1.0 - pd))
    return Answer(
        {"snr_db": level},
        (
            f"A = ln(0.62/{number(pfa)}) = {number(a)}, B = ln({number(pd)}/(1 − {number(pd)})) = {number(b)}",
            f"S = −5 log₁₀ {pulses} + (6.2 + 4.54/√({pulses} + 0.44)) log₁₀(A + 0.12 A B + 1.7 B) = {number(level)} dB",
        ),
    )


def shnidman(pd: float, pfa: float, pulses: int, swerling: int) -> Answer:
    """Shnidman's rule."""
    from iamd.physics.detection_rules import shnidman_snr_db

    level = shnidman_snr_db(pd, pfa, pulses, 0 if swerling == 5 else swerling)
    return Answer(
        {"snr_db": level},
        (
            f"P_d = {number(pd)}, pfa = {number(pfa)}, N = {pulses}, {CASES[swerling]}: S = {number(level)} dB",
        ),
    )


def cfar_loss(pd: float, pfa: float, cells: int) -> Answer:
    """Loss of a threshold set from neighbouring cells."""
    from iamd.physics.looks import cfar_loss as loss

    _require(pd, pfa)
    level = 10.0 * math.log10(loss(pd, pfa, cells))
    power = f"1/{cells}"
    return Answer(
        {"loss_db": level},
        (
            f"S_cfar = (({number(pfa)}^(−{power}) − 1)/({number(pd)}^(−{power}) − 1)) − 1",
            f"S = ln {number(pfa)}/ln {number(pd)} − 1; loss = S_cfar/S = {number(level)} dB",
        ),
    )


def m_of_n(needed: int, looks: int, probability: float) -> Answer:
    """Binary integration."""
    from iamd.physics.looks import binary_detection

    if needed > looks:
        raise InputError(
            "cannot be more than the looks", given=needed, allowed=f"1 to {looks}", where="--needed"
        )
    found = binary_detection(needed, looks, probability)
    p = number(probability)
    return Answer(
        {"p_m_of_n": found},
        (f"Σ_(k={needed}…{looks}) C({looks}, k) {p}^k (1 − {p})^({looks} − k) = {number(found)}",),
    )


FORMULAS = (
    Formula(
        "detection",
        "Probability of detection from signal-to-noise ratio",
        (
            Form(
                (SNR, PFA, SWERLING, PULSES),
                (
                    Output("pd", "probability of detection", "probability"),
                    Output("threshold", "threshold, in mean noise powers"),
                ),
                detection,
                EQUATION,
                SOURCE,
                VALIDITY,
            ),
        ),
        "iamd calc detection --snr-db 13 --pfa 1e-6 --swerling 1",
        ("RAD-PD",),
    ),
    Formula(
        "required-snr",
        "Signal-to-noise ratio that a probability of detection needs",
        (
            Form(
                (PD, PFA, SWERLING, PULSES),
                (
                    Output("snr_db", "signal-to-noise ratio of one pulse"),
                    Output("integration_gain_db", "less than for a single pulse by"),
                ),
                required_snr,
                "S such that P_d(S) = pd; " + EQUATION,
                SOURCE,
                VALIDITY,
            ),
        ),
        "iamd calc required-snr --pd 0.9 --pfa 1e-6 --swerling 1 --pulses 10",
        ("RAD-REQ",),
    ),
    Formula(
        "albersheim",
        "The same for a steady target, by Albersheim's rule of thumb",
        (
            Form(
                (
                    Input("pd", "probability", "probability of detection", low=0.1, high=0.9),
                    Input("pfa", "probability", "probability of false alarm", low=1e-7, high=1e-3),
                    Input("pulses", "count", "pulses integrated without regard to phase", 1, 1, 8096),
                ),
                (Output("snr_db", "signal-to-noise ratio of one pulse"),),
                albersheim,
                "S_dB = −5 log₁₀ N + (6.2 + 4.54/√(N + 0.44)) log₁₀(A + 0.12 A B + 1.7 B), A = ln(0.62/pfa), "
                "B = ln(pd/(1 − pd))",
                "W. J. Albersheim, A closed-form approximation to Robertson's detection characteristics, Proceedings "
                "of the IEEE 69 (1981) 839",
                "Steady target, pd 0.1 to 0.9, pfa 1e-7 to 1e-3, 1 to 8,096 pulses; within 0.2 dB.",
            ),
        ),
        "iamd calc albersheim --pd 0.9 --pfa 1e-6 --pulses 10",
        ("RAD-ALB",),
    ),
    Formula(
        "shnidman",
        "The same for any Swerling case, by Shnidman's rule of thumb",
        (
            Form(
                (
                    Input("pd", "probability", "probability of detection", low=0.1, high=0.99),
                    Input("pfa", "probability", "probability of false alarm", low=1e-9, high=1e-3),
                    SWERLING,
                    Input("pulses", "count", "pulses integrated without regard to phase", 1, 1, 100),
                ),
                (Output("snr_db", "signal-to-noise ratio of one pulse"),),
                shnidman,
                "X = η (η + 2 √(N/2 + (α − 1/4))), η = √(−0.8 ln(4 pfa (1 − pfa))) + sgn(pd − 1/2) "
                "√(−0.8 ln(4 pd (1 − pd))), α = 0 for N < 40, else 1/4; S = C X/N, C the fluctuation factor",
                "D. A. Shnidman, Determination of required SNR values, IEEE Transactions on Aerospace and Electronic "
                "Systems 38 (2002) 1059-1064; M. A. Richards, Fundamentals of Radar Signal Processing, 2nd ed. "
                "(2014), p. 491",
                "pd 0.1 to 0.99, pfa 1e-9 to 1e-3, 1 to 100 pulses; within 0.5 dB.",
            ),
        ),
        "iamd calc shnidman --pd 0.9 --pfa 1e-6 --swerling 1 --pulses 10",
        ("RAD-SHN",),
    ),
    Formula(
        "cfar-loss",
        "Signal that a threshold costs which is set from neighbouring cells",
        (
            Form(
                (
                    PD,
                    PFA,
                    Input("cells", "count", "cells from which the noise is estimated", low=1, high=100_000),
                ),
                (Output("loss_db", "loss against a known noise level"),),
                cfar_loss,
                "S_cfar = (pfa^(−1/N) − 1)/(pd^(−1/N) − 1) − 1 against S = ln pfa/ln pd − 1",
                "H. M. Finn and R. S. Johnson, RCA Review 29 (1968) 414-464; P. P. Gandhi and S. A. Kassam, IEEE "
                "Transactions on Aerospace and Electronic Systems 24 (1988) 427-445",
                "Cell-averaging threshold, Swerling 1 target, one pulse, even noise.",
            ),
        ),
        "iamd calc cfar-loss --pd 0.9 --pfa 1e-6 --cells 16",
        ("RAD-CFARLOSS",),
    ),
    Formula(
        "m-of-n",
        "Probability of at least m detections in n looks",
        (
            Form(
                (
                    Input("needed", "count", "detections needed", low=1, high=10_000),
                    Input("looks", "count", "looks", low=1, high=10_000),
                    Input("probability", "probability", "of detection in one look", low=0.0, high=1.0),
                ),
                (Output("p_m_of_n", "probability"),),
                m_of_n,
                "Σ_(k=m…n) C(n, k) p^k (1 − p)^(n − k)",
                "M. A. Richards, Fundamentals of Radar Signal Processing, 2nd ed. (2014), section 6.4 (binary "
                "integration)",
                "Looks are independent.",
            ),
        ),
        "iamd calc m-of-n --needed 2 --looks 4 --probability 0.23",
        ("RAD-MOFN",),
    ),
)
