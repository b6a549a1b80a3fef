"""The broad part of the library: systems, guns and threats beyond the deep ones."""

from __future__ import annotations

import pytest

from iamd.library.card import SystemCard
from iamd.library.check import problems
from iamd.library.loader import library

SYSTEMS = (
    "Patriot PAC-2 GEM-T", "THAAD", "Aegis", "Aegis SM-3", "Arrow 2", "Arrow 3", "SAMP/T", "NASAMS", "IRIS-T SLM",
    "David's Sling", "Iron Dome", "Hisar-A", "Hisar-O", "Siper", "Skynex", "Skyranger", "small arms group",
)  # fmt: skip
USABLE_SYSTEMS = ("Patriot PAC-2 GEM-T", "THAAD", "SAMP/T", "NASAMS", "IRIS-T SLM")
ROUNDS = (
    "PAC-2 GEM-T", "THAAD interceptor", "SM-3 IB", "SM-3 IIA", "SM-6", "Arrow 2 interceptor", "Arrow 3 interceptor",
    "Aster 30", "AMRAAM", "AMRAAM-ER", "IRIS-T SL", "Stunner", "Tamir", "Hisar-A missile", "Hisar-O missile",
    "Siper missile",
)  # fmt: skip
THREATS = (
    "Scud-B", "Al-Hussein", "Fateh-110", "Nodong", "Shahab-3", "Ghadr", "Sejjil", "Khorramshahr", "Kheibarshekan",
    "generic-bm-300", "generic-bm-2000", "generic-bm-3000", "Kh-101", "JASSM-ER", "TB2", "quadcopter", "HGV class",
    "Kinzhal", "Zircon",
)  # fmt: skip
UNUSABLE_THREATS = ("HGV class", "Kinzhal", "Zircon")
RADARS = ("AN/TPY-2", "AN/SPY-1", "Arabel", "AN/MPQ-64 Sentinel", "TRML-4D", "Hisar-O radar")
OTHERS = ("Skynex gun", "12.7 mm machine gun", "bomber", *RADARS)
NAMES = (*SYSTEMS, *ROUNDS, *THREATS, *OTHERS)


@pytest.fixture(scope="module")
def broken_rules() -> list[str]:
    """All that ``iamd check --library`` would print."""
    return list(problems(library()))


@pytest.mark.parametrize("name", SYSTEMS)
def test_system_is_found_by_name(name: str) -> None:
    assert library().find(name, "systems").kind == "systems"


@pytest.mark.parametrize("name", [*ROUNDS, *THREATS, *OTHERS])
def test_part_is_found_in_any_case(name: str) -> None:
    assert library().find(name.upper()) == library().find(name)


@pytest.mark.parametrize("name", NAMES)
def test_card_breaks_no_rule(name: str, broken_rules: list[str]) -> None:
    card = library().card(name)
    assert [rule for rule in broken_rules if rule.startswith((f"{card.name}:", f"{card.name}."))] == []


@pytest.mark.parametrize("name", USABLE_SYSTEMS)
def test_system_can_take_part_in_a_run(name: str) -> None:
    assert library().card(name, "systems").usable is None


def test_unusable_cards_say_why() -> None:
    for entry in library().entries():
        card = library().card(entry.name)
        if card.usable is not None:
            assert len(card.usable.because) > 30, card.name


@pytest.mark.parametrize("name", THREATS)
def test_usable_threat_has_cross_section_and_price(name: str) -> None:
    card = library().card(name, "threats")
    assert (card.usable is not None) == (name in UNUSABLE_THREATS)
    if card.usable is None:
        assert any(figure.startswith("rcs") for figure in library().resolve(card))
        assert "price" in library().resolve(card) or "no price is published" in card.limits.casefold()


@pytest.mark.parametrize("name", [*THREATS, "bomber"])
def test_cross_sections_are_loguniform_and_share_a_draw(name: str) -> None:
    figures = {key: figure for key, figure in library().card(name).figures.items() if key.startswith("rcs")}
    assert {figure.shape for figure in figures.values()} <= {"loguniform"}
    assert len({figure.varies_with for figure in figures.values()}) <= 1
    assert None not in {figure.varies_with for figure in figures.values()}


@pytest.mark.parametrize("name", RADARS)
def test_radar_anchor_refers_to_one_square_metre(name: str) -> None:
    assert library().card(name, "radars").figures["detection_range"].target_rcs == "1 m2"


def test_magazine_is_launchers_times_rounds() -> None:
    """The ready rounds of a fire unit follow from its launchers and their tubes."""
    for name in USABLE_SYSTEMS:
        card = library().card(name, "systems")
        assert isinstance(card, SystemCard)
        if card.launcher is None or name == "Patriot PAC-2 GEM-T":
            continue  # its launcher card counts a smaller round
        tubes = library().card(card.launcher, "launchers").figures["tubes"].value
        (load,) = card.rounds
        assert card.figures[load.ready].value == card.figures["launchers"].value * tubes
