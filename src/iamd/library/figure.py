"""A sourced number: value, published spread, unit, what it was measured against, and how far to trust it.

Two scales are kept apart. ``kind`` says what the source did (measured, stated, derived, estimated, assumed);
``grade`` says how well we know that the source said it:

====== ===========================================================================
A      read in two or more independent sources
B      read in one source, or in several that repeat one claim
C      seen in a compilation that cites the source
D      recalled from a named publication; to be confirmed, never a test oracle
E      assumption or engineering prior; always in the sensitivity run
====== ===========================================================================

``low`` and ``high`` span what was published; they are a claim range, not a statistical interval. How it
becomes a distribution is decided in :mod:`iamd.scenario.draws`, in one place.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Kind = Literal["measured", "stated", "derived", "estimate", "assumption"]
Grade = Literal["A", "B", "C", "D", "E"]
Shape = Literal["triangular", "uniform", "loguniform", "fixed"]
ClaimChain = Literal[
    "published", "vendor_or_state_claim", "belligerent_or_official_claim", "contested_political_claim"
]
Number = Annotated[float, Field(allow_inf_nan=False)]

KINDS: tuple[str, ...] = ("measured", "stated", "derived", "estimate", "assumption")
GRADES: tuple[str, ...] = ("A", "B", "C", "D", "E")


class Source(BaseModel):
    """One entry of the bibliography ``sources.bib``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    title: str
    publisher: str
    year: int | None = None
    url: str | None = None


class Claim(BaseModel):
    """A rival published value of the same quantity, or the same quantity under another condition."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Number
    low: Number | None = None
    high: Number | None = None
    unit: str
    condition: str = ""
    target_rcs: str | None = None
    grade: Grade = "D"
    sources: tuple[str, ...] = Field(min_length=1)
    note: str = ""


class Figure(BaseModel):
    """One number of a card. No number enters the program without one.

    Attributes:
        value: best supported value, in ``unit``.
        low, high: span of the published values (``low <= value <= high``).
        unit: as in :mod:`iamd.library.units`.
        kind, grade: see the module docstring.
        condition: what the number holds for (target class, band, aspect, Pd, "instrumented" and the like).
        sources: keys of ``sources.bib``; may be empty only for an assumption of grade E.
        shape: how belief spreads over the interval; ``fixed`` for counts that are design facts.
        derivation: formula, required when ``kind`` is ``derived``.
        target_rcs: radar cross-section that a detection range refers to, with unit.
        varies_with: figures with the same word share one uniform draw.
        claims: rival values, kept side by side and never averaged.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Number
    low: Number
    high: Number
    unit: str
    kind: Kind
    grade: Grade
    condition: str = ""
    sources: tuple[str, ...] = ()
    shape: Shape = "triangular"
    claim_chain: ClaimChain = "published"
    derivation: str = ""
    target_rcs: str | None = None
    varies_with: str | None = None
    note: str = ""
    claims: tuple[Claim, ...] = ()

    @field_validator("value", "low", "high")
    @classmethod
    def _finite(cls, number: float) -> float:
        if not math.isfinite(number):
            raise ValueError("a figure must be a finite number")
        return number

    @model_validator(mode="after")
    def _consistent(self) -> Figure:
        if not self.low <= self.value <= self.high:
            raise ValueError(
                f"interval must hold low <= value <= high, got {self.low}, {self.value}, {self.high}"
            )
        if self.shape == "loguniform" and self.low <= 0:
            raise ValueError("a log-uniform figure needs low > 0")
        if self.kind == "derived" and not self.derivation:
            raise ValueError("a derived figure needs its derivation")
        if self.kind == "assumption" and self.grade != "E":
            raise ValueError("an assumption has grade E")
        if (
            not self.sources
            and not (self.kind == "assumption" and self.grade == "E")
            and self.kind != "derived"
        ):
            raise ValueError("a figure needs at least one source")
        return self
