"""Finds and reads the cards of the library.

Names are found by scanning the first lines of each file, so that a run parses only the cards it uses.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from iamd.errors import LibraryError
from iamd.library.bibliography import read_bibliography
from iamd.library.card import CARD_TYPES, Card, Prior
from iamd.library.figure import Figure, Source
from iamd.library.vocabulary import VOCABULARY, Term
from iamd.library.yamlfile import Document, read_yaml

DATA = Path(__file__).parent / "data"
_NAME = re.compile(r"^name:\s*(.+?)\s*$", re.MULTILINE)
_TITLE = re.compile(r"^title:\s*(.+?)\s*$", re.MULTILINE)
_ALIASES = re.compile(r"^aliases:\s*\[(.*?)\]\s*$", re.MULTILINE)
_UNUSABLE = re.compile(r"^usable:", re.MULTILINE)


class Entry(NamedTuple):
    """What the index knows of a card before it is read."""

    name: str
    kind: str
    title: str
    path: Path
    usable: bool


class Resolved(NamedTuple):
    """A figure as a card uses it: its own, or a prior's."""

    figure: Figure
    term: Term
    prior: str | None


class Library:
    """The cards of a folder, read on demand.

    Args:
        root: folder with one sub-folder per kind and ``sources.bib``; the shipped one by default.
    """

    def __init__(self, root: Path = DATA) -> None:
        self.root = root
        self._cards: dict[str, Card] = {}

    @functools.cached_property
    def sources(self) -> dict[str, Source]:
        """Bibliography by key."""
        return read_bibliography(self.root / "sources.bib")

    @functools.cached_property
    def index(self) -> dict[str, Entry]:
        """Every name and alias, case-folded, with the entry it stands for."""
        found: dict[str, Entry] = {}
        for kind in CARD_TYPES:
            for path in sorted((self.root / kind).glob("*.yaml")):
                entry, aliases = _scan(path, kind)
                for word in (entry.name, *aliases):
                    if word.casefold() in found:
                        raise LibraryError("the name is used twice", given=word, where=str(path))
                    found[word.casefold()] = entry
        return found

    @functools.cached_property
    def priors(self) -> dict[str, Prior]:
        """Class priors by name."""
        found: dict[str, Prior] = {}
        for path in sorted((self.root / "priors").glob("*.yaml")):
            document = read_yaml(path)
            for name, body in (document.data or {}).items():
                if name in found:
                    raise LibraryError(
                        "the prior is defined twice", given=name, where=document.where((name,))
                    )
                figure = dict(body)
                applies_to = str(figure.pop("applies_to", ""))
                found[name] = Prior(
                    name=name, applies_to=applies_to, figure=_validate(Figure, figure, document, (name,))
                )
        return found

    def entries(self, *kinds: str) -> Iterator[Entry]:
        """Entries of the given kinds (all if none is given), by kind and name, each once."""
        unique = {entry.path: entry for entry in self.index.values() if not kinds or entry.kind in kinds}
        yield from sorted(unique.values(), key=lambda entry: (entry.kind, entry.name.casefold()))

    def find(self, name: str, *kinds: str, where: str | None = None) -> Entry:
        """The entry called ``name`` (or an alias), of one of ``kinds``.

        Raises:
            LibraryError: there is none; the message carries the nearest match.
        """
        entry = self.index.get(str(name).casefold())
        if entry is None or (kinds and entry.kind not in kinds):
            known = sorted({other.name for other in self.index.values() if not kinds or other.kind in kinds})
            what = (
                " or ".join(kind.removesuffix("s") if kind != "aircraft" else kind for kind in kinds)
                or "entry"
            )
            raise LibraryError(f"the library has no such {what}", given=name, allowed=known, where=where)
        return entry

    def card(self, name: str, *kinds: str, where: str | None = None) -> Card:
        """The card called ``name``."""
        entry = self.find(name, *kinds, where=where)
        if entry.name not in self._cards:
            document = read_yaml(entry.path)
            self._cards[entry.name] = _validate(CARD_TYPES[entry.kind], document.data, document, ())
        return self._cards[entry.name]

    def kind_of(self, name: str) -> str:
        """Folder of the card called ``name``."""
        return self.find(name).kind

    def resolve(self, card: Card) -> dict[str, Resolved]:
        """All figures of a card, its own first, then those that it takes from priors."""
        terms = terms_of(self.kind_of(card.name), card)
        found = {
            name: Resolved(figure, terms[name], None)
            for name, figure in card.figures.items()
            if name in terms
        }
        for name, prior in card.priors.items():
            if prior not in self.priors:
                raise LibraryError("no such prior", given=prior, allowed=self.priors, where=card.name)
            if name in terms and name not in found:
                found[name] = Resolved(self.priors[prior].figure, terms[name], prior)
        return found


def terms_of(kind: str, card: Card) -> dict[str, Term]:
    """Vocabulary of a card; a system may add ``ready_...`` counts and ``..._count`` of parts."""
    terms = dict(VOCABULARY[kind])
    if kind == "systems":
        for name in (*card.figures, *card.priors):
            if name.startswith("ready_") or name.endswith("_count"):
                terms.setdefault(name, Term("count", "ready rounds or parts of one fire unit", True))
    return terms


def _scan(path: Path, kind: str) -> tuple[Entry, list[str]]:
    text = path.read_text(encoding="utf-8")
    name, title, aliases = _NAME.search(text), _TITLE.search(text), _ALIASES.search(text)
    if name is None or title is None:
        raise LibraryError("a card needs a name and a title", where=str(path))
    words = [word.strip().strip("\"'") for word in aliases.group(1).split(",")] if aliases else []
    entry = Entry(_plain(name.group(1)), kind, _plain(title.group(1)), path, _UNUSABLE.search(text) is None)
    return entry, [word for word in words if word]


def _plain(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _validate(model: Any, data: Any, document: Document, location: tuple[str | int, ...]) -> Any:
    """Validate with Pydantic; the first error becomes one message with its line."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        path = (*location, *first["loc"])
        raise LibraryError(
            f"{'.'.join(map(str, first['loc']))}: {first['msg']}".removeprefix(": "),
            given=first.get("input") if not isinstance(first.get("input"), dict) else None,
            where=document.where(path),
        ) from None


@functools.cache
def library() -> Library:
    """The shipped library."""
    return Library()
