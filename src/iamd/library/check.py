"""``iamd check --library``: the rules that every figure has to meet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlparse

from iamd.errors import InputError, LibraryError
from iamd.library.card import AircraftCard, Card, RadarCard, SensorCard, SystemCard, ThreatCard
from iamd.library.figure import Figure
from iamd.library.loader import Entry, Library, terms_of
from iamd.library.units import parse_quantity, to_canonical

#: Figures without which a threat of the class cannot fly.
CLASS_NEEDS: dict[str, tuple[str, ...]] = {
    "ballistic": ("burn_time", "specific_impulse", "ballistic_coefficient", "vertical_time", "loft"),
    "cruise": ("speed", "altitude"),
    "drone": ("speed", "altitude"),
    "aircraft": ("speed", "altitude"),
    "glide": (),
}

#: Dimensions whose figures may be negative.
SIGNED = ("angle", "decibel")


class Weak(NamedTuple):
    """A figure that rests on memory or on assumption."""

    card: str
    name: str
    grade: str
    value: str
    sources: str


def problems(library: Library) -> Iterator[str]:
    """One sentence per broken rule, over all cards and priors."""
    try:
        entries, priors, _ = list(library.entries()), library.priors, library.sources
    except InputError as error:  # nothing else can be read before this is repaired
        yield str(error)
        return
    for prior in priors.values():
        yield from _figure_problems(library, f"prior {prior.name}", prior.figure, None)
        if prior.figure.kind != "assumption":
            yield f"prior {prior.name}: a prior has kind assumption and grade E"
    for entry in entries:
        try:
            card = library.card(entry.name)
            yield from _index_problems(library, entry, card)
            yield from _card_problems(library, entry.kind, card)
        except InputError as error:
            yield str(error)


def _index_problems(library: Library, entry: Entry, card: Card) -> Iterator[str]:
    """The index is read from lines that start with `name:` and `aliases:`; the card must agree."""
    names = {word for word, other in library.index.items() if other.path == entry.path}
    if names != {word.casefold() for word in (card.name, *card.aliases)}:
        yield f"{card.name}: write name, title and aliases on one line each, at the start of a line"


def _card_problems(library: Library, kind: str, card: Card) -> Iterator[str]:
    terms = terms_of(kind, card)
    for name, figure in card.figures.items():
        where = f"{card.name}.{name}"
        if name not in terms:
            yield str(
                LibraryError("the vocabulary has no such figure", given=name, allowed=terms, where=card.name)
            )
            continue
        yield from _figure_problems(library, where, figure, terms[name].dimension)
    for name, prior in card.priors.items():
        if name not in terms:
            yield str(
                LibraryError("the vocabulary has no such figure", given=name, allowed=terms, where=card.name)
            )
        elif name in card.figures:
            yield f"{card.name}.{name}: has a figure of its own and a prior"
        elif prior in library.priors:
            yield from _dimension_problems(
                f"{card.name}.{name}", library.priors[prior].figure, terms[name].dimension
            )
    if isinstance(card, RadarCard):
        yield from _anchor_problems(card)
    if isinstance(card, SensorCard):
        yield from _condition_problems(card)
    if isinstance(card, (ThreatCard, AircraftCard)):
        yield from _aspect_problems(card)
    lacking = missing(library, card)
    if lacking and card.usable is None:
        yield f"{card.name}: lacks {', '.join(lacking)}, so it must say `usable: {{because: ...}}`"
    if not lacking and card.usable is not None and not isinstance(card, SystemCard):
        yield f"{card.name}: has everything that a run needs but says it is not usable"
    yield from _reference_problems(library, card)


def missing(library: Library, card: Card) -> list[str]:
    """Names of the figures that a run needs and the card does not have."""
    kind = library.kind_of(card.name)
    have = library.resolve(card)
    needed = [name for name, term in terms_of(kind, card).items() if term.needed]
    if isinstance(card, (ThreatCard, AircraftCard)):
        needed += CLASS_NEEDS[card.target_class]
    if kind == "systems" and isinstance(card, SystemCard) and not card.rounds:
        needed = [name for name in needed if name != "launchers"]
    lacking = [name for name in needed if name not in have]
    if kind in ("threats", "aircraft") and not any(name.startswith("rcs") for name in have):
        lacking.append("rcs")
    if isinstance(card, ThreatCard) and card.target_class == "glide":
        lacking.append("a flight model for glide vehicles")
    return lacking


def _figure_problems(library: Library, where: str, figure: Figure, dimension: str | None) -> Iterator[str]:
    quoted = [(key, figure.grade) for key in figure.sources]
    quoted += [(key, claim.grade) for claim in figure.claims for key in claim.sources]
    for key, grade in quoted:
        source = library.sources.get(key)
        if source is None:
            yield str(LibraryError("no such source", given=key, allowed=library.sources, where=where))
        elif grade != "E" and not _is_url(source.url):
            yield f"{where}: the source {key} has no URL; only an assumption (grade E) may cite one"
    if dimension is not None:
        yield from _dimension_problems(where, figure, dimension)


def _dimension_problems(where: str, figure: Figure, dimension: str) -> Iterator[str]:
    quantities = [(number, figure.unit) for number in (figure.value, figure.low, figure.high)]
    quantities += [
        (number, claim.unit)
        for claim in figure.claims
        for number in (claim.value, claim.low, claim.high)
        if number is not None
    ]
    seen = set()
    for number, unit in quantities:
        try:
            amount = to_canonical(number, unit, dimension)
        except InputError as error:
            problem = str(error)
        else:
            least = -math.inf if dimension in SIGNED else 0.0
            most = 1.0 if dimension == "probability" else math.inf
            problem = "" if least <= amount <= most else f"{number:g} {unit} is no {dimension}"
        if problem and problem not in seen:
            seen.add(problem)
            yield f"{where}: {problem}"


def _anchor_problems(card: RadarCard) -> Iterator[str]:
    """A detection range says nothing without the cross-section that it refers to."""
    anchor = card.figures.get("detection_range")
    if anchor is None:
        return
    if anchor.target_rcs is None:
        yield f"{card.name}.detection_range: needs target_rcs, such as '1 m2'"
    for text in (anchor.target_rcs, *(claim.target_rcs for claim in anchor.claims)):
        if text is not None:
            try:
                parse_quantity(text, "area")
            except InputError as error:
                yield f"{card.name}.detection_range: target_rcs: {error}"


def _condition_problems(card: SensorCard) -> Iterator[str]:
    """A range by ear, eye or receiver says nothing without the target, the light and the weather it holds for."""
    for name in ("detection_range", "detection_range_night"):
        figure = card.figures.get(name)
        if figure is not None and not figure.condition:
            yield f"{card.name}.{name}: needs a condition: against what target, in what light and weather"


def _aspect_problems(card: Card) -> Iterator[str]:
    """One aspect is said once: as an area, or as decibels over the nose."""
    have = {*card.figures, *card.priors}
    for aspect in ("beam", "tail"):
        if {f"rcs_{aspect}", f"aspect_{aspect}_db"} <= have:
            yield f"{card.name}: give rcs_{aspect} or aspect_{aspect}_db, not both"


def _reference_problems(library: Library, card: Card) -> Iterator[str]:
    for part, kind in _parts(card):
        try:
            other = library.card(part, kind)
        except InputError as error:
            yield f"{card.name}: {error}"
            continue
        if other.usable is not None and card.usable is None:
            yield f"{card.name}: its part {part} is not usable, so it is not either"
    if isinstance(card, SystemCard):
        counts = {load.ready for load in card.rounds}
        counts |= {part.count for part in (*card.radars, *card.sensors, *card.guns) if part.count}
        for name in sorted(counts - set(card.figures) - set(card.priors)):
            yield f"{card.name}: counts parts by {name!r}, which it does not define"
        if card.rounds and card.launcher is None:
            yield f"{card.name}: has rounds but no launcher"


def _parts(card: Card) -> Iterator[tuple[str, str]]:
    """Names of the cards that a card refers to, with the folder where each must stand."""
    if isinstance(card, AircraftCard) and card.radar:
        yield card.radar, "radars"
    if isinstance(card, SystemCard):
        yield from ((part.part, "radars") for part in card.radars)
        yield from ((part.part, "sensors") for part in card.sensors)
        yield from ((part.part, "guns") for part in card.guns)
        yield from ((load.round, "interceptors") for load in card.rounds)
        if card.launcher:
            yield card.launcher, "launchers"
        if card.aircraft:
            yield card.aircraft, "aircraft"


def _is_url(url: str | None) -> bool:
    parsed = urlparse(url or "")
    return parsed.scheme in ("http", "https") and "." in parsed.netloc


def weakest(library: Library) -> list[Weak]:
    """Figures of grades D and E of all cards, recalled ones first, then by card and name."""
    found = []
    for entry in library.entries():
        card = library.card(entry.name)
        for name, resolved in library.resolve(card).items():
            figure = resolved.figure
            if figure.grade in ("D", "E"):
                value = f"{figure.value:g} ({figure.low:g} to {figure.high:g}) {figure.unit}".strip()
                origin = f"prior {resolved.prior}" if resolved.prior else ", ".join(figure.sources)
                found.append(Weak(card.name, name, figure.grade, value, origin))
    return sorted(found)
