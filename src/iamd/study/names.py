"""Names, classes and prices behind the engine's codes, in the order of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iamd.engine.flights import threat_name
from iamd.scenario.resolve import ResolvedScenario

#: Class that the results give to threats that the raid declares as decoys.
DECOY = "decoy"


class Names(NamedTuple):
    """What the rows of the engine's tables are called.

    Attributes:
        units: names by row of Units.
        types: interceptors and guns by row of RoundTypes.
        threats: names by row of Threats; the next lists run alongside.
        threat_types: library names.
        classes: target classes, ``decoy`` for decoys.
        targets: asset or unit that each threat is aimed at.
        counted: whether it is a threat and not a decoy.
        round_prices: input that holds the price, by row of RoundTypes; None if none is published.
        threat_prices: the same by row of Threats.
    """

    units: list[str]
    types: list[str]
    threats: list[str]
    threat_types: list[str]
    classes: list[str]
    targets: list[str]
    counted: NDArray[np.bool_]
    round_prices: list[str | None]
    threat_prices: list[str | None]


def names_of(resolved: ResolvedScenario) -> Names:
    """The names of a scenario."""
    rows = [
        (number, item, ordinal)
        for number, item in enumerate(resolved.raid)
        for ordinal in range(item.entry.count)
    ]
    rounds = [kind.refs.get("price") or kind.refs.get("burst_price") for kind in resolved.types.values()]
    return Names(
        [unit.spec.name for unit in resolved.units],
        list(resolved.types),
        [threat_name(number, item.entry, ordinal) for number, item, ordinal in rows],
        [item.card.name for _, item, _ in rows],
        [DECOY if item.entry.decoy else item.kind for _, item, _ in rows],
        [item.entry.aim for _, item, _ in rows],
        np.array([not item.entry.decoy for _, item, _ in rows], dtype=bool),
        rounds,
        [item.refs.get("price") for _, item, _ in rows],
    )


def prices(inputs: list[str | None], values: Mapping[str, Any]) -> NDArray[np.float64]:
    """Prices of one draw, USD; NaN where none is published."""
    return np.array([np.nan if name is None else values[name] for name in inputs], dtype=np.float64)
