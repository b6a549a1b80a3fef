"""Studies: many runs of a scenario, comparisons, and published questions with their answers.

Every name is fetched on first use, so that listing the studies imports neither the engine nor its compiler.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iamd.study.comparison import Comparison, compare
    from iamd.study.play import run
    from iamd.study.result import Result
    from iamd.study.shelf import studies
    from iamd.study.survey import coverage
    from iamd.study.verify import run_study, verify_study

__all__ = [
    "Comparison",
    "Result",
    "bench",
    "compare",
    "coverage",
    "run",
    "run_study",
    "studies",
    "verify_study",
]

_MODULE_OF = {
    "Comparison": "comparison",
    "Result": "result",
    "compare": "comparison",
    "coverage": "survey",
    "run": "play",
    "run_study": "verify",
    "studies": "shelf",
    "verify_study": "verify",
}


def __getattr__(name: str) -> Any:
    """Fetch a public name from its module on first use (PEP 562)."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"iamd.study.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def bench(*, full: bool = False) -> list[dict[str, Any]]:
    """How fast it is on this machine: rows of name, value, unit, floor and ok."""
    rows: list[dict[str, Any]] = import_module("iamd.study.bench").bench(full=full)
    globals()["bench"] = _BENCH  # the import has put the module of that name in its place
    return rows


_BENCH = bench


def __dir__() -> list[str]:
    return sorted(__all__)
