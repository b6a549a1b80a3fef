"""Every uncertain input with its evidence, and the sources, numbered."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from iamd.report.record import Entry, Record, entries, entry
from iamd.report.words import percent, plain

GRADES = {
    "A": "read in two or more independent sources",
    "B": "read in one source, or in several that repeat one claim",
    "C": "seen in a compilation that cites the source",
    "D": "recalled from a named publication, still to be confirmed",
    "E": "assumption: nobody has published it",
}


class Source(NamedTuple):
    """One entry of the bibliography."""

    title: str
    publisher: str
    year: str
    url: str


def inputs(record: Record) -> list[Entry]:
    """Inputs of the manifest by card and figure."""
    items = entries(record.manifest, "inputs")
    return sorted(
        items, key=lambda item: tuple(str(item.get(key) or "") for key in ("card", "figure", "name"))
    )


def weak_inputs(record: Record) -> tuple[int, int]:
    """Inputs of grade D or E, and all inputs."""
    grades = [str(item.get("grade")) for item in inputs(record)]
    return sum(grade in ("D", "E") for grade in grades), len(grades)


def sources_of(item: Entry) -> list[Source]:
    """Sources of one input."""
    return [source_of(found) for found in entries(item, "sources")]


def source_of(found: Entry) -> Source:
    """A source as text."""
    title, publisher, year, url = (str(found.get(key) or "") for key in ("title", "publisher", "year", "url"))
    return Source(title or "untitled", publisher, year, url if is_link(url) else "")


def is_link(url: str) -> bool:
    """Whether an address may become a link: a web page, never a script."""
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def numbered(record: Record) -> dict[Source, int]:
    """The sources of the inputs, each once, numbered in the order of the table of inputs."""
    order: dict[Source, int] = {}
    for item in inputs(record):
        for source in sources_of(item):
            order.setdefault(source, len(order) + 1)
    return order


def bibliography(record: Record) -> list[dict[str, Any]]:
    """The bibliography of exactly what this run used."""
    uses = Counter(source for item in inputs(record) for source in set(sources_of(item)))
    return [
        {"number": place, "uses": uses[source], **source._asdict()}
        for source, place in numbered(record).items()
    ]


def input_table(record: Record) -> list[dict[str, Any]]:
    """Rows of the full table of inputs."""
    places = numbered(record)
    return [
        {
            "card": str(item.get("card") or ""),
            "figure": str(item.get("figure") or "").replace("_", " "),
            "title": str(item.get("title") or item.get("name") or ""),
            "value": plain(item.get("value")),
            "ends": _ends(item.get("low"), item.get("high")),
            "sampled": _sampled(item),
            "unit": str(item.get("unit") or ""),
            "kind": str(item.get("kind") or ""),
            "grade": str(item.get("grade") or ""),
            "condition": str(item.get("condition") or ""),
            "prior": prior_words(item.get("prior")),
            "sources": [places[source] for source in dict.fromkeys(sources_of(item))],
        }
        for item in inputs(record)
    ]


def _sampled(item: Entry) -> str:
    """Interval that the values were drawn from; ``fixed`` where all draws have the same."""
    sampled = entry(item, "sampled")
    return "fixed" if item.get("fixed") is True else _ends(sampled.get("p05"), sampled.get("p95"))


def prior_words(prior: object) -> str:
    """Whether a class prior stands in for a figure that nobody publishes."""
    return prior if isinstance(prior, str) else "yes" if prior else ""


def _ends(low: object, high: object) -> str:
    first, last = plain(low), plain(high)
    return first if first == last else f"{first} to {last}"


def grade_table(record: Record) -> list[dict[str, str]]:
    """Inputs by grade, with how many of them are priors."""
    items = inputs(record)
    rows = []
    for grade, meaning in GRADES.items():
        of_grade = [item for item in items if item.get("grade") == grade]
        if items:
            priors = sum(bool(item.get("prior")) for item in of_grade)
            share = percent(len(of_grade) / len(items))
            many = str(len(of_grade))
            rows.append(
                {"grade": grade, "meaning": meaning, "count": many, "share": share, "priors": str(priors)}
            )
    return rows
