"""Bad input, through the real command line: one message, exit code 2, nothing on standard output, nothing written."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.unit.cli_stand_in import Command, Done, iamd_fixture, refused  # noqa: F401

from iamd.errors import InputError
from iamd.scenario import load, resolve, shipped
from iamd.scenario.load import SHIPPED

GOOD = """\
title: One battery, one city, four missiles
terrain: smooth
laydown: {kind: fictional}
units:
  - {name: battery, system: S-400, at: [40.1, 32.6], network: stand-alone, doctrine: {shots: salvo-look-salvo, reserve: 25 %}}
assets:
  - {name: City, at: [39.9, 32.9], radius: 10 km, value: 1}
raid:
  - {threat: generic-bm-600, count: 4, from: {bearing: 135 deg, range: 550 km}, aim: City, spacing: 4 s}
study: {runs: 5, draws: 1}
"""


class Case(NamedTuple):
    """A change of the good file, and words that the message must hold."""

    old: str
    new: str
    words: tuple[str, ...]


def change(old: str, new: str, *words: str) -> Case:
    return Case(old, new, words)


def add(line: str, *words: str) -> Case:
    """A line more at the end."""
    return Case("study: {runs: 5, draws: 1}\n", f"study: {{runs: 5, draws: 1}}\n{line}\n", words)


CASES: dict[str, Case] = {
    # units of measure
    "wrong unit": change("radius: 10 km", "radius: 10 kilomters", "radius", "unknown unit", ":7"),
    "unit of another dimension": change("radius: 10 km", "radius: 10 kg", "radius", "not a length"),
    "missing unit": change("radius: 10 km", "radius: 10", "radius", "needs a unit", "10 m"),
    "unit without number": change("radius: 10 km", "radius: km", "radius", "number with a unit"),
    "Mach where no altitude is known": change("spacing: 4 s", "spacing: 4 s, speed: Mach 2", "Mach", "altitude"),
    "a formula as unit": change("radius: 10 km", "radius: 10 9**9**9", "radius", "unknown unit"),
    "two numbers": change("radius: 10 km", "radius: 5-10 km", "radius"),
    "a time where an angle belongs": change("bearing: 135 deg", "bearing: 135 s", "bearing", "not an angle"),
    "compass point as bearing": change("bearing: 135 deg", "bearing: SE", "bearing"),
    # numbers
    "not a number": change("radius: 10 km", "radius: .nan", "radius"),
    "NaN with a unit": change("radius: 10 km", "radius: nan km", "radius"),
    "infinite": change("value: 1}", "value: .inf}", "value"),
    "too large for a float": change("radius: 10 km", "radius: 1e999 km", "radius"),
    "negative length": change("radius: 10 km", "radius: -10 km", "radius", "range"),
    "negative count": change("count: 4", "count: -4", "count", "greater than or equal to 1"),
    "zero count": change("count: 4", "count: 0", "count", "greater than or equal to 1"),
    "a thousand million threats": change("count: 4", "count: 1000000000", "count", "10000"),
    "a count with decimals": change("count: 4", "count: 4.5", "count"),
    "a count in words": change("count: 4", "count: four", "count", "four"),
    "a count in octal": change("count: 4", "count: 010", "decimal", "010"),
    "a count in minutes": change("count: 4", "count: 1:30", "decimal", "1:30"),
    "yes as a count": change("count: 4", "count: yes", "count"),
    "true as a value": change("value: 1}", "value: true}", "value"),
    "more threats than memory is for": change(
        "raid:\n",
        "raid:\n  - {threat: Kalibr, count: 1999, from: {bearing: 0 deg, range: 90 km}, aim: City}\n",
        "2003 threats",
        "2000",
    ),
    "reserve above one": change("reserve: 25 %", "reserve: 150 %", "reserve", "range"),
    "salvo of none": change("reserve: 25 %", "salvo: 0", "salvo"),
    "seed below nought": change("draws: 1}", "seed: -1}", "seed"),
    "seed too large": change("draws: 1}", "seed: 9223372036854775808}", "seed"),
    "step of nought": add("step: 0 s", "step", "0.005 s"),
    "step too long": add("step: 2 s", "step", "0.5 s"),
    "too long": add("duration: 90000 s", "duration", "20000 s"),
    "too short": add("duration: 1 s", "duration", "10 s"),
    # keys
    "unknown key": add("colour: red", "unknown key 'colour'", ":11"),
    "misspelt key": add("recrod: {samples: false}", "recrod", "did you mean 'record'?"),
    "unknown key of a unit": change("network: stand-alone", "netwrok: national", "netwrok", "did you mean 'network'?"),
    "unknown key of a doctrine": change("reserve: 25 %", "reserv: 25 %", "reserv", "did you mean 'reserve'?"),
    "unknown key of an asset": change("radius: 10 km", "radios: 10 km", "radios", "did you mean 'radius'?"),
    "unknown key of a raid entry": change("spacing: 4 s", "spaceing: 4 s", "spaceing", "did you mean 'spacing'?"),
    "unknown key of an origin": change("bearing: 135", "baering: 135", "baering", "did you mean 'bearing'?"),
    "unknown key of a laydown": change("fictional}", "fictional, sauce: me}", "sauce", "did you mean 'source'?"),
    "unknown key of the study": change("draws: 1}", "drawz: 1}", "drawz", "did you mean 'draws'?"),
    "missing key": change("terrain: smooth\n", "", "terrain", "missing"),
    "missing threat": change("threat: generic-bm-600, ", "", "threat", "missing", ":9"),
    "a key that is a list": add("? [a, b]\n: c", "key"),
    "a key twice": add("terrain: smooth", "twice", "terrain", ":11"),
    "a key twice in one line": change("radius: 10 km", "radius: 10 km, radius: 9 km", "twice", "radius"),
    # what the scope leaves out
    "a route": change("spacing: 4 s", "spacing: 4 s, route: [[39, 33]]", "unknown key", "route"),
    "waypoints": change("spacing: 4 s", "spacing: 4 s, waypoints: [[39, 33]]", "unknown key", "waypoints"),
    "an attack to be optimised": add("optimise: {attacker: true}", "unknown key", "optimise"),
    "a warhead": change("spacing: 4 s", "spacing: 4 s, warhead: 500 kg", "unknown key", "warhead"),
    # names
    "unknown system": change("system: S-400", "system: S-4000", "S-4000", "did you mean 'S-400'?"),
    "unknown threat": change("threat: generic-bm-600", "threat: generic-bm-6000", "did you mean 'generic-bm-600'?"),
    "a radar as a threat": change("threat: generic-bm-600", "threat: 91N6E", "no such threat"),
    "unknown network": change("network: stand-alone", "network: stand-alon", "did you mean 'stand-alone'?"),
    "unknown doctrine": change("shots: salvo-look-salvo", "shots: salvo-salvo", "salvo-salvo"),
    "a card that cannot be used": change("threat: generic-bm-600", "threat: HGV-class", "cannot be used, because"),
    "unknown aim": change("aim: City", "aim: Town", "aim", "Town", "City"),
    "two units of one name": change(
        "assets:", "  - {name: battery, system: S-400, at: [40.2, 32.6]}\nassets:", "'battery'", "twice"
    ),
    "a unit called like an asset": change("name: battery", "name: city", "twice"),
    "a name of spaces": change("name: battery", "name: '   '", "name"),
    "a name with a slash": change("name: battery", "name: ../battery", "name"),
    "a name too long": change("name: battery", f"name: {'b' * 61}", "name", "60"),
    "a title too long": change("title: One battery, one city, four missiles", f"title: {'x' * 201}", "title", "200"),
    "an empty title": change("title: One battery, one city, four missiles", "title: ''", "title"),
    "a round that the system does not fire": change(
        "network: stand-alone", "magazine: {PAC-3 MSE: 4}", "no such round", "PAC-3 MSE"
    ),
    "a magazine below nought": change("network: stand-alone", "magazine: {48N6E3: -4}", "48N6E3"),
    "a state that nobody can order": change("network: stand-alone", "state: lost", "state", "silent"),
    "weapons without leash": change("reserve: 25 %", "weapons: loose", "weapons", "did you mean", "free"),
    "terrain of another world": change("terrain: smooth", "terrain: mars", "terrain", "smooth"),
    # places
    "latitude 91": change("at: [40.1, 32.6]", "at: [91, 32.6]", "at", "90"),
    "longitude 200": change("at: [40.1, 32.6]", "at: [40.1, 200]", "at", "180"),
    "one coordinate": change("at: [40.1, 32.6]", "at: [40.1]", "at"),
    "three coordinates": change("at: [40.1, 32.6]", "at: [40.1, 32.6, 900]", "at"),
    "a place in words": change("at: [40.1, 32.6]", "at: Ankara", "at"),
    "a place that is not a number": change("at: [40.1, 32.6]", "at: [.nan, 32.6]", "at"),
    "no origin": change("from: {bearing: 135 deg, range: 550 km}, ", "", "from", "missing"),
    "half an origin": change(", range: 550 km}", "}", "either bearing and range, or at"),
    "two origins": change(
        "from: {bearing: 135 deg, range: 550 km}",
        "from: {bearing: 135 deg, range: 550 km, at: [37, 36]}",
        "either bearing and range, or at",
    ),
    "an origin under the wrong word": change("from: {", "origin: {", "from"),
    # laydowns
    "a laydown without a source": change("{kind: fictional}", "{kind: announced, date: 2019-09-15}", "source"),
    "a laydown without a date": change("{kind: fictional}", "{kind: historical, source: a good newspaper}", "date"),
    "a laydown of today": change("{kind: fictional}", "{kind: current}", "kind", "historical"),
    "a bad date": change("{kind: fictional}", "{kind: announced, date: 2019-13-40, source: a good newspaper}", "date"),
    "a site that is not rounded": change(
        "laydown: {kind: fictional}\nunits:\n  - {name: battery, system: S-400, at: [40.1, 32.6]",
        "laydown: {kind: announced, date: 2019-09-15, source: a good newspaper}\n"
        "units:\n  - {name: battery, system: S-400, at: [40.12, 32.6]",
        "battery",
        "0.1 degrees",
    ),
    # figures
    "a figure that is not used": add("figures: {PAC-3 MSE.range_max: 60 km}", "no such figure", "PAC-3 MSE"),
    "a figure misspelt": add("figures: {91N6E.scan_peroid: 5 s}", "did you mean '91N6E.scan_period'?"),
    "a figure in a wrong unit": add("figures: {91N6E.scan_period: 5 km}", "91N6E.scan_period", "not a time"),
    "a figure without unit": add("figures: {91N6E.scan_period: 5}", "91N6E.scan_period", "needs a unit"),
    "a probability above one": add("figures: {S-400.readiness: 1.2}", "S-400.readiness", "limits"),
    "a figure that is a list": add("figures: {S-400.readiness: [0, 1]}", "figures"),
    # shapes
    "an empty raid": change(GOOD[GOOD.index("raid:") : GOOD.index("study:")], "raid: []\n", "raid", "at least 1"),
    "no raid": change(GOOD[GOOD.index("raid:") : GOOD.index("study:")], "raid:\n", "raid"),
    "no unit": change(GOOD[GOOD.index("units:") : GOOD.index("assets:")], "units: []\n", "units", "at least 1"),
    "a unit in place of units": change("  - {name: battery", "  {name: battery", "units"),
    "a list in place of a mapping": change(GOOD, "- title\n- terrain\n", "mapping"),
    "a word": change(GOOD, "S-400\n", "mapping"),
    "an empty file": change(GOOD, "", "mapping"),
    "comments only": change(GOOD, "# nothing yet\n", "mapping"),
    "two documents": change(GOOD, f"{GOOD}---\n{GOOD}", "YAML", ":11"),
    # YAML
    "an alias": change(
        "at: [40.1, 32.6]", "at: &place [40.1, 32.6]", "at"
    ) if False else change(GOOD, GOOD.replace("[40.1, 32.6]", "&p [40.1, 32.6]").replace("[39.9, 32.9]", "*p"), "alias"),
    "a thousand million laughs": change(
        GOOD,
        "a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
        + "".join(f"{y}: &{y} [{', '.join(['*' + x] * 9)}]\n" for x, y in zip("abcdefgh", "bcdefghi", strict=True)),
        "alias",
    ),
    "a tag": change("title: One", "title: !!python/object/apply:os.system ['true'] #", "tags"),
    "a tag of its own": change("radius: 10 km", "radius: !km 10", "tags"),
    "a merge": change("reserve: 25 %", "<<: {reserve: 25 %}", "YAML") if False else change(
        "{shots: salvo-look-salvo, reserve: 25 %}", "{<<: {reserve: 25 %}}", "<<"
    ),
    "nested a thousand deep": change(GOOD, "a: " + "[" * 1500 + "]" * 1500, "deep"),
    "nested thirty deep": change(GOOD, "a: " + "[" * 30 + "]" * 30, "deep"),
    "a tab": change("units:\n  - {", "units:\n\t- {", "YAML", ":5"),
    "an open bracket": change("at: [40.1, 32.6]", "at: [40.1, 32.6", "YAML"),
    "an open quote": change("name: battery", "name: 'battery", "YAML"),
}  # fmt: skip


def broken(case: Case) -> str:
    assert GOOD.count(case.old) == 1, "the case changes nothing, or too much"
    return GOOD.replace(case.old, case.new)


def everything_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture(name="folder")
def folder_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, made the present one, so that nothing is written unseen."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_file_that_is_broken_below_is_good(iamd: Command, folder: Path) -> None:
    (folder / "good.yaml").write_text(GOOD)
    done = iamd("check", "good.yaml")
    assert (done.code, done.err) == (0, "")


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("name", CASES)
def test_check_refuses(iamd: Command, folder: Path, name: str) -> None:
    (folder / "bad.yaml").write_text(broken(CASES[name]), encoding="utf-8")
    refused(iamd("check", "bad.yaml"), *CASES[name].words)
    assert everything_in(folder) == ["bad.yaml"]


@pytest.mark.parametrize("name", list(CASES)[::4])
def test_run_refuses_before_it_writes(iamd: Command, folder: Path, name: str) -> None:
    (folder / "bad.yaml").write_text(broken(CASES[name]), encoding="utf-8")
    refused(iamd("run", "bad.yaml", "--runs", "5", "--out", "results/bad"), *CASES[name].words)
    assert everything_in(folder) == ["bad.yaml"]
