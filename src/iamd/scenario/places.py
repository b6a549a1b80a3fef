"""Where the things of a scenario are, and how far a raid entry has to fly."""

from __future__ import annotations

import math

from geographiclib.geodesic import Geodesic

from iamd.errors import ScenarioError
from iamd.library.card import AircraftCard, ThreatCard
from iamd.library.loader import Resolved
from iamd.library.units import to_canonical
from iamd.scenario.spec import RaidEntry, Scenario

#: Nearer than this to its aim a raid entry has no path [m].
NEAREST = 100.0
#: Distances for which the solver of ballistic flights is made [m].
BALLISTIC = (100e3, 3000e3)
#: Published ranges are rounded: this much more is not refused.
ROUNDING = 1.02


def place_of(name: str, scenario: Scenario) -> tuple[float, float]:
    """Latitude and longitude [deg] of an asset or a unit."""
    places = {asset.name: asset.at for asset in scenario.assets} | {
        unit.name: unit.at for unit in scenario.units
    }
    if name in places:
        return places[name]
    raise ScenarioError("no such asset or unit", given=name)


def origin_of(entry: RaidEntry, scenario: Scenario) -> tuple[float, float]:
    """Latitude and longitude [deg] from which a raid entry comes: on the geodesic from its aim, or as given."""
    if entry.origin.at is not None:
        return entry.origin.at
    latitude, longitude = place_of(entry.aim, scenario)
    line = Geodesic.WGS84.Direct(
        latitude, longitude, math.degrees(entry.origin.bearing or 0.0), entry.origin.range or 0.0
    )
    return line["lat2"], line["lon2"]


def flown(entry: RaidEntry, scenario: Scenario) -> float:
    """Distance along the ground from the origin of a raid entry to its aim [m]."""
    line = Geodesic.WGS84.Inverse(*origin_of(entry, scenario), *place_of(entry.aim, scenario))
    return float(line["s12"])


def check_distance(
    entry: RaidEntry,
    scenario: Scenario,
    card: ThreatCard | AircraftCard,
    longest: Resolved | None,
    where: str,
) -> None:
    """Refuse a raid entry that starts at its aim, or from farther than its threat is said to fly.

    Raises:
        ScenarioError: with the distance and what is allowed.
    """
    distance = flown(entry, scenario)
    least, most = BALLISTIC if card.target_class == "ballistic" else (NEAREST, math.inf)
    if longest is not None:
        figure = longest.figure
        most = min(most, ROUNDING * to_canonical(figure.high, figure.unit, longest.term.dimension))
    if not least <= distance <= most:
        raise ScenarioError(
            f"{card.name} cannot fly that far" if distance > most else f"{card.name} starts too near its aim",
            given=f"{distance / 1000:.4g} km",
            allowed=f"{least / 1000:.4g} km to {most / 1000:.4g} km",
            where=where,
        )
