"""``iamd list``, ``show`` and ``check``: what there is, what is known about it, whether a file is right."""

from pathlib import Path

import pytest
from tests.unit.cli_stand_in import SCENARIO, Command, iamd_fixture, refused, shipped_fixture, study_fixture  # noqa: F401

# --- list and show -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("study", "shipped")
def test_the_overview_counts_and_shows_the_scenarios(iamd: Command) -> None:
    done = iamd("list")
    assert done.code == 0
    assert "first-raid" in done.out
    counts = {row["name"]: row for row in iamd("list", "--json").json}
    assert counts["scenarios"]["count"] == 1
    assert counts["systems"]["count"] > 5
    assert all(row["title"] for row in counts.values())


@pytest.mark.usefixtures("study", "shipped")
@pytest.mark.parametrize(
    "kind",
    [
        "systems", "threats", "scenarios", "studies", "radars", "interceptors", "launchers", "guns", "aircraft",
        "doctrines", "networks", "priors",
    ],
)  # fmt: skip
def test_every_kind_can_be_listed(iamd: Command, kind: str) -> None:
    found = iamd("list", kind, "--json").json
    assert found
    assert all(item["name"] and item["title"] for item in found)
    plain = iamd("list", kind)
    assert plain.code == 0
    assert found[0]["name"] in plain.out


def test_threats_include_aircraft_and_say_why_one_cannot_be_used(iamd: Command) -> None:
    found = iamd("list", "threats", "--json").json
    assert {item["kind"] for item in found} == {"threats", "aircraft"}
    assert all(item["usable"] is (item["because"] is None) for item in found)
    unusable = next(item for item in found if not item["usable"])
    assert "not usable" in iamd("list", "threats").out
    assert unusable["because"]


@pytest.mark.parametrize("name", ["S-400", "s-400", "91N6E", "F-35"])
def test_a_card_is_shown_by_name_or_alias(iamd: Command, name: str) -> None:
    done = iamd("show", name)
    found = iamd("show", name, "--json").json
    assert (done.code, done.err) == (0, "")
    assert found["title"].split()[0] in done.out
    assert "https://" in done.out
    assert {
        "name",
        "title",
        "kind",
        "usable",
        "because",
        "aliases",
        "limits",
        "figures",
        "parts",
        "share_de",
    } <= set(found)
    keys = {"value", "low", "high", "unit", "kind", "grade", "condition", "sources", "claims"}
    assert all(keys <= set(figure) for figure in found["figures"].values())


def test_a_card_in_text_counts_its_assumptions_and_keeps_addresses_whole(iamd: Command) -> None:
    text = iamd("show", "91N6E").out
    found = iamd("show", "91N6E", "--json").json
    assert (
        f"{found['evidence']['assumed']} of {found['evidence']['figures']} figures are class priors" in text
    )
    assert "Do the stated ranges fit one radar?" in text
    addresses = {
        source["url"] for figure in found["figures"].values() for source in figure["sources"] if source["url"]
    }
    assert addresses
    assert all(address in text for address in addresses)
    assert "\x1b[" not in text


@pytest.mark.parametrize("width", [60, 80, 100, 132])
def test_no_number_of_a_card_is_lost_in_a_narrow_window(
    iamd: Command, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    def digits() -> int:
        from iamd.cli import output

        output._make_console.cache_clear()
        return sum(letter.isdigit() for letter in iamd("show", "S-400").out)

    monkeypatch.setenv("COLUMNS", "300")
    wide = digits()
    monkeypatch.setenv("COLUMNS", str(width))
    assert digits() == wide


def test_a_prior_and_a_shipped_scenario_can_be_shown(iamd: Command, shipped: Path) -> None:
    assert iamd("show", "readiness", "--json").json["used_by"]
    assert "class prior" in iamd("show", "readiness").out
    found = iamd("show", "first-raid", "--json").json
    assert (found["kind"], found["path"], found["threats_launched"]) == ("scenario", str(shipped), 8)


# --- check -------------------------------------------------------------------------------------------------------


def test_a_good_scenario_is_shown_as_it_was_understood(iamd: Command, shipped: Path) -> None:
    done = iamd("check", str(shipped))
    assert (done.code, done.err) == (0, "")
    assert all(
        word in done.out for word in ("battery-1", "S-400", "40.1° N", "generic-bm-600", "550 km", "in order")
    )
    found = iamd("check", str(shipped), "--json").json
    assert found["ok"] is True
    unit = {"name": "battery-1", "system": "S-400", "at": [40.1, 32.6]}
    assert found["units"] == [{**unit, "doctrine": "shoot-look-shoot", "network": "stand-alone"}]
    assert 0 < found["uncertain_inputs"] <= found["inputs"]
    assert 0 < found["share_de"] <= 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("S-400", "S-4000", ["S-4000", "did you mean 'S-400'?"]),
        ("spacing: 4 s", "spacin: 4 s", ["spacin", "did you mean 'spacing'?"]),
        ("550 km", "550 kg", ["550 kg"]),
        ("count: 8", "count: -8", ["count"]),
        ("aim: City", "aim: Town", ["Town", "City"]),
        ("title:", "title: [", ["bad.yaml:"]),
    ],
)
def test_a_bad_scenario_is_one_message(
    iamd: Command, tmp_path: Path, old: str, new: str, words: list[str]
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(SCENARIO.replace(old, new, 1))
    refused(iamd("check", str(path)), *words)


def test_the_schema_is_one_json_document(iamd: Command) -> None:
    assert iamd("check", "--schema").json == iamd("check", "--schema", "--json").json
    assert "properties" in iamd("check", "--schema").json


def test_the_library_is_counted_when_it_is_in_order(iamd: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iamd.library.check.problems", lambda library: iter(()))
    found = iamd("check", "--library", "--json").json
    assert found["ok"] is True
    assert sum(found["grades"].values()) == found["figures"] > 100
    assert f"{found['cards']} cards" in " ".join(iamd("check", "--library").out.split())


def test_broken_rules_are_listed_and_exit_with_2(iamd: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iamd.library.check.problems", lambda library: iter(["x: has no source [1]"]))
    done = iamd("check", "--library")
    assert (done.code, done.out, done.err) == (
        2,
        "x: has no source [1]\n",
        "iamd: the library breaks 1 rule\n",
    )
    done = iamd("check", "--library", "--json")
    assert done.code == 2
    assert done.json == {"ok": False, "problems": ["x: has no source [1]"]}


def test_the_weakest_figures_are_listed(iamd: Command) -> None:
    found = iamd("check", "--library", "--weakest", "--json").json
    assert {row["grade"] for row in found} == {"D", "E"}
    assert set(found[0]) == {"card", "name", "grade", "value", "sources"}
    assert "Class priors in use" in iamd("check", "--library", "--weakest").out


def test_check_tells_what_surrounds_the_defence(iamd: Command, tmp_path: Path) -> None:
    path = tmp_path / "storm.yaml"
    path.write_text(
        "title: A storm\nterrain: smooth\nlaydown: {kind: fictional}\n"
        "units: [{name: a, system: S-400, at: [10.0, 20.0]}]\n"
        "assets: [{name: b, at: [10.0, 20.0], radius: 1 km}]\n"
        "raid: [{threat: Kalibr, count: 2, from: {bearing: 1 deg, range: 200 km}, aim: b,"
        " jammer: {erp: 2 kW, bandwidth: 20 MHz, bands: [x]}}]\n"
        "jammers: [{name: j, at: [10, 21], erp: 5 kW, bandwidth: 20 MHz}]\n"
        "weather: {rain: 4 mm/h, sea_state: 3}\npropagation: {gas: false}\n"
        "coverage: {altitudes: [50 m], targets: [Kalibr], radius: 100 km}\n"
    )
    shown = " ".join(iamd("check", str(path)).out.split())
    for words in ("smooth earth", "rain 4 mm/h", "loss in air not counted", "carried by 2 × Kalibr", "5 kW", "2 kW",
                  "at 50 m above the ground", "out to 100 km", "sea state has no effect"):  # fmt: skip
        assert words in shown
    found = iamd("check", str(path), "--json").json
    assert found["weather"]["rain_mmh"] == 4.0
    assert found["propagation"]["gas"] is False
    assert (found["jammers"][0]["erp_w"], found["raid"][0]["jammer"]["erp_w"]) == (5e3, 2e3)
    assert found["coverage"]["radius_m"] == 1e5
    assert len(found["notes"]) == 1


def test_a_name_that_is_not_there_is_told_by_what_is_like_it(iamd: Command) -> None:
    refused(iamd("show", "nosuchradar"), "iamd list radars")
    refused(iamd("show", "tpy"), "AN/TPY-2")
