"""What a survey of coverage is asked: altitudes, detection, reach, cells, draws. Options go before the scenario."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from iamd.errors import InputError
from iamd.library.units import parse_quantity
from iamd.scenario.spec import Scenario

Aspect = Literal["nose", "side", "tail", "mean"]
ASPECTS: tuple[str, ...] = ("nose", "side", "tail", "mean")
#: Sets of inputs (and of sites, for real laydowns) from which intervals come, unless the user says otherwise.
DRAWS = 40
MOST_DRAWS = 2_000
#: Fewer draws of sites and figures than this say nothing about a real laydown.
LEAST_REAL_DRAWS = 20
#: Altitudes of the curve of area [m], to which those asked for are added.
CURVE = (
    20.0, 30.0, 50.0, 70.0, 100.0, 150.0, 200.0, 300.0, 500.0, 700.0, 1e3, 1.5e3, 2e3, 3e3, 5e3, 7e3, 1e4, 1.5e4, 2e4,
)  # fmt: skip


class Request(NamedTuple):
    """What is asked of one scenario.

    Attributes:
        altitudes: of the maps, ascending [m]; they count from ``above``.
        detection: probability of detection in one look that counts as seen.
        radius: greatest reach of the map about each unit [m], or None for the longest displayed range.
        cell: side of a cell [m], or None for a sensible one.
        draws: sets of inputs; 0 leaves intervals out.
        exact: sight lines over hills by straight rays instead of the quick sweep.
        azimuths: of the vertical diagrams [rad]; empty for the middle of each radar's sector.
    """

    altitudes: tuple[float, ...]
    above: str
    detection: float
    radius: float | None
    cell: float | None
    aspect: str
    draws: int
    seed: int
    exact: bool
    azimuths: tuple[float, ...]

    @property
    def curve(self) -> tuple[float, ...]:
        """Altitudes of the curve of area, ascending [m]."""
        return tuple(sorted({*CURVE, *self.altitudes}))

    @property
    def above_text(self) -> str:
        """``above ground`` or ``above sea level``."""
        return "above ground" if self.above == "ground" else "above sea level"


def make_request(
    scenario: Scenario,
    *,
    aspect: str = "nose",
    draws: int | None = None,
    seed: int | None = None,
    exact: bool = True,
    azimuths: Sequence[float] = (),
) -> Request:
    """The request of a scenario whose ``coverage`` already holds what options say.

    Raises:
        InputError: an aspect that there is not, or a number of draws or a seed out of range.
    """
    spec = scenario.coverage
    if aspect not in ASPECTS:
        raise InputError("there is no such aspect", given=aspect, allowed=ASPECTS)
    number = DRAWS if draws is None else draws
    if not 0 <= number <= MOST_DRAWS:
        raise InputError("the number of draws is out of range", given=number, allowed=f"0 to {MOST_DRAWS}")
    if number < LEAST_REAL_DRAWS and scenario.laydown.kind != "fictional":
        laydown = f"{'an' if scenario.laydown.kind == 'announced' else 'a'} {scenario.laydown.kind}"
        raise InputError(
            f"{laydown} laydown is drawn from boxes of sites, so it needs draws",
            given=number, allowed=f"{LEAST_REAL_DRAWS} to {MOST_DRAWS:,}",
        )  # fmt: skip
    start = scenario.study.seed if seed is None else seed
    if not 0 <= start < 2**63:
        raise InputError("the seed is out of range", given=start, allowed="0 to 2^63 - 1")
    altitudes = tuple(sorted(set(spec.altitudes)))
    return Request(
        altitudes, spec.above, spec.detection, spec.radius, spec.cell, aspect, number, start, exact, tuple(azimuths)
    )  # fmt: skip


def read_azimuths(text: str) -> tuple[float, ...]:
    """``"45, 90 deg"`` as azimuths [rad]; a bare number is in degrees.

    Raises:
        InputError: one that is no angle.
    """
    found = []
    for piece in (part.strip() for part in text.split(",")):
        bare = piece.replace(".", "", 1).removeprefix("-").isdigit()
        angle = parse_quantity(f"{piece} deg" if bare else piece, "angle")
        if not -2.0 * math.pi <= angle <= 2.0 * math.pi:
            raise InputError("an azimuth is no full turn or more", given=piece, allowed="-360 deg to 360 deg")
        found.append(angle)
    return tuple(found)
