"""A card as data: the contract of ``iamd show NAME --json``, counts of evidence, the check of stated ranges."""

import json
import math
from pathlib import Path

import pytest

from iamd.errors import LibraryError
from iamd.library import Library
from iamd.library.card import RadarCard, SystemCard
from iamd.library.ranges import anchor_consistency, first_parameters, implied_cross_sections
from iamd.library.show import (
    describe,
    number_text,
    parts_of,
    statistics,
)

BIB = """
@misc{brochure2001,
  title = {Brochure},
  publisher = {Maker},
  year = {2001},
  url = {https://example.org/brochure},
}
@book{textbook,
  author = {Author},
  title = {Textbook},
  publisher = {Press},
}
"""
PRIORS = """
scan-prior:
  {value: 4, low: 2, high: 8, unit: s, kind: assumption, grade: E, sources: [textbook], applies_to: search radars}
"""
RADAR = """
name: Test radar
title: A radar made for this test
aliases: [TR-1, Watcher]
role: search
band: s
figures:
  detection_range:
    value: 200
    low: 150
    high: 220
    unit: km
    kind: stated
    grade: B
    target_rcs: 1 m2
    condition: "Pd 0.5"
    sources: [brochure2001]
    claims:
      - {value: 112.468, unit: km, target_rcs: 0.1 m2, sources: [brochure2001]}
      - {value: 200, unit: km, target_rcs: 0.1 m2, grade: D, sources: [brochure2001]}
      - {value: 300, unit: km, condition: "bomber", sources: [brochure2001]}
priors: {scan_period: scan-prior}
limits: "Made for a test; it is no real radar at all."
usable: {because: "it lacks nearly everything that a run needs"}
"""
ROUND = """
name: Test round
title: A round made for this test
guidance: active
figures:
  range_max: {value: 50, low: 50, high: 50, unit: km, kind: stated, grade: D, sources: [brochure2001]}
limits: "Made for a test; it is no real round at all."
usable: {because: "it lacks nearly everything that a run needs"}
"""
SYSTEM = """
name: Test system
title: A system made for this test
origin: Nowhere
radars: [{part: TR-1}]
rounds: [{round: Test round, ready: ready_test}]
parts: [command post]
figures:
  ready_test: {value: 16, low: 16, high: 16, unit: count, kind: assumption, grade: E, shape: fixed}
  range_max: {value: 60, low: 50, high: 60, unit: km, kind: stated, grade: A, sources: [brochure2001]}
limits: "Made for a test; it is no real system at all."
usable: {because: "its parts are not usable either"}
"""


@pytest.fixture
def small(tmp_path: Path) -> Library:
    files = {
        "sources.bib": BIB,
        "priors/all.yaml": PRIORS,
        "radars/radar.yaml": RADAR,
        "interceptors/round.yaml": ROUND,
        "systems/system.yaml": SYSTEM,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return Library(tmp_path)


def test_a_card_is_found_by_name_and_alias_in_any_case(small: Library) -> None:
    assert describe(small, "test RADAR") == describe(small, "tr-1") == describe(small, "Watcher")


def test_each_figure_carries_the_keys_of_the_contract(small: Library) -> None:
    found = describe(small, "Test radar")
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
    figure = found["figures"]["detection_range"]
    keys = {
        "value",
        "low",
        "high",
        "unit",
        "kind",
        "grade",
        "condition",
        "sources",
        "claims",
        "prior",
        "derivation",
    }
    assert keys | {"note", "meaning"} <= set(figure)
    source = {"title": "Brochure", "publisher": "Maker", "year": 2001, "url": "https://example.org/brochure"}
    assert figure["sources"] == [source]
    assert [claim["value"] for claim in figure["claims"]] == [112.468, 200, 300]
    assert figure["claims"][0]["sources"] == [source]
    assert json.loads(json.dumps(found)) == found


def test_a_prior_is_referenced_and_counted_and_not_made_to_look_published(small: Library) -> None:
    found = describe(small, "Test radar")
    assert found["figures"]["scan_period"]["prior"] == "scan-prior"
    assert found["figures"]["detection_range"]["prior"] is None
    assert found["evidence"] == {
        "figures": 2,
        "assumed": 1,
        "grades": {"A": 0, "B": 1, "C": 0, "D": 0, "E": 1},
    }
    assert found["share_de"] == 0.5


def test_a_system_counts_the_evidence_of_its_parts(small: Library) -> None:
    found = describe(small, "Test system")
    assert found["evidence"]["figures"] == 5
    assert found["share_de"] == pytest.approx(3 / 5)
    assert [(part["name"], part["kind"], part["count"]) for part in found["parts"]] == [
        ("Test radar", "radars", 1.0),
        ("Test round", "interceptors", 16.0),
    ]
    assert found["parts"][1]["figures"]["range_max"]["value"] == 50
    assert found["named_parts"] == ["command post"]
    assert found["figures"]["ready_test"]["meaning"] == "ready rounds of one fire unit: Test round"


def test_a_prior_can_be_shown_and_names_its_users(small: Library) -> None:
    found = describe(small, "scan-prior")
    assert (found["kind"], found["used_by"]) == ("priors", ["Test radar"])
    assert found["figures"]["scan-prior"]["sources"][0]["title"] == "Author: Textbook"


def test_an_unknown_name_is_refused_with_the_nearest_match(small: Library) -> None:
    with pytest.raises(LibraryError, match="did you mean 'Test radar'"):
        describe(small, "Test rada")


def test_stated_ranges_are_compared_with_the_fourth_power_law(small: Library) -> None:
    card = small.card("Test radar")
    assert isinstance(card, RadarCard)
    fits, too_far = anchor_consistency(card)
    assert fits.decibels == pytest.approx(0.0, abs=0.01)  # 200 km * 0.1**0.25
    assert too_far.decibels == pytest.approx(10.0, abs=0.01)  # the same range against a tenth of the target
    assert too_far.range == "200 km"


def test_a_comparison_is_said_in_plain_words(small: Library) -> None:
    fits, too_far = describe(small, "Test radar")["consistency"]
    assert fits["words"] == "112.468 km against 0.1 m2 fits the anchor (+0.0 dB)"
    assert "10.0 dB more than the anchor's radar would give, a factor 10 in echo power" in too_far["words"]
    assert too_far["words"].endswith("hardly the same radar, mode or target")


def test_a_range_without_a_target_names_the_target_that_would_fit(small: Library) -> None:
    card = small.card("Test radar")
    assert isinstance(card, RadarCard)
    (bomber,) = implied_cross_sections(card)
    assert bomber.rcs_m2 == pytest.approx(1.5**4, rel=5e-3)  # printed to three digits
    assert bomber.condition == "bomber"
    assert describe(small, "Test radar")["implied"][0]["words"] == bomber.words


def test_first_parameters_need_figures_of_the_radar_itself(small: Library) -> None:
    card = small.card("Test radar")
    assert isinstance(card, RadarCard)
    assert first_parameters(card, small.resolve(card)) is None
    assert describe(small, "Test radar")["first_parameters"] is None


def test_the_counts_of_a_library(small: Library) -> None:
    found = statistics(small)
    assert (found["cards"], found["figures"], found["claims"], found["priors"]) == (3, 4, 3, 1)
    assert found["grades"] == {"A": 1, "B": 1, "C": 0, "D": 1, "E": 1}
    assert (found["sources"], found["sources_cited"]) == (2, 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (2750.0, "2,750"),
        (0.05, "0.05"),
        (1e-6, "1e-6"),
        (100.0, "100"),
        (12_600_000.0, "12,600,000"),
        (-1.5, "-1.5"),
    ],
)
def test_numbers_are_written_as_their_author_wrote_them(value: float, text: str) -> None:
    assert number_text(value) == text


def test_every_shipped_card_can_be_described() -> None:
    held = Library()
    for entry in held.entries():
        found = describe(held, entry.name)
        json.dumps(found, allow_nan=False)
        assert found["usable"] is (found["because"] is None)
        for part in parts_of(held.card(entry.name)):
            assert part.name
        if isinstance(held.card(entry.name), SystemCard) and found["usable"]:
            assert found["parts"], entry.name
        assert all(math.isfinite(anchor["decibels"]) for anchor in found.get("consistency", []))
