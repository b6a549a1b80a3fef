"""From a file to a scenario: units, sites, overrides, places in messages, round trip, hash."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from tests.unit.test_bad_input import GOOD

from iamd.errors import InputError, ScenarioError
from iamd.scenario import Scenario, load, resolve, scenario_hash, shipped, to_data
from iamd.scenario.places import flown, origin_of

EXACT = 1e-12  # a conversion is one multiplication
NAMES = [entry.name for entry in shipped()]


@pytest.fixture(name="write")
def write_fixture(tmp_path: Path) -> Any:
    def write(text: str, name: str = "scenario.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def message(path: Path, *settings: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path, set=settings)
    return str(caught.value)


# --- units -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("10 km", 10_000.0),
        ("10km", 10_000.0),
        ("  10   km ", 10_000.0),
        ("10_000 m", 10_000.0),
        ("10 000 m", 10_000.0),
        ("1e4 m", 10_000.0),
        ("+10 km", 10_000.0),
        (".5 km", 500.0),
        ("10 kft", 3_048.0),
        ("10 ft", 3.048),
        ("10 nmi", 18_520.0),
        ("10 mi", 16_093.44),
        ("0 m", 0.0),
    ],
)
def test_a_length_is_read_in_any_unit_of_length(write: Any, text: str, metres: float) -> None:
    found = load(write(GOOD.replace("radius: 10 km", f"radius: {text}")))
    assert found.assets[0].radius == pytest.approx(metres, rel=EXACT)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("spacing", "4 s", 4.0),
        ("spacing", "2 min", 120.0),
        ("spacing", "0.5 h", 1800.0),
        ("spacing", "250 ms", 0.25),
        ("speed", "900 km/h", 250.0),
        ("speed", "1 km/s", 1000.0),
        ("speed", "100 kt", 51.444444444444),
        ("altitude", "1 km", 1000.0),
    ],
)
def test_times_speeds_and_heights(write: Any, key: str, text: str, value: float) -> None:
    found = load(write(GOOD.replace("spacing: 4 s", f"{key}: {text}")))
    assert getattr(found.raid[0], key) == pytest.approx(
        value, rel=1e-9
    )  # knots above are written to 14 digits


@pytest.mark.parametrize(
    ("text", "radians"),
    [("135 deg", 0.75 * math.pi), ("-45 deg", -0.25 * math.pi), ("1.5 rad", 1.5), ("90°", 0.5 * math.pi)],
)
def test_a_bearing_is_in_radians_inside(write: Any, text: str, radians: float) -> None:
    origin = load(write(GOOD.replace("bearing: 135 deg", f"bearing: {text}"))).raid[0].origin
    assert origin.bearing == pytest.approx(radians, rel=EXACT)


@pytest.mark.parametrize("text", ["25 %", "0.25", ".25", "2.5e-1"])
def test_a_share_is_a_fraction_or_per_cent(write: Any, text: str) -> None:
    found = load(write(GOOD.replace("reserve: 25 %", f"reserve: {text}")))
    assert found.units[0].doctrine.reserve == pytest.approx(0.25, rel=EXACT)


def test_a_doctrine_may_be_a_name_alone(write: Any) -> None:
    short = load(
        write(GOOD.replace("doctrine: {shots: salvo-look-salvo, reserve: 25 %}", "doctrine: single"))
    )
    assert short.units[0].doctrine.shots == "single"
    assert short.units[0].doctrine.weapons == "tight"


# --- sites -------------------------------------------------------------------------------------------------------

REAL = GOOD.replace(
    "{kind: fictional}", "{kind: announced, date: 2019-09-15, source: a newspaper of that day}"
)


@pytest.mark.parametrize("value", ["40.1", "40", "-40.1", "0.1", "89.9", "40.10"])
def test_sites_to_a_tenth_of_a_degree_are_accepted(write: Any, value: str) -> None:
    assert load(write(REAL.replace("[40.1, 32.6]", f"[{value}, 32.6]"))).units[0].at[0] == float(value)


@pytest.mark.parametrize("value", ["40.12", "40.05", "40.1001", "40.10001"])
@pytest.mark.parametrize("place", ["[40.1, 32.6]", "[39.9, 32.9]"])
def test_finer_sites_of_units_and_assets_are_refused(write: Any, place: str, value: str) -> None:
    text = message(write(REAL.replace(place, f"[{value}, 32.6]")))
    assert "0.1 degrees" in text
    assert value.rstrip("0") in text
    assert ("scenario.yaml:5:" if place == "[40.1, 32.6]" else "scenario.yaml:8:") in text


def test_finer_origins_are_refused_too(write: Any) -> None:
    text = message(write(REAL.replace("{bearing: 135 deg, range: 550 km}", "{at: [37.12, 36.0]}")))
    assert "raid origin" in text
    assert "scenario.yaml:10:" in text


@pytest.mark.parametrize("allow", ["fictional", "reference"])
def test_a_made_up_or_published_example_may_have_exact_sites(write: Any, allow: str) -> None:
    text = GOOD if allow == "fictional" else REAL + "reference: Textbook of somebody, example 3\n"
    assert load(write(text.replace("[40.1, 32.6]", "[40.123, 32.6]"))).units[0].at[0] == 40.123


def test_an_origin_by_bearing_and_range_lies_where_it_says() -> None:
    scenario = load("turkey-2019")
    for entry in scenario.raid:
        assert entry.origin.range is not None
        assert flown(entry, scenario) == pytest.approx(
            entry.origin.range, abs=1e-3
        )  # GeographicLib: nanometres
    latitude, longitude = origin_of(scenario.raid[0], scenario)
    assert latitude < 39.9, "135 degrees is south-east"
    assert longitude > 32.9


# --- overrides ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value", "path"),
    [
        ("raid.0.count=20", 20, ("raid", 0, "count")),
        ("raid[0].count=20", 20, ("raid", 0, "count")),
        ("raid[2].count=20", 20, ("raid", 2, "count")),
        (" raid.0.count = 20 ", 20, ("raid", 0, "count")),
        ("units.battalion-1.doctrine.salvo=4", 4, ("units", 0, "doctrine", "salvo")),
        ("units.1.doctrine.salvo=4", 4, ("units", 1, "doctrine", "salvo")),
        ("assets.Ankara.radius=15 km", 15_000.0, ("assets", 0, "radius")),
        ("raid.0.from.range=400 km", 400_000.0, ("raid", 0, "origin", "range")),
        ("units.battalion-1.at=[40.2, 32.7]", (40.2, 32.7), ("units", 0, "at")),
        ("units.battalion-1.at.0=40.2", 40.2, ("units", 0, "at", 0)),
        ("units.battalion-1.magazine.48N6E3=12", 12, ("units", 0, "magazine", "48N6E3")),
        ("record.samples=false", False, ("record", "samples")),
        ("study.runs=7", 7, ("study", "runs")),
        ("step=0.1 s", 0.1, ("step",)),
        ("figures.91N6E.scan_period=6 s", "6 s", ("figures", "91N6E.scan_period")),
        ("figures.model.earth-factor=1.3", 1.3, ("figures", "model.earth-factor")),
        ("title=Another title", "Another title", ("title",)),
    ],
)
def test_an_override_changes_one_entry(setting: str, value: Any, path: tuple[Any, ...]) -> None:
    before, after = load("turkey-2019"), load("turkey-2019", set=[setting])
    found: Any = after
    for step in path:
        found = found[step] if isinstance(step, int) or isinstance(found, dict) else getattr(found, step)
    assert found == (pytest.approx(value, rel=EXACT) if isinstance(value, float) else value)
    assert before == load("turkey-2019"), "the scenario itself has not changed"
    assert before != after


def test_an_override_turns_a_short_doctrine_into_a_long_one(write: Any) -> None:
    path = write(GOOD.replace("doctrine: {shots: salvo-look-salvo, reserve: 25 %}", "doctrine: single"))
    doctrine = load(path, set=["units.battery.doctrine.salvo=3"]).units[0].doctrine
    assert (doctrine.shots, doctrine.salvo) == ("single", 3)


def test_one_word_puts_every_unit_on_a_network() -> None:
    assert {unit.network for unit in load("turkey-s500", set=["network=allied"]).units} == {"allied"}


def test_overrides_may_be_a_mapping_and_may_follow_one_another() -> None:
    mapped = load("turkey-2019", set={"raid.0.count": 20, "units.battalion-1.doctrine.salvo": 4})
    texts = load("turkey-2019", set=["raid.0.count=20", "units.battalion-1.doctrine.salvo=4"])
    assert mapped == texts
    assert load("turkey-2019", set=["raid.0.count=20", "raid.0.count=21"]).raid[0].count == 21


def test_a_loaded_scenario_may_be_overridden_and_stays_as_it_was() -> None:
    first = load("turkey-2019")
    second = load(first, set=["raid.0.count=20"])
    assert (first.raid[0].count, second.raid[0].count) == (8, 20)
    assert load(first) == first


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("raid.0.count", ["path=value"]),
        ("=3", ["path=value"]),
        ("raid.0.count=", ["path=value"]),
        ("raid.9.count=2", ["does not exist", "0 to 2"]),
        ("units.batalion-1.salvo=2", ["does not exist", "did you mean 'battalion-1'?"]),
        ("units.battalion-1.doctrin.salvo=2", ["unknown key", "did you mean 'doctrine'?"]),
        ("title.first=x", ["leads nowhere"]),
        ("raid.0.count=x", ["whole number", "overrides of the command line"]),
        ("raid.0.count=[1", ["cannot be read"]),
        ("raid.0.count=!!python/none x", ["tags"]),
    ],
)
def test_an_override_that_cannot_be_meant(setting: str, words: list[str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        load("turkey-2019", set=[setting])
    assert [word for word in words if word not in str(caught.value)] == []


# --- places in messages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("terrain: smooth", "terrain: mars", 2),
        ("{kind: fictional}", "{kind: real}", 3),
        ("at: [40.1, 32.6]", "at: [99, 32.6]", 5),
        ("reserve: 25 %", "reserve: 2", 6),
        ("reserve: 25 %", "reserv: 2", 6),
        ("radius: 10 km", "radius: 10", 8),
        ("name: City", "name: battery", 8),
        ("count: 4", "count: 0", 10),
        ("bearing: 135 deg", "baering: 135 deg", 10),
        ("runs: 5", "runs: 0", 11),
    ],
)
def test_a_mistake_is_told_with_its_line(write: Any, old: str, new: str, line: int) -> None:
    assert f"scenario.yaml:{line}: " in message(write(GOOD.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("system: S-400", "system: S-4000", 5),
        ("network: stand-alone", "network: natoinal", 5),
        ("shots: salvo-look-salvo", "shots: salvos", 6),
        ("threat: generic-bm-600", "threat: generic", 10),
        ("aim: City", "aim: Town", 10),
        ("range: 550 km", "range: 5000 km", 10),
        ("study:", "figures: {nothing.here: 3}\nstudy:", 11),
        ("study:", "figures: {S-400.readiness: 3}\nstudy:", 11),
    ],
)
def test_a_name_that_nobody_knows_is_told_with_its_line(write: Any, old: str, new: str, line: int) -> None:
    with pytest.raises(InputError, match=rf"scenario\.yaml:{line}: "):
        resolve(load(write(GOOD.replace(old, new))))


def test_a_scenario_that_came_from_no_file_names_the_entry_alone() -> None:
    scenario = Scenario.model_validate({**to_data(load("one-battery")), "units": [
        {"name": "battalion", "system": "S-4000", "at": [40.0, 33.0]}
    ]})  # fmt: skip
    with pytest.raises(InputError, match=r"^units\.0\.system: the library has no such system"):
        resolve(scenario)


@pytest.mark.parametrize(
    ("key", "model"),
    [
        ("colour", "titel: x"),
        ("units.0", "netwrok: national"),
        ("raid.0.from", "baering: 3 deg"),
        ("assets.0", "valeu: 3"),
        ("laydown", "sorce: x"),
        ("study", "sede: 3"),
        ("record", "sample: true"),
    ],
)
def test_an_unknown_key_comes_with_the_nearest_known_one(key: str, model: str) -> None:
    given = model.split(":")[0]
    known = {"titel": "title", "netwrok": "network", "baering": "bearing", "valeu": "value", "sorce": "source",
             "sede": "seed", "sample": "samples"}  # fmt: skip
    path = given if key == "colour" else f"{key}.{given}"
    with pytest.raises(ScenarioError) as caught:
        load("one-battery", set={path: "x"})
    assert f"unknown key {path!r}" in str(caught.value)
    assert f"did you mean {known[given]!r}?" in str(caught.value)


# --- round trip and hash -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_written_out_loads_again(write: Any, name: str) -> None:
    scenario = load(name)
    again = load(write(json.dumps(to_data(scenario))))
    assert again == scenario
    assert to_data(again) == to_data(scenario)
    assert scenario_hash(again) == scenario_hash(scenario)


def test_data_written_out_are_plain_and_hold_units() -> None:
    data = to_data(load("turkey-2019"))
    assert json.loads(json.dumps(data)) == data
    assert data["raid"][0]["from"]["range"] == "550000.0 m"
    assert data["laydown"]["date"] == "2019-09-15"


SPELLINGS = [
    ("# a remark\n" + GOOD),
    GOOD.replace("radius: 10 km", "radius: 10000 m"),
    GOOD.replace("radius: 10 km", 'radius: "10 km"'),
    GOOD.replace("radius: 10 km, value: 1", "value: 1.0, radius: 10 km"),
    GOOD.replace("reserve: 25 %", "reserve: 0.25"),
    GOOD.replace("network: stand-alone,", ""),
    GOOD + "step: 50 ms\n",
    GOOD + "record: {samples: true}\n",
    GOOD.replace("title: One battery", "title: >-\n  One battery"),
    "study: {draws: 1, runs: 5}\n" + GOOD.replace("study: {runs: 5, draws: 1}\n", ""),
    GOOD.replace("\n", "\r\n"),
    "\ufeff" + GOOD,
]


@pytest.mark.parametrize("number", range(len(SPELLINGS)))
def test_the_hash_does_not_depend_on_the_spelling(write: Any, number: int) -> None:
    first = load(write(GOOD))
    second = load(write(SPELLINGS[number], "other.yaml"))
    assert first == second
    assert scenario_hash(first) == scenario_hash(second)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("count: 4", "count: 5"),
        ("radius: 10 km", "radius: 10001 m"),
        ("reserve: 25 %", "reserve: 26 %"),
        ("title: One", "title: Two"),
        ("network: stand-alone", "network: national"),
        ("runs: 5", "runs: 6"),
    ],
)
def test_the_hash_depends_on_the_content(write: Any, old: str, new: str) -> None:
    first, second = load(write(GOOD)), load(write(GOOD.replace(old, new), "other.yaml"))
    assert scenario_hash(first) != scenario_hash(second)


def test_nothing_of_a_scenario_can_be_changed() -> None:
    scenario = load("one-battery")
    with pytest.raises(ValueError, match="frozen"):
        scenario.title = "Other"
    with pytest.raises(ValueError, match="frozen"):
        scenario.units[0].system = "S-500"


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_scenario_resolves(name: str) -> None:
    resolved = resolve(load(name))
    assert resolved.units
    assert resolved.inputs
    assert 0.0 <= resolved.weak_share <= 1.0
