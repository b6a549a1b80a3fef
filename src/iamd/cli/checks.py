"""``iamd check``: is this scenario right, is the library right, and what does a scenario file look like?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from iamd.cli.options import Json
from iamd.cli.output import CommandError, emit, escape, say, table
from iamd.errors import InputError

if TYPE_CHECKING:
    from iamd.library.check import Weak

FileArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="FILE", help="A scenario file, or the name of a shipped scenario.", show_default=False
    ),
]
LibraryOption = Annotated[
    bool, typer.Option("--library", help="Check every card, figure and source instead.")
]
WeakestOption = Annotated[
    bool,
    typer.Option("--weakest", help="With --library: list the figures that are recalled (D) or assumed (E)."),
]
SchemaOption = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of scenario files, for editors.")
]


def check(
    file: FileArgument = None,
    of_library: LibraryOption = False,
    weakest: WeakestOption = False,
    schema: SchemaOption = False,
    as_json: Json = False,
) -> int:
    """Is this scenario right? If not: which line, what is allowed, and the nearest match.

    A scenario that is right is shown as the program understands it. Nothing is played.
    """
    _one_task(file, of_library, weakest, schema)
    if schema:
        from iamd.scenario import json_schema

        emit(json_schema())
        return 0
    if of_library:
        return _weakest(as_json) if weakest else _library(as_json)
    from iamd.cli.scenario import describe_scenario, print_scenario

    found = describe_scenario(file or "")
    if as_json:
        emit({"ok": True, **found})
    else:
        print_scenario(found)
        say("[green]The scenario is in order.[/]")
    return 0


def _one_task(file: str | None, of_library: bool, weakest: bool, schema: bool) -> None:
    if weakest and not of_library:
        raise InputError("--weakest goes with --library")
    tasks = {"FILE": file is not None, "--library": of_library, "--schema": schema}
    given = [name for name, present in tasks.items() if present]
    if len(given) != 1:
        what = " and ".join(given) or "nothing"
        raise InputError("check one thing at a time", given=what, allowed="FILE, --library or --schema")


def _library(as_json: bool) -> int:
    """Every broken rule, one a line; the counts if there is none."""
    from iamd.library import library
    from iamd.library.check import problems
    from iamd.library.show import statistics

    held = library()
    found = list(problems(held))
    counts: dict[str, Any] = {} if found else statistics(held)
    if as_json:
        emit({"ok": not found, "problems": found, **counts})
    else:
        for problem in found:
            say(escape(problem), wrap=False)
    if found:
        rules = f"{len(found)} rules" if len(found) > 1 else "1 rule"
        raise CommandError(f"the library breaks {rules}", code=2)
    if not as_json:
        grades = ", ".join(f"{grade} {count}" for grade, count in counts["grades"].items())
        say(
            f"The library is in order: {counts['cards']} cards with {counts['figures']} figures and {counts['claims']} "
            f"rival claims, {counts['priors']} class priors, {counts['sources']} sources. Figures by grade: {grades}."
        )
    return 0


def _weakest(as_json: bool) -> int:
    from iamd.library import library
    from iamd.library.check import weakest

    found = sorted(weakest(library()), key=lambda each: (each.grade, each.card.casefold(), each.name))
    if as_json:
        emit([each._asdict() for each in found])
        return 0
    recalled = sum(each.grade == "D" for each in found)
    say(
        f"{recalled} figures are recalled and wait to be confirmed (D); {len(found) - recalled} are assumed (E)."
    )
    _print_weakest([each for each in found if not each.sources.startswith("prior ")])
    _print_priors([each for each in found if each.sources.startswith("prior ")])
    return 0


def _print_weakest(found: list[Weak]) -> None:
    """Figures of the cards' own."""
    if found:
        rows = table("Card", "Figure", "Grade", "Value", "Sources", title="On the cards")
        for each in found:
            rows.add_row(
                *(escape(word) for word in (each.card, each.name, each.grade, each.value, each.sources))
            )
        say("")
        say(rows)


def _print_priors(found: list[Weak]) -> None:
    """Class priors in use, each once; one line for each card would be a book."""
    users: dict[tuple[str, str], list[str]] = {}
    for each in found:
        users.setdefault((each.sources.removeprefix("prior "), each.value), []).append(each.card)
    if users:
        rows = table("Prior", "Value", "Figures", "Used by", title="Class priors in use", right=[2])
        for (prior, value), cards in sorted(users.items()):
            names = list(dict.fromkeys(cards))
            more = f" and {len(names) - 4} more" if len(names) > 4 else ""
            rows.add_row(escape(prior), escape(value), str(len(cards)), escape(", ".join(names[:4]) + more))
        say("")
        say(rows)
