"""What a user did wrong, said once and clearly.

Every refusal names what was given, what is allowed, the nearest match and where it stands::

    InputError
    ├── ScenarioError     a scenario file or an override
    ├── LibraryError      a card, a figure or a source of the library
    └── ResultsError      a results folder that cannot be read, extended or written
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(Exception):
    """Bad input: the command line prints the message and exits with code 2.

    Args:
        message: one sentence that says what is wrong.
        given: what the user wrote.
        allowed: what would have been accepted; long lists are cut to the nearest matches.
        where: file, and line if known.
    """

    def __init__(
        self,
        message: str,
        *,
        given: object = None,
        allowed: Iterable[str] | str | None = None,
        where: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.given = given
        self.allowed = [allowed] if isinstance(allowed, str) else list(allowed or [])
        self.where = where

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.message}" if self.where else self.message]
        if self.given is not None:
            parts.append(f"given: {shorten(self.given)}")
        if self.allowed:
            shown = self.allowed if len(self.allowed) <= 12 else [*self.allowed[:12], "..."]
            parts.append(f"allowed: {', '.join(shown)}")
            near = nearest(str(self.given), self.allowed)
            if near:
                parts.append(f"did you mean {near!r}?")
        return "; ".join(parts)


class ScenarioError(InputError):
    """A scenario file or an override of it cannot be used."""


class LibraryError(InputError):
    """A card, figure or source of the library breaks the rules."""


class ResultsError(InputError):
    """A results folder cannot be read, extended or written."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The entry of ``words`` that looks most like ``word``, or None if none is close."""
    folded = {entry.casefold(): entry for entry in words}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.55)
    return folded[found[0]] if found else None


def shorten(value: object, limit: int = 120) -> str:
    """``repr`` of ``value`` cut to ``limit`` characters, so that a message stays one line."""
    text = repr(value) if not isinstance(value, str) else value
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 3] + "..."
