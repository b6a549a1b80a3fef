"""The library: reading cards, units, refusals, every rule of the check, and the cards that are shipped."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from iamd.errors import InputError, LibraryError
from iamd.library.card import AircraftCard, RadarCard, SystemCard
from iamd.library.check import problems, weakest
from iamd.library.loader import Library, library
from iamd.library.ranges import anchor_consistency
from iamd.library.units import DIMENSIONS, parse_quantity, to_canonical
from iamd.library.vocabulary import VOCABULARY
from iamd.library.yamlfile import SIZE_LIMIT, parse_yaml, read_yaml

SYSTEMS = ("S-400", "S-500", "Patriot PAC-3 MSE", "Pantsir-S1", "Gepard", "AEW aircraft")
THREATS = ("Iskander-M", "generic-bm-600", "generic-bm-1000", "Kalibr", "Tomahawk", "Shahed-136")
AIRCRAFT = ("fourth-generation fighter", "F-35A", "E-7T")
DOCTRINES = {"shoot-look-shoot": (1, 2), "salvo-look-salvo": (2, 2), "salvo": (2, 1), "single": (1, 1)}
NETWORKS = ("stand-alone", "national", "allied", "degraded")

BIB = """\
@misc{good,
  title     = {A page},
  publisher = {A house},
  year      = {2020},
  url       = {https://example.org/page},
}

@book{book,
  author    = {Author, A.},
  title     = {A textbook},
  publisher = {A press},
  year      = {2001},
}
"""
PRIORS = """\
interval:
  {value: 3, low: 2, high: 5, unit: s, kind: assumption, grade: E, sources: [book], applies_to: all launchers}
reload:
  {value: 60, low: 30, high: 90, unit: min, kind: assumption, grade: E, applies_to: all launchers}
"""
LAUNCHER = """\
name: Ramp
title: "A launcher"
aliases: [Rail, "Old ramp"]
limits: "A made-up launcher for the tests."
figures:
  tubes: {value: 4, low: 4, high: 4, unit: count, kind: stated, grade: B, sources: [good]}
priors:
  launch_interval: interval
  reload_time: reload
"""
RADAR = """\
name: Dish
title: "A radar"
role: search
band: s
limits: "A made-up radar for the tests."
usable: {because: "It has an anchor and nothing else."}
figures:
  detection_range:
    {value: 100, low: 90, high: 110, unit: km, kind: stated, grade: B, target_rcs: 1 m2, sources: [good],
     claims: [{value: 56, unit: km, target_rcs: 0.1 m2, sources: [good]}]}
"""
SENSOR = """\
name: Ear
title: "A sensor"
kind: acoustic
limits: "A made-up sensor for the tests."
usable: {because: "It has an anchor and nothing else."}
figures:
  detection_range:
    {value: 5, low: 4, high: 6, unit: km, kind: stated, grade: B, condition: by day, sources: [good]}
"""
SYSTEM = """\
name: Unit
title: "A unit"
limits: "A made-up unit for the tests."
usable: {because: "It has no figures of its own."}
launcher: Ramp
radars:
  - {part: Dish}
"""
CARDS = {"launchers/ramp": LAUNCHER, "radars/dish": RADAR, "systems/unit": SYSTEM}


def make(root: Path, cards: dict[str, str] | None = None, priors: str = PRIORS, bib: str = BIB) -> Library:
    """Write a small library; ``cards`` replaces or adds files of the sound one."""
    for name, text in {**CARDS, **(cards or {}), "priors/all": priors}.items():
        path = root / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "sources.bib").write_text(bib, encoding="utf-8")
    return Library(root)


# --- loader ---------------------------------------------------------------------------------------------------------


def test_small_library_is_sound(tmp_path: Path) -> None:
    assert list(problems(make(tmp_path))) == []


def test_card_is_found_by_name_and_alias_in_any_case(tmp_path: Path) -> None:
    small = make(tmp_path)
    for word in ("Ramp", "ramp", "RAIL", "old ramp"):
        assert small.card(word).name == "Ramp"
        assert small.kind_of(word) == "launchers"


def test_unknown_name_gives_the_nearest_match(tmp_path: Path) -> None:
    with pytest.raises(
        LibraryError, match=r"no such launcher; given: Ramb; allowed: Ramp; did you mean 'Ramp'\?"
    ):
        make(tmp_path).card("Ramb", "launchers")
    with pytest.raises(LibraryError, match="no such aircraft"):
        make(tmp_path).card("Ramp", "aircraft")


def test_resolve_keeps_figures_and_priors_apart(tmp_path: Path) -> None:
    small = make(tmp_path)
    found = small.resolve(small.card("Ramp"))
    assert {name: resolved.prior for name, resolved in found.items()} == {
        "tubes": None,
        "launch_interval": "interval",
        "reload_time": "reload",
    }
    assert found["reload_time"].figure.grade == "E"


def test_entries_come_once_each_though_they_have_aliases(tmp_path: Path) -> None:
    assert [entry.name for entry in make(tmp_path).entries()] == ["Ramp", "Dish", "Unit"]


def test_error_in_a_card_names_file_line_and_field(tmp_path: Path) -> None:
    bad = LAUNCHER.replace("low: 4, high: 4", "low: 5, high: 4")
    with pytest.raises(LibraryError, match=r"ramp\.yaml:6: figures\.tubes: .*low <= value <= high"):
        make(tmp_path, {"launchers/ramp": bad}).card("Ramp")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (", sources: [good]", "", "needs at least one source"),
        (", unit: count", "", "unit: Field required"),
        (", low: 4", "", "low: Field required"),
        ("kind: stated", "kind: derived", "needs its derivation"),
        ("kind: stated, grade: B", "kind: assumption, grade: B", "an assumption has grade E"),
        ("kind: stated", "kind: rumour", "kind: Input should be"),
        ("grade: B", "grade: F", "grade: Input should be"),
        ("value: 4", "value: .nan", "finite number"),
        ("high: 4", "high: .inf", "finite number"),
        ("value: 4, low: 4", "value: 4, low: 0, shape: loguniform", "needs low > 0"),
        ("grade: B", "grade: B, colour: red", "Extra inputs are not permitted"),
        ('limits: "A made-up launcher for the tests."\n', "", "limits: Field required"),
    ],
)
def test_figure_that_breaks_a_rule_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in LAUNCHER
    small = make(tmp_path, {"launchers/ramp": LAUNCHER.replace(old, new)})
    with pytest.raises(LibraryError, match=message):
        small.card("Ramp")
    assert any(re.search(message, problem) for problem in problems(small))


# --- units ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("24 m", "length", 24.0),
        ("600km", "length", 600e3),
        ("10 kft", "length", 3048.0),
        ("590 nmi", "length", 590 * 1852.0),
        ("1 500 km", "length", 1.5e6),
        ("-3 deg", "angle", math.radians(-3)),
        ("870 km/h", "speed", 870 / 3.6),
        ("480 kt", "speed", 480 * 1852 / 3600),
        ("0.4 m2", "area", 0.4),
        ("0.4 m²", "area", 0.4),
        ("5 g", "acceleration", 5 * 9.80665),
        ("5 min", "time", 300.0),
        ("25 %", "ratio", 0.25),
        (0.25, "ratio", 0.25),
        (8, "count", 8.0),
        ("1100 rounds/min", "rate", 1100 / 60),
        ("3000 kg/m2", "area_density", 3000.0),
        ("1.1 BUSD", "money", 1.1e9),
        ("47.5 t", "mass", 47500.0),
        ("Mach 2", "mach", 2.0),
        ("3 GHz", "frequency", 3e9),
        ("-20 dB", "decibel", -20.0),
        ("450 K", "temperature", 450.0),
        ("7.5 g/m3", "density", 7.5e-3),
        ("5 S/m", "conductivity", 5.0),
        ("0.2 1/km", "extinction", 2e-4),
        ("1013 hPa", "pressure", 101300.0),
    ],
)
def test_quantity_is_read(text: str | float, dimension: str, expected: float) -> None:
    assert parse_quantity(text, dimension) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "dimension", "message"),
    [
        ("24", "length", "a length needs a unit"),
        ("24 s", "length", "is not a length"),
        ("24 parsnips", "length", "unknown unit"),
        ("m", "length", "expected a number"),
        ("", "length", "expected a number"),
        ("nan m", "length", "expected a number"),
        ("1e999 m", "length", "finite"),
        (True, "count", "expected a number"),
        (None, "count", "expected a number"),
        ("Mach 2", "speed", "needs an altitude"),
        ("2 Mach", "speed", "needs an altitude"),
        ("3 m/s", "mach", "Mach"),
        ("1 m", "colour", "unknown dimension"),
        ("1 9**9**9 m", "length", "expected a number|unknown unit"),
        ("1 m**9**9**9", "length", "unknown unit"),
        ("1 m**99", "length", "unknown unit"),
        pytest.param("1 " + "m" * 5000, "length", "unknown unit", id="long"),
        ("1 __import__('os')", "length", "unknown unit"),
        ("20 degC", "length", "not a length"),
    ],
)
def test_bad_quantity_is_refused_with_one_message(text: object, dimension: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_quantity(text, dimension)  # type: ignore[arg-type]


# --- YAML -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", r"file\.yaml:3: the key appears twice; given: a"),
        ("a: &x [1]\nb: *x\n", "anchors and aliases"),
        ("a: &x {b: 1}\nc: {<<: *x}\n", "anchors and aliases"),
        ("a: !!binary aGVsbG8=\n", "tags are not allowed"),
        ("a: !!python/object/apply:os.system [ls]\n", "tags are not allowed"),
        ("? [a, b]\n: 1\n", "a key must be a plain word"),
        ("a: [1, 2\n", "not valid YAML"),
        ("a: \x00\n", "not valid YAML"),
        ("a: 2019-99-99\n", "not a value that can be read"),
        ("a: 1\n---\nb: 2\n", "not valid YAML"),
        ("start: 12:30\n", "in decimal"),
        ("bearing: 010\n", "in decimal"),
        ("a: " + "[" * 30 + "]" * 30, "nested too deeply"),
        pytest.param("[" * 400_000 + "]" * 400_000, "nested too deeply", id="lists"),
        pytest.param("- " * 400_000, "nested too deeply", id="dashes"),
        pytest.param("{a: " * 200_000, "nested too deeply", id="mappings"),
    ],
)
def test_yaml_that_a_readable_file_does_not_need_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_yaml(text, Path("file.yaml"))


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    (tmp_path / "large.yaml").write_bytes(b"#" * (SIZE_LIMIT + 1))
    for name, message in {
        "binary.yaml": "not UTF-8",
        "large.yaml": "too large",
        "none.yaml": "no such file",
        ".": "found a folder",
    }.items():
        with pytest.raises(InputError, match=message):
            read_yaml(tmp_path / name)


def test_long_flat_file_is_read() -> None:
    assert len(parse_yaml("- {a: [1]}\n" * 5000, Path("file.yaml")).data) == 5000


def test_line_of_a_key_is_known() -> None:
    document = parse_yaml("a:\n  b:\n    - c: 1\n", Path("file.yaml"))
    assert document.where(("a", "b", 0, "c")) == "file.yaml:3"
    assert document.where(("a", "zzz")) == "file.yaml:1"


# --- the check: every rule broken once ------------------------------------------------------------------------------


def swap(old: str, new: str, text: str = LAUNCHER, name: str = "launchers/ramp") -> dict[str, str]:
    assert old in text
    return {name: text.replace(old, new)}


RULES = {
    "unknown figure": (swap("tubes:", "tubs:"), "no such figure; given: tubs.*did you mean 'tubes'"),
    "unknown figure of a prior": (
        swap("launch_interval:", "lunch_interval:"),
        "no such figure; given: lunch_interval",
    ),
    "figure and prior": (
        swap("  reload_time: reload", "  reload_time: reload\n  tubes: reload"),
        "and a prior",
    ),
    "unknown prior": (swap("reload_time: reload", "reload_time: relode"), "no such prior; given: relode"),
    "prior of another dimension": (swap("priors:", "priors:\n  mass: reload"), "Ramp.mass: .*is not a mass"),
    "figure of another dimension": (swap("unit: count", "unit: km"), "Ramp.tubes: .*is not a count"),
    "unknown unit": (swap("unit: count", "unit: furlongz"), "Ramp.tubes: unknown unit"),
    "negative number": (swap("value: 4, low: 4", "value: -4, low: -4"), "Ramp.tubes: -4 count is no count"),
    "lacks what a run needs": (
        swap("  reload_time: reload\n", ""),
        "Ramp: lacks reload_time, so it must say",
    ),
    "usable after all": (swap("figures:", "usable: {because: It is not ready.}\nfigures:"), "has everything"),
    "unknown source": (swap("sources: [good]", "sources: [goood]"), "no such source; given: goood.*'good'"),
    "source without address": (swap("sources: [good]", "sources: [book]"), "the source book has no URL"),
    "aliases on two lines": (swap('[Rail, "Old ramp"]', '[Rail,\n  "Old ramp"]'), "aliases on one line"),
    "name used twice": (
        swap("name: Dish", "name: Rail", RADAR, "radars/dish"),
        "the name is used twice; given: Rail",
    ),
    "no name": (swap("name: Ramp\n", ""), "a card needs a name and a title"),
    "anchor without cross-section": (
        swap("target_rcs: 1 m2, ", "", RADAR, "radars/dish"),
        "Dish.detection_range: needs target_rcs",
    ),
    "cross-section that is no area": (
        swap("target_rcs: 0.1 m2", "target_rcs: 0.1 m", RADAR, "radars/dish"),
        "Dish.detection_range: target_rcs: .*is not an area",
    ),
    "claim of another dimension": (
        swap("{value: 56, unit: km", "{value: 56, unit: s", RADAR, "radars/dish"),
        "Dish.detection_range: .*is not a length",
    ),
    "claim with unknown source": (
        swap("0.1 m2, sources: [good]", "0.1 m2, sources: [none]", RADAR, "radars/dish"),
        "no such source; given: none",
    ),
    "unknown part": (swap("part: Dish", "part: Dash", SYSTEM, "systems/unit"), "no such radar; given: Dash"),
    "unknown launcher": (
        swap("launcher: Ramp", "launcher: Romp", SYSTEM, "systems/unit"),
        "no such launcher",
    ),
    "count that is not defined": (
        swap("part: Dish", "part: Dish, count: dish_count", SYSTEM, "systems/unit"),
        "counts parts by 'dish_count'",
    ),
    "part that is not usable": (
        swap('usable: {because: "It has no figures of its own."}\n', "", SYSTEM, "systems/unit"),
        "its part Dish is not usable",
    ),
    "rounds without launcher": (
        swap("launcher: Ramp", "rounds: [{round: Dart, ready: ready_dart}]", SYSTEM, "systems/unit"),
        "has rounds but no launcher",
    ),
    "aircraft with unknown radar": (
        {
            "aircraft/plane": 'name: Plane\ntitle: "A plane"\nlimits: "A made-up plane for the tests."\n'
            'radar: Dash\nusable: {because: "It has no figures."}\n'
        },
        "Plane: the library has no such radar; given: Dash",
    ),
    "threat that cannot fly": (
        {
            "threats/dart": 'name: Dart\ntitle: "A threat"\ntarget_class: ballistic\nlimits: "A made-up threat here."\n'
        },
        "Dart: lacks .*burn_time.*loft, rcs, so it must say",
    ),
    "sensor range without condition": (
        {"sensors/ear": SENSOR.replace(", condition: by day", "")},
        "Ear.detection_range: needs a condition",
    ),
    "one aspect said twice": (
        {
            "aircraft/plane": 'name: Plane\ntitle: "A plane"\nlimits: "A made-up plane for the tests."\n'
            'usable: {because: "It has next to no figures."}\npriors: {aspect_beam_db: a, rcs_beam: b}\n'
        },
        "Plane: give rcs_beam or aspect_beam_db, not both",
    ),
    "unknown sensor": (
        swap("radars:\n", "sensors: [{part: Eye}]\nradars:\n", SYSTEM, "systems/unit"),
        "Unit: the library has no such sensor; given: Eye",
    ),
    "YAML error": ({"launchers/ramp": LAUNCHER + "name: Ramp\n"}, "the key appears twice"),
}


@pytest.mark.parametrize("rule", RULES)
def test_broken_rule_is_reported(rule: str, tmp_path: Path) -> None:
    cards, message = RULES[rule]
    found = list(problems(make(tmp_path, cards)))
    assert any(re.search(message, problem) for problem in found), found


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "kind: assumption, grade: E, sources: [book]",
            "kind: stated, grade: B, sources: [good]",
            "has kind assumption",
        ),
        ("sources: [book]", "sources: [nook]", "no such source; given: nook"),
        ("value: 3", "value: 9", "low <= value <= high"),
        ("reload:", "interval:", "the key appears twice"),
    ],
)
def test_broken_prior_is_reported(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in PRIORS
    found = list(problems(make(tmp_path, priors=PRIORS.replace(old, new))))
    assert any(message in problem for problem in found), found


def test_probability_above_one_is_reported(tmp_path: Path) -> None:
    card = (
        'name: Gun\ntitle: "A gun"\nlimits: "A made-up gun for the tests."\nusable: {because: "Hardly known."}\n'
        "figures:\n  sspk_drone: {value: 1, low: 0.5, high: 1.2, unit: prob, kind: assumption, grade: E}\n"
    )
    assert list(problems(make(tmp_path, {"guns/gun": card}))) == [
        "Gun.sspk_drone: 1.2 prob is no probability"
    ]


@pytest.mark.parametrize(
    ("bib", "message"),
    [
        (BIB + BIB, "the source appears twice"),
        (BIB.replace("title     = {A page}", "titel = {A page}"), "needs a title"),
    ],
)
def test_broken_bibliography_is_reported(bib: str, message: str, tmp_path: Path) -> None:
    assert any(message in problem for problem in problems(make(tmp_path, bib=bib)))


# --- the shipped cards ----------------------------------------------------------------------------------------------


def test_shipped_library_breaks_no_rule() -> None:
    assert list(problems(library())) == []


@pytest.mark.parametrize("name", [*SYSTEMS, *THREATS, *AIRCRAFT, *DOCTRINES, *NETWORKS])
def test_deep_card_can_take_part_in_a_run(name: str) -> None:
    assert library().card(name).usable is None


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("F-35", "F-35A"),
        ("f-35a lightning ii", "F-35A"),
        ("SA-21", "S-400"),
        ("S-400 Triumf", "S-400"),
        ("Geran-2", "Shahed-136"),
        ("PAC-3 MSE battery", "Patriot PAC-3 MSE"),
        ("9M723", "Iskander-M"),
    ],
)
def test_alias_resolves(alias: str, name: str) -> None:
    assert library().card(alias).name == name


def test_shipped_names_have_a_nearest_match() -> None:
    with pytest.raises(LibraryError, match="did you mean 'S-400'"):
        library().card("S400", "systems")


def test_file_is_named_after_its_card() -> None:
    for entry in library().entries():
        assert entry.path.stem == re.sub(r"[^a-z0-9]+", "-", entry.name.casefold()).strip("-"), entry.path


def test_card_says_what_it_rests_on_in_its_first_line() -> None:
    for entry in library().entries():
        assert entry.path.read_text(encoding="utf-8").startswith("# "), entry.path


def test_exponents_have_a_point() -> None:
    # YAML 1.1 reads 1e-06 as a word.
    for path in library().root.rglob("*.yaml"):
        assert not re.search(r": -?\d+e[-+]?\d", path.read_text(encoding="utf-8")), path


def test_the_s400_load_fills_its_published_tubes() -> None:
    card = library().card("S-400")
    value = {name: figure.value for name, figure in card.figures.items()}
    tubes = value["ready_48n6e3"] + value["ready_40n6e"] + value["ready_9m96e2"] / 4
    assert (
        tubes
        == value["ready_rounds"]
        == value["launchers"] * library().card("5P85TE2").figures["tubes"].value
        == 32
    )


def test_s400_rounds_stay_below_35_km_and_s500_rounds_reach_space() -> None:
    s400, s500 = library().card("S-400"), library().card("S-500")
    assert isinstance(s400, SystemCard)
    assert isinstance(s500, SystemCard)
    for load in s400.rounds:
        assert library().card(load.round).figures["altitude_max"].high <= 35
    assert max(library().card(load.round).figures["altitude_max"].low for load in s500.rounds) >= 100


def test_40n6e_has_no_reach_against_ballistic_targets() -> None:
    for name in ("40N6E", "40N6M", "9M96E2", "9M96E"):
        assert not {"range_max_ballistic", "sspk_ballistic"} & set(library().resolve(library().card(name)))
    for name in ("48N6E3", "48N6E2", "77N6-N", "77N6-N1", "PAC-3 MSE"):
        assert {"range_max_ballistic", "sspk_ballistic"} <= set(library().resolve(library().card(name)))


@pytest.mark.parametrize(("name", "numbers"), DOCTRINES.items())
def test_doctrine_is_its_pattern(name: str, numbers: tuple[int, int]) -> None:
    figures = library().resolve(library().card(name, "doctrines"))
    assert (figures["salvo"].figure.value, figures["looks"].figure.value) == numbers
    assert all(found.figure.grade == "E" for found in figures.values())


@pytest.mark.parametrize("name", ["F-35A", "Shahed-136", "Tomahawk", "Kalibr", "fourth-generation fighter"])
def test_cross_sections_are_loguniform_and_bands_of_one_type_share_a_draw(name: str) -> None:
    figures = [
        figure
        for key, figure in library().card(name).figures.items()
        if key.startswith("rcs") and key != "rcs_reflector"  # not the aircraft's own
    ]
    assert {figure.shape for figure in figures} == {"loguniform"}
    (shared,) = {figure.varies_with for figure in figures}
    assert shared is not None


@pytest.mark.parametrize("range_km", [600, 1000])
def test_generic_missile_flies_the_minimum_energy_ellipse(range_km: int) -> None:
    # Spherical earth, impulsive start at the surface: Bate, Mueller and White, Fundamentals of Astrodynamics, ch. 6.
    mu, radius = 3.986004418e14, 6.371e6
    half = range_km * 1e3 / radius / 2
    figures = library().card(f"generic-bm-{range_km}").figures
    speed = math.sqrt(mu / radius * 2 * math.sin(half) / (1 + math.sin(half)))
    apogee = radius / 2 * (math.sin(half) + math.cos(half) - 1)
    assert figures["burnout_speed"].value == pytest.approx(speed / 1e3, rel=5e-3)  # printed to three digits
    assert figures["apogee"].value == pytest.approx(apogee / 1e3, rel=5e-3)


def test_91n6e_brochure_ranges_agree_by_the_fourth_root_law() -> None:
    card = library().card("91N6E")
    assert isinstance(card, RadarCard)
    (claim,) = anchor_consistency(card)
    assert claim.target_rcs == "0.4 m2"
    assert claim.decibels == pytest.approx(40 * math.log10(230 / 390) + 10, abs=0.01)
    assert abs(claim.decibels) < 1


def test_early_warning_aircraft_carries_its_radar() -> None:
    system = library().card("AEW aircraft")
    assert isinstance(system, SystemCard)
    assert system.sensor_only
    assert system.aircraft is not None
    aircraft = library().card(system.aircraft)
    assert isinstance(aircraft, AircraftCard)
    assert aircraft.radar == system.radars[0].part


def test_every_figure_converts_to_its_dimension() -> None:
    for entry in library().entries():
        for name, found in library().resolve(library().card(entry.name)).items():
            value = to_canonical(found.figure.value, found.figure.unit, found.term.dimension)
            assert math.isfinite(value), f"{entry.name}.{name}"


def test_weakest_lists_recalled_and_assumed_figures_only() -> None:
    listed = weakest(library())
    assert {weak.grade for weak in listed} == {"D", "E"}
    assert any(weak.card == "92N6E" and weak.name == "guided_rounds" and weak.grade == "D" for weak in listed)


def test_vocabulary_words_have_a_known_dimension() -> None:
    for terms in VOCABULARY.values():
        assert {term.dimension for term in terms.values()} <= set(DIMENSIONS)
