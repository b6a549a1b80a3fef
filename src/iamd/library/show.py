"""A card as plain data: every figure with its sources, what it rests on, and how its own ranges agree.

``iamd show NAME`` prints it and ``iamd show NAME --json`` writes it; nothing here is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from iamd.errors import InputError
from iamd.library.card import Card, Prior, RadarCard, SystemCard
from iamd.library.figure import GRADES, Claim, Figure
from iamd.library.loader import Library, Resolved
from iamd.library.ranges import Anchor, anchor_consistency, first_parameters, implied_cross_sections

#: Figures that stand for a part where it is listed under its system, in this order.
KEY_FIGURES: dict[str, tuple[str, ...]] = {
    "radars": ("detection_range", "instrumented_range", "scan_period", "azimuth_sector", "target_channels"),
    "sensors": ("detection_range", "detection_range_night", "range_max", "bearing_error"),
    "interceptors": (
        "range_max",
        "range_max_ballistic",
        "altitude_max",
        "speed_max",
        "sspk_aircraft",
        "sspk_ballistic",
    ),
    "launchers": ("tubes", "reload_time"),
    "guns": ("range_max", "altitude_max", "rate_of_fire", "sspk_drone"),
    "aircraft": ("speed", "altitude", "radar_altitude", "endurance"),
}


class Part(NamedTuple):
    """A card that a system uses, and how many of it (a figure name of the system's card, or none)."""

    name: str
    kind: str
    number: str | None


def describe(library: Library, name: str) -> dict[str, Any]:
    """The card called ``name`` (or an alias, or a prior) as JSON-ready data.

    Raises:
        LibraryError: there is no such card; the message carries the nearest match.
    """
    if name.casefold() in library.index or name not in library.priors:
        return describe_card(library, library.card(name))
    return describe_prior(library, library.priors[name])


def describe_card(library: Library, card: Card) -> dict[str, Any]:
    """A card with all its figures; a system with the key figures of its parts as well."""
    resolved = library.resolve(card)
    parts = list(parts_of(card))
    inside = [found for part in parts for found in _resolved_part(library, part).values()]
    counted = [*resolved.values(), *inside]
    described: dict[str, Any] = {
        "name": card.name,
        "title": card.title,
        "kind": library.kind_of(card.name),
        "usable": card.usable is None,
        "because": card.usable.because if card.usable else None,
        "ideal": card.ideal,
        "aliases": list(card.aliases),
        "limits": card.limits,
        "nature": nature(card),
        "figures": {key: _figure(library, found) | _counts(key, parts) for key, found in resolved.items()},
        "parts": [_part(library, card, part) for part in parts],
        "share_de": share_de(counted),
        "evidence": evidence(counted),
    }
    if isinstance(card, SystemCard):
        described["named_parts"] = list(card.parts)
    if isinstance(card, RadarCard):
        described |= _consistency(card, resolved)
    return described


def _consistency(card: RadarCard, resolved: dict[str, Resolved]) -> dict[str, Any]:
    """How the ranges of a radar's card agree: rival claims, claims without a target, and first parameters."""
    first = first_parameters(card, resolved)
    compared = [anchor._asdict() for anchor in anchor_consistency(card)]
    if first is not None:
        target = f"{first.target_rcs}, from first parameters"
        row = Anchor(f"{first.range_m / 1e3:.0f} km", target, first.decibels, first.words)
        compared.append(row._asdict())
    return {
        "consistency": compared,
        "implied": [claim._asdict() for claim in implied_cross_sections(card)],
        "first_parameters": first._asdict() if first else None,
    }


def describe_prior(library: Library, prior: Prior) -> dict[str, Any]:
    """A class prior, in the shape of a card with one figure, and the cards that rest on it."""
    users = [entry.name for entry in library.entries() if prior.name in _priors_of(library, entry.name)]
    figure = _figure_of(library, prior.figure)
    meaning = f"assumed for {prior.applies_to}" if prior.applies_to else "class prior"
    return {
        "name": prior.name,
        "title": f"Assumption for {prior.applies_to or 'a class of systems'}",
        "kind": "priors",
        "usable": True,
        "because": None,
        "aliases": [],
        "limits": "An assumption where nobody publishes a figure; it is not a property of any one system.",
        "figures": {prior.name: {**figure, "prior": prior.name, "meaning": meaning}},
        "parts": [],
        "used_by": users,
        "share_de": 1.0,
    }


def nature(card: Card) -> dict[str, Any]:
    """What kind of thing the card describes: the fields that are words and not figures."""
    words = (
        "role",
        "band",
        "rotating",
        "scanning",
        "polarisation",
        "kind",
        "needs",
        "day",
        "night",
        "through_cloud",
        "gives_range",
        "guidance",
        "exoatmospheric",
        "target_class",
        "swerling",
        "origin",
        "sensor_only",
        "shares",
    )
    return {word: getattr(card, word) for word in words if getattr(card, word, None) not in (None, "")}


def parts_of(card: Card) -> Iterator[Part]:
    """The cards that a system (or an aircraft that carries a radar) is made of, each once."""
    if isinstance(card, SystemCard):
        yield from (Part(part.part, "radars", part.count) for part in card.radars)
        yield from (Part(part.part, "sensors", part.count) for part in card.sensors)
        yield from (Part(load.round, "interceptors", load.ready) for load in card.rounds)
        if card.launcher:
            yield Part(card.launcher, "launchers", "launchers")
        yield from (Part(part.part, "guns", part.count) for part in card.guns)
        if card.aircraft:
            yield Part(card.aircraft, "aircraft", None)
    elif getattr(card, "radar", None):
        yield Part(str(getattr(card, "radar", "")), "radars", None)


def share_de(figures: Iterable[Resolved]) -> float | None:
    """Share of the figures that are recalled or assumed (grades D and E); None where there are none."""
    grades = [found.figure.grade for found in figures]
    return sum(grade in ("D", "E") for grade in grades) / len(grades) if grades else None


def evidence(figures: Iterable[Resolved]) -> dict[str, Any]:
    """Counts of figures, of those that are priors or assumptions, and of each grade."""
    found = list(figures)
    grades = Counter[str](each.figure.grade for each in found)
    return {
        "figures": len(found),
        "assumed": sum(each.prior is not None or each.figure.kind == "assumption" for each in found),
        "grades": {grade: grades.get(grade, 0) for grade in GRADES},
    }


def statistics(library: Library) -> dict[str, Any]:
    """How much the library holds: cards by kind, figures, rival claims, priors, sources and grades."""
    kinds, grades, claims = Counter[str](), Counter[str](), 0
    cited: set[str] = set()
    for entry in library.entries():
        card = library.card(entry.name)
        kinds[entry.kind] += 1
        for figure in card.figures.values():
            grades[figure.grade] += 1
            claims += len(figure.claims)
            cited |= {*figure.sources, *(key for claim in figure.claims for key in claim.sources)}
    for prior in library.priors.values():
        cited |= set(prior.figure.sources)
    return {
        "cards": sum(kinds.values()),
        "kinds": dict(kinds),
        "figures": sum(grades.values()),
        "claims": claims,
        "priors": len(library.priors),
        "sources": len(library.sources),
        "sources_cited": len(cited),
        "grades": {grade: grades.get(grade, 0) for grade in GRADES},
    }


def number_text(value: float) -> str:
    """A figure as its author wrote it: up to six significant digits, thousands apart, no trailing zeros."""
    if value != 0 and not 1e-3 <= abs(value) < 1e12:
        return f"{value:.3g}".replace("e-0", "e-").replace("e+0", "e")
    text = f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _priors_of(library: Library, name: str) -> set[str]:
    try:
        return set(library.card(name).priors.values())
    except InputError:  # a broken card is the business of `iamd check --library`
        return set()


def _resolved_part(library: Library, part: Part) -> dict[str, Resolved]:
    return library.resolve(library.card(part.name, part.kind))


def _part(library: Library, card: Card, part: Part) -> dict[str, Any]:
    other = library.card(part.name, part.kind)
    resolved = library.resolve(other)
    keys = [key for key in KEY_FIGURES[part.kind] if key in resolved]
    counts = library.resolve(card)
    count = counts[part.number].figure.value if part.number in counts else 1.0
    return {
        "name": other.name,
        "title": other.title,
        "kind": part.kind,
        "count": count,
        "count_from": part.number,
        "usable": other.usable is None,
        "nature": nature(other),
        "figures": {key: _figure(library, resolved[key]) for key in keys},
    }


def _counts(key: str, parts: list[Part]) -> dict[str, str]:
    """The meaning of a count of parts, which the vocabulary can only give in general."""
    names = [part.name for part in parts if part.number == key]
    if not names or not (key.startswith("ready_") or key.endswith("_count")):
        return {}
    words = "ready rounds" if key.startswith("ready_") else "number"
    return {"meaning": f"{words} of one fire unit: {', '.join(names)}"}


def _figure(library: Library, found: Resolved) -> dict[str, Any]:
    described = _figure_of(library, found.figure)
    return {**described, "prior": found.prior, "meaning": found.term.meaning, "needed": found.term.needed}


def _figure_of(library: Library, figure: Figure) -> dict[str, Any]:
    return {
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "unit": figure.unit,
        "kind": figure.kind,
        "grade": figure.grade,
        "condition": figure.condition,
        "target_rcs": figure.target_rcs,
        "shape": figure.shape,
        "claim_chain": figure.claim_chain,
        "sources": _sources(library, figure.sources),
        "claims": [_claim(library, claim) for claim in figure.claims],
        "derivation": figure.derivation,
        "note": figure.note,
    }


def _claim(library: Library, claim: Claim) -> dict[str, Any]:
    return {
        "value": claim.value,
        "low": claim.low,
        "high": claim.high,
        "unit": claim.unit,
        "grade": claim.grade,
        "condition": claim.condition,
        "target_rcs": claim.target_rcs,
        "sources": _sources(library, claim.sources),
        "note": claim.note,
    }


def _sources(library: Library, keys: Iterable[str]) -> list[dict[str, Any]]:
    """Bibliography entries; a key without an entry (a broken library) is shown as it is."""
    found: list[dict[str, Any]] = []
    for key in keys:
        source = library.sources.get(key)
        if source is None:
            found.append({"title": key, "publisher": "not in the bibliography", "year": None, "url": None})
        else:
            found.append(
                {"title": source.title, "publisher": source.publisher, "year": source.year, "url": source.url}
            )
    return found
