"""Options that several verbs share, and how ``--set`` is read."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from iamd.errors import InputError

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Full = Annotated[bool, typer.Option("--full", help="The long version: more runs, tighter tests.")]
Runs = Annotated[
    int | None,
    typer.Option(
        "--runs", "-n", min=1, metavar="N", help="How many times to play the raid.", show_default=False
    ),
]
Draws = Annotated[
    int | None,
    typer.Option(
        "--draws",
        min=1,
        metavar="M",
        help="Different sets of inputs, drawn from their intervals (default: a fifth of the runs).",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        min=0,
        metavar="S",
        help="Same seed, same result, on any number of workers (default: the scenario's).",
        show_default=False,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, metavar="W", help="Runs played at a time (default: one per core)."),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="DIR", help="Folder for the results; one that holds the same study is resumed."
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change one entry of the scenario; may be given again."),
]


class Mode(StrEnum):
    """How uncertain figures get their values."""

    SAMPLED = "sampled"
    LOW = "low"
    BEST = "best"
    HIGH = "high"


def paragraphs(verb: Callable[..., object]) -> str:
    """The docstring of a verb as help text: lines of a paragraph joined, so that the window breaks them."""
    text = inspect.cleandoc(verb.__doc__ or "")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def overrides(settings: Iterable[str] | None) -> dict[str, str]:
    """``["raid.0.count=12"]`` as ``{"raid.0.count": "12"}``; InputError for anything else."""
    found: dict[str, str] = {}
    for setting in settings or ():
        path, equals, value = (piece.strip() for piece in setting.partition("="))
        if not (path and equals and value):
            raise InputError(
                "--set needs a path and a value", given=setting, allowed="PATH=VALUE, as in raid.0.count=12"
            )
        if path in found:
            raise InputError("--set names the same path twice", given=path)
        found[path] = value
    return found


def alternatives(value: str) -> list[Any]:
    """``"16,32"`` as two values, read as YAML; commas inside brackets or quotes do not separate.

    Raises:
        InputError: a value that is not YAML.
    """
    from iamd.library.yamlfile import parse_yaml

    try:
        return [parse_yaml(piece, Path("--set")).data for piece in _split(value)]
    except InputError as error:
        raise InputError(f"the value of --set cannot be read: {error.message}", given=value) from None


def _split(value: str) -> list[str]:
    pieces, depth, quote = [""], 0, ""
    for letter in value:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        depth += (letter in "[{(") - (letter in ")}]") if not quote else 0
        if letter == "," and depth == 0 and not quote:
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece.strip() for piece in pieces if piece.strip()]
