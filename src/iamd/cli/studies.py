"""``iamd study`` and ``iamd bench``: expected values met or not, and how fast it is here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from iamd.cli.options import Full, Json, Out, paragraphs
from iamd.cli.output import CommandError, emit, escape, progress, relative, say, table
from iamd.errors import InputError

app = typer.Typer(
    add_completion=False,
    help="Questions whose answers are held against published or calculated values: list them, play them, see whether "
    "the values come out.",
    no_args_is_help=False,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="A name from `iamd study list`.")]
MaybeName = Annotated[
    str | None, typer.Argument(metavar="NAME", help="A name from `iamd study list`.", show_default=False)
]
All = Annotated[bool, typer.Option("--all", help="Every study.")]


@app.callback(invoke_without_command=True)
def _root(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


def list_(as_json: Json = False) -> int:
    """The studies, each with its question and its answer in one line."""
    from iamd.cli.look import Kind, items, print_items

    found = items(Kind.STUDIES)
    if as_json:
        emit(found)
    else:
        print_items(Kind.STUDIES, found)
    return 0


def run(name: Name, full: Full = False, out: Out = None, as_json: Json = False) -> int:
    """Play a study; write its results and its report."""
    from iamd.study import run_study

    _known(name)
    with progress(not as_json) as advance:
        result: Any = run_study(name, full=full, out=out, progress=advance)
    folder = Path(result.path)
    if as_json:
        emit(
            {
                "path": folder,
                "headline": result.headline,
                "interrupted": bool(result.interrupted),
                **result.summary,
            }
        )
    else:
        say(f"[bold]{escape(result.headline)}[/]")
        say(f"The page: {escape(relative(folder / 'study.html'))}", wrap=False)
        say(f"The results: {escape(relative(folder))}", wrap=False)
    if result.interrupted:
        raise CommandError("interrupted; the same command resumes it", code=130)
    return 0


def verify(name: MaybeName = None, every: All = False, full: Full = False, as_json: Json = False) -> int:
    """Do the published and calculated values come out? Exit code 1 if one does not."""
    from iamd.study import studies, verify_study

    if (name is None) is not every:
        raise InputError("name one study, or give --all", given=name or "nothing", allowed=["NAME", "--all"])
    names = [each[0] for each in studies()] if name is None else [_known(name)]
    found = [{"study": each, **row} for each in names for row in verify_study(each, full=full)]
    _verdict(found, as_json, "oracle")
    return 0


for word, verb in (("list", list_), ("run", run), ("verify", verify)):
    app.command(word, help=paragraphs(verb))(verb)


def bench(full: Full = False, as_json: Json = False) -> int:
    """How fast it is on this machine, and whether that is as fast as promised.

    Takes about a minute; --full adds the long measurements.
    """
    from iamd.study import bench as measure

    _verdict([dict(row) for row in measure(full=full)], as_json, "name")
    return 0


def _known(name: str) -> str:
    from iamd.study import studies

    known = [each[0] for each in studies()]
    if name not in known:
        raise InputError("there is no such study", given=name, allowed=known)
    return name


def _verdict(found: list[dict[str, Any]], as_json: bool, label: str) -> None:
    """Print rows that are met or not; CommandError if one is not."""
    if as_json:
        emit(found)
    elif label == "oracle":
        _oracles(found)
    else:
        _floors(found)
    missed = [str(row[label]) for row in found if row.get("ok") is False]
    if missed:
        raise CommandError(
            f"{len(missed)} of {len(found)} not met: {'; '.join(missed[:3])}{' ...' if len(missed) > 3 else ''}"
        )


def _oracles(found: Iterable[dict[str, Any]]) -> None:
    rows = table("Study", "What", "Expected value", "Kind", "Got", "Tolerance", "", "Source", right=[2, 4, 5])
    for row in found:
        cells = [escape(row["study"]), escape(row["oracle"])]
        cells += [value_text(row.get("expected")), escape(row.get("kind") or "")]
        cells += [value_text(row.get("got")), tolerance_text(row)]
        rows.add_row(*cells, _mark(row.get("ok")), escape(row.get("source", "")))
    say(rows)


def _floors(found: Iterable[dict[str, Any]]) -> None:
    rows = table("Measured", "Value", "Unit", "Floor", "", right=[1, 3])
    for row in found:
        numbers = [value_text(row.get("value")), escape(row.get("unit") or ""), value_text(row.get("floor"))]
        rows.add_row(escape(row["name"]), *numbers, _mark(row.get("ok")))
    say(rows)


def value_text(value: object) -> str:
    """A number to four figures; anything else as it is."""
    from iamd.library.show import number_text

    if isinstance(value, float | int) and not isinstance(value, bool):
        return number_text(float(f"{value:.4g}"))
    return "" if value is None else escape(value)


def tolerance_text(row: dict[str, Any]) -> str:
    """How far a value may differ; in words where that is a matter of the last digits only."""
    width, expected = row.get("tolerance"), row.get("expected")
    if isinstance(width, float) and isinstance(expected, float | int) and 0.0 < width <= 1e-5 * abs(expected):
        return "last digits"
    return value_text(width)


def _mark(ok: bool | None) -> str:
    """Met or not in words, so that it reads without colour; nothing where there is no floor."""
    return {True: "[green]met[/]", False: "[bold red]NOT MET[/]"}.get(ok, "") if ok is not None else ""
