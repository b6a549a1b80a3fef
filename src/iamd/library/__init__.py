"""Published figures of air- and missile-defence systems, each with its interval, grade and source."""

from iamd.library.card import Card
from iamd.library.figure import Figure, Source
from iamd.library.loader import Library, library

__all__ = ["Card", "Figure", "Library", "Source", "library"]
