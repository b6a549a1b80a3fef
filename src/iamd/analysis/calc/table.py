"""All formulae, in the order in which they are listed. To add one: a file with ``FORMULAS``, and a line here."""

from __future__ import annotations

from iamd.analysis.calc import (
    air,
    attrition,
    detection,
    flight,
    geometry,
    jamming,
    propagation_formulas,
    radar_formulas,
)
from iamd.analysis.calc.formula import Formula

FORMULAS: dict[str, Formula] = {
    each.name: each
    for module in (geometry, air, radar_formulas, detection, jamming, propagation_formulas, flight, attrition)
    for each in module.FORMULAS
}
