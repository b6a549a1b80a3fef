"""Reads cases.json: values of third parties, each with its source, strength and tolerance."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

Case = dict[str, Any]


@cache
def all_cases() -> dict[str, Case]:
    """Every case by its id."""
    text = Path(__file__).with_name("cases.json").read_text(encoding="utf-8")
    return {case["id"]: case for case in json.loads(text)["cases"]}


def case(name: str) -> Case:
    """One case by its id."""
    return all_cases()[name]


def cases(*prefixes: str) -> list[Any]:
    """Parameters for pytest: every case that is fit to gate on and whose id starts with one of the prefixes."""
    found = [
        pytest.param(one, id=name)
        for name, one in all_cases().items()
        if name.startswith(prefixes) and one["strength"] not in {"weak", "unverified"}
    ]
    if not found:
        raise KeyError(f"no case starts with {prefixes}")
    return found


def approximately(one: Case, key: str) -> Any:
    """The expected value with the tolerance that the case states, for all keys or for this one."""
    tolerance = one["tolerance"]
    if key in tolerance:
        tolerance = tolerance[key]
    # pytest adds a relative 1e-6 of its own to an absolute tolerance alone
    return pytest.approx(one["expected"][key], rel=tolerance.get("rel", 0.0), abs=tolerance.get("abs", 0.0))
