"""Which sites cover most: the defender's choice of so many places out of a list.

The maximal covering location problem of R. Church and C. ReVelle, The maximal covering location problem, Papers of the
Regional Science Association 32 (1974) 101-118, doi 10.1007/BF01942293: choose p sites so that the weight of what at
least one of them covers is as large as it can be. It serves the siting of the defender's own sensors only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Seen = NDArray[np.bool_]
Weights = NDArray[np.float64]


class Cover(NamedTuple):
    """A choice and what it covers.

    Attributes:
        sites: places in the list of sites, ascending.
        weight: covered.
    """

    sites: tuple[int, ...]
    weight: float


def covered(seen: Seen, weights: Weights, sites: Sequence[int]) -> float:
    """Weight of the cells that at least one of the sites sees.

    Args:
        seen: sites by cells.
        weights: of each cell, 0 or more.
        sites: those that are built.
    """
    return float(weights[seen[list(sites)].any(axis=0)].sum()) if sites else 0.0


def every_cover(seen: Seen, weights: Weights, choose: int) -> Iterator[Cover]:
    """All choices, by plain enumeration: the check of :func:`best_cover`."""
    for sites in itertools.combinations(range(len(seen)), choose):
        yield Cover(sites, covered(seen, weights, sites))


def greedy_cover(seen: Seen, weights: Weights, choose: int) -> Cover:
    """The site that adds most, then the next, and so on; at least 1 - 1/e of the best.

    Source: G. L. Nemhauser, L. A. Wolsey and M. L. Fisher, An analysis of approximations for maximizing submodular
    set functions I, Mathematical Programming 14 (1978) 265-294, doi 10.1007/BF01588971.
    """
    chosen: list[int] = []
    rest = weights.copy()
    for _ in range(choose):
        gains = seen @ rest
        gains[chosen] = -1.0
        best = int(np.argmax(gains))
        chosen.append(best)
        rest = np.where(seen[best], 0.0, rest)
    sites = tuple(sorted(chosen))
    return Cover(sites, covered(seen, weights, sites))


def best_cover(seen: Seen, weights: Weights, choose: int) -> Cover:
    """The best choice, exactly, by branch and bound.

    A branch is given up when what it covers and the largest single gains left in it, added as if they did not overlap,
    are no more than the best so far. The greedy choice is where it begins.

    Args:
        seen: sites by cells.
        weights: of each cell, 0 or more.
        choose: how many sites, 0 to their number.

    Raises:
        ValueError: more are to be chosen than there are, or a weight is negative.
    """
    if not 0 <= choose <= len(seen):
        raise ValueError(f"choose is {choose}, but there are {len(seen)} sites")
    if np.any(weights < 0.0):
        raise ValueError("a weight is negative")
    best = greedy_cover(seen, weights, choose)
    # Left to do: sites chosen, sites that may still be, weights not yet covered.
    stack: list[tuple[tuple[int, ...], tuple[int, ...], Weights]] = [((), tuple(range(len(seen))), weights)]
    while stack:
        chosen, free, rest = stack.pop()
        more = choose - len(chosen)
        have = covered(seen, weights, chosen)
        if more == 0:
            if have > best.weight:
                best = Cover(tuple(sorted(chosen)), have)
            continue
        if len(free) < more:
            continue
        gains = seen[list(free)] @ rest
        order = np.argsort(-gains, kind="stable")
        if have + float(gains[order[:more]].sum()) <= best.weight:
            continue
        first = free[int(order[0])]
        without = tuple(site for site in free if site != first)
        stack.append((chosen, without, rest))
        stack.append(((*chosen, first), without, np.where(seen[first], 0.0, rest)))
    return best
