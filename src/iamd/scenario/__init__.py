"""The scenario: what its author writes, checked, resolved against the library, and drawn."""

from iamd.scenario.inputs import Input, draw
from iamd.scenario.load import json_schema, load, scenario_hash, shipped, to_data
from iamd.scenario.resolve import ResolvedScenario, resolve
from iamd.scenario.spec import Scenario

__all__ = [
    "Input",
    "ResolvedScenario",
    "Scenario",
    "draw",
    "json_schema",
    "load",
    "resolve",
    "scenario_hash",
    "shipped",
    "to_data",
]
