"""Simulate and analyse integrated air and missile defence from published figures.

``iamd.run`` runs a scenario, ``iamd.compare`` runs two on the same draws, ``iamd.coverage`` maps what the radars of
one see, ``iamd.load`` reads and checks one.
Importing the package imports none of its rooms: each name is fetched when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iamd.scenario import load
    from iamd.study import compare, coverage, run

__all__ = ["__version__", "compare", "coverage", "load", "run"]

__version__ = "0.1.0"

_ROOM_OF = {"compare": "iamd.study", "coverage": "iamd.study", "load": "iamd.scenario", "run": "iamd.study"}


def __getattr__(name: str) -> Any:
    """Fetch a public name from its room on first use (PEP 562)."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_ROOM_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
