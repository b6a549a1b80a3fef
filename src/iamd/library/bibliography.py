"""Reads ``sources.bib``: the plain subset of BibTeX that the library uses."""

from __future__ import annotations

import re
from pathlib import Path

from iamd.errors import LibraryError
from iamd.library.figure import Source

_ENTRY = re.compile(r"@\w+\{\s*([^,\s]+)\s*,(.*?)^\}", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\}\s*,?\s*$", re.MULTILINE)


def read_bibliography(path: Path) -> dict[str, Source]:
    """All entries of a bibliography by key.

    Raises:
        LibraryError: a key appears twice or an entry lacks title or publisher.
    """
    entries: dict[str, Source] = {}
    for key, body in _ENTRY.findall(path.read_text(encoding="utf-8")):
        if key in entries:
            raise LibraryError("the source appears twice", given=key, where=str(path))
        fields = {name.casefold(): value.strip() for name, value in _FIELD.findall(body)}
        if "title" not in fields or not (fields.get("publisher") or fields.get("journal")):
            raise LibraryError(
                "a source needs a title and a publisher or journal", given=key, where=str(path)
            )
        year = fields.get("year", "")
        entries[key] = Source(
            key=key,
            title=fields["title"] if "author" not in fields else f"{fields['author']}: {fields['title']}",
            publisher=fields.get("publisher") or fields["journal"],
            year=int(year) if year.isdigit() else None,
            url=fields.get("url"),
        )
    return entries
