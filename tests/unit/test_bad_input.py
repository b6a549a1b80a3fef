"""Bad input, through the real command line: one message, exit code 2, nothing on standard output, nothing written."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.unit.cli_stand_in import Command, Done, iamd_fixture, refused  # noqa: F401

from iamd.errors import InputError
from iamd.scenario import load, resolve, shipped

GOOD = """\
title: One battery, one city, four missiles
terrain: smooth
laydown: {kind: fictional}
units:
  - {name: battery, system: S-400, at: [40.1, 32.6], network: stand-alone,
     doctrine: {shots: salvo-look-salvo, reserve: 25 %}}
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
    "wrong unit": change("radius: 10 km", "radius: 10 kilomters", "radius", "unknown unit", ":8"),
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
    "negative count": change("count: 4", "count: -4", "count", "at least 1"),
    "zero count": change("count: 4", "count: 0", "count", "at least 1"),
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
    "rain without a number": add("weather: {rain: heavy}", "rain", "'4 mm/h'"),
    "rain beyond all": add("weather: {rain: 400 mm/h}", "rain", "0 to 360 mm/h"),
    "a radius beyond the earth": change("radius: 10 km", "radius: 30000 km", "radius", "0 to 20,000 km"),
    "power in decibels": add(
        "jammers: [{name: J, at: [39, 33], erp: 40 dBW, bandwidth: 1 MHz}]", "erp", "decibels are not read here"
    ),
    "a duct over land": add("propagation: {duct: true}", "a duct needs `surface: sea`"),
    "a date in words": change("fictional}", "fictional, date: yesterday}", "laydown.date", "2019-09-15"),
    "reserve above one": change("reserve: 25 %", "reserve: 150 %", "reserve", "range"),
    "salvo of none": change("reserve: 25 %", "salvo: 0", "salvo"),
    "seed below nought": change("draws: 1}", "seed: -1}", "seed"),
    "seed too large": change("draws: 1}", "seed: 9223372036854775808}", "seed"),
    "step of nought": add("step: 0 s", "step", "0.005 s", ":12"),
    "step too long": add("step: 2 s", "step", "0.5 s"),
    "too long": add("duration: 90000 s", "duration", "20000 s"),
    "too short": add("duration: 1 s", "duration", "10 s"),
    # keys
    "unknown key": add("colour: red", "unknown key 'colour'", ":12"),
    "misspelt key": add("recrod: {samples: false}", "recrod", "did you mean 'record'?"),
    "unknown key of a unit": change("network: stand-alone", "netwrok: national", "netwrok", "did you mean 'network'?"),
    "unknown key of a doctrine": change("reserve: 25 %", "reserv: 25 %", "reserv", "did you mean 'reserve'?"),
    "unknown key of an asset": change("radius: 10 km", "radios: 10 km", "radios", "did you mean 'radius'?"),
    "unknown key of a raid entry": change("spacing: 4 s", "spaceing: 4 s", "spaceing", "did you mean 'spacing'?"),
    "unknown key of an origin": change("bearing: 135", "baering: 135", "baering", "did you mean 'bearing'?"),
    "unknown key of a laydown": change("fictional}", "fictional, sauce: me}", "sauce", "did you mean 'source'?"),
    "unknown key of the study": change("draws: 1}", "drawz: 1}", "drawz", "did you mean 'draws'?"),
    "missing key": change("terrain: smooth\n", "", "terrain", "missing"),
    "missing threat": change("threat: generic-bm-600, ", "", "threat", "missing", ":10"),
    "a key that is a list": add("? [a, b]\n: c", "key"),
    "a key twice": add("terrain: smooth", "twice", "terrain", ":12"),
    "a key twice in one line": change("radius: 10 km", "radius: 10 km, radius: 9 km", "twice", "radius"),
    # what the scope leaves out
    "a route": change("spacing: 4 s", "spacing: 4 s, route: [[39, 33]]", "unknown key", "route"),
    "waypoints": change("spacing: 4 s", "spacing: 4 s, waypoints: [[39, 33]]", "unknown key", "waypoints"),
    "an attack to be optimised": add("optimise: {attacker: true}", "unknown key", "optimise"),
    "a warhead": change("spacing: 4 s", "spacing: 4 s, warhead: 500 kg", "unknown key", "warhead"),
    # names
    "unknown system": change("system: S-400", "system: S-4000", ":5", "S-4000", "did you mean 'S-400'?"),
    "unknown threat": change("threat: generic-bm-600", "threat: generic-bm-6000", "did you mean 'generic-bm-600'?"),
    "a radar as a threat": change("threat: generic-bm-600", "threat: 91N6E", "no such threat"),
    "unknown network": change("network: stand-alone", "network: stand-alon", "did you mean 'stand-alone'?"),
    "unknown doctrine": change("shots: salvo-look-salvo", "shots: salvo-salvo", "salvo-salvo"),
    "a card that cannot be used": change("threat: generic-bm-600", "threat: HGV class", "cannot be used, because"),
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
    "weapons without leash": change("reserve: 25 %", "weapons: loose", "weapons", "free"),
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
    "an origin under the wrong word": change("from: {", "origin: {", "unknown key", "origin"),
    "a missile from farther than it flies": change("range: 550 km", "range: 5000 km", "cannot fly that far", "612 km"),
    "a missile from too near": change("range: 550 km", "range: 5 km", "too near", "100 km"),
    "a missile that starts at its aim": change("range: 550 km", "range: 0 km", "too near"),
    "an aircraft that starts at its aim": change(
        "threat: generic-bm-600, count: 4, from: {bearing: 135 deg, range: 550 km}",
        "threat: F-35A, count: 4, from: {at: [39.9, 32.9]}", "too near",
    ),
    "a system of which nobody publishes the channels": change("system: S-400", "system: THAAD", "channels:", "THAAD"),
    # laydowns
    "a laydown without a source": change("{kind: fictional}", "{kind: announced, date: 2019-09-15}", "source"),
    "a laydown without a date": change("{kind: fictional}", "{kind: historical, source: a good newspaper}", "date"),
    "a laydown of today": change("{kind: fictional}", "{kind: current}", "kind", "historical"),
    "a bad date": change(
        "{kind: fictional}", "{kind: announced, date: 2019-13-40, source: a good newspaper}", "month", ":3"
    ),
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
    "a figure without unit": add("figures: {91N6E.scan_period: 5}", "91N6E.scan_period", "needs a unit", ":12"),
    "a figure of nothing": add("figures: {91N6E.scan_period: 0 s}", "91N6E.scan_period", "limits"),
    "a figure far too large": add("figures: {S-400.reaction_time: 1e300 s}", "S-400.reaction_time", "limits"),
    "a figure that is true": add("figures: {S-400.readiness: true}", "S-400.readiness"),
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
    "two documents": change(GOOD, f"{GOOD}---\n{GOOD}", "YAML", ":12"),
    # YAML
    "an alias": change(
        GOOD, GOOD.replace("[40.1, 32.6]", "&p [40.1, 32.6]").replace("[39.9, 32.9]", "*p"), "alias", ":5"
    ),
    "a thousand million laughs": change(
        GOOD,
        "a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
        + "".join(f"{y}: &{y} [{', '.join(['*' + x] * 9)}]\n" for x, y in zip("abcdefgh", "bcdefghi", strict=True)),
        "alias",
    ),
    "a tag": change("title: One", "title: !!python/object/apply:os.system ['true'] #", "tags"),
    "a tag of its own": change("radius: 10 km", "radius: !km 10", "tags"),
    "a merge": change("{shots: salvo-look-salvo, reserve: 25 %}", "{<<: {reserve: 25 %}}", "<<"),
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
    assert len(CASES) >= 100


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


@pytest.mark.parametrize(
    "name", ["unknown system", "an empty file", "NaN with a unit", "a thousand million laughs"]
)
def test_the_process_refuses_too(folder: Path, name: str) -> None:
    (folder / "bad.yaml").write_text(broken(CASES[name]), encoding="utf-8")
    done = process("check", "bad.yaml")
    refused(done, *CASES[name].words)
    assert everything_in(folder) == ["bad.yaml"]


def process(*arguments: str) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "iamd", *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    return Done(done.returncode, done.stdout, done.stderr)


# --- files -------------------------------------------------------------------------------------------------------


def missing(folder: Path) -> str:
    return "none.yaml"


def near_miss(folder: Path) -> str:
    return "turkey-2018"


def a_folder(folder: Path) -> str:
    (folder / "bad.yaml").mkdir()
    return "bad.yaml"


def binary(folder: Path) -> str:
    (folder / "bad.yaml").write_bytes(bytes(range(256)) * 8)
    return "bad.yaml"


def nul(folder: Path) -> str:
    (folder / "bad.yaml").write_bytes(GOOD.encode().replace(b"City", b"Ci\0ty"))
    return "bad.yaml"


def utf16(folder: Path) -> str:
    (folder / "bad.yaml").write_bytes(GOOD.encode("utf-16"))
    return "bad.yaml"


def huge(folder: Path) -> str:
    with (folder / "bad.yaml").open("wb") as file:
        file.truncate(3_000_000_000)  # holds nothing: takes no room on the disk
    return "bad.yaml"


def under_a_file(folder: Path) -> str:
    (folder / "bad.yaml").write_text(GOOD)
    return "bad.yaml/more.yaml"


def unreadable(folder: Path) -> str:
    (folder / "bad.yaml").write_text(GOOD)
    (folder / "bad.yaml").chmod(0)
    if os.access(folder / "bad.yaml", os.R_OK):
        pytest.skip("this user can read everything")
    return "bad.yaml"


def dangling(folder: Path) -> str:
    (folder / "bad.yaml").symlink_to("nowhere")
    return "bad.yaml"


def looping(folder: Path) -> str:
    (folder / "bad.yaml").symlink_to("bad.yaml")
    return "bad.yaml"


def too_long(folder: Path) -> str:
    return "x" * 5000


def a_device(folder: Path) -> str:
    return os.devnull


def a_pipe(folder: Path) -> str:
    os.mkfifo(folder / "bad.yaml")
    return "bad.yaml"


def nothing(folder: Path) -> str:
    return ""


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (missing, ["none.yaml", "no such scenario file"]),
        (near_miss, ["did you mean 'turkey-2019'?"]),
        (a_folder, ["folder"]),
        (binary, ["UTF-8"]),
        (nul, ["YAML"]),
        (utf16, ["UTF-8"]),
        (huge, ["too large"]),
        (under_a_file, ["more.yaml"]),
        (unreadable, ["bad.yaml"]),
        (dangling, ["bad.yaml"]),
        (looping, ["bad.yaml"]),
        (too_long, ["xxx"]),
        (a_device, ["no such scenario file"]),
        (a_pipe, ["bad.yaml"]),
        (nothing, ["scenario file"]),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_file_that_cannot_be_a_scenario(
    iamd: Command, folder: Path, make: Callable[[Path], str], words: list[str]
) -> None:
    given = make(folder)
    before = everything_in(folder)
    refused(iamd("check", given), *words)
    refused(iamd("run", given, "--out", "results/bad"), *words)
    assert everything_in(folder) == before


# --- arguments ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "raid.7.count=2"], ["does not exist", "0 to 0"]),
        (["--set", "raid.0.coutn=2"], ["coutn", "did you mean 'count'?"]),
        (["--set", "units.batery.channels=2"], ["does not exist", "did you mean 'battery'?"]),
        (["--set", "raid.0.count=0"], ["count", "at least 1"]),
        (["--set", "raid.0.count=[1"], ["cannot be read"]),
        (["--set", "title.0=x"], ["leads nowhere"]),
        (["--set", "raid=5"], ["raid", "expected a list"]),
        (["--set", "step=5 s"], ["step", "with the overrides of the command line"]),
        (["--set", "figures.S-400.readiness=2"], ["S-400.readiness"]),
        (["--set", "figures.nothing=2"], ["no such figure"]),
        (["--set", "network=natoinal"], ["did you mean 'national'?"]),
        (["--runs", "99999999999999999999"], ["runs"]),
        (["--draws", "0"], ["--draws"]),
        (["--seed", "1.5"], ["--seed"]),
    ],
)
def test_arguments_of_run_that_cannot_be_meant(
    iamd: Command, folder: Path, arguments: list[str], words: list[str]
) -> None:
    (folder / "good.yaml").write_text(GOOD)
    refused(iamd("run", "good.yaml", *arguments, "--out", "results/bad"), *words)
    assert everything_in(folder) == ["good.yaml"]


def test_results_that_would_stand_in_a_file(iamd: Command, folder: Path) -> None:
    (folder / "good.yaml").write_text(GOOD)
    (folder / "taken").write_text("mine")
    done = iamd("run", "good.yaml", "--out", "taken")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    done = iamd("run", "good.yaml", "--out", "taken/deeper")
    assert done.out == ""
    assert "Traceback" not in done.err
    assert everything_in(folder) == ["good.yaml", "taken"]
    assert (folder / "taken").read_text() == "mine"


# --- chance ------------------------------------------------------------------------------------------------------

MUTATIONS = 300
_WORDS = (
    "", "-", "~", "null", "true", "no", ".nan", "-.inf", "0", "-1", "1e999", "1e-320", "9" * 400, "0x1F",
    "010", "1:30", "12_3", "[]", "{}", "[[]]", "{a: b}", "'", '"', "|", ">", "&a", "*a", "!!int", "!x", "%",
    "#", ":", "? ", "---", "...", "2019-02-30", "km", "5 km", "5 km/s", "25 %", "Mach 2", "S-400", "48N6E3",
    "ideal", "City", "\u202e", "\u0000", "é" * 50, "x" * 5000, "9**9**9 m", "nan km", "1 / 0 s", "{'a': 1}",
    "<<", "=", "__class__", "from", "figures", "figures.x", "range", "\ud7ff", "\U0001f680", "５ km",
    "−5 km", "5 km", "\t", "\r\n", "\x85", "\u2028",
)  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """The text with one to three slips: tokens or lines lost, doubled, swapped or replaced, odd letters put in."""
    for _ in range(chance.randint(1, 3)):
        lines = text.split("\n")
        tokens = [piece for line in lines for piece in line.replace(",", " , ").split(" ")]
        kind = chance.randrange(8)
        if kind == 0:
            text = text.replace(chance.choice(tokens) or " ", chance.choice(_WORDS), 1)
        elif kind == 1:
            text = text.replace(chance.choice(tokens) or " ", "", 1)
        elif kind == 2:
            token = chance.choice(tokens) or " "
            text = text.replace(token, f"{token} {token}", 1)
        elif kind == 3:
            a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[a], lines[b] = lines[b], lines[a]
            text = "\n".join(lines)
        elif kind == 4:
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            text = "\n".join(lines)
        elif kind == 5:
            del lines[chance.randrange(len(lines))]
            text = "\n".join(lines) or "\n"
        elif kind == 6:
            place = chance.randrange(len(text) + 1)
            text = text[:place] + chance.choice(_WORDS) + text[place:]
        else:
            place = chance.randrange(len(text) + 1)
            text = (
                text[:place] + chr(chance.choice([*range(32, 127), *range(160, 0x2FF)])) + text[place + 1 :]
            )
    return text


def refusal(attempt: Callable[[], object], given: str) -> str:
    """The message with which an attempt was refused, empty if it was not; anything but an InputError fails the test."""
    try:
        attempt()
    except InputError as error:
        message = str(error)
    except Exception as error:
        pytest.fail(f"{type(error).__name__}: {error}\n{given}")
    else:
        return ""
    if "\n" in message or not message:
        pytest.fail(f"not one line: {message!r}\n{given}")
    return message


@pytest.mark.parametrize("seed", range(10))
def test_slips_of_the_pen_are_understood_or_refused(folder: Path, seed: int) -> None:
    """A scenario loads and resolves, or it is an InputError of one line: never anything else."""
    chance = random.Random(seed)
    texts = [entry.path.read_text(encoding="utf-8") for entry in shipped()] + [GOOD]
    accepted = 0
    for _ in range(MUTATIONS // 10):
        text = mutated(chance.choice(texts), chance)
        (folder / "mutated.yaml").write_bytes(text.encode("utf-8", errors="surrogatepass"))
        accepted += not refusal(lambda: resolve(load(folder / "mutated.yaml")), text)
    assert accepted < MUTATIONS // 10, "the slips change nothing"


@pytest.mark.parametrize("seed", range(10))
def test_overrides_by_chance_are_understood_or_refused(seed: int) -> None:
    chance = random.Random(1000 + seed)
    steps = [
        "raid",
        "units",
        "0",
        "battalion-1",
        "count",
        "doctrine",
        "figures",
        "x",
        "from",
        "at",
        "[0]",
        "",
        "study",
    ]
    for _ in range(30):
        path = ".".join(chance.choice(steps) for _ in range(chance.randint(1, 4)))
        override = f"{path}={chance.choice(_WORDS)}"
        refusal(lambda override=override: resolve(load("turkey-2019", set=[override])), override)


def test_a_scenario_that_only_looks_is_not_played(tmp_path: Path) -> None:
    path = tmp_path / "look.yaml"
    path.write_text(
        "title: Only a radar\nterrain: smooth\nlaydown: {kind: fictional}\n"
        "units: [{name: r, system: S-400, at: [40.0, 33.0], facing: 0 deg}]\ncoverage: {targets: [Kalibr]}\n"
    )
    from iamd.study.plan import make_plan

    with pytest.raises(InputError, match="nothing attacks"):
        make_plan(path)
